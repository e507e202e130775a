package dev.narrows.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * What files that hold secrets must be like.
 */
final class PrivateFile {
    private static final Set<PosixFilePermission> OTHERS = Set.of(
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.OTHERS_WRITE);

    private static final Set<PosixFilePermission> OTHERS_WRITE =
        Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
    private static final int ROOT = 0;

    private PrivateFile() {
    }

    /**
     * Checks that nobody but its owner may read or write a file, and that this is who we are, or root.
     *
     * @param file the file.
     * @throws InsecureFileException where others may, or it is another's.
     * @throws IOException           where it cannot be told.
     */
    static void check(Path file) throws IOException {
        checkOwner(file, ownUser());
        for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
            if (OTHERS.contains(permission)) {
                throw new InsecureFileException(
                    "holds a secret and is open to group or others; run: chmod 600 " + file);
            }
        }
    }

    /**
     * Checks that nobody but its owner may write in a directory, and that this is who we are, or root.
     *
     * @param directory the directory.
     * @throws InsecureFileException where others may, or it is another's.
     * @throws IOException           where it is no directory, or cannot be told.
     */
    static void checkDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException("not a directory");
        }
        checkOwner(directory, ownUser());
        for (PosixFilePermission permission : Files.getPosixFilePermissions(directory)) {
            if (OTHERS_WRITE.contains(permission)) {
                throw new InsecureFileException("is open to group or others, who may write there; run: chmod 700 "
                    + directory);
            }
        }
    }

    /**
     * Checks whose a file is.
     *
     * @param file the file.
     * @param self the number of the user that this process runs as.
     * @throws InsecureFileException where it is neither that user's nor root's.
     * @throws IOException           where it cannot be told.
     */
    static void checkOwner(Path file, int self) throws IOException {
        int owner = (Integer)Files.getAttribute(file, "unix:uid");
        if (owner != self && owner != ROOT) {
            throw new InsecureFileException("belongs to " + Files.getOwner(file).getName()
                + ", who may change it at any time; it must be root's, or the user's that the gateway runs as");
        }
    }

    private static int ownUser() throws IOException {
        return (Integer)Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    /**
     * Checks that a file can be read to its end: a pipe or a device might never end.
     *
     * @param file the file.
     * @throws IOException where it is no regular file, or is not there.
     */
    static void checkRegular(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new IOException("not a regular file");
        }
    }

    /**
     * Says why a file could not be read, without its name: that may be a key, put there by mistake.
     *
     * @param failure what happened.
     * @return a few words.
     */
    static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException missing -> "there is no such file";
            case AccessDeniedException denied -> "permission denied";
            default -> String.valueOf(failure.getMessage());
        };
    }
}

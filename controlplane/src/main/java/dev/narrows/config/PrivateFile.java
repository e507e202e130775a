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

    private PrivateFile() {
    }

    /**
     * Checks that nobody but its owner may read or write a file.
     *
     * @param file the file.
     * @throws InsecureFileException where others may.
     * @throws IOException           where it cannot be told.
     */
    static void check(Path file) throws IOException {
        for (PosixFilePermission permission : Files.getPosixFilePermissions(file)) {
            if (OTHERS.contains(permission)) {
                throw new InsecureFileException(
                    "holds a secret and is open to group or others; run: chmod 600 " + file);
            }
        }
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

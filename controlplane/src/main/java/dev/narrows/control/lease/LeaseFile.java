package dev.narrows.control.lease;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file that leases are kept in, locked against other processes for as long as it is open.
 */
final class LeaseFile implements LeaseStorage {
    private final FileChannel channel;

    private LeaseFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes a file, whole or not at all, on disk when this returns.
     *
     * @param file    which must not exist.
     * @param content everything in it.
     * @throws FileAlreadyExistsException where it exists.
     */
    static void create(Path file, ByteBuffer content) throws IOException {
        Path directory = file.getParent();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Path unfinished = write(file, content);
        try {
            // Unlike a move, a link never replaces a file that has appeared meanwhile.
            Files.createLink(file, unfinished);
        } finally {
            Files.delete(unfinished);
        }
        forceDirectory(directory);
    }

    /**
     * Puts another file in this one's place, whole or not at all, on disk and locked when this returns. This one is
     * closed.
     *
     * @param file    where this one is.
     * @param content everything in the other.
     * @return the other.
     */
    LeaseFile replace(Path file, ByteBuffer content) throws IOException {
        Path unfinished = write(file, content);
        LeaseFile other = null;
        try {
            other = open(unfinished);
            if (other == null) {
                throw new IOException(unfinished + " is locked");
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            forceDirectory(file.getParent());
            close();
            return other;
        } catch (IOException e) {
            Files.deleteIfExists(unfinished);
            if (other != null) {
                other.close();
            }
            throw e;
        }
    }

    private static Path write(Path file, ByteBuffer content) throws IOException {
        Path unfinished = Files.createTempFile(file.getParent(), file.getFileName().toString(), ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            writeFully(channel, 0, content);
            channel.force(true);
            return unfinished;
        } catch (IOException e) {
            Files.delete(unfinished);
            throw e;
        }
    }

    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /**
     * Opens a file and locks it.
     *
     * @param file which exists.
     * @return the file, or null where another process, or this one, has it open.
     */
    static LeaseFile open(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        try {
            if (channel.tryLock() != null) {
                return new LeaseFile(channel);
            }
        } catch (OverlappingFileLockException inThisProcess) {
            channel.close();
            return null;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        return null;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public ByteBuffer read(long position, int length) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(length);
        while (content.hasRemaining()) {
            if (channel.read(content, position + content.position()) < 0) {
                throw new EOFException("it ends at byte " + channel.size());
            }
        }
        return content.flip();
    }

    @Override
    public void write(long position, ByteBuffer bytes) throws IOException {
        writeFully(channel, position, bytes);
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static void writeFully(FileChannel channel, long position, ByteBuffer bytes) throws IOException {
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            channel.write(bytes, position + bytes.position() - start);
        }
    }
}

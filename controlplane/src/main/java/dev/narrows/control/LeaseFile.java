package dev.narrows.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file that leases are kept in, locked against other processes for as long as it is open.
 */
final class LeaseFile implements LeaseStorage {
    private static final int LARGEST = 1 << 26;

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
        Path unfinished = Files.createTempFile(directory, file.getFileName().toString(), ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                writeFully(channel, 0, content);
                channel.force(true);
            }
            // Unlike a move, a link never replaces a file that has appeared meanwhile.
            Files.createLink(file, unfinished);
        } finally {
            Files.delete(unfinished);
        }
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
    public ByteBuffer read() throws IOException {
        ByteBuffer content = ByteBuffer.allocate((int)Math.min(channel.size(), LARGEST));
        int count;
        do {
            count = channel.read(content, content.position());
        } while (count > 0 && content.hasRemaining());
        return content.flip();
    }

    @Override
    public void write(int position, ByteBuffer bytes) throws IOException {
        writeFully(channel, position, bytes);
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static void writeFully(FileChannel channel, int position, ByteBuffer bytes) throws IOException {
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            channel.write(bytes, position + bytes.position() - start);
        }
    }
}

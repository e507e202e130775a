package dev.narrows.config;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.crypto.NativeText;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file with an SA's keying material in hexadecimal, on one line, that only its owner may read.
 */
public final class KeyFile {
    private static final int MAX_LENGTH = 1024;

    private KeyFile() {
    }

    /**
     * Reads a key. What is read stays off the Java heap and is wiped.
     *
     * @param file      the file.
     * @param algorithm what the key is for.
     * @return the keys and salt, which the caller closes.
     * @throws InsecureFileException    where others than its owner may read or write it.
     * @throws IOException              where it cannot be read.
     * @throws IllegalArgumentException where it holds no key of the algorithm's length; the message tells no digit.
     */
    public static KeyingMaterial read(Path file, Algorithm algorithm) throws IOException {
        PrivateFile.checkRegular(file);
        PrivateFile.check(file);
        try (Arena arena = Arena.ofConfined(); FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            MemorySegment segment = arena.allocate(MAX_LENGTH + 1);
            try {
                return KeyingMaterial.fromHex(line(segment, fill(channel, segment)), algorithm.keyingMaterialLength());
            } finally {
                segment.fill((byte)0);
            }
        }
    }

    /** Reads into native memory directly: a heap buffer would go through a hidden copy that nobody wipes. */
    private static int fill(FileChannel channel, MemorySegment segment) throws IOException {
        ByteBuffer buffer = segment.asByteBuffer();
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                return buffer.position();
            }
        }
        throw new IllegalArgumentException("the file is too long for a key");
    }

    private static CharSequence line(MemorySegment segment, int length) {
        int end = length;
        while (end > 0 && isLineEnd(segment.get(ValueLayout.JAVA_BYTE, end - 1))) {
            end--;
        }
        return new NativeText(segment.asSlice(0, end));
    }

    private static boolean isLineEnd(byte b) {
        return b == '\n' || b == '\r';
    }
}

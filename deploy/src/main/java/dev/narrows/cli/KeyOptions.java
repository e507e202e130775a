package dev.narrows.cli;

import dev.narrows.config.KeyFile;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import picocli.CommandLine.Option;

/**
 * Where a key comes from. There is no option that takes the key itself: everybody on the machine may read a process's
 * arguments.
 */
final class KeyOptions {
    private static final int LONGEST = 1024;

    @Option(names = "--key-file", required = true, paramLabel = "F",
        description = "A file of mode 0600 with keys and salt in hexadecimal, on one line.")
    private Path file;

    @Option(names = "--key-stdin", required = true, description = "The same line, from standard input.")
    private boolean isStdin;

    /**
     * Reads the key.
     *
     * @param algorithm what it is for.
     * @return keys and salt, the caller's to close.
     * @throws CommandException where there is none of that length, or others may read it.
     */
    KeyingMaterial read(Algorithm algorithm) throws CommandException {
        if (!isStdin) {
            return readFile(file, algorithm);
        }
        try {
            return readStdin(algorithm);
        } catch (IOException e) {
            throw new CommandException("standard input: cannot be read: " + reason(e));
        } catch (IllegalArgumentException e) {
            throw new CommandException("standard input: " + e.getMessage());
        }
    }

    /**
     * Reads a key from a file.
     *
     * @param file      the file.
     * @param algorithm what it is for.
     * @return key and salt, the caller's to close.
     * @throws CommandException where there is none of that length, or others may read it.
     */
    static KeyingMaterial readFile(Path file, Algorithm algorithm) throws CommandException {
        try {
            return KeyFile.read(file, algorithm);
        } catch (IOException e) {
            throw new CommandException(file + ": cannot be read: " + reason(e));
        } catch (IllegalArgumentException e) {
            throw new CommandException(file + ": " + e.getMessage());
        }
    }

    private static KeyingMaterial readStdin(Algorithm algorithm) throws IOException {
        byte[] bytes = System.in.readNBytes(LONGEST);
        CharBuffer text = StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(bytes));
        try {
            while (text.hasRemaining() && Character.isWhitespace(text.get(text.limit() - 1))) {
                text.limit(text.limit() - 1);
            }
            return KeyingMaterial.fromHex(text, algorithm.keyingMaterialLength());
        } finally {
            Arrays.fill(bytes, (byte)0);
            Arrays.fill(text.array(), '\0');
        }
    }

    private static String reason(IOException e) {
        return e instanceof NoSuchFileException ? "there is no such file" : e.getMessage();
    }
}

package dev.narrows.netlab;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All of a process's memory that it can write to and has touched, as root reads it: where do some bytes stand? */
final class ProcessMemory {
    private static final int PAGE = 4096;
    private static final int CHUNK_PAGES = 256;
    private static final int ENTRY = Long.BYTES;
    /** Present, or swapped out. */
    private static final long IN_USE = 3L << 62;

    private final List<byte[]> wanted;
    private final int longest;
    /** Whether any that is wanted begins with these two bytes. */
    private final boolean[] begins = new boolean[1 << 16];
    private final List<List<String>> places = new ArrayList<>();

    private ProcessMemory(List<byte[]> wanted) {
        this.wanted = wanted;
        longest = wanted.stream().mapToInt(bytes -> bytes.length).max().orElseThrow();
        for (byte[] bytes : wanted) {
            begins[start(bytes, 0)] = true;
            places.add(new ArrayList<>());
        }
    }

    /**
     * Searches.
     *
     * @param pid    the process.
     * @param wanted what for, each at least 8 bytes.
     * @return for each, where it stands.
     */
    static List<List<String>> places(long pid, List<byte[]> wanted) {
        ProcessMemory search = new ProcessMemory(wanted);
        try (RandomAccessFile memory = new RandomAccessFile("/proc/" + pid + "/mem", "r");
            RandomAccessFile pages = new RandomAccessFile("/proc/" + pid + "/pagemap", "r")) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
                String[] words = line.split(" +", 6);
                if (words[1].startsWith("rw") && !line.contains("[v")) {
                    search.region(memory, pages, words[0], words.length > 5 ? words[5] : "anonymous");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return search.places;
    }

    private void region(RandomAccessFile memory, RandomAccessFile pages, String range, String name) throws IOException {
        long from = Long.parseUnsignedLong(range.substring(0, range.indexOf('-')), 16);
        long to = Long.parseUnsignedLong(range.substring(range.indexOf('-') + 1), 16);
        byte[] chunk = new byte[CHUNK_PAGES * PAGE + longest];
        for (long at = from; at < to; at += (long)CHUNK_PAGES * PAGE) {
            int count = (int)Math.min(CHUNK_PAGES, (to - at) / PAGE);
            if (isInUse(pages, at, count)) {
                int length = (int)Math.min(chunk.length, to - at);
                Arrays.fill(chunk, (byte)0);
                memory.seek(at);
                memory.readFully(chunk, 0, length);
                scan(chunk, count * PAGE, at, name);
            }
        }
    }

    private static boolean isInUse(RandomAccessFile pages, long at, int count) throws IOException {
        byte[] entries = new byte[count * ENTRY];
        pages.seek(at / PAGE * ENTRY);
        pages.readFully(entries);
        ByteBuffer buffer = ByteBuffer.wrap(entries).order(ByteOrder.nativeOrder());
        for (int i = 0; i < count; i++) {
            if ((buffer.getLong(i * ENTRY) & IN_USE) != 0) {
                return true;
            }
        }
        return false;
    }

    private void scan(byte[] chunk, int length, long at, String name) {
        for (int i = 0; i < length; i++) {
            if (begins[start(chunk, i)]) {
                for (int j = 0; j < wanted.size(); j++) {
                    byte[] bytes = wanted.get(j);
                    if (i + bytes.length <= chunk.length
                        && Arrays.equals(chunk, i, i + bytes.length, bytes, 0, bytes.length)) {
                        places.get(j).add(name + " " + Long.toHexString(at + i));
                    }
                }
            }
        }
    }

    private static int start(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF);
    }
}

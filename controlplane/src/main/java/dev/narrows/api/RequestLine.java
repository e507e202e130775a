package dev.narrows.api;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.narrows.crypto.NativeText;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A line that a client sent. Its keys stay in native memory, which is wiped: the text that a parser gets, and so the
 * Java heap, has a word in the place of each string that is the value of a member named {@code key}. Whatever else
 * looks like a key, in a wrong place or in half a line, is starred out, but in an {@code id}, which is the client's
 * own.
 */
final class RequestLine implements AutoCloseable {
    /** Hexadecimal digits in a row that no parameter but a key has: a tunnel's name has at most 32 characters. */
    private static final int TELLING_DIGITS = 33;
    private static final char KEY_MARK = '@';
    private static final int HEX_RADIX = 16;

    private enum Name { KEY, ID, OTHER }

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment bytes;
    private final int length;
    private final List<CharSequence> keys = new ArrayList<>();
    private final byte[] text;

    /**
     * Copies a line.
     *
     * @param memory where it stands, from index 0; native, or a copy of it stays there.
     * @param length its bytes, without the LF.
     */
    RequestLine(ByteBuffer memory, int length) {
        this.length = length;
        bytes = arena.allocate(Math.max(length, 1)).copyFrom(MemorySegment.ofBuffer(memory.slice(0, length)));
        text = withoutKeys();
    }

    /** {@return the line in UTF-8, without any key} */
    byte[] text() {
        return text;
    }

    /**
     * Finds the key that a word stands for.
     *
     * @param word the value of a member named {@code key}, as the parser has it.
     * @return the key's characters, until this is closed; null where the word stands for none.
     */
    CharSequence key(String word) {
        if (!word.matches(KEY_MARK + "[0-9]{1,5}")) {
            return null;
        }
        int index = Integer.parseInt(word.substring(1));
        return index < keys.size() ? keys.get(index) : null;
    }

    /** Wipes it. */
    @Override
    public void close() {
        bytes.fill((byte)0);
        arena.close();
    }

    /** {@return a text without anything of the line} */
    @Override
    public String toString() {
        return "RequestLine[" + length + " bytes]";
    }

    private byte[] withoutKeys() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(length);
        Name name = Name.OTHER;
        int at = 0;
        while (at < length) {
            byte next = byteAt(at);
            if (next == '"') {
                int end = endOfString(at);
                if (isName(end)) {
                    name = nameOf(at + 1, end - 1);
                    mask(at, end, out);
                } else {
                    putValue(name, at, end, out);
                    name = Name.OTHER;
                }
                at = end;
            } else {
                // Between a name and its string stands a colon, and maybe white space.
                int end = at + 1;
                while (end < length && byteAt(end) != '"') {
                    end++;
                }
                name = isColon(at, end) ? name : Name.OTHER;
                mask(at, end, out);
                at = end;
            }
        }
        return out.toByteArray();
    }

    private void putValue(Name name, int from, int to, ByteArrayOutputStream out) {
        if (name == Name.ID) {
            copy(from, to, out);
        } else if (name == Name.OTHER) {
            mask(from, to, out);
        } else {
            boolean isClosed = to - from > 1 && byteAt(to - 1) == '"';
            String word = "\"" + KEY_MARK + keys.size() + (isClosed ? "\"" : "");
            keys.add(new NativeText(bytes.asSlice(from + 1, (isClosed ? to - 1 : to) - from - 1)));
            out.writeBytes(word.getBytes(StandardCharsets.US_ASCII));
            // So that places that an error names are places in the line.
            for (int i = word.length(); i < to - from; i++) {
                out.write(' ');
            }
        }
    }

    /** {@return where the string that begins here ends, behind its quotation mark if there is one} */
    private int endOfString(int start) {
        int at = start + 1;
        while (at < length && byteAt(at) != '"') {
            at += byteAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, length);
    }

    private boolean isName(int end) {
        int at = end;
        while (at < length && isWhite(byteAt(at))) {
            at++;
        }
        return at < length && byteAt(at) == ':';
    }

    private Name nameOf(int from, int to) {
        if (is("key", from, to)) {
            return Name.KEY;
        }
        return is("id", from, to) ? Name.ID : Name.OTHER;
    }

    private boolean is(String word, int from, int to) {
        if (to - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (byteAt(from + i) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isColon(int from, int to) {
        for (int i = from; i < to; i++) {
            if (byteAt(i) != ':' && !isWhite(byteAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhite(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }

    private void copy(int from, int to, ByteArrayOutputStream out) {
        for (int i = from; i < to; i++) {
            out.write(byteAt(i));
        }
    }

    private void mask(int from, int to, ByteArrayOutputStream out) {
        int at = from;
        while (at < to) {
            int end = at;
            while (end < to && Character.digit(byteAt(end), HEX_RADIX) >= 0) {
                end++;
            }
            if (end - at >= TELLING_DIGITS) {
                out.writeBytes("*".repeat(end - at).getBytes(StandardCharsets.US_ASCII));
            } else {
                end = Math.max(end, at + 1);
                copy(at, end, out);
            }
            at = end;
        }
    }

    private byte byteAt(int index) {
        return bytes.get(JAVA_BYTE, index);
    }
}

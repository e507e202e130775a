package dev.narrows.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Bytes of native memory as characters, each byte one, where they lie: so that a secret's text need not come to the
 * heap.
 *
 * @param bytes the text.
 */
public record NativeText(MemorySegment bytes) implements CharSequence {
    private static final int BYTE_MASK = 0xFF;

    @Override
    public int length() {
        return (int)bytes.byteSize();
    }

    @Override
    public char charAt(int index) {
        return (char)(bytes.get(ValueLayout.JAVA_BYTE, index) & BYTE_MASK);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return new NativeText(bytes.asSlice(start, end - start));
    }

    /** {@return a text without anything of the secret} */
    @Override
    public String toString() {
        return "NativeText[" + length() + " bytes]";
    }
}

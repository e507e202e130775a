package dev.narrows.crypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Supplier;

/**
 * A secret: a transform's keys and the salt behind them, in native memory, so that it never lies on the Java heap for
 * the collector to copy. Prints nothing of itself, and is wiped when closed.
 */
public final class KeyingMaterial implements AutoCloseable {
    private static final int HEX_RADIX = 16;

    private final Arena arena;
    private final MemorySegment bytes;

    private KeyingMaterial(Arena arena, int length) {
        this.arena = arena;
        bytes = arena.allocate(length);
    }

    /**
     * Reads keying material from hexadecimal text.
     *
     * @param text   digits, with or without {@code 0x} before them; the caller wipes it where it can.
     * @param length the bytes that there must be.
     * @return the secret.
     * @throws IllegalArgumentException where the text is not {@code length} bytes of hexadecimal; the message tells
     *                                  the count, never a digit.
     */
    public static KeyingMaterial fromHex(CharSequence text, int length) {
        return fromHex(text, length, Arena::ofShared);
    }

    /** Reads keying material into memory of an arena that is then the secret's own. */
    static KeyingMaterial fromHex(CharSequence text, int length, Supplier<Arena> arenas) {
        int start = text.length() >= 2 && text.charAt(0) == '0' && (text.charAt(1) | 0x20) == 'x' ? 2 : 0;
        int digits = text.length() - start;
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) > 'f' || Character.digit(text.charAt(i), HEX_RADIX) < 0) {
                throw new IllegalArgumentException("the key must be hexadecimal digits, with or without 0x in front");
            }
        }
        if (digits != 2 * length) {
            throw new IllegalArgumentException(
                "the key has " + digits + " hexadecimal digits where " + 2 * length + " are needed");
        }
        KeyingMaterial material = new KeyingMaterial(arenas.get(), length);
        for (int i = 0; i < length; i++) {
            int high = Character.digit(text.charAt(start + 2 * i), HEX_RADIX);
            int low = Character.digit(text.charAt(start + 2 * i + 1), HEX_RADIX);
            material.bytes.set(ValueLayout.JAVA_BYTE, i, (byte)((high << 4) | low));
        }
        return material;
    }

    /** {@return the bytes of the secret; gone once this is closed} */
    public MemorySegment bytes() {
        return bytes;
    }

    /** {@return the key of an algorithm's cipher or GMAC, which comes first} */
    MemorySegment key(Algorithm algorithm) {
        return bytes.asSlice(0, algorithm.keyLength());
    }

    /** {@return the key of an algorithm's HMAC, which follows} */
    MemorySegment hmacKey(Algorithm algorithm) {
        return bytes.asSlice(algorithm.keyLength(), algorithm.hmacKeyLength());
    }

    /** {@return an algorithm's salt, which comes last} */
    MemorySegment salt(Algorithm algorithm) {
        return bytes.asSlice(bytes.byteSize() - algorithm.saltLength(), algorithm.saltLength());
    }

    /** {@return the bytes in it} */
    public int length() {
        return (int)bytes.byteSize();
    }

    /**
     * Refuses to be an algorithm's where the length is another's.
     *
     * @param algorithm what it is to serve.
     * @throws IllegalArgumentException where it has another length; the message tells the lengths alone.
     */
    void requireLengthFor(Algorithm algorithm) {
        if (length() != algorithm.keyingMaterialLength()) {
            throw new IllegalArgumentException("the keying material of " + algorithm.configName() + " is "
                + algorithm.keyingMaterialLength() + " bytes, not " + length());
        }
    }

    /** Wipes the secret and gives its memory back. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            bytes.fill((byte)0);
            arena.close();
        }
    }

    /** {@return a text without anything of the secret} */
    @Override
    public String toString() {
        return "KeyingMaterial[" + bytes.byteSize() + " bytes]";
    }
}

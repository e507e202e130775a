package dev.narrows.foreign;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads and writes native memory by absolute address, for structs that native code owns.
 *
 * <p>Nothing is checked: the caller vouches for the address. Values are in the machine's byte order.
 */
public final class NativeMemory {
    private static final MemorySegment ALL = all();

    private NativeMemory() {
    }

    @SuppressWarnings("restricted")
    private static MemorySegment all() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /** Reads 64 bits. */
    public static long getLong(long address) {
        return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address);
    }

    /** Reads 32 bits. */
    public static int getInt(long address) {
        return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
    }

    /** Reads 16 bits, unsigned. */
    public static int getUnsignedShort(long address) {
        return Short.toUnsignedInt(ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, address));
    }

    /** Writes 64 bits. */
    public static void putLong(long address, long value) {
        ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
    }

    /** Writes 32 bits. */
    public static void putInt(long address, int value) {
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
    }

    /** Writes the low 16 bits of a value. */
    public static void putShort(long address, int value) {
        ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, (short)value);
    }

    /** Copies bytes from one place to another; the two may overlap. */
    public static void copy(long from, long to, long length) {
        MemorySegment.copy(ALL, from, ALL, to, length);
    }

    /** Reads a string that ends in a zero byte, as UTF-8; empty if the address is 0. */
    public static String getString(long address) {
        return address == 0 ? "" : ALL.getString(address);
    }
}

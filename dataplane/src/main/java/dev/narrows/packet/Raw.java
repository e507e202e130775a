package dev.narrows.packet;

import org.agrona.UnsafeApi;

/**
 * Native memory by absolute address, without a check: for loops over packets whose bounds were checked before. Values
 * are in the order of the machine, which is little endian wherever Narrows runs. The base is the constant null, so that
 * the compiler knows that no access is to the heap, and keeps what it has read from there.
 */
public final class Raw {
    private Raw() {
    }

    /** {@return eight bytes at an address} */
    public static long getLong(long address) {
        return UnsafeApi.getLong(null, address);
    }

    /** {@return four bytes at an address} */
    public static int getInt(long address) {
        return UnsafeApi.getInt(null, address);
    }

    /** {@return two bytes at an address, from 0 to 65535} */
    public static int getShort(long address) {
        return UnsafeApi.getShort(null, address) & 0xFFFF;
    }

    /** {@return a byte at an address, from 0 to 255} */
    public static int getByte(long address) {
        return UnsafeApi.getByte(null, address) & 0xFF;
    }

    /** Writes eight bytes. */
    public static void putLong(long address, long value) {
        UnsafeApi.putLong(null, address, value);
    }

    /** Writes four bytes. */
    public static void putInt(long address, int value) {
        UnsafeApi.putInt(null, address, value);
    }

    /** Writes the lower two bytes of a number. */
    public static void putShort(long address, int value) {
        UnsafeApi.putShort(null, address, (short)value);
    }

    /** Writes the lowest byte of a number. */
    public static void putByte(long address, int value) {
        UnsafeApi.putByte(null, address, (byte)value);
    }

    /** {@return eight bytes at an aligned address that another thread may be writing, never torn} */
    public static long getOpaque(long address) {
        return UnsafeApi.getLongOpaque(null, address);
    }

    /** Writes eight bytes to an aligned address where other threads may be reading. */
    public static void putOpaque(long address, long value) {
        UnsafeApi.putLongOpaque(null, address, value);
    }
}

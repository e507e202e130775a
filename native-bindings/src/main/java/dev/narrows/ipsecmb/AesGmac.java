package dev.narrows.ipsecmb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.narrows.foreign.NativeLibrary;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * AES-GMAC (NIST SP 800-38D) with a 96-bit IV under one key, over a message in pieces: {@link #init}, {@link #update}
 * for each piece, {@link #end}. It owns the key.
 *
 * <p>Nothing is checked, allocated or thrown: all addresses must be those of native memory that is long enough and
 * stays so. The library tells of no error.
 */
public final class AesGmac implements AutoCloseable {
    /** Bytes in an IV. */
    public static final int IV_LENGTH = AesGcm.IV_LENGTH;

    /**
     * {@code aes_gmac_init_t}, {@code aes_gmac_update_t} and {@code aes_gmac_finalize_t}, behind the function's own
     * address.
     */
    private static final MethodHandle STEP = NativeLibrary.functionPointer(
            FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG), Linker.Option.critical(false));

    private final GcmKey key;
    private final MemorySegment init;
    private final MemorySegment update;
    private final MemorySegment finalize;

    AesGmac(GcmKey key, Manager manager) {
        this.key = key;
        String prefix = "gmac" + key.bits();
        init = manager.function(prefix + "_init");
        update = manager.function(prefix + "_update");
        finalize = manager.function(prefix + "_finalize");
    }

    /**
     * Begins a message.
     *
     * @param context the address of the calling thread's {@link GcmContext}, the same until {@link #end}
     * @param iv      where the IV is, {@link #IV_LENGTH} bytes
     */
    public void init(long context, long iv) {
        step(init, context, iv, IV_LENGTH);
    }

    /**
     * Takes the next piece.
     *
     * @param context as for {@link #init}
     * @param piece   where it is
     * @param length  its length in bytes, 1 or more
     */
    public void update(long context, long piece, long length) {
        step(update, context, piece, length);
    }

    /**
     * Gives the tag.
     *
     * @param context   as for {@link #init}
     * @param tag       where it goes
     * @param tagLength its length in bytes, 4 to 16
     */
    public void end(long context, long tag, long tagLength) {
        step(finalize, context, tag, tagLength);
    }

    private void step(MemorySegment function, long context, long data, long length) {
        try {
            STEP.invokeExact(function, key.address(), context, data, length);
        } catch (Throwable e) {
            throw NativeLibrary.bindingBug(e);
        }
    }

    /** Wipes and frees the key. Closing again does nothing. */
    @Override
    public void close() {
        key.close();
    }

    /** Tells the length and nothing else. */
    @Override
    public String toString() {
        return "AES-" + key.bits() + "-GMAC key";
    }
}

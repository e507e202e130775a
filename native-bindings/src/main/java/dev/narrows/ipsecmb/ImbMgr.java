package dev.narrows.ipsecmb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;

/**
 * {@code IMB_MGR}: what the library keeps, and the pointers to the functions that it chose for this CPU.
 *
 * <p>The library allocates it, so its size does not matter and the layout ends behind the last field that is used; up to
 * there both known releases agree.
 */
final class ImbMgr {
    private static final GroupLayout LAYOUT = MemoryLayout.structLayout(
            MemoryLayout.paddingLayout(56),
            JAVA_INT.withName("used_arch"),
            JAVA_INT.withName("imb_errno"),
            MemoryLayout.paddingLayout(192),
            ADDRESS.withName("gcm128_enc"),
            ADDRESS.withName("gcm192_enc"),
            ADDRESS.withName("gcm256_enc"),
            ADDRESS.withName("gcm128_dec"),
            ADDRESS.withName("gcm192_dec"),
            ADDRESS.withName("gcm256_dec"),
            MemoryLayout.paddingLayout(144),
            ADDRESS.withName("gcm128_pre"),
            ADDRESS.withName("gcm192_pre"),
            ADDRESS.withName("gcm256_pre"),
            MemoryLayout.paddingLayout(448),
            ADDRESS.withName("chacha20_poly1305_init"),
            ADDRESS.withName("chacha20_poly1305_enc_update"),
            ADDRESS.withName("chacha20_poly1305_dec_update"),
            ADDRESS.withName("chacha20_poly1305_finalize")).withName("IMB_MGR");

    private ImbMgr() {
    }

    static GroupLayout layout() {
        return LAYOUT;
    }

    static long offset(String field) {
        return LAYOUT.byteOffset(PathElement.groupElement(field));
    }
}

package dev.narrows.ipsecmb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;

/**
 * {@code IMB_MGR}: what the library keeps, and the pointers to the functions that it chose for this CPU.
 *
 * <p>The library allocates it, so its size does not matter and the layout ends behind the last field that is used; up
 * to there both known releases agree.
 */
final class ImbMgr {
    private static final GroupLayout LAYOUT = MemoryLayout.structLayout(
            MemoryLayout.paddingLayout(56),
            JAVA_INT.withName("used_arch"),
            JAVA_INT.withName("imb_errno"),
            MemoryLayout.paddingLayout(48),
            ADDRESS.withName("keyexp_128"),
            ADDRESS.withName("keyexp_192"),
            ADDRESS.withName("keyexp_256"),
            MemoryLayout.paddingLayout(40),
            ADDRESS.withName("sha256_one_block"),
            ADDRESS.withName("sha384_one_block"),
            ADDRESS.withName("sha512_one_block"),
            MemoryLayout.paddingLayout(56),
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
            MemoryLayout.paddingLayout(248),
            ADDRESS.withName("gmac128_init"),
            ADDRESS.withName("gmac192_init"),
            ADDRESS.withName("gmac256_init"),
            ADDRESS.withName("gmac128_update"),
            ADDRESS.withName("gmac192_update"),
            ADDRESS.withName("gmac256_update"),
            ADDRESS.withName("gmac128_finalize"),
            ADDRESS.withName("gmac192_finalize"),
            ADDRESS.withName("gmac256_finalize"),
            MemoryLayout.paddingLayout(128),
            ADDRESS.withName("chacha20_poly1305_init"),
            ADDRESS.withName("chacha20_poly1305_enc_update"),
            ADDRESS.withName("chacha20_poly1305_dec_update"),
            ADDRESS.withName("chacha20_poly1305_finalize"),
            MemoryLayout.paddingLayout(40),
            ADDRESS.withName("submit_cipher_burst_nocheck"),
            MemoryLayout.paddingLayout(8),
            ADDRESS.withName("submit_hash_burst_nocheck")).withName("IMB_MGR");

    private ImbMgr() {
    }

    static GroupLayout layout() {
        return LAYOUT;
    }

    static long offset(String field) {
        return LAYOUT.byteOffset(PathElement.groupElement(field));
    }
}

package dev.narrows.ipsecmb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;

/**
 * {@code IMB_JOB}: what the synchronous functions for bursts are told about one operation. Up to the last field that is
 * used both known releases agree; what lies behind is only room for the library.
 *
 * <p>Fields in unions of the C header have the name of the member that is used.
 */
final class ImbJob {
    static final long ENCRYPT_KEY = offset("enc_keys");
    static final long DECRYPT_KEY = offset("dec_keys");
    static final long KEY_LENGTH = offset("key_len_in_bytes");
    static final long SOURCE = offset("src");
    static final long DESTINATION = offset("dst");
    static final long CIPHER_LENGTH = offset("msg_len_to_cipher_in_bytes");
    static final long HASH_LENGTH = offset("msg_len_to_hash_in_bytes");
    static final long IV = offset("iv");
    static final long IV_LENGTH = offset("iv_len_in_bytes");
    static final long TAG = offset("auth_tag_output");
    static final long TAG_LENGTH = offset("auth_tag_output_len_in_bytes");
    /** Where an HMAC's inner state is; behind it, where the outer one is. */
    static final long STATES = offset("u");
    static final long CIPHER_MODE = offset("cipher_mode");
    static final long HASH = offset("hash_alg");

    private static final int FIELDS_LENGTH = 148;

    private ImbJob() {
    }

    static GroupLayout layout(IpsecMbAbi abi) {
        long size = switch (abi) {
            case V1_3 -> 200;
            case V2_0 -> 216;
        };
        return MemoryLayout.structLayout(
                ADDRESS.withName("enc_keys"),
                ADDRESS.withName("dec_keys"),
                JAVA_LONG.withName("key_len_in_bytes"),
                ADDRESS.withName("src"),
                ADDRESS.withName("dst"),
                JAVA_LONG.withName("cipher_start_src_offset_in_bytes"),
                JAVA_LONG.withName("msg_len_to_cipher_in_bytes"),
                JAVA_LONG.withName("hash_start_src_offset_in_bytes"),
                JAVA_LONG.withName("msg_len_to_hash_in_bytes"),
                ADDRESS.withName("iv"),
                JAVA_LONG.withName("iv_len_in_bytes"),
                ADDRESS.withName("auth_tag_output"),
                JAVA_LONG.withName("auth_tag_output_len_in_bytes"),
                MemoryLayout.structLayout(MemoryLayout.structLayout(
                        ADDRESS.withName("_hashed_auth_key_xor_ipad"),
                        ADDRESS.withName("_hashed_auth_key_xor_opad")).withName("HMAC"),
                        MemoryLayout.paddingLayout(8)).withName("u"),
                JAVA_INT.withName("status"),
                JAVA_INT.withName("cipher_mode"),
                JAVA_INT.withName("cipher_direction"),
                JAVA_INT.withName("hash_alg"),
                JAVA_INT.withName("chain_order"),
                MemoryLayout.paddingLayout(size - FIELDS_LENGTH)).withName("IMB_JOB");
    }

    /** The offset of a field in every release. */
    private static long offset(String field) {
        return layout(IpsecMbAbi.V1_3).byteOffset(PathElement.groupElement(field));
    }
}

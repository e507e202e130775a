package dev.narrows.ipsecmb;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;

/**
 * {@code struct gcm_key_data}: an expanded AES-GCM key, which only the library looks into; its size depends on the
 * release.
 */
final class GcmKeyData {
    private GcmKeyData() {
    }

    static GroupLayout layout(IpsecMbAbi abi) {
        long size = switch (abi) {
            case V1_3 -> 1008;
            case V2_0 -> 1264;
        };
        return MemoryLayout.structLayout(MemoryLayout.paddingLayout(size)).withName("gcm_key_data")
            .withByteAlignment(64);
    }
}

package dev.narrows.ipsecmb;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;

/** {@code struct gcm_context_data}: the state of one AES-GCM operation, which only the library looks into. */
final class GcmContextData {
    private static final GroupLayout LAYOUT =
            MemoryLayout.structLayout(MemoryLayout.paddingLayout(88)).withName("gcm_context_data")
            .withByteAlignment(64);

    private GcmContextData() {
    }

    static GroupLayout layout() {
        return LAYOUT;
    }
}

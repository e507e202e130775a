package dev.narrows.ipsecmb;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;

/** {@code struct chacha20_poly1305_context_data}: the state of one operation, which only the library looks into. */
final class ChaChaContextData {
    private static final GroupLayout LAYOUT = MemoryLayout.structLayout(MemoryLayout.paddingLayout(192))
            .withName("chacha20_poly1305_context_data").withByteAlignment(64);

    private ChaChaContextData() {
    }

    static GroupLayout layout() {
        return LAYOUT;
    }
}

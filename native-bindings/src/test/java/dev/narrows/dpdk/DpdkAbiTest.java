package dev.narrows.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DpdkAbiTest {
    @Test
    void shouldKnowReleasesByTheirVersions() {
        assertTrue(DpdkAbi.DPDK_22_11.matches("DPDK 22.11.11"));
        assertTrue(DpdkAbi.DPDK_24_11.matches("DPDK 24.11"));
        assertFalse(DpdkAbi.DPDK_24_11.matches("DPDK 25.03.0"));
        assertFalse(DpdkAbi.DPDK_22_11.matches("DPDK 22.110"));
        assertEquals("24.11 or 22.11", DpdkAbi.releases());
    }
}

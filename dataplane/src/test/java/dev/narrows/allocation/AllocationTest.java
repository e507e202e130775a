package dev.narrows.allocation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The measure that other tests rely on. */
class AllocationTest {
    private byte[] kept = new byte[1];

    @Test
    void shouldSeeAnAllocation() {
        long bytes = Allocation.perRun(() -> kept = new byte[100]);
        assertTrue(bytes >= 100 && bytes < 200, bytes + " bytes, the array has " + kept.length);
    }

    @Test
    void shouldSeeNothingWhereNothingIsAllocated() {
        assertEquals(0, Allocation.perRun(() -> kept[0]++));
    }
}

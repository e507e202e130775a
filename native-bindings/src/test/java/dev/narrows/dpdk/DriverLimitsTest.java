package dev.narrows.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DriverLimitsTest {
    @Test
    void shouldBoundTheMtuByTheLongestFrame() {
        assertEquals(1500, DriverLimits.maxMtu(0, 1518), "no MTU stated, as net_af_packet has it");
        assertEquals(1500, DriverLimits.maxMtu(0xffff, 1518));
        assertEquals(0xffff, DriverLimits.maxMtu(0, 0));
        assertEquals(0xffff, DriverLimits.maxMtu(0xffff, -1), "as large as an unsigned number can be");
    }

    @Test
    void shouldTakeTheStatedMtuWhereTheFrameLeavesRoomForIt() {
        assertEquals(9216, DriverLimits.maxMtu(9216, 9238));
        assertEquals(1482, DriverLimits.maxMtu(9216, 1500));
    }
}

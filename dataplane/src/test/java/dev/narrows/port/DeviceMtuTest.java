package dev.narrows.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceMtuTest {
    private final FakeInterface below = new FakeInterface();
    private final FakeDriver driver = new FakeDriver();

    /** DPDK takes 1500 for granted, whatever the interface has from an earlier run or from its owner. */
    @Test
    void shouldSetTheInterfaceThoughDpdkBelievesItIsSoAlready() {
        below.mtu = 1400;
        DeviceMtu.set(driver, List.of(below), 1500);
        assertEquals(1500, below.mtu);
        assertEquals(0, driver.asked, "DPDK needs no telling");
    }

    @Test
    void shouldAskNothingOfAnybodyWhereAllAgree() {
        DeviceMtu.set(driver, List.of(below), 1500);
        assertEquals(0, below.changes + driver.asked, "it would take a privilege");
    }

    @Test
    void shouldTellADriverThatHasNoInterfaceBelowItEvenWhatItBelieves() {
        DeviceMtu.set(driver, List.of(), 1500);
        assertEquals(1, driver.asked);
    }

    @Test
    void shouldLeaveItToTheInterfaceWhereTheDriverHasNoSuchThing() {
        driver.isAble = false;
        DeviceMtu.set(driver, List.of(below), 1400);
        assertEquals(1400, below.mtu);
        assertTrue(assertThrows(MtuException.class, () -> DeviceMtu.set(driver, List.of(), 1400)).getMessage()
            .contains("it has one of 1500"));
    }

    @Test
    void shouldRefuseAnInterfaceThatTakesLessThanItWasTold() {
        below.mostItTakes = 1450;
        below.mtu = 1450;
        String message = assertThrows(MtuException.class, () -> DeviceMtu.set(driver, List.of(below), 1500))
            .getMessage();
        assertTrue(message.contains("eth0") && message.contains("1500") && message.contains("1450"), message);
        below.isThere = false;
        assertThrows(MtuException.class, () -> DeviceMtu.set(driver, List.of(below), 1500));
    }

    private static final class FakeDriver implements DeviceMtu.Driver {
        private boolean isAble = true;
        private int mtu = 1500;
        private int asked;

        @Override
        public void requireMtu(int wanted) {
            assertTrue(wanted > 0);
        }

        @Override
        public boolean trySetMtu(int wanted) {
            asked++;
            mtu = isAble ? wanted : mtu;
            return isAble;
        }

        @Override
        public int mtu() {
            return mtu;
        }
    }
}

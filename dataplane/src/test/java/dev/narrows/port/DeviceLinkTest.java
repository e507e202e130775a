package dev.narrows.port;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class DeviceLinkTest {
    private final FakeInterface receiving = new FakeInterface();
    private final FakeInterface sending = new FakeInterface();
    private boolean isDriverUp = true;
    private final DeviceLink link = new DeviceLink(() -> isDriverUp, () -> 1500, List.of(receiving, sending), 1500);

    @Test
    void shouldGoByTheInterfaceThatTakesLess() {
        assertEquals(1500, link.mtu());
        sending.mtu = 1400;
        assertEquals(1400, link.mtu());
        receiving.mtu = 1300;
        assertEquals(1300, link.mtu());
    }

    @Test
    void shouldBeDownWhereAnInterfaceIsDeletedThoughTheDriverDoesNotNotice() {
        assertTrue(link.isUp());
        sending.mtu = 1400;
        link.mtu();
        receiving.isThere = false;
        assertFalse(link.isUp());
        assertEquals(1400, link.mtu(), "nothing else is known");
    }

    @Test
    void shouldBeDownWhereEitherSaysSo() {
        isDriverUp = false;
        assertFalse(link.isUp());
        isDriverUp = true;
        sending.isRunning = false;
        assertFalse(link.isUp());
    }

    @Test
    void shouldGoByTheDriverWhereTheKernelHasNothing() {
        DeviceLink own = new DeviceLink(() -> isDriverUp, () -> 9000, List.of(), 1500);
        assertEquals(9000, own.mtu());
        assertTrue(own.isUp());
    }
}

package dev.narrows.worker;

import static dev.narrows.worker.FamilyGateway.INSIDE_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Neighbour discovery on its way to the control plane. */
class DiscoveryStageTest {
    private static final long GROUP_MAC = 0x3333_FF00_0001L;
    private static final byte[] TARGET = {0x20, 1, 0x0D, (byte)0xB8, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final FamilyGateway gateway = new FamilyGateway(true, true, true);

    @AfterEach
    void shouldHaveEndedEveryPacketOnce() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {GROUP_MAC, INSIDE_MAC, 0x3333_0000_0001L})
    void shouldHandSolicitationsAndAdvertisementsOver(long mac) {
        gateway.deliver(gateway.inside, message(135, 255).macs(1, mac).frame());
        gateway.deliver(gateway.outside, message(136, 255).macs(1, mac == INSIDE_MAC ? FamilyGateway.OUTSIDE_MAC : mac)
            .frame());
        assertEquals(List.of("frame 0 78", "frame 1 78"), gateway.seen);
        assertEquals(2, gateway.count(DropReason.DISCOVERY_TAKEN));
        assertEquals(2, gateway.dropped());
    }

    @Test
    void shouldTakeMessagesFromLinkLocalAddressesAndFromNone() {
        gateway.deliver(gateway.inside, message("fe80::1", 135, 255).macs(1, GROUP_MAC).frame());
        gateway.deliver(gateway.inside, message("::", 135, 255).macs(1, GROUP_MAC).frame());
        assertEquals(2, gateway.count(DropReason.DISCOVERY_TAKEN));
    }

    @Test
    void shouldDropWhatIsNotFromTheLink() {
        gateway.deliver(gateway.inside, message(135, 254).macs(1, GROUP_MAC).frame());
        gateway.deliver(gateway.inside, message(136, 64).macs(1, INSIDE_MAC).frame());
        assertEquals(List.of(), gateway.seen);
        assertEquals(2, gateway.count(DropReason.BAD_DISCOVERY));
    }

    @ParameterizedTest
    @ValueSource(ints = {133, 134, 137})
    void shouldIgnoreRoutersAndRedirects(int type) {
        gateway.deliver(gateway.inside, message(type, 255).macs(1, INSIDE_MAC).frame());
        gateway.deliver(gateway.inside, message(type, 255).macs(1, 0x3333_0000_0001L).frame());
        assertEquals(List.of(), gateway.seen);
        assertEquals(2, gateway.count(DropReason.DISCOVERY_IGNORED));
    }

    @Test
    void shouldTakeNothingElseThatGoesToAGroup() {
        gateway.deliver(gateway.inside, message(128, 255).macs(1, GROUP_MAC).frame());
        gateway.deliver(gateway.inside, new Ipv6FrameBuilder().addresses("2001:db8:1::2", "2001:db8:2::2")
            .macs(1, GROUP_MAC).udp(1, 2).frame());
        byte[] broken = message(135, 255).macs(1, GROUP_MAC).frame();
        broken[14] = 0;
        gateway.deliver(gateway.inside, broken);
        assertEquals(3, gateway.count(DropReason.NOT_OUR_MAC));
        assertEquals(0, gateway.count(WorkerCounter.SENT));
    }

    private static Ipv6FrameBuilder message(int type, int hopLimit) {
        return message("2001:db8:1::2", type, hopLimit);
    }

    private static Ipv6FrameBuilder message(String source, int type, int hopLimit) {
        return new Ipv6FrameBuilder().addresses(source, "ff02::1:ff00:1").hopLimit(hopLimit).icmp(type, 0, 0, TARGET);
    }
}

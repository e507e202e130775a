package dev.narrows.neighbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.policy.IpPrefix;
import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv4Address;
import dev.narrows.wire.MacAddress;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NeighborTableTest {
    private static final long SEED = Long.getLong("narrows.test.seed", 826);
    private static final String OUR_MAC = "02:00:00:00:00:01";
    private static final String PEER_MAC = "02:00:00:00:00:99";
    private static final String ALL = "ff:ff:ff:ff:ff:ff";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RecordingListener listener = new RecordingListener();
    private final RecordingOutput output = new RecordingOutput();
    private final NeighborTable table = new NeighborTable(List.of(
        link(0, MacAddress.parse("02:00:00:00:00:00"), ip("10.1.0.1"), "10.1.0.0/24"),
        link(1, MacAddress.parse(OUR_MAC), ip("192.0.1.2"), "192.0.1.0/24")), output, listener);
    private long now = Long.MAX_VALUE - 5 * SECOND;

    @Test
    void shouldAnnounceItsAddresses() {
        table.announce(now);
        assertEquals(List.of(
            "0: to " + ALL + " who has 10.1.0.1, it is 10.1.0.1 at 02:00:00:00:00:00",
            "1: to " + ALL + " who has 192.0.1.2, it is 192.0.1.2 at " + OUR_MAC), output.take());
    }

    @Test
    void shouldAnswerNeighbourAndLearnIt() {
        arp(Arp.REQUEST, PEER_MAC, "192.0.1.1", "192.0.1.2");
        assertEquals(List.of(
            "1: to " + PEER_MAC + " tells 192.0.1.1, it is 192.0.1.2 at " + OUR_MAC,
            "1: set 192.0.1.1 " + PEER_MAC), output.take());
    }

    @Test
    void shouldAnswerProbeAndLearnNothing() {
        arp(Arp.REQUEST, PEER_MAC, "0.0.0.0", "192.0.1.2");
        assertEquals(List.of("1: to " + PEER_MAC + " tells 0.0.0.0, it is 192.0.1.2 at " + OUR_MAC), output.take());
        assertTrue(table.all().isEmpty());
    }

    @ParameterizedTest(name = "{0} {1} says {2} about {3}")
    @CsvSource({
        "1, 02:00:00:00:00:99, 192.0.1.1, 192.0.1.3, another's address",
        "1, 02:00:00:00:00:99, 192.0.1.1, 10.1.0.1, our address on another port",
        "1, 02:00:00:00:00:99, 192.0.1.1, 192.0.1.1, an announcement",
        "2, 02:00:00:00:00:99, 192.0.2.1, 192.0.1.2, an answer from outside the subnet",
        "1, 02:00:00:00:00:99, 192.0.2.1, 192.0.1.3, from outside the subnet for another",
        "1, 02:00:00:00:00:99, 224.0.0.9, 192.0.1.2, from a group",
        "1, 02:00:00:00:00:99, 127.0.0.1, 192.0.1.2, from a loopback address",
        "1, 02:00:00:00:00:99, 192.0.1.0, 192.0.1.2, from the subnet itself",
        "1, 02:00:00:00:00:99, 192.0.1.255, 192.0.1.2, from everybody",
        "1, ff:ff:ff:ff:ff:ff, 192.0.1.1, 192.0.1.2, at everybody's hardware address",
        "1, 01:00:5e:00:00:01, 192.0.1.1, 192.0.1.2, at a group's hardware address",
        "1, 00:00:00:00:00:00, 192.0.1.1, 192.0.1.2, at no hardware address",
        "1, 02:00:00:00:00:01, 192.0.1.1, 192.0.1.2, at our hardware address",
        "2, 02:00:00:00:00:99, 192.0.1.1, 192.0.1.2, an answer nobody asked for",
        "3, 02:00:00:00:00:99, 192.0.1.1, 192.0.1.2, another operation",
    })
    void shouldIgnore(int operation, String mac, String sender, String target, String why) {
        arp(operation, mac, sender, target);
        assertEquals(List.of(), output.take(), why);
        assertTrue(table.all().isEmpty(), why);
        assertEquals(0, table.conflicts());
    }

    @Test
    void shouldDefendItsAddressNowAndThenAsRfc5227HasItAndLearnNothing() {
        String announcement = "1: to " + ALL + " who has 192.0.1.2, it is 192.0.1.2 at " + OUR_MAC;
        arp(Arp.REQUEST, PEER_MAC, "192.0.1.2", "192.0.1.2");
        arp(Arp.REPLY, PEER_MAC, "192.0.1.2", "192.0.1.1");
        assertEquals(2, table.conflicts());
        assertEquals(List.of(announcement), output.take());
        assertEquals(List.of("1: conflict 192.0.1.2 " + PEER_MAC), listener.take());
        after(10 * SECOND - 1);
        arp(Arp.REPLY, PEER_MAC, "192.0.1.2", "192.0.1.2");
        assertEquals(List.of(), output.take(), "not before DEFEND_INTERVAL has passed");
        after(1);
        arp(Arp.REPLY, PEER_MAC, "192.0.1.2", "192.0.1.2");
        assertEquals(List.of(announcement), output.take());
        assertEquals(4, table.conflicts());
        assertTrue(table.all().isEmpty());
    }

    @Test
    void shouldSendWaitingFramesWhenTheAnswerComes() {
        need("192.0.1.1", 100);
        need("192.0.1.1", 101);
        assertEquals(List.of(question(ALL, "192.0.1.1")), output.take());
        arp(Arp.REPLY, PEER_MAC, "192.0.1.1", "192.0.1.2");
        assertEquals(List.of("1: set 192.0.1.1 " + PEER_MAC, "1: to " + PEER_MAC + " frame of 100",
            "1: to " + PEER_MAC + " frame of 101"), output.take());
        need("192.0.1.1", 102);
        assertEquals(List.of("1: to " + PEER_MAC + " frame of 102"), output.take());
        assertEquals(0, table.framesDropped());
    }

    @Test
    void shouldKeepTheNewestFourFrames() {
        for (int length = 100; length < 106; length++) {
            need("192.0.1.1", length);
        }
        output.take();
        arp(Arp.REPLY, PEER_MAC, "192.0.1.1", "192.0.1.2");
        assertEquals(List.of("1: set 192.0.1.1 " + PEER_MAC, "1: to " + PEER_MAC + " frame of 102",
            "1: to " + PEER_MAC + " frame of 103", "1: to " + PEER_MAC + " frame of 104",
            "1: to " + PEER_MAC + " frame of 105"), output.take());
        assertEquals(2, table.framesDropped());
        after(1);
        assertEquals(List.of("no room", "no room"), output.takeLost());
    }

    @Test
    void shouldBoundTheBytesThatWaitAndGiveThemBack() {
        int fitting = NeighborTable.BYTES_WAITING / 9000;
        for (int round = 0; round < 2; round++) {
            long dropped = table.framesDropped();
            for (int i = 0; i <= fitting; i++) {
                need("192.0.1." + (10 + i), 9000);
            }
            assertEquals(1, table.framesDropped() - dropped);
            after(1);
            assertEquals(List.of("no room"), output.takeLost());
            after(4 * SECOND);
            after(6 * SECOND);
            after(6 * SECOND);
            after(6 * SECOND);
            after(6 * SECOND);
            assertTrue(table.all().isEmpty());
            assertEquals(Collections.nCopies(fitting, "9000 unreachable"), output.takeLost());
        }
    }

    @Test
    void shouldAskThreeTimesThenHoldDownThenForget() {
        need("192.0.1.1", 100);
        assertEquals(List.of(question(ALL, "192.0.1.1")), output.take());
        after(SECOND - 1);
        assertEquals(List.of(), output.take());
        after(1);
        after(SECOND);
        assertEquals(List.of(question(ALL, "192.0.1.1"), question(ALL, "192.0.1.1")), output.take());
        assertEquals(0, table.framesDropped());
        assertEquals(List.of(), output.takeLost());
        after(SECOND);
        assertEquals(1, table.framesDropped());
        assertEquals(List.of("100 unreachable"), output.takeLost(), "RFC 1812 4.3.3.1, RFC 4861 7.2.2");
        need("192.0.1.1", 101);
        assertEquals(2, table.framesDropped(), "nobody is asked again during the hold-down");
        after(0);
        assertEquals(List.of("101 unreachable"), output.takeLost());
        for (int i = 0; i < NeighborTable.TOLD_A_TICK + 50; i++) {
            need("192.0.1.1", 102);
        }
        after(0);
        List<String> lost = output.takeLost();
        assertEquals(NeighborTable.TOLD_A_TICK, Collections.frequency(lost, "102 unreachable"));
        assertEquals(50, Collections.frequency(lost, "no room"));
        assertEquals(List.of(), output.take());
        after(NeighborTable.HOLD_DOWN_NS);
        assertTrue(table.all().isEmpty());
        need("192.0.1.1", 100);
        assertEquals(List.of(question(ALL, "192.0.1.1")), output.take());
    }

    @Test
    void shouldBelieveAnswerThatComesLate() {
        need("192.0.1.1", 100);
        for (int i = 0; i < 3; i++) {
            after(SECOND);
        }
        output.take();
        arp(Arp.REPLY, PEER_MAC, "192.0.1.1", "192.0.1.2");
        assertEquals(List.of("1: set 192.0.1.1 " + PEER_MAC), output.take());
    }

    @Test
    void shouldNeverGiveUpGateway() {
        table.resolveGateway(1, IpAddress.parse("192.0.1.1"), now);
        assertEquals(List.of(question(ALL, "192.0.1.1")), output.take());
        for (int i = 0; i < 3; i++) {
            after(SECOND);
        }
        output.take();
        after(NeighborTable.HOLD_DOWN_NS);
        assertEquals(List.of(question(ALL, "192.0.1.1")), output.take());
        assertEquals("incomplete", table.all().iterator().next().state().label());
    }

    @Test
    void shouldAskAgainBeforeItIsTooOldAndRemoveTheSilent() {
        arp(Arp.REQUEST, PEER_MAC, "192.0.1.1", "192.0.1.2");
        output.take();
        after(NeighborTable.REACHABLE_NS - 1);
        assertEquals(List.of(), output.take());
        after(1);
        assertEquals(List.of(question(PEER_MAC, "192.0.1.1")), output.take());
        assertEquals(NeighborState.STALE, table.all().iterator().next().state());
        arp(Arp.REPLY, PEER_MAC, "192.0.1.1", "192.0.1.2");
        assertEquals(List.of(), output.take(), "nothing new");
        assertEquals(NeighborState.REACHABLE, table.all().iterator().next().state());
        after(NeighborTable.REACHABLE_NS);
        after(SECOND);
        after(SECOND);
        assertEquals(3, output.take().size());
        after(SECOND);
        assertEquals(List.of("1: remove 192.0.1.1"), output.take());
        assertTrue(table.all().isEmpty());
    }

    @Test
    void shouldNotAskForAddressThatNoNeighbourCanHave() {
        for (String address : List.of("192.0.1.255", "192.0.1.0", "192.0.1.2", "10.9.9.9")) {
            need(address, 60);
        }
        assertEquals(List.of(), output.take());
        assertEquals(4, table.framesDropped());
    }

    @Test
    void shouldSurviveAnyFrame() {
        Random random = new Random(SEED);
        byte[] good = ArpFrame.request(
            MacAddress.parse(PEER_MAC), IpAddress.parse("192.0.1.1"), MacAddress.BROADCAST,
            IpAddress.parse("192.0.1.2"));
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = java.util.Arrays.copyOf(good, random.nextInt(good.length + 1));
            for (int flips = random.nextInt(4); flips > 0 && frame.length > 0; flips--) {
                frame[random.nextInt(frame.length)] ^= (byte)(1 << random.nextInt(8));
            }
            table.onFrame(1, new UnsafeBuffer(frame), 0, frame.length, now);
        }
        assertTrue(table.all().size() <= NeighborStore.MOST_VISITORS, "seed " + SEED);
        for (Neighbor neighbor : table.all()) {
            assertTrue(IpPrefix.parse("192.0.1.0/24").contains(neighbor.address()), "seed " + SEED);
            assertTrue(!MacAddress.isMulticast(neighbor.mac()), "seed " + SEED);
        }
    }

    private void after(long ns) {
        now += ns;
        table.tick(now);
    }

    private void need(String address, int length) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[length + 7]);
        new Ethernet().wrap(buffer, 7).type(Ethernet.TYPE_IPV4);
        table.neighbourNeeded(1, IpAddress.parse(address), buffer, 7, length, now);
    }

    private void arp(int operation, String mac, String sender, String target) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        new Ethernet().wrap(buffer, 2).destination(MacAddress.BROADCAST).source(MacAddress.parse(mac))
            .type(Ethernet.TYPE_ARP);
        new Arp().wrap(buffer, 2 + Ethernet.HEADER_LENGTH).ipv4OverEthernet().operation(operation)
            .senderMac(MacAddress.parse(mac)).senderAddress(ip(sender)).targetMac(0).targetAddress(ip(target));
        table.onFrame(1, buffer, 2, 60, now);
    }

    private static String question(String to, String address) {
        return "1: to " + to + " who has " + address + ", it is 192.0.1.2 at " + OUR_MAC;
    }

    private static PortLink link(int port, long mac, int address, String subnet) {
        return new PortLink(port, mac,
            List.of(new PortAddress(IpAddress.ofIpv4(address), IpPrefix.parse(subnet))));
    }

    private static int ip(String text) {
        return Ipv4Address.parse(text);
    }
}

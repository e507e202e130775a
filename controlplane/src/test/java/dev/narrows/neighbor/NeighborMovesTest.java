package dev.narrows.neighbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.policy.IpPrefix;
import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv4Address;
import dev.narrows.wire.MacAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Neighbours that move to another hardware address, and askers from elsewhere, as RFC 826 "Packet Reception" has them.
 */
final class NeighborMovesTest {
    private static final String OUR_MAC = "02:00:00:00:00:01";
    private static final String OLD = "02:00:00:00:00:99";
    private static final String NEW = "02:00:00:00:00:66";
    private static final String ALL = "ff:ff:ff:ff:ff:ff";
    private static final String OURS = "192.0.1.2";
    private static final String PEER = "192.0.1.1";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RecordingListener listener = new RecordingListener();
    private final RecordingOutput output = new RecordingOutput();
    private final NeighborTable table = new NeighborTable(List.of(new PortLink(0, MacAddress.parse(OUR_MAC),
        List.of(new PortAddress(IpAddress.parse(OURS), IpPrefix.parse("192.0.1.0/24"))))), output, listener);
    private long now = Long.MAX_VALUE - SECOND / 2;

    @BeforeEach
    void meet() {
        arp(Arp.REQUEST, OLD, PEER, OURS);
        output.take();
    }

    @ParameterizedTest(name = "operation {0} about {1}: {2}")
    @CsvSource({
        "1, 192.0.1.1, a gratuitous request (RFC 5944 4.6)",
        "2, 192.0.1.1, a gratuitous reply",
        "1, 192.0.1.77, a question to somebody else",
        "2, 192.0.1.77, an answer to somebody else",
        "2, 192.0.1.2, an answer that nobody asked for",
        "1, 192.0.1.2, a question for us",
    })
    void shouldFollowAtOnceWhomeverItTalksToAndThenAsk(int operation, String target, String what) {
        arp(operation, NEW, PEER, target);
        assertEquals("0: set " + PEER + " " + NEW, output.take().getLast(), what);
        assertEquals(List.of("0: " + PEER + " from " + OLD + " to " + NEW), listener.take());
        assertEquals(NeighborState.STALE, only().state());
        after(0);
        assertEquals(List.of(question(NEW)), output.take(), "it has to confirm that");
        arp(Arp.REPLY, NEW, PEER, OURS);
        assertEquals(NeighborState.REACHABLE, only().state());
        assertEquals(List.of(), output.take(), "nothing new");
    }

    @Test
    void shouldAskEverybodyWhereTheNewHardwareAddressDoesNotAnswer() {
        arp(Arp.REPLY, NEW, PEER, PEER);
        after(0);
        after(SECOND);
        after(SECOND);
        output.take();
        after(SECOND);
        assertEquals(List.of("0: remove " + PEER), output.take());
        need(PEER);
        assertEquals(List.of(question(ALL)), output.take());
        arp(Arp.REPLY, OLD, PEER, OURS);
        assertEquals("0: set " + PEER + " " + OLD, output.take().getFirst());
    }

    @Test
    void shouldMoveOnceASecondAtTheMostAndThenAskEverybody() {
        arp(Arp.REPLY, NEW, PEER, PEER);
        after(0);
        arp(Arp.REPLY, NEW, PEER, OURS);
        listener.take();
        output.take();
        for (int i = 0; i < 1000; i++) {
            arp(Arp.REPLY, i % 2 == 0 ? OLD : NEW, PEER, PEER);
        }
        assertEquals(List.of(), output.take());
        assertEquals(List.of(), listener.take());
        after(SECOND - 1);
        assertEquals(List.of(), output.take());
        after(1);
        assertEquals(List.of(question(ALL)), output.take(), "everybody is asked who it is");
        arp(Arp.REPLY, OLD, PEER, OURS);
        assertEquals(List.of("0: set " + PEER + " " + OLD), output.take());
        assertEquals(1, listener.take().size());
    }

    @Test
    void shouldLearnFromAnnouncementOfOneThatDidNotAnswerSoFar() {
        need("192.0.1.9");
        output.take();
        arp(Arp.REQUEST, NEW, "192.0.1.9", "192.0.1.9");
        assertEquals(List.of("0: set 192.0.1.9 " + NEW, "0: to " + NEW + " frame of 60"), output.take());
        assertEquals(List.of(), listener.take(), "it was nowhere before");
    }

    @Test
    void shouldMakeNoEntryOfWhatNobodyAskedFor() {
        arp(Arp.REQUEST, NEW, "192.0.1.9", "192.0.1.9");
        arp(Arp.REPLY, NEW, "192.0.1.9", OURS);
        arp(Arp.REQUEST, NEW, "192.0.1.9", "192.0.1.10");
        assertEquals(List.of(), output.take());
        assertEquals(1, table.all().size());
    }

    @Test
    void shouldAnswerWhoeverAsksAndMakeNoEntryOfOneThatIsNotOnTheLink() {
        arp(Arp.REQUEST, NEW, "203.0.113.7", OURS);
        assertEquals(List.of("0: to " + NEW + " tells 203.0.113.7, it is " + OURS + " at " + OUR_MAC), output.take());
        assertEquals(1, table.all().size());
    }

    @Test
    void shouldFollowVirtualRouterWhoseFramesComeFromItsOwnHardwareAddress() {
        arp(Arp.REPLY, OLD, "00:00:5e:00:01:07", PEER, PEER);
        assertEquals(List.of("0: set " + PEER + " 00:00:5e:00:01:07"), output.take(), "RFC 9568 8.1.2");
    }

    @ParameterizedTest
    @CsvSource({"01:00:5e:00:00:01, 02:00:00:00:00:66", "00:00:00:00:00:00, 02:00:00:00:00:66",
        "02:00:00:00:00:66, 01:00:5e:00:00:01", "02:00:00:00:00:66, ff:ff:ff:ff:ff:ff",
        "02:00:00:00:00:66, 00:00:00:00:00:00", "02:00:00:00:00:66, 02:00:00:00:00:01"})
    void shouldNotFollowToWhatIsNoStation(String from, String mac) {
        arp(Arp.REPLY, from, mac, PEER, PEER);
        assertEquals(List.of(), output.take());
        assertEquals(MacAddress.parse(OLD), only().mac());
    }

    @Test
    void shouldTellOfGatewayThatComesBackElsewhereAfterItWasGone() {
        table.resolveGateway(0, IpAddress.parse(PEER), now);
        after(NeighborTable.REACHABLE_NS);
        for (int i = 0; i < 3; i++) {
            after(SECOND);
        }
        assertTrue(!only().hasMac());
        arp(Arp.REPLY, NEW, PEER, OURS);
        assertEquals(List.of("0: " + PEER + " from " + OLD + " to " + NEW), listener.take());
    }

    private Neighbor only() {
        assertEquals(1, table.all().size());
        return table.all().iterator().next();
    }

    private void after(long ns) {
        now += ns;
        table.tick(now);
    }

    private void need(String address) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[60]);
        new Ethernet().wrap(buffer, 0).type(Ethernet.TYPE_IPV4);
        table.neighbourNeeded(0, IpAddress.parse(address), buffer, 0, 60, now);
    }

    private void arp(int operation, String mac, String sender, String target) {
        arp(operation, mac, mac, sender, target);
    }

    private void arp(int operation, String from, String mac, String sender, String target) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[60]);
        new Ethernet().wrap(buffer, 0).destination(MacAddress.BROADCAST).source(MacAddress.parse(from))
            .type(Ethernet.TYPE_ARP);
        new Arp().wrap(buffer, Ethernet.HEADER_LENGTH).ipv4OverEthernet().operation(operation)
            .senderMac(MacAddress.parse(mac)).senderAddress(Ipv4Address.parse(sender)).targetMac(0)
            .targetAddress(Ipv4Address.parse(target));
        table.onFrame(0, buffer, 0, 60, now);
    }

    private static String question(String to) {
        return "0: to " + to + " who has " + PEER + ", it is " + OURS + " at " + OUR_MAC;
    }
}

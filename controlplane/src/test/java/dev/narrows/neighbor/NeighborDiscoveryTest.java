package dev.narrows.neighbor;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.policy.IpPrefix;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.MacAddress;
import dev.narrows.wire.NeighbourMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Neighbour discovery as RFC 4861 7.2 and RFC 4862 5.4 have it, under a clock that the test moves. */
class NeighborDiscoveryTest {
    private static final long SEED = Long.getLong("narrows.test.seed", 4861);
    private static final String OUR_MAC = "02:00:00:00:00:01";
    private static final String PEER_MAC = "02:00:00:00:00:99";
    private static final String OTHER_MAC = "02:00:00:00:00:66";
    private static final String OURS = "2001:db8:1::2";
    private static final String OUR_LINK_LOCAL = "fe80::ff:fe00:1";
    private static final String PEER = "2001:db8:1::1";
    private static final String ALL_NODES_MAC = "33:33:00:00:00:01";
    private static final String OUR_GROUP = "ff02::1:ff00:2";
    private static final String PEER_GROUP = "ff02::1:ff00:1";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int SOLICITED = NeighbourMessage.FLAG_SOLICITED;
    private static final int OVERRIDE = NeighbourMessage.FLAG_OVERRIDE;

    private final RecordingOutput output = new RecordingOutput();
    private final RecordingListener listener = new RecordingListener();
    private final NeighborTable table = new NeighborTable(
        List.of(new PortLink(0, 1, List.of()), new PortLink(1, MacAddress.parse(OUR_MAC),
            List.of(new PortAddress(IpAddress.parse(OURS), IpPrefix.parse("2001:db8:1::/64"))))),
        output, listener);
    private long now = Long.MAX_VALUE - 5 * SECOND;

    @BeforeEach
    void start() {
        table.announce(now);
        assertEquals(List.of(
            "1: to 33:33:ff:00:00:02 :: to ff02::1:ff00:2 who has " + OURS,
            "1: to 33:33:ff:00:00:01 :: to ff02::1:ff00:1 who has " + OUR_LINK_LOCAL), output.take());
    }

    @Test
    void shouldUseItsAddressesAfterASecondOfSilence() {
        assertEquals(AddressState.TENTATIVE, state());
        after(SECOND - 1);
        assertEquals(List.of(), output.take());
        after(1);
        assertEquals(List.of(
            "1: to " + ALL_NODES_MAC + " " + OURS + " to ff02::1 says " + OURS + " at " + OUR_MAC + " override",
            "1: to " + ALL_NODES_MAC + " " + OUR_LINK_LOCAL + " to ff02::1 says " + OUR_LINK_LOCAL + " at " + OUR_MAC
                + " override"), output.take());
        assertEquals(AddressState.VALID, state());
        assertEquals(AddressState.VALID, table.stateOf(1, IpAddress.parse(OUR_LINK_LOCAL)));
    }

    @Test
    void shouldGiveUpAnAddressThatSomebodyDefends() {
        advertise(PEER_MAC, OURS, "ff02::1", OVERRIDE, OURS, PEER_MAC);
        assertEquals(List.of("1: duplicate " + OURS + " " + PEER_MAC), listener.take());
        assertEquals(1, table.conflicts());
        shouldNotUseADuplicate();
    }

    @Test
    void shouldGiveUpAnAddressThatSomebodyElseIsAboutToTake() {
        solicit(PEER_MAC, "::", OUR_GROUP, OURS, null);
        assertEquals(List.of("1: duplicate " + OURS + " " + PEER_MAC), listener.take());
        shouldNotUseADuplicate();
    }

    private void shouldNotUseADuplicate() {
        assertEquals(AddressState.DUPLICATE, state());
        after(2 * SECOND);
        output.take();
        solicit(PEER_MAC, PEER, OUR_GROUP, OURS, PEER_MAC);
        solicit(PEER_MAC, "::", OUR_GROUP, OURS, null);
        need(PEER, 100);
        assertEquals(List.of(), output.take());
        assertEquals(AddressState.DUPLICATE, state());
    }

    @Test
    void shouldNotTakeItsOwnProbeThatComesBackForAnother() {
        solicit(OUR_MAC, "::", OUR_GROUP, OURS, null);
        assertEquals(List.of(), listener.take());
        assertEquals(AddressState.TENTATIVE, state());
    }

    @Test
    void shouldAnswerNobodyWhileTentative() {
        solicit(PEER_MAC, PEER, OUR_GROUP, OURS, PEER_MAC);
        assertEquals(List.of(), output.take());
        assertTrue(table.all().isEmpty());
    }

    @Test
    void shouldAskOnlyOnceItHasAnAddressToAskFrom() {
        need(PEER, 100);
        assertEquals(List.of(), output.take());
        after(SECOND);
        assertEquals(question(PEER_GROUP), output.take().getLast());
    }

    @Test
    void shouldAnswerANeighbourThenAskItself() {
        proven();
        solicit(PEER_MAC, PEER, OUR_GROUP, OURS, PEER_MAC);
        assertEquals(List.of(
            "1: to " + PEER_MAC + " " + OURS + " to " + PEER + " says " + OURS + " at " + OUR_MAC
            + " solicited override",
            "1: set " + PEER + " " + PEER_MAC), output.take());
        assertEquals(NeighborState.STALE, only().state());
        after(0);
        assertEquals(List.of("1: to " + PEER_MAC + " " + OURS + " to " + PEER + " who has " + PEER + " at " + OUR_MAC),
            output.take());
        advertise(PEER_MAC, PEER, OURS, SOLICITED, PEER, null);
        assertEquals(NeighborState.REACHABLE, only().state());
        assertEquals(List.of(), output.take(), "nothing new");
    }

    @Test
    void shouldAnswerToTheFramesSenderWhereTheQuestionNamesNone() {
        proven();
        solicit(PEER_MAC, PEER, OURS, OURS, null);
        assertEquals(1, output.take().size());
        assertTrue(table.all().isEmpty(), "and learn nothing");
    }

    @Test
    void shouldAnswerAProbeToEverybodyAndLearnNothing() {
        proven();
        solicit(PEER_MAC, "::", OUR_GROUP, OURS, null);
        assertEquals(List.of("1: to " + ALL_NODES_MAC + " " + OURS + " to ff02::1 says " + OURS + " at " + OUR_MAC
            + " override"), output.take());
        assertTrue(table.all().isEmpty());
        assertEquals(0, table.conflicts());
    }

    @Test
    void shouldAnswerForItsLinkLocalAddressAndOnesThatAsk() {
        proven();
        solicit(PEER_MAC, "fe80::99", "ff02::1:ff00:1", OUR_LINK_LOCAL, PEER_MAC);
        assertEquals(List.of("1: to " + PEER_MAC + " " + OUR_LINK_LOCAL + " to fe80::99 says " + OUR_LINK_LOCAL + " at "
            + OUR_MAC + " solicited override"), output.take());
        assertTrue(table.all().isEmpty(), "nothing is forwarded to link-local addresses");
    }

    @ParameterizedTest(name = "{5}")
    @CsvSource({
        "02:00:00:00:00:99, 2001:db8:1::1, 2001:db8:1::3, 02:00:00:00:00:99, 255, another's address",
        "02:00:00:00:00:99, 2001:db8:2::1, 2001:db8:1::2, 02:00:00:00:00:99, 255, from off the link",
        "02:00:00:00:00:99, 2001:db8:1::1, 2001:db8:1::2, 33:33:00:00:00:01, 255, at a group's hardware address",
        "02:00:00:00:00:99, 2001:db8:1::1, 2001:db8:1::2, 00:00:00:00:00:00, 255, at no hardware address",
        "02:00:00:00:00:99, 2001:db8:1::1, 2001:db8:1::2, 02:00:00:00:00:01, 255, at our hardware address",
        "02:00:00:00:00:01, 2001:db8:1::1, 2001:db8:1::2, 02:00:00:00:00:99, 255, from our hardware address",
        "02:00:00:00:00:99, 2001:db8:1::1, 2001:db8:1::2, 02:00:00:00:00:99, 254, through a router",
        "02:00:00:00:00:99, ::1, 2001:db8:1::2, 02:00:00:00:00:99, 255, from loopback",
        "02:00:00:00:00:99, ff02::5, 2001:db8:1::2, 02:00:00:00:00:99, 255, from a group",
    })
    void shouldIgnore(String frameMac, String sender, String target, String mac, int hopLimit, String why) {
        proven();
        frame(frameMac, sender, OURS, hopLimit, 0, true, target, mac);
        assertEquals(List.of(), output.take(), why);
        assertTrue(table.all().isEmpty(), why);
        assertEquals(0, table.conflicts());
    }

    @Test
    void shouldCountConflictsAndKeepAProvenAddress() {
        proven();
        advertise(PEER_MAC, OURS, "ff02::1", OVERRIDE, OURS, PEER_MAC);
        solicit(PEER_MAC, OURS, OUR_GROUP, OURS, PEER_MAC);
        assertEquals(2, table.conflicts());
        assertEquals(List.of("1: to " + ALL_NODES_MAC + " " + OURS + " to ff02::1 says " + OURS + " at " + OUR_MAC
            + " override"), output.take(), "defended once");
        assertEquals(List.of("1: conflict " + OURS + " " + PEER_MAC), listener.take());
        assertEquals(AddressState.VALID, state());
    }

    @Test
    void shouldSendWaitingFramesWhenTheAnswerComes() {
        proven();
        need(PEER, 100);
        need(PEER, 101);
        assertEquals(List.of(question(PEER_GROUP)), output.take());
        advertise(PEER_MAC, PEER, OURS, SOLICITED | OVERRIDE, PEER, PEER_MAC);
        assertEquals(List.of("1: set " + PEER + " " + PEER_MAC, "1: to " + PEER_MAC + " frame of 100",
            "1: to " + PEER_MAC + " frame of 101"), output.take());
        assertEquals(NeighborState.REACHABLE, only().state());
    }

    @Test
    void shouldNeverMakeAnEntryOfAnAdvertisement() {
        proven();
        advertise(PEER_MAC, PEER, "ff02::1", OVERRIDE, PEER, PEER_MAC);
        advertise(PEER_MAC, PEER, OURS, SOLICITED | OVERRIDE, PEER, PEER_MAC);
        assertEquals(List.of(), output.take());
        assertTrue(table.all().isEmpty());
    }

    @Test
    void shouldUseAnUnsolicitedAnswerButAskAgain() {
        proven();
        need(PEER, 100);
        output.take();
        advertise(PEER_MAC, PEER, "ff02::1", 0, PEER, PEER_MAC);
        assertEquals(List.of("1: set " + PEER + " " + PEER_MAC, "1: to " + PEER_MAC + " frame of 100"), output.take());
        assertEquals(NeighborState.STALE, only().state());
    }

    @Test
    void shouldIgnoreAnAnswerWithoutHardwareAddressWhileItKnowsNone() {
        proven();
        need(PEER, 100);
        output.take();
        advertise(PEER_MAC, PEER, OURS, SOLICITED, PEER, null);
        assertEquals(List.of(), output.take());
        assertEquals(NeighborState.INCOMPLETE, only().state());
    }

    /** RFC 4861 7.2.5, for an entry that is REACHABLE at PEER_MAC. */
    @ParameterizedTest(name = "S {0}, O {1}, at {2}")
    @CsvSource({
        // solicited, override, mac, then: state, mac
        "0, 0, 02:00:00:00:00:99, REACHABLE, 02:00:00:00:00:99",
        "0, 0, 02:00:00:00:00:66, STALE, 02:00:00:00:00:99",
        "0, 1, 02:00:00:00:00:99, REACHABLE, 02:00:00:00:00:99",
        "0, 1, 02:00:00:00:00:66, STALE, 02:00:00:00:00:66",
        "1, 0, 02:00:00:00:00:99, REACHABLE, 02:00:00:00:00:99",
        "1, 0, 02:00:00:00:00:66, STALE, 02:00:00:00:00:99",
        "1, 1, 02:00:00:00:00:99, REACHABLE, 02:00:00:00:00:99",
        "1, 1, 02:00:00:00:00:66, REACHABLE, 02:00:00:00:00:66",
        "0, 1, , REACHABLE, 02:00:00:00:00:99",
        "1, 0, , REACHABLE, 02:00:00:00:00:99",
    })
    void shouldTakeAnAdvertisementAsTheTableSays(
        int solicited, int override, String mac, NeighborState state, String macAfter) {
        reachable();
        int flags = (solicited == 1 ? SOLICITED : 0) | (override == 1 ? OVERRIDE : 0);
        advertise(PEER_MAC, PEER, solicited == 1 ? OURS : "ff02::1", flags, PEER, mac);
        assertEquals(state, only().state());
        assertEquals(macAfter, MacAddress.format(only().mac()));
        List<String> set = macAfter.equals(PEER_MAC) ? List.of() : List.of("1: set " + PEER + " " + macAfter);
        assertEquals(set, output.take());
    }

    @Test
    void shouldNotLetAStaleEntryBeChangedWithoutOverride() {
        reachable();
        advertise(OTHER_MAC, PEER, OURS, SOLICITED, PEER, OTHER_MAC);
        advertise(OTHER_MAC, PEER, OURS, SOLICITED, PEER, OTHER_MAC);
        assertEquals(NeighborState.STALE, only().state());
        assertEquals(PEER_MAC, MacAddress.format(only().mac()));
    }

    @Test
    void shouldAskAgainBeforeItIsTooOldAndRemoveTheSilent() {
        reachable();
        after(NeighborTable.REACHABLE_NS - 1);
        assertEquals(List.of(), output.take());
        after(1);
        after(SECOND);
        after(SECOND);
        String probe = "1: to " + PEER_MAC + " " + OURS + " to " + PEER + " who has " + PEER + " at " + OUR_MAC;
        assertEquals(List.of(probe, probe, probe), output.take());
        after(SECOND);
        assertEquals(List.of("1: remove " + PEER), output.take());
        assertTrue(table.all().isEmpty());
    }

    @Test
    void shouldResolveGatewaysOfBothFamilies() {
        proven();
        table.resolveGateway(1, IpAddress.parse(PEER), now);
        assertEquals(List.of(question(PEER_GROUP)), output.take());
        for (int i = 0; i < 3; i++) {
            after(SECOND);
        }
        output.take();
        after(NeighborTable.HOLD_DOWN_NS);
        assertEquals(List.of(question(PEER_GROUP)), output.take());
    }

    @Test
    void shouldBoundWhatStrangersMakeItKeep() {
        proven();
        for (int i = 0; i < 2 * NeighborStore.MOST_VISITORS; i++) {
            solicit(PEER_MAC, "2001:db8:1::" + Integer.toHexString(0x1000 + i), OUR_GROUP, OURS, PEER_MAC);
        }
        assertEquals(NeighborStore.MOST_VISITORS, table.all().size());
    }

    @Test
    void shouldSurviveAnyFrame() {
        proven();
        Random random = new Random(SEED);
        byte[] good = NeighbourFrame.question(MacAddress.parse(PEER_MAC), IpAddress.parse(PEER), IpAddress.parse(OURS));
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = Arrays.copyOf(good, random.nextInt(good.length + 20));
            for (int flips = random.nextInt(4); flips > 0 && frame.length > 0; flips--) {
                frame[random.nextInt(frame.length)] ^= (byte)(1 << random.nextInt(8));
            }
            if (frame.length >= 62 && random.nextBoolean()) {
                frame[37] = (byte)random.nextInt();
                rightChecksum(new UnsafeBuffer(frame));
            }
            table.onFrame(1, new UnsafeBuffer(frame), 0, frame.length, now);
        }
        assertTrue(table.all().size() > 10 && table.all().size() <= NeighborStore.MOST_VISITORS, "seed " + SEED);
        for (Neighbor neighbor : table.all()) {
            assertTrue(IpPrefix.parse("2001:db8:1::/64").contains(neighbor.address()), "seed " + SEED);
            assertTrue(!MacAddress.isMulticast(neighbor.mac()), "seed " + SEED);
        }
    }

    private AddressState state() {
        return table.stateOf(1, IpAddress.parse(OURS));
    }

    private Neighbor only() {
        assertEquals(1, table.all().size());
        return table.all().iterator().next();
    }

    private void proven() {
        after(SECOND);
        output.take();
    }

    private void reachable() {
        proven();
        need(PEER, 100);
        advertise(PEER_MAC, PEER, OURS, SOLICITED | OVERRIDE, PEER, PEER_MAC);
        output.take();
    }

    private void after(long ns) {
        now += ns;
        table.tick(now);
    }

    private void need(String address, int length) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[length]);
        new Ethernet().wrap(buffer, 0).type(Ethernet.TYPE_IPV6);
        table.neighbourNeeded(1, IpAddress.parse(address), buffer, 0, length, now);
    }

    private void solicit(String frameMac, String source, String destination, String target, String mac) {
        frame(frameMac, source, destination, 255, 0, true, target, mac);
    }

    private void advertise(String frameMac, String source, String destination, int flags, String target, String mac) {
        frame(frameMac, source, destination, 255, flags, false, target, mac);
    }

    private void frame(String frameMac, String source, String destination, int hopLimit, int flags, boolean isQuestion,
        String target, String mac) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[100]);
        IpAddress about = IpAddress.parse(target);
        long option = mac == null ? NeighbourMessage.NO_MAC : MacAddress.parse(mac);
        NeighbourMessage message = new NeighbourMessage();
        int length = isQuestion ? message.writeSolicitation(buffer, 56, about.high(), about.low(), option)
            : message.writeAdvertisement(buffer, 56, flags, about.high(), about.low(), option);
        IpAddress from = IpAddress.parse(source);
        IpAddress to = IpAddress.parse(destination);
        new Ethernet().wrap(buffer, 2).destination(MacAddress.parse(OUR_MAC)).source(MacAddress.parse(frameMac))
            .type(Ethernet.TYPE_IPV6);
        new Ipv6().wrap(buffer, 16).start(0, 0).payloadLength(length).nextHeader(IpProtocol.ICMPV6).hopLimit(hopLimit)
            .source(from.high(), from.low()).destination(to.high(), to.low());
        new Icmpv6().wrap(buffer, 56).computeChecksum(InternetChecksum.pseudoHeaderSum(
            from.high(), from.low(), to.high(), to.low(), IpProtocol.ICMPV6, length), length);
        table.onFrame(1, buffer, 2, 54 + length, now);
    }

    private static void rightChecksum(UnsafeBuffer frame) {
        int length = frame.capacity() - 54;
        new Icmpv6().wrap(frame, 54).computeChecksum(InternetChecksum.pseudoHeaderSum(
            frame.getLong(22, BIG_ENDIAN), frame.getLong(30, BIG_ENDIAN), frame.getLong(38, BIG_ENDIAN),
            frame.getLong(46, BIG_ENDIAN), IpProtocol.ICMPV6, length), length);
        new Ipv6().wrap(frame, 14).payloadLength(length);
    }

    private static String question(String group) {
        return "1: to 33:33:" + "ff:00:00:01 " + OURS + " to " + group + " who has " + PEER + " at " + OUR_MAC;
    }
}

package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Narrows with the ESP of a Linux kernel as its peer: what one seals the other opens, both ways. */
@InNetlab
final class LinuxPeerSystemTest {
    private static final Encapsulation USUAL = Encapsulation.IPV4_IN_IPV4;
    private static final int TRANSFERRED = 1 << 20;
    private static final int TRANSFERRED_AT_LENGTH = 24 << 20;
    /** Not losses: what neighbours say of addresses and groups, and what waits for it. */
    private static final Set<String> OF_NEIGHBOURS =
        Set.of("arp-taken", "arp-of-others", "discovery-taken", "discovery-ignored", "neighbour-awaited");
    private static final String NOTHING = "";
    /** Packets that must follow when the old SAs have gone. */
    private static final int AFTERWARDS = 100;
    /** Sequence numbers that end with 32 bits in the midst of a test. */
    private static final long NEAR_32_BITS = 0xffff_fff0L;

    private static LinuxPeer linux;
    private Map<String, Long> errorsBefore;
    private JsonNode dropsBefore;

    @BeforeAll
    static void begin(Netlab netlab) {
        linux = netlab.beginWithLinux();
        linux.prepare();
    }

    @AfterAll
    static void end(Netlab netlab) {
        netlab.withoutIpv6();
    }

    @BeforeEach
    void remember(Netlab netlab) {
        netlab.forgetPathMtu();
        errorsBefore = linux.errors();
        dropsBefore = netlab.b().ask("counters").get("drops");
    }

    @ParameterizedTest
    @EnumSource(Cipher.class)
    void shouldAgreeWithLinuxOnEverySize(Cipher cipher, Netlab netlab) {
        Association out = Association.fresh(USUAL, cipher);
        Association in = Association.fresh(USUAL, cipher);
        replaceAll(netlab.b(), out, in);
        List<Integer> lengths = usual(netlab).sizes(USUAL.largest(cipher));

        usual(netlab).pingEach(lengths);

        expectExactly(lengths, out, in, netlab.b());
        usual(netlab).expectRefusedBeyond(USUAL.largest(cipher));
        usual(netlab).transfer(TRANSFERRED);
        expectSameCounts(netlab.b(), out, in, TRANSFERRED);
        expectNoErrorsBut("too-big", netlab);
    }

    @ParameterizedTest
    @EnumSource(value = Encapsulation.class, names = "IPV4_IN_IPV4", mode = EnumSource.Mode.EXCLUDE)
    void shouldAgreeWithLinuxInEveryEncapsulation(Encapsulation encapsulation, Netlab netlab) {
        Association out = Association.fresh(encapsulation, Cipher.AES_128_GCM);
        Association in = Association.fresh(encapsulation, Cipher.AES_128_GCM);
        replaceAll(netlab.b(), out, in);
        PeerTraffic traffic = encapsulation.traffic(netlab, linux);
        List<Integer> lengths = traffic.sizes(encapsulation.largest(Cipher.AES_128_GCM));

        traffic.pingEach(lengths);

        expectExactly(lengths, out, in, netlab.b());
        traffic.expectRefusedBeyond(encapsulation.largest(Cipher.AES_128_GCM));
        traffic.transfer(TRANSFERRED);
        expectSameCounts(netlab.b(), out, in, TRANSFERRED);
        expectNoErrorsBut("too-big", netlab);
    }

    @ParameterizedTest
    @MethodSource("dev.narrows.netlab.Cipher#knownToTshark")
    void shouldBeReadByTsharkThatHasTheKeys(Cipher cipher, Netlab netlab) {
        Association out = Association.fresh(USUAL, cipher);
        Association in = Association.fresh(USUAL, cipher);
        replaceAll(netlab.b(), out, in);
        List<Integer> lengths = List.of(usual(netlab).smallest(), 61, 1000, USUAL.largest(cipher));
        try (Capture capture = Capture.on(netlab, "r1", "r1-r2")) {
            usual(netlab).pingEach(lengths);
            List<TsharkOracle.Opened> expected = lengths.stream().map(length -> Integer.toString(length))
                .flatMap(length -> Stream.of(new TsharkOracle.Opened(out.spi(), true, length),
                    new TsharkOracle.Opened(in.spi(), true, length)))
                .toList();
            List<TsharkOracle.Opened> opened = TsharkOracle.open(capture, out, in);
            assertEquals(2 * expected.size(), opened.size(), opened.toString());
            assertEquals(expected, opened.subList(0, expected.size()));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Cipher.class, names = {"AES_128_GCM", "CHACHA20_POLY1305", "AES_128_GMAC",
        "AES_256_CBC_SHA_384", "NULL_SHA_512"})
    void shouldGoBeyond32BitsOfSequenceWithLinux(Cipher cipher, Netlab netlab) {
        Association out = Association.fresh(USUAL, cipher, true, NEAR_32_BITS);
        Association in = Association.fresh(USUAL, cipher, true, NEAR_32_BITS);
        replaceAll(netlab.b(), out, in);
        List<Integer> lengths = usual(netlab).sizes(USUAL.largest(cipher));
        usual(netlab).pingEach(lengths);
        expectExactly(lengths, out, in, netlab.b());
        expectNoErrorsBut(NOTHING, netlab);
    }

    @Test
    void shouldTransferUnchangedAtLength(Netlab netlab) {
        Association out = Association.fresh(USUAL, Cipher.AES_128_GCM);
        Association in = Association.fresh(USUAL, Cipher.AES_128_GCM);
        replaceAll(netlab.b(), out, in);
        usual(netlab).transfer(TRANSFERRED_AT_LENGTH);
        expectSameCounts(netlab.b(), out, in, TRANSFERRED_AT_LENGTH);
        expectNoErrorsBut("too-big", netlab);
    }

    @Test
    void shouldLoseNothingWhenKeysChange(Netlab netlab) {
        Association oldOut = Association.fresh(USUAL, Cipher.AES_128_GCM);
        Association oldIn = Association.fresh(USUAL, Cipher.AES_128_GCM);
        replaceAll(netlab.b(), oldOut, oldIn);
        PingStream fromA = PingStream.start(netlab, "a", Netlab.D_ADDRESS);
        PingStream fromD = PingStream.start(netlab, "d", Netlab.A_ADDRESS);
        // Linux sends by the youngest SA, and knows their ages in seconds.
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));

        Association newOut = Association.fresh(USUAL, Cipher.AES_256_GCM);
        Association newIn = Association.fresh(USUAL, Cipher.CHACHA20_POLY1305);
        newIn.addTo(netlab.b(), "in");
        linux.add(newOut, newIn);
        newOut.addTo(netlab.b(), "out");
        Eventually.holds(() -> linux.countsOut(newIn).packets() > 0 && linux.countsIn(newOut).packets() > 0,
            () -> "the new SAs are not in use");
        linux.delete(oldOut, oldIn);
        oldOut.deleteFrom(netlab.b(), "out");
        oldIn.deleteFrom(netlab.b(), "in");
        Eventually.holds(() -> linux.countsIn(newOut).packets() > AFTERWARDS, () -> "no traffic after the old SAs");

        fromA.end();
        fromD.end();
        assertTrue(fromA.expectNoGap() > AFTERWARDS);
        assertTrue(fromD.expectNoGap() > AFTERWARDS);
        expectNoErrorsBut(NOTHING, netlab);
    }

    @Test
    void shouldBeRefusedByLinuxWithAnotherKey(Netlab netlab) {
        Association out = Association.fresh(USUAL, Cipher.AES_128_GCM);
        Association in = Association.fresh(USUAL, Cipher.AES_128_GCM);
        replaceAll(netlab.b(), out, in);
        linux.replaceAll(out.withOtherKey(), in);
        assertNotEquals(0, netlab.ping("-c", "2", "-i", "0.2", "-W", "1").exitCode());
        Eventually.holds(() -> linux.countsIn(out).equals(new LinuxPeer.Counts(0, 0, 0, 0, 2)),
            () -> "counted: " + linux.countsIn(out));
    }

    @Test
    void shouldRefuseLinuxWithAnotherKey(Netlab netlab) {
        Association out = Association.fresh(USUAL, Cipher.CHACHA20_POLY1305);
        Association in = Association.fresh(USUAL, Cipher.CHACHA20_POLY1305);
        replaceAll(netlab.b(), out, in);
        linux.replaceAll(out, in.withOtherKey());
        assertNotEquals(0, netlab.ping("-c", "2", "-i", "0.2", "-W", "1").exitCode());
        assertEquals(2, linux.countsIn(out).packets());
        Eventually.holds(() -> netlab.b().drops("bad-icv") == dropsBefore.get("bad-icv").longValue() + 2,
            () -> "not counted: " + netlab.b().ask("counters"));
        assertEquals(0, in.at(netlab.b()).get("packets").longValue());
    }

    /** Where r1 says nothing of what is too big, the gateway finds out by itself, by the guest's own answers. */
    @Test
    void shouldProbeThePathToLinux(Netlab netlab) {
        netlab.startGateway("b", "--template", "gateway-of-peers", "--probe", "--pmtu", "validate-every=1s");
        try {
            Association out = Association.fresh(USUAL, Cipher.AES_128_GCM);
            Association in = Association.fresh(USUAL, Cipher.AES_128_GCM);
            replaceAll(netlab.b(), out, in);
            new ProbedPeer(netlab, "Linux", new Flows.Pair(Netlab.A_ADDRESS, Netlab.D_ADDRESS))
                .expectBlackHoleFound(1246);
        } finally {
            netlab.mtu(Netlab.WIDE);
            netlab.r1("talking");
            netlab.startGateway("b", "--template", "gateway-of-peers");
        }
    }

    private static PeerTraffic usual(Netlab netlab) {
        return USUAL.traffic(netlab, linux);
    }

    /** Both ends have these two SAs and no others. */
    private static void replaceAll(Gateway b, Association out, Association in) {
        b.ask("sas").forEach(sa -> b.ask("sa.delete", Gateway.parameters().put("spi", sa.get("spi").longValue())
            .put("direction", sa.get("direction").textValue())));
        linux.replaceAll(out, in);
        in.addTo(b, "in");
        out.addTo(b, "out");
    }

    /** Both ends have counted one packet of each length from A and one from D, each in both SAs, and nothing else. */
    private static void expectExactly(List<Integer> lengths, Association out, Association in, Gateway b) {
        long packets = 2L * lengths.size();
        long bytes = 2L * lengths.stream().mapToInt(Integer::intValue).sum();
        long counted = bytes - out.encapsulation().uncounted() * packets;
        LinuxPeer.Counts exact = new LinuxPeer.Counts(packets, counted, 0, 0, 0);
        BothEnds atRest = atRest(b, out, in);
        assertEquals(exact, atRest.linuxIn());
        assertEquals(exact, atRest.linuxOut());
        for (Association association : List.of(out, in)) {
            JsonNode sa = association.at(b);
            assertEquals(packets, sa.get("packets").longValue());
            assertEquals(bytes, sa.get("bytes").longValue());
            assertEquals(association.sequence() + packets, sa.get("sequence").longValue());
        }
    }

    private static void expectSameCounts(Gateway b, Association out, Association in, int atLeast) {
        BothEnds atRest = atRest(b, out, in);
        assertEquals(atRest.out(), atRest.linuxIn());
        assertEquals(atRest.in(), atRest.linuxOut());
        assertTrue(Math.min(atRest.out().bytes(), atRest.in().bytes()) > atLeast, atRest.toString());
    }

    /**
     * What both ends have counted.
     *
     * @param linuxIn  what Linux received.
     * @param linuxOut what it sent.
     * @param out      what the gateway sent, as Linux counts.
     * @param in       what it received, the same.
     */
    private record BothEnds(LinuxPeer.Counts linuxIn, LinuxPeer.Counts linuxOut, LinuxPeer.Counts out,
        LinuxPeer.Counts in) {
    }

    /** Read when nothing is under way: what leaves one end between two readings would be counted by one alone. */
    private static BothEnds atRest(Gateway b, Association out, Association in) {
        return Eventually.settled(() -> new BothEnds(
            linux.countsIn(out), linux.countsOut(in), atGateway(b, out), atGateway(b, in)));
    }

    private static LinuxPeer.Counts atGateway(Gateway b, Association association) {
        JsonNode sa = association.at(b);
        long packets = sa.get("packets").longValue();
        long bytes = sa.get("bytes").longValue() - association.encapsulation().uncounted() * packets;
        return new LinuxPeer.Counts(packets, bytes, 0, 0, 0);
    }

    private void expectNoErrorsBut(String reason, Netlab netlab) {
        assertEquals(errorsBefore, linux.errors());
        netlab.b().ask("counters").get("drops").properties().stream()
            .filter(drop -> !drop.getKey().equals(reason) && !OF_NEIGHBOURS.contains(drop.getKey()))
            .forEach(drop -> assertEquals(dropsBefore.get(drop.getKey()), drop.getValue(), drop.getKey()));
    }
}

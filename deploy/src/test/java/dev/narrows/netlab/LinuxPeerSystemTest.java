package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Narrows with the ESP of a Linux kernel as its peer: what one seals the other opens, both ways. */
@InNetlab
final class LinuxPeerSystemTest {
    private static final String TUNNEL = "to-c";
    private static final int OUTER_HEADER = 20;
    private static final int TRANSFERRED = 4 << 20;
    /** Packets that must follow when the old SAs have gone. */
    private static final int AFTERWARDS = 100;

    private static LinuxPeer linux;
    private Map<String, Long> errorsBefore;

    @BeforeAll
    static void begin(Netlab netlab) {
        linux = netlab.beginWithLinux();
    }

    @BeforeEach
    void forgetPathMtu(Netlab netlab) {
        netlab.forgetPathMtu();
        errorsBefore = linux.errors();
    }

    @ParameterizedTest
    @EnumSource(Cipher.class)
    void shouldAgreeWithLinuxOnEverySize(Cipher cipher, Netlab netlab) {
        Association out = Association.fresh(cipher);
        Association in = Association.fresh(cipher);
        replaceAll(netlab.b(), out, in);
        List<Integer> lengths = PeerTraffic.sizes(cipher.largestInner(Netlab.WIDE, OUTER_HEADER));
        JsonNode dropsBefore = netlab.b().ask("counters").get("drops");

        PeerTraffic.pingEach(netlab, lengths);

        long packets = 2L * lengths.size();
        long bytes = 2L * lengths.stream().mapToInt(Integer::intValue).sum();
        LinuxPeer.Counts exact = new LinuxPeer.Counts(packets, bytes, 0, 0, 0);
        assertEquals(exact, linux.countsIn(out));
        assertEquals(exact, linux.countsOut(in));
        for (Association association : List.of(out, in)) {
            assertEquals(packets, sa(netlab.b(), association).get("packets").longValue());
            assertEquals(bytes, sa(netlab.b(), association).get("bytes").longValue());
            assertEquals(packets, sa(netlab.b(), association).get("sequence").longValue());
        }
        assertEquals(errorsBefore, linux.errors());
        expectDropsOnlyOf(List.of("arp-taken"), dropsBefore, netlab);
    }

    @ParameterizedTest
    @EnumSource(Cipher.class)
    void shouldAgreeWithLinuxOnWhatFits(Cipher cipher, Netlab netlab) {
        replaceAll(netlab.b(), Association.fresh(cipher), Association.fresh(cipher));
        PeerTraffic.expectRefusedBeyond(netlab, cipher.largestInner(Netlab.WIDE, OUTER_HEADER));
    }

    @ParameterizedTest
    @EnumSource(Cipher.class)
    void shouldTransferUnchangedBothWays(Cipher cipher, Netlab netlab) {
        Association out = Association.fresh(cipher);
        Association in = Association.fresh(cipher);
        replaceAll(netlab.b(), out, in);
        JsonNode dropsBefore = netlab.b().ask("counters").get("drops");

        PeerTraffic.transfer(netlab, TRANSFERRED);

        expectSameCounts(netlab.b(), out, linux.countsIn(out));
        expectSameCounts(netlab.b(), in, linux.countsOut(in));
        assertEquals(errorsBefore, linux.errors());
        expectDropsOnlyOf(List.of("arp-taken", "too-big"), dropsBefore, netlab);
    }

    @Test
    void shouldLoseNothingWhenKeysChange(Netlab netlab) {
        Association oldOut = Association.fresh(Cipher.AES_128_GCM);
        Association oldIn = Association.fresh(Cipher.AES_128_GCM);
        replaceAll(netlab.b(), oldOut, oldIn);
        PingStream fromA = PingStream.start(netlab, "a", Netlab.D_ADDRESS);
        PingStream fromD = PingStream.start(netlab, "d", Netlab.A_ADDRESS);
        // Linux sends by the youngest SA, and knows their ages in seconds.
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(2));

        Association newOut = Association.fresh(Cipher.AES_256_GCM);
        Association newIn = Association.fresh(Cipher.CHACHA20_POLY1305);
        newIn.addTo(netlab.b(), TUNNEL, "in");
        linux.addIn(newOut);
        linux.addOut(newIn);
        newOut.addTo(netlab.b(), TUNNEL, "out");
        Eventually.holds(() -> linux.countsOut(newIn).packets() > 0 && linux.countsIn(newOut).packets() > 0,
            () -> "the new SAs are not in use: " + linux.run("ip -s xfrm state"));
        linux.deleteOut(oldIn);
        linux.deleteIn(oldOut);
        delete(netlab.b(), oldOut, "out");
        delete(netlab.b(), oldIn, "in");
        Eventually.holds(() -> linux.countsIn(newOut).packets() > AFTERWARDS,
            () -> "no traffic after the old SAs: " + linux.run("ip -s xfrm state"));

        fromA.end();
        fromD.end();
        assertTrue(fromA.expectNoGap() > AFTERWARDS);
        assertTrue(fromD.expectNoGap() > AFTERWARDS);
        assertEquals(errorsBefore, linux.errors());
    }

    @Test
    void shouldBeRefusedByLinuxWithAnotherKey(Netlab netlab) {
        Association out = Association.fresh(Cipher.AES_128_GCM);
        Association in = Association.fresh(Cipher.AES_128_GCM);
        replaceAll(netlab.b(), out, in);
        linux.deleteIn(out);
        linux.addIn(new Association(out.spi(), out.cipher(), out.cipher().freshKey()));
        assertNotEquals(0, netlab.ping("-c", "2", "-i", "0.2", "-W", "1").exitCode());
        assertEquals(new LinuxPeer.Counts(0, 0, 0, 0, 2), linux.countsIn(out));
    }

    @Test
    void shouldRefuseLinuxWithAnotherKey(Netlab netlab) {
        Association out = Association.fresh(Cipher.CHACHA20_POLY1305);
        Association in = Association.fresh(Cipher.CHACHA20_POLY1305);
        replaceAll(netlab.b(), out, in);
        linux.deleteOut(in);
        linux.addOut(new Association(in.spi(), in.cipher(), in.cipher().freshKey()));
        long before = netlab.b().drops("bad-icv");
        assertNotEquals(0, netlab.ping("-c", "2", "-i", "0.2", "-W", "1").exitCode());
        assertEquals(2, linux.countsIn(out).packets());
        Eventually.holds(() -> netlab.b().drops("bad-icv") == before + 2, () -> "not counted");
        assertEquals(0, sa(netlab.b(), in).get("packets").longValue());
    }

    /** Both ends have these two SAs and no others. */
    private static void replaceAll(Gateway b, Association out, Association in) {
        b.ask("sas").forEach(sa -> b.ask("sa.delete", Gateway.parameters().put("spi", sa.get("spi").longValue())
            .put("direction", sa.get("direction").textValue())));
        linux.deleteAll();
        in.addTo(b, TUNNEL, "in");
        out.addTo(b, TUNNEL, "out");
        linux.addIn(out);
        linux.addOut(in);
    }

    private static void delete(Gateway b, Association association, String direction) {
        b.ask("sa.delete", Gateway.parameters().put("spi", association.spi()).put("direction", direction));
    }

    private static JsonNode sa(Gateway b, Association association) {
        return StreamSupport.stream(b.ask("sas").spliterator(), false)
            .filter(sa -> sa.get("spi").longValue() == association.spi()).findAny()
            .orElseThrow(() -> new AssertionError("b has no SA " + association));
    }

    private static void expectSameCounts(Gateway b, Association association, LinuxPeer.Counts counts) {
        assertEquals(new LinuxPeer.Counts(sa(b, association).get("packets").longValue(),
            sa(b, association).get("bytes").longValue(), 0, 0, 0), counts);
        assertTrue(counts.bytes() > TRANSFERRED, counts.toString());
    }

    private static void expectDropsOnlyOf(List<String> reasons, JsonNode before, Netlab netlab) {
        netlab.b().ask("counters").get("drops").properties().forEach(drops -> {
            if (!reasons.contains(drops.getKey())) {
                assertEquals(before.get(drops.getKey()).longValue(), drops.getValue().longValue(), drops.getKey());
            }
        });
    }
}

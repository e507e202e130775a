package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Narrows with strongSwan's userland ESP as its peer, in UDP, by keys that strongSwan negotiated. */
@InNetlab
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class StrongSwanPeerSystemTest {
    /** The MTU of strongSwan's TUN device, whatever would fit. */
    private static final int TUN_MTU = 1400;
    private static final int TRANSFERRED = 4 << 20;

    private static StrongSwanPeer strongSwan;
    private JsonNode dropsBefore;

    @BeforeAll
    static void begin(Netlab netlab) {
        strongSwan = netlab.beginWithStrongSwan();
    }

    @BeforeEach
    void remember(Netlab netlab) {
        netlab.forgetPathMtu();
        dropsBefore = netlab.b().ask("counters").get("drops");
    }

    @ParameterizedTest
    @Order(1)
    @EnumSource(StrongSwanPeer.Child.class)
    void shouldAgreeWithStrongSwanOnEverySize(StrongSwanPeer.Child child, Netlab netlab) {
        PeerTraffic traffic = child.traffic(netlab);
        List<Integer> lengths = traffic.sizes(TUN_MTU);
        long packets = 2L * lengths.size();
        long bytes = 2L * lengths.stream().mapToInt(Integer::intValue).sum();
        BothEnds before = atRest(netlab.b(), child);

        traffic.pingEach(lengths);

        StrongSwanPeer.Counts exact = new StrongSwanPeer.Counts(packets, bytes, packets, bytes);
        BothEnds pinged = atRest(netlab.b(), child);
        assertEquals(exact, pinged.peer().since(before.peer()));
        assertEquals(exact, pinged.gateway().since(before.gateway()));
        expectNoDropsBut(List.of("arp-taken", "arp-of-others", "neighbour-awaited"), netlab);

        long lostBefore = strongSwan.lostByItsSocket();
        traffic.transfer(TRANSFERRED);
        BothEnds transferred = atRest(netlab.b(), child);
        StrongSwanPeer.Counts counts = transferred.peer();
        StrongSwanPeer.Counts atGateway = transferred.gateway();
        // What it does not read in time its socket drops, and TCP sends again.
        assertEquals(atGateway.packetsIn(), counts.packetsIn() + strongSwan.lostByItsSocket() - lostBefore);
        assertEquals(atGateway.packetsOut(), counts.packetsOut());
        assertEquals(atGateway.bytesOut(), counts.bytesOut());
        assertTrue(counts.bytesIn() > TRANSFERRED && counts.bytesOut() > TRANSFERRED, counts.toString());
        expectNoDropsBut(List.of("arp-taken", "arp-of-others", "neighbour-awaited", "too-big"), netlab);
    }

    /**
     * Where r1 says nothing of what is too big, the gateway finds out by itself: 1300 less 20, 8 of UDP and ESP's. The
     * last, as strongSwan counts on and the gateway begins anew.
     */
    @Test
    @Order(2)
    void shouldProbeThePathToStrongSwan(Netlab netlab) {
        netlab.restartWithStrongSwan("--probe", "--pmtu", "validate-every=1s");
        try {
            new ProbedPeer(netlab, "strongSwan", new Flows.Pair("10.1.1.2", "10.2.1.2")).expectBlackHoleFound(1238);
        } finally {
            netlab.mtu(Netlab.WIDE);
            netlab.r1("talking");
        }
    }

    /**
     * What both ends have counted.
     *
     * @param peer    strongSwan.
     * @param gateway gateway b.
     */
    private record BothEnds(StrongSwanPeer.Counts peer, StrongSwanPeer.Counts gateway) {
    }

    /** Read when nothing is under way: what leaves one end between two readings would be counted by one alone. */
    private static BothEnds atRest(Gateway b, StrongSwanPeer.Child child) {
        return Eventually.settled(() -> new BothEnds(strongSwan.counts(child), atGateway(b, child)));
    }

    /** What strongSwan received is what the gateway sent. */
    private static StrongSwanPeer.Counts atGateway(Gateway b, StrongSwanPeer.Child child) {
        JsonNode out = child.sa(b, "out");
        JsonNode in = child.sa(b, "in");
        return new StrongSwanPeer.Counts(out.get("packets").longValue(), out.get("bytes").longValue(),
            in.get("packets").longValue(), in.get("bytes").longValue());
    }

    private void expectNoDropsBut(List<String> reasons, Netlab netlab) {
        netlab.b().ask("counters").get("drops").properties().stream().filter(drop -> !reasons.contains(drop.getKey()))
            .forEach(drop -> assertEquals(dropsBefore.get(drop.getKey()), drop.getValue(), drop.getKey()));
    }
}

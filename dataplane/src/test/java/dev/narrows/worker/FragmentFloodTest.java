package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.B_OUTSIDE;
import static dev.narrows.worker.GatewayFixture.C_OUTSIDE;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static dev.narrows.worker.GatewayFixture.OUTSIDE_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.packet.InMemoryPool;
import dev.narrows.sa.Endpoints;
import dev.narrows.sa.OuterPath;
import dev.narrows.stats.DropReason;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv4Address;
import dev.narrows.wire.Ipv6FrameBuilder;
import dev.narrows.worker.GatewayOptions.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Spoofed first fragments, a thousand a second for half a minute, against datagrams that are put together for 15 s at
 * the most: what a peer sends in fragments is put together every time.
 */
class FragmentFloodTest {
    private static final long SEED = 0x464C_4F44L;
    private static final int SLOTS = 256;
    private static final int SECONDS = 30;
    private static final int PER_SECOND = 1000;
    private static final int SPLIT = 720;
    private static final int ROUTER = Ipv4Address.parse("198.51.100.1");

    private final Random random = new Random(SEED);
    private int made;

    /** What strangers send, and what comes between the peer's two fragments, in milliseconds. */
    private enum Flood {
        /** From anywhere, as spoofed addresses are. */
        RANDOM_SOURCES(300),
        /** In the peer's own name: the share is its own, and what waits too long in it makes room for what is new. */
        THE_PEERS_ADDRESS(100);

        private final int apart;

        Flood(int apart) {
            this.apart = apart;
        }
    }

    @Test
    void shouldPutPeersFragmentsTogetherWhateverStrangersSend() {
        floodOne(Flood.RANDOM_SOURCES);
    }

    @Test
    void shouldPutPeersFragmentsTogetherWhateverIsSentInItsName() {
        floodOne(Flood.THE_PEERS_ADDRESS);
    }

    private void floodOne(Flood flood) {
        try (GatewayFixture b = GatewayOptions.b().start();
            GatewayFixture c = GatewayOptions.c().reassembly(SLOTS, 2048).start()) {
            int whole = drive(flood, b, List.of(c));
            assertEquals(whole, c.count(WorkerCounter.DECAPSULATED));
            assertEquals(whole, c.count(WorkerCounter.REASSEMBLED));
            assertTrue(c.count(WorkerCounter.REASSEMBLING) <= SLOTS);
            assertEquals(0, c.count(DropReason.FRAGMENT_LIMIT));
            assertTrue(c.count(WorkerCounter.REASSEMBLY_DISPLACED) > (SECONDS - 1) * PER_SECOND - SLOTS);
        }
    }

    /** Each worker has a table of its own, and the fragments of one datagram go to one of them. */
    @Test
    void shouldPutPeersFragmentsTogetherWithTwoWorkers() {
        try (InMemoryPool pool = new InMemoryPool(1024)) {
            WorkerMesh mesh = new WorkerMesh(2, 512);
            try (GatewayFixture b = GatewayOptions.b().start();
                GatewayFixture first =
                    GatewayOptions.c().reassembly(SLOTS, 2048).member(new Member(0, mesh, pool, true)).start();
                GatewayFixture second =
                    GatewayOptions.c().reassembly(SLOTS, 2048).member(new Member(1, mesh, pool, true)).start()) {
                int whole = drive(Flood.RANDOM_SOURCES, b, List.of(first, second));
                assertEquals(whole, second.count(WorkerCounter.DECAPSULATED), "it has the SA");
                assertTrue(first.count(WorkerCounter.REASSEMBLED) > 0, "both share the work");
                assertTrue(second.count(WorkerCounter.REASSEMBLED) > 0, "both share the work");
                assertTrue(first.count(WorkerCounter.REASSEMBLY_DISPLACED) > PER_SECOND, "both were flooded");
                assertTrue(second.count(WorkerCounter.REASSEMBLY_DISPLACED) > PER_SECOND, "both were flooded");
            }
        }
    }

    /** Strangers share what is left: what is sent at once is put together all the same. */
    @Test
    void shouldPutTogetherWhatStrangersSendAtOnceAndCountWhatIsHeld() {
        try (GatewayFixture c = GatewayOptions.c().reassembly(SLOTS, 2048).start()) {
            for (int i = 0; i < PER_SECOND; i++) {
                flood(Flood.RANDOM_SOURCES, List.of(c));
                c.advance(1, TimeUnit.MILLISECONDS);
                c.step();
            }
            assertEquals(SLOTS / 4, c.count(WorkerCounter.REASSEMBLING));
            byte[] ping = TestFrames.echoRequest(
                OUTSIDE_MAC, IpAddress.ofIpv4(ROUTER), GatewayFixture.outsideAddress(false, false), new byte[1400]);
            for (byte[] part : TestFragments.split(ping, SPLIT)) {
                c.deliver(c.outside, part);
            }
            assertEquals(1, c.count(WorkerCounter.REASSEMBLED));
            c.advance(15, TimeUnit.SECONDS);
            c.step();
            assertEquals(0, c.count(WorkerCounter.REASSEMBLING));
            c.outside.takeSent();
        }
    }

    /** The address that a tunnel is moved to is a peer's from then on, and the one before is a stranger's. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldKnowPeersThatTunnelsAreMovedTo(boolean isIpv6) {
        IpAddress ours = GatewayFixture.outsideAddress(false, isIpv6);
        IpAddress before = GatewayFixture.outsideAddress(true, isIpv6);
        IpAddress after = IpAddress.parse(isIpv6 ? "2001:db8:9::2" : "192.0.9.2");
        try (GatewayFixture c = GatewayOptions.c().outer(isIpv6, false).reassembly(SLOTS, 2048).start()) {
            OuterPath path = new OuterPath(2, Endpoints.of(ours, after), 1500);
            c.order(worker -> worker.onAddPath(path));
            c.order(worker -> worker.onMoveTunnel(c.tunnel, path));
            c.deliver(c.outside, first(after, ours));
            c.deliver(c.outside, first(before, ours));
            for (int i = 0; i < PER_SECOND; i++) {
                flood(Flood.RANDOM_SOURCES, List.of(c));
            }
            c.deliver(c.outside, last(after, ours));
            assertEquals(1, c.count(WorkerCounter.REASSEMBLED), "it kept its room");
            c.deliver(c.outside, last(before, ours));
            assertEquals(1, c.count(WorkerCounter.REASSEMBLED), "nobody's room is kept");
        }
    }

    /** A peer sends a packet in two fragments every 10 ms, and between them there is time for more of the flood. */
    private int drive(Flood flood, GatewayFixture b, List<GatewayFixture> workers) {
        int whole = 0;
        List<byte[]> later = new ArrayList<>();
        for (int ms = 0; ms < SECONDS * PER_SECOND; ms++) {
            flood(flood, workers);
            if (ms % 10 == 0) {
                List<byte[]> parts = TestFragments.split(sealed(b), SPLIT);
                workers.get(ms / 10 % workers.size()).outside.inject(parts.getFirst());
                later.add(parts.getLast());
            }
            if (ms % 10 == 0 && later.size() > flood.apart / 10) {
                workers.getLast().outside.inject(later.removeFirst());
                whole++;
            }
            for (GatewayFixture worker : workers) {
                worker.advance(1, TimeUnit.MILLISECONDS);
            }
            cycle(workers);
        }
        int delivered = 0;
        for (GatewayFixture worker : workers) {
            delivered += worker.inside.takeSent().size();
        }
        assertEquals(whole, delivered);
        return whole;
    }

    private static void cycle(List<GatewayFixture> workers) {
        int work;
        do {
            work = 0;
            for (GatewayFixture worker : workers) {
                work += worker.step();
            }
        } while (work > 0);
    }

    private void flood(Flood flood, List<GatewayFixture> workers) {
        int source = flood == Flood.THE_PEERS_ADDRESS ? B_OUTSIDE
            : (random.nextInt() & 0x1FFF_FFFF) | 0x2000_0000;
        byte[] frame = TestFrames.to(OUTSIDE_MAC, new FrameBuilder().addresses(source, C_OUTSIDE)
            .identification(random.nextInt(0x8000)).fragment(true, 0).payload(IpProtocol.ESP, new byte[8]).frame());
        GatewayFixture at = workers.get(random.nextInt(workers.size()));
        at.outside.inject(frame);
        at.step();
    }

    /** {@return ESP whose identification no flood has} */
    private byte[] sealed(GatewayFixture b) {
        b.deliver(b.inside, TestFrames.ofLength(
            INSIDE_MAC, GatewayFixture.host(true, false), GatewayFixture.host(false, false), 1400, false));
        byte[] frame = TestFrames.outer(b);
        new Ipv4().wrap(new UnsafeBuffer(frame), Ethernet.HEADER_LENGTH).identification(0x8000 + made % 0x8000)
            .computeChecksum();
        made++;
        return frame;
    }

    private static byte[] first(IpAddress from, IpAddress to) {
        return part(from, to, true, 0);
    }

    private static byte[] last(IpAddress from, IpAddress to) {
        return part(from, to, false, 64);
    }

    private static byte[] part(IpAddress from, IpAddress to, boolean isFollowed, int start) {
        return TestFrames.to(OUTSIDE_MAC, from.isIpv4()
            ? new FrameBuilder().addresses(from.ipv4(), to.ipv4()).identification(0x9000).fragment(isFollowed, start)
                .payload(IpProtocol.ESP, new byte[64]).frame()
            : new Ipv6FrameBuilder().addresses(from, to).fragment(isFollowed, start, 0x9000)
                .payload(IpProtocol.ESP, new byte[64]).frame());
    }
}

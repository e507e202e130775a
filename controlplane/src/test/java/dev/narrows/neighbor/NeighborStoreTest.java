package dev.narrows.neighbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.policy.IpPrefix;
import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv4Address;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A neighbour table under scans and floods: who has room, and who must go. */
final class NeighborStoreTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long TENTH = SECOND / 10;
    private static final int FIRST = Ipv4Address.parse("10.1.0.0");
    private static final String GATEWAY = "10.1.255.1";

    private final RecordingOutput output = new RecordingOutput();
    private final NeighborTable table = new NeighborTable(List.of(
        new PortLink(0, 1, List.of(new PortAddress(IpAddress.parse("10.1.255.254"), IpPrefix.parse("10.1.0.0/16")))),
        new PortLink(1, 1, List.of(new PortAddress(IpAddress.parse("10.2.255.254"), IpPrefix.parse("10.2.0.0/16"))))),
        output, new RecordingListener());
    private long now = Long.MAX_VALUE - SECOND;

    @ParameterizedTest(name = "{0} dead addresses a second")
    @ValueSource(ints = {50, 128, 500, 1000})
    void shouldServeHostsOldAndNewDuringAScan(int deadASecond) {
        for (int host = 0; host < 100; host++) {
            need(0xF000 + host);
            answer(0xF000 + host);
        }
        for (int tenth = 0; tenth < 200; tenth++) {
            now += TENTH;
            table.tick(now);
            for (int i = 0; i < deadASecond / 10; i++) {
                need(tenth * (deadASecond / 10) + i);
            }
            output.take();
            int host = 0xF100 + tenth;
            need(host);
            assertEquals(1, output.take().size(), "a host that was silent so far is asked for");
            now += TENTH / 10;
            answer(host);
            assertTrue(output.take().getFirst().startsWith("0: set"), "and served");
            reanswer();
        }
        for (int host = 0; host < 100; host++) {
            assertTrue(neighbor(0xF000 + host).hasMac(), "hosts in use stay");
        }
        assertTrue(table.all().size() <= NeighborStore.MOST_SILENT + 300, table.all().size() + " neighbours");
    }

    @Test
    void shouldLetTheSilentDriveOutTheFailedThenTheLongestAsked() {
        for (int i = 0; i < NeighborStore.MOST_SILENT / 2; i++) {
            need(i + 1);
        }
        for (int i = 0; i < 4; i++) {
            now += SECOND;
            table.tick(now);
        }
        assertEquals(NeighborState.FAILED, neighbor(1).state());
        for (int i = 0; i < NeighborStore.MOST_SILENT; i++) {
            need(0x1000 + i);
        }
        assertEquals(NeighborStore.MOST_SILENT, table.all().size());
        assertTrue(table.all().stream().allMatch(known -> known.state() == NeighborState.INCOMPLETE),
            "the failed went");
        need(0x2000);
        assertEquals(NeighborStore.MOST_SILENT, table.all().size());
        assertTrue(table.all().stream().noneMatch(known -> known.address().equals(host(0x1000))),
            "then the longest asked");
        assertNotNull(neighbor(0x2000));
    }

    @Test
    void shouldLetStrangersThatAskDriveOutOnlyEachOther() {
        table.resolveGateway(0, IpAddress.parse(GATEWAY), now);
        need(0xF000);
        answer(0xF000);
        need(0xF001);
        for (int i = 0; i < 3 * NeighborStore.MOST_VISITORS; i++) {
            ask(i);
        }
        assertTrue(neighbor(0xF000).hasMac());
        assertEquals(NeighborState.INCOMPLETE, neighbor(0xF001).state());
        assertEquals(NeighborStore.MOST_VISITORS + 3, table.all().size());
        assertEquals(2 * NeighborStore.MOST_VISITORS,
            output.take().stream().filter(line -> line.startsWith("0: remove")).count(), "workers forget them, too");
    }

    @Test
    void shouldKeepGatewaysWhateverComesAndBoundEachPortAlone() {
        table.resolveGateway(0, IpAddress.parse(GATEWAY), now);
        for (int i = 0; i < 3 * NeighborStore.MOST_IN_USE; i++) {
            need(i + 1);
            answer(i + 1);
            if (i % 512 == 0) {
                output.take();
            }
        }
        assertEquals(NeighborStore.MOST_IN_USE + 1, table.all().size());
        assertTrue(table.all().stream().anyMatch(known -> known.address().equals(IpAddress.parse(GATEWAY))));
        UnsafeBuffer frame = new UnsafeBuffer(new byte[60]);
        table.neighbourNeeded(1, IpAddress.parse("10.2.0.1"), frame, 0, 60, now);
        assertEquals(NeighborStore.MOST_IN_USE + 2, table.all().size());
    }

    @Test
    void shouldLetTheStaleGoBeforeTheReachable() {
        for (int i = 1; i <= NeighborStore.MOST_IN_USE; i++) {
            need(i);
            answer(i);
        }
        now += NeighborTable.REACHABLE_NS;
        table.tick(now);
        for (int i = 1; i <= NeighborStore.MOST_IN_USE; i++) {
            if (i != 700) {
                answer(i);
            }
        }
        need(0x9000);
        answer(0x9000);
        assertTrue(table.all().stream().noneMatch(known -> known.address().equals(host(700))));
        assertNotNull(neighbor(1));
    }

    private void reanswer() {
        for (Neighbor known : List.copyOf(table.all())) {
            if (known.state() == NeighborState.STALE) {
                answer(known.address().ipv4() - FIRST);
            }
        }
    }

    private Neighbor neighbor(int host) {
        return table.all().stream().filter(known -> known.address().equals(host(host))).findAny().orElseThrow();
    }

    private static IpAddress host(int host) {
        return IpAddress.ofIpv4(FIRST + host);
    }

    private void need(int host) {
        UnsafeBuffer frame = new UnsafeBuffer(new byte[60]);
        table.neighbourNeeded(0, host(host), frame, 0, 60, now);
    }

    private void answer(int host) {
        arp(Arp.REPLY, host);
    }

    private void ask(int host) {
        arp(Arp.REQUEST, host + 1);
    }

    private void arp(int operation, int host) {
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[60]);
        new Ethernet().wrap(buffer, 0).destination(1).source(0x0200_0000_0000L + host).type(Ethernet.TYPE_ARP);
        new Arp().wrap(buffer, Ethernet.HEADER_LENGTH).ipv4OverEthernet().operation(operation)
            .senderMac(0x0200_0000_0000L + host).senderAddress(FIRST + host).targetMac(1)
            .targetAddress(Ipv4Address.parse("10.1.255.254"));
        table.onFrame(0, buffer, 0, 60, now);
    }
}

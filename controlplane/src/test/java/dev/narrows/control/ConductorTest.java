package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.channel.TooBigClaim;
import dev.narrows.config.TunnelConfig;
import dev.narrows.control.lease.CrashingStorage;
import dev.narrows.control.order.ScriptedWorker;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.sad.LeaseRate;
import dev.narrows.control.view.PathView;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Endpoints;
import dev.narrows.wire.Arp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.MacAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConductorTest {
    private static final long BLOCK = LeaseRate.FIRST;

    @TempDir
    private Path directory;
    private CrashingStorage storage;
    private ConductorFixture gateway;

    @BeforeEach
    void open() throws IOException {
        storage = ConductorFixture.emptyStorage();
        gateway = new ConductorFixture(TestConfig.of(directory), storage);
    }

    @Test
    void shouldInstallConfiguredSasAnnounceItselfAndAskForGateways() {
        gateway.start();
        assertEquals(List.of("add in " + 0x2001, "add out " + 0x1001, "transmit 0 60", "transmit 1 60", "transmit 2 60",
            "transmit 1 60"), gateway.cycle());
        assertEquals(0, gateway.worker.outbound.getFirst().sequence());
        assertEquals(64, gateway.worker.inbound.getFirst().replayWindow().size());
        Arp question = new Arp().wrap(new UnsafeBuffer(gateway.worker.frames.getLast()), Ethernet.HEADER_LENGTH);
        assertEquals(TestConfig.ip("192.0.1.1"), question.targetAddress());
    }

    @Test
    void shouldGoOnAboveTheLastLeaseAfterRestart() throws IOException {
        gateway.started();
        byte[] left = storage.diskAfterCrash(length -> 0);
        ConductorFixture again = new ConductorFixture(TestConfig.of(directory), new CrashingStorage(left)).started();
        assertEquals(BLOCK, again.worker.outbound.getFirst().sequence());
        assertEquals(BLOCK + 1, again.worker.outbound.getFirst().takeSequence());
    }

    @Test
    void shouldAdoptTrueClaimAndTellTheSenderOfTheLostPacket() {
        gateway.started();
        gateway.claim(1400, 1500);
        assertEquals(List.of("path 0 mtu 1400", "too big 1346"), gateway.cycle());
        assertArrayEquals(ConductorFixture.INNER, gateway.worker.reported);
        PathView path = gateway.list(Operations::paths).getFirst();
        assertEquals(1400, path.effectiveMtu());
        assertEquals(1500, path.linkMtu());
        assertEquals("too-big", path.evidence());
        assertEquals("192.0.1.1", path.claimedBy());
        assertEquals("2023-11-14T22:13:20Z", path.since());
        assertEquals("2023-11-14T22:23:20Z", path.until());
        assertEquals(1, path.claims().believed());
        assertEquals(1346, gateway.list(Operations::tunnels).getFirst().path().innerMtu());
    }

    @Test
    void shouldKnowTheMtuOfPathsWithOtherUdpPortsApart() throws IOException {
        ConductorFixture ports = new ConductorFixture(TestConfig.of(directory, List.of(
            TestConfig.route("192.0.2.0/24", "192.0.1.1")),
            List.of(inUdp("one", 0x1001, 4500), inUdp("two", 0x1002, 4501))),
            ConductorFixture.emptyStorage()).started();
        ports.claimInUdp(1400, 1500, 4500, 4500);
        ports.cycle();
        assertEquals(List.of(1400, 1500),
            ports.list(Operations::paths).stream().map(PathView::effectiveMtu).toList());
        ports.claimInUdp(1300, 1500, 4501, 4501);
        ports.cycle();
        assertEquals(List.of(1400, 1500),
            ports.list(Operations::paths).stream().map(PathView::effectiveMtu).toList(), "the SPI is the other's");
    }

    private static TunnelConfig inUdp(String name, int spi, int port) {
        TunnelConfig plain = TestConfig.tunnel(name, "192.0.2.2",
            Optional.of(TestConfig.sa(spi, TestConfig.OUT_KEY.replace("0a0b", Integer.toString(port)), 0)),
            Optional.empty());
        return new TunnelConfig(name, new Endpoints(plain.endpoints().local(), plain.endpoints().remote(), port, port),
            plain.settings(), plain.keepalive(), plain.dummyInterval(), plain.probe(), plain.policies(), plain.out(),
            plain.in());
    }

    /** RFC 1191 5: one plateau after the other, by what was sent, whatever the quote says. */
    @Test
    void shouldGoDownByPlateausWhereRouterNamesNoMtu() {
        gateway.started();
        gateway.claim(0, 1500);
        assertEquals(List.of("path 0 mtu 1492", "too big 1438"), gateway.cycle());
        gateway.claim(0, 1490);
        assertEquals(List.of("path 0 mtu 1006", "too big 950"), gateway.cycle());
        gateway.claim(0, 1490);
        assertEquals(List.of("too big 950"), gateway.cycle(), "it was sent before");
        gateway.claim(0, TooBigClaim.NOT_IN_LEDGER);
        gateway.claim(0, 1004);
        assertEquals(List.of("path 0 mtu 576", "too big 522"), gateway.cycle(), "508 is below the floor");
        PathView path = gateway.list(Operations::paths).getFirst();
        assertEquals(3, path.claims().believed());
        assertEquals(1, path.claims().rejected().get("not-in-ledger"), "a forger knows no packet");
    }

    /** RFC 792's eight bytes end before the SPI: nobody knows what was sent, and nobody can be asked. */
    @Test
    void shouldCountAndNotBelieveClaimsThatNameNoPacketWhereNothingIsProbed() throws IOException {
        ConductorFixture ports = new ConductorFixture(TestConfig.of(directory,
            List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1")), List.of(inUdp("one", 0x1001, 4500))),
            ConductorFixture.emptyStorage()).started();
        ports.claimWithoutSpi(1400, 4500, 4500);
        ports.claimWithoutSpi(1400, 4500, 4501);
        ports.claimWithoutSpi(0, 4500, 4500);
        assertEquals(List.of(), ports.cycle());
        PathView path = ports.list(Operations::paths).getFirst();
        assertEquals(1500, path.effectiveMtu());
        assertEquals(2, path.claims().rejected().get("no-spi"));
        assertEquals(1, ports.ask(Operations::counters).claims().get("unknown-path"));
    }

    @Test
    void shouldTellEverySenderOfBurstThatWasSentBefore() {
        gateway.started();
        gateway.claim(1400, 1500);
        gateway.claim(1400, 1480);
        gateway.claim(1400, 1400);
        assertEquals(List.of("path 0 mtu 1400", "too big 1346", "too big 1346"), gateway.cycle());
    }

    @Test
    void shouldCountWhatItDoesNotBelieveAndChangeNothing() {
        gateway.started();
        gateway.claim(1400, TooBigClaim.NOT_IN_LEDGER);
        gateway.claim(575, 1500);
        gateway.claim(1400, 1300);
        gateway.claim(1400, 1500, 0x1002, "192.0.1.2", "192.0.2.2");
        gateway.claim(1400, 1500, 0x2001, "192.0.1.2", "192.0.2.2");
        gateway.claim(1400, 1500, 0x1001, "192.0.1.2", "192.0.2.3");
        gateway.claimInUdp(1400, 1500, 4500, 4500);
        gateway.claimInUdp(1400, 1500, 4500, 0);
        assertEquals(List.of(), gateway.cycle());
        PathView path = gateway.list(Operations::paths).getFirst();
        assertEquals(1500, path.effectiveMtu());
        assertNull(path.until());
        assertNull(path.claimedBy());
        assertEquals("{unknown-path=0, spi-not-in-use=2, not-in-ledger=1, not-larger=1, below-floor=1, "
            + "not-below-effective=0, ignored=0, no-spi=0, refuted=0, below-truth=0, not-looked-into=0, undecided=0}",
            path.claims().rejected().toString());
        assertEquals(3, gateway.ask(Operations::counters).claims().get("unknown-path"));
    }

    @Test
    void shouldReturnToTheLinkAfterRaiseAfter() {
        gateway.started().events.clear();
        gateway.claim(1400, 1500);
        gateway.cycle();
        assertTrue(!gateway.after(TestConfig.RAISE_AFTER.minusSeconds(1)).contains("path 0 mtu 1500"));
        assertTrue(gateway.after(Duration.ofSeconds(1)).contains("path 0 mtu 1500"));
        assertEquals("link", gateway.list(Operations::paths).getFirst().evidence());
        assertEquals(List.of(
            "path-mtu-changed {local=192.0.1.2, remote=192.0.2.2, mtu=1400, before=1500, "
                + "evidence=too-big, claimedBy=192.0.1.1, why=a router says so about a packet that was sent}",
            "path-mtu-changed {local=192.0.1.2, remote=192.0.2.2, mtu=1500, before=1400, "
                + "evidence=link, why=nothing smaller has been claimed for a while}"), gateway.events);
    }

    @Test
    void shouldWriteLeaseBeforeTheWorkerHearsOfIt() {
        gateway.started();
        gateway.worker.events.leaseLow(gateway.worker.outbound.getFirst().id(), BLOCK / 2);
        gateway.worker.events.leaseLow(gateway.worker.outbound.getFirst().id(), BLOCK / 2);
        assertEquals(List.of("extend " + 0x1001 + " to " + LeaseRate.LEAST), gateway.cycle());
        assertEquals(LeaseRate.LEAST,
            gateway.list(Operations::sas).getFirst().leasedUntil());
    }

    @Test
    void shouldSaySoAndExtendNothingWhereTheDiskFails() {
        gateway.started().events.clear();
        storage.crashAfter(0);
        gateway.worker.events.leaseLow(gateway.worker.outbound.getFirst().id(), BLOCK / 2);
        assertEquals(List.of(), gateway.cycle());
        assertEquals(1, gateway.journal.size());
        String told = gateway.journal.getFirst();
        assertTrue(told.contains("SAs stop sending when their leases end"), told);
        assertTrue(gateway.events.getFirst().startsWith("lease-failed {reason=leases cannot be written"));
        String key = "202122232425262728292a2b2c2d2e2fcafebabe";
        CompletableFuture<Void> outbound = gateway.client.changeSas(
            SaChange.adding(ConductorFixture.request(Direction.OUT, 0x1002, key)));
        gateway.cycle();
        assertEquals(Code.LEASE_REFUSED, refusal(outbound));
        CompletableFuture<Void> inbound = gateway.client.changeSas(
            SaChange.adding(ConductorFixture.request(Direction.IN, 0x2002, key)));
        gateway.cycle();
        assertEquals(Code.LEASE_REFUSED, refusal(inbound), "it could be used to send with later");
    }

    @Test
    void shouldResolveNextHopAndSendWhatWaited() {
        gateway.started();
        UnsafeBuffer frame = new UnsafeBuffer(new byte[80]);
        gateway.worker.events.neighbourNeeded(1, 0, TestConfig.address("192.0.1.7").low(), frame, 0, 80);
        assertEquals(List.of("transmit 1 60"), gateway.cycle());
        Arp arp = new Arp().wrap(frame, Ethernet.HEADER_LENGTH).ipv4OverEthernet().operation(Arp.REPLY)
            .senderMac(0x0200_0000_0099L).senderAddress(TestConfig.ip("192.0.1.7"))
            .targetMac(0x0200_0000_0001L).targetAddress(TestConfig.ip("192.0.1.2"));
        assertEquals(Arp.REPLY, arp.operation());
        new Ethernet().wrap(frame, 0).source(0x0200_0000_0099L).type(Ethernet.TYPE_ARP);
        gateway.worker.events.linkFrame(1, frame, 0, 60);
        assertEquals(List.of("neighbour 1 192.0.1.7 02:00:00:00:00:99", "transmit 1 80"), gateway.cycle());
        assertEquals(0x0200_0000_0099L, MacAddress.get(new UnsafeBuffer(gateway.worker.frames.getLast()), 0));
        assertEquals("reachable", gateway.list(Operations::neighbours).getLast().state());
    }

    @Test
    void shouldLoseNoCommandThatMustArriveToFullQueue() {
        Conductor conductor = gateway.start();
        gateway.worker.run();
        int count = 3 * ScriptedWorker.QUEUE_CAPACITY;
        for (int i = 0; i < count; i++) {
            gateway.claim(1499 - i, 1500);
        }
        conductor.doWork();
        List<String> done = new java.util.ArrayList<>(gateway.worker.run());
        for (int i = 0; i < 4; i++) {
            done.addAll(gateway.cycle());
        }
        List<String> mtus = done.stream().filter(command -> command.startsWith("path")).toList();
        assertTrue(mtus.size() < count, "of those that wait the last alone counts");
        assertEquals("path 0 mtu 1499", mtus.getFirst());
        assertEquals("path 0 mtu " + (1500 - count), mtus.getLast());
        assertTrue(gateway.ask(Operations::counters).events().get("commands-deferred") > 0);
        assertTrue(gateway.ask(Operations::counters).events().get("commands-lost") > 0, "reports may be lost");
        gateway.expectAgreement();
    }

    @Test
    void shouldDescribeEverythingItCounts() {
        gateway.started();
        var counters = gateway.ask(Operations::counters);
        for (var group : List.of(counters.drops(), counters.events(), counters.icmp(), counters.claims())) {
            for (String name : group.keySet()) {
                assertTrue(counters.descriptions().containsKey(name), name);
            }
        }
        assertEquals(17, counters.poolInUse());
        assertEquals(1024, counters.poolSize());
        assertEquals("[inside, outside, jumbo]",
            gateway.ask(Operations::ports).stream().map(port -> port.name()).toList().toString());
    }

    @Test
    void shouldWipeEveryKeyAndRefuseWhatIsAskedWhenClosed() {
        Conductor conductor = gateway.start();
        CompletableFuture<?> waiting = gateway.client.ask(operations -> operations.tunnels(PageRequest.FIRST));
        conductor.onClose();
        assertEquals(2, gateway.engine.closed());
        assertEquals(Code.STOPPING, refusal(waiting));
        assertEquals(Code.STOPPING, refusal(gateway.client.ask(operations -> operations.sas(PageRequest.FIRST))));
    }

    @Test
    void shouldRefuseWhenTooManyRequestsWait() {
        gateway.started();
        for (int i = 0; i < 8; i++) {
            assertTrue(!gateway.client.ask(operations -> operations.tunnels(PageRequest.FIRST)).isDone());
        }
        assertEquals(Code.BUSY, refusal(gateway.client.ask(operations -> operations.tunnels(PageRequest.FIRST))));
    }

    private static Code refusal(CompletableFuture<?> asked) {
        CompletionException refusal = assertThrows(CompletionException.class, asked::join);
        return ((ControlException)refusal.getCause()).code();
    }
}

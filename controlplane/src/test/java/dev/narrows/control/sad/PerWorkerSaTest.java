package dev.narrows.control.sad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.SaSpec;
import dev.narrows.control.ConductorFixture;
import dev.narrows.control.Operations;
import dev.narrows.control.TestConfig;
import dev.narrows.control.WorkersFixture;
import dev.narrows.control.order.ScriptedWorker;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.request.SaRequest;
import dev.narrows.control.view.SaView;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Lifetime.Limit;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.TunnelSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tunnel with SAs for each of two workers (RFC 9611) besides its general ones, and a tunnel with a general one. */
final class PerWorkerSaTest {
    private static final OptionalInt GENERAL = OptionalInt.empty();
    private static final OptionalInt FIRST = OptionalInt.of(0);
    private static final OptionalInt SECOND = OptionalInt.of(1);
    private static final OptionalInt THIRD = OptionalInt.of(2);

    @TempDir
    private Path directory;
    private WorkersFixture gateway;
    private List<List<String>> told;

    @BeforeEach
    void start() throws IOException {
        gateway = new WorkersFixture(TestConfig.of(directory, List.of(4, 5),
            List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1")), List.of(
                TestConfig.tunnel("t0", "192.0.2.2",
                    List.of(configured(0x1000), configured(0x1001, 0), configured(0x1002, 1)),
                    List.of(configured(0x2000), configured(0x2001, 0), configured(0x2002, 1))),
                TestConfig.tunnel("t1", "192.0.2.3", List.of(), List.of()))));
        told = gateway.cycleAboutSas();
        gateway.events.clear();
    }

    @AfterEach
    void stop() {
        gateway.expectAgreement();
        gateway.close();
    }

    @Test
    void shouldGiveEachToTheWorkerThatItIsForAndTheOthersWhereTheyWere() {
        assertEquals(List.of("owner of in 8192 1", "add in 8193", "owner of in 8194 1", "add out 4096", "add out 4097",
            "owner of out 4098 1"), told.get(0));
        assertEquals(List.of("add in 8192", "owner of in 8193 0", "add in 8194", "owner of out 4096 0",
            "owner of out 4097 0", "add out 4098"), told.get(1));
        assertEquals(List.of("4096 0 false", "4097 0 true", "4098 1 true", "8192 1 false", "8193 0 true",
            "8194 1 true"),
            sas().stream().map(sa -> sa.spi() + " " + sa.worker() + " " + sa.perWorker()).toList());
    }

    @Test
    void shouldReplaceOneWorkersAloneAndTellWhose() {
        change(List.of(request(Direction.OUT, 0x1012, SECOND), request(Direction.IN, 0x2012, SECOND)),
            new SaDeletion(0x1002, Direction.OUT, 0), new SaDeletion(0x2002, Direction.IN, 10));
        told = gateway.cycleAboutSas();
        assertEquals(List.of("owner of in 8210 1", "owner of out 4114 1", "owner of out 4098 -1"), told.get(0));
        assertEquals(List.of("add in 8210", "add out 4114", "remove out 4098"), told.get(1));
        assertEquals(List.of("sa-added {tunnel=t0, direction=out, spi=4114, worker=1}",
            "sa-added {tunnel=t0, direction=in, spi=8210, worker=1}",
            "sa-removed {tunnel=t0, direction=out, spi=4098, worker=1, reason=deleted}"), gateway.events);
        assertEquals(List.of(0x1000L, 0x1001L, 0x2000L, 0x2001L, 0x2002L, 0x1012L, 0x2012L), spis());
        gateway.after(Duration.ofSeconds(11));
        assertEquals(List.of(0x1000L, 0x1001L, 0x2000L, 0x2001L, 0x1012L, 0x2012L), spis());
    }

    @Test
    void shouldKnowWhichSaTheTunnelsWorkerUses() {
        assertEquals(0x1001L, outSpi());
        delete(0x1001);
        assertEquals(0x1000L, outSpi());
        delete(0x1000);
        assertEquals(0x1002L, outSpi(), "probes and dummies then go by the one that there is");
        delete(0x1002);
        assertNull(outSpi());
    }

    @Test
    void shouldNotGoBackToOneThatAnotherOfItsWorkerTookThePlaceOf() {
        change(List.of(request(Direction.OUT, 0x1011, FIRST)));
        assertEquals(0x1011L, outSpi());
        delete(0x1001);
        assertEquals(0x1011L, outSpi());
        delete(0x1011);
        assertEquals(0x1000L, outSpi());
    }

    @Test
    void shouldRefuseWorkersThatAreNotThere() {
        assertEquals("NO_SUCH_WORKER There is no worker 2; the last one is number 1.",
            refusal(request(Direction.OUT, 0x1003, THIRD)));
        assertEquals("NO_SUCH_WORKER There is no worker 2; the last one is number 1.",
            refusal(request(Direction.IN, 0x2003, THIRD)));
    }

    @Test
    void shouldRefuseOneWorkersOutboundSaWhereTheOthersHaveNone() {
        String expected = "NO_GENERAL_SA SPI 0x1003 is for worker 1 alone, and its tunnel has no outbound SA for the "
            + "others.";
        assertEquals(expected, refusal(request("t1", Direction.OUT, 0x1003, SECOND)));
        assertEquals(expected,
            refusal(request(Direction.OUT, 0x1003, SECOND), new SaDeletion(0x1000, Direction.OUT, 0)));
        change(List.of(request("t1", Direction.OUT, 0x1003, SECOND), request("t1", Direction.OUT, 0x1004, GENERAL),
            request("t1", Direction.IN, 0x2003, FIRST)));
        change(List.of(request(Direction.OUT, 0x1005, SECOND), request(Direction.OUT, 0x1006, GENERAL)),
            new SaDeletion(0x1000, Direction.OUT, 0));
        assertTrue(spis().containsAll(List.of(0x1003L, 0x1004L, 0x2003L, 0x1005L, 0x1006L)));
    }

    @Test
    void shouldRefuseOneKeyForTwoWorkers() {
        SaRequest twin = new SaRequest("t0", Direction.OUT, new SaSpec(0x1005, Algorithm.AES_128_GCM_16,
            KeyingMaterial.fromHex(key(0x1001), 20), Numbering.standard(64), Lifetime.UNLIMITED, SECOND));
        assertTrue(refusal(twin).startsWith("KEY_IN_USE SPI 0x1005 has the key and salt of another SA"));
    }

    @Test
    void shouldEndOneAtItsLifetimeAndLeaveTheOthers() {
        Lifetime minute = new Lifetime(new Limit(30, 60), Limit.NONE, Limit.NONE);
        change(List.of(new SaRequest("t0", Direction.IN, new SaSpec(0x2011, Algorithm.AES_128_GCM_16,
            KeyingMaterial.fromHex(key(0x2011), 20), Numbering.standard(64), minute, FIRST))));
        gateway.cycle();
        gateway.events.clear();
        gateway.after(Duration.ofSeconds(31));
        assertEquals(List.of(List.of("remove in 8209"), List.of("owner of in 8209 -1")),
            gateway.after(Duration.ofSeconds(30)));
        assertEquals(List.of("sa-soft-expired {tunnel=t0, direction=in, spi=8209, worker=0, cause=time}",
            "sa-hard-expired {tunnel=t0, direction=in, spi=8209, worker=0, cause=time}",
            "sa-removed {tunnel=t0, direction=in, spi=8209, worker=0, reason=expired}"), gateway.events);
        assertEquals(List.of(0x1000L, 0x1001L, 0x1002L, 0x2000L, 0x2001L, 0x2002L), spis());
    }

    @Test
    void shouldRenewEachLeaseAtItsOwnWorker() {
        long before = leasedUntil(0x1002);
        gateway.workers.get(1).events.leaseLow(idOf(1, 0x1002), 1);
        told = gateway.cycle();
        assertEquals(List.of(), told.get(0));
        assertEquals(1, told.get(1).size());
        assertTrue(told.get(1).getFirst().startsWith("extend 4098 to "), told.get(1)::getFirst);
        assertTrue(leasedUntil(0x1002) > before);
        assertEquals(before, leasedUntil(0x1001), "each key has leases of its own");
    }

    @Test
    void shouldJudgeClaimAboutOneWorkersSpiAndLetThatWorkerTellTheSender() {
        ScriptedWorker second = gateway.workers.get(1);
        var claim = second.events.beginClaim(ConductorFixture.inner().length).claim(1300, 0x1002, 7)
            .reporter(0, TestConfig.address("192.0.1.1").low())
            .quoted(0, TestConfig.address("192.0.1.2").low(), 0, TestConfig.address("192.0.2.2").low())
            .quotedPorts(0, 0);
        claim.ledger(1500, new UnsafeBuffer(ConductorFixture.inner()), 0, ConductorFixture.inner().length);
        second.events.commitClaim();
        told = gateway.cycle();
        assertEquals(List.of("path 0 mtu 1300"), told.get(0));
        assertEquals(List.of("path 0 mtu 1300", "too big 1246"), told.get(1));
    }

    @Test
    void shouldTellOtherWorkersWhatTheGeneralSaAddsAlone() throws IOException {
        gateway.close();
        TunnelSettings clamping = new TunnelSettings(TunnelSettings.tunnel(DfPolicy.COPY).mode(), DfPolicy.COPY,
            TunnelSettings.COPY_DSCP, TunnelSettings.NO_TFC, TunnelSettings.NO_MTU, false,
            TunnelSettings.tunnel(DfPolicy.COPY).fragmentation(), TunnelSettings.CLAMP_TO_MTU);
        gateway = new WorkersFixture(TestConfig.of(directory, List.of(4, 5),
            List.of(TestConfig.route("192.0.2.0/24", "192.0.1.1")), List.of(TestConfig.withSettings(clamping,
                TestConfig.tunnel("t0", "192.0.2.2", List.of(configured(0x1000), configured(0x1001, 0)), List.of())))));
        assertEquals(1, gateway.cycle().get(1).stream().filter(command -> command.startsWith("overhead")).count());
    }

    private int idOf(int worker, int spi) {
        return gateway.workers.get(worker).outbound.stream().filter(sa -> sa.spi() == spi).findFirst().orElseThrow()
            .id();
    }

    private long leasedUntil(int spi) {
        return sas().stream().filter(sa -> sa.spi() == spi).findFirst().orElseThrow().leasedUntil();
    }

    private Long outSpi() {
        return gateway.list(Operations::tunnels).getFirst().outSpi();
    }

    private List<SaView> sas() {
        return gateway.list(Operations::sas);
    }

    private List<Long> spis() {
        return sas().stream().map(SaView::spi).toList();
    }

    private void delete(int spi) {
        gateway.delete(spi, Direction.OUT);
    }

    private void change(List<SaRequest> added, SaDeletion... deleted) {
        gateway.answer(gateway.client.changeSas(new SaChange(added, List.of(deleted))));
    }

    private String refusal(SaRequest added, SaDeletion... deleted) {
        List<Long> before = spis();
        CompletionException refused = assertThrows(CompletionException.class, () -> change(List.of(added), deleted));
        assertEquals(before, spis());
        ControlException cause = (ControlException)refused.getCause();
        return cause.code() + " " + cause.getMessage();
    }

    private static SaRequest request(Direction direction, int spi, OptionalInt worker) {
        return request("t0", direction, spi, worker);
    }

    private static SaRequest request(String tunnel, Direction direction, int spi, OptionalInt worker) {
        return new SaRequest(tunnel, direction, new SaSpec(spi, Algorithm.AES_128_GCM_16,
            KeyingMaterial.fromHex(key(spi), 20), Numbering.standard(64), Lifetime.UNLIMITED, worker));
    }

    private static SaSpec configured(int spi) {
        return TestConfig.sa(spi, key(spi), 64);
    }

    private static SaSpec configured(int spi, int worker) {
        return TestConfig.sa(spi, key(spi), 64, worker);
    }

    private static String key(int spi) {
        return String.format("%08x%s", spi, TestConfig.OUT_KEY.substring(8));
    }
}

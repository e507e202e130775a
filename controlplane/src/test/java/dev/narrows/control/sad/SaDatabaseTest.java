package dev.narrows.control.sad;

import static dev.narrows.control.ConductorFixture.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.SaSpec;
import dev.narrows.control.ConductorFixture;
import dev.narrows.control.Operations;
import dev.narrows.control.TestConfig;
import dev.narrows.control.lease.KeyIdentity;
import dev.narrows.control.lease.SequenceLeases;
import dev.narrows.control.lease.TestLeases;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.request.SaRequest;
import dev.narrows.control.view.SaView;
import dev.narrows.control.view.TunnelView;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.SequenceSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SAs as operators add and delete them, seen from outside the conductor. */
final class SaDatabaseTest {
    private static final String NEW_KEY = "202122232425262728292a2b2c2d2e2fcafebabe";
    private static final String OTHER_KEY = "303132333435363738393a3b3c3d3e3fcafebabe";
    private static final long BLOCK = LeaseRate.FIRST;

    @TempDir
    private Path directory;
    private ConductorFixture gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new ConductorFixture(TestConfig.of(directory), ConductorFixture.emptyStorage()).started();
    }

    @AfterEach
    void shouldAgreeWithTheWorkerAfterwards() {
        gateway.expectAgreement();
    }

    @Test
    void shouldLetNewOutboundSaTakeOverAndKeepTheOldListed() {
        gateway.add(request(Direction.OUT, 0x1002, NEW_KEY));
        assertEquals(List.of("add out " + 0x1002), gateway.cycle());
        assertEquals(0x1002, tunnel().outSpi());
        assertEquals(List.of(0x1001L, 0x2001L, 0x1002L),
            gateway.list(Operations::sas).stream().map(sa -> sa.spi()).toList());
        gateway.claim(1400, 1500);
        assertTrue(gateway.cycle().contains("path 0 mtu 1400"), "claims about the old SA's packets still count");
    }

    @Test
    void shouldWipeKeysOnlyOnceTheWorkerHasLetGo() {
        int id = gateway.worker.outbound.getFirst().id();
        gateway.delete(0x1001, Direction.OUT);
        assertEquals(List.of("remove out " + 0x1001), gateway.cycle());
        assertEquals(0, gateway.engine.closed());
        gateway.worker.events.saReleased(id);
        gateway.cycle();
        assertTrue(gateway.engine.made.getFirst().closed);
        assertEquals(1, gateway.engine.closed());
    }

    @Test
    void shouldLeaveTunnelWithoutSaWhereTheOneInUseIsDeleted() {
        gateway.delete(0x1001, Direction.OUT);
        assertNull(tunnel().outSpi());
        assertNull(tunnel().path().innerMtu());
    }

    @Test
    void shouldKeepTheNewSaWhereTheOldIsDeleted() {
        gateway.add(request(Direction.OUT, 0x1002, NEW_KEY));
        gateway.delete(0x1001, Direction.OUT);
        assertEquals(0x1002, tunnel().outSpi());
    }

    @Test
    void shouldLetInboundSasStandSideBySide() {
        gateway.add(request(Direction.IN, 0x2002, NEW_KEY));
        assertEquals(List.of(0x2001L, 0x2002L), tunnel().inSpis());
        gateway.delete(0x2001, Direction.IN);
        assertEquals(List.of(0x2002L), tunnel().inSpis());
    }

    @Test
    void shouldGoOnAboveWhatKeyHasUsedWhenItComesBackUnderAnotherSpi() {
        OutboundSa sa = gateway.worker.outbound.getFirst();
        gateway.delete(0x1001, Direction.OUT);
        for (int packets = 0; packets < 3; packets++) {
            sa.takeSequence();
        }
        gateway.worker.events.saReleased(sa.id());
        gateway.cycle();
        gateway.add(request(Direction.OUT, 0x1777, TestConfig.OUT_KEY));
        gateway.cycle();
        assertEquals(3, gateway.worker.outbound.getLast().sequence(), "what was left of the lease was given back");
    }

    @Test
    void shouldNeverSendWithKeyThatWasReceivedWith() {
        int id = gateway.worker.inbound.getFirst().id();
        gateway.delete(0x2001, Direction.IN);
        gateway.worker.events.saReleased(id);
        gateway.cycle();
        assertEquals(Code.KEY_USED_INBOUND, refusal(request(Direction.OUT, 0x1002, TestConfig.IN_KEY)));
        gateway.add(request(Direction.IN, 0x2002, TestConfig.IN_KEY));
    }

    @Test
    void shouldExtendNoLeaseOfSaThatIsDeleted() {
        int id = gateway.worker.outbound.getFirst().id();
        gateway.delete(0x1001, Direction.OUT);
        gateway.cycle();
        gateway.worker.events.leaseLow(id, BLOCK / 2);
        assertEquals(List.of(), gateway.cycle());
    }

    @Test
    void shouldRefuseSpiInUseInTheSameDirectionOnly() {
        assertEquals(Code.SPI_IN_USE, refusal(request(Direction.OUT, 0x1001, NEW_KEY)));
        gateway.add(request(Direction.IN, 0x1001, NEW_KEY));
    }

    @Test
    void shouldRefuseReservedSpis() {
        for (long spi : new long[]{-1, 0, 255, 0x1_0000_0000L}) {
            assertEquals(Code.SPI_RESERVED, refusal(request(Direction.OUT, spi, NEW_KEY)));
        }
        gateway.add(request(Direction.OUT, 0xFFFF_FFFFL, NEW_KEY));
        assertEquals(0xFFFF_FFFFL, tunnel().outSpi());
    }

    @Test
    void shouldRefuseKeyOfAnotherSaInEitherDirection() {
        assertEquals(Code.KEY_IN_USE, refusal(request(Direction.OUT, 0x1002, TestConfig.OUT_KEY)));
        assertEquals(Code.KEY_IN_USE, refusal(request(Direction.OUT, 0x1002, TestConfig.IN_KEY)));
        assertEquals(Code.KEY_IN_USE, refusal(request(Direction.IN, 0x2002, TestConfig.OUT_KEY)));
    }

    @Test
    void shouldRefuseKeyThatWorkerHasNotLetGoOf() {
        gateway.delete(0x1001, Direction.OUT);
        assertEquals(Code.KEY_IN_USE, refusal(request(Direction.OUT, 0x1001, TestConfig.OUT_KEY)));
    }

    @Test
    void shouldRefuseToReceiveWithKeyThatWasSentWith() {
        int id = gateway.worker.outbound.getFirst().id();
        gateway.delete(0x1001, Direction.OUT);
        gateway.worker.events.saReleased(id);
        gateway.cycle();
        assertEquals(Code.KEY_USED_OUTBOUND, refusal(request(Direction.IN, 0x2002, TestConfig.OUT_KEY)));
    }

    @Test
    void shouldRefuseWrongLengthUnknownTunnelAndBadWindow() {
        KeyingMaterial material = KeyingMaterial.fromHex(NEW_KEY, 20);
        assertEquals(Code.WRONG_KEY_LENGTH,
            refusal(new SaRequest("to-c", Direction.IN, new SaSpec(0x2002, Algorithm.AES_256_GCM_16, material,
                Numbering.standard(64), Lifetime.UNLIMITED, OptionalInt.empty()))));
        assertEquals(Code.NO_SUCH_TUNNEL, refusal(new SaRequest("to-x", Direction.IN, new SaSpec(0x2002,
            Algorithm.AES_128_GCM_16, KeyingMaterial.fromHex(NEW_KEY, 20), Numbering.standard(64), Lifetime.UNLIMITED,
            OptionalInt.empty()))));
        for (int window : new int[]{0, 16, 100, 131072, Integer.MIN_VALUE}) {
            assertEquals(Code.BAD_REPLAY_WINDOW, refusal(new SaRequest("to-c", Direction.IN, new SaSpec(0x2002,
                Algorithm.AES_128_GCM_16, KeyingMaterial.fromHex(NEW_KEY, 20), Numbering.standard(window),
                Lifetime.UNLIMITED, OptionalInt.empty()))));
        }
    }

    @Test
    void shouldRefuseToDeleteWhatIsNotThere() {
        CompletableFuture<Void> asked =
            gateway.client.changeSas(SaChange.deleting(new SaDeletion(0x1001, Direction.IN, 0)));
        assertEquals(Code.NO_SUCH_SA, refusal(asked));
    }

    @Test
    void shouldCloseRequestsKeyWhateverTheAnswer() {
        SaRequest taken = request(Direction.OUT, 0x1002, NEW_KEY);
        gateway.add(taken);
        assertTrue(!taken.sa().key().bytes().scope().isAlive());
        SaRequest refused = request(Direction.OUT, 0x1002, NEW_KEY);
        refusal(refused);
        assertTrue(!refused.sa().key().bytes().scope().isAlive());
    }

    @Test
    void shouldAddNothingAndWipeWhatItMadeWhereOneOfSeveralIsRefused() throws IOException {
        ConductorFixture other = new ConductorFixture(TestConfig.of(directory), ConductorFixture.emptyStorage());
        other.engine.refuseAfter = 1;
        ControlException refusal = assertThrows(ControlException.class, other::start);
        assertEquals(Code.FAILED, refusal.code());
        assertEquals(1, other.engine.closed());
        assertEquals(List.of(), other.worker.run());
    }

    @Test
    void shouldRefuseConfigurationWithUsedUpKey() throws IOException {
        try (SequenceLeases leases = gateway.leases; KeyingMaterial key = KeyingMaterial.fromHex(TestConfig.OUT_KEY,
            20)) {
            KeyIdentity identity = KeyIdentity.of(Algorithm.AES_128_GCM_16, key);
            leases.grant(List.of(TestLeases.request(identity, 0xFFFF_FFFEL, 1)));
            SaEvents events = new SaEvents((type, fields) -> { }, number -> "to-c");
            SaDatabase sas = new SaDatabase(List.of(), leases, new OnePeer(), events, () -> 0);
            List<SaCandidate> wanted =
                List.of(SaCandidate.of(0, Direction.OUT, TestConfig.sa(0x1001, TestConfig.OUT_KEY, 0)));
            ControlException refusal = assertThrows(ControlException.class, () -> sas.change(wanted, List.of()));
            assertEquals(Code.SEQUENCE_EXHAUSTED, refusal.code());
        }
    }

    @Test
    void shouldLeaseToTheEndOfEachSpaceAndNotBeyond() {
        gateway.add(
            numbered(Direction.OUT, 0x1002, NEW_KEY, SequenceSpace.STANDARD, 0xFFFF_FFFDL));
        gateway.add(
            numbered(Direction.OUT, 0x1003, OTHER_KEY, SequenceSpace.EXTENDED, 0xFFFF_FFFDL));
        gateway.cycle();
        OutboundSa standard = gateway.worker.outbound.get(1);
        OutboundSa extended = gateway.worker.outbound.get(2);
        assertEquals(0xFFFF_FFFEL, standard.takeSequence());
        assertEquals(0xFFFF_FFFFL, standard.takeSequence());
        assertEquals(OutboundSa.NO_SEQUENCE, standard.takeSequence());
        assertTrue(standard.isExhausted());
        for (long sequence = 0xFFFF_FFFEL; sequence < 0xFFFF_FFFEL + BLOCK; sequence++) {
            assertEquals(sequence, extended.takeSequence());
        }
        assertEquals(OutboundSa.NO_SEQUENCE, extended.takeSequence());
        assertTrue(extended.claimRenewal() && !extended.isExhausted());
        gateway.worker.events.leaseLow(extended.id(), extended.sequence());
        assertEquals(List.of("extend " + 0x1003 + " to " + (0xFFFF_FFFDL + BLOCK + 64 * BLOCK)), gateway.cycle(),
            "its rate is beyond measure, but no lease is more than 64 times as long as the one before");
        List<SaView> sas = gateway.list(Operations::sas);
        assertEquals(List.of(false, false, false, true), sas.stream().map(SaView::esn).toList());
    }

    @Test
    void shouldStartInboundWindowWhereAsked() {
        gateway.add(numbered(Direction.IN, 0x2002, NEW_KEY, SequenceSpace.EXTENDED, 7L << 32));
        gateway.cycle();
        assertEquals((7L << 32) + 1, gateway.worker.inbound.getLast().inferSequence(1));
        assertEquals(true, gateway.engine.made.getLast().esn);
    }

    @Test
    void shouldRefuseStartThatTheSpaceDoesNotHave() {
        assertEquals(Code.BAD_SEQUENCE,
            refusal(numbered(Direction.OUT, 0x1002, NEW_KEY, SequenceSpace.STANDARD, 0xFFFF_FFFFL)));
        assertEquals(Code.BAD_SEQUENCE, refusal(numbered(Direction.IN, 0x2002, NEW_KEY, SequenceSpace.EXTENDED, -1)));
        assertEquals(Code.BAD_SEQUENCE, refusal(numbered(Direction.OUT, 0x1002, NEW_KEY, SequenceSpace.EXTENDED,
            SequenceSpace.EXTENDED.last())));
    }

    private static SaRequest numbered(Direction direction, long spi, String key, SequenceSpace space, long start) {
        return new SaRequest("to-c", direction, new SaSpec(spi, Algorithm.AES_128_GCM_16,
            KeyingMaterial.fromHex(key, 20), new Numbering(space, start, 64), Lifetime.UNLIMITED, OptionalInt.empty()));
    }

    private TunnelView tunnel() {
        return gateway.list(Operations::tunnels).getFirst();
    }

    private Code refusal(SaRequest request) {
        return refusal(gateway.client.changeSas(SaChange.adding(request)));
    }

    private Code refusal(CompletableFuture<Void> asked) {
        CompletionException refusal = assertThrows(CompletionException.class, () -> gateway.answer(asked));
        return ((ControlException)refusal.getCause()).code();
    }
}

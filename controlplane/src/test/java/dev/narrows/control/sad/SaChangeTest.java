package dev.narrows.control.sad;

import static dev.narrows.control.ConductorFixture.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narrows.control.ConductorFixture;
import dev.narrows.control.Operations;
import dev.narrows.control.Parts;
import dev.narrows.control.TestConfig;
import dev.narrows.control.lease.CrashingStorage;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.request.SaRequest;
import dev.narrows.control.view.SaView;
import dev.narrows.sa.Direction;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rekeying: SAs that come and go in one step. */
final class SaChangeTest {
    private static final String IN_KEY = "202122232425262728292a2b2c2d2e2fcafebabe";
    private static final String OUT_KEY = "303132333435363738393a3b3c3d3e3fcafebabe";

    @TempDir
    private Path directory;
    private ConductorFixture gateway;
    private CrashingStorage storage;

    @BeforeEach
    void start() throws IOException {
        storage = ConductorFixture.emptyStorage();
        gateway = new ConductorFixture(TestConfig.of(directory), storage).started();
        gateway.events.clear();
    }

    @AfterEach
    void shouldAgreeWithTheWorkerAfterwards() {
        gateway.expectAgreement();
    }

    @Test
    void shouldPutInboundThenOutboundIntoUseAndOnlyThenLetGoOfTheOld() {
        SaChange change = rekey(0);
        gateway.answer(gateway.client.changeSas(change));
        assertEquals(List.of("add in " + 0x2002, "add out " + 0x1002, "remove out " + 0x1001, "remove in " + 0x2001),
            gateway.cycle());
        assertEquals(List.of(0x1002L, 0x2002L), spis());
        assertEquals(List.of("sa-added {tunnel=to-c, direction=out, spi=4098}",
            "sa-added {tunnel=to-c, direction=in, spi=8194}",
            "sa-removed {tunnel=to-c, direction=out, spi=4097, reason=deleted}",
            "sa-removed {tunnel=to-c, direction=in, spi=8193, reason=deleted}"), gateway.events);
        for (SaRequest request : change.added()) {
            assertFalse(request.sa().key().bytes().scope().isAlive());
        }
    }

    @Test
    void shouldWipeTheOldKeysOnceTheWorkerHasLetGoOfThem() {
        int out = gateway.worker.outbound.getFirst().id();
        int in = gateway.worker.inbound.getFirst().id();
        gateway.answer(gateway.client.changeSas(rekey(0)));
        gateway.cycle();
        assertEquals(0, gateway.engine.closed());
        gateway.worker.events.saReleased(out);
        gateway.worker.events.saReleased(in);
        gateway.cycle();
        assertEquals(2, gateway.engine.closed());
        assertEquals(List.of(true, true, false, false), gateway.engine.made.stream().map(made -> made.closed).toList());
    }

    @Test
    void shouldKeepTheOldInboundForAsLongAsAsked() {
        gateway.answer(gateway.client.changeSas(rekey(10)));
        assertEquals(List.of("add in " + 0x2002, "add out " + 0x1002, "remove out " + 0x1001), gateway.cycle());
        assertEquals(List.of(), after(Duration.ofMillis(9_900)));
        assertEquals(List.of(0x2001L, 0x1002L, 0x2002L), spis());
        assertEquals(List.of("remove in " + 0x2001), after(Duration.ofMillis(200)));
        assertEquals(List.of(0x1002L, 0x2002L), spis());
    }

    @Test
    void shouldDeleteAtOnceWhatWasToGoLater() {
        gateway.answer(gateway.client.changeSas(rekey(10)));
        gateway.delete(0x2001, Direction.IN);
        gateway.cycle();
        gateway.add(request(Direction.IN, 0x2001, "404142434445464748494a4b4c4d4e4fcafebabe"));
        gateway.cycle();
        assertEquals(List.of(), after(Duration.ofMinutes(1)), "another has its SPI now");
        assertEquals(List.of(0x1002L, 0x2002L, 0x2001L), spis());
    }

    @Test
    void shouldDoNothingWhereAnyPartIsRefused() {
        SaDeletion unknown = new SaDeletion(0x7777, Direction.IN, 0);
        SaDeletion known = new SaDeletion(0x1001, Direction.OUT, 0);
        SaRequest good = request(Direction.IN, 0x2002, IN_KEY);
        expectRefusal(Code.NO_SUCH_SA, new SaChange(List.of(good), List.of(known, unknown)));
        expectRefusal(Code.NO_SUCH_SA,
            new SaChange(List.of(request(Direction.IN, 0x2002, IN_KEY)), List.of(known, known)));
        expectRefusal(Code.SPI_IN_USE, new SaChange(List.of(request(Direction.IN, 0x2002, IN_KEY),
            request(Direction.IN, 0x2002, OUT_KEY)), List.of(known)));
        expectRefusal(Code.KEY_IN_USE, new SaChange(List.of(request(Direction.IN, 0x2002, IN_KEY),
            request(Direction.OUT, 0x1002, IN_KEY)), List.of(known)));
        expectRefusal(Code.SPI_IN_USE, new SaChange(List.of(request(Direction.OUT, 0x1001, OUT_KEY)), List.of(known)));
    }

    @Test
    void shouldDoNothingWhereTheEngineRefusesTheLastKey() {
        gateway.engine.refuseAfter = 3;
        expectRefusal(Code.FAILED, rekey(0));
        assertEquals(1, gateway.engine.closed(), "the key that was expanded already");
    }

    @Test
    void shouldDoNothingWhereTheDiskFails() {
        storage.crashAfter(0);
        expectRefusal(Code.LEASE_REFUSED, rekey(0));
    }

    @Test
    void shouldLoadManyInOneCallWithoutLosingAny() {
        List<SaRequest> many = new ArrayList<>();
        int count = 20_000;
        for (int i = 0; i < count; i++) {
            many.add(request(Direction.IN, 0x10000 + i, String.format("%032xcafebabe", 0xABCD_0000_0000L + i)));
        }
        gateway.answer(gateway.client.changeSas(new SaChange(many, List.of())));
        int added = 0;
        for (int cycle = 0; cycle < 100 && added < count; cycle++) {
            added += gateway.cycle().size();
        }
        assertEquals(count, added);
        assertEquals(0, gateway.ask(Operations::counters).events().get("commands-lost"));
        assertEquals(count + 2, spis().size());
    }

    private void expectRefusal(Code code, SaChange change) {
        CompletionException refusal = assertThrows(CompletionException.class,
            () -> gateway.answer(gateway.client.changeSas(change)));
        assertEquals(code, ((ControlException)refusal.getCause()).code());
        assertEquals(List.of(), gateway.cycle());
        assertEquals(List.of(0x1001L, 0x2001L), spis());
        assertEquals(List.of(), gateway.events);
        change.added().forEach(request -> assertFalse(request.sa().key().bytes().scope().isAlive()));
    }

    private static SaChange rekey(long afterSeconds) {
        return new SaChange(List.of(request(Direction.OUT, 0x1002, OUT_KEY), request(Direction.IN, 0x2002, IN_KEY)),
            List.of(new SaDeletion(0x1001, Direction.OUT, 0), new SaDeletion(0x2001, Direction.IN, afterSeconds)));
    }

    private List<String> after(Duration duration) {
        return gateway.after(duration).stream().filter(command -> !command.startsWith("transmit")).toList();
    }

    private List<Long> spis() {
        return Parts.all(page -> gateway.ask(operations -> operations.sas(page))).stream().map(SaView::spi).toList();
    }
}

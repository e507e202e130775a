package dev.narrows.control.sad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.config.SaSpec;
import dev.narrows.control.ConductorFixture;
import dev.narrows.control.Operations;
import dev.narrows.control.TestConfig;
import dev.narrows.control.request.SaRequest;
import dev.narrows.control.view.LifetimeView;
import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.KeyingMaterial;
import dev.narrows.sa.Direction;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Lifetime.Limit;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.RuntimeSa;
import dev.narrows.sa.SequenceSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ends of SAs, on a clock that the test moves. */
final class SaLifetimesTest {
    private static final String KEY = "202122232425262728292a2b2c2d2e2fcafebabe";
    private static final Duration TICK = Duration.ofMillis(100);
    private static final long UNSET = Limit.UNSET;

    @TempDir
    private Path directory;
    private ConductorFixture gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new ConductorFixture(TestConfig.of(directory), ConductorFixture.emptyStorage()).started();
        gateway.events.clear();
    }

    @AfterEach
    void shouldAgreeWithTheWorkerAfterwards() {
        gateway.expectAgreement();
    }

    @Test
    void shouldTellSoftThenHardTimeAndEndTheSa() {
        add(Direction.IN, 0x2002, KEY, new Lifetime(new Limit(10, 20), Limit.NONE, Limit.NONE));
        gateway.events.clear();
        gateway.after(Duration.ofMillis(9_999));
        assertEquals(List.of(), gateway.events);
        gateway.after(Duration.ofMillis(101));
        assertEquals(List.of("sa-soft-expired {tunnel=to-c, direction=in, spi=8194, cause=time}"), taken());
        gateway.after(Duration.ofMillis(9_700));
        assertEquals(List.of(), gateway.events);
        assertEquals(List.of("remove in 8194"), gateway.after(Duration.ofMillis(300)));
        assertEquals(List.of("sa-hard-expired {tunnel=to-c, direction=in, spi=8194, cause=time}",
            "sa-removed {tunnel=to-c, direction=in, spi=8194, reason=expired}"), taken());
        assertTrue(gateway.journal.getLast().startsWith("sa-hard-expired tunnel=to-c direction=in"),
            gateway.journal.toString());
        assertEquals(2, gateway.list(Operations::sas).size());
        gateway.after(Duration.ofHours(1));
        assertEquals(List.of(), gateway.events);
    }

    @Test
    void shouldTellEachSoftLimitOnce() {
        add(Direction.IN, 0x2002, KEY, new Lifetime(new Limit(10, UNSET), new Limit(1000, UNSET), new Limit(2, UNSET)));
        RuntimeSa sa = gateway.worker.inbound.getLast();
        gateway.events.clear();
        sa.charge(999);
        gateway.after(TICK);
        assertEquals(List.of(), gateway.events);
        sa.charge(1);
        gateway.after(TICK);
        assertEquals(List.of("sa-soft-expired {tunnel=to-c, direction=in, spi=8194, cause=packets}",
            "sa-soft-expired {tunnel=to-c, direction=in, spi=8194, cause=bytes}"), taken());
        gateway.after(Duration.ofSeconds(20));
        assertEquals(List.of("sa-soft-expired {tunnel=to-c, direction=in, spi=8194, cause=time}"), taken());
        gateway.after(Duration.ofSeconds(20));
        gateway.after(TICK);
        assertEquals(List.of(), gateway.events);
    }

    /** RFC 4301 4.4.2.1: what passes soft and hard limits together is told of each, before the SA goes. */
    @Test
    void shouldTellEveryLimitThatABurstPasses() {
        add(Direction.IN, 0x2002, KEY, new Lifetime(new Limit(10, 20), new Limit(100, 300), new Limit(2, 3)));
        RuntimeSa sa = gateway.worker.inbound.getLast();
        gateway.events.clear();
        sa.charge(100);
        sa.charge(100);
        sa.charge(100);
        gateway.after(TICK);
        assertEquals(List.of("sa-soft-expired packets", "sa-soft-expired bytes", "sa-hard-expired packets",
            "sa-hard-expired bytes", "sa-removed expired"), causes());
    }

    @Test
    void shouldTellEveryLimitThatALeapPasses() {
        add(Direction.IN, 0x2002, KEY, new Lifetime(new Limit(10, 20), new Limit(100, 300), Limit.NONE));
        gateway.events.clear();
        gateway.worker.inbound.getLast().charge(200);
        gateway.after(Duration.ofMinutes(1));
        assertEquals(List.of("sa-soft-expired time", "sa-soft-expired bytes", "sa-hard-expired time",
            "sa-removed expired"), causes());
    }

    private List<String> causes() {
        return taken().stream().map(event -> event.replaceAll("([a-z-]+) .*(cause|reason)=([a-z]+)}", "$1 $3"))
            .toList();
    }

    @Test
    void shouldTellBytesAndEndAnSaThatTheWorkerFoundSpent() {
        add(Direction.OUT, 0x1002, KEY, new Lifetime(Limit.NONE, new Limit(500, 1000), Limit.NONE));
        OutboundSa sa = gateway.worker.outbound.getLast();
        gateway.events.clear();
        sa.charge(600);
        gateway.after(TICK);
        assertEquals(List.of("sa-soft-expired {tunnel=to-c, direction=out, spi=4098, cause=bytes}"), taken());
        assertTrue(sa.isSpentBy(401));
        assertEquals(List.of("remove out 4098"), gateway.after(TICK));
        assertEquals(List.of("sa-hard-expired {tunnel=to-c, direction=out, spi=4098, cause=bytes}",
            "sa-removed {tunnel=to-c, direction=out, spi=4098, reason=expired}",
            "tunnel-down {tunnel=to-c, why=no-sa}"), taken());
        assertEquals(0, gateway.engine.closed());
        gateway.worker.events.saReleased(sa.id());
        gateway.cycle();
        assertEquals(1, gateway.engine.closed(), "its keys are wiped once the worker has let go");
    }

    @Test
    void shouldNeverHitTheSaThatCameAfter() {
        Lifetime brief = new Lifetime(new Limit(5, 10), Limit.NONE, new Limit(UNSET, 1));
        add(Direction.IN, 0x2002, KEY, brief);
        RuntimeSa old = gateway.worker.inbound.getLast();
        gateway.after(Duration.ofSeconds(4));
        gateway.delete(0x2002, Direction.IN);
        gateway.worker.events.saReleased(old.id());
        gateway.cycle();
        old.charge(1);
        add(Direction.IN, 0x2002, KEY, brief);
        gateway.events.clear();
        gateway.after(Duration.ofMillis(4_900));
        gateway.after(TICK.multipliedBy(1));
        assertEquals(List.of("sa-soft-expired {tunnel=to-c, direction=in, spi=8194, cause=time}"), taken());
        gateway.after(Duration.ofMillis(4_800));
        assertEquals(3, gateway.list(Operations::sas).size(), "the old one's hard limit was 4 s ago");
        gateway.after(Duration.ofMillis(200));
        assertEquals(2, gateway.list(Operations::sas).size());
    }

    @Test
    void shouldTellThatSequenceNumbersRunOutAndWhenTheyHave() {
        add(Direction.OUT, 0x1002, KEY, Lifetime.UNLIMITED, new Numbering(SequenceSpace.STANDARD, 0xFFFF_FFFDL, 64));
        assertEquals(List.of("sa-added {tunnel=to-c, direction=out, spi=4098}",
            "sa-sequence-low {tunnel=to-c, direction=out, spi=4098, left=2}"), taken());
        OutboundSa sa = gateway.worker.outbound.getLast();
        sa.takeSequence();
        gateway.after(TICK);
        assertEquals(List.of(), gateway.events);
        sa.takeSequence();
        gateway.after(TICK);
        gateway.after(TICK);
        assertEquals(List.of("sa-sequence-exhausted {tunnel=to-c, direction=out, spi=4098}",
            "tunnel-down {tunnel=to-c, why=no-sa}"), taken());
        assertEquals(3, gateway.list(Operations::sas).size(),
            "it stays, so that nothing else takes its place");
    }

    @Test
    void shouldTellLastLeaseWhenItIsGranted() {
        long start = 0xFFFF_FFFFL - LeaseRate.FIRST - 5;
        add(Direction.OUT, 0x1002, KEY, Lifetime.UNLIMITED, new Numbering(SequenceSpace.STANDARD, start, 64));
        gateway.events.clear();
        gateway.worker.events.leaseLow(gateway.worker.outbound.getLast().id(), start);
        gateway.cycle();
        assertEquals(List.of("sa-sequence-low {tunnel=to-c, direction=out, spi=4098, left=" + (LeaseRate.FIRST + 5)
            + "}"), taken());
    }

    @Test
    void shouldShowWhatIsUsed() {
        add(Direction.IN, 0x2002, KEY, new Lifetime(new Limit(UNSET, 3600), new Limit(1000, 2000), Limit.NONE));
        gateway.worker.inbound.getLast().charge(104);
        gateway.after(Duration.ofSeconds(7));
        assertEquals(new LifetimeView(7, null, 3600L, 104, 1000L, 2000L, 1, null, null),
            gateway.list(Operations::sas).getLast().lifetime());
    }

    @Test
    void shouldWatchMoreSasThanOneTickChecks() {
        SaLifetimes lifetimes = new SaLifetimes(0);
        int count = 10_000;
        List<String> hard = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            Lifetime one = new Lifetime(Limit.NONE, Limit.NONE, new Limit(UNSET, 1));
            SecurityAssociation sa = ConductorFixture.inbound(id, one);
            lifetimes.begin(sa, 0);
            sa.sa().charge(1);
        }
        SaLifetimes.Outcome outcome = new SaLifetimes.Outcome() {
            @Override
            public void onSoftLimit(SecurityAssociation sa, String cause) {
                throw new AssertionError("no soft limit is set");
            }

            @Override
            public void onHardLimit(SecurityAssociation sa, String cause) {
                hard.add(cause);
            }

            @Override
            public void onEnd(SecurityAssociation sa) {
                lifetimes.end(sa);
            }

            @Override
            public void onExhausted(SecurityAssociation.Outbound sa) {
                throw new AssertionError("nothing is outbound");
            }

            @Override
            public void onDeletionDue(SecurityAssociation sa) {
                throw new AssertionError("nothing was put off");
            }
        };
        for (int tick = 0; tick < 3; tick++) {
            lifetimes.tick(tick, outcome);
        }
        assertEquals(count, hard.size());
    }

    private List<String> taken() {
        List<String> taken = List.copyOf(gateway.events);
        gateway.events.clear();
        return taken;
    }

    private void add(Direction direction, long spi, String key, Lifetime lifetime) {
        add(direction, spi, key, lifetime, Numbering.standard(64));
    }

    private void add(Direction direction, long spi, String key, Lifetime lifetime, Numbering numbering) {
        gateway.add(new SaRequest("to-c", direction, new SaSpec(spi, Algorithm.AES_128_GCM_16,
            KeyingMaterial.fromHex(key, 20), numbering, lifetime, OptionalInt.empty())));
        gateway.cycle();
    }
}

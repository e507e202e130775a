package dev.narrows.control.sad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.control.ConductorFixture;
import dev.narrows.control.Operations;
import dev.narrows.control.TestConfig;
import dev.narrows.control.lease.TestLeases;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaRequest;
import dev.narrows.sa.Direction;
import dev.narrows.sa.OutboundSa;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An SA sends on while the disk, and with it the conductor, stands still for five seconds. */
final class LeaseStallTest {
    private static final Duration STEP = Duration.ofMillis(1);
    private static final int FULL_RATE = 15_000_000;

    private ConductorFixture gateway;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        gateway = new ConductorFixture(TestConfig.of(directory), TestLeases.storage()).started();
    }

    @ParameterizedTest
    @ValueSource(ints = {FULL_RATE, 1_000_000, 1000})
    void shouldLoseNothingAtSteadyRateFromIdleOn(int rate) {
        OutboundSa sa = gateway.worker.outbound.getFirst();
        gateway.after(Duration.ofMinutes(10));
        assertEquals(0, refused(sa, rate, 3000, false), "while the disk is well");
        assertEquals(0, refused(sa, rate, 5000, true), "in the stall");
        assertEquals(0, refused(sa, rate, 500, false), "afterwards");
        long ahead = gateway.list(Operations::sas).getFirst().leasedUntil() - sa.sequence();
        assertTrue(ahead <= Math.max(2 * LeaseRate.LEAST, 15L * rate), "a crash costs " + ahead);
    }

    @Test
    void shouldLoseNothingWhereTheDiskStandsStillRightAfterRekeyingAtFullRate() {
        assertEquals(0, refused(gateway.worker.outbound.getFirst(), FULL_RATE, 3000, false));
        SaRequest next = ConductorFixture.request(
            Direction.OUT, 0x1002, "202122232425262728292a2b2c2d2e2fcafebabe");
        gateway.answer(gateway.client.changeSas(new SaChange(List.of(next), List.of())));
        gateway.cycle();
        assertEquals(0, refused(gateway.worker.outbound.getLast(), FULL_RATE, 5000, true));
    }

    /** How many packets found no number, of those that an SA was to send in so many milliseconds. */
    private int refused(OutboundSa sa, int rate, int steps, boolean isStalled) {
        int refused = 0;
        for (int step = 0; step < steps; step++) {
            for (int packet = 0; packet < rate / 1000; packet++) {
                refused += sa.takeSequence() == OutboundSa.NO_SEQUENCE ? 1 : 0;
                if (sa.claimRenewal()) {
                    gateway.worker.events.leaseLow(sa.id(), sa.sequence());
                }
            }
            if (isStalled) {
                gateway.advance(STEP);
            } else {
                gateway.after(STEP);
                sa.extendLease(gateway.worker.leaseEnds.getOrDefault(sa.id(), 0L));
            }
        }
        return refused;
    }
}

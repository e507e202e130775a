package dev.narrows.esp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.BouncyCastleEngine;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Lifetime.Limit;
import dev.narrows.stats.DropReason;
import org.junit.jupiter.api.Test;

/** What is charged to an SA's lifetime, and when. */
class EspLifetimeTest {
    private static final Limit NONE = Limit.NONE;

    @Test
    void shouldSealUpToTheLimitAndUseNoSequenceNumberBeyond() {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16)) {
            tunnel.outbound.lifetime(new Lifetime(NONE, NONE, new Limit(Limit.UNSET, 2)));
            tunnel.encapsulate(TestTunnel.inner(100));
            tunnel.encapsulate(TestTunnel.inner(100));
            assertEquals(DropReason.LIFETIME_EXPIRED, refusal(tunnel));
            assertEquals(2, tunnel.outbound.sequence());
            assertEquals(2, tunnel.outbound.packetsCharged());
            assertEquals(2 * 104, tunnel.outbound.bytesCharged(), "padding and trailer are charged (RFC 4301 4.4.2.1)");
        }
    }

    @Test
    void shouldChargeNothingThatWasNotSealed() {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16,
            DfPolicy.COPY, 0, 0)) {
            assertEquals(DropReason.LEASE_EXHAUSTED, refusal(tunnel));
            assertEquals(0, tunnel.outbound.packetsCharged());
        }
    }

    @Test
    void shouldChargeWhatAuthenticatesAndNothingElse() {
        try (TestTunnel tunnel = new TestTunnel(new BouncyCastleEngine(), Algorithm.AES_128_GCM_16)) {
            tunnel.inbound.lifetime(new Lifetime(NONE, NONE, new Limit(Limit.UNSET, 3)));
            byte[] outer = tunnel.encapsulate(TestTunnel.inner(100));
            byte[] forged = outer.clone();
            forged[forged.length - 1] ^= 1;
            assertEquals(DropReason.BAD_ICV, tunnel.decapsulate(forged));
            assertEquals(0, tunnel.inbound.packetsCharged());
            assertNull(tunnel.decapsulate(outer));
            assertEquals(DropReason.REPLAYED, tunnel.decapsulate(outer));
            assertEquals(1, tunnel.inbound.packetsCharged());
            assertEquals(104, tunnel.inbound.bytesCharged());
            assertEquals(DropReason.DUMMY,
                tunnel.decapsulate(tunnel.seal(TestTunnel.content(new byte[2], 0, 59), 7, 0)));
            assertEquals(2, tunnel.inbound.packetsCharged(), "a dummy wears the key, too");
            assertEquals(1, tunnel.inbound.packets());
            assertNull(tunnel.decapsulate(tunnel.encapsulate(TestTunnel.inner(100))));
            assertEquals(DropReason.LIFETIME_EXPIRED, tunnel.decapsulate(tunnel.encapsulate(TestTunnel.inner(100))));
            assertEquals(3, tunnel.inbound.packetsCharged());
        }
    }

    private static DropReason refusal(TestTunnel tunnel) {
        long handle = tunnel.pool.allocate(TestTunnel.inner(100));
        tunnel.packet.wrap(handle);
        DropReason reason = tunnel.seal();
        tunnel.pool.free(handle);
        return reason;
    }
}

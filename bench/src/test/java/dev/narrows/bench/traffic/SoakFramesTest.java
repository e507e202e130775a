package dev.narrows.bench.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.crypto.CryptoEngines;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class SoakFramesTest {
    @Test
    void shouldFillCapturesExactlyWithGoodPacketsAndBadOnes() {
        try (CryptoEngine engine = CryptoEngines.open(EngineChoice.BOUNCY_CASTLE)) {
            List<byte[]> sealed = SoakFrames.sealed(1, engine, Algorithm.AES_128_GCM_16);

            assertEquals(Captures.FRAMES, sealed.size());
            long fragments = sealed.stream().map(SoakFramesTest::ip).filter(Ipv4::isFragment).count();
            long claims = sealed.stream().map(SoakFramesTest::ip)
                .filter(ip -> ip.protocol() == IpProtocol.ICMP).count();
            assertTrue(fragments > 20 && claims > 5, fragments + " fragments, " + claims + " claims");
            assertTrue(sealed.stream().map(SoakFramesTest::ip).allMatch(Ipv4::isChecksumRight));
        }
        assertEquals(Captures.FRAMES, SoakFrames.clear(1).size());
    }

    @Test
    void shouldBuildClaimsThatAreValid() {
        for (byte[] frame : ClaimFrames.build(10, 1)) {
            Ipv4 ip = ip(frame);
            int length = frame.length - Ethernet.HEADER_LENGTH - Ipv4.MIN_HEADER_LENGTH;
            Icmpv4 icmp = new Icmpv4().wrap(new UnsafeBuffer(frame), frame.length - length);

            assertTrue(ip.isChecksumRight());
            assertTrue(icmp.isValid(length) && icmp.isChecksumRight(length) && icmp.isFragmentationNeeded());
            assertEquals(1300, icmp.nextHopMtu());
        }
    }

    private static Ipv4 ip(byte[] frame) {
        return new Ipv4().wrap(new UnsafeBuffer(frame), Ethernet.HEADER_LENGTH);
    }
}

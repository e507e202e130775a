package dev.narrows.sa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.pmtu.DfPolicy;
import dev.narrows.pmtu.TestProbes;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.TestPackets;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of all that comes out of a tunnel may answer its probes. */
class TunnelProbeTest {
    private static final OuterPath PATH =
        new OuterPath(0, Endpoints.of(IpAddress.parse("192.0.1.2"), IpAddress.parse("192.0.2.2")), 1500);

    @ParameterizedTest
    @CsvSource({"10.1.0.1, 10.2.0.1, 10.3.0.1", "2001:db8::1, 2001:db8::2, 2001:db8::3",
        "2001:db8:1::1, 2001:db8:2::1, 2001:db8:3::1"})
    void shouldTakeIcmpFromThePeersAddressToOursAlone(String local, String remote, String other) {
        Tunnel tunnel = new Tunnel(0, TunnelSettings.tunnel(DfPolicy.COPY), PATH, IpAddress.parse(local),
            IpAddress.parse(remote));
        assertTrue(tunnel.isProbed());
        assertEquals(IpAddress.parse(local), tunnel.probeLocal());
        assertEquals(IpAddress.parse(remote), tunnel.probeRemote());
        assertTrue(tunnel.mayAnswerProbe(echo(remote, local)));
        assertFalse(tunnel.mayAnswerProbe(echo(local, remote)));
        assertFalse(tunnel.mayAnswerProbe(echo(other, local)));
        assertFalse(tunnel.mayAnswerProbe(echo(remote, other)));
    }

    @Test
    void shouldTakeNoOtherProtocol() {
        Tunnel tunnel = new Tunnel(0, TunnelSettings.tunnel(DfPolicy.COPY), PATH, IpAddress.parse("10.1.0.1"),
            IpAddress.parse("10.2.0.1"));
        assertFalse(tunnel.mayAnswerProbe(parse(TestPackets.packetOf(TestPackets.ipv4Udp(
            IpAddress.parse("10.2.0.1").ipv4(), IpAddress.parse("10.1.0.1").ipv4(), 56, false)))));
    }

    @Test
    void shouldTakeNothingWhereThereIsNothingToProbe() {
        Tunnel tunnel = new Tunnel(0, TunnelSettings.tunnel(DfPolicy.COPY), PATH);
        assertFalse(tunnel.isProbed());
        assertNull(tunnel.probeLocal());
        assertNull(tunnel.probeRemote());
        assertFalse(tunnel.mayAnswerProbe(echo("10.2.0.1", "10.1.0.1")));
        assertFalse(tunnel.mayAnswerProbe(echo("2001:db8::2", "2001:db8::1")));
    }

    private static IpHeader echo(String from, String to) {
        return parse(TestProbes.answer(IpAddress.parse(from), IpAddress.parse(to), 100, 1));
    }

    private static IpHeader parse(byte[] packet) {
        IpHeader header = new IpHeader();
        assertTrue(header.parse(new UnsafeBuffer(packet), 0, packet.length));
        return header;
    }
}

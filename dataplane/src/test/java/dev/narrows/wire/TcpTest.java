package dev.narrows.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class TcpTest {
    /** A SYN from port 40000 to port 80 with a maximum segment size of 1460. */
    private static final String KNOWN_SYN = "9c400050fedcba9800000000600220000e1a0000020405b4";

    private final Tcp tcp = new Tcp();

    @Test
    void shouldReadKnownSyn() {
        tcp.wrap(known(), 0);
        assertTrue(tcp.isValid(24));
        assertEquals(40000, tcp.sourcePort());
        assertEquals(80, tcp.destinationPort());
        assertEquals(0xFEDCBA98L, tcp.sequence());
        assertEquals(24, tcp.headerLength());
        assertEquals(Tcp.FLAG_SYN, tcp.flags());
    }

    @Test
    void shouldReadEveryFlag() {
        UnsafeBuffer buffer = known();
        for (int flag : new int[] {Tcp.FLAG_FIN, Tcp.FLAG_SYN, Tcp.FLAG_RST, Tcp.FLAG_ACK, 0x80}) {
            buffer.putByte(Tcp.FLAGS_OFFSET, (byte)flag);
            assertEquals(flag, tcp.wrap(buffer, 0).flags());
        }
    }

    @Test
    void shouldAcceptOnlyAWholeHeader() {
        UnsafeBuffer buffer = known();
        tcp.wrap(buffer, 0);
        assertFalse(tcp.isValid(19));
        assertFalse(tcp.isValid(23));
        assertTrue(tcp.isValid(25));
        buffer.putByte(Tcp.DATA_OFFSET_OFFSET, (byte)0x4F);
        assertFalse(tcp.isValid(24));
        buffer.putByte(Tcp.DATA_OFFSET_OFFSET, (byte)0x5F);
        assertTrue(tcp.isValid(20));
        buffer.putByte(Tcp.DATA_OFFSET_OFFSET, (byte)0xF0);
        assertFalse(tcp.isValid(59));
        assertTrue(tcp.isValid(60));
    }

    private static UnsafeBuffer known() {
        return new UnsafeBuffer(HexFormat.of().parseHex(KNOWN_SYN));
    }
}

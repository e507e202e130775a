package dev.narrows.worker;

import dev.narrows.sa.OuterPath;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes NAT keepalives (RFC 3948 2.3): one byte 0xFF in UDP, which keeps a NAT's mapping and is swallowed by the peer.
 */
final class Keepalive {
    /** Bytes of UDP data. */
    static final int LENGTH = 1;

    private static final byte CONTENT = (byte)0xFF;

    private Keepalive() {
    }

    /**
     * Writes a whole outer packet.
     *
     * @param buffer receives it.
     * @param offset where.
     * @param path   where to, with UDP.
     */
    static void write(UnsafeBuffer buffer, int offset, OuterPath path) {
        int dataOffset = offset + path.headersLength();
        path.writeIpHeader(buffer, offset, 0, path.headersLength() + LENGTH, true, 0);
        buffer.putByte(dataOffset, CONTENT);
        path.writeUdpHeader(buffer, dataOffset - path.udpLength(), LENGTH);
    }
}

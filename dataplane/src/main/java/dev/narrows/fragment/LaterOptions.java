package dev.narrows.fragment;

import dev.narrows.wire.Ipv4;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The options that fragments other than the first carry: those of the packet whose copied flag is set (RFC 791 3.1),
 * padded with zeros to a multiple of 4 bytes. What follows an option of an impossible length is left out.
 *
 * <pre>
 *    0 1 2 3 4 5 6 7
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-
 *   |C|Cls| Number  |    Length     | Data    Types 0 (end) and 1 (no operation) are one byte alone.
 *   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-      C: copied into all fragments
 * </pre>
 */
final class LaterOptions {
    private static final int END = 0;
    private static final int NO_OPERATION = 1;
    private static final int COPIED_FLAG = 0x80;
    private static final int MIN_LENGTH = 2;
    private static final int ALIGNMENT = 4;

    private final UnsafeBuffer options = new UnsafeBuffer(new byte[Ipv4.MAX_HEADER_LENGTH - Ipv4.MIN_HEADER_LENGTH]);
    private int length;

    /** Takes them from a packet with a valid header. */
    void collect(UnsafeBuffer buffer, Ipv4 ipv4) {
        length = 0;
        int index = ipv4.offset() + Ipv4.OPTIONS_OFFSET;
        int end = ipv4.payloadOffset();
        while (index < end) {
            int type = buffer.getByte(index) & 0xFF;
            if (type == END) {
                break;
            }
            if (type == NO_OPERATION) {
                index++;
                continue;
            }
            int optionLength = index + 1 < end ? buffer.getByte(index + 1) & 0xFF : 0;
            if (optionLength < MIN_LENGTH || index + optionLength > end) {
                break;
            }
            if ((type & COPIED_FLAG) != 0) {
                options.putBytes(length, buffer, index, optionLength);
                length += optionLength;
            }
            index += optionLength;
        }
        while (length % ALIGNMENT != 0) {
            options.putByte(length, (byte)END);
            length++;
        }
    }

    /** {@return the bytes of a later fragment's header, from 20 to 60} */
    int headerLength() {
        return Ipv4.MIN_HEADER_LENGTH + length;
    }

    /** Writes them behind a header without options. */
    void copyTo(UnsafeBuffer buffer, int offset) {
        buffer.putBytes(offset, options, 0, length);
    }
}

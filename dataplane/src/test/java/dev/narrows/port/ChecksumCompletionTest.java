package dev.narrows.port;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.narrows.packet.InMemoryPool;
import dev.narrows.wire.IpProtocol;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a checksum made word by word as RFC 1071 1 has it. */
class ChecksumCompletionTest {
    private static final int ETHERNET = 14;
    private static final int LENGTHS = 70;

    private final Random random = new Random(11);
    private final ChecksumCompletion completion = new ChecksumCompletion();

    @ParameterizedTest
    @CsvSource({"false, 6", "false, 17", "true, 6", "true, 17"})
    void shouldMakeWhatIsUnfinishedAndLeaveWhatIsNot(boolean isIpv6, int protocol) {
        for (int length = 20; length < LENGTHS; length++) {
            byte[] frame = frame(isIpv6, protocol, length);
            int offset = ETHERNET + (isIpv6 ? 40 : 20);
            int field = offset + (protocol == IpProtocol.TCP ? 16 : 6);
            int pseudo = fold(pseudoHeader(frame, isIpv6, protocol, length));
            put(frame, field, 0);
            int right = ~fold(pseudo + sum(frame, offset, length)) & 0xFFFF;
            byte[] whole = frame.clone();
            put(whole, field, right == 0 && protocol == IpProtocol.UDP ? 0xFFFF : right);
            put(frame, field, pseudo);
            assertArrayEquals(whole, completed(frame), "made");
            assertArrayEquals(whole, completed(whole), "left as it is");
            byte[] wrong = whole.clone();
            put(wrong, field, (pseudo + 1) & 0xFFFF);
            assertArrayEquals(wrong, completed(wrong), "wrong stays wrong");
        }
    }

    /** Neither the headers nor the payload of a later fragment are where they would be. */
    @ParameterizedTest
    @CsvSource({"6, 10", "17, 5", "1, 60", "50, 60", "6, 0"})
    void shouldTouchNothingElse(int protocol, int length) {
        byte[] frame = frame(false, protocol, length);
        assertArrayEquals(frame, completed(frame));
        byte[] fragment = frame(false, IpProtocol.TCP, 60);
        fragment[ETHERNET + 6] = 0x20;
        put(fragment, ETHERNET + 10, 0);
        put(fragment, ETHERNET + 10, ~fold(sum(fragment, ETHERNET, 20)) & 0xFFFF);
        put(fragment, ETHERNET + 20 + 16, fold(pseudoHeader(fragment, false, IpProtocol.TCP, 60)));
        assertArrayEquals(fragment, completed(fragment));
        byte[] other = frame(false, IpProtocol.TCP, 60);
        other[12] = (byte)0x88;
        assertArrayEquals(other, completed(other));
        byte[] runt = new byte[9];
        assertArrayEquals(runt, completed(runt));
    }

    private byte[] completed(byte[] frame) {
        try (InMemoryPool pool = new InMemoryPool(1)) {
            long handle = pool.allocate(frame);
            completion.complete(handle);
            byte[] after = pool.copy(handle);
            pool.free(handle);
            return after;
        }
    }

    private byte[] frame(boolean isIpv6, int protocol, int length) {
        int header = isIpv6 ? 40 : 20;
        byte[] frame = new byte[ETHERNET + header + length];
        random.nextBytes(frame);
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        buffer.putShort(12, (short)(isIpv6 ? 0x86DD : 0x0800));
        if (isIpv6) {
            buffer.putInt(ETHERNET, 6 << 28).putShort(ETHERNET + 4, (short)length).put(ETHERNET + 6, (byte)protocol);
            buffer.put(ETHERNET + 8, (byte)0x20).put(ETHERNET + 24, (byte)0x20);
        } else {
            buffer.put(ETHERNET, (byte)0x45).putShort(ETHERNET + 2, (short)(header + length)).putInt(ETHERNET + 4, 0);
            buffer.put(ETHERNET + 9, (byte)protocol).putShort(ETHERNET + 10, (short)0);
            put(frame, ETHERNET + 10, ~fold(sum(frame, ETHERNET, header)) & 0xFFFF);
        }
        return frame;
    }

    private static long pseudoHeader(byte[] frame, boolean isIpv6, int protocol, int length) {
        return sum(frame, ETHERNET + (isIpv6 ? 8 : 12), isIpv6 ? 32 : 8) + protocol + length;
    }

    private static long sum(byte[] bytes, int offset, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (bytes[offset + i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int fold(long sum) {
        long folded = sum;
        while (folded > 0xFFFF) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return (int)folded;
    }

    private static void put(byte[] bytes, int offset, int value) {
        ByteBuffer.wrap(bytes).putShort(offset, (short)value);
    }
}

package dev.narrows.pmtu;

import dev.narrows.wire.FrameBuilder;
import dev.narrows.wire.Icmpv4;
import dev.narrows.wire.Icmpv6;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.Ipv6FrameBuilder;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Path probes and answers as they must be, built by other means than those under test. */
public final class TestProbes {
    private static final byte[] NARROWS = {'N', 'a', 'r', 'r', 'o', 'w', 's', '!'};

    private TestProbes() {
    }

    /** {@return the data of an echo message of a probe: the magic, the token, zeros} */
    public static byte[] data(long token, int length) {
        byte[] data = Arrays.copyOf(NARROWS, length);
        ByteBuffer.wrap(data).putLong(NARROWS.length, token);
        return data;
    }

    /** {@return a probe of a length in all} */
    public static byte[] request(IpAddress from, IpAddress to, int length, long token) {
        return echo(from, to, true, data(token, length - headers(from)));
    }

    /** {@return an answer of a length in all} */
    public static byte[] answer(IpAddress from, IpAddress to, int length, long token) {
        return echo(from, to, false, data(token, length - headers(from)));
    }

    /** {@return an echo message with any data} */
    public static byte[] echo(IpAddress from, IpAddress to, boolean isRequest, byte... data) {
        return from.isIpv4()
            ? new FrameBuilder().addresses(from.ipv4(), to.ipv4())
                .icmp(isRequest ? Icmpv4.ECHO_REQUEST : Icmpv4.ECHO_REPLY, 0, 7 << 16 | 9, data).packet()
            : new Ipv6FrameBuilder().addresses(from, to)
                .icmp(isRequest ? Icmpv6.ECHO_REQUEST : Icmpv6.ECHO_REPLY, 0, 7 << 16 | 9, data).packet();
    }

    private static int headers(IpAddress from) {
        return from.isIpv4() ? 28 : 48;
    }
}

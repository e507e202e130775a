package dev.narrows.fuzz;

import dev.narrows.wire.Ipv4;
import java.util.Arrays;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** Changes packets where it hurts: in their length, version, protocol, fragment and address fields, or anywhere. */
public final class Mutator {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int MOST_CHANGES = 4;
    private static final int[] IPV4_FIELDS = {0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 15, 16, 19};
    private static final int[] IPV6_FIELDS = {0, 1, 4, 5, 6, 7, 8, 23, 24, 39};
    /** Protocols and extension headers, lengths and flags at their ends. */
    private static final int[] VALUES =
        {0, 1, 2, 4, 5, 6, 7, 8, 17, 20, 40, 41, 43, 44, 45, 50, 51, 58, 59, 60, 64, 127, 128, 132, 135, 192, 254, 255};

    private final Random random;

    /**
     * A mutator.
     *
     * @param random where chance comes from.
     */
    public Mutator(Random random) {
        this.random = random;
    }

    /**
     * Changes an IP packet, in half of all cases so that its checksum is right again.
     *
     * @param packet not changed itself.
     * @return another, of any length up to 64 bytes more.
     */
    public byte[] mutate(byte[] packet) {
        byte[] mutated = resize(packet);
        if (mutated.length == 0) {
            return mutated;
        }
        int changes = random.nextInt(MOST_CHANGES);
        for (int i = 0; i < changes; i++) {
            change(mutated);
        }
        if (random.nextBoolean()) {
            repair(mutated);
        }
        return mutated;
    }

    private byte[] resize(byte[] packet) {
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(packet, random.nextInt(packet.length + 1));
            case 1 -> Arrays.copyOf(packet, Math.max(0, packet.length - 1 - random.nextInt(4)));
            case 2 -> Arrays.copyOf(packet, packet.length + random.nextInt(64));
            case 3 -> withExtension(packet);
            default -> packet.clone();
        };
    }

    /** Puts eight bytes behind an IPv6 header that claim to be an extension header, and counts them in. */
    private byte[] withExtension(byte[] packet) {
        if (packet.length < IPV6_HEADER || (packet[0] & 0xF0) != 0x60) {
            return packet.clone();
        }
        byte[] longer = new byte[packet.length + 8];
        System.arraycopy(packet, 0, longer, 0, IPV6_HEADER);
        System.arraycopy(packet, IPV6_HEADER, longer, IPV6_HEADER + 8, packet.length - IPV6_HEADER);
        longer[IPV6_HEADER] = packet[6];
        longer[6] = (byte)new int[] {0, 43, 44, 60}[random.nextInt(4)];
        longer[IPV6_HEADER + 2] = (byte)(random.nextInt(4) == 0 ? random.nextInt() : 0);
        longer[IPV6_HEADER + 3] = (byte)(random.nextInt(3) == 0 ? random.nextInt() : 0);
        int payloadLength = (((packet[4] & 0xFF) << 8) | (packet[5] & 0xFF)) + 8;
        longer[4] = (byte)(payloadLength >> 8);
        longer[5] = (byte)payloadLength;
        return longer;
    }

    private void change(byte[] packet) {
        boolean isIpv6 = (packet[0] & 0xF0) == 0x60;
        int headerLength = isIpv6 ? IPV6_HEADER : IPV4_HEADER;
        int index = switch (random.nextInt(3)) {
            case 0 -> isIpv6 ? IPV6_FIELDS[random.nextInt(IPV6_FIELDS.length)]
                : IPV4_FIELDS[random.nextInt(IPV4_FIELDS.length)];
            case 1 -> headerLength + random.nextInt(24);
            default -> random.nextInt(packet.length);
        };
        if (index >= packet.length) {
            return;
        }
        int value = switch (random.nextInt(4)) {
            case 0 -> VALUES[random.nextInt(VALUES.length)];
            case 1 -> packet[index] ^ 1 << random.nextInt(8);
            case 2 -> packet[index] + (random.nextBoolean() ? 1 : -1);
            default -> random.nextInt();
        };
        packet[index] = (byte)value;
    }

    private static void repair(byte[] packet) {
        if (packet.length < IPV4_HEADER || (packet[0] & 0xF0) != 0x40) {
            return;
        }
        Ipv4 ipv4 = new Ipv4().wrap(new UnsafeBuffer(packet), 0);
        if (ipv4.headerLength() >= IPV4_HEADER && ipv4.headerLength() <= packet.length) {
            ipv4.computeChecksum();
        }
    }
}

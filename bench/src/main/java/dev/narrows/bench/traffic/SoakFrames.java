package dev.narrows.bench.traffic;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.CryptoEngine;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv4Address;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Captures of everything that a gateway must cope with for hours, good packets and others, in {@link Captures#FRAMES}
 * frames each.
 */
public final class SoakFrames {
    private static final int KINDS = 12;
    private static final int TOO_LONG = 1480;
    private static final int NOWHERE = Ipv4Address.parse("203.0.113.9");
    private static final int UNKNOWN_TYPE = 0x88CC;
    private static final int CUT_SHORT = 24;
    private static final int IP = Ethernet.HEADER_LENGTH;
    private static final int ESP = IP + Ipv4.MIN_HEADER_LENGTH;
    private static final int GOOD_ONES_BEFORE_A_BAD = 11;
    private static final int BAD_ONES = Captures.FRAMES / (GOOD_ONES_BEFORE_A_BAD + 1);
    private static final int LONE_ID = 0x4711;
    private static final int UNIT = 8;

    private SoakFrames() {
    }

    /**
     * Builds what comes from A's side.
     *
     * @param mac where frames are sent to.
     * @return the frames.
     */
    public static List<byte[]> clear(long mac) {
        List<Integer> sizes = new ArrayList<>(TrafficMix.IMIX.sizes(Captures.FRAMES));
        for (int i = 0; i < sizes.size(); i++) {
            if (i % KINDS < 2) {
                sizes.set(i, TOO_LONG);
            }
        }
        List<byte[]> frames = Frames.outbound(sizes, mac, Flows.USUAL);
        for (int i = 0; i < frames.size(); i++) {
            frames.set(i, spoil(frames.get(i), i));
        }
        return frames;
    }

    /** One kind after the other, then as many good ones; the first kind is too long, with DF. */
    private static byte[] spoil(byte[] frame, int index) {
        UnsafeBuffer buffer = new UnsafeBuffer(frame);
        Ipv4 ip = new Ipv4().wrap(buffer, IP);
        switch (index % (2 * KINDS)) {
            case 1 -> ip.fragment(false, false, 0).computeChecksum();
            case 2 -> ip.checksum(~ip.checksum());
            case 3 -> ip.ttl(1).computeChecksum();
            case 4 -> ip.destination(NOWHERE).computeChecksum();
            case 5 -> new Ethernet().wrap(buffer, 0).type(UNKNOWN_TYPE);
            case 6 -> {
                return Arrays.copyOf(frame, CUT_SHORT);
            }
            case 7 -> ip.fragment(false, true, 0).computeChecksum();
            default -> { }
        }
        return frame;
    }

    /**
     * Builds what comes from the unprotected side.
     *
     * @param mac       where frames are sent to.
     * @param engine    that seals.
     * @param algorithm with which transform.
     * @return the frames.
     */
    public static List<byte[]> sealed(long mac, CryptoEngine engine, Algorithm algorithm) {
        int good = Captures.FRAMES - BAD_ONES;
        List<byte[]> inner = Frames.inbound(TrafficMix.IMIX.sizes(good), 0);
        List<byte[]> sealed = EspFrames.seal(inner, mac, engine, algorithm);
        List<byte[]> claims = ClaimFrames.build(BAD_ONES, mac);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < good; i++) {
            int bad = (i + 1) / GOOD_ONES_BEFORE_A_BAD;
            boolean isTurn = (i + 1) % GOOD_ONES_BEFORE_A_BAD == 0;
            if (isTurn && bad % 6 == 0) {
                frames.addAll(halves(sealed.get(i), i));
            } else {
                frames.add(sealed.get(i));
                if (isTurn) {
                    frames.add(bad(bad % 6, sealed.get(i), sealed.get((i + 1) % good), claims.get(bad - 1)));
                }
            }
        }
        return frames;
    }

    private static byte[] bad(int kind, byte[] seen, byte[] next, byte[] claim) {
        return switch (kind) {
            case 1 -> seen;
            case 2 -> {
                byte[] forged = next.clone();
                forged[forged.length - 1] ^= 1;
                yield forged;
            }
            case 3 -> {
                byte[] stranger = next.clone();
                Esp.put(new UnsafeBuffer(stranger), ESP, Network.INBOUND_SPI - 1, 1);
                yield stranger;
            }
            case 4 -> halves(next, LONE_ID).getFirst();
            default -> claim;
        };
    }

    /** The two fragments of a packet. */
    private static List<byte[]> halves(byte[] frame, int identification) {
        int payload = frame.length - ESP;
        int cut = payload / 2 / UNIT * UNIT;
        byte[] first = Arrays.copyOf(frame, ESP + cut);
        byte[] second = new byte[ESP + payload - cut];
        System.arraycopy(frame, 0, second, 0, ESP);
        System.arraycopy(frame, ESP + cut, second, ESP, payload - cut);
        header(first, identification).fragment(false, true, 0).computeChecksum();
        header(second, identification).fragment(false, false, cut).computeChecksum();
        return List.of(first, second);
    }

    private static Ipv4 header(byte[] frame, int identification) {
        return new Ipv4().wrap(new UnsafeBuffer(frame), IP).totalLength(frame.length - IP)
            .identification(identification & 0xFFFF);
    }
}

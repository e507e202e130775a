package dev.narrows.worker;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyTable;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.RuntimeSa;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.Esp;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4;
import dev.narrows.wire.Ipv6;
import dev.narrows.wire.Udp;
import org.agrona.collections.Int2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Brings into the cache what the packets of a burst are going to need, before the first of them is dealt with. A packet
 * alone waits for memory many times over, since each thing leads to the next: policy, tunnel, SA, path, key. Here the
 * first thing is read for all packets of the burst, then the second for all: the processor waits for many at a time.
 *
 * <p>Nothing is decided here and nothing changed. Headers are read that nobody has validated, so that what is found is
 * a guess; a wrong one costs time and nothing else. SAs are looked up anew for each burst, so that none is read whose
 * key is gone. Where few SAs are in use they stay in the cache by themselves, and this does nothing.
 */
final class LookAhead {
    /** From how many policies or inbound SAs on it pays: below, at least the nearer caches hold them. */
    static final int WORTHWHILE = 2048;

    private static final int IPV4_END = Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH;
    private static final int IPV6_END = Ethernet.HEADER_LENGTH + Ipv6.HEADER_LENGTH;

    private final PolicyTable policies;
    private final Int2ObjectHashMap<InboundSa> sasBySpi;
    private final int worthwhile;
    private final Packet packet = new Packet();
    private final Policy[] policyOf = new Policy[Worker.BURST];
    private final Tunnel[] tunnelOf = new Tunnel[Worker.BURST];
    private final OuterPath[] pathOf = new OuterPath[Worker.BURST];
    private final RuntimeSa[] saOf = new RuntimeSa[Worker.BURST];
    private final int[] lengthOf = new int[Worker.BURST];
    /** What was read is written here, or the compiler would leave out reading what is of no consequence. */
    @SuppressWarnings("UnusedVariable")
    private long sum;

    /**
     * A worker's.
     *
     * @param policies   which packets from inside are looked up in.
     * @param sasBySpi   the inbound SAs.
     * @param worthwhile from how many of either on anything is done.
     */
    LookAhead(PolicyTable policies, Int2ObjectHashMap<InboundSa> sasBySpi, int worthwhile) {
        this.policies = policies;
        this.sasBySpi = sasBySpi;
        this.worthwhile = worthwhile;
    }

    /**
     * Looks ahead.
     *
     * @param side     where a burst was received.
     * @param received the burst: frames.
     * @param count    how many.
     */
    void begin(PortSide side, HandleArray received, int count) {
        if (side == PortSide.UNPROTECTED) {
            if (sasBySpi.size() >= worthwhile) {
                inbound(received, count);
            }
        } else if (policies.size() >= worthwhile) {
            outbound(received, count);
        }
    }

    private void outbound(HandleArray received, int count) {
        for (int i = 0; i < count; i++) {
            policyOf[i] = policy(received.get(i));
            lengthOf[i] = packet.length();
        }
        long read = 0;
        for (int i = 0; i < count; i++) {
            Policy policy = policyOf[i];
            if (policy != null) {
                tunnelOf[i] = policy.tunnel();
                read += policy.order();
            } else {
                tunnelOf[i] = null;
            }
        }
        for (int i = 0; i < count; i++) {
            Tunnel tunnel = tunnelOf[i];
            if (tunnel != null) {
                saOf[i] = tunnel.outboundSa();
                pathOf[i] = tunnel.path();
                read += tunnel.mtu() + tunnel.settings().mtu();
            } else {
                saOf[i] = null;
            }
        }
        for (int i = 0; i < count; i++) {
            if (saOf[i] instanceof OutboundSa sa) {
                read += sa.packets() + sa.sequence() + sa.overhead().alignment() + pathOf[i].prefetch();
            }
        }
        sum += read;
        prefetchTransforms(count);
    }

    private void inbound(HandleArray received, int count) {
        for (int i = 0; i < count; i++) {
            saOf[i] = inboundSa(received.get(i));
            lengthOf[i] = packet.length();
        }
        long read = 0;
        for (int i = 0; i < count; i++) {
            if (saOf[i] instanceof InboundSa sa) {
                read += sa.packets() + sa.replayWindow().highestSequence() + sa.tunnel().path().id();
            }
        }
        sum += read;
        prefetchTransforms(count);
    }

    private void prefetchTransforms(int count) {
        for (int i = 0; i < count; i++) {
            if (saOf[i] != null) {
                saOf[i].transform().prefetch(lengthOf[i]);
            }
        }
    }

    private Policy policy(long handle) {
        packet.wrap(handle);
        UnsafeBuffer buffer = packet.buffer();
        int offset = packet.offset() + Ethernet.HEADER_LENGTH;
        if (!reaches(IPV4_END)) {
            return null;
        }
        if (!IpHeader.isVersion6(buffer, offset)) {
            return policies.guess(0, IpAddress.mapped(buffer.getInt(offset + Ipv4.SOURCE_OFFSET, BIG_ENDIAN)),
                0, IpAddress.mapped(buffer.getInt(offset + Ipv4.DESTINATION_OFFSET, BIG_ENDIAN)));
        }
        if (!reaches(IPV6_END)) {
            return null;
        }
        int source = offset + Ipv6.SOURCE_OFFSET;
        int destination = offset + Ipv6.DESTINATION_OFFSET;
        return policies.guess(
            buffer.getLong(source, BIG_ENDIAN), buffer.getLong(source + Long.BYTES, BIG_ENDIAN),
            buffer.getLong(destination, BIG_ENDIAN), buffer.getLong(destination + Long.BYTES, BIG_ENDIAN));
    }

    private InboundSa inboundSa(long handle) {
        packet.wrap(handle);
        UnsafeBuffer buffer = packet.buffer();
        int offset = packet.offset() + Ethernet.HEADER_LENGTH;
        if (!reaches(IPV4_END)) {
            return null;
        }
        boolean isIpv6 = IpHeader.isVersion6(buffer, offset);
        int protocol = buffer.getByte(offset + (isIpv6 ? Ipv6.NEXT_HEADER_OFFSET : Ipv4.PROTOCOL_OFFSET));
        int esp = (isIpv6 ? IPV6_END : IPV4_END) + (protocol == IpProtocol.UDP ? Udp.HEADER_LENGTH : 0);
        if (!reaches(esp + Esp.HEADER_LENGTH)) {
            return null;
        }
        return sasBySpi.get(buffer.getInt(packet.offset() + esp, BIG_ENDIAN));
    }

    /** The packet's memory is there to its end, whatever its length says. */
    private boolean reaches(int end) {
        return packet.length() >= end && packet.offset() + end <= packet.buffer().capacity();
    }
}

package dev.narrows.channel;

import dev.narrows.pmtu.EspOverhead;
import dev.narrows.policy.Policy;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;
import java.util.List;

/**
 * What the control plane can order a worker to do. Each is called on the worker's thread, between two bursts, by the
 * {@link Command} that was posted.
 */
public interface CommandHandler {
    /**
     * Puts an inbound SA into use.
     *
     * @param sa the SA.
     */
    void onAddInboundSa(InboundSa sa);

    /**
     * Makes an outbound SA its tunnel's general one, or that of this worker alone, in place of the one before.
     *
     * @param sa the SA.
     */
    void onAddOutboundSa(OutboundSa sa);

    /**
     * Lets go of an inbound SA; the worker answers with {@link EventHandler#onSaReleased}.
     *
     * @param sa the SA.
     */
    void onRemoveInboundSa(InboundSa sa);

    /**
     * Lets go of an outbound SA; the worker answers with {@link EventHandler#onSaReleased}.
     *
     * @param sa the SA.
     */
    void onRemoveOutboundSa(OutboundSa sa);

    /**
     * Tells whose an inbound SA of another worker is.
     *
     * @param spi    its security parameters index, unsigned.
     * @param worker the number of the worker that has it, or {@link Command#NO_WORKER} once none has.
     */
    void onSetInboundOwner(int spi, int worker);

    /**
     * Tells whose an outbound SA of another worker is.
     *
     * @param spi    its security parameters index, unsigned: the peer's choice, and so unique at that peer alone.
     * @param peer   the peer's outer address.
     * @param worker the number of the worker that has it, or {@link Command#NO_WORKER} once none has.
     */
    void onSetOutboundOwner(int spi, IpAddress peer, int worker);

    /**
     * Tells what the outbound SA of a tunnel, which another worker has, adds to packets.
     *
     * @param tunnelId the tunnel.
     * @param overhead what it adds.
     */
    void onSetOverhead(int tunnelId, EspOverhead overhead);

    /**
     * Puts a policy into effect.
     *
     * @param policy the worker's own copy of it.
     */
    void onAddPolicy(Policy policy);

    /**
     * Takes a policy out of effect.
     *
     * @param id        its number.
     * @param selectors what it matches.
     */
    void onRemovePolicy(int id, Selectors selectors);

    /**
     * Allows an outbound SA more sequence numbers, which are on disk as used.
     *
     * @param sa  the SA.
     * @param end the last sequence number that it may use.
     */
    void onExtendLease(OutboundSa sa, long end);

    /**
     * Changes the largest outer packet of a path.
     *
     * @param pathId       the path.
     * @param effectiveMtu in bytes.
     * @param clearDf      whether its IPv4 packets go without DF, but for probes, so that routers fragment them.
     */
    void onSetPathMtu(int pathId, int effectiveMtu, boolean clearDf);

    /**
     * Tells that a port's link takes packets of another size from now on.
     *
     * @param port  the port's number.
     * @param mtu   the largest IP packet, in bytes.
     * @param paths the numbers of the paths whose packets leave by it; not changed afterwards by anybody.
     */
    void onSetLinkMtu(int port, int mtu, List<Integer> paths);

    /**
     * Makes a path known, to which tunnels may then be moved.
     *
     * @param path the worker's copy of it, with the next number.
     */
    void onAddPath(OuterPath path);

    /**
     * Moves a tunnel to another address of its peer's.
     *
     * @param tunnel the worker's tunnel.
     * @param path   the worker's path there, of the same family, and in UDP or not as before.
     */
    void onMoveTunnel(Tunnel tunnel, OuterPath path);

    /**
     * Lets a tunnel yield: what policies and routes lead into it goes by the next that can send, if there is one. Or
     * lets it serve again.
     *
     * @param tunnel the worker's tunnel.
     * @param yields whether it yields.
     */
    void onSetYielding(Tunnel tunnel, boolean yields);

    /**
     * Changes the MTU of a tunnel that is an interface.
     *
     * @param tunnel the worker's tunnel.
     * @param mtu    the largest inner packet in bytes, or {@link dev.narrows.sa.TunnelSettings#NO_MTU}.
     */
    void onSetTunnelMtu(Tunnel tunnel, int mtu);

    /**
     * Sends a dummy packet through a tunnel (RFC 4303 2.6).
     *
     * @param tunnel the worker's tunnel.
     * @param length bytes of what looks like an inner packet.
     */
    void onSendDummy(Tunnel tunnel, int length);

    /**
     * Sends a path probe through a tunnel, whatever its path's MTU is thought to be; the worker tells of the answer
     * with {@link EventHandler#onProbeAnswered}.
     *
     * @param tunnel      the worker's tunnel, which has probe addresses.
     * @param innerLength bytes of the probe before ESP, from {@link Probe#minLength}.
     * @param token       what the answer will bring back, unpredictable from outside.
     */
    void onSendProbe(Tunnel tunnel, int innerLength, long token);

    /**
     * Keeps a NAT's mapping of a path alive (RFC 3948 2.3).
     *
     * @param path the worker's path, with UDP.
     */
    void onSendKeepalive(OuterPath path);

    /**
     * Tells a next hop's hardware address.
     *
     * @param port       the port that it is reached by.
     * @param address    its address.
     * @param macAddress its hardware address, 48 bits.
     */
    void onSetNeighbour(int port, IpAddress address, long macAddress);

    /**
     * Forgets a next hop's hardware address.
     *
     * @param port    the port that it was reached by.
     * @param address its address.
     */
    void onRemoveNeighbour(int port, IpAddress address);

    /**
     * Sends a frame.
     *
     * @param port  by which port.
     * @param frame the whole Ethernet frame; not changed afterwards by anybody.
     */
    void onTransmit(int port, byte[] frame);

    /**
     * Says that frames will not be sent that waited for their next hops' hardware addresses, so that the worker counts
     * them as lost.
     *
     * @param unreachable whole Ethernet frames whose next hops do not answer, which their packets' senders are to be
     *                    told; not changed afterwards by anybody.
     * @param others      how many more there are, for which there was no room.
     */
    void onGiveUp(List<byte[]> unreachable, int others);

    /**
     * Tells the sender of a packet that was lost on the path what would have fitted.
     *
     * @param innerStart the first bytes of the lost inner packet: its IP header and at least 8 bytes more, or all of
     *                   it; not changed afterwards by anybody.
     * @param innerMtu   the largest inner packet, in bytes.
     */
    void onReportTooBig(byte[] innerStart, int innerMtu);
}

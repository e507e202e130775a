package dev.narrows.channel;

import dev.narrows.pmtu.EspOverhead;
import dev.narrows.policy.Policy;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;
import java.util.List;

/**
 * A worker's side of the {@link Command}s, which say what each one means.
 */
public interface CommandHandler {
    /**
     * See {@link Command.AddInboundSa}.
     *
     * @param sa the SA.
     */
    void onAddInboundSa(InboundSa sa);

    /**
     * See {@link Command.AddOutboundSa}.
     *
     * @param sa the SA.
     */
    void onAddOutboundSa(OutboundSa sa);

    /**
     * See {@link Command.RemoveInboundSa}.
     *
     * @param sa the SA.
     */
    void onRemoveInboundSa(InboundSa sa);

    /**
     * See {@link Command.RemoveOutboundSa}.
     *
     * @param sa the SA.
     */
    void onRemoveOutboundSa(OutboundSa sa);

    /**
     * See {@link Command.SetInboundOwner}.
     *
     * @param spi    the SPI.
     * @param worker the worker.
     */
    void onSetInboundOwner(int spi, int worker);

    /**
     * See {@link Command.SetOutboundOwner}.
     *
     * @param spi    the SPI.
     * @param peer   the peer's address.
     * @param worker the worker.
     */
    void onSetOutboundOwner(int spi, IpAddress peer, int worker);

    /**
     * See {@link Command.SetOverhead}.
     *
     * @param tunnelId the tunnel.
     * @param overhead what its SA adds.
     */
    void onSetOverhead(int tunnelId, EspOverhead overhead);

    /**
     * See {@link Command.AddPolicy}.
     *
     * @param policy the policy.
     */
    void onAddPolicy(Policy policy);

    /**
     * See {@link Command.RemovePolicy}.
     *
     * @param id        the policy's number.
     * @param selectors what it matches.
     */
    void onRemovePolicy(int id, Selectors selectors);

    /**
     * See {@link Command.ExtendLease}.
     *
     * @param sa  the SA.
     * @param end the last sequence number that it may use.
     */
    void onExtendLease(OutboundSa sa, long end);

    /**
     * See {@link Command.SetPathMtu}.
     *
     * @param pathId       the path.
     * @param effectiveMtu in bytes.
     * @param clearDf      whether routers are to fragment.
     */
    void onSetPathMtu(int pathId, int effectiveMtu, boolean clearDf);

    /**
     * See {@link Command.SetLinkMtu}.
     *
     * @param port  the port.
     * @param mtu   in bytes.
     * @param paths the paths.
     */
    void onSetLinkMtu(int port, int mtu, List<Integer> paths);

    /**
     * See {@link Command.AddPath}.
     *
     * @param path the path.
     */
    void onAddPath(OuterPath path);

    /**
     * See {@link Command.MoveTunnel}.
     *
     * @param tunnel the tunnel.
     * @param path   where to.
     */
    void onMoveTunnel(Tunnel tunnel, OuterPath path);

    /**
     * See {@link Command.SetYielding}.
     *
     * @param tunnel the tunnel.
     * @param yields whether it yields.
     */
    void onSetYielding(Tunnel tunnel, boolean yields);

    /**
     * See {@link Command.SetTunnelMtu}.
     *
     * @param tunnel the tunnel.
     * @param mtu    in bytes.
     */
    void onSetTunnelMtu(Tunnel tunnel, int mtu);

    /**
     * See {@link Command.SendDummy}.
     *
     * @param tunnel the tunnel.
     * @param length in bytes.
     */
    void onSendDummy(Tunnel tunnel, int length);

    /**
     * See {@link Command.SendProbe}.
     *
     * @param tunnel      the tunnel.
     * @param innerLength in bytes.
     * @param token       what the answer will bring back.
     */
    void onSendProbe(Tunnel tunnel, int innerLength, long token);

    /**
     * See {@link Command.SendKeepalive}.
     *
     * @param path the path.
     */
    void onSendKeepalive(OuterPath path);

    /**
     * See {@link Command.SetNeighbour}.
     *
     * @param port       the port.
     * @param address    the address.
     * @param macAddress the hardware address.
     */
    void onSetNeighbour(int port, IpAddress address, long macAddress);

    /**
     * See {@link Command.RemoveNeighbour}.
     *
     * @param port    the port.
     * @param address the address.
     */
    void onRemoveNeighbour(int port, IpAddress address);

    /**
     * See {@link Command.Transmit}.
     *
     * @param port  the port.
     * @param frame the frame.
     */
    void onTransmit(int port, byte[] frame);

    /**
     * See {@link Command.GiveUp}.
     *
     * @param unreachable frames whose next hops do not answer.
     * @param others      how many more there are.
     */
    void onGiveUp(List<byte[]> unreachable, int others);

    /**
     * See {@link Command.ReportTooBig}.
     *
     * @param innerStart the lost packet's first bytes.
     * @param innerMtu   what would have fitted, in bytes.
     */
    void onReportTooBig(byte[] innerStart, int innerMtu);
}

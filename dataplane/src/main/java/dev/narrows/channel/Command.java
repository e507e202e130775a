package dev.narrows.channel;

import dev.narrows.pmtu.EspOverhead;
import dev.narrows.pmtu.Probe;
import dev.narrows.policy.Policy;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;
import java.util.List;

/**
 * One order of the control plane to a worker. Made by the conductor's thread, carried out between two bursts on the
 * worker's.
 */
public sealed interface Command {
    /** In place of a worker's number. */
    int NO_WORKER = -1;

    /**
     * Carries this out.
     *
     * @param handler the worker.
     */
    void deliverTo(CommandHandler handler);

    /**
     * Carries out several, with no packet in between.
     *
     * @param commands in this order; not changed afterwards by anybody.
     */
    record Several(List<Command> commands) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            for (int i = 0; i < commands.size(); i++) {
                commands.get(i).deliverTo(handler);
            }
        }
    }

    /**
     * Puts an inbound SA into use.
     *
     * @param sa the SA.
     */
    record AddInboundSa(InboundSa sa) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onAddInboundSa(sa);
        }
    }

    /**
     * Makes an outbound SA its tunnel's general one, or that of this worker alone, in place of the one before.
     *
     * @param sa the SA.
     */
    record AddOutboundSa(OutboundSa sa) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onAddOutboundSa(sa);
        }
    }

    /**
     * Lets go of an inbound SA; the worker answers with {@link EventHandler#onSaReleased}.
     *
     * @param sa the SA.
     */
    record RemoveInboundSa(InboundSa sa) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onRemoveInboundSa(sa);
        }
    }

    /**
     * Lets go of an outbound SA; the worker answers with {@link EventHandler#onSaReleased}.
     *
     * @param sa the SA.
     */
    record RemoveOutboundSa(OutboundSa sa) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onRemoveOutboundSa(sa);
        }
    }

    /**
     * Tells whose an inbound SA of another worker is.
     *
     * @param spi    its security parameters index, unsigned.
     * @param worker the number of the worker that has it, or {@link #NO_WORKER} once none has.
     */
    record SetInboundOwner(int spi, int worker) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onSetInboundOwner(spi, worker);
        }
    }

    /**
     * Tells whose an outbound SA of another worker is.
     *
     * @param spi    its security parameters index, unsigned: the peer's choice, and so unique at that peer alone.
     * @param peer   the peer's outer address.
     * @param worker the number of the worker that has it, or {@link #NO_WORKER} once none has.
     */
    record SetOutboundOwner(int spi, IpAddress peer, int worker) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onSetOutboundOwner(spi, peer, worker);
        }
    }

    /**
     * Tells what the outbound SA of a tunnel, which another worker has, adds to packets.
     *
     * @param tunnelId the tunnel.
     * @param overhead what it adds.
     */
    record SetOverhead(int tunnelId, EspOverhead overhead) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onSetOverhead(tunnelId, overhead);
        }
    }

    /**
     * Puts a policy into effect.
     *
     * @param policy the worker's own copy of it.
     */
    record AddPolicy(Policy policy) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onAddPolicy(policy);
        }
    }

    /**
     * Takes a policy out of effect.
     *
     * @param id        its number.
     * @param selectors what it matches.
     */
    record RemovePolicy(int id, Selectors selectors) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onRemovePolicy(id, selectors);
        }
    }

    /**
     * Allows an outbound SA more sequence numbers, which are on disk as used.
     *
     * @param sa  the SA.
     * @param end the last sequence number that it may use.
     */
    record ExtendLease(OutboundSa sa, long end) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onExtendLease(sa, end);
        }
    }

    /**
     * Changes the largest outer packet of a path.
     *
     * @param pathId       the path.
     * @param effectiveMtu in bytes.
     * @param clearDf      whether its IPv4 packets go without DF, but for probes, so that routers fragment them.
     */
    record SetPathMtu(int pathId, int effectiveMtu, boolean clearDf) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onSetPathMtu(pathId, effectiveMtu, clearDf);
        }
    }

    /**
     * Tells that a port's link takes packets of another size from now on.
     *
     * @param port  the port's number.
     * @param mtu   the largest IP packet, in bytes.
     * @param paths the numbers of the paths whose packets leave by it; not changed afterwards by anybody.
     */
    record SetLinkMtu(int port, int mtu, List<Integer> paths) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onSetLinkMtu(port, mtu, paths);
        }
    }

    /**
     * Makes a path known, to which tunnels may then be moved.
     *
     * @param path the worker's copy of it, with the next number.
     */
    record AddPath(OuterPath path) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onAddPath(path);
        }
    }

    /**
     * Moves a tunnel to another address of its peer's.
     *
     * @param tunnel the worker's tunnel.
     * @param path   the worker's path there, of the same family, and in UDP or not as before.
     */
    record MoveTunnel(Tunnel tunnel, OuterPath path) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onMoveTunnel(tunnel, path);
        }
    }

    /**
     * Lets a tunnel yield: what policies and routes lead into it goes by the next that can send, if there is one. Or lets it
     * serve again.
     *
     * @param tunnel the worker's tunnel.
     * @param yields whether it yields.
     */
    record SetYielding(Tunnel tunnel, boolean yields) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onSetYielding(tunnel, yields);
        }
    }

    /**
     * Changes the MTU of a tunnel that is an interface.
     *
     * @param tunnel the worker's tunnel.
     * @param mtu    the largest inner packet in bytes, or {@link dev.narrows.sa.TunnelSettings#NO_MTU}.
     */
    record SetTunnelMtu(Tunnel tunnel, int mtu) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onSetTunnelMtu(tunnel, mtu);
        }
    }

    /**
     * Sends a dummy packet through a tunnel (RFC 4303 2.6).
     *
     * @param tunnel the worker's tunnel.
     * @param length bytes of what looks like an inner packet.
     */
    record SendDummy(Tunnel tunnel, int length) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onSendDummy(tunnel, length);
        }
    }

    /**
     * Sends a path probe through a tunnel, whatever its path's MTU is thought to be; the worker tells of the answer
     * with {@link EventHandler#onProbeAnswered}.
     *
     * @param tunnel      the worker's tunnel, which has probe addresses.
     * @param innerLength bytes of the probe before ESP, from {@link Probe#minLength}.
     * @param token       what the answer will bring back, unpredictable from outside.
     */
    record SendProbe(Tunnel tunnel, int innerLength, long token) implements Command {
        /**
         * The command.
         *
         * @throws IllegalArgumentException where the tunnel is not probed, or no probe is so short.
         */
        public SendProbe {
            if (!tunnel.isProbed()) {
                throw new IllegalArgumentException("tunnel " + tunnel.id() + " has no addresses to probe");
            }
            if (innerLength < Probe.minLength(!tunnel.probeLocal().isIpv4())) {
                throw new IllegalArgumentException("no probe has only " + innerLength + " bytes");
            }
        }

        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onSendProbe(tunnel, innerLength, token);
        }
    }

    /**
     * Keeps a NAT's mapping of a path alive (RFC 3948 2.3).
     *
     * @param path the worker's path, with UDP.
     */
    record SendKeepalive(OuterPath path) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onSendKeepalive(path);
        }
    }

    /**
     * Tells a next hop's hardware address.
     *
     * @param port       the port that it is reached by.
     * @param address    its address.
     * @param macAddress its hardware address, 48 bits.
     */
    record SetNeighbour(int port, IpAddress address, long macAddress) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onSetNeighbour(port, address, macAddress);
        }
    }

    /**
     * Forgets a next hop's hardware address.
     *
     * @param port    the port that it was reached by.
     * @param address its address.
     */
    record RemoveNeighbour(int port, IpAddress address) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onRemoveNeighbour(port, address);
        }
    }

    /**
     * Sends a frame.
     *
     * @param port  by which port.
     * @param frame the whole Ethernet frame; not changed afterwards by anybody.
     */
    @SuppressWarnings("ArrayRecordComponent") // Commands are carried out, never compared.
    record Transmit(int port, byte[] frame) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onTransmit(port, frame);
        }
    }

    /**
     * Says that frames will not be sent that waited for their next hops' hardware addresses, so that the worker counts them
     * as lost.
     *
     * @param unreachable whole Ethernet frames whose next hops do not answer, which their packets' senders are to be told;
     *                    not changed afterwards by anybody.
     * @param others      how many more there are, for which there was no room.
     */
    record GiveUp(List<byte[]> unreachable, int others) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onGiveUp(unreachable, others);
        }
    }

    /**
     * Tells the sender of a packet that was lost on the path what would have fitted.
     *
     * @param innerStart the first bytes of the lost inner packet: its IP header and at least 8 bytes more, or all of
     *                   it; not changed afterwards by anybody.
     * @param innerMtu   the largest inner packet, in bytes.
     */
    @SuppressWarnings("ArrayRecordComponent") // Commands are carried out, never compared.
    record ReportTooBig(byte[] innerStart, int innerMtu) implements Command {
        @Override
        public void deliverTo(CommandHandler handler) {
            handler.onReportTooBig(innerStart, innerMtu);
        }
    }
}

package dev.narrows.sa;

import dev.narrows.wire.Ecn;
import dev.narrows.wire.EcnTunnel;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.wire.IpProtocol;

/**
 * A worker's view of a tunnel, or of what protects two hosts in transport mode: what policies and routes lead to, and
 * which SA serves it now. Written by its worker's thread, on the control plane's command.
 */
public final class Tunnel {
    private static final int DSCP_SHIFT = 2;
    /** No packet has this protocol. */
    private static final int NEVER_PROBED = -1;

    private final int id;
    private final TunnelSettings settings;
    private final boolean isTransport;
    private final boolean clampsMss;
    private final int addedHeadersLength;
    private final int fixedDscp;
    private final IpAddress probeLocal;
    private final IpAddress probeRemote;
    private final int probeProtocol;
    private boolean checksAddresses;
    private OuterPath path;
    private int mtu;
    private OutboundSa generalSa;
    private OutboundSa workersSa;
    /** One of the two: looked up once a change, not once a packet. */
    private OutboundSa outboundSa;
    /** The same, but for a tunnel that yields: looked up once a change, too. */
    private OutboundSa servingSa;
    private boolean yields;
    private boolean isSealedElsewhere;

    /**
     * A tunnel without an outbound SA yet, which is never probed.
     *
     * @param id       the control plane's number for it, from 0.
     * @param settings what its operator decided.
     * @param path     where its packets go.
     */
    public Tunnel(int id, TunnelSettings settings, OuterPath path) {
        this(id, settings, path, null, null);
    }

    /**
     * A tunnel without an outbound SA yet.
     *
     * @param id          the control plane's number for it, from 0.
     * @param settings    what its operator decided.
     * @param path        where its packets go.
     * @param probeLocal  our inner address, which probes come from, or null where none are sent.
     * @param probeRemote the peer's inner address, which they go to, of the same family; null where the other is.
     */
    public Tunnel(int id, TunnelSettings settings, OuterPath path, IpAddress probeLocal, IpAddress probeRemote) {
        this.id = id;
        this.settings = settings;
        this.path = path;
        isTransport = settings.mode() == Mode.TRANSPORT;
        clampsMss = settings.tcpMss() != TunnelSettings.NO_CLAMP;
        addedHeadersLength = isTransport ? path.udpLength() : path.headersLength();
        fixedDscp = settings.dscp() << DSCP_SHIFT;
        mtu = settings.mtu();
        checksAddresses = settings.isInterface();
        this.probeLocal = probeLocal;
        this.probeRemote = probeRemote;
        if (probeLocal == null) {
            probeProtocol = NEVER_PROBED;
        } else {
            probeProtocol = probeLocal.isIpv4() ? IpProtocol.ICMP : IpProtocol.ICMPV6;
        }
    }

    /** {@return the control plane's number for this tunnel} */
    public int id() {
        return id;
    }

    /** {@return what its operator decided} */
    public TunnelSettings settings() {
        return settings;
    }

    /** {@return whether ESP stands behind the packet's own header} */
    public boolean isTransport() {
        return isTransport;
    }

    /**
     * {@return whether the addresses of what comes out of it are to be looked at: where it is an interface, or
     *     selectors let through what nobody may send}
     */
    public boolean checksAddresses() {
        return checksAddresses;
    }

    /** Says that its selectors let through what nobody may send. */
    public void checkAddresses() {
        checksAddresses = true;
    }

    /** {@return whether what SYNs promise to take is lowered} */
    public boolean clampsMss() {
        return clampsMss;
    }

    /** {@return where its packets go} */
    public OuterPath path() {
        return path;
    }

    /**
     * Moves the tunnel to another address of the peer's: its packets go there, and are taken from there alone.
     *
     * @param other of the same family, and in UDP or not as before.
     */
    public void path(OuterPath other) {
        path = other;
    }

    /** {@return the bytes that stand before the ESP header and are not the packet's own} */
    public int addedHeadersLength() {
        return addedHeadersLength;
    }

    /** {@return whether there are addresses to probe its path with} */
    public boolean isProbed() {
        return probeLocal != null;
    }

    /** {@return our inner address, which path probes come from, or null where none are sent} */
    public IpAddress probeLocal() {
        return probeLocal;
    }

    /** {@return the peer's inner address, which path probes go to, or null where none are sent} */
    public IpAddress probeRemote() {
        return probeRemote;
    }

    /**
     * Tests whether a packet may answer a path probe.
     *
     * @param inner the header of what came out of an SA of this tunnel.
     * @return whether it is ICMP from the address that is probed to the one that probes come from.
     */
    public boolean mayAnswerProbe(IpHeader inner) {
        return inner.protocol() == probeProtocol
            && inner.sourceLow() == probeRemote.low() && inner.sourceHigh() == probeRemote.high()
            && inner.destinationLow() == probeLocal.low() && inner.destinationHigh() == probeLocal.high();
    }

    /** {@return the largest inner packet where the tunnel is an interface, or {@link TunnelSettings#NO_MTU}} */
    public int mtu() {
        return mtu;
    }

    /**
     * Changes the largest inner packet of the interface.
     *
     * @param bytes the MTU, or {@link TunnelSettings#NO_MTU}.
     */
    public void mtu(int bytes) {
        mtu = bytes;
    }

    /**
     * Decides the outer DF bit of a packet that is not fragmented here.
     *
     * @param inner whether the packet has DF.
     * @return whether the outer header has it: by the tunnel's policy, in transport mode as the packet's own; always
     *     over IPv6, where routers never fragment.
     */
    public boolean outerDf(boolean inner) {
        return path.isIpv6()
            || (!path.clearsDf() && (isTransport ? inner : settings.dfPolicy().outer(inner)));
    }

    /**
     * Gives the outer header's traffic class.
     *
     * @param inner the inner packet's.
     * @return DSCP as the operator decided, ECN copied (RFC 6040 4.1).
     */
    public int outerTrafficClass(int inner) {
        int dscp = fixedDscp < 0 ? inner & ~Ecn.MASK : fixedDscp;
        return dscp | EcnTunnel.encapsulate(inner);
    }

    /**
     * {@return the SA that seals its packets at this worker: that of the worker alone or else the tunnel's general one;
     *     null where the worker has neither}
     */
    public OutboundSa outboundSa() {
        return outboundSa;
    }

    /**
     * {@return the SA that serves what policies and routes lead into the tunnel: {@link #outboundSa()}, but null where
     *     the tunnel yields}
     */
    public OutboundSa servingSa() {
        return servingSa;
    }

    /** {@return whether another tunnel, or another route, is to take what comes, where there is one} */
    public boolean yields() {
        return yields;
    }

    /**
     * Says whether another is to take what comes. Probes go by this tunnel all the same.
     *
     * @param isTo whether it yields from now on.
     */
    public void yields(boolean isTo) {
        yields = isTo;
        choose();
    }

    /**
     * Says that another worker has the tunnel's general SA, and is given what comes where there is none of this
     * worker's.
     */
    public void sealedElsewhere() {
        isSealedElsewhere = true;
    }

    /**
     * Tells whether the tunnel serves as far as this worker knows. Worker's thread only.
     *
     * @return whether it does not yield, and has an SA that can seal a packet more, here or at another worker.
     */
    public boolean canSend() {
        return !yields && (outboundSa == null ? isSealedElsewhere : outboundSa.canSend());
    }

    /**
     * Puts an SA into use, in place of the one before of its kind: the worker's alone, or the tunnel's general one.
     *
     * @param sa the SA.
     */
    public void use(OutboundSa sa) {
        if (sa.isPerWorker()) {
            workersSa = sa;
        } else {
            generalSa = sa;
        }
        choose();
    }

    /**
     * Takes an SA out of use. One that another took the place of before is not in use any more; nothing changes then.
     *
     * @param sa the SA.
     */
    public void letGo(OutboundSa sa) {
        if (workersSa == sa) {
            workersSa = null;
        } else if (generalSa == sa) {
            generalSa = null;
        }
        choose();
    }

    private void choose() {
        outboundSa = workersSa == null ? generalSa : workersSa;
        servingSa = yields ? null : outboundSa;
    }
}

package dev.narrows.policy;

import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpHeader;

/**
 * One entry of the security policy database (RFC 4301 4.4.1), as a worker has it. It belongs to the one table that it
 * is added to, and to that table's thread.
 */
public final class Policy {
    private final int id;
    private final long order;
    private final Selectors selectors;
    private final PolicyAction action;
    private final Tunnel tunnel;

    // Out of the selectors, where a lookup finds them without further steps.
    private final long localHigh;
    private final long localLow;
    private final long remoteHigh;
    private final long remoteLow;
    private final int protocol;
    private final int firstLocalPort;
    private final int lastLocalPort;
    private final int firstRemotePort;
    private final int lastRemotePort;

    /** The one behind this among those with the same two prefixes; see {@link PolicyTuple}. */
    private Policy next;
    /** Of the first of these, the last of them. */
    private Policy last;

    /**
     * A policy.
     *
     * @param id        the control plane's number for it, never used again for another.
     * @param order     its place: of two that match, the one with the lower order counts.
     * @param selectors which packets it matches.
     * @param action    what becomes of them.
     * @param tunnel    what protects them; null unless that is the action.
     * @throws IllegalArgumentException where there is a tunnel and none is used, or the reverse.
     */
    public Policy(int id, long order, Selectors selectors, PolicyAction action, Tunnel tunnel) {
        if ((tunnel != null) != (action == PolicyAction.PROTECT)) {
            throw new IllegalArgumentException("a policy has a tunnel where it protects, and only there");
        }
        this.id = id;
        this.order = order;
        this.selectors = selectors;
        this.action = action;
        this.tunnel = tunnel;
        localHigh = selectors.local().address().high();
        localLow = selectors.local().address().low();
        remoteHigh = selectors.remote().address().high();
        remoteLow = selectors.remote().address().low();
        protocol = selectors.protocol();
        firstLocalPort = selectors.localPorts().first();
        lastLocalPort = selectors.localPorts().last();
        firstRemotePort = selectors.remotePorts().first();
        lastRemotePort = selectors.remotePorts().last();
        last = this;
    }

    /** {@return the control plane's number for this policy} */
    public int id() {
        return id;
    }

    /** {@return its place: lower ones count first} */
    public long order() {
        return order;
    }

    /** {@return which packets it matches} */
    public Selectors selectors() {
        return selectors;
    }

    /** {@return what becomes of them} */
    public PolicyAction action() {
        return action;
    }

    /** {@return what protects them, or null where the action is another} */
    public Tunnel tunnel() {
        return tunnel;
    }

    /** {@return whether it matches some ports only, or some ICMP types} */
    public boolean hasPorts() {
        return firstLocalPort != IpHeader.OPAQUE || firstRemotePort != IpHeader.OPAQUE;
    }

    /**
     * Tests for the very prefixes of this policy, given as their first addresses; the lengths are the caller's
     * business.
     */
    boolean isBetween(long localFirstHigh, long localFirstLow, long remoteFirstHigh, long remoteFirstLow) {
        return localLow == localFirstLow && remoteLow == remoteFirstLow && localHigh == localFirstHigh
            && remoteHigh == remoteFirstHigh;
    }

    /** Tests what is above the addresses. {@link IpHeader#OPAQUE} is in no range but that of any port. */
    boolean matches(int packetProtocol, int localPort, int remotePort) {
        return (protocol == packetProtocol || protocol == Selectors.ANY_PROTOCOL)
            && localPort >= firstLocalPort && localPort <= lastLocalPort
            && remotePort >= firstRemotePort && remotePort <= lastRemotePort;
    }

    /**
     * Tests whether {@link #matches} could be true of some ports, and where the protocol is opaque, of some protocol.
     */
    boolean mayMatch(int packetProtocol) {
        return protocol == packetProtocol || protocol == Selectors.ANY_PROTOCOL || packetProtocol == IpHeader.OPAQUE;
    }

    /** {@return whether it protects by that tunnel, or with null by any that can send; or by none at all} */
    boolean isNotAnothers(Tunnel that) {
        return tunnel == null || (that == null ? tunnel.canSend() : tunnel == that);
    }

    Policy next() {
        return next;
    }

    /**
     * Puts a policy with the same prefixes among this one, the first of them, and those behind it. Those added in
     * ascending order go to the end at once, however many there are.
     *
     * @param added the policy.
     * @return the first of all, this one or the added.
     */
    Policy with(Policy added) {
        if (added.order < order) {
            added.next = this;
            added.last = last;
            return added;
        }
        Policy before = this;
        if (added.order >= last.order) {
            before = last;
            last = added;
        } else {
            while (before.next.order <= added.order) {
                before = before.next;
            }
        }
        added.next = before.next;
        before.next = added;
        return this;
    }

    /**
     * Takes away this or a policy behind it.
     *
     * @param removed the policy's number.
     * @return the first of those that stay, or null where none does; this where it was not there.
     */
    Policy without(int removed) {
        if (id == removed) {
            if (next != null) {
                next.last = last;
            }
            return next;
        }
        for (Policy before = this; before.next != null; before = before.next) {
            if (before.next.id == removed) {
                if (before.next == last) {
                    last = before;
                }
                before.next = before.next.next;
                return this;
            }
        }
        return this;
    }

    /** {@return such as {@code policy 7: protect 10.1.0.0/24 to 10.2.0.0/24}} */
    @Override
    public String toString() {
        return "policy " + id + ": " + action.configName() + " " + selectors;
    }
}

package dev.narrows.control.status;

import dev.narrows.config.PortConfig;
import dev.narrows.config.Side;
import dev.narrows.control.plan.PlannedRoute;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.spd.PlannedPolicy;
import dev.narrows.explain.Question;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import dev.narrows.worker.Ike;
import java.util.List;

/**
 * How a packet comes to the gateway, as its source tells.
 *
 * @param port   the number of the port that it comes in by; where it comes in ESP, -1.
 * @param tunnel the number of the tunnel that it comes out of, or {@link PlannedPolicy#NO_TUNNEL}.
 */
record PacketEntry(int port, int tunnel) {
    private static final int NO_PORT = -1;

    /**
     * Finds it.
     *
     * @param question the packet.
     * @param header   its header.
     * @param ports    every port.
     * @param back     the route to the source, or null.
     * @param inbound  the policy for what comes from that source to that destination, or null.
     * @return how it comes in.
     * @throws ControlException where it cannot.
     */
    static PacketEntry of(
        Question question, IpHeader header, List<PortConfig> ports, PlannedRoute back, Policy inbound) {
        if (isOwn(question.from(), ports)) {
            return checked(question, ports, hostPort(question, ports));
        }
        if (back != null && back.isIntoTunnel()) {
            return new PacketEntry(NO_PORT, back.tunnel());
        }
        boolean isOutside = back == null || ports.get(back.port()).side() == Side.UNPROTECTED;
        boolean isKeyExchange = isOwn(question.to(), ports) && Ike.isToUs(header);
        if (isOutside && inbound != null && inbound.action() == PolicyAction.PROTECT && !isKeyExchange) {
            return new PacketEntry(NO_PORT, inbound.tunnel().id());
        }
        if (back == null) {
            throw refusal("no route leads to " + question.from() + ", so that no port is known by which it sends");
        }
        return checked(question, ports, back.port());
    }

    /** {@return whether it comes in ESP} */
    boolean isSealed() {
        return tunnel != PlannedPolicy.NO_TUNNEL;
    }

    /** {@return whether an address is one of the gateway's own} */
    static boolean isOwn(IpAddress address, List<PortConfig> ports) {
        return ports.stream().flatMap(port -> port.addresses().stream()).anyMatch(own -> own.address().equals(address));
    }

    private static int hostPort(Question question, List<PortConfig> ports) {
        for (int port = 0; port < ports.size(); port++) {
            if (ports.get(port).side() == Side.HOST) {
                return port;
            }
        }
        throw refusal(question.from() + " is the gateway's own address, and without a port to its host the gateway "
            + "sends nothing from there but ESP and ICMP of its own");
    }

    private static PacketEntry checked(Question question, List<PortConfig> ports, int port) {
        PortConfig by = ports.get(port);
        if (question.length() > by.mtu()) {
            throw refusal("it has " + question.length() + " bytes, and port " + by.name()
                + ", which it would come in by, takes " + by.mtu());
        }
        return new PacketEntry(port, PlannedPolicy.NO_TUNNEL);
    }

    private static ControlException refusal(String why) {
        return new ControlException(Code.NO_SUCH_PACKET, "No such packet can come in: " + why + ".");
    }
}

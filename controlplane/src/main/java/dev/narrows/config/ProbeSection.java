package dev.narrows.config;

import dev.narrows.sa.Mode;
import dev.narrows.wire.IpAddress;
import java.util.Optional;

/**
 * Reads a tunnel's {@code probe}.
 */
final class ProbeSection {
    private ProbeSection() {
    }

    /**
     * Reads the addresses that a path is probed between. In transport mode they are the tunnel's own, and may be left
     * out.
     *
     * @param tunnel the tunnel's section.
     * @param mode   its mode.
     * @param local  its local address.
     * @param remote its remote address.
     * @return the addresses; nothing where the path is not probed, or anything is wrong with them.
     */
    static Optional<ProbeConfig> read(Section tunnel, Mode mode, IpAddress local, IpAddress remote) {
        return tunnel.section("probe").flatMap(section -> section.read(probe -> mode == Mode.TRANSPORT
            ? betweenHosts(probe, local, remote) : throughTunnel(probe))).map(Located::value);
    }

    private static ProbeConfig throughTunnel(Section probe) {
        IpAddress from = probe.required("from", Values.ADDRESS);
        IpAddress to = probe.required("to", Values.ADDRESS);
        // What could not be read is no host's address, and has been told.
        if (!from.isInvalidSource() && !to.isInvalidSource()) {
            if (from.isIpv4() != to.isIpv4()) {
                probe.errorAt("to", to + " is of another family than from; both must be of the same");
            } else if (from.equals(to)) {
                probe.errorAt("to", to + " is from as well; it must be an address of the peer's");
            }
        }
        return new ProbeConfig(from, to);
    }

    private static ProbeConfig betweenHosts(Section probe, IpAddress local, IpAddress remote) {
        requireSame(probe, "from", "local", local);
        requireSame(probe, "to", "remote", remote);
        return new ProbeConfig(local, remote);
    }

    private static void requireSame(Section probe, String key, String outerKey, IpAddress outer) {
        probe.optional(key, Values.ADDRESS)
            .filter(address -> !address.equals(outer) && !address.isInvalidSource())
            .ifPresent(address -> probe.errorAt(key, address + " is not " + outerKey + "; in transport mode it must be "
                + outer + ", or left out"));
    }
}

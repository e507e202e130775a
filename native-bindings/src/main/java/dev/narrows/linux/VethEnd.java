package dev.narrows.linux;

import dev.narrows.foreign.Errno;
import java.util.Optional;

/** The other end of a {@code veth}, as it was when it was found; without attributes where the kernel did not tell. */
final class VethEnd implements OtherEnd {
    private static final String KIND = "veth";

    private final int index;
    private final int namespace;
    private final LinkAttributes attributes;

    private VethEnd(int index, int namespace, LinkAttributes attributes) {
        this.index = index;
        this.namespace = namespace;
        this.attributes = attributes;
    }

    /** The other end of an interface of this namespace, or empty if it is no {@code veth}. */
    static Optional<OtherEnd> of(int index) {
        return RouteNetlink.link(index, LinkAttributes.HERE)
                .filter(own -> own.kind().equals(KIND) && own.link() > 0)
                .map(own -> new VethEnd(own.link(), own.linkNamespace(),
                        RouteNetlink.link(own.link(), own.linkNamespace()).orElse(null)));
    }

    @Override
    public boolean isKnown() {
        return attributes != null;
    }

    @Override
    public String name() {
        return isKnown() ? attributes.name() : "number " + index;
    }

    @Override
    public boolean isElsewhere() {
        return namespace != LinkAttributes.HERE;
    }

    @Override
    public int gsoMaxSegments() {
        return isKnown() ? attributes.gsoMaxSegments() : 0;
    }

    @Override
    public void setGsoMaxSegments(int segments) {
        if (isElsewhere()) {
            throw new LinuxException("Interface " + name()
                + " is in another network namespace and can be changed there only.");
        }
        int result = RouteNetlink.setGsoMaxSegments(index, segments);
        if (result < 0) {
            throw new LinuxException("The segments that the stack leaves to " + name() + " could not be set to "
                + segments
                    + ": " + Errno.text(-result) + "; give the process CAP_NET_ADMIN, or type ip link set dev " + name()
                    + " gso_max_segs " + segments + ".");
        }
    }
}

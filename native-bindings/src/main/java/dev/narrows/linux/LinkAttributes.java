package dev.narrows.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;

/**
 * What {@code rtnetlink(7)} tells of an interface.
 *
 * @param name           its name where it is
 * @param kind           such as {@code veth}; empty for hardware
 * @param link           the number of the interface that it is joined to, or 0
 * @param linkNamespace  the number of the network namespace that that one is in, or {@link #HERE}
 * @param gsoMaxSegments the most segments of one large packet that the stack leaves to it
 * @param maxMtu         the largest MTU that it can have, in bytes, or 0 where it does not say
 */
record LinkAttributes(String name, String kind, int link, int linkNamespace, int gsoMaxSegments, int maxMtu) {
    /** In place of a namespace's number: the process's own. */
    static final int HERE = -1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_LINK = 5;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_LINK_NETNSID = 37;
    static final int IFLA_GSO_MAX_SEGS = 40;
    static final int IFLA_TARGET_NETNSID = 46;
    static final int IFLA_MAX_MTU = 51;
    private static final int TYPE_MASK = 0x3fff;

    /** Reads the attributes of a message. */
    static LinkAttributes read(MemorySegment attributes) {
        MemorySegment info = find(attributes, IFLA_LINKINFO);
        return new LinkAttributes(text(find(attributes, IFLA_IFNAME)),
                info == null ? "" : text(find(info, IFLA_INFO_KIND)),
                number(find(attributes, IFLA_LINK), 0), number(find(attributes, IFLA_LINK_NETNSID), HERE),
                number(find(attributes, IFLA_GSO_MAX_SEGS), 0), number(find(attributes, IFLA_MAX_MTU), 0));
    }

    /** The value of an attribute, or null. */
    private static MemorySegment find(MemorySegment attributes, int type) {
        long offset = 0;
        while (offset + RouteNetlink.ATTRIBUTE_SIZE <= attributes.byteSize()) {
            int length = Short.toUnsignedInt(attributes.get(JAVA_SHORT, offset));
            if (length < RouteNetlink.ATTRIBUTE_SIZE || offset + length > attributes.byteSize()) {
                return null;
            }
            if ((attributes.get(JAVA_SHORT, offset + 2) & TYPE_MASK) == type) {
                return attributes.asSlice(offset + RouteNetlink.ATTRIBUTE_SIZE, length - RouteNetlink.ATTRIBUTE_SIZE);
            }
            offset += (length + 3) & ~3;
        }
        return null;
    }

    private static int number(MemorySegment value, int otherwise) {
        return value == null || value.byteSize() < Integer.BYTES ? otherwise : value.get(JAVA_INT, 0);
    }

    private static String text(MemorySegment value) {
        return value == null ? "" : value.getString(0);
    }
}

package dev.narrows.explain;

import dev.narrows.crypto.Algorithm;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.wire.Esp;
import dev.narrows.wire.EspTrailer;
import dev.narrows.wire.IpHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * What an outer packet consists of, from its first byte to its last (RFC 4303 2), by the arithmetic that the data plane
 * goes by.
 */
public final class OuterParts {
    private final List<Part> parts = new ArrayList<>();

    private OuterParts() {
    }

    /**
     * A part.
     *
     * @param name   what it is.
     * @param length its bytes, from 1.
     */
    public record Part(String name, int length) {
    }

    /**
     * Takes a packet apart as it would be outside in one piece.
     *
     * @param sa     what seals it.
     * @param header the packet's.
     * @return the parts.
     */
    public static OuterParts of(OutboundSa sa, IpHeader header) {
        OuterParts all = new OuterParts();
        OuterPath path = sa.tunnel().path();
        Algorithm algorithm = sa.transform().algorithm();
        boolean isTransport = sa.tunnel().isTransport();
        int own = isTransport ? header.unfragmentableLength() : 0;
        int payload = header.totalLength() - own;
        int tfc = isTransport ? 0 : sa.tfcLength(payload);
        all.add(isTransport ? "own IP header" : path.isIpv6() ? "outer IPv6 header" : "outer IPv4 header",
            isTransport ? own : path.headersLength() - path.udpLength());
        all.add("UDP header", path.udpLength());
        all.add("ESP header", Esp.HEADER_LENGTH);
        all.add("IV", algorithm.ivLength());
        all.add(isTransport ? "payload" : "packet", payload);
        all.add("TFC padding", tfc);
        all.add("padding", sa.overhead().protectedLength(payload + tfc) - payload - tfc - EspTrailer.LENGTH);
        all.add("pad length and next header", EspTrailer.LENGTH);
        all.add("ICV", algorithm.icvLength());
        return all;
    }

    /** {@return the parts that there are, in their order} */
    public List<Part> parts() {
        return List.copyOf(parts);
    }

    /** {@return the bytes of all} */
    public int total() {
        return parts.stream().mapToInt(Part::length).sum();
    }

    private void add(String name, int length) {
        if (length > 0) {
            parts.add(new Part(name, length));
        }
    }
}

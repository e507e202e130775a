package dev.narrows.sa;

import dev.narrows.wire.IpProtocol;
import dev.narrows.wire.Ipv4HeaderTemplate;

/**
 * A worker's copy of what is known of one path: a pair of outer addresses and the largest packet to send between them.
 * Security associations refer to it, so that a rekey inherits what was learnt.
 *
 * <p>Written by its worker's thread, on the control plane's command, except for what is final.
 */
public final class OuterPath {
    private static final int TTL = 64;

    private final int id;
    private final int local;
    private final int remote;
    private final Ipv4HeaderTemplate header;
    private int effectiveMtu;
    private int identification;

    /**
     * A path.
     *
     * @param id           the control plane's number for it, from 0.
     * @param local        our outer IPv4 address.
     * @param remote       the peer's outer IPv4 address.
     * @param effectiveMtu the largest outer packet in use at first, in bytes.
     */
    public OuterPath(int id, int local, int remote, int effectiveMtu) {
        this.id = id;
        this.local = local;
        this.remote = remote;
        header = new Ipv4HeaderTemplate(TTL, IpProtocol.ESP, local, remote);
        this.effectiveMtu = effectiveMtu;
    }

    /** {@return the control plane's number for this path} */
    public int id() {
        return id;
    }

    /** {@return our outer IPv4 address} */
    public int local() {
        return local;
    }

    /** {@return the peer's outer IPv4 address} */
    public int remote() {
        return remote;
    }

    /** {@return what writes the outer headers of its ESP packets} */
    public Ipv4HeaderTemplate header() {
        return header;
    }

    /** {@return the largest outer packet in use, in bytes} */
    public int effectiveMtu() {
        return effectiveMtu;
    }

    /**
     * Changes the largest outer packet.
     *
     * @param bytes as the control plane decided.
     */
    public void effectiveMtu(int bytes) {
        effectiveMtu = bytes;
    }

    /** {@return a fresh IPv4 identification, from 0 to 65535: it returns after 65536 packets (RFC 6864 4.3)} */
    public int nextIdentification() {
        identification = (identification + 1) & 0xFFFF;
        return identification;
    }
}

package dev.narrows.neighbor;

import dev.narrows.wire.IpAddress;

/** Hears of what operators should know about neighbours. */
public interface NeighborListener {
    /**
     * Another station has an IPv6 address of ours, which is therefore not used on its link.
     *
     * @param port    the port's number.
     * @param address the address.
     * @param mac     the other station.
     */
    void onDuplicate(int port, IpAddress address, long mac);

    /**
     * Another station claims an address that we use, and go on using; told once in {@link OwnAddress#DEFEND_NS}.
     *
     * @param port    the port's number.
     * @param address the address.
     * @param mac     the other station.
     */
    void onConflict(int port, IpAddress address, long mac);

    /**
     * A neighbour has another hardware address; told at most once a second of each.
     *
     * @param neighbor the neighbour, with the new one.
     * @param before   the one before.
     * @param nowNs    the present.
     */
    void onMoved(Neighbor neighbor, long before, long nowNs);
}

package dev.narrows.neighbor;

import dev.narrows.wire.IpAddress;

/** Hears that an address of ours is somebody else's. */
@FunctionalInterface
public interface DuplicateListener {
    /**
     * Another station has an address of ours, which is therefore not used on its link.
     *
     * @param port    the port's number.
     * @param address the address.
     * @param mac     the other station.
     */
    void onDuplicate(int port, IpAddress address, long mac);
}

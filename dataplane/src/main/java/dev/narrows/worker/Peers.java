package dev.narrows.worker;

import dev.narrows.policy.AddressTable;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.wire.IpAddress;
import java.util.List;

/** The addresses that tunnels lead to at this moment, with how many lead to each. */
final class Peers {
    private final AddressTable<Integer> tunnelsTo = new AddressTable<>();

    Peers(List<Tunnel> tunnels) {
        tunnels.forEach(tunnel -> add(tunnel.path()));
    }

    /** {@return whether a tunnel leads to an address} */
    boolean contains(long high, long low) {
        return tunnelsTo.get(high, low) != null;
    }

    void move(OuterPath from, OuterPath to) {
        add(to);
        IpAddress before = from.endpoints().remote();
        int rest = tunnelsTo.get(before.high(), before.low()) - 1;
        if (rest == 0) {
            tunnelsTo.remove(before.high(), before.low());
        } else {
            tunnelsTo.put(before.high(), before.low(), rest);
        }
    }

    private void add(OuterPath path) {
        IpAddress remote = path.endpoints().remote();
        Integer before = tunnelsTo.get(remote.high(), remote.low());
        tunnelsTo.put(remote.high(), remote.low(), before == null ? 1 : before + 1);
    }
}

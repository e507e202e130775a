package dev.narrows.neighbor;

import dev.narrows.wire.IpAddress;
import dev.narrows.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;

/** Writes down, as text, what a neighbour table tells operators. */
final class RecordingListener implements NeighborListener {
    private final List<String> heard = new ArrayList<>();

    /** What was told since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }

    @Override
    public void onDuplicate(int port, IpAddress address, long mac) {
        heard.add(port + ": duplicate " + address + " " + MacAddress.format(mac));
    }

    @Override
    public void onConflict(int port, IpAddress address, long mac) {
        heard.add(port + ": conflict " + address + " " + MacAddress.format(mac));
    }

    @Override
    public void onMoved(Neighbor neighbor, long before, long nowNs) {
        heard.add(neighbor.port() + ": " + neighbor.address() + " from " + MacAddress.format(before) + " to "
            + MacAddress.format(neighbor.mac()));
    }
}

package dev.narrows.control.link;

import dev.narrows.control.plan.GatewayPlan.PlannedPath;
import java.util.ArrayList;
import java.util.List;

/**
 * Notices when a port's link goes down or comes back, and when it takes packets of another size.
 */
public final class LinkWatch {
    private final List<? extends PortProbe> ports;
    private final LinkMtus mtus;
    private final Listener listener;
    private final List<List<Integer>> pathsByPort = new ArrayList<>();
    private final boolean[] isUp;

    /** Hears of links. */
    public interface Listener {
        /**
         * A link went down, or was deleted, or came back.
         *
         * @param port  the port's number.
         * @param isUp  whether it is up now.
         * @param paths the numbers of the paths whose packets leave by it.
         */
        void onLink(int port, boolean isUp, List<Integer> paths);

        /**
         * A link takes packets of another size.
         *
         * @param port   the port's number.
         * @param before the largest IP packet that it took before, in bytes; {@link LinkMtus} has the one that it takes
         *               now.
         * @param paths  the numbers of the paths whose packets leave by it.
         */
        void onLinkMtu(int port, int before, List<Integer> paths);
    }

    /**
     * A watch. What is up now is no news; a link that takes less than is configured is, with the first look.
     *
     * @param ports    each at the index that is its number.
     * @param mtus     what their links take.
     * @param paths    each at the index that is its number.
     * @param listener hears of links.
     */
    public LinkWatch(List<? extends PortProbe> ports, LinkMtus mtus, List<PlannedPath> paths, Listener listener) {
        this.ports = ports;
        this.mtus = mtus;
        this.listener = listener;
        isUp = new boolean[ports.size()];
        for (int port = 0; port < isUp.length; port++) {
            isUp[port] = ports.get(port).link().isUp();
            pathsByPort.add(new ArrayList<>());
        }
        for (int path = 0; path < paths.size(); path++) {
            add(path, paths.get(path));
        }
    }

    /**
     * Watches for one path more.
     *
     * @param number its number.
     * @param path   where it goes.
     */
    public void add(int number, PlannedPath path) {
        pathsByPort.get(path.port()).add(number);
    }

    /** {@return the largest IP packet that a port's link takes now, in bytes} */
    public int mtu(int port) {
        return mtus.of(port);
    }

    /** Looks at all links. */
    public void look() {
        for (int port = 0; port < isUp.length; port++) {
            look(port, ports.get(port).link());
        }
    }

    private void look(int port, LinkState link) {
        int before = mtus.of(port);
        if (mtus.update(port, link.mtu())) {
            listener.onLinkMtu(port, before, List.copyOf(pathsByPort.get(port)));
        }
        if (link.isUp() != isUp[port]) {
            isUp[port] = link.isUp();
            listener.onLink(port, link.isUp(), List.copyOf(pathsByPort.get(port)));
        }
    }
}

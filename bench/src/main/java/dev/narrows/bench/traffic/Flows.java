package dev.narrows.bench.traffic;

import java.util.Random;

/**
 * Which flow each packet of a capture belongs to. A flow has one pair of addresses and ports.
 *
 * @param count       flows, from 1.
 * @param firstTunnel the number of the first tunnel that they are spread over, or {@link #ONLY}.
 * @param tunnels     that they are spread over, from 1 to {@link Network#MOST_TUNNELS}.
 */
public record Flows(int count, int firstTunnel, int tunnels) {
    /** In place of a tunnel's number: the gateway has just one. */
    public static final int ONLY = -1;
    /** What most measurements are made with. */
    public static final Flows USUAL = new Flows(Network.HOSTS, 1);

    private static final int HOSTS_OF_SMALL_NET = Network.SMALL_NET - 2;
    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 60_000;
    private static final int SERVICE_PORT = 5000;

    /**
     * Flows over the first tunnels of a gateway.
     *
     * @param count   flows, from 1.
     * @param tunnels as many as the gateway has.
     */
    public Flows(int count, int tunnels) {
        this(count, tunnels == 1 ? ONLY : 0, tunnels);
    }

    /** {@return as many flows as usual, over one of a gateway's many tunnels} */
    static Flows ofTunnel(int tunnel) {
        return new Flows(Network.HOSTS, tunnel, 1);
    }

    /**
     * Draws the flows of packets: each comes as often as any other, as far as the count allows, in no order.
     *
     * @param packets how many.
     * @return a flow for each.
     */
    int[] draw(int packets) {
        int[] drawn = new int[packets];
        Random random = new Random(packets);
        for (int i = 0; i < packets; i++) {
            int j = random.nextInt(i + 1);
            drawn[i] = drawn[j];
            drawn[j] = i % count;
        }
        return drawn;
    }

    int source(int flow) {
        return Network.LOCAL_NET + Network.FIRST_HOST + flow % Network.HOSTS;
    }

    int destination(int flow) {
        return firstTunnel == ONLY
            ? Network.REMOTE_NET + Network.FIRST_HOST + flow % Network.HOSTS
            : Network.REMOTE_NETS + (firstTunnel + flow % tunnels) * Network.SMALL_NET + 1
                + flow / tunnels % HOSTS_OF_SMALL_NET;
    }

    int sourcePort(int flow) {
        return FIRST_PORT + flow / Network.HOSTS % PORTS;
    }

    int destinationPort(int flow) {
        return SERVICE_PORT + flow % Network.HOSTS;
    }
}

package dev.narrows.bench.traffic;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The two ends of shared memory ({@code net_memif}) between a tester and a gateway. The tester's is the server's, so
 * that
 * gateways may come and go.
 *
 * @param inside  the socket by which packets in clear go.
 * @param outside the socket by which sealed packets go.
 */
public record Ends(Path inside, Path outside) {
    /** The hardware address of a gateway's inner port. */
    public static final long INSIDE_MAC = 0x02_70_63_61_70_10L;

    private static final String MAC = "02:70:63:61:70:1";
    private static final String SIZES = ",bsize=2048,rsize=10";

    /**
     * The ends for one of several gateways.
     *
     * @param folder where the sockets are.
     * @param name   of the gateway, without spaces.
     * @return its ends.
     */
    public static Ends of(Path folder, String name) {
        return new Ends(folder.resolve(name + "-in.sock"), folder.resolve(name + "-out.sock"));
    }

    /** {@return EAL's arguments for the gateway, whose ports are {@code net_memif0}, inside, and {@code net_memif1}} */
    public List<String> gatewayDevices() {
        return List.of(device(0, "client", inside) + ",mac=" + MAC + 0, device(1, "client", outside) + ",mac="
            + MAC + 1);
    }

    /**
     * EAL's arguments for a tester of several gateways.
     *
     * @param all their ends; the ports of the first are {@code net_memif0}, inside, and {@code net_memif1}, and so on.
     * @return the arguments.
     */
    public static List<String> testerDevices(List<Ends> all) {
        List<String> devices = new ArrayList<>();
        for (Ends ends : all) {
            devices.add(device(devices.size(), "server", ends.inside()));
            devices.add(device(devices.size(), "server", ends.outside()));
        }
        return devices;
    }

    private static String device(int number, String role, Path socket) {
        return "--vdev=net_memif" + number + ",role=" + role + ",id=0,socket-abstract=no" + SIZES + ",socket=" + socket;
    }
}

package dev.narrows.bench.tester;

import dev.narrows.wire.MacAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A gateway that somebody else runs, on another machine or on this one, and the two devices by which a tester
 * reaches it.
 *
 * @param insideDevice  to the gateway's protected side: a PCI address, or a virtual device with its arguments.
 * @param outsideDevice to its unprotected side, likewise.
 * @param mac           the gateway's hardware address on its protected side, 48 bits.
 */
public record ExternalGateway(String insideDevice, String outsideDevice, long mac) {
    private static final String SEPARATOR = ";";
    private static final String MARK = "@";
    private static final String VIRTUAL = "net_";

    /**
     * Reads the devices of a command line.
     *
     * @param devices both, with a semicolon between.
     * @param mac     the gateway's hardware address.
     * @return the gateway.
     * @throws IllegalArgumentException where there are not two.
     */
    public static ExternalGateway parse(String devices, long mac) {
        String[] both = devices.split(SEPARATOR, -1);
        if (both.length != 2 || both[0].isEmpty() || both[1].isEmpty()) {
            throw new IllegalArgumentException("--tester-devices is '" + devices + "'; it must be two devices with a "
                + "semicolon between");
        }
        return new ExternalGateway(both[0], both[1], mac);
    }

    /** {@return a name that holds all of it, for a {@link TesterProcess}} */
    public String name() {
        return MARK + insideDevice + SEPARATOR + outsideDevice + SEPARATOR + MacAddress.format(mac);
    }

    static Optional<ExternalGateway> named(String name) {
        if (!name.startsWith(MARK)) {
            return Optional.empty();
        }
        int last = name.lastIndexOf(SEPARATOR);
        return Optional.of(parse(name.substring(MARK.length(), last), MacAddress.parse(name.substring(last + 1))));
    }

    /** {@return the first device's name} */
    String inside() {
        return deviceName(insideDevice);
    }

    /** {@return the second device's name} */
    String outside() {
        return deviceName(outsideDevice);
    }

    private static String deviceName(String device) {
        int comma = device.indexOf(',');
        return comma < 0 ? device : device.substring(0, comma);
    }

    /** {@return EAL's arguments for both devices; huge pages are wanted for those that are real} */
    List<String> ealArguments() {
        List<String> arguments = new ArrayList<>();
        boolean isVirtual = insideDevice.startsWith(VIRTUAL) && outsideDevice.startsWith(VIRTUAL);
        if (isVirtual) {
            arguments.addAll(List.of("--no-huge", "-m", "256", "--no-pci", "--no-shconf"));
        }
        for (String device : List.of(insideDevice, outsideDevice)) {
            arguments.add(device.startsWith(VIRTUAL) ? "--vdev=" + device : "--allow=" + device);
        }
        return arguments;
    }
}

package dev.narrows.cli;

import dev.narrows.linux.KernelInterface;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must be there for the virtual devices of a configuration: what the kernel lets the process do, {@code
 * capabilities(7)}, and the interfaces that they stand on. Without, their drivers say no more than that there is no
 * such device.
 */
final class Capabilities {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String EFFECTIVE = "CapEff:";
    private static final int HEXADECIMAL = 16;
    /** Drivers that use an interface that is there; net_tap makes its own. */
    private static final Pattern ON_INTERFACES = Pattern.compile("^(?:--vdev=)?net_(?:af_packet|af_xdp|pcap)[0-9]*,.*");
    private static final Pattern INTERFACE = Pattern.compile(",(?:iface|rx_iface|rx_iface_in|tx_iface)=([^,]+)");
    private static final Map<String, List<Capability>> BY_DRIVER = Map.of(
        "net_af_packet", List.of(Capability.CAP_NET_RAW, Capability.CAP_NET_ADMIN),
        "net_pcap", List.of(Capability.CAP_NET_RAW),
        "net_tap", List.of(Capability.CAP_NET_ADMIN),
        "net_af_xdp", List.of(Capability.CAP_NET_RAW, Capability.CAP_NET_ADMIN));

    private Capabilities() {
    }

    /** The number of each is its bit. */
    private enum Capability {
        CAP_NET_ADMIN(12), CAP_NET_RAW(13);

        private final int bit;

        Capability(int bit) {
            this.bit = bit;
        }

        private boolean isIn(long set) {
            return (set >>> bit & 1) != 0;
        }
    }

    /**
     * Checks that the process has what its devices need.
     *
     * @param eal EAL's arguments.
     * @throws StartException where something is missing; the message names it.
     * @throws IOException    where the kernel does not tell what the process has.
     */
    static void check(List<String> eal) throws IOException {
        check(eal, effective(Files.readAllLines(STATUS)));
        checkInterfaces(eal, name -> KernelInterface.named(name).isPresent());
    }

    static void checkInterfaces(List<String> eal, Predicate<String> isThere) {
        for (String argument : eal) {
            Matcher matcher = INTERFACE.matcher(argument);
            while (ON_INTERFACES.matcher(argument).matches() && matcher.find()) {
                if (!isThere.test(matcher.group(1))) {
                    throw new StartException("There is no interface " + matcher.group(1)
                        + " here, which EAL's argument " + argument + " names: see 'ip link'.");
                }
            }
        }
    }

    static void check(List<String> eal, long effective) {
        for (String argument : eal) {
            String device = argument.replaceFirst("^--vdev=", "").replaceFirst(",.*$", "");
            List<String> missing = new ArrayList<>();
            if (!isFiles(argument)) {
                BY_DRIVER.getOrDefault(device.replaceFirst("[0-9]*$", ""), List.of()).stream()
                    .filter(needed -> !needed.isIn(effective)).map(Enum::name).forEach(missing::add);
            }
            if (!missing.isEmpty()) {
                String names = String.join(" ", missing);
                String lower = String.join(",+", missing).replace("CAP_", "").toLowerCase(Locale.ROOT);
                throw new StartException("Device " + device + " needs " + names
                    + ", which this process has not: run it as root, or"
                    + " add to the systemd unit CapabilityBoundingSet=" + names
                    + " and, with User=, AmbientCapabilities="
                    + names + ", or start it by setpriv --inh-caps +" + lower + " --ambient-caps +" + lower + ".");
            }
        }
    }

    /** Captures are read and written by anybody. */
    private static boolean isFiles(String argument) {
        return argument.contains("net_pcap") && !argument.contains("iface");
    }

    /** {@return the set in the lines of a process's status, all there are where it has no such line} */
    static long effective(List<String> status) {
        for (String line : status) {
            if (line.startsWith(EFFECTIVE)) {
                return Long.parseUnsignedLong(line.substring(EFFECTIVE.length()).strip(), HEXADECIMAL);
            }
        }
        return -1;
    }
}

package dev.narrows.dpdk;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What can be read from EAL's arguments. */
final class EalArguments {
    private static final String OPTION = "--vdev";
    private static final Set<String> INTERFACE_KEYS = Set.of("iface", "rx_iface", "rx_iface_in", "tx_iface");

    private EalArguments() {
    }

    /**
     * The arguments of a virtual device, such as {@code iface=veth0,qpairs=1}, empty if it has none.
     *
     * @param device       the device's name
     * @param ealArguments EAL's, in which it is {@code --vdev=DEVICE,ARGUMENTS} in one word or two
     */
    static String ofVirtualDevice(String device, List<String> ealArguments) {
        String prefix = device + ",";
        for (Iterator<String> words = ealArguments.iterator(); words.hasNext(); ) {
            String value = valueOf(words.next(), words);
            if (value.startsWith(prefix)) {
                return value.substring(prefix.length());
            }
        }
        return "";
    }

    /**
     * The kernel's interfaces that arguments of {@code net_pcap} name, each once, in their order.
     *
     * @param arguments comma-separated, or empty
     */
    static Set<String> interfaces(String arguments) {
        Set<String> names = new LinkedHashSet<>();
        for (String argument : arguments.split(",", -1)) {
            int equals = argument.indexOf('=');
            if (equals > 0 && INTERFACE_KEYS.contains(argument.substring(0, equals))) {
                names.add(argument.substring(equals + 1));
            }
        }
        return names;
    }

    private static String valueOf(String word, Iterator<String> following) {
        if (word.equals(OPTION)) {
            return following.hasNext() ? following.next() : "";
        }
        return word.startsWith(OPTION + "=") ? word.substring(OPTION.length() + 1) : "";
    }
}

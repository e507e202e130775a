package dev.narrows.dpdk;

import java.util.Iterator;
import java.util.List;

/** What can be read from EAL's arguments. */
final class EalArguments {
    private static final String OPTION = "--vdev";

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

    private static String valueOf(String word, Iterator<String> following) {
        if (word.equals(OPTION)) {
            return following.hasNext() ? following.next() : "";
        }
        return word.startsWith(OPTION + "=") ? word.substring(OPTION.length() + 1) : "";
    }
}

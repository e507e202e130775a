package dev.narrows.config;

import dev.narrows.policy.Selectors;
import dev.narrows.wire.IpProtocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names that operators may write for protocols.
 */
public final class ProtocolNames {
    /** The names of those whose ports a policy can ask for. */
    public static final String WITH_PORTS = "tcp, udp, sctp, dccp or udp-lite";

    private static final int LARGEST = 255;
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
        Map.entry("icmp", IpProtocol.ICMP), Map.entry("igmp", 2), Map.entry("ipip", IpProtocol.IPIP),
        Map.entry("tcp", IpProtocol.TCP), Map.entry("udp", IpProtocol.UDP), Map.entry("dccp", IpProtocol.DCCP),
        Map.entry("ipv6", IpProtocol.IPV6), Map.entry("gre", 47), Map.entry("esp", IpProtocol.ESP), Map.entry("ah", 51),
        Map.entry("icmpv6", IpProtocol.ICMPV6), Map.entry("ospf", 89), Map.entry("pim", 103), Map.entry("vrrp", 112),
        Map.entry("l2tp", 115), Map.entry("sctp", IpProtocol.SCTP), Map.entry("udp-lite", IpProtocol.UDP_LITE));
    private static final Map<Integer, String> NAMES = new HashMap<>();

    static {
        NUMBERS.forEach((name, number) -> NAMES.put(number, name));
    }

    private ProtocolNames() {
    }

    /** {@return the names, in alphabetical order} */
    public static List<String> all() {
        return NUMBERS.keySet().stream().sorted().toList();
    }

    /**
     * Reads a protocol.
     *
     * @param text a name, or a number from 0 to 255.
     * @return the number, or nothing where the text is neither.
     */
    public static Optional<Integer> number(String text) {
        Integer named = NUMBERS.get(text);
        if (named != null) {
            return Optional.of(named);
        }
        boolean isNumber = text.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(text) <= LARGEST;
        return isNumber ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    /**
     * Writes a protocol.
     *
     * @param number from 0 to 255, or {@link Selectors#ANY_PROTOCOL}.
     * @return its name, or the number where it has none here, or {@code any}.
     */
    public static String name(int number) {
        return number == Selectors.ANY_PROTOCOL ? "any" : NAMES.getOrDefault(number, Integer.toString(number));
    }
}

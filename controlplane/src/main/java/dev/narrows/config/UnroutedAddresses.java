package dev.narrows.config;

import dev.narrows.policy.IpPrefix;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Addresses that no gateway forwards anything from or to (RFC 6890, RFC 4291 2.4 to 2.7): what names nothing else
 * cannot be protected, nor be routed.
 */
final class UnroutedAddresses {
    private static final Map<IpPrefix, String> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put(IpPrefix.parse("224.0.0.0/4"), "multicast");
        KINDS.put(IpPrefix.parse("127.0.0.0/8"), "loopback");
        KINDS.put(IpPrefix.parse("0.0.0.0/8"), "no hosts' (RFC 1122 3.2.1.3)");
        KINDS.put(IpPrefix.parse("255.255.255.255/32"), "broadcast");
        KINDS.put(IpPrefix.parse("ff00::/8"), "multicast");
        KINDS.put(IpPrefix.parse("::1/128"), "loopback");
        KINDS.put(IpPrefix.parse("::/128"), "no host's");
        KINDS.put(IpPrefix.parse("fe80::/10"), "link-local");
    }

    private UnroutedAddresses() {
    }

    /**
     * Tells what kind of such addresses a prefix consists of.
     *
     * @param prefix the prefix.
     * @return the kind; nothing where it has other addresses, too.
     */
    static Optional<String> kind(IpPrefix prefix) {
        return KINDS.entrySet().stream()
            .filter(kind -> kind.getKey().length() <= prefix.length() && kind.getKey().overlaps(prefix))
            .map(Map.Entry::getValue).findFirst();
    }
}

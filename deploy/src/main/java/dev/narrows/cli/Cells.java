package dev.narrows.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How values of the gateway's answers look in tables. What is not there is a dash.
 */
final class Cells {
    private static final String NOTHING = "-";

    private Cells() {
    }

    /** {@return what a port's link takes, and what it is to take where that is more} */
    static String linkMtu(JsonNode port) {
        String mtu = plain(port.path("mtu"));
        String asked = plain(port.path("mtuAsked"));
        return asked.equals(mtu) ? mtu : mtu + " of " + asked;
    }

    /** {@return a number or text as it is} */
    static String plain(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? NOTHING : value.asText();
    }

    /** {@return yes or no} */
    static String yesNo(JsonNode value) {
        return value.isBoolean() ? value.booleanValue() ? "yes" : "no" : NOTHING;
    }

    /** {@return what is used of each limit that there is} */
    static String lifetime(JsonNode lifetime) {
        List<String> cells = new ArrayList<>();
        addLimit(cells, lifetime, "seconds", "Time", "s");
        addLimit(cells, lifetime, "bytes", "Bytes", "B");
        addLimit(cells, lifetime, "packets", "Packets", "packets");
        return joined(cells);
    }

    private static void addLimit(List<String> cells, JsonNode lifetime, String used, String limit, String unit) {
        JsonNode hard = lifetime.path("hard" + limit);
        JsonNode nearest = hard.isNumber() ? hard : lifetime.path("soft" + limit);
        if (nearest.isNumber()) {
            cells.add(lifetime.path(used).longValue() + "/" + nearest.longValue() + " " + unit);
        }
    }

    /** {@return an SPI as hexadecimal, as it is in packet captures} */
    static String spi(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "0x%08x", value.longValue()) : NOTHING;
    }

    /** {@return several SPIs} */
    static String spis(JsonNode array, JsonNode count) {
        List<String> cells = new ArrayList<>();
        array.forEach(value -> cells.add(spi(value)));
        return joined(cells) + more(cells, count);
    }

    /** {@return several values as they are} */
    static String list(JsonNode array) {
        List<String> cells = new ArrayList<>();
        array.forEach(value -> cells.add(plain(value)));
        return joined(cells);
    }

    /** {@return what a tunnel protects} */
    static String policies(JsonNode array, JsonNode count) {
        List<String> cells = new ArrayList<>();
        array.forEach(policy -> cells.add(policy(policy)));
        return joined(cells) + more(cells, count);
    }

    /** {@return what a policy matches} */
    static String policy(JsonNode policy) {
        return plain(policy.path("local")) + " - " + plain(policy.path("remote"))
            + detail(policy, "protocol", " ") + detail(policy, "localPort", " local-port ")
            + detail(policy, "remotePort", " remote-port ") + detail(policy, "icmpType", " type ");
    }

    private static String detail(JsonNode policy, String key, String word) {
        return policy.hasNonNull(key) ? word + plain(policy.path(key)) : "";
    }

    /** {@return for how many workers a port has queues} */
    static String queues(JsonNode port) {
        return "for " + plain(port.path("queues")) + " of " + plain(port.path("workers"));
    }

    /** {@return how many probes were sent, answered and lost} */
    static String probes(JsonNode probes) {
        return plain(probes.path("sent")) + "/" + plain(probes.path("answered")) + "/" + plain(probes.path("lost"));
    }

    /** {@return how often what happened, without what never did} */
    static String counts(JsonNode object) {
        List<String> cells = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            if (entry.getValue().longValue() != 0) {
                cells.add(entry.getKey() + " " + entry.getValue().longValue());
            }
        }
        return joined(cells);
    }

    /** {@return how many there are besides those that are listed} */
    private static String more(List<String> listed, JsonNode count) {
        int more = count.intValue() - listed.size();
        return more > 0 ? ", and " + more + " more" : "";
    }

    private static String joined(List<String> cells) {
        return cells.isEmpty() ? NOTHING : String.join(", ", cells);
    }
}

package dev.narrows.cli;

import static dev.narrows.cli.Cells.plain;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What becomes of a packet, for people: one fact a line, behind its name.
 */
final class ExplainText {
    private static final int NAME_WIDTH = 10;
    private static final Map<String, String> KINDS = Map.of(
        "protected", "sent in ESP",
        "fragmented-before", "fragmented before encryption",
        "fragmented-after", "fragmented after encryption",
        "forwarded", "sent on in clear",
        "forwarded-fragmented", "fragmented and sent on in clear",
        "delivered", "given to the gateway's own host",
        "answered", "answered by the gateway itself");

    private final JsonNode answer;
    private final boolean isIpv6;

    /**
     * A text.
     *
     * @param answer the gateway's.
     */
    ExplainText(JsonNode answer) {
        this.answer = answer;
        isIpv6 = plain(answer.at("/packet/from")).contains(":");
    }

    /**
     * Prints it.
     *
     * @param out where to.
     */
    void print(PrintWriter out) {
        line(out, "packet", packet());
        line(out, "policy", policy());
        line(out, "route", route());
        if (answer.hasNonNull("tunnel")) {
            line(out, "tunnel", tunnel());
            line(out, "SA", sa());
            line(out, "path", path());
        }
        if (answer.hasNonNull("overhead")) {
            line(out, "outside", overhead());
            line(out, "fits", plain(answer.at("/tunnel/largestInner")) + " bytes are the most that fit");
        }
        printOutcome(out);
        if (answer.hasNonNull("note")) {
            line(out, "note", plain(answer.path("note")));
        }
        if (answer.hasNonNull("nextHop")) {
            JsonNode hop = answer.path("nextHop");
            line(out, "next hop",
                plain(hop.path("address")) + " by port " + plain(hop.path("port")) + ", " + plain(hop.path("state")));
        }
    }

    private String packet() {
        JsonNode packet = answer.path("packet");
        String comesBy = switch (plain(packet.path("comesBy"))) {
            case "host" -> "from the gateway's own host, by port ";
            case "tunnel" -> "out of tunnel ";
            default -> "by port ";
        };
        return plain(packet.path("from")) + port(packet.path("fromPort")) + " to " + plain(packet.path("to"))
            + port(packet.path("toPort")) + ", " + plain(packet.path("protocol")) + ", " + bytes(packet)
            + df(packet, isIpv6) + ", " + comesBy + plain(packet.path("name"));
    }

    private String policy() {
        JsonNode policy = answer.path("policy");
        if (policy.isMissingNode() || policy.isNull()) {
            return "none matches";
        }
        return "number " + plain(answer.path("policyPlace")) + " in the order, id " + plain(policy.path("id")) + ": "
            + plain(policy.path("action")) + " " + Cells.policy(policy)
            + (policy.hasNonNull("tunnel") ? " by tunnel " + plain(policy.path("tunnel")) : "");
    }

    private String route() {
        JsonNode route = answer.path("route");
        if (route.isMissingNode() || route.isNull()) {
            return "none";
        }
        if (route.hasNonNull("tunnel")) {
            return plain(route.path("to")) + " into tunnel " + plain(route.path("tunnel"));
        }
        return plain(route.path("to")) + (route.hasNonNull("via") ? " via " + plain(route.path("via")) : "")
            + " by port " + plain(route.path("port")) + ", MTU " + plain(route.path("mtu"));
    }

    private String tunnel() {
        JsonNode tunnel = answer.path("tunnel");
        return plain(tunnel.path("name")) + ", " + plain(tunnel.path("mode")) + " mode"
            + (tunnel.hasNonNull("df") ? ", df " + plain(tunnel.path("df")) : "");
    }

    private String sa() {
        JsonNode tunnel = answer.path("tunnel");
        return tunnel.hasNonNull("spi")
            ? Cells.spi(tunnel.path("spi")) + ", " + plain(tunnel.path("algorithm")) : "none";
    }

    private String path() {
        JsonNode path = answer.path("path");
        return plain(path.path("local")) + " to " + plain(path.path("remote"))
            + ", MTU " + plain(path.path("effectiveMtu")) + " of the link's " + plain(path.path("linkMtu"))
            + ": " + plain(path.path("evidence"))
            + (path.hasNonNull("claimedBy") ? ", claimed by " + plain(path.path("claimedBy")) : "")
            + ", since " + plain(path.path("since"))
            + (path.hasNonNull("until") ? ", until " + plain(path.path("until")) : "");
    }

    private String overhead() {
        List<String> parts = new ArrayList<>();
        answer.at("/overhead/parts").forEach(
            part -> parts.add(plain(part.path("name")) + " " + plain(part.path("length"))));
        return String.join(" + ", parts) + " = " + plain(answer.at("/overhead/total"));
    }

    private void printOutcome(PrintWriter out) {
        JsonNode outcome = answer.path("outcome");
        String kind = plain(outcome.path("kind"));
        if (KINDS.containsKey(kind)) {
            line(out, "outcome", KINDS.get(kind));
        }
        line(out, "way", plain(outcome.path("way")).equals("fast-path") ? "the fast path" : "stage by stage");
        outcome.path("sent").forEach(sent -> line(out, "sent", sent(sent)));
        outcome.path("drops").forEach(drop -> line(out, "dropped",
            (drop.path("packets").longValue() == 1 ? "" : plain(drop.path("packets")) + " packets, ")
                + plain(drop.path("reason")) + ": " + plain(drop.path("description"))));
        if (outcome.hasNonNull("told")) {
            line(out, "told", told(outcome.path("told")));
        }
        if (outcome.hasNonNull("untold")) {
            line(out, "untold", plain(outcome.path("untold")));
        }
    }

    private static String sent(JsonNode sent) {
        String inner = sent.hasNonNull("innerLength")
            ? " with " + (sent.path("innerFragment").booleanValue() ? "a fragment" : "a packet") + " of "
                + plain(sent.path("innerLength")) + " bytes" : "";
        return bytes(sent) + inner + (sent.path("fragment").booleanValue() ? ", a fragment" : "")
            + df(sent, plain(sent.path("from")).contains(":")) + ", " + plain(sent.path("from")) + " to "
            + plain(sent.path("to")) + " by port " + plain(sent.path("port"));
    }

    private String told(JsonNode told) {
        return plain(told.path("to")) + ", from " + plain(told.path("from")) + ": "
            + (isIpv6 ? "ICMPv6" : "ICMP") + " type " + plain(told.path("type")) + " code " + plain(told.path("code"))
            + (told.hasNonNull("mtu") ? ", MTU " + plain(told.path("mtu")) : "")
            + (told.hasNonNull("tunnel") ? ", through tunnel " + plain(told.path("tunnel")) : ", by port "
                + plain(told.path("port")));
    }

    private static String bytes(JsonNode packet) {
        return plain(packet.path("length")) + " bytes";
    }

    /** IPv6 has no DF to speak of. */
    private static String df(JsonNode packet, boolean isIpv6) {
        return isIpv6 ? "" : packet.path("df").booleanValue() ? ", DF set" : ", DF clear";
    }

    private static String port(JsonNode port) {
        return port.isNumber() ? " port " + plain(port) : "";
    }

    private static void line(PrintWriter out, String name, String fact) {
        out.println(name + " ".repeat(NAME_WIDTH - name.length()) + fact);
    }
}

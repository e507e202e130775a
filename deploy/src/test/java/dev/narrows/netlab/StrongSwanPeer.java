package dev.narrows.netlab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * strongSwan in the place of gateway c, asked by swanctl.
 */
final class StrongSwanPeer {
    private static final Pattern COUNTS = Pattern.compile(
        "in\\s+[0-9a-f]+,\\s+(\\d+) bytes,\\s+(\\d+) packets.*?out\\s+[0-9a-f]+,\\s+(\\d+) bytes,\\s+(\\d+) packets",
        Pattern.DOTALL);

    private final Netlab netlab;

    StrongSwanPeer(Netlab netlab) {
        this.netlab = netlab;
    }

    /** What is negotiated, each between subnets of its own, in this order. */
    enum Child {
        AES_128_GCM(1, "aes128gcm128"),
        CHACHA20_POLY1305(2, "chacha20poly1305"),
        AES_128_CBC_HMAC_SHA_256(3, "aes128-sha256"),
        AES_256_CBC_HMAC_SHA_512(4, "aes256-sha512");

        private final int number;
        private final String proposal;

        Child(int number, String proposal) {
            this.number = number;
            this.proposal = proposal;
        }

        /** All of them, as the netlab's script wants them. */
        static String proposals() {
            return Arrays.stream(values()).map(child -> child.proposal).collect(Collectors.joining(","));
        }

        PeerTraffic traffic(Netlab netlab) {
            return new PeerTraffic(Speaker.host(netlab, "a", "10.1." + number + ".2"),
                Speaker.host(netlab, "d", "10.2." + number + ".2"));
        }

        /** Its SA at the gateway, in direction {@code in} or {@code out}. */
        JsonNode sa(Gateway gateway, String direction) {
            String tunnel = "udp-" + number;
            return StreamSupport.stream(gateway.ask("sas").spliterator(), false)
                .filter(sa -> tunnel.equals(sa.get("tunnel").textValue())
                    && direction.equals(sa.get("direction").textValue()))
                .findAny().orElseThrow(() -> new AssertionError(gateway.name() + " has no SA for " + this));
        }
    }

    /**
     * What strongSwan counts for both SAs of a child.
     *
     * @param packetsIn  those it received.
     * @param bytesIn    those of their inner packets.
     * @param packetsOut those it sent.
     * @param bytesOut   those of their inner packets.
     */
    record Counts(long packetsIn, long bytesIn, long packetsOut, long bytesOut) {
        /** {@return what was counted since an earlier reading} */
        Counts since(Counts before) {
            return new Counts(packetsIn - before.packetsIn, bytesIn - before.bytesIn, packetsOut - before.packetsOut,
                bytesOut - before.bytesOut);
        }
    }

    /** {@return how many datagrams were dropped in all as the socket's buffer was full} */
    long lostByItsSocket() {
        String[] lines = netlab.exec("c", "grep", "^Udp:", "/proc/net/snmp").expectSuccess().output().split("\n", -1);
        int column = Arrays.asList(lines[0].split(" ", -1)).indexOf("RcvbufErrors");
        return Long.parseLong(lines[1].split(" ", -1)[column]);
    }

    Counts counts(Child child) {
        String list = netlab.askPeer("--list-sas", "--child", "narrows-" + child.number);
        Matcher counts = COUNTS.matcher(list);
        if (!counts.find()) {
            throw new AssertionError(list);
        }
        return new Counts(Long.parseLong(counts.group(2)), Long.parseLong(counts.group(1)),
            Long.parseLong(counts.group(4)), Long.parseLong(counts.group(3)));
    }
}

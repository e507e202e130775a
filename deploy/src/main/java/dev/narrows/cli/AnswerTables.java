package dev.narrows.cli;

import static dev.narrows.cli.Cells.plain;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The gateway's lists as tables.
 */
final class AnswerTables {
    private AnswerTables() {
    }

    /** {@return a row for each tunnel} */
    static TextTable tunnels(JsonNode answer) {
        TextTable table = new TextTable().text("NAME").text("MODE").text("LOCAL").text("REMOTE").text("UDP").text("DF")
            .number("OWN-MTU").number("MTU").number("INNER-MTU").text("PROBING").text("STATE").text("OUT-SPI")
            .text("IN-SPIS").text("POLICIES");
        for (JsonNode tunnel : answer) {
            table.row(List.of(plain(tunnel.path("name")), plain(tunnel.path("mode")), plain(tunnel.path("local")),
                plain(tunnel.path("remote")), plain(tunnel.path("udp")), plain(tunnel.path("df")),
                plain(tunnel.path("mtu")), plain(tunnel.at("/path/mtu")), plain(tunnel.at("/path/innerMtu")),
                plain(tunnel.at("/path/probing")), plain(tunnel.path("state")),
                Cells.spi(tunnel.path("outSpi")), Cells.spis(tunnel.path("inSpis"), tunnel.path("inSas")),
                Cells.policies(tunnel.path("policies"), tunnel.path("policyCount"))));
        }
        return table;
    }

    /** {@return a row for each SA} */
    static TextTable sas(JsonNode answer) {
        TextTable table = new TextTable().text("TUNNEL").text("DIRECTION").text("SPI").text("ALGORITHM").text("ENGINE")
            .number("PACKETS").number("BYTES").number("SEQUENCE").number("LEASED-UNTIL").number("REPLAY-WINDOW")
            .text("ESN").number("WORKER").text("PER-WORKER").text("LIFETIME");
        for (JsonNode sa : answer) {
            table.row(List.of(plain(sa.path("tunnel")), plain(sa.path("direction")), Cells.spi(sa.path("spi")),
                plain(sa.path("algorithm")), plain(sa.path("engine")), plain(sa.path("packets")),
                plain(sa.path("bytes")), plain(sa.path("sequence")), plain(sa.path("leasedUntil")),
                plain(sa.path("replayWindow")), Cells.yesNo(sa.path("esn")), plain(sa.path("worker")),
                Cells.yesNo(sa.path("perWorker")), Cells.lifetime(sa.path("lifetime"))));
        }
        return table;
    }

    /** {@return a row for each policy} */
    static TextTable policies(JsonNode answer) {
        TextTable table = new TextTable().number("ID").text("ACTION").text("TUNNEL").text("LOCAL").text("REMOTE")
            .text("PROTOCOL").text("LOCAL-PORT").text("REMOTE-PORT").text("ICMP-TYPE").text("YIELDS");
        for (JsonNode policy : answer) {
            table.row(List.of(plain(policy.path("id")), plain(policy.path("action")), plain(policy.path("tunnel")),
                plain(policy.path("local")), plain(policy.path("remote")), plain(policy.path("protocol")),
                plain(policy.path("localPort")), plain(policy.path("remotePort")), plain(policy.path("icmpType")),
                plain(policy.path("yields"))));
        }
        return table;
    }

    /** {@return a row for each path} */
    static TextTable paths(JsonNode answer) {
        TextTable table = new TextTable().text("LOCAL").text("REMOTE").number("LINK-MTU").number("CONFIRMED")
            .number("MTU").text("EVIDENCE").text("SINCE").text("UNTIL").text("CLAIMED-BY").text("PROBING")
            .text("SENT/ANSWERED/LOST").number("BELIEVED").text("REJECTED");
        for (JsonNode path : answer) {
            table.row(List.of(plain(path.path("local")), plain(path.path("remote")), plain(path.path("linkMtu")),
                plain(path.path("confirmedMtu")), plain(path.path("effectiveMtu")), plain(path.path("evidence")),
                plain(path.path("since")), plain(path.path("until")), plain(path.path("claimedBy")),
                plain(path.path("probing")), Cells.probes(path.path("probes")), plain(path.at("/claims/believed")),
                Cells.counts(path.at("/claims/rejected"))));
        }
        return table;
    }

    /** {@return a row for each port} */
    static TextTable ports(JsonNode answer) {
        TextTable table = new TextTable().text("NAME").text("DEVICE").text("DRIVER").text("SIDE").text("ADDRESSES")
            .text("MAC").number("MTU").text("LINK").number("MBPS").number("RECEIVED").number("SENT")
            .number("RX-MISSED").number("RX-ERRORS").number("TX-ERRORS").number("NO-BUFFERS")
            .text("QUEUES");
        for (JsonNode port : answer) {
            table.row(List.of(plain(port.path("name")), plain(port.path("device")), plain(port.path("driver")),
                plain(port.path("side")), Cells.list(port.path("addresses")), plain(port.path("mac")),
                Cells.linkMtu(port), port.path("linkUp").booleanValue() ? "up" : "down",
                plain(port.path("linkMbps")), plain(port.path("received")), plain(port.path("sent")),
                plain(port.path("rxMissed")), plain(port.path("rxErrors")), plain(port.path("txErrors")),
                plain(port.path("noBuffers")), Cells.queues(port)));
        }
        return table;
    }

    /** {@return a row for each next hop} */
    static TextTable neighbours(JsonNode answer) {
        TextTable table = new TextTable().text("PORT").text("ADDRESS").text("MAC").text("STATE").number("AGE-SECONDS");
        for (JsonNode neighbour : answer) {
            table.row(List.of(plain(neighbour.path("port")), plain(neighbour.path("address")),
                plain(neighbour.path("mac")), plain(neighbour.path("state")), plain(neighbour.path("ageSeconds"))));
        }
        return table;
    }
}

package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code narrows explain} asks, and what it prints of the answers. */
final class ExplainCommandTest {
    private static final String PATH = """
        {"local":"192.0.1.2","remote":"192.0.2.2","linkMtu":1500,"effectiveMtu":1400,"evidence":"too-big",
         "claimedBy":"192.0.1.1","since":"2026-11-25T19:00:00Z","until":"2026-11-25T19:10:00Z"}""";

    @TempDir
    private Path directory;

    @Test
    void shouldExplainWhatIsTooBig() throws Exception {
        assertEquals("""
            packet    10.1.0.2 port 40000 to 10.2.0.2 port 443, tcp, 1500 bytes, DF set, by port inside
            policy    number 2 in the order, id 4: protect 10.1.0.0/24 - 10.2.0.0/24 tcp by tunnel to-c
            route     0.0.0.0/0 via 192.0.1.1 by port outside, MTU 1500
            tunnel    to-c, tunnel mode, df copy
            SA        0x00001001, aes-128-gcm-16
            path      192.0.1.2 to 192.0.2.2, MTU 1400 of the link's 1500: too-big, claimed by 192.0.1.1, \
            since 2026-11-25T19:00:00Z, until 2026-11-25T19:10:00Z
            outside   outer IPv4 header 20 + ESP header 8 + packet 1500 = 1528
            fits      1346 bytes are the most that fit
            way       stage by stage
            dropped   too-big: Too long
            told      10.1.0.2, from 10.1.0.1: ICMP type 3 code 4, MTU 1346, by port inside
            """, explained("{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\",\"size\":1500,\"df\":true,\"protocol\":\"tcp\","
            + "\"fromPort\":40000,\"toPort\":443}", """
            {"packet":{"from":"10.1.0.2","to":"10.2.0.2","protocol":"tcp","fromPort":40000,"toPort":443,"length":1500,
              "df":true,"comesBy":"port","name":"inside"},
             "policy":{"id":4,"action":"protect","tunnel":"to-c","local":"10.1.0.0/24","remote":"10.2.0.0/24",
              "protocol":"tcp"},"policyPlace":2,
             "route":{"to":"0.0.0.0/0","via":"192.0.1.1","port":"outside","mtu":1500},
             "tunnel":{"name":"to-c","mode":"tunnel","df":"copy","spi":4097,"algorithm":"aes-128-gcm-16",
              "largestInner":1346},
             "path":%s,
             "overhead":{"parts":[{"name":"outer IPv4 header","length":20},{"name":"ESP header","length":8},
              {"name":"packet","length":1500}],"total":1528},
             "outcome":{"kind":"dropped","way":"stages","sent":[],
              "drops":[{"reason":"too-big","description":"Too long","packets":1}],
              "told":{"to":"10.1.0.2","from":"10.1.0.1","type":3,"code":4,"mtu":1346,"port":"inside","tunnel":null},
              "untold":null}}
            """.formatted(PATH),
            "--size", "1500", "--df", "--protocol", "tcp", "--from-port", "40000", "--to-port", "443"));
    }

    @Test
    void shouldExplainFragmentsAndWhatIsNotThere() throws Exception {
        assertEquals("""
            packet    10.1.0.2 to 10.2.0.2, icmp, 1500 bytes, DF clear, from the gateway's own host, by port host
            policy    none matches
            route     10.2.0.0/24 into tunnel to-c
            tunnel    to-c, transport mode
            SA        none
            path      192.0.1.2 to 192.0.2.2, MTU 1400 of the link's 1500: too-big, claimed by 192.0.1.1, \
            since 2026-11-25T19:00:00Z, until 2026-11-25T19:10:00Z
            outcome   fragmented before encryption
            way       stage by stage
            sent      1396 bytes with a fragment of 1340 bytes, DF clear, 192.0.1.2 to 192.0.2.2 by port outside
            sent      236 bytes, a fragment, DF clear, 192.0.1.2 to 192.0.2.2 by port outside
            dropped   2 packets, pool-empty: Nothing left
            untold    nobody hears
            note      so it is
            """, explained("{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\"}", """
            {"packet":{"from":"10.1.0.2","to":"10.2.0.2","protocol":"icmp","fromPort":null,"toPort":null,"length":1500,
              "df":false,"comesBy":"host","name":"host"},"policy":null,"policyPlace":null,
             "route":{"to":"10.2.0.0/24","tunnel":"to-c"},
             "tunnel":{"name":"to-c","mode":"transport","df":null,"spi":null,"algorithm":null,"largestInner":null},
             "path":%s,"overhead":null,
             "outcome":{"kind":"fragmented-before","way":"stages","sent":[%s,%s],
              "drops":[{"reason":"pool-empty","description":"Nothing left","packets":2}],"told":null,
              "untold":"nobody hears"},"note":"so it is"}
            """.formatted(PATH, sent(1396, false, "1340"), sent(236, true, "null"))));
    }

    @Test
    void shouldExplainIpv6OutOfATunnelWithoutSpeakingOfDf() throws Exception {
        assertEquals("""
            packet    2001:db8::1 to ::2, ospf, 1500 bytes, out of tunnel to-c
            policy    none matches
            route     none
            outcome   sent on in clear
            way       the fast path
            sent      1500 bytes, 2001:db8::1 to ::2 by port inside
            told      2001:db8::1, from ::3: ICMPv6 type 2 code 0, through tunnel to-c
            next hop  ::2 by port inside, unknown
            """, explained("{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\"}", """
            {"packet":{"from":"2001:db8::1","to":"::2","protocol":"ospf","length":1500,"df":true,"comesBy":"tunnel",
              "name":"to-c"},"policy":null,"route":null,"tunnel":null,"path":null,"overhead":null,
             "nextHop":{"port":"inside","address":"::2","state":"unknown"},
             "outcome":{"kind":"forwarded","way":"fast-path","sent":[{"port":"inside","from":"2001:db8::1","to":"::2",\
            "length":1500,
              "df":true,"fragment":false,"tunnel":null,"innerLength":null,"innerFragment":null}],"drops":[],
              "told":{"to":"2001:db8::1","from":"::3","type":2,"code":0,"mtu":null,"port":"outside","tunnel":"to-c"},
              "untold":null}}
            """));
    }

    @Test
    void shouldPrintJson() throws Exception {
        assertEquals(new ObjectMapper().readTree("{\"packet\":{}}"), new ObjectMapper().readTree(
            explained("{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\"}", "{\"packet\":{}}", "--json")));
    }

    private static String sent(int length, boolean isFragment, String inner) {
        return "{\"port\":\"outside\",\"from\":\"192.0.1.2\",\"to\":\"192.0.2.2\",\"length\":" + length
            + ",\"df\":false,\"fragment\":" + isFragment + ",\"tunnel\":\"to-c\",\"innerLength\":" + inner
            + ",\"innerFragment\":" + (inner.equals("null") ? "null" : "true") + "}";
    }

    private String explained(String parameters, String result, String... options) throws Exception {
        Path socket = directory.resolve("narrows.sock");
        List<String> all = new ArrayList<>(List.of("explain", "--from", "10.1.0.2", "--to", "10.2.0.2"));
        all.addAll(List.of(options));
        all.addAll(List.of("--socket", socket.toString()));
        try (FakeGateway gateway = new FakeGateway(socket, "\"result\":" + result.replace("\n", ""))) {
            String output = Outcome.of(all.toArray(String[]::new)).success();
            assertEquals("explain", gateway.request().get("method").textValue());
            assertEquals(parameters, gateway.request().get("params").toString());
            return output;
        }
    }
}

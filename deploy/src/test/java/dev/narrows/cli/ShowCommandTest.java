package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code narrows show} prints of the gateway's answers. */
final class ShowCommandTest {
    private static final String COUNTERS = """
        {"packets":{"received":10,"made":1,"sent":9,"dropped":2},
         "drops":{"too-big":2,"replayed":0},
         "events":{"claims":1},"icmp":{"too-big-sent":2},"claims":{},
         "poolInUse":3,"poolSize":8192,
         "descriptions":{"received":"From ports","too-big":"Too long","replayed":"Seen before"}}
        """;

    @TempDir
    private Path directory;

    @Test
    void shouldShowTunnels() throws Exception {
        assertEquals("""
            NAME  MODE    LOCAL      REMOTE     UDP        DF    OWN-MTU   MTU  INNER-MTU  PROBING     STATE  \
            OUT-SPI     IN-SPIS                 POLICIES
            to-c  tunnel  192.0.1.2  192.0.2.2  -          copy        -  1500       1446  unanswered  up     \
            0x00001001  0x00002001, 0x00002002  10.1.0.0/24 - 10.2.0.0/24
            to-e  tunnel  192.0.1.2  192.0.3.2  4500:4500  set      1400  1500          -  off         no-sa  \
            -           -                       -
            """, show("tunnels", """
            [{"name":"to-c","mode":"tunnel","local":"192.0.1.2","remote":"192.0.2.2","udp":null,"df":"copy","mtu":null,
              "policies":[{"local":"10.1.0.0/24","remote":"10.2.0.0/24"}],"outSpi":4097,"inSpis":[8193,8194],
              "path":{"mtu":1500,"innerMtu":1446,"probing":"unanswered"},"state":"up"},
             {"name":"to-e","mode":"tunnel","local":"192.0.1.2","remote":"192.0.3.2","udp":"4500:4500","df":"set",
              "mtu":1400,
              "policies":[],"outSpi":null,"inSpis":[],"path":{"mtu":1500,"innerMtu":null,"probing":"off"},
              "state":"no-sa"}]
            """));
    }

    @Test
    void shouldShowSas() throws Exception {
        assertEquals("""
            TUNNEL  DIRECTION  SPI         ALGORITHM       ENGINE    PACKETS   BYTES  SEQUENCE  LEASED-UNTIL  \
            REPLAY-WINDOW  ESN  WORKER  PER-WORKER  LIFETIME
            to-c    out        0xffffffff  aes-128-gcm-16  ipsec-mb      123  456789       123       4194304  \
                        -  yes       0  yes         3/10 s, 104/2000 B
            to-c    in         0x00002001  aes-128-gcm-16  ipsec-mb        0       0         0             -  \
                     1024  no        1  no          -
            """, show("sas", """
            [{"tunnel":"to-c","direction":"out","spi":4294967295,"algorithm":"aes-128-gcm-16","engine":"ipsec-mb",
              "packets":123,"bytes":456789,"sequence":123,"leasedUntil":4194304,"replayWindow":null,"esn":true,
              "worker":0,
              "perWorker":true,
              "lifetime":{"seconds":3,"softTime":5,"hardTime":10,"bytes":104,"softBytes":2000,"hardBytes":null,
              "packets":1,"softPackets":null,"hardPackets":null}},
             {"tunnel":"to-c","direction":"in","spi":8193,"algorithm":"aes-128-gcm-16","engine":"ipsec-mb",
              "packets":0,"bytes":0,"sequence":0,"leasedUntil":null,"replayWindow":1024,"esn":false,"worker":1,
              "perWorker":false}]
            """));
    }

    @Test
    void shouldShowPolicies() throws Exception {
        assertEquals("""
            ID  ACTION   TUNNEL  LOCAL        REMOTE       PROTOCOL  LOCAL-PORT  REMOTE-PORT  ICMP-TYPE  YIELDS
             7  protect  to-c    10.1.0.0/24  10.2.0.0/24  tcp       -           443          -          no-sa
            12  discard  -       ::/0         ::/0         icmpv6    -           -            128-129    -
            """, show("policies", """
            [{"id":7,"action":"protect","tunnel":"to-c","local":"10.1.0.0/24","remote":"10.2.0.0/24","protocol":"tcp",
              "localPort":null,"remotePort":"443","icmpType":null,"yields":"no-sa"},
             {"id":12,"action":"discard","tunnel":null,"local":"::/0","remote":"::/0","protocol":"icmpv6",
              "localPort":null,"remotePort":null,"icmpType":"128-129"}]
            """));
    }

    @Test
    void shouldShowPaths() throws Exception {
        assertEquals("""
            LOCAL      REMOTE     LINK-MTU  CONFIRMED   MTU  EVIDENCE  SINCE                 UNTIL  CLAIMED-BY  \
            PROBING    SENT/ANSWERED/LOST  BELIEVED  REJECTED
            192.0.1.2  192.0.2.2      1500       1296  1300  too-big   2026-01-01T00:00:00Z  -      192.0.1.1   \
            answering  5/4/1                      1  not-sent 2
            """, show("paths", """
            [{"local":"192.0.1.2","remote":"192.0.2.2","linkMtu":1500,"confirmedMtu":1296,"effectiveMtu":1300,
             "evidence":"too-big",
              "since":"2026-01-01T00:00:00Z","until":null,"claimedBy":"192.0.1.1",
              "probing":"answering","probes":{"sent":5,"answered":4,"lost":1},
              "claims":{"believed":1,"rejected":{"not-sent":2,"below-floor":0}}}]
            """));
    }

    @Test
    void shouldShowPorts() throws Exception {
        assertEquals("""
            NAME    DEVICE          DRIVER         SIDE       ADDRESSES    MAC                 MTU  LINK   MBPS  \
            RECEIVED  SENT  RX-MISSED  RX-ERRORS  TX-ERRORS  NO-BUFFERS  QUEUES
            inside  net_af_packet0  net_af_packet  protected  10.1.0.1/24  02:00:00:00:00:01  1500  up    10000  \
                   1     2          3          4          5           6  for 1 of 2
            """, show("ports", """
            [{"name":"inside","device":"net_af_packet0","driver":"net_af_packet","side":"protected",
              "addresses":["10.1.0.1/24"],"mac":"02:00:00:00:00:01","mtu":1500,"mtuAsked":1500,"linkUp":true,
              "linkMbps":10000,
              "received":1,"sent":2,"rxMissed":3,"rxErrors":4,"txErrors":5,"noBuffers":6,"queues":1,"workers":2}]
            """));
        assertTrue(show("ports", "[{\"linkUp\":false}]").contains("  down  "));
        assertTrue(show("ports", "[{\"mtu\":1400,\"mtuAsked\":1500}]").contains("  1400 of 1500  "));
    }

    @Test
    void shouldShowNeighbours() throws Exception {
        assertEquals("""
            PORT    ADDRESS   MAC                STATE       AGE-SECONDS
            inside  10.1.0.2  02:00:00:00:00:0a  reachable            12
            inside  10.1.0.3  -                  incomplete            0
            """, show("neighbours", """
            [{"port":"inside","address":"10.1.0.2","mac":"02:00:00:00:00:0a","state":"reachable","ageSeconds":12},
             {"port":"inside","address":"10.1.0.3","mac":null,"state":"incomplete","ageSeconds":0}]
            """));
    }

    @Test
    void shouldShowCountersWithoutDropsThatNeverWere() throws Exception {
        String text = show("counters", COUNTERS);
        assertTrue(text.startsWith("PACKETS   COUNT  DESCRIPTION\nreceived     10  From ports\n"), text);
        assertTrue(text.contains("DROPS    COUNT  DESCRIPTION\ntoo-big      2  Too long\n\n"), text);
        assertTrue(text.endsWith("packet buffers in use: 3 of 8192\n"), text);
    }

    @Test
    void shouldShowAllDropsWhenAsked() throws Exception {
        assertTrue(show("counters", COUNTERS, "--all").contains("replayed      0  Seen before\n"));
    }

    @Test
    void shouldPrintAnswerAsJson() throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        assertEquals(mapper.readTree(COUNTERS), mapper.readTree(show("counters", COUNTERS, "--json")));
    }

    @Test
    void shouldTellRefusal() throws Exception {
        Path socket = directory.resolve("narrows.sock");
        try (FakeGateway _ = new FakeGateway(socket,
            "\"error\":{\"code\":-32000,\"message\":\"The gateway is stopping.\"}")) {
            assertEquals("narrows: the gateway refused: The gateway is stopping.",
                Outcome.of("show", "sas", "--socket", socket.toString()).failure(1));
        }
    }

    @Test
    void shouldSayThatNoGatewayListens() {
        Path socket = directory.resolve("none.sock");
        String message = Outcome.of("show", "sas", "--socket", socket.toString()).failure(1);
        assertTrue(message.startsWith("narrows: no gateway listens at " + socket + ": is it running?"), message);
    }

    private String show(String subject, String result, String... options) throws Exception {
        Path socket = directory.resolve("narrows.sock");
        try (FakeGateway gateway = new FakeGateway(socket, "\"result\":" + result.replace("\n", ""))) {
            String[] args = {"show", subject, "--socket", socket.toString()};
            String[] all = Stream.of(args, options).flatMap(Arrays::stream).toArray(String[]::new);
            String output = Outcome.of(all).success();
            assertEquals(subject, gateway.request().get("method").textValue());
            assertEquals("{}", gateway.request().get("params").toString());
            return output;
        } finally {
            Files.deleteIfExists(socket);
        }
    }
}

package dev.narrows.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.narrows.config.SaSpec;
import dev.narrows.control.ConductorClient;
import dev.narrows.control.Operations;
import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.Page;
import dev.narrows.control.request.PageRequest;
import dev.narrows.control.request.PolicyRequest;
import dev.narrows.control.request.SaChange;
import dev.narrows.control.request.SaDeletion;
import dev.narrows.control.request.SaRequest;
import dev.narrows.control.request.TunnelChange;
import dev.narrows.control.view.AddedPolicyView;
import dev.narrows.control.view.CountersView;
import dev.narrows.control.view.ExplainView;
import dev.narrows.control.view.LifetimeView;
import dev.narrows.control.view.NeighbourView;
import dev.narrows.control.view.PathView;
import dev.narrows.control.view.PolicyView;
import dev.narrows.control.view.PortView;
import dev.narrows.control.view.SaView;
import dev.narrows.control.view.TunnelView;
import dev.narrows.explain.Question;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Lifetime.Limit;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.SequenceSpace;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpProtocol;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The gateway's methods, as the contract of the control socket has them. */
final class GatewayMethodsTest {
    private static final String KEY = "0x0123456789abcdef0123456789abcdef00112233";
    private static final String ADD = "{\"tunnel\":\"to-c\",\"direction\":\"in\",\"spi\":4098,"
        + "\"algorithm\":\"aes-128-gcm-16\",\"key\":\"" + KEY + "\",\"replayWindow\":64}";

    private static final String POLICY =
        "{\"id\":7,\"action\":\"protect\",\"tunnel\":\"to-c\",\"local\":\"10.1.0.0/24\","
        + "\"remote\":\"10.2.0.0/24\",\"protocol\":\"tcp\",\"localPort\":null,\"remotePort\":\"443\",\"icmpType\":null,"
        + "\"yields\":\"no-sa\"}";
    private static final String ADD_POLICY = "{\"action\":\"protect\",\"tunnel\":\"to-c\",\"local\":\"10.1.0.0/24\","
        + "\"remote\":\"10.2.0.0/24\",\"protocol\":\"tcp\",\"remotePort\":443,\"before\":3}";

    private final ObjectMapper mapper = new ObjectMapper();
    private final FakeOperations operations = new FakeOperations();
    private final ConductorClient client = new ConductorClient(8);
    private final Dispatcher dispatcher = new Dispatcher(GatewayMethods.of(client));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "tunnels | [{\"name\":\"to-c\",\"mode\":\"tunnel\",\"local\":\"192.0.1.2\",\"remote\":\"192.0.2.2\","
            + "\"udp\":null,\"df\":\"copy\",\"mtu\":1400,\"policies\":"
            + "[" + POLICY + "],\"policyCount\":1,\"outSpi\":null,\"inSpis\":[8193],\"inSas\":3,"
            + "\"path\":{\"mtu\":1500,\"innerMtu\":1446,\"probing\":\"unanswered\"},\"state\":\"no-sa\"}]",
        "policies | [" + POLICY + "]",
        "sas | [{\"tunnel\":\"to-c\",\"direction\":\"out\",\"spi\":4294967295,\"algorithm\":\"aes-128-gcm-16\","
            + "\"worker\":1,\"perWorker\":true,\"engine\":\"ipsec-mb\",\"packets\":1,\"bytes\":2,\"sequence\":3,"
            + "\"leasedUntil\":4,\"replayWindow\":null,"
            + "\"esn\":true,\"lifetime\":{\"seconds\":1,\"softTime\":null,\"hardTime\":2,\"bytes\":3,\"softBytes\":4,"
            + "\"hardBytes\":null,\"packets\":5,\"softPackets\":null,\"hardPackets\":6}}]",
        "paths | "
            + "[{\"local\":\"192.0.1.2\",\"remote\":\"192.0.2.2\",\"linkMtu\":1500,\"confirmedMtu\":1300,"
            + "\"effectiveMtu\":1300,\"evidence\":\"too-big\",\"since\":\"2026-01-01T00:00:00Z\",\"until\":null,"
            + "\"claimedBy\":\"192.0.1.1\","
            + "\"probing\":\"answering\",\"probes\":{\"sent\":5,\"answered\":4,\"lost\":1},"
            + "\"claims\":{\"believed\":1,\"rejected\":{\"not-sent\":2}}}]",
        "ports | "
            + "[{\"name\":\"inside\",\"device\":\"net_af_packet0\",\"driver\":\"net_af_packet\","
            + "\"side\":\"protected\",\"addresses\":[\"10.1.0.1/24\"],\"mac\":\"02:00:00:00:00:01\",\"mtu\":1400,"
            + "\"mtuAsked\":1500,\"queues\":1,\"workers\":2,\"linkUp\":true,\"linkMbps\":10000,"
            + "\"received\":1,\"sent\":2,\"rxMissed\":3,\"rxErrors\":4,\"txErrors\":5,\"noBuffers\":6}]",
        "neighbours | [{\"port\":\"inside\",\"address\":\"10.1.0.2\",\"mac\":null,\"state\":\"incomplete\","
            + "\"ageSeconds\":3}]",
        "counters | {\"packets\":{\"received\":10,\"made\":1,\"sent\":9,\"dropped\":2},\"drops\":{\"too-big\":2},"
            + "\"events\":{},\"icmp\":{},\"claims\":{},\"workers\":[],\"poolInUse\":3,\"poolSize\":8192,"
            + "\"descriptions\":{\"too-big\":\"Too long\"}}",
    })
    void shouldShow(String method, String expected) throws IOException {
        assertEquals(expected, answer(method, "{}").get("result").toString());
    }

    @Test
    void shouldExplainWithDefaults() throws IOException {
        assertEquals("{\"packet\":{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\",\"protocol\":\"udp\",\"fromPort\":49152,"
            + "\"toPort\":9,\"length\":1500,\"df\":true,\"comesBy\":\"port\",\"name\":\"inside\"},\"policy\":null,"
            + "\"policyPlace\":null,\"route\":null,\"tunnel\":null,\"path\":null,\"overhead\":null,"
            + "\"nextHop\":null,\"outcome\":"
            + "{\"kind\":\"dropped\",\"way\":\"stages\",\"sent\":[],\"drops\":[{\"reason\":\"too-big\","
            + "\"description\":\"Too long\","
            + "\"packets\":1}],\"told\":{\"to\":\"10.1.0.2\",\"from\":\"10.1.0.1\",\"type\":3,\"code\":4,\"mtu\":1446,"
            + "\"port\":\"inside\",\"tunnel\":null},\"untold\":null},\"note\":null}",
            answer("explain", "{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\"}").get("result").toString());
        assertEquals(List.of(new Question(IpAddress.parse("10.1.0.2"), IpAddress.parse("10.2.0.2"), 1500, false,
            IpProtocol.UDP, 49152, 9)), operations.questions);
    }

    @Test
    void shouldExplainWithEveryParameter() throws IOException {
        answer("explain", "{\"from\":\"2001:db8::1\",\"to\":\"2001:db8::2\",\"size\":60,\"df\":true,"
            + "\"protocol\":\"tcp\","
            + "\"fromPort\":0,\"toPort\":65535}");
        assertEquals(List.of(new Question(IpAddress.parse("2001:db8::1"), IpAddress.parse("2001:db8::2"), 60, true,
            IpProtocol.TCP, 0, 65535)), operations.questions);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{} | from: must be a string that is not empty",
        "{\"from\":\"10.1.0.2\"} | to: must be a string that is not empty",
        "{\"from\":\"10.1.0\",\"to\":\"10.2.0.2\"} | from: \"10.1.0\" is not an IPv4 address: write four numbers "
            + "from 0 to 255 without leading zeros, joined by dots",
        "{\"from\":\"1111111111222222222233333333334444444444\",\"to\":\"::1\"} | from: is no address",
        "{\"from\":\"10.1.0.2\",\"to\":\"::1\"} | to: is of another family than from; both must be of the same",
        "{\"from\":\"::1\",\"to\":\"::1\"} | to: is from as well; it must be another address",
        "{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\",\"size\":27} | size: must be a whole number from 28 to 65535",
        "{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\",\"size\":65536} | size: must be a whole number from 28 to 65535",
        "{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\",\"protocol\":\"tcp\",\"size\":39} | "
            + "size: must be a whole number from 40 to 65535",
        "{\"from\":\"::1\",\"to\":\"::2\",\"size\":47} | size: must be a whole number from 48 to 65535",
        "{\"from\":\"::ffff:10.1.0.2\",\"to\":\"::1\"} | from: \"::ffff:10.1.0.2\" is an IPv4 address in disguise: "
            + "write 10.1.0.2",
        "{\"from\":\"2001:db8::1\",\"to\":\"::a02:2\"} | to: ::a02:2 is an IPv4 address in IPv6's form, which no "
            + "packet may have (RFC 4291 2.5.5)",
        "{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\",\"df\":1} | df: must be true or false",
        "{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\",\"protocol\":\"icmp\",\"toPort\":7} | "
            + "toPort: is for tcp, udp, sctp, dccp or udp-lite only",
        "{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\",\"fromPort\":65536} | "
            + "fromPort: must be a whole number from 0 to 65535",
        "{\"from\":\"::1\",\"to\":\"::2\",\"protocol\":44} | "
            + "protocol: 44 is an extension header of IPv6's; name what stands behind it",
        "{\"from\":\"10.1.0.2\",\"to\":\"10.2.0.2\",\"port\":7} | params: has a name that the method does not know; "
            + "allowed are df, from, fromPort, protocol, size, to, toPort",
    })
    void shouldRefuseToExplainWithWrongParameter(String parameters, String message) throws IOException {
        JsonNode error = answer("explain", parameters).get("error");
        assertEquals(-32602, error.get("code").intValue());
        assertEquals(message, error.get("message").textValue());
        assertEquals(List.of(), operations.questions);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"mtu\":68 | Optional[68] | Optional.empty", "\"mtu\":9216 | Optional[9216] | Optional.empty",
        "\"mtu\":\"none\" | Optional[2147483647] | Optional.empty",
        "\"remote\":\"192.0.2.3\" | Optional.empty | Optional[192.0.2.3]",
        "\"remote\":\"2001:db8::3\",\"mtu\":1400 | Optional[1400] | Optional[2001:db8::3]",
    })
    void shouldChangeTunnel(String parameters, String mtu, String remote) throws IOException {
        assertEquals("null", answer("tunnel.set", "{\"tunnel\":\"to-c\"," + parameters + "}").get("result").toString());
        assertEquals(List.of("TunnelChange[tunnel=to-c, mtu=" + mtu + ", remote=" + remote + "]"), operations.added);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"mtu\":1400} | tunnel: must be a string that is not empty",
        "{\"tunnel\":\"to-c\"} | params: has nothing to change; mtu or remote is needed",
        "{\"tunnel\":\"to-c\",\"mtu\":67} | mtu: must be none or a whole number from 68 to 9216",
        "{\"tunnel\":\"to-c\",\"mtu\":9217} | mtu: must be none or a whole number from 68 to 9216",
        "{\"tunnel\":\"to-c\",\"mtu\":\"1400\"} | mtu: must be none or a whole number from 68 to 9216",
        "{\"tunnel\":\"to-c\",\"mtu\":null} | mtu: must be a whole number or a string of 1 to 64 characters",
        "{\"tunnel\":\"to-c\",\"remote\":7} | remote: must be a string that is not empty",
        "{\"tunnel\":\"to-c\",\"remote\":\"1111111111222222222233333333334444444444\"} | remote: is no address",
        "{\"tunnel\":\"to-c\",\"local\":\"192.0.2.3\"} | params: has a name that the method does not know; "
            + "allowed are mtu, remote, tunnel",
    })
    void shouldRefuseToChangeTunnelWithWrongParameter(String parameters, String message) throws IOException {
        JsonNode error = answer("tunnel.set", parameters).get("error");
        assertEquals(-32602, error.get("code").intValue());
        assertEquals(message, error.get("message").textValue());
        assertEquals(List.of(), operations.added);
    }

    @Test
    void shouldAddSa() throws IOException {
        assertEquals("null", answer("sa.add", ADD).get("result").toString());
        assertEquals(List.of("to-c IN 4098 AES_128_GCM_16 64, key begins with 1"), operations.added);
        assertFalse(operations.requests.getFirst().sa().key().bytes().scope().isAlive());
    }

    @Test
    void shouldAddSaWithDefaultReplayWindow() throws IOException {
        answer("sa.add", ADD.replace(",\"replayWindow\":64", "").replace("\"in\"", "\"out\""));
        assertEquals(List.of("to-c OUT 4098 AES_128_GCM_16 1024, key begins with 1"), operations.added);
    }

    @Test
    void shouldAddSaWithExtendedSequenceNumbers() throws IOException {
        answer("sa.add", ADD.replace("\"replayWindow\":64", "\"esn\":true,\"sequence\":4294967296"));
        assertEquals(new Numbering(SequenceSpace.EXTENDED, 1L << 32, 1024),
            operations.requests.getFirst().sa().numbering());
    }

    @Test
    void shouldAddSaForOneWorkerOrForAll() throws IOException {
        answer("sa.add", ADD.replace("\"replayWindow\":64", "\"worker\":63"));
        answer("sa.add", ADD);
        assertEquals(List.of(OptionalInt.of(63), OptionalInt.empty()),
            operations.requests.stream().map(request -> request.sa().worker()).toList());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        ":64 | :64,\"worker\":64 | worker: must be a whole number from 0 to 63",
        ":64 | :64,\"worker\":-1 | worker: must be a whole number from 0 to 63",
        ":64 | :64,\"worker\":\"1\" | worker: must be a whole number from 0 to 63",
        "4098 | 255 | spi: must be a whole number from 256 to 4294967295",
        "4098 | 4294967296 | spi: must be a whole number from 256 to 4294967295",
        "\"in\" | \"up\" | direction: must be one of in, out",
        "\"in\" | \"out\" | replayWindow: is allowed with direction in only",
        ":64 | :65 | replayWindow: must be a power of two",
        ":64 | :16 | replayWindow: must be a whole number from 32 to 65536",
        ":64 | :64,\"esn\":1 | esn: must be true or false",
        ":64 | :64,\"sequence\":4294967295 | sequence: must be a whole number from 0 to 4294967294",
        ":64 | :64,\"esn\":true,\"sequence\":-1 | sequence: must be a whole number from 0 to 9223372032559808510",
        ":64 | :64,\"lifetime\":1 | lifetime: must be an object, with parameters by name",
        ":64 | :64,\"lifetime\":{\"hardTime\":604801} | lifetime.hardTime: must be a whole number from 1 to 604800",
        ":64 | :64,\"lifetime\":{\"softBytes\":2,\"hardBytes\":1} | lifetime.softBytes: must not be above hardBytes",
        "to-c | `` | tunnel: must be a string that is not empty",
        "33\" | 3\" | key: the key has 39 hexadecimal digits where 40 are needed",
    })
    void shouldRefuseSaWithWrongParameter(String right, String wrong, String message) throws IOException {
        JsonNode error = answer("sa.add", ADD.replace(right, wrong)).get("error");
        assertEquals(-32602, error.get("code").intValue());
        assertEquals(message, error.get("message").textValue());
        assertEquals(List.of(), operations.added);
    }

    @Test
    void shouldDeleteSa() throws IOException {
        assertEquals("null", answer("sa.delete", "{\"spi\":4098,\"direction\":\"out\"}").get("result").toString());
        assertEquals(List.of("4098 OUT"), operations.deleted);
    }

    @Test
    void shouldDeleteSaLater() throws IOException {
        answer("sa.delete", "{\"spi\":4098,\"direction\":\"in\",\"after\":30}");
        assertEquals(List.of("4098 IN after 30"), operations.deleted);
    }

    @Test
    void shouldChangeSeveralAtOnce() throws IOException {
        assertEquals("null", answer("sa.change", "{\"add\":[" + ADD + "," + ADD.replace("4098", "4099") + "],"
            + "\"delete\":[{\"spi\":4098,\"direction\":\"out\"}]}").get("result").toString());
        assertEquals(2, operations.added.size());
        assertEquals(List.of("4098 OUT"), operations.deleted);
        operations.requests.forEach(request -> assertFalse(request.sa().key().bytes().scope().isAlive()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"add\":{}} | add: must be a list of objects",
        "{\"add\":[1]} | add[0]: must be an object, with parameters by name",
        "{\"add\":[ADD,{\"tunnel\":\"t\"}]} | add[1].direction: must be one of in, out",
        "{\"delete\":[{\"spi\":1,\"direction\":\"in\"}]} | delete[0].spi: must be a whole number from 256 to "
            + "4294967295",
        "{\"delete\":[{\"spi\":256,\"direction\":\"in\",\"after\":3601}]} | delete[0].after: must be a whole number "
            + "from 0 to 3600",
        "{\"add\":[],\"remove\":[]} | params: has a name that the method does not know; allowed are add, delete",
    })
    void shouldRefuseWrongChange(String parameters, String message) throws IOException {
        JsonNode error = answer("sa.change", parameters.replace("ADD", ADD)).get("error");
        assertEquals(message, error.get("message").textValue());
        assertEquals(List.of(), operations.added);
    }

    @Test
    void shouldAddSaWithLifetime() throws IOException {
        answer("sa.add", ADD.replace("\"replayWindow\":64",
            "\"lifetime\":{\"softTime\":60,\"hardTime\":604800,\"hardBytes\":9223372036854775806,\"softPackets\":1}"));
        assertEquals(new Lifetime(new Limit(60, 604_800), new Limit(Limit.UNSET, Limit.UNSET - 1),
            new Limit(1, Limit.UNSET)), operations.requests.getFirst().sa().lifetime());
    }

    @Test
    void shouldAddPolicy() throws IOException {
        assertEquals("{\"id\":9}", answer("policy.add", ADD_POLICY).get("result").toString());
        assertEquals("{\"id\":9}", answer("policy.add", "{\"action\":\"bypass\",\"local\":\"::/0\",\"remote\":\"::/0\","
            + "\"protocol\":58,\"icmpType\":\"128-129\"}").get("result").toString());
        assertEquals(List.of("PROTECT to-c 10.1.0.0/24 to 10.2.0.0/24, protocol 6, remote port 443 before 3",
            "BYPASS - ::/0 to ::/0, protocol 58, type 128-129 before -"), operations.added);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"protect\" | \"drop\" | action: must be one of protect, bypass, discard",
        "\"protect\" | \"discard\" | tunnel: is only for the action protect",
        "\"tunnel\":\"to-c\", | `` | tunnel: is missing; the action protect needs one",
        "\"local\":\"10.1.0.0/24\", | `` | local: must be a whole number or a string of 1 to 64 characters",
        "10.1.0.0/24 | 10.1.0.1/24 | local: 10.1.0.1/24 has bits set behind the prefix; the prefix would be "
            + "10.1.0.0/24",
        "10.1.0.0/24 | ::/0 | params: ::/0 and 10.2.0.0/24 are of different families; a policy must have two of one "
            + "family",
        "\"tcp\" | 47 | params: ports need a protocol that has them: tcp, udp, sctp, dccp or udp-lite",
        "443 | true | remotePort: must be a whole number or a string of 1 to 64 characters",
        "443 | \"9-1\" | remotePort: \"9-1\" is not allowed; write a port or a range of ports from 0 to 65535, as 443 "
            + "or 1000-2000",
        "\"before\":3 | \"before\":-1 | before: must be a whole number from 0 to 2147483647",
        "\"before\":3 | \"icmpType\":8 | icmpType: needs the protocol icmp, or icmpv6 with IPv6",
        "\"before\":3 | \"after\":3 | params: has a name that the method does not know; allowed are action, before, "
            + "icmpType, local, localPort, protocol, remote, remotePort, tunnel",
    })
    void shouldRefusePolicyWithWrongParameter(String right, String wrong, String message) throws IOException {
        JsonNode error = answer("policy.add", ADD_POLICY.replace(right, wrong)).get("error");
        assertEquals(-32602, error.get("code").intValue());
        assertEquals(message, error.get("message").textValue());
        assertEquals(List.of(), operations.added);
    }

    @Test
    void shouldRefuseProtocolThatIsNone() throws IOException {
        for (String protocol : List.of("\"tpc\"", "256", "-1")) {
            JsonNode error = answer("policy.add", ADD_POLICY.replace("\"tcp\"", protocol)).get("error");
            assertTrue(error.get("message").textValue()
                .startsWith("protocol: must be a number from 0 to 255, or one of ah,"),
                error.get("message").textValue());
        }
    }

    @Test
    void shouldRemovePolicy() throws IOException {
        assertEquals("null", answer("policy.remove", "{\"id\":9}").get("result").toString());
        assertEquals(List.of("policy 9"), operations.deleted);
    }

    @Test
    void shouldTellRefusalOfConductor() throws IOException {
        JsonNode error = answer("sa.delete", "{\"spi\":30583,\"direction\":\"in\"}").get("error");
        assertEquals(-32000, error.get("code").intValue());
        assertEquals("There is no inbound SA 0x7777.", error.get("message").textValue());
        assertEquals("no-such-sa", error.at("/data/code").textValue());
    }

    @Test
    void shouldAnswerListsInParts() throws IOException {
        operations.next = "-7";
        JsonNode answer = answer("sas", "{}");
        assertEquals(1, answer.get("result").size());
        assertEquals("-7", answer.get("next").textValue());
        answer("sas", "{\"after\":\"-7\",\"limit\":1000}");
        operations.next = null;
        assertTrue(answer("tunnels", "{\"after\":\"9223372036854775807\"}").get("next").isNull());
        assertEquals(List.of(PageRequest.FIRST, new PageRequest(-7, 1000)), operations.pages);
        assertFalse(answer("ports", "{}").has("next"));
        for (String wrong : new String[] {"\"limit\":0", "\"limit\":1001", "\"after\":\"x\"", "\"after\":7"}) {
            assertEquals("invalid-params", answer("paths", "{" + wrong + "}").at("/error/data/code").textValue(),
                wrong);
        }
    }

    @Test
    void shouldTellThatGatewayIsStopping() throws IOException {
        client.close();
        assertEquals("stopping", answer("sas", "{}").at("/error/data/code").textValue());
        assertEquals("stopping", answer("sa.add", ADD).at("/error/data/code").textValue());
    }

    private JsonNode answer(String method, String parameters) throws IOException {
        String line = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + parameters + "}";
        Call call = dispatcher.dispatch(RequestLineTest.line(line));
        client.poll(operations, 1);
        assertTrue(call.result().isDone());
        Throwable failure = call.result().isCompletedExceptionally() ? call.result().exceptionNow() : null;
        Object value = failure == null ? call.result().resultNow() : null;
        return mapper.readTree(StandardCharsets.UTF_8.decode(
            new AnswerWriter(message -> assertEquals("", message)).write(call.id(), value, failure)).toString());
    }

    /** A conductor with one of everything. */
    private static final class FakeOperations implements Operations {
        final List<SaRequest> requests = new ArrayList<>();
        final List<String> added = new ArrayList<>();
        final List<String> deleted = new ArrayList<>();
        final List<Question> questions = new ArrayList<>();
        final List<PageRequest> pages = new ArrayList<>();
        String next;

        @Override
        public Page<TunnelView> tunnels(PageRequest page) {
            return page(new TunnelView("to-c", "tunnel", "192.0.1.2", "192.0.2.2", null, "copy", 1400,
                policies(page).items(), 1, null, List.of(8193L), 3,
                new TunnelView.Mtu(1500, 1446, "unanswered"), "no-sa"));
        }

        @Override
        public Page<SaView> sas(PageRequest page) {
            pages.add(page);
            return page(new SaView("to-c", "out", 0xffff_ffffL, "aes-128-gcm-16", 1, true, "ipsec-mb", 1, 2, 3, 4L,
                null, true,
                new LifetimeView(1, null, 2L, 3, 4L, null, 5, null, 6L)));
        }

        @Override
        public Page<PathView> paths(PageRequest page) {
            return page(new PathView("192.0.1.2", "192.0.2.2", 1500, 1300, 1300, "too-big", "2026-01-01T00:00:00Z",
                null,
                "192.0.1.1", "answering", new PathView.Probes(5, 4, 1),
                new PathView.Claims(1, Map.of("not-sent", 2L))));
        }

        @Override
        public List<PortView> ports() {
            return List.of(new PortView("inside", "net_af_packet0", "net_af_packet", "protected",
                List.of("10.1.0.1/24"),
                "02:00:00:00:00:01", 1400, 1500, 1, 2, true, 10000, 1, 2, 3, 4, 5, 6));
        }

        @Override
        public Page<NeighbourView> neighbours(PageRequest page) {
            return page(new NeighbourView("inside", "10.1.0.2", null, "incomplete", 3));
        }

        @Override
        public Page<PolicyView> policies(PageRequest page) {
            return page(new PolicyView(
                7, "protect", "to-c", "10.1.0.0/24", "10.2.0.0/24", "tcp", null, "443", null, "no-sa"));
        }

        private <T> Page<T> page(T item) {
            return new Page<>(List.of(item), next);
        }

        @Override
        public ExplainView explain(Question question) {
            questions.add(question);
            return new ExplainView(new ExplainView.Packet("10.1.0.2", "10.2.0.2", "udp", 49152, 9, 1500, true, "port",
                "inside"),
                null, null, null, null, null, null, null,
                new ExplainView.Outcome("dropped", "stages", List.of(),
                    List.of(new ExplainView.Drop("too-big", "Too long", 1)),
                    new ExplainView.Told("10.1.0.2", "10.1.0.1", 3, 4, 1446, "inside", null), null), null);
        }

        @Override
        public void changeTunnel(TunnelChange change) {
            added.add(change.toString());
        }

        @Override
        public AddedPolicyView addPolicy(PolicyRequest request) {
            added.add(request.action() + " " + request.tunnel().orElse("-") + " " + request.selectors() + " before "
                + request.before().map(String::valueOf).orElse("-"));
            return new AddedPolicyView(9);
        }

        @Override
        public void removePolicy(int id) {
            deleted.add("policy " + id);
        }

        @Override
        public CountersView counters() {
            return new CountersView(new CountersView.Packets(10, 1, 9, 2), Map.of("too-big", 2L), Map.of(), Map.of(),
                Map.of(), List.of(), 3, 8192, Map.of("too-big", "Too long"));
        }

        @Override
        public CompletableFuture<Void> obeyed() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void changeSas(SaChange change) {
            change.deleted().forEach(this::delete);
            change.added().forEach(this::add);
        }

        private void add(SaRequest request) {
            requests.add(request);
            SaSpec sa = request.sa();
            added.add(request.tunnel() + " " + request.direction() + " " + sa.spi() + " " + sa.algorithm() + " "
                + sa.numbering().replayWindow() + ", key begins with "
                + sa.key().bytes().get(ValueLayout.JAVA_BYTE, 0));
        }

        private void delete(SaDeletion deletion) {
            if (deletion.spi() != 4098) {
                throw new ControlException(ControlException.Code.NO_SUCH_SA, "There is no inbound SA 0x7777.");
            }
            deleted.add(deletion.spi() + " " + deletion.direction()
                + (deletion.afterSeconds() == 0 ? "" : " after " + deletion.afterSeconds()));
        }
    }
}

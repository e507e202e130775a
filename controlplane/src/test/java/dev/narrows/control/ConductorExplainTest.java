package dev.narrows.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.narrows.control.request.ControlException;
import dev.narrows.control.request.ControlException.Code;
import dev.narrows.control.request.PolicyRequest;
import dev.narrows.control.view.ExplainView;
import dev.narrows.control.view.ExplainView.Drop;
import dev.narrows.control.view.ExplainView.NextHop;
import dev.narrows.control.view.ExplainView.Part;
import dev.narrows.control.view.ExplainView.Sent;
import dev.narrows.control.view.ExplainView.Told;
import dev.narrows.control.view.ExplainView.Tunnel;
import dev.narrows.control.view.RouteView;
import dev.narrows.explain.Question;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Direction;
import dev.narrows.wire.IpProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the conductor says of packets at the netlab's gateway b: its numbers, and what it refuses. */
class ConductorExplainTest {
    private static final String A = "10.1.0.2";
    private static final String D = "10.2.0.2";

    @TempDir
    private Path directory;
    private ConductorFixture gateway;

    @BeforeEach
    void start() throws IOException {
        gateway = new ConductorFixture(TestConfig.of(directory), ConductorFixture.emptyStorage()).started();
    }

    @Test
    void shouldTellTheExactMtuByteByByte() {
        ExplainView said = explain(A, D, 1500, true);
        assertEquals(new ExplainView.Packet(A, D, "udp", 49152, 9, 1500, true, "port", "inside"), said.packet());
        assertEquals(0, said.policy().id());
        assertEquals(1, said.policyPlace());
        assertNull(said.route());
        assertEquals(new Tunnel("to-c", "tunnel", "copy", 0x1001L, "aes-128-gcm-16", 1446), said.tunnel());
        assertEquals("link", said.path().evidence());
        assertEquals(List.of(new Part("outer IPv4 header", 20), new Part("ESP header", 8), new Part("IV", 8),
            new Part("packet", 1500), new Part("padding", 2), new Part("pad length and next header", 2),
            new Part("ICV", 16)), said.overhead().parts());
        assertEquals(1556, said.overhead().total());
        assertEquals("dropped", said.outcome().kind());
        assertEquals(List.of("too-big"), said.outcome().drops().stream().map(Drop::reason).toList());
        assertEquals(new Told(A, "10.1.0.1", 3, 4, 1446, "inside", null), said.outcome().told());
        assertNull(said.nextHop());
    }

    @Test
    void shouldSendTheLargestThatFitsAsOnePacketAndChangeNothing() {
        ExplainView said = explain(A, D, 1446, true);
        assertEquals("protected", said.outcome().kind());
        assertEquals(List.of(new Sent("outside", "192.0.1.2", "192.0.2.2", 1500, true, false, "to-c", 1446, false)),
            said.outcome().sent());
        assertEquals(new NextHop("outside", "192.0.1.1", "incomplete"), said.nextHop());
        assertEquals(0, gateway.worker.outbound.getFirst().sequence());
        assertEquals(List.of(), gateway.cycle());
        assertEquals(said, explain(A, D, 1446, true));
    }

    @Test
    void shouldFragmentBeforeEncryption() {
        ExplainView said = explain(A, D, 1500, false);
        assertEquals("fragmented-before", said.outcome().kind());
        assertEquals(List.of(new Sent("outside", "192.0.1.2", "192.0.2.2", 1500, false, false, "to-c", 1444, true),
            new Sent("outside", "192.0.1.2", "192.0.2.2", 132, false, false, "to-c", 76, true)), said.outcome().sent());
        assertEquals(List.of(), said.outcome().drops());
    }

    @Test
    void shouldSayWhichPolicyDiscards() {
        int id = gateway.addPolicy(new PolicyRequest(PolicyAction.DISCARD, Optional.empty(),
            Selectors.of(IpPrefix.parse(A + "/32"), IpPrefix.parse(D + "/32")), Optional.of(0)));
        ExplainView said = explain(A, D, 100, false);
        assertEquals(id, said.policy().id());
        assertEquals(1, said.policyPlace());
        assertEquals("policy-discard", said.outcome().drops().getFirst().reason());
        assertNull(said.tunnel());
        assertEquals(2, explain(A, "10.2.0.3", 100, false).policyPlace());
    }

    @Test
    void shouldSayThatThereIsNoSa() {
        gateway.delete(0x1001, Direction.OUT);
        ExplainView said = explain(A, D, 100, false);
        assertEquals(new Tunnel("to-c", "tunnel", "copy", null, null, null), said.tunnel());
        assertEquals("no-outbound-sa", said.outcome().drops().getFirst().reason());
        assertNull(said.overhead());
    }

    @Test
    void shouldFollowWhatComesOutOfTheTunnel() {
        ExplainView said = explain(D, A, 1500, true);
        assertEquals("tunnel", said.packet().comesBy());
        assertEquals("to-c", said.packet().name());
        assertEquals("forwarded", said.outcome().kind());
        assertEquals(new RouteView("10.1.0.0/24", null, "inside", 1500, null), said.route());
        assertEquals(List.of(new Sent("inside", D, A, 1500, true, false, null, null, null)), said.outcome().sent());
        gateway.delete(0x2001, Direction.IN);
        assertEquals("unknown-spi", explain(D, A, 1500, true).outcome().drops().getFirst().reason());
    }

    @Test
    void shouldAnswerEchoToItself() {
        ExplainView said = gateway.ask(operations -> operations.explain(new Question(TestConfig.address(A),
            TestConfig.address("10.1.0.1"), 84, true, IpProtocol.ICMP, 0, 0)));
        assertEquals("answered", said.outcome().kind());
        assertEquals(
            List.of(new Sent("inside", "10.1.0.1", A, 84, false, false, null, null, null)), said.outcome().sent());
    }

    @Test
    void shouldDropWhatNothingLeadsAnywhere() {
        ExplainView said = explain(A, "203.0.113.1", 100, false);
        assertNull(said.policy());
        assertNull(said.policyPlace());
        assertNull(said.route());
        assertEquals("no-policy", said.outcome().drops().getFirst().reason());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "10.1.0.2 | 1501 | it has 1501 bytes, and port inside, which it would come in by, takes 1500",
        "10.1.0.2 | 65535 | it has 65535 bytes, and the longest that the gateway takes has 9074",
        "10.1.0.1 | 100 | 10.1.0.1 is the gateway's own address, and without a port to its host the gateway sends "
            + "nothing from there but ESP and ICMP of its own",
        "203.0.113.1 | 100 | no route leads to 203.0.113.1, so that no port is known by which it sends",
    })
    void shouldRefuseWhatCannotComeIn(String from, int size, String why) {
        ControlException refusal = (ControlException)assertThrows(
            CompletionException.class, () -> explain(from, "10.9.0.2", size, false)).getCause();
        assertEquals(Code.NO_SUCH_PACKET, refusal.code());
        assertEquals("No such packet can come in: " + why + ".", refusal.getMessage());
    }

    private ExplainView explain(String from, String to, int size, boolean dontFragment) {
        return gateway.ask(operations -> operations.explain(new Question(TestConfig.address(from),
            TestConfig.address(to), size, dontFragment, IpProtocol.UDP, Question.DEFAULT_FROM_PORT,
            Question.DEFAULT_TO_PORT)));
    }
}

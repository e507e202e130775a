package dev.narrows.worker;

import static dev.narrows.worker.GatewayFixture.HOST_PORT_MAC;
import static dev.narrows.worker.GatewayFixture.INSIDE_MAC;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.worker.GatewayOptions.Leads;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the gateway and a host on a subnet of a protected port say to each other does not cross the IPsec boundary
 * (RFC 4301 4.4.1), whatever the policies protect: here all that the network inside sends, to anywhere.
 */
class OwnTrafficInsideTest {
    private static final IpAddress ANYWHERE_IPV4 = IpAddress.parse("198.51.100.7");
    private static final IpAddress ANYWHERE_IPV6 = IpAddress.parse("2001:db8:77::7");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellAndAnswerHostsInsideInClear(boolean isIpv6) {
        try (GatewayFixture b = everything().start()) {
            IpAddress a = GatewayFixture.host(true, isIpv6);
            IpAddress own = GatewayFixture.insideAddress(true, isIpv6);
            b.deliver(b.inside, TestFrames.ofLength(INSIDE_MAC, a, anywhere(isIpv6), 1447, true));
            byte[] error = TestFrames.only(b.inside.takeSent());
            assertEquals(1446, TestFrames.mtuTold(error));
            assertEquals(List.of(own, a), List.of(TestFrames.source(error), TestFrames.destination(error)));

            for (IpAddress asked : List.of(own, GatewayFixture.outsideAddress(true, isIpv6))) {
                b.deliver(b.inside, TestFrames.echoRequest(INSIDE_MAC, a, asked));
                byte[] answer = TestFrames.only(b.inside.takeSent());
                assertTrue(TestFrames.isEchoReply(answer));
                assertEquals(List.of(asked, a), List.of(TestFrames.source(answer), TestFrames.destination(answer)));
            }
            assertEquals(List.of(), b.outside.takeSent());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCarryWhatOurOwnHostSaysToHostsInsideInClear(boolean isIpv6) {
        try (GatewayFixture b = everything().host().start()) {
            IpAddress a = GatewayFixture.host(true, isIpv6);
            for (IpAddress own : List.of(GatewayFixture.insideAddress(true, isIpv6),
                GatewayFixture.outsideAddress(true, isIpv6))) {
                b.deliver(b.host, fromHost(TestFrames.echoRequest(HOST_PORT_MAC, own, a)));
                assertEquals(List.of(own, a), ends(TestFrames.only(b.inside.takeSent())));
                b.deliver(b.inside, TestFrames.echoRequest(INSIDE_MAC, a, own));
                assertEquals(List.of(a, own), ends(TestFrames.only(b.host.takeSent())));
            }
            assertEquals(List.of(), b.outside.takeSent());

            b.deliver(b.host, fromHost(TestFrames.echoRequest(
                HOST_PORT_MAC, GatewayFixture.insideAddress(true, isIpv6), anywhere(isIpv6))));
            assertEquals(1, b.outside.takeSent().size(), "what goes elsewhere is protected");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellOurOwnHostWhateverIsProtected(boolean isIpv6) {
        Selectors all = Selectors.of(IpPrefix.parse(isIpv6 ? "::/0" : "0.0.0.0/0"),
            IpPrefix.parse(isIpv6 ? "::/0" : "0.0.0.0/0"));
        try (GatewayFixture b = GatewayOptions.b().policy(PolicyAction.PROTECT, all, Leads.TO_THE_PEER).host()
            .start()) {
            IpAddress own = GatewayFixture.outsideAddress(true, isIpv6);
            b.deliver(b.host, fromHost(TestFrames.ofLength(HOST_PORT_MAC, own, anywhere(isIpv6), 1447, true)));
            byte[] error = TestFrames.only(b.host.takeSent());
            assertEquals(1446, TestFrames.mtuTold(error));
            assertEquals(List.of(anywhere(isIpv6), own), ends(error));
        }
    }

    private static GatewayOptions everything() {
        return GatewayOptions.b()
            .policy(PolicyAction.PROTECT,
                Selectors.of(IpPrefix.parse("10.1.0.0/24"), IpPrefix.parse("0.0.0.0/0")), Leads.TO_THE_PEER)
            .policy(PolicyAction.PROTECT,
                Selectors.of(IpPrefix.parse("192.0.1.0/24"), IpPrefix.parse("0.0.0.0/0")), Leads.TO_THE_PEER)
            .policy(PolicyAction.PROTECT,
                Selectors.of(IpPrefix.parse("2001:db8::/32"), IpPrefix.parse("::/0")), Leads.TO_THE_PEER);
    }

    private static IpAddress anywhere(boolean isIpv6) {
        return isIpv6 ? ANYWHERE_IPV6 : ANYWHERE_IPV4;
    }

    private static byte[] fromHost(byte[] frame) {
        new Ethernet().wrap(new UnsafeBuffer(frame), 0)
            .source(GatewayFixture.TAP_MAC);
        return frame;
    }

    private static List<IpAddress> ends(byte[] frame) {
        return List.of(TestFrames.source(frame), TestFrames.destination(frame));
    }
}

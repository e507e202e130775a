package dev.narrows.worker;

import dev.narrows.crypto.Algorithm;
import dev.narrows.crypto.EngineChoice;
import dev.narrows.fastpath.FastPath;
import dev.narrows.packet.InMemoryPool;
import dev.narrows.pmtu.DfPolicy;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.Fragmentation;
import dev.narrows.sa.Lifetime;
import dev.narrows.sa.Mode;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.TunnelSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link GatewayFixture} is to be: by default a gateway between two networks of both families with plain ESP
 * over IPv4 in tunnel mode, without a port to its host.
 */
final class GatewayOptions {
    /** Which tunnel a policy names. */
    enum Leads {
        NOWHERE, TO_THE_PEER, TO_THE_SPOKE
    }

    /** A policy before those that protect the two networks. */
    record Extra(PolicyAction action, Selectors selectors, Leads leads) {
    }

    /**
     * What makes a fixture one of several workers of a gateway. The first has the peer's outbound SA and the spoke's
     * inbound one, the second the others.
     *
     * @param number    its number.
     * @param mesh      what joins them.
     * @param pool      theirs.
     * @param hasQueues whether it has queues of its own; where not, the first worker sends for it.
     */
    record Member(int number, WorkerMesh mesh, InMemoryPool pool, boolean hasQueues) {
    }

    /** What an ordinary packet of the pool holds. */
    static final int SHORT_DATAGRAM = 2048;

    final boolean isB;
    boolean isOuterIpv6;
    boolean isUdp;
    boolean hasHost;
    boolean isRedundant;
    Algorithm algorithm = Algorithm.AES_128_GCM_16;
    Numbering numbering = Numbering.standard(64);
    Lifetime lifetime = Lifetime.UNLIMITED;
    Member member;
    boolean isProbed;
    int flowBits = FastPath.LEAST_FLOW_BITS;
    EngineChoice engine = EngineChoice.BOUNCY_CASTLE;
    private Algorithm spokeAlgorithm;
    private int dscp = TunnelSettings.COPY_DSCP;
    boolean isProbeIpv6;
    int reassemblySlots = 16;
    int largestDatagram = SHORT_DATAGRAM;
    boolean isTransitOnly;
    final List<Extra> extras = new ArrayList<>();
    private Mode mode = Mode.TUNNEL;
    private DfPolicy dfPolicy = DfPolicy.COPY;
    private int tfcLength = TunnelSettings.NO_TFC;
    private int mtu = TunnelSettings.NO_MTU;
    private boolean isInterface;
    private Fragmentation fragmentation = Fragmentation.BEFORE;
    private int tcpMss = TunnelSettings.NO_CLAMP;

    private GatewayOptions(boolean isB) {
        this.isB = isB;
    }

    static GatewayOptions b() {
        return new GatewayOptions(true);
    }

    static GatewayOptions c() {
        return new GatewayOptions(false);
    }

    /** {@return the one or the other end} */
    static GatewayOptions end(boolean isB) {
        return new GatewayOptions(isB);
    }

    /** How many datagrams are put together at a time, and how long the longest is; packets of the pool hold that. */
    GatewayOptions reassembly(int slots, int longest) {
        reassemblySlots = slots;
        largestDatagram = longest;
        return this;
    }

    GatewayOptions member(Member place) {
        member = place;
        return this;
    }

    GatewayOptions df(DfPolicy policy) {
        dfPolicy = policy;
        return this;
    }

    GatewayOptions outer(boolean isIpv6, boolean inUdp) {
        isOuterIpv6 = isIpv6;
        isUdp = inUdp;
        return this;
    }

    /** Transport mode between the gateways themselves, whose hosts have a port. */
    GatewayOptions transport() {
        mode = Mode.TRANSPORT;
        return host();
    }

    GatewayOptions host() {
        hasHost = true;
        return this;
    }

    /** Routes lead into the tunnel in place of policies. */
    GatewayOptions asInterface(int ownMtu) {
        isInterface = true;
        mtu = ownMtu;
        return this;
    }

    /** No policy speaks of the networks of the two gateways' own hosts. */
    GatewayOptions transitOnly() {
        isTransitOnly = true;
        return this;
    }

    /** The spoke's tunnel leads to the peer's network too, second in the order. */
    GatewayOptions redundant() {
        isRedundant = true;
        return this;
    }

    /** Probes go between the gateways' own addresses: those inside, or in transport mode the outer ones. */
    GatewayOptions probed(boolean isInnerIpv6) {
        isProbed = true;
        isProbeIpv6 = isInnerIpv6;
        return this;
    }

    /** Packets without DF are sealed whole and fragmented outside. */
    GatewayOptions fragmentAfter() {
        fragmentation = Fragmentation.AFTER;
        return this;
    }

    GatewayOptions tcpMss(int most) {
        tcpMss = most;
        return this;
    }

    GatewayOptions tfc(int length) {
        tfcLength = length;
        return this;
    }

    GatewayOptions lifetime(Lifetime limits) {
        lifetime = limits;
        return this;
    }

    GatewayOptions algorithm(Algorithm other) {
        algorithm = other;
        return this;
    }

    /** Of the SAs to and from the second tunnel's peer, where it is not the first one's. */
    GatewayOptions spokeAlgorithm(Algorithm other) {
        spokeAlgorithm = other;
        return this;
    }

    Algorithm spokeAlgorithm() {
        return spokeAlgorithm == null ? algorithm : spokeAlgorithm;
    }

    GatewayOptions engine(EngineChoice choice) {
        engine = choice;
        return this;
    }

    /** Every packet goes through the stages. */
    GatewayOptions withoutFastPath() {
        flowBits = WorkerLimits.NO_FAST_PATH;
        return this;
    }

    GatewayOptions dscp(int outside) {
        dscp = outside;
        return this;
    }

    GatewayOptions numbering(Numbering other) {
        numbering = other;
        return this;
    }

    GatewayOptions policy(PolicyAction action, String local, String remote) {
        return policy(action, Selectors.of(IpPrefix.parse(local), IpPrefix.parse(remote)), Leads.NOWHERE);
    }

    GatewayOptions policy(PolicyAction action, Selectors selectors, Leads leads) {
        extras.add(new Extra(action, selectors, leads));
        return this;
    }

    TunnelSettings settings() {
        return new TunnelSettings(
            mode, dfPolicy, dscp, tfcLength, mtu, isInterface, fragmentation, tcpMss);
    }

    GatewayFixture start() {
        return new GatewayFixture(this);
    }
}

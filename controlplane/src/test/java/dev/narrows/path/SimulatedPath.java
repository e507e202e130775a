package dev.narrows.path;

import dev.narrows.crypto.Algorithm;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.sa.Endpoints;
import dev.narrows.wire.IpAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;

/**
 * A path between two gateways on a clock that the test moves: its MTU, its delay and its faults are knobs, its routers
 * speak or do not, and the peer answers probes or does not. Nothing here knows how the discovery works.
 */
final class SimulatedPath implements ProbeSender, PathListener {
    static final IpAddress ROUTER = IpAddress.parse("192.0.1.1");
    static final IpAddress FORGER = IpAddress.parse("203.0.113.66");
    static final Duration RAISE_AFTER = Duration.ofSeconds(60);
    static final Duration VALIDATE_EVERY = Duration.ofSeconds(5);
    static final int LINK = 1500;

    final Path path;
    final List<String> changes = new ArrayList<>();
    final List<String> probings = new ArrayList<>();
    final List<Integer> told = new ArrayList<>();
    final Random random;
    int mtu = LINK;
    Duration delay = Duration.ofMillis(5);
    Duration jitter = Duration.ZERO;
    Duration icmpDelay = Duration.ZERO;
    double loss;
    double duplication;
    boolean isAnswering = true;
    boolean isTalking = true;
    ProbeSizes sizes;
    /** The least size that was ever in use. */
    int least = LINK;

    private final Queue<Delivery> deliveries = new PriorityQueue<>(SimulatedPath::compare);
    private final PathDiscovery discovery;
    private Moment now = new Moment(Long.MAX_VALUE - Duration.ofSeconds(20).toNanos(), 1_700_000_000_000L);
    private long tokens;
    private long largePackets;
    private long order;

    /** Something that arrives at the gateway. */
    private record Delivery(long atNs, long order, Runnable action) {
    }

    /** A packet that was too large. */
    private record Lost(int outerLength, List<Integer> told) implements LostPacket {
        @Override
        public void tellSender(int effectiveMtu) {
            told.add(effectiveMtu);
        }
    }

    SimulatedPath(ClaimPolicy policy, boolean isProbed, long seed) {
        this(policy, isProbed, seed, Algorithm.AES_128_GCM_16, 576);
    }

    SimulatedPath(ClaimPolicy policy, boolean isProbed, long seed, Algorithm algorithm, int floor) {
        random = new Random(seed);
        sizes = sizes(algorithm);
        path = new Path(0, Endpoints.of(IpAddress.parse("192.0.1.2"), IpAddress.parse("192.0.2.2")), LINK, now);
        discovery = new PathDiscovery(path, new DiscoverySettings(floor, RAISE_AFTER, VALIDATE_EVERY, policy),
            isProbed ? this : null, this, () -> ++tokens, now);
    }

    static ProbeSizes sizes(Algorithm algorithm) {
        return new ProbeSizes(new EspOverhead(20, algorithm), 0, 44);
    }

    /** Lets time pass: what is due is done, what is on its way arrives. */
    SimulatedPath run(Duration duration) {
        Moment end = now.plus(duration);
        while (true) {
            Moment due = discovery.due();
            Delivery next = deliveries.peek();
            boolean isDelivery = next != null && (due == null || next.atNs() - due.nanos() <= 0);
            long atNs = isDelivery ? next.atNs() : due == null ? end.nanos() : due.nanos();
            if (atNs - end.nanos() >= 0) {
                now = end;
                return this;
            }
            if (atNs - now.nanos() > 0) {
                now = now.plus(Duration.ofNanos(atNs - now.nanos()));
            }
            if (isDelivery) {
                deliveries.remove();
                next.action().run();
            } else {
                discovery.tick(now, true);
            }
        }
    }

    /** The same, while hosts send packets of the largest size in use, one every so often. */
    SimulatedPath runWithTraffic(Duration duration, Duration every) {
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(every)) {
            largePackets++;
            arriveOrSay(path.effectiveMtu());
            run(every);
        }
        return this;
    }

    /** A claim that knows of a packet of a size which was sent. */
    void claim(int claimed, int sent, IpAddress reporter) {
        if (claimed < path.effectiveMtu()) {
            discovery.claimed(claimed, reporter, new Lost(sent, told), now, true);
        } else {
            discovery.hint(claimed);
        }
    }

    /** A claim that names no packet. */
    void claimUnnamed(int claimed, IpAddress reporter) {
        discovery.claimedUnnamed(claimed, reporter, now, true);
    }

    void claimWhenCrowded(int claimed) {
        discovery.claimed(claimed, FORGER, new Lost(LINK, told), now, false);
    }

    void changeWay() {
        discovery.wayChanged(now);
    }

    void restart() {
        discovery.restart(now, "a tunnel has moved here");
    }

    /** The first link takes packets of another size; so does the whole path, if that is more. */
    void link(int bytes) {
        mtu = Math.min(mtu, bytes);
        discovery.linkChanged(bytes, now);
    }

    boolean answer(long token) {
        return discovery.answered(token, now);
    }

    boolean isSearching() {
        return discovery.isSearching();
    }

    Moment due() {
        return discovery.due();
    }

    long nowNs() {
        return now.nanos();
    }

    /** {@return the largest size that fits and that ESP can have} */
    int truth() {
        return sizes.atMost(mtu);
    }

    @Override
    public ProbeSizes sizes() {
        return sizes;
    }

    @Override
    public void send(int outerLength, long token) {
        largePackets++;
        if (outerLength > mtu) {
            say(outerLength);
        } else if (isAnswering && !isLost()) {
            deliver(delay, () -> discovery.answered(token, now));
            if (random.nextDouble() < duplication) {
                deliver(delay, () -> discovery.answered(token, now));
            }
        }
    }

    @Override
    public long largePackets() {
        return largePackets;
    }

    @Override
    public void onMtuChanged(Path changed, int before, String why) {
        changes.add(before + " to " + changed.effectiveMtu() + " " + changed.evidence().label());
        least = Math.min(least, changed.effectiveMtu());
    }

    @Override
    public void onProbingChanged(Path changed) {
        probings.add(changed.probing().label());
    }

    @Override
    public void onVerdict(Path about, ClaimVerdict verdict, int times) {
        about.claims().add(verdict, times);
    }

    long count(ClaimVerdict verdict) {
        return path.claims().get(verdict);
    }

    private static int compare(Delivery a, Delivery b) {
        int byTime = Long.signum(a.atNs() - b.atNs());
        return byTime == 0 ? Long.compare(a.order(), b.order()) : byTime;
    }

    private void arriveOrSay(int size) {
        if (size > mtu) {
            say(size);
        }
    }

    private void say(int size) {
        int claimed = mtu;
        if (isTalking && !isLost()) {
            deliver(delay.plus(icmpDelay), () -> claim(claimed, size, ROUTER));
        }
    }

    private boolean isLost() {
        return random.nextDouble() < loss;
    }

    private void deliver(Duration after, Runnable action) {
        long extra = jitter.isZero() ? 0 : random.nextLong(jitter.toNanos());
        deliveries.add(new Delivery(now.nanos() + after.toNanos() + extra, order++, action));
    }
}

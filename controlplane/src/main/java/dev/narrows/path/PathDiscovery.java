package dev.narrows.path;

import dev.narrows.wire.IpAddress;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Finds a path's MTU and keeps it true: packetization layer path MTU discovery (RFC 8899) by probes inside the SA,
 * which nobody outside can forge, with routers' claims as suspicions (RFC 8899 4.6).
 *
 * <pre>
 *    probing                              what starts a search, and what it may find
 *
 *    STARTING --- answer ---&gt; ANSWERING   validation  every so often while packets flow: does the size in
 *       |                      |    ^                 use arrive? no: BLACK_HOLE, or BELOW_FLOOR
 *    no answer            no answer |     claim       is it so? yes: TOO_BIG, exact; no: refuted; less than
 *       |                      v    |                 what arrives: PROBE
 *       +---&gt; UNANSWERED &lt;-- SILENT-+     raise       after raise-after: does more arrive? LINK or PROBE
 *
 *    OFF and UNANSWERED: the ledger alone has judged a claim: TOO_BIG, and after raise-after LINK again
 * </pre>
 *
 * <p>The MTU in use changes only when a search has ended: what is probed meanwhile does not move it. Belongs to the
 * conductor's thread.
 */
public final class PathDiscovery {
    private static final Duration WITHOUT_SA = Duration.ofSeconds(1);
    private static final Duration CROWDED = Duration.ofMillis(100);
    private static final Duration HOLD_OFF = Duration.ofSeconds(1);
    private static final int SILENT_SEARCHES = 3;
    private static final long NOTHING_SEEN = -1;

    /** What a search is for. */
    private enum Cause {
        VALIDATION, CLAIM, RAISE
    }

    private final Path path;
    private final DiscoverySettings settings;
    private final ProbeSender sender;
    private final PathListener listener;
    private final ProbeExchange exchange;
    private final PendingClaims pending = new PendingClaims();

    private SizeSearch search;
    private ProbeSizes sizes;
    private Cause cause;
    private Moment probeAt;
    private Moment notBefore;
    private Moment claimsFrom;
    private Moment unnamedFrom;
    private int silentSearches;
    private long packetsSeen;

    /**
     * Discovery of a path; {@link #tick} makes it go.
     *
     * @param path     the path.
     * @param settings how.
     * @param sender   the way of the probes, or null where the path is not probed.
     * @param listener hears what is found.
     * @param tokens   gives numbers that nobody can guess.
     * @param now      the present.
     */
    public PathDiscovery(Path path, DiscoverySettings settings, ProbeSender sender, PathListener listener,
        LongSupplier tokens, Moment now) {
        this.path = path;
        this.settings = settings;
        this.sender = sender;
        this.listener = listener;
        exchange = new ProbeExchange(path.probes(), sender, tokens);
        path.probing(sender == null ? Probing.OFF : Probing.STARTING);
        probeAt = now;
        notBefore = now;
        claimsFrom = now;
        unnamedFrom = now;
    }

    /** {@return the path} */
    public Path path() {
        return path;
    }

    /** {@return whether a search is under way} */
    public boolean isSearching() {
        return search != null;
    }

    /** {@return when {@link #tick} has something to do, or null for never} */
    public Moment due() {
        if (exchange.isRunning()) {
            return exchange.attemptEnds();
        }
        Moment next = sender == null ? null : probeAt;
        if (path.until() != null && probing() != Probing.SILENT && (next == null || path.until().isBefore(next))) {
            next = path.until();
        }
        return next != null && next.isBefore(notBefore) ? notBefore : next;
    }

    /**
     * Does what is due.
     *
     * @param now      the present.
     * @param mayStart whether a search may begin now.
     */
    public void tick(Moment now, boolean mayStart) {
        if (search != null) {
            if (!sizes.isSameAs(sender.sizes())) {
                startAnew(now);
                return;
            }
            ProbeRound ended = exchange.tick(now);
            if (ended != null) {
                take(ended, now);
            }
            return;
        }
        boolean isRaiseDue = path.until() != null && !now.isBefore(path.until());
        if (isRaiseDue && isUnprobed()) {
            change(path.linkMtu(), Evidence.LINK, null, now, null, "nothing smaller has been claimed for a while");
        } else if (sender != null && !now.isBefore(notBefore) && (isRaiseDue || !now.isBefore(probeAt))) {
            startWhatIsDue(now, isRaiseDue, mayStart);
        }
    }

    /**
     * Takes a claim that has passed the judge.
     *
     * @param mtu      what it claims, in bytes: from the floor to below the MTU in use.
     * @param reporter whose it is.
     * @param packet   the packet that it is about.
     * @param now      the present.
     * @param mayStart whether a search may begin now.
     */
    public void claimed(int mtu, IpAddress reporter, LostPacket packet, Moment now, boolean mayStart) {
        if (settings.policy() == ClaimPolicy.IGNORE) {
            count(ClaimVerdict.IGNORED, 1);
        } else if (settings.policy() == ClaimPolicy.TRUST || isUnprobed() || sender.sizes() == null) {
            adoptUnproved(mtu, reporter, now);
            count(ClaimVerdict.BELIEVED, 1);
            packet.tellSender(path.effectiveMtu());
        } else if ((search == null && (!mayStart || now.isBefore(claimsFrom)))
            || !pending.add(mtu, reporter, packet)) {
            count(ClaimVerdict.NOT_LOOKED_INTO, 1);
        } else {
            lookInto(mtu, now);
        }
    }

    /**
     * Takes a claim that names this path and no packet. Only probes that are answered can make anything of it, whatever
     * the configuration says of claims, and what comes of it never stands in the way of one that names a packet.
     *
     * @param mtu      what it claims, in bytes: from the floor to below the MTU in use.
     * @param reporter whose it is.
     * @param now      the present.
     * @param mayStart whether a search may begin now.
     */
    public void claimedUnnamed(int mtu, IpAddress reporter, Moment now, boolean mayStart) {
        if (settings.policy() == ClaimPolicy.IGNORE) {
            count(ClaimVerdict.IGNORED, 1);
        } else if (isUnprobed() || sender.sizes() == null) {
            count(ClaimVerdict.NO_SPI, 1);
        } else if ((search == null && (!mayStart || now.isBefore(unnamedFrom))) || !pending.addUnnamed(mtu, reporter)) {
            count(ClaimVerdict.NOT_LOOKED_INTO, 1);
        } else {
            lookInto(mtu, now);
        }
    }

    private void lookInto(int mtu, Moment now) {
        if (search == null) {
            begin(Cause.CLAIM, now);
        } else {
            search.hint(mtu);
        }
    }

    /** Takes a size in bytes, any, that a router spoke of, without belief in it: a search may begin there. */
    public void hint(int mtu) {
        if (search != null) {
            search.hint(mtu);
        }
    }

    /**
     * Takes an answer to a probe, which came out of the SA.
     *
     * @param token what it brought back.
     * @param now   the present.
     * @return whether it answers a probe of this path.
     */
    public boolean answered(long token, Moment now) {
        int size = exchange.answered(token, now);
        if (size == 0) {
            return false;
        }
        silentSearches = 0;
        if (probing() != Probing.ANSWERING) {
            setProbing(Probing.ANSWERING);
            tryMore(now);
        }
        ProbeRound ended = exchange.endIfSettled();
        if (ended != null) {
            take(ended, now);
        } else if (search != null) {
            search.arrivedLate(size);
        } else if (size > sizes.atMost(path.effectiveMtu())) {
            tryMore(now);
        }
        return true;
    }

    /**
     * Looks at once, by probes, what fits where packets go now. Anybody on the link can say that he is the next hop, so
     * that by itself raises nothing: without an answer to a probe, what was found stays.
     *
     * @param now the present.
     */
    public void wayChanged(Moment now) {
        path.confirm(Path.UNCONFIRMED);
        if (probing() == Probing.ANSWERING) {
            tryMore(now);
            packetsSeen = NOTHING_SEEN;
        }
        probeAt = now;
    }

    /** Begins anew, since a tunnel was moved here: where the peer does not answer, what was found is forgotten. */
    public void restart(Moment now, String why) {
        if (probing() != Probing.ANSWERING) {
            endSearch();
            decidePending(ClaimVerdict.UNDECIDED);
            path.forget();
            silentSearches = 0;
            notBefore = now;
            change(path.linkMtu(), Evidence.LINK, null, now, null, why);
            if (sender != null) {
                setProbing(Probing.STARTING);
            }
        }
        wayChanged(now);
    }

    /**
     * Takes note that the first link takes packets of another size. What was known of the path behind it is known again
     * when the link takes as much again.
     *
     * @param mtu the largest, in bytes.
     * @param now the present.
     */
    public void linkChanged(int mtu, Moment now) {
        decidePending(ClaimVerdict.UNDECIDED);
        Learnt known = path.linkMtu(mtu, now);
        if (known != null) {
            change(known.mtu(), known.evidence(), known.reporter(), now, known.until(),
                "its link takes " + mtu + " bytes now");
        }
        packetsSeen = NOTHING_SEEN;
        probeAt = now;
        if (search != null) {
            startAnew(now);
        }
    }

    private void startWhatIsDue(Moment now, boolean isRaiseDue, boolean mayStart) {
        if (sender.sizes() == null) {
            notBefore = now.plus(WITHOUT_SA);
        } else if (!mayStart) {
            notBefore = now.plus(CROWDED);
        } else if (isRaiseDue && probing() == Probing.ANSWERING) {
            begin(Cause.RAISE, now);
        } else if (probing() != Probing.ANSWERING || sender.largePackets() != packetsSeen) {
            begin(Cause.VALIDATION, now);
        } else {
            probeAt = now.plus(settings.validateEvery());
        }
    }

    private void begin(Cause why, Moment now) {
        cause = why;
        sizes = sender.sizes();
        search = new SizeSearch(sizes, settings.floorOf(path), why == Cause.RAISE ? path.linkMtu()
            : path.effectiveMtu());
        if (why == Cause.RAISE) {
            search.hint(path.effectiveMtu());
        }
        pending.counts().keySet().forEach(search::hint);
        exchange.begin(search.nextRound(), now);
    }

    /** The SA has been replaced by one that pads in another way, or has gone: the sizes in question exist no more. */
    private void startAnew(Moment now) {
        endSearch();
        if (sender.sizes() == null) {
            decidePending(ClaimVerdict.UNDECIDED);
            notBefore = now.plus(WITHOUT_SA);
        } else {
            begin(cause, now);
        }
    }

    private void take(ProbeRound round, Moment now) {
        switch (search.take(round)) {
            case GOES_ON -> exchange.begin(search.nextRound(), now);
            case SILENT -> endSilent(now);
            case FOUND -> {
                int proved = Math.min(search.proved(), sizes.atMost(path.linkMtu()));
                endSearch();
                probeAt = now.plus(settings.validateEvery());
                packetsSeen = sender.largePackets();
                found(proved, now);
            }
        }
    }

    private void found(int proved, Moment now) {
        int inUse = sizes.atMost(path.effectiveMtu());
        if (proved == SizeSearch.NOTHING) {
            foundBelowFloor(now);
        } else if (proved < inUse) {
            lower(proved, now);
        } else if (cause == Cause.RAISE && proved >= sizes.atMost(path.linkMtu())) {
            change(path.linkMtu(), Evidence.LINK, null, now, null, "probes of the link's MTU arrive");
        } else if (proved > inUse || path.evidence() == Evidence.BELOW_FLOOR) {
            change(Math.max(proved, path.effectiveMtu()), Evidence.PROBE, null, now, later(now),
                "probes of " + proved + " bytes arrive");
        } else if (cause == Cause.RAISE) {
            path.extend(later(now));
        }
        if (!pending.isEmpty()) {
            unnamedFrom = now.plus(HOLD_OFF);
            claimsFrom = pending.hasNamed() ? unnamedFrom : claimsFrom;
            decidePending(ClaimVerdict.REFUTED);
        }
        path.confirm(proved);
    }

    private void lower(int proved, Moment now) {
        int claimed = pending.counts().keySet().stream().filter(mtu -> sizes.atMost(mtu) == proved)
            .mapToInt(Integer::intValue).max().orElse(0);
        if (claimed > 0) {
            change(
                claimed, Evidence.TOO_BIG, pending.reporter(claimed), now, later(now),
                "a router says so, and probes agree");
        } else if (pending.isEmpty()) {
            change(proved, Evidence.BLACK_HOLE, null, now, later(now), "larger probes vanish, and nobody says why");
        } else {
            change(proved, Evidence.PROBE, null, now, later(now),
                "a router says that what was in use does not fit, and probes of this size arrive");
        }
        for (Map.Entry<Integer, Integer> claim : pending.counts().entrySet()) {
            boolean isTrue = sizes.atMost(claim.getKey()) >= proved;
            count(isTrue ? ClaimVerdict.BELIEVED : ClaimVerdict.BELOW_TRUTH, claim.getValue());
        }
        pending.tellSenders(path.effectiveMtu());
        pending.clear();
    }

    private void foundBelowFloor(Moment now) {
        if (path.evidence() != Evidence.BELOW_FLOOR) {
            change(settings.floorOf(path), Evidence.BELOW_FLOOR, null, now, later(now),
                "not even probes of the floor's size arrive: routers may fragment");
        }
        pending.tellSenders(settings.floorOf(path));
        decidePending(ClaimVerdict.BELIEVED);
    }

    private void endSilent(Moment now) {
        endSearch();
        silentSearches++;
        boolean wasAnswering = probing() == Probing.ANSWERING || probing() == Probing.SILENT;
        Probing next = wasAnswering && silentSearches < SILENT_SEARCHES ? Probing.SILENT : Probing.UNANSWERED;
        probeAt = now.plus(next == Probing.SILENT ? settings.validateEvery() : settings.retryAfter(silentSearches));
        setProbing(next);
        if (next == Probing.UNANSWERED) {
            decideUnproved(now);
        } else {
            decidePending(ClaimVerdict.UNDECIDED);
        }
    }

    private void decideUnproved(Moment now) {
        if (pending.hasNamed()) {
            int least = pending.leastNamed();
            adoptUnproved(least, pending.reporter(least), now);
            pending.tellSenders(path.effectiveMtu());
        }
        pending.counts().forEach(
            (mtu, times) -> count(pending.isNamed(mtu) ? ClaimVerdict.BELIEVED : ClaimVerdict.NO_SPI, times));
        pending.clear();
    }

    private void adoptUnproved(int mtu, IpAddress reporter, Moment now) {
        change(mtu, Evidence.TOO_BIG, reporter, now, later(now),
            settings.policy() == ClaimPolicy.TRUST ? "a router says so"
            : "a router says so about a packet that was sent");
    }

    private void tryMore(Moment now) {
        if (path.until() != null && now.isBefore(path.until())) {
            path.extend(now);
        }
    }

    private void endSearch() {
        exchange.abandon();
        search = null;
    }

    private void decidePending(ClaimVerdict verdict) {
        pending.counts().values().forEach(times -> count(verdict, times));
        pending.clear();
    }

    private void count(ClaimVerdict verdict, int times) {
        listener.onVerdict(path, verdict, times);
    }

    private void change(int mtu, Evidence evidence, IpAddress reporter, Moment now, Moment until, String why) {
        int before = path.effectiveMtu();
        boolean isNews = before != mtu || path.evidence() != evidence;
        path.change(mtu, evidence, reporter, now, until);
        if (isNews) {
            listener.onMtuChanged(path, before, why);
        }
    }

    private void setProbing(Probing next) {
        if (probing() != next) {
            path.probing(next);
            listener.onProbingChanged(path);
        }
    }

    private Probing probing() {
        return path.probing();
    }

    private boolean isUnprobed() {
        return probing() == Probing.OFF || probing() == Probing.UNANSWERED;
    }

    private Moment later(Moment now) {
        return now.plus(settings.raiseAfter());
    }
}

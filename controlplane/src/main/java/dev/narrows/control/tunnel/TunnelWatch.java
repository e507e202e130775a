package dev.narrows.control.tunnel;

import dev.narrows.config.TunnelConfig;
import dev.narrows.control.event.EventSink;
import dev.narrows.control.event.EventType;
import dev.narrows.control.order.WorkerProxy;
import dev.narrows.control.sad.SaDatabase;
import dev.narrows.control.sad.SecurityAssociation.Outbound;
import dev.narrows.pmtu.Probe;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Notices when a tunnel can no longer send, or can again, and has the workers go by the next one meanwhile: a tunnel
 * without an outbound SA that is good for anything yields at once, one whose peer is asked and does not answer when it
 * has been silent for as long as is configured. Nothing is done for tunnels to which nothing happens, however many
 * there are.
 */
public final class TunnelWatch {
    /** Questions whose answers would be known again. */
    private static final int MOST_QUESTIONS = 1 << 16;

    private final List<TunnelConfig> configs;
    private final TunnelTable tunnels;
    private final SaDatabase sas;
    private final List<WorkerProxy> workers;
    private final EventSink events;
    private final SecureRandom random = new SecureRandom();
    private final Set<Integer> changed = new LinkedHashSet<>();
    private final Map<Integer, Liveness> asked = new TreeMap<>();
    private final Map<Long, Question> questions = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Question> eldest) {
            return size() > MOST_QUESTIONS;
        }
    };

    /**
     * A probe that waits for its answer.
     *
     * @param tunnel the number of the tunnel that it went by.
     * @param sentNs when.
     */
    private record Question(int tunnel, long sentNs) {
    }

    /**
     * A watch on all tunnels, which count as up.
     *
     * @param configs the tunnels' configuration, each at the index that is its number.
     * @param tunnels is told their states.
     * @param sas     tells their SAs.
     * @param workers hear of tunnels that yield.
     * @param events  where operators hear of them.
     * @param nowNs   the present.
     */
    public TunnelWatch(List<TunnelConfig> configs, TunnelTable tunnels, SaDatabase sas, List<WorkerProxy> workers,
        EventSink events, long nowNs) {
        this.configs = configs;
        this.tunnels = tunnels;
        this.sas = sas;
        this.workers = List.copyOf(workers);
        this.events = events;
        for (int tunnel = 0; tunnel < configs.size(); tunnel++) {
            int number = tunnel;
            changed.add(number);
            configs.get(number).yieldAfter()
                .ifPresent(silence -> asked.put(number, new Liveness(silence.toNanos(), nowNs)));
        }
    }

    /** Takes note that a tunnel's outbound SAs are others now, or one of them is used up. */
    public void changed(int tunnel) {
        changed.add(tunnel);
    }

    /** Tells workers where tunnels begin without an SA: that is no event. */
    public void begin() {
        decide(false);
    }

    /**
     * Decides about tunnels whose SAs have changed.
     *
     * @return how many began or ceased to yield.
     */
    public int decide() {
        return changed.isEmpty() ? 0 : decide(true);
    }

    /**
     * Asks the peers that are to be asked, and decides about those.
     *
     * @param nowNs the present.
     * @return how many tunnels began or ceased to yield.
     */
    public int tick(long nowNs) {
        asked.forEach((tunnel, liveness) -> {
            boolean wasAway = liveness.isAway();
            Outbound sa = sas.current(tunnel);
            if (sa == null) {
                liveness.cannotAsk(nowNs);
            } else {
                liveness.decide(nowNs);
                if (liveness.takeQuestion(nowNs)) {
                    ask(tunnel, sa, nowNs);
                }
            }
            if (liveness.isAway() != wasAway) {
                changed.add(tunnel);
            }
        });
        return decide();
    }

    /**
     * Takes the answer to a probe. By which tunnel it came is the peer's affair: it tells of the one that the probe
     * went by.
     *
     * @param token what it brought back.
     * @param nowNs the present.
     * @return whether a question of the watch's was answered.
     */
    public boolean answered(long token, long nowNs) {
        Question question = questions.remove(token);
        if (question == null) {
            return false;
        }
        Liveness liveness = asked.get(question.tunnel());
        if (nowNs - question.sentNs() <= liveness.silenceNs()) {
            liveness.answered(nowNs);
        }
        return true;
    }

    private void ask(int tunnel, Outbound sa, long nowNs) {
        long token = random.nextLong();
        questions.put(token, new Question(tunnel, nowNs));
        sa.worker().sendProbe(sa.tunnel(), Probe.minLength(!sa.tunnel().probeLocal().isIpv4()), token);
    }

    private int decide(boolean isEvent) {
        List<Integer> others = new ArrayList<>();
        for (int tunnel : changed) {
            TunnelState before = tunnels.state(tunnel);
            TunnelState now = stateOf(tunnel);
            if (now != before) {
                tunnels.state(tunnel, now);
                if ((now == TunnelState.UP) != (before == TunnelState.UP)) {
                    others.add(tunnel);
                }
                if (isEvent) {
                    raise(tunnel, now);
                }
            }
        }
        changed.clear();
        if (!others.isEmpty()) {
            tell(others);
        }
        return others.size();
    }

    private TunnelState stateOf(int tunnel) {
        Outbound sa = sas.current(tunnel);
        if (sa == null || sa.sa().isSpent() || sa.sa().isExhausted()) {
            return TunnelState.NO_SA;
        }
        Liveness liveness = asked.get(tunnel);
        return liveness != null && liveness.isAway() ? TunnelState.UNANSWERED : TunnelState.UP;
    }

    private void tell(List<Integer> others) {
        for (WorkerProxy worker : workers) {
            worker.beginBatch();
            others.forEach(tunnel -> worker.setYielding(tunnel, tunnels.state(tunnel) != TunnelState.UP));
            worker.endBatch();
        }
    }

    private void raise(int tunnel, TunnelState state) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("tunnel", configs.get(tunnel).name());
        if (state != TunnelState.UP) {
            fields.put("why", state.label());
        }
        events.raise(state == TunnelState.UP ? EventType.TUNNEL_UP : EventType.TUNNEL_DOWN, fields);
    }
}

package dev.narrows.control;

import dev.narrows.channel.CommandHandler;
import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventRing;
import dev.narrows.control.order.ScriptedWorker;
import dev.narrows.policy.Policy;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.RuntimeSa;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.WorkerCounters;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A worker without packets: it keeps what it is told to, lets go of what it is told to, and says so. */
final class ObeyingWorker {
    final WorkerCounters counters = new WorkerCounters();
    final CommandQueue commands = new CommandQueue(ScriptedWorker.QUEUE_CAPACITY);
    final EventRing events = new EventRing(1 << 13, counters);
    private final CommandHandler handler = (CommandHandler)Proxy.newProxyInstance(
        CommandHandler.class.getClassLoader(), new Class<?>[] {CommandHandler.class}, this::on);
    private final SortedMap<String, RuntimeSa> sas = new TreeMap<>();
    private final SortedSet<Integer> policies = new TreeSet<>();
    private final List<Integer> released = new ArrayList<>();
    private final Map<Long, Integer> probes = new TreeMap<>();

    /**
     * Carries out what waits.
     *
     * @return how much was done.
     */
    int obey() {
        int count = 0;
        for (int taken = commands.poll(handler); taken > 0; taken = commands.poll(handler)) {
            count += taken;
        }
        while (!released.isEmpty() && events.saReleased(released.getFirst())) {
            released.removeFirst();
            count++;
        }
        return count;
    }

    List<String> sas() {
        return List.copyOf(sas.keySet());
    }

    List<Integer> policies() {
        return List.copyOf(policies);
    }

    List<OutboundSa> outbound() {
        return sas.values().stream().filter(OutboundSa.class::isInstance).map(OutboundSa.class::cast).toList();
    }

    /** Lets some of the peers' answers arrive, in any order. */
    void answerProbes(Random random) {
        probes.entrySet().removeIf(probe -> {
            if (random.nextInt(3) > 0) {
                events.probeAnswered(probe.getValue(), probe.getKey());
            }
            return random.nextInt(4) > 0;
        });
    }

    private Object on(Object proxy, Method method, Object... arguments) {
        switch (method.getName()) {
            case "onAddInboundSa", "onAddOutboundSa" -> {
                RuntimeSa sa = (RuntimeSa)arguments[0];
                if (sas.put(name(sa), sa) != null) {
                    throw new AssertionError("added twice: " + name(sa));
                }
                if (sa instanceof OutboundSa outbound) {
                    outbound.tunnel().use(outbound);
                }
            }
            case "onRemoveInboundSa", "onRemoveOutboundSa" -> {
                RuntimeSa sa = (RuntimeSa)arguments[0];
                if (sas.remove(name(sa)) != sa) {
                    throw new AssertionError("removed and not there: " + name(sa));
                }
                if (sa instanceof OutboundSa outbound) {
                    outbound.tunnel().letGo(outbound);
                }
                released.add(sa.id());
            }
            case "onExtendLease" -> ((OutboundSa)arguments[0]).extendLease((long)arguments[1]);
            case "onAddPolicy" -> policies.add(((Policy)arguments[0]).id());
            case "onRemovePolicy" -> policies.remove((int)arguments[0]);
            case "onMoveTunnel" -> ((Tunnel)arguments[0]).path((OuterPath)arguments[1]);
            case "onSetTunnelMtu" -> ((Tunnel)arguments[0]).mtu((int)arguments[1]);
            case "onSendDummy", "onSendProbe" -> {
                int length = (int)arguments[1];
                if (length < 1 || length > 9216) {
                    throw new AssertionError(method.getName() + " of " + length + " bytes");
                }
                if (arguments.length > 2) {
                    probes.put((long)arguments[2], ((Tunnel)arguments[0]).id());
                }
            }
            default -> { }
        }
        return null;
    }

    private static String name(RuntimeSa sa) {
        return (sa instanceof InboundSa ? "in " : "out ") + Integer.toUnsignedLong(sa.spi());
    }
}

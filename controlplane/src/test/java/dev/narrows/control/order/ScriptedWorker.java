package dev.narrows.control.order;

import dev.narrows.channel.Command;
import dev.narrows.channel.CommandHandler;
import dev.narrows.channel.CommandQueue;
import dev.narrows.channel.EventRing;
import dev.narrows.control.Agreement;
import dev.narrows.pmtu.EspOverhead;
import dev.narrows.policy.Policy;
import dev.narrows.policy.Selectors;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.sa.OuterPath;
import dev.narrows.sa.Tunnel;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.MacAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A worker that carries commands out by writing them down, and sends the events that a test tells it to. What it would
 * know after them is there to be compared with what the conductor thinks, by {@link Agreement}.
 */
public final class ScriptedWorker implements CommandHandler {
    public static final int QUEUE_CAPACITY = 16;

    public final WorkerCounters counters = new WorkerCounters();
    public final CommandQueue commands = new CommandQueue(QUEUE_CAPACITY);
    public final EventRing events = new EventRing(1 << 16, counters);
    public final List<OutboundSa> outbound = new ArrayList<>();
    public final List<InboundSa> inbound = new ArrayList<>();
    public final List<byte[]> frames = new ArrayList<>();
    /** Tunnels that began or ceased to yield, in this order. */
    public final List<String> yielding = new ArrayList<>();
    public final Map<Integer, InboundSa> inboundBySpi = new TreeMap<>();
    public final Map<Integer, OutboundSa> outboundBySpi = new TreeMap<>();
    public final Map<Integer, Integer> inboundOwners = new TreeMap<>();
    public final Map<Integer, Integer> outboundOwners = new TreeMap<>();
    public final Map<Integer, Long> leaseEnds = new HashMap<>();
    public final Set<Integer> policies = new TreeSet<>();
    public final Set<Integer> removedPolicies = new TreeSet<>();
    public final Map<Integer, Integer> pathMtus = new HashMap<>();
    public final Map<String, String> neighbours = new TreeMap<>();
    public final Map<Integer, Integer> tunnelMtus = new HashMap<>();
    public byte[] reported;
    public int dummyLength;

    private final List<String> done = new ArrayList<>();

    /** Carries out every command that waits, and tells which since the last call. */
    public List<String> run() {
        obey();
        List<String> taken = List.copyOf(done);
        done.clear();
        return taken;
    }

    /** Carries out every command that waits, and tells how many there were; {@link #run} will tell which. */
    public int obey() {
        int count = 0;
        while (commands.poll(this) > 0) {
            count++;
        }
        return count;
    }

    @Override
    public void onAddInboundSa(InboundSa sa) {
        inboundBySpi.put(sa.spi(), sa);
        inbound.add(sa);
        done.add("add in " + sa.spi());
    }

    @Override
    public void onAddOutboundSa(OutboundSa sa) {
        outboundBySpi.put(sa.spi(), sa);
        outbound.add(sa);
        done.add("add out " + sa.spi());
    }

    @Override
    public void onRemoveInboundSa(InboundSa sa) {
        inboundBySpi.remove(sa.spi(), sa);
        done.add("remove in " + sa.spi());
    }

    @Override
    public void onRemoveOutboundSa(OutboundSa sa) {
        outboundBySpi.remove(sa.spi(), sa);
        leaseEnds.remove(sa.id());
        done.add("remove out " + sa.spi());
    }

    @Override
    public void onSetInboundOwner(int spi, int worker) {
        own(inboundOwners, spi, worker);
        done.add("owner of in " + spi + " " + worker);
    }

    @Override
    public void onSetOutboundOwner(int spi, IpAddress peer, int worker) {
        own(outboundOwners, spi, worker);
        done.add("owner of out " + spi + " " + worker);
    }

    @Override
    public void onSetOverhead(int tunnelId, EspOverhead overhead) {
        done.add("overhead of " + tunnelId + " leaves " + overhead.largestInner(1500));
    }

    @Override
    public void onAddPolicy(Policy policy) {
        policies.add(policy.id());
        done.add("add " + policy + (policy.tunnel() == null ? "" : " by tunnel " + policy.tunnel().id()));
    }

    @Override
    public void onRemovePolicy(int id, Selectors selectors) {
        policies.remove(id);
        removedPolicies.add(id);
        done.add("remove policy " + id + ": " + selectors);
    }

    @Override
    public void onExtendLease(OutboundSa sa, long end) {
        leaseEnds.put(sa.id(), end);
        done.add("extend " + sa.spi() + " to " + end);
    }

    @Override
    public void onSetLinkMtu(int port, int mtu, List<Integer> paths) {
        done.add("link " + port + " mtu " + mtu + " of paths " + paths);
    }

    @Override
    public void onSetPathMtu(int pathId, int effectiveMtu, boolean clearDf) {
        pathMtus.put(pathId, effectiveMtu);
        done.add("path " + pathId + " mtu " + effectiveMtu + (clearDf ? " without df" : ""));
    }

    @Override
    public void onSetNeighbour(int port, IpAddress address, long macAddress) {
        neighbours.put(port + " " + address, MacAddress.format(macAddress));
        done.add("neighbour " + port + " " + address + " " + MacAddress.format(macAddress));
    }

    @Override
    public void onRemoveNeighbour(int port, IpAddress address) {
        neighbours.remove(port + " " + address);
        done.add("forget " + port + " " + address);
    }

    @Override
    public void onAddPath(OuterPath path) {
        pathMtus.put(path.id(), path.effectiveMtu());
        done.add("path " + path.id() + " to " + path.endpoints().remote() + " mtu " + path.linkMtu());
    }

    @Override
    public void onMoveTunnel(Tunnel tunnel, OuterPath path) {
        done.add("tunnel " + tunnel.id() + " to path " + path.id());
    }

    @Override
    public void onSetYielding(Tunnel tunnel, boolean yields) {
        yielding.add("tunnel " + tunnel.id() + (yields ? " yields" : " serves"));
    }

    @Override
    public void onSetTunnelMtu(Tunnel tunnel, int mtu) {
        tunnelMtus.put(tunnel.id(), mtu);
        done.add("tunnel " + tunnel.id() + " mtu " + mtu);
    }

    @Override
    public void onSendDummy(Tunnel tunnel, int length) {
        dummyLength = length;
        done.add("dummy " + tunnel.id() + " " + (length >= 20 && length <= 1446));
    }

    @Override
    public void onSendProbe(Tunnel tunnel, int innerLength, long token) {
        done.add("probe " + tunnel.id() + " " + innerLength + " token " + token);
    }

    @Override
    public void onSendKeepalive(OuterPath path) {
        done.add("keepalive " + path.id());
    }

    @Override
    public void onTransmit(int port, byte[] frame) {
        frames.add(frame);
        done.add("transmit " + port + " " + frame.length);
    }

    @Override
    public void onGiveUp(List<byte[]> unreachable, int others) {
        done.add("give up " + unreachable.size() + " " + others);
    }

    @Override
    public void onReportTooBig(byte[] innerStart, int innerMtu) {
        reported = innerStart;
        done.add("too big " + innerMtu);
    }

    private static void own(Map<Integer, Integer> owners, int spi, int worker) {
        if (worker == Command.NO_WORKER) {
            owners.remove(spi);
        } else {
            owners.put(spi, worker);
        }
    }
}

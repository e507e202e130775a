package dev.narrows.fastpath;

import dev.narrows.crypto.GcmCalls;
import dev.narrows.crypto.HmacCalls;
import dev.narrows.packet.Raw;
import dev.narrows.pmtu.SentLedger;
import dev.narrows.sa.InboundSa;
import dev.narrows.sa.OutboundSa;
import dev.narrows.stats.WorkerCounter;
import dev.narrows.stats.WorkerCounters;

/**
 * Takes bursts through the passes. Cleartext from inside:
 *
 * <ol>
 * <li>{@link ClearParsePass}: which packets are plain, and where their flows' entries are;
 * <li>{@link PreparePass}: all but encryption;
 * <li>{@link SealPass}: encryption;
 * <li>to the ports.
 * </ol>
 *
 * <p>ESP from outside:
 *
 * <ol>
 * <li>{@link EspParsePass}: which packets are ESP of a known SA and not replayed;
 * <li>{@link OpenPass}: decryption;
 * <li>{@link FinishPass}: whether they are authentic, and where they go;
 * <li>to the ports.
 * </ol>
 *
 * <p>A pass that ends before a packet leaves it to the stages: what stands before it in the burst goes through all
 * passes first, then it, then the rest, so that no packet overtakes another.
 *
 * <p>Belongs to one worker.
 */
public final class FastPath {
    /** The smallest number of flows, as a power of two. */
    public static final int LEAST_FLOW_BITS = 6;

    private final SlowPath slowPath;
    private final WorkerCounters counters;
    private final WorkArea work;
    private final SaRegistry<OutboundSa> outboundSas = new SaRegistry<>();
    private final SaRegistry<InboundSa> inboundSas = new SaRegistry<>();
    private final GcmCalls calls = new GcmCalls();
    private final HmacCalls hmacCalls = new HmacCalls();
    private final ClearParsePass clearParse;
    private final PreparePass prepare;
    private final SealPass seal;
    private final EspParsePass espParse;
    private final OpenPass open;
    private final FinishPass finish;
    private final Prefetch prefetch;
    private long generation = 1;

    /**
     * A fast path that knows no flow.
     *
     * @param burst    packets in a burst at the most, to {@link HmacCalls#CAPACITY}.
     * @param flowBits IPv4 flows from inside, as a power of two from {@link #LEAST_FLOW_BITS}; there is room for half
     *                 as many out of tunnels, and of IPv6 for a quarter of each.
     * @param slowPath the stages.
     * @param counters the worker's.
     * @param ledger   of sent packets.
     * @param mtuFloor bytes of an outer packet up to which it is not written to the ledger.
     */
    public FastPath(
        int burst, int flowBits, SlowPath slowPath, WorkerCounters counters, SentLedger ledger, int mtuFloor) {
        if (burst > HmacCalls.CAPACITY) {
            throw new IllegalArgumentException("a burst has " + HmacCalls.CAPACITY + " packets at the most, not "
                + burst);
        }
        this.slowPath = slowPath;
        this.counters = counters;
        SaPreparation preparation = new SaPreparation(outboundSas, inboundSas, calls, hmacCalls);
        work = new WorkArea(burst);
        FlowTable flows = new FlowTable(flowBits);
        clearParse = new ClearParsePass(flows);
        prepare = new PreparePass(flows, slowPath, preparation, outboundSas, ledger, mtuFloor);
        seal = new SealPass(outboundSas, calls, hmacCalls);
        SpiTable spis = new SpiTable(flowBits);
        prefetch = new Prefetch(calls, spis, flowBits);
        espParse = new EspParsePass(slowPath, preparation, spis);
        open = new OpenPass(inboundSas, calls, hmacCalls);
        finish = new FinishPass(new InnerFlowTable(flowBits), flows, slowPath, inboundSas);
    }

    /** Takes note that something changed which decisions depend on: none that was kept holds any more. */
    public void forget() {
        generation++;
        outboundSas.clear();
        inboundSas.clear();
        espParse.forget();
    }

    /**
     * Takes a burst of cleartext from inside.
     *
     * @param handles    address of the packets' handles.
     * @param count      how many.
     * @param port       number of the port of arrival.
     * @param macAddress its hardware address.
     */
    public void takeClear(long handles, int count, int port, long macAddress) {
        long from = work.start();
        long end = from + (long)count * WorkArea.STRIDE;
        clearParse.run(handles, from, end, port, PlainPacket.macTest(macAddress), generation);
        if (prefetch.isWorthwhile(outboundSas.size())) {
            prefetch.clear(from, end, generation);
        }
        while (from < end) {
            long at = prepare.run(from, end, generation);
            if (at > from) {
                seal.run(from, at);
                sendSealed(from, at);
                long sealed = (at - from) / WorkArea.STRIDE;
                counters.add(WorkerCounter.ENCAPSULATED, sealed);
                counters.add(WorkerCounter.FAST_PATH, sealed);
            }
            if (at < end) {
                slowPath.take(Raw.getLong(at + WorkArea.HANDLE), port);
            }
            from = at + WorkArea.STRIDE;
        }
    }

    private void sendSealed(long from, long to) {
        long first = from;
        int port = Raw.getInt(Raw.getLong(from + WorkArea.SA) + OutboundRecord.PORT);
        for (long w = from; w < to; w += WorkArea.STRIDE) {
            int out = Raw.getInt(Raw.getLong(w + WorkArea.SA) + OutboundRecord.PORT);
            if (out != port) {
                slowPath.send(port, first, w, WorkArea.STRIDE);
                first = w;
                port = out;
            }
        }
        slowPath.send(port, first, to, WorkArea.STRIDE);
    }

    /**
     * Takes a burst from outside.
     *
     * @param handles    address of the packets' handles.
     * @param count      how many.
     * @param port       number of the port of arrival.
     * @param macAddress its hardware address.
     */
    public void takeEsp(long handles, int count, int port, long macAddress) {
        long macTest = PlainPacket.macTest(macAddress);
        long start = work.start();
        long end = start + (long)count * WorkArea.STRIDE;
        long from = start;
        if (prefetch.isWorthwhile(inboundSas.size())) {
            prefetch.esp(handles, from, end, generation);
        }
        while (from < end) {
            long next = handles + (from - start) / WorkArea.STRIDE * Long.BYTES;
            long at = espParse.run(next, from, end, port, macTest, generation);
            if (at > from) {
                open.run(from, at);
                finish(from, at);
            }
            if (at < end) {
                slowPath.take(Raw.getLong(at + WorkArea.HANDLE), port);
            }
            from = at + WorkArea.STRIDE;
        }
    }

    private void finish(long from, long to) {
        long next = from;
        while (next < to) {
            long at = finish.run(next, to, generation);
            sendOpened(next, at);
            if (at < to) {
                slowPath.takeOpened(Raw.getLong(at + WorkArea.HANDLE), finish.sa(at));
            }
            next = at + WorkArea.STRIDE;
        }
    }

    /** What was dropped stands between the others. */
    private void sendOpened(long from, long to) {
        long first = from;
        long port = FinishPass.DROPPED;
        int count = 0;
        for (long w = from; w < to; w += WorkArea.STRIDE) {
            long out = Raw.getLong(w + WorkArea.OUT);
            if (out != port) {
                sendOpened(port, first, w);
                first = w;
                port = out;
            }
            count += out == FinishPass.DROPPED ? 0 : 1;
        }
        sendOpened(port, first, to);
        if (count > 0) {
            counters.add(WorkerCounter.DECAPSULATED, count);
            counters.add(WorkerCounter.FAST_PATH, count);
        }
    }

    private void sendOpened(long port, long from, long to) {
        if (port != FinishPass.DROPPED && from < to) {
            slowPath.send((int)port, from, to, WorkArea.STRIDE);
        }
    }
}

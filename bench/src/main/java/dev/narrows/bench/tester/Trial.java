package dev.narrows.bench.tester;

import dev.narrows.packet.HandleArray;
import dev.narrows.packet.Packet;
import dev.narrows.port.DpdkPool;
import dev.narrows.port.DpdkPort;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.Ipv4;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Sends packets in clear to a gateway by a timetable, and takes those that it has sealed. A packet is recognized by its
 * ESP sequence number, since the gateway numbers packets in the order in which they come. Its time counts from when the
 * timetable has it, not from when it could be sent, so that a gateway that stalls is charged with all that it kept
 * waiting. One thread does all of it.
 */
final class Trial {
    private static final int BURST = 32;
    /** Packets of which it is known when they were to be sent, and whether they came. */
    static final int TIMES = 1 << 20;
    private static final int SEQUENCE_OFFSET = Ethernet.HEADER_LENGTH + Ipv4.MIN_HEADER_LENGTH + 4;
    private static final long DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long NONE = -1;
    private static final int DIGITS = 3;
    private static final double NANOS_PER_SECOND = 1e9;

    private final DpdkPort inside;
    private final DpdkPort outside;
    private final DpdkPool pool;
    private final Templates templates;
    private final HandleArray outgoing = new HandleArray(BURST);
    private final HandleArray incoming = new HandleArray(BURST);
    private final Packet packet = new Packet();
    private final long[] times = new long[TIMES];
    private final Histogram latencies = new Histogram(LONGEST_NANOS, DIGITS);

    /** The first sequence number of this trial's packets. */
    private long firstSequence;
    private long scheduled;
    private long accepted;
    private long received;
    private long strays;
    private long refused;
    /** Packets of earlier phases of this trial. */
    private long scheduledBefore;
    /** The number, among those accepted, from which on each one's arrival is noted. */
    private long notedFrom;
    private Recovery recovery;
    private final boolean[] arrived = new boolean[TIMES];

    Trial(DpdkPort inside, DpdkPort outside, DpdkPool pool, Templates templates) {
        this.inside = inside;
        this.outside = outside;
        this.pool = pool;
        this.templates = templates;
    }

    /**
     * Runs a trial.
     *
     * @param rate  packets a second, or 0 for as many as there can be.
     * @param nanos how long packets are sent.
     * @return what came of it.
     */
    String run(double rate, long nanos) {
        reset();
        long elapsed = send(rate, nanos);
        long receivedInTime = received;
        drain(false);
        return "ok packets=" + receivedInTime + " nanos=" + elapsed + " scheduled=" + scheduled + " accepted="
            + accepted
            + " received=" + received + " strays=" + strays + " refused=" + refused + " "
            + new Percentiles(latencies).text();
    }

    /**
     * Sends too much for a while, then less, and watches how soon nothing is lost any more.
     *
     * @param rate    packets a second at first.
     * @param nanos   how long.
     * @param after   packets a second from then on.
     * @param millis  how long; with no more packets than can be noted.
     * @return what came of it.
     */
    String overload(double rate, long nanos, double after, int millis) {
        reset();
        long elapsed = send(rate, nanos);
        String first = "ok packets=" + received + " nanos=" + elapsed + " overScheduled=" + scheduled;
        notedFrom = accepted;
        recovery = new Recovery(millis);
        Arrays.fill(arrived, false);
        long start = System.nanoTime();
        send(after, TimeUnit.MILLISECONDS.toNanos(millis));
        drain(false);
        for (long i = notedFrom; i < accepted; i++) {
            if (!arrived[(int)(i - notedFrom)]) {
                recovery.lose(times[(int)i & TIMES - 1] - start, 1);
            }
        }
        return first + " scheduled=" + scheduled + " accepted=" + accepted + " refused=" + refused + " received="
            + received + " strays=" + strays + " recoveredMillis=" + recovery.millis() + " lostAfter="
            + recovery.lost();
    }

    private void reset() {
        synchronize();
        scheduled = 0;
        accepted = 0;
        received = 0;
        strays = 0;
        refused = 0;
        notedFrom = Long.MAX_VALUE;
        recovery = null;
        latencies.reset();
    }

    /** Sends and receives for a while. Returns how long it was. */
    private long send(double rate, long nanos) {
        scheduledBefore = scheduled;
        long start = System.nanoTime();
        long now = start;
        while (now - start < nanos) {
            send(rate, start, now);
            receive(System.nanoTime());
            now = System.nanoTime();
        }
        return now - start;
    }

    /**
     * Learns which sequence number the gateway gives next: that behind two packets, sent one at a time, that came back
     * with numbers one behind the other, and nothing else beside.
     */
    private void synchronize() {
        drain(true);
        long end = System.nanoTime() + LONGEST_NANOS;
        long last = sendOne();
        while (System.nanoTime() < end) {
            long next = sendOne();
            if (last != NONE && next == last + 1) {
                firstSequence = next + 1;
                return;
            }
            last = next;
        }
        throw new IllegalStateException("the gateway lets no packet through");
    }

    /** Sends one packet, and waits. Returns the number of the one that came back, or that none did, or more. */
    private long sendOne() {
        transmit(1);
        long start = System.nanoTime();
        long found = NONE;
        int arrived = 0;
        while (arrived == 0 && System.nanoTime() - start < PATIENCE_NANOS) {
            int count = outside.receive(incoming);
            if (count > 0) {
                packet.wrap(incoming.get(count - 1));
                found = sequence();
                pool.free(incoming, count);
                arrived += count;
            }
        }
        return arrived == 1 ? found : NONE;
    }

    private void send(double rate, long start, long now) {
        long due = rate == 0 ? scheduled + BURST
            : scheduledBefore + (long)((now - start) * rate / NANOS_PER_SECOND);
        int count = (int)Math.min(due - scheduled, BURST);
        if (count <= 0) {
            return;
        }
        int sent = transmit(count);
        for (int i = 0; i < sent; i++) {
            long planned = rate == 0 ? now
                : start + (long)((scheduled - scheduledBefore + i) * NANOS_PER_SECOND / rate);
            times[(int)(accepted + i) & TIMES - 1] = planned;
        }
        accepted += sent;
        refused += count - sent;
        if (recovery != null && sent < count) {
            recovery.lose(now - start, count - sent);
        }
        // What the gateway's port has no room for is lost, as on a wire. Without a rate it is only tried again.
        scheduled += rate == 0 ? sent : count;
    }

    private int transmit(int count) {
        int made = 0;
        long handle = templates.peek(0);
        while (made < count && handle != DpdkPool.EXHAUSTED) {
            outgoing.set(made, handle);
            made++;
            handle = made < count ? templates.peek(made) : DpdkPool.EXHAUSTED;
        }
        int sent = inside.transmit(outgoing, 0, made);
        templates.advance(sent);
        if (templates.isCopied() && sent < made) {
            for (int i = sent; i < made; i++) {
                outgoing.set(i - sent, outgoing.get(i));
            }
            pool.free(outgoing, made - sent);
        }
        return sent;
    }

    private void receive(long now) {
        int count = outside.receive(incoming);
        for (int i = 0; i < count; i++) {
            packet.wrap(incoming.get(i));
            long index = sequence() - firstSequence;
            if (index < 0 || index >= accepted) {
                strays++;
            } else {
                latencies.recordValue(Math.clamp(now - times[(int)index & TIMES - 1], 0, LONGEST_NANOS));
                received++;
                if (index >= notedFrom) {
                    arrived[(int)(index - notedFrom) & TIMES - 1] = true;
                }
            }
        }
        if (count > 0) {
            pool.free(incoming, count);
        }
    }

    /** The low half; a trial is shorter than 2^32 packets, and an SA's life, too. */
    private long sequence() {
        return Integer.toUnsignedLong(Integer.reverseBytes(packet.buffer().getInt(packet.offset() + SEQUENCE_OFFSET)));
    }

    /** Takes what is still on its way. */
    private void drain(boolean isToForget) {
        long quietSince = System.nanoTime();
        long now = quietSince;
        while (now - quietSince < DRAIN_NANOS) {
            long before = received + strays;
            if (isToForget) {
                int count = outside.receive(incoming);
                strays += count;
                pool.free(incoming, count);
            } else {
                receive(now);
            }
            now = System.nanoTime();
            quietSince = received + strays > before ? now : quietSince;
        }
    }
}

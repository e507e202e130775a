package dev.narrows.bench.stage;

import dev.narrows.channel.EventRing;
import dev.narrows.pmtu.SentLedger;
import dev.narrows.sa.Numbering;
import dev.narrows.sa.ReplayWindow;
import dev.narrows.stats.WorkerCounters;
import dev.narrows.wire.InternetChecksum;
import dev.narrows.wire.IpProtocol;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What a packet costs in the replay window, the ledger, a checksum, and a message on a ring.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SmallStages {
    private static final int LEDGER_ENTRIES = 1 << 15;
    private static final int RING = 1 << 16;
    private static final int HEADER = 20;
    private static final int PAYLOAD = 1400;
    private static final int OUTER = 1456;
    private static final int SPI = 0x1001;
    private static final int PEER = SentLedger.peerHash(0, 0xFFFF_C000_0202L);

    private final ReplayWindow window = new ReplayWindow(Numbering.DEFAULT_REPLAY_WINDOW);
    private final SentLedger ledger = new SentLedger(LEDGER_ENTRIES);
    private final UnsafeBuffer bytes = plainPacket();
    private final EventRing ring = new EventRing(RING, new WorkerCounters());
    private long sequence;
    private long taken;
    private final MessageHandler taker = this::take;

    /**
     * Checks a new number, and marks it.
     *
     * @return whether it may pass.
     */
    @Benchmark
    public boolean replay() {
        sequence++;
        boolean isGood = !window.isStale(sequence) && !window.isSeen(sequence);
        window.commit(sequence);
        return isGood;
    }

    /** Enters a packet into the ledger of sent packets. */
    @Benchmark
    public void ledgerRecord() {
        ledger.record(SPI, PEER, 0, ++sequence, OUTER, bytes.addressOffset(), PAYLOAD);
    }

    /**
     * Looks a claim's packet up.
     *
     * @return whether it was sent.
     */
    @Benchmark
    public boolean ledgerFind() {
        return ledger.find(SPI, PEER, (int)++sequence);
    }

    /**
     * Sums an IPv4 header.
     *
     * @return the sum.
     */
    @Benchmark
    public int checksumOfHeader() {
        return InternetChecksum.compute(bytes, 0, HEADER);
    }

    /**
     * Sums a payload of 1400 bytes.
     *
     * @return the sum.
     */
    @Benchmark
    public int checksumOfPayload() {
        return InternetChecksum.compute(bytes, 0, PAYLOAD);
    }

    /**
     * Sends an event to the control plane, and takes it.
     *
     * @return the bytes of all taken so far.
     */
    @Benchmark
    public long event() {
        ring.leaseLow(1, ++sequence);
        ring.poll(taker, 1);
        return taken;
    }

    /** UDP over IPv4 with DF. */
    private static UnsafeBuffer plainPacket() {
        UnsafeBuffer packet = new UnsafeBuffer(ByteBuffer.allocateDirect(PAYLOAD));
        packet.putInt(0, 0x4500 << Short.SIZE | PAYLOAD, ByteOrder.BIG_ENDIAN);
        packet.putInt(4, 0x4000, ByteOrder.BIG_ENDIAN);
        packet.putByte(9, (byte)IpProtocol.UDP);
        return packet;
    }

    private void take(int type, DirectBuffer buffer, int offset, int length) {
        taken += length;
    }
}

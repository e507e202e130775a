package dev.narrows.bench.stage;

import dev.narrows.bench.traffic.Flows;
import dev.narrows.bench.traffic.Frames;
import dev.narrows.bench.traffic.Network;
import dev.narrows.policy.Classifier;
import dev.narrows.policy.IpPrefix;
import dev.narrows.policy.Policy;
import dev.narrows.policy.PolicyAction;
import dev.narrows.policy.PolicyTable;
import dev.narrows.policy.Selectors;
import dev.narrows.wire.Ethernet;
import dev.narrows.wire.IpAddress;
import dev.narrows.wire.IpHeader;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Reading a packet's headers, and finding its policy.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PolicyStage {
    private static final int PACKETS = 1024;
    private static final int SIZE = 64;
    private static final int FRAGMENTS = 1024;

    /** Policies; packets go to all of them. */
    @Param({"2", "1000"})
    int policies;

    private final UnsafeBuffer[] frames = new UnsafeBuffer[PACKETS];
    private final IpHeader[] headers = new IpHeader[PACKETS];
    private final IpHeader header = new IpHeader();
    private Classifier classifier;
    private int next;

    /** Makes packets and policies. */
    @Setup
    public void prepare() {
        PolicyTable table = new PolicyTable();
        IpPrefix local = new IpPrefix(IpAddress.ofIpv4(Network.LOCAL_NET), Network.NET_BITS);
        for (int i = 0; i < policies; i++) {
            IpPrefix remote = new IpPrefix(
                IpAddress.ofIpv4(Network.REMOTE_NETS + i * Network.SMALL_NET), Network.SMALL_NET_BITS);
            table.add(new Policy(i, i, Selectors.of(local, remote), PolicyAction.BYPASS, null));
        }
        classifier = new Classifier(table, FRAGMENTS);
        int i = 0;
        for (byte[] frame : Frames.outbound(Collections.nCopies(PACKETS, SIZE), 0, new Flows(PACKETS, policies))) {
            frames[i] = new UnsafeBuffer(frame);
            headers[i] = new IpHeader();
            headers[i].parse(frames[i], Ethernet.HEADER_LENGTH, SIZE);
            i++;
        }
    }

    /**
     * Reads and checks an IPv4 header.
     *
     * @return whether it is valid.
     */
    @Benchmark
    public boolean classify() {
        next = (next + 1) & (PACKETS - 1);
        return header.parse(frames[next], Ethernet.HEADER_LENGTH, SIZE);
    }

    /**
     * Finds the policy of a packet whose header is known.
     *
     * @return the policy.
     */
    @Benchmark
    public Policy policy() {
        next = (next + 1) & (PACKETS - 1);
        return classifier.outbound(headers[next], 0);
    }
}

package dev.narrows.sa;

import dev.narrows.wire.IpAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The identifications of one worker's outer IPv4 packets: those that may be fragmented must not have the same one while
 * their fragments live, whichever tunnel, path or UDP port they belong to, since reassembly tells datagrams apart by
 * source, destination, protocol and identification alone (RFC 6864 4.1, 4.3).
 *
 * <p>Filled by the control plane's thread; each sequence belongs to the worker's.
 */
public final class Ipv4Identifications {
    private final Map<Flow, Sequence> sequences = new HashMap<>();

    /**
     * Finds the sequence for a path. It starts anywhere: what was sent before a restart may still be on its way.
     *
     * @param endpoints its outer addresses, and whether there is UDP between them.
     * @return the one sequence of all paths between these addresses with this protocol.
     */
    public Sequence of(Endpoints endpoints) {
        return sequences.computeIfAbsent(Flow.of(endpoints), flow -> newSequence());
    }

    /**
     * Finds the sequence for one path more.
     *
     * @param endpoints its outer addresses, and whether there is UDP between them.
     * @param paths     all paths of the same worker.
     * @return the sequence of those between the same addresses with the same protocol, or a new one.
     */
    public static Sequence among(List<OuterPath> paths, Endpoints endpoints) {
        Flow flow = Flow.of(endpoints);
        return paths.stream().filter(path -> Flow.of(path.endpoints()).equals(flow)).findAny()
            .map(OuterPath::identifications).orElseGet(Ipv4Identifications::newSequence);
    }

    private static Sequence newSequence() {
        return new Sequence(ThreadLocalRandom.current().nextInt());
    }

    /** What reassembly goes by, besides the identification. */
    private record Flow(IpAddress local, IpAddress remote, boolean isUdp) {
        static Flow of(Endpoints endpoints) {
            return new Flow(endpoints.local(), endpoints.remote(), endpoints.isUdp());
        }
    }

    /** One sequence. */
    public static final class Sequence {
        private int last;

        /**
         * A sequence.
         *
         * @param last what counts as given; its lower 16 bits do.
         */
        public Sequence(int last) {
            this.last = last;
        }

        /** {@return the next identification, from 0 to 65535; it returns after 65536 packets} */
        public int next() {
            last++;
            return last & 0xFFFF;
        }
    }
}

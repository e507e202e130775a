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
    private static final int ALL = 1 << Short.SIZE;

    private final Map<Flow, Sequence> sequences = new HashMap<>();
    private final int first;
    private final int end;

    /** All identifications, for the only worker. */
    public Ipv4Identifications() {
        this(0, 1);
    }

    /**
     * One worker's part of all identifications.
     *
     * @param worker  its number, from 0.
     * @param workers how many share them.
     */
    public Ipv4Identifications(int worker, int workers) {
        first = ALL / workers * worker;
        end = first + ALL / workers;
    }

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
    public Sequence among(List<OuterPath> paths, Endpoints endpoints) {
        Flow flow = Flow.of(endpoints);
        return paths.stream().filter(path -> Flow.of(path.endpoints()).equals(flow)).findAny()
            .map(OuterPath::identifications).orElseGet(this::newSequence);
    }

    private Sequence newSequence() {
        return new Sequence(ThreadLocalRandom.current().nextInt(first, end), first, end);
    }

    /** What reassembly goes by, besides the identification. */
    private record Flow(IpAddress local, IpAddress remote, boolean isUdp) {
        static Flow of(Endpoints endpoints) {
            return new Flow(endpoints.local(), endpoints.remote(), endpoints.isUdp());
        }
    }

    /** One sequence. */
    public static final class Sequence {
        private final int first;
        private final int end;
        private int last;

        /**
         * A sequence of all identifications.
         *
         * @param last what counts as given; its lower 16 bits do.
         */
        public Sequence(int last) {
            this(last & ALL - 1, 0, ALL);
        }

        private Sequence(int last, int first, int end) {
            this.last = last;
            this.first = first;
            this.end = end;
        }

        /** {@return the next identification, from 0 to 65535; it returns after all of its worker's have been given} */
        public int next() {
            int next = last + 1;
            last = next == end ? first : next;
            return last;
        }
    }
}

package dev.narrows.netlab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * TCP transfers at a steady pace between two hosts, under way from {@link #start} to {@link #end}.
 */
final class Flows implements AutoCloseable {
    private static final String PORT = "5003";
    private static final double NANOS = 1e9;
    private static final long TENTH_NANOS = 100_000_000;

    private final Command.Running receiver;
    private final Command.Running sender;
    private boolean ended;

    private Flows(Command.Running receiver, Command.Running sender) {
        this.receiver = receiver;
        this.sender = sender;
    }

    /**
     * From where to where.
     *
     * @param source      the sender's address.
     * @param destination the receiver's.
     */
    record Pair(String source, String destination) {
        boolean isIpv6() {
            return source.contains(":");
        }

        Pair reversed() {
            return new Pair(/* source= */ destination, /* destination= */ source);
        }

        @Override
        public String toString() {
            return source + " to " + destination;
        }
    }

    /**
     * How often to write.
     *
     * @param period between two writes to a connection.
     * @param bytes  of each write.
     */
    record Pace(Duration period, int bytes) {
        /** Some three full packets every ten milliseconds: 3.2 Mbit/s. */
        static final Pace USUAL = new Pace(Duration.ofMillis(10), 4000);
    }

    /**
     * A time without arrivals.
     *
     * @param begin when the last data before it came, as {@link System#nanoTime}.
     * @param nanos how long.
     */
    private record Gap(long begin, long nanos) {
        boolean meets(long from, long to) {
            return begin < to && begin + nanos > from;
        }
    }

    /**
     * What was measured, at both ends.
     *
     * @param arrivals      of each transfer.
     * @param retransmitted segments sent again, in all.
     */
    record Result(List<Arrivals> arrivals, long retransmitted) {
        /**
         * The longest time without data of each transfer that had one in some part of the time, in milliseconds, from
         * the shortest to the longest; 0 where there was none of 30 ms and more.
         *
         * @param from the begin of that time, as {@link System#nanoTime}.
         * @param to   its end.
         */
        long[] stallsMs(long from, long to) {
            return arrivals.stream().mapToLong(ofOne -> ofOne.gaps().stream().filter(gap -> gap.meets(from, to))
                .mapToLong(Gap::nanos).max().orElse(0) / 1_000_000).sorted().toArray();
        }

        long longestStallMs(long from, long to) {
            return LongStream.of(stallsMs(from, to)).max().orElse(0);
        }

        /** {@return bits a second, of all transfers together, in some part of the time, to tenths of a second} */
        double goodput(long from, long to) {
            return arrivals.stream().mapToLong(ofOne -> ofOne.bytes(from, to)).sum() * 8 * NANOS / (to - from);
        }
    }

    /**
     * What arrived of one transfer.
     *
     * @param begin  when the first data came, as {@link System#nanoTime}.
     * @param tenths how many bytes in each tenth of a second from then on.
     * @param gaps   times without data, of 30 ms and more; one that has not ended is not there.
     */
    record Arrivals(long begin, List<Long> tenths, List<Gap> gaps) {
        long bytes(long from, long to) {
            return IntStream.range(0, tenths.size())
                .filter(tenth -> begin + tenth * TENTH_NANOS >= from && begin + tenth * TENTH_NANOS < to)
                .mapToLong(tenths::get).sum();
        }

        long bytes() {
            return tenths.stream().mapToLong(Long::longValue).sum();
        }
    }

    /**
     * Starts.
     *
     * @param netlab where.
     * @param from   the host that sends.
     * @param to     the host that receives.
     * @param pace   of each connection.
     * @param each   how many connections for each pair.
     * @param pairs  from which addresses to which.
     */
    static Flows start(Netlab netlab, String from, String to, Pace pace, int each, List<Pair> pairs) {
        Command.Running receiver = netlab.spawn(to, Netlab.tool("flows"), "receive", PORT,
            Integer.toString(each * pairs.size()));
        List<String> words = new ArrayList<>(List.of(Netlab.tool("flows"), "send", PORT,
            Double.toString(pace.period().toNanos() / NANOS), Integer.toString(pace.bytes()), Integer.toString(each)));
        pairs.forEach(pair -> words.add(pair.source() + "," + pair.destination()));
        return new Flows(receiver, netlab.spawn(from, words.toArray(String[]::new)));
    }

    /** From A to D at the usual pace, one connection a pair. */
    static Flows start(Netlab netlab, List<Pair> pairs) {
        return start(netlab, "a", "d", Pace.USUAL, 1, pairs);
    }

    /** Ends them, and waits until all has arrived; {@return what was measured} */
    Result end() {
        ended = true;
        sender.process().destroy();
        return result();
    }

    /** Ends them, with what has not arrived yet if they are stuck; {@return what was measured} */
    Result endNow() {
        ended = true;
        sender.process().destroy();
        receiver.process().destroy();
        return result();
    }

    private Result result() {
        List<JsonNode> sent = reports(sender);
        List<JsonNode> received = reports(receiver);
        return new Result(received.stream().map(Flows::arrivals).toList(),
            sent.stream().mapToLong(flow -> flow.get("retransmitted").longValue()).sum());
    }

    private static List<JsonNode> reports(Command.Running program) {
        String output = program.await().expectSuccess().output();
        try {
            return StreamSupport.stream(new ObjectMapper().readTree(output).spliterator(), false).toList();
        } catch (JsonProcessingException e) {
            throw new AssertionError(output, e);
        }
    }

    private static Arrivals arrivals(JsonNode flow) {
        List<Gap> gaps = StreamSupport.stream(flow.get("gaps").spliterator(), false)
            .map(gap -> new Gap(nanos(gap.get(0)), nanos(gap.get(1)))).toList();
        return new Arrivals(nanos(flow.get("begin")),
            StreamSupport.stream(flow.get("tenths").spliterator(), false).map(JsonNode::longValue).toList(), gaps);
    }

    private static long nanos(JsonNode seconds) {
        return (long)(seconds.doubleValue() * NANOS);
    }

    @Override
    public void close() {
        if (!ended) {
            Stream.of(sender, receiver).forEach(program -> program.process().destroyForcibly());
        }
    }
}

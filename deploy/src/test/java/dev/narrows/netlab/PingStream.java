package dev.narrows.netlab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A hundred echo requests a second, until it is ended.
 *
 * @param ping the program.
 */
record PingStream(Command.Running ping) {
    private static final Pattern REPLY = Pattern.compile("icmp_seq=(\\d+) ttl=");

    static PingStream start(Netlab netlab, String from, String to) {
        return new PingStream(netlab.spawn(from, "ping", "-n", "-i", "0.01", to));
    }

    void end() {
        ping.process().destroy();
    }

    /** Fails unless every request before the last one answered was answered too; {@return how many} */
    int expectNoGap() {
        List<Integer> answered = sequences();
        List<Integer> missing = IntStream.rangeClosed(1, answered.isEmpty() ? 0 : answered.getLast()).boxed()
            .filter(sequence -> Collections.binarySearch(answered, sequence) < 0).toList();
        assertEquals(List.of(), missing, "not answered, of " + answered.size());
        return answered.size();
    }

    /** {@return the longest row of requests that were not answered, before the last one answered} */
    int longestGap() {
        int longest = 0;
        int before = 0;
        for (int sequence : sequences()) {
            longest = Math.max(longest, sequence - before - 1);
            before = sequence;
        }
        return longest;
    }

    /** {@return how many requests were answered} */
    int answered() {
        return sequences().size();
    }

    private List<Integer> sequences() {
        return REPLY.matcher(ping.await().output()).results().map(PingStream::sequence).sorted().toList();
    }

    /** Ping's numbers have 16 bits; a stream that is ended within ten minutes does not come to their end. */
    private static int sequence(MatchResult reply) {
        return Integer.parseInt(reply.group(1));
    }
}

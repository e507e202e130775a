package dev.narrows.netlab;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The Linux kernel in the place of gateway c, asked over its serial line.
 */
final class LinuxPeer {
    private static final Pattern CURRENT = Pattern.compile("(\\d+)\\(bytes\\), (\\d+)\\(packets\\)");
    private static final Pattern FAILURES = Pattern.compile("replay-window (\\d+) replay (\\d+) failed (\\d+)");
    private static final int REPLAY_WINDOW = 64;

    private final Path directory;

    LinuxPeer(Path directory) {
        this.directory = directory;
    }

    /**
     * What the kernel counts for one SA.
     *
     * @param packets      those sealed, or authenticated.
     * @param bytes        those of their inner packets.
     * @param beforeWindow those that were too old for the replay window.
     * @param replayed     those seen before.
     * @param failed       those that did not authenticate.
     */
    record Counts(long packets, long bytes, long beforeWindow, long replayed, long failed) {
    }

    /** Runs a shell command in the guest. */
    String run(String command) {
        return Command.run(Netlab.tool("guest-run"), directory.resolve("control").toString(), command).expectSuccess()
            .output();
    }

    /** Has these two SAs, from b to the guest and back, and no others. */
    void replaceAll(Association towardsGuest, Association fromGuest) {
        run("ip xfrm state flush && " + stateAddIn(towardsGuest) + " && " + stateAddOut(fromGuest));
    }

    /** Adds the SAs of a change of keys; it sends by the youngest, in seconds. */
    void add(Association towardsGuest, Association fromGuest) {
        run(stateAddIn(towardsGuest) + " && " + stateAddOut(fromGuest));
    }

    void delete(Association towardsGuest, Association fromGuest) {
        run("ip xfrm state delete " + inwards(towardsGuest) + " && ip xfrm state delete " + outwards(fromGuest));
    }

    Counts countsIn(Association towardsGuest) {
        return counts(inwards(towardsGuest));
    }

    Counts countsOut(Association fromGuest) {
        return counts(outwards(fromGuest));
    }

    private static String stateAddIn(Association association) {
        return stateAdd(inwards(association), association) + replay("replay-seq", association) + " replay-window "
            + REPLAY_WINDOW;
    }

    private static String stateAddOut(Association association) {
        return stateAdd(outwards(association), association) + replay("replay-oseq", association)
            + (association.esn() ? " replay-window " + REPLAY_WINDOW : "");
    }

    private static String stateAdd(String name, Association association) {
        return "ip xfrm state add " + name + " reqid 1 mode " + association.encapsulation().mode() + " "
            + association.cipher().linux(association.key()) + (association.esn() ? " flag esn" : "");
    }

    /** The last number used, in the two halves that iproute2 wants. */
    private static String replay(String option, Association association) {
        String high = association.esn() ? " " + option + "-hi " + (association.sequence() >>> Integer.SIZE) : "";
        return " " + option + " " + Integer.toUnsignedString((int) association.sequence()) + high;
    }

    private static String inwards(Association association) {
        Encapsulation.Ends outer = association.encapsulation().outer();
        return "src " + outer.ofB() + " dst " + outer.ofC() + " proto esp spi " + association.hexSpi();
    }

    private static String outwards(Association association) {
        Encapsulation.Ends outer = association.encapsulation().outer();
        return "src " + outer.ofC() + " dst " + outer.ofB() + " proto esp spi " + association.hexSpi();
    }

    private Counts counts(String name) {
        String state = run("ip -s xfrm state get " + name);
        Matcher current = CURRENT.matcher(state);
        Matcher failures = FAILURES.matcher(state);
        if (!current.find() || !failures.find()) {
            throw new AssertionError("cannot read the counts of " + name);
        }
        return new Counts(Long.parseLong(current.group(2)), Long.parseLong(current.group(1)),
            Long.parseLong(failures.group(1)), Long.parseLong(failures.group(2)), Long.parseLong(failures.group(3)));
    }

    /** {@return every error that the kernel's IPsec has counted, by name, without those that are 0} */
    Map<String, Long> errors() {
        return run("cat /proc/net/xfrm_stat").lines().map(line -> line.strip().split("\\s+"))
            .filter(words -> !"0".equals(words[1]))
            .collect(Collectors.toMap(words -> words[0], words -> Long.valueOf(words[1])));
    }
}

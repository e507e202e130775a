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
    private static final String OUTWARDS = "src " + Netlab.C_OUTER + " dst " + Netlab.B_OUTER + " proto esp ";
    private static final String INWARDS = "src " + Netlab.B_OUTER + " dst " + Netlab.C_OUTER + " proto esp ";

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

    /** Adds an SA from b to the guest. */
    void addIn(Association association) {
        run(stateAdd(INWARDS, association) + " replay-window 32");
    }

    /** Adds an SA from the guest to b, which it sends by from now on. */
    void addOut(Association association) {
        run(stateAdd(OUTWARDS, association));
    }

    private static String stateAdd(String ends, Association association) {
        return "ip xfrm state add " + ends + "spi " + association.hexSpi() + " reqid 1 mode tunnel "
            + association.cipher().linux(association.key());
    }

    void deleteIn(Association association) {
        run("ip xfrm state delete " + INWARDS + "spi " + association.hexSpi());
    }

    void deleteOut(Association association) {
        run("ip xfrm state delete " + OUTWARDS + "spi " + association.hexSpi());
    }

    void deleteAll() {
        run("ip xfrm state flush");
    }

    Counts countsIn(Association association) {
        return counts(INWARDS, association);
    }

    Counts countsOut(Association association) {
        return counts(OUTWARDS, association);
    }

    private Counts counts(String ends, Association association) {
        String state = run("ip -s xfrm state get " + ends + "spi " + association.hexSpi());
        Matcher current = CURRENT.matcher(state);
        Matcher failures = FAILURES.matcher(state);
        if (!current.find() || !failures.find()) {
            throw new AssertionError(state);
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

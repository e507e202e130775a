package dev.narrows.netlab;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
    /** A socket has the kernel take ESP out of UDP: option UDP_ENCAP (100) of IPPROTO_UDP, UDP_ENCAP_ESPINUDP (2). */
    private static final String HOLD_UDP_4500 = "socket(S,2,2,17) or die; setsockopt(S,17,100,pack(\"i\",2)) or die; "
        + "bind(S,pack(\"Sna4x8\",2,4500,\"\\0\\0\\0\\0\")) or die; sleep 1 while 1";

    private final Path directory;

    LinuxPeer(Path directory) {
        this.directory = directory;
    }

    /**
     * What the kernel counts for one SA.
     *
     * @param packets      those sealed, or authenticated.
     * @param bytes        those of their inner packets, in transport mode without the IP header.
     * @param beforeWindow those that were too old for the replay window.
     * @param replayed     those seen before.
     * @param failed       those that did not authenticate.
     */
    record Counts(long packets, long bytes, long beforeWindow, long replayed, long failed) {
    }

    /** Runs a shell command in the guest, which must succeed. */
    String run(String command) {
        return spawn(command).await().expectSuccess().output();
    }

    /** Runs a shell command in the guest. It answers one after the other. */
    Command.Running spawn(String command) {
        return Command.start(Map.of(),
            List.of(Netlab.tool("guest-run"), directory.resolve("control").toString(), command));
    }

    /** Has policies for every encapsulation; the first has them from the netlab's script. */
    void prepare() {
        run("perl -e '" + HOLD_UDP_4500 + "' >/dev/null 2>&1 &");
        for (String subnet : List.of("1", "2", "3", "4")) {
            run("ip address replace 10.2." + subnet + ".1/24 dev eth1");
        }
        run("ip address replace 10.12.0.1/24 dev eth1 && ip address replace 2001:db8:2::1/64 dev eth1"
            + " && ip address replace 2001:db8:12::1/64 dev eth1 && ip address replace 2001:db8:ff02::2/64 dev eth0"
            + " && ip -6 route replace default via 2001:db8:ff02::1");
        // ESP in UDP, unlike ESP, is subject to policies: it must not fall under that for transport mode.
        bypassUdp(Netlab.B_OUTER, Netlab.C_OUTER, "in");
        bypassUdp(Netlab.C_OUTER, Netlab.B_OUTER, "out");
        Arrays.stream(Encapsulation.values()).skip(1).forEach(this::protect);
    }

    private void bypassUdp(String from, String to, String direction) {
        run("ip xfrm policy update src " + from + " dst " + to + " proto 17 sport 4500 dport 4500 dir " + direction
            + " priority 1");
    }

    private void protect(Encapsulation encapsulation) {
        Encapsulation.Ends inner = encapsulation.selectors();
        Encapsulation.Ends outer = encapsulation.outer();
        String template = " proto esp reqid " + encapsulation.reqid() + " mode " + encapsulation.mode();
        run("ip xfrm policy update src " + inner.ofC() + " dst " + inner.ofB() + " dir out priority 2 tmpl src "
            + outer.ofC() + " dst " + outer.ofB() + template);
        for (String direction : List.of("in", "fwd")) {
            run("ip xfrm policy update src " + inner.ofB() + " dst " + inner.ofC() + " dir " + direction
                + " priority 2 tmpl src " + outer.ofB() + " dst " + outer.ofC() + template);
        }
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
        return "ip xfrm state add " + name + " reqid " + association.encapsulation().reqid() + " mode "
            + association.encapsulation().mode() + " " + association.cipher().linux(association.key())
            + association.encapsulation().linuxUdp() + (association.esn() ? " flag esn" : "")
            + (association.encapsulation().isMixed() ? " flag af-unspec" : "");
    }

    /** The last number used, in the two halves that iproute2 wants. */
    private static String replay(String option, Association association) {
        String high = association.esn() ? " " + option + "-hi " + (association.sequence() >>> Integer.SIZE) : "";
        return " " + option + " " + Integer.toUnsignedString((int)association.sequence()) + high;
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

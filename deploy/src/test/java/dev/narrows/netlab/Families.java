package dev.narrows.netlab;

import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What A and D speak to each other by, with gateways of the template "families": a tunnel over IPv4 and one over IPv6,
 * each of which carries both.
 */
final class Families {
    /** Inner IPv4, by the tunnel over IPv4 and by that over IPv6. */
    static final List<Flows.Pair> IPV4 = List.of(
        new Flows.Pair("10.1.0.2", "10.2.0.2"), new Flows.Pair("10.11.0.2", "10.12.0.2"));
    /** Inner IPv6, the same. */
    static final List<Flows.Pair> IPV6 = List.of(
        new Flows.Pair("2001:db8:1::2", "2001:db8:2::2"), new Flows.Pair("2001:db8:11::2", "2001:db8:12::2"));
    static final List<Flows.Pair> ALL = Stream.concat(IPV4.stream(), IPV6.stream()).toList();
    /** The least that hosts are told. */
    static final int IPV4_FLOOR = 576;
    static final int IPV6_FLOOR = 1280;

    private static final int IPV4_AND_ICMP = 28;
    private static final int IPV6_AND_ICMP = 48;

    private Families() {
    }

    /** Begins anew with both families, every address resolved. */
    static void begin(Netlab netlab, String... options) {
        netlab.begin(Stream.concat(Stream.of("--template", "families"), Stream.of(options)).toArray(String[]::new));
        netlab.ipv6();
        IPV6.forEach(pair -> Eventually.holds(() -> isAnswered(netlab, pair), () -> "no answers: " + pair));
    }

    private static boolean isAnswered(Netlab netlab, Flows.Pair pair) {
        return netlab.exec("a", "ping", "-n", "-c", "1", "-W", "1", "-I", pair.source(), pair.destination())
            .exitCode() == 0;
    }

    /** {@return what a sender must be told where the narrowest link takes so many bytes} */
    static int told(int mtu, Flows.Pair pair) {
        return Math.max(exact(mtu, pair), pair.isIpv6() ? IPV6_FLOOR : IPV4_FLOOR);
    }

    /** The largest inner packet with AES-GCM: outer header, 8 of ESP, 8 of IV, a multiple of 4 less 2, 16 of ICV. */
    static int exact(int mtu, Flows.Pair pair) {
        boolean isOuterIpv6 = pair.equals(IPV4.getLast()) || pair.equals(IPV6.getLast());
        return (mtu - (isOuterIpv6 ? 40 : 20) - 32) / 4 * 4 - 2;
    }

    /** A packet with DF of that length is answered. */
    static void expectFits(Netlab netlab, Flows.Pair pair, int length) {
        netlab.exec("a", "ping", "-n", "-c", "1", "-W", "2", "-M", "do", "-I", pair.source(), "-s",
            Integer.toString(length - (pair.isIpv6() ? IPV6_AND_ICMP : IPV4_AND_ICMP)), pair.destination())
            .expectSuccess();
    }

    /** Waits until both gateways use the links' MTU on every path. */
    static void expectWide(Netlab netlab) {
        for (Gateway gateway : netlab.gateways()) {
            Eventually.holds(() -> effectiveMtus(gateway).stream().allMatch(mtu -> mtu == Netlab.WIDE),
                () -> gateway.name() + " has not raised: " + gateway.ask("paths"));
        }
    }

    static List<Integer> effectiveMtus(Gateway gateway) {
        return StreamSupport.stream(gateway.ask("paths").spliterator(), false)
            .map(path -> path.get("effectiveMtu").intValue()).toList();
    }
}

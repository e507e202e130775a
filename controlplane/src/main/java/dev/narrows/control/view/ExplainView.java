package dev.narrows.control.view;

import java.util.List;

/**
 * What becomes of a packet at this moment, and why. Lengths are in bytes, from the IP header on.
 *
 * @param packet      the packet.
 * @param policy      the policy that decides, or null where none matches.
 * @param policyPlace where it stands among all policies, from 1; null where none matches.
 * @param route       the route to the destination, or null where there is none.
 * @param tunnel      the tunnel that it goes through, or null.
 * @param path        the tunnel's path, or null.
 * @param overhead    what the packet would consist of outside if it went in one piece; null without an SA.
 * @param nextHop     whom it is handed to, or null where nothing goes on, or to the gateway's own host.
 * @param outcome     what a worker does with it.
 * @param note        why the policy that matches has no say, or not alone, or null where it has.
 */
public record ExplainView(
    Packet packet,
    PolicyView policy,
    Integer policyPlace,
    RouteView route,
    Tunnel tunnel,
    PathView path,
    Overhead overhead,
    NextHop nextHop,
    Outcome outcome,
    String note) {
    /**
     * The packet.
     *
     * @param from     its source.
     * @param to       its destination.
     * @param protocol the upper layer's name or number.
     * @param fromPort its source port, or null where it has none.
     * @param toPort   its destination port, or null likewise.
     * @param length   its length.
     * @param df       whether it has DF; always with IPv6.
     * @param comesBy  {@code port}, {@code host} or {@code tunnel}.
     * @param name     the name of that port or tunnel.
     */
    public record Packet(
        String from, String to, String protocol, Integer fromPort, Integer toPort, int length, boolean df,
        String comesBy,
        String name) {
    }

    /**
     * The tunnel.
     *
     * @param name         its name.
     * @param mode         {@code tunnel} or {@code transport}.
     * @param df           what becomes of the outer DF bit; null in transport mode.
     * @param spi          the outbound SA's, or null where there is none.
     * @param algorithm    that SA's, or null.
     * @param largestInner the largest packet of this kind that fits at this moment, or null without an SA.
     */
    public record Tunnel(String name, String mode, String df, Long spi, String algorithm, Integer largestInner) {
    }

    /**
     * What a packet would consist of outside.
     *
     * @param parts from the first byte to the last.
     * @param total their sum.
     */
    public record Overhead(List<Part> parts, int total) {
    }

    /**
     * A part of an outer packet.
     *
     * @param name   what it is.
     * @param length its length.
     */
    public record Part(String name, int length) {
    }

    /**
     * A neighbour.
     *
     * @param port    by which port.
     * @param address its address.
     * @param state   as {@link NeighbourView} has it, or {@code unknown}: then it is asked for its hardware address
     *                first, and what is for it waits.
     */
    public record NextHop(String port, String address, String state) {
    }

    /**
     * What a worker does.
     *
     * @param kind    {@code protected}, {@code fragmented-before} or {@code fragmented-after} (encryption),
     *                {@code forwarded} or {@code forwarded-fragmented} (in clear), {@code delivered} (to the gateway's
     *                own host), {@code answered}, or {@code dropped}.
     * @param way     {@code fast-path}, in passes with the rest of its burst, or {@code stages}, one by one. Of a flow
     *                on the fast path, a packet with which a lease or a lifetime has to be looked at goes through the
     *                stages all the same.
     * @param sent    the packets that leave, in their order, without the ICMP error to the sender.
     * @param drops   why what is dropped is; empty where nothing is lost.
     * @param told    the ICMP error to the sender, or null where there is none.
     * @param untold  why there is none although such packets are answered, or null.
     */
    public record Outcome(String kind, String way, List<Sent> sent, List<Drop> drops, Told told, String untold) {
    }

    /**
     * A packet that leaves.
     *
     * @param port        by which port.
     * @param from        its outermost source.
     * @param to          its outermost destination.
     * @param length      its length.
     * @param df          whether its outermost header has DF; always with IPv6.
     * @param fragment    whether it is a fragment itself.
     * @param tunnel      the tunnel that it goes through, or null where it is in clear.
     * @param innerLength the length of the packet in ESP; null where it is in clear, in transport mode, and of outer
     *                    fragments but the first.
     * @param innerFragment whether the packet in ESP is a fragment; null likewise.
     */
    public record Sent(
        String port, String from, String to, int length, boolean df, boolean fragment, String tunnel,
        Integer innerLength,
        Boolean innerFragment) {
    }

    /**
     * A loss.
     *
     * @param reason      the label of its counter.
     * @param description a sentence.
     * @param packets     how many.
     */
    public record Drop(String reason, String description, long packets) {
    }

    /**
     * An ICMP error to the packet's sender. There are limits on these, which are not counted down here.
     *
     * @param to     the sender.
     * @param from   the source that it hears it from.
     * @param type   of ICMP or ICMPv6.
     * @param code   its code.
     * @param mtu    the number that it is told, or null where the error is another.
     * @param port   the port that it leaves by.
     * @param tunnel the tunnel that it goes through, or null where it is in clear.
     */
    public record Told(String to, String from, int type, int code, Integer mtu, String port, String tunnel) {
    }
}

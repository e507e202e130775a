package dev.narrows.control.view;

import java.util.List;

/**
 * A tunnel.
 *
 * @param name     as configured.
 * @param mode     {@code tunnel} or {@code transport}.
 * @param local    our outer address.
 * @param remote   the peer's outer address.
 * @param udp      our UDP port and the peer's, as {@code 4500:4500}, or null where ESP is not in UDP.
 * @param df       what becomes of the outer DF bit: {@code copy}, {@code set} or {@code clear}; null in transport mode.
 * @param mtu      the largest inner packet of the interface, or null where it has no MTU of its own.
 * @param policies what it protects: the first policies that lead to it.
 * @param policyCount how many there are in all.
 * @param outSpi   the SPI of the SA that seals its packets, of several that of the tunnel's own worker; null where
 *                 there is none.
 * @param inSpis   the SPIs of its inbound SAs, of the first ones.
 * @param inSas    how many inbound SAs it has in all.
 * @param path     the sizes in use.
 * @param state    {@code up}; {@code no-sa} or {@code unanswered} where it yields to the next.
 */
public record TunnelView(
    String name,
    String mode,
    String local,
    String remote,
    String udp,
    String df,
    Integer mtu,
    List<PolicyView> policies,
    int policyCount,
    Long outSpi,
    List<Long> inSpis,
    int inSas,
    Mtu path,
    String state) {
    /**
     * The sizes in use on a tunnel's path, in bytes, and whether probes can prove them.
     *
     * @param mtu      the largest outer packet.
     * @param innerMtu the largest inner packet, or null where no SA says what it adds.
     * @param probing  how the peer takes to probes, as {@link PathView#probing} has it.
     */
    public record Mtu(int mtu, Integer innerMtu, String probing) {
    }
}

package dev.narrows.bench.traffic;

import dev.narrows.wire.Ipv4Address;

/**
 * The addresses that every gateway under measurement has, Narrows or not: A's side and D's side inside, a tunnel
 * between two addresses outside, or many tunnels, each to a network of D's side. IPv4 addresses are in host byte order.
 */
public final class Network {
    /** A's side, a /24. */
    public static final int LOCAL_NET = Ipv4Address.parse("10.1.0.0");
    /** D's side with one tunnel, a /24. */
    public static final int REMOTE_NET = Ipv4Address.parse("10.2.0.0");
    /** Where D's side begins with many tunnels: a /29 for each. */
    public static final int REMOTE_NETS = Ipv4Address.parse("10.128.0.0");
    /** Where the other tunnels' peers begin. */
    public static final int OUTER_REMOTES = Ipv4Address.parse("198.18.0.0");
    /** Our end of the tunnels. */
    public static final int OUTER_LOCAL = Ipv4Address.parse("192.0.1.2");
    /** The peer's end of the one tunnel. */
    public static final int OUTER_REMOTE = Ipv4Address.parse("192.0.2.2");
    /** Bits of a prefix of a side with one tunnel. */
    public static final int NET_BITS = 24;
    /** Bits of the prefix behind each of many tunnels. */
    public static final int SMALL_NET_BITS = 29;
    /** Addresses of such a prefix. */
    public static final int SMALL_NET = 8;
    /** Most tunnels. */
    public static final int MOST_TUNNELS = 131_072;

    /** The SPI of the first outbound SA, the others counting up. */
    public static final int OUTBOUND_SPI = 0x1001;
    /** The SPI of the inbound SA. */
    public static final int INBOUND_SPI = 0x1000;

    /** The MTU of every link, in bytes. */
    public static final int MTU = 1500;
    /** The address that {@code net_pcap} gives its first port in a process, its others counting up. */
    public static final long PCAP_MAC = 0x02_70_63_61_70_00L;

    /** Hosts of each side. */
    static final int HOSTS = 200;
    /** The first of them in its network. */
    static final int FIRST_HOST = 2;

    private Network() {
    }
}

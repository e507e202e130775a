package dev.narrows.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class EalArgumentsTest {
    private static final List<String> ARGUMENTS = List.of("-l", "0", "--vdev=net_null0", "--vdev=net_pcap1,rx_pcap=b",
            "--vdev", "net_pcap0,rx_pcap=a,infinite_rx=1", "net_tap0,iface=t", "--vdev");

    @Test
    void shouldFindTheArgumentsOfADevice() {
        assertEquals("rx_pcap=b", EalArguments.ofVirtualDevice("net_pcap1", ARGUMENTS));
        assertEquals("rx_pcap=a,infinite_rx=1", EalArguments.ofVirtualDevice("net_pcap0", ARGUMENTS));
    }

    @Test
    void shouldFindNoneWhereThereAreNone() {
        assertEquals("", EalArguments.ofVirtualDevice("net_null0", ARGUMENTS));
        assertEquals("", EalArguments.ofVirtualDevice("net_pcap", ARGUMENTS));
        assertEquals("", EalArguments.ofVirtualDevice("net_tap0", ARGUMENTS));
        assertEquals("", EalArguments.ofVirtualDevice("0000:03:00.0", List.of()));
    }

    @Test
    void shouldTellTheInterfacesOfNetPcap() {
        assertEquals(List.of("b-out", "b-in"),
                List.copyOf(EalArguments.interfaces("rx_iface_in=b-out,tx_iface=b-in,rx_iface=b-out,infinite_rx=1")));
        assertEquals(List.of("eth0"), List.copyOf(EalArguments.interfaces("iface=eth0")));
        assertEquals(List.of(), List.copyOf(EalArguments.interfaces("rx_pcap=iface.pcap,tx_pcap=/tmp/x")));
    }
}

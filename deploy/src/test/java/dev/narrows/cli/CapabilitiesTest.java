package dev.narrows.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitiesTest {
    private static final long NET_ADMIN = 1L << 12;
    private static final long NET_RAW = 1L << 13;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --vdev=net_af_packet0,iface=eth0 | 4096 | net_af_packet0 needs CAP_NET_RAW
        --vdev=net_pcap1,rx_iface_in=eth0,tx_iface=eth0 | 4096 | net_pcap1 needs CAP_NET_RAW
        net_af_packet12,iface=eth0 | 8192 | net_af_packet12 needs CAP_NET_ADMIN
        --vdev=net_tap0,iface=host0 | 8192 | net_tap0 needs CAP_NET_ADMIN
        --vdev=net_af_xdp0,iface=eth0 | 0 | net_af_xdp0 needs CAP_NET_RAW CAP_NET_ADMIN
        """)
    void shouldNameWhatADeviceNeedsAndTheProcessHasNot(String argument, long effective, String words) {
        String message = assertThrows(StartException.class,
            () -> Capabilities.check(List.of("-l", "0", argument), effective)).getMessage();
        assertTrue(message.contains(words) && message.contains("CapabilityBoundingSet=") && message.contains("setpriv"),
            message);
    }

    @Test
    void shouldAskForNothingThatIsNotNeeded() {
        assertDoesNotThrow(() -> Capabilities.check(List.of("--vdev=net_af_packet0,iface=eth0"), NET_RAW | NET_ADMIN));
        assertDoesNotThrow(() -> Capabilities.check(List.of("--vdev=net_tap0,iface=host0"), NET_ADMIN));
        assertDoesNotThrow(() -> Capabilities.check(List.of("--vdev=net_pcap0,rx_pcap=a.pcap,tx_pcap=b.pcap",
            "--vdev=net_null0", "--vdev=net_ring0", "-a", "0000:03:00.0", "--vdev"), 0));
    }

    @Test
    void shouldReadWhatAProcessHas() {
        assertEquals(0x3fffL,
            Capabilities.effective(List.of("CapPrm:\t00000000ffffffff", "CapEff:\t0000000000003fff")));
        assertEquals(-1, Capabilities.effective(List.of("Name:\tjava")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --vdev=net_af_packet0,iface=eth7,qpairs=2 | eth7
        net_pcap0,rx_iface_in=eth0,tx_iface=eth8 | eth8
        --vdev=net_pcap0,iface=eth9 | eth9
        """)
    void shouldNameAnInterfaceThatIsNotThere(String argument, String name) {
        String message = assertThrows(StartException.class,
            () -> Capabilities.checkInterfaces(List.of("--vdev=net_tap0,iface=host0", argument), "eth0"::equals))
            .getMessage();
        assertTrue(message.contains("There is no interface " + name + " here"), message);
        assertDoesNotThrow(() -> Capabilities.checkInterfaces(List.of(argument), one -> true));
    }
}

package dev.narrows.dpdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BurstCallTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "net_null | '' | CRITICAL",
        "net_ring | '' | CRITICAL",
        "net_memif | role=server | CRITICAL",
        "net_ixgbe | '' | CRITICAL",
        "net_af_packet | iface=eth0 | ORDINARY",
        "net_tap | '' | ORDINARY",
        "net_pcap | '' | ORDINARY",
        "net_pcap | rx_pcap=a.pcap,tx_pcap=b.pcap | ORDINARY",
        "net_pcap | rx_pcap=a.pcap,infinite_rx=1 | CRITICAL",
        "net_pcap | infinite_rx=1,rx_pcap=a.pcap | CRITICAL",
        "net_pcap | rx_pcap=a.pcap,infinite_rx=0 | ORDINARY",
        "net_pcap | rx_pcap=a.pcap,infinite_rx=1,tx_pcap=b.pcap | ORDINARY",
        "net_pcap | rx_pcap=a.pcap,infinite_rx=1,tx_iface=eth0 | ORDINARY",
        "net_pcap | iface=eth0 | ORDINARY"})
    void shouldCallADriverAsItMayEnterTheKernel(String driver, String arguments, BurstCall call) {
        assertEquals(call, BurstCall.of(driver, arguments));
    }
}

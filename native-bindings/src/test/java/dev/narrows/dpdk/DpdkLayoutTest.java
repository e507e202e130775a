package dev.narrows.dpdk;

import dev.narrows.foreign.CProgram;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layouts, against the headers of the DPDK that is installed. */
class DpdkLayoutTest {
    @TempDir
    private Path directory;

    @Test
    void shouldAgreeWithTheInstalledHeaders() throws IOException, InterruptedException {
        EalForTests.assumeInstalled();
        DpdkAbi abi = Eal.abi();
        new CProgram("rte_ethdev.h", "rte_mbuf.h", "rte_lcore.h")
                .expectStruct("struct rte_mbuf", RteMbuf.layout())
                .expectStruct("struct rte_eth_fp_ops", RteEthFpOps.layout(abi))
                .expectStruct("struct rte_eth_dev_info", RteEthDevInfo.layout(abi))
                .expectStruct("struct rte_eth_conf", RteEthConf.layout(abi))
                .expectStruct("struct rte_eth_stats", RteEthStats.layout())
                .expect("RTE_ETH_MQ_RX_RSS", RteEthConf.MQ_RX_RSS)
                .expect("RTE_ETH_RSS_IP | RTE_ETH_RSS_TCP | RTE_ETH_RSS_UDP | RTE_ETH_RSS_SCTP | RTE_ETH_RSS_ESP",
                        RteEthConf.RSS_TYPES)
                .expect("sizeof(struct rte_eth_link)", RteEthLink.layout().byteSize())
                .expect("offsetof(struct rte_eth_link, link_speed)", 0)
                .expect("sizeof(((struct rte_eth_link *) 0)->link_speed)", 4)
                .expect(flag("link_duplex"), RteEthLink.DUPLEX_MASK)
                .expect(flag("link_status"), RteEthLink.STATUS_MASK)
                .expect("sizeof(struct rte_ether_addr)", 6)
                .expect("RTE_ETH_NAME_MAX_LEN", 64)
                .expect("RTE_PKTMBUF_HEADROOM", RteMbuf.HEADROOM)
                .expect("RTE_MEMPOOL_CACHE_MAX_SIZE", 512)
                .expect("(int)LCORE_ID_ANY", DpdkThread.NOT_REGISTERED)
                .expect("SOCKET_ID_ANY", PktmbufPool.ANY_SOCKET)
                .expect("offsetof(struct rte_eth_fp_ops, rx_pkt_burst)", RteEthFpOps.rxPktBurst(abi))
                .expect("offsetof(struct rte_eth_fp_ops, rxq.data)", RteEthFpOps.rxq(abi))
                .expect("offsetof(struct rte_eth_fp_ops, tx_pkt_burst)", RteEthFpOps.txPktBurst(abi))
                .expect("offsetof(struct rte_eth_fp_ops, txq.data)", RteEthFpOps.txq(abi))
                .expect("sizeof(struct rte_eth_fp_ops)", RteEthFpOps.sizeof(abi))
                .check(directory, CProgram.flagsOf("libdpdk"));
    }

    /** The fifth byte of a link in which one bit field is set: bit fields have no offset that C could tell. */
    private static String flag(String field) {
        return "((union { struct rte_eth_link link; unsigned char bytes[8]; }) { .link = { ." + field
                + " = 1 } }).bytes[4]";
    }
}

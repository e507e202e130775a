package dev.narrows.linux;

import dev.narrows.foreign.CProgram;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers and layouts of requests about interfaces, against the installed headers. */
class InterfaceLayoutTest {
    @TempDir
    private Path directory;

    @Test
    void shouldAgreeWithTheInstalledHeaders() throws IOException, InterruptedException {
        new CProgram("sys/socket.h", "sys/ioctl.h", "net/if.h", "linux/sockios.h", "linux/ethtool.h")
                .expect("SIOCGIFNAME", InterfaceCalls.SIOCGIFNAME)
                .expect("SIOCGIFFLAGS", InterfaceCalls.SIOCGIFFLAGS)
                .expect("SIOCGIFMTU", InterfaceCalls.SIOCGIFMTU)
                .expect("SIOCSIFMTU", InterfaceCalls.SIOCSIFMTU)
                .expect("SIOCGIFINDEX", InterfaceCalls.SIOCGIFINDEX)
                .expect("SIOCETHTOOL", InterfaceCalls.SIOCETHTOOL)
                .expect("IFF_UP", InterfaceCalls.IFF_UP)
                .expect("IFF_RUNNING", InterfaceCalls.IFF_RUNNING)
                .expect("AF_INET", InterfaceCalls.AF_INET)
                .expect("SOCK_DGRAM", InterfaceCalls.SOCK_DGRAM)
                .expect("SOCK_CLOEXEC", InterfaceCalls.SOCK_CLOEXEC)
                .expect("IFNAMSIZ", InterfaceCalls.IFNAMSIZ)
                .expect("sizeof(struct ifreq)", InterfaceCalls.IFREQ_SIZE)
                .expect("offsetof(struct ifreq, ifr_mtu)", InterfaceCalls.IFNAMSIZ)
                .expect("sizeof(((struct ifreq *) 0)->ifr_mtu)", Integer.BYTES)
                .expect("offsetof(struct ifreq, ifr_flags)", InterfaceCalls.IFNAMSIZ)
                .expect("sizeof(((struct ifreq *) 0)->ifr_flags)", Short.BYTES)
                .expect("offsetof(struct ifreq, ifr_ifindex)", InterfaceCalls.IFNAMSIZ)
                .expect("sizeof(((struct ifreq *) 0)->ifr_ifindex)", Integer.BYTES)
                .expect("offsetof(struct ifreq, ifr_data)", InterfaceCalls.IFNAMSIZ)
                .expect("ETHTOOL_GSTRINGS", EthtoolFeatures.ETHTOOL_GSTRINGS)
                .expect("ETHTOOL_GSSET_INFO", EthtoolFeatures.ETHTOOL_GSSET_INFO)
                .expect("ETHTOOL_GFEATURES", EthtoolFeatures.ETHTOOL_GFEATURES)
                .expect("ETHTOOL_SFEATURES", EthtoolFeatures.ETHTOOL_SFEATURES)
                .expect("ETH_SS_FEATURES", EthtoolFeatures.ETH_SS_FEATURES)
                .expect("ETH_GSTRING_LEN", EthtoolFeatures.ETH_GSTRING_LEN)
                .expect("offsetof(struct ethtool_sset_info, sset_mask)", EthtoolFeatures.SSET_MASK_OFFSET)
                .expect("offsetof(struct ethtool_sset_info, data)", EthtoolFeatures.SSET_DATA_OFFSET)
                .expect("offsetof(struct ethtool_gstrings, string_set)", Integer.BYTES)
                .expect("offsetof(struct ethtool_gstrings, len)", 2 * Integer.BYTES)
                .expect("offsetof(struct ethtool_gstrings, data)", EthtoolFeatures.GSTRINGS_DATA_OFFSET)
                .expect("offsetof(struct ethtool_gfeatures, size)", Integer.BYTES)
                .expect("offsetof(struct ethtool_gfeatures, features)", EthtoolFeatures.FEATURES_OFFSET)
                .expect("sizeof(struct ethtool_get_features_block)", EthtoolFeatures.GET_BLOCK_SIZE)
                .expect("offsetof(struct ethtool_get_features_block, active)", EthtoolFeatures.GET_ACTIVE_OFFSET)
                .expect("offsetof(struct ethtool_sfeatures, size)", Integer.BYTES)
                .expect("offsetof(struct ethtool_sfeatures, features)", EthtoolFeatures.FEATURES_OFFSET)
                .expect("sizeof(struct ethtool_set_features_block)", EthtoolFeatures.SET_BLOCK_SIZE)
                .expect("offsetof(struct ethtool_set_features_block, valid)", 0)
                .expect("offsetof(struct ethtool_set_features_block, requested)", EthtoolFeatures.SET_REQUESTED_OFFSET)
                .check(directory);
    }

    @Test
    void shouldAgreeWithTheInstalledHeadersOnMessagesAboutLinks() throws IOException, InterruptedException {
        new CProgram("sys/socket.h", "linux/netlink.h", "linux/rtnetlink.h", "linux/if_link.h")
                .expect("AF_NETLINK", RouteNetlink.AF_NETLINK)
                .expect("SOCK_RAW", RouteNetlink.SOCK_RAW)
                .expect("NETLINK_ROUTE", RouteNetlink.NETLINK_ROUTE)
                .expect("NLM_F_REQUEST", RouteNetlink.NLM_F_REQUEST)
                .expect("NLM_F_ACK", RouteNetlink.NLM_F_ACK)
                .expect("NLMSG_ERROR", RouteNetlink.NLMSG_ERROR)
                .expect("RTM_NEWLINK", RouteNetlink.RTM_NEWLINK)
                .expect("RTM_GETLINK", RouteNetlink.RTM_GETLINK)
                .expect("RTM_SETLINK", RouteNetlink.RTM_SETLINK)
                .expect("sizeof(struct nlmsghdr)", RouteNetlink.HEADER_SIZE)
                .expect("offsetof(struct nlmsghdr, nlmsg_type)", RouteNetlink.TYPE_OFFSET)
                .expect("offsetof(struct nlmsghdr, nlmsg_flags)", RouteNetlink.FLAGS_OFFSET)
                .expect("sizeof(struct ifinfomsg)", RouteNetlink.INFO_SIZE)
                .expect("offsetof(struct ifinfomsg, ifi_index)", RouteNetlink.INDEX_OFFSET)
                .expect("sizeof(struct rtattr)", RouteNetlink.ATTRIBUTE_SIZE)
                .expect("offsetof(struct rtattr, rta_type)", 2)
                .expect("IFLA_IFNAME", LinkAttributes.IFLA_IFNAME)
                .expect("IFLA_LINK", LinkAttributes.IFLA_LINK)
                .expect("IFLA_LINKINFO", LinkAttributes.IFLA_LINKINFO)
                .expect("IFLA_INFO_KIND", LinkAttributes.IFLA_INFO_KIND)
                .expect("IFLA_LINK_NETNSID", LinkAttributes.IFLA_LINK_NETNSID)
                .expect("IFLA_GSO_MAX_SEGS", LinkAttributes.IFLA_GSO_MAX_SEGS)
                .expect("IFLA_TARGET_NETNSID", LinkAttributes.IFLA_TARGET_NETNSID)
                .expect("IFLA_MAX_MTU", LinkAttributes.IFLA_MAX_MTU)
                .check(directory);
    }
}

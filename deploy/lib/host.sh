# shellcheck shell=bash
# The kernel behind a gateway's port to its own host (deploy/netlab.d/host.yaml): a tap that DPDK makes when the gateway
# starts and that goes with it. Needs topology.sh.

# host_up b|c: gives the host the gateway's outer address, and everything else by way of the gateway. The kernel also sees
# what arrives on the interfaces that net_af_packet reads; so that it does not answer as well, it is told to take nothing
# there that its routes do not lead back to.
host_up() {
    local which=$1 number port
    [ -e "/run/netns/$(namespace "$which")" ] || return 0
    on "$which" test -e /sys/class/net/host0 || return 0
    case $which in b) number=1 ;; c) number=2 ;; esac
    for port in in out; do
        on "$which" sysctl -qw "net.ipv4.conf.$which-$port.rp_filter=1" "net.ipv4.conf.$which-$port.arp_ignore=8"
    done
    ip -n "$(namespace "$which")" address replace "192.0.$number.2/24" dev host0
    ip -n "$(namespace "$which")" link set dev host0 up
    ip -n "$(namespace "$which")" route replace default dev host0
}

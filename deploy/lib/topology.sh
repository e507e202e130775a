# shellcheck shell=bash
# The netlab's namespaces and links. Needs PREFIX (of the namespaces' names) and say.sh.

readonly HOSTS=(a b r1 r2 c d)

namespace() { printf '%s-%s' "$PREFIX" "$1"; }

namespace_exists() { [ -e "/run/netns/$(namespace "$1")" ]; }

on() {
    local host=$1
    shift
    ip netns exec "$(namespace "$host")" "$@"
}

exec_on() {
    [ $# -ge 2 ] || usage "deploy/netlab exec HOST COMMAND..."
    namespace_exists "$1" || fail "there is no host '$1' in netlab '$PREFIX': run deploy/netlab up, hosts are ${HOSTS[*]}"
    exec ip netns exec "$(namespace "$1")" "${@:2}"
}

# topology_up: makes what is missing; what is there already stays.
topology_up() {
    local host
    if ! topology_complete; then
        topology_down
        for host in "${HOSTS[@]}"; do new_namespace "$host"; done
        link a a0 b b-in
        link b b-out r1 r1-b
        link r1 r1-r2 r2 r2-r1
        link r2 r2-c c c-out
        link c c-in d d0
        addresses_and_routes
    fi
}

# topology_complete: the last thing made is there, so everything is (a half-made one is made anew, and
# one that a test has taken a link from).
topology_complete() {
    namespace_exists d && [ -n "$(on d ip route show default 2>/dev/null)" ] &&
        on r1 ip link show dev r1-b >/dev/null 2>&1
}

topology_down() {
    local host
    for host in "${HOSTS[@]}"; do
        if namespace_exists "$host"; then ip netns delete "$(namespace "$host")"; fi
    done
}

new_namespace() {
    ip netns add "$(namespace "$1")"
    on "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1 net.ipv4.ip_forward=0 \
        net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
    ip -n "$(namespace "$1")" link set lo up
}

# link HOST PORT HOST PORT: a veth pair, both ends up. Offloads are off, so what a capture shows is what a wire
# would carry, with its checksums made and nothing longer than the MTU.
link() {
    ip -n "$(namespace "$1")" link add name "$2" type veth peer name "$4" netns "$(namespace "$3")"
    port_up "$1" "$2"
    port_up "$3" "$4"
}

port_up() {
    on "$1" ethtool -K "$2" tso off gso off gro off tx off rx off >/dev/null
    ip -n "$(namespace "$1")" link set dev "$2" mtu 1500 up
}

readonly PORTS='a:a0 b:b-in b:b-out r1:r1-b r1:r1-r2 r2:r2-r1 r2:r2-c c:c-out c:c-in d:d0'

# topology_offloads on|off: of every port.
topology_offloads() {
    local port
    case ${1:-} in on | off) ;; *) usage 'deploy/netlab offloads on|off' ;; esac
    topology_complete || fail "netlab '$PREFIX' is not up: run deploy/netlab up"
    for port in $PORTS; do
        on "${port%:*}" ethtool -K "${port#*:}" tso "$1" gso "$1" gro "$1" tx "$1" rx "$1" >/dev/null
    done
}

# The gateways' own ports (b-in, b-out, c-in, c-out) get no address: the kernel there has nothing to say.
addresses_and_routes() {
    ip -n "$(namespace a)" address add 10.1.0.2/24 dev a0
    ip -n "$(namespace r1)" address add 192.0.1.1/24 dev r1-b
    ip -n "$(namespace r1)" address add 198.51.100.1/30 dev r1-r2
    ip -n "$(namespace r2)" address add 198.51.100.2/30 dev r2-r1
    ip -n "$(namespace r2)" address add 192.0.2.1/24 dev r2-c
    ip -n "$(namespace d)" address add 10.2.0.2/24 dev d0
    ip -n "$(namespace r1)" route add 192.0.2.0/24 via 198.51.100.2
    ip -n "$(namespace r2)" route add 192.0.1.0/24 via 198.51.100.1
    further_subnets
    on r1 sysctl -qw net.ipv4.ip_forward=1
    on r2 sysctl -qw net.ipv4.ip_forward=1
    ip -n "$(namespace a)" route add default via 10.1.0.1
    ip -n "$(namespace d)" route add default via 10.2.0.1
}

# Where peers have several tunnels at once, the second is between 10.1.1.0/24 and 10.2.1.0/24, and so on.
readonly FURTHER_SUBNETS='1 2 3 4'

further_subnets() {
    local n
    # A gateway answers those of its own subnet.
    on a sysctl -qw net.ipv4.conf.all.arp_announce=2
    on d sysctl -qw net.ipv4.conf.all.arp_announce=2
    for n in $FURTHER_SUBNETS; do
        ip -n "$(namespace a)" address add "10.1.$n.2/24" dev a0
        ip -n "$(namespace d)" address add "10.2.$n.2/24" dev d0
        ip -n "$(namespace a)" route add "10.2.$n.0/24" via 10.1.0.1 src "10.1.$n.2"
        ip -n "$(namespace d)" route add "10.1.$n.0/24" via 10.2.0.1 src "10.2.$n.2"
    done
}

# topology_ipv6: IPv6 addresses for hosts and routers too, and second addresses of both families for the hosts; the
# gateways of the template "families" have theirs. What is there already stays.
topology_ipv6() {
    topology_complete || fail "netlab '$PREFIX' is not up: run deploy/netlab up"
    ipv6_address a a0 2001:db8:1::2/64
    ipv6_address a a0 2001:db8:11::2/64
    ipv6_address r1 r1-b 2001:db8:ff01::1/64
    ipv6_address r1 r1-r2 2001:db8:ff00::1/64
    ipv6_address r2 r2-r1 2001:db8:ff00::2/64
    ipv6_address r2 r2-c 2001:db8:ff02::1/64
    ipv6_address d d0 2001:db8:2::2/64
    ipv6_address d d0 2001:db8:12::2/64
    on r1 sysctl -qw net.ipv6.conf.all.forwarding=1
    on r2 sysctl -qw net.ipv6.conf.all.forwarding=1
    ip -n "$(namespace a)" address replace 10.11.0.2/24 dev a0
    ip -n "$(namespace d)" address replace 10.12.0.2/24 dev d0
    ip -n "$(namespace r1)" -6 route replace 2001:db8:ff02::/64 via 2001:db8:ff00::2
    ip -n "$(namespace r2)" -6 route replace 2001:db8:ff01::/64 via 2001:db8:ff00::1
    ip -n "$(namespace a)" -6 route replace default via 2001:db8:1::1
    ip -n "$(namespace d)" -6 route replace default via 2001:db8:2::1
}

# ipv6_address HOST PORT ADDRESS: without waiting for duplicate address detection, which asks all the same.
ipv6_address() {
    on "$1" sysctl -qw "net.ipv6.conf.$2.disable_ipv6=0" "net.ipv6.conf.$2.optimistic_dad=1"
    ip -n "$(namespace "$1")" -6 address replace "$3" dev "$2" optimistic
}

# set_middle_mtu N [r1|r2]: both ends of the link between the routers; or only what that router sends over it, as if the
# link were narrower in that direction (veth drops what is longer than the MTU of its other end: a route has the MTU then).
set_middle_mtu() {
    if ! [[ ${1:-} =~ ^[0-9]{2,4}$ ]] || [ "$1" -lt 68 ] || [ "$1" -gt 1500 ]; then usage "$MTU_USAGE"; fi
    topology_complete || fail "netlab '$PREFIX' is not up: run deploy/netlab up"
    case ${2:-} in
        r1) one_way_mtu r1 192.0.2.0/24 2001:db8:ff02::/64 mtu "$1" ;;
        r2) one_way_mtu r2 192.0.1.0/24 2001:db8:ff01::/64 mtu "$1" ;;
        '')
            ip -n "$(namespace r1)" link set dev r1-r2 mtu "$1"
            ip -n "$(namespace r2)" link set dev r2-r1 mtu "$1"
            one_way_mtu r1 192.0.2.0/24 2001:db8:ff02::/64
            one_way_mtu r2 192.0.1.0/24 2001:db8:ff01::/64
            ;;
        *) usage "$MTU_USAGE" ;;
    esac
}

readonly MTU_USAGE='deploy/netlab mtu N [r1|r2]   (68 to 1500)'

# one_way_mtu ROUTER IPV4-SUBNET IPV6-SUBNET [mtu N]: of its routes to the other side; IPv6's if there is one.
one_way_mtu() {
    local router=$1 ipv4=$2 ipv6=$3 number=2
    shift 3
    if [ "$router" = r2 ]; then number=1; fi
    ip -n "$(namespace "$router")" route replace "$ipv4" via "198.51.100.$number" "$@"
    [ -n "$(ip -n "$(namespace "$router")" -6 route show "$ipv6" 2>/dev/null)" ] || return 0
    ip -n "$(namespace "$router")" -6 route replace "$ipv6" via "2001:db8:ff00::$number" "$@"
}

# flap N SECONDS TIMES: the link between the routers is N and 1500 bytes wide in turn, for so long each.
flap() {
    local times=${3:-}
    if ! [[ ${2:-} =~ ^[0-9]+(\.[0-9]+)?$ && $times =~ ^[0-9]+$ ]]; then usage 'deploy/netlab flap N SECONDS TIMES'; fi
    while [ "$times" -gt 0 ]; do
        set_middle_mtu "$1"
        sleep "$2"
        set_middle_mtu 1500
        sleep "$2"
        times=$((times - 1))
    done
}

middle_mtu() { on r1 cat /sys/class/net/r1-r2/mtu; }

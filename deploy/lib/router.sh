# shellcheck shell=bash
# What the netlab's routers say about packets that are too big, and what they let through. Needs PREFIX, say.sh,
# topology.sh.

readonly ROUTER_USAGE='deploy/netlab router r1|r2 silent|esp-silent|no-fragments|talking'

# router_manner ROUTER MANNER: how it treats what is too big for its next link, both families, until it is told otherwise.
# talking: it says so, as a router must. silent: it drops and says nothing. esp-silent: it says nothing to senders of ESP,
# in UDP or not. no-fragments: it says so, and lets no fragment in.
router_manner() {
    local router=${1:-} manner=${2:-}
    case $router in r1 | r2) ;; *) usage "$ROUTER_USAGE" ;; esac
    case $manner in silent | esp-silent | no-fragments | talking) ;; *) usage "$ROUTER_USAGE" ;; esac
    topology_complete || fail "netlab '$PREFIX' is not up: run deploy/netlab up"
    router_rules "$manner" | on "$router" nft -f - ||
        fail "nft did not take the rules of a $manner router: is nftables installed?"
}

# The quoted packet begins 8 bytes into the ICMP message. Of an IPv4 header the protocol is at byte 9 and UDP's
# destination port at 22, of an IPv6 header the next header at 6 and that port at 42 (in bits, from the ICMP header on).
router_rules() {
    local ipv4='icmp type destination-unreachable icmp code frag-needed' ipv6='icmpv6 type packet-too-big'
    printf '%s\n' 'add table inet netlab' 'delete table inet netlab'
    if [ "$1" = talking ]; then return; fi
    printf '%s\n' 'add table inet netlab' \
        'add chain inet netlab said { type filter hook output priority 0; }' \
        'add chain inet netlab received { type filter hook prerouting priority -500; }'
    case $1 in
        silent) printf 'add rule inet netlab said %s drop\n' "$ipv4" "$ipv6" ;;
        esp-silent)
            printf 'add rule inet netlab said %s drop\n' "$ipv4 @th,136,8 50" "$ipv4 @th,136,8 17 @th,240,16 4500" \
                "$ipv6 @th,112,8 50" "$ipv6 @th,112,8 17 @th,400,16 4500"
            ;;
        no-fragments)
            printf 'add rule inet netlab received %s drop\n' 'ip frag-off & 0x3fff != 0' 'exthdr frag exists'
            ;;
    esac
}

# router_too_big ROUTER: how many packets were too big for its next link, whatever it said, of both families.
router_too_big() {
    case ${1:-} in r1 | r2) ;; *) usage 'deploy/netlab too-big r1|r2' ;; esac
    topology_complete || fail "netlab '$PREFIX' is not up: run deploy/netlab up"
    on "$1" awk '/^Ip:/ && !column { for (i = 1; i <= NF; i++) if ($i == "FragFails") column = i; next }
        /^Ip:/ { sum += $column }
        $1 == "Ip6FragFails" { sum += $2 }
        END { print sum + 0 }' /proc/net/snmp /proc/net/snmp6
}

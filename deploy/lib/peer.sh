# shellcheck shell=bash
# Peers that are not Narrows, in the place of gateway c. Needs PREFIX, RUN, PROJECT, topology.sh, process.sh, guest.sh,
# strongswan.sh and gateway.sh.

readonly PEER_KINDS='linux|strongswan|strongswan-pair'

peer_running() { process_runs "$RUN/peer/pid"; }

peer_kind() { cat "$RUN/peer/kind" 2>/dev/null; }

# peer_start KIND [PROPOSALS]: waits until it is ready, with an SA in each direction. One of that kind that runs is left
# alone. The keys are new: a peer remembers no sequence numbers, and begins with the first.
peer_start() {
    local was_running=''
    case ${1:-} in
        linux | strongswan | strongswan-pair) ;;
        *) usage "deploy/netlab peer start $PEER_KINDS" ;;
    esac
    topology_complete || fail "netlab '$PREFIX' is not up: run deploy/netlab up"
    if peer_running && [ "$(peer_kind)" = "$1" ]; then return; fi
    if gateway_running b; then was_running=yes; fi
    peer_clear
    gateway_stop c
    # While another negotiates in its place.
    gateway_stop b
    renew_keys
    (umask 0077 && mkdir -p "$RUN/peer")
    printf '%s\n' "$1" >"$RUN/peer/kind"
    case $1 in
        linux) linux_start ;;
        strongswan) strongswan_start "${2:-aes128gcm128}" ;;
        strongswan-pair) strongswan_pair_start "${2:-aes128gcm128}" ;;
    esac
    forget_neighbours
    if [ -n "$was_running" ] && [ "$1" != strongswan-pair ]; then
        gateway_run b
        peer_join
    fi
}

# peer_join: when gateway b has started, what it has to be told.
peer_join() {
    case $(peer_kind) in
        linux | strongswan-pair) ;;
        strongswan) strongswan_join ;;
    esac
}

# peer_stop: makes room for gateway c, with new keys, of which the peer used none.
peer_stop() {
    [ -d "$RUN/peer" ] || return 0
    peer_clear
    renew_keys
}

peer_clear() {
    case $(peer_kind) in
        linux) linux_stop ;;
        strongswan | strongswan-pair) strongswan_stop ;;
    esac
    forget_neighbours
    rm -rf -- "$RUN/peer"
}

# forget_neighbours: whoever comes next in the place of c, or of both, may have other hardware addresses, which the others
# would find out in ten seconds.
forget_neighbours() {
    topology_complete || return 0
    ip -n "$(namespace a)" neighbour flush dev a0
    ip -n "$(namespace r1)" neighbour flush dev r1-b
    ip -n "$(namespace r2)" neighbour flush dev r2-c
    ip -n "$(namespace d)" neighbour flush dev d0
}

# peer_run COMMAND: a shell command in the guest, or swanctl's arguments for strongSwan.
peer_run() {
    peer_running || fail "no peer runs: deploy/netlab peer start $PEER_KINDS"
    case $(peer_kind) in
        linux) linux_run "$@" ;;
        strongswan | strongswan-pair) strongswan_run "$@" ;;
    esac
}

linux_run() { "$PROJECT/deploy/netlab.d/guest-run" "$RUN/peer/control" "$1"; }

# linux_start: a guest whose eth0 and eth1 are where c-out and c-in lead to.
linux_start() {
    local side interfaces=()
    guest_image
    for side in out in; do
        on c ip tuntap add dev "tap-$side" mode tap
        ip -n "$(namespace c)" link add name "bridge-$side" type bridge
        ip -n "$(namespace c)" link set dev "tap-$side" master "bridge-$side" up
        ip -n "$(namespace c)" link set dev "c-$side" master "bridge-$side"
        ip -n "$(namespace c)" link set dev "bridge-$side" up
        # Without offloads, as on the other links: what crosses has its checksums, and is no longer than the MTU.
        interfaces+=(-netdev "tap,id=$side,ifname=tap-$side,script=no,downscript=no,vnet_hdr=off"
            -device "virtio-net-pci,netdev=$side,romfile=,mac=$(linux_mac "$side")")
    done
    : >"$RUN/peer/log"
    setsid ip netns exec "$(namespace c)" qemu-system-x86_64 -accel tcg -cpu max -M pc -m 256 -nodefaults \
        -no-user-config -display none -no-reboot -kernel "$GUEST/vmlinux" -initrd "$GUEST/initramfs" \
        -append "console=ttyS0 panic=-1 quiet mitigations=off" -serial "file:$RUN/peer/console" \
        -serial "unix:$RUN/peer/control,server=on,wait=off" "${interfaces[@]}" </dev/null >"$RUN/peer/log" 2>&1 &
    process_record "$!" "$RUN/peer/pid"
    wait_until "$GUEST_READY_WITHIN" linux_ready_or_gone || true
    if ! linux_ready || ! linux_run "$(linux_configuration)"; then
        tail -n 20 "$RUN/peer/log" "$RUN/peer/console" >&2
        peer_clear
        fail "the guest did not become ready: the end of its console is above"
    fi
}

linux_ready() { grep -q '^GUEST READY' "$RUN/peer/console" 2>/dev/null && peer_running; }

linux_ready_or_gone() { linux_ready || ! peer_running; }

linux_stop() {
    local side
    process_stop "$RUN/peer/pid" "the guest"
    namespace_exists c || return 0
    for side in out in; do
        if on c test -e "/sys/class/net/bridge-$side"; then ip -n "$(namespace c)" link delete dev "bridge-$side"; fi
        if on c test -e "/sys/class/net/tap-$side"; then ip -n "$(namespace c)" link delete dev "tap-$side"; fi
    done
}

linux_mac() {
    case $1 in
        out) printf '52:54:00:00:0c:00' ;;
        in) printf '52:54:00:00:0c:01' ;;
    esac
}

# linux_configuration: on one line, what makes the guest the peer of gateway b as its template has it.
linux_configuration() {
    local outwards="src 192.0.2.2 dst 192.0.1.2 proto esp" inwards="src 192.0.1.2 dst 192.0.2.2 proto esp"
    local gcm="aead 'rfc4106(gcm(aes))'" sa="reqid 1 mode tunnel"
    printf '%s && ' "ip address add 192.0.2.2/24 dev eth0" "ip address add 10.2.0.1/24 dev eth1" \
        "ip link set eth0 up" "ip link set eth1 up" "ip route add default via 192.0.2.1" \
        "ip xfrm state add $outwards spi 0x2001 $sa $gcm $(cat "$RUN/keys/c-to-b") 128" \
        "ip xfrm state add $inwards spi 0x1001 $sa replay-window 32 $gcm $(cat "$RUN/keys/b-to-c") 128" \
        "ip xfrm policy add src 10.2.0.0/24 dst 10.1.0.0/24 dir out tmpl $outwards $sa" \
        "ip xfrm policy add src 10.1.0.0/24 dst 10.2.0.0/24 dir fwd tmpl $inwards $sa"
    printf 'ip xfrm policy add src 10.1.0.0/24 dst 10.2.0.0/24 dir in tmpl %s %s' "$inwards" "$sa"
}

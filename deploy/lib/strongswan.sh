# shellcheck shell=bash
# strongSwan with its userland ESP (kernel-libipsec: tunnel mode, always in UDP), in the place of gateway c. Narrows
# has no IKE: a second charon, in the place of gateway b, negotiates the SAs and is gone without a word; Narrows goes
# on with their keys, which charon tells in its log at this level. Needs PREFIX, RUN, say.sh, topology.sh, process.sh.

# Run from elsewhere, in a mount namespace of their own: Debian's AppArmor profiles, which go by these paths, would keep
# them from the netlab's files.
readonly CHARON_DIRECTORY=/usr/lib/ipsec
readonly SWANCTL_DIRECTORY=/usr/sbin
readonly CHARON_READY_WITHIN=20

# strongswan_pair_start PROPOSALS: the same, with one on either side for good: what Narrows is compared with.
strongswan_pair_start() {
    strongswan_negotiate "$1"
    ip -n "$(namespace b)" address add 10.1.0.1/24 dev b-in
    on b sysctl -qw net.ipv4.ip_forward=1
}

# strongswan_start PROPOSALS: as swanctl.conf has them, with commas between. The first is for all between 10.1.1.0/24
# and 10.2.1.0/24, and so on. Leaves what was agreed on in $RUN/peer/associations.
strongswan_start() {
    strongswan_negotiate "$1"
    # Killed, as it would take its leave of the other else; waited for, as bash would tell of it else.
    kill -KILL "$(process_pid "$RUN/peer/b.pid")"
    wait "$(process_pid "$RUN/peer/b.pid")" 2>/dev/null || true
    strongswan_leave b
}

# strongswan_negotiate PROPOSALS: two of them, with a tunnel for each proposal.
strongswan_negotiate() {
    local proposals which proposal number=0
    IFS=, read -ra proposals <<<"$1"
    [ "${#proposals[@]}" -le 4 ] || fail "there are subnets for four proposals, not for ${#proposals[@]}"
    strongswan_addresses
    for which in b c; do charon_start "$which" "${proposals[@]}"; done
    wait_until "$CHARON_READY_WITHIN" strongswan_listens || strongswan_failed "charon did not start"
    for which in b c; do
        swanctl_of "$which" --load-all --noprompt --file "$RUN/peer/$which/swanctl.conf" ||
            strongswan_failed "charon did not take its configuration"
    done
    for proposal in "${proposals[@]}"; do
        number=$((number + 1))
        swanctl_of b --initiate --child "narrows-$number" || strongswan_failed "the two did not agree on $proposal"
        (umask 0077 && strongswan_association "$number" "$proposal" >>"$RUN/peer/associations")
    done
}

strongswan_addresses() {
    local which side number
    # What a gateway with a host port had its kernel not do (host.sh), it does again.
    for which in b c; do
        for side in in out; do
            on "$which" sysctl -qw "net.ipv4.conf.$which-$side.rp_filter=0" "net.ipv4.conf.$which-$side.arp_ignore=0"
        done
    done
    ip -n "$(namespace b)" address add 192.0.1.2/24 dev b-out
    ip -n "$(namespace b)" route add default via 192.0.1.1
    ip -n "$(namespace c)" address add 192.0.2.2/24 dev c-out
    for number in $FURTHER_SUBNETS; do
        ip -n "$(namespace b)" address add "10.1.$number.1/24" dev b-in
        ip -n "$(namespace c)" address add "10.2.$number.1/24" dev c-in
    done
    ip -n "$(namespace c)" address add 10.2.0.1/24 dev c-in
    ip -n "$(namespace c)" route add default via 192.0.2.1
    on c sysctl -qw net.ipv4.ip_forward=1
}

strongswan_listens() { [ -S "$RUN/peer/b/vici" ] && [ -S "$RUN/peer/c/vici" ]; }

strongswan_failed() {
    tail -n 20 "$RUN/peer/log" "$RUN"/peer/?/charon.log >&2
    peer_clear
    fail "strongSwan: $1: the end of its logs is above"
}

strongswan_stop() {
    process_stop "$RUN/peer/b.pid" "charon in the place of b"
    process_stop "$RUN/peer/pid" "charon in the place of c"
    strongswan_leave b
    strongswan_leave c
}

# strongswan_leave b|c: what it and we put into the kernel goes.
strongswan_leave() {
    local side
    namespace_exists "$1" || return 0
    for side in in out; do ip -n "$(namespace "$1")" address flush dev "$1-$side"; done
    # Charon's own routes, for all that its tunnels take.
    ip -n "$(namespace "$1")" rule delete lookup 220 2>/dev/null || true
    on "$1" sysctl -qw net.ipv4.ip_forward=0
}

# charon_start b|c PROPOSAL...: in a mount namespace with a /run of its own, where every charon has files of one name.
charon_start() {
    local which=$1 directory=$RUN/peer/$1
    shift
    (umask 0077 && mkdir -p "$directory" && charon_settings "$directory" >"$directory/strongswan.conf" &&
        swanctl_settings "$which" "$@" >"$directory/swanctl.conf")
    # shellcheck disable=SC2016 # expanded by the shell inside
    STRONGSWAN_CONF=$directory/strongswan.conf setsid ip netns exec "$(namespace "$which")" unshare --mount sh -c '
        mount --make-rprivate / && mount --bind "$1" /mnt && mount -t tmpfs run /run && mkdir -p "$1" &&
        mount --move /mnt "$1" && mount --bind "$2" /mnt && exec /mnt/charon' \
        sh "$directory" "$CHARON_DIRECTORY" </dev/null >>"$RUN/peer/log" 2>&1 &
    case $which in
        b) process_record "$!" "$RUN/peer/b.pid" ;;
        c) process_record "$!" "$RUN/peer/pid" ;;
    esac
}

# swanctl_of b|c ARGUMENT...: what it says goes to the log.
swanctl_of() {
    local directory=$RUN/peer/$1
    shift
    swanctl_from "$directory" "$@" >>"$RUN/peer/log" 2>&1
}

# strongswan_run ARGUMENT...: swanctl, for the one in the place of c.
strongswan_run() {
    swanctl_from "$RUN/peer/c" "$@"
}

# swanctl_from DIRECTORY ARGUMENT...
swanctl_from() {
    local directory=$1
    shift
    # shellcheck disable=SC2016 # expanded by the shell inside
    STRONGSWAN_CONF=$directory/strongswan.conf unshare --mount sh -c \
        'mount --bind "$1" /mnt && shift && exec /mnt/swanctl "$@"' sh "$SWANCTL_DIRECTORY" "$@" \
        --uri "unix://$directory/vici"
}

charon_settings() {
    cat <<TEXT
charon {
  load_modular = no
  load = random nonce openssl aesni aes sha1 sha2 hmac kdf gcm chapoly pem pkcs1 x509 revocation constraints pubkey \
curve25519 kernel-libipsec kernel-netlink socket-default vici updown
  filelog {
    file {
      path = $1/charon.log
      default = 1
      chd = 4
      flush_line = yes
    }
  }
  plugins {
    vici {
      socket = unix://$1/vici
    }
  }
}
swanctl {
  load = pem pkcs1 x509 pubkey openssl random
}
TEXT
}

# swanctl_settings b|c PROPOSAL...
swanctl_settings() {
    local mine=1 other=2
    if [ "$1" = c ]; then mine=2 other=1; fi
    shift
    cat <<TEXT
connections {
  netlab {
    local_addrs = 192.0.$mine.2
    remote_addrs = 192.0.$other.2
    version = 2
    proposals = aes128-sha256-x25519
    mobike = no
    rekey_time = 0
    local {
      auth = psk
      id = gateway$mine
    }
    remote {
      auth = psk
      id = gateway$other
    }
    children {
$(swanctl_children "$mine" "$other" "$@")
    }
  }
}
secrets {
  ike-netlab {
    id-1 = gateway1
    id-2 = gateway2
    secret = "only in this netlab"
  }
}
TEXT
}

swanctl_children() {
    local mine=$1 other=$2 proposal number=0
    shift 2
    for proposal in "$@"; do
        number=$((number + 1))
        cat <<TEXT
      narrows-$number {
        local_ts = 10.$mine.$number.0/24
        remote_ts = 10.$other.$number.0/24
        esp_proposals = $proposal
        rekey_time = 0
      }
TEXT
    done
}

# strongswan_association NUMBER PROPOSAL: of the two SAs, as gateway b has to be told: "TUNNEL ALGORITHM out SPI KEY",
# and the same for in. The key is that for encryption, with its salt if any, and then that for integrity. The charon in the
# place of b was the initiator.
strongswan_association() {
    awk -v begin="udp-$1 $(strongswan_algorithm "$2")" -v established="CHILD_SA narrows-$1[{].* with SPIs " '
        match($0, /(encryption|integrity) (initiator|responder) key =>/) {
            role = $0 ~ /initiator key/ ? "out" : "in"
            if ($0 ~ /encryption/) { key[role] = "" }
            next
        }
        role != "" && match($0, /\[CHD\] +[0-9]+: /) {
            hex = substr($0, RSTART + RLENGTH, 48)
            gsub(/ /, "", hex)
            key[role] = key[role] hex
            next
        }
        { role = "" }
        match($0, established) {
            split(substr($0, RSTART + RLENGTH), spi, /[ _]/)
            printf "%s out 0x%s 0x%s\n%s in 0x%s 0x%s\n", begin, spi[3], key["out"], begin, spi[1], key["in"]
        }' "$RUN/peer/b/charon.log"
}

# strongswan_algorithm PROPOSAL: as Narrows names it.
strongswan_algorithm() {
    case $1 in
        aes128gcm128) printf 'aes-128-gcm-16' ;;
        aes192gcm128) printf 'aes-192-gcm-16' ;;
        aes256gcm128) printf 'aes-256-gcm-16' ;;
        chacha20poly1305) printf 'chacha20-poly1305' ;;
        aes128-sha256) printf 'aes-128-cbc-hmac-sha-256-128' ;;
        aes256-sha512) printf 'aes-256-cbc-hmac-sha-512-256' ;;
        *) fail "does not know what Narrows calls the proposal $1" ;;
    esac
}

# strongswan_join: gateway b gets those SAs that it does not have.
strongswan_join() {
    local tunnel algorithm direction spi key sas
    sas=$("$PROJECT/deploy/narrows" show sas --json --socket "$RUN/b/narrows.sock")
    while read -r tunnel algorithm direction spi key; do
        if jq -e --argjson spi $((spi)) --arg direction "$direction" \
            'any(.[]; .spi == $spi and .direction == $direction)' <<<"$sas" >/dev/null; then continue; fi
        "$PROJECT/deploy/narrows" sa add --tunnel "$tunnel" --direction "$direction" --spi "$spi" \
            --algorithm "$algorithm" --key-stdin --socket "$RUN/b/narrows.sock" <<<"$key" >>"$RUN/peer/log" 2>&1 ||
            fail "gateway b did not take the SA $spi: $(tail -n 1 "$RUN/peer/log")"
    done <"$RUN/peer/associations"
}

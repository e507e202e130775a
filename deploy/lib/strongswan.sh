# shellcheck shell=bash
# strongSwan with its userland ESP (kernel-libipsec: tunnel mode, always in UDP), in the place of gateway c. Narrows
# has no IKE: a second charon, in the place of gateway b, negotiates the SAs and is gone without a word; Narrows goes
# on with their keys, which charon tells in its log at this level. Needs PREFIX, RUN, say.sh, topology.sh, process.sh.

readonly CHARON=/usr/lib/ipsec/charon
readonly CHARON_READY_WITHIN=20

# strongswan_start PROPOSAL: as swanctl.conf has it, such as aes128gcm128. Leaves what was agreed on in
# $RUN/peer/association, see strongswan_association.
strongswan_start() {
    local proposal=$1 which
    strongswan_addresses
    for which in b c; do charon_start "$which" "$proposal"; done
    wait_until "$CHARON_READY_WITHIN" strongswan_listens || strongswan_failed "charon did not start"
    for which in b c; do
        swanctl_of "$which" --load-all --noprompt --file "$RUN/peer/$which/swanctl.conf" ||
            strongswan_failed "charon did not take its configuration"
    done
    swanctl_of b --initiate --child narrows || strongswan_failed "the two did not agree on an SA"
    (umask 0077 && strongswan_association >"$RUN/peer/association")
    # Killed, as it would take its leave of the other else; waited for, as bash would tell of it else.
    kill -KILL "$(process_pid "$RUN/peer/b.pid")"
    wait "$(process_pid "$RUN/peer/b.pid")" 2>/dev/null || true
    strongswan_leave b
}

strongswan_addresses() {
    ip -n "$(namespace b)" address add 192.0.1.2/24 dev b-out
    ip -n "$(namespace b)" address add 10.1.0.1/24 dev b-in
    ip -n "$(namespace b)" route add default via 192.0.1.1
    ip -n "$(namespace c)" address add 192.0.2.2/24 dev c-out
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

# charon_start b|c PROPOSAL: in a mount namespace with a /run of its own, where every charon has files of one name.
charon_start() {
    local which=$1 directory=$RUN/peer/$1
    (umask 0077 && mkdir -p "$directory" && charon_settings "$directory" >"$directory/strongswan.conf" &&
        swanctl_settings "$which" "$2" >"$directory/swanctl.conf")
    # shellcheck disable=SC2016 # expanded by the shell inside
    STRONGSWAN_CONF=$directory/strongswan.conf setsid ip netns exec "$(namespace "$which")" unshare --mount sh -c '
        mount --make-rprivate / && mount --bind "$1" /mnt && mount -t tmpfs run /run && mkdir -p "$1" &&
        mount --move /mnt "$1" && exec "$2"' sh "$directory" "$CHARON" </dev/null >>"$RUN/peer/log" 2>&1 &
    case $which in
        b) process_record "$!" "$RUN/peer/b.pid" ;;
        c) process_record "$!" "$RUN/peer/pid" ;;
    esac
}

# swanctl_of b|c ARGUMENT...: what it says goes to the log.
swanctl_of() {
    local directory=$RUN/peer/$1
    shift
    STRONGSWAN_CONF=$directory/strongswan.conf swanctl "$@" --uri "unix://$directory/vici" >>"$RUN/peer/log" 2>&1
}

# strongswan_run ARGUMENT...: swanctl, for the one in the place of c.
strongswan_run() {
    STRONGSWAN_CONF=$RUN/peer/c/strongswan.conf swanctl "$@" --uri "unix://$RUN/peer/c/vici"
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

swanctl_settings() {
    local mine=1 other=2
    if [ "$1" = c ]; then mine=2 other=1; fi
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
      narrows {
        local_ts = 10.$mine.0.0/24
        remote_ts = 10.$other.0.0/24
        esp_proposals = $2
        rekey_time = 0
      }
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

# strongswan_association: of the two SAs, as gateway b has to be told: "out SPI KEY" and "in SPI KEY". The key is that
# for encryption, with its salt if any, and then that for integrity. The charon in the place of b was the initiator.
strongswan_association() {
    awk '
        match($0, /(encryption|integrity) (initiator|responder) key =>/) { role = $0 ~ /initiator key/ ? "out" : "in"; next }
        role != "" && match($0, /\[CHD\] +[0-9]+: /) {
            hex = substr($0, RSTART + RLENGTH, 48)
            gsub(/ /, "", hex)
            key[role] = key[role] hex
            next
        }
        { role = "" }
        match($0, /with SPIs [0-9a-f]+_i [0-9a-f]+_o/) {
            split(substr($0, RSTART, RLENGTH), spi, /[ _]/)
            printf "out 0x%s 0x%s\nin 0x%s 0x%s\n", spi[5], key["out"], spi[3], key["in"]
        }' "$RUN/peer/b/charon.log"
}

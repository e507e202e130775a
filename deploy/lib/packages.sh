# shellcheck shell=bash
# Debian packages that the build, the netlab and the tests use; installs those that are missing and nothing else.
# The DPDK drivers (net_af_packet and so on) are packages of their own, librte-net-*: libdpdk-dev depends on all of them.

# shellcheck disable=SC2034 # used by the scripts that source this file
readonly PACKAGES_TO_BUILD=(maven gcc libc6-dev pkg-config libdpdk-dev libipsec-mb-dev)
# shellcheck disable=SC2034
readonly PACKAGES_OF_NETLAB=(iproute2 iputils-ping ethtool jq nftables procps tcpdump tshark python3 python3-scapy
    python3-cryptography)
# For deploy/package, and for the test that looks at what it makes.
# shellcheck disable=SC2034
readonly PACKAGES_TO_PACKAGE=(lowdown python3)
# shellcheck disable=SC2034
readonly PACKAGES_TO_CHECK_PACKAGE=(lintian man-db mandoc debconf)
# Of peers that are not Narrows. What a guest is made of is fetched beside (netlab.d/make-guest).
# shellcheck disable=SC2034
readonly PACKAGES_OF_PEERS=(qemu-system-x86 cpio kmod xz-utils zstd iperf3 perl-base strongswan-charon
    strongswan-swanctl libcharon-extra-plugins libstrongswan-standard-plugins libstrongswan-extra-plugins)

package_installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# provides_command PACKAGE: true if what we want of PACKAGE is here though dpkg does not know it by that name.
provides_command() {
    case $1 in
        maven) command -v mvn >/dev/null ;;
        pkg-config) command -v pkg-config >/dev/null ;;
        *) false ;;
    esac
}

# missing_packages NAME...: prints those that are not there.
missing_packages() {
    local name
    for name in "$@"; do
        package_installed "$name" || provides_command "$name" || printf '%s\n' "$name"
    done
}

# install_packages NAME...: installs the missing ones, saying which.
install_packages() {
    local missing log
    mapfile -t missing < <(missing_packages "$@")
    [ "${#missing[@]}" -gt 0 ] || return 0
    command -v apt-get >/dev/null ||
        fail "needs the packages ${missing[*]} and this is no Debian: install what corresponds to them"
    need_root
    say "installing Debian packages: ${missing[*]}"
    log=$(mktemp)
    if ! { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
            -o Dpkg::Use-Pty=0 "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        fail "apt-get could not install ${missing[*]}: see above, install them by hand and run this again"
    fi
    rm -f "$log"
}

# install_peers: those of PACKAGES_OF_PEERS. The service that comes with one of them is not started for good, if this
# is what installs it: the netlab starts its own.
install_peers() {
    local was_there=''
    if package_installed strongswan-starter; then was_there=yes; fi
    install_packages "${PACKAGES_OF_PEERS[@]}"
    if [ -z "$was_there" ] && [ -d /run/systemd/system ]; then
        systemctl disable --now --quiet strongswan-starter.service || say "strongSwan's service could not be stopped"
    fi
}

# install_jdk: makes sure that there is a JDK, from Debian where Debian has it.
install_jdk() {
    find_jdk javac >/dev/null && return
    command -v apt-get >/dev/null || fail "$(no_jdk_sentence)"
    apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1 || { need_root; apt-get -qq update; }
    apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1 || fail "$(no_jdk_sentence)"
    install_packages openjdk-25-jdk-headless
}

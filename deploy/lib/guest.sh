# shellcheck shell=bash
# Guests: Debian's own Linux kernel under emulation (no KVM is needed), for its ESP. The kernel is fetched and the
# initial file system made once, in a cache outside the project; again when a version changes. Needs PROJECT, say.sh.

# Of this machine, the programs that a guest is asked to run, besides busybox, come from these.
readonly GUEST_PACKAGES=(dash iproute2 iputils-ping iperf3 tcpdump perl-base libc6)

# Seconds a guest may take until it is ready: 10 where the machine is its own.
readonly GUEST_READY_WITHIN=80

guest_cache() { printf '%s/narrows' "${XDG_CACHE_HOME:-/var/cache}"; }

# guest_kernel_package: the package that linux-image-amd64 stands for. Fails where apt knows none.
guest_kernel_package() {
    apt-cache depends --important linux-image-amd64 2>/dev/null | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' |
        head -n 1 | grep .
}

# guest_versions: all that a guest is made of; another answer means another guest.
guest_versions() {
    local package
    package=$(guest_kernel_package) || return 1
    apt-cache show --no-all-versions "$package" busybox-static | sed -n 's/^Version: //p'
    dpkg-query -W "${GUEST_PACKAGES[@]}"
    cat "$PROJECT"/deploy/netlab.d/{make-guest,guest-init,extract-vmlinux}
}

# guest_image: makes sure that there is one, and sets GUEST to its directory (vmlinux, initramfs).
guest_image() {
    local versions log work
    guest_kernel_package >/dev/null || apt-get -qq update ||
        fail "apt knows no package linux-image-amd64, whose kernel the guest runs: this needs Debian on amd64"
    versions=$(guest_versions) || fail "apt knows no package linux-image-amd64, whose kernel the guest runs"
    GUEST=$(guest_cache)/guest-$(sha256sum <<<"$versions" | head -c 16)
    [ ! -e "$GUEST/initramfs" ] || return 0
    say "making the guest in $GUEST: Debian's kernel, $(guest_kernel_package)"
    mkdir -p "$(guest_cache)"
    log=$(guest_cache)/guest.log
    work=$(mktemp -d "$(guest_cache)/making-XXXXXX")
    if ! "$PROJECT/deploy/netlab.d/make-guest" "$(guest_kernel_package)" "$work" >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -rf -- "$work"
        fail "the guest could not be made: the whole output is in $log"
    fi
    # Those of earlier versions go.
    rm -rf -- "$(guest_cache)"/guest-*/
    mkdir "$GUEST"
    mv "$work/vmlinux" "$GUEST"
    mv "$work/initramfs" "$GUEST"
    rm -rf -- "$work"
}


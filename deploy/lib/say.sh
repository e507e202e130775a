# shellcheck shell=bash
# Speaking to the person at the terminal: progress on stdout, failures on stderr, always with what to do next.

# step TEXT: a heading of a story that has several.
step() { printf '\n== %s\n' "$*"; }

# say TEXT: one line of progress.
say() { printf '   %s\n' "$*"; }

# fail WHAT-IS-WRONG [WHAT-TO-DO]: ends the script with exit code 1.
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# usage TEXT: ends the script with exit code 2.
usage() {
    printf 'usage: %s\n' "$*" >&2
    exit 2
}

need_root() {
    [ "$(id -u)" = 0 ] || fail "needs root (network namespaces, packet sockets): run it with sudo"
}

# wait_until SECONDS COMMAND...: true as soon as COMMAND is; false if it was not within SECONDS.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep 0.1
    done
}

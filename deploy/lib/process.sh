# shellcheck shell=bash
# Processes that a netlab runs in the background. Each has a file with its number and the clock tick at which it began,
# which tells it from a later one of the same number. Needs say.sh.

# Seconds a process may take to stop cleanly before it is killed.
readonly PROCESS_STOPS_WITHIN=10

process_start() {
    sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20
}

# process_record PID FILE
process_record() { printf '%s %s\n' "$1" "$(process_start "$1")" >"$2"; }

process_pid() { cut -d' ' -f1 "$1" 2>/dev/null; }

# process_runs FILE: the very process that we started lives, and is no zombie.
process_runs() {
    local pid start
    [ -s "$1" ] || return 1
    read -r pid start <"$1"
    [ -n "$start" ] && [ "$(process_start "$pid")" = "$start" ] &&
        ! grep -q '^[0-9]* (.*) Z' "/proc/$pid/stat" 2>/dev/null
}

process_gone() { ! process_runs "$1"; }

# process_stop FILE NAME: asks it to stop, and kills it if it does not. Nothing to do if it does not run.
process_stop() {
    local file=$1 name=$2 pid
    if process_runs "$file"; then
        pid=$(process_pid "$file")
        kill -TERM "$pid" 2>/dev/null || true
        if ! wait_until "$PROCESS_STOPS_WITHIN" process_gone "$file"; then
            say "$name (pid $pid) did not stop within $PROCESS_STOPS_WITHIN seconds: killed"
            kill -KILL "$pid" 2>/dev/null || true
            wait_until 5 process_gone "$file" || true
        fi
    fi
    rm -f "$file"
}

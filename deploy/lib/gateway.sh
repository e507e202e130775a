# shellcheck shell=bash
# The netlab's two gateways as processes. Needs PREFIX, RUN (this netlab's private directory), PROJECT, topology.sh,
# process.sh, host.sh.

# Seconds a gateway may take until it says that it is ready.
readonly GATEWAY_READY_WITHIN=60

need_gateway_name() {
    case $1 in b | c) ;; *) fail "a gateway is b or c, not '$1'" ;; esac
}

# make_keys: fresh random keys for each netlab: a sequence is never begun again under the same key. 16 bytes of AES-128
# and 4 of salt.
make_keys() {
    local direction
    (umask 0077 && mkdir -p "$RUN/keys")
    for direction in {b-to-c,c-to-b}{,-host,-3,-4,-5,-6}; do
        [ -s "$RUN/keys/$direction" ] || (umask 0077 && od -An -vtx1 -N20 /dev/urandom | tr -d ' \n' |
            sed 's/^/0x/; s/$/\n/' >"$RUN/keys/$direction")
    done
}

# renew_keys: other keys, and no sequence number of theirs used. The gateways that run are started again with them.
renew_keys() {
    local which running=()
    for which in b c; do
        if gateway_running "$which"; then running+=("$which"); fi
        gateway_stop "$which"
        rm -rf -- "$RUN/$which/state"
    done
    rm -rf -- "$RUN/keys"
    make_keys
    for which in "${running[@]}"; do gateway_run "$which"; done
}

readonly GATEWAY_OPTIONS='--df copy|set|clear, --crypto auto|ipsec-mb|bouncy-castle, --driver af_packet|pcap, \
--template NAME, --probe, --pmtu KEY=VALUE, --tunnel KEY=VALUE, --port KEY=VALUE'

# gateway_start b|c [OPTION...]: waits until it is ready. One that runs with the same options is left alone; with others,
# it is started again.
gateway_start() {
    local which=$1 df=copy crypto=auto driver=af_packet template=gateway probe='' pmtu='' tunnel='' port=''
    shift
    while [ $# -gt 0 ]; do
        if [ "$1" = --probe ]; then
            probe=yes
            shift
            continue
        fi
        [ $# -ge 2 ] || usage "$GATEWAY_OPTIONS"
        case $1 in
            --df) df=$2 ;;
            --crypto) crypto=$2 ;;
            --driver) driver=$2 ;;
            --template) template=$2 ;;
            --pmtu) pmtu+="\\n  $(setting "$2")" ;;
            --tunnel) tunnel+="\\n    $(setting "$2")" ;;
            --port) port+="\\n    $(setting "$2")" ;;
            *) usage "$GATEWAY_OPTIONS" ;;
        esac
        shift 2
    done
    topology_complete || fail "netlab '$PREFIX' is not up: run deploy/netlab up"
    [ -f "$PROJECT/deploy/netlab.d/$template.yaml" ] || fail "there is no template deploy/netlab.d/$template.yaml"
    (umask 0077 && mkdir -p "$RUN/$which" &&
        gateway_configuration "$which" "$df" "$crypto" "$driver" "$template" "$probe" "$pmtu" "$tunnel" "$port" \
            >"$RUN/$which/narrows.yaml.new")
    if gateway_running "$which" && cmp -s "$RUN/$which/narrows.yaml.new" "$RUN/$which/narrows.yaml"; then return; fi
    gateway_stop "$which"
    mv "$RUN/$which/narrows.yaml.new" "$RUN/$which/narrows.yaml"
    gateway_run "$which"
}

# gateways_start [OPTION...]: both, at the same time.
gateways_start() {
    local of_b code=0
    gateway_start b "$@" &
    of_b=$!
    gateway_start c "$@" || code=$?
    wait "$of_b" || code=$?
    [ "$code" = 0 ] || exit "$code"
}

# setting KEY=VALUE: as YAML has it, and as sed takes it.
# setting KEY=VALUE: as a line of YAML; the value may be a section, {KEY: VALUE, ...}.
setting() {
    local form='^([a-z-]+)=([A-Za-z0-9:.,{} -]+)$'
    [[ $1 =~ $form ]] || usage "$GATEWAY_OPTIONS"
    printf '%s: %s' "${BASH_REMATCH[1]}" "${BASH_REMATCH[2]}"
}

# gateway_run b|c: with the configuration that it has; waits until it is ready.
gateway_run() {
    local which=$1
    gateway_initialise "$which"
    gateway_launch "$which"
    wait_until "$GATEWAY_READY_WITHIN" gateway_ready_or_gone "$which" || true
    if ! gateway_ready "$which" || ! gateway_running "$which"; then
        printf 'the end of the log of gateway %s:\n' "$which" >&2
        tail -n 30 "$RUN/$which/log" >&2
        gateway_stop "$which"
        fail "gateway $which did not become ready: its log is in $RUN/$which/log"
    fi
    host_up "$which"
}

# gateway_initialise b|c: tells a gateway, once, that its keys are new. (One whose leases are lost since does not start.)
gateway_initialise() {
    [ ! -d "$RUN/$1/state" ] || return 0
    "$PROJECT/deploy/narrows" init "$RUN/$1/narrows.yaml" >"$RUN/$1/log" 2>&1 ||
        fail "gateway $1 could not be initialised: $(cat "$RUN/$1/log")"
}

# In a session of its own: Ctrl-C at the terminal reaches the script that asked, which then cleans up in its own order.
gateway_launch() {
    local which=$1 options="-XX:ErrorFile=$RUN/$1/crash-%p.log ${NARROWS_JAVA_OPTS:-}"
    : >"$RUN/$which/log"
    NARROWS_JAVA_OPTS=$options setsid ip netns exec "$(namespace "$which")" \
        "$PROJECT/deploy/narrows" run "$RUN/$which/narrows.yaml" </dev/null >>"$RUN/$which/log" 2>&1 &
    process_record "$!" "$RUN/$which/pid"
}

gateway_ready() { grep -q '^narrows: ready' "$RUN/$1/log"; }

gateway_ready_or_gone() { gateway_ready "$1" || ! gateway_running "$1"; }

gateway_pid() { process_pid "$RUN/$1/pid"; }

gateway_running() { process_runs "$RUN/$1/pid"; }

gateway_stop() { process_stop "$RUN/$1/pid" "gateway $1"; }

gateway_logs() {
    local which
    for which in b c; do
        printf -- '---- gateway %s: %s\n' "$which" "$RUN/$which/log"
        tail -n 40 "$RUN/$which/log" 2>/dev/null || true
    done
}

# gateway_interface DRIVER INTERFACE: the driver's arguments for a kernel interface. net_af_packet has the kernel
# reassemble fragments before it sees them (PACKET_FANOUT_FLAG_DEFRAG); net_pcap gets them as they are on the wire.
gateway_interface() {
    case $1 in
        af_packet) printf 'iface=%s\n' "$2" ;;
        pcap) printf 'rx_iface_in=%s,tx_iface=%s\n' "$2" "$2" ;;
        *) usage "$GATEWAY_OPTIONS" ;;
    esac
}

# gateway_configuration b|c DF CRYPTO DRIVER TEMPLATE PROBE PMTU TUNNEL PORT: the configuration on stdout, from the template.
# Where its lines begin with "#probe", "#pmtu", "#tunnel" or "#port" is what those options add.
gateway_configuration() {
    local which=$1 df=$2 crypto=$3 driver=$4 template=$5 probe=$6 pmtu=$7 tunnel=$8 port=$9
    local peer number other cpu cpus inside outside
    local additions=()
    inside=$(gateway_interface "$driver" "$which-in")
    outside=$(gateway_interface "$driver" "$which-out")
    case $which in
        b) peer=c number=1 other=2 cpu=$(allowed_cpus | head -n 1) ;;
        c) peer=b number=2 other=1 cpu=$(allowed_cpus | tail -n 1) ;;
    esac
    cpus=$(allowed_cpus | head -n 2 | paste -sd, -)
    if [ -n "$probe" ]; then additions+=(-e 's|#probe ||'); else additions+=(-e '/#probe /d'); fi
    if [ -n "$pmtu" ]; then additions+=(-e "s|^#pmtu$|pmtu:$pmtu|"); else additions+=(-e '/^#pmtu$/d'); fi
    if [ -n "$tunnel" ]; then additions+=(-e "s|^ *#tunnel$|${tunnel#??}|"); else additions+=(-e '/^ *#tunnel$/d'); fi
    if [ -n "$port" ]; then additions+=(-e "s|^ *#port$|${port#??}|"); else additions+=(-e '/^ *#port$/d'); fi
    sed "${additions[@]}" -e "s|@WHICH@|$which|g; s|@PEER@|$peer|g; s|@N@|$number|g; s|@M@|$other|g; s|@CPU@|$cpu|g" \
        -e "s|@CPUS@|$cpus|g" \
        -e "s|@RUN@|$RUN|g; s|@DF@|$df|g; s|@CRYPTO@|$crypto|g; s|@DRIVER@|net_$driver|g" \
        -e "s|@INSIDE@|$inside|g; s|@OUTSIDE@|$outside|g" "$PROJECT/deploy/netlab.d/$template.yaml"
}

# allowed_cpus: the numbers of the CPUs that we may run on, one a line.
allowed_cpus() {
    sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status | tr ',' '\n' |
        while IFS=- read -r first last; do seq "$first" "${last:-$first}"; done
}

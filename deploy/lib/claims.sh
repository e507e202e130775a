# shellcheck shell=bash
# Claims that check themselves. Needs say.sh.

CLAIMS=0
CLAIMS_FAILED=0

# claim TEXT COMMAND...: says whether it holds, by COMMAND; the script goes on either way.
claim() {
    local text=$1
    shift
    CLAIMS=$((CLAIMS + 1))
    if "$@"; then
        printf '   [holds]  %s\n' "$text"
    else
        printf '   [FAILED] %s\n' "$text"
        CLAIMS_FAILED=$((CLAIMS_FAILED + 1))
    fi
}

claims_summary() {
    printf '%s of %s claims hold' $((CLAIMS - CLAIMS_FAILED)) "$CLAIMS"
}

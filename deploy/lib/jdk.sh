# shellcheck shell=bash
# Finding a JDK that is new enough: JAVA_HOME if it is, else the newest below /usr/lib/jvm.

readonly JDK_AT_LEAST=25

# jdk_feature DIR: the feature version (25 of 25.0.3) of the JDK in DIR, by its release file; nothing if there is none.
jdk_feature() {
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

# find_jdk PROGRAM: prints the home of a JDK that has bin/PROGRAM; fails if there is none.
find_jdk() {
    local program=$1 home feature best=0 found=
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        if [ ! -x "$home/bin/$program" ]; then continue; fi
        feature=$(jdk_feature "$home")
        [ "${feature:-0}" -ge "$JDK_AT_LEAST" ] || continue
        if [ "$home" = "${JAVA_HOME:-}" ]; then
            printf '%s\n' "$home"
            return
        fi
        if [ "$feature" -gt "$best" ]; then
            best=$feature
            found=$home
        fi
    done
    [ -n "$found" ] && printf '%s\n' "$found"
}

# no_jdk_sentence: what to tell somebody whose machine has none.
no_jdk_sentence() {
    printf 'needs a JDK %s or newer and found none in JAVA_HOME or /usr/lib/jvm: ' "$JDK_AT_LEAST"
    printf 'apt install openjdk-25-jdk-headless (Debian 13), or unpack one elsewhere and set JAVA_HOME to it\n'
}

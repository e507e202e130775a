# shellcheck shell=bash
# Building with Maven, with the right JDK whatever the machine's default is.

# maven ARGUMENT...: Maven in the project's root.
maven() {
    local home
    home=$(find_jdk javac) || fail "$(no_jdk_sentence)"
    (cd "$PROJECT" && JAVA_HOME=$home mvn --batch-mode --no-transfer-progress -Dstyle.color=never "$@")
}

# build: compiles and assembles deploy/target/lib, without tests; Maven's output is shown only if it fails.
build() {
    local log=$PROJECT/deploy/target/build.log
    mkdir -p "${log%/*}"
    say "building with $(find_jdk javac) (the first time, Maven downloads what it needs)"
    if ! maven package -DskipTests >"$log" 2>&1; then
        grep -E '^\[ERROR\]' "$log" | head -n 30 >&2
        fail "the build failed: the whole output is in $log"
    fi
}

# shellcheck shell=sh For test scripts, which begin with it: where things are, a directory of their
# own, and what went wrong.
#
# $source and $build are the tops of the sources and of the build, $ADCALC is the program; all are
# absolute. $scratch is a directory that is removed in the end.

source=$(cd "${top_srcdir:-$(dirname "$0")/..}" && pwd) || exit 99
build=$(cd "${top_builddir:-$source}" && pwd) || exit 99
: "${ADCALC:=./adcalc}"
case $ADCALC in /*) ;; *) ADCALC=$PWD/$ADCALC ;; esac
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

failures=0
count=0 # of what was looked at
fail() {
    failures=$((failures + 1))
    echo "FAIL: $*"
}

# The program must be there, and is found by its name.
find_adcalc() {
    [ -x "$ADCALC" ] || { echo "FAIL: no program $ADCALC"; exit 1; }
    mkdir "$scratch/bin" && ln -s "$ADCALC" "$scratch/bin/adcalc" || exit 99
    PATH=$scratch/bin:$PATH
    export PATH
}

# Whether adcalc is built with sanitizers: AddressSanitizer reserves more addresses than any limit
# allows.
sanitized() {
    ! (ulimit -v 4000000 && "$ADCALC" --version) >/dev/null 2>&1
}

# skip WHY: the test is left out.
skip() {
    echo "SKIP: $1"
    exit 77
}

# For tests that take long: a short check does without (see EFFORT in Makefile.am).
skip_if_short() {
    [ "${ADCALC_EFFORT:-100}" -ge 100 ] || skip 'a short check'
}

# finish NAME WHAT: the script's last line, "PASS: NAME (WHAT)", and its status.
finish() {
    if [ "$failures" -ne 0 ]; then
        echo "FAIL: $1: $failures failures"
        exit 1
    fi
    echo "PASS: $1 ($2)"
}

#!/bin/sh
# The examples of --help work: every line of every topic that begins with "  adcalc " is run, must
# end with status 0 and print something. What is behind three blanks is its explanation.

. "${top_srcdir:-$(dirname "$0")/..}/tests/support/begin.sh"
find_adcalc
mkdir "$scratch/here"
echo 'x^2' >"$scratch/here/model.ad"
skipped=0

# Runs one example.
try() {
    case $1 in
    *'| dot '*)
        if ! command -v dot >/dev/null; then
            skipped=$((skipped + 1))
            return
        fi
        ;;
    esac
    count=$((count + 1))
    if ! (cd "$scratch/here" && echo 1 | sh -c "$1") >"$scratch/out" 2>"$scratch/err" ||
        [ -s "$scratch/err" ] || [ ! -s "$scratch/out" ]; then
        fail "$1"
        head -5 "$scratch/err"
    fi
}

# The runner must notice what fails, complains or says nothing.
for wrong in 'adcalc 2*' 'adcalc x' 'true' 'adcalc 2; echo much >&2' 'adcalc "log(-1)"'; do
    try "$wrong" >/dev/null
done
if [ "$failures" -ne 5 ]; then
    echo "FAIL: the test itself: $failures of 5 wrong examples noticed"
    exit 1
fi
failures=0 count=0

# All names that --help knows: topics, views, options, commands.
names=$(
    adcalc --help=topics | sed -n 's/^  \([a-z]*\)  .*/\1/p'
    adcalc --help=views | sed -n 's/^  \([a-z]*\)  .*/\1/p'
    adcalc --help=options | sed -n 's/^  .*--\([a-z-]*\).*/\1/p'
    adcalc --help=session | sed -n 's/^  \([a-z]*\) .*/\1/p'
)
{
    adcalc --help
    for name in $names; do
        adcalc "--help=$name"
    done 2>/dev/null
} | sed -n '/^  adcalc/{ s/^  //; s/   .*//; p; }' | sort -u >"$scratch/examples"
while IFS= read -r example; do
    try "$example"
done <"$scratch/examples"

if [ "$count" -lt 20 ]; then
    echo "FAIL: only $count examples were found"
    exit 1
fi
note=
[ "$skipped" -eq 0 ] || note=", $skipped left out for want of Graphviz"
finish help "$count examples$note"

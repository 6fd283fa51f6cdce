#!/bin/bash
# How long adcalc takes from start to end for one derivative, beside an empty program with the same
# libraries, and where the time goes. Not a test: `make bench` runs it. RUNS says how often (default
# 500).

adcalc=${ADCALC:-./adcalc}
bench=${top_builddir:-.}/tests/bench
set -- -q 'x^2+2*x+1' --at x=3

echo "start to end of: adcalc $*"
"$bench/startup" "${RUNS:-500}" "$bench/empty" "$adcalc" -- "$@"

echo
echo 'the dynamic linker:'
LD_DEBUG=statistics "$adcalc" "$@" 2>&1 >/dev/null | awk '
    /total startup time|time needed|number of .*relocations/ && !done[$0]++ {
        sub(/^ *[0-9]+:[ \t]*/, "    ")
        print
        if (++lines == 6)
            exit
    }'
echo "    libraries: $(ldd "$adcalc" | awk '/=>/ { printf "%s ", $1 }')"

if command -v valgrind >/dev/null; then
    echo
    echo 'instructions:'
    scratch=$(mktemp -d) || exit 99
    trap 'rm -rf "$scratch"' EXIT
    valgrind --tool=callgrind --callgrind-out-file="$scratch/out" "$adcalc" "$@" >/dev/null 2>&1
    # Lines are "COUNT (SHARE%) FILE:FUNCTION [OBJECT]".
    callgrind_annotate --auto=no --threshold=100 "$scratch/out" | awk '
        /PROGRAM TOTALS/ { gsub(",", "", $1); total = $1 }
        / [^ ]+:[^ ]/ && /%/ && !/TOTALS/ {
            count = $1
            gsub(",", "", count)
            kind = "the rest of the C library"
            if (/\/elf\/|ld-linux/) kind = "dynamic linking"
            else if (/malloc\//) kind = "allocation"
            else if (/locale|ctype/) kind = "locale"
            else if (/src\//) kind = "adcalc itself"
            sum[kind] += count
        }
        END {
            for (kind in sum)
                printf "    %-28s %9d  %4.1f %%\n", kind, sum[kind], 100 * sum[kind] / total
        }' | sort -k5nr
fi
if command -v strace >/dev/null; then
    echo
    echo "system calls: $(strace -f "$adcalc" "$@" 2>&1 >/dev/null | wc -l)"
fi

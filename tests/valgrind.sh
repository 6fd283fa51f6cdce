#!/bin/bash
# Command lines of every kind under valgrind: no invalid access, no use of what was never set, no leak.
# Skipped where there is no valgrind, and under sanitizers, which it does not go with.

adcalc=${ADCALC:-./adcalc}
command -v valgrind >/dev/null || { echo 'SKIP: no valgrind'; exit 77; }
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
failures=0
count=0

check() {
    count=$((count + 1))
    valgrind -q --leak-check=full --error-exitcode=9 --log-file="$scratch/log" \
        "$adcalc" "$@" >"$scratch/out" 2>&1
    if [ $? -eq 9 ] || [ -s "$scratch/log" ]; then
        failures=$((failures + 1))
        echo "FAIL: adcalc $*"
        head -n 20 "$scratch/log"
    fi
}

# The checker must notice what is wrong, and must not find fault with valgrind or the C library alone.
if ! valgrind -q --error-exitcode=9 --log-file="$scratch/log" true || [ -s "$scratch/log" ]; then
    echo 'SKIP: valgrind does not run here'
    exit 77
fi
if ! (ulimit -v 4000000 && "$adcalc" --version) >/dev/null 2>&1; then
    echo 'SKIP: built with sanitizers'
    exit 77
fi 2>/dev/null

check 'x^2+2*x+1' --at x=3 --time 1
check '-log(1/(1+exp(-x))+1)/(x^2+1)' --at x=0.5 --format json --time 0
check 'x*y + sin(x)/y' --at x=1,y=2 --format csv
check 'if x > 0 and y < 1 then x^y else -x' --at x=1,y=2 --hex --time 0
check 'abs(x) + relu(x) + floor(x) + max(x, 0)' --at x=0 --time 0
check 'sum(i in 1..100, sin(i*x)) + prod(i in 1..20, x + i)' --at x=0.3 --time 0
check derive 'x^x/x + log(x*y) + sqrt(x^2)'
check trace '(x+y)^2*sin(x)' --at x=3,y=2
check graph 'x*y + sin(x*y) + 3'
check --dump=tokens,tree,graph,tape 'sin(x)^2 + if x > 1 then 2 else 3' --at x=1
check 'sigmod(x) + 2^3x + (y' --at x=1
printf '%s\n' 'f(x) = x^2' 'at x = 3' 'f(x)' 'f(' 'x' ')' 'q' 'ans*2' 'vars' 'help sin' >"$scratch/in"
check --time 0 <"$scratch/in"

if [ "$failures" -ne 0 ]; then
    echo "FAIL: valgrind: $failures of $count"
    exit 1
fi
echo "PASS: valgrind ($count command lines)"

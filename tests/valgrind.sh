#!/bin/bash
# Command lines of every kind under valgrind: no invalid access, no use of what was never set,
# no leak. Skipped where there is no valgrind, and under sanitizers, which it does not go with.
#
# Two things are judged, and what they judge is told apart: valgrind's own status says that it found
# an error in adcalc, and any other status must be the one that adcalc has for this command line.
# What else valgrind may have to say is shown, and fails nothing.

. "${top_srcdir:-$(dirname "$0")/..}/tests/support/begin.sh"
skip_if_short
command -v valgrind >/dev/null || skip 'no valgrind'
! sanitized || skip 'built with sanitizers'

ERROR_FOUND=99 # adcalc has no such status

# examine PROGRAM ARGUMENT...: a run of its own log. A child has nothing to say before it becomes
# another program: valgrind would write into the log of its parent.
examine() {
    rm -f "$scratch/log"
    valgrind -q --leak-check=full --errors-for-leak-kinds=definite,indirect,possible \
        --error-exitcode=$ERROR_FOUND --child-silent-after-fork=yes --log-file="$scratch/log" \
        "$@" >"$scratch/out" 2>"$scratch/err"
}

tell() {
    local part
    for part in log err out; do
        [ ! -s "$scratch/$part" ] || { echo "    $part:"; head -n "$1" "$scratch/$part"; }
    done
}

# check STATUS ARGUMENT...
check() {
    local expected=$1 status
    shift
    count=$((count + 1))
    examine "$ADCALC" "$@"
    status=$?
    if [ $status -eq $ERROR_FOUND ]; then
        echo "FAIL: adcalc $*: valgrind found an error"
    elif [ $status -ne "$expected" ]; then
        echo "FAIL: adcalc $*: status $status, expected $expected"
    else
        [ ! -s "$scratch/log" ] ||
            { echo "note: adcalc $*: valgrind says"; head -n 20 "$scratch/log"; }
        return
    fi
    failures=$((failures + 1))
    tell 40
}

# valgrind must be able to run a program, and this one.
if ! examine true; then
    echo 'SKIP: valgrind does not run here'
    tell 40
    exit 77
fi
# Some versions cannot read what some compilers write for debuggers (3.19 and clang's DWARF 5),
# and give up. Without it they find the same errors, and name no lines.
if ! examine "$ADCALC" --version && grep -q 'debuginfo reader' "$scratch/log"; then
    echo 'note: valgrind cannot read the debugging information, so it has a copy without'
    strip -g -o "$scratch/adcalc" "$ADCALC" || exit 99
    referee=$(dirname "$ADCALC")/adcalc-reference
    [ ! -x "$referee" ] || cp "$referee" "$scratch"
    ADCALC=$scratch/adcalc
fi

check 0 'x^2+2*x+1' --at x=3 --time 1
check 0 '-log(1/(1+exp(-x))+1)/(x^2+1)' --at x=0.5 --format json --time 0
check 0 'x*y + sin(x)/y' --at x=1,y=2 --format csv
check 0 'if x > 0 and y < 1 then x^y else -x' --at x=1,y=2 --hex --time 0
check 1 'abs(x) + relu(x) + floor(x) + max(x, 0)' --at x=0 --time 0
check 0 'sum(i in 1..100, sin(i*x)) + prod(i in 1..20, x + i)' --at x=0.3 --time 0
check 0 'sin(x)*exp(-x^2)/x + log(x) - tanh(x)/cosh(x)' --at x=3 --time 0
check 0 derive 'x^x/x + log(x*y) + sqrt(x^2)'
check 0 trace '(x+y)^2*sin(x)' --at x=3,y=2
check 0 graph 'x*y + sin(x*y) + 3'
check 1 check 'x^3' --claim x='2*x^2' --at x=2
check 0 sweep 'sin(x)' --at x=1
check 0 swell 'sin(x)^2' --order 3
check 0 --dump=tokens,tree,graph,tape 'sin(x)^2 + (if x > 1 then 2 else 3)' --at x=1
check 2 'sigmod(x) + 2^3x + (y' --at x=1
check 0 --help
check 0 --help=step
check 2 --help=srqt
printf '%s\n' 'f(x) = x^2' 'at x = 3' 'f(x)' 'f(' 'x' ')' 'q' 'derive f(x)' 'ans*2' 'g(x) = q(x)' \
    'vars' 'help sin' >"$scratch/in"
check 2 --time 0 <"$scratch/in"

finish valgrind "$count command lines"

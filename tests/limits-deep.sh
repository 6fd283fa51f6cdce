#!/bin/bash
# Deep inputs: brackets and calls in each other, names and functions of names and functions, and
# what grows without end.
. "${top_srcdir:-$(dirname "$0")/..}/tests/support/limits.sh"

# nested TIMES BEFORE MIDDLE AFTER
nested() {
    repeated "$2" "$1"
    printf '%s' "$3"
    [ -z "$4" ] || repeated "$4" "$1"
    echo
}

### Ten thousand levels on a usual stack, and a message where it is too small

printf x >"$input"
deep() { # NAME BEFORE MIDDLE AFTER [LEVELS [VERY MANY LEVELS]]
    nested "${5:-10000}" "$2" "$3" "$4" >"$input"
    STACK=8192 answers "${5:-10000} levels of $1" '0 1' '' -q --at x=0.5 -f -
    STACK=256 answers "${5:-10000} levels of $1 on a small stack" '0 1 2' '' -q --at x=0.5 -f -
    nested "${6:-100000}" "$2" "$3" "$4" >"$input"
    for kilobytes in 8192 256; do
        STACK=$kilobytes answers "${6:-100000} levels of $1" '0 1 2' '' -q --at x=0.5 -f -
        [ "$got" -ne 2 ] || grep -q 'nested too deeply' "$scratch/err" ||
    fail "very many levels of $1"
    done
}
deep brackets '(' x ')' 10000 1000000
deep signs '-' x '' 10000 1000000
deep powers 'x^' x '' 10000 1000000
deep calls 'sin(' x ')' 10000 1000000
deep choices '(if x > 0 then x else ' x ')'
deep conditions '(if ' x ' then x else 1)'
deep sums 'sum(i in 1..1, ' x ')'
deep bounds 'prod(i in 1..' 1 ', 2)' 5
deep negations 'not (' x ')'
deep arguments 'max(x, ' x ')'
deep mixtures '-(x*sin(1+2^(if x>0 then ' x ' else 1)))' 3000

### Deep graphs of shallow trees: names and functions

chain() { # LEVELS RULE: y1 and so on from y0 = x, @ being the number of the one before
    echo 'at x=0.5'
    echo 'y0=x'
    seq "$1" | awk -v rule="$2" '
        BEGIN {n = split(rule, part, "@")}
        {
            printf "y%d=%s", $1, part[1]
            for (i = 2; i <= n; i++)
                printf "%d%s", $1 - 1, part[i]
            print ""
        }'
}
every_view() { # NAME STATUSES-OF-trace
    answers "$1: compare" '0 1' 'reverse' --time 0 -f -
    answers "$1: derive" 0 'df/dx = ' derive -f -
    answers "$1: trace" "$2" '' trace -f -
    answers "$1: graph" 0 '}' graph -f -
}
chain 100000 'sin(y@)' >"$input"
STACK=256 every_view 'a hundred thousand sines of sines' 2
chain 30000 'y@*y@+x' >"$input"
every_view 'shared squares' 2
chain 1000 'y@*sin(y@)' >"$input"
every_view 'a thousand shared products' 0
chain 5000 '(x+y@)^x' >"$input"
every_view 'thousands of provisos' 2
chain 5000 'if y@>0 then y@-1 else y@+0.7' >"$input"
every_view 'thousands of choices' 2
{
    echo 'at x=0.5'
    echo 'f0(x)=x*x'
    seq 50000 | awk '{print "f" $1 "(x)=sin(f" $1 - 1 "(x))"}'
    echo 'f50000(x)'
} >"$input"
STACK=256 every_view 'fifty thousand functions of functions' 2

### Explosions: what grows without end ends with a message

{
    echo 'at x=0.5'
    echo 'f0(x)=x*x'
    seq 60 | awk '{print "f" $1 "(x)=f" $1 - 1 "(f" $1 - 1 "(x))"}'
    echo 'f60(x)'
} >"$input"
answers 'a function doubled sixty times' 1 'more than' -f -
: >"$input"
answers 'a tower of powers' '0 1' reverse --time 0 --at x=1.2 'x^x^x^x^x^x^x^x^x^x^x^x'
answers 'the derivative of a tower' 0 x derive -q 'x^x^x^x^x^x^x^x^x^x^x^x'

finish limits-deep "$count answers"

#!/bin/bash
# Large, deep and endless inputs: each gets its answer or a message of its own, soon, in bounded
# memory and on a small stack. Times are not measured here, but nothing may take a minute; memory is
# bounded by ulimit where the program is not built with sanitizers.

adcalc=${ADCALC:-./adcalc}
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
input=$scratch/input.ad
failures=0
count=0

# AddressSanitizer reserves more address space than any limit allows, and has larger frames.
sanitized=yes
{ (ulimit -v 4000000 && "$adcalc" --version) >/dev/null && sanitized=no; } 2>/dev/null

fail() {
    failures=$((failures + 1))
    echo "FAIL: $*"
    head -c 300 "$scratch/out"
    head -c 600 "$scratch/err"
}

# answers NAME STATUS TEXT ARGUMENT...: the program, reading $input with -f -, ends with one of the
# statuses in STATUS ("0 1"), and TEXT is in what it prints. STACK and MEMORY are limits in KB.
answers() {
    name=$1 statuses=$2 text=$3
    shift 3
    count=$((count + 1))
    (
        ulimit -s "${STACK:-8192}"
        if [ -n "$MEMORY" ] && [ $sanitized = no ]; then ulimit -v "$MEMORY"; fi
        exec timeout 60 "$adcalc" "$@" <"$input" >"$scratch/out" 2>"$scratch/err"
    )
    got=$?
    case " $statuses " in
    *" $got "*) ;;
    *) fail "$name: status $got, expected $statuses" && return ;;
    esac
    if [ -n "$text" ] && ! grep -qF -e "$text" "$scratch/out" "$scratch/err"; then
        fail "$name: '$text' is missing in the answer"
    fi
    # One message is less than 1 KB, and there are at most eight, and a count of the others.
    if [ "$(wc -c <"$scratch/err")" -gt 9216 ] ||
        ! LC_ALL=C awk '/^adcalc: /{n = 0} {n += length($0) + 1} n > 1024 {exit 1}' \
            "$scratch/err"; then
        fail "$name: a message is too long"
    fi
}

# repeated TEXT TIMES
repeated() {
    yes -- "$1" | head -n "$2" | tr -d '\n'
}

# nested TIMES BEFORE MIDDLE AFTER
nested() {
    repeated "$2" "$1"
    printf '%s' "$3"
    [ -z "$4" ] || repeated "$4" "$1"
    echo
}

### Long: 10 MB in one sum; 200 bytes a node, and 80 MB for the program and its libraries

{ repeated 'x+' 5000000; echo x; } >"$input"
MEMORY=480000 answers 'five million terms' 0 5000001 -q -m reverse --at x=1 -f -
MEMORY=700000 answers 'the table of five million terms' 0 'skipped: about 10^9 operations' \
    --time 0 --at x=1 -f -

seq -f '%.0f*x' -s+ 1200000 >"$input"
MEMORY=560000 answers 'a million products' 0 720000600000 -q -m reverse --at x=1 -f -
answers 'a walk over a million nodes' 2 'trace shows at most' trace --at x=1 -f -
answers 'the graph of a million products' 2 'graph shows at most' graph -f -

seq -f 'sin(%.0f*x)' -s+ 100000 >"$input"
answers 'a hundred thousand sines' 0 5000050000 -q -m reverse --at x=0 -f -
answers 'the derivative of a hundred thousand sines' 0 'and was cut' derive -f -
answers 'the graph of a hundred thousand sines' 0 '}' graph -f -

seq -f '(x+%.0f)' -s'*' 50000 >"$input"
answers 'the derivative of fifty thousand factors' 0 'and was cut' derive -f -

seq -f 'x%.0f' -s+ 1000000 >"$input"
answers 'a million variables without values' 2 'no value for x1, x2,' -f -
answers 'a million derivatives' 2 'the formulas would take about' derive -f -

{ printf 'at '; seq -f 'x%.0f=1' -s, 100000; seq -f 'x%.0f' -s+ 100000; } >"$input"
answers 'a gradient of a hundred thousand' 0 1 -q -m reverse -f -
[ "$(grep -c '^1$' "$scratch/out")" -eq 100000 ] ||
    fail 'a gradient of a hundred thousand: lines are missing'
answers 'the table of a hundred thousand variables' 0 'skipped: about 10^10 operations' \
    --time 0 -f -

{ printf 'at '; seq -f 'x%.0f=0' -s, 10000; seq -f 'abs(x%.0f)' -s+ 10000; } >"$input"
answers 'ten thousand kinks' 0 'looked for along' --time 0 -f -
{ printf 'at '; seq -f 'x%.0f=0' -s, 20000; seq -f 'sqrt(x%.0f)' -s+ 20000; } >"$input"
answers 'twenty thousand infinite slopes' 1 'infinite slope' --time 0 -f -

{ printf 'max('; seq -f '%.0f*x' -s, 100000 | tr '\n' ')'; } >"$input"
answers 'the largest of a hundred thousand' 0 100000 -q --at x=1 -f -
answers 'a tie of a hundred thousand' 0 'max(' --time 0 --at x=0 -f -

{ printf 'f('; seq -f 'p%.0f' -s, 100000 | tr '\n' ')'; echo '=p1*p100000'; } >"$input"
answers 'a hundred thousand parameters' 0 p100000 derive -q --wrt p1 -f -

{ printf '0.'; repeated 7 10000000; } >"$input"
answers 'ten million digits' 0 0.7777777777777778 -q -f -
{ printf '1e'; repeated 7 1000000; } >"$input"
answers 'an endless exponent' 2 'too large for a double' -q -f -
{ printf 'x'; repeated 7 10000000; } >"$input"
answers 'a name of ten megabytes' 2 'no value for x7' -f -
{ printf 'x'; repeated 7 10000000; echo '(3)'; } >"$input"
answers 'a function of ten megabytes' 2 'unknown function' -f -
repeated '$ & \ " ' 1000000 >"$input"
answers 'a long line of nonsense' 2 'unexpected character' -f -
yes '$ 3 3 ((' | head -n 100000 >"$input"
answers 'a hundred thousand errors' 2 'adcalc: error: ' -f -
repeated '))' 500000 >"$input"
answers 'a million brackets too many' 2 'more than' -f -
seq -f 'a%.0f=1' 200000 >"$input"
answers 'two hundred thousand notes' 0 'note: ' -f -

### Bytes of any kind, ten megabytes of them: one message, or eight and a count

bytes() { # NAME STATUS TEXT SESSION-STATUS SESSION-TEXT: as a file, and as lines of a session
    answers "$1" "$2" "$3" -q --at x=1 -f -
    answers "$1 in a session" "$4" "$5" -q --at x=1
}
head -c 10000000 /dev/zero | LC_ALL=C tr '\0' '\377' >"$input"
bytes 'bytes that are no text' 2 'not UTF-8: \xFF' 2 'not UTF-8: \xFF'
head -c 1000000 /dev/zero >"$input"
bytes 'zero bytes' 2 "'\\x00'" 2 "'\\x00'"
yes "$(printf '\342\200\256')" | head -n 1000000 | tr -d '\n' >"$input"
bytes 'a million turns of direction' 2 'character U+202E' 2 'character U+202E'
{ printf 'x'; yes "$(printf '\314\201')" | head -n 3000000 | tr -d '\n'; } >"$input"
bytes 'three million accents' 2 'no value for x' 2 'no value for x'
{ printf '2 #'; repeated a 10000000; } >"$input"
bytes 'an endless comment' 0 2 0 2
{ head -c 10000000 /dev/zero | tr '\0' ' '; echo 2; } >"$input"
bytes 'endless blanks' 0 2 0 2
head -c 10000000 /dev/zero | tr '\0' '\n' >"$input"
bytes 'nothing but lines' 2 'no expression' 0 ''
{ printf '\357\273\277'; yes "$(printf 'x=1\r')" | head -n 3000; echo x; } >"$input"
bytes 'lines from elsewhere' 0 1 0 1
{ repeated 'x+' 5000000; echo x; } >"$input"
bytes 'a line of ten megabytes' 0 5000001 0 5000001

### Deep: ten thousand levels on a usual stack, and a message where it is too small

printf x >"$input"
deep() { # NAME BEFORE MIDDLE AFTER [LEVELS [VERY MANY LEVELS]]
    nested "${5:-10000}" "$2" "$3" "$4" >"$input"
    answer=
    [ $sanitized = yes ] && answer='2'
    STACK=8192 answers "${5:-10000} levels of $1" "0 1 $answer" '' -q --at x=0.5 -f -
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
answers 'a function doubled sixty times' 2 'too many steps' -f -
: >"$input"
answers 'ten million terms' 0 10000000 -q --at x=1 'sum(i in 1..10000000, x)'
answers 'more than ten million terms' 2 'more than 10000000 terms' \
    -q --at x=1 'sum(i in 1..10000001, x)'
answers 'a hundred million terms' 2 'too many steps' \
    --at x=1 'sum(i in 1..10000, sum(j in 1..10000, x))'
answers 'an endless sum' 2 'whole numbers' 'sum(i in 1..1e300, i)'
answers 'a sum without bounds' 2 'whole numbers' 'sum(i in 1..0/0, i)'
answers 'a tower of powers' '0 1' reverse --time 0 --at x=1.2 'x^x^x^x^x^x^x^x^x^x^x^x'
answers 'the derivative of a tower' 0 x derive -q 'x^x^x^x^x^x^x^x^x^x^x^x'

### Endless files

answers 'a file without end' 3 'longer than 256 MB' -f /dev/zero
count=$((count + 1))
timeout 60 "$adcalc" -q </dev/zero >"$scratch/out" 2>"$scratch/err"
[ $? -eq 3 ] && grep -q 'longer than 256 MB' "$scratch/err" || fail 'a line without end'

### Long sessions

yes 'x^2' | head -n 20000 >"$input"
answers 'a session of twenty thousand lines' 0 6 -q --at x=3
[ "$(grep -c '^6$' "$scratch/out")" -eq 20000 ] ||
    fail 'a session of twenty thousand lines: answers are missing'

if [ "$failures" -ne 0 ]; then
    echo "FAIL: limits: $failures of $count"
    exit 1
fi
echo "PASS: limits ($count answers)"

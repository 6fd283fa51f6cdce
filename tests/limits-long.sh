#!/bin/bash
# Long inputs: sums, products, gradients, names and numbers of megabytes.
. "${top_srcdir:-$(dirname "$0")/..}/tests/support/limits.sh"

# 80 MB for the program and its libraries, and what a term may take.
bounded() { # BYTES-A-TERM
    echo $((80000 + terms * $1 / 1000))
}

terms=$(scaled 1250000)
{ repeated 'x+' "$terms"; echo x; } >"$input"
MEMORY=$(bounded 80) answers 'a million terms' 0 $((terms + 1)) -q -m reverse --at x=1 -f -
MEMORY=$(bounded 124) answers 'the table of a million terms' 0 'skipped: about 10^' \
    --time 0 --at x=1 -f -

terms=$(scaled 525000)
seq -f '%.0f*x' -s+ "$terms" >"$input"
MEMORY=$(bounded 400) answers 'a sum of products' 0 $((terms * (terms + 1) / 2)) \
    -q -m reverse --at x=1 -f -
answers 'a walk over a sum of products' 2 'trace shows at most' trace --at x=1 -f -
answers 'the graph of a sum of products' 2 'graph shows at most' graph -f -

seq -f 'sin(%.0f*x)' -s+ 100000 >"$input"
answers 'a hundred thousand sines' 0 5000050000 -q -m reverse --at x=0 -f -
answers 'the derivative of a hundred thousand sines' 0 'and was cut' derive -f -
answers 'the graph of a hundred thousand sines' 0 '}' graph -f -

seq -f '(x+%.0f)' -s'*' 50000 >"$input"
answers 'the derivative of fifty thousand factors' 0 'and was cut' derive -f -

seq -f 'x%.0f' -s+ "$(scaled 250000)" >"$input"
answers 'very many variables without values' 2 'no value for x1, x2,' -f -
answers 'very many derivatives' 2 'the formulas would take about' derive -f -

{ printf 'at '; seq -f 'x%.0f=1' -s, 100000; seq -f 'x%.0f' -s+ 100000; } >"$input"
answers 'a gradient of a hundred thousand' 0 1 -q -m reverse -f -
[ "$(grep -c '^1$' "$scratch/out")" -eq 100000 ] ||
    fail 'a gradient of a hundred thousand: lines are missing'
answers 'the table of a hundred thousand variables' 0 'skipped: about 10^10 operations' \
    --time 0 -f -

{ printf 'at '; seq -f 'x%.0f=0' -s, 10000; seq -f 'abs(x%.0f)' -s+ 10000; } >"$input"
answers 'ten thousand kinks' 0 'looked for in' --time 0 -f -
{ printf 'at '; seq -f 'x%.0f=0' -s, 20000; seq -f 'sqrt(x%.0f)' -s+ 20000; } >"$input"
answers 'twenty thousand infinite slopes' 1 'infinite slope' --time 0 -f -

{ printf 'max('; seq -f '%.0f*x' -s, 100000 | tr '\n' ')'; } >"$input"
answers 'the largest of a hundred thousand' 0 100000 -q --at x=1 -f -
answers 'a tie of a hundred thousand' 0 'max(' --time 0 --at x=0 -f -

{ printf 'f('; seq -f 'p%.0f' -s, 100000 | tr '\n' ')'; echo '=p1*p100000'; } >"$input"
answers 'a hundred thousand parameters' 0 p100000 derive -q --wrt p1 -f -

# Only what stands behind all of them makes each of them be decided.
{ echo 'f(t) = { if t > 0 { y = t } else { y = 2*t }; y }'
  seq -f 'if x == %.0f then 1 else' 200000; echo 'f(x)'; } | tr '\n' ' ' |
    sed 's/}; y }/&;/' >"$input"
answers 'two hundred thousand choices before a function that branches' 0 2 -q --at x=-1 -f -

{ printf '0.'; repeated 7 10000000; } >"$input"
answers 'ten million digits' 0 0.7777777777777778 -q -f -
{ printf '1e'; repeated 7 1000000; } >"$input"
answers 'an endless exponent' 2 'too large for a double' -q -f -
{ printf 'x'; repeated 7 10000000; } >"$input"
answers 'a name of ten megabytes' 2 'no value for x7' -f -
{ printf 'x'; repeated 7 10000000; echo '(3)'; } >"$input"
answers 'a function of ten megabytes' 2 'unknown function' -f -
repeated '$ & \ " ' "$(scaled 250000)" >"$input"
answers 'a long line of nonsense' 2 'unexpected character' -f -
yes '$ 3 3 ((' | head -n 100000 >"$input"
answers 'a hundred thousand errors' 2 'adcalc: error: ' -f -
repeated '))' 500000 >"$input"
answers 'a million brackets too many' 2 'more than' -f -
seq -f 'a%.0f=1' 200000 >"$input"
answers 'two hundred thousand notes' 0 'note: ' -f -

### Long questions about short programs

: >"$input"
answers 'ten million terms' 0 10000000 -q --at x=1 'sum(i in 1..10000000, x)'
answers 'more than ten million terms' 1 'more than 10000000 terms' \
    -q --at x=1 'sum(i in 1..10000001, x)'
answers 'a hundred million terms' 1 'more than 50000000 steps' \
    --at x=1 'sum(i in 1..10000, sum(j in 1..10000, x))'
answers 'a hundred orders of what has no value' 1 'formulas grow' --order 100 --at x=-1 'log(x)'
answers 'a hundred orders at the end of a domain' 0 'formulas grow' \
    --order 100 --at x=0 'sqrt(x)*sqrt(x)*sin(x)'
answers 'an endless sum' 2 'at most 9e15' 'sum(i in 1..1e300, i)'
answers 'a sum without bounds' 2 'whole numbers' 'sum(i in 1..0/0, i)'
answers 'the errors of a sum at many steps' 2 'the errors at so many steps would take too long' \
    sweep 'sum(i in 1..1000000, x/i)' --at x=1
answers 'a million rounds' 0 1000000 -q --iterate 'y=y+x' --from y=0 -n 1000000 --at x=2
answers 'the swell of so many rounds' 0 'operations to find (--all-methods)' \
    swell --iterate 'l=4*l*(1-l)' --from l=x -n 100000
answers 'the swell up to order 100' 0 '"stopped":"order' swell 'x^x*sin(x)' -k 100 --format jsonl
answers 'a tree larger than doubles count' 0 '"round":1100,"f":{"tree":"over 1e308","nodes":1100}' \
    swell --iterate 'y=y*y' --from y=x -n 1100 --all-methods --format jsonl

finish limits-long "$count answers"

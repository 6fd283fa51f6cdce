#!/bin/bash
# Bytes of any kind, megabytes of them, as a file and as lines of a session: one message, or eight
# and a count.
. "${top_srcdir:-$(dirname "$0")/..}/tests/support/limits.sh"

bytes() { # NAME STATUS TEXT SESSION-STATUS SESSION-TEXT: as a file, and as lines of a session
    answers "$1" "$2" "$3" -q --at x=1 -f -
    answers "$1 in a session" "$4" "$5" -q --at x=1
}
head -c "$(scaled 2500000)" /dev/zero | LC_ALL=C tr '\0' '\377' >"$input"
bytes 'bytes that are no text' 2 'not UTF-8: \xFF' 2 'not UTF-8: \xFF'
head -c "$(scaled 250000)" /dev/zero >"$input"
bytes 'zero bytes' 2 "'\\x00'" 2 "'\\x00'"
yes "$(printf '\342\200\256')" | head -n "$(scaled 250000)" | tr -d '\n' >"$input"
bytes 'turns of direction' 2 'character U+202E' 2 'character U+202E'
{ printf 'x'; yes "$(printf '\314\201')" | head -n "$(scaled 750000)" | tr -d '\n'; } >"$input"
bytes 'accents upon accents' 2 'no value for x' 2 'no value for x'
{ printf '2 #'; repeated a "$(scaled 2500000)"; } >"$input"
bytes 'an endless comment' 0 2 0 2
{ head -c "$(scaled 2500000)" /dev/zero | tr '\0' ' '; echo 2; } >"$input"
bytes 'endless blanks' 0 2 0 2
head -c "$(scaled 2500000)" /dev/zero | tr '\0' '\n' >"$input"
bytes 'nothing but lines' 2 'no expression' 0 ''
{ printf '\357\273\277'; yes "$(printf 'x=1\r')" | head -n 3000; echo x; } >"$input"
bytes 'lines from elsewhere' 0 1 0 1
terms=$(scaled 1250000)
{ repeated 'x+' "$terms"; echo x; } >"$input"
bytes 'a line of megabytes' 0 $((terms + 1)) 0 $((terms + 1))

### Endless files

answers 'a file without end' 3 'longer than 256 MB' -f /dev/zero
count=$((count + 1))
timeout 60 "$ADCALC" -q </dev/zero >"$scratch/out" 2>"$scratch/err"
[ $? -eq 3 ] && grep -q 'longer than 256 MB' "$scratch/err" || fail 'a line without end'

### Long sessions

yes 'x^2' | head -n 20000 >"$input"
answers 'a session of twenty thousand lines' 0 6 -q --at x=3
[ "$(grep -c '^6$' "$scratch/out")" -eq 20000 ] ||
    fail 'a session of twenty thousand lines: answers are missing'

# A line costs what it needs itself, however much is kept.
kept() { # NAME SED-COMMANDS LAST-LINE RESULT: a hundred thousand lines, then the last one
    { echo y0=1; seq "$(scaled 100000)" | sed "$2"; echo "$3"; } >"$input"
    answers "a hundred thousand $1" "${5:-0}" "$4" -q --at z=3
}
kept names 's/.*/x&=&/' 'x99*z' 99
kept functions 's/.*/f&(x)=x+&/' 'f99(z)^2' 204
kept values 's/.*/at x=&/' 'x^2' "$(($(scaled 100000) * 2))"
kept 'values of other names' 's/.*/at x&=&/' 'x99^2' 198
kept redefinitions 's/.*/y0=z*&/' 'y0' "$(scaled 100000)"
kept 'redefinitions of what is read' 's/.*/y0=y0+z*&/' '2*z' 2
kept 'functions redefined' 's/.*/f(x)=x*&/' 'f(z)' "$(scaled 100000)"
kept 'names redefined, read and asked' 's/.*/y0=&; x&=y0; x&*z/' 'x99*z' 99
kept 'parameters of a function' '1s/.*/f(x)=y0*x/; 1!s/.*/y0=&; f(z)/' 'f(z)' "$(scaled 100000)"
kept 'names and answers' 's/.*/x&=&/; s/.*7=.*/x1*z/' 'x99*z' 99

finish limits-bytes "$count answers"

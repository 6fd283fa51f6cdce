#!/bin/bash
# Where output cannot go, and who reads it: a full disk, closed descriptors, readers that leave,
# locales. The exit status says what happened, nothing is said twice, and the bytes are the same for
# everybody.

. "${top_srcdir:-$(dirname "$0")/..}/tests/support/begin.sh"
cd "$scratch" || exit 99
export ADCALC_REFERENCE=none

fail() {
    failures=$((failures + 1))
    echo "FAIL: $*"
    head -c 400 err
}

# ends NAME STATUS TEXT: the last command's status, and all that it said (a
# pattern; empty: nothing).
ends() {
    got=$?
    count=$((count + 1))
    [ "$got" -eq "$2" ] || fail "$1: status $got, expected $2"
    if [ -n "$3" ]; then
        grep -qE "$3" err || fail "$1: nothing like '$3' was said"
        [ "$(grep -c '^adcalc: error' err)" -eq 1 ] || fail "$1: not one message"
    else
        [ ! -s err ] || fail "$1: something was said"
    fi
}

limited() {
    timeout 60 "$ADCALC" --time 0 "$@"
}

### Every kind of answer, where it cannot go

while IFS= read -r words; do
    eval "set -- $words"
    if [ -e /dev/full ]; then
        limited "$@" >/dev/full 2>err </dev/null
        ends "$words to a full disk" 3 'cannot write: No space left'
    fi
    limited "$@" >&- 2>err </dev/null
    ends "$words without stdout" 3 'cannot write: Bad file descriptor'
    : >err
    limited "$@" >&- 2>&- </dev/null
    ends "$words without stdout and stderr" 3 ''
    limited "$@" 2>&- <&- >out
    ends "$words without stdin and stderr" 0 ''
    [ -s out ] || fail "$words without stdin and stderr: no answer"
done <<'END'
'x^2' --at x=3
'x^2' --at x=3 -q
'x*y' --at x=3,y=2 --format json
'x*y' --at x=3,y=2 --format csv
'x*y' --at x=3,y=2 --format tsv
derive 'x^2'
trace 'x^2' --at x=3
graph 'x^2'
--dump=tokens,tree,graph,tape 'x^2' --at x=3
--help
--help=functions
--version
END

### Errors and their status, whoever hears them

: >err
limited 'x^' --at x=3 2>&-
ends 'an error without stderr' 2 ''
limited 'x^' --at x=3 >&- 2>&- <&-
ends 'an error without anything' 2 ''
limited 'log(x)' --at x=-1 >out 2>&-
ends 'NaN without stderr' 1 ''
limited derive 'x^2 + 0*y' --format csv >out 2>&-
ends 'a note without stderr' 0 ''
if [ -e /dev/full ]; then
    limited 'x^' --at x=3 2>/dev/full
    ends 'an error to a full disk' 2 ''
    printf 'x^)\nx\n' | limited -q --at x=3 >out 2>/dev/full
    ends 'errors of a session to a full disk' 2 ''
    [ "$(cat out)" = 1 ] || fail 'errors of a session to a full disk: the next answer'
    printf 'x\nx^)\nx\n' | limited -q --at x=3 >/dev/full 2>err
    ends 'a session to a full disk' 3 'cannot write'
fi
limited 2>err <&-
ends 'no stdin' 3 'cannot read standard input'
limited -f - --at x=1 2>err <&-
ends 'no stdin for a program' 3 'cannot read standard input'
limited -q 2>err <.
ends 'a directory for stdin' 3 'cannot read standard input: Is a directory'

### Readers that leave: quiet, soon, and with a status of its own

yes 'trace sin(x)*x^2' | head -n 20000 >long
for pipe in '' -; do
    : >err
    # shellcheck disable=SC2064 # now, not later
    (trap -- "$pipe" PIPE; limited --at x=1 <long 2>err; echo $? >status) | head -n 1 >out
    [ -s out ] || fail 'a reader that leaves had nothing to read'
    (exit "$(cat status)")
    ends "a reader that leaves (SIGPIPE ${pipe:-ignored})" 3 ''
done
limited derive "$(seq -s '*' -f 'sin(%.0f*x)' 1 200)" 2>err | head -c 1 >out
(exit "${PIPESTATUS[0]}")
status=$?
case $status in 0 | 3) ;; *) fail "a reader of one byte: status $status" ;; esac
[ ! -s err ] || fail 'a reader of one byte: something was said'

# Somebody has told the pipe not to wait for its reader, as some programs do with what they share.
limited trace "$(seq -s+ -f 'sin(%.0f*x)' 1 1500)" --at x=1 >waited 2>err
ends 'a pipe that waits' 0 ''
{
    dd if=/dev/null oflag=nonblock 2>/dev/null
    limited trace "$(seq -s+ -f 'sin(%.0f*x)' 1 1500)" --at x=1 2>err
    echo $? >status
} | { sleep 0.3; cat; } >unwaited
(exit "$(cat status)")
ends 'a pipe that does not wait' 0 ''
cmp waited unwaited || fail 'a pipe that does not wait: another answer'

### Locales: the same bytes for everybody

mkdir locales
made='C C.UTF-8'
for locale in ja_JP de_DE tr_TR; do
    if localedef -i $locale -f UTF-8 "locales/$locale.UTF-8" >/dev/null 2>&1; then
        made="$made $locale.UTF-8"
    fi
done
# The system's own locales for C and C.UTF-8, ours for the others; this shell keeps its own.
localized() {
    case $locale in C*) places= ;; *) places=LOCPATH=$scratch/locales ;; esac
    env $places LC_ALL="$locale" LANG="$locale" LANGUAGE="${locale%%.*}" \
        timeout 60 "$ADCALC" --time 0 "$@"
}
answers_in() {
    locale=$1
    {
        for format in table json csv tsv; do
            localized 'x^2*1.5 + sin(I)/3 + 1e-7' --at x=0.25,I=1234567.5 --format $format
            localized trace 'x*1.5' --at x=0.25 --format $format
            localized derive 'x^2.5*IF' --format $format
        done
        localized 'x^2/3' --at x=0.25 --digits 5 -q
        localized 'x^2/3' --at x=0.25 --hex -q
        localized graph 'x + 0.5*θ'
        localized 'İ + ı' --at x=1
        localized '1,5 + x' --at x=1
        localized 'SIN(x)' --at x=1
        localized 'x' --at x=0,5
        localized 'sqr(速度)'
        localized --help
        localized --help=functions
        localized -f none.ad
        printf 'at x = 1.5\nx/4\nvars\nset\nhelp sin\nx $ 3\n' | localized
    } 2>&1 | sed '/^setup: /d; s/"setup_ns":[^,}]*//g'
}
answers_in C >in-C
[ "$(wc -l <in-C)" -gt 200 ] || fail "there is little to compare in locales"
for locale in $made; do
    count=$((count + 1))
    answers_in "$locale" >in-other
    cmp -s in-C in-other || { fail "another answer in $locale"; diff in-C in-other | head -n 5; }
done

finish output "$count outcomes; locales $made"

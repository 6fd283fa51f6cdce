#!/bin/sh
# The command line, as people and scripts meet it: runs every command of tests/cli/*.txt and compares
# stdout, stderr and exit status. A case is
#
#   % test -e /dev/full     only where this succeeds (optional)
#   $ adcalc -q - <<END     a command for the shell, run in a scratch directory, ...
#   > x^2                   ... and its further lines
#   > END
#   | 6                     a line of stdout; |~ begins a pattern (ERE) for the whole line
#   ! adcalc: note: ...     a line of stderr; !~ a pattern
#   ? 2                     the exit status, unless it is 0
#
# and what is not expected must not come. Lines that begin with # and blank lines mean nothing.
# An argument names the files to run instead of all.

source=${top_srcdir:-$(dirname "$0")/..}
: "${ADCALC:=./adcalc}"
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin" "$scratch/here"
case $ADCALC in /*) ;; *) ADCALC=$PWD/$ADCALC ;; esac
[ -x "$ADCALC" ] || { echo "FAIL: no program $ADCALC"; exit 1; }
ln -s "$ADCALC" "$scratch/bin/adcalc"
PATH=$scratch/bin:$PATH
unset NO_COLOR
# Without the referee, unless a case asks for it: the others are the same where there is none.
ADCALC_REFERENCE=none
export PATH ADCALC_REFERENCE
# The condition of such a case: there is a referee.
cat >"$scratch/bin/built" <<'END'
#!/bin/sh
! ADCALC_REFERENCE= adcalc x --at x=1 --time 0 | grep -q '^reference  none: not built'
END
chmod +x "$scratch/bin/built"

# What is expected of stdout (MARK |) or stderr (MARK !) against what came.
compare='
    BEGIN {
        while ((getline line < expected) > 0)
            want[++wanted] = line
        while ((getline line < actual) > 0)
            got[++count] = line
        for (i = 1; i <= wanted || i <= count; i++) {
            if (i > wanted)
                bad = "unexpected: " got[i]
            else if (i > count)
                bad = "missing: " substr(want[i], 3)
            else if (substr(want[i], 1, 2) == mark "~") {
                if (got[i] !~ ("^(" substr(want[i], 4) ")$"))
                    bad = "pattern: " substr(want[i], 4) "\n      found: " got[i]
            } else if (got[i] != substr(want[i], 3))
                bad = "expected: " substr(want[i], 3) "\n      found: " got[i]
            if (bad != "") {
                print "      " stream " line " i ", " bad
                exit 1
            }
        }
    }'

# Runs the case at hand and forgets it.
run_case() {
    [ -n "$command" ] || return 0
    if [ -z "$condition" ] || (eval "$condition") >/dev/null 2>&1; then
        commands=$((commands + 1))
        (cd "$scratch/here" && eval "$command") >"$scratch/stdout" 2>"$scratch/stderr" </dev/null
        found=$?
        problem=
        [ "$found" -eq "$status" ] || problem="      exit status $found, expected $status
"
        problem=$problem$(
            awk -v expected="$scratch/want.out" -v actual="$scratch/stdout" -v mark='|' \
                -v stream=stdout "$compare"
            awk -v expected="$scratch/want.err" -v actual="$scratch/stderr" -v mark='!' \
                -v stream=stderr "$compare"
        )
        if [ -n "$problem" ]; then
            printf 'FAIL: %s:%s: %s\n%s\n' "$name" "$line_of_case" "$command" "$problem"
            failures=$((failures + 1))
        fi
    else
        skipped=$((skipped + 1))
    fi
    command=
    condition=
}

# Runs the cases of a file; counts in commands, skipped and failures.
run_file() {
    name=$(basename "$1")
    number=0
    command=
    condition=
    while IFS= read -r line || [ -n "$line" ]; do
        number=$((number + 1))
        case $line in
        '% '*)
            run_case
            condition=${line#% }
            ;;
        '$ '*)
            run_case
            command=${line#\$ }
            line_of_case=$number
            status=0
            : >"$scratch/want.out"
            : >"$scratch/want.err"
            ;;
        '> '* | '>')
            line=${line#>}
            command="$command
${line# }"
            ;;
        '| '* | '|' | '|~ '*) printf '%s\n' "$line" >>"$scratch/want.out" ;;
        '! '* | '!' | '!~ '*) printf '%s\n' "$line" >>"$scratch/want.err" ;;
        '? '*) status=${line#? } ;;
        '#'* | '') ;;
        *)
            echo "FAIL: $name:$number: not a line of a case: $line"
            failures=$((failures + 1))
            ;;
        esac
    done <"$1"
    run_case
}

# The runner must fail where it should, or it would find nothing.
try() { # try NAME FAILURES: the cases on standard input have so many failures
    cat >"$scratch/$1"
    commands=0 skipped=0 failures=0
    run_file "$scratch/$1" >"$scratch/tried"
    if [ "$failures" -ne "$2" ]; then
        echo "FAIL: the runner itself: $1: $failures failures, expected $2"
        cat "$scratch/tried"
        exit 1
    fi
}
try right 0 <<'END'
$ echo a; echo '  b  '; echo e >&2; false
| a
|   b  
! e
? 1
$ echo 17 ns
|~ [0-9]+ ns
% false
$ echo left out
END
try wrong 10 <<'END'
$ echo a
| b
$ echo a
$ true
| a
$ echo a >&2
$ false
$ true
? 1
$ echo a17 ns
|~ [0-9]+ ns
$ printf 'a\n\n'
| a
$ echo 'a '
| a
a line that is nothing
END

total=0 all_failures=0
[ "$#" -gt 0 ] || set -- "$source"/tests/cli/*.txt
for file; do
    commands=0 skipped=0 failures=0
    run_file "$file"
    if [ "$failures" -eq 0 ]; then
        note=
        [ "$skipped" -eq 0 ] || note=", $skipped not for this machine"
        echo "PASS: cli/$(basename "$file") ($commands commands$note)"
    fi
    total=$((total + commands))
    all_failures=$((all_failures + failures))
done
if [ "$total" -eq 0 ]; then
    echo "FAIL: no commands were run"
    exit 1
fi

# Every option is tried in some case.
for option in $(adcalc --help=options | sed -n 's/^  .*\(--[a-z-]*\).*/\1/p' | sort -u); do
    if ! grep -h '^\$ .*adcalc' "$source"/tests/cli/*.txt | grep -Eq -e "$option([ =]|\$)"; then
        echo "FAIL: no case tries $option"
        all_failures=$((all_failures + 1))
    fi
done
[ "$all_failures" -eq 0 ]

#!/bin/bash
# The command line, as people and scripts meet it: runs every command of tests/cli/*.txt and
# compares stdout, stderr and exit status. A case is
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

. "${top_srcdir:-$(dirname "$0")/..}/tests/support/begin.sh"
find_adcalc
mkdir "$scratch/here"
unset NO_COLOR
# Without the referee, unless a case asks for it: the others are the same where there is none.
export ADCALC_REFERENCE=none
# The condition of such a case: there is a referee.
cat >"$scratch/bin/built" <<'END'
#!/bin/sh
! ADCALC_REFERENCE= adcalc x --at x=1 --time 0 | grep -q '^reference  none: not built'
END
chmod +x "$scratch/bin/built"

# matches LINE WANTED: whether a line that came is the one expected, marks included.
matches() {
    if [ "${2:1:1}" = '~' ]; then
        [[ $1 =~ ^(${2:3})$ ]]
    else
        [ "$1" = "${2:2}" ]
    fi
}

# compare STREAM FILE WANTED...: the lines of the file against what is expected; the first that is
# wrong goes into $problem. All in this shell, as a process a case takes longer than adcalc does.
compare() {
    local stream=$1 got i wanted
    mapfile -t got <"$2"
    shift 2
    wanted=("$@")
    for ((i = 0; i < ${#wanted[@]} || i < ${#got[@]}; i++)); do
        if ((i >= ${#wanted[@]})); then
            problem+="      $stream line $((i + 1)), unexpected: ${got[i]}"$'\n'
        elif ((i >= ${#got[@]})); then
            problem+="      $stream line $((i + 1)), missing: ${wanted[i]:2}"$'\n'
        elif ! matches "${got[i]}" "${wanted[i]}"; then
            problem+="      $stream line $((i + 1)), expected: ${wanted[i]:2}"$'\n'
            problem+="      found: ${got[i]}"$'\n'
        else
            continue
        fi
        return
    done
}

# Runs the case at hand and forgets it.
run_case() {
    local found problem=
    [ -n "$command" ] || return 0
    if [ -z "$condition" ] || (eval "$condition") >/dev/null 2>&1; then
        commands=$((commands + 1))
        (cd "$scratch/here" && eval "$command") >"$scratch/stdout" 2>"$scratch/stderr" </dev/null
        found=$?
        [ "$found" -eq "$status" ] || problem="      exit status $found, expected $status"$'\n'
        compare stdout "$scratch/stdout" "${want_out[@]}"
        compare stderr "$scratch/stderr" "${want_err[@]}"
        if [ -n "$problem" ]; then
            printf 'FAIL: %s:%s: %s\n%s' "$name" "$line_of_case" "$command" "$problem"
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
            want_out=()
            want_err=()
            ;;
        '> '* | '>')
            line=${line#>}
            command="$command
${line# }"
            ;;
        '| '* | '|' | '|~ '*) want_out+=("$line") ;;
        '! '* | '!' | '!~ '*) want_err+=("$line") ;;
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

# For the scripts tests/limits-*.sh, which source it: large, deep and endless inputs get an answer
# or a message, soon, in bounded memory and on a small stack. Times are not measured, but nothing
# may take a minute.
#
# ADCALC_EFFORT is the size of the inputs in per cent of the usual one; `make check-long` asks for
# four times as much. A short check leaves these scripts out, and so does a build with sanitizers,
# which has larger frames and no bounds of memory.

adcalc=${ADCALC:-./adcalc}
effort=${ADCALC_EFFORT:-100}
if [ "$effort" -lt 100 ]; then
    echo 'SKIP: a short check'
    exit 77
fi
[ "$effort" -le 400 ] || effort=400
if ! (ulimit -v 4000000 && "$adcalc" --version) >/dev/null 2>&1; then
    echo 'SKIP: built with sanitizers'
    exit 77
fi
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
input=$scratch/input.ad
failures=0
count=0

fail() {
    failures=$((failures + 1))
    echo "FAIL: $*"
    head -c 300 "$scratch/out"
    head -c 600 "$scratch/err"
}

# scaled SIZE: as much of it as the effort asks for.
scaled() {
    echo $(($1 * effort / 100))
}

# answers NAME STATUS TEXT ARGUMENT...: the program, reading $input with -f -, ends with one of the
# statuses in STATUS ("0 1"), and TEXT is in what it prints. STACK and MEMORY are limits in KB.
answers() {
    name=$1 statuses=$2 text=$3
    shift 3
    count=$((count + 1))
    (
        ulimit -s "${STACK:-8192}"
        [ -z "$MEMORY" ] || ulimit -v "$MEMORY"
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
    LC_ALL=C awk '
        /^adcalc: / { n = 0 }
        { n += length($0) + 1; all += length($0) + 1 }
        n > 1024 || all > 9216 { exit 1 }' "$scratch/err" || fail "$name: a message is too long"
}

# repeated TEXT TIMES
repeated() {
    yes -- "$1" | head -n "$2" | tr -d '\n'
}

# The count, after all answers.
finish() {
    if [ "$failures" -ne 0 ]; then
        echo "FAIL: $(basename "$0" .sh): $failures of $count"
        exit 1
    fi
    echo "PASS: $(basename "$0" .sh) ($count answers)"
}

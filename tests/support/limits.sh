# For the scripts tests/limits-*.sh, which source it: large, deep and endless inputs get an answer
# or a message, soon, in bounded memory and on a small stack. Times are not measured, but nothing
# may take a minute.
#
# ADCALC_EFFORT is the size of the inputs in per cent of the usual one; `make check-long` asks for
# four times as much. A short check leaves these scripts out, and so does a build with sanitizers,
# which has larger frames and no bounds of memory.

. "${top_srcdir:-$(dirname "$0")/..}/tests/support/begin.sh"
skip_if_short
! sanitized || skip 'built with sanitizers'
input=$scratch/input.ad
effort=${ADCALC_EFFORT:-100}
[ "$effort" -le 400 ] || effort=400

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
        exec timeout 60 "$ADCALC" "$@" <"$input" >"$scratch/out" 2>"$scratch/err"
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

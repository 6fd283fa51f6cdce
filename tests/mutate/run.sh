#!/bin/bash
# Mutation test: alters adcalc at places drawn by a seed, one at a time, and asks whether a test
# notices.
#
#     make mutate [MUTATE_SEED=1] [MUTATE_COUNT=100] [MUTATE_ONLY=...] [MUTATE_JOBS=...]
#
# tests/mutate/targets says which files are altered and which tests must notice; places.awk finds
# the places and draw.awk draws them. MUTATE_ONLY names groups, files or places
# (src/analysis/method-errors.c:56:5:negated), as many as one likes. Each worker has a built copy of
# the sources below mutants/ of the build directory, made from mutants/new, where the Makefile puts
# what a release would hold. Of it, only what an alteration concerns is compiled again, and what
# compiles to the same code is no alteration: another place is drawn instead.
#
# Ends with 0 if at least 90 of 100 alterations were noticed.

: "${MUTATE_SEED:=1}" "${MUTATE_COUNT:=100}" "${MAKE:=make}"
: "${MUTATE_JOBS:=$(nproc 2>/dev/null || echo 2)}"
WANTED=90 # of 100
SPARE=20  # places to try for each that is wanted
unset MAKEFLAGS MFLAGS MAKELEVEL CK_RUN_SUITE CK_RUN_CASE ADCALC_COUNT ADCALC_SEED ADCALC_REFERENCE
export LC_ALL=C CK_FORK=no TIMEFORMAT='%R %U %S'
export MALLOC_PERTURB_=165 # so that memory which nobody has set, or one element too far, is no 0
trap 'trap - TERM; kill 0' INT TERM

base=$PWD/mutants
new=$base/new
tools=$new/tests/mutate
state=$base/state
[ -d "$tools" ] || { echo 'run.sh is started by make mutate' >&2; exit 2; }
rm -rf "$state"
mkdir -p "$state/claimed" "$state/times" "$state/results" "$state/survivors"

die() {
    echo "mutate: $*" >&2
    exit 2
}

# ---- the table ----

# The lines of targets without comments: group, file, lines, tests.
table() {
    sed -e 's/#.*//' -e '/^[ \t]*$/d' "$tools/targets"
}

# The tests that must notice an alteration of the file $1.
tests_of() {
    table | awk -v file="$1" '$2 == file {$1 = $2 = $3 = ""; print}'
}

# All places that MUTATE_ONLY allows: "group <tab> file:place <tab> what stands there <tab> what it
# becomes".
places() {
    table | while read -r group file lines _; do
        table=
        case $file in *.def) table=${file##*/} ;; esac
        [ "$lines" = - ] && lines=
        awk -v table="$table" -v only="$lines" -f "$tools/places.awk" "$new/$file" |
            sed "s|^|$group	$file:|"
    done | awk -v only="$MUTATE_ONLY" '
        BEGIN {
            FS = "\t"
            n = split(only, name, " ")
        }
        {
            wanted = n == 0
            for (i = 1; i <= n; i++)
                if (name[i] == $1 || index($2 ":", name[i] ":") == 1)
                    wanted = 1
            if (wanted)
                print
        }'
}

# ---- copies ----

# Brings the copy $1 up to date: what differs from mutants/new is copied, and so is made again.
copy() {
    mkdir -p "$base/$1"
    (cd "$new" && find . -type d) | (cd "$base/$1" && xargs mkdir -p)
    (cd "$new" && find . -type f) | while read -r file; do
        cmp -s "$new/$file" "$base/$1/$file" || cp "$new/$file" "$base/$1/$file"
    done
}

# Builds in the copy $1 what the tests need. Without debugging information equal code is equal
# bytes.
build() {
    cd "$base/$1" || exit
    [ -f Makefile ] ||
        ./configure -q --disable-werror CC="$CC" CXX="$CXX" CFLAGS= CXXFLAGS= >configure.out 2>&1 ||
        { tail -n 5 configure.out; exit 1; }
    # shellcheck disable=SC2046
    "$MAKE" -s adcalc adcalc-reference adcalc-manual $(programs) >build.out 2>&1 ||
        { tail -n 20 build.out; exit 1; }
}

# The tests named for the files at hand, with what follows the colon; and those that are programs.
named_tests() {
    cut -f 2 "$state/places" | sed 's/:.*//' | sort -u |
        while read -r file; do tests_of "$file"; done |
        tr -s ' ' '\n' | grep . | sort -u
}
programs() {
    named_tests | sed 's/:.*//' | grep -v '\.sh$' | sort -u
}

# ---- tests ----

# Runs the test $2 in the copy $1, for $3 seconds of processor time in each process and $4 seconds
# in all.
run_test() {
    local test=${2%%:*} part=
    case $2 in *:*) part=${2#*:} ;; esac
    (
        cd "$base/$1" || exit
        ADCALC=$PWD/adcalc top_srcdir=$PWD top_builddir=$PWD CK_DEFAULT_TIMEOUT=$4
        export ADCALC top_srcdir top_builddir CK_DEFAULT_TIMEOUT
        arguments=()
        case $test in
        tests/cli.sh) for name in ${part//,/ }; do arguments+=("tests/cli/$name.txt"); done ;;
        *) [ -z "$part" ] || export CK_RUN_CASE=$part ;;
        esac
        ulimit -c 0
        ulimit -t "$3"
        ulimit -v 4000000
        ulimit -f 200000
        exec timeout -k 5 "$4" "./$test" "${arguments[@]}"
    ) </dev/null >"$base/$1/test.out" 2>&1
}

# Each named test passes unaltered, and how long that takes.
measure_test() {
    local result times
    { time run_test "$1" "$2" 600 600; } 2>"$base/$1/time.out" && result=0 || result=$?
    times=$(tail -n 1 "$base/$1/time.out")
    case $result in
    0) echo "$times" >"$state/times/${2//\//=}" ;;
    77) echo "skipped $2" ;;
    *) echo "$2 fails unaltered:" && tail -n 20 "$base/$1/test.out" && : >"$state/failed" ;;
    esac
}

# ---- alterations ----

# The C files that expand the table $1, directly or through another table.
expanding() {
    (cd "$new" && find src tests -name '*.c' -o -name '*.def') | while read -r file; do
        grep -q "#include \"${1#src/}\"" "$new/$file" || continue
        case $file in
        *.c) echo "$file" ;;
        *) expanding "$file" ;;
        esac
    done | sort -u
}

# The objects that the file $2 goes into, in the copy $1. A table's names, which nearly all files
# see, do not change: so only those are made again that expand more of it.
objects_of() {
    case $2 in
    *.def) expanding "$2" ;;
    *) echo "$2" ;;
    esac | while read -r source; do
        for object in "${source%.c}.o" "${source%/*}"/*-"$(basename "$source" .c)".o; do
            [ ! -f "$base/$1/$object" ] || echo "$object"
        done
    done
}

# Writes the altered file of the place $1.
altered() {
    local file=${1%%:*} table=
    case $file in *.def) table=${file##*/} ;; esac
    awk -v table="$table" -v choose="${1#*:}" -f "$tools/places.awk" "$new/$file"
}

# Tries the place $2 in the copy $1: says which test notices, SURVIVED, or why it is none.
try() (
    copy=$1 place=$2 file=${2%%:*}
    cd "$base/$copy" || exit
    mkdir -p saved
    objects=$(objects_of "$copy" "$file")
    for object in $objects; do
        mv "$object" "saved/${object//\//=}"
    done
    cp -p "$file" saved/source
    altered "$place" >saved/altered
    cat saved/altered >"$file"
    touch -r saved/source "$file"
    # shellcheck disable=SC2086
    if ! "$MAKE" -s $objects >build.out 2>&1; then
        echo 'does not compile'
    else
        same=yes
        for object in $objects; do
            cmp -s "$object" "saved/${object//\//=}" || same=no
        done
        if [ $same = yes ]; then echo 'is the same code'; else find_notice; fi
    fi
    for object in $objects; do
        cp "saved/${object//\//=}" "$object"
    done
    cat saved/source >"$file"
    touch -r saved/source "$file"
)

find_notice() {
    local test wall user system program limit patience
    for test in $(tests_of "$file"); do
        [ -f "$state/times/${test//\//=}" ] || continue
        read -r wall user system <"$state/times/${test//\//=}"
        program=${test%%:*}
        case $program in *.sh) program= ;; esac
        [ "$program" = tests/manual.sh ] && program=adcalc-manual
        # shellcheck disable=SC2086
        if ! "$MAKE" -s adcalc adcalc-reference $program >build.out 2>&1; then
            echo 'does not compile'
            return
        fi
        # A machine that does other things as well takes longer, but not that much.
        limit=$(echo "$user $system" | awk '{print int(4 * ($1 + $2)) + 10}')
        patience=$(echo "$wall" | awk '{print int(10 * $1) + 60}')
        if ! run_test "$copy" "$test" "$limit" "$patience" 2>/dev/null; then
            echo "noticed by $test"
            return
        fi
    done
    echo SURVIVED
}

# What the place $1 is, for people.
describe() {
    awk -v place="$1" -F '\t' '
        function cut(s) {
            return length(s) > 50 ? substr(s, 1, 47) "..." : s
        }
        $2 == place {
            if ($2 ~ /:removed$/)
                print cut($3)
            else
                print cut($3) " -> " ($4 == "" ? "nothing" : cut($4))
            exit
        }' "$state/places"
}

# Takes slots until there are none.
work() {
    local slot places place result done
    while read -r slot places; do
        mkdir "$state/claimed/$slot" 2>/dev/null || continue
        result=
        for place in $places; do
            result=$(try "$1" "$place")
            case $result in noticed* | SURVIVED) break ;; esac
            [ -z "$MUTATE_ONLY" ] || printf '           %s %s\n' "$place" "$result"
            result=
        done
        [ -n "$result" ] || continue
        printf '%s\t%s\n' "$result" "$place" >"$state/results/$slot"
        done=$(find "$state/results" -type f | wc -l)
        printf '[%3d/%3d] %-42s %s  %s\n' "$done" "$slots" "$result" "$place" "$(describe "$place")"
        if [ "$result" = SURVIVED ]; then
            altered "$place" | diff -u --label "$place" --label altered "$new/${place%%:*}" - \
                >"$state/survivors/$slot"
        fi
    done <"$state/slots"
}

# ---- all of it ----

places >"$state/places"
[ -s "$state/places" ] || die "there is no such place: $MUTATE_ONLY"
cut -f 1,2 "$state/places" | awk -v seed="$MUTATE_SEED" -v count="$MUTATE_COUNT" -v spare=$SPARE \
    -f "$tools/draw.awk" >"$state/slots"
slots=$(grep -c . "$state/slots")
[ "$MUTATE_JOBS" -le "$slots" ] || MUTATE_JOBS=$slots
echo "$slots of $(grep -c . "$state/places") places, seed $MUTATE_SEED;" \
    "building $MUTATE_JOBS copies in mutants/"

copy 1
(build 1) || die 'the copy does not build'
for ((worker = 2; worker <= MUTATE_JOBS; worker++)); do
    if [ -f "$base/$worker/Makefile" ]; then copy $worker; else cp -Rp "$base/1" "$base/$worker"; fi
    (build $worker) || die 'the copy does not build'
done

echo 'the tests, unaltered'
named_tests >"$state/tests"
for ((worker = 1; worker <= MUTATE_JOBS; worker++)); do
    awk -v n="$MUTATE_JOBS" -v i="$worker" 'NR % n == i % n' "$state/tests" | while read -r test; do
        measure_test $worker "$test"
    done &
done
wait
[ ! -e "$state/failed" ] || die 'what fails unaltered cannot notice anything'

began=$SECONDS
for ((worker = 1; worker <= MUTATE_JOBS; worker++)); do
    work $worker &
done
wait

for diff in "$state"/survivors/*; do
    [ ! -f "$diff" ] || { echo && cat "$diff"; }
done
tried=$(find "$state/results" -type f | wc -l)
noticed=$(cat "$state"/results/* /dev/null | grep -c '^noticed')
echo
echo "$noticed of $tried noticed, in $(((SECONDS - began + 59) / 60)) minutes"
[ $((100 * noticed)) -ge $((WANTED * tried)) ] && [ "$tried" -gt 0 ]

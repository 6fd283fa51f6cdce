#!/bin/sh
# The tools of `make mutate` (tests/mutate): the places that are found in a file are those that a
# reader would name, an alteration is the one that was announced, a seed draws the same places
# again, and the table speaks of files and tests that there are. Whether alterations are noticed
# takes too long for here: docs/mutation.md.

source=${top_srcdir:-$(dirname "$0")/..}
tools=$source/tests/mutate
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
LC_ALL=C
export LC_ALL
failures=0
fail() {
    failures=$((failures + 1))
    echo "FAIL: $*"
}

# compare WHAT: $scratch/expected against $scratch/found.
compare() {
    if [ -s "$scratch/expected" ] && diff "$scratch/expected" "$scratch/found"; then
        echo "PASS: $1 ($(grep -c . "$scratch/expected"))"
    else
        fail "$1"
    fi
}

# ---- places of a C file ----

cat >"$scratch/sample.c" <<'END'
/* a < b, and "c" */
#include <math.h>
#define TWICE(x) \
    ((x) * 2)
static const char *const names[3] = {"a < b", "c"};
static const double bound = 0x1p-53, small = 1e-9, half = 0.5, zero = 0.0;

static double f(const char *p, double x) {
    double *q = allocate(12);
    if (!q)
        return -1;
    if (x < 2 && !(p[0] == 'a')) {
        x += fabs(-x) * 3;
        put(names[1],
            x - 1.0);
    } else
        free(q);
    for (int i = 0; i != 12; i++)
        if (x > fmax(x, half))
            break;
    return x; /* 1 + 1 */
}
END
cat >"$scratch/expected" <<'END'
6:29:constant	0x1p-53	0x1p-43
6:46:constant	1e-9	1e-6
6:59:constant	0.5	0.75
6:71:constant	0.0	1.0
12:5:negated	(x < 2 && !(p[0] == 'a'))	(!(x < 2 && !(p[0] == 'a')))
12:11:comparison	<	<=
12:13:constant	2	3
12:15:logic	&&	||
12:18:not	!	
12:22:constant	0	1
12:25:comparison	==	!=
13:9:removed	x += fabs(-x) * 3;	while (0) 
13:11:arithmetic	+=	-=
13:14:fabs	fabs	
13:19:sign	-	
13:23:arithmetic	*	/
13:25:constant	3	4
14:9:removed	put(names[1], x - 1.0);	while (0) 
14:19:constant	1	0
15:15:arithmetic	-	+
15:17:constant	1.0	0.0
18:18:constant	0	1
18:23:comparison	!=	==
18:26:constant	12	24
19:9:negated	(x > fmax(x, half))	(!(x > fmax(x, half)))
19:15:comparison	>	>=
19:17:name	fmax	fmin
20:13:removed	break;	while (0) 
END
awk -f "$tools/places.awk" "$scratch/sample.c" | sort -t: -k1,1n -k2,2n >"$scratch/found"
compare 'places of a C file'

# ---- and of tables ----

cat >"$scratch/ops.def" <<'END'
OP1(SINC, "a < b", sin(x) / -x, v * 2.0, 0.5, "\\sin", x > 0.0)
ABOUT(SINC, "1 + 1")
FACT(SINC, TOTAL | EVEN) DOMAIN(SINC, 0, GT, 0)
COMPLEX(SINC, a > 0.0 ? x : y, 6)
END
cat >"$scratch/expected" <<'END'
1:20:name	sin	cos
1:27:arithmetic	/	*
1:29:sign	-	
1:35:arithmetic	*	/
1:37:constant	2.0	3.0
1:42:bound	0.5	0.125
1:58:comparison	>	>=
1:60:constant	0.0	1.0
3:1:removed	FACT(SINC, TOTAL | EVEN)	
3:12:name	TOTAL	FINITE
3:18:arithmetic	|	&
3:26:removed	DOMAIN(SINC, 0, GT, 0)	
3:39:constant	0	1
3:42:name	GT	GE
3:46:constant	0	1
4:19:constant	0.0	1.0
4:32:bound	6	1.5
END
awk -v table=ops.def -f "$tools/places.awk" "$scratch/ops.def" |
    sort -t: -k1,1n -k2,2n >"$scratch/found"
compare 'places of the table of operations'

cat >"$scratch/identities.def" <<'END'
INVERSE(EXP, LOG, GT, 0, "exp(a)", "a", "a > 0")
STRUCTURAL("a*(1 - 2)", "a*2", "")
END
cat >"$scratch/expected" <<'END'
1:1:removed	INVERSE(EXP, LOG, GT, 0, "exp(a)", "a", "a > 0")	
1:19:name	GT	GE
1:23:constant	0	1
1:44:comparison	>	>=
1:46:constant	0	1
2:27:arithmetic	*	/
2:28:constant	2	3
END
awk -v table=identities.def -f "$tools/places.awk" "$scratch/identities.def" |
    sort -t: -k1,1n -k2,2n >"$scratch/found"
compare 'places of the table of identities'

# ---- an alteration ----

for place in 12:5:negated 12:18:not 13:14:fabs 14:9:removed; do
    awk -v choose=$place -f "$tools/places.awk" "$scratch/sample.c" |
        diff "$scratch/sample.c" - | sed -n 's/^> *//p'
done >"$scratch/found"
cat >"$scratch/expected" <<'END'
if (!(x < 2 && !(p[0] == 'a'))) {
if (x < 2 && (p[0] == 'a')) {
x += (-x) * 3;
while (0) put(names[1],
END
compare 'alterations'
if awk -v choose=1:1:sign -f "$tools/places.awk" "$scratch/sample.c" >"$scratch/found"; then
    fail 'a place that is none'
fi

# ---- draws ----

draw() {
    awk 'BEGIN {for (i = 1; i <= 40; i++) printf "%s\tf:%d\n", (i > 3 ? "many" : "few"), i}' |
        awk -v seed="$1" -v count=9 -v spare=4 -f "$tools/draw.awk"
}
draw 1 >"$scratch/expected"
draw 1 >"$scratch/found"
compare 'a seed draws again'
draw 2 | cmp -s - "$scratch/expected" && fail 'another seed draws the same'
cut -f 2- "$scratch/expected" | tr '\t' '\n' | sort | uniq -d | grep . &&
    fail 'a place is drawn twice'
awk '
    BEGIN { FS = "\t" }
    { sub(/f:/, "", $2); if ($2 + 0 > 3) many++; else few++ }
    END { exit !(many == 6 && few == 3) }' \
    "$scratch/expected" || fail 'shares are not equal'

# ---- the table ----

count=0
sed -e 's/#.*//' -e '/^ *$/d' "$tools/targets" >"$scratch/targets"
while read -r group file lines tests; do
    count=$((count + 1))
    case $file in *.def) table=${file##*/} ;; *) table= ;; esac
    [ "$lines" != - ] || lines=
    [ -f "$source/$file" ] || { fail "$group: there is no $file" && continue; }
    awk -v table="$table" -v only="$lines" -f "$tools/places.awk" "$source/$file" |
        grep -q . || fail "no places in $file"
    for test in $tests; do
        part=${test#*:}
        [ "$part" != "$test" ] || part=
        case $test in
        *.sh*) [ -x "$source/${test%%:*}" ] || fail "$file: there is no $test" ;;
        *) [ -f "$source/${test%%:*}.c" ] || fail "$file: there is no $test" ;;
        esac
        for name in $(echo "$part" | tr , ' '); do
            [ -f "$source/tests/cli/$name.txt" ] ||
                grep -q "suite_case(suite, \"$name\")" "$source/${test%%:*}.c" ||
                fail "$file: $test has no $name"
        done
    done
done <"$scratch/targets"
[ "$count" -gt 10 ] && echo "PASS: the table ($count files)" || fail 'the table is empty'
[ "$failures" -eq 0 ]

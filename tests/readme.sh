#!/bin/sh
# README.md tells the truth: every command in its ``` blocks (a line that begins with "$ ", and the lines
# that begin with "> " after it) is run, and what it says on stdout and stderr is what stands there.
#
# Not compared are times alone: the cells of the columns ns/eval, vs f and vs best, and the durations of
# the line that begins with "setup:"; something that looks like a time must be there. Elsewhere every
# character counts, except that another C library may round otherwise: numbers of 14 and more digits may
# differ by 4e-15 of their size, numbers that the numeric method made by 1e-9, its error bounds tenfold.
#
# With --update it writes what the commands say now into README.md; read the difference before you keep it.

source=${top_srcdir:-$(dirname "$0")/..}
: "${ADCALC:=./adcalc}"
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
case $ADCALC in /*) ;; *) ADCALC=$PWD/$ADCALC ;; esac
[ -x "$ADCALC" ] || { echo "FAIL: no program $ADCALC"; exit 1; }
ln -s "$ADCALC" "$scratch/bin/adcalc"
PATH=$scratch/bin:$PATH
export PATH
unset NO_COLOR

# Prints where the files `want` and `got` differ, and nothing when they do not.
compare='
    # The line as it is compared: times are T. header[] is about the table the line stands in.
    function mask(line, header, cell, i, n, text) {
        if (line == "")
            delete header
        if (line ~ /^setup: /)
            gsub(/ [0-9.]+ (ns|us|ms|s)/, " T", line)
        n = split(line, cell, /  +/)
        if (line ~ /  ns\/eval  /) {
            for (i = 1; i <= n; i++)
                if (cell[i] ~ /^(ns\/eval|vs f|vs best)$/)
                    header["time", i] = 1
            header["timed"] = 1
        } else if (("timed" in header) && line != "") {
            for (i = 1; i <= n; i++)
                if ((("time", i) in header) && cell[i] ~ /^(~?[0-9][0-9.]*(e[0-9]+)?x?|-)$/)
                    cell[i] = "T"
        }
        if (line ~ /^variable  .*  numeric$/)
            header["numeric"] = n
        if (!("timed" in header))
            return line
        text = cell[1]
        for (i = 2; i <= n; i++)
            text = text "  " cell[i]
        return text
    }
    function is_number(word) {
        return word ~ /^-?[0-9]+(\.[0-9]+)?(e-?[0-9]+)?$/
    }
    function digits(word) {
        sub(/e.*/, "", word)
        gsub(/[-.]/, "", word)
        sub(/^0+/, "", word)
        return length(word)
    }
    function near(a, b, tolerance, size) {
        size = a < 0 ? -a : a
        return (a - b <= tolerance * size && b - a <= tolerance * size)
    }
    # Lines that are not the same: whether other rounding may have made one from the other.
    function alike(a, b, numeric, x, y, i, n, long) {
        n = split(a, x)
        if (split(b, y) != n)
            return 0
        for (i = 1; i <= n; i++) {
            if (x[i] == y[i])
                continue
            if (!is_number(x[i]) || !is_number(y[i]))
                return 0
            long = digits(x[i]) >= 14 || digits(y[i]) >= 14
            if (x[i - 1] == "<=" && x[i] <= 10 * y[i] && y[i] <= 10 * x[i])
                continue
            if ((x[1] == "numeric" && i == 2 || i == numeric) && near(x[i] + 0, y[i] + 0, 1e-9))
                continue
            if (!long || !near(x[i] + 0, y[i] + 0, 4e-15))
                return 0
        }
        return 1
    }
    BEGIN {
        while ((getline line < want) > 0)
            wanted[++w] = line
        while ((getline line < got) > 0)
            found[++g] = line
        for (i = 1; i <= w || i <= g; i++) {
            a = i <= w ? mask(wanted[i], one) : "(nothing)"
            b = i <= g ? mask(found[i], two) : "(nothing)"
            if ((i <= w) == (i <= g) && (a == b || alike(a, b, one["numeric"])))
                continue
            print "  README says: " (i <= w ? wanted[i] : a)
            print "  adcalc says: " (i <= g ? found[i] : b)
            exit
        }
    }'

# Takes the commands of file $1 apart, runs them and says what is wrong; counts in commands, failures.
run_file() {
    rm -rf "$scratch/parts" "$scratch/here"
    mkdir "$scratch/parts" "$scratch/here"
    awk -v parts="$scratch/parts" '
        /^```/ {
            inside = !inside
            first = inside
            out = ""
            next
        }
        !inside {
            next
        }
        /^\$ / {
            number++
            command = parts "/" number ".sh"
            out = parts "/" number ".want"
            print substr($0, 3) >command
            printf "" >out
            first = 0
            more = 1
            next
        }
        first {
            print "line " NR ": a block must begin with a command: " $0
            first = 0
        }
        more && /^>( |$)/ {
            print substr($0, 3) >command
            next
        }
        {
            more = 0
            if (out != "")
                print >out
        }
        END {
            if (inside)
                print "a block is not closed"
            print number + 0 >(parts "/count")
        }' "$1" >"$scratch/structure"
    commands=$(cat "$scratch/parts/count")
    failures=$(grep -c . "$scratch/structure")
    cat "$scratch/structure"
    i=1
    while [ "$i" -le "$commands" ]; do
        (cd "$scratch/here" && sh "../parts/$i.sh") >"$scratch/parts/$i.got" 2>&1 </dev/null
        difference=$(awk -v want="$scratch/parts/$i.want" -v got="$scratch/parts/$i.got" "$compare")
        if [ -n "$difference" ]; then
            echo "FAIL: $(head -1 "$scratch/parts/$i.sh")"
            printf '%s\n' "$difference"
            failures=$((failures + 1))
        fi
        i=$((i + 1))
    done
}

# The test must notice what it should notice. try NAME FAILURES SED: the sample, changed so, has them.
sample() {
    cat <<'END'
Text.

```
$ cat <<'TABLE'
> f = 16      at x = 3
> 
> method     df/dx               ns/eval  vs f  vs best
> symbolic   0.1938482814674358       13  1.8x     1.0x
> numeric    0.19384828146543134     ~37  5.0x     2.8x  central, h = 1.8e-5, error <= 1.5e-13
> 
> setup: symbolic 24 us (5 nodes), reverse 1.6 us
> TABLE
f = 16      at x = 3

method     df/dx                ns/eval   vs f  vs best
symbolic   0.1938482814674358       140   1.9x     1.0x
numeric    0.19384828146543134       37  ~5.1x     2.8x  central, h = 1.8e-5, error <= 1.5e-13

setup: symbolic 2.4 ms (5 nodes), reverse 900 ns
$ echo one; echo two >&2
one
two
```
END
}
try() {
    sample | sed -e "$3" >"$scratch/sample"
    run_file "$scratch/sample" >"$scratch/tried"
    if [ "$failures" -ne "$2" ]; then
        echo "FAIL: the test itself: $1: $failures failures, expected $2"
        cat "$scratch/tried"
        exit 1
    fi
}
try 'as it is' 0 ''
try 'value' 1 's/^f = 16/f = 17/'
try 'point' 1 's/^\(f = 16 .*\)3$/\14/'
try 'fifteenth digit' 1 's/^\(symbolic   0\.19384828146743\)58/\178/'
try 'last digit, as another library may round' 0 's/^\(symbolic   0\.193848281467435\)8/\17/'
try 'value of numeric' 1 's/^\(numeric    0\.1938482\)8/\19/'
try 'noise of numeric' 0 's/^\(numeric    0\.193848281465\)4/\15/'
try 'error bound' 1 's/^\(numeric .*\)1\.5e-13/\11.5e-11/'
try 'step' 1 's/^\(numeric .*\)1\.8e-5/\11.9e-5/'
try 'nodes' 1 's/^\(setup: .*\)5 nodes/\16 nodes/'
try 'no time' 1 's/^\(symbolic  .*\)140/\1abc/'
try 'name of a column' 1 's/^\(method .*\)vs f /\1vs g /'
try 'line missing' 1 '/^two$/d'
try 'line too many' 1 's/^two$/two\
three/'
try 'block without a command' 1 's/^\$ cat.*/text/; /^>/d; /^f = /,/^setup/d'
try 'block that is not closed' 1 '$d'

if [ "$1" = --update ]; then
    run_file "$source/README.md" >/dev/null
    awk -v parts="$scratch/parts" '
        { line[NR] = $0 }
        END {
            for (i = 1; i <= NR; i++) {
                print line[i]
                if (line[i] ~ /^```/)
                    inside = !inside
                if (!inside || line[i] !~ /^\$ /)
                    continue
                while (line[i + 1] ~ /^>( |$)/)
                    print line[++i]
                output = parts "/" ++number ".got"
                while ((getline text < output) > 0)
                    print text
                while (i < NR && line[i + 1] !~ /^(\$ |```)/)
                    i++
            }
        }' "$source/README.md" >"$scratch/updated" && cat "$scratch/updated" >"$source/README.md"
fi
run_file "$source/README.md"
if [ "$commands" -lt 10 ]; then
    echo "FAIL: README.md shows only $commands commands"
    exit 1
fi
if [ "$failures" -ne 0 ]; then
    echo "FAIL: README.md"
    exit 1
fi
echo "PASS: README.md ($commands commands)"

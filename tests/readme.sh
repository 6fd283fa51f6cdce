#!/bin/sh
# The pages tell the truth: every command in the ``` blocks of README.md and the manual (a line that begins
# with "$ ", and the lines that begin with "> " after it) is run, and what it says on stdout and stderr is
# what stands there. The commands of a page share one scratch directory and, as they do for readers, one shell.
#
# Not compared are times alone: the cells of the columns ns/eval, vs f and vs best (found by their names,
# or by their form where a table has lost its head), the durations of the line that begins with "setup:"
# and the times of json; something that looks like a time must be there. Elsewhere every character counts,
# except that another C library may round otherwise: numbers of 14 and more digits may differ by 4e-15 of
# their size, numbers that the numeric method made by 1e-9, its error bounds and errors tenfold, its digits
# by one.
#
# Where adcalc was built without the referee, what shows the reference is left out, and counted. So are
# commands that use a tool which is not installed.
#
# With --update it writes what the commands say now into the pages; read the difference before you keep it.

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
unset NO_COLOR ADCALC_REFERENCE

# What only the referee can say is left out where there is none. One that does not work is no excuse.
about_reference='^reference  |  reference( |$)|"reference"|\(FLINT, |^numeric is right to|^the expression itself'
without_referee=
if adcalc x --at x=1 --time 0 | grep -q '^reference  none: not built'; then
    without_referee=yes
fi

# Tools that not every machine has.
missing_tools=
for tool in dot jq parallel; do
    command -v $tool >/dev/null || missing_tools="$missing_tools|$tool"
done
missing_tools=${missing_tools#|}

# Whether command $1 cannot be run here.
is_left_out() {
    { [ -n "$without_referee" ] && grep -Eq "$about_reference" "$scratch/parts/$1.want"; } ||
        { [ -n "$missing_tools" ] && grep -Ewq "$missing_tools" "$scratch/parts/$1.sh"; }
}

# Prints where the files `want` and `got` differ, and nothing when they do not.
compare='
    # The line as it is compared: times are T. header[] is about the table the line stands in.
    function mask(line, header, cell, i, n, text, timed) {
        if (line == "")
            delete header
        if (line ~ /^setup: /)
            gsub(/ [0-9.]+ (ns|us|ms|s)/, " T", line)
        for (i = 1; i <= json_times; i++)
            gsub("\"" json_time[i] "\": ?[0-9][0-9.e-]*", "\"" json_time[i] "\":T", line)
        n = split(line, cell, /  +/)
        if (line ~ /  ns\/eval  /) {
            for (i = 1; i <= n; i++)
                if (cell[i] ~ /^(ns\/eval|vs f|vs best)$/)
                    header["time", i] = 1
            header["timed"] = 1
        }
        timed = "timed" in header
        for (i = 2; i + 2 <= n; i++) {
            if (!is_time(cell[i]) || !is_ratio(cell[i + 1]) || !is_ratio(cell[i + 2]))
                continue
            cell[i] = cell[i + 1] = cell[i + 2] = "T"
            timed = 1
        }
        for (i = 1; i <= n; i++)
            if ((("time", i) in header) && (is_time(cell[i]) || is_ratio(cell[i]) || cell[i] == "-"))
                cell[i] = "T"
        if (line ~ /^variable  .*  numeric(  |$)/)
            for (i = 1; i <= n; i++)
                if (cell[i] == "numeric")
                    header["numeric"] = i
        if (!timed)
            return line
        text = cell[1]
        for (i = 2; i <= n; i++)
            text = text "  " cell[i]
        return text
    }
    function is_time(word) {
        return word ~ /^~?[0-9][0-9.]*(e[0-9]+)?$/
    }
    function is_ratio(word) {
        return word ~ /^~?[0-9][0-9.]*(e[0-9]+)?x$/
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
    # Digits that are right ("10.4") or an error ("3.5e-11"), of numeric.
    function near_figures(a, b) {
        if (a ~ /^[0-9]+\.[0-9]$/ && b ~ /^[0-9]+\.[0-9]$/)
            return a - b <= 1 && b - a <= 1
        return a ~ /e-/ && b ~ /e-/ && a + 0 <= 10 * b && b + 0 <= 10 * a
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
            if (x[1] == "numeric" && i > 2 && x[i - 1] != "=" && near_figures(x[i], y[i]))
                continue
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
        json_times = split("setup_ns eval_ns median_ns spread samples", json_time, " ")
        while ((getline line < want) > 0)
            wanted[++w] = line
        while ((getline line < got) > 0)
            found[++g] = line
        for (i = 1; i <= w || i <= g; i++) {
            a = i <= w ? mask(wanted[i], one) : "(nothing)"
            b = i <= g ? mask(found[i], two) : "(nothing)"
            if ((i <= w) == (i <= g) && (a == b || alike(a, b, one["numeric"])))
                continue
            print "  page says:   " (i <= w ? wanted[i] : a)
            print "  adcalc says: " (i <= g ? found[i] : b)
            exit
        }
    }'

# Takes the commands of file $1 apart, runs them and says what is wrong; counts in commands, skipped and
# failures.
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
    skipped=0
    i=0
    while [ $((i += 1)) -le "$commands" ]; do
        is_left_out "$i" || echo ". ../parts/$i.sh >../parts/$i.got 2>&1 </dev/null"
    done >"$scratch/parts/all.sh"
    (cd "$scratch/here" && sh ../parts/all.sh)
    i=0
    while [ $((i += 1)) -le "$commands" ]; do
        if is_left_out "$i"; then
            skipped=$((skipped + 1))
            continue
        fi
        difference=$(awk -v want="$scratch/parts/$i.want" -v got="$scratch/parts/$i.got" "$compare")
        if [ -n "$difference" ]; then
            echo "FAIL: $(head -1 "$scratch/parts/$i.sh")"
            printf '%s\n' "$difference"
            failures=$((failures + 1))
        else # what differs in times alone stays as it stands
            cp "$scratch/parts/$i.want" "$scratch/parts/$i.got"
        fi
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
> method     df/dx                digits     error  ns/eval  vs f  vs best
> symbolic   0.1938482814674358     16.0  0.50 ulp       13  1.8x     1.0x
> numeric    0.19384828146543134    10.9   1.2e-11      ~37  5.0x     2.8x  central, h = 1.8e-5, error <= 1.5e-13
> reference  0.193848281467435840806...  proven to 21 digits (FLINT, 128 bits)
> 
> setup: symbolic 24 us (5 nodes), reverse 1.6 us
> TABLE
f = 16      at x = 3

method     df/dx                digits     error  ns/eval   vs f  vs best
symbolic   0.1938482814674358     16.0  0.50 ulp      140   1.9x     1.0x
numeric    0.19384828146543134    10.9   1.2e-11       37  ~5.1x     2.8x  central, h = 1.8e-5, error <= 1.5e-13
reference  0.193848281467435840806...  proven to 21 digits (FLINT, 128 bits)

setup: symbolic 2.4 ms (5 nodes), reverse 900 ns
$ cat <<'TABLE'
> forward    1000 sweeps, one per variable      17   exact  ~5800000  2400x    1300x
> numeric    2000 evaluations of f             8.7  1.8e-9   4900000  2100x     870x  central, h = 1.2e-5
> {"timing":{"setup_ns":123,"eval_ns":4.5,"median_ns":4.6,"spread":0,"samples":90},"nodes":3}
> TABLE
forward    1000 sweeps, one per variable      17   exact  4300000  1800x     750x
numeric    2000 evaluations of f             8.7  1.8e-9  4900000  2100x    ~870x  central, h = 1.2e-5
{"timing":{"setup_ns":99,"eval_ns":14,"median_ns":1e3,"spread":0.1,"samples":9},"nodes":3}
$ three=3
$ echo one; echo two >&2
one
two
$ echo "$three"
3
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
referee_here=$without_referee
tools_here=$missing_tools
without_referee=
missing_tools=
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
try 'digits' 1 's/^\(symbolic .*\)16\.0/\115.9/'
try 'error' 1 's/^\(symbolic .*\)0\.50 ulp/\10.51 ulp/'
try 'unit of an error' 1 's/^\(symbolic .*\)0\.50 ulp/\10.50 abs/'
try 'digits of numeric' 1 's/^\(numeric .*\)10\.9/\112.9/'
try 'error of numeric' 1 's/^\(numeric .*\)1\.2e-11/\11.2e-9/'
try 'noise of its error' 0 's/^\(numeric .*\)10\.9   1\.2e-11/\111.2   5.0e-12/'
try 'reference' 1 's/^\(reference  0\.19384828146743584\)08/\118/'
try 'proof' 1 's/^\(reference .*\)proven/\1unproven/'
try 'digits without a head' 1 's/^\(forward .*\)17   exact/\116   exact/'
try 'error without a head' 1 's/^\(forward .*\)exact/\10.1 ulp/'
try 'passes without a head' 1 's/^\(forward    1\)000/\1001/'
try 'step without a head' 1 's/^\(numeric    2000 .*\)1\.2e-5/\11.3e-5/'
try 'no ratio without a head' 1 's/^\(forward .*\)1800x/\11800/'
try 'nodes of json' 1 's/^\({.*\)"nodes":3/\1"nodes":4/'
try 'no time in json' 1 's/^\({.*"eval_ns":\)14/\1"14"/'
try 'line missing' 1 '/^two$/d'
try 'line too many' 1 's/^two$/two\
three/'
try 'another value of a variable' 1 's/^\$ three=3/$ three=4/'
try 'block without a command' 1 's/^\$ cat <<.TABLE.$/text/; /^> f = /,/^setup/d'
try 'block that is not closed' 1 '$d'
without_referee=yes
try 'without the referee, another table' 0 's/^f = 16/f = 17/'
try 'without the referee, another line' 1 's/^two$/three/'
without_referee=
missing_tools='jq|two'
try 'without a tool, another answer of it' 0 's/^two$/three/'
missing_tools=jq
try 'without another tool' 1 's/^two$/three/'
without_referee=$referee_here
missing_tools=$tools_here

# Writes into page $1, whose commands have run, what they said.
update_page() {
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
        }' "$1" >"$scratch/updated" && cat "$scratch/updated" >"$1"
}

if [ "$1" = --update ] && [ -n "$without_referee$missing_tools" ]; then
    echo "the pages are updated where there is all they show: the referee, dot, jq and parallel"
    exit 1
fi
status=0
# The manual's pages are those that are installed; others in docs/ are for who works on adcalc.
for page in README.md $(sed -n '/^pages = /,/[^\\]$/s|^ *\(docs/[a-z-]*\.md\).*|\1|p' "$source/Makefile.am"); do
    path=$source/$page
    run_file "$path" >"$scratch/found"
    if [ "$1" = --update ] && [ "$failures" -ne 0 ]; then
        update_page "$path"
        run_file "$path" >"$scratch/found"
    fi
    cat "$scratch/found"
    note=
    [ "$skipped" -eq 0 ] || note=", $skipped left out for want of the referee or a tool"
    if [ "$failures" -ne 0 ]; then
        echo "FAIL: $page"
        status=1
    elif [ "$commands" -eq 0 ]; then
        echo "FAIL: $page shows no command"
        status=1
    else
        echo "PASS: $page ($commands commands$note)"
    fi
done
exit $status

#!/bin/sh
# The manual's generated pages are what the tables say, and pages that are written by hand name what
# there is. Skips nothing; what is wrong after a change of a table `make manual` puts right.

. "${top_srcdir:-$(dirname "$0")/..}/tests/support/begin.sh"

completions=$scratch/docs/completions
mkdir -p "$completions/bash" "$completions/fish" "$completions/zsh"
"$build/adcalc-manual" "$scratch" || fail 'adcalc-manual'
pages=$(cd "$scratch" && find . -type f | sed 's|^\./||' | LC_ALL=C sort)
for page in $pages; do
    if ! diff "$source/$page" "$scratch/$page" >"$scratch/difference"; then
        head -n 10 "$scratch/difference"
        fail "$page is not what the tables say: make manual"
    fi
done
[ "$(echo "$pages" | grep -c .)" -ge 5 ] || fail "pages are missing: $pages"

# A directory that cannot be written to is an error.
if "$build/adcalc-manual" "$scratch/none" 2>"$scratch/complaint"; then
    fail 'adcalc-manual is content with no directory'
elif [ "$(grep -c 'cannot write' "$scratch/complaint")" -lt 5 ]; then
    fail 'adcalc-manual does not say what it cannot write'
fi

# The program's own lists are in the pages: found here in another way than the generator does.
for option in $("$ADCALC" --help=options | sed -n 's/^  .*--\([a-z-]*\).*/\1/p'); do
    roff=$(echo "$option" | sed 's/-/\\\\-/g')
    grep -q "^.*\\\\fB\\\\-\\\\-$roff\\\\fR" "$source/docs/adcalc.1" ||
        fail "adcalc.1 lacks --$option"
    for page in bash/adcalc zsh/_adcalc; do
        grep -q -e "--$option\\b" "$source/docs/completions/$page" || fail "$page lacks --$option"
    done
    grep -q -e " -l $option " "$source/docs/completions/fish/adcalc.fish" ||
        fail "adcalc.fish lacks --$option"
done
for view in $("$ADCALC" --help=views | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
    grep -q "^\.B $view\$" "$source/docs/adcalc.1" || fail "adcalc.1 lacks the view $view"
done
for name in $("$ADCALC" --help=functions |
    sed -n '1,/^operators/{ /^operators/d; s/^f([^)]*)//; p; }'); do
    grep -q "^| \`$name(" "$source/docs/functions.md" || fail "functions.md lacks $name"
done

finish manual "$(echo "$pages" | grep -c .) generated pages"

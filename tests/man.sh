#!/bin/sh
# The man pages: no formatter finds fault with them, and what they show works.
# Skipped where there is neither groff nor mandoc.

. "${top_srcdir:-$(dirname "$0")/..}/tests/support/begin.sh"

# What groff and mandoc say of a page. It has no date: it is made from tables,
# on no day that means anything.
complaints() {
    if command -v groff >/dev/null; then
        groff -man -Tutf8 -ww -z "$1" 2>&1
    fi
    if command -v mandoc >/dev/null; then
        mandoc -Tlint -Wwarning "$1" 2>&1 | grep -v 'missing date'
    fi
}

if ! command -v groff >/dev/null && ! command -v mandoc >/dev/null; then
    echo 'SKIP: neither groff nor mandoc'
    exit 77
fi

# They must notice what is wrong.
printf '.TH X 1 "" x\n.SH NAME\nx \\- y\n.NOMACRO\n.SH B\n.EX\nnever ended\n' >"$scratch/x.1"
[ -n "$(complaints "$scratch/x.1")" ] || fail 'the test itself: a wrong page is praised'

for page in adcalc.1 adcalc-reference.8; do
    found=$(complaints "$source/docs/$page")
    if [ -n "$found" ]; then
        printf '%s\n' "$found" | head -n 10
        fail "$page"
    fi
done

# The request in adcalc-reference(8) has the answer that stands there.
example() { # example FROM: the lines of the example that begins so
    sed -n "/^  $1/,/^  end\$/{ s/^  //; s/\\\\-/-/g; p; }" "$source/docs/adcalc-reference.8"
}
if [ -x "$build/adcalc-reference" ]; then
    example 'adcalc.-reference [0-9]' | "$build/adcalc-reference" >"$scratch/answer"
    example 'value PROVEN' >"$scratch/shown"
    if [ ! -s "$scratch/shown" ] || ! diff "$scratch/shown" "$scratch/answer"; then
        fail 'adcalc-reference.8 shows another answer'
    fi
    "$build/adcalc-reference" x 2>"$scratch/usage"
    [ $? -eq 2 ] && [ -s "$scratch/usage" ] || fail 'adcalc-reference takes an argument'
fi

finish man '2 pages'

#!/bin/sh
# One layout for all sources: no line is longer than 100 columns, no pointer is compared with NULL
# (p and !p say the same), and C and C++ files are as clang-format 14 leaves them, braces included.
# Tables (*.def) and scripts are laid out by hand.
#
# The layout asks for clang-format 14, as other versions differ. Where there is none it is not
# looked at, and the test is skipped if nothing else is wrong.

source=${top_srcdir:-$(dirname "$0")/..}
cd "$source" || exit 99
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

# The checkers: each prints what is wrong with the files it is given, and nothing if nothing is.

# A column is a character: a byte that does not continue one of UTF-8. A tab is eight.
columns() {
    LC_ALL=C awk '
        {
            text = $0
            gsub(/[\200-\277]/, "", text)
            gsub(/\t/, "        ", text)
            if (length(text) > 100)
                print FILENAME ":" FNR ": " length(text) " columns, not 100"
        }' "$@"
}
comparisons() {
    grep -nE '[!=]= *NULL|NULL *[!=]=' /dev/null "$@"
}
layout() {
    "$formatter" --dry-run -Werror --style=file:.clang-format "$@" 2>&1
}

# A checker must find the fault of one example and none in another; otherwise its silence means
# nothing. try CHECKER WRONG RIGHT: the examples as for printf's %b.
try() {
    printf '%b' "$2" >"$scratch/wrong.c"
    printf '%b' "$3" >"$scratch/right.c"
    if [ -z "$("$1" "$scratch/wrong.c")" ]; then
        echo "FAIL: the checker of $1 finds nothing wrong with $2"
        exit 1
    elif [ -n "$("$1" "$scratch/right.c")" ]; then
        echo "FAIL: the checker of $1 finds something wrong with $3"
        exit 1
    fi
}

failures=0
# judge CHECKER FILE...
judge() {
    checker=$1
    shift
    "$checker" "$@" >"$scratch/found"
    if [ -s "$scratch/found" ]; then
        cat "$scratch/found"
        echo "FAIL: format: $checker"
        failures=$((failures + 1))
        return 1
    fi
    echo "PASS: format: $checker ($# files)"
}

c_files=$(find src tests -name '*.[ch]' -o -name '*.cc' | LC_ALL=C sort)
tables=$(find src tests -name '*.def' | LC_ALL=C sort)
scripts=$(find tests -name '*.sh' -o -name '*.zsh' | LC_ALL=C sort)
[ -n "$c_files" ] && [ -n "$tables" ] && [ -n "$scripts" ] ||
    { echo "FAIL: no files to look at"; exit 1; }
for file in .ci/run bootstrap configure.ac Makefile.am; do
    [ ! -f "$file" ] || scripts="$scripts $file" # a release is without some
done

hundred=$(printf '%100s' '' | sed 's/ /é/g')
try columns "int a;\n/* */ $hundred\n" "$hundred\n"
try columns "$(printf '%87s' '')\t123456" "$(printf '%86s' '')\t123456"
try comparisons 'if (p != NULL)\n' 'int *p = NULL;\n'
try comparisons 'if (NULL == p)\n' 'if (p)\n'
# shellcheck disable=SC2086 # names here have no blanks
{
    judge columns $c_files $tables $scripts
    judge comparisons $c_files $tables
}

formatter=
for candidate in clang-format-14 clang-format; do
    if "$candidate" --version 2>/dev/null | grep -q 'version 14\.'; then
        formatter=$candidate
        break
    fi
done
if [ -n "$formatter" ]; then
    try layout 'int  a ;\n' 'int a;\n'
    try layout 'void f(int a) {\n    if (a) {\n        f(a);\n    }\n}\n' \
        'void f(int a) {\n    if (a)\n        f(a);\n}\n'
    # shellcheck disable=SC2086
    judge layout $c_files || echo "$formatter -i lays these files out"
fi

[ "$failures" -eq 0 ] || exit 1
if [ -z "$formatter" ]; then
    echo "SKIP: format: layout (install clang-format-14, on Debian the package of that name)"
    exit 77
fi

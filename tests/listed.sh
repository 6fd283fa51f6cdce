#!/bin/sh
# Every source, test and page of the manual is named in Makefile.am. An unnamed test would never run
# and an unnamed source would be missing from a release, both in silence.

source=${top_srcdir:-$(dirname "$0")/..}
cd "$source" || exit 99

# Prints those of the paths on standard input that the list $1 does not name as whole words.
unnamed() {
    awk -v list="$1" '
        BEGIN {
            while ((getline line < list) > 0) {
                sub(/^#.*/, "", line)
                n = split(line, word, /[ \t\\=]+/)
                for (i = 1; i <= n; i++)
                    if (word[i] != "")
                        named[word[i]] = 1
            }
        }
        # tests/x.c is named by its program, tests/x.
        {
            program = $0
            sub(/^src.*/, "", program)
            sub(/\.c$/, "", program)
            if (!($0 in named) && !(program in named))
                print
        }'
}

# The checker must notice a file that nobody listed.
noticed=$(printf '%s\n' src/base/none.c tests/none.sh tests/none.c \
    tests/support/none.c tests/support/none.h |
    unnamed Makefile.am | grep -c .)
if [ "$noticed" -ne 5 ]; then
    echo "FAIL: the checker itself takes any file for listed"
    exit 1
fi

files=$({
    find src tests -type f \( -name '*.c' -o -name '*.h' -o -name '*.cc' -o -name '*.def' -o \
        -name '*.sh' \)
    find docs -type f ! -name '*~'
} | LC_ALL=C sort)
[ -n "$files" ] || { echo "FAIL: no files to look at"; exit 1; }
found=$(printf '%s\n' "$files" | unnamed Makefile.am)
if [ -n "$found" ]; then
    printf '%s\n' "$found" | sed 's/^/not in Makefile.am: /'
    echo "FAIL: listed"
    exit 1
fi
echo "PASS: listed ($(printf '%s\n' "$files" | grep -c .) files)"

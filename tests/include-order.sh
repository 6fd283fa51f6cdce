#!/bin/sh
# A file in src/ includes headers of its own folder and of folders above it in this order only.
# That keeps the road one-way: nothing early can come to depend on anything late.
#
# Quoted includes alone are read; they name "folder/file". The checker is tried on wrong and on
# right examples first, so that it cannot pass by being blind.

order='base syntax graph tracing tape methods print measure report views shell manual referee'
source=${top_srcdir:-$(dirname "$0")/..}/src
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

# Prints each offending line of the tree $1; says nothing when all is well.
offences() {
    find "$1" -type f \( -name '*.c' -o -name '*.h' -o -name '*.cc' -o -name '*.def' \) |
        LC_ALL=C sort |
        while IFS= read -r file; do
            awk -v order="$order" -v path="${file#"$1"/}" '
                BEGIN {
                    n = split(order, name, " ")
                    for (i = 1; i <= n; i++)
                        rank[name[i]] = i
                    own = path
                    if (!sub(/\/.*/, "", own) || !(own in rank)) {
                        print path ": stands in no folder of the order"
                        exit
                    }
                }
                /^[ \t]*#[ \t]*include[ \t]*"/ {
                    folder = $0
                    sub(/^[^"]*"/, "", folder)
                    sub(/".*/, "", folder)
                    text = folder
                    if (!sub(/\/.*/, "", folder) || !(folder in rank))
                        print path ":" FNR ": \"" text \
                            "\" is not \"folder/file\" with a known folder"
                    else if (rank[folder] > rank[own])
                        print path ":" FNR ": " own "/ must not include \"" text "\""
                }' "$file"
        done
}

# try NAME EXPECTED PATH LINE: a tree of the one file PATH that holds LINE has EXPECTED offences.
failures=0
try() {
    rm -rf "$scratch/src"
    mkdir -p "$scratch/src/$(dirname "$3")"
    printf '%s\n' "$4" >"$scratch/src/$3"
    found=$(offences "$scratch/src" | grep -c .)
    if [ "$found" -ne "$2" ]; then
        echo "FAIL: the checker itself: $1: $found offences, expected $2"
        failures=$((failures + 1))
    fi
}
try 'own folder' 0 graph/a.c '#include "graph/b.h"'
try 'folder above' 0 graph/a.c '#include "base/b.h"'
try 'folder below' 1 graph/a.c '#include "tape/b.h"'
try 'last from first' 1 base/a.h '  #  include "shell/b.h"'
try 'in a table' 1 base/a.def '#include "syntax/b.h"'
try 'no folder' 1 graph/a.c '#include "b.h"'
try 'unknown folder' 1 graph/a.c '#include "tools/b.h"'
try 'climbing out' 1 graph/a.c '#include "../shell/b.h"'
try 'file outside the folders' 1 a.c 'int a;'
try 'system header' 0 base/a.c '#include <shell/b.h>'

files=$(find "$source" -name '*.[ch]' | grep -c .)
[ "$files" -gt 0 ] || { echo "FAIL: no sources under $source"; exit 1; }

found=$(offences "$source")
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    failures=$((failures + 1))
fi
if [ "$failures" -ne 0 ]; then
    echo "FAIL: include order"
    exit 1
fi
echo "PASS: include order ($files files)"

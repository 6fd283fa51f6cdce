#!/bin/sh
# What may include what. That keeps the road one-way: nothing early can come to depend on anything
# late; and files of src/ can move from folder to folder without their tests.
#
# * A file in src/ includes headers of its own folder and of folders above it in this order only.
# * src/adcalc.h, the face of the library, is the one file outside the folders. It names folders in
#   this order and nothing that is not in the library.
# * Tests include "adcalc.h", what is in tests/support/, and tables (.def). tests/support/cli.h
#   alone names headers of src/cli/.
#
# Quoted includes alone are read. The checker is tried on wrong and on right examples first, so that
# it cannot pass by being blind.

. "${top_srcdir:-$(dirname "$0")/..}/tests/support/begin.sh"
order='base syntax graph algebra tracing tape numeric methods sides reference print analysis'
order="$order report views session cli manual referee"

# Prints each offending line of the tree $1, which has src/ and tests/; nothing when all is well.
offences() {
    find "$1/src" "$1/tests" -type f \
        \( -name '*.c' -o -name '*.h' -o -name '*.cc' -o -name '*.def' \) |
        LC_ALL=C sort |
        while IFS= read -r file; do
            awk -v order="$order" -v path="${file#"$1"/}" '
                BEGIN {
                    n = split(order, name, " ")
                    for (i = 1; i <= n; i++)
                        rank[name[i]] = i
                    own = path
                    test = sub(/^tests\/.*/, "", own)
                    face = path == "src/adcalc.h"
                    sub(/^src\//, "", own)
                    if (!test && !face && (!sub(/\/.*/, "", own) || !(own in rank))) {
                        print path ": stands in no folder of the order"
                        exit
                    }
                    reached = 1
                }
                /^[ \t]*#[ \t]*include[ \t]*"/ {
                    folder = $0
                    sub(/^[^"]*"/, "", folder)
                    sub(/".*/, "", folder)
                    text = folder
                    known = sub(/\/.*/, "", folder) && folder in rank
                    if (test && (text == "adcalc.h" || text ~ /^support\/[^\/]*$/))
                        next
                    where = path ":" FNR ": "
                    if (!known)
                        print where "\"" text "\" is not \"folder/file\" with a known folder"
                    else if (test) {
                        cli = path == "tests/support/cli.h" && folder == "cli"
                        if (text !~ /\.def$/ && !cli)
                            print where "a test must not include \"" text "\""
                    } else if (face) {
                        if (rank[folder] < reached || rank[folder] >= rank["cli"])
                            print where "\"" text "\" is out of order, or not in the library"
                        reached = rank[folder]
                    } else if (rank[folder] > rank[own])
                        print where own "/ must not include \"" text "\""
                }' "$file"
        done
}

# try NAME EXPECTED PATH LINE...: a tree of the one file PATH that holds the lines has EXPECTED
# offences.
try() {
    name=$1 expected=$2 path=$scratch/tree/$3
    shift 3
    rm -rf "$scratch/tree"
    mkdir -p "$scratch/tree/src" "$scratch/tree/tests" "$(dirname "$path")"
    printf '%s\n' "$@" >"$path"
    found=$(offences "$scratch/tree" | grep -c .)
    [ "$found" -eq "$expected" ] ||
        fail "the checker itself: $name: $found offences, expected $expected"
}
try 'own folder' 0 src/graph/a.c '#include "graph/b.h"'
try 'folder above' 0 src/graph/a.c '#include "base/b.h"'
try 'folder below' 1 src/graph/a.c '#include "tape/b.h"'
try 'last from first' 1 src/base/a.h '  #  include "cli/b.h"'
try 'in a table' 1 src/base/a.def '#include "syntax/b.h"'
try 'no folder' 1 src/graph/a.c '#include "b.h"'
try 'unknown folder' 1 src/graph/a.c '#include "tools/b.h"'
try 'climbing out' 1 src/graph/a.c '#include "../cli/b.h"'
try 'the face from within' 1 src/cli/a.c '#include "adcalc.h"'
try 'a test from within' 1 src/cli/a.c '#include "support/a.h"'
try 'file outside the folders' 1 src/a.c 'int a;'
try 'system header' 0 src/base/a.c '#include <cli/b.h>'
try 'face in order' 0 src/adcalc.h \
    '#include "base/a.h"' '#include "base/b.h"' '#include "views/c.h"'
try 'face out of order' 1 src/adcalc.h '#include "graph/a.h"' '#include "base/b.h"'
try 'face with what is not in the library' 1 src/adcalc.h '#include "cli/a.h"'
try 'face below' 1 src/base/adcalc.h '#include "views/a.h"'
try 'test as a user' 0 tests/a.c '#include "adcalc.h"' '#include "support/b.h"'
try 'test with tables' 0 tests/libfuzzer/a.c '#include "support/b.def"' '#include "graph/c.def"'
try 'test inside the library' 1 tests/a.c '#include "base/b.h"'
try 'test inside the command line' 1 tests/a.c '#include "cli/b.h"'
try 'test beside the support' 2 tests/libfuzzer/a.c '#include "../support/b.h"' '#include "b.h"'
try 'support inside the library' 1 tests/support/a.h '#include "base/b.h"'
try 'support for the command line' 0 tests/support/cli.h '#include "adcalc.h"' '#include "cli/b.h"'
try 'support for the command line, inside the library' 1 tests/support/cli.h '#include "views/b.h"'

files=$(find "$source/src" "$source/tests" -name '*.[ch]' | grep -c .)
[ "$files" -gt 0 ] || fail "no sources under $source"
[ -e "$source/src/adcalc.h" ] || fail 'there is no src/adcalc.h'
found=$(offences "$source")
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    fail 'what stands above'
fi
finish 'include order' "$files files"

#!/bin/sh
# Where the words are. Whatever people read is a sentence of base/messages.def, so that it can be
# reviewed and translated as a whole; code passes codes, and glues nothing.
#
# * No string in a file of src/ is prose: it has no word of two letters or more beside a blank, and
#   where strings are put into a text (text_put and the like), no word at all. What adcalc reads
#   itself is no prose: the language, names of calls, paths. Tables (.def) are where prose belongs.
# * Every row of messages.def is said somewhere.
#
# Exceptions are files whose strings are for programs or programmers: what --dump prints, and
# languages of others (dot, man pages and completions of src/manual, assembler, what adcalc and the
# referee say to each other). The checker is tried on wrong and on right examples first, so that it
# cannot pass by being blind.

. "${top_srcdir:-$(dirname "$0")/..}/tests/support/begin.sh"

# Prints each line of the tree $1 with a string that is prose, "FILE:LINE: STRING".
prose() {
    find "$1/src" -type f \( -name '*.c' -o -name '*.h' -o -name '*.cc' \) | LC_ALL=C sort |
        while IFS= read -r file; do
            case ${file#"$1"/} in
            src/manual/*) continue ;;
            src/graph/graph.c | src/tape/tape.c) continue ;; # stages, and what is wrong with one
            src/print/dot.c) continue ;;                     # the language dot
            src/reference/reference.c | src/referee/answer.c | src/referee/balls.c | \
                src/referee/main.c | src/referee/query.c | src/referee/sides.c)
                continue ;; # the protocol, usage
            src/analysis/clock.c) continue ;;                # assembler
            esac
            LC_ALL=C awk -v path="${file#"$1"/}" '
                # The strings of a line, comments and characters aside; a comment may go on.
                function read_line(line, at, c, text) {
                    for (at = 1; at <= length(line); at++) {
                        c = substr(line, at, 1)
                        if (inside) {
                            inside = substr(line, at, 2) != "*/"
                            at += !inside
                        } else if (substr(line, at, 2) == "/*") {
                            inside = 1
                            at++
                        } else if (substr(line, at, 2) == "//") {
                            return
                        } else if (c == "\"" || c == "\047") {
                            text = ""
                            for (at++; at <= length(line) && substr(line, at, 1) != c; at++) {
                                if (match(substr(line, at), /^\\(x[0-9a-fA-F]+|.)/)) {
                                    at += RLENGTH - 1
                                    text = text "/"
                                } else {
                                    text = text substr(line, at, 1)
                                }
                            }
                            if (c == "\"" && is_prose(text))
                                print path ":" FNR ": " text
                        } else if (c == ";") {
                            putting = 0
                        } else if (match(substr(line, at), /^(text_|said_)(put|format|pad)\(/)) {
                            putting = 1
                        }
                    }
                }
                function is_prose(text, n, i, part) {
                    gsub(/%[-#0-9.*]*[lz]*[a-zA-Z]/, "%", text)
                    gsub(/[a-z]+\(/, "(", text)
                    if (text ~ /^#/ || text !~ / / && (!putting || text ~ /[.\/]/))
                        return 0
                    n = split(text, part, /[^A-Za-z\200-\377]+/)
                    for (i = 1; i <= n; i++)
                        if (length(part[i]) > 1 && part[i] !~ own)
                            return 1
                    return 0
                }
                BEGIN {
                    own = "^(adcalc|if|then|else|for|while|print|and|or|not|in|at|set|ans|df)$"
                }
                /^[ \t]*#[ \t]*include/ { next }
                { read_line($0) }' "$file"
        done
}

# Prints the codes of the tree $1 that are in its table and are not said.
unsaid() {
    sed -n 's/^\(ERROR\|ERROR_OF\|MISUSE\|NOTE\|HINT\|LINE\)(\([A-Z0-9_]*\),.*/\2/p' \
        "$1"/src/base/messages*.def | LC_ALL=C sort >"$scratch/rows"
    find "$1/src" -type f \( -name '*.c' -o -name '*.h' -o -name '*.def' \) \
        ! -name 'messages*.def' -exec cat {} + | LC_ALL=C tr -c 'A-Za-z0-9_' '\n' |
        sed 's/^SAID_//' | LC_ALL=C sort -u >"$scratch/said"
    LC_ALL=C comm -23 "$scratch/rows" "$scratch/said"
}

# try CHECK NAME EXPECTED LINE...: a tree whose file src/base/a.c holds the lines, beside a table of
# one row, A_ROW, has EXPECTED offences.
try() {
    check=$1 name=$2 expected=$3
    shift 3
    rm -rf "$scratch/tree"
    mkdir -p "$scratch/tree/src/base"
    printf 'ERROR(A_ROW,\n      "two words")\n' >"$scratch/tree/src/base/messages.def"
    printf '%s\n' "$@" >"$scratch/tree/src/base/a.c"
    found=$($check "$scratch/tree" | grep -c .)
    [ "$found" -eq "$expected" ] ||
        fail "the checker itself: $name: $found offences, expected $expected"
}
try prose 'a sentence' 1 'say("two words");'
try prose 'two sentences' 2 'say("two words", "and more");'
try prose 'a part of one' 1 'put(", or write %s");'
try prose 'words around a conversion' 1 'put("it has %u nodes");'
try prose 'behind a quoted quote' 1 'say("\"two\" words", '"'\"'"');'
try prose 'behind a comment' 1 '/* one */ say("two words");'
try prose 'after a comment of two lines' 1 '/* one' '" */ say("two words");'
try prose 'a label' 1 'say("label: ");'
try prose 'a word before a conversion' 1 'say("from %s");'
try prose 'a unit' 1 'put(" ulp");'
try prose 'a word put into a text' 1 'text_put(out, fine ? "word" : "");'
try prose 'a word put in another line' 1 'text_format(out,' '            "%sword", one);'
try prose 'a word padded' 1 'text_pad(&line, "word", 12);'
try prose 'a word that is no part of a text' 0 'text_put(out, text); say("word");'
try prose 'a call' 0 'text_format(&text, "cbrt(%s)", x); say("f(x, y) and besselj(n, x)");'
try prose 'a path' 0 'text_format(path, "%s/adcalc/history", state);'
try prose 'symbols' 0 'put("f = %s, %lu\n"); put("%s: %s");'
try prose 'the language' 0 'put("if c then x else y"); put("# adcalc session\n");'
try prose 'no blank' 0 'say("unused-variable"); say("%s/b/file.c");'
try prose 'bytes' 0 'find("\xef\xbb\xbf \xff\xfe");'
try prose 'an include' 0 '#include "two words"'
try prose 'a comment' 0 '/* it says "two words" */' '// "two words"'
try prose 'a comment of two lines' 0 '/* it says' ' * "two words" */'
try unsaid 'a row that is not said' 1 'say(ANOTHER_ROW);'
try unsaid 'a row that is said' 0 'say(A_ROW);'
try unsaid 'a row whose code is said' 0 'return SAID_A_ROW;'

found=$(prose "$source")
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    fail 'prose outside the tables, above'
fi
found=$(unsaid "$source")
if [ -n "$found" ]; then
    printf '%s\n' "$found"
    fail 'rows of base/messages.def that nothing says, above'
fi
rows=$(grep -c . <"$scratch/rows")
[ "$rows" -gt 0 ] || fail "no rows in $source/src/base/messages.def"
finish words "$rows messages"

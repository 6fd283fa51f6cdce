#!/bin/sh
# Every C and C++ file under src/ and tests/ is as clang-format 14 with .clang-format leaves it.
# Tables (*.def) are laid out by hand. Skipped without clang-format 14: other versions differ.

source=${top_srcdir:-$(dirname "$0")/..}
cd "$source" || exit 99

formatter=
for candidate in clang-format-14 clang-format; do
    if "$candidate" --version 2>/dev/null | grep -q 'version 14\.'; then
        formatter=$candidate
        break
    fi
done
if [ -z "$formatter" ]; then
    echo "SKIP: no clang-format 14"
    exit 77
fi

# The tool must see a fault where there is one; otherwise its silence means nothing.
if printf 'int  a ;\n' | "$formatter" --dry-run -Werror --assume-filename=src/a.c >/dev/null 2>&1; then
    echo "FAIL: $formatter finds nothing wrong with a badly laid out line"
    exit 1
fi

files=$(find src tests -name '*.c' -o -name '*.h' -o -name '*.cc' | LC_ALL=C sort)
[ -n "$files" ] || { echo "FAIL: no files to look at"; exit 1; }
# shellcheck disable=SC2086 # names here have no blanks
if ! "$formatter" --dry-run -Werror --style=file $files; then
    echo "FAIL: format (run clang-format -i on the files named above)"
    exit 1
fi
echo "PASS: format ($(echo "$files" | grep -c .) files)"

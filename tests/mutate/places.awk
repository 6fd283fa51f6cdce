# The places of a source at which it can be altered so that it means something else, a line each:
#
#     line:column:kind <tab> what stands there <tab> what it becomes
#
# awk -v table=ops.def -f places.awk FILE       lists them
# awk -v choose=12:5:negated -f places.awk FILE   writes the file with that one altered
#
# only: a pattern of the lines that are looked at. The file is C, or a table of it (table: its name), laid out
# by clang-format: spaces tell a - b from -b, and a * b from a pointer. Comments, texts, preprocessor lines and
# declarations stay, and so do lines that are about memory alone: running out of it and giving it back have
# tests of their own (tests/allocation, the sanitizers). Works by bytes: run it with LC_ALL=C.

function pair(a, b) {
    other[a] = b
    other[b] = a
}

BEGIN {
    # What becomes what, and the kind of that.
    split("< <= > >= == !=", word, " ")
    for (i = 1; i <= 6; i += 2) pair(word[i], word[i + 1])
    for (i = 1; i <= 6; i++) kind_of[word[i]] = "comparison"
    split("+ - * / += -= *= /= & | &= |= << >>", word, " ")
    for (i = 1; i <= 14; i += 2) pair(word[i], word[i + 1])
    for (i = 1; i <= 14; i++) kind_of[word[i]] = "arithmetic"
    other["%"] = "/"
    kind_of["%"] = "arithmetic"
    pair("&&", "||")
    kind_of["&&"] = kind_of["||"] = "logic"
    pair("true", "false")
    kind_of["true"] = kind_of["false"] = "truth"
    n = split("fmin fmax POSITIVE NEGATIVE EXIT_FINE EXIT_UNDEFINED EXIT_USAGE EXIT_IO INFINITY NAN sin cos " \
        "sinh cosh floor ceil nextafter copysign arb_add arb_sub arb_mul arb_div arb_floor arb_ceil arb_min arb_max " \
        "arb_neg arb_set arb_sin arb_cos arb_sinh arb_cosh arb_poly_add_series arb_poly_sub_series " \
        "arb_poly_derivative arb_poly_integral arb_poly_sin_series arb_poly_cos_series arb_poly_neg arb_poly_set " \
        "arb_poly_sinh_series arb_poly_cosh_series arb_is_positive arb_is_nonnegative arb_is_negative " \
        "arb_is_nonpositive arb_lt arb_le arb_gt arb_ge TOTAL FINITE NONNEGATIVE NONZERO GT GE LT LE", word, " ")
    for (i = 1; i < n; i += 2) pair(word[i], word[i + 1])
    for (i = 1; i <= n; i++) kind_of[word[i]] = "name"
    delete other["nextafter"]
    delete other["copysign"]

    memory = "(^|_)(free|clear|init|init2|close|release|no_memory|cleanup|end)$|^json_object_put$"
    fallible = "(^|_)(alloc|malloc|realloc|allocate|reserve|no_memory|grow)$"
}

{
    text = text $0 "\n"
    if (/^[ \t]*#/ || directive) {
        directive = /\\$/
        begin += length($0) + 1
        next
    }
    line_tokens($0)
    begin += length($0) + 1
}

# Cuts a line into tokens: where they begin in the file, and what they are.
function line_tokens(line,    at, rest, n, blank) {
    at = 1
    while (at <= length(line)) {
        rest = substr(line, at)
        if (comment) {
            n = index(rest, "*/")
            comment = !n
            at += n ? n + 1 : length(rest)
            continue
        }
        if (match(rest, /^[ \t]+/)) {
            at += RLENGTH
            continue
        }
        if (rest ~ /^\/\*/) {
            comment = 1
            at += 2
            continue
        }
        if (rest ~ /^\/\//)
            return
        if (rest ~ /^"/ && table == "identities.def") { # its texts are formulas
            at++
            continue
        }
        if (match(rest, /^[A-Za-z_][A-Za-z_0-9]*/))
            n = "name"
        else if (match(rest, /^(0[xX][0-9a-fA-F.]+([pP][-+]?[0-9]+)?|[0-9.]*[0-9][0-9.]*([eE][-+]?[0-9]+)?)[uUlLfF]*/))
            n = "number"
        else if (match(rest, /^("([^"\\]|\\.)*"|'([^'\\]|\\.)*')/))
            n = "text"
        else {
            match(rest, /^(<<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*\/%&|^]=|.)/)
            n = "sign"
        }
        tokens++
        token[tokens] = substr(rest, 1, RLENGTH)
        type[tokens] = n
        start[tokens] = begin + at # the first byte of the file is 1
        row[tokens] = NR
        column[tokens] = at
        spaced[tokens] = at + RLENGTH > length(line) || substr(line, at + RLENGTH, 1) == " "
        at += RLENGTH
    }
}

# Of the parenthesis or bracket at i, the other one.
function partner(i,    depth) {
    for (; i <= tokens; i++) {
        if (token[i] == "(" || token[i] == "[" || token[i] == "{")
            depth++
        if (token[i] == ")" || token[i] == "]" || token[i] == "}")
            if (--depth == 0)
                return i
    }
    return tokens
}

function squeezed(piece) {
    gsub(/[ \t\n]+/, " ", piece)
    return piece
}

# From the byte `from`, so many bytes become `new`; `shown` is what stands there, where that says more.
function place(i, kind, from, length_of, new, shown,    name) {
    if (only != "" && line_text[row[i]] !~ only)
        return
    name = row[i] ":" column[i] ":" kind
    if (choose == "")
        printf "%s\t%s\t%s\n", name, shown == "" ? squeezed(substr(text, from, length_of)) : squeezed(shown), squeezed(new)
    else if (choose == name) {
        printf "%s%s%s", substr(text, 1, from - 1), new, substr(text, from + length_of)
        found = 1
        exit
    }
}

function swap(i, kind, new) {
    place(i, kind, start[i], length(token[i]), new)
}

# A number that is clearly another one.
function altered(number,    suffix, n) {
    suffix = ""
    if (number !~ /^0[xX]/ && match(number, /[uUlLfF]+$/)) {
        suffix = substr(number, RSTART)
        number = substr(number, 1, RSTART - 1)
    }
    if (match(number, /[pP][-+]?[0-9]+$/)) { # a thousand times as much
        n = substr(number, RSTART + 1) + 10
        return substr(number, 1, RSTART) n suffix
    }
    if (number ~ /^0[xX]/)
        return ""
    if (match(number, /[eE][-+]?[0-9]+$/)) {
        n = substr(number, RSTART + 1) + 3
        return substr(number, 1, RSTART) n suffix
    }
    if (number ~ /\./) {
        if (number + 0 == 0 || number + 0 == 1)
            return (1 - number) ".0" suffix
        n = sprintf("%.17g", number * 1.5)
        return (n ~ /\./ ? n : n ".0") suffix
    }
    if (number == 1)
        return 0 suffix
    return (number + 0 < 10 ? number + 1 : number * 2) suffix
}

# Whether the condition from i to its end looks for nothing but memory.
function about_memory(i, end,    k) {
    for (k = i; k <= end; k++) {
        if (token[k] ~ fallible || token[k] == "EINTR")
            return 1
        if (type[k] != "name" && token[k] !~ /^(\(|\)|!|->|\.|\|\||\[|\]|&)$/)
            return 0
        if (type[k] == "name" && token[k + 1] == "(")
            return 0
    }
    return token[i + 1] == "!" || token[end - 1] == "failed"
}

# The end of the statement at i when it is one that can be left out, else 0.
function removable(i,    k, depth, assigns, calls) {
    if (type[i] != "name" && token[i] != "*")
        return 0
    if (token[i] ~ /^(return|if|for|while|switch|else|do|case|default|static|const|struct|enum|typedef|goto|extern)$/)
        return 0
    if (token[i] == "break" || token[i] == "continue")
        return token[i + 1] == ";" ? i + 1 : 0
    if (type[i] == "name") {
        if (type[i + 1] == "name" || (token[i + 1] == "*" && !spaced[i + 1]))
            return 0
        if (token[i + 1] == "(") {
            if (token[i] ~ memory)
                return 0
            calls = token[partner(i + 1) + 1] == ";"
        }
    }
    for (k = i; k <= tokens; k++) {
        if (token[k] == "{" || token[k] == "(" || token[k] == "[")
            depth++
        if (token[k] == "}" || token[k] == ")" || token[k] == "]")
            if (--depth < 0)
                return 0
        if (depth)
            continue
        if (token[k] ~ /^([-+*\/%&|^]|<<|>>)?=$/)
            assigns = 1
        if (token[k] == ";")
            return assigns || calls ? k : 0
    }
    return 0
}

# The end of the statement or block at i.
function statement_end(i) {
    if (token[i] == "{")
        return partner(i)
    while (i < tokens && token[i] != ";")
        i++
    return i
}

# The comma behind the argument at i.
function argument_end(i,    depth) {
    for (; i < tokens && (depth > 0 || token[i] != ","); i++) {
        if (token[i] == "(")
            depth++
        if (token[i] == ")")
            depth--
    }
    return i
}

# Marks what stays: tokens from i to the end.
function keep(i, end) {
    for (; i <= end; i++)
        kept[i] = 1
}

function mark_kept(    i, end, from, n) {
    for (i = 1; i <= tokens; i++) {
        if ((token[i] == "if" || token[i] == "while") && token[i + 1] == "(") {
            end = partner(i + 1)
            if (about_memory(i + 1, end))
                keep(i, statement_end(end + 1))
        }
        if (token[i] ~ /^(assert|_Static_assert|static_assert|sizeof)$/ && token[i + 1] == "(")
            keep(i, partner(i + 1))
        if (token[i] ~ fallible && token[i + 1] == "(") # sizes
            keep(i, partner(i + 1))
        if (token[i] == "failed" && token[i + 1] == "=") # where memory runs out
            for (from = i; from > 1 && token[from] !~ /^[;{})]$/; from--)
                keep(from, i + 3)
        # An array's size, and {0}.
        if (token[i] == "[" && type[i - 1] == "name" && (type[i - 2] == "name" || token[i - 2] == "*" &&
            !spaced[i - 2]) && token[i - 2] != "return" || token[i] == "{" && token[i + 1] == "0")
            keep(i, partner(i))
        # The pattern of an identity: with another one it might be true as well.
        if (token[i] == "STRUCTURAL" && table == "identities.def")
            keep(i, argument_end(i + 2))
        if (token[i] == "INVERSE" && table == "identities.def") {
            from = i + 2
            for (n = 1; n < 5; n++)
                from = argument_end(from) + 1
            keep(from, argument_end(from))
        }
        if (token[i] == "COMPLEX" && table == "ops.def") # at a kink itself it has no value
            for (n = i; n < partner(i + 1); n++)
                if (token[n] ~ /^[<>]=?$/)
                    kept[n] = 1
        if (token[i] == "ALWAYS" && type[i + 2] == "number") # its bound means nothing
            keep(i + 2, i + 2)
    }
}

function statements_and_conditions(    i, depth, fresh, label, end, end_of_head, from) {
    fresh = 0
    for (i = 1; i <= tokens; i++) {
        if (fresh && !depth && !kept[i] && (end = removable(i)))
            place(i, "removed", start[i], 0, "while (0) ", substr(text, start[i], start[end] - start[i] + 1))
        fresh = 0
        if (token[i] == "(" || token[i] == "[")
            depth++
        if (token[i] == ")" || token[i] == "]") {
            depth--
            if (!depth && i == end_of_head)
                fresh = 1
        }
        if (token[i] == "case" || token[i] == "default")
            label = 1
        if (token[i] == ";" || token[i] == "{" || token[i] == "}" || token[i] == "else" || token[i] == "do")
            fresh = 1
        if (token[i] == ":" && label) {
            label = 0
            fresh = 1
        }
        if (token[i] ~ /^(if|while|for|switch)$/ && token[i + 1] == "(") {
            end = end_of_head = partner(i + 1)
            if (token[i] ~ /^(if|while)$/ && !kept[i]) {
                from = start[i + 1]
                place(i, "negated", from, start[end] - from + 1, "(!" substr(text, from, start[end] - from + 1) ")")
            }
        }
    }
}

# Whether the sign at i compares two names of which the larger or smaller is then taken: of equal ones
# either will do.
function larger_of_two(i) {
    return token[i] ~ /^[<>]=?$/ && token[i + 2] == "?" && token[i + 4] == ":" && token[i + 6] ~ /^[;,)]$/ &&
        (token[i + 3] == token[i - 1] && token[i + 5] == token[i + 1] ||
         token[i + 3] == token[i + 1] && token[i + 5] == token[i - 1])
}

function single_tokens(    i, before, operand, new) {
    for (i = 1; i <= tokens; i++) {
        if (kept[i] || type[i] == "text")
            continue
        if (type[i] == "number") {
            new = altered(token[i])
            if (new != "")
                swap(i, "constant", new)
            continue
        }
        if (type[i] == "name") {
            if (token[i] == "fabs" && token[i + 1] == "(")
                swap(i, "fabs", "")
            if (token[i] in other)
                swap(i, kind_of[token[i]], other[token[i]])
            continue
        }
        before = token[i - 1]
        operand = (type[i - 1] == "name" && before !~ /^(return|case|else)$/) || type[i - 1] == "number" ||
            before == ")" || before == "]"
        if (larger_of_two(i))
            continue
        if (token[i] == "!" && token[i + 1] != "strcmp")
            swap(i, "not", "")
        else if (token[i] == "-" && !operand)
            swap(i, "sign", "")
        else if (token[i] in other && operand && (spaced[i] || table == "identities.def"))
            swap(i, kind_of[token[i]], other[token[i]])
    }
}

# The bounds of ops.def become a quarter: one that is too large breaks no promise.
function bounds(    i, from, n) {
    split("OP1 5 OPS 5 OPF 7 OPF2 8 OP2 6 OPN 3 COMPLEX 3", word, " ")
    for (i = 1; i <= 14; i += 2)
        nth[word[i]] = word[i + 1]
    for (i = 1; i <= tokens; i++)
        if (token[i] in nth && column[i] == 1) {
            from = i + 2
            for (n = 1; n < nth[token[i]]; n++)
                from = argument_end(from) + 1
            kept[from] = 1
            if (token[from] != 0)
                place(from, "bound", start[from], length(token[from]), token[from] / 4)
        }
}

# What symbolic knows, left out.
function facts(    i, end) {
    for (i = 1; i <= tokens; i++)
        if (token[i] ~ /^(FACT|DOMAIN|VALUE|INVERSE)$/ && token[i + 1] == "(") {
            end = partner(i + 1)
            place(i, "removed", start[i], start[end] - start[i] + 1, "")
        }
}

END {
    n = split(text, line_text, "\n")
    mark_kept()
    if (table == "ops.def")
        bounds()
    if (table == "ops.def" || table == "identities.def")
        facts()
    else
        statements_and_conditions()
    single_tokens()
    if (choose != "" && !found)
        exit 1
}

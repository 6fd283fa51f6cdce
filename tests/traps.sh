#!/bin/sh
# Traps: where computer algebra is known to go wrong (tests/traps.txt), against adcalc.
#
# For every row: the value, the status, the notes, the derivative by each exact method; the numeric
# one within its estimate; -q and the exit status; at kinks --kink left, right and nan. For every
# expression: the formula that `derive` prints is evaluated again, at points inside and outside its
# provisos. Where they hold it must have the value and the domain of the derivative; where not, the
# symbolic row must still agree with forward. Nothing may differ silently: what a note speaks of (a
# jump, an overflow) may.

. "${top_srcdir:-$(dirname "$0")/..}/tests/support/begin.sh"
cp "$ADCALC" "$scratch/adcalc" || exit 99 # without its referee, which would take most of the time
adcalc=$scratch/adcalc
table=$source/tests/traps.txt

# What reads a row, and JSON lines of adcalc's, in awk.
library='
    function trim(s) { gsub(/^ +| +$/, "", s); return s }
    # A row of the table into expression, point, status, value,
    # derivatives and notes; false for none.
    function row(line,   fields) {
        if (line ~ /^#/ || line !~ / @ /) return 0
        split(line, fields, "|")
        at = index(fields[1], " @ ")
        expression = trim(substr(fields[1], 1, at)); point = trim(substr(fields[1], at + 3))
        status = trim(fields[2]); value = trim(fields[3])
        derivatives = trim(fields[4]); notes = trim(fields[5])
        return 1
    }
    function bare(s) { gsub(/^"|"$/, "", s); sub(/Infinity/, "inf", s); return s }
    function json_value(line) {
        match(line, /"value":("[^"]*"|[^,}]*)/)
        return RSTART ? bare(substr(line, RSTART + 8, RLENGTH - 8)) : "missing"
    }
    function json_text(line, key) {
        match(line, "\"" key "\":\"[^\"]*\"")
        if (!RSTART) return "missing"
        return substr(line, RSTART + length(key) + 4, RLENGTH - length(key) - 5)
    }
    # The values of an object, `keys` and `items` from 1; how many.
    function json_object(line, key,   text, count, i, colon) {
        if (!match(line, "\"" key "\":[{][^}]*[}]")) return 0
        text = substr(line, RSTART + length(key) + 4, RLENGTH - length(key) - 5)
        count = split(text, items, /,"/)
        for (i = 1; i <= count; i++) {
            colon = index(items[i], "\":")
            keys[i] = substr(items[i], 1, colon - 1); sub(/^"/, "", keys[i])
            items[i] = bare(substr(items[i], colon + 2))
        }
        return count
    }
    function of_method(line, name,   p) {
        p = index(line, "\"name\":\"" name "\"")
        return p ? substr(line, p) : ""
    }
    # "kink(-1,1) flat": the kinds of all notes, with the slopes that they name.
    function json_notes(line,   p, kinds, one, text, n) {
        p = index(line, "\"notes\":[")
        line = substr(line, p)
        while (match(line, /"kind":"[^"]*","text":"([^"\\]|\\.)*"/)) {
            one = substr(line, RSTART, RLENGTH); line = substr(line, RSTART + RLENGTH)
            text = one; sub(/.*"text":"/, "", text)
            sub(/^"kind":"/, "", one); sub(/".*/, "", one)
            n = split(text, word, " ")
            for (i = 1; i <= n; i++)
                if (word[i] == "from" && word[i + 1] == "below") {
                    # "is A from below and B from above"
                    one = one "(" word[i - 1] "," word[i + 3] ")"
                    break
                }
            gsub(/Infinity/, "inf", one); gsub(/,,/, ",", one); gsub(/"/, "", one)
            kinds = kinds (kinds == "" ? "" : " ") one
        }
        return kinds
    }
    # Relative, and for what is left of a cancellation absolute.
    function alike(a, b,   size) {
        if (!is_number(a) || !is_number(b)) return a == b
        size = a < 0 ? -a : a + 0
        if ((b < 0 ? -b : b + 0) > size) size = b < 0 ? -b : b + 0
        return (a - b) ^ 2 <= (1e-9 * size) ^ 2 || size > 1e-100 && (a - b) ^ 2 < 1e-24 || a == b
    }
    function is_number(s) { return s != "NaN" && s !~ /inf/ && s != "missing" }
    function near(a, b, tolerance,   d) {
        if (!is_number(a) || !is_number(b)) return a == b
        d = a - b; if (d < 0) d = -d
        b = b < 0 ? -b : b + 0
        return d <= tolerance * b + 2 ^ -1073
    }
    # The same notes, but for the last digits of slopes.
    function same_notes(a, b,   n, m, i) {
        n = split(a, x, /[ (,)]+/); m = split(b, y, /[ (,)]+/)
        for (i = 1; i <= n || i <= m; i++)
            if (x[i] != y[i] && !(x[i] ~ /[0-9]/ && y[i] ~ /[0-9]/ && near(x[i], y[i], 1e-6) ||
                                  y[i] == "0" && x[i] ~ /[0-9]/ && x[i] * x[i] < 1e-12))
                return 0
        return 1
    }
    function fail(text) { print "FAIL: " text; failures++ }
'

# --- what derive prints ---------------------------------------------------------------------------

awk "$library"'row($0) && !(expression in seen) { seen[expression]; print expression }' \
    "$table" >"$scratch/expressions"
"$adcalc" derive --format jsonl <"$scratch/expressions" >"$scratch/derived" || {
    echo "FAIL: derive refuses an expression"
    exit 1
}

# --- one session for all values: rows, then formulas and provisos at points -----------------------

# plan: what each answer is; session: what to type.
awk -v table="$table" -v derived="$scratch/derived" -v plan="$scratch/plan" "$library"'
    function ask(kind, text) { print kind >plan; print text }
    function move(to) { gsub(/,/, ", ", to); print "at " to }
    BEGIN {
        split("-2.5 -1 0 0.5 1 3", places, " ")
        while ((getline line < table) > 0)
            if (row(line)) {
                move(point); ask("row\t" line, expression)
                points[expression] = points[expression] "\t" point
            }
        while ((getline line < derived) > 0) {
            expression = json_text(line, "expression")
            variables = json_object(line, "derivatives")
            for (i = 1; i <= variables; i++) formula[i] = items[i]
            provisos = 0
            if (match(line, /"provisos":\[[^]]*\]/)) {
                text = substr(line, RSTART + 13, RLENGTH - 15)
                if (text != "") provisos = split(text, proviso, "\",\"")
            }
            count = split(substr(points[expression], 2), at_points, "\t")
            for (k = 1; k <= 6; k++) {
                at_points[++count] = ""
                for (i = 1; i <= variables; i++)
                    at_points[count] = at_points[count] (i > 1 ? "," : "") keys[i] "=" \
                        places[(k * (i > 1 ? 5 - i : 1) + 2 * i - 3) % 6 + 1]
            }
            for (k = 1; k <= count; k++) {
                move(at_points[k])
                ask("f\t" expression "\t" at_points[k] "\t" variables "\t" provisos, expression)
                for (i = 1; i <= variables; i++) ask("formula\t" formula[i], formula[i])
                for (i = 1; i <= provisos; i++) ask("proviso\t" proviso[i], bare(proviso[i]))
            }
        }
    }' >"$scratch/session"
"$adcalc" --format jsonl --time 0 <"$scratch/session" >"$scratch/answers" 2>"$scratch/errors"
if [ "$(wc -l <"$scratch/plan")" -ne "$(wc -l <"$scratch/answers")" ]; then
    echo "FAIL: $(wc -l <"$scratch/plan") questions, $(wc -l <"$scratch/answers") answers"
    head -n 3 "$scratch/errors"
    exit 1
fi

# --- judging --------------------------------------------------------------------------------------

cat >"$scratch/judge.awk" <<'END'
    # What one method should find: "N" or "N:method=M", and the tolerance that `~` stands for.
    function wanted(text, method,   p) {
        tolerance = text ~ /^~/ ? 1e-9 : 1e-14
        sub(/^~/, "", text)
        p = index(text, ":" method "=")
        if (p) text = substr(text, p + length(method) + 2)
        sub(/:.*/, "", text)
        return text
    }
    # An estimate that covers the truth, or a slope between those of a kink,
    # or says that nothing is known.
    function covers(found, estimate, truth,   d) {
        if (!is_number(found) || !is_number(estimate) || !is_number(truth)) return 1
        if (match(notes, /kink[(][^,]*,[^)]*[)]/)) {
            split(substr(notes, RSTART + 5, RLENGTH - 6), side, ",")
            if ((found - side[1] - estimate) * (found - side[2] + estimate) <= 0 ||
                (found - side[1] + estimate) * (found - side[2] - estimate) <= 0) return 1
        }
        d = found - truth; if (d < 0) d = -d
        return d <= estimate * 1.001 + 1e-14 * (truth < 0 ? -truth : truth) + 2 ^ -1073
    }
    function judge_row(line, answer,   i, m, count, want, found, part) {
        row(line); rows++
        what = expression " at " point
        if (json_text(answer, "expression") != expression)
            return fail(what ": asked something else")
        found = json_text(answer, "status")
        if (found != status) fail(what ": status " found ", not " status)
        want = wanted(value, "value")
        if (!near(json_value(answer), want, tolerance))
            fail(what ": value " json_value(answer) ", not " want)
        found = json_notes(answer)
        if (!same_notes(found, notes)) fail(what ": notes `" found "`, not `" notes "`")
        count = split(derivatives, truth, " ")
        for (m = 1; m <= 3; m++) {
            part = of_method(answer, method[m])
            if (json_object(part, "gradient") != count)
                fail(what ": " method[m] " has another number")
            for (i = 1; i <= count; i++)
                if (!near(items[i], wanted(truth[i], method[m]), tolerance))
                    fail(what ": " method[m] " d/d" keys[i] " = " items[i] ", not " \
                        wanted(truth[i], method[m]))
        }
        if (notes ~ /single-point|jump/) return # there is no derivative that values could show
        part = of_method(answer, "numeric")
        json_object(part, "estimate")
        for (i = 1; i <= count; i++) estimate[i] = items[i]
        json_object(part, "gradient")
        for (i = 1; i <= count; i++)
            if (!covers(items[i], estimate[i], wanted(truth[i], "numeric")))
                fail(what ": numeric d/d" keys[i] " = " items[i] " +/- " estimate[i] \
                    ", not " truth[i])
    }
    function judge_formulas(   i, allowed) {
        probes++
        for (i = 1; i <= variables; i++) {
            allowed = f_status == "overflow" ||
                f_notes ~ /jump|overflow|single-point|boundary|methods-differ|undecided/
            if (!alike(symbolic[i], forward[i]) && f_notes == "")
                fail(f_what ": d/d" i " symbolic " symbolic[i] ", forward " forward[i] \
                    ", and no note")
            if (!hold || !f_meant) continue
            held++
            if (is_number(forward[i]) != is_number(result[i])) {
                if (!allowed)
                    pending[f_expression] = pending[f_expression] "\n" f_what ": formula " \
                        formula[i] " is " result[i] ", not " forward[i]
            } else if (is_number(forward[i]) && !alike(result[i], forward[i]) && !f_plain) {
                fail(f_what ": formula " formula[i] " is " result[i] ", not " forward[i])
            }
        }
        outside += !hold
    }
    BEGIN {
        method[1] = "symbolic"; method[2] = "forward"; method[3] = "reverse"
        while ((getline line < plan) > 0) {
            getline answer < answers
            split(line, ask, "\t")
            if (ask[1] != "formula" && ask[1] != "proviso" && variables) {
                judge_formulas(); variables = 0
            }
            if (ask[1] == "row") judge_row(substr(line, 5), answer)
            else if (ask[1] == "f") {
                f_expression = ask[2]; f_what = ask[2] " at " ask[3]
                variables = ask[4]; hold = 1; formulas = 0
                f_status = json_text(answer, "status"); f_notes = json_notes(answer)
                # What is asked for at 0/0 or has become infinite has no derivative to compare with,
                # and where a formula is said to overflow its value may differ.
                somewhere[f_expression] += is_number(json_value(answer))
                f_meant = answer !~ /"at":[{][^}]*"(NaN|-?Infinity)"/ && json_value(answer) !~ /inf/
                f_plain = answer ~ /"scheme":"not simplified: a formula overflows here"/
                json_object(of_method(answer, "forward"), "gradient")
                for (i = 1; i <= variables; i++) forward[i] = items[i]
                json_object(of_method(answer, "symbolic"), "gradient")
                for (i = 1; i <= variables; i++) symbolic[i] = items[i]
            } else if (ask[1] == "formula") {
                formula[++formulas] = ask[2]; result[formulas] = json_value(answer)
            } else if (json_value(answer) == "NaN" || json_value(answer) + 0 == 0) hold = 0
        }
        if (variables) judge_formulas()
        for (expression in pending) # what exists nowhere has no derivative to compare with
            if (somewhere[expression]) fail(substr(pending[expression], 2))
        if (rows < 300 || held < 1500 || outside < 150)
            fail("only " rows " rows, " held " formulas and " outside " points outside provisos")
        printf "%d rows, %d points, %d formulas evaluated again, %d points outside provisos\n",
            rows, probes, held, outside
        exit failures > 0
    }
END
failed=0
awk -v plan="$scratch/plan" -v answers="$scratch/answers" \
    "$library$(cat "$scratch/judge.awk")" >"$scratch/judged" || failed=1
cat "$scratch/judged"

# --- the number only, and the exit status ---------------------------------------------------------

awk "$library"'row($0) { print expression "\t" point "\t" status "\t" derivatives }' "$table" |
    while IFS='	' read -r expression point status derivatives; do
        found=$("$adcalc" -q -e "$expression" --at "$point" 2>/dev/null)
        printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$expression" "$point" "$status" "$derivatives" $? \
            "$(echo $found)"
    done >"$scratch/quiet"
awk -F '\t' "$library"'
    {
        expected = $3 == "undefined" || $3 == "overflow" || $6 ~ /NaN|Infinity/ ? 1 : 0
        if ($5 != expected && $4 !~ /:/) fail($1 " at " $2 ": exit status " $5 ", not " expected)
        count = split($4, truth, " ")
        if (split($6, found, " ") != count) fail($1 " at " $2 ": -q prints `" $6 "`")
        for (i = 1; i <= count; i++) {
            tolerance = truth[i] ~ /^~/ ? 1e-9 : 1e-14
            sub(/^~/, "", truth[i]); sub(/:.*/, "", truth[i])
            if (!near(bare(found[i]), truth[i], tolerance))
                fail($1 " at " $2 ": -q prints " found[i] ", not " truth[i])
        }
    }
    END { print NR " exit statuses"; exit failures > 0 || NR < 300 }' "$scratch/quiet" || failed=1

# --- kinks by the slope that is asked for ---------------------------------------------------------

awk "$library"'row($0) && status == "convention" {
        gsub(/,/, ", ", point); print "at " point; print expression
    }' "$table" >"$scratch/kinks"
for rule in convention left right nan; do
    "$adcalc" --format jsonl --time 0 --kink $rule <"$scratch/kinks" >"$scratch/$rule" 2>&1
done
awk -v scratch="$scratch" "$library"'
    function slopes(line, name,   text) {
        if (!match(line, "df/d" name " is [^ ]* from below and [^ \"]* from above")) return 0
        text = substr(line, RSTART, RLENGTH)
        split(text, word, " ")
        slope["left"] = bare(word[3]); slope["right"] = bare(word[7]); slope["nan"] = "NaN"
        return 1
    }
    BEGIN {
        split("symbolic forward reverse numeric", method, " ")
        split("left right nan", rule, " ")
        while ((getline line < (scratch "/convention")) > 0)
            for (r = 1; r <= 3; r++) {
                getline other < (scratch "/" rule[r])
                kinks++
                for (m = 1; m <= 4; m++) {
                    count = json_object(of_method(line, method[m]), "gradient")
                    for (i = 1; i <= count; i++) before[i] = items[i]
                    json_object(of_method(other, method[m]), "gradient")
                    for (i = 1; i <= count; i++) {
                        want = slopes(line, keys[i]) ? slope[rule[r]] : before[i]
                        if (!near(items[i], want, 1e-14))
                            fail(json_text(line, "expression") ": --kink " rule[r] ": " method[m] \
                                " d/d" keys[i] " = " items[i] ", not " want)
                    }
                }
            }
        print kinks " kinks with --kink"
        exit failures > 0 || kinks < 70
    }' || failed=1
exit $failed

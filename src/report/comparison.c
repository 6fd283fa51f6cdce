/* Comparison: see comparison.h. One variable: a row a method. Several: a row a variable with a
 * column a method, and the methods' cost in a table of its own below.
 *
 * Times have two significant digits, as more of them would be noise. "~" stands before a time whose
 * spread is over 5 % of it, and before a ratio that may as well be 1: the two times differ by no
 * more than their spreads. */
#include "report/comparison.h"

#include "base/number.h"
#include "report/grid.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_ROWS = 20, /* variables shown unless all are asked for */
    NAME_WIDTH = 9 /* room for the longest name of a method, so that tables look alike */
};

static const double UNSTEADY = 0.05; /* spread over minimum */

/* What the rows share: the times all methods are compared with, and one text for the cell at hand.
 */
typedef struct Layout {
    const ReportCompare *compare;
    const ReportStyle *style;
    const Timing *best; /* NULL: nothing was timed */
    bool graded;        /* there is a reference to hold the numbers against */
    Text cell;
    Grid grid;
} Layout;

/* Hands the cell's text to the grid and empties it. */
static void layout_cell(Layout *layout) {
    if (layout->cell.failed)
        layout->grid.failed = true;
    grid_cell(&layout->grid, text_string(&layout->cell));
    text_clear(&layout->cell);
}

static const Timing *best_timing(const ReportCompare *compare) {
    const Timing *best = NULL;
    for (uint32_t i = 0; i < compare->method_count; i++) {
        const ReportMethod *method = &compare->methods[i];
        if (!method->skipped && method->timing.samples &&
            (!best || method->timing.minimum_ns < best->minimum_ns))
            best = &method->timing;
    }
    return best;
}

static void time_cell(Layout *layout, const Timing *timing) {
    if (!timing->samples) {
        text_put(&layout->cell, "-");
    } else {
        if (timing->spread_ns > UNSTEADY * timing->minimum_ns)
            text_put(&layout->cell, "~");
        text_figure(&layout->cell, timing->minimum_ns, 2, timing->minimum_ns != 0.0);
    }
    layout_cell(layout);
}

static void ratio_cell(Layout *layout, const Timing *timing, const Timing *base) {
    if (!timing->samples || !base->samples || !(base->minimum_ns > 0.0)) {
        text_put(&layout->cell, "-");
    } else {
        double difference = fabs(timing->minimum_ns - base->minimum_ns);
        if (timing != base && difference <= timing->spread_ns + base->spread_ns)
            text_put(&layout->cell, "~");
        text_figure(&layout->cell, timing->minimum_ns / base->minimum_ns, 2, true);
        text_put(&layout->cell, "x");
    }
    layout_cell(layout);
}

static void time_columns(Layout *layout) {
    if (!layout->best)
        return;
    grid_column(&layout->grid, "ns/eval", true, 0);
    grid_column(&layout->grid, "vs f", true, 0);
    grid_column(&layout->grid, "vs best", true, 0);
}

static void time_cells(Layout *layout, const ReportMethod *method) {
    if (!layout->best)
        return;
    time_cell(layout, &method->timing);
    ratio_cell(layout, &method->timing, &layout->compare->value_timing);
    ratio_cell(layout, &method->timing, layout->best);
}

/* ---- errors and the reference ---- */

/* Shown of a proven truth, as long as a double shows and some more. */
enum { REFERENCE_DIGITS = 21 };

static void error_columns(Layout *layout) {
    if (!layout->graded)
        return;
    grid_column(&layout->grid, "digits", true, 0);
    grid_column(&layout->grid, "error", true, 0);
}

/* Rounded down, as digits that are not right should not be claimed. */
static void digits_cell(Layout *layout, const MethodError *error) {
    if (!error->known || error->nearest || (error->zero && !error->exact))
        text_put(&layout->cell, "-");
    else if (error->exact)
        text_put(&layout->cell, "17");
    else
        text_format(&layout->cell, "%.1f", floor(error->digits * 10) / 10);
    layout_cell(layout);
}

/* Units in the last place while they are few, else relative; absolute where the truth is 0. */
static void error_cell(Layout *layout, const MethodError *error) {
    if (!error->known) {
        text_put(&layout->cell, "-");
    } else if (error->exact) {
        text_put(&layout->cell, "exact");
    } else if (error->nearest) {
        text_put(&layout->cell, "nearest");
    } else if (error->zero) {
        text_figure(&layout->cell, error->absolute, 2, false);
        text_put(&layout->cell, " abs");
    } else if (error->ulp < 1000) {
        text_figure(&layout->cell, error->ulp, 2, true);
        text_put(&layout->cell, " ulp");
    } else {
        text_figure(&layout->cell, error->relative, 2, false);
    }
    layout_cell(layout);
}

static void error_cells(Layout *layout, const MethodError *error) {
    if (!layout->graded)
        return;
    digits_cell(layout, error);
    error_cell(layout, error);
}

/* The bytes of a printed number that its wrong digits take:
 * those after `right` significant ones, or all of it where none is right. */
static void find_wrong_tail(const char *number, int right, size_t *start, size_t *end) {
    *start = 0;
    *end = strlen(number);
    if (right <= 0)
        return;
    int digits = 0;
    for (size_t i = 0; i < *end && number[i] != 'e'; i++) {
        bool digit = number[i] >= '0' && number[i] <= '9';
        if (!digit || (!digits && number[i] == '0'))
            continue;
        if (digits++ == right) {
            *start = i;
            *end = strcspn(number, "e");
            return;
        }
    }
    *end = 0;
}

/* A method's derivative in one variable, its wrong tail marked. */
static void derivative_cell(Layout *layout, const ReportMethod *method, uint32_t variable) {
    const MethodError *error = layout->graded ? &method->errors[variable] : NULL;
    report_number(&layout->cell, method->gradient[variable], layout->style);
    if (!error || !error->known || error->exact || layout->style->hex) {
        layout_cell(layout);
        return;
    }
    if (layout->cell.failed)
        layout->grid.failed = true;
    size_t start, end;
    find_wrong_tail(text_string(&layout->cell), error->right_digits, &start, &end);
    grid_marked_cell(&layout->grid, text_string(&layout->cell), start, end);
    text_clear(&layout->cell);
}

/* The first digits of a decimal, laid out as all numbers here are. */
static void put_truth(Text *out, const char *decimal, bool exact) {
    const char *next = decimal;
    bool negative = *next == '-', point = false, more = !exact;
    char figures[REFERENCE_DIGITS] = "0";
    int count = 0, exponent = -1; /* of the first figure, once there is one */
    for (; *next && *next != 'e'; next++) {
        if (*next < '0' || *next > '9') {
            point |= *next == '.';
        } else if (*next == '0' && !count) {
            exponent -= point;
        } else {
            exponent += !point;
            if (count < REFERENCE_DIGITS)
                figures[count++] = *next;
            else
                more |= *next != '0';
        }
    }
    if (*next == 'e')
        exponent += (int)strtol(next + 1, NULL, 10);
    while (!more && count > 1 && figures[count - 1] == '0')
        count--;
    text_decimal(out, negative, figures, count ? count : 1, count ? exponent : 0,
                 more ? "..." : "");
}

typedef enum ProofState {
    PROVEN,
    BOUNDED,
    SIDES,
    UNPROVEN,
    UNDECIDED,
    UNDEFINED,
    PROOFS
} ProofState;

static ProofState proof_of(const ReferenceFigure *truth) {
    static const char *const names[] = {"proven", "below", "sides", "unproven", "undecided"};
    for (ProofState proof = PROVEN; proof < UNDEFINED; proof++)
        if (!strcmp(truth->status, names[proof]))
            return proof;
    return UNDEFINED;
}

/* A one-sided derivative, which may be infinite, or none. */
static void put_side(Text *out, const SideFigure *side, const char *from) {
    const char *decimal = side->decimal;
    if (!strcmp(decimal, "NaN"))
        text_put(out, "undefined");
    else if (strstr(decimal, "Infinity") || strstr(decimal, "+/-"))
        text_put(out, decimal);
    else
        put_truth(out, decimal, side->exact);
    text_format(out, " from %s", from);
}

static void put_reference(Text *out, const ReferenceFigure *truth) {
    switch (proof_of(truth)) {
    case PROVEN:
        put_truth(out, truth->decimal, truth->exact);
        break;
    case SIDES:
        put_side(out, &truth->sides[0], "below");
        text_put(out, ", ");
        put_side(out, &truth->sides[1], "above");
        break;
    case UNDECIDED:
        text_put(out, "undecided");
        break;
    case BOUNDED:
        text_format(out, "|d| < %s", truth->decimal);
        break;
    case UNPROVEN:
        text_put(out, *truth->decimal ? truth->decimal : "unknown");
        break;
    case UNDEFINED:
    case PROOFS:
        text_put(out, "undefined");
        break;
    }
}

/* How far the truths can be trusted: in one word where it is the same of all,
 * else with their numbers. */
static void put_proof(Text *out, const ReportCompare *compare) {
    const ReferenceFigure *truths = compare->reference->derivatives, *undefined = NULL;
    static const char *const words[] = {[BOUNDED] = "only bounded",
                                        [SIDES] = "two slopes",
                                        [UNPROVEN] = "unproven",
                                        [UNDECIDED] = "undecided"};
    uint32_t counts[PROOFS] = {0}, count = compare->answer_count, exact = 0;
    for (uint32_t i = count; i-- > 0;) {
        ProofState proof = proof_of(&truths[i]);
        counts[proof]++;
        exact += proof == PROVEN && truths[i].exact;
        if (proof == UNDEFINED)
            undefined = &truths[i]; /* in the end the first */
    }
    const char *between = "";
    for (ProofState proof = PROVEN; proof < PROOFS; proof++) {
        if (!counts[proof])
            continue;
        text_put(out, between);
        if (counts[proof] < count)
            text_format(out, *between ? "%lu " : "%lu of %lu ", (unsigned long)counts[proof],
                        (unsigned long)count);
        between = ", ";
        if (proof == PROVEN && exact == counts[proof])
            text_put(out, "exact");
        else if (proof == PROVEN)
            text_format(out, "proven to %d digits", REFERENCE_DIGITS);
        else if (proof == UNDEFINED)
            text_format(out, "undefined (%s)", undefined->why);
        else
            text_format(out, "%s%s", proof == SIDES && counts[SIDES] < count ? "with " : "",
                        words[proof]);
    }
    if (counts[UNDEFINED] + counts[UNDECIDED] < count)
        text_format(out, " (FLINT, %lu bits)", (unsigned long)compare->reference->bits);
}

/* The last row: how the truth was found, and where there is one variable the truth. */
static void reference_row(Layout *layout) {
    const ReferenceFigures *reference = layout->compare->reference;
    if (!reference)
        return;
    grid_cell(&layout->grid, "reference");
    if (reference->missing) {
        text_format(&layout->cell, "none: %s", reference->missing);
    } else {
        if (layout->compare->answer_count == 1 && proof_of(reference->derivatives) < UNDECIDED) {
            put_reference(&layout->cell, reference->derivatives);
            text_put(&layout->cell, "  ");
        }
        put_proof(&layout->cell, layout->compare);
    }
    if (layout->cell.failed)
        layout->grid.failed = true;
    grid_span(&layout->grid, text_string(&layout->cell));
    text_clear(&layout->cell);
}

static void skipped_cell(Layout *layout, const ReportMethod *method) {
    text_format(&layout->cell, method->refused ? "-  %s" : "skipped: %s", method->skipped);
    if (layout->cell.failed)
        layout->grid.failed = true;
    grid_span(&layout->grid, text_string(&layout->cell));
    text_clear(&layout->cell);
}

/* A bound to two digits, rounded up so that it stays one. */
static void put_bound(Text *out, double bound) {
    Text text = {0};
    double read = -INFINITY;
    for (double raised = bound; isfinite(raised) && read < bound && !text.failed; raised *= 1.01) {
        text_clear(&text);
        text_figure(&text, raised, 2, false);
        number_read(text_string(&text), text.length, &read);
    }
    if (text.failed)
        out->failed = true;
    if (read >= bound)
        text_put(out, text_string(&text));
    else
        text_number(out, bound);
    text_free(&text);
}

/* What the method says of itself: its scheme and the largest of its error estimates. */
static void remark_cell(Layout *layout, const ReportMethod *method) {
    text_put(&layout->cell, method->scheme ? method->scheme : "");
    if (method->answered < layout->compare->answer_count) {
        text_format(&layout->cell, "%sthe first %lu only: formulas grow (--all-methods)",
                    layout->cell.length ? ", " : "", (unsigned long)method->answered);
    }
    if (method->estimate && layout->compare->answer_count) {
        double largest = method->estimate[0];
        for (uint32_t i = 1; i < layout->compare->answer_count; i++)
            if (isnan(method->estimate[i]) || method->estimate[i] > largest)
                largest = method->estimate[i];
        text_put(&layout->cell, layout->cell.length ? ", error " : "error ");
        if (isfinite(largest) && largest >= 0.0) {
            text_put(&layout->cell, "<= ");
            put_bound(&layout->cell, largest);
        } else {
            text_put(&layout->cell, "unknown");
        }
    }
    layout_cell(layout);
}

/* Prints the grid at hand and makes room for the next. */
static void layout_print(Layout *layout, Text *out) {
    text_put(out, "\n");
    grid_print(&layout->grid, layout->style->color, out);
    grid_free(&layout->grid);
    layout->grid = (Grid){0};
}

/* What is true where the methods follow a convention. */
static bool shows_answers(const Layout *layout) {
    return layout->compare->answers && layout->compare->differs;
}

static void put_answer(Layout *layout, uint32_t answer) {
    if (isnan(layout->compare->answers[answer]))
        text_put(&layout->cell, "-");
    else
        report_number(&layout->cell, layout->compare->answers[answer], layout->style);
}

static void answer_row(Layout *layout) {
    if (!shows_answers(layout))
        return;
    grid_cell(&layout->grid, "answer");
    put_answer(layout, 0);
    if (layout->cell.failed)
        layout->grid.failed = true;
    grid_span(&layout->grid, text_string(&layout->cell));
    text_clear(&layout->cell);
}

static void one_variable(Layout *layout, Text *out) {
    const ReportCompare *compare = layout->compare;
    grid_column(&layout->grid, "method", false, NAME_WIDTH);
    grid_column(&layout->grid, compare->labels[0], false, 0);
    error_columns(layout);
    time_columns(layout);
    grid_column(&layout->grid, "", false, 0);
    for (uint32_t i = 0; i < compare->method_count; i++) {
        const ReportMethod *method = &compare->methods[i];
        grid_cell(&layout->grid, method->name);
        if (method->skipped) {
            skipped_cell(layout, method);
            continue;
        }
        derivative_cell(layout, method, 0);
        error_cells(layout, &method->worst);
        time_cells(layout, method);
        remark_cell(layout, method);
    }
    answer_row(layout);
    reference_row(layout);
    layout_print(layout, out);
}

/* Beside a method's answers: how large symbolic's formulas are, and how good numeric's numbers. */
static bool shows_operations(const ReportMethod *method) {
    return method->operations;
}

static bool shows_digits(const Layout *layout, const ReportMethod *method) {
    return layout->compare->ordered && layout->graded && method->estimate;
}

static void answer_columns(Layout *layout, const ReportMethod *method) {
    grid_column(&layout->grid, method->name, false, 0);
    if (shows_operations(method))
        grid_column(&layout->grid, "nodes", true, 0);
    if (shows_digits(layout, method))
        grid_column(&layout->grid, "digits", true, 0);
}

static void answer_cells(Layout *layout, const ReportMethod *method, uint32_t row) {
    bool answered = row < method->answered;
    if (answered)
        derivative_cell(layout, method, row);
    else
        grid_cell(&layout->grid, "-");
    if (shows_operations(method) && answered)
        text_format(&layout->cell, "%lu", (unsigned long)method->operations[row + 1]);
    if (shows_operations(method))
        layout_cell(layout);
    if (shows_digits(layout, method))
        digits_cell(layout, &method->errors[row]);
}

/* The derivatives: methods that were skipped have no column. */
static void answer_rows(Layout *layout, Text *out) {
    const ReportCompare *compare = layout->compare;
    uint32_t rows = compare->answer_count, columns = 0;
    bool partial = !strcmp(compare->list, "gradient");
    if (rows > MAX_ROWS && !compare->all_rows && !compare->ordered)
        rows = MAX_ROWS;
    grid_column(&layout->grid, partial ? "variable" : "derivative", false, 0);
    for (uint32_t i = 0; i < compare->method_count; i++)
        if (!compare->methods[i].skipped) {
            answer_columns(layout, &compare->methods[i]);
            columns++;
        }
    if (shows_answers(layout))
        grid_column(&layout->grid, "answer", false, 0);
    if (layout->graded)
        grid_column(&layout->grid, "reference", false, 0);
    if (!columns) {
        grid_free(&layout->grid);
        layout->grid = (Grid){0};
        return;
    }
    for (uint32_t row = 0; row < rows; row++) {
        grid_cell(&layout->grid, partial ? compare->keys[row].first : compare->labels[row]);
        for (uint32_t i = 0; i < compare->method_count; i++)
            if (!compare->methods[i].skipped)
                answer_cells(layout, &compare->methods[i], row);
        if (shows_answers(layout)) {
            put_answer(layout, row);
            layout_cell(layout);
        }
        if (layout->graded) {
            put_reference(&layout->cell, &compare->reference->derivatives[row]);
            layout_cell(layout);
        }
    }
    layout_print(layout, out);
    if (rows < compare->answer_count)
        text_format(out, "... %lu more (--all)\n", (unsigned long)(compare->answer_count - rows));
}

static void method_rows(Layout *layout, Text *out) {
    const ReportCompare *compare = layout->compare;
    grid_column(&layout->grid, "method", false, 0);
    grid_column(&layout->grid, "passes", false, 0);
    error_columns(layout);
    time_columns(layout);
    grid_column(&layout->grid, "", false, 0);
    for (uint32_t i = 0; i < compare->method_count; i++) {
        const ReportMethod *method = &compare->methods[i];
        grid_cell(&layout->grid, method->name);
        if (method->skipped) {
            skipped_cell(layout, method);
            continue;
        }
        grid_cell(&layout->grid, method->passes ? method->passes : "");
        error_cells(layout, &method->worst);
        time_cells(layout, method);
        remark_cell(layout, method);
    }
    reference_row(layout);
    layout_print(layout, out);
}

/* A duration in the largest unit that leaves its number at 0.1 or more. */
static void put_duration(Text *out, double ns) {
    static const char *const units[] = {"ns", "us", "ms", "s"};
    size_t unit = 0;
    while (unit + 1 < sizeof units / sizeof *units && ns >= (unit ? 1000.0 : 100.0)) {
        ns /= 1000.0;
        unit++;
    }
    text_figure(out, ns, 2, false);
    text_format(out, " %s", units[unit]);
}

/* What each method did once before its first evaluation; false when there is nothing to say. */
static bool setup_line(const Layout *layout, Text *out) {
    const char *before = "\nsetup: ";
    for (uint32_t i = 0; i < layout->compare->method_count; i++) {
        const ReportMethod *method = &layout->compare->methods[i];
        bool timed = layout->best && method->setup_ns > 0.0;
        if (method->skipped || !(timed || method->has_formula_nodes))
            continue;
        text_format(out, "%s%s", before, method->name);
        before = ", ";
        if (timed) {
            text_put(out, " ");
            put_duration(out, method->setup_ns);
        }
        if (method->has_formula_nodes)
            text_format(out, " (%lu node%s)", (unsigned long)method->nodes,
                        method->nodes == 1 ? "" : "s");
    }
    bool any = *before == ',';
    if (any)
        text_put(out, "\n");
    for (uint32_t i = 0; i < layout->compare->remark_count; i++) {
        text_format(out, "%s%s\n", any ? "" : "\n", layout->compare->remarks[i]);
        any = true;
    }
    return any;
}

bool comparison_write(const ReportCompare *compare, const ReportStyle *style, Text *out) {
    if (!compare->answer_count || !compare->method_count)
        return false;
    Layout layout = {.compare = compare,
                     .style = style,
                     .best = best_timing(compare),
                     .graded = compare->reference && !compare->reference->missing};
    if (compare->answer_count == 1) {
        one_variable(&layout, out);
    } else {
        answer_rows(&layout, out);
        method_rows(&layout, out);
    }
    bool remarked = setup_line(&layout, out);
    text_free(&layout.cell);
    return remarked;
}

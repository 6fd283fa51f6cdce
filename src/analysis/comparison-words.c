/* Comparisons in words: see comparison-words.h. */
#include "analysis/comparison-words.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double UNSTEADY = 0.05; /* spread over minimum */

const Timing *comparison_best(const Comparison *found) {
    const Timing *best = NULL;
    for (uint32_t i = 0; i < found->method_count; i++) {
        const ComparedMethod *method = &found->methods[i];
        if (!method->skipped && method->timing.samples &&
            (!best || method->timing.minimum_ns < best->minimum_ns))
            best = &method->timing;
    }
    return best;
}

void comparison_put_time(Text *out, const Timing *timing) {
    if (!timing->samples) {
        text_put(out, "-");
    } else {
        if (timing->spread_ns > UNSTEADY * timing->minimum_ns)
            text_put(out, "~");
        text_figure(out, timing->minimum_ns, 2, timing->minimum_ns != 0.0);
    }
}

void comparison_put_ratio(Text *out, const Timing *timing, const Timing *base) {
    if (!timing->samples || !base->samples || !(base->minimum_ns > 0.0)) {
        text_put(out, "-");
    } else {
        double difference = fabs(timing->minimum_ns - base->minimum_ns);
        if (timing != base && difference <= timing->spread_ns + base->spread_ns)
            text_put(out, "~");
        text_figure(out, timing->minimum_ns / base->minimum_ns, 2, true);
        text_put(out, "x");
    }
}

void comparison_put_digits(Text *out, const MethodError *error) {
    if (!error->known || error->nearest || (error->zero && !error->accuracy.exact))
        text_put(out, "-");
    else if (error->accuracy.exact)
        text_put(out, "17");
    else
        text_format(out, "%.1f", floor(error->accuracy.digits * 10) / 10);
}

void comparison_put_error(Text *out, const MethodError *error) {
    if (!error->known) {
        text_put(out, "-");
    } else if (error->accuracy.exact) {
        text_put(out, "exact");
    } else if (error->nearest) {
        text_put(out, "nearest");
    } else if (error->zero) {
        text_figure(out, error->accuracy.absolute, 2, false);
        text_put(out, " abs");
    } else if (error->accuracy.ulps < 1000) {
        text_figure(out, error->accuracy.ulps, 2, true);
        text_put(out, " ulp");
    } else {
        text_figure(out, error->accuracy.relative, 2, false);
    }
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

void comparison_put_remark(Text *out, const Comparison *found, const ComparedMethod *method) {
    uint32_t answers = found->answer_count;
    text_put(out, method->scheme ? method->scheme : "");
    if (method->answered < answers) {
        text_put(out, out->length ? message_sentence(SAID_LIST_NEXT) : "");
        said_put(SAY(FIRST_ALONE, method->answered), out);
    }
    if (!method->estimate || !answers)
        return;
    double largest = method->estimate[0];
    for (uint32_t i = 1; i < answers; i++)
        if (isnan(method->estimate[i]) || method->estimate[i] > largest)
            largest = method->estimate[i];
    text_put(out, out->length ? message_sentence(SAID_LIST_NEXT) : "");
    if (isfinite(largest) && largest >= 0.0) {
        Text bound = {0};
        put_bound(&bound, largest);
        said_put(SAY(ERROR_AT_MOST, text_string(&bound)), out);
        out->failed |= bound.failed;
        text_free(&bound);
    } else {
        said_put(SAY(ERROR_UNKNOWN), out);
    }
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

void comparison_put_setup(Text *out, const Comparison *found) {
    const Timing *best = comparison_best(found);
    for (uint32_t i = 0; i < found->method_count; i++) {
        const ComparedMethod *method = &found->methods[i];
        bool timed = best && method->setup_ns > 0.0;
        if (method->skipped || !(timed || method->has_formula_nodes))
            continue;
        text_put(out, message_sentence(out->length ? SAID_LIST_NEXT : SAID_SETUP));
        text_put(out, method->name);
        if (timed) {
            text_put(out, " ");
            put_duration(out, method->setup_ns);
        }
        if (method->has_formula_nodes)
            said_put(method->nodes == 1 ? SAY(FORMULA_NODE, method->nodes)
                                        : SAY(FORMULA_NODES, method->nodes),
                     out);
    }
}

/* ---- the reference ---- */

/* Shown of a proven truth, as long as a double shows and some more. */
enum { SHOWN_DIGITS = 21 };

enum { STATUSES = REFERENCE_UNDECIDED + 1 };

const char *const reference_status_names[] = {
    [REFERENCE_PROVEN] = "proven",     [REFERENCE_BELOW] = "below",
    [REFERENCE_UNPROVEN] = "unproven", [REFERENCE_UNDEFINED] = "undefined",
    [REFERENCE_SIDES] = "sides",       [REFERENCE_UNDECIDED] = "undecided"};

/* The first digits of a decimal, laid out as all numbers here are. */
static void put_truth(Text *out, const char *decimal, bool exact) {
    const char *next = decimal;
    bool negative = *next == '-', point = false, more = !exact;
    char figures[SHOWN_DIGITS] = "0";
    int count = 0, exponent = -1; /* of the first figure, once there is one */
    for (; *next && *next != 'e'; next++) {
        if (*next < '0' || *next > '9') {
            point |= *next == '.';
        } else if (*next == '0' && !count) {
            exponent -= point;
        } else {
            exponent += !point;
            if (count < SHOWN_DIGITS)
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

const char *reference_side(const ReferenceSlope *side) {
    return side->status == REFERENCE_UNDEFINED && !*side->decimal ? "NaN" : side->decimal;
}

/* A one-sided derivative, which may be infinite, or none. */
static void put_side(Text *out, const ReferenceSlope *side, const char *from) {
    const char *decimal = reference_side(side);
    if (!strcmp(decimal, "NaN"))
        text_put(out, "undefined");
    else if (strstr(decimal, "Infinity") || strstr(decimal, "+/-"))
        text_put(out, decimal);
    else
        put_truth(out, decimal, side->exact);
    text_format(out, " from %s", from);
}

void reference_put_figure(Text *out, const ReferenceNumber *truth) {
    switch (truth->status) {
    case REFERENCE_PROVEN:
        put_truth(out, truth->decimal, truth->exact);
        break;
    case REFERENCE_SIDES:
        put_side(out, &truth->below, "below");
        text_put(out, ", ");
        put_side(out, &truth->above, "above");
        break;
    case REFERENCE_UNDECIDED:
        text_put(out, "undecided");
        break;
    case REFERENCE_BELOW:
        text_format(out, "|d| < %s", truth->decimal);
        break;
    case REFERENCE_UNPROVEN:
        text_put(out, *truth->decimal ? truth->decimal : "unknown");
        break;
    case REFERENCE_UNDEFINED:
        text_put(out, "undefined");
        break;
    }
}

void reference_put_proof(Text *out, const ReferenceAnswer *answer) {
    static const ReferenceStatus order[STATUSES] = {REFERENCE_PROVEN,    REFERENCE_BELOW,
                                                    REFERENCE_SIDES,     REFERENCE_UNPROVEN,
                                                    REFERENCE_UNDECIDED, REFERENCE_UNDEFINED};
    static const MessageCode words[STATUSES] = {[REFERENCE_PROVEN] = SAID_EXACT,
                                                [REFERENCE_BELOW] = SAID_ONLY_BOUNDED,
                                                [REFERENCE_SIDES] = SAID_TWO_SLOPES,
                                                [REFERENCE_UNPROVEN] = SAID_UNPROVEN,
                                                [REFERENCE_UNDECIDED] = SAID_UNDECIDED};
    const ReferenceNumber *truths = answer->gradient, *undefined = NULL;
    uint32_t counts[STATUSES] = {0}, count = answer->count, exact = 0;
    for (uint32_t i = count; i-- > 0;) {
        ReferenceStatus status = truths[i].status;
        counts[status]++;
        exact += status == REFERENCE_PROVEN && truths[i].exact;
        if (status == REFERENCE_UNDEFINED)
            undefined = &truths[i]; /* in the end the first */
    }
    bool first = true;
    for (int i = 0; i < STATUSES; i++) {
        ReferenceStatus status = order[i];
        bool all = counts[status] == count;
        if (!counts[status])
            continue;
        Said how = {.code = words[status]};
        if (status == REFERENCE_PROVEN && exact < counts[status])
            how = SAY(PROVEN_DIGITS, SHOWN_DIGITS);
        else if (status == REFERENCE_SIDES && !all)
            how = SAY(WITH_TWO_SLOPES);
        else if (status == REFERENCE_UNDEFINED)
            how = SAY(UNDEFINED_AS, undefined->why);
        text_put(out, first ? "" : message_sentence(SAID_LIST_NEXT));
        said_put(all     ? how
                 : first ? SAY(SOME_OF, counts[status], count, &how)
                         : SAY(SOME_MORE, counts[status], &how),
                 out);
        first = false;
    }
    if (counts[REFERENCE_UNDEFINED] + counts[REFERENCE_UNDECIDED] < count)
        said_put(SAY(FOUND_WITH_BITS, answer->bits), out);
}

/* Comparisons in words: see comparison-words.h. */
#include "analysis/comparison-words.h"

#include "base/number.h"

#include <math.h>
#include <stdlib.h>

static const double UNSTEADY = 0.05; /* spread over minimum */

const Timing *comparison_best(const Comparison *found) {
    const Timing *best = NULL;
    for (uint32_t i = 0; i < found->method_count; i++) {
        const ComparedMethod *method = &found->methods[i];
        if (!method->skipped.code && method->timing.samples &&
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
    if (!error->known)
        text_put(out, "-");
    else if (error->accuracy.exact)
        said_put(SAY(EXACT), out);
    else if (error->nearest)
        said_put(SAY(NEAREST), out);
    else if (error->zero)
        said_put(SAY(ERROR_ABSOLUTE, error->accuracy.absolute), out);
    else if (error->accuracy.ulps < 1000)
        said_put(SAY(ERROR_ULPS, error->accuracy.ulps), out);
    else
        text_figure(out, error->accuracy.relative, 2, false);
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
    said_put(method->scheme, out);
    if (method->answered < answers)
        said_list(SAY(FIRST_ALONE, method->answered), out);
    if (!method->estimate || !answers)
        return;
    double largest = method->estimate[0];
    for (uint32_t i = 1; i < answers; i++)
        if (isnan(method->estimate[i]) || method->estimate[i] > largest)
            largest = method->estimate[i];
    if (isfinite(largest) && largest >= 0.0) {
        Text bound = {0};
        put_bound(&bound, largest);
        said_list(SAY(ERROR_AT_MOST, text_string(&bound)), out);
        text_spend(&bound, out);
    } else {
        said_list(SAY(ERROR_UNKNOWN), out);
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

/* What one method did; `took` is "" where nothing was timed. */
static Said say_setup(const ComparedMethod *method, const char *took) {
    bool one = method->nodes == 1;
    if (!method->has_formula_nodes)
        return SAY(SETUP_TIME, method->name, took);
    if (*took)
        return one ? SAY(SETUP_TIME_NODE, method->name, took, method->nodes)
                   : SAY(SETUP_TIME_NODES, method->name, took, method->nodes);
    return one ? SAY(SETUP_NODE, method->name, method->nodes)
               : SAY(SETUP_NODES, method->name, method->nodes);
}

void comparison_put_setup(Text *out, const Comparison *found) {
    const Timing *best = comparison_best(found);
    Text list = {0}, took = {0};
    for (uint32_t i = 0; i < found->method_count; i++) {
        const ComparedMethod *method = &found->methods[i];
        text_clear(&took);
        if (best && method->setup_ns > 0.0)
            put_duration(&took, method->setup_ns);
        if (!method->skipped.code && (took.length || method->has_formula_nodes))
            said_list(say_setup(method, text_string(&took)), &list);
    }
    if (list.length)
        said_put(SAY(SETUP, text_string(&list)), out);
    text_spend(&list, out);
    text_spend(&took, out);
}

/* ---- the reference ---- */

/* Shown of a proven truth, as long as a double shows and some more. */
enum { SHOWN_DIGITS = 21 };

const char *const reference_status_names[] = {
    [REFERENCE_PROVEN] = "proven",     [REFERENCE_BELOW] = "below",
    [REFERENCE_UNPROVEN] = "unproven", [REFERENCE_UNDEFINED] = "undefined",
    [REFERENCE_SIDES] = "sides",       [REFERENCE_UNDECIDED] = "undecided"};

void reference_put_decimal(Text *out, const char *decimal, bool exact) {
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

/* A number, as far as it is known; the decimal of what is undefined may be an infinity. */
static void put_known(Text *out, ReferenceStatus status, const char *decimal, bool exact) {
    if (status == REFERENCE_PROVEN)
        reference_put_decimal(out, decimal, exact);
    else if (status == REFERENCE_BELOW)
        text_format(out, "|d| < %s", decimal);
    else if (*decimal)
        text_put(out, decimal);
    else
        said_put(status == REFERENCE_UNPROVEN ? SAY(UNKNOWN) : SAY(UNDEFINED), out);
}

static void put_sides(Text *out, const ReferenceSlope *left, const ReferenceSlope *right) {
    Text below = {0}, above = {0};
    put_known(&below, left->status, left->decimal, left->exact);
    put_known(&above, right->status, right->decimal, right->exact);
    said_put(SAY(FROM_BELOW_AND_ABOVE, text_string(&below), text_string(&above)), out);
    text_spend(&below, out);
    text_spend(&above, out);
}

void reference_put_figure(Text *out, const ReferenceNumber *truth) {
    if (truth->status == REFERENCE_SIDES)
        put_sides(out, &truth->below, &truth->above);
    else if (truth->status == REFERENCE_UNDECIDED)
        said_put(SAY(UNDECIDED), out);
    else
        put_known(out, truth->status, truth->decimal, truth->exact);
}

/* How many derivatives are known in one way. */
typedef struct Share {
    uint32_t count, all;
    bool first;                 /* said of those that are not all */
    const ReferenceNumber *one; /* of them the first */
} Share;

/* "exact", "1 of 2 exact", "1 exact" */
#define SAY_SHARE(every, some, more, ...)                                                          \
    (share->count == share->all ? SAY(every, ##__VA_ARGS__)                                        \
     : share->first             ? SAY(some, share->count, share->all, ##__VA_ARGS__)               \
                                : SAY(more, share->count, ##__VA_ARGS__))

static Said say_share(const Share *share, bool exact) {
    switch (share->one->status) {
    case REFERENCE_PROVEN:
        return exact ? SAY_SHARE(EXACT, SOME_EXACT, MORE_EXACT)
                     : SAY_SHARE(PROVEN, SOME_PROVEN, MORE_PROVEN, SHOWN_DIGITS);
    case REFERENCE_BELOW:
        return SAY_SHARE(BOUNDED, SOME_BOUNDED, MORE_BOUNDED);
    case REFERENCE_SIDES:
        return SAY_SHARE(TWO_SLOPES, SOME_TWO_SLOPES, MORE_TWO_SLOPES);
    case REFERENCE_UNPROVEN:
        return SAY_SHARE(UNPROVEN, SOME_UNPROVEN, MORE_UNPROVEN);
    case REFERENCE_UNDECIDED:
        return SAY_SHARE(UNDECIDED, SOME_UNDECIDED, MORE_UNDECIDED);
    case REFERENCE_UNDEFINED:
        return SAY_SHARE(UNDEFINED_AS, SOME_UNDEFINED, MORE_UNDEFINED, share->one->why);
    }
    return SAY_NOTHING;
}

void reference_put_proof(Text *out, const ReferenceAnswer *answer) {
    static const ReferenceStatus order[] = {REFERENCE_PROVEN,    REFERENCE_BELOW,
                                            REFERENCE_SIDES,     REFERENCE_UNPROVEN,
                                            REFERENCE_UNDECIDED, REFERENCE_UNDEFINED};
    bool found = false; /* by computing: there are bits to speak of */
    Text list = {0};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        Share share = {.all = answer->count, .first = !list.length};
        bool exact = true;
        for (uint32_t k = answer->count; k-- > 0;) {
            const ReferenceNumber *truth = &answer->gradient[k];
            if (truth->status != order[i])
                continue;
            share.count++;
            share.one = truth;
            exact &= truth->exact;
        }
        if (share.count)
            said_list(say_share(&share, exact), &list);
        found |= share.count && order[i] != REFERENCE_UNDECIDED && order[i] != REFERENCE_UNDEFINED;
    }
    said_put(found ? SAY(FOUND_WITH_BITS, text_string(&list), answer->bits)
                   : SAY(PLAIN, text_string(&list)),
             out);
    text_spend(&list, out);
}

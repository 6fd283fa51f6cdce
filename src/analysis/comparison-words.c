/* Comparisons in words: see comparison-words.h. */
#include "analysis/comparison-words.h"

#include "base/number.h"

#include <math.h>

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

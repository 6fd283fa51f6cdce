/* check: claimed derivatives compared with all methods and the reference.
 *
 * One row per claim, with the numbers at its worst point; below, the methods' answers there for
 * claims that fail, and what such a claim may be instead of the derivative. */
#include "analysis/claim-check.h"
#include "analysis/comparison-words.h"
#include "views/view.h"

#include <math.h>

enum {
    NAMED = 8,      /* variables of a point shown on a line */
    RESEMBLED = 24, /* points at which to see what a wrong claim resembles */
    FIGURES = 9     /* of what it then is */
};

/* Two quotients or differences this close are equal, and rounding must hide less than that. */
static const double same = 1e-9;
/* Operations of methods that take some tenths of a second: to show their answers at one point. */
static const double operations_shown = 8e7;

static const char *const words[POINT_VERDICTS] = {
    [POINT_WRONG] = "wrong",    [POINT_UNDEFINED] = "domain", [POINT_AGREES] = "ok",
    [POINT_ZERO] = "ok",        [POINT_OUTSIDE] = "domain",   [POINT_UNCLEAR] = "ill-conditioned",
    [POINT_GAP] = "domain",     [POINT_SUBGRADIENT] = "kink", [POINT_KINK] = "kink",
    [POINT_NOT_ASKED] = "none",
};

/* The counters in JSON; a claim's verdict may stand for two of them. */
static const char *const count_keys[POINT_NOT_ASKED] = {
    [POINT_WRONG] = "points.wrong",  [POINT_UNDEFINED] = "points.undefined",
    [POINT_AGREES] = "points.agree", [POINT_UNCLEAR] = "points.unclear",
    [POINT_ZERO] = "points.zero",    [POINT_SUBGRADIENT] = "points.subgradient",
    [POINT_GAP] = "points.gap",      [POINT_OUTSIDE] = "points.outside",
    [POINT_KINK] = "points.kink"};

static const Range assumed_range = {-2.0, 2.0};

typedef struct CheckTable {
    Request *request;
    ClaimCheck check;
    uint8_t *assumed; /* one per variable: nobody gave its range */
    Report *report;
    bool first_row; /* which names the columns */
} CheckTable;

static const char *variable_name(const CheckTable *t, uint32_t claim) {
    return problem_name(&t->request->problem, t->request->claims[claim].variable);
}

static void add_remark(CheckTable *t, Said said) {
    report_remark(t->report, view_words(t->request, said));
}

/* ---- what is asked ---- */

/* Errors that only check makes. */
static bool examine_claims(const Request *request) {
    const Problem *problem = &request->problem;
    if (!request->claim_count)
        diag_say_hint(request->diag, (Span){0, 0}, SAY(NO_CLAIMS), SAY(CHECK_CLAIM));
    for (uint32_t k = 0; k < request->claim_count; k++) {
        const Claim *claim = &request->claims[k];
        for (uint32_t v = 0; claim->at_point && v < problem->components; v++) {
            if (request->has_value[v])
                continue;
            diag_say_hint(request->diag, (Span){0, 0},
                          SAY(CLAIM_WITHOUT_POINT, problem_name(problem, v)), SAY(GIVE_AT));
            return false;
        }
    }
    return !diag_failed(request->diag);
}

/* A variable ranges over its --box, or its --at, or -2 to 2. */
static bool choose_ranges(CheckTable *t) {
    const Request *request = t->request;
    uint32_t variables = request->problem.components;
    Range *ranges = view_allocate(t->request, variables, sizeof *ranges);
    t->check.ranges = ranges;
    t->check.given = true;
    t->assumed = view_allocate(t->request, variables, sizeof *t->assumed);
    if (!ranges || !t->assumed)
        return false;
    for (uint32_t v = 0; v < variables; v++) {
        double value = request->problem.point[v];
        t->check.given &= request->has_value[v] != 0;
        ranges[v] = request->ranges[v];
        if (!(ranges[v].low <= ranges[v].high)) {
            t->assumed[v] = !request->has_value[v];
            ranges[v] = t->assumed[v] ? assumed_range : (Range){value, value};
        }
    }
    return true;
}

/* ---- points ---- */

/* "x=1,y=2", as --at reads it. */
static const char *point_text(const CheckTable *t, uint32_t point) {
    const Problem *problem = &t->request->problem;
    const double *numbers = samples_at(&t->check.samples, point);
    Text text = {0};
    for (uint32_t v = 0; v < problem->components && v < NAMED; v++) {
        text_format(&text, "%s%s=", v ? "," : "", problem_name(problem, v));
        text_number(&text, numbers[v]);
    }
    text_put(&text, problem->components > NAMED ? ",..." : "");
    return view_keep(t->request, &text);
}

static const char *ranges_text(const CheckTable *t) {
    const Problem *problem = &t->request->problem;
    Text text = {0};
    for (uint32_t v = 0; v < problem->components && v < NAMED; v++) {
        const Range *range = &t->check.ranges[v];
        bool varies = range->low < range->high;
        text_format(&text, "%s%s %s ", v ? ", " : "", problem_name(problem, v),
                    varies ? "in" : "=");
        text_number(&text, range->low);
        if (varies) {
            text_put(&text, "..");
            text_number(&text, range->high);
        }
    }
    text_put(&text, problem->components > NAMED ? ", ..." : "");
    return view_keep(t->request, &text);
}

static void add_headline(CheckTable *t) {
    const ClaimCheck *c = &t->check;
    uint32_t count = c->samples.count;
    unsigned seed = (unsigned)t->request->options->seed;
    const char *ranges = ranges_text(t);
    bool assumed = false;
    for (uint32_t v = 0; v < t->request->problem.components; v++)
        assumed |= t->assumed[v];
    Said said = SAY(AT_POINT, ranges);
    if (c->varies && c->given)
        said = SAY(CHECKED_AT_POINTS_AND, count, ranges, seed, point_text(t, count - 1));
    else if (c->varies)
        said = assumed ? SAY(CHECKED_AT_ASSUMED, count, ranges, seed)
                       : SAY(CHECKED_AT_POINTS, count, ranges, seed);
    report_line(t->report, view_words(t->request, said));
}

/* ---- methods at a point ---- */

static bool same_number(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

/* The methods' answers for a claim's derivative at its worst point. */
typedef struct MethodSlopes {
    bool known[METHOD_COUNT];
    double slope[METHOD_COUNT];
} MethodSlopes;

/* Runs the chosen methods, or those cheap enough for all claims. False without memory. */
static bool run_methods(const CheckTable *t, uint32_t claim, MethodSlopes *slopes) {
    const Request *request = t->request;
    Problem problem = request->problem;
    if (!problem_move(&problem, samples_at(&t->check.samples, t->check.verdicts[claim].worst)))
        return false;
    Factor factor;
    const Derivative derivative = derivative_by(request->claims[claim].variable, &factor);
    problem.derivatives = &derivative;
    problem.derivative_count = 1;
    const MethodOptions options = view_method_options(request);
    *slopes = (MethodSlopes){0};
    for (MethodId id = 0; id < METHOD_COUNT; id++) {
        const MethodRow *row = &method_table[id];
        unsigned chosen = request->options->methods;
        double value, operations = row->predict(&problem) * request->claim_count;
        slopes->known[id] = chosen ? chosen >> id & 1 : operations <= operations_shown;
        if (!slopes->known[id])
            continue;
        Method *method = row->prepare(&problem, &options);
        if (!method)
            return false;
        method_evaluate(method, &value, &slopes->slope[id]);
        slopes->known[id] = !method->refused.code;
        method->way->release(method);
    }
    return true;
}

/* ---- the row of a claim ---- */

static void add_cell(CheckTable *t, const char *key, const char *title, ReportCell cell) {
    if (t->first_row)
        report_column(t->report, (ReportColumn){.key = key, .header = key, .title = title});
    report_cell(t->report, cell);
}

static void add_text(CheckTable *t, const char *key, const char *title, const char *text) {
    add_cell(t, key, title, report_text_cell(text));
}

static void add_number(CheckTable *t, const char *key, const char *title, ReportCellKind kind,
                       bool known, double number) {
    add_cell(t, key, title, (ReportCell){.kind = known ? kind : CELL_EMPTY, .number = number});
}

/* A number at `key` below "worst.at" or the like; only programs see it. */
static void add_number_below(CheckTable *t, const char *among, const char *key, bool known,
                             double number) {
    const char *path = t->first_row ? report_joined(t->report, among, key) : "";
    add_number(t, path, NULL, CELL_NUMBER, known, number);
}

static void add_row(CheckTable *t, uint32_t k, const MethodSlopes *slopes) {
    const ClaimCheck *c = &t->check;
    const Problem *problem = &t->request->problem;
    const ClaimVerdict *sum = &c->verdicts[k];
    const Finding *worst = claim_check_finding(c, sum->worst, k);
    const double *point = samples_at(&c->samples, sum->worst);
    bool known = sum->verdict != POINT_KINK && sum->verdict != POINT_SUBGRADIENT &&
                 !(worst->rough && sum->verdict == POINT_OUTSIDE);
    bool sides = worst->rough && !(isnan(worst->below) && isnan(worst->above));
    bool compared = sum->verdict < POINT_GAP && sum->verdict != POINT_UNDEFINED;
    double size = fabs(worst->truth);
    add_text(t, "variable", "variable", variable_name(t, k));
    add_text(t, "verdict", "verdict", words[sum->verdict]);
    add_number(t, "worst.claimed", "claimed", CELL_NUMBER, true, worst->claimed);
    add_number(t, "worst.true", "true", CELL_NUMBER, known, worst->truth);
    add_number(t, "worst.error", "error", CELL_FIGURE, compared, worst->distance);
    add_number(t, "worst.relative", NULL, CELL_NUMBER, compared && size > 0.0 && isfinite(size),
               worst->distance / size);
    add_number(t, "worst.allowed", NULL, CELL_NUMBER, compared, worst->allowed);
    add_text(t, "worst.point", "at", point_text(t, sum->worst));
    add_text(t, "claim", "claim", t->request->claims[k].text);
    for (uint32_t v = 0; v < problem->components; v++)
        add_number_below(t, "worst.at", problem_name(problem, v), true, point[v]);
    for (MethodId id = 0; id < METHOD_COUNT; id++)
        add_number_below(t, "worst", method_table[id].name, slopes->known[id], slopes->slope[id]);
    add_text(t, "worst.reference", NULL, worst->proven);
    add_number(t, "worst.below", NULL, CELL_NUMBER, sides, worst->below);
    add_number(t, "worst.above", NULL, CELL_NUMBER, sides, worst->above);
    for (uint32_t i = 0; i < POINT_NOT_ASKED; i++)
        add_number(t, count_keys[i], NULL, CELL_WHOLE, true, sum->counts[i]);
}

/* ---- remarks ---- */

/* A line of methods with the same number: "  forward, reverse  2". */
static void add_slope(CheckTable *t, const Text *names, const Text *number) {
    enum { NAME_WIDTH = 28 }; /* of three methods and a gap */
    Text line = {0};
    text_put(&line, "  ");
    text_pad(&line, text_string(names), NAME_WIDTH);
    text_put(&line, text_string(number));
    line.failed |= names->failed || number->failed;
    report_remark(t->report, view_keep(t->request, &line));
}

/* All answers at the worst point, a line each; methods that agree share one. */
static void remark_on_methods(CheckTable *t, uint32_t k, const MethodSlopes *slopes) {
    const ClaimVerdict *sum = &t->check.verdicts[k];
    const Finding *worst = claim_check_finding(&t->check, sum->worst, k);
    Text names = {0}, number = {0};
    int together = 0;
    add_remark(t, SAY(METHODS_AT, variable_name(t, k), point_text(t, sum->worst)));
    for (MethodId id = 0; id < METHOD_COUNT; id++) {
        if (!slopes->known[id])
            continue;
        text_format(&names, "%s%s", names.length ? ", " : "", method_table[id].name);
        together++;
        if (id + 1 < METHOD_COUNT && slopes->known[id + 1] &&
            same_number(slopes->slope[id], slopes->slope[id + 1]))
            continue;
        if (together == METHOD_COUNT) {
            text_clear(&names);
            text_put(&names, message_sentence(SAID_ALL_METHODS));
        }
        report_number(&number, slopes->slope[id], t->request->style);
        add_slope(t, &names, &number);
        text_clear(&names);
        text_clear(&number);
        together = 0;
    }
    if (worst->proven) {
        said_put(SAY(REFERENCE), &names);
        reference_put_decimal(&number, worst->proven, worst->exact);
        add_slope(t, &names, &number);
    }
    text_free(&names);
    text_free(&number);
}

/* Single points where the derivative is a number and the claim is not. */
static void remark_on_gaps(CheckTable *t, uint32_t k) {
    uint32_t point = 0;
    while (claim_check_finding(&t->check, point, k)->verdict != POINT_GAP)
        point++;
    const char *name = variable_name(t, k), *at = point_text(t, point);
    double truth = claim_check_finding(&t->check, point, k)->truth;
    add_remark(t, SAY(CLAIM_HAS_GAP, name, at, name, truth));
}

/* Why rounding hides whether a claim is right at its worst point. */
static Said say_unclear(const Finding *worst, const char *name, const char *at) {
    if (worst->rough)
        return SAY(CLAIM_UNDECIDED, name, at);
    if (worst->unsure)
        return SAY(CLAIM_UNSURE, name, at);
    return worst->allowed > 0.0 && isfinite(worst->allowed)
               ? SAY(CLAIM_UNCLEAR_BY, name, at, worst->allowed)
               : SAY(CLAIM_UNCLEAR, name, at);
}

static void remark_on_point(CheckTable *t, uint32_t k) {
    const ClaimVerdict *sum = &t->check.verdicts[k];
    const Finding *worst = claim_check_finding(&t->check, sum->worst, k);
    const char *name = variable_name(t, k), *at = point_text(t, sum->worst);
    double below = worst->below, above = worst->above;
    Said said = SAY_NOTHING;
    switch ((int)sum->verdict) {
    case POINT_UNDEFINED:
        said = SAY(CLAIM_UNDEFINED, name, at, name, worst->truth);
        break;
    case POINT_SUBGRADIENT:
        said = SAY(CLAIM_SUBGRADIENT, at, name, below, above);
        break;
    case POINT_KINK:
        said = finding_lies_between(worst) ? SAY(CLAIMS_NO_SUBGRADIENT, at, name, below, above)
                                           : SAY(CLAIM_NO_SUBGRADIENT, at, name, below, above);
        break;
    case POINT_UNCLEAR:
        said = say_unclear(worst, name, at);
        break;
    case POINT_OUTSIDE:
        said = t->check.varies ? SAY(NOWHERE_FINITE, name)
               : !worst->rough ? SAY(NOT_FINITE, name)
               : worst->jumps  ? SAY(JUMPS_AT_POINT, at)
                               : SAY(NO_DERIVATIVE_AT, at, name, below, above);
        break;
    default:
        break;
    }
    if (said.code)
        add_remark(t, said);
}

/* ---- what a wrong claim resembles ---- */

/* Whether the numbers seen at all points are the same, and which. */
typedef struct Constant {
    uint32_t count;
    double number;
    bool broken;
} Constant;

static void meet(Constant *constant, double number, double uncertain) {
    if (!constant->count++)
        constant->number = number;
    else if (!(fabs(number - constant->number) <= same * fabs(constant->number) + uncertain))
        constant->broken = true;
}

static bool is_constant(const Constant *constant) {
    return !constant->broken && constant->count >= 3 && isfinite(constant->number) &&
           constant->number != 0.0;
}

/* The other variable whose derivative the claim is, at all of the points; else `variables`. */
static uint32_t find_other(CheckTable *t, uint32_t k, const uint32_t *points, uint32_t count) {
    const Problem *problem = &t->request->problem;
    Verifier *verifier = &t->check.verifier;
    uint32_t variables = problem->components < NAMED ? problem->components : NAMED;
    for (uint32_t v = 0; v < variables && count >= 3; v++) {
        bool alike = v != t->request->claims[k].variable;
        for (uint32_t i = 0; i < count && alike; i++) {
            double claimed = claim_check_finding(&t->check, points[i], k)->claimed;
            if (!rounding_gradient(&verifier->function, samples_at(&t->check.samples, points[i]),
                                   &verifier->value, verifier->gradient))
                return problem->components;
            alike = fabs(verifier->gradient[v].value - claimed) <= same * fabs(claimed);
        }
        if (alike)
            return v;
    }
    return problem->components;
}

static void remark_on_resemblance(CheckTable *t, uint32_t k) {
    const ClaimCheck *c = &t->check;
    uint32_t points[RESEMBLED], count = 0;
    Constant factor = {0}, rest = {0};
    for (uint32_t i = 0; i < c->samples.count && count < RESEMBLED; i++) {
        const Finding *finding = claim_check_finding(c, i, k);
        double size = fmax(fabs(finding->truth), fabs(finding->claimed));
        if (finding->verdict > POINT_AGREES || !(finding->allowed <= same * size))
            continue;
        points[count++] = i;
        if (finding->truth == 0.0)
            factor.broken = true;
        else
            meet(&factor, finding->claimed / finding->truth, 0.0);
        meet(&rest, finding->claimed - finding->truth, finding->allowed);
    }
    uint32_t other = find_other(t, k, points, count);
    const char *name = variable_name(t, k);
    if (is_constant(&factor) && fabs(factor.number - 1.0) > same)
        add_remark(t, SAY(CLAIM_IS_MULTIPLE, name, FIGURES, factor.number, name));
    else if (other < t->request->problem.components)
        add_remark(t, SAY(CLAIM_IS_OTHER, name, problem_name(&t->request->problem, other)));
    else if (is_constant(&rest))
        add_remark(t, SAY(CLAIM_IS_SHIFTED, name, name, rest.number < 0.0 ? '-' : '+', FIGURES,
                          fabs(rest.number)));
}

static void add_remarks(CheckTable *t, uint32_t k, const MethodSlopes *slopes) {
    const ClaimVerdict *sum = &t->check.verdicts[k];
    if (sum->counts[POINT_GAP])
        remark_on_gaps(t, k);
    if (claim_holds(sum) && 10 * sum->counts[POINT_UNCLEAR] > t->check.samples.count)
        add_remark(t, SAY(CLAIM_OFTEN_UNCLEAR, variable_name(t, k), sum->counts[POINT_UNCLEAR]));
    if (claim_holds(sum) && sum->verdict != POINT_SUBGRADIENT)
        return;
    if (sum->verdict == POINT_WRONG)
        remark_on_resemblance(t, k);
    else
        remark_on_point(t, k);
    if (sum->verdict != POINT_OUTSIDE)
        remark_on_methods(t, k, slopes);
}

/* Variables without a claim, and points that were left out. */
static void add_common_remarks(CheckTable *t) {
    const Problem *problem = &t->request->problem;
    uint8_t *claimed = view_allocate(t->request, problem->components, 1);
    uint32_t count = 0, outside = t->check.samples.outside;
    Text names = {0};
    for (uint32_t k = 0; claimed && k < t->request->claim_count; k++)
        claimed[t->request->claims[k].variable] = 1;
    for (uint32_t v = 0; claimed && v < problem->components; v++)
        if (!claimed[v] && ++count <= NAMED)
            text_format(&names, "%s%s", count > 1 ? ", " : "", problem_name(problem, v));
    text_put(&names, count > NAMED ? ", ..." : "");
    diag_check_text(t->request->diag, &names);
    if (count)
        add_remark(t, SAY(NOTHING_CLAIMED, text_string(&names)));
    text_free(&names);
    if (outside)
        add_remark(t, outside == 1 ? SAY(POINT_LEFT_OUT, outside) : SAY(POINTS_LEFT_OUT, outside));
}

/* ---- all of it ---- */

/* The verdicts, one per line. */
static bool fill_quiet(CheckTable *t) {
    Text text = {0};
    for (uint32_t k = 0; k < t->request->claim_count; k++)
        text_format(&text, "%s\n", words[t->check.verdicts[k].verdict]);
    t->report->text = view_keep(t->request, &text);
    return t->report->text;
}

static bool fill(CheckTable *t) {
    Request *request = t->request;
    report_table(t->report, "claims");
    add_headline(t);
    for (uint32_t k = 0; k < request->claim_count; k++) {
        MethodSlopes slopes;
        if (!run_methods(t, k, &slopes))
            return false;
        t->first_row = !k;
        add_row(t, k, &slopes);
        add_remarks(t, k, &slopes);
    }
    add_common_remarks(t);
    report_fact(t->report, "points", report_whole_cell(t->check.samples.count));
    report_fact(t->report, "seed", report_whole_cell(request->options->seed));
    return !diag_failed(request->diag);
}

static bool check(CheckTable *t, bool *undefined) {
    const Request *request = t->request;
    ClaimCheck *c = &t->check;
    if (!examine_claims(request) || !choose_ranges(t) || !claim_check_run(c))
        return false;
    for (uint32_t k = 0; k < c->claim_count; k++)
        *undefined |= !claim_holds(&c->verdicts[k]);
    return request->options->quiet ? fill_quiet(t) : fill(t);
}

bool check_run(Request *request, Report *report, bool *undefined) {
    const Subject subject = view_subject(request);
    CheckTable table = {.request = request,
                        .report = report,
                        .check = {.subject = &subject,
                                  .claims = request->claims,
                                  .claim_count = request->claim_count,
                                  .points = request->options->points,
                                  .seed = request->options->seed,
                                  .reference = request->reference,
                                  .stop = request->options->stop}};
    bool done = check(&table, undefined);
    claim_check_free(&table.check);
    return done && !diag_failed(request->diag);
}

/* Judging: see judge.h. */
#include "views/judge.h"

#include "analysis/accuracy.h"
#include "base/number.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Bounds of rounding errors are of first order and those of rows are measured:
 * beyond this many times the bound rounding explains nothing. */
static const double margin = 4.0;
/* Where rounding may be more than this part of a derivative,
 * numbers that look alike are no agreement. */
static const double sharp = 1e-6;
/* Proven numbers have 21 digits. So many of them do not agree by chance. */
static const double proven_error = 1e-20, no_chance = 1e-12;

/* For one question: of points that take longer there are others. */
static const ReferenceLimits limits = {4096, 50, 2e5};

/* ---- beginning and end ---- */

bool judge_begin(Judge *j, Request *request) {
    const Problem *problem = &request->problem;
    j->request = request;
    j->formulas = view_allocate(request, request->claim_count, sizeof *j->formulas);
    j->gradient = view_allocate(request, problem->variables, sizeof *j->gradient);
    j->wanted = view_allocate(request, request->claim_count, sizeof *j->wanted);
    if (!j->formulas || !j->gradient || !j->wanted ||
        !rounding_begin(&j->function, problem->graph, problem->root, problem->variables))
        return false;
    for (uint32_t k = 0; k < request->claim_count; k++) {
        j->wanted[k] = request->claims[k].variable;
        if (!rounding_begin(&j->formulas[k], problem->graph, request->claims[k].formula,
                            problem->variables))
            return false;
    }
    return true;
}

void judge_free(Judge *j) {
    rounding_free(&j->function);
    for (uint32_t k = 0; j->formulas && k < j->request->claim_count; k++)
        rounding_free(&j->formulas[k]);
    diag_free(&j->aside);
    arena_free(&j->scratch);
}

/* ---- two numbers ---- */

/* What it means that a claim and the derivative are `apart` where each may be off a little.
 * `natural` is a derivative that would not surprise: it stands in for one that cannot be told from
 * 0. */
static void compare(const Claim *claim, double errors, double natural, Finding *finding) {
    double size = fmax(fabs(finding->claimed), fabs(finding->truth));
    finding->allowed = claim->slack + errors;
    if (finding->apart > finding->allowed) {
        finding->verdict = POINT_WRONG;
        return;
    }
    bool zero = size <= errors && claim->slack == 0.0;
    double wanted = sharp * (zero ? natural : size);
    bool clear = errors <= fmax(wanted, fmax(claim->slack, DBL_MIN));
    finding->verdict = !clear ? POINT_UNCLEAR : zero ? POINT_ZERO : POINT_AGREES;
}

static double rank_of(const Finding *finding) {
    double size = fmax(fabs(finding->claimed), fabs(finding->truth));
    if (!isfinite(finding->apart))
        return 2.0;
    return size > 0.0 ? finding->apart / size : 0.0;
}

/* ---- in doubles ---- */

/* What is special about f at the point; notes about it are dropped. */
static bool examine_edges(Judge *j, const double *point, Edges *edges) {
    Request *real = j->request, request = *real;
    DiagMark mark = diag_mark(&j->aside);
    request.problem.point = point;
    request.problem.wanted = j->wanted;
    request.problem.wanted_count = real->claim_count;
    request.diag = &j->aside;
    request.arena = &j->scratch;
    bool done = edges_examine(&request, &j->function.evaluator, edges);
    if (j->aside.out_of_memory)
        diag_no_memory(real->diag);
    diag_release(&j->aside, mark);
    return done && !diag_failed(real->diag);
}

/* The verdict where there is nothing to compare; POINT_VERDICTS where there is. */
static PointVerdict without_comparing(const Judge *j, uint32_t k, const Edges *edges, Bounded claim,
                                      Bounded slope) {
    if (!isfinite(j->value.value))
        return j->value.error == 0.0 ? POINT_OUTSIDE : POINT_UNCLEAR;
    if (edges && (edges->kinked[k] || edges->jumps[k]))
        return POINT_KINK;
    if (!j->function.sure || !j->formulas[k].sure)
        return POINT_UNCLEAR;
    if (!isfinite(slope.value))
        return slope.error == 0.0 ? POINT_OUTSIDE : POINT_UNCLEAR;
    if (!isfinite(claim.value))
        return claim.error == 0.0 && isfinite(slope.error) ? POINT_UNDEFINED : POINT_UNCLEAR;
    return POINT_VERDICTS;
}

static bool judge_claim(Judge *j, const double *point, uint32_t k, const Edges *edges,
                        Finding *finding) {
    const Claim *claim = &j->request->claims[k];
    Bounded slope = j->gradient[claim->variable], said;
    if (!rounding_value(&j->formulas[k], point, &said))
        return false;
    PointVerdict verdict = without_comparing(j, k, edges, said, slope);
    *finding = (Finding){.verdict = (uint8_t)verdict,
                         .unsure = !j->function.sure || !j->formulas[k].sure,
                         .claimed = said.value,
                         .truth = slope.value,
                         .apart = fabs(said.value - slope.value),
                         .below = NAN,
                         .above = NAN};
    finding->rank = rank_of(finding);
    if (verdict == POINT_KINK && !edges->jumps[k]) {
        finding->below = edges->left[k];
        finding->above = edges->right[k];
    } else if (verdict == POINT_VERDICTS) {
        double natural = fabs(j->value.value) / fmax(fabs(point[claim->variable]), 1.0);
        compare(claim, margin * (said.error + slope.error), natural, finding);
    }
    return true;
}

bool judge_point(Judge *j, const double *point, bool number, Finding *findings) {
    Edges edges;
    if (!rounding_gradient(&j->function, point, &j->value, j->gradient))
        return false;
    bool edgy = isfinite(j->value.value) && !j->function.smooth;
    if (edgy && !examine_edges(j, point, &edges))
        return false;
    for (uint32_t k = 0; k < j->request->claim_count; k++) {
        findings[k] = (Finding){.verdict = POINT_NOT_ASKED};
        if (j->request->claims[k].at_point && !number)
            continue;
        if (!judge_claim(j, point, k, edgy ? &edges : NULL, &findings[k]))
            return false;
    }
    arena_free(&j->scratch);
    return true;
}

/* ---- by the referee ---- */

typedef enum Knowledge { KNOWN, KNOWN_NOT_TO_BE, UNKNOWN } Knowledge;

/* What the referee says: a number, and a bound where that is all it knows of one that is
 * 0 or next to it. */
static Knowledge read_truth(const ReferenceNumber *number, Truth *truth, double *uncertain) {
    *truth = (Truth){0};
    *uncertain = 0.0;
    if (number->status == REFERENCE_UNDEFINED)
        return KNOWN_NOT_TO_BE;
    if (number->status == REFERENCE_BELOW) {
        number_read(number->decimal, strlen(number->decimal), uncertain);
        return KNOWN;
    }
    bool read = number->status == REFERENCE_PROVEN &&
                accuracy_read(truth, number->decimal, number->exact) && isfinite(truth->nearest);
    return read ? KNOWN : UNKNOWN;
}

static bool ask(Judge *j, const Problem *problem, ReferenceAnswer *answer) {
    reference_begin(j->request->reference, problem, &limits);
    return reference_finish(j->request->reference, j->request->options->stop, answer);
}

/* What rounded constants alone may do to the claim and the derivative. */
static bool errors_of_constants(Judge *j, const double *point, uint32_t k, double *errors) {
    const Claim *claim = &j->request->claims[k];
    Bounded said;
    j->function.constants_only = j->formulas[k].constants_only = true;
    bool done = rounding_gradient(&j->function, point, &j->value, j->gradient) &&
                rounding_value(&j->formulas[k], point, &said);
    j->function.constants_only = j->formulas[k].constants_only = false;
    if (done)
        *errors = margin * (said.error + j->gradient[claim->variable].error);
    return done;
}

/* Both truths are known, up to a bound. What is not clear then is left as it is. */
static bool compare_truths(Judge *j, const double *point, uint32_t k, const Truth *said,
                           const Truth *slope, double uncertain, Finding *finding) {
    Finding found = *finding;
    double errors;
    if (!errors_of_constants(j, point, k, &errors))
        return false;
    double rest = said->rest * said->spacing - slope->rest * slope->spacing;
    found.claimed = said->nearest;
    found.truth = slope->nearest;
    found.apart = fabs(said->nearest - slope->nearest + rest);
    errors += uncertain + proven_error * (fabs(said->nearest) + fabs(slope->nearest));
    compare(&j->request->claims[k], errors, 0.0, &found);
    if (found.verdict == POINT_UNCLEAR && uncertain == 0.0 &&
        found.apart <= no_chance * fabs(found.truth))
        found.verdict = POINT_AGREES;
    if (found.verdict != POINT_UNCLEAR)
        *finding = found;
    return true;
}

bool judge_referee(Judge *j, const double *point, uint32_t k, Finding *finding) {
    Request *request = j->request;
    const Claim *claim = &request->claims[k];
    Problem problem = request->problem;
    problem.point = point;
    problem.wanted = &claim->variable;
    problem.wanted_count = 1;
    finding->asked = true;
    if (finding->unsure)
        return true;
    ReferenceAnswer about_slope, about_claim = {0};
    Truth slope, said;
    double slope_uncertain, said_uncertain;
    bool done = true;
    Knowledge slope_known = UNKNOWN;
    if (ask(j, &problem, &about_slope)) {
        slope_known = read_truth(&about_slope.gradient[0], &slope, &slope_uncertain);
        const char *decimal = about_slope.gradient[0].decimal;
        if (slope_known == KNOWN && about_slope.gradient[0].status == REFERENCE_PROVEN) {
            finding->proven = arena_copy(request->arena, decimal, strlen(decimal));
            if (!finding->proven)
                diag_no_memory(request->diag);
        }
    }
    problem.root = claim->formula;
    problem.wanted_count = 0;
    if (slope_known == KNOWN_NOT_TO_BE) {
        finding->verdict = POINT_OUTSIDE;
    } else if (slope_known == KNOWN && ask(j, &problem, &about_claim)) {
        Knowledge claim_known = read_truth(&about_claim.value, &said, &said_uncertain);
        if (claim_known == KNOWN_NOT_TO_BE)
            finding->verdict = POINT_UNDEFINED;
        else if (claim_known == KNOWN)
            done = compare_truths(j, point, k, &said, &slope, slope_uncertain + said_uncertain,
                                  finding);
    }
    reference_answer_free(&about_slope);
    reference_answer_free(&about_claim);
    return done && !diag_failed(request->diag);
}

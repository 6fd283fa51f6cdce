/* Verification: see claim-at-point.h. */
#include "analysis/claim-at-point.h"

#include "analysis/accuracy.h"
#include "analysis/edges.h"
#include "base/number.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Rounding bounds are first-order and those of rows are measured: beyond this multiple of the
 * bound, rounding explains nothing. */
static const double margin = 4.0;
/* If rounding may exceed this part of a derivative, numbers that look alike do not count as
 * agreement. */
static const double sharp = 1e-6;
/* Proven numbers have 21 digits. Agreement to the second bound is no accident. */
static const double proven_error = 1e-20, no_chance = 1e-12;

/* For one question; points that take longer are not needed. */
static const ReferenceLimits limits = {4096, 50, 2e5};

/* ---- beginning and end ---- */

bool verifier_begin(Verifier *v, const Subject *subject, const Claim *claims, uint32_t claim_count,
                    Reference *reference, const volatile bool *stop) {
    const Problem *problem = subject->problem;
    v->subject = subject;
    v->claims = claims;
    v->reference = reference;
    v->stop = stop;
    v->tapes = subject_allocate(subject, claim_count, sizeof *v->tapes);
    v->formulas = subject_allocate(subject, claim_count, sizeof *v->formulas);
    v->gradient = subject_allocate(subject, problem->variables, sizeof *v->gradient);
    v->targets = subject_allocate(subject, claim_count, sizeof *v->targets);
    if (!v->tapes || !v->formulas || !v->gradient || !v->targets)
        return false;
    v->claim_count = claim_count;
    rounding_begin(&v->function, problem->tapes);
    for (uint32_t k = 0; k < claim_count; k++) {
        v->targets[k] = claims[k].variable;
        if (!tapes_of_nodes(&v->tapes[k], problem->graph, &claims[k].formula, 1,
                            problem->variables))
            return false;
        rounding_begin(&v->formulas[k], &v->tapes[k]);
    }
    return true;
}

void verifier_free(Verifier *v) {
    rounding_free(&v->function);
    for (uint32_t k = 0; k < v->claim_count; k++) {
        rounding_free(&v->formulas[k]);
        tapes_free(&v->tapes[k]);
    }
    diag_free(&v->aside);
    arena_free(&v->scratch);
}

/* ---- two numbers ---- */

/* Judges the distance of claim and derivative, given their errors. `natural` is a typical size of
 * the derivative, used where it cannot be told from 0. */
static void compare(const Claim *claim, double errors, double natural, Finding *finding) {
    double size = fmax(fabs(finding->claimed), fabs(finding->truth));
    finding->allowed = claim->slack + errors;
    if (finding->distance > finding->allowed) {
        finding->verdict = POINT_WRONG;
        return;
    }
    bool zero = size <= errors && claim->slack == 0.0;
    double allowed = sharp * (zero ? natural : size);
    bool clear = errors <= fmax(allowed, fmax(claim->slack, DBL_MIN));
    finding->verdict = !clear ? POINT_UNCLEAR : zero ? POINT_ZERO : POINT_AGREES;
}

static double rank_of(const Finding *finding) {
    double size = fmax(fabs(finding->claimed), fabs(finding->truth));
    if (!isfinite(finding->distance))
        return 2.0;
    return size > 0.0 ? finding->distance / size : 0.0;
}

/* ---- in doubles ---- */

/* The edges of f at the point; notes about them are dropped. */
static bool examine_edges(Verifier *v, const double *point, Edges *edges) {
    Diag *diag = v->subject->diag;
    DiagMark mark = diag_mark(&v->aside);
    Problem problem = *v->subject->problem;
    problem.point = point;
    problem.targets = v->targets;
    problem.target_count = v->claim_count;
    bool done = edges_examine(&(Subject){&problem, &v->aside, &v->scratch}, false, edges);
    if (v->aside.out_of_memory)
        diag_no_memory(diag);
    diag_release(&v->aside, mark);
    return done && !diag_failed(diag);
}

/* The verdict where there is nothing to compare, else POINT_VERDICTS. */
static PointVerdict without_comparing(const Verifier *v, uint32_t k, const Edges *edges,
                                      Bounded claim, Bounded slope) {
    if (!isfinite(v->value.value))
        return v->value.error == 0.0 ? POINT_OUTSIDE : POINT_UNCLEAR;
    if (edges && (edges->kinked[k] || edges->jumps[k]))
        return POINT_KINK;
    if (!v->function.sure || !v->formulas[k].sure)
        return POINT_UNCLEAR;
    if (!isfinite(slope.value))
        return slope.error == 0.0 ? POINT_OUTSIDE : POINT_UNCLEAR;
    if (!isfinite(claim.value))
        return claim.error == 0.0 && isfinite(slope.error) ? POINT_UNDEFINED : POINT_UNCLEAR;
    return POINT_VERDICTS;
}

static bool verify(Verifier *v, const double *point, uint32_t k, const Edges *edges,
                   Finding *finding) {
    const Claim *claim = &v->claims[k];
    Bounded slope = v->gradient[claim->variable], said;
    if (!rounding_value(&v->formulas[k], point, &said))
        return false;
    PointVerdict verdict = without_comparing(v, k, edges, said, slope);
    *finding = (Finding){.verdict = (uint8_t)verdict,
                         .unsure = !v->function.sure || !v->formulas[k].sure,
                         .claimed = said.value,
                         .truth = slope.value,
                         .distance = fabs(said.value - slope.value),
                         .below = NAN,
                         .above = NAN};
    finding->rank = rank_of(finding);
    if (verdict == POINT_KINK && !edges->jumps[k]) {
        finding->below = edges->left[k];
        finding->above = edges->right[k];
    } else if (verdict == POINT_VERDICTS) {
        double natural = fabs(v->value.value) / fmax(fabs(point[claim->variable]), 1.0);
        compare(claim, margin * (said.error + slope.error), natural, finding);
    }
    return true;
}

bool verifier_look(Verifier *v, const double *point, bool number, Finding *findings) {
    Edges edges;
    if (!rounding_gradient(&v->function, point, &v->value, v->gradient))
        return false;
    bool edgy = isfinite(v->value.value) && !v->function.smooth;
    if (edgy && !examine_edges(v, point, &edges))
        return false;
    for (uint32_t k = 0; k < v->claim_count; k++) {
        findings[k] = (Finding){.verdict = POINT_NOT_ASKED};
        if (v->claims[k].at_point && !number)
            continue;
        if (!verify(v, point, k, edgy ? &edges : NULL, &findings[k]))
            return false;
    }
    arena_free(&v->scratch);
    return true;
}

/* ---- by the referee ---- */

typedef enum Knowledge { KNOWN, KNOWN_NOT_TO_BE, UNKNOWN } Knowledge;

/* The referee's answer: a number, and a bound if that is all it knows of one at or next to 0. */
static Knowledge read_truth(const ReferenceNumber *number, ReferenceValue *truth,
                            double *uncertain) {
    *truth = (ReferenceValue){0};
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

static bool ask(Verifier *v, const Problem *problem, ReferenceAnswer *answer) {
    reference_begin(v->reference, problem, &limits);
    return reference_finish(v->reference, v->stop, answer);
}

/* The errors of claim and derivative due to rounded constants alone. */
static bool errors_of_constants(Verifier *v, const double *point, uint32_t k, double *errors) {
    const Claim *claim = &v->claims[k];
    Bounded said;
    v->function.constants_only = v->formulas[k].constants_only = true;
    bool done = rounding_gradient(&v->function, point, &v->value, v->gradient) &&
                rounding_value(&v->formulas[k], point, &said);
    v->function.constants_only = v->formulas[k].constants_only = false;
    if (done)
        *errors = margin * (said.error + v->gradient[claim->variable].error);
    return done;
}

/* Both truths are known, up to a bound. If the verdict is still unclear, the finding stays. */
static bool compare_truths(Verifier *v, const double *point, uint32_t k, const ReferenceValue *said,
                           const ReferenceValue *slope, double uncertain, Finding *finding) {
    Finding found = *finding;
    double errors;
    if (!errors_of_constants(v, point, k, &errors))
        return false;
    double rest = said->rest * said->spacing - slope->rest * slope->spacing;
    found.claimed = said->nearest;
    found.truth = slope->nearest;
    found.distance = fabs(said->nearest - slope->nearest + rest);
    errors += uncertain + proven_error * (fabs(said->nearest) + fabs(slope->nearest));
    compare(&v->claims[k], errors, 0.0, &found);
    if (found.verdict == POINT_UNCLEAR && uncertain == 0.0 &&
        found.distance <= no_chance * fabs(found.truth))
        found.verdict = POINT_AGREES;
    if (found.verdict != POINT_UNCLEAR)
        *finding = found;
    return true;
}

bool verifier_ask(Verifier *v, const double *point, uint32_t k, Finding *finding) {
    const Subject *subject = v->subject;
    const Claim *claim = &v->claims[k];
    Problem problem = *subject->problem;
    problem.point = point;
    problem.targets = &claim->variable;
    problem.target_count = 1;
    finding->asked = true;
    if (finding->unsure)
        return true;
    ReferenceAnswer about_slope, about_claim = {0};
    ReferenceValue slope, said;
    double slope_uncertain, said_uncertain;
    bool done = true;
    Knowledge slope_known = UNKNOWN;
    if (ask(v, &problem, &about_slope)) {
        slope_known = read_truth(&about_slope.gradient[0], &slope, &slope_uncertain);
        const char *decimal = about_slope.gradient[0].decimal;
        if (slope_known == KNOWN && about_slope.gradient[0].status == REFERENCE_PROVEN) {
            finding->proven = arena_copy(subject->arena, decimal, strlen(decimal));
            if (!finding->proven)
                diag_no_memory(subject->diag);
        }
    }
    problem.tapes = &v->tapes[k];
    problem.root = claim->formula;
    problem.target_count = 0;
    if (slope_known == KNOWN_NOT_TO_BE) {
        finding->verdict = POINT_OUTSIDE;
    } else if (slope_known == KNOWN && ask(v, &problem, &about_claim)) {
        Knowledge claim_known = read_truth(&about_claim.value, &said, &said_uncertain);
        if (claim_known == KNOWN_NOT_TO_BE)
            finding->verdict = POINT_UNDEFINED;
        else if (claim_known == KNOWN)
            done = compare_truths(v, point, k, &said, &slope, slope_uncertain + said_uncertain,
                                  finding);
    }
    reference_answer_free(&about_slope);
    reference_answer_free(&about_claim);
    return done && !diag_failed(subject->diag);
}

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
    v->gradient = subject_allocate(subject, problem->components, sizeof *v->gradient);
    v->factors = subject_allocate(subject, claim_count, sizeof *v->factors);
    v->derivatives = subject_allocate(subject, claim_count, sizeof *v->derivatives);
    if (!v->tapes || !v->formulas || !v->gradient || !v->factors || !v->derivatives)
        return false;
    v->claim_count = claim_count;
    rounding_begin(&v->function, problem->tapes);
    for (uint32_t k = 0; k < claim_count; k++) {
        v->derivatives[k] = derivative_by(claims[k].variable, &v->factors[k]);
        if (claims[k].function)
            tapes_of_function(&v->tapes[k], claims[k].function, problem->components);
        else if (!tapes_of_nodes(&v->tapes[k], problem->graph, &claims[k].formula, 1,
                                 problem->components))
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

/* The edges of f at a problem's point; notes about them are dropped. */
static bool examine_aside(Verifier *v, const Problem *problem, const EdgeOptions *options,
                          Edges *edges) {
    Diag *diag = v->subject->diag;
    DiagMark mark = diag_mark(&v->aside);
    bool done = edges_examine(&(Subject){problem, &v->aside, &v->scratch}, options, edges);
    if (v->aside.out_of_memory)
        diag_no_memory(diag);
    diag_release(&v->aside, mark);
    return done && !diag_failed(diag);
}

/* The same for the derivatives that are claimed. `ask`: the referee too. */
static bool examine_edges(Verifier *v, const double *point, bool ask, Edges *edges) {
    Problem problem = *v->subject->problem;
    if (!problem_move(&problem, point))
        return false;
    problem.derivatives = v->derivatives;
    problem.derivative_count = v->claim_count;
    const EdgeOptions options = {
        .reference = ask ? v->reference : NULL, .stop = v->stop, .limits = &limits};
    return examine_aside(v, &problem, &options, edges);
}

/* What a truth at a rough point makes of a claim, else POINT_VERDICTS. */
static PointVerdict at_rough_point(const Truth *truth, const Bounded *claim) {
    double low = fmin(truth->below, truth->above), high = fmax(truth->below, truth->above);
    double room = margin * claim->error + no_chance * fmax(fabs(low), fabs(high));
    switch (truth->kind) {
    case TRUTH_KINK:
        if (!isfinite(truth->below) || !isfinite(truth->above)) /* finite, but no double */
            return POINT_OUTSIDE;
        return claim->value >= low - room && claim->value <= high + room ? POINT_SUBGRADIENT
                                                                         : POINT_KINK;
    case TRUTH_UNDECIDED:
        return POINT_UNCLEAR;
    case TRUTH_INFINITE:
    case TRUTH_NONE:
    case TRUTH_JUMP:
        return POINT_OUTSIDE;
    case TRUTH_ORDINARY:
    case TRUTH_EXISTS:
    case TRUTH_ENDS:
        break;
    }
    return POINT_VERDICTS;
}

/* The verdict where there is nothing to compare, else POINT_VERDICTS. */
static PointVerdict without_comparing(const Verifier *v, uint32_t k, const Truth *truth,
                                      const Bounded *claim, const Bounded *slope) {
    if (!isfinite(v->value.value))
        return v->value.error == 0.0 ? POINT_OUTSIDE : POINT_UNCLEAR;
    PointVerdict verdict = at_rough_point(truth, claim);
    if (verdict != POINT_VERDICTS)
        return verdict;
    if ((truth->kind == TRUTH_ORDINARY && !v->function.sure) || !v->formulas[k].sure)
        return POINT_UNCLEAR;
    if (!isfinite(slope->value))
        return slope->error == 0.0 ? POINT_OUTSIDE : POINT_UNCLEAR;
    if (!isfinite(claim->value))
        return claim->error == 0.0 && isfinite(slope->error) ? POINT_UNDEFINED : POINT_UNCLEAR;
    return POINT_VERDICTS;
}

static bool verify(Verifier *v, const double *point, uint32_t k, const Truth *truth,
                   Finding *finding) {
    const Claim *claim = &v->claims[k];
    bool known = truth_is_known(truth);
    Bounded slope = v->gradient[claim->variable], said;
    if (known)
        slope = (Bounded){truth->value, truth->error};
    if (!rounding_value(&v->formulas[k], point, &said))
        return false;
    PointVerdict verdict = without_comparing(v, k, truth, &said, &slope);
    *finding = (Finding){.verdict = (uint8_t)verdict,
                         .unsure = (!v->function.sure && !known) || !v->formulas[k].sure,
                         .rough = truth->kind != TRUTH_ORDINARY,
                         .jumps = truth->kind == TRUTH_JUMP,
                         .claimed = said.value,
                         .truth = slope.value,
                         .distance = fabs(said.value - slope.value),
                         .below = truth->below,
                         .above = truth->above};
    finding->rank = rank_of(finding);
    if (verdict == POINT_VERDICTS) {
        double natural = fabs(v->value.value) / fmax(fabs(point[claim->variable]), 1.0);
        compare(claim, margin * (said.error + slope.error), natural, finding);
    }
    return true;
}

/* ---- subgradients ---- */

/* A direction for all variables: numbers from -3 to 3, the first time 1s. */
static void choose_direction(uint32_t turn, uint32_t variables, double *direction) {
    uint32_t state = 12345 + turn;
    for (uint32_t i = 0; i < variables; i++) {
        state = state * 1664525u + 1013904223u;
        direction[i] = turn ? (double)(state >> 16) / 0x1p16 * 6.0 - 3.0 : 1.0;
        direction[i] = ldexp(round(ldexp(direction[i], 6)), -6);
    }
}

/* Whether the claims together lie between the slopes of f along a direction, as subgradients do. */
static bool try_direction(Verifier *v, const double *point, const double *claimed,
                          const double *direction, bool *between) {
    Problem problem = *v->subject->problem;
    Factor factor;
    const Derivative derivative = derivative_by(problem.components, &factor);
    if (!problem_move(&problem, point))
        return false;
    problem.derivatives = &derivative;
    problem.derivative_count = 1;
    problem.direction = direction;
    const EdgeOptions options = {.stop = v->stop};
    Edges edges;
    bool done = examine_aside(v, &problem, &options, &edges);
    double said = 0.0, size = 0.0;
    for (uint32_t i = 0; i < problem.components; i++) {
        said += claimed[i] * direction[i];
        size += fabs(claimed[i] * direction[i]);
    }
    if (done) {
        const Truth *truth = &edges.truths[0];
        bool kink = truth->kind == TRUTH_KINK, exists = truth->kind == TRUTH_EXISTS;
        double below = exists ? truth->value : truth->below;
        double above = exists ? truth->value : truth->above;
        double room = 1e-9 * (size + fabs(below) + fabs(above));
        *between = !(kink || exists) ||
                   (said >= fmin(below, above) - room && said <= fmax(below, above) + room);
    }
    edges_free(&edges);
    return done;
}

/* Where all variables have claims, those between the slopes along their own variables must also be
 * so along others: (1, 1) is no subgradient of max(x, y). */
static bool look_along_directions(Verifier *v, const double *point, Finding *findings) {
    enum { DIRECTIONS = 12 };
    uint32_t variables = v->subject->problem->components, known = 0;
    double *claimed = subject_allocate(v->subject, variables, sizeof *claimed);
    double *direction = subject_allocate(v->subject, variables, sizeof *direction);
    uint8_t *has = subject_allocate(v->subject, variables, 1);
    bool kink = false, between = true;
    if (!claimed || !direction || !has)
        return false;
    for (uint32_t k = 0; k < v->claim_count; k++) {
        uint32_t variable = v->claims[k].variable;
        kink |= findings[k].verdict == POINT_SUBGRADIENT;
        known += !has[variable] && findings[k].verdict != POINT_NOT_ASKED;
        has[variable] = findings[k].verdict != POINT_NOT_ASKED;
        claimed[variable] = findings[k].claimed;
    }
    if (!kink || variables < 2 || known < variables)
        return true;
    for (uint32_t turn = 0; turn < DIRECTIONS && between; turn++) {
        choose_direction(turn, variables, direction);
        if (!try_direction(v, point, claimed, direction, &between))
            return false;
    }
    for (uint32_t k = 0; k < v->claim_count && !between; k++)
        if (findings[k].verdict == POINT_SUBGRADIENT)
            findings[k].verdict = POINT_KINK;
    return true;
}

bool verifier_look(Verifier *v, const double *point, bool number, Finding *findings) {
    static const Truth ordinary = {.value = NAN, .below = NAN, .above = NAN};
    Edges edges = {0};
    if (!rounding_gradient(&v->function, point, &v->value, v->gradient))
        return false;
    bool edgy = isfinite(v->value.value) && !v->function.smooth, done = true;
    if (edgy && !examine_edges(v, point, false, &edges))
        return false;
    for (uint32_t k = 0; k < v->claim_count && done; k++) {
        findings[k] = (Finding){.verdict = POINT_NOT_ASKED};
        if (!v->claims[k].at_point || number)
            done = verify(v, point, k, edgy ? &edges.truths[k] : &ordinary, &findings[k]);
    }
    done = done && (!edgy || look_along_directions(v, point, findings));
    edges_free(&edges);
    arena_free(&v->scratch);
    return done;
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

/* Keeps the proven decimal of the derivative; false without memory (recorded). */
static bool keep_proven(const Verifier *v, const ReferenceNumber *number, Finding *finding) {
    if (number->status != REFERENCE_PROVEN)
        return true;
    finding->exact = number->exact;
    finding->proven = arena_copy(v->subject->arena, number->decimal, strlen(number->decimal));
    if (!finding->proven)
        diag_no_memory(v->subject->diag);
    return finding->proven;
}

/* The verdict by what the referee proves of both sides. */
static bool ask_at_rough_point(Verifier *v, const double *point, uint32_t k, Finding *finding) {
    Edges edges = {0};
    bool done = rounding_gradient(&v->function, point, &v->value, v->gradient) &&
                examine_edges(v, point, true, &edges) &&
                verify(v, point, k, &edges.truths[k], finding);
    finding->asked = true;
    if (done && edges.proof && !edges.proof->missing.code)
        done = keep_proven(v, &edges.proof->gradient[k], finding);
    edges_free(&edges);
    arena_free(&v->scratch);
    return done;
}

bool verifier_ask(Verifier *v, const double *point, uint32_t k, Finding *finding) {
    const Subject *subject = v->subject;
    const Claim *claim = &v->claims[k];
    Problem problem = *subject->problem;
    problem.point = point;
    problem.derivatives = &v->derivatives[k];
    problem.derivative_count = 1;
    finding->asked = true;
    if (finding->rough)
        return ask_at_rough_point(v, point, k, finding);
    if (finding->unsure)
        return true;
    ReferenceAnswer about_slope, about_claim = {0};
    ReferenceValue slope, said;
    double slope_uncertain, said_uncertain;
    bool done = true;
    Knowledge slope_known = UNKNOWN;
    if (ask(v, &problem, &about_slope)) {
        slope_known = read_truth(&about_slope.gradient[0], &slope, &slope_uncertain);
        done = slope_known != KNOWN || keep_proven(v, &about_slope.gradient[0], finding);
    }
    problem.tapes = &v->tapes[k];
    problem.root = claim->formula;
    problem.derivative_count = 0;
    done = done && (!claim->function || problem_move(&problem, point));
    if (slope_known == KNOWN_NOT_TO_BE) {
        finding->verdict = POINT_OUTSIDE;
    } else if (done && slope_known == KNOWN && ask(v, &problem, &about_claim)) {
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

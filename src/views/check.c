/* check: derivatives that somebody found, held against all methods and the reference.
 *
 * A claim holds where it agrees with the derivative, which is computed beside it in doubles with
 * bounds of all rounding errors, at hundreds of points. It is the points that decide, in the order
 * of PointVerdict: one that is wrong makes the claim wrong; where rounding hides the answer, and at
 * kinks, others decide. The referee then looks at those that matter: the worst ones, those that are
 * not clear, and a sample. */
#include "analysis/clock.h"
#include "views/checker.h"

#include <math.h>

enum {
    MOST_POINTS = 200, /* unless told otherwise */
    LEAST_POINTS = 8,  /* however long one takes */
    MOST_ASKED = 12    /* points of a claim that the referee is asked about */
};

/* Operations on numbers that all points together may take, some tenths of a second;
 * one with bounds takes about as many as this. */
static const double operations_in_all = 8e7, operations_bounded = 20.0;
/* For the referee, in nanoseconds: then what doubles say must do. */
static const int64_t referee_ns = 500000000;

/* Ranks that differ by less are alike. */
static const double much = 1.001;
/* Of a range: how far from a point something isolated there is left behind. */
static const double beside = 1e-4;

static const Range assumed_range = {-2.0, 2.0};

/* ---- what is asked ---- */

/* Errors that are nobody's but check's. */
static bool examine_claims(const Request *request) {
    const Problem *problem = &request->problem;
    if (!request->claim_count)
        diag_error(request->diag, (Span){0, 0}, "adcalc check 'x^2*y' --claim x='2*x*y'",
                   "there is nothing to check: give a derivative with --claim");
    for (uint32_t k = 0; k < request->claim_count; k++) {
        const Claim *claim = &request->claims[k];
        for (uint32_t v = 0; claim->at_point && v < problem->variables; v++) {
            if (request->has_value[v])
                continue;
            diag_error(request->diag, (Span){0, 0}, "give it with --at",
                       "--claim-value is about a point, and there is no value for %s",
                       problem->names[v]);
            return false;
        }
    }
    return !diag_failed(request->diag);
}

/* A variable is in its --box, or at its --at, or between -2 and 2. */
static bool choose_ranges(Checker *c) {
    const Request *request = c->request;
    uint32_t variables = request->problem.variables;
    c->ranges = view_allocate(c->request, variables, sizeof *c->ranges);
    c->assumed = view_allocate(c->request, variables, sizeof *c->assumed);
    if (!c->ranges || !c->assumed)
        return false;
    for (uint32_t v = 0; v < variables; v++) {
        double value = request->problem.point[v];
        c->ranges[v] = request->ranges[v];
        if (!(c->ranges[v].low <= c->ranges[v].high)) {
            c->assumed[v] = !request->has_value[v];
            c->ranges[v] = c->assumed[v] ? assumed_range : (Range){value, value};
        }
        c->varies |= c->ranges[v].low < c->ranges[v].high;
    }
    return true;
}

static uint32_t point_count(const Request *request) {
    if (request->options->points)
        return request->options->points;
    const MethodRow *row = &method_table[METHOD_REVERSE];
    Problem problem = request->problem;
    double operations = row->predict(&problem);
    for (uint32_t k = 0; k < request->claim_count; k++) {
        problem.root = request->claims[k].formula;
        operations += row->predict(&problem);
    }
    double count = operations_in_all / operations_bounded / fmax(operations, 1.0);
    return count > MOST_POINTS    ? MOST_POINTS
           : count > LEAST_POINTS ? (uint32_t)count
                                  : LEAST_POINTS;
}

/* The one point there is where all ranges are single numbers; *given whether --at says the same. */
static bool add_only_point(Checker *c, bool *given) {
    double *point = view_allocate(c->request, c->points.variables, sizeof *point);
    *given = c->given;
    for (uint32_t v = 0; point && v < c->points.variables; v++) {
        point[v] = c->ranges[v].low;
        *given &= c->request->problem.point[v] == point[v];
    }
    return point && points_add(&c->points, point, c->request->diag);
}

/* Those of the box, and last the one of --at. */
static bool choose_points(Checker *c) {
    const Request *request = c->request;
    const Problem *problem = &request->problem;
    c->given = true;
    for (uint32_t v = 0; v < problem->variables; v++)
        c->given &= request->has_value[v] != 0;
    c->points.variables = problem->variables;
    if (c->varies && !points_choose(&c->points, &c->judge.function.evaluator, c->ranges,
                                    point_count(request), request->options->seed))
        return false;
    bool there = false;
    if (!c->varies && !add_only_point(c, &there))
        return false;
    return !c->given || there || points_add(&c->points, problem->point, request->diag);
}

/* ---- what points say ---- */

static bool stopped(const Request *request) {
    return request->options->stop && *request->options->stop;
}

/* The point moved by a little of every range, up (side 1) or down (-1) or,
 * where that leaves the range, the other way; off diagonals. */
static void move_beside(Checker *c, const double *here, int side) {
    for (uint32_t v = 0; v < c->points.variables; v++) {
        const Range *range = &c->ranges[v];
        double step = (beside * range->high - beside * range->low) * (1.0 + v % 7 / 10.0);
        double there = here[v] + side * step;
        bool inside = there >= range->low && there <= range->high;
        c->moved[v] = inside ? there : here[v] - side * step;
    }
}

/* A claim that is no number at a point has a gap there if it is one on both sides. */
static bool look_for_gap(Checker *c, uint32_t point, uint32_t claim) {
    Finding *finding = checker_finding(c, point, claim);
    bool gap = true;
    if (finding->verdict != POINT_UNDEFINED || !c->varies)
        return true;
    for (int side = -1; side <= 1; side += 2) {
        move_beside(c, points_at(&c->points, point), side);
        if (!judge_point(&c->judge, c->moved, false, c->nearby))
            return false;
        gap &= c->nearby[claim].verdict != POINT_UNDEFINED;
    }
    if (gap)
        finding->verdict = POINT_GAP;
    return true;
}

static bool judge_one(Checker *c, uint32_t point) {
    bool number =
        point + 1 == c->points.count; /* where there is none of --at, nothing asks for it */
    if (!judge_point(&c->judge, points_at(&c->points, point), number, checker_finding(c, point, 0)))
        return false;
    for (uint32_t k = 0; k < c->request->claim_count; k++)
        if (!look_for_gap(c, point, k))
            return false;
    return true;
}

static bool judge_points(Checker *c) {
    const Request *request = c->request;
    uint32_t count = c->points.count;
    size_t claims = request->claim_count;
    c->nearby = view_allocate(c->request, claims, sizeof *c->nearby);
    c->moved = view_allocate(c->request, c->points.variables, sizeof *c->moved);
    if (count <= SIZE_MAX / sizeof *c->findings / claims)
        c->findings = view_allocate(c->request, count * claims, sizeof *c->findings);
    if (!c->findings || !c->nearby || !c->moved) {
        diag_no_memory(request->diag);
        return false;
    }
    for (uint32_t i = 0; i < count; i++)
        if (stopped(request) || !judge_one(c, i))
            return false;
    return true;
}

/* The point that ranks first among those with a verdict, or of these not yet asked about; count for
 * none. Of points that rank about alike it is the first one, which is random and short to read. */
static uint32_t first_with(const Checker *c, uint32_t claim, PointVerdict verdict, bool unasked) {
    uint32_t first = c->points.count;
    for (uint32_t i = 0; i < c->points.count; i++) {
        const Finding *finding = checker_finding(c, i, claim);
        if (finding->verdict != verdict || (unasked && finding->asked))
            continue;
        double rank = first < c->points.count ? checker_finding(c, first, claim)->rank : -1.0;
        if (finding->rank > much * rank)
            first = i;
    }
    return first;
}

static void sum_up(const Checker *c, uint32_t claim, Outcome *outcome) {
    *outcome = (Outcome){.verdict = POINT_NOT_ASKED};
    for (uint32_t i = 0; i < c->points.count; i++) {
        PointVerdict verdict = (PointVerdict)checker_finding(c, i, claim)->verdict;
        outcome->counts[verdict]++;
        if (verdict < outcome->verdict)
            outcome->verdict = verdict;
    }
    /* A claim is 0 somewhere and unclear elsewhere, or 0 everywhere but for some overflow. */
    if (outcome->verdict == POINT_UNCLEAR &&
        outcome->counts[POINT_ZERO] > outcome->counts[POINT_UNCLEAR])
        outcome->verdict = POINT_ZERO;
    outcome->worst = first_with(c, claim, outcome->verdict, false);
}

/* The next point to ask about: the one that ranks first or, among those that agree,
 * every other time one of a sample. */
static uint32_t next_to_ask(const Checker *c, uint32_t claim, PointVerdict verdict, uint32_t turn) {
    uint32_t count = c->points.count, first = first_with(c, claim, verdict, true);
    if (verdict != POINT_AGREES || turn % 2 == 0)
        return first;
    for (uint32_t i = (uint32_t)((uint64_t)count * turn / MOST_ASKED); i < count; i++)
        if (checker_finding(c, i, claim)->verdict == verdict &&
            !checker_finding(c, i, claim)->asked)
            return i;
    return first;
}

/* Of points that looked wrong the referee has confirmed none: the others are no better. */
static void forgive(Checker *c, uint32_t claim) {
    for (uint32_t i = 0; i < c->points.count; i++) {
        Finding *finding = checker_finding(c, i, claim);
        if (finding->verdict == POINT_WRONG && !finding->asked)
            finding->verdict = POINT_UNCLEAR;
    }
}

/* Lets the referee look at a claim until it has confirmed what the points say. */
static bool settle(Checker *c, uint32_t claim, int64_t deadline) {
    Outcome *outcome = &c->outcomes[claim];
    sum_up(c, claim, outcome);
    for (uint32_t turn = 0; turn < MOST_ASKED; turn++) {
        PointVerdict verdict = outcome->verdict;
        bool decisive = verdict == POINT_WRONG || verdict == POINT_UNDEFINED;
        bool confirmed = decisive && checker_finding(c, outcome->worst, claim)->asked;
        if (confirmed || verdict >= POINT_GAP)
            return true;
        uint32_t next = next_to_ask(c, claim, verdict, turn);
        if (next == c->points.count) /* all were asked about */
            return true;
        if (stopped(c->request) || clock_now() > deadline)
            return true;
        if (!judge_referee(&c->judge, points_at(&c->points, next), claim,
                           checker_finding(c, next, claim)) ||
            !look_for_gap(c, next, claim))
            return false;
        sum_up(c, claim, outcome);
    }
    forgive(c, claim);
    sum_up(c, claim, outcome);
    return true;
}

/* ---- all of it ---- */

static bool check(Checker *c) {
    Request *request = c->request;
    if (!examine_claims(request) || !choose_ranges(c) || !judge_begin(&c->judge, request) ||
        !choose_points(c) || !judge_points(c))
        return false;
    c->outcomes = view_allocate(request, request->claim_count, sizeof *c->outcomes);
    int64_t deadline = clock_now() + (request->reference ? referee_ns : -1);
    for (uint32_t k = 0; c->outcomes && k < request->claim_count; k++)
        if (!settle(c, k, deadline))
            return false;
    return c->outcomes;
}

bool check_run(Request *request, Report *report, bool *undefined) {
    Checker checker = {.request = request};
    bool done = check(&checker) && findings_report(&checker, report);
    for (uint32_t k = 0; done && k < request->claim_count; k++)
        *undefined |= !outcome_holds(&checker.outcomes[k]);
    judge_free(&checker.judge);
    points_free(&checker.points);
    return done && !diag_failed(request->diag);
}

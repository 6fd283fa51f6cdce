/* Claim checks: see claim-check.h.
 *
 * Every claim is first checked in doubles, with bounds of all rounding errors, at hundreds of
 * points. The referee then checks the points that matter: the worst, the unclear, and a sample. */
#include "analysis/claim-check.h"

#include "analysis/clock.h"
#include "methods/method.h"

#include <math.h>

enum {
    MOST_POINTS = 200, /* unless told otherwise */
    LEAST_POINTS = 8,  /* however long one takes */
    MOST_ASKED = 12    /* points of a claim that the referee is asked about */
};

/* Operations on numbers that all points together may take, some tenths of a second; with bounds an
 * operation costs about this many. */
static const double operations_in_all = 8e7, operations_bounded = 20.0;
/* The referee's time in nanoseconds; then the doubles decide. */
static const int64_t referee_ns = 500000000;

/* Ranks that differ by less than this factor count as equal. */
static const double much = 1.001;
/* As a part of a range: how far to move off an isolated bad point. */
static const double beside = 1e-4;

/* ---- the points ---- */

static uint32_t point_count(const ClaimCheck *c) {
    if (c->points)
        return c->points;
    const MethodRow *row = &method_table[METHOD_REVERSE];
    Problem problem = *c->subject->problem;
    double operations = row->predict(&problem);
    for (uint32_t k = 0; k < c->claim_count; k++) {
        if (!c->claims[k].function)
            problem.root = c->claims[k].formula;
        operations += row->predict(&problem);
    }
    double count = operations_in_all / operations_bounded / fmax(operations, 1.0);
    return count > MOST_POINTS    ? MOST_POINTS
           : count > LEAST_POINTS ? (uint32_t)count
                                  : LEAST_POINTS;
}

/* The only point, where all ranges are single numbers; *same: it is the subject's own. */
static bool add_only_point(ClaimCheck *c, bool *same) {
    uint32_t variables = c->samples.variables;
    double *point = subject_allocate(c->subject, variables, sizeof *point);
    *same = c->given;
    for (uint32_t v = 0; point && v < variables; v++) {
        point[v] = c->ranges[v].low;
        *same &= c->subject->problem->point[v] == point[v];
    }
    return point && samples_add(&c->samples, point, c->subject->diag);
}

/* The points of the box, then the subject's own. */
static bool choose_points(ClaimCheck *c) {
    const Problem *problem = c->subject->problem;
    c->samples.variables = problem->components;
    for (uint32_t v = 0; v < problem->components; v++)
        c->varies |= c->ranges[v].low < c->ranges[v].high;
    if (c->varies &&
        !samples_choose(&c->samples, problem->tapes, c->ranges, point_count(c), c->seed))
        return false;
    bool there = false;
    if (!c->varies && !add_only_point(c, &there))
        return false;
    return !c->given || there || samples_add(&c->samples, problem->point, c->subject->diag);
}

/* ---- what points say ---- */

static bool stopped(const ClaimCheck *c) {
    return c->stop && *c->stop;
}

/* The point moved a little in every range: up (side 1) or down (-1), or the other way where that
 * leaves the range. Steps differ, to leave diagonals. */
static void move_beside(ClaimCheck *c, const double *here, int side) {
    for (uint32_t v = 0; v < c->samples.variables; v++) {
        const Range *range = &c->ranges[v];
        double step = (beside * range->high - beside * range->low) * (1.0 + v % 7 / 10.0);
        double there = here[v] + side * step;
        bool inside = there >= range->low && there <= range->high;
        c->moved[v] = inside ? there : here[v] - side * step;
    }
}

/* A claim that is not a number at a point has a gap there if it is a number on both sides. */
static bool look_for_gap(ClaimCheck *c, uint32_t point, uint32_t claim) {
    Finding *finding = claim_check_finding(c, point, claim);
    bool gap = true;
    if (finding->verdict != POINT_UNDEFINED || !c->varies)
        return true;
    for (int side = -1; side <= 1; side += 2) {
        move_beside(c, samples_at(&c->samples, point), side);
        if (!verifier_look(&c->verifier, c->moved, false, c->nearby))
            return false;
        gap &= c->nearby[claim].verdict != POINT_UNDEFINED;
    }
    if (gap)
        finding->verdict = POINT_GAP;
    return true;
}

static bool look_at(ClaimCheck *c, uint32_t point) {
    bool number = point + 1 == c->samples.count; /* without --at no claim asks for it */
    if (!verifier_look(&c->verifier, samples_at(&c->samples, point), number,
                       claim_check_finding(c, point, 0)))
        return false;
    for (uint32_t k = 0; k < c->claim_count; k++)
        if (!look_for_gap(c, point, k))
            return false;
    return true;
}

static bool look_at_all(ClaimCheck *c) {
    uint32_t count = c->samples.count;
    size_t claims = c->claim_count;
    c->nearby = subject_allocate(c->subject, claims, sizeof *c->nearby);
    c->moved = subject_allocate(c->subject, c->samples.variables, sizeof *c->moved);
    if (count <= SIZE_MAX / sizeof *c->findings / claims)
        c->findings = subject_allocate(c->subject, count * claims, sizeof *c->findings);
    if (!c->findings || !c->nearby || !c->moved) {
        diag_no_memory(c->subject->diag);
        return false;
    }
    for (uint32_t i = 0; i < count; i++)
        if (stopped(c) || !look_at(c, i))
            return false;
    return true;
}

/* The highest-ranking point with a verdict or, `unasked`, of those not yet asked about; count for
 * none. Among points of about equal rank the first wins, as it is random and short to read. */
static uint32_t first_with(const ClaimCheck *c, uint32_t claim, PointVerdict verdict,
                           bool unasked) {
    uint32_t first = c->samples.count;
    for (uint32_t i = 0; i < c->samples.count; i++) {
        const Finding *finding = claim_check_finding(c, i, claim);
        if (finding->verdict != verdict || (unasked && finding->asked))
            continue;
        double rank = first < c->samples.count ? claim_check_finding(c, first, claim)->rank : -1.0;
        if (finding->rank > much * rank)
            first = i;
    }
    return first;
}

static void sum_up(const ClaimCheck *c, uint32_t claim, ClaimVerdict *sum) {
    *sum = (ClaimVerdict){.verdict = POINT_NOT_ASKED};
    for (uint32_t i = 0; i < c->samples.count; i++) {
        PointVerdict verdict = (PointVerdict)claim_check_finding(c, i, claim)->verdict;
        sum->counts[verdict]++;
        if (verdict < sum->verdict)
            sum->verdict = verdict;
    }
    /* The claim is 0 in some places and unclear in others, or 0 everywhere but for some
     * overflow. */
    if (sum->verdict == POINT_UNCLEAR && sum->counts[POINT_ZERO] > sum->counts[POINT_UNCLEAR])
        sum->verdict = POINT_ZERO;
    sum->worst = first_with(c, claim, sum->verdict, false);
}

/* The next point to ask about: the highest-ranking one or, if the points agree, every other time
 * one from a sample. */
static uint32_t next_to_ask(const ClaimCheck *c, uint32_t claim, PointVerdict verdict,
                            uint32_t turn) {
    uint32_t count = c->samples.count, first = first_with(c, claim, verdict, true);
    if (verdict != POINT_AGREES || turn % 2 == 0)
        return first;
    for (uint32_t i = (uint32_t)((uint64_t)count * turn / MOST_ASKED); i < count; i++)
        if (claim_check_finding(c, i, claim)->verdict == verdict &&
            !claim_check_finding(c, i, claim)->asked)
            return i;
    return first;
}

/* The referee confirmed none of the points that looked wrong, so the rest are no better. */
static void downgrade_unconfirmed(ClaimCheck *c, uint32_t claim) {
    for (uint32_t i = 0; i < c->samples.count; i++) {
        Finding *finding = claim_check_finding(c, i, claim);
        if (finding->verdict == POINT_WRONG && !finding->asked)
            finding->verdict = POINT_UNCLEAR;
    }
}

/* Lets the referee look at a claim until it has confirmed what the points say. */
static bool settle(ClaimCheck *c, uint32_t claim, int64_t deadline) {
    ClaimVerdict *sum = &c->verdicts[claim];
    sum_up(c, claim, sum);
    for (uint32_t turn = 0; turn < MOST_ASKED; turn++) {
        PointVerdict verdict = sum->verdict;
        bool decisive = verdict == POINT_WRONG || verdict == POINT_UNDEFINED;
        bool confirmed = decisive && claim_check_finding(c, sum->worst, claim)->asked;
        if (confirmed || verdict >= POINT_GAP)
            return true;
        uint32_t next = next_to_ask(c, claim, verdict, turn);
        if (next == c->samples.count) /* all were asked about */
            return true;
        if (stopped(c) || clock_now() > deadline)
            return true;
        if (!verifier_ask(&c->verifier, samples_at(&c->samples, next), claim,
                          claim_check_finding(c, next, claim)) ||
            !look_for_gap(c, next, claim))
            return false;
        sum_up(c, claim, sum);
    }
    downgrade_unconfirmed(c, claim);
    sum_up(c, claim, sum);
    return true;
}

/* ---- all of it ---- */

bool claim_check_run(ClaimCheck *c) {
    if (!verifier_begin(&c->verifier, c->subject, c->claims, c->claim_count, c->reference,
                        c->stop) ||
        !choose_points(c) || !look_at_all(c))
        return false;
    c->verdicts = subject_allocate(c->subject, c->claim_count, sizeof *c->verdicts);
    int64_t deadline = clock_now() + (c->reference ? referee_ns : -1);
    for (uint32_t k = 0; c->verdicts && k < c->claim_count; k++)
        if (!settle(c, k, deadline))
            return false;
    return c->verdicts;
}

void claim_check_free(ClaimCheck *c) {
    verifier_free(&c->verifier);
    samples_free(&c->samples);
}

/* Rounding: see rounding.h.
 *
 * A running error analysis (J. H. Wilkinson, Rounding Errors in Algebraic Processes, 1963; N. J.
 * Higham, Accuracy and Stability of Numerical Algorithms, 2002, sec. 3.3): the error of a result is
 * its operation's own, within the bound of its row, plus what the errors of the operands make of
 * it. The latter is the sum of slope times error or, if larger, the change of the result when the
 * operands are moved by their errors: so curvature, kinks, jumps and ends of a domain count when
 * they are near enough to matter. The reverse sweep treats adjoints in the same way, with the
 * partials in place of the result. Errors of additions into one sum, of which there may be a
 * million, are assumed independent: they grow with the root of their number (N. J. Higham, T. Mary,
 * A new approach to probabilistic rounding error analysis, 2019).
 *
 * Influence is the same to first order, without the bounds: if a is the adjoint of an operation,
 * its error e is an error a*e of the result (S. Linnainmaa, Taylor expansion of the accumulated
 * rounding error, BIT 16, 1976). Errors are taken as independent, so they add up as the root of the
 * sum of their squares.
 *
 * An operation's own error is found exactly where arithmetic leaves a remainder that is a double
 * (T. J. Dekker, A floating-point technique for extending the available precision, Numer. Math. 18,
 * 1971); else the operation's row bounds it. */
#include "analysis/rounding.h"

#include "graph/nary.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* A constant that is inexact in binary was rounded by its author, to 15 digits or better. */
static const double constant_ulps = 8.0;
/* A result that changes by less than this part of itself when its operands change in proportion is
 * saturated, like tanh(20) = 1: it looks exact and is not. */
static const double saturated = 0x1p-20;
/* Products and quotients above this have remainders that do not underflow. */
static const double smallest_exact = 0x1p-900;

/* A bound of the rounding of a number of this size, in units of the last place; near 0 these are
 * never smaller than the smallest double. */
static double rounding_bound(double size, double units) {
    return units > 0.0 ? fmax(units * DBL_EPSILON * size, fmax(units, 1.0) * DBL_TRUE_MIN) : 0.0;
}

/* One operation: the walk's, with scratch for its operands. */
typedef struct Operation {
    Walk *walk;
    double weight; /* bound of its rounding, in units of eps times its size */
    bool many;
    bool twice; /* both operands are the same element */
    double *errors, *steps, *moved, *partials, *others, *spreads; /* one per operand */
} Operation;
enum { ARRAYS = 6 };

void rounding_begin(Rounding *r, Tapes *tapes) {
    evaluator_begin(&r->evaluator, tapes);
}

void rounding_free(Rounding *r) {
    evaluator_free(&r->evaluator);
    walk_free(&r->walk);
    array_free(&r->errors);
    array_free(&r->slopes);
    array_free(&r->sizes);
    array_free(&r->squares);
    array_free(&r->room);
}

/* ---- what an operation rounds ---- */

static bool is_whole(double x) {
    return x == floor(x) && fabs(x) <= INT32_MAX;
}

/* The exact error of x + y rounded to `sum`. */
static double lost_by_adding(double x, double y, double sum) {
    bool larger = fabs(x) >= fabs(y); /* from which the sum is not so far that it overflows */
    return larger ? y - (sum - x) : x - (sum - y);
}

/* The same for many: they are added again, with all errors. */
static double lost_by_sum(const double *x, uint32_t count, double value) {
    double sum = 0, lost = 0;
    for (uint32_t i = 0; i < count; i++) {
        double next = sum + x[i];
        lost += lost_by_adding(sum, x[i], next);
        sum = next;
    }
    return (sum - value) + lost;
}

/* The own error of an operation with a finite value, as far as it is known: the remainder, or half
 * a unit of the last place. *exact: nothing else is lost. Whole numbers that functions make of
 * whole numbers are usually exact. */
static double own_remainder(const Walk *walk, bool *exact) {
    const double *x = walk->operands, value = walk->value;
    *exact = true;
    if (op_table[walk_op(walk)].bound == 0)
        return 0;
    if (walk_op(walk) == OP_ADD || walk_op(walk) == OP_SUB)
        return lost_by_adding(x[0], walk_op(walk) == OP_ADD ? x[1] : -x[1], value);
    *exact = fabs(value) > smallest_exact && fabs(x[0]) > smallest_exact;
    if (walk_op(walk) == OP_MUL)
        return fma(x[0], x[1], -value);
    if (walk_op(walk) == OP_DIV)
        return fma(-value, x[1], x[0]) / x[1];
    if (walk_op(walk) == OP_SQRT)
        return fma(-value, value, x[0]) / (2 * value);
    if (walk_op(walk) == OP_POWI && value == x[0] * x[0])
        return fma(x[0], x[0], -value);
    *exact = false;
    bool whole = is_whole(value);
    for (uint32_t i = 0; i < walk->count; i++)
        whole &= is_whole(x[i]);
    if (whole)
        return 0;
    return walk_op(walk) == OP_SUM ? lost_by_sum(x, walk->count, value) : DBL_EPSILON / 2 * value;
}

/* ---- one operation ---- */

static bool load(Rounding *r, Operation *o) {
    Walk *walk = &r->walk;
    const OpInfo *info = &op_table[walk_op(walk)];
    if (!array_reserve(&r->room, ARRAYS * (size_t)walk->count)) {
        diag_no_memory(r->evaluator.tapes->diag);
        return false;
    }
    double *next = r->room.items;
    *o = (Operation){.walk = walk,
                     .weight = info->bound,
                     .many = info->form == OP_NARY,
                     .twice = info->form == OP_BINARY && walk->at->in[0] == walk->at->in[1]};
    double **const arrays[ARRAYS] = {&o->errors,   &o->steps,  &o->moved,
                                     &o->partials, &o->others, &o->spreads};
    for (int i = 0; i < ARRAYS; i++, next += walk->count)
        *arrays[i] = next;
    if (o->many && o->weight > 0.0) /* each lane accumulates the errors of its terms */
        o->weight += sqrt(walk->count / (double)NARY_LANES);
    for (uint32_t i = 0; i < walk->count; i++)
        o->errors[i] = r->errors.items[walk_element(walk, i)];
    return true;
}

/* How all operands are moved: up, down, against each other (outwards and inwards if there are many)
 * and, if close, to 0 or to the same number: most poles, kinks and jumps are there. */
typedef enum Move {
    MOVE_UP,
    MOVE_DOWN,
    MOVE_ZERO,
    MOVE_APART,
    MOVE_TOGETHER,
    MOVE_EQUAL,
    MOVES
} Move;

static const double near = 4.0; /* times the step */

static double moved_by(double x, double step, bool up) {
    double far = up ? x + step : x - step, next = nextafter(x, up ? HUGE_VAL : -HUGE_VAL);
    return fabs(far - x) > fabs(next - x) ? far : next; /* at least to the next double */
}

static double moved(const Operation *o, uint32_t k, Move move) {
    double x = o->walk->operands[k], step = o->steps[k], first = o->walk->operands[0];
    /* The same operand twice moves as one. */
    bool other = o->many ? x < 0.0 : k > 0 && !o->twice;
    if (move == MOVE_ZERO)
        return fabs(x) <= near * step ? 0.0 : x;
    if (move == MOVE_EQUAL)
        return fabs(x - first) <= near * (step + o->steps[0]) ? first : x;
    if (!(step > 0.0))
        return x;
    return moved_by(x, step, move < MOVE_ZERO ? move == MOVE_UP : (move == MOVE_APART) != other);
}

/* False if nothing moves. */
static bool move_operands(const Operation *o, Move move) {
    bool any = false;
    if (o->walk->count == 1 && move > MOVE_ZERO)
        return false;
    for (uint32_t k = 0; k < o->walk->count; k++) {
        o->moved[k] = moved(o, k, move);
        any |= o->moved[k] != o->walk->operands[k];
    }
    return any;
}

static bool any_above(const double *numbers, uint32_t count, double least) {
    bool found = false;
    for (uint32_t i = 0; i < count; i++)
        found |= numbers[i] > least;
    return found;
}

/* ---- values ---- */

/* A multiple of 1/1024 small enough that sums and products of two are exact. */
static bool is_short(double x) {
    return fabs(x) <= 0x1p20 && x * 1024.0 == floor(x * 1024.0);
}

/* The change of the result if all operands changed in proportion. */
static double proportional(const Operation *o) {
    double sum = 0.0;
    for (uint32_t k = 0; k < o->walk->count; k++)
        if (isfinite(o->partials[k]))
            sum += fabs(o->walk->operands[k] * o->partials[k]);
    return sum;
}

static bool is_exact(const Operation *o) {
    if (!is_short(o->walk->value) || any_above(o->errors, o->walk->count, 0.0))
        return false;
    bool zeros = true;
    for (uint32_t k = 0; k < o->walk->count; k++) {
        if (!is_short(o->walk->operands[k]))
            return false;
        zeros &= o->walk->operands[k] == 0.0;
    }
    return zeros || proportional(o) >= saturated * fabs(o->walk->value);
}

/* 0*x, 0/x, sin(0), x - x. */
static bool is_plain_zero(const Operation *o) {
    bool zero = o->walk->count == 2 && fabs(o->walk->operands[0]) == fabs(o->walk->operands[1]) &&
                fabs(o->walk->operands[0]) > 0x1p-500; /* squares of smaller ones underflow */
    for (uint32_t k = 0; k < o->walk->count; k++)
        zero |= o->walk->operands[k] == 0.0;
    return zero && o->walk->value == 0.0;
}

/* The operation's own rounding. A bound above that of plain arithmetic may stand for what a change
 * of the operands' last digits does. */
static double own_error(const Rounding *r, const Operation *o) {
    bool exact;
    double remainder = r->constants_only ? 0.0 : own_remainder(o->walk, &exact);
    if (r->constants_only || exact)
        return fabs(remainder);
    if (is_exact(o) || is_plain_zero(o))
        return 0.0;
    double size = fabs(o->walk->value) + (o->weight >= 1.0 ? proportional(o) : 0.0);
    return rounding_bound(size, o->weight);
}

/* A result that is not finite: 0 if it is so whatever the errors. */
static double error_of_no_number(const Operation *o) {
    if (isinf(o->walk->value) && walk_is_finite(o->walk) && walk_is_smooth(o->walk))
        return INFINITY; /* too large for a double */
    for (Move move = 0; move < MOVES; move++)
        if (move_operands(o, move) && isfinite(walk_value_at(o->walk, o->moved)))
            return INFINITY;
    return 0.0;
}

/* The sum of slope times error. */
static double first_order(const Operation *o) {
    double sum = 0.0;
    if (o->twice)
        return fabs(o->partials[0] + o->partials[1]) * o->errors[0];
    for (uint32_t k = 0; k < o->walk->count; k++)
        if (isfinite(o->partials[k]))
            sum += fabs(o->partials[k]) * o->errors[k];
    return sum;
}

/* The change of a result when its operands move by their errors; infinite if it stops being a
 * number. */
static double spread_of(const Operation *o) {
    double spread = 0.0;
    for (Move move = 0; move < MOVES; move++)
        if (move_operands(o, move)) {
            double distance = fabs(walk_value_at(o->walk, o->moved) - o->walk->value);
            spread = isfinite(distance) ? fmax(spread, distance) : INFINITY;
        }
    return spread;
}

static double error_of(const Rounding *r, Operation *o) {
    memcpy(o->steps, o->errors, o->walk->count * sizeof *o->steps);
    if (any_above(o->errors, o->walk->count, DBL_MAX))
        return INFINITY;
    if (!isfinite(o->walk->value))
        return error_of_no_number(o);
    if (!walk_is_finite(o->walk) && o->weight > 0.0)
        return INFINITY; /* a limit, as in 1/inf = 0 */
    walk_partials_at(o->walk, o->walk->operands, o->walk->value, o->partials);
    return own_error(r, o) + fmax(first_order(o), spread_of(o));
}

static double error_of_constant(double x) {
    bool exact = is_short(x) || (x == floor(x) && fabs(x) <= 0x1p53);
    return exact || !isfinite(x) ? 0.0 : constant_ulps * DBL_EPSILON * fabs(x);
}

/* Whether a condition comes out the same whatever its error. */
static bool is_sure(double condition, double error) {
    return error == 0.0 || error < fabs(condition);
}

static bool find_errors(Rounding *r, const Run *run) {
    const Tape *tape = run->tape;
    Walk *walk = &r->walk;
    if (!array_reserve(&r->errors, tape->elements)) {
        diag_no_memory(r->evaluator.tapes->diag);
        return false;
    }
    double *errors = r->errors.items;
    r->sure = r->smooth = true;
    for (uint32_t i = 0; i < tape->variables; i++)
        errors[i] = 0.0;
    for (size_t i = 0; i < tape->constants.count; i++)
        errors[tape->variables + i] = error_of_constant(tape->constants.items[i]);
    if (!walk_begin(walk, run, r->evaluator.tapes->diag))
        return false;
    while (walk_next(walk)) {
        Operation o;
        if (walk_is_guard(walk)) {
            r->sure &= is_sure(walk->value, errors[walk_element(walk, 0)]);
            continue;
        }
        if (!load(r, &o))
            return false;
        errors[walk->at->out] = error_of(r, &o);
        r->smooth &= walk_is_smooth(walk);
    }
    return true;
}

static Bounded bounded_value(const Rounding *r, const Run *run) {
    return (Bounded){run_output(run, 0), r->errors.items[run->tape->outputs.items[0]]};
}

bool rounding_value(Rounding *r, const double *point, Bounded *value) {
    const Run *run = evaluator_at(&r->evaluator, point);
    if (!run || !find_errors(r, run))
        return false;
    *value = bounded_value(r, run);
    return true;
}

/* ---- gradients ---- */

/* The error of each partial: its own rounding, and that of the operands it is taken at. */
static void bound_partials(const Rounding *r, Operation *o) {
    const Tape *tape = o->walk->run->tape;
    double units = r->constants_only ? 0.0 : o->weight;
    walk_partials_at(o->walk, o->walk->operands, o->walk->value, o->partials);
    for (uint32_t k = 0; k < o->walk->count; k++) {
        uint32_t element = walk_element(o->walk, k);
        bool moves =
            units >= 1.0 && !tape_is_constant(tape, element) && o->walk->operands[k] != 0.0;
        double own = moves ? rounding_bound(fabs(o->walk->operands[k]), units) : 0.0;
        o->steps[k] = fmax(o->errors[k], own);
        o->spreads[k] = 0.0;
    }
    for (Move move = 0; move < MOVES; move++) {
        if (!move_operands(o, move))
            continue;
        walk_partials_at(o->walk, o->moved, walk_value_at(o->walk, o->moved), o->others);
        for (uint32_t k = 0; k < o->walk->count; k++) {
            double distance = fabs(o->others[k] - o->partials[k]);
            o->spreads[k] = isfinite(distance) ? fmax(o->spreads[k], distance) : INFINITY;
        }
    }
    for (uint32_t k = 0; k < o->walk->count; k++)
        o->spreads[k] += rounding_bound(fabs(o->partials[k]), units);
}

/* Whether a partial may be finite, as far as is known of the operands. */
static bool may_be_number(const Operation *o, uint32_t k) {
    bool found = false;
    memcpy(o->steps, o->errors, o->walk->count * sizeof *o->steps);
    for (Move move = 0; move < MOVES; move++) {
        if (move_operands(o, move)) {
            walk_partials_at(o->walk, o->moved, walk_value_at(o->walk, o->moved), o->others);
            found |= isfinite(o->others[k]) != 0;
        }
    }
    return found;
}

/* The error of what operand k contributes to its adjoint. */
static double error_of_share(const Operation *o, uint32_t k, double adjoint, double error,
                             double units, bool lost) {
    double partial = o->partials[k], share = adjoint * partial, own = 0.0;
    if (!isfinite(share)) {
        bool overflow = isfinite(adjoint) && walk_is_smooth(o->walk);
        return lost || overflow || may_be_number(o, k) ? INFINITY : 0.0;
    }
    if (lost || isinf(o->spreads[k]))
        return INFINITY;
    if (adjoint != 0.0 && partial != 0.0)
        own = rounding_bound(fabs(share), units);
    return fabs(partial) * error + o->spreads[k] * (fabs(adjoint) + error) + own;
}

/* The error of an adjoint after all contributions. */
static double adjoint_error(const Rounding *r, uint32_t element) {
    return r->slopes.items[element] + sqrt(r->squares.items[element]);
}

static void add_errors(Rounding *r, const Run *run, const Operation *o) {
    const Walk *walk = o->walk;
    double adjoint = run->adjoints[walk->at->out], error = adjoint_error(r, walk->at->out);
    double units = r->constants_only ? 0.0 : 1.0;
    bool lost = any_above(o->errors, walk->count, DBL_MAX) || isinf(error);
    for (uint32_t k = 0; k < walk->count; k++) {
        uint32_t element = walk_element(walk, k);
        if (!run->relevant[element] || !walk_uses(walk, k))
            continue;
        double *size = &r->sizes.items[element], share = fabs(adjoint * o->partials[k]);
        r->slopes.items[element] += error_of_share(o, k, adjoint, error, units, lost);
        *size += isfinite(share) ? share : 0.0;
        double added = 0.5 * units * DBL_EPSILON * *size; /* of this addition */
        r->squares.items[element] += added * added;
    }
}

/* One zero per element of the tape; false without memory. */
#define clear_all(array, tape)                                                                     \
    (array_reserve((array), (tape)->elements) &&                                                   \
     memset((array)->items, 0, (tape)->elements * sizeof *(array)->items))

static bool find_adjoint_errors(Rounding *r, const Run *run) {
    const Tape *tape = run->tape;
    Walk *walk = &r->walk;
    if (!clear_all(&r->slopes, tape) || !clear_all(&r->sizes, tape) ||
        !clear_all(&r->squares, tape)) {
        diag_no_memory(r->evaluator.tapes->diag);
        return false;
    }
    for (walk_to_end(walk); walk_back(walk);) {
        Operation o;
        if (walk_is_guard(walk) || !run->relevant[walk->at->out])
            continue;
        if (!load(r, &o))
            return false;
        bound_partials(r, &o);
        add_errors(r, run, &o);
    }
    return true;
}

bool rounding_gradient(Rounding *r, const double *point, Bounded *value, Bounded *gradient) {
    uint32_t variables = r->evaluator.tapes->variables;
    double *adjoints = memory_resize(NULL, variables, sizeof *adjoints);
    if (!adjoints) {
        diag_no_memory(r->evaluator.tapes->diag);
        return false;
    }
    const Run *run = evaluator_adjoint(&r->evaluator, point, adjoints);
    bool done = run && find_errors(r, run) && find_adjoint_errors(r, run);
    if (done) {
        *value = bounded_value(r, run);
        for (uint32_t i = 0; i < variables; i++)
            gradient[i] = (Bounded){adjoints[i], adjoint_error(r, i)};
    }
    memory_free(adjoints);
    return done;
}

/* ---- where an error comes from ---- */

/* Propagates an adjoint to the operands; returns the weight of the operation's own rounding. */
static double step_back(Influence *influence, Walk *walk) {
    double adjoint = influence->adjoints.items[walk->at->out];
    const double *partials = walk_partials(walk);
    for (uint32_t i = 0; i < walk->count; i++) {
        uint32_t element = walk_element(walk, i);
        double share = adjoint * partials[i];
        if (!walk_uses(walk, i) || !isfinite(share))
            continue;
        influence->adjoints.items[element] += share;
        if (fabs(share) > fabs(influence->shares.items[element])) {
            influence->shares.items[element] = share;
            influence->users.items[element] = (uint32_t)walk->index;
        }
    }
    bool exact;
    double counts = fabs(adjoint * own_remainder(walk, &exact));
    return isfinite(counts) ? counts : 0;
}

bool influence_find(Influence *influence, Walk *walk, Diag *diag) {
    const Tape *tape = walk->run->tape;
    influence->error = influence->worst = 0;
    if (!clear_all(&influence->adjoints, tape) || !clear_all(&influence->shares, tape) ||
        !array_reserve(&influence->users, tape->elements)) {
        diag_no_memory(diag);
        return false;
    }
    influence->adjoints.items[tape->outputs.items[0]] = 1;
    for (walk_to_end(walk); walk_back(walk);) {
        if (walk_is_guard(walk) || influence->adjoints.items[walk->at->out] == 0)
            continue;
        double counts = step_back(influence, walk);
        influence->error = hypot(influence->error, counts);
        if (counts > influence->worst) {
            influence->worst = counts;
            influence->source = (uint32_t)walk->index;
        }
    }
    return true;
}

void influence_free(Influence *influence) {
    array_free(&influence->adjoints);
    array_free(&influence->shares);
    array_free(&influence->users);
}

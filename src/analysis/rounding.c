/* Rounding: see rounding.h.
 *
 * A running error analysis (J. H. Wilkinson, Rounding Errors in Algebraic Processes, 1963;
 * N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2002, sec. 3.3): the error of a
 * result is its operation's own, within the bound of its row, and what the errors of the operands
 * make of it. That is the sum of slope times error, or what becomes of the result when the operands
 * are moved by their errors, whichever is more: so bends, kinks, jumps and ends of a domain count
 * when they are near enough to matter. The adjoints are gone through in the same way on the way
 * back, where the partials take the place of the result. Errors of additions to one sum, of which
 * there may be a million, are taken for independent: they grow with the root of their number
 * (N. J. Higham, T. Mary, A new approach to probabilistic rounding error analysis, 2019). */
#include "analysis/rounding.h"

#include "graph/nary.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* A constant that is not exact in binary was rounded by whoever wrote it,
 * to 15 digits or better. */
static const double constant_ulps = 8.0;
/* A result that moves less than this part of itself when operands move in proportion is saturated,
 * as tanh(20) = 1, and so looks exact when it is not. */
static const double saturated = 0x1p-20;

/* What rounding may do to a number of some size, in units of the last place;
 * near 0 these are no smaller than the smallest double. */
static double rounded(double size, double units) {
    return units > 0.0 ? fmax(units * DBL_EPSILON * size, fmax(units, 1.0) * DBL_TRUE_MIN) : 0.0;
}

/* One operation where it stands. */
typedef struct Operation {
    const Instruction *at;
    uint32_t count; /* of operands */
    double value;
    double weight; /* bound of its rounding, in units of eps times its size */
    bool many;
    bool twice; /* both operands are one element */
    double *operands, *errors, *steps, *moved, *partials, *others, *spreads; /* count each */
} Operation;
enum { ARRAYS = 7 };

bool rounding_begin(Rounding *r, const Graph *graph, NodeId root, uint32_t variables) {
    return evaluator_begin(&r->evaluator, graph, &root, 1, variables);
}

void rounding_free(Rounding *r) {
    evaluator_free(&r->evaluator);
    array_free(&r->errors);
    array_free(&r->slopes);
    array_free(&r->sizes);
    array_free(&r->squares);
    array_free(&r->operands);
}

/* ---- one operation ---- */

static bool load(Rounding *r, const Run *run, const Instruction *at, Operation *o) {
    const OpInfo *info = &op_table[at->op];
    uint32_t count = tape_operand_count(at);
    if (!array_reserve(&r->operands, ARRAYS * (size_t)count)) {
        diag_no_memory(r->evaluator.graph->diag);
        return false;
    }
    double *next = r->operands.items;
    *o = (Operation){.at = at,
                     .count = count,
                     .value = run->values[at->out],
                     .weight = info->bound,
                     .many = info->form == OP_NARY,
                     .twice = info->form == OP_BINARY && at->in[0] == at->in[1]};
    double **const arrays[ARRAYS] = {&o->operands, &o->errors, &o->steps,  &o->moved,
                                     &o->partials, &o->others, &o->spreads};
    for (int i = 0; i < ARRAYS; i++, next += count)
        *arrays[i] = next;
    if (o->many && o->weight > 0.0) /* each lane adds up the errors of its terms */
        o->weight += sqrt(count / (double)NARY_LANES);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t element = tape_operand(&run->tape, at, i);
        o->operands[i] = run->values[element];
        o->errors[i] = r->errors.items[element];
    }
    return true;
}

static double value_of(const Operation *o, const double *operands) {
    return op_value((OpId)o->at->op, o->at->integer, operands, o->count);
}

static void partials_of(const Operation *o, const double *operands, double value,
                        double *partials) {
    op_partials((OpId)o->at->op, o->at->integer, operands, o->count, value, partials);
}

static bool is_smooth(const Operation *o) {
    return op_smooth((OpId)o->at->op, o->at->integer, o->operands, o->count);
}

/* How all operands are moved: up, down, against each other (outwards and inwards where there are
 * many), and, where that is near, to 0 or to the same number: there most poles, kinks and jumps
 * are. */
typedef enum Move {
    MOVE_UP,
    MOVE_DOWN,
    MOVE_ZERO,
    MOVE_APART,
    MOVE_TOGETHER,
    MOVE_EQUAL,
    MOVES
} Move;

static const double near = 4.0; /* in steps */

static double moved_by(double x, double step, bool up) {
    double far = up ? x + step : x - step, next = nextafter(x, up ? HUGE_VAL : -HUGE_VAL);
    return fabs(far - x) > fabs(next - x) ? far : next; /* to another double at least */
}

static double moved(const Operation *o, uint32_t k, Move move) {
    double x = o->operands[k], step = o->steps[k], first = o->operands[0];
    /* An operand that stands there twice moves as one. */
    bool other = o->many ? x < 0.0 : k > 0 && !o->twice;
    if (move == MOVE_ZERO)
        return fabs(x) <= near * step ? 0.0 : x;
    if (move == MOVE_EQUAL)
        return fabs(x - first) <= near * (step + o->steps[0]) ? first : x;
    if (!(step > 0.0))
        return x;
    return moved_by(x, step, move < MOVE_ZERO ? move == MOVE_UP : (move == MOVE_APART) != other);
}

/* False where that moves nothing. */
static bool move_operands(const Operation *o, Move move) {
    bool any = false;
    if (o->count == 1 && move > MOVE_ZERO)
        return false;
    for (uint32_t k = 0; k < o->count; k++) {
        o->moved[k] = moved(o, k, move);
        any |= o->moved[k] != o->operands[k];
    }
    return any;
}

static bool any_above(const double *numbers, uint32_t count, double least) {
    bool found = false;
    for (uint32_t i = 0; i < count; i++)
        found |= numbers[i] > least;
    return found;
}

static bool all_finite(const double *numbers, uint32_t count) {
    bool finite = true;
    for (uint32_t i = 0; i < count; i++)
        finite &= isfinite(numbers[i]) != 0;
    return finite;
}

/* ---- values ---- */

/* A multiple of 1/1024 so small that sums and products of two are exact. */
static bool is_short(double x) {
    return fabs(x) <= 0x1p20 && x * 1024.0 == floor(x * 1024.0);
}

/* What the result would change by if all operands changed in proportion. */
static double proportional(const Operation *o) {
    double sum = 0.0;
    for (uint32_t k = 0; k < o->count; k++)
        if (isfinite(o->partials[k]))
            sum += fabs(o->operands[k] * o->partials[k]);
    return sum;
}

static bool is_exact(const Operation *o) {
    if (!is_short(o->value) || any_above(o->errors, o->count, 0.0))
        return false;
    bool zeros = true;
    for (uint32_t k = 0; k < o->count; k++) {
        if (!is_short(o->operands[k]))
            return false;
        zeros &= o->operands[k] == 0.0;
    }
    return zeros || proportional(o) >= saturated * fabs(o->value);
}

/* 0*x, 0/x, sin(0), x - x. */
static bool is_plain_zero(const Operation *o) {
    bool zero = o->count == 2 && fabs(o->operands[0]) == fabs(o->operands[1]) &&
                fabs(o->operands[0]) > 0x1p-500; /* a smaller one might be squared */
    for (uint32_t k = 0; k < o->count; k++)
        zero |= o->operands[k] == 0.0;
    return zero && o->value == 0.0;
}

/* The operation's own rounding. Where a row's bound is more than that of arithmetic it may mean
 * what a change of the operands by their last digits would do. */
static double own_error(const Rounding *r, const Operation *o) {
    if (r->constants_only || is_exact(o) || is_plain_zero(o))
        return 0.0;
    double size = fabs(o->value) + (o->weight >= 1.0 ? proportional(o) : 0.0);
    return rounded(size, o->weight);
}

/* A result that is no finite number: 0 where it is none whatever the errors. */
static double error_of_no_number(const Operation *o) {
    if (isinf(o->value) && all_finite(o->operands, o->count) && is_smooth(o))
        return INFINITY; /* too large for a double */
    for (Move move = 0; move < MOVES; move++)
        if (move_operands(o, move) && isfinite(value_of(o, o->moved)))
            return INFINITY;
    return 0.0;
}

/* The sum of slope times error. */
static double first_order(const Operation *o) {
    double sum = 0.0;
    if (o->twice)
        return fabs(o->partials[0] + o->partials[1]) * o->errors[0];
    for (uint32_t k = 0; k < o->count; k++)
        if (isfinite(o->partials[k]))
            sum += fabs(o->partials[k]) * o->errors[k];
    return sum;
}

/* What becomes of a result when its operands are moved by their errors;
 * infinite if it becomes no number. */
static double spread_of(const Operation *o) {
    double spread = 0.0;
    for (Move move = 0; move < MOVES; move++)
        if (move_operands(o, move)) {
            double apart = fabs(value_of(o, o->moved) - o->value);
            spread = isfinite(apart) ? fmax(spread, apart) : INFINITY;
        }
    return spread;
}

static double error_of(const Rounding *r, Operation *o) {
    memcpy(o->steps, o->errors, o->count * sizeof *o->steps);
    if (any_above(o->errors, o->count, DBL_MAX))
        return INFINITY;
    if (!isfinite(o->value))
        return error_of_no_number(o);
    if (!all_finite(o->operands, o->count) && o->weight > 0.0)
        return INFINITY; /* a limit of arithmetic, as 1/inf = 0 */
    partials_of(o, o->operands, o->value, o->partials);
    return own_error(r, o) + fmax(first_order(o), spread_of(o));
}

static double error_of_constant(double x) {
    bool exact = is_short(x) || (x == floor(x) && fabs(x) <= 0x1p53);
    return exact || !isfinite(x) ? 0.0 : constant_ulps * DBL_EPSILON * fabs(x);
}

/* Whether a condition comes out alike whatever its error. */
static bool is_sure(double condition, double error) {
    return !(error > 0.0) || error < fabs(condition);
}

static bool find_errors(Rounding *r, const Run *run) {
    const Tape *tape = &run->tape;
    if (!array_reserve(&r->errors, tape->elements)) {
        diag_no_memory(r->evaluator.graph->diag);
        return false;
    }
    double *errors = r->errors.items;
    r->sure = r->smooth = true;
    for (uint32_t i = 0; i < tape->variables; i++)
        errors[i] = 0.0;
    for (size_t i = 0; i < tape->constants.count; i++)
        errors[tape->constants_begin + i] = error_of_constant(tape->constants.items[i]);
    for (size_t i = 0; i < tape->code.count; i++) {
        const Instruction *at = &tape->code.items[i];
        Operation o;
        if (at->op == OP_SELECT) {
            r->sure &= is_sure(run->values[at->in[0]], errors[at->in[0]]);
            continue;
        }
        if (!load(r, run, at, &o))
            return false;
        errors[at->out] = error_of(r, &o);
        r->smooth &= is_smooth(&o);
    }
    return true;
}

bool rounding_value(Rounding *r, const double *point, Bounded *value) {
    const Run *run = evaluator_at(&r->evaluator, point);
    if (!run || !find_errors(r, run))
        return false;
    uint32_t output = run->tape.outputs.items[0];
    *value = (Bounded){run->values[output], r->errors.items[output]};
    return true;
}

/* ---- gradients ---- */

/* How much each partial may be off: its own rounding, and that of the operands it is taken at. */
static void spread_partials(const Rounding *r, const Tape *tape, Operation *o) {
    double units = r->constants_only ? 0.0 : o->weight;
    partials_of(o, o->operands, o->value, o->partials);
    for (uint32_t k = 0; k < o->count; k++) {
        uint32_t element = tape_operand(tape, o->at, k);
        bool literal = element >= tape->constants_begin && element < tape->results_begin;
        bool moves = units >= 1.0 && !literal && o->operands[k] != 0.0;
        double own = moves ? rounded(fabs(o->operands[k]), units) : 0.0;
        o->steps[k] = fmax(o->errors[k], own);
        o->spreads[k] = 0.0;
    }
    for (Move move = 0; move < MOVES; move++) {
        if (!move_operands(o, move))
            continue;
        partials_of(o, o->moved, value_of(o, o->moved), o->others);
        for (uint32_t k = 0; k < o->count; k++) {
            double apart = fabs(o->others[k] - o->partials[k]);
            o->spreads[k] = isfinite(apart) ? fmax(o->spreads[k], apart) : INFINITY;
        }
    }
    for (uint32_t k = 0; k < o->count; k++)
        o->spreads[k] += rounded(fabs(o->partials[k]), units);
}

/* Whether a partial is a finite number where the operands may be for all that is known. */
static bool may_be_number(const Operation *o, uint32_t k) {
    bool found = false;
    memcpy(o->steps, o->errors, o->count * sizeof *o->steps);
    for (Move move = 0; move < MOVES; move++) {
        if (move_operands(o, move)) {
            partials_of(o, o->moved, value_of(o, o->moved), o->others);
            found |= isfinite(o->others[k]) != 0;
        }
    }
    return found;
}

/* The error of what operand k adds to its adjoint. */
static double error_of_share(const Operation *o, uint32_t k, double adjoint, double error,
                             double units, bool lost) {
    double partial = o->partials[k], share = adjoint * partial, own = 0.0;
    if (!isfinite(share)) {
        bool overflow = isfinite(adjoint) && is_smooth(o);
        return lost || overflow || may_be_number(o, k) ? INFINITY : 0.0;
    }
    if (lost || isinf(o->spreads[k]))
        return INFINITY;
    if (adjoint != 0.0 && partial != 0.0)
        own = rounded(fabs(share), units);
    return fabs(partial) * error + o->spreads[k] * (fabs(adjoint) + error) + own;
}

/* The error of an adjoint that all shares have been added to. */
static double slope_error(const Rounding *r, uint32_t element) {
    return r->slopes.items[element] + sqrt(r->squares.items[element]);
}

static void add_errors(Rounding *r, const Run *run, const Operation *o) {
    double adjoint = run->adjoints[o->at->out], error = slope_error(r, o->at->out);
    double units = r->constants_only ? 0.0 : 1.0;
    bool lost = any_above(o->errors, o->count, DBL_MAX) || isinf(error);
    for (uint32_t k = 0; k < o->count; k++) {
        uint32_t element = tape_operand(&run->tape, o->at, k);
        if (!run->relevant[element] || !(o->at->uses >> (o->many ? 0 : k) & 1))
            continue;
        double *size = &r->sizes.items[element], share = fabs(adjoint * o->partials[k]);
        r->slopes.items[element] += error_of_share(o, k, adjoint, error, units, lost);
        *size += isfinite(share) ? share : 0.0;
        double added = 0.5 * units * DBL_EPSILON * *size; /* to what is there */
        r->squares.items[element] += added * added;
    }
}

static bool find_slopes(Rounding *r, const Run *run) {
    const Tape *tape = &run->tape;
    if (!array_reserve(&r->slopes, tape->elements) || !array_reserve(&r->sizes, tape->elements) ||
        !array_reserve(&r->squares, tape->elements)) {
        diag_no_memory(r->evaluator.graph->diag);
        return false;
    }
    memset(r->slopes.items, 0, tape->elements * sizeof *r->slopes.items);
    memset(r->sizes.items, 0, tape->elements * sizeof *r->sizes.items);
    memset(r->squares.items, 0, tape->elements * sizeof *r->squares.items);
    for (size_t i = tape->code.count; i-- > 0;) {
        const Instruction *at = &tape->code.items[i];
        Operation o;
        if (at->op == OP_SELECT || !run->relevant[at->out])
            continue;
        if (!load(r, run, at, &o))
            return false;
        spread_partials(r, tape, &o);
        add_errors(r, run, &o);
    }
    return true;
}

bool rounding_gradient(Rounding *r, const double *point, Bounded *value, Bounded *gradient) {
    uint32_t variables = r->evaluator.variables;
    double *adjoints = memory_resize(NULL, variables, sizeof *adjoints);
    if (!adjoints) {
        diag_no_memory(r->evaluator.graph->diag);
        return false;
    }
    const Run *run = evaluator_adjoint(&r->evaluator, point, adjoints);
    bool done = run && find_errors(r, run) && find_slopes(r, run);
    if (done) {
        uint32_t output = run->tape.outputs.items[0];
        *value = (Bounded){run->values[output], r->errors.items[output]};
        for (uint32_t i = 0; i < variables; i++)
            gradient[i] = (Bounded){adjoints[i], slope_error(r, i)};
    }
    memory_free(adjoints);
    return done;
}

/* One-sided slopes: see one-sided.h.
 *
 * One-sided slopes are limits of the derivative at nearby points, extrapolated (Richardson). A jump
 * is a change that does not shrink with the step, or far exceeds what the slopes explain. A
 * condition turns if it comes out differently nearby. All steps are relative to the point; nothing
 * here knows any function by name. */
#include "analysis/one-sided.h"

#include "analysis/accuracy.h"

#include <math.h>

/* Distances from the point, as powers of 2 of its size, each a sixteenth of the one before. If no
 * limit shows, the same is tried farther away, where there is less noise, and nearer. */
enum { STEP_FAR = -16, STEP_MIDDLE = -20, STEP_NEAR = -24, STEP_ELSEWHERE = 10 };

/* A step that flips a choice compiles another tape: on average as much work as this many runs. */
static const double choice_cost = 2.0;

/* A derivative whose relative change from step to step is below this has converged. */
static const double settled = 1e-3;

static uint32_t variable_of(const Inspection *in, uint32_t target) {
    return in->problem->targets[target];
}

static double step_at(const Inspection *in, uint32_t target, int power) {
    double here = fabs(in->problem->point[variable_of(in, target)]);
    return ldexp(here > 1e-290 ? here : 0x1p-10, power);
}

/* f at distance `step`, and its derivative there; NULL without memory. */
static const Run *run_at(Inspection *in, uint32_t target, double step, double *slope) {
    uint32_t variable = variable_of(in, target);
    double here = in->problem->point[variable];
    in->point[variable] = here + step;
    in->work += in->run->tape->elements * (in->run->tape->choices.count ? choice_cost : 1.0);
    const Run *run = evaluator_tangent(&in->nearby, in->point, variable, slope);
    in->point[variable] = here;
    return run;
}

bool slopes_here(Inspection *in, uint32_t target, double *slope) {
    return run_at(in, target, 0.0, slope);
}

/* The limit of a derivative that is `far` at some distance and `near` at a sixteenth of it. */
static Slope extrapolated(double far, double near) {
    return (Slope){.limit = far == near ? near : near - (far - near) / 15,
                   .moved = fabs(far - near)};
}

/* A limit rounded to the three digits that noise leaves. */
static Slope rounded_limit(double far, double middle) {
    double unit = pow(10.0, floor(log10(fabs(far))) - 2.0);
    return (Slope){.limit = isfinite(unit) && unit > 0.0 ? round(far / unit) * unit : far,
                   .moved = fabs(middle - far)};
}

/* The limit seen from distances shifted by a power of 2; *seen: whether there is one. */
static bool limit_from(Inspection *in, uint32_t target, int side, int shift, Slope *slope,
                       bool *seen) {
    double far, middle, near;
    if (!run_at(in, target, side * step_at(in, target, STEP_FAR + shift), &far) ||
        !run_at(in, target, side * step_at(in, target, STEP_MIDDLE + shift), &middle) ||
        !run_at(in, target, side * step_at(in, target, STEP_NEAR + shift), &near))
        return false;
    double before = fabs(middle - far), after = fabs(near - middle);
    bool rises = 0.0 < far && far < middle && middle < near;
    bool falls = 0.0 > far && far > middle && middle > near;
    *slope = extrapolated(middle, near);
    slope->ends = isnan(near);
    *seen = isfinite(near) && after <= settled * (fabs(near) + settled);
    if (*seen || !isfinite(near))
        return true;
    *seen = before <= settled * (fabs(middle) + settled);
    if (*seen) /* only noise kept it from converging */
        *slope = rounded_limit(far, middle);
    else /* does it grow without bound, as 1/sqrt(x) or log(x)? */
        slope->limit = (rises || falls) && after > 0.9 * before ? copysign(INFINITY, near) : NAN;
    return true;
}

bool slopes_one_sided(Inspection *in, uint32_t target, int side, Slope *slope) {
    static const int shifts[] = {0, STEP_ELSEWHERE, -STEP_ELSEWHERE};
    bool seen = false;
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts && !seen; i++) {
        Slope found;
        if (!limit_from(in, target, side, shifts[i], &found, &seen))
            return false;
        if (seen || i == 0)
            *slope = found;
        seen |= slope->ends;
    }
    return true;
}

/* ---- jumps ---- */

/* Whether f changes by more than its slopes at both ends explain, at two distances on one side. */
static bool side_jumps(Inspection *in, uint32_t target, int side, double slope, bool *jumps) {
    double here = run_output(in->run, 0);
    *jumps = true;
    for (int power = STEP_MIDDLE; power >= STEP_NEAR; power += STEP_NEAR - STEP_MIDDLE) {
        double step = step_at(in, target, power), there;
        const Run *run = run_at(in, target, side * step, &there);
        if (!run)
            return false;
        double value = run_output(run, 0);
        double expected = 3.0 * fmax(fabs(slope), fabs(there)) * step;
        double noise = 1e-12 * fmax(fabs(value), fabs(here));
        *jumps &= isfinite(value) && fabs(value - here) > expected + noise;
    }
    return true;
}

bool slopes_find_jump(Inspection *in, uint32_t target, bool *jumps) {
    double slope;
    bool below, above;
    if (!slopes_here(in, target, &slope) || !side_jumps(in, target, -1, slope, &below) ||
        !side_jumps(in, target, 1, slope, &above))
        return false;
    *jumps = isfinite(slope) && (below || above);
    return true;
}

/* The value of a node in a run where it is computed; NaN elsewhere. */
static double value_of(const Run *run, NodeId node) {
    for (size_t i = run->tape->code.count; i-- > 0;)
        if (run->tape->origins.items[i] == node && run->tape->code.items[i].op != OP_SELECT)
            return run->values[run->tape->code.items[i].out];
    return NAN;
}

/* The smallest step that changes the operands of an operation, and how much its value may change
 * there if it is continuous. Operands that do not move to first order set no step. */
static bool least_step(Inspection *in, uint32_t target, double *step, double *change) {
    uint32_t variable = variable_of(in, target);
    double here = in->point[variable], slope;
    const Run *run = evaluator_tangent(&in->here, in->point, variable, &slope);
    if (!run)
        return false;
    const double *partials = walk_partials(&in->walk);
    *step = accuracy_spacing(here);
    double tangents = 0.0;
    for (uint32_t i = 0; i < in->walk.count; i++) {
        uint32_t element = walk_element(&in->walk, i);
        bool active = run->active[element] >> variable % 8 & 1;
        double tangent = active ? fabs(run->tangents[element]) : 0.0;
        double spacing = accuracy_spacing(run->values[element]);
        if (tangent > 0.0 && isfinite(tangent) && isfinite(spacing))
            *step = fmax(*step, 2.0 * spacing / tangent);
        tangents += (1.0 + fabs(partials[i])) * tangent;
    }
    *change = 3.0 * tangents * *step + 4.0 * accuracy_spacing(in->walk.value);
    return true;
}

bool slopes_find_jump_of(Inspection *in, uint32_t target, size_t instruction, bool *jumps) {
    walk_to(&in->walk, instruction);
    NodeId node = in->walk.node;
    double value = in->walk.value, step, change, slope;
    if (!least_step(in, target, &step, &change))
        return false;
    bool jumped = false;
    for (int side = -1; side <= 1; side += 2) {
        double steps[] = {step, step_at(in, target, STEP_MIDDLE), step_at(in, target, STEP_NEAR)};
        double moved[3];
        for (int i = 0; i < 3; i++) {
            const Run *run = run_at(in, target, side * steps[i], &slope);
            if (!run)
                return false;
            moved[i] = fabs(value_of(run, node) - value);
        }
        bool shrinks = !(moved[2] > 0.5 * moved[1]);
        jumped |= moved[0] > change || (!shrinks && moved[2] > 1e-6 * (1.0 + fabs(value)));
    }
    *jumps = jumped;
    return true;
}

/* ---- conditions ---- */

bool slopes_find_turn(Inspection *in, uint32_t target, size_t guard, bool *turns) {
    const Tape *tape = in->run->tape;
    bool holds = in->run->values[tape->code.items[guard].in[0]] != 0.0;
    *turns = false;
    for (int side = -1; side <= 1; side += 2) {
        double slope;
        const Run *run = run_at(in, target, side * step_at(in, target, STEP_NEAR), &slope);
        if (!run)
            return false;
        /* NaN if an earlier condition has turned, so that this one is never reached */
        double there = value_of(run, tape->origins.items[guard]);
        *turns |= !isnan(there) && (there != 0.0) != holds;
    }
    return true;
}

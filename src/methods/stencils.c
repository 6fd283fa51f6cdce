/* Numeric derivatives of any order and any mixture, by derivatives along lines.
 *
 * chebyshev.c finds derivatives of any order along one line, and polarization.c makes a mixed one a
 * sum of derivatives along several. For d2f/dxdy these are the two diagonals of the familiar
 * four-point stencil. Directions are scaled to the reach of f along each of them, by powers of two,
 * so that no variable drowns another.
 *
 * With a step of the user's, and for the lecture's scheme, plain differences of order k with this
 * step take the place of the polynomials, which then judge them.
 *
 * Invariant: an evaluation runs f at the point and at the points of the formulas, and no others, as
 * long as the point stays. */
#include "methods/stencils.h"

#include "base/number.h"
#include "methods/rows.h"
#include "numeric/chebyshev.h"
#include "numeric/polarization.h"
#include "tape/run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    LOOKS = 1000,          /* values of f that fitting one line takes, about */
    LECTURE_EXPONENT = -4, /* its h is 1e-4 */
    EXPONENT_LIMIT = 1000  /* of a unit, so that it has an inverse */
};

/* A line through the point, and the formulas along it. Derivatives by one variable alone share a
 * ray if they are wanted one after another. */
typedef struct Ray {
    uint32_t derivative; /* whose factors it has */
    uint32_t part;       /* which combination of them; see aim */
    uint32_t first, count;
} Ray;

/* One derivative along a ray: the sum of weights * f at points of the ray. */
typedef struct Formula {
    uint32_t answer;  /* it is part of */
    uint32_t samples; /* the formula of the ray whose points it shares; itself if it has its own */
    uint32_t count;   /* of points */
    double share;     /* the factor that it has in the answer */
    double extent;    /* how far any variable moves */
    double *offsets, *weights;
} Formula;

typedef struct Stencils {
    Method method;
    MethodOptions options;
    Evaluator evaluator;
    Ray *rays;
    Formula *formulas;
    Interpolant *chosen; /* of each formula */
    double *numbers;     /* the memory of all that follow, and of offsets and weights */
    double *point;       /* where f is run */
    double *fitted;      /* the point the formulas were fitted at */
    double *values;      /* f at the points of a formula */
    double *scales;      /* of each variable, and last of the vector `along`; 0: not yet known */
    double *lengths;     /* of a ray by each factor */
    double *best;        /* the answers as they were when the formulas were fitted */
    double *answers, *estimates;
    double value, unit; /* f at the point, and a power of two of about 1/|f| */
    uint32_t ray_count, formula_count;
    const Derivative *aimed; /* value_along moves along its factors */
} Stencils;

/* The method is the first member of its state, so one pointer is the other. */
static Stencils *stencils_of(Method *method) {
    return (Stencils *)method;
}

void stencils_release(Method *method) {
    Stencils *stencils = stencils_of(method);
    if (stencils) {
        evaluator_free(&stencils->evaluator);
        memory_free(stencils->rays);
        memory_free(stencils->formulas);
        memory_free(stencils->chosen);
        memory_free(stencils->numbers);
        memory_free(stencils);
    }
}

/* ---- rays ------------------------------------------------------------------------------------ */

/* Whether the scheme looks to both sides. */
static bool is_central(const MethodOptions *options) {
    return options->scheme == NUMERIC_CENTRAL;
}

/* The user's step, or that of the lecture; 0 where reach and degree are found by looking. */
static double fixed_step(const MethodOptions *options) {
    return options->step > 0.0                  ? options->step
           : options->scheme == NUMERIC_LECTURE ? pow(10.0, LECTURE_EXPONENT)
                                                : 0.0;
}

/* Makes a ray the one that value_along moves on; returns its share in the derivative. */
static double aim(Stencils *stencils, const Ray *ray) {
    const Derivative *derivative = &stencils->method.problem->derivatives[ray->derivative];
    stencils->aimed = derivative;
    if (derivative->count == 1) {
        stencils->lengths[0] = 1.0;
        return 1.0;
    }
    double share =
        polarization_ray(derivative, is_central(&stencils->options), ray->part, stencils->lengths);
    for (uint32_t i = 0; i < derivative->count; i++) {
        double scale = stencils->scales[derivative->factors[i].variable];
        stencils->lengths[i] *= scale;
        for (uint32_t j = 0; j < derivative->factors[i].times; j++)
            share /= scale;
    }
    return share;
}

static double value_here(Stencils *stencils) {
    const Run *run = evaluator_at(&stencils->evaluator, stencils->point);
    return run ? run_output(run, 0) : NAN;
}

/* f on the ray aimed at. */
static double value_along(void *context, double t) {
    Stencils *stencils = context;
    const Problem *problem = stencils->method.problem;
    const Derivative *derivative = stencils->aimed;
    double *point = stencils->point;
    bool all = false;
    for (uint32_t i = 0; i < derivative->count; i++) {
        uint32_t variable = derivative->factors[i].variable;
        double moved = t * stencils->lengths[i];
        if (variable < problem->variables) {
            point[variable] += moved;
            continue;
        }
        all = true;
        for (uint32_t j = 0; j < problem->variables; j++)
            point[j] += moved * problem->direction[j];
    }
    double value = value_here(stencils);
    for (uint32_t i = 0; i < (all ? problem->variables : derivative->count); i++) {
        uint32_t variable = all ? i : derivative->factors[i].variable;
        point[variable] = stencils->fitted[variable];
    }
    return value;
}

/* ---- fitting --------------------------------------------------------------------------------- */

static double power_of_two(double size) {
    int exponent;
    frexp(size, &exponent);
    return ldexp(1.0, exponent - 1);
}

/* Where to begin to look along a variable, or along the vector. */
static Scale scale_along(const Stencils *stencils, uint32_t variable) {
    const Problem *problem = stencils->method.problem;
    Scale scale = {INFINITY, INFINITY};
    for (uint32_t i = 0; i < problem->variables; i++) {
        double speed = variable == problem->variables ? fabs(problem->direction[i]) : i == variable;
        double size = fabs(stencils->fitted[i]);
        if (speed > 0.0) {
            scale.first = fmin(scale.first, fmax(size, 1.0) / speed);
            scale.second = fmin(scale.second, size > 0.0 ? size / speed : INFINITY);
        }
    }
    bool usable = scale.first > 0.0 && isfinite(scale.first); /* else it does not move at all */
    scale.first = usable ? power_of_two(scale.first) : 1.0;
    scale.second = scale.second < scale.first ? power_of_two(scale.second) : 0.0;
    return scale;
}

static Side side_of(const MethodOptions *options) {
    static const Side sides[NUMERIC_SCHEMES] = {
        [NUMERIC_CENTRAL] = SIDE_BOTH,
        [NUMERIC_FORWARD] = SIDE_RIGHT,
        [NUMERIC_BACKWARD] = SIDE_LEFT,
        [NUMERIC_LECTURE] = SIDE_RIGHT,
    };
    return sides[options->scheme];
}

/* How far f reaches along a variable, or along the vector, for derivatives of an order. */
static double reach_along(Stencils *stencils, uint32_t variable, uint32_t order) {
    const Factor factor = {variable, order};
    const Derivative alone = {&factor, 1};
    Univariate line = {value_along, stencils};
    Scale scale = scale_along(stencils, variable);
    Interpolant best = {.side = side_of(&stencils->options), .order = order};
    stencils->aimed = &alone;
    stencils->lengths[0] = 1.0;
    chebyshev_choose(&line, scale, stencils->unit, &best, 1);
    bool telling = fabs(best.value) > best.estimate; /* a polynomial has no reach of its own */
    return telling ? best.reach : scale.first;
}

/* The unit of each direction in mixed derivatives. */
static void find_scales(Stencils *stencils) {
    const Problem *problem = stencils->method.problem;
    bool fixed = fixed_step(&stencils->options) > 0.0;
    for (uint32_t i = 0; i <= problem->variables; i++)
        stencils->scales[i] = fixed ? 1.0 : 0.0;
    for (uint32_t i = 0; i < problem->derivative_count; i++) {
        const Derivative *derivative = &problem->derivatives[i];
        for (uint32_t j = 0; derivative->count > 1 && j < derivative->count; j++) {
            uint32_t variable = derivative->factors[j].variable;
            if (stencils->scales[variable] == 0.0) {
                stencils->scales[variable] =
                    reach_along(stencils, variable, derivative_order(derivative));
            }
        }
    }
}

/* Gives the formulas of a ray their points and weights. Those that look at the same interval share
 * the points that the one of highest degree needs. */
static void share_points(Stencils *stencils, const Ray *ray) {
    for (uint32_t i = ray->first; i < ray->first + ray->count; i++) {
        const Interpolant *own = &stencils->chosen[i];
        uint32_t samples = i, degree = own->degree;
        for (uint32_t j = ray->first; j < ray->first + ray->count; j++) {
            const Interpolant *other = &stencils->chosen[j];
            if (other->reach == own->reach && other->side == own->side) {
                samples = j < samples ? j : samples;
                degree = other->degree > degree ? other->degree : degree;
            }
        }
        Formula *formula = &stencils->formulas[i];
        formula->samples = samples;
        formula->count = degree + 1;
        chebyshev_formula(own, degree, formula->offsets, formula->weights);
    }
}

/* The same for a fixed step. */
static void take_step(Stencils *stencils, const Ray *ray) {
    static const DifferenceForm forms[NUMERIC_SCHEMES] = {
        [NUMERIC_CENTRAL] = DIFFERENCE_CENTRAL,
        [NUMERIC_FORWARD] = DIFFERENCE_FORWARD,
        [NUMERIC_BACKWARD] = DIFFERENCE_BACKWARD,
        [NUMERIC_LECTURE] = DIFFERENCE_FORWARD,
    };
    bool mixed = stencils->method.problem->derivatives[ray->derivative].count > 1;
    bool halves = mixed && is_central(&stencils->options); /* d2f/dxdy by the four-point stencil */
    double step = fixed_step(&stencils->options) * (halves ? 2.0 : 1.0);
    for (uint32_t i = ray->first; i < ray->first + ray->count; i++) {
        Formula *formula = &stencils->formulas[i];
        formula->samples = i;
        formula->count =
            difference_formula(forms[stencils->options.scheme], stencils->chosen[i].order, step,
                               formula->offsets, formula->weights);
    }
}

/* Values on a ray: all formulas' derivatives along it, added to the answers. */
static void run_ray(Stencils *stencils, const Ray *ray, double *answers) {
    aim(stencils, ray);
    uint32_t end = ray->first + ray->count;
    for (uint32_t i = ray->first; i < end; i++) {
        const Formula *owner = &stencils->formulas[i];
        if (owner->samples != i)
            continue;
        for (uint32_t j = 0; j < owner->count; j++) {
            double t = owner->offsets[j];
            double value = t == 0.0 ? stencils->value : value_along(stencils, t);
            /* The weights add up to 0: less f at the point they round less. */
            stencils->values[j] = (value - stencils->value) * stencils->unit;
        }
        for (uint32_t j = i; j < end; j++) {
            const Formula *formula = &stencils->formulas[j];
            if (formula->samples == i) {
                double sum = 0.0;
                for (uint32_t k = 0; k < formula->count; k++)
                    sum += formula->weights[k] * stencils->values[k];
                answers[formula->answer] += formula->share * (sum / stencils->unit);
            }
        }
    }
}

/* All answers by the formulas there are. */
static void run_formulas(Stencils *stencils, double *answers) {
    const Problem *problem = stencils->method.problem;
    bool central = is_central(&stencils->options), usual = isfinite(stencils->value);
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        answers[i] = usual && polarization_rays(&problem->derivatives[i], central) > 0 ? 0.0 : NAN;
    for (uint32_t i = 0; i < stencils->ray_count && usual; i++)
        run_ray(stencils, &stencils->rays[i], answers);
}

/* Chooses the formulas of a ray by what values of f show; what they showed is added to
 * the best answers. */
static void fit_ray(Stencils *stencils, const Ray *ray) {
    const Derivative *derivative = &stencils->method.problem->derivatives[ray->derivative];
    double step = fixed_step(&stencils->options), share = aim(stencils, ray), longest = 0.0;
    Univariate line = {value_along, stencils};
    Scale scale = {1.0, 0.0};
    if (derivative->count == 1 || step > 0.0)
        scale = scale_along(stencils, derivative->factors[0].variable);
    for (uint32_t i = ray->first; i < ray->first + ray->count; i++)
        stencils->chosen[i].side = side_of(&stencils->options);
    chebyshev_choose(&line, scale, stencils->unit, &stencils->chosen[ray->first], ray->count);
    if (step > 0.0)
        take_step(stencils, ray);
    else
        share_points(stencils, ray);
    for (uint32_t i = 0; i < derivative->count; i++)
        longest = fmax(longest, fabs(stencils->lengths[i]));
    for (uint32_t i = ray->first; i < ray->first + ray->count; i++) {
        const Interpolant *best = &stencils->chosen[i];
        Formula *formula = &stencils->formulas[i];
        formula->share = share;
        formula->extent = step > 0.0 ? step : longest * best->reach;
        stencils->estimates[formula->answer] += fabs(share) * best->estimate;
        stencils->best[formula->answer] += share * best->value;
    }
}

/* The same for all rays, at the present point. */
static void fit(Stencils *stencils) {
    const Problem *problem = stencils->method.problem;
    int exponent = 0;
    for (uint32_t i = 0; i < problem->variables; i++)
        stencils->fitted[i] = stencils->point[i];
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        stencils->best[i] = stencils->estimates[i] = 0.0;
    if (!isfinite(stencils->value))
        return;
    frexp(stencils->value, &exponent);
    exponent = exponent > EXPONENT_LIMIT ? EXPONENT_LIMIT : exponent;
    exponent = exponent < -EXPONENT_LIMIT ? -EXPONENT_LIMIT : exponent;
    stencils->unit = ldexp(1.0, -exponent);
    find_scales(stencils);
    for (uint32_t i = 0; i < stencils->ray_count; i++)
        fit_ray(stencils, &stencils->rays[i]);
}

/* ---- the method ------------------------------------------------------------------------------ */

/* Points beside the point itself at which an evaluation runs f for one formula. */
static uint32_t points_of(const Formula *formula) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < formula->count; i++)
        count += formula->offsets[i] != 0.0;
    return count;
}

StencilFacts stencils_facts(const Method *method, uint32_t answer) {
    const Stencils *stencils = (const Stencils *)method;
    StencilFacts facts = {0};
    for (uint32_t i = 0; i < stencils->formula_count && isfinite(stencils->value); i++) {
        const Formula *formula = &stencils->formulas[i];
        if (formula->answer == answer) {
            uint32_t degree = stencils->chosen[i].degree;
            facts.reach = fmax(facts.reach, formula->extent);
            facts.degree = degree > facts.degree ? degree : facts.degree;
            facts.points += points_of(formula);
            facts.one_sided = facts.one_sided || stencils->chosen[i].side != SIDE_BOTH;
        }
    }
    return facts;
}

/* Says in words what the formulas are now. */
static void describe(Stencils *stencils) {
    Method *method = &stencils->method;
    const char *name = numeric_table[stencils->options.scheme].name;
    double nearest = INFINITY, farthest = 0.0, lowest = INFINITY, highest = 0.0;
    unsigned long points = 1, turned = 0;
    uint32_t count = isfinite(stencils->value) ? stencils->formula_count : 0;
    for (uint32_t i = 0; i < count; i++) {
        const Formula *formula = &stencils->formulas[i];
        const Interpolant *chosen = &stencils->chosen[i];
        nearest = fmin(nearest, formula->extent);
        farthest = fmax(farthest, formula->extent);
        lowest = fmin(lowest, chosen->degree);
        highest = fmax(highest, chosen->degree);
        points += formula->samples == i ? points_of(formula) : 0;
        turned += chosen->side != side_of(&stencils->options);
    }
    snprintf(method->passes, sizeof method->passes, "%lu evaluation%s of f", points,
             points == 1 ? "" : "s");
    snprintf(method->scheme, sizeof method->scheme, "%s", name);
    method->step = count > 0 ? stencils->formulas[0].extent : 0.0;
    if (count == 0)
        return;
    if (fixed_step(&stencils->options) > 0.0) {
        char step[NUMBER_TEXT_SIZE];
        number_print(fixed_step(&stencils->options), step);
        snprintf(method->scheme, sizeof method->scheme, "%.9s differences, h = %.24s", name, step);
        return;
    }
    char reach[NUMBER_RANGE_SIZE], degree[NUMBER_RANGE_SIZE];
    number_print_range(nearest, farthest, reach);
    snprintf(degree, sizeof degree, lowest == highest ? "%.0f" : "%.0f to %.0f", lowest, highest);
    name = turned == 0 ? name : turned < count ? "partly one-sided" : "one-sided";
    snprintf(method->scheme, sizeof method->scheme, "%.16s, degree %.10s, reach %.20s", name,
             degree, reach);
}

static bool has_moved(const Stencils *stencils) {
    bool moved = false;
    for (uint32_t i = 0; i < stencils->method.problem->variables; i++)
        moved = moved || memcmp(&stencils->point[i], &stencils->fitted[i], sizeof(double)) != 0;
    return moved;
}

/* Fits at the present point, and runs what was fitted. */
static void begin_here(Stencils *stencils, double *answers) {
    fit(stencils);
    run_formulas(stencils, answers);
    for (uint32_t i = 0; i < stencils->method.problem->derivative_count; i++) {
        double *estimate = &stencils->estimates[i];
        if (fixed_step(&stencils->options) > 0.0)
            *estimate += fabs(answers[i] - stencils->best[i]);
        *estimate = isnan(stencils->value)                        ? NAN
                    : isfinite(answers[i]) && isfinite(*estimate) ? *estimate
                                                                  : INFINITY;
    }
    describe(stencils);
}

void stencils_evaluate(Method *method, double *value, double *answers) {
    Stencils *stencils = stencils_of(method);
    for (uint32_t i = 0; i < method->problem->variables; i++)
        stencils->point[i] = method->problem->point[i];
    *value = stencils->value = value_here(stencils);
    if (has_moved(stencils))
        begin_here(stencils, answers);
    else
        run_formulas(stencils, answers);
}

void stencils_estimate(Method *method, double *estimates) {
    const Stencils *stencils = stencils_of(method);
    for (uint32_t i = 0; i < method->problem->derivative_count; i++)
        estimates[i] = stencils->estimates[i];
}

/* How many formulas a problem needs, and the highest order of one. */
static size_t formulas_of(const Problem *problem, bool central, uint32_t *highest) {
    size_t count = 0;
    *highest = 1;
    for (uint32_t i = 0; i < problem->derivative_count; i++) {
        uint32_t rays = polarization_rays(&problem->derivatives[i], central);
        uint32_t order = rays > 0 ? derivative_order(&problem->derivatives[i]) : 0;
        *highest = order > *highest ? order : *highest;
        count += rays;
    }
    return count;
}

/* Lays out rays and formulas. */
static void lay_out(Stencils *stencils) {
    const Problem *problem = stencils->method.problem;
    const Derivative *before = NULL;
    for (uint32_t i = 0; i < problem->derivative_count; i++) {
        const Derivative *derivative = &problem->derivatives[i];
        uint32_t rays = polarization_rays(derivative, is_central(&stencils->options));
        bool same = before && before->count == 1 && derivative->count == 1 &&
                    before->factors[0].variable == derivative->factors[0].variable;
        for (uint32_t part = 0; part < rays; part++) {
            uint32_t next = stencils->formula_count++;
            if (!same)
                stencils->rays[stencils->ray_count++] = (Ray){i, part, next, 0};
            stencils->rays[stencils->ray_count - 1].count++;
            stencils->formulas[next].answer = i;
            stencils->chosen[next].order = derivative_order(derivative);
        }
        before = derivative;
    }
}

static double *take(double **free, size_t count) {
    double *taken = *free;
    *free += count;
    return taken;
}

/* All memory; false without. */
static bool allocate(Stencils *stencils) {
    const Problem *problem = stencils->method.problem;
    uint32_t highest, longest = 1;
    size_t formulas = formulas_of(problem, is_central(&stencils->options), &highest);
    size_t capacity = chebyshev_capacity(highest), answers = problem->derivative_count;
    size_t variables = problem->variables;
    for (uint32_t i = 0; i < problem->derivative_count; i++) {
        uint32_t count = problem->derivatives[i].count;
        longest = count > longest ? count : longest;
    }
    size_t numbers = 3 * variables + 1 + longest + 3 * answers + capacity;
    stencils->rays = method_allocate(problem, formulas, sizeof(Ray));
    stencils->formulas = method_allocate(problem, formulas, sizeof(Formula));
    stencils->chosen = method_allocate(problem, formulas, sizeof(Interpolant));
    stencils->numbers = method_allocate(problem, numbers + 2 * capacity * formulas, sizeof(double));
    if (!stencils->rays || !stencils->formulas || !stencils->chosen || !stencils->numbers)
        return false;
    double *free = stencils->numbers;
    stencils->point = take(&free, variables);
    stencils->fitted = take(&free, variables);
    stencils->scales = take(&free, variables + 1);
    stencils->lengths = take(&free, longest);
    stencils->best = take(&free, answers);
    stencils->answers = take(&free, answers);
    stencils->estimates = take(&free, answers);
    stencils->values = take(&free, capacity);
    for (size_t i = 0; i < formulas; i++) {
        stencils->formulas[i].offsets = take(&free, capacity);
        stencils->formulas[i].weights = take(&free, capacity);
    }
    lay_out(stencils);
    return true;
}

/* Schemes that know first derivatives alone: central differences stand in for
 * them, and are named. */
static bool is_for_slopes(NumericScheme scheme) {
    return scheme == NUMERIC_RICHARDSON || scheme == NUMERIC_COMPLEX || scheme == NUMERIC_GSL;
}

Method *stencils_prepare(const Problem *problem, const MethodOptions *options) {
    Stencils *stencils = method_allocate(problem, 1, sizeof *stencils);
    if (!stencils)
        return NULL;
    Method *method = &stencils->method;
    method->problem = problem;
    method->answered = problem_answers(problem);
    stencils->options = *options;
    if (is_for_slopes(options->scheme))
        stencils->options.scheme = NUMERIC_CENTRAL;
    const Run *run = NULL;
    evaluator_begin(&stencils->evaluator, problem->tapes);
    if (allocate(stencils)) {
        for (uint32_t i = 0; i < problem->variables; i++)
            stencils->point[i] = problem->point[i];
        run = evaluator_at(&stencils->evaluator, stencils->point);
    }
    if (!run) {
        diag_no_memory(problem->graph->diag);
        stencils_release(method);
        return NULL;
    }
    method->nodes = (uint32_t)run->tape->code.count;
    stencils->value = run_output(run, 0);
    begin_here(stencils, stencils->answers);
    return method;
}

double stencils_predict(const Problem *problem) {
    uint32_t highest;
    double runs = (double)formulas_of(problem, true, &highest) + problem->variables;
    return (1.0 + LOOKS * runs) * method_operations(problem);
}

/* Numeric derivatives of any order: numeric/higher.c on the function of a problem. Its results
 * judge plain differences with the user's or the lecture's step. Invariant: as long as the point
 * stays, an evaluation runs f only there and at the points of the differences. */
#include "base/number.h"
#include "methods/rows.h"
#include "numeric/higher.h"
#include "numeric/slice.h"

#include <math.h>
#include <string.h>

enum {
    LOOKS = 20,        /* differences tried for each one used, roughly */
    MOST_POINTS = 8192 /* of one difference */
};

typedef struct Stencils {
    Method method;
    const char *name;
    double step; /* the user's or the lecture's; 0 to find one */
    int side;
    Slice slice;          /* at the point that was fitted at */
    Differences *answers; /* no directions: it needs more than MOST_POINTS */
    Direction *directions;
    double value;                  /* f at the point */
    Said kind;                     /* of the differences, ... */
    char widest[NUMBER_TEXT_SIZE]; /* ... and the largest of their steps */
    unsigned long runs;
    const Derivative *aimed; /* the one whose factors value_at moves along */
} Stencils;

static void release(Method *method) {
    Stencils *stencils = (Stencils *)method;
    slice_free(&stencils->slice);
    memory_free(stencils->answers);
    memory_free(stencils->directions);
    memory_free(stencils);
}

/* f near the point, by the distances along the factors of `aimed`. */
static double value_at(void *context, const double *distances) {
    Stencils *stencils = context;
    const Problem *problem = stencils->method.problem;
    double *point = stencils->slice.point;
    for (uint32_t i = 0; i < stencils->aimed->count; i++) {
        uint32_t variable = stencils->aimed->factors[i].variable;
        if (variable < problem->components)
            point[variable] += distances[i];
        else
            for (uint32_t j = 0; j < problem->components; j++)
                point[j] += distances[i] * problem->direction[j];
    }
    double value = slice_here(&stencils->slice);
    memcpy(point, problem->point, problem->components * sizeof *point);
    stencils->runs++;
    return value;
}

/* Where to look along a variable or the vector: at the scale of the point or 1; then closer. */
static void set_scales(const Stencils *stencils, uint32_t variable, Direction *direction) {
    const Problem *problem = stencils->method.problem;
    double wide = INFINITY, close = INFINITY;
    for (uint32_t i = 0; i < problem->components; i++) {
        double speed =
            variable == problem->components ? fabs(problem->direction[i]) : i == variable;
        double size = fabs(problem->point[i]);
        wide = fmin(wide, fmax(size, 1.0) / speed);
        close = fmin(close, size > 0.0 ? size / speed : INFINITY);
    }
    direction->wide = isinf(wide) ? 1.0 : ldexp(1.0, ilogb(wide)); /* infinite: nothing moves */
    direction->close = 16.0 * close < wide ? ldexp(1.0, ilogb(close)) : 0.0;
}

/* One derivative, as it was fitted; with `fit` it is fitted first. */
static double answer_at(Stencils *stencils, uint32_t answer, bool fit) {
    Differences *higher = &stencils->answers[answer];
    Field field = {value_at, stencils, stencils->value};
    if (fit)
        higher->estimate = isnan(stencils->value) ? NAN : INFINITY;
    if (!isfinite(stencils->value) || higher->count == 0)
        return NAN;
    stencils->aimed = &stencils->method.problem->derivatives[answer];
    for (uint32_t i = 0; i < higher->count && fit; i++)
        set_scales(stencils, stencils->aimed->factors[i].variable, &higher->directions[i]);
    if (fit)
        higher_fit(&field, higher, stencils->side);
    if (fit && stencils->step > 0.0) {
        for (uint32_t i = 0; i < higher->count; i++) {
            higher->directions[i].unit = stencils->step;
            higher->directions[i].side = stencils->side;
        }
        higher->step = 1.0;
        higher->halvings = 0;
        double apart = fabs(higher_value(&field, higher) - higher->value);
        higher->estimate = isfinite(apart) ? higher->estimate + apart : INFINITY;
    }
    return higher_value(&field, higher);
}

/* Describes the current differences. */
static void describe(Stencils *stencils) {
    Method *method = &stencils->method;
    double widest = 0.0;
    stencils->runs = 1;
    uint32_t directions = 0, turned = 0, order = 0; /* of the last, which is the highest */
    for (uint32_t i = 0; i < method->problem->derivative_count && isfinite(stencils->value); i++) {
        answer_at(stencils, i, false); /* to count runs */
        const Differences *higher = &stencils->answers[i];
        order = 0;
        for (uint32_t j = 0; j < higher->count; j++, directions++) {
            widest = fmax(widest, higher->step * higher->directions[j].unit);
            turned += higher->directions[j].side != stencils->side;
            order += higher->directions[j].times;
        }
    }
    const char *step = stencils->widest;
    method->step = directions > 0 ? stencils->answers[0].step * stencils->directions[0].unit : 0.0;
    method->passes =
        stencils->runs == 1 ? SAY(EVALUATION, stencils->runs) : SAY(EVALUATIONS, stencils->runs);
    bool fixed = stencils->step > 0.0, rough = order > 4;
    if (fixed)
        number_print(widest, stencils->widest);
    else
        number_print_roughly(widest, stencils->widest);
    stencils->kind = SAY(PLAIN, stencils->name);
    const Said *kind = &stencils->kind;
    if (turned > 0)
        stencils->kind = turned < directions ? SAY(PARTLY_ONE_SIDED) : SAY(ONE_SIDED);
    if (directions == 0)
        method->scheme = stencils->kind;
    else if (fixed)
        method->scheme =
            rough ? SAY(STENCIL_FIXED_ROUGH, kind, step) : SAY(STENCIL_FIXED, kind, step);
    else
        method->scheme = rough ? SAY(STENCIL_ROUGH, kind, step) : SAY(STENCIL, kind, step);
}

/* Runs f at the point; fits if it has moved or `another`. */
static void look(Stencils *stencils, bool another) {
    const Problem *problem = stencils->method.problem;
    another = slice_move(&stencils->slice, problem->point) || another;
    stencils->value = slice_here(&stencils->slice);
    for (uint32_t i = 0; i < problem->derivative_count && another; i++)
        answer_at(stencils, i, true);
    if (another)
        describe(stencils);
}

static void evaluate(Method *method, double *value, double *answers) {
    Stencils *stencils = (Stencils *)method;
    look(stencils, false);
    *value = stencils->value;
    for (uint32_t i = 0; i < method->problem->derivative_count; i++)
        answers[i] = answer_at(stencils, i, false);
}

static void estimate(Method *method, double *estimates) {
    for (uint32_t i = 0; i < method->problem->derivative_count; i++)
        estimates[i] = ((Stencils *)method)->answers[i].estimate;
}

/* The points of a difference; above MOST_POINTS if there are far too many. */
static double points_of(const Derivative *derivative) {
    double points = 1.0;
    for (uint32_t i = 0; i < derivative->count && points <= MOST_POINTS; i++)
        points *= derivative->factors[i].times + 1.0;
    return points;
}

static bool allocate(Stencils *stencils, const Problem *problem) {
    size_t factors = 0;
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        factors += problem->derivatives[i].count;
    stencils->answers = method_allocate(problem, problem->derivative_count, sizeof(Differences));
    stencils->directions = method_allocate(problem, factors, sizeof(Direction));
    Direction *next = stencils->directions;
    for (uint32_t i = 0; i < problem->derivative_count && stencils->answers && next; i++) {
        const Derivative *derivative = &problem->derivatives[i];
        if (points_of(derivative) <= MOST_POINTS)
            stencils->answers[i] = (Differences){.directions = next, .count = derivative->count};
        for (uint32_t j = 0; j < derivative->count; j++)
            *next++ = (Direction){.times = derivative->factors[j].times};
    }
    return stencils->answers && stencils->directions;
}

Method *stencils_prepare(const Problem *problem, const MethodOptions *options) {
    static const MethodWay way = {evaluate, estimate, release};
    const NumericRow *row = &numeric_table[options->scheme];
    Stencils *stencils = method_begin(problem, sizeof *stencils, &way);
    if (!stencils)
        return NULL;
    /* Central differences replace schemes for first derivatives only. */
    stencils->name = row->side == 0 ? numeric_table[NUMERIC_CENTRAL].name : row->name;
    stencils->step = options->step > 0.0 ? options->step : row->step;
    stencils->side = row->side;
    const Run *run = NULL;
    if (allocate(stencils, problem) &&
        slice_begin(&stencils->slice, problem->tapes, problem->point, 0))
        run = evaluator_at(&stencils->slice.evaluator, stencils->slice.point);
    Method *method = method_end(&stencils->method, run);
    if (method) /* what is run from here on may need the room of that run */
        look(stencils, true);
    return method;
}

double stencils_predict(const Problem *problem) {
    double runs = 1.0;
    const Derivative *all = problem->derivatives;
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        runs += LOOKS * (fmin(points_of(&all[i]), MOST_POINTS) + 8.0 * all[i].count);
    return runs * problem_operations(problem);
}

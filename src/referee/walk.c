/* Runs along rays: see walk.h. */
#include "referee/walk.h"

#include "referee/sweep.h"

#include <math.h>
#include <string.h>

static const double most_operations = 1e8;
enum { FIRST_WINDOW = 2, MOST_LIMIT_BITS = 4096, NEAR_BITS = 20 };

/* ---- beginning and end ---- */

static Ray *rays(size_t count) {
    Ray *made = memory_resize(NULL, count + 1, sizeof *made);
    for (size_t i = 0; made && i < count; i++)
        ray_init(&made[i]);
    return made;
}

static void free_rays(Ray *rays, size_t count) {
    for (size_t i = 0; rays && i < count; i++)
        ray_clear(&rays[i]);
    memory_free(rays);
}

bool walk_begin(Walk *w, const Query *query, int64_t deadline) {
    size_t steps = query->steps.count, variables = query->point.count, longest = 0;
    for (size_t i = 0; i < steps; i++)
        longest = FLINT_MAX(longest, query->steps.items[i].count);
    *w = (Walk){.query = query, .deadline = deadline};
    w->values = rays(steps);
    w->rays = rays(steps);
    w->active = memory_zeroed(steps, sizeof *w->active);
    w->named = memory_zeroed(steps, sizeof *w->named);
    w->counts = memory_zeroed(steps, sizeof *w->counts);
    w->distances = memory_zeroed(steps, sizeof *w->distances);
    w->reaches = memory_zeroed(steps, sizeof *w->reaches);
    w->arguments = memory_zeroed(longest, sizeof *w->arguments);
    w->moving = memory_zeroed(variables, sizeof *w->moving);
    w->velocity = memory_zeroed(variables, sizeof *w->velocity);
    if (!w->values || !w->rays || !w->active || !w->named || !w->counts || !w->distances ||
        !w->reaches || !w->arguments || !w->moving || !w->velocity)
        return false;
    for (size_t i = 0; i < query->ties.count; i++)
        w->named[query->ties.items[i]] = true;
    return true;
}

void walk_free(Walk *w) {
    if (!w->query)
        return;
    size_t steps = w->query->steps.count;
    free_rays(w->values, steps);
    free_rays(w->rays, steps);
    memory_free(w->active);
    memory_free(w->named);
    memory_free(w->counts);
    sweep_free_balls(w->distances, steps);
    sweep_free_balls(w->reaches, steps);
    memory_free(w->arguments);
    memory_free(w->moving);
    sweep_free_balls(w->velocity, w->query->point.count);
    for (int i = 0; i < ROW_MAX_ARGUMENTS; i++)
        arb_poly_clear(&w->application.argument[i]);
    arb_poly_clear(&w->application.result);
    symbols_free(&w->limits);
    *w = (Walk){0};
}

/* ---- limits ---- */

static int32_t number_of_key(Walk *w, const char *key, size_t length) {
    return (int32_t)symbol_intern(&w->limits, key, length);
}

/* An exact number is known by its digits. */
static int32_t number_of_value(Walk *w, const arb_t value) {
    arb_t size;
    arb_init(size);
    arb_abs(size, value);
    char *text = arb_dump_str(size);
    int32_t number = number_of_key(w, text, strlen(text));
    flint_free(text);
    arb_clear(size);
    return arb_is_negative(value) ? -number : number;
}

/* Others by the row and the numbers of the arguments, if they determine it. */
static int32_t number_of_step(Walk *w, const QueryStep *step) {
    struct {
        char begin[8];
        const RefereeRow *row;
        int32_t n, argument[ROW_MAX_ARGUMENTS];
    } key;
    memset(&key, 0, sizeof key);
    if (!w->continuous || step->kind != STEP_APPLICATION || step->count > ROW_MAX_ARGUMENTS)
        return 0;
    memcpy(key.begin, "step", 4);
    key.row = step->row;
    key.n = step->n;
    for (uint32_t i = 0; i < step->count; i++) {
        key.argument[i] = w->arguments[i]->limit;
        if (!key.argument[i])
            return 0;
    }
    return number_of_key(w, (const char *)&key, sizeof key);
}

static void number_limit(Walk *w, const QueryStep *step, Ray *out) {
    arb_t limit;
    arb_init(limit);
    if (out->state == RAY_SERIES) {
        if (!ray_limit(out, limit))
            out->limit = 0;
        else if (arb_is_exact(limit) && arb_bits(limit) <= MOST_LIMIT_BITS)
            out->limit = number_of_value(w, limit);
        else if (!out->limit)
            out->limit = number_of_step(w, step);
    }
    arb_clear(limit);
}

/* ---- ties ---- */

/* Drops the limit and, as the argument may touch its edge, what follows while the same 2 ulp make
 * it. */
static void drop_tie(Walk *w, Ray *distance) {
    arb_t term, next, reach;
    arb_init(term);
    arb_init(next);
    arb_init(reach);
    ray_drop_term(distance, 0);
    for (slong i = 1; i < w->work.window; i++) {
        ray_coefficient(distance, i, term);
        if (!ray_coefficient(distance, i + 1, next)) {
            ray_cut_at(distance, i, &w->work);
            break;
        }
        arb_set_d(reach, w->slack * (double)(i + 1));
        arb_mul(reach, reach, next, w->work.bits);
        arb_abs(reach, reach);
        arb_abs(term, term);
        if (!arb_is_zero(term) && !arb_le(term, reach))
            break;
        ray_drop_term(distance, i);
    }
    arb_clear(term);
    arb_clear(next);
    arb_clear(reach);
}

/* Adds up what the variable of this run makes of a distance, if it could close it at all: of max
 * there are several, and most are no ties. */
static void measure(Walk *w, const Ray *distance) {
    arb_t size, change, near;
    arb_init(size);
    arb_init(change);
    arb_init(near);
    bool both = ray_limit(distance, size) && ray_coefficient(distance, 1, change);
    arb_abs(size, size);
    arb_abs(change, change);
    arb_set_d(near, 2.0 * w->ulp);
    arb_mul(change, change, near, w->work.bits);
    arb_mul_2exp_si(near, change, NEAR_BITS);
    if (both && !arb_is_zero(size) && arb_le(size, near)) {
        arb_struct *nearest = &w->distances[w->number], *reach = &w->reaches[w->number];
        arb_add(reach, reach, change, w->work.bits);
        if (arb_is_zero(nearest) || arb_lt(size, nearest))
            arb_set(nearest, size);
    }
    arb_clear(size);
    arb_clear(change);
    arb_clear(near);
}

/* Whether what doubles saw as a tie is this distance. */
static bool is_tie(const Walk *w, const Ray *distance) {
    arb_t size;
    arb_init(size);
    bool is = ray_limit(distance, size);
    arb_abs(size, size);
    is = is && arb_le(size, &w->reaches[w->number]);
    arb_clear(size);
    return is;
}

void walk_distance(Walk *w, Ray *distance) {
    if (!w->named[w->number] || distance->state != RAY_SERIES)
        return;
    if (w->measuring)
        measure(w, distance);
    else if (w->counts[w->number] && is_tie(w, distance))
        drop_tie(w, distance);
}

void walk_own(Walk *w, const Ray *u, Ray *own) {
    ray_copy(own, u);
    walk_distance(w, own);
}

bool walk_sign(Walk *w, const Ray *distance, Sign *sign, Ray *out) {
    if (ray_fails(out, distance))
        return false;
    *sign = ray_lead(distance);
    if (*sign != UNKNOWN && (*sign != ZERO || distance->exact))
        return true;
    ray_lacks(out, &w->work, *sign);
    return false;
}

/* ---- one step ---- */

/* The series of c + t. */
static void set_near(arb_poly_t p, const arb_t c, slong length) {
    arb_poly_set_arb(p, c);
    if (length > 1)
        arb_poly_set_coeff_si(p, 1, 1);
}

/* The Taylor series of the row at c; false where there is none. */
static bool expand(Walk *w, RowFunction *apply, slong n, const arb_t c, slong length) {
    Application *a = &w->application;
    a->length = length;
    a->bits = w->work.bits;
    a->n = n;
    row_begin(a);
    set_near(&a->argument[0], c, length);
    a->moving[0] = length > 1;
    apply(a);
    return !a->undefined && !a->missing;
}

bool walk_smooth(Walk *w, RowFunction *apply, slong n, const Ray *u, Ray *out) {
    arb_t limit;
    Ray rest;
    if (ray_fails(out, u))
        return true;
    arb_init(limit);
    ray_init(&rest);
    w->application.undefined = SAID_NOTHING;
    bool has = ray_limit(u, limit);
    if (has) {
        ray_copy(&rest, u);
        ray_drop_limit(&rest);
        slong length = ray_useful(&rest, &w->work);
        has = expand(w, apply, n, limit, length);
        slong known = has ? row_finite_terms(&w->application.result, length) : 0;
        if (has && known == 0) {
            ray_lacks(out, &w->work, UNKNOWN);
        } else if (has) {
            if (known < length)
                w->work.few_bits = true;
            arb_ptr terms = _arb_vec_init(known);
            for (slong i = 0; i < known; i++)
                arb_poly_get_coeff_arb(terms + i, &w->application.result, i);
            ray_compose(out, terms, known, &rest, &w->work);
            _arb_vec_clear(terms, known);
            w->continuous = true;
        }
    }
    arb_clear(limit);
    ray_clear(&rest);
    return has;
}

void walk_apply(Walk *w, RowFunction *apply, slong n, const Ray *u, Ray *out) {
    if (walk_smooth(w, apply, n, u, out))
        return;
    if (w->application.undefined && ray_is_constant(u))
        ray_pole(out, w->application.undefined, w->number);
    else
        ray_undecided(out, SAID_LIMIT_NOT_SMOOTH);
}

static void apply_leaf(Walk *w, const QueryStep *step, Ray *out) {
    bool variable = step->kind == STEP_VARIABLE;
    double value = variable ? w->query->point.items[step->variable] : step->constant;
    if (!isfinite(value)) {
        ray_pole(out, SAID_NUMBER_NOT_FINITE, w->number);
        return;
    }
    arb_t number;
    arb_init(number);
    arb_set_d(number, value);
    ray_constant(out, number);
    if (variable && !w->at_point && w->moving[step->variable]) {
        fmpq_t one;
        fmpq_init(one);
        fmpq_one(one);
        ray_push(out, one, &w->velocity[step->variable], w->work.bits);
        fmpq_clear(one);
    }
    arb_clear(number);
}

static void apply_row(Walk *w, const QueryStep *step, Ray *out) {
    const Ray *failing = NULL;
    bool choice = row_is_choice(step->row);
    int otherwise;
    for (uint32_t i = 0; i < step->count; i++) {
        const Ray *argument = w->arguments[i];
        if (argument->state != RAY_SERIES && (!failing || argument->state == RAY_ENDS))
            failing = failing && failing->state == RAY_ENDS ? failing : argument;
    }
    bool compares = row_compares(step->row, &otherwise);
    if (failing && failing->state == RAY_ENDS && compares && failing->pole)
        ray_undecided(out, SAID_COMPARISON_OF_INFINITE);
    else if (failing && failing->state == RAY_ENDS && compares)
        ray_number(out, otherwise); /* as doubles compare what is not a number */
    else if (failing && !choice)
        ray_fails(out, failing);
    else if (step->row->along)
        step->row->along(w, w->arguments, out);
    else
        walk_apply(w, step->row->apply, step->n, w->arguments[0], out);
}

const Ray *walk_ray(const Walk *w, uint32_t step) {
    return !w->at_point && w->active[step] ? &w->rays[step] : &w->values[step];
}

/* Whether it depends on what moves. */
static bool is_active(const Walk *w, const QueryStep *step) {
    bool active = step->kind == STEP_VARIABLE && w->moving[step->variable];
    for (uint32_t i = 0; i < step->count; i++)
        active |= w->active[w->query->arguments.items[step->first + i]];
    return active;
}

static void apply_step(Walk *w, uint32_t number) {
    const QueryStep *step = &w->query->steps.items[number];
    w->active[number] = !w->at_point && is_active(w, step);
    if (!w->active[number] && !w->at_point)
        return;
    for (uint32_t i = 0; i < step->count; i++)
        w->arguments[i] = walk_ray(w, w->query->arguments.items[step->first + i]);
    Ray *out = w->at_point ? &w->values[number] : &w->rays[number];
    w->step = step;
    w->number = number;
    w->continuous = false;
    if (step->kind == STEP_APPLICATION)
        apply_row(w, step, out);
    else
        apply_leaf(w, step, out);
    number_limit(w, step, out);
}

/* ---- all steps ---- */

static bool run(Walk *w) {
    for (uint32_t i = 0; i <= w->query->root; i++) {
        if (w->work.operations > most_operations || sweep_late(w->deadline))
            return false;
        apply_step(w, i);
    }
    return true;
}

static double ulp_of(double number) {
    return nextafter(fabs(number), HUGE_VAL) - fabs(number);
}

const Ray *walk_root(const Walk *w) {
    return walk_ray(w, w->query->root);
}

static void find_slack(Walk *w) {
    w->slack = 0.0;
    for (uint32_t i = 0; i < w->query->point.count; i++) {
        double speed = fabs(arf_get_d(arb_midref(&w->velocity[i]), ARF_RND_NEAR));
        if (w->moving[i] && speed > 0.0)
            w->slack = fmax(w->slack, 2.0 * ulp_of(w->query->point.items[i]) / speed);
    }
}

bool walk_along(Walk *w) {
    w->at_point = false;
    find_slack(w);
    return run(w);
}

bool walk_moves(Walk *w) {
    for (uint32_t i = 0; i <= w->query->root; i++)
        w->active[i] = is_active(w, &w->query->steps.items[i]);
    return w->active[w->query->root];
}

static bool run_at_point(Walk *w) {
    w->at_point = true;
    return run(w);
}

/* How far each named tie is from its edge, and from which distance it counts: by a run along each
 * variable. */
static bool measure_ties(Walk *w) {
    slong window = w->work.window;
    bool in_time = true;
    for (size_t i = 0; i < w->query->steps.count; i++) {
        w->counts[i] = false;
        arb_zero(&w->reaches[i]);
        arb_zero(&w->distances[i]);
    }
    w->measuring = true;
    w->work.window = FIRST_WINDOW;
    in_time = run_at_point(w);
    for (uint32_t i = 0; i < w->query->point.count && in_time; i++) {
        w->ulp = ulp_of(w->query->point.items[i]);
        arb_one(&w->velocity[i]);
        w->moving[i] = true;
        in_time = walk_along(w);
        w->moving[i] = false;
    }
    w->measuring = false;
    w->work.window = window;
    for (size_t i = 0; i < w->query->steps.count; i++)
        w->counts[i] = w->named[i] && !arb_is_zero(&w->distances[i]) &&
                       arb_le(&w->distances[i], &w->reaches[i]);
    return in_time;
}

bool walk_at_point(Walk *w) {
    memset(w->moving, 0, w->query->point.count * sizeof *w->moving);
    return (!w->query->ties.count || measure_ties(w)) && run_at_point(w);
}

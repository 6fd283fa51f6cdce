/* For tests: random programs and their steps. See programs.h and program-make.h.
 *
 * A name is read only where every way has assigned it. All loops end. */
#include "support/program-make.h"

#include "support/chance.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_NESTING = 3 };

static int depth_at(const Place *place) {
    return 1 + (int)random_below(place->in_loop ? 2 : 3);
}

Step *step_make(const Place *place, StepKind kind, int name, Expr *value) {
    Step *step = arena_allocate(&place->program->arena, sizeof *step);
    if (!step)
        abort();
    *step = (Step){.kind = kind, .name = name, .value = value};
    return step;
}

Step *step_append(Step *first, Step *next) {
    if (!first)
        return next;
    Step *last = first;
    while (last->next)
        last = last->next;
    last->next = next;
    return first;
}

Step *step_assign(Place *place, int name, Expr *value) {
    place->readable |= named(name);
    return step_make(place, STEP_ASSIGN, name, value);
}

static Place inside(const Place *place, bool is_loop) {
    Place inner = *place;
    inner.nesting++;
    inner.in_loop |= is_loop;
    return inner;
}

/* ---- assignments ----------------------------------------------------------------------------- */

/* What goes round by round must not grow. */
static Expr *random_next(const Place *place, int name) {
    Expr *old = expr_name(place, name), *more = random_expr(place, depth_at(place));
    switch (random_below(4)) {
    case 0:
        return expr_join(place, old, chance_of(0.5) ? '+' : '-',
                         expr_join(place, expr_number(place, 0.1), '*', more));
    case 1:
        return expr_join(place, expr_join(place, expr_number(place, 0.5), '*', old), '+',
                         random_bounded(place, 2));
    case 2:
        return expr_join(place, old, '/', expr_positive(place, more));
    default:
        return expr_join(place, random_bounded(place, 2), '*', old);
    }
}

Step *random_assignment(Place *place) {
    int name = name_of(place->assignable & place->readable);
    if (name >= 0 && chance_of(place->in_loop ? 0.75 : 0.3))
        return step_assign(place, name, random_next(place, name));
    name = name_of(place->assignable);
    if (name < 0)
        return NULL;
    return step_assign(place, name,
                       place->in_loop ? random_bounded(place, 2)
                                      : random_expr(place, depth_at(place)));
}

/* ---- branches -------------------------------------------------------------------------------- */

static Step *random_if(Place *place, Expr *condition) {
    Place then = inside(place, false), other = inside(place, false);
    Step *step = step_make(place, STEP_IF, 0,
                           condition ? condition : random_condition(place, depth_at(place) - 1));
    step->body = random_steps(&then, 1 + (int)random_below(3));
    if (chance_of(0.3) && place->nesting < MOST_NESTING)
        step->otherwise = random_if(&other, NULL);
    else if (chance_of(0.7) || condition)
        step->otherwise = random_steps(&other, 1 + (int)random_below(2));
    if (step->otherwise)
        place->readable |= then.readable & other.readable;
    return step;
}

/* ---- loops ----------------------------------------------------------------------------------- */

static Step *random_for(Place *place) {
    int counter = random_counter(place), outer = name_of(place->readable & all_counters);
    Place body = inside(place, true);
    body.counters &= ~named(counter);
    body.readable |= named(counter);
    int low = (int)random_below(4) - 1, trips = (int)random_below(place->in_loop ? 4 : 7);
    Expr *first = expr_number(place, abs(low)), *last;
    if (low < 0)
        first = expr_of(place, EXPR_APPLIED, DUAL_NEG, first, NULL, NULL);
    if (outer >= 0 && chance_of(0.4)) {
        last = expr_name(place, outer);
        if (chance_of(0.4))
            last = expr_join(place, last, '+', expr_number(place, 1));
    } else {
        last = expr_number(place, abs(low + trips));
        if (low + trips < 0)
            last = expr_of(place, EXPR_APPLIED, DUAL_NEG, last, NULL, NULL);
    }
    if (chance_of(0.2)) /* variables decide how many rounds there are */
        last = expr_of(place, EXPR_CHOICE, 0, random_condition(place, 1), last,
                       expr_number(place, random_below(4)));
    Step *step = step_make(place, STEP_FOR, counter, first);
    step->high = last;
    step->body = random_steps(&body, 1 + (int)random_below(3));
    return step;
}

/* A loop while one more name is above or below a bound, `bound` if that is given; other steps stand
 * before or behind the one that moves it. */
static Step *loop_with(Place *place, int name, Expr *start, int sign, Expr *bound, Expr *next) {
    Step *before = step_assign(place, name, start);
    Place body = inside(place, true);
    body.assignable &= ~named(name);
    Expr *condition = expr_of(place, EXPR_COMPARISON, sign, expr_name(place, name), bound, NULL);
    int other = name_of(place->readable & all_assigned);
    if (!place->program->planted && chance_of(0.15) && other >= 0)
        condition = expr_of(place, EXPR_AND, 0, condition,
                            expr_of(place, EXPR_COMPARISON, 2, expr_name(place, other),
                                    expr_number(place, 0.2), NULL),
                            NULL);
    Step *loop = step_make(place, STEP_WHILE, 0, condition);
    bool first = chance_of(0.5);
    Step *others = random_steps(&body, (int)random_below(3));
    loop->body = step_make(place, STEP_ASSIGN, name, next);
    loop->body = first ? step_append(loop->body, others) : step_append(others, loop->body);
    return step_append(before, loop);
}

/* Something is made smaller until it is below a bound. */
static Step *random_halving(Place *place, int name, Expr *bound) {
    static const double factors[] = {0.5, 0.6, 0.3};
    static const double bounds[] = {0.5, 1, 0.1, 2};
    Expr *self = expr_name(place, name), *start = random_expr(place, depth_at(place));
    if (chance_of(0.7) || bound)
        start = expr_join(place, expr_number(place, 3), '+', expr_positive(place, start));
    Expr *next = chance_of(0.5)
                     ? expr_join(place, self, '/', expr_number(place, 2))
                     : expr_join(place, expr_number(place, RANDOM_OF(factors)), '*', self);
    return loop_with(place, name, start, 2 + (int)random_below(2),
                     bound ? bound : expr_number(place, RANDOM_OF(bounds)), next);
}

/* A root by Newton's method, until its square is near enough. */
static Step *random_newton(Place *place, int root, int square) {
    Step *first = step_assign(place, square, expr_positive(place, random_expr(place, 2)));
    Expr *r = expr_name(place, root), *s = expr_name(place, square);
    Step *second = step_assign(place, root, chance_of(0.5) ? expr_number(place, 1) : s);
    Expr *off = expr_join(place, expr_join(place, r, '*', r), '-', s);
    Expr *condition = expr_of(place, EXPR_COMPARISON, 2,
                              expr_of(place, EXPR_POWER, 0, off, expr_number(place, 2), NULL),
                              expr_number(place, 1e-9), NULL);
    Step *loop = step_make(place, STEP_WHILE, 0, condition);
    Expr *next = expr_join(place, r, '+', expr_join(place, s, '/', r));
    loop->body =
        step_make(place, STEP_ASSIGN, root, expr_join(place, next, '/', expr_number(place, 2)));
    return step_append(step_append(first, second), loop);
}

static Step *random_while(Place *place, Expr *bound) {
    Names free = place->assignable;
    int name = name_of(free);
    if (name < 0)
        return NULL;
    int other = name_of(free & ~named(name));
    Expr *self = expr_name(place, name);
    if (bound || chance_of(0.4))
        return random_halving(place, name, bound);
    if (chance_of(0.3) && other >= 0)
        return random_newton(place, name, other);
    if (chance_of(0.6)) {
        Expr *more = expr_positive(place, random_expr(place, 1));
        return loop_with(
            place, name, random_bounded(place, 2), (int)random_below(2), expr_number(place, 2),
            expr_join(place, self, '+', expr_join(place, expr_number(place, 0.3), '*', more)));
    }
    return loop_with(place, name, expr_number(place, 0), (int)random_below(2),
                     expr_number(place, 1 + random_below(4)),
                     expr_join(place, self, '+', expr_number(place, 1)));
}

static Step *random_step(Place *place) {
    double kind = place->assignable ? random_unit() : 1.0;
    Step *step = NULL;
    if (place->nesting < MOST_NESTING && kind < 0.2)
        step = random_if(place, NULL);
    else if (place->nesting < MOST_NESTING && kind < 0.35)
        step = random_for(place);
    else if (place->nesting < MOST_NESTING - 1 && kind < 0.47)
        step = random_while(place, NULL);
    return step ? step : random_assignment(place);
}

Step *random_steps(Place *place, int count) {
    Step *first = NULL;
    for (int i = 0; i < count; i++)
        first = step_append(first, random_step(place));
    return first;
}

/* ---- programs -------------------------------------------------------------------------------- */

/* Steps that compare something with the planted number. */
static Step *make_planted(Place *place) {
    Expr *bound = place->program->planted;
    int name = name_of(place->assignable);
    Expr *about =
        expr_join(place, expr_positive(place, expr_name(place, 0)), '+',
                  expr_join(place, expr_number(place, 0.3), '*', random_bounded(place, 2)));
    Expr *condition = expr_of(place, EXPR_COMPARISON, (int)random_below(4), about, bound, NULL);
    Expr *call;
    Place body = inside(place, true);
    Step *step;
    switch (random_below(5)) {
    case 0:
        return random_while(place, bound);
    case 1:
        if (place->program->function_count == PROGRAM_FUNCTIONS)
            return random_while(place, bound);
        make_function(place, bound);
        call = expr_of(place, EXPR_CALL, place->callable - 1,
                       expr_join(place, expr_number(place, 3), '+',
                                 expr_positive(place, random_expr(place, 2))),
                       NULL, NULL);
        return step_assign(place, name, call);
    case 2:
        condition =
            expr_of(place, EXPR_CHOICE, 0, condition, random_expr(place, 2), random_expr(place, 2));
        return step_assign(place, name, condition);
    case 3: /* in a loop */
        step = step_make(place, STEP_FOR, PROGRAM_COUNTERS, expr_number(place, 1));
        body.counters &= ~named(PROGRAM_COUNTERS);
        body.readable |= named(PROGRAM_COUNTERS);
        condition->parts[0] = expr_join(place, about, '/', expr_name(place, PROGRAM_COUNTERS));
        step->high = expr_number(place, 3);
        step->body = random_if(&body, condition);
        return step;
    default:
        return random_if(place, condition);
    }
}

static void add_step(Program *program, Step *step) {
    while (step) { /* several come in a list */
        Step *next = step->next;
        step->next = NULL;
        program->items[program->item_count++] = (ProgramItem){-1, step};
        step = next;
    }
}

/* All that can be read counts. */
static Expr *last_value(const Place *place) {
    Expr *sum = expr_join(place, random_expr(place, 3), '+', expr_name(place, 0));
    for (int name = 1; name < PROGRAM_COUNTERS; name++) {
        if (!(place->readable >> name & 1))
            continue;
        Expr *self = expr_name(place, name);
        sum->joints[sum->count] = '+';
        sum->parts[sum->count++] =
            chance_of(0.5) ? self : expr_join(place, expr_number(place, 0.5), '*', self);
    }
    return sum;
}

void program_make(Program *program, bool plant) {
    program_free(program);
    *program = (Program){.variables = 1 + (int)random_below(PROGRAM_VARIABLES)};
    Place place = {.program = program,
                   .readable = named(program->variables) - 1,
                   .assignable = all_assigned,
                   .counters = all_counters};
    int steps = 2 + (int)random_below(5), planted = plant ? (int)random_below((size_t)steps) : -1;
    add_step(program, random_assignment(&place));
    for (int i = 0; i < steps; i++) {
        if (i == planted) {
            program->planted = expr_number(&place, 0.8);
            add_step(program, make_planted(&place));
        }
        if (program->function_count < PROGRAM_FUNCTIONS && chance_of(0.35))
            make_function(&place, NULL);
        add_step(program, random_step(&place));
    }
    Expr *value = last_value(&place);
    add_step(program, chance_of(0.8) ? step_make(&place, STEP_VALUE, 0, value)
                                     : step_assign(&place, PROGRAM_ASSIGNED, value));
}

void program_free(Program *program) {
    arena_free(&program->arena);
}

void program_point(const Program *program, double point[PROGRAM_VARIABLES]) {
    for (int i = 0; i < PROGRAM_VARIABLES; i++)
        point[i] =
            i < program->variables ? round(random_between(-3.0, 3.0) * 0x1p20) * 0x1p-20 : 0.0;
}

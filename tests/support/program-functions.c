/* For tests: functions of random programs. See programs.h and program-make.h.
 *
 * A function reads only what stands before its definition. Those that call themselves come to an
 * end. */
#include "support/program-make.h"

#include "support/chance.h"

bool expr_branches(const Program *program, const Expr *expr) {
    bool found = expr->kind == EXPR_CALL && program->functions[expr->which].branches;
    for (int i = 0; i < expr->count && !found; i++)
        found = expr_branches(program, expr->parts[i]);
    return found;
}

static bool steps_branch(const Program *program, const Step *step) {
    for (; step; step = step->next)
        if (step->kind > STEP_VALUE || expr_branches(program, step->value))
            return true;
    return false;
}

/* It calls itself, or another one that calls it, until a count is 0, or a parameter is below a
 * bound. */
static void make_recursive(Place *place, ProgramFunction *function, int which, Expr *bound) {
    function->branches = true;
    function->parameter_count = 0;
    if (function->counted)
        function->parameters[function->parameter_count++] = NAME_N;
    function->parameters[function->parameter_count++] = NAME_T;
    place->readable |= named(NAME_T);
    function->locals |= named(NAME_N) | named(NAME_T);
    Expr *t = expr_name(place, NAME_T), *n = expr_name(place, NAME_N);
    Expr *smaller = chance_of(0.5) ? expr_join(place, t, '/', expr_number(place, 2))
                                   : expr_join(place, expr_number(place, 0.4), '*', t);
    Expr *condition = expr_of(place, EXPR_COMPARISON, (int)random_below(2), t,
                              bound ? bound : expr_number(place, 0.8), NULL);
    Expr *again = expr_of(place, EXPR_CALL, which, smaller, NULL, NULL);
    if (function->counted) {
        condition = expr_of(place, EXPR_COMPARISON, 1, n, expr_number(place, 0), NULL);
        again = expr_of(place, EXPR_CALL, which, expr_join(place, n, '-', expr_number(place, 1)),
                        chance_of(0.5) ? smaller : random_bounded(place, 2), NULL);
        if (chance_of(0.3)) /* and a second time */
            again =
                expr_join(place, again, chance_of(0.5) ? '+' : '*',
                          expr_of(place, EXPR_CALL, which,
                                  expr_join(place, n, '-', expr_number(place, 2)), smaller, NULL));
    }
    Expr *end = random_expr(place, 2), *scale = random_bounded(place, 2);
    int local = name_of(place->assignable);
    function->braces = chance_of(0.5) && local >= 0;
    if (!function->braces) {
        Expr *rest = chance_of(0.5) ? expr_join(place, scale, '*', again)
                                    : expr_join(place, again, chance_of(0.5) ? '+' : '-', scale);
        function->body =
            step_make(place, STEP_VALUE, 0,
                      chance_of(0.5) || bound
                          ? expr_of(place, EXPR_CHOICE, 0, condition, end, rest)
                          : expr_of(place, EXPR_CHOICE, 0,
                                    expr_of(place, EXPR_NOT, 0, condition, NULL, NULL), rest, end));
        return;
    }
    /* What is local stays as it is while the function runs again. */
    int result = name_of(place->assignable & ~named(local));
    function->body = step_assign(place, local, scale);
    Step *step = step_make(place, STEP_IF, 0, condition);
    step->body = step_make(place, STEP_ASSIGN, result, end);
    step->otherwise = step_make(place, STEP_ASSIGN, result, again);
    step_append(function->body, step);
    step_append(function->body, step_make(place, STEP_VALUE, 0,
                                          expr_join(place, expr_name(place, result), '*',
                                                    expr_name(place, local))));
}

static void make_plain(Place *place, ProgramFunction *function) {
    static const int parameters[] = {NAME_A, NAME_A, NAME_A, NAME_T, 0, PROGRAM_ASSIGNED};
    function->parameter_count = 1 + (int)random_below(2);
    function->parameters[0] = RANDOM_OF(parameters);
    function->parameters[1] = NAME_N;
    for (int i = 0; i < function->parameter_count; i++) {
        function->locals |= named(function->parameters[i]);
        place->readable |= named(function->parameters[i]);
        place->assignable |= named(function->parameters[i]);
    }
    function->braces = chance_of(0.6);
    Step *last = NULL;
    if (function->braces)
        function->body = random_steps(place, 1 + (int)random_below(3));
    if (function->braces && chance_of(0.3))
        last = random_assignment(place);
    if (!last)
        last = step_make(place, STEP_VALUE, 0, random_expr(place, 3));
    function->body = step_append(function->body, last);
}

/* `next`: the function that it calls if it calls itself, in the end; else -1. */
static void add_function(const Place *outer, int next, bool counted, Expr *bound) {
    Program *program = outer->program;
    ProgramFunction *function = &program->functions[program->function_count];
    Place place = *outer;
    *function = (ProgramFunction){.locals = all_counters, .counted = counted};
    place.assignable = 0;
    while (__builtin_popcount(place.assignable) < 3)
        place.assignable |= named(name_of(all_assigned));
    place.readable &= ~place.assignable;
    function->locals |= place.assignable;
    place.nesting = 1;
    if (next >= 0)
        make_recursive(&place, function, next, bound);
    else
        make_plain(&place, function);
    function->branches |= steps_branch(program, function->body);
    program->items[program->item_count++] = (ProgramItem){program->function_count++, NULL};
}

void make_function(Place *place, Expr *bound) {
    int first = place->program->function_count;
    if (!bound && chance_of(0.55)) {
        add_function(place, -1, false, NULL);
    } else {
        bool counted = !bound && chance_of(0.6);
        bool two = first + 2 <= PROGRAM_FUNCTIONS && chance_of(0.2); /* that call each other */
        add_function(place, first + two, counted, bound);
        if (two)
            add_function(place, first, counted, bound);
    }
    place->callable = place->program->function_count;
}

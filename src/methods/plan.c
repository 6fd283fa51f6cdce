/* Plans: see plan.h. */
#include "methods/plan.h"

#include <string.h>

/* What the forward sweep must do of a derivative. */
typedef struct Rest {
    Factor factors[SERIES_MAX_PARAMETERS + 1];
    uint32_t count, peeled;
} Rest;

static Rest rest_of(const Derivative *derivative, bool peel) {
    Rest rest = {.peeled = derivative->factors[0].variable};
    for (uint32_t i = 0; i < derivative->count; i++) {
        Factor factor = derivative->factors[i];
        factor.times -= peel && i == 0;
        if (factor.times)
            rest.factors[rest.count++] = factor;
    }
    return rest;
}

bool plan_fits(const Derivative *derivative) {
    uint32_t orders[SERIES_MAX_PARAMETERS], order = 0;
    if (derivative->count > SERIES_MAX_PARAMETERS)
        return false;
    for (uint32_t i = 0; i < derivative->count; i++) {
        orders[i] = derivative->factors[i].times;
        if (orders[i] > DERIVATIVE_MAX_ORDER || (order += orders[i]) > DERIVATIVE_MAX_ORDER)
            return false;
    }
    return series_size(derivative->count, orders) > 0;
}

static uint32_t *order_along(Pass *pass, uint32_t direction) {
    for (uint32_t i = 0; i < pass->parameters; i++)
        if (pass->directions[i] == direction)
            return &pass->orders[i];
    return NULL;
}

/* Whether the pass has exactly these directions. */
static bool suits(Pass *pass, const Rest *rest) {
    if (pass->parameters != rest->count)
        return false;
    for (uint32_t i = 0; i < rest->count; i++)
        if (!order_along(pass, rest->factors[i].variable))
            return false;
    return true;
}

/* The pass for a rest; an empty rest goes with any. */
static Pass *find_pass(const Plan *plan, const Rest *rest) {
    for (size_t i = 0; i < plan->passes.count; i++)
        if (!rest->count || suits(&plan->passes.items[i], rest))
            return &plan->passes.items[i];
    return NULL;
}

static bool add_rest(Plan *plan, const Rest *rest) {
    Pass *pass = find_pass(plan, rest);
    if (!pass) {
        Pass made = {.parameters = rest->count};
        for (uint32_t i = 0; i < rest->count; i++)
            made.directions[i] = rest->factors[i].variable;
        if (!array_push(&plan->passes, made))
            return false;
        pass = &plan->passes.items[plan->passes.count - 1];
    }
    for (uint32_t i = 0; i < rest->count; i++) {
        uint32_t *order = order_along(pass, rest->factors[i].variable);
        *order = rest->factors[i].times > *order ? rest->factors[i].times : *order;
    }
    pass->count++;
    return true;
}

static PassAnswer answer_of(Pass *pass, const Rest *rest, uint32_t answer) {
    PassAnswer made = {answer, rest->peeled, 0, 1.0};
    for (uint32_t i = 0; i < rest->count; i++) {
        uint32_t number = 1;
        for (uint32_t k = 0; pass->directions[k] != rest->factors[i].variable; k++)
            number *= pass->orders[k] + 1;
        made.coefficient += rest->factors[i].times * number;
        for (uint32_t n = 2; n <= rest->factors[i].times; n++)
            made.factorials *= n;
    }
    return made;
}

static bool fill(Plan *plan, const Problem *problem, bool peel) {
    for (uint32_t i = 0; i < problem->derivative_count; i++) {
        const Derivative *derivative = &problem->derivatives[i];
        uint32_t order = 0;
        for (uint32_t k = 0; k < derivative->count; k++)
            order += derivative->factors[k].times;
        plan->order = order > plan->order ? order : plan->order;
        Rest rest = rest_of(derivative, peel);
        if (rest.count && !add_rest(plan, &rest))
            return false;
    }
    /* Empty rests go last. */
    for (uint32_t i = 0; i < problem->derivative_count; i++) {
        Rest rest = rest_of(&problem->derivatives[i], peel);
        if (!rest.count && !add_rest(plan, &rest))
            return false;
    }
    uint32_t first = 0;
    for (size_t i = 0; i < plan->passes.count; i++) {
        Pass *pass = &plan->passes.items[i];
        if (!series_shape_make(&pass->shape, pass->parameters, pass->orders))
            return false;
        plan->size = pass->shape.size > plan->size ? pass->shape.size : plan->size;
        pass->first = first;
        first += pass->count;
        pass->count = 0;
    }
    plan->answers = memory_resize(NULL, problem->derivative_count, sizeof *plan->answers);
    for (uint32_t i = 0; plan->answers && i < problem->derivative_count; i++) {
        Rest rest = rest_of(&problem->derivatives[i], peel);
        Pass *pass = find_pass(plan, &rest);
        plan->answers[pass->first + pass->count++] = answer_of(pass, &rest, i);
    }
    return plan->answers;
}

bool plan_make(Plan *plan, const Problem *problem, bool peel) {
    *plan = (Plan){0};
    if (fill(plan, problem, peel))
        return true;
    diag_no_memory(problem->graph->diag);
    plan_free(plan);
    return false;
}

void plan_free(Plan *plan) {
    for (size_t i = 0; i < plan->passes.count; i++)
        series_shape_free(&plan->passes.items[i].shape);
    array_free(&plan->passes);
    memory_free(plan->answers);
    *plan = (Plan){0};
}

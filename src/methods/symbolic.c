/* The symbolic method: formulas for the derivatives, simplified, and one tape for f and all of
 * them.
 *
 * The formulas equal the textbook derivatives only where their provisos hold. Invariant: an answer
 * never changes silently. The provisos are on the tape too; if one fails (or is NaN) at the point,
 * the derivatives as differentiated, before any simplification, answer instead. They also do where
 * a formula is not finite and they are, or is 0 and they are not: rewriting can introduce an
 * overflow, as y^2 does in x/y^2. f itself is on the tape exactly as traced.
 *
 * That a formula says nothing where f jumps is a proviso for those who read it. At a point it is
 * found out otherwise, for all methods (analysis/edges.h): so it is not on the tape. */
#include "methods/rows.h"

#include "tracing/derivative.h"
#include "tracing/jumps.h"
#include "tracing/repeated.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Formulas to run together. */
typedef struct Formulas {
    Tapes tapes;
    Evaluator evaluator;
} Formulas;

typedef struct Symbolic {
    Method method;
    bool repeats;           /* it finds more than a gradient: derivatives are derived from others */
    NodeId *raw, *formulas; /* one per answer: before and after simplification */
    NodeList provisos;
    NodeList stated;      /* these and more, if asked for */
    Repeated repeated;    /* if it repeats: the intermediate formulas, ... */
    uint32_t *numbers;    /* ... which of them are the answers, ... */
    uint32_t *operations; /* ... and the operations of f and each answer */
    Formulas simple;      /* f, formulas, provisos */
    Formulas plain;       /* f, raw: made on demand */
    bool has_plain;
    uint32_t made, made_plain; /* how many answers there are of either kind */
    uint32_t most;             /* operations of a formula to be differentiated again */
} Symbolic;

/* A larger formula is not differentiated again, unless patient. */
static const uint32_t most_operations = 20000;

/* Differentiating, simplifying and compiling one node costs about this many
 * operations on numbers. */
static const double work_per_node = 400.0;
/* Finding these nodes costs about this much for every node of the graph. */
static const double looked_per_node = 4.0;

static void formulas_free(Formulas *formulas) {
    evaluator_free(&formulas->evaluator);
    tapes_free(&formulas->tapes);
}

static void release(Method *method) {
    Symbolic *symbolic = (Symbolic *)method;
    formulas_free(&symbolic->simple);
    formulas_free(&symbolic->plain);
    array_free(&symbolic->provisos);
    array_free(&symbolic->stated);
    repeated_free(&symbolic->repeated);
    memory_free(symbolic->numbers);
    memory_free(symbolic->operations);
    memory_free(symbolic->raw);
    memory_free(symbolic->formulas);
    memory_free(symbolic);
}

/* The tapes of f, the derivatives and more; false without memory (recorded). */
static bool formulas_begin(Formulas *formulas, const Problem *problem, const NodeId *derivatives,
                           const NodeId *more, size_t more_count) {
    Tapes *tapes = &formulas->tapes;
    evaluator_begin(&formulas->evaluator, tapes);
    if (tapes_of_nodes(tapes, problem->graph, &problem->root, 1, problem->components) &&
        tapes_add_nodes(tapes, derivatives, problem->derivative_count) &&
        tapes_add_nodes(tapes, more, more_count))
        return true;
    tapes_free(tapes);
    return false;
}

/* Operations of formula number `number`; 0 is f. */
static uint32_t operations_of(const Symbolic *symbolic, uint32_t number) {
    const Repeated *repeated = &symbolic->repeated;
    return repeated_size(repeated, repeated->formulas.items[number].formula);
}

/* One derivative, factor by factor; false after an error, or if a formula grows too large. */
static bool make_derivative(Symbolic *symbolic, const Problem *problem, uint32_t answer) {
    Repeated *repeated = &symbolic->repeated;
    const Derivative *derivative = &problem->derivatives[answer];
    uint32_t number = 0;
    for (uint32_t i = 0; i < derivative->count; i++) {
        for (uint32_t k = 0; k < derivative->factors[i].times; k++) {
            if (operations_of(symbolic, number) > symbolic->most)
                return false;
            number = repeated_derivative(repeated, number, derivative->factors[i].variable);
            if (number == UINT32_MAX)
                return false;
        }
    }
    symbolic->numbers[answer] = number;
    symbolic->operations[answer + 1] = operations_of(symbolic, number);
    symbolic->formulas[answer] = repeated->formulas.items[number].formula;
    return true;
}

/* The derivatives of the list, until a formula grows too large. */
static bool make_derivatives(Symbolic *symbolic, const Problem *problem) {
    uint32_t count = problem->derivative_count;
    symbolic->numbers = method_allocate(problem, count, sizeof *symbolic->numbers);
    symbolic->operations =
        method_allocate(problem, (size_t)count + 1, sizeof *symbolic->operations);
    if (!symbolic->numbers || !symbolic->operations ||
        !repeated_begin(&symbolic->repeated, problem->rules, problem->graph, problem->root,
                        problem->components, problem->direction))
        return false;
    symbolic->operations[0] = operations_of(symbolic, 0);
    uint32_t made = 0;
    while (made < count && make_derivative(symbolic, problem, made))
        made++;
    symbolic->made = made;
    symbolic->method.operations = symbolic->operations;
    NodeId none = made < count ? graph_not_a_number(problem->graph) : NODE_POISON;
    for (uint32_t i = made; i < count; i++)
        symbolic->formulas[i] = none;
    symbolic->provisos = symbolic->repeated.provisos;
    symbolic->repeated.provisos = (NodeList){0};
    return !diag_failed(problem->graph->diag);
}

/* Makes formulas and provisos; false after an error (recorded). */
static bool make_formulas(Symbolic *symbolic, const Problem *problem) {
    uint32_t count = problem->derivative_count;
    symbolic->raw = method_allocate(problem, count, sizeof *symbolic->raw);
    symbolic->formulas = method_allocate(problem, count, sizeof *symbolic->formulas);
    if (!symbolic->raw || !symbolic->formulas)
        return false;
    if (symbolic->repeats)
        return make_derivatives(symbolic, problem);
    symbolic->made = symbolic->made_plain = count;
    for (uint32_t i = 0; i < count; i++) {
        NodeId formula =
            derivative(problem->rules, problem->graph, problem->root, problem_variable(problem, i));
        if (formula == NODE_POISON)
            return false;
        symbolic->raw[i] = symbolic->formulas[i] = formula;
    }
    return simplify(problem->graph, symbolic->formulas, count, &symbolic->provisos);
}

/* Finds what readers of the formulas must know; false after an error (recorded). */
static bool state_provisos(Symbolic *symbolic, const Problem *problem) {
    NodeList *stated = &symbolic->stated;
    const NodeList *needed = &symbolic->provisos;
    if (!array_reserve(stated, needed->count)) {
        diag_no_memory(problem->graph->diag);
        return false;
    }
    if (needed->count)
        memcpy(stated->items, needed->items, needed->count * sizeof *needed->items);
    stated->count = needed->count;
    if (symbolic->repeats)
        return repeated_exclude_jumps(&symbolic->repeated, stated);
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        if (!jumps_exclude(problem->rules, problem->graph, problem->root,
                           problem_variable(problem, i), stated))
            return false;
    return true;
}

/* Says how many answers there are: where plain derivatives answer there may be fewer. */
static void describe(Symbolic *symbolic, uint32_t answered) {
    Method *method = &symbolic->method;
    method->answered = answered;
    if (symbolic->repeats)
        method->passes =
            answered == 1 ? SAY(TAPE_OF_DERIVATIVE, answered) : SAY(TAPE_OF_DERIVATIVES, answered);
    else
        method->passes =
            answered == 1 ? SAY(TAPE_OF_PARTIAL, answered) : SAY(TAPE_OF_PARTIALS, answered);
}

/* Whether all provisos hold in the run. */
static bool provisos_hold(const Symbolic *symbolic, const Run *run) {
    uint32_t first = 1 + symbolic->method.problem->derivative_count;
    for (uint32_t i = 0; i < symbolic->provisos.count; i++) {
        double holds = run_output(run, first + i);
        if (isnan(holds) || holds == 0.0)
            return false;
    }
    return true;
}

/* The derivatives of the list without simplification, until one grows too large; the others are
 * poison, which is NaN on a tape. */
static void make_plain(Symbolic *symbolic) {
    uint32_t *made = &symbolic->made_plain;
    for (*made = 0; *made < symbolic->made; ++*made) {
        NodeId raw = repeated_raw(&symbolic->repeated, symbolic->numbers[*made], symbolic->most);
        if (raw == NODE_POISON)
            return;
        symbolic->raw[*made] = raw;
    }
}

/* Runs the derivatives without simplification; NULL without memory. */
static const Run *run_plain(Symbolic *symbolic) {
    const Problem *problem = symbolic->method.problem;
    if (symbolic->repeats && !symbolic->has_plain)
        make_plain(symbolic);
    if (!symbolic->has_plain)
        symbolic->has_plain = formulas_begin(&symbolic->plain, problem, symbolic->raw, NULL, 0);
    return symbolic->has_plain ? evaluator_at(&symbolic->plain.evaluator, problem->point) : NULL;
}

/* Whether some product or quotient of finite numbers on the tape is infinite. */
static bool has_overflowed(const Run *run) {
    for (size_t i = 0; i < run->tape->code.count; i++) {
        const Instruction *at = &run->tape->code.items[i];
        if ((at->op == OP_MUL || at->op == OP_DIV || at->op == OP_POWI || at->op == OP_PROD) &&
            isinf(run->values[at->out]))
            return true;
    }
    return false;
}

/* Whether a formula's value is doubtful: not finite, or almost 0. */
static bool is_suspicious(double formula) {
    return !isfinite(formula) || fabs(formula) < DBL_MIN;
}

/* Whether a formula has lost a value that the plain derivative still has. */
static bool is_lost(double formula, double plain) {
    if (!isfinite(formula))
        return !method_same_kind(formula, plain);
    return isfinite(plain) && fabs(formula) < DBL_MIN && fabs(plain - formula) > 1e-6 * fabs(plain);
}

/* Why the plain derivatives must replace the formulas, or nothing. */
static MessageCode reason_for_plain(Symbolic *symbolic, const Run *simple) {
    if (!provisos_hold(symbolic, simple))
        return SAID_PLAIN_PROVISO;
    bool finite = true, suspicious = false;
    for (uint32_t i = 0; i < symbolic->made; i++) {
        finite = finite && isfinite(run_output(simple, 1 + i));
        suspicious = suspicious || is_suspicious(run_output(simple, 1 + i));
    }
    if (!suspicious || isnan(run_output(simple, 0)) || (finite && !has_overflowed(simple)))
        return SAID_NOTHING;
    const Run *plain = run_plain(symbolic);
    for (uint32_t i = 0; plain && i < symbolic->made_plain; i++)
        if (is_lost(run_output(simple, 1 + i), run_output(plain, 1 + i)))
            return SAID_PLAIN_OVERFLOW;
    return SAID_NOTHING;
}

static void evaluate(Method *method, double *value, double *answers) {
    Symbolic *symbolic = (Symbolic *)method;
    const Problem *problem = method->problem;
    const Run *run = evaluator_at(&symbolic->simple.evaluator, problem->point);
    MessageCode reason = run ? reason_for_plain(symbolic, run) : SAID_NOTHING;
    if (reason)
        run = run_plain(symbolic);
    uint32_t answered = reason ? symbolic->made_plain : symbolic->made;
    if (answered != method->answered)
        describe(symbolic, answered);
    method->scheme.code = reason;
    *value = run ? run_output(run, 0) : NAN;
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        answers[i] = run && i < method->answered ? run_output(run, 1 + i) : NAN;
}

Method *symbolic_prepare(const Problem *problem, const MethodOptions *options) {
    static const MethodWay way = {evaluate, NULL, release};
    Symbolic *symbolic = method_begin(problem, sizeof *symbolic, &way);
    if (!symbolic)
        return NULL;
    Method *method = &symbolic->method;
    symbolic->repeats = !problem_is_gradient(problem);
    symbolic->most = options->patient ? UINT32_MAX : most_operations;
    const Run *run = NULL;
    if (make_formulas(symbolic, problem) &&
        formulas_begin(&symbolic->simple, problem, symbolic->formulas, symbolic->provisos.items,
                       symbolic->provisos.count) &&
        (!options->jumps || state_provisos(symbolic, problem)))
        run = evaluator_at(&symbolic->simple.evaluator, problem->point);
    method->formulas = symbolic->formulas;
    method->provisos = options->jumps ? &symbolic->stated : &symbolic->provisos;
    describe(symbolic, symbolic->made);
    return method_end(method, run);
}

/* What it takes to find, differentiate and simplify the operations that depend on a variable, for
 * all variables that the derivatives are by, as averaged over a sample of them. Room: `marks` for
 * two a node, the others for one a component; all 0. */
static double work(const Problem *problem, uint8_t *marks, uint8_t *moved, uint32_t *variables) {
    enum { SAMPLE = 8 };
    const Graph *graph = problem->graph;
    uint8_t *depends = marks + graph->nodes.count;
    uint32_t by = problem_moved(problem, moved, variables), sampled = by < SAMPLE ? by : SAMPLE;
    double operations = 0.0;
    graph_reach(graph, &problem->root, 1, marks);
    for (uint32_t i = 0; i < sampled; i++) {
        graph_depends(graph, variables[(size_t)i * by / sampled], depends);
        for (size_t id = 1; id < graph->nodes.count; id++) {
            uint32_t count = 0;
            if (marks[id] && depends[id]) {
                const NodeId *arguments = graph_arguments(graph, (NodeId)id, &count);
                uint32_t active = 0;
                for (uint32_t k = 0; k < count; k++)
                    active += depends[arguments[k]];
                operations += active;
            }
        }
    }
    operations = sampled > 0 ? operations / sampled : 0.0;
    return by * (looked_per_node * (double)graph->nodes.count + work_per_node * operations);
}

double symbolic_predict(const Problem *problem) {
    uint8_t *marks = method_allocate(problem, problem->graph->nodes.count, 2);
    uint8_t *moved = method_allocate(problem, problem->components, 1);
    uint32_t *variables = method_allocate(problem, problem->components, sizeof *variables);
    double operations = problem_operations(problem);
    if (marks && moved && variables)
        operations += work(problem, marks, moved, variables);
    memory_free(marks);
    memory_free(moved);
    memory_free(variables);
    return operations;
}

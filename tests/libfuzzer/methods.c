/* All methods on any program: the first two bytes choose the values of x, y, z and t,
 * the rest is the program.
 *
 * Nothing here knows the truth. Every method gives the same value of the function and the same
 * answer when asked again; where the value is NaN so are the derivatives; forward and reverse
 * differ by rounding only (agreement.c says how much that may be); and formulas are read again as
 * what they are. */
#include "adcalc.h"
#include "support/conditioning.h"
#include "support/harness.h"
#include "support/posed.h"

#include <math.h>
#include <string.h>

enum {
    MOST_VARIABLES = 4,
    MOST_NODES = 3000,      /* of a function: larger ones take long and show nothing new */
    LONGEST_PROGRAM = 1000, /* ... and the same of texts */
    LONGEST_FORMULA = 1 << 14
};

static Rules rules;

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    stack_begin();
    PROMISE(rules_begin(&rules), "out of memory");
    return 0;
}

static void choose_point(const unsigned char *choices, Text *out) {
    static const char names[MOST_VARIABLES] = {'x', 'y', 'z', 't'};
    static const char *const values[16] = {"0.5", "1",    "2",     "-1",     "0",     "3",
                                           "-2",  "0.1",  "10",    "1e-160", "1e200", "-1e5",
                                           "-0",  "16.5", "1e308", "0/0"};
    for (int i = 0; i < MOST_VARIABLES; i++)
        text_format(out, "%s%c=%s", i ? "," : "", names[i],
                    values[choices[i / 2] >> (i % 2 * 4) & 15]);
}

static bool same(double a, double b) {
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}

/* ---- the answers ----------------------------------------------------------------------------- */

typedef struct Answer {
    double value, gradient[MOST_VARIABLES];
} Answer;

static void evaluate(Method *method, MethodId id, const Problem *problem, Answer *answer) {
    method_evaluate(method, &answer->value, answer->gradient);
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        PROMISE(!isnan(answer->value) || isnan(answer->gradient[i]),
                "%s: a derivative where the value is NaN", method_table[id].name);
}

/* A formula that holds numbers alone parses to the same node. */
static void read_again(Posed *traced, NodeId formula) {
    const Variable *variables = traced->problem.variables;
    Text text = {0};
    size_t statements = traced->tree.statements.count;
    bool whole = infix_print(traced->problem.graph, variables, formula, LONGEST_FORMULA, &text);
    if (whole && !strstr(text_string(&text), "NaN") && !strstr(text_string(&text), "Infinity")) {
        uint32_t source = diag_add_source(&traced->diag, NULL, text_string(&text), text.length, 1);
        PROMISE(source != UINT32_MAX, "out of memory");
        parse_source(&traced->tree, &traced->symbols, &traced->diag, source, op_is_bare);
        PROMISE(!diag_failed(&traced->diag) && traced->tree.statements.count == statements + 1,
                "a formula does not parse: %s", text_string(&text));
        traced->scope.steps = 0; /* it is a program of its own */
        NodeId again = machine_expression(
            &traced->tree, tree_last_child(traced->tree.statements.items[statements]),
            &traced->symbols, &traced->scope, traced->problem.graph);
        PROMISE(again == formula, "a formula means something else: %s", text_string(&text));
    }
    text_free(&text);
}

static void run_method(MethodId id, Posed *traced, Answer *answer) {
    const Problem *problem = &traced->problem;
    Method *method = method_table[id].prepare(problem, &(MethodOptions){0});
    if (!method) {
        PROMISE(diag_failed(&traced->diag), "%s cannot and does not say so", method_table[id].name);
        return;
    }
    Answer again;
    evaluate(method, id, problem, answer);
    evaluate(method, id, problem, &again);
    PROMISE(same(answer->value, again.value), "%s: another value", method_table[id].name);
    for (uint32_t i = 0; i < problem->derivative_count; i++)
        PROMISE(same(answer->gradient[i], again.gradient[i]), "%s: another derivative",
                method_table[id].name);
    if (method->way->estimate) {
        double estimates[MOST_VARIABLES];
        method->way->estimate(method, estimates);
        for (uint32_t i = 0; i < problem->derivative_count; i++)
            PROMISE(!(estimates[i] < 0), "an error below 0");
    }
    NodeId formulas[MOST_VARIABLES];
    uint32_t count = method->formulas ? problem->derivative_count : 0;
    for (uint32_t i = 0; i < count; i++)
        formulas[i] = method->formulas[i];
    method->way->release(method);
    for (uint32_t i = 0; i < count; i++)
        read_again(traced, formulas[i]);
}

/* ---- forward against reverse ----------------------------------------------------------------- */

static void compare(const Posed *traced, const Answer *forward, const Answer *reverse) {
    const Problem *problem = &traced->problem;
    ConditionNumbers conditioning = {0};
    double allowed[MOST_VARIABLES] = {0};
    bool comparable = conditioning_of_sweeps(&conditioning, problem->graph, problem->root,
                                             problem->point, allowed, problem->components);
    for (uint32_t i = 0; i < problem->derivative_count && comparable; i++) {
        double f = forward->gradient[i], r = reverse->gradient[i];
        if (isfinite(f) && isfinite(r))
            PROMISE(fabs(f - r) <= allowed[i],
                    "variable %u: forward %.17g, reverse %.17g, allowed %g", (unsigned)i, f, r,
                    allowed[i]);
    }
    conditioning_free(&conditioning);
}

static void run_all(Posed *traced) {
    Answer answers[METHOD_COUNT] = {{0}};
    run_method(METHOD_FORWARD, traced, &answers[METHOD_FORWARD]);
    run_method(METHOD_REVERSE, traced, &answers[METHOD_REVERSE]);
    compare(traced, &answers[METHOD_FORWARD], &answers[METHOD_REVERSE]);
    for (MethodId id = 0; id < METHOD_COUNT && !diag_failed(&traced->diag); id++) {
        run_method(id, traced, &answers[id]);
        PROMISE(same(answers[id].value, answers[0].value) || diag_failed(&traced->diag),
                "%s and %s: different values %.17g and %.17g", method_table[0].name,
                method_table[id].name, answers[0].value, answers[id].value);
    }
    Text why = {0};
    PROMISE(graph_check(traced->problem.graph, &why), "the graph is broken: %s", text_string(&why));
    text_free(&why);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    if (size < 2 || size - 2 > LONGEST_PROGRAM)
        return 0;
    Text point = {0}, program = {0};
    Posed traced;
    choose_point(data, &point);
    text_bytes(&program, (const char *)data + 2, size - 2);
    if (posed_begin(&traced, &rules, text_string(&program), text_string(&point)) &&
        traced.problem.components <= MOST_VARIABLES &&
        traced.problem.graph->nodes.count <= MOST_NODES)
        run_all(&traced);
    posed_free(&traced);
    text_free(&point);
    text_free(&program);
    return 0;
}

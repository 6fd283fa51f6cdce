/* How fast the tape runs: nanoseconds for the value, value and tangents, value and adjoints, beside
 * the same function and gradient written by hand in C and compiled with the house's flags, in one
 * race. Only the ratios of one run mean something. Not part of `make check`: build and run it with
 * `make bench`. */
#include "adcalc.h"

#include <math.h>
#include <stdio.h>

enum { MOST_VARIABLES = 1000 };

/* A graph under construction, in the notation of a calculator without brackets. */
static Graph graph;

static NodeId number(double value) {
    return graph_constant(&graph, value, (Span){0, 0});
}
static NodeId variable(uint32_t index) {
    return graph_variable(&graph, index, (Span){0, 0});
}
static NodeId add(NodeId a, NodeId b) {
    return graph_binary(&graph, OP_ADD, a, b);
}
static NodeId subtract(NodeId a, NodeId b) {
    return graph_binary(&graph, OP_SUB, a, b);
}
static NodeId times(NodeId a, NodeId b) {
    return graph_binary(&graph, OP_MUL, a, b);
}
static NodeId scaled(double factor, NodeId a) {
    return times(number(factor), a);
}
static NodeId square(NodeId a) {
    return graph_power(&graph, a, 2);
}

/* ---- the functions, as graphs and by hand ---- */

/* x^2 + 2*x + 1 */
static NodeId parabola(void) {
    NodeId x = variable(0);
    return add(add(square(x), scaled(2.0, x)), number(1.0));
}

static double parabola_by_hand(const double *point, double *gradient) {
    double x = point[0];
    gradient[0] = 2.0 * x + 2.0;
    return x * x + 2.0 * x + 1.0;
}

/* -log(1/(1 + exp(-x)) + 1)/(x^2 + 1) */
static NodeId logistic(void) {
    NodeId x = variable(0), one = number(1.0);
    NodeId sigmoid = graph_binary(
        &graph, OP_DIV, one, add(one, graph_unary(&graph, OP_EXP, graph_unary(&graph, OP_NEG, x))));
    NodeId log_of = graph_unary(&graph, OP_LOG, add(sigmoid, one));
    return graph_binary(&graph, OP_DIV, graph_unary(&graph, OP_NEG, log_of), add(square(x), one));
}

static double logistic_by_hand(const double *point, double *gradient) {
    double x = point[0], e = exp(-x), s = 1.0 / (1.0 + e), q = 1.0 / (x * x + 1.0);
    double value = -log(s + 1.0) * q;
    gradient[0] = -(s * s * e / (s + 1.0) + 2.0 * x * value) * q;
    return value;
}

/* Goldstein and Price's function. */
static NodeId goldstein(void) {
    NodeId x = variable(0), y = variable(1);
    NodeId a = add(add(x, y), number(1.0));
    NodeId p = subtract(number(19.0), scaled(14.0, x));
    p = subtract(add(p, scaled(3.0, square(x))), scaled(14.0, y));
    p = add(add(p, times(scaled(6.0, x), y)), scaled(3.0, square(y)));
    NodeId b = subtract(scaled(2.0, x), scaled(3.0, y));
    NodeId q = subtract(number(18.0), scaled(32.0, x));
    q = add(add(q, scaled(12.0, square(x))), scaled(48.0, y));
    q = add(subtract(q, times(scaled(36.0, x), y)), scaled(27.0, square(y)));
    return times(add(number(1.0), times(square(a), p)), add(number(30.0), times(square(b), q)));
}

static double goldstein_by_hand(const double *point, double *gradient) {
    double x = point[0], y = point[1], a = x + y + 1.0, b = 2.0 * x - 3.0 * y;
    double p = 19.0 - 14.0 * x + 3.0 * x * x - 14.0 * y + 6.0 * x * y + 3.0 * y * y;
    double q = 18.0 - 32.0 * x + 12.0 * x * x + 48.0 * y - 36.0 * x * y + 27.0 * y * y;
    double u = 1.0 + a * a * p, w = 30.0 + b * b * q;
    double u_both = 2.0 * a * p, p_x = -14.0 + 6.0 * x + 6.0 * y;
    double u_x = u_both + a * a * p_x; /* p depends on x and y alike */
    double w_x = 4.0 * b * q + b * b * (-32.0 + 24.0 * x - 36.0 * y);
    double w_y = -6.0 * b * q + b * b * (48.0 - 36.0 * x + 54.0 * y);
    gradient[0] = u_x * w + u * w_x;
    gradient[1] = u_x * w + u * w_y;
    return u * w;
}

/* Rosenbrock's chain: sum of 100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2 */
static NodeId rosenbrock(void) {
    static NodeId terms[MOST_VARIABLES];
    for (uint32_t i = 0; i + 1 < MOST_VARIABLES; i++) {
        NodeId x = variable(i), rise = subtract(variable(i + 1), square(x));
        terms[i] = add(scaled(100.0, square(rise)), square(subtract(number(1.0), x)));
    }
    return graph_chain(&graph, OP_ADD, terms, MOST_VARIABLES - 1, (Span){0, 0});
}

static double rosenbrock_by_hand(const double *x, double *gradient) {
    double value = 0.0;
    gradient[0] = 0.0;
    for (uint32_t i = 0; i + 1 < MOST_VARIABLES; i++) {
        double rise = x[i + 1] - x[i] * x[i], rest = 1.0 - x[i];
        value += 100.0 * rise * rise + rest * rest;
        gradient[i] += -400.0 * rise * x[i] - 2.0 * rest;
        gradient[i + 1] = 200.0 * rise;
    }
    return value;
}

/* The product of all variables. */
static NodeId product(void) {
    static NodeId factors[MOST_VARIABLES];
    for (uint32_t i = 0; i < MOST_VARIABLES; i++)
        factors[i] = variable(i);
    return graph_chain(&graph, OP_MUL, factors, MOST_VARIABLES, (Span){0, 0});
}

static double product_by_hand(const double *x, double *gradient) {
    double before = 1.0, after = 1.0;
    for (uint32_t i = 0; i < MOST_VARIABLES; i++) {
        gradient[i] = before;
        before *= x[i];
    }
    for (uint32_t i = MOST_VARIABLES; i-- > 0;) {
        gradient[i] *= after;
        after *= x[i];
    }
    return before;
}

typedef struct Workload {
    const char *name;
    uint32_t variables;
    NodeId (*graph)(void);
    double (*by_hand)(const double *point, double *gradient);
} Workload;

static const Workload workloads[] = {
    {"W1 x^2+2*x+1", 1, parabola, parabola_by_hand},
    {"W2 logistic", 1, logistic, logistic_by_hand},
    {"W3 Goldstein-Price", 2, goldstein, goldstein_by_hand},
    {"W4 Rosenbrock 1000", MOST_VARIABLES, rosenbrock, rosenbrock_by_hand},
    {"W6 product 1000", MOST_VARIABLES, product, product_by_hand},
};

/* ---- the race ---- */

static const Workload *workload;
static Evaluator evaluator;
static double point[MOST_VARIABLES], gradient[MOST_VARIABLES];
static volatile double result;

static void call_by_hand(void *context) {
    (void)context;
    result = workload->by_hand(point, gradient);
}
static void call_value(void *context) {
    (void)context;
    result = run_output(evaluator_at(&evaluator, point), 0);
}
static void call_tangents(void *context) {
    (void)context;
    for (uint32_t i = 0; i < workload->variables; i++)
        evaluator_tangent(&evaluator, point, i, &gradient[i]);
    result = gradient[0];
}
static void call_adjoints(void *context) {
    (void)context;
    result = run_output(evaluator_adjoint(&evaluator, point, gradient), 0);
}

/* The largest relative difference between the gradients by hand and by adjoints. */
static double disagreement(void) {
    static double other[MOST_VARIABLES];
    workload->by_hand(point, other);
    evaluator_adjoint(&evaluator, point, gradient);
    double worst = 0.0;
    for (uint32_t i = 0; i < workload->variables; i++)
        worst = fmax(worst, fabs(other[i] - gradient[i]) / (fabs(other[i]) + 1e-300));
    return worst;
}

int main(void) {
    Diag diag = {0};
    printf("%-20s %12s %12s %12s %12s   %s\n", "ns (times by hand)", "by hand", "value",
           "+ tangents", "+ adjoints", "instructions, largest difference");
    for (size_t w = 0; w < sizeof workloads / sizeof workloads[0]; w++) {
        workload = &workloads[w];
        if (!graph_begin(&graph, &diag))
            return 1;
        NodeId root = workload->graph();
        for (uint32_t i = 0; i < workload->variables; i++)
            point[i] = 0.75 + 0.5 * sin(1.0 + i);
        Tapes tapes;
        evaluator_begin(&evaluator, &tapes);
        if (!tapes_of_nodes(&tapes, &graph, &root, 1, workload->variables) ||
            !evaluator_at(&evaluator, point))
            return 1;
        Contestant contestants[] = {{.call = call_by_hand},
                                    {.call = call_value},
                                    {.call = call_adjoints},
                                    {.call = call_tangents}};
        clock_race(contestants, workload->variables > 2 ? 3 : 4, 300.0, NULL);
        double limit = contestants[0].timing.minimum_ns;
        printf("%-20s", workload->name);
        for (size_t c = 0; c < 4; c++) {
            const Timing *timing = &contestants[c == 2 ? 3 : c == 3 ? 2 : c].timing;
            if (timing->samples)
                printf(" %7.0f %4.1f", timing->minimum_ns, timing->minimum_ns / limit);
            else
                printf(" %12s", "-");
        }
        printf("   %zu, %.1e\n", evaluator.runs.items[0]->tape->code.count, disagreement());
        evaluator_free(&evaluator);
        tapes_free(&tapes);
        graph_free(&graph);
    }
    diag_free(&diag);
    return 0;
}

/* For tests: random smooth functions of x and y. See random-functions.h. */
#include "support/random-functions.h"
#include "support/chance.h"

#include <math.h>

enum { MOST_NODES = 24, FEWEST_NODES = 4 };

static const OpId unary[] = {OP_NEG,  OP_EXP,  OP_LOG,  OP_SQRT,  OP_SIN,   OP_COS,   OP_TAN,
                             OP_TANH, OP_ATAN, OP_SINH, OP_ASINH, OP_LOG1P, OP_EXPM1, OP_CBRT};
static const OpId binary[] = {OP_ADD, OP_SUB, OP_MUL, OP_DIV,   OP_ADD,
                              OP_MUL, OP_SUB, OP_DIV, OP_HYPOT, OP_POW};

static NodeId random_leaf(Graph *graph) {
    static const double constants[] = {1.0, 2.0, 3.0, 0.5, 10.0, 0.1, -1.0, 1.7};
    double kind = random_unit();
    if (kind < 0.75)
        return graph_variable(graph, kind < 0.4 ? 0 : 1, (Span){0, 0});
    return graph_constant(graph, constants[random_below(sizeof constants / sizeof *constants)],
                          (Span){0, 0});
}

/* One more operation on nodes made before, the newest most often, so that much is shared. */
static NodeId random_node(Graph *graph, const NodeId *made, size_t count) {
    size_t recent = count > 4 && random_unit() < 0.7 ? count - 3 : 0;
    NodeId x = made[recent + random_below(count - recent)], y = made[random_below(count)];
    double kind = random_unit();
    if (kind < 0.12) {
        static const int powers[] = {2, 3, 4, 5, 8, -1, -2, 1, 0};
        return graph_power(graph, x, powers[random_below(sizeof powers / sizeof *powers)]);
    }
    if (kind < 0.45)
        return graph_unary(graph, unary[random_below(sizeof unary / sizeof *unary)], x);
    if (random_unit() < 0.5) {
        NodeId swap = x;
        x = y;
        y = swap;
    }
    return graph_binary(graph, binary[random_below(sizeof binary / sizeof *binary)], x, y);
}

NodeId random_function(Graph *graph) {
    NodeId made[MOST_NODES];
    size_t total = FEWEST_NODES + random_below(MOST_NODES - FEWEST_NODES), count = 0;
    for (uint32_t i = 0; i < RANDOM_VARIABLES; i++)
        made[count++] = graph_variable(graph, i, (Span){0, 0});
    while (count < total) {
        made[count] =
            count < RANDOM_VARIABLES + 2 ? random_leaf(graph) : random_node(graph, made, count);
        count++;
    }
    return made[count - 1];
}

double random_coordinate(void) {
    static const double special[] = {0.0, 1.0, -1.0, 2.0, 0.5, 3.0};
    double kind = random_unit(), sign = random_unit() < 0.4 ? -1.0 : 1.0;
    if (kind < 0.1)
        return special[random_below(sizeof special / sizeof *special)];
    double decades = kind < 0.8 ? 1.5 : kind < 0.95 ? 8.0 : 150.0;
    return sign * pow(10.0, decades * (2.0 * random_unit() - 1.0));
}

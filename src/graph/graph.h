/* The computation graph: a hash-consed DAG of immutable nodes.
 *
 * A NodeId is an index. Arguments have smaller ids than the nodes that use them, so id order is
 * topological order and every pass is a for loop. Equal structure <=> equal id: constants by their
 * bits, variables by their number, applications by operation, static integer and arguments. Node 0
 * is poison, the result of whatever has already been reported; poison in, poison out.
 *
 * The constructor keeps what it is told, with one exception that changes no double: the negative of
 * a constant is a constant, so that -3 is one node however it is written.
 *
 * Ownership: the Graph owns its arrays. Errors (out of memory, too many nodes) go to its Diag and
 * give poison. */
#ifndef ADCALC_GRAPH_GRAPH_H
#define ADCALC_GRAPH_GRAPH_H

#include "base/diag.h"
#include "base/memory.h"
#include "graph/op.h"

typedef uint32_t NodeId;
#define NODE_POISON ((NodeId)0)

/* `sum` and `prod` chains longer than this are one n-ary node, evaluated in lanes. */
enum { CHAIN_BINARY_TERMS = 16 };
/* The largest graph: some 3 GB and half a minute. */
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION
#define GRAPH_MAX_NODES ((uint32_t)1 << 13) /* fuzzers come to the end of it, too */
#else
#define GRAPH_MAX_NODES ((uint32_t)1 << 25)
#endif

typedef struct Node {
    uint8_t op;      /* OpId */
    uint8_t arity;   /* arguments held in arg[]; 0 for leaves and n-ary nodes */
    uint16_t unused; /* 0 */
    int32_t integer; /* the static integer; 0 where the operation has none */
    union {
        NodeId arg[OP_MAX_ARGUMENTS];
        struct {
            uint32_t first, count; /* n-ary: arguments[first .. first + count) */
        } list;
        uint32_t variable;  /* OP_VARIABLE */
        uint32_t number[2]; /* OP_CONSTANT: the double's bits, low word first */
    } as;
} Node;

/* A variable of a program, as OP_VARIABLE numbers them. */
typedef struct Variable {
    const char *name;
    uint32_t first; /* of its components in a point; every variable has one */
} Variable;

typedef struct Graph {
    ARRAY(Node) nodes;
    ARRAY(Span) spans;       /* where each node was first written */
    ARRAY(NodeId) arguments; /* of n-ary nodes */
    uint64_t *table;         /* open addressing; a NodeId below the low half of its hash, or 0 */
    size_t table_size;       /* a power of two */
    uint64_t key;
    uint64_t generation; /* changes when ids change their meaning; never 0 */
    Diag *diag;
    bool has_choices; /* some node is a choice */
} Graph;

bool graph_begin(Graph *graph, Diag *diag);
void graph_free(Graph *graph);
/* Forgets all nodes but keeps the memory. */
void graph_clear(Graph *graph);

NodeId graph_constant(Graph *graph, double value, Span span);
NodeId graph_variable(Graph *graph, uint32_t variable, Span span);
/* Applies `op` to `count` arguments. `integer` is the static integer, 0 where there is none. */
NodeId graph_apply(Graph *graph, OpId op, int32_t integer, const NodeId *arguments, uint32_t count,
                   Span span);
/* The node 0/0: not a number, in a way that prints and parses again. */
NodeId graph_not_a_number(Graph *graph);
bool graph_is_not_a_number(const Graph *graph, NodeId id);
/* Shorthands without a span. */
NodeId graph_unary(Graph *graph, OpId op, NodeId x);
NodeId graph_binary(Graph *graph, OpId op, NodeId x, NodeId y);
NodeId graph_power(Graph *graph, NodeId x, int32_t n); /* x^n, n a whole constant */
/* Sum (OP_ADD) or product (OP_MUL) of terms, left to right; one n-ary node beyond 16 terms. */
NodeId graph_chain(Graph *graph, OpId op, const NodeId *terms, uint32_t count, Span span);

static inline const Node *graph_node(const Graph *graph, NodeId id) {
    return &graph->nodes.items[id];
}
static inline OpId graph_op(const Graph *graph, NodeId id) {
    return (OpId)graph->nodes.items[id].op;
}
/* The arguments of a node; the pointer is valid until the next node is made. */
const NodeId *graph_arguments(const Graph *graph, NodeId id, uint32_t *count);
/* The double of an OP_CONSTANT. */
double graph_constant_value(const Graph *graph, NodeId id);
/* Whether the node is a constant whose value is `value` (==). */
bool graph_is_constant(const Graph *graph, NodeId id, double value);
/* Whether the node is a constant whole number that fits, into *integer. */
bool graph_is_integer(const Graph *graph, NodeId id, int32_t *integer);

/* marks[id] = 1 for all nodes the roots need (both arms of choices), else 0;
 * marks has nodes.count. */
void graph_reach(const Graph *graph, const NodeId *roots, uint32_t count, uint8_t *marks);
/* depends[id] = 1 where the node depends structurally on the variable, else 0. */
void graph_depends(const Graph *graph, uint32_t variable, uint8_t *depends);
/* Verifies the invariants; false with the first violation in `why`. */
bool graph_check(const Graph *graph, Text *why);
/* One reachable node a line: `5 MUL 3 4`. */
void graph_print(const Graph *graph, const Variable *variables, NodeId root, Text *out);

#endif

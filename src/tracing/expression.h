/* Expressions: an expression tree and bindings to a graph.
 *
 * The tree is in postorder, so this is a stack machine over the array: functions are inlined and
 * folds unrolled with explicit frames, and nothing recurses. Both arms of an `if` are traced. */
#ifndef ADCALC_TRACING_EXPRESSION_H
#define ADCALC_TRACING_EXPRESSION_H

#include "graph/graph.h"
#include "syntax/tree.h"
#include "tracing/scope.h"

/* Limits of one program, each with a message of its own. */
enum {
#ifdef FUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION /* low enough for fuzzers to reach */
    TRACE_MAX_TERMS = 1000,
    TRACE_MAX_STEPS = 20000,
#else
    TRACE_MAX_TERMS = 10000000, /* of one sum or product */
    TRACE_MAX_STEPS = 50000000, /* tree nodes visited by a program, with functions inlined and folds
                                   unrolled: some seconds */
#endif
};

/* The node of the expression whose tree ends at `root`. `locals` bind its TREE_LOCALs,
 * innermost last. Poison after an error (recorded in the graph's diag). */
NodeId expression_trace(const Tree *tree, TreeId root, const Symbols *symbols, Scope *scope,
                        const NodeId *locals, uint32_t local_count, Graph *graph);

#endif

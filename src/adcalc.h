/* adcalc as a library: all that libadcalc.a offers, in the order of the road. The headers say
 * what each part promises; what only a folder's own files include is not here.
 *
 *     text -> tokens -> tree -> graph -> tape -> values -> report -> table, json, csv
 *
 * Nothing here prints or exits: the caller owns every struct and frees it with the function of
 * its name. Errors are recorded in a Diag, and what comes of them is poison, handed on silently. */
#ifndef ADCALC_ADCALC_H
#define ADCALC_ADCALC_H

/* What every part uses: memory that may run out, text, names, numbers, and a Diag for what is
 * wrong. A program that parses calls stack_begin first. */
#include "base/arena.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/intern.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/spelling.h"
#include "base/stack.h"
#include "base/text.h"
#include "base/utf8.h"

/* Text to a tree: a source goes into the Diag, parse_source makes statements of it. */
#include "syntax/hints.h"
#include "syntax/lexer.h"
#include "syntax/parser.h"
#include "syntax/tree.h"

/* Expressions as a graph in which equal parts are one node: the table of operations,
 * building, rewriting, and counting. */
#include "graph/collect.h"
#include "graph/complex.h"
#include "graph/graph.h"
#include "graph/nary.h"
#include "graph/op.h"
#include "graph/order.h"
#include "graph/rational.h"
#include "graph/simplify.h"
#include "graph/size.h"

/* A tree and values for its names to a graph: trace_program. Derivatives as graphs, by the
 * textbook. */
#include "tracing/derivative.h"
#include "tracing/expression.h"
#include "tracing/repeated.h"
#include "tracing/rules.h"
#include "tracing/scope.h"
#include "tracing/trace.h"

/* A graph to numbers: an Evaluator finds or makes the tape for a point and runs it, forwards,
 * backwards, at complex points and for power series. */
#include "tape/complex.h"
#include "tape/kernels.h"
#include "tape/run.h"
#include "tape/series.h"
#include "tape/tape.h"

/* A Problem, one function at one point, to derivatives: method_row finds the way, which is
 * prepared once and evaluated often. A Reference asks the referee what they truly are. */
#include "methods/along.h"
#include "methods/chebyshev.h"
#include "methods/complex.h"
#include "methods/coprocess.h"
#include "methods/difference.h"
#include "methods/extrapolation.h"
#include "methods/method.h"
#include "methods/noise.h"
#include "methods/plan.h"
#include "methods/polarization.h"
#include "methods/problem.h"
#include "methods/reference.h"
#include "methods/stencils.h"

/* A graph as text. */
#include "print/dot.h"
#include "print/infix.h"

/* How long it takes, and how right it is. */
#include "measure/accuracy.h"
#include "measure/clock.h"
#include "measure/curve.h"
#include "measure/rounding.h"

/* Results as plain data, and the bytes that formats make of them. */
#include "report/report.h"
#include "report/table.h"

/* Whole answers: a Request to a Report, a view for each kind of question. */
#include "views/conditioning.h"
#include "views/points.h"
#include "views/view.h"

#endif

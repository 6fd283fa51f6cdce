/* adcalc as a library: all that libadcalc.a offers, in pipeline order. The headers say what
 * each part promises; what only a folder's own files include is not here.
 *
 *     text -> tokens -> tree -> graph -> tape -> values -> report -> table, json, csv
 *
 * Nothing here prints or exits: the caller owns every struct and frees it with the function of
 * its name. Errors are recorded in a Diag, and what comes of them is poison, passed on silently. */
#ifndef ADCALC_ADCALC_H
#define ADCALC_ADCALC_H

/* What every part uses: memory that may run out, text, names, numbers, and a Diag for what is
 * wrong. A program that parses calls stack_begin first. */
#include "base/arena.h"
#include "base/diag.h"
#include "base/hash.h"
#include "base/intern.h"
#include "base/memory.h"
#include "base/messages.h"
#include "base/number.h"
#include "base/spelling.h"
#include "base/stack.h"
#include "base/text.h"
#include "base/utf8.h"

/* Text to a tree: a source goes into the Diag, parse_source makes statements of it. */
#include "syntax/hints.h"
#include "syntax/parser.h"
#include "syntax/tokens.h"
#include "syntax/tree.h"

/* Expressions as a graph in which equal parts are one node: the table of operations, building and
 * counting. */
#include "graph/complex.h"
#include "graph/graph.h"
#include "graph/nary.h"
#include "graph/op.h"
#include "graph/rational.h"
#include "graph/size.h"
#include "graph/values.h"

/* Rewriting a graph: normal forms of sums and products, identities, and what they rest on. */
#include "algebra/collect.h"
#include "algebra/facts.h"
#include "algebra/simplify.h"

/* A program to the function that it is: function_run, of statements in a tree or of any other.
 * Derivatives as graphs, by the textbook. */
#include "tracing/derivative.h"
#include "tracing/forks.h"
#include "tracing/jumps.h"
#include "tracing/machine.h"
#include "tracing/program.h"
#include "tracing/repeated.h"
#include "tracing/rules.h"
#include "tracing/scope.h"
#include "tracing/statements.h"

/* A function to numbers: an Evaluator finds or makes the tape for a point and runs it, forwards,
 * backwards, at complex points and for power series; a Walk reads what it did. */
#include "tape/complex.h"
#include "tape/evaluator.h"
#include "tape/kernels.h"
#include "tape/series.h"
#include "tape/tape.h"
#include "tape/tapes.h"
#include "tape/walk.h"

/* Derivatives of functions of which values alone are seen. */
#include "numeric/complex-step.h"
#include "numeric/difference.h"
#include "numeric/extrapolation.h"
#include "numeric/higher.h"
#include "numeric/noise.h"
#include "numeric/slice.h"

/* A Problem, one function at one point, to derivatives: method_table has the ways, each
 * prepared once and evaluated often. */
#include "methods/method.h"
#include "methods/plan.h"
#include "methods/problem.h"

/* Expansions: what a function does on one side of a point; Rays find them. */
#include "sides/expansion.h"
#include "sides/local.h"
#include "sides/ray.h"

/* A Reference asks the referee what derivatives truly are. */
#include "reference/coprocess.h"
#include "reference/reference.h"

/* A graph as text. */
#include "print/dot.h"
#include "print/infix.h"

/* What is true about a point, how right an answer is, and how long it takes. */
#include "analysis/accuracy.h"
#include "analysis/answers.h"
#include "analysis/baseline.h"
#include "analysis/claim-at-point.h"
#include "analysis/claim-check.h"
#include "analysis/clock.h"
#include "analysis/comparison-words.h"
#include "analysis/comparison.h"
#include "analysis/conditioning.h"
#include "analysis/curve.h"
#include "analysis/edges.h"
#include "analysis/method-errors.h"
#include "analysis/rounding.h"
#include "analysis/samples.h"
#include "analysis/step-errors.h"
#include "analysis/subject.h"
#include "analysis/truth.h"

/* Results as plain data, and the bytes that formats make of them. */
#include "report/report.h"

/* Whole answers: a Request to a Report, a view for each kind of question. */
#include "views/view.h"

/* Programs in, answers out, one after another. */
#include "session/complain.h"
#include "session/output.h"
#include "session/session.h"
#include "session/settings.h"

#endif

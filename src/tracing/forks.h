/* Forks: decisions of a program that change in every neighbourhood of the point, such as x > 0 at
 * x = 0. The program is run for both, and what it applies is a choice between the two: so the truth
 * about both sides can be found as for choices inside expressions. */
#ifndef ADCALC_TRACING_FORKS_H
#define ADCALC_TRACING_FORKS_H

#include "tracing/program.h"

/* How many ways that part at a point are followed. */
enum { FORKS_MAX_RUNS = 4096 };

/* Whether the ways part at the point of a trace: two sides of a comparison are equal there, or
 * something in the condition jumps. False, too, without memory (recorded). */
bool forks_part(Traced *traced, NodeId condition);
/* Whether the value of a node jumps there. */
bool forks_jump(Traced *traced, NodeId node);
/* Which way this run takes there; `*holds` is what the value says. False without memory. */
bool forks_choose(Traced *traced, NodeId condition, bool *holds);
/* The number, on the way that this run takes, that a node which jumps gives: its own at the point,
 * into *value, or the whole number next to it. False without memory (recorded). */
bool forks_count(Traced *traced, NodeId node, double *value);
/* Runs the function's program along all ways that part at the point. Only errors of a first run
 * are recorded; otherwise NaN is the value where the program does not come to its end. Lack of
 * memory is recorded. */
void forks_run(Function *function, Traced *traced);

#endif

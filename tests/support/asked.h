/* For tests: what the referee says about a program, and whether it is true. */
#ifndef ADCALC_TESTS_ASKED_H
#define ADCALC_TESTS_ASKED_H

#include "support/graph.h"

#include <mpfr.h>

/* The fixture: a referee, and the graph of graph.h for those who build one. */
extern Reference reference;
void asked_set_up(void);
void asked_tear_down(void);

/* Asks about a program, as the command line would. `derivatives` is "" for the gradient, or a list
 * as "x2 y, v": twice by x and once by y; along the vector, which is called v (and may be NULL). */
bool asked(const char *program, const char *at, const char *derivatives, const double *along,
           const ReferenceLimits *limits, ReferenceAnswer *answer);
/* The same on both sides of the point; all nodes of the operation `tie` (or NULL) are named as
 * ties. */
bool asked_of_sides(const char *program, const char *at, const char *derivatives,
                    const double *along, const char *tie, ReferenceAnswer *answer);
/* As `asked`, within the usual limits; there must be an answer. */
void ask(const char *program, const char *at, const char *derivatives, const double *along,
         ReferenceAnswer *answer);

/* Whether the referee's number holds the truth, which is right to some 30 digits. */
bool agrees(const ReferenceNumber *number, mpfr_srcptr truth);
/* The same, where the truth may be off by `uncertainty`. */
bool agrees_within(const ReferenceNumber *number, mpfr_srcptr truth, mpfr_srcptr uncertainty);
/* Whether it is proven to be this decimal, to 25 digits; fails the test with `what` if not. */
void check_decimal(const ReferenceNumber *number, const char *decimal, const char *what);

#endif

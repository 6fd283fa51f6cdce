/* For tests: random smooth functions of x and y, whose parts are much shared,
 * and points for them. */
#ifndef ADCALC_TESTS_RANDOM_FUNCTIONS_H
#define ADCALC_TESTS_RANDOM_FUNCTIONS_H

#include "adcalc.h"

enum { RANDOM_VARIABLES = 2 };

/* Chance is that of chance.h. The node of another function, made in the graph. */
NodeId random_function(Graph *graph);
/* Mostly ordinary, sometimes special or far out. */
double random_coordinate(void);

#endif

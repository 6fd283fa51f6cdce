/* For tests: random places at which the rows of ops.def are tried. */
#ifndef ADCALC_TESTS_PLACES_H
#define ADCALC_TESTS_PLACES_H

#include "support/meanings.h"

#include <stdbool.h>

typedef struct Place {
    double argument[2];
    int32_t n;
} Place;

/* Chance is that of chance.h. Tame: of everyday size; else of every size that the row is tried
 * with. */
Place random_place(const MeaningRow *row, bool tame);
/* Less than the distance from x to any singularity. */
double room_around(double x);

#endif

/* Truncated power series in parameters t_1, t_2, ...: the coefficients of all powers up to an order
 * in each. A coefficient is a derivative over its factorials: a_n, not n! a_n, so that order 30
 * does not overflow before it must.
 *
 * Coefficients are numbered so that each comes after all it is made from: number 0 is the constant,
 * and t_1 varies fastest. Coefficient a of a product needs those of all b <= a (in every
 * parameter); as no digit borrows, the number of a - b is that of a minus that of b.
 *
 * Ownership: a shape owns its lists; a series is a plain array of shape->size doubles, owned by the
 * caller. */
#ifndef ADCALC_TAPE_SERIES_H
#define ADCALC_TAPE_SERIES_H

#include <stdbool.h>
#include <stdint.h>

enum {
    SERIES_MAX_PARAMETERS = 12,
    SERIES_MAX_SIZE = 4096 /* coefficients: an order of 4095 in one parameter, of 1 in twelve */
};

typedef struct SeriesShape {
    uint32_t parameters, size;
    uint32_t orders[SERIES_MAX_PARAMETERS];
    uint16_t *degree; /* of each coefficient: the sum of its powers */
    uint16_t *power;  /* of each but the first: its power of the last parameter that occurs in it */
    /* size + 1 of them: below[begin[a] .. begin[a + 1]) are all b <= a, ascending */
    uint32_t *begin;
    uint16_t *below;
    uint16_t *below_power; /* beside them: b's power of a's last parameter */
} SeriesShape;

/* The number of coefficients up to these orders; 0 if there are too many. */
uint32_t series_size(uint32_t parameters, const uint32_t *orders);
/* False without memory; then there is nothing to free. The orders must have a size. */
bool series_shape_make(SeriesShape *shape, uint32_t parameters, const uint32_t *orders);
void series_shape_free(SeriesShape *shape);

/* Coefficient a of x y, given all coefficients of x and y up to a. */
double series_product_at(const SeriesShape *shape, uint32_t a, const double *x, const double *y);
/* Coefficient a > 0 of v = x / y from those of v before it; x NULL: a constant. */
double series_quotient_at(const SeriesShape *shape, uint32_t a, const double *x, const double *y,
                          const double *v);
/* Coefficient a > 0 of v where dv = p dx: from x up to a and p before a (A. Griewank, A. Walther,
 * Evaluating Derivatives, 2008, 13.2). */
double series_integral_at(const SeriesShape *shape, uint32_t a, const double *x, const double *p);
/* sum += x y, all of it. */
void series_add_product(const SeriesShape *shape, const double *x, const double *y, double *sum);

#endif

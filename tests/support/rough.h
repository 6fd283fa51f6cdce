/* For tests: random functions that are rough at a point a, and their slopes there by no rule of
 * differentiation.
 *
 * They are positively homogeneous in t = x - a: f(s t) = s f(t) for s > 0. So f is f(1) t above a
 * and -f(-1) t below it, and two values, in exact arithmetic, are all there is to know. */
#ifndef ADCALC_TESTS_ROUGH_H
#define ADCALC_TESTS_ROUGH_H

#include "support/fraction.h"

enum { ROUGH_TEXT = 400 };
enum { BELOW, ABOVE, SIDES }; /* t = -1 and t = 1 */

typedef struct Rough {
    char text[ROUGH_TEXT]; /* an operand: a name, a call or something in brackets */
    Fraction at[SIDES];
    double size;    /* of what is added up, for tolerances */
    bool exact;     /* all is dyadic, so that doubles make no error */
    bool vanishing; /* something is decided by what is 0 all along a side */
    bool usable;    /* not too long, nothing unknown, and nothing hangs on rounding */
} Rough;

typedef struct RoughPoint {
    const char *at;     /* the value of x, as it is written */
    char statement[24]; /* that functions are written after: "t = x - 0.5; ", or nothing */
} RoughPoint;

/* A point for the functions that follow; with `dyadic` it and all coefficients are short binary
 * fractions, else decimals. Chance is that of chance.h. */
RoughPoint rough_point(bool dyadic);
/* A function that is rough there. */
void rough_random(Rough *made);
/* c*abs(t), written in one of several ways. */
void rough_kink(Rough *made, Fraction c);
/* t, or -t. */
void rough_line(Rough *made);

/* "%s + %s" and the like into a text of so many bytes; false if it has no room. */
bool rough_write(char *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif

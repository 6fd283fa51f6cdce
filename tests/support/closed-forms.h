/* For tests: functions whose derivatives of all orders are known in closed form,
 * or by a recurrence that has nothing to do with how the referee finds them. */
#ifndef ADCALC_TESTS_CLOSED_FORMS_H
#define ADCALC_TESTS_CLOSED_FORMS_H

#include <mpfr.h>

enum { CLOSED_ORDERS = 60, CLOSED_BITS = 1200 };

/* Sets all derivatives at x; that of order 0 may be something else.
 * Begun and cleared by the caller. */
typedef void ClosedDerivatives(mpfr_t d[CLOSED_ORDERS + 1], double x);

typedef struct ClosedForm {
    const char *program; /* of x */
    double x;
    ClosedDerivatives *derivatives;
} ClosedForm;

extern const ClosedForm closed_forms[];
extern const int closed_form_count;

void closed_begin(mpfr_t d[CLOSED_ORDERS + 1]);
void closed_clear(mpfr_t d[CLOSED_ORDERS + 1]);

#endif

/* GSL's adaptive derivatives: a five-point rule (central) or a four-point one (one-sided), whose
 * difference from the rule with fewer points estimates the truncation; then once more with the step
 * that balances it against round-off.
 *
 * GSL's own error estimate is not used. At kinks, and where the first step is too large, it is
 * small and the result wrong; on the random smooth functions of tests/methods.c it covers the error
 * in nine cases of ten. The estimate of difference.c covers it, and is tighter. */
#include "numeric/adaptive.h"

#include <gsl/gsl_deriv.h>
#include <gsl/gsl_errno.h>
#include <math.h>

typedef struct Counted {
    const Univariate *f;
    int evaluations;
} Counted;

static double counted_value(double x, void *context) {
    Counted *counted = context;
    counted->evaluations++;
    return univariate_at(counted->f, x);
}

double adaptive_quotient(const Univariate *f, double x, double step, int side, int *evaluations) {
    Counted counted = {f, 0};
    gsl_function function = {counted_value, &counted};
    double result = NAN, claimed;
    gsl_set_error_handler_off(); /* else GSL aborts the program */
    if (side == 0)
        gsl_deriv_central(&function, x, step, &result, &claimed);
    else if (side > 0)
        gsl_deriv_forward(&function, x, step, &result, &claimed);
    else
        gsl_deriv_backward(&function, x, step, &result, &claimed);
    *evaluations = counted.evaluations;
    return result;
}

/* Step errors: how the error of a numeric derivative depends on its step.
 *
 * Each scheme takes its step from a tenth of the size of x down by fifteen decades; its errors are
 * measured against the truth. The two branches of each error curve are fitted to them. Beside the
 * best step seen stands the one that theory predicts from the noise of f and its higher
 * derivatives. */
#ifndef ADCALC_ANALYSIS_STEP_ERRORS_H
#define ADCALC_ANALYSIS_STEP_ERRORS_H

#include "analysis/baseline.h"
#include "analysis/curve.h"
#include "numeric/complex-step.h"

typedef enum StepScheme {
    STEP_FORWARD,
    STEP_CENTRAL,
    STEP_RICHARDSON, /* once: (4 D(h/2) - D(h)) / 3 */
    STEP_COMPLEX,
    STEP_SCHEMES
} StepScheme;

typedef struct Prediction {
    double step, error; /* NaN for none; the error is absolute */
} Prediction;

typedef struct StepErrors {
    /* Given: */
    const Subject *subject; /* about one variable */
    EdgeOptions options;    /* whose referee has not been asked yet */
    KinkRule kink;
    double first; /* the largest step; 0 to choose it */
    /* Found: */
    Baseline truth;
    double noise;                 /* of f */
    size_t per_decade, count;     /* steps */
    double *steps;                /* falling */
    double *errors[STEP_SCHEMES]; /* NaN where a scheme finds nothing */
    Curve curves[STEP_SCHEMES];
    Prediction predictions[STEP_SCHEMES];
    Said refused; /* why there is no complex step; else nothing */
    /* Private: */
    Slice slice;
    double x, fx;
    double *slopes[STEP_SCHEMES]; /* what each scheme finds */
} StepErrors;

/* Where the truth is not known there are no errors. False after an error (recorded). */
bool step_errors_find(StepErrors *s);

#endif

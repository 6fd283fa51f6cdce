/* A function as the numeric schemes see it: values along one coordinate, and nothing else. */
#ifndef ADCALC_NUMERIC_UNIVARIATE_H
#define ADCALC_NUMERIC_UNIVARIATE_H

/* A function of one real number. */
typedef struct Univariate {
    double (*value)(void *context, double x);
    void *context;
} Univariate;

static inline double univariate_at(const Univariate *f, double x) {
    return f->value(f->context, x);
}

#endif

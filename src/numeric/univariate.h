/* A function as the numeric schemes see it: values along one coordinate, and nothing else. */
#ifndef ADCALC_NUMERIC_UNIVARIATE_H
#define ADCALC_NUMERIC_UNIVARIATE_H

/* A function of one real number. */
typedef struct Line {
    double (*value)(void *context, double x);
    void *context;
} Line;

static inline double line_at(const Line *line, double x) {
    return line->value(line->context, x);
}

#endif

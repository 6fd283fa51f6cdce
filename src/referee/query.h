/* A query: a straight program of numbered steps, and what is wanted of it, read from text.
 *
 *   adcalc-reference 4                the first line, with the protocol's version
 *   variables 2
 *   point 0x1.8p+1 -0x1p-2            a double (%a) a variable
 *   along 0x1p+0 -0x1p-1              a vector, a double a variable; where a factor needs it
 *   derivative 0 2 1 1                a number wanted: f differentiated twice by variable 0, once
 *                                     by 1. The number of variables stands for the vector.
 *   limit 8192 200                    bits, milliseconds
 *   step 0 CONSTANT 0x1p+1            steps are numbered from 0, in order
 *   step 1 VARIABLE 0
 *   step 2 POWI 2 of 1                "n of" where the operation has a static integer n
 *   step 3 SUM 1 2 0                  arguments are earlier steps
 *   guard 2 1                         the condition at step 2 held (1) or not (0) in doubles
 *   root 3
 *   end
 *
 * Choices are resolved: arms not taken are absent. But with the line
 *
 *   sides                             before the steps: answers are to tell what is on both sides
 *                                     of the point
 *
 * they are steps, "step 7 SELECT c a b", there are no guards, and further lines
 *
 *   tie 5                             doubles saw that this step is at its edge
 *   room 0 1 0x1p-52                  of answer 0, coefficients of order 1 on both sides that
 *                                     differ by no more do not differ: the input has no more digits
 *
 * Ownership: the Query owns its arrays. */
#ifndef ADCALC_REFEREE_QUERY_H
#define ADCALC_REFEREE_QUERY_H

#include "base/memory.h"
#include "base/messages.h"

typedef enum StepKind { STEP_CONSTANT, STEP_VARIABLE, STEP_APPLICATION } StepKind;

typedef struct QueryStep {
    StepKind kind;
    int32_t n;                    /* static integer */
    const struct RefereeRow *row; /* STEP_APPLICATION */
    uint32_t first, count;        /* arguments[first .. first + count) */
    uint32_t variable;            /* STEP_VARIABLE */
    double constant;              /* STEP_CONSTANT */
} QueryStep;

typedef struct QueryGuard {
    uint32_t step;
    bool held;
} QueryGuard;

/* Differentiated so often along one direction. */
typedef struct QueryFactor {
    uint32_t factor, times; /* a variable, or the number of variables: along the vector */
} QueryFactor;

typedef struct QueryDerivative {
    uint32_t first, count; /* factors[first .. first + count), in ascending order */
    uint32_t order;        /* their times in all */
} QueryDerivative;

typedef struct QueryRoom {
    uint32_t answer, order;
    double size;
} QueryRoom;

enum { QUERY_MAX_ORDER = 100 };

typedef struct Query {
    ARRAY(double) point;     /* one a variable */
    ARRAY(double) direction; /* one a variable, or none */
    ARRAY(QueryDerivative) derivatives;
    ARRAY(QueryFactor) factors; /* of all derivatives */
    bool gradient;              /* all derivatives are first ones by variables */
    ARRAY(QueryStep) steps;
    ARRAY(uint32_t) arguments; /* of all steps */
    ARRAY(QueryGuard) guards;
    bool sides;
    ARRAY(uint32_t) ties; /* steps */
    ARRAY(QueryRoom) rooms;
    uint32_t root, bits, milliseconds;
} Query;

/* Lines from a file descriptor. Zero-initialise but for the descriptor. */
typedef struct QueryReader {
    int file;
    ARRAY(char) text;
    size_t taken; /* bytes of text that have been handed out */
} QueryReader;

typedef enum QueryStatus { QUERY_READ, QUERY_MALFORMED, QUERY_NONE } QueryStatus;

/* Reads up to and with the next line "end". Malformed: `why` says so. None: the input has ended, is
 * no request at all, or memory ran out, so that there is nothing to answer. */
QueryStatus query_read(Query *query, QueryReader *reader, MessageCode *why);
/* How fast the variable moves along the factor; 0: it does not. */
double query_speed(const Query *query, uint32_t factor, uint32_t variable);
/* The variable of a gradient's derivative. */
static inline uint32_t query_variable(const Query *query, size_t derivative) {
    return query->factors.items[query->derivatives.items[derivative].first].factor;
}
void query_free(Query *query);
void reader_free(QueryReader *reader);

#endif

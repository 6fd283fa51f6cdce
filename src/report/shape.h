/* Shapes: where facts about many answers stand in JSON, one fact or some an answer. */
#ifndef ADCALC_REPORT_SHAPE_H
#define ADCALC_REPORT_SHAPE_H

#include "report/report.h"

/* The path of an answer below what it belongs to: "x", "d2f/dxdy", or "2" in a list; in a symmetric
 * matrix "x.y" and, `mirrored`, "y.x", else that is NULL. */
typedef struct ReportPlace {
    const char *key, *mirrored;
} ReportPlace;

typedef struct ReportShape {
    Report *report;
    bool list; /* number 0 of it belongs to the function itself; else it is an object */
    const ReportPlace *places;
} ReportShape;

/* An object, or a list that begins with the function's cell. */
void shape_begin(const ReportShape *shape, const char *among, ReportCell function);
void shape_put(const ReportShape *shape, const char *among, uint32_t answer, ReportCell cell);
/* The same with a number an answer, of the first `count`. */
void shape_numbers(const ReportShape *shape, const char *among, double function,
                   const double *numbers, uint32_t count);
/* An object an answer: the members have paths in it. */
void shape_members(const ReportShape *shape, const char *among, uint32_t answer,
                   const ReportFact *members, uint32_t count);

#endif

/* Shapes: see shape.h. */
#include "report/shape.h"

void shape_begin(const ReportShape *shape, const char *among, ReportCell function) {
    if (shape->list)
        report_fact_below(shape->report, among, "0", function);
    else
        report_fact(shape->report, among, (ReportCell){.kind = CELL_OBJECT});
}

void shape_put(const ReportShape *shape, const char *among, uint32_t answer, ReportCell cell) {
    const ReportPlace *place = &shape->places[answer];
    report_fact_below(shape->report, among, place->key, cell);
    if (place->mirrored)
        report_fact_below(shape->report, among, place->mirrored, cell);
}

void shape_numbers(const ReportShape *shape, const char *among, double function,
                   const double *numbers, uint32_t count) {
    shape_begin(shape, among, report_number_cell(function));
    for (uint32_t i = 0; i < count; i++)
        shape_put(shape, among, i, report_number_cell(numbers[i]));
}

void shape_members(const ReportShape *shape, const char *among, uint32_t answer,
                   const ReportFact *members, uint32_t count) {
    const ReportPlace *place = &shape->places[answer];
    const char *at = report_joined(shape->report, among, place->key);
    report_members(shape->report, at, members, count);
    if (place->mirrored)
        report_members(shape->report, report_joined(shape->report, among, place->mirrored), members,
                       count);
}

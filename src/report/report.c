/* Report: how reports grow and are written, and how all formats write a number. */
#include "report/report.h"

#include "base/messages.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const Writer writer_table[] = {
#define WRITER(name_, begin_, columns_, row_, end_, ...)                                           \
    {.name = #name_,                                                                               \
     .begin = begin_,                                                                              \
     .columns = columns_,                                                                          \
     .row = row_,                                                                                  \
     .end = end_,                                                                                  \
     .about = __VA_ARGS__},
#include "report/writers.def"
    {.name = NULL},
};

/* ---- growing ---- */

/* Room for a further item in a list of the report's arena; false without memory. */
static bool grow(Report *report, void *items, uint32_t *capacity, uint32_t count, size_t size) {
    if (report->failed || count < *capacity)
        return !report->failed;
    uint32_t more = count ? 2 * count : 8;
    void *grown = more > count ? arena_allocate(report->arena, more * size) : NULL;
    void *old;
    memcpy(&old, items, sizeof old);
    if (grown && count)
        memcpy(grown, old, count * size);
    if (grown)
        memcpy(items, &grown, sizeof grown);
    *capacity = more;
    report->failed = !grown;
    return grown;
}

#define append(report, list, ...)                                                                  \
    (void)(grow((report), (void *)&(list)->items, &(list)->capacity, (list)->count,                \
                sizeof *(list)->items) &&                                                          \
           ((list)->items[(list)->count++] = (__VA_ARGS__), true))

void report_table(Report *report, const char *list) {
    append(report, &report->tables, (ReportTable){.list = list, .facts = report->facts.count});
}

/* The table at hand; NULL without memory. */
static ReportTable *last_table(const Report *report) {
    return report->failed ? NULL : &report->tables.items[report->tables.count - 1];
}

void report_line(Report *report, const char *line) {
    report->failed |= !line;
    ReportTable *table = last_table(report);
    if (table)
        append(report, &table->lines, line);
}

void report_column(Report *report, ReportColumn column) {
    ReportTable *table = last_table(report);
    if (table)
        append(report, &table->columns, column);
}

void report_cell(Report *report, ReportCell cell) {
    ReportTable *table = last_table(report);
    if (table)
        append(report, &table->cells, cell);
}

void report_more(Report *report, const char *line) {
    report->failed |= !line;
    ReportTable *table = last_table(report);
    if (table)
        table->more = line;
}

void report_end_row(Report *report) {
    for (ReportTable *table;
         (table = last_table(report)) && table->cells.count % table->columns.count;)
        append(report, &table->cells, (ReportCell){0});
}

void report_fact(Report *report, const char *key, ReportCell value) {
    report->failed |= !key;
    append(report, &report->facts, (ReportFact){key, value});
}

void report_remark(Report *report, const char *line) {
    report->failed |= !line;
    append(report, &report->remarks, line);
}

void report_fact_below(Report *report, const char *among, const char *key, ReportCell value) {
    if (value.kind != CELL_EMPTY)
        report_fact(report, report_joined(report, among, key), value);
}

void report_members(Report *report, const char *among, const ReportFact *members, uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        report_fact_below(report, among, members[i].key, members[i].value);
}

void report_at(Report *report, const char *const *names, const double *point, uint32_t count) {
    report_fact(report, "at", (ReportCell){.kind = CELL_OBJECT});
    for (uint32_t i = 0; i < count; i++)
        report_fact_below(report, "at", names[i], report_number_cell(point[i]));
}

const char *report_joined(Report *report, const char *among, const char *key) {
    size_t before = strlen(among), after = key ? strlen(key) : 0;
    char *path = report->failed || !key ? NULL : arena_allocate(report->arena, before + after + 2);
    report->failed |= !path;
    if (!path)
        return "";
    memcpy(path, among, before);
    path[before] = '.';
    memcpy(path + before + 1, key, after + 1);
    return *among ? path : path + 1;
}

const char *report_item(Report *report, const char *list, uint32_t number) {
    char digits[16];
    snprintf(digits, sizeof digits, "%lu", (unsigned long)number);
    return report_joined(report, list, digits);
}

ReportCell report_number_cell(double number) {
    return (ReportCell){.kind = CELL_NUMBER, .number = number};
}

ReportCell report_whole_cell(double number) {
    return (ReportCell){.kind = CELL_WHOLE, .number = number};
}

ReportCell report_truth_cell(bool holds) {
    return (ReportCell){.kind = CELL_TRUTH, .number = holds};
}

ReportCell report_finite_cell(ReportCellKind kind, double number) {
    return (ReportCell){.kind = isfinite(number) ? kind : CELL_EMPTY, .number = number};
}

ReportCell report_text_cell(const char *text) {
    return (ReportCell){.kind = text ? CELL_TEXT : CELL_EMPTY, .text = text};
}

/* ---- writing ---- */

bool report_is_plain(const Report *report, const Writer *writer) {
    return report->text && (report->bare || !writer->wraps_text);
}

static void write_table(const Writer *writer, const ReportTable *table, Writing *writing) {
    uint32_t width = table->columns.count;
    if (!writer->columns(writing, table))
        return;
    for (uint32_t i = 0; width && i + width <= table->cells.count; i += width)
        writer->row(writing, table->cells.items + i);
}

void report_write(const Report *report, const Writer *writer, const ReportStyle *style, Text *left,
                  Text *out) {
    if (report->failed) {
        out->failed = true;
        return;
    }
    Writing writing = {.report = report, .style = style, .before = text_string(left), .out = out};
    if (report_is_plain(report, writer)) {
        text_put(out, report->text);
    } else {
        writer->begin(&writing);
        for (uint32_t i = 0; i < report->tables.count; i++)
            write_table(writer, &report->tables.items[i], &writing);
        writer->end(&writing);
    }
    if (!writing.leaves.length)
        text_put(&writing.leaves, "-");
    out->failed |= writing.leaves.failed;
    Text old = out->failed ? writing.leaves : *left;
    if (!out->failed)
        *left = writing.leaves;
    text_free(&old);
}

void report_number(Text *out, double value, const ReportStyle *style) {
    if (style->hex && isfinite(value))
        text_format(out, "%a", value);
    else if (style->digits > 0)
        text_figure(out, value, (int)style->digits, false);
    else
        text_number(out, value);
}

void report_put_cell(Text *out, const ReportCell *cell, const ReportStyle *style) {
    switch (cell->kind) {
    case CELL_EMPTY:
    case CELL_NULL:
    case CELL_OBJECT:
    case CELL_LIST:
        text_put(out, "-");
        break;
    case CELL_NUMBER:
    case CELL_GRADED:
        report_number(out, cell->number, style);
        break;
    case CELL_FIGURE:
        text_figure(out, cell->number, 2, false);
        break;
    case CELL_MAGNITUDE:
        text_magnitude(out, cell->number);
        break;
    case CELL_WHOLE:
        text_number(out, cell->number);
        break;
    case CELL_TRUTH:
        said_put(cell->number != 0.0 ? SAY(YES) : SAY(NO), out);
        break;
    case CELL_TEXT:
    case CELL_SPAN:
        text_put(out, cell->text);
        break;
    }
}

void report_point(Text *out, const char *const *names, const double *values, uint32_t count,
                  const ReportStyle *style) {
    enum { NAMED = 8 };
    for (uint32_t i = 0; i < count && i < NAMED; i++) {
        text_format(out, "%s%s = ", i ? ", " : "", names[i]);
        report_number(out, values[i], style);
    }
    text_put(out, count > NAMED ? ", ..." : "");
}

/* Delimited: answers as rows of fields, for spreadsheets, awk and their like. A row is written as
 * soon as it is there.
 *
 * A line of headers comes first, unless it is that of the answer before. There are no lines,
 * facts, remarks and notes. Lines end with a newline alone. In csv, fields with a comma, a
 * quotation mark or the end of a line are quoted (RFC 4180); in tsv a tab, a newline, a carriage
 * return and a backslash are written \t, \n, \r and \\. */
#include "report/report.h"

#include <string.h>

static void put_quoted(Text *out, const char *text) {
    static const TextEscape escapes[] = {{'"', "\"\""}, {0}};
    text_put(out, "\"");
    text_escape(out, text, strlen(text), escapes);
    text_put(out, "\"");
}

static void put_escaped(Text *out, const char *text) {
    static const TextEscape escapes[] = {
        {'\t', "\\t"}, {'\n', "\\n"}, {'\r', "\\r"}, {'\\', "\\\\"}, {0}};
    text_escape(out, text, strlen(text), escapes);
}

/* `next`: others stand before it. */
static void put_field(const Writing *writing, bool next, const char *text, Text *out) {
    text_bytes(out, &writing->separator, next);
    if (writing->separator == '\t')
        put_escaped(out, text);
    else if (strpbrk(text, ",\"\r\n"))
        put_quoted(out, text);
    else
        text_put(out, text);
}

static void put_cell(const Writing *writing, bool next, const ReportCell *cell, Text *out) {
    switch (cell->kind) {
    case CELL_NUMBER:
    case CELL_GRADED:
    case CELL_FIGURE:
    case CELL_MAGNITUDE:
        text_bytes(out, &writing->separator, next);
        report_number(out, cell->number, writing->style);
        break;
    case CELL_WHOLE:
        text_bytes(out, &writing->separator, next);
        text_number(out, cell->number);
        break;
    case CELL_TRUTH:
        put_field(writing, next, cell->number != 0.0 ? "true" : "false", out);
        break;
    case CELL_TEXT:
    case CELL_SPAN:
        put_field(writing, next, cell->text, out);
        break;
    case CELL_EMPTY:
    case CELL_NULL:
    case CELL_OBJECT:
    case CELL_LIST:
        put_field(writing, next, "", out);
        break;
    }
}

void csv_begin(Writing *writing) {
    writing->separator = ',';
}

void tsv_begin(Writing *writing) {
    writing->separator = '\t';
}

static bool has_headers(const ReportTable *table) {
    uint32_t k = 0;
    while (k < table->columns.count && !table->columns.items[k].header)
        k++;
    return k < table->columns.count;
}

bool delimited_columns(Writing *writing, const ReportTable *table) {
    bool next = writing->style->expression_column;
    if (!has_headers(table))
        return false;
    text_clear(&writing->leaves);
    if (next)
        put_field(writing, false, "expression", &writing->leaves);
    for (uint32_t k = 0; k < table->columns.count; k++) {
        const char *name = table->columns.items[k].header;
        if (!name)
            continue;
        put_field(writing, next, name, &writing->leaves);
        next = true;
    }
    text_put(&writing->leaves, "\n");
    writing->out->failed |= writing->leaves.failed;
    if (strcmp(text_string(&writing->leaves), writing->before))
        text_put(writing->out, text_string(&writing->leaves));
    writing->table = table;
    return true;
}

void delimited_row(Writing *writing, const ReportCell *cells) {
    const ReportTable *table = writing->table;
    const char *expression = writing->report->expression;
    bool next = writing->style->expression_column;
    if (next)
        put_field(writing, false, expression ? expression : "", writing->out);
    for (uint32_t k = 0; k < table->columns.count; k++) {
        if (!table->columns.items[k].header)
            continue;
        put_cell(writing, next, &cells[k], writing->out);
        next = true;
    }
    text_put(writing->out, "\n");
}

void delimited_end(Writing *writing) {
    (void)writing;
}

/* Delimited: see delimited.h for the columns and the two ways of quoting. */
#include "report/delimited.h"

#include <math.h>
#include <string.h>

/* One row under way. */
typedef struct Record {
    Text *out;
    const Report *report;
    const ReportStyle *style;
    char separator; /* ',' quotes as csv, '\t' as tsv */
    bool begun;     /* a field is there already */
} Record;

static void put_quoted(Text *out, const char *text) {
    text_put(out, "\"");
    for (;;) {
        size_t plain = strcspn(text, "\"");
        text_bytes(out, text, plain);
        text += plain;
        if (!*text)
            break;
        text_put(out, "\"\"");
        text++;
    }
    text_put(out, "\"");
}

static void put_escaped(Text *out, const char *text) {
    for (;;) {
        size_t plain = strcspn(text, "\t\n\r\\");
        text_bytes(out, text, plain);
        text += plain;
        switch (*text) {
        case '\0':
            return;
        case '\t':
            text_put(out, "\\t");
            break;
        case '\n':
            text_put(out, "\\n");
            break;
        case '\r':
            text_put(out, "\\r");
            break;
        default:
            text_put(out, "\\\\");
            break;
        }
        text++;
    }
}

static void begin_field(Record *row) {
    if (row->begun)
        text_bytes(row->out, &row->separator, 1);
    row->begun = true;
}

static void field(Record *row, const char *text) {
    begin_field(row);
    if (row->separator == '\t')
        put_escaped(row->out, text);
    else if (strpbrk(text, ",\"\r\n"))
        put_quoted(row->out, text);
    else
        text_put(row->out, text);
}

static void number_field(Record *row, double value) {
    begin_field(row);
    report_number(row->out, value, row->style);
}

static void addends_field(Record *row, const ReportStep *step) {
    Text text = {0};
    report_addends(&text, step, row->style);
    if (text.failed)
        row->out->failed = true;
    field(row, text_string(&text));
    text_free(&text);
}

/* A field of two texts run together. */
static void joined_field(Record *row, const char *first, const char *second) {
    Text text = {0};
    text_put(&text, first);
    text_put(&text, second);
    if (text.failed)
        row->out->failed = true;
    field(row, text_string(&text));
    text_free(&text);
}

static void begin_header(Record *row) {
    if (row->style->expression_column)
        field(row, "expression");
}

static void begin_row(Record *row) {
    if (row->style->expression_column)
        field(row, row->report->expression ? row->report->expression : "");
}

static void end_row(Record *row) {
    text_put(row->out, "\n");
    row->begun = false;
}

static void variable_headers(Record *row, const char *prefix, const char *const *names,
                             uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        joined_field(row, prefix, names[i]);
}

static void write_method(Record *row, const ReportCompare *compare, const ReportMethod *method) {
    begin_row(row);
    field(row, method->name);
    if (method->skipped) {
        for (uint32_t i = 0; i <= compare->answer_count; i++)
            field(row, "");
        joined_field(row, method->refused ? "" : "skipped: ", method->skipped);
    } else {
        number_field(row, compare->value);
        for (uint32_t i = 0; i < compare->answer_count; i++)
            if (i < method->answered)
                number_field(row, method->gradient[i]);
            else
                field(row, "");
        field(row, method->scheme ? method->scheme : "");
    }
    end_row(row);
}

/* What is true where the methods follow a convention. */
static void write_answers(Record *row, const ReportCompare *compare) {
    begin_row(row);
    field(row, "answer");
    number_field(row, compare->value);
    for (uint32_t i = 0; i < compare->answer_count; i++)
        if (isnan(compare->answers[i]))
            field(row, "");
        else
            number_field(row, compare->answers[i]);
    field(row, "");
    end_row(row);
}

static void write_compare(Record *row) {
    const ReportCompare *compare = &row->report->as.compare;
    if (row->style->header) {
        begin_header(row);
        field(row, "method");
        field(row, "value");
        for (uint32_t i = 0; i < compare->answer_count; i++)
            field(row, compare->labels[i]);
        field(row, "scheme");
        end_row(row);
    }
    if (!compare->answer_count || !compare->method_count) {
        begin_row(row);
        field(row, "");
        number_field(row, compare->value);
        for (uint32_t i = 0; i <= compare->answer_count; i++)
            field(row, "");
        end_row(row);
        return;
    }
    for (uint32_t i = 0; i < compare->method_count; i++)
        write_method(row, compare, &compare->methods[i]);
    if (compare->answers && compare->differs)
        write_answers(row, compare);
}

static void write_derive(Record *row) {
    const ReportDerive *derive = &row->report->as.derive;
    if (row->style->header) {
        begin_header(row);
        field(row, "variable");
        field(row, "derivative");
        field(row, "provisos");
        end_row(row);
    }
    Text provisos = {0};
    for (uint32_t k = 0; k < derive->proviso_count; k++) {
        text_put(&provisos, k ? " and " : "");
        text_put(&provisos, derive->provisos[k]);
    }
    if (provisos.failed)
        row->out->failed = true;
    for (uint32_t i = 0; i < derive->target_count; i++) {
        begin_row(row);
        field(row, derive->targets[i]);
        field(row, derive->formulas[i]);
        field(row, text_string(&provisos));
        end_row(row);
    }
    text_free(&provisos);
}

static void write_trace(Record *row) {
    const ReportTrace *trace = &row->report->as.trace;
    uint32_t tangents = trace->forward ? trace->target_count : 0;
    if (row->style->header) {
        begin_header(row);
        field(row, "node");
        field(row, "operation");
        field(row, "value");
        variable_headers(row, "d/d", trace->targets, tangents);
        if (trace->reverse) {
            field(row, "adjoint");
            field(row, "adds");
        }
        end_row(row);
    }
    for (uint32_t i = 0; i < trace->step_count; i++) {
        const ReportStep *step = &trace->steps[i];
        begin_row(row);
        field(row, step->result);
        field(row, step->operation);
        number_field(row, step->value);
        for (uint32_t k = 0; k < tangents; k++)
            number_field(row, step->tangents[k]);
        if (trace->reverse) {
            number_field(row, step->adjoint);
            addends_field(row, step);
        }
        end_row(row);
    }
}

static void cell_field(Record *row, const ReportCell *cell) {
    switch (cell->kind) {
    case CELL_EMPTY:
        field(row, "");
        break;
    case CELL_NUMBER:
    case CELL_FIGURE:
    case CELL_MAGNITUDE:
    case CELL_WHOLE:
        number_field(row, cell->number);
        break;
    case CELL_TEXT:
        field(row, cell->text);
        break;
    }
}

static void write_rows(Record *row) {
    const ReportRows *rows = &row->report->as.rows;
    if (row->style->header) {
        begin_header(row);
        for (uint32_t k = 0; k < rows->column_count; k++)
            if (rows->columns[k].key)
                field(row, rows->columns[k].key);
        end_row(row);
    }
    for (uint32_t i = 0; i < rows->row_count; i++) {
        begin_row(row);
        for (uint32_t k = 0; k < rows->column_count; k++)
            if (rows->columns[k].key)
                cell_field(row, &rows->cells[(size_t)i * rows->column_count + k]);
        end_row(row);
    }
}

static void write_separated(const Report *report, const ReportStyle *style, char separator,
                            Text *out) {
    Record row = {.out = out, .report = report, .style = style, .separator = separator};
    switch (report->kind) {
    case REPORT_COMPARE:
        write_compare(&row);
        break;
    case REPORT_DERIVE:
        write_derive(&row);
        break;
    case REPORT_TRACE:
        write_trace(&row);
        break;
    case REPORT_ROWS:
        write_rows(&row);
        break;
    case REPORT_TEXT:
        text_put(out, report->as.text);
        break;
    case REPORT_NUMBERS:
        report_numbers(&report->as.numbers, style, out);
        break;
    }
}

void delimited_write_csv(const Report *report, const ReportStyle *style, Text *out) {
    write_separated(report, style, ',', out);
}

void delimited_write_tsv(const Report *report, const ReportStyle *style, Text *out) {
    write_separated(report, style, '\t', out);
}

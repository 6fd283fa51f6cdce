/* Table: see table.h. The answer first, then how it came about, then notes; paragraphs are parted
 * by blank lines. A text, which has a format of its own (Graphviz, C), stays as it is. */
#include "report/table.h"

#include "report/comparison.h"
#include "report/grid.h"

enum {
    MAX_AT = 8,       /* variables named in the "at" line */
    MAX_TANGENTS = 20 /* columns of tangents in a walk */
};

/* "at x = 1, y = 2"; nothing without variables. */
static void put_point(const Report *report, const double *values, const char *word,
                      const ReportStyle *style, Text *out) {
    for (uint32_t i = 0; i < report->variable_count; i++) {
        if (i == MAX_AT) {
            text_put(out, ", ...");
            return;
        }
        text_format(out, "%s%s = ", i ? ", " : word, report->names[i]);
        report_number(out, values[i], style);
    }
}

/* `apart`: with a blank line before the first. */
static void put_notes(const Report *report, bool apart, Text *out) {
    if (apart && report->note_count)
        text_put(out, "\n");
    for (uint32_t i = 0; i < report->note_count; i++) {
        text_format(out, "note: %s\n", report->notes[i].text);
        if (report->notes[i].place)
            text_put(out, report->notes[i].place);
    }
}

static void write_compare(const Report *report, const ReportStyle *style, Text *out) {
    const ReportCompare *compare = &report->as.compare;
    text_put(out, "f = ");
    report_number(out, compare->value, style);
    if (report->variable_count && report->point) {
        text_put(out, "      ");
        put_point(report, report->point, "at ", style, out);
    }
    if (compare->direction) {
        text_format(out, "\nalong %s: ", compare->direction_name);
        put_point(report, compare->direction, "", style, out);
    }
    text_put(out, "\n");
    bool remarked = comparison_write(compare, style, out);
    bool apart = compare->answer_count && compare->method_count && !remarked;
    put_notes(report, apart, out);
}

static void write_derive(const Report *report, Text *out) {
    const ReportDerive *derive = &report->as.derive;
    for (uint32_t i = 0; i < derive->target_count; i++) {
        text_put(out, derive->labels[i]);
        text_put(out, " = ");
        text_put(out, derive->formulas[i]);
        for (uint32_t k = 0; k < derive->proviso_count; k++) {
            text_put(out, k ? " and " : "    for ");
            text_put(out, derive->provisos[k]);
        }
        text_put(out, "\n");
    }
    put_notes(report, derive->target_count > 0, out);
}

static void number_cell(Grid *grid, Text *cell, double value, const ReportStyle *style) {
    text_clear(cell);
    report_number(cell, value, style);
    if (cell->failed)
        grid->failed = true;
    grid_cell(grid, text_string(cell));
}

/* Forward: values and tangents, each from those above it. */
static void forward_walk(const ReportTrace *trace, const ReportStyle *style, Text *out) {
    Grid grid = {0};
    Text cell = {0};
    uint32_t tangents = 0;
    if (trace->forward)
        tangents = trace->target_count < MAX_TANGENTS ? trace->target_count : MAX_TANGENTS;
    grid_column(&grid, "node", false, 0);
    grid_column(&grid, "operation", false, 0);
    grid_column(&grid, "value", false, 0);
    for (uint32_t k = 0; k < tangents; k++) {
        text_clear(&cell);
        text_format(&cell, "d/d%s", trace->targets[k]);
        if (cell.failed)
            grid.failed = true;
        grid_column(&grid, text_string(&cell), false, 0);
    }
    for (uint32_t i = 0; i < trace->step_count; i++) {
        const ReportStep *step = &trace->steps[i];
        grid_cell(&grid, step->result);
        grid_cell(&grid, step->operation);
        number_cell(&grid, &cell, step->value, style);
        for (uint32_t k = 0; k < tangents; k++)
            number_cell(&grid, &cell, step->tangents[k], style);
    }
    text_put(out, trace->forward ? "forward: values and tangents, first node to last\n\n"
                                 : "values, first node to last\n\n");
    grid_print(&grid, style->color, out);
    if (trace->forward && tangents < trace->target_count)
        text_format(out, "... tangents of %lu more variables\n",
                    (unsigned long)(trace->target_count - tangents));
    text_free(&cell);
    grid_free(&grid);
}

/* Reverse: adjoints, from the result, whose own is 1, back to the variables. */
static void reverse_walk(const ReportTrace *trace, const ReportStyle *style, Text *out) {
    Grid grid = {0};
    Text cell = {0};
    grid_column(&grid, "node", false, 0);
    grid_column(&grid, "adjoint", false, 0);
    grid_column(&grid, "adds", false, 0);
    for (uint32_t i = trace->step_count; i-- > 0;) {
        const ReportStep *step = &trace->steps[i];
        grid_cell(&grid, step->result);
        number_cell(&grid, &cell, step->adjoint, style);
        text_clear(&cell);
        report_addends(&cell, step, style);
        if (cell.failed)
            grid.failed = true;
        grid_cell(&grid, text_string(&cell));
    }
    text_put(out, "\nreverse: adjoints df/dv, last node to first\n\n");
    grid_print(&grid, style->color, out);
    text_free(&cell);
    grid_free(&grid);
}

static void write_trace(const Report *report, const ReportStyle *style, Text *out) {
    const ReportTrace *trace = &report->as.trace;
    if (report->variable_count && report->point) {
        put_point(report, report->point, "at ", style, out);
        text_put(out, "\n\n");
    }
    forward_walk(trace, style, out);
    if (trace->reverse)
        reverse_walk(trace, style, out);
    if (trace->gradient && trace->target_count)
        text_put(out, "\n");
    for (uint32_t k = 0; trace->gradient && k < trace->target_count; k++) {
        text_format(out, "df/d%s = ", trace->targets[k]);
        report_number(out, trace->gradient[k], style);
        text_put(out, "\n");
    }
    put_notes(report, true, out);
}

static void put_lines(const char *const *lines, uint32_t count, Text *out) {
    for (uint32_t i = 0; i < count; i++) {
        text_put(out, lines[i]);
        text_put(out, "\n");
    }
}

static void put_rows_cell(Grid *grid, Text *text, const ReportCell *cell,
                          const ReportStyle *style) {
    text_clear(text);
    switch (cell->kind) {
    case CELL_EMPTY:
        text_put(text, "-");
        break;
    case CELL_NUMBER:
        report_number(text, cell->number, style);
        break;
    case CELL_FIGURE:
        text_figure(text, cell->number, 2, false);
        break;
    case CELL_MAGNITUDE:
        text_magnitude(text, cell->number);
        break;
    case CELL_WHOLE:
        text_number(text, cell->number);
        break;
    case CELL_TEXT:
        text_put(text, cell->text);
        break;
    }
    if (text->failed)
        grid->failed = true;
    grid_cell(grid, text_string(text));
}

static void write_rows(const Report *report, const ReportStyle *style, Text *out) {
    const ReportRows *rows = &report->as.rows;
    Grid grid = {0};
    Text text = {0};
    put_lines(rows->headlines, rows->headline_count, out);
    if (rows->headline_count && rows->row_count)
        text_put(out, "\n");
    for (uint32_t k = 0; k < rows->column_count; k++)
        if (rows->columns[k].title)
            grid_column(&grid, rows->columns[k].title, rows->columns[k].right, 0);
    for (uint32_t i = 0; i < rows->row_count; i++)
        for (uint32_t k = 0; k < rows->column_count; k++)
            if (rows->columns[k].title)
                put_rows_cell(&grid, &text, &rows->cells[(size_t)i * rows->column_count + k],
                              style);
    if (rows->row_count)
        grid_print(&grid, style->color, out);
    text_free(&text);
    grid_free(&grid);
    if (rows->remark_count)
        text_put(out, "\n");
    put_lines(rows->remarks, rows->remark_count, out);
    bool apart = !rows->remark_count && (rows->headline_count || rows->row_count);
    put_notes(report, apart, out);
}

void table_write(const Report *report, const ReportStyle *style, Text *out) {
    switch (report->kind) {
    case REPORT_COMPARE:
        write_compare(report, style, out);
        break;
    case REPORT_DERIVE:
        write_derive(report, out);
        break;
    case REPORT_TRACE:
        write_trace(report, style, out);
        break;
    case REPORT_ROWS:
        write_rows(report, style, out);
        break;
    case REPORT_TEXT:
        text_put(out, report->as.text);
        break;
    case REPORT_NUMBERS:
        report_numbers(&report->as.numbers, style, out);
        break;
    }
}

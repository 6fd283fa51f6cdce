/* Table: answers as people read them. Plain ASCII apart from names, so columns stay straight in
 * every terminal. Lines and tables in their order, then remarks, then notes; paragraphs are parted
 * by blank lines, but notes come right below remarks. A table is laid out when its last row is
 * known. */
#include "base/messages.h"
#include "report/report.h"

#include <string.h>

void table_begin(Writing *writing) {
    if (*writing->before && !writing->report->brief)
        text_put(writing->out, "\n");
}

static void begin_paragraph(Writing *writing) {
    text_put(writing->out, writing->begun ? "\n" : "");
    writing->begun = true;
}

static void put_lines(Writing *writing, const char *const *lines, uint32_t count) {
    if (count)
        begin_paragraph(writing);
    for (uint32_t i = 0; i < count; i++) {
        text_put(writing->out, lines[i]);
        text_put(writing->out, "\n");
    }
}

/* Prints the rows that there are. */
static void lay_out(Writing *writing) {
    Grid *grid = &writing->grid;
    if (grid->cells.count > grid->columns.count || grid->failed) {
        begin_paragraph(writing);
        grid_print(grid, writing->style->color, writing->out);
        if (writing->table->more)
            text_format(writing->out, "%s\n", writing->table->more);
    }
    grid_free(grid);
    *grid = (Grid){0};
}

bool table_columns(Writing *writing, const ReportTable *table) {
    lay_out(writing);
    writing->table = table;
    put_lines(writing, table->lines.items, table->lines.count);
    for (uint32_t k = 0; k < table->columns.count; k++) {
        const ReportColumn *column = &table->columns.items[k];
        if (column->title)
            grid_column(&writing->grid, column->title, column->right, column->width);
    }
    return writing->grid.columns.count;
}

/* The bytes of a printed number that its wrong digits take:
 * those after `right` significant ones, or all of it where none is right. */
static void find_wrong_tail(const char *number, int right, size_t *start, size_t *end) {
    *start = 0;
    *end = strlen(number);
    if (right <= 0)
        return;
    int digits = 0;
    for (size_t i = 0; i < *end && number[i] != 'e'; i++) {
        bool digit = number[i] >= '0' && number[i] <= '9';
        if (!digit || (!digits && number[i] == '0'))
            continue;
        if (digits++ == right) {
            *start = i;
            *end = strcspn(number, "e");
            return;
        }
    }
    *end = 0;
}

void table_row(Writing *writing, const ReportCell *cells) {
    const ReportTable *table = writing->table;
    Grid *grid = &writing->grid;
    Text text = {0};
    bool spanned = false;
    for (uint32_t k = 0; k < table->columns.count && !spanned; k++) {
        if (!table->columns.items[k].title)
            continue;
        size_t mark = 0, end = 0;
        text_clear(&text);
        report_put_cell(&text, &cells[k], writing->style);
        grid->failed |= text.failed;
        spanned = cells[k].kind == CELL_SPAN;
        if (cells[k].kind == CELL_GRADED && !writing->style->hex)
            find_wrong_tail(text_string(&text), cells[k].right, &mark, &end);
        if (spanned)
            grid_span(grid, text_string(&text));
        else
            grid_cell(grid, text_string(&text), mark, end);
    }
    text_free(&text);
}

void table_end(Writing *writing) {
    const Report *report = writing->report;
    lay_out(writing);
    put_lines(writing, report->remarks.items, report->remarks.count);
    if (report->note_count && !report->remarks.count)
        begin_paragraph(writing);
    for (uint32_t i = 0; i < report->note_count; i++) {
        said_put_line(SAY(NOTED, report->notes[i].text), writing->out);
        if (report->notes[i].place)
            text_put(writing->out, report->notes[i].place);
    }
}

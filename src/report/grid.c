/* Grid: see grid.h. Two blanks part the columns; the last cell of a row that is not empty is not
 * padded, so a remark at the end of a row may be of any length. */
#include "report/grid.h"

#include "base/utf8.h"

#include <string.h>

static void add_cell(Grid *grid, const char *text, int width, size_t mark, size_t mark_end) {
    GridCell cell = {grid->bytes.length, mark, mark_end, width};
    text_bytes(&grid->bytes, text, strlen(text) + 1); /* with its NUL */
    if (grid->bytes.failed || !array_push(&grid->cells, cell))
        grid->failed = true;
}

void grid_column(Grid *grid, const char *header, bool right, int minimum) {
    int width = utf8_width(header, strlen(header));
    GridColumn column = {width > minimum ? width : minimum, right};
    if (grid->failed || !array_push(&grid->columns, column))
        grid->failed = true;
    else
        add_cell(grid, header, width, 0, 0);
}

void grid_cell(Grid *grid, const char *text, size_t mark, size_t mark_end) {
    if (grid->failed)
        return;
    GridColumn *column = &grid->columns.items[grid->cells.count % grid->columns.count];
    int width = utf8_width(text, strlen(text));
    if (width > column->width)
        column->width = width;
    add_cell(grid, text, width, mark, mark_end);
}

void grid_span(Grid *grid, const char *text) {
    if (grid->failed)
        return;
    /* Its column stays as narrow as it is. */
    add_cell(grid, text, utf8_width(text, strlen(text)), 0, 0);
    while (!grid->failed && grid->cells.count % grid->columns.count)
        add_cell(grid, "", 0, 0, 0);
}

static void put_blanks(Text *out, int count) {
    if (count > 0)
        text_pad(out, "", count);
}

static void print_cell(const Grid *grid, const GridCell *cell, bool color, Text *out) {
    const char *text = grid->bytes.bytes + cell->start;
    if (!color || cell->mark >= cell->mark_end) {
        text_put(out, text);
        return;
    }
    text_bytes(out, text, cell->mark);
    text_put(out, "\033[31m");
    text_bytes(out, text + cell->mark, cell->mark_end - cell->mark);
    text_put(out, "\033[0m");
    text_put(out, text + cell->mark_end);
}

static void print_row(const Grid *grid, const GridCell *cells, bool color, Text *out) {
    size_t used = grid->columns.count;
    while (used && !cells[used - 1].width)
        used--;
    for (size_t i = 0; i < used; i++) {
        const GridColumn *column = &grid->columns.items[i];
        int missing = column->width - cells[i].width;
        text_put(out, i ? "  " : "");
        put_blanks(out, column->right ? missing : 0);
        print_cell(grid, &cells[i], color, out);
        put_blanks(out, !column->right && i + 1 < used ? missing : 0);
    }
}

void grid_print(const Grid *grid, bool color, Text *out) {
    if (grid->failed) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < grid->cells.count; i += grid->columns.count) {
        bool bold = color && i == 0;
        text_put(out, bold ? "\033[1m" : "");
        print_row(grid, grid->cells.items + i, color, out);
        text_put(out, bold ? "\033[0m\n" : "\n");
    }
}

void grid_free(Grid *grid) {
    text_free(&grid->bytes);
    array_free(&grid->columns);
    array_free(&grid->cells);
}

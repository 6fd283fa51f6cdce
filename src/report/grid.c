/* Grid: see grid.h. Two blanks part the columns; the last cell of a row that is not empty is not
 * padded, so a remark at the end of a row may be of any length. */
#include "report/grid.h"

#include "base/utf8.h"

#include <string.h>

static void add_cell(Grid *grid, const char *text, int width) {
    GridCell cell = {grid->bytes.length, width};
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
        add_cell(grid, header, width);
}

void grid_cell(Grid *grid, const char *text) {
    if (grid->failed)
        return;
    GridColumn *column = &grid->columns.items[grid->cells.count % grid->columns.count];
    int width = utf8_width(text, strlen(text));
    if (width > column->width)
        column->width = width;
    add_cell(grid, text, width);
}

void grid_span(Grid *grid, const char *text) {
    if (grid->failed)
        return;
    add_cell(grid, text, utf8_width(text, strlen(text))); /* its column stays as narrow as it is */
    while (!grid->failed && grid->cells.count % grid->columns.count)
        add_cell(grid, "", 0);
}

static void print_row(const Grid *grid, const GridCell *cells, Text *out) {
    size_t used = grid->columns.count;
    while (used && !cells[used - 1].width)
        used--;
    for (size_t i = 0; i < used; i++) {
        const GridColumn *column = &grid->columns.items[i];
        const char *text = grid->bytes.bytes + cells[i].start;
        if (i)
            text_put(out, "  ");
        if (column->right)
            text_pad(out, text, -column->width);
        else
            text_pad(out, text, i + 1 < used ? column->width : 0);
    }
}

void grid_print(const Grid *grid, bool bold, Text *out) {
    if (grid->failed) {
        out->failed = true;
        return;
    }
    for (size_t i = 0; i < grid->cells.count; i += grid->columns.count) {
        bool marked = bold && i == 0;
        text_put(out, marked ? "\033[1m" : "");
        print_row(grid, grid->cells.items + i, out);
        text_put(out, marked ? "\033[0m\n" : "\n");
    }
}

void grid_free(Grid *grid) {
    text_free(&grid->bytes);
    array_free(&grid->columns);
    array_free(&grid->cells);
}

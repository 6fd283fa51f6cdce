/* Grid: cells of text laid out in straight columns, by their width on a terminal.
 *
 * Ownership: the grid owns copies of its cells until grid_free. Zero-initialise it, name the
 * columns, add the cells row by row, print once. Failed allocations end up as out->failed. */
#ifndef ADCALC_REPORT_GRID_H
#define ADCALC_REPORT_GRID_H

#include "base/memory.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct GridColumn {
    int width; /* of its widest cell so far, in terminal columns */
    bool right;
} GridColumn;

typedef struct GridCell {
    size_t start;          /* of its text, NUL-terminated, among the grid's bytes */
    size_t mark, mark_end; /* the bytes of it that are marked */
    int width;
} GridCell;

typedef struct Grid {
    Text bytes;
    ARRAY(GridColumn) columns;
    ARRAY(GridCell) cells; /* the header first, then row by row */
    bool failed;
} Grid;

/* A further column, right-aligned or left-aligned, at least `minimum` wide. All columns come before
 * the first cell. */
void grid_column(Grid *grid, const char *header, bool right, int minimum);
/* A cell whose bytes from `mark` up to `mark_end` are shown in another colour,
 * where there are colours. */
void grid_cell(Grid *grid, const char *text, size_t mark, size_t mark_end);
/* A cell that may run on over all that follow in its row, which it ends. */
void grid_span(Grid *grid, const char *text);
/* Appends all rows, each ended by a newline and without blanks at its end; with
 * `color` the header bold and marks red. */
void grid_print(const Grid *grid, bool color, Text *out);
void grid_free(Grid *grid);

#endif

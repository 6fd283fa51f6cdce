/* Reports: what a view found out, as plain data: lines, tables of cells, facts, remarks, notes.
 *
 * Views fill them with the functions below, each of which appends; writers turn them into bytes,
 * compute nothing and know no view. Ownership: what a report points to lives in its arena, or
 * longer. Without memory it has `failed`, and appends do nothing more. */
#ifndef ADCALC_REPORT_REPORT_H
#define ADCALC_REPORT_REPORT_H

#include "base/arena.h"
#include "base/text.h"
#include "report/grid.h"

#include <stdint.h>

typedef enum ReportCellKind {
    CELL_EMPTY,     /* "-" in tables, and no key in JSON */
    CELL_NUMBER,    /* a double to its last bit */
    CELL_GRADED,    /* the same, of which only the first `right` significant digits hold */
    CELL_FIGURE,    /* a double that is as good as its first digits: two of them in a table */
    CELL_MAGNITUDE, /* the same of numbers from many decades: always with an exponent */
    CELL_WHOLE,     /* a count, a double without a fraction */
    CELL_TRUTH,     /* true or false: a number that is not 0, or 0 */
    CELL_TEXT,
    CELL_SPAN, /* a text that in tables may run on over the rest of its row */
    /* for JSON alone */
    CELL_NULL,
    CELL_OBJECT, /* there, also if nothing is put into it */
    CELL_LIST
} ReportCellKind;

typedef struct ReportCell {
    ReportCellKind kind;
    double number;
    const char *text;
    int right;
} ReportCell;

/* A column is not shown by formats that have no name for it. */
typedef struct ReportColumn {
    /* in JSON: a path, "worst.at.x", in which digits are the index of a list: "derivatives.2" */
    const char *key;
    const char *header; /* in csv and tsv */
    const char *title;  /* in tables */
    bool right;         /* right-aligned */
    int width;          /* in tables it is at least so wide */
} ReportColumn;

/* Something found about all rows together, for JSON; lines and remarks say it to people. */
typedef struct ReportFact {
    const char *key; /* a path, as of columns */
    ReportCell value;
} ReportFact;

typedef struct ReportNote {
    const char *kind; /* a stable word: "unused-variable" */
    const char *text;
    uint32_t start, end; /* bytes of the expression; 0, 0 for none */
    /* the line with a caret under those bytes, or NULL where that adds nothing */
    const char *place;
} ReportNote;

#define REPORT_LIST(T)                                                                             \
    struct {                                                                                       \
        T *items;                                                                                  \
        uint32_t count, capacity;                                                                  \
    }

typedef struct ReportTable {
    const char *list;                /* the key of the rows in JSON: "rows"; NULL: not there */
    uint32_t facts;                  /* in JSON the report's first ones come before the rows */
    REPORT_LIST(const char *) lines; /* above it, for people; a table may have no more than these */
    REPORT_LIST(ReportColumn) columns;
    REPORT_LIST(ReportCell) cells; /* row by row */
    const char *more;              /* a line for people directly below it, or NULL */
} ReportTable;

typedef struct Report {
    const char *view;       /* "compare": the schema adcalc.compare/1 */
    const char *expression; /* as given, its value's statement; UTF-8, other bytes escaped */
    Arena *arena;
    bool failed;
    bool brief; /* lines so short that those of a session follow without blank lines */
    /* Not NULL: all of the answer, which only formats that wrap texts do not print as it is, ... */
    const char *text;
    bool bare; /* ... and not even they do: the quiet answer, for $(...) */
    REPORT_LIST(ReportTable) tables;
    REPORT_LIST(ReportFact) facts;
    REPORT_LIST(const char *) remarks; /* lines below the tables, for people */
    const ReportNote *notes;
    uint32_t note_count;
} Report;

/* Begins a table, to which lines, columns and cells go from now on. */
void report_table(Report *report, const char *list);
/* A line above it, and one directly below it, for people; NULL: there was no memory for it. */
void report_line(Report *report, const char *line);
void report_more(Report *report, const char *line);
/* All columns of a table come before its cells, or with those of its first row. */
void report_column(Report *report, ReportColumn column);
void report_cell(Report *report, ReportCell cell);
/* Ends a row that lacks cells with empty ones. */
void report_end_row(Report *report);
/* In JSON those of before the table that it has are before its rows; empty ones are not there. */
void report_fact(Report *report, const char *key, ReportCell value);
/* The same at among.key; and of several, whose keys are below `among`. */
void report_fact_below(Report *report, const char *among, const char *key, ReportCell value);
void report_members(Report *report, const char *among, const ReportFact *members, uint32_t count);
/* The point the answer is about: the first of the facts. */
void report_at(Report *report, const char *const *names, const double *point, uint32_t count);
/* A line below all tables; NULL: there was no memory for it. */
void report_remark(Report *report, const char *line);

/* Paths, kept: "reference.gradient", and "derivatives.2" (or "2" below ""); "" without memory. */
const char *report_joined(Report *report, const char *among, const char *key);
const char *report_item(Report *report, const char *list, uint32_t number);

ReportCell report_number_cell(double number);
ReportCell report_whole_cell(double number);
ReportCell report_truth_cell(bool holds);
/* Empty where the number is not finite. */
ReportCell report_finite_cell(ReportCellKind kind, double number);
/* Empty for NULL. */
ReportCell report_text_cell(const char *text);

/* How a writer should print. */
typedef struct ReportStyle {
    uint32_t digits; /* significant digits; 0 for shortest round-trip */
    bool hex;        /* numbers as C's %a */
    bool color;
    bool one_line;          /* json: one answer a line */
    bool expression_column; /* csv, tsv: begin each line with the expression */
} ReportStyle;

/* A number in the style: shortest, fixed digits or hex. */
void report_number(Text *out, double value, const ReportStyle *style);
/* A cell as people read it. */
void report_put_cell(Text *out, const ReportCell *cell, const ReportStyle *style);
/* "x = 1, y = 2", of the first variables. */
void report_point(Text *out, const char *const *names, const double *values, uint32_t count,
                  const ReportStyle *style);

/* An answer being written: what a writer knows of it. */
typedef struct Writing {
    const Report *report;
    const ReportStyle *style;
    const char *before; /* what the answer before left; "" for none */
    Text leaves;        /* csv, tsv: the header; all: not empty */
    Text *out;
    const ReportTable *table; /* the one whose rows are being written */
    bool begun;               /* table: something stands above */
    char separator;           /* csv, tsv */
    Grid grid;                /* table: the rows, to be laid out when all are there */
    struct json_object *root; /* json: all of it, ... */
    struct json_object *rows; /* ... the list of the rows, ... */
    uint32_t facts;           /* ... and how many facts are written */
} Writing;

/* A format. Rows are handed over one by one, and nothing of a table needs to be there before. */
typedef struct Writer {
    const char *name; /* "table" */
    void (*begin)(Writing *writing);
    /* Begins a table; false where the format shows none of its columns: then there are no rows. */
    bool (*columns)(Writing *writing, const ReportTable *table);
    void (*row)(Writing *writing, const ReportCell *cells);
    void (*end)(Writing *writing); /* with facts, remarks and notes */
    const char *about;             /* for people */
    bool for_people;               /* what programs print stands in it */
    bool shows_times; /* and errors: else nobody need measure any, nor ask for a reference */
    bool shows_notes; /* but for those of a text, unless it wraps texts */
    bool wraps_text;  /* a text is put into an object of the format */
} Writer;

/* The rows of writers.def, ended by one without a name, and their functions. */
extern const Writer writer_table[];
#define WRITER(name, begin, columns, row, end, ...)                                                \
    void begin(Writing *writing);                                                                  \
    bool columns(Writing *writing, const ReportTable *table);                                      \
    void row(Writing *writing, const ReportCell *cells);                                           \
    void end(Writing *writing);
#include "report/writers.def"

/* Whether the format prints the report's text as it is, and nothing else. */
bool report_is_plain(const Report *report, const Writer *writer);

/* Writes all of a report. `left` is what the answer before it in the same session left, "" at
 * first, and then what this one leaves; it stays where writing fails (out->failed). */
void report_write(const Report *report, const Writer *writer, const ReportStyle *style, Text *left,
                  Text *out);

#endif

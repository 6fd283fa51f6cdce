/* Reports: what a view found out, as plain data.
 *
 * Views fill them; writers turn them into bytes and compute nothing. Ownership: a Report borrows
 * all it points to; the view that made it keeps that alive until the writer has returned. */
#ifndef ADCALC_REPORT_REPORT_H
#define ADCALC_REPORT_REPORT_H

#include "analysis/clock.h"
#include "analysis/conditioning.h"
#include "analysis/method-errors.h"

typedef struct ReportNote {
    const char *kind; /* a stable word: "unused-variable" */
    const char *text;
    uint32_t start, end; /* bytes of the expression; 0, 0 for none */
    /* the line with a caret under those bytes, or NULL where that adds nothing */
    const char *place;
} ReportNote;

typedef struct ReportMethod {
    const char *name;    /* "symbolic" */
    const char *scheme;  /* "central, h = 6.1e-6" or "" */
    const char *passes;  /* "1 forward + 1 reverse" */
    const char *skipped; /* all of the reason, "10^6 sweeps (--all-methods)", or NULL; when there is
                          * one, nothing below is filled in */
    bool refused;        /* ... and that is why it found no answer */
    const double *gradient;     /* one an answer */
    uint32_t answered;          /* of them these first ones are there */
    const uint32_t *operations; /* symbolic, of any order: of f, then of each answer's formula; else
                                   NULL */
    const double *estimate;     /* numeric: error estimates; else NULL */
    const MethodError *errors;  /* one an answer; NULL without a reference */
    MethodError worst;          /* the worst of those that are known */
    double step;                /* numeric: h; else 0 */
    uint32_t nodes;             /* operations in one evaluation */
    double setup_ns;
    Timing timing;          /* of value and all partials asked for */
    bool has_formula_nodes; /* symbolic: set-up line shows the nodes */
} ReportMethod;

/* Where an answer stands in JSON, below the list's name: first.second, first, or in a list. */
typedef struct ReportKeys {
    const char *first, *second; /* NULL for none */
} ReportKeys;

/* The side-by-side table, schema adcalc.compare/1. */
typedef struct ReportCompare {
    double value;
    const char *status;        /* "regular", "convention", "undefined" */
    const char *list;          /* what the answers are: "gradient", "derivatives", "hessian" */
    const char *const *labels; /* one an answer: "df/dx", "d2f/dxdy" */
    const ReportKeys *keys;    /* one an answer */
    uint32_t answer_count;
    bool ordered; /* they are the derivatives of order 1, 2, ..., and f is that of order 0 */
    const double *direction;    /* one a variable: the vector in the labels; NULL for none */
    const char *direction_name; /* "u" */
    const ReportMethod *methods;
    uint32_t method_count;
    const ReferenceFigures *reference; /* NULL where none was asked for */
    const char *const *remarks;        /* what the errors come from, a line each */
    uint32_t remark_count;
    const Conditioning *conditioning;       /* one an answer, or NULL */
    const Conditioning *value_conditioning; /* the same, or NULL */
    Timing value_timing;
    bool all_rows; /* show every variable, also beyond 20 */
    /* At a rough point the true derivatives, one an answer, NaN where there is none; else NULL. */
    const double *answers;
    bool differs; /* some method says otherwise, by a convention */
} ReportCompare;

/* Formulas, schema adcalc.derive/1. */
typedef struct ReportDerive {
    const char *const *labels;   /* one a formula: "df/dx", "d2f/dxdy" */
    const char *const *targets;  /* its key in JSON: the variable, or the label */
    const char *const *formulas; /* text that parses again */
    uint32_t target_count;
    const char *const *provisos; /* "x != 0" */
    uint32_t proviso_count;      /* conditions under which all the formulas hold */
    uint32_t nodes;
} ReportDerive;

/* What a line of a reverse walk adds to the adjoint of another: its own times a partial. */
typedef struct ReportAddend {
    const char *result; /* of the other line */
    double partial;
} ReportAddend;

/* One line of a walk over the graph, schema adcalc.trace/1. */
typedef struct ReportStep {
    const char *result;    /* "v3" */
    const char *operation; /* "sin(v2)" */
    double value;
    double adjoint;         /* df/dv; */
    const double *tangents; /* one a target */
    const ReportAddend *addends;
    uint32_t addend_count;
    bool has_more; /* addends that are not shown */
} ReportStep;

typedef struct ReportTrace {
    const ReportStep *steps; /* in forward order */
    uint32_t step_count;
    const char *const *targets;
    uint32_t target_count;
    const double *gradient;
    bool forward, reverse; /* which walks to show */
} ReportTrace;

/* Numbers alone, one a line in every format: the quiet answer, for $(...). */
typedef struct ReportNumbers {
    const double *numbers;
    uint32_t count;
} ReportNumbers;

/* A cell of a table of rows. */
typedef enum ReportCellKind {
    CELL_EMPTY,     /* "-", and no key in JSON */
    CELL_NUMBER,    /* a double to its last bit */
    CELL_FIGURE,    /* a double that is as good as its first digits: two of them in a table */
    CELL_MAGNITUDE, /* the same of numbers from many decades: always with an exponent */
    CELL_WHOLE,     /* a count, a double without a fraction */
    CELL_TEXT
} ReportCellKind;

typedef struct ReportCell {
    ReportCellKind kind;
    double number;
    const char *text;
} ReportCell;

typedef struct ReportColumn {
    /* in JSON a path, as "worst.at.x"; in csv and tsv the header; NULL: only in tables */
    const char *key;
    const char *title; /* in tables; NULL: not shown there */
    bool right;        /* right-aligned */
} ReportColumn;

/* Something found about all rows together, for JSON; remarks say it to people. */
typedef struct ReportFact {
    const char *key; /* a path, "slopes.forward" */
    ReportCell value;
} ReportFact;

/* Rows of cells, for views whose answer is a table of their own: schema adcalc.VIEW/1. */
typedef struct ReportRows {
    const char *list; /* the key of the rows in JSON: "rows", "claims" */
    const ReportColumn *columns;
    uint32_t column_count;
    const ReportCell *cells; /* row by row */
    uint32_t row_count;
    const char *const *headlines; /* lines above the table */
    uint32_t headline_count;
    const char *const *remarks; /* lines below it */
    uint32_t remark_count;
    const ReportFact *facts;
    uint32_t fact_count;
} ReportRows;

typedef enum ReportKind {
    REPORT_COMPARE,
    REPORT_DERIVE,
    REPORT_TRACE,
    REPORT_ROWS,
    REPORT_TEXT,
    REPORT_NUMBERS
} ReportKind;

typedef struct Report {
    ReportKind kind;
    const char *view;         /* "compare" */
    const char *expression;   /* as given, its value's statement; UTF-8, other bytes escaped */
    const char *const *names; /* all variables */
    const double *point;      /* their values; NULL where a view needs none */
    uint32_t variable_count;
    const ReportNote *notes;
    uint32_t note_count;
    union {
        ReportCompare compare;
        ReportDerive derive;
        ReportTrace trace;
        ReportRows rows;
        ReportNumbers numbers;
        const char *text; /* REPORT_TEXT: printed as it is, by every format but json */
    } as;
} Report;

/* How a writer should print. */
typedef struct ReportStyle {
    uint32_t digits; /* significant digits; 0 for shortest round-trip */
    bool hex;        /* numbers as C's %a */
    bool color;
    bool one_line;          /* json: one answer a line */
    bool header;            /* csv, tsv: print the header line first */
    bool expression_column; /* csv, tsv: begin each line with the expression */
} ReportStyle;

typedef struct Writer {
    const char *name; /* "table" */
    void (*write)(const Report *report, const ReportStyle *style, Text *out);
    bool shows_times; /* and errors: else nobody need measure any, nor ask for a reference */
    bool shows_notes; /* but for those of a REPORT_TEXT, unless it wraps texts */
    bool wraps_text;  /* a REPORT_TEXT is put into an object of the format */
} Writer;

/* All formats; ended by a row without a name. */
extern const Writer writer_table[];

/* A number in the style: shortest, fixed digits or hex. */
void report_number(Text *out, double value, const ReportStyle *style);

/* What a step adds on the way back: "x += 10 * 2, y += 10 * 3"; "" for nothing. */
void report_addends(Text *out, const ReportStep *step, const ReportStyle *style);

/* The quiet answer: numbers, one a line. */
void report_numbers(const ReportNumbers *numbers, const ReportStyle *style, Text *out);

#endif

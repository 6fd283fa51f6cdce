/* Report: the formats there are, and how all of them write a number. */
#include "report/report.h"

#include "report/delimited.h"
#include "report/json.h"
#include "report/table.h"

#include <math.h>

const Writer writer_table[] = {
    {"table", table_write, true, true, false},
    {"tsv", delimited_write_tsv, false, false, false},
    {"csv", delimited_write_csv, false, false, false},
    {"json", json_write, true, true, true},
    {"jsonl", json_write_line, true, true, true},
    {NULL, NULL, false, false, false},
};

void report_numbers(const ReportNumbers *numbers, const ReportStyle *style, Text *out) {
    for (uint32_t i = 0; i < numbers->count; i++) {
        report_number(out, numbers->numbers[i], style);
        text_put(out, "\n");
    }
}

void report_number(Text *out, double value, const ReportStyle *style) {
    if (style->hex && isfinite(value))
        text_format(out, "%a", value);
    else if (style->digits > 0)
        text_figure(out, value, (int)style->digits, false);
    else
        text_number(out, value);
}

void report_addends(Text *out, const ReportStep *step, const ReportStyle *style) {
    for (uint32_t i = 0; i < step->addend_count; i++) {
        text_format(out, "%s%s += ", i ? ", " : "", step->addends[i].result);
        report_number(out, step->adjoint, style);
        text_put(out, " * ");
        report_number(out, step->addends[i].partial, style);
    }
    text_put(out, step->has_more ? ", ..." : "");
}

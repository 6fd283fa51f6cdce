/* Report: the formats there are, and how all of them write a number. */
#include "report/report.h"

#include "report/delimited.h"
#include "report/json.h"
#include "report/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

enum { MAX_DIGITS = 40 };

void report_figure(Text *out, double value, int digits, bool zeros) {
    if (!isfinite(value)) {
        text_number(out, value);
        return;
    }
    if (digits < 1)
        digits = 1;
    if (digits > MAX_DIGITS)
        digits = MAX_DIGITS;
    /* printf rounds: "-d.ddde-NN", of which the digits and the exponent are taken. */
    char printed[MAX_DIGITS + 16], figures[MAX_DIGITS + 1];
    snprintf(printed, sizeof printed, "%.*e", digits - 1, fabs(value));
    int count = 0, exponent = 0;
    for (const char *c = printed; *c; c++) {
        if (*c >= '0' && *c <= '9')
            figures[count++] = *c;
        if (*c == 'e') {
            exponent = (int)strtol(c + 1, NULL, 10);
            break;
        }
    }
    while (!zeros && count > 1 && figures[count - 1] == '0')
        count--;
    report_decimal(out, signbit(value), figures, count, exponent, "");
}

void report_decimal(Text *out, bool negative, const char *figures, int count, int exponent,
                    const char *more) {
    if (negative)
        text_put(out, "-");
    if (exponent < -5 || exponent > 15) {
        text_bytes(out, figures, 1);
        if (count > 1)
            text_put(out, ".");
        text_bytes(out, figures + 1, (size_t)count - 1);
        text_format(out, "%se%d", more, exponent);
        return;
    }
    /* Positional: zeros before the first figure or after the last as the exponent says. */
    for (int place = exponent > 0 ? exponent : 0; place >= 0 || exponent - place < count; place--) {
        int i = exponent - place;
        if (place == -1)
            text_put(out, ".");
        if (i >= 0 && i < count)
            text_bytes(out, figures + i, 1);
        else
            text_put(out, "0");
    }
    text_put(out, more);
}

void report_number(Text *out, double value, const ReportStyle *style) {
    if (style->hex && isfinite(value))
        text_format(out, "%a", value);
    else if (style->digits > 0)
        report_figure(out, value, style->digits, false);
    else
        text_number(out, value);
}

/* JSON: see json.h. Objects are built with json-c, whose memory is its own: a request of it that
 * fails gives NULL, which ends up as out->failed. */
#include "report/json.h"

#include "base/number.h"

#include <json-c/json.h>
#include <math.h>
#include <string.h>

/* Sticky failure, as in Text. A NULL value is a request that failed. */
typedef struct Json {
    bool failed;
} Json;

/* Takes `value` over. */
static void add(Json *json, json_object *object, const char *key, json_object *value) {
    if (object && value && json_object_object_add(object, key, value) == 0)
        return;
    json_object_put(value);
    json->failed = true;
}

static void append(Json *json, json_object *array, json_object *value) {
    if (array && value && json_object_array_add(array, value) == 0)
        return;
    json_object_put(value);
    json->failed = true;
}

static void append_null(Json *json, json_object *array) {
    if (!array || json_object_array_add(array, NULL) != 0)
        json->failed = true;
}

static json_object *number(double value) {
    char text[NUMBER_TEXT_SIZE];
    number_print(value, text);
    return isfinite(value) ? json_object_new_double_s(value, text) : json_object_new_string(text);
}

static json_object *whole(uint32_t value) {
    return json_object_new_int64((int64_t)value);
}

static json_object *string(const char *text) {
    return json_object_new_string(text ? text : "");
}

static json_object *numbers(Json *json, const char *const *names, const double *values,
                            uint32_t count) {
    json_object *object = json_object_new_object();
    for (uint32_t i = 0; i < count && !json->failed; i++)
        add(json, object, names[i], number(values[i]));
    return object;
}

static json_object *strings(Json *json, const char *const *texts, uint32_t count) {
    json_object *array = json_object_new_array();
    for (uint32_t i = 0; i < count && !json->failed; i++)
        append(json, array, string(texts[i]));
    return array;
}

static json_object *notes(Json *json, const Report *report) {
    json_object *array = json_object_new_array();
    for (uint32_t i = 0; i < report->note_count && !json->failed; i++) {
        json_object *note = json_object_new_object();
        add(json, note, "kind", string(report->notes[i].kind));
        add(json, note, "text", string(report->notes[i].text));
        add(json, note, "start", whole(report->notes[i].start));
        add(json, note, "end", whole(report->notes[i].end));
        append(json, array, note);
    }
    return array;
}

static json_object *timing(Json *json, const Timing *timing, const double *setup_ns) {
    json_object *object = json_object_new_object();
    if (setup_ns)
        add(json, object, "setup_ns", number(*setup_ns));
    add(json, object, "eval_ns", number(timing->minimum_ns));
    add(json, object, "median_ns", number(timing->median_ns));
    add(json, object, "spread",
        number(timing->minimum_ns > 0.0 ? timing->spread_ns / timing->minimum_ns : 0.0));
    add(json, object, "samples", whole(timing->samples));
    return object;
}

/* Puts a value in a row and a column of a matrix. Takes `value` over. */
static void put_in_matrix(Json *json, json_object *matrix, const char *row, const char *column,
                          json_object *value) {
    json_object *inner = NULL;
    if (!json_object_object_get_ex(matrix, row, &inner)) {
        inner = json_object_new_object();
        add(json, matrix, row, inner);
    }
    add(json, inner, column, value);
}

/* Puts what belongs to an answer in its place among those of its kind:
 * of a matrix also in the place with the keys exchanged, as it is symmetric. Takes `value` over. */
static void put_answer(Json *json, json_object *among, const ReportCompare *compare,
                       uint32_t answer, json_object *value) {
    const ReportKeys *keys = &compare->keys[answer];
    if (!keys->first) {
        append(json, among, value);
    } else if (!keys->second) {
        add(json, among, keys->first, value);
    } else {
        json_object *mirrored = strcmp(keys->first, keys->second) ? json_object_get(value) : NULL;
        put_in_matrix(json, among, keys->first, keys->second, value);
        if (mirrored)
            put_in_matrix(json, among, keys->second, keys->first, mirrored);
    }
}

/* An object, or a list that begins with what belongs to f itself, the derivative of order 0. */
static json_object *answers_begin(Json *json, const ReportCompare *compare, json_object *function) {
    bool list = compare->answer_count && !compare->keys[0].first;
    json_object *among = list ? json_object_new_array() : json_object_new_object();
    if (compare->ordered)
        append(json, among, function);
    else
        json_object_put(function);
    return among;
}

static json_object *answers(Json *json, const ReportCompare *compare, const ReportMethod *method,
                            const double *values) {
    json_object *among = answers_begin(json, compare, number(compare->value));
    for (uint32_t i = 0; i < method->answered && !json->failed; i++)
        put_answer(json, among, compare, i, number(values[i]));
    return among;
}

static json_object *counts(Json *json, const ReportCompare *compare, const ReportMethod *method) {
    json_object *among = answers_begin(json, compare, whole(method->operations[0]));
    for (uint32_t i = 0; i < method->answered && !json->failed; i++)
        put_answer(json, among, compare, i, whole(method->operations[i + 1]));
    return among;
}

static json_object *estimates(Json *json, const ReportCompare *compare,
                              const ReportMethod *method) {
    json_object *among = answers_begin(json, compare, number(0.0));
    for (uint32_t i = 0; i < method->answered && !json->failed; i++)
        put_answer(json, among, compare, i, number(method->estimate[i]));
    return among;
}

static json_object *error_of(Json *json, const MethodError *error) {
    json_object *one = json_object_new_object();
    add(json, one, "ulp", number(error->ulp));
    add(json, one, "relative", number(error->relative));
    add(json, one, "absolute", number(error->absolute));
    add(json, one, "digits", number(error->digits));
    add(json, one, "exact", json_object_new_boolean(error->exact));
    return one;
}

/* Of what is not known there is no key, and in a list an empty object. */
static json_object *errors(Json *json, const ReportCompare *compare, const ReportMethod *method) {
    json_object *among = answers_begin(json, compare, json_object_new_object());
    for (uint32_t i = 0; i < method->answered && !json->failed; i++)
        if (method->errors[i].known)
            put_answer(json, among, compare, i, error_of(json, &method->errors[i]));
        else if (!compare->keys[i].first)
            put_answer(json, among, compare, i, json_object_new_object());
    return among;
}

/* The true derivatives at a rough point. Where there is none there is no key; in a list, null. */
static json_object *truths(Json *json, const ReportCompare *compare) {
    json_object *among = answers_begin(json, compare, number(compare->value));
    for (uint32_t i = 0; i < compare->answer_count && !json->failed; i++)
        if (!isnan(compare->answers[i]))
            put_answer(json, among, compare, i, number(compare->answers[i]));
        else if (!compare->keys[i].first)
            append_null(json, among);
    return among;
}

/* The two slopes at a kink. */
static json_object *one_sided(Json *json, const ReportCompare *compare, bool *any) {
    const ReferenceFigure *figures = compare->reference->derivatives;
    json_object *among = answers_begin(json, compare, json_object_new_object());
    for (uint32_t i = 0; i < compare->answer_count && !json->failed; i++) {
        json_object *both = json_object_new_object();
        if (figures[i].sides) {
            add(json, both, "left", string(figures[i].sides[0].decimal));
            add(json, both, "right", string(figures[i].sides[1].decimal));
            *any = true;
        }
        if (figures[i].sides || !compare->keys[i].first)
            put_answer(json, among, compare, i, both);
        else
            json_object_put(both);
    }
    return among;
}

/* Truths are decimal strings, as no number of JSON's readers would keep their digits. */
static json_object *reference(Json *json, const ReportCompare *compare) {
    const ReferenceFigures *from = compare->reference;
    json_object *object = json_object_new_object();
    if (from->missing) {
        add(json, object, "missing", string(from->missing));
        return object;
    }
    add(json, object, "value", string(from->value.decimal));
    add(json, object, "value_status", string(from->value.status));
    json_object *decimals = answers_begin(json, compare, string(from->value.decimal));
    json_object *status = answers_begin(json, compare, string(from->value.status));
    json_object *exact = answers_begin(json, compare, json_object_new_boolean(from->value.exact));
    json_object *why = answers_begin(json, compare, string(from->value.why));
    for (uint32_t i = 0; i < compare->answer_count && !json->failed; i++) {
        const ReferenceFigure *truth = &from->derivatives[i];
        if (*truth->decimal || !truth->sides || !compare->keys[i].first)
            put_answer(json, decimals, compare, i, string(truth->decimal));
        put_answer(json, status, compare, i, string(truth->status));
        put_answer(json, exact, compare, i, json_object_new_boolean(truth->exact));
        if ((truth->why && *truth->why) || !compare->keys[i].first)
            put_answer(json, why, compare, i, string(truth->why));
    }
    add(json, object, compare->list, decimals);
    bool kinked = false;
    json_object *slopes = one_sided(json, compare, &kinked);
    if (kinked)
        add(json, object, "one_sided", slopes);
    else
        json_object_put(slopes);
    add(json, object, "status", status);
    add(json, object, "exact", exact);
    add(json, object, "why", why);
    add(json, object, "bits", whole(from->bits));
    add(json, object, "proven", json_object_new_boolean(from->proven));
    return object;
}

static json_object *conditioning(Json *json, const Conditioning *found) {
    json_object *object = json_object_new_object();
    add(json, object, "input", number(found->input));
    if (found->variable)
        add(json, object, "variable", string(found->variable));
    add(json, object, "rounding", number(found->rounding));
    add(json, object, "digits_lost", number(found->digits_lost));
    if (found->operation)
        add(json, object, "operation", string(found->operation));
    return object;
}

static void put_conditioning(Json *json, json_object *root, const ReportCompare *compare) {
    if (compare->value_conditioning && compare->value_conditioning->known)
        add(json, root, "value_conditioning", conditioning(json, compare->value_conditioning));
    if (!compare->conditioning)
        return;
    json_object *object = json_object_new_object();
    for (uint32_t i = 0; i < compare->answer_count && !json->failed; i++)
        if (compare->conditioning[i].known)
            put_answer(json, object, compare, i, conditioning(json, &compare->conditioning[i]));
    add(json, root, "conditioning", object);
}

static json_object *method(Json *json, const ReportCompare *compare, const ReportMethod *method) {
    json_object *object = json_object_new_object();
    add(json, object, "name", string(method->name));
    if (method->skipped) {
        add(json, object, "skipped", string(method->skipped));
        return object;
    }
    add(json, object, "scheme", string(method->scheme));
    add(json, object, "passes", string(method->passes));
    add(json, object, compare->list, answers(json, compare, method, method->gradient));
    if (method->errors)
        add(json, object, "error", errors(json, compare, method));
    if (method->estimate)
        add(json, object, "estimate", estimates(json, compare, method));
    if (method->step != 0.0)
        add(json, object, "step", number(method->step));
    add(json, object, "nodes",
        method->operations ? counts(json, compare, method) : whole(method->nodes));
    if (method->timing.samples)
        add(json, object, "timing", timing(json, &method->timing, &method->setup_ns));
    return object;
}

static void put_compare(Json *json, json_object *root, const Report *report) {
    const ReportCompare *compare = &report->as.compare;
    if (compare->direction)
        add(json, root, "along",
            numbers(json, report->names, compare->direction, report->variable_count));
    add(json, root, "value", number(compare->value));
    add(json, root, "status", string(compare->status));
    if (compare->value_timing.samples)
        add(json, root, "value_timing", timing(json, &compare->value_timing, NULL));
    json_object *methods = json_object_new_array();
    for (uint32_t i = 0; i < compare->method_count && !json->failed; i++)
        append(json, methods, method(json, compare, &compare->methods[i]));
    add(json, root, "methods", methods);
    if (compare->answers)
        add(json, root, "answer", truths(json, compare));
    put_conditioning(json, root, compare);
    if (compare->reference) {
        add(json, root, "reference", reference(json, compare));
        add(json, root, "remarks", strings(json, compare->remarks, compare->remark_count));
    }
}

static void put_derive(Json *json, json_object *root, const ReportDerive *derive) {
    json_object *derivatives = json_object_new_object();
    for (uint32_t i = 0; i < derive->target_count && !json->failed; i++)
        add(json, derivatives, derive->targets[i], string(derive->formulas[i]));
    add(json, root, "derivatives", derivatives);
    add(json, root, "provisos", strings(json, derive->provisos, derive->proviso_count));
    add(json, root, "nodes", whole(derive->nodes));
}

static json_object *addends(Json *json, const ReportStep *step) {
    const ReportStyle exact = {0};
    Text text = {0};
    report_addends(&text, step, &exact);
    json->failed |= text.failed;
    json_object *made = string(text_string(&text));
    text_free(&text);
    return made;
}

static void put_trace(Json *json, json_object *root, const ReportTrace *trace) {
    json_object *steps = json_object_new_array();
    for (uint32_t i = 0; i < trace->step_count && !json->failed; i++) {
        const ReportStep *step = &trace->steps[i];
        json_object *object = json_object_new_object();
        add(json, object, "node", string(step->result));
        add(json, object, "operation", string(step->operation));
        add(json, object, "value", number(step->value));
        if (trace->forward)
            add(json, object, "tangents",
                numbers(json, trace->targets, step->tangents, trace->target_count));
        if (trace->reverse) {
            add(json, object, "adjoint", number(step->adjoint));
            add(json, object, "backward", addends(json, step));
        }
        append(json, steps, object);
    }
    add(json, root, "steps", steps);
    if (trace->gradient)
        add(json, root, "gradient",
            numbers(json, trace->targets, trace->gradient, trace->target_count));
}

/* Puts a value at the end of a path of keys, "worst.at.x", making the objects on the way. */
static void add_at_path(Json *json, json_object *object, const char *path, json_object *value) {
    for (const char *dot; (dot = strchr(path, '.')) && !json->failed; path = dot + 1) {
        Text key = {0};
        json_object *inner = NULL;
        text_bytes(&key, path, (size_t)(dot - path));
        if (!json_object_object_get_ex(object, text_string(&key), &inner)) {
            inner = json_object_new_object();
            add(json, object, text_string(&key), inner);
        }
        json->failed |= key.failed;
        text_free(&key);
        object = inner;
    }
    if (json->failed)
        json_object_put(value);
    else
        add(json, object, path, value);
}

static void add_cell(Json *json, json_object *object, const char *path, const ReportCell *cell) {
    if (cell->kind == CELL_EMPTY)
        return;
    add_at_path(json, object, path,
                cell->kind == CELL_TEXT ? string(cell->text) : number(cell->number));
}

static void put_rows(Json *json, json_object *root, const ReportRows *rows) {
    json_object *list = json_object_new_array();
    for (uint32_t i = 0; i < rows->row_count && !json->failed; i++) {
        json_object *row = json_object_new_object();
        for (uint32_t k = 0; k < rows->column_count; k++)
            if (rows->columns[k].key)
                add_cell(json, row, rows->columns[k].key,
                         &rows->cells[(size_t)i * rows->column_count + k]);
        append(json, list, row);
    }
    add(json, root, rows->list, list);
    for (uint32_t i = 0; i < rows->fact_count && !json->failed; i++)
        add_cell(json, root, rows->facts[i].key, &rows->facts[i].value);
}

static const char *kind_name(const Report *report) {
    switch (report->kind) {
    case REPORT_COMPARE:
        return "compare";
    case REPORT_DERIVE:
        return "derive";
    case REPORT_TRACE:
        return "trace";
    case REPORT_ROWS:
    case REPORT_TEXT:
    case REPORT_NUMBERS:
        break;
    }
    return report->view ? report->view : "text";
}

static void put_schema(Json *json, json_object *root, const Report *report) {
    Text schema = {0};
    text_format(&schema, "adcalc.%s/1", kind_name(report));
    if (schema.failed)
        json->failed = true;
    add(json, root, "schema", string(text_string(&schema)));
    text_free(&schema);
}

static void put_report(Json *json, json_object *root, const Report *report) {
    put_schema(json, root, report);
    add(json, root, "expression", string(report->expression));
    if (report->point)
        add(json, root, "at", numbers(json, report->names, report->point, report->variable_count));
    switch (report->kind) {
    case REPORT_COMPARE:
        put_compare(json, root, report);
        break;
    case REPORT_DERIVE:
        put_derive(json, root, &report->as.derive);
        break;
    case REPORT_TRACE:
        put_trace(json, root, &report->as.trace);
        break;
    case REPORT_ROWS:
        put_rows(json, root, &report->as.rows);
        break;
    case REPORT_TEXT:
        add(json, root, "text", string(report->as.text));
        break;
    case REPORT_NUMBERS:
        break; /* never here: numbers alone are no JSON object */
    }
    add(json, root, "notes", notes(json, report));
}

static void write_flagged(const Report *report, int flags, Text *out) {
    Json json = {false};
    json_object *root = json_object_new_object();
    put_report(&json, root, report);
    size_t length;
    const char *text = NULL;
    if (!json.failed)
        text = json_object_to_json_string_length(root, flags | JSON_C_TO_STRING_NOSLASHESCAPE,
                                                 &length);
    if (text) {
        text_bytes(out, text, length);
        text_put(out, "\n");
    } else {
        out->failed = true;
    }
    json_object_put(root);
}

void json_write_line(const Report *report, const ReportStyle *style, Text *out) {
    if (report->kind == REPORT_NUMBERS)
        report_numbers(&report->as.numbers, style, out);
    else
        write_flagged(report, JSON_C_TO_STRING_PLAIN, out);
}

void json_write(const Report *report, const ReportStyle *style, Text *out) {
    if (style->one_line || report->kind == REPORT_NUMBERS)
        json_write_line(report, style, out);
    else
        write_flagged(report, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED, out);
}

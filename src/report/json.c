/* JSON: answers as programs read them, one object each, ended by a newline.
 *
 * The keys are stable; `schema` names the form, "adcalc.compare/1". What was not measured,
 * estimated or computed is absent, and null in a list alone. Numbers are the shortest text that
 * reads back to the same double, whatever digits the style asks of tables; NaN and the infinities
 * are the strings "NaN", "Infinity" and "-Infinity". Objects are built with json-c, whose memory is
 * its own: a request of it that fails gives NULL, which ends up as out->failed. */

#include "base/number.h"
#include "report/report.h"

#include <ctype.h>
#include <json-c/json.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static json_object *number(double value) {
    char text[NUMBER_TEXT_SIZE];
    number_print(value, text);
    return isfinite(value) ? json_object_new_double_s(value, text) : json_object_new_string(text);
}

static json_object *member(json_object *among, const char *key) {
    json_object *found = NULL;
    if (json_object_is_type(among, json_type_array))
        return json_object_array_get_idx(among, strtoul(key, NULL, 10));
    json_object_object_get_ex(among, key, &found);
    return found;
}

/* Takes `value` over; null is no failure then. */
static void put_member(Writing *writing, json_object *among, const char *key, json_object *value,
                       bool null) {
    if ((value || null) && (json_object_is_type(among, json_type_array)
                                ? json_object_array_put_idx(among, strtoul(key, NULL, 10), value)
                                : json_object_object_add(among, key, value)) == 0)
        return;
    json_object_put(value);
    writing->out->failed = true;
}

static json_object *new_value(const ReportCell *cell) {
    switch (cell->kind) {
    case CELL_EMPTY:
    case CELL_NULL:
        break;
    case CELL_NUMBER:
    case CELL_GRADED:
    case CELL_FIGURE:
    case CELL_MAGNITUDE:
    case CELL_WHOLE:
        return number(cell->number);
    case CELL_TRUTH:
        return json_object_new_boolean(cell->number != 0.0);
    case CELL_TEXT:
    case CELL_SPAN:
        return json_object_new_string(cell->text);
    case CELL_OBJECT:
        return json_object_new_object();
    case CELL_LIST:
        return json_object_new_array();
    }
    return NULL;
}

/* Puts a value at the end of a path of keys, making the objects and lists on the way. */
static void put(Writing *writing, json_object *among, const char *path, const ReportCell *cell) {
    Text key = {0};
    if (cell->kind == CELL_EMPTY)
        return;
    for (const char *dot; (dot = strchr(path, '.')) && !writing->out->failed; path = dot + 1) {
        text_clear(&key);
        text_bytes(&key, path, (size_t)(dot - path));
        writing->out->failed |= key.failed;
        json_object *inner = member(among, text_string(&key));
        if (!inner && !writing->out->failed) {
            bool index = isdigit((unsigned char)dot[1]); /* of a list; else a key of an object */
            inner = index ? json_object_new_array() : json_object_new_object();
            put_member(writing, among, text_string(&key), inner, false);
        }
        among = inner;
    }
    text_free(&key);
    if (!writing->out->failed)
        put_member(writing, among, path, new_value(cell), cell->kind == CELL_NULL);
}

/* A new object at the end of a list; NULL without memory. */
static json_object *append_object(Writing *writing, json_object *list) {
    json_object *object = writing->out->failed ? NULL : json_object_new_object();
    if (object && json_object_array_add(list, object) == 0)
        return object;
    json_object_put(object);
    writing->out->failed = true;
    return NULL;
}

/* The facts that come next, up to so many. */
static void put_facts(Writing *writing, uint32_t count) {
    for (; writing->facts < count; writing->facts++) {
        const ReportFact *fact = &writing->report->facts.items[writing->facts];
        put(writing, writing->root, fact->key, &fact->value);
    }
}

static void put_text(Writing *writing, const char *path, const char *text) {
    put(writing, writing->root, path, &(ReportCell){.kind = CELL_TEXT, .text = text ? text : ""});
}

static void put_notes(Writing *writing) {
    put(writing, writing->root, "notes", &(ReportCell){.kind = CELL_LIST});
    json_object *notes = member(writing->root, "notes");
    for (uint32_t i = 0; i < writing->report->note_count && !writing->out->failed; i++) {
        const ReportNote *from = &writing->report->notes[i];
        const ReportFact members[] = {{"kind", report_text_cell(from->kind)},
                                      {"text", report_text_cell(from->text)},
                                      {"start", report_whole_cell(from->start)},
                                      {"end", report_whole_cell(from->end)}};
        json_object *note = append_object(writing, notes);
        for (size_t k = 0; k < sizeof members / sizeof *members; k++)
            put(writing, note, members[k].key, &members[k].value);
    }
}

void json_begin(Writing *writing) {
    const Report *report = writing->report;
    Text schema = {0};
    writing->root = json_object_new_object();
    writing->out->failed |= !writing->root;
    text_format(&schema, "adcalc.%s/1", report->view);
    writing->out->failed |= schema.failed;
    put_text(writing, "schema", text_string(&schema));
    text_free(&schema);
    put_text(writing, "expression", report->expression);
    if (report->text)
        put_text(writing, "text", report->text);
}

bool json_columns(Writing *writing, const ReportTable *table) {
    if (!table->list)
        return false;
    put_facts(writing, table->facts);
    writing->table = table;
    put(writing, writing->root, table->list, &(ReportCell){.kind = CELL_LIST});
    writing->rows = member(writing->root, table->list);
    return !writing->out->failed;
}

void json_row(Writing *writing, const ReportCell *cells) {
    const ReportTable *table = writing->table;
    json_object *row = append_object(writing, writing->rows);
    for (uint32_t k = 0; k < table->columns.count; k++)
        if (table->columns.items[k].key)
            put(writing, row, table->columns.items[k].key, &cells[k]);
}

static void print(Writing *writing, int flags) {
    size_t length;
    const char *text = NULL;
    put_facts(writing, writing->report->facts.count);
    put_notes(writing);
    if (!writing->out->failed)
        text = json_object_to_json_string_length(writing->root,
                                                 flags | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
    if (text) {
        text_bytes(writing->out, text, length);
        text_put(writing->out, "\n");
    }
    writing->out->failed |= !text;
    json_object_put(writing->root);
}

void json_end_line(Writing *writing) {
    print(writing, JSON_C_TO_STRING_PLAIN);
}

void json_end(Writing *writing) {
    print(writing, writing->style->one_line ? JSON_C_TO_STRING_PLAIN
                                            : JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED);
}

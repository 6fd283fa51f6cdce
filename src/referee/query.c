/* Reading queries: see query.h. Whatever arrives is checked, so that what is read can be run:
 * arguments come before the steps that use them, and all numbers lie within their lists. */
#include "referee/query.h"

#include "referee/rows.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 16, MAX_LINE = 1 << 28, MAX_STEPS = 1 << 24, LEAST_BITS = 2 };

/* ---- lines ---- */

/* The next line, NUL-terminated in place, without its newline; NULL at the end. */
static char *read_line(QueryReader *reader) {
    size_t searched = reader->taken;
    if (!array_reserve(&reader->text, 1)) /* so that there are bytes to point at */
        return NULL;
    for (;;) {
        char *start = reader->text.items + reader->taken;
        char *newline = reader->text.count > searched ? memchr(reader->text.items + searched, '\n',
                                                               reader->text.count - searched)
                                                      : NULL;
        if (newline) {
            *newline = '\0';
            reader->taken = (size_t)(newline - reader->text.items) + 1;
            return start;
        }
        if (reader->taken) {
            reader->text.count -= reader->taken;
            memmove(reader->text.items, start, reader->text.count);
            reader->taken = 0;
        }
        searched = reader->text.count;
        if (reader->text.count > MAX_LINE || !array_reserve(&reader->text, READ_BYTES))
            return NULL;
        ssize_t got;
        do
            got = read(reader->file, reader->text.items + reader->text.count, READ_BYTES);
        while (got < 0 && errno == EINTR);
        if (got <= 0)
            return NULL;
        reader->text.count += (size_t)got;
    }
}

void reader_free(QueryReader *reader) {
    array_free(&reader->text);
}

/* ---- words of a line ---- */

/* The next word, NUL-terminated in place; "" at the end of the line. */
static char *take_word(char **at) {
    while (**at == ' ')
        ++*at;
    char *word = *at;
    while (**at && **at != ' ')
        ++*at;
    if (**at)
        *(*at)++ = '\0';
    return word;
}

static bool is_whole(const char *digits, size_t length) {
    return length > 0 && strspn(digits, "0123456789") == length;
}

/* A whole number less than `limit`. */
static bool take_index(char **at, uint64_t limit, uint32_t *index) {
    const char *word = take_word(at);
    if (!is_whole(word, strlen(word)))
        return false;
    uint64_t value = strtoull(word, NULL, 10); /* the largest where it is larger */
    *index = (uint32_t)value;
    return value < limit;
}

static bool take_integer(char **at, int32_t *integer) {
    const char *word = take_word(at);
    bool negative = *word == '-';
    if (!is_whole(word + negative, strlen(word + negative)))
        return false;
    long long value = strtoll(word, NULL, 10);
    *integer = (int32_t)value;
    return value >= INT32_MIN && value <= INT32_MAX;
}

static bool take_double(char **at, double *value) {
    char *end, *word = take_word(at);
    *value = strtod(word, &end);
    return end != word && *end == '\0';
}

static bool at_end(const char *at) {
    return at[strspn(at, " ")] == '\0';
}

/* ---- lines of a request ---- */

static MessageCode read_point(Query *query, char *at) {
    while (!at_end(at)) {
        double value;
        if (!take_double(&at, &value))
            return SAID_REQUEST_MALFORMED;
        if (!array_push(&query->point, value))
            return SAID_REQUEST_MEMORY;
    }
    return SAID_NOTHING;
}

static MessageCode read_direction(Query *query, char *at) {
    query->direction.count = 0;
    while (!at_end(at)) {
        double value;
        if (!take_double(&at, &value))
            return SAID_REQUEST_MALFORMED;
        if (!isfinite(value))
            return SAID_REQUEST_VECTOR_INFINITE;
        if (!array_push(&query->direction, value))
            return SAID_REQUEST_MEMORY;
    }
    return query->direction.count == query->point.count ? SAID_NOTHING : SAID_REQUEST_MALFORMED;
}

/* Puts the factor where it belongs among those from `first` on. */
static MessageCode insert_factor(Query *query, size_t first, QueryFactor factor) {
    if (!array_push(&query->factors, factor))
        return SAID_REQUEST_MEMORY;
    QueryFactor *items = query->factors.items;
    size_t i = query->factors.count - 1;
    for (; i > first && items[i - 1].factor > factor.factor; i--)
        items[i] = items[i - 1];
    items[i] = factor;
    return i > first && items[i - 1].factor == factor.factor ? SAID_REQUEST_FACTORS_SAME
                                                             : SAID_NOTHING;
}

static MessageCode read_derivative(Query *query, char *at) {
    size_t first = query->factors.count;
    QueryDerivative derivative = {.first = (uint32_t)first};
    if (first > UINT32_MAX / 2)
        return SAID_REQUEST_MEMORY;
    uint64_t factors = query->point.count + (query->direction.count == query->point.count);
    do {
        QueryFactor factor;
        if (!take_index(&at, factors, &factor.factor) ||
            !take_index(&at, QUERY_MAX_ORDER + 1, &factor.times) || factor.times == 0)
            return SAID_REQUEST_MALFORMED;
        derivative.order += factor.times;
        derivative.count++;
        if (derivative.order > QUERY_MAX_ORDER)
            return SAID_REQUEST_ORDER;
        MessageCode why = insert_factor(query, first, factor);
        if (why)
            return why;
    } while (!at_end(at));
    query->gradient &=
        derivative.order == 1 && query->factors.items[first].factor < query->point.count;
    return array_push(&query->derivatives, derivative) ? SAID_NOTHING : SAID_REQUEST_MEMORY;
}

static MessageCode read_arguments(Query *query, QueryStep *step, char *at) {
    step->first = (uint32_t)query->arguments.count;
    while (!at_end(at)) {
        uint32_t argument;
        if (!take_index(&at, query->steps.count, &argument))
            return SAID_REQUEST_ARGUMENT;
        if (query->arguments.count >= UINT32_MAX / 2 || !array_push(&query->arguments, argument))
            return SAID_REQUEST_MEMORY;
    }
    step->count = (uint32_t)query->arguments.count - step->first;
    return SAID_NOTHING;
}

static MessageCode read_step(Query *query, char *at) {
    uint32_t number;
    if (!take_index(&at, MAX_STEPS, &number) || number != query->steps.count)
        return SAID_REQUEST_STEPS;
    QueryStep step = {.kind = STEP_APPLICATION};
    const char *id = take_word(&at);
    MessageCode why = SAID_NOTHING;
    if (strcmp(id, "CONSTANT") == 0) {
        step.kind = STEP_CONSTANT;
        if (!take_double(&at, &step.constant) || !at_end(at))
            why = SAID_REQUEST_MALFORMED;
    } else if (strcmp(id, "VARIABLE") == 0) {
        step.kind = STEP_VARIABLE;
        if (!take_index(&at, query->point.count, &step.variable) || !at_end(at))
            why = SAID_REQUEST_MALFORMED;
    } else {
        step.row = row_find(id);
        if (!step.row || (row_is_choice(step.row) && !query->sides))
            return SAID_REQUEST_OPERATION;
        if (step.row->has_integer &&
            (!take_integer(&at, &step.n) || strcmp(take_word(&at), "of") != 0))
            return SAID_REQUEST_MALFORMED;
        why = read_arguments(query, &step, at);
        int arity = step.row->arity;
        if (!why && (arity < 0 ? step.count == 0 : step.count != (uint32_t)arity))
            why = SAID_REQUEST_ARITY;
    }
    if (!why && !array_push(&query->steps, step))
        why = SAID_REQUEST_MEMORY;
    return why;
}

static MessageCode read_guard(Query *query, char *at) {
    QueryGuard guard = {0};
    uint32_t held;
    if (!take_index(&at, query->steps.count, &guard.step) || !take_index(&at, 2, &held))
        return SAID_REQUEST_MALFORMED;
    guard.held = held;
    return array_push(&query->guards, guard) ? SAID_NOTHING : SAID_REQUEST_MEMORY;
}

static MessageCode read_tie(Query *query, char *at) {
    uint32_t step;
    if (!take_index(&at, query->steps.count, &step) || !at_end(at))
        return SAID_REQUEST_MALFORMED;
    return array_push(&query->ties, step) ? SAID_NOTHING : SAID_REQUEST_MEMORY;
}

static MessageCode read_room(Query *query, char *at) {
    QueryRoom room;
    bool read = take_index(&at, query->derivatives.count, &room.answer) &&
                take_index(&at, QUERY_MAX_ORDER + 1, &room.order) && take_double(&at, &room.size) &&
                at_end(at) && room.size >= 0.0;
    return !read                             ? SAID_REQUEST_MALFORMED
           : array_push(&query->rooms, room) ? SAID_NOTHING
                                             : SAID_REQUEST_MEMORY;
}

static MessageCode read_sides(Query *query, char *at) {
    query->sides = true;
    return at_end(at) && !query->steps.count ? SAID_NOTHING : SAID_REQUEST_MALFORMED;
}

/* Nothing, or what is wrong with the line. */
static MessageCode read_statement(Query *query, char *at) {
    const char *word = take_word(&at);
    uint32_t number;
    if (strcmp(word, "step") == 0)
        return read_step(query, at);
    if (strcmp(word, "guard") == 0)
        return read_guard(query, at);
    if (strcmp(word, "tie") == 0)
        return read_tie(query, at);
    if (strcmp(word, "room") == 0)
        return read_room(query, at);
    if (strcmp(word, "sides") == 0)
        return read_sides(query, at);
    if (strcmp(word, "point") == 0)
        return read_point(query, at);
    if (strcmp(word, "along") == 0)
        return read_direction(query, at);
    if (strcmp(word, "derivative") == 0)
        return read_derivative(query, at);
    if (strcmp(word, "variables") == 0)
        return take_index(&at, MAX_STEPS, &number) ? SAID_NOTHING : SAID_REQUEST_MALFORMED;
    if (strcmp(word, "limit") == 0)
        return take_index(&at, 1 << 24, &query->bits) && query->bits >= LEAST_BITS &&
                       take_index(&at, UINT32_MAX, &query->milliseconds)
                   ? SAID_NOTHING
                   : SAID_REQUEST_MALFORMED;
    if (strcmp(word, "root") == 0)
        return take_index(&at, query->steps.count, &query->root) ? SAID_NOTHING
                                                                 : SAID_REQUEST_MALFORMED;
    return SAID_REQUEST_LINE;
}

QueryStatus query_read(Query *query, QueryReader *reader, MessageCode *why) {
    query_free(query);
    *query = (Query){.gradient = true, .root = UINT32_MAX, .bits = 1024, .milliseconds = 1000};
    *why = SAID_NOTHING;
    char *line = read_line(reader);
    if (!line || strcmp(line, "adcalc-reference 4") != 0)
        return QUERY_NONE;
    while ((line = read_line(reader)) && strcmp(line, "end") != 0)
        if (!*why)
            *why = read_statement(query, line);
    if (!line)
        return QUERY_NONE;
    if (!*why && query->root >= query->steps.count)
        *why = SAID_REQUEST_NO_ROOT;
    return *why ? QUERY_MALFORMED : QUERY_READ;
}

double query_speed(const Query *query, uint32_t factor, uint32_t variable) {
    if (factor < query->point.count)
        return factor == variable;
    return query->direction.items[variable];
}

void query_free(Query *query) {
    array_free(&query->point);
    array_free(&query->direction);
    array_free(&query->derivatives);
    array_free(&query->factors);
    array_free(&query->steps);
    array_free(&query->arguments);
    array_free(&query->guards);
    array_free(&query->ties);
    array_free(&query->rooms);
}

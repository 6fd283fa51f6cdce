/* Reading requests: see request.h. Whatever arrives is checked, so that what is read can be run:
 * arguments come before the steps that use them, and all numbers lie within their lists. */
#include "referee/request.h"

#include "referee/rows.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 16, MAX_LINE = 1 << 28, MAX_STEPS = 1 << 24, LEAST_BITS = 2 };

/* ---- lines ---- */

/* The next line, NUL-terminated in place, without its newline; NULL at the end. */
static char *read_line(Reader *reader) {
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

void reader_free(Reader *reader) {
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

static const char no_memory[] = "no memory";

static const char *read_point(Request *request, char *at) {
    while (!at_end(at)) {
        double value;
        if (!take_double(&at, &value))
            return "malformed point";
        if (!array_push(&request->point, value))
            return no_memory;
    }
    return NULL;
}

static const char *read_along(Request *request, char *at) {
    request->along.count = 0;
    while (!at_end(at)) {
        double value;
        if (!take_double(&at, &value))
            return "malformed vector";
        if (!isfinite(value))
            return "the vector is not finite";
        if (!array_push(&request->along, value))
            return no_memory;
    }
    return request->along.count == request->point.count ? NULL : "malformed vector";
}

/* Puts the factor where it belongs among those from `first` on. */
static const char *insert_factor(Request *request, size_t first, RequestFactor factor) {
    if (!array_push(&request->factors, factor))
        return no_memory;
    RequestFactor *items = request->factors.items;
    size_t i = request->factors.count - 1;
    for (; i > first && items[i - 1].factor > factor.factor; i--)
        items[i] = items[i - 1];
    items[i] = factor;
    return i > first && items[i - 1].factor == factor.factor ? "factors are the same" : NULL;
}

static const char *read_derivative(Request *request, char *at) {
    size_t first = request->factors.count;
    RequestDerivative derivative = {.first = (uint32_t)first};
    if (first > UINT32_MAX / 2)
        return no_memory;
    uint64_t factors = request->point.count + (request->along.count == request->point.count);
    do {
        RequestFactor factor;
        if (!take_index(&at, factors, &factor.factor) ||
            !take_index(&at, REQUEST_MAX_ORDER + 1, &factor.times) || factor.times == 0)
            return "malformed derivative";
        derivative.order += factor.times;
        derivative.count++;
        if (derivative.order > REQUEST_MAX_ORDER)
            return "the order of a derivative is too large";
        const char *why = insert_factor(request, first, factor);
        if (why)
            return why;
    } while (!at_end(at));
    return array_push(&request->derivatives, derivative) ? NULL : no_memory;
}

static const char *read_wanted(Request *request, char *at) {
    while (!at_end(at)) {
        uint32_t variable;
        if (!take_index(&at, request->point.count, &variable))
            return "malformed list of wanted variables";
        if (!array_push(&request->wanted, variable))
            return no_memory;
    }
    return NULL;
}

static const char *read_arguments(Request *request, RequestStep *step, char *at) {
    step->first = (uint32_t)request->arguments.count;
    while (!at_end(at)) {
        uint32_t argument;
        if (!take_index(&at, request->steps.count, &argument))
            return "an argument is no earlier step";
        if (request->arguments.count >= UINT32_MAX / 2 ||
            !array_push(&request->arguments, argument))
            return no_memory;
    }
    step->count = (uint32_t)request->arguments.count - step->first;
    return NULL;
}

static const char *read_step(Request *request, char *at) {
    uint32_t number;
    if (!take_index(&at, MAX_STEPS, &number) || number != request->steps.count)
        return "steps are not numbered in order";
    RequestStep step = {.kind = STEP_APPLICATION};
    const char *id = take_word(&at), *why = NULL;
    if (strcmp(id, "CONSTANT") == 0) {
        step.kind = STEP_CONSTANT;
        if (!take_double(&at, &step.constant) || !at_end(at))
            why = "malformed constant";
    } else if (strcmp(id, "VARIABLE") == 0) {
        step.kind = STEP_VARIABLE;
        if (!take_index(&at, request->point.count, &step.variable) || !at_end(at))
            why = "malformed variable";
    } else {
        step.row = row_find(id);
        if (!step.row)
            return "unknown operation";
        if (step.row->has_integer &&
            (!take_integer(&at, &step.n) || strcmp(take_word(&at), "of") != 0))
            return "malformed static integer";
        why = read_arguments(request, &step, at);
        int arity = step.row->arity;
        if (!why && (arity < 0 ? step.count == 0 : step.count != (uint32_t)arity))
            why = "wrong number of arguments";
    }
    if (!why && !array_push(&request->steps, step))
        why = no_memory;
    return why;
}

static const char *read_guard(Request *request, char *at) {
    RequestGuard guard = {0};
    uint32_t held;
    if (!take_index(&at, request->steps.count, &guard.step) || !take_index(&at, 2, &held))
        return "malformed guard";
    guard.held = held;
    return array_push(&request->guards, guard) ? NULL : no_memory;
}

/* NULL, or what is wrong with the line. */
static const char *read_statement(Request *request, char *at) {
    const char *word = take_word(&at);
    uint32_t number;
    if (strcmp(word, "step") == 0)
        return read_step(request, at);
    if (strcmp(word, "guard") == 0)
        return read_guard(request, at);
    if (strcmp(word, "point") == 0)
        return read_point(request, at);
    if (strcmp(word, "wanted") == 0)
        return read_wanted(request, at);
    if (strcmp(word, "along") == 0)
        return read_along(request, at);
    if (strcmp(word, "derivative") == 0)
        return read_derivative(request, at);
    if (strcmp(word, "variables") == 0)
        return take_index(&at, MAX_STEPS, &number) ? NULL : "malformed number of variables";
    if (strcmp(word, "limit") == 0)
        return take_index(&at, 1 << 24, &request->bits) && request->bits >= LEAST_BITS &&
                       take_index(&at, UINT32_MAX, &request->milliseconds)
                   ? NULL
                   : "malformed limit";
    if (strcmp(word, "root") == 0)
        return take_index(&at, request->steps.count, &request->root) ? NULL : "malformed root";
    return "unknown line";
}

static void clear(Request *request) {
    request->point.count = request->wanted.count = request->steps.count = 0;
    request->arguments.count = request->guards.count = 0;
    request->along.count = request->derivatives.count = request->factors.count = 0;
    request->root = UINT32_MAX;
    request->bits = 1024;
    request->milliseconds = 1000;
}

RequestStatus request_read(Request *request, Reader *reader, const char **why) {
    clear(request);
    *why = NULL;
    char *line = read_line(reader);
    if (!line || strcmp(line, "adcalc-reference 2") != 0)
        return REQUEST_NONE;
    while ((line = read_line(reader)) && strcmp(line, "end") != 0)
        if (!*why)
            *why = read_statement(request, line);
    if (!line)
        return REQUEST_NONE;
    if (!*why && request->root >= request->steps.count)
        *why = "no root";
    return *why ? REQUEST_MALFORMED : REQUEST_READ;
}

bool request_moves(const Request *request, uint32_t factor, uint32_t variable) {
    if (factor < request->point.count)
        return factor == variable;
    return request->along.items[variable] != 0.0;
}

void request_free(Request *request) {
    array_free(&request->point);
    array_free(&request->wanted);
    array_free(&request->along);
    array_free(&request->derivatives);
    array_free(&request->factors);
    array_free(&request->steps);
    array_free(&request->arguments);
    array_free(&request->guards);
}

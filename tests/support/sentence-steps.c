/* Sentences with blocks: see speaker.h. Names are read only where every way has assigned them, so
 * what a block assigns is forgotten at its end. */
#include "support/speaker.h"
#include "support/suite.h"

#include <stdio.h>
#include <string.h>

static void put_all(Speaker *w, const char *const *words, int count) {
    for (int i = 0; i < count; i++)
        speaker_put(w, words[i]);
}

#define PUT(w, ...)                                                                                \
    put_all(w, (const char *const[]){__VA_ARGS__}, LENGTH(((const char *const[]){__VA_ARGS__})))

static void put_separator(Speaker *w) {
    speaker_put(w, chance(50) ? ";" : "\n");
}

/* ---- names and bounds ---- */

/* A name that was assigned before, not one that ends a loop: those have other letters. */
static bool may_change(const char *name) {
    return name[0] == 'v' || name[0] == 'p';
}

void speaker_assigned(Speaker *w) {
    const KnownNames *known = w->in_body ? &w->locals : &w->globals;
    const char *name = known->count ? known->names[below((size_t)known->count)] : "";
    char fresh[WORD_SIZE];
    if (may_change(name) && strcmp(name, "pi") != 0 && chance(60))
        speaker_put(w, name);
    else
        speaker_put_fresh(w, 'v', fresh);
}

void speaker_bound(Speaker *w) {
    static const char *const bounds[] = {
        "0", "1", "2", "3", "-1", "1 + 1", "2*2", "-2 + 1", "round(x)", "floor(y) + 1", "20"};
    /* twenty terms, factors or rounds now and then; nested, they would be too many */
    int count = LENGTH(bounds) - (w->loops || w->in_body || w->locals.count > 1 ? 1 : 0);
    speaker_put(w, w->constant ? bounds[below(8)] : bounds[below((size_t)count)]);
}

/* ---- blocks ---- */

/* The last step of the block that just ended makes its `while` come to its end. */
static void count_down(Speaker *w, const char *counter) {
    w->word_count--;
    const char *last = w->words[w->word_count - 1].text;
    if (strcmp(last, "{") != 0 && strcmp(last, ";") != 0 && strcmp(last, "\n") != 0)
        put_separator(w);
    PUT(w, counter, "=", counter, "/", "2", "-", "0.1", "}");
}

void speaker_block(Speaker *w, int body, const char *parent, int budget) {
    int locals = w->locals.count, globals = w->globals.count;
    bool loop = strcmp(parent, "loop") == 0, repetition = strcmp(parent, "repetition") == 0;
    char counter[sizeof w->counter];
    memcpy(counter, w->counter, sizeof counter);
    w->blocks++;
    w->loops += loop || repetition;
    speaker_expand(w, body, "block", budget);
    if (repetition)
        count_down(w, counter);
    w->blocks--;
    w->loops -= loop || repetition;
    w->locals.count = locals;
    w->globals.count = globals;
}

void speaker_body(Speaker *w, int body, int budget) {
    w->blocks++;
    w->in_body = true;
    speaker_expand(w, body, "body", budget);
    w->in_body = false;
    w->blocks--;
}

void speaker_loop(Speaker *w, int body, int budget) {
    int locals = w->locals.count;
    speaker_expand(w, body, "loop", budget);
    w->locals.count = locals;
}

/* A name begins somewhere, and the condition holds only while it is large. */
void speaker_repetition(Speaker *w, int body, int budget) {
    static const char *const begins[] = {"20", "3", "1", "0.25", "-1"};
    char counter[WORD_SIZE];
    speaker_put_fresh(w, 'w', counter);
    speaker_put(w, "=");
    if (chance(50)) {
        speaker_put(w, begins[below(w->loops ? LENGTH(begins) : 3)]);
    } else {
        PUT(w, "tanh", "(");
        speaker_write(w, "expression", "group", budget / 2);
        speaker_put(w, ")");
    }
    put_separator(w);
    speaker_add_name(w->in_body ? &w->locals : &w->globals, counter);
    snprintf(w->counter, sizeof w->counter, "%.20s", counter);
    speaker_expand(w, body, "repetition", budget);
}

void speaker_counting(Speaker *w, int budget) {
    char counter[sizeof w->counter];
    memcpy(counter, w->counter, sizeof counter);
    bool before = chance(15);
    if (before) {
        speaker_write(w, "negation", "conjunction", budget);
        speaker_put(w, "and");
    }
    PUT(w, counter, ">", "0.3");
    if (!before && chance(30)) {
        speaker_put(w, "and");
        speaker_write(w, "negation", "conjunction", budget);
    }
    memcpy(w->counter, counter, sizeof counter);
}

/* ---- definitions ---- */

/* Calls the function with a first argument that is smaller by 1. */
static void call_again(Speaker *w, const char *function, int budget) {
    char first[WORD_SIZE];
    snprintf(first, sizeof first, "p%d", w->first_parameter);
    PUT(w, function, "(", first, "-", "1");
    for (int i = 1; i < w->parameters; i++) {
        speaker_put(w, ",");
        speaker_write(w, "expression", "group", budget / 2);
    }
    speaker_put(w, ")");
}

/* A function that calls itself while its first argument lies between 0 and 4. */
static void write_recursion(Speaker *w, int budget) {
    char name[WORD_SIZE], parameter[WORD_SIZE], local[WORD_SIZE];
    bool body = chance(50);
    speaker_put_fresh(w, 'g', name);
    speaker_put(w, "(");
    w->parameters = 1 + below(3);
    w->first_parameter = w->fresh;
    for (int i = 0; i < w->parameters; i++) {
        if (i)
            speaker_put(w, ",");
        speaker_put_fresh(w, 'p', parameter);
        speaker_add_name(&w->locals, parameter);
    }
    PUT(w, ")", "=");
    snprintf(parameter, sizeof parameter, "p%d", w->first_parameter);
    w->in_body = body;
    w->blocks += body;
    if (body) {
        speaker_put(w, "{");
        speaker_put_fresh(w, 'v', local);
        speaker_put(w, "=");
        speaker_write(w, "expression", "assignment", budget / 2);
        put_separator(w);
        PUT(w, "if", "0", "<", parameter, "and", parameter, "<", "4", "{", local, "=", local, "+");
    } else {
        PUT(w, "if", "0", "<", parameter, "and", parameter, "<", "4", "then");
        speaker_write(w, "sum", "comparison", budget / 2);
        speaker_put(w, "-");
    }
    int parameters = w->parameters, first = w->first_parameter;
    call_again(w, name, budget / 2);
    w->parameters = parameters;
    w->first_parameter = first;
    if (body) {
        speaker_put(w, "}");
        put_separator(w);
        PUT(w, local, "}");
    } else {
        speaker_put(w, "else");
        speaker_write(w, "expression", "expression", budget / 2);
    }
    w->in_body = false;
    w->blocks -= body;
    speaker_add_function(w, name, w->parameters);
}

void speaker_definition(Speaker *w, int body, int budget) {
    int name = w->word_count, locals = w->locals.count;
    if (chance(20)) {
        write_recursion(w, budget);
    } else {
        w->parameters = -1;
        w->first_parameter = w->fresh + 1;
        speaker_expand(w, body, "definition", budget);
        speaker_add_function(w, w->words[name].text, w->parameters);
    }
    w->locals.count = locals;
}

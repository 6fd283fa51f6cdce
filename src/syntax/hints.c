/* Hints: see hints.h. */
#include "syntax/hints.h"

#include "base/spelling.h"

#include <string.h>

typedef enum Place {
    PLACE_CHARACTER,
    PLACE_MARK,
    PLACE_SIGNS,
    PLACE_WORD,
    PLACE_STEP,
    PLACE_LONE_STEP,
    PLACE_NUMBER
} Place;

typedef struct Row {
    Place place;
    const char *text;
    MessageCode hint;
} Row;

static const Row rows[] = {
#define FOREIGN(place, text, hint) {PLACE_##place, text, SAID_##hint},
#include "syntax/hints.def"
};
static const Row *const end = rows + sizeof rows / sizeof *rows;
static const Row none = {.hint = SAID_NOTHING};

/* The first row whose text the given one begins with, or `none`. */
static const Row *find_beginning(Place place, const char *text, size_t length) {
    for (const Row *row = rows; row < end; row++) {
        size_t wanted = strlen(row->text);
        if (row->place == place && wanted <= length && !memcmp(row->text, text, wanted))
            return row;
    }
    return &none;
}

static const Row *find_name(Place place, const char *name) {
    for (const Row *row = rows; row < end; row++)
        if (row->place == place && spelling_same(row->text, name))
            return row;
    return &none;
}

MessageCode hints_character(const char *text, size_t length, bool behind, size_t *taken) {
    const Row *row = behind ? find_beginning(PLACE_MARK, text, length) : &none;
    if (row == &none)
        row = find_beginning(PLACE_CHARACTER, text, length);
    *taken = row == &none ? 0 : strlen(row->text);
    return row->hint;
}

MessageCode hints_signs(const char *text, size_t length) {
    return find_beginning(PLACE_SIGNS, text, length)->hint;
}

MessageCode hints_word(const char *name) {
    return find_name(PLACE_WORD, name)->hint;
}

MessageCode hints_step(const char *name, bool *alone) {
    const Row *row = find_name(PLACE_LONE_STEP, name);
    *alone = row != &none;
    return *alone ? row->hint : find_name(PLACE_STEP, name)->hint;
}

const char *hints_number(const char *name) {
    return find_name(PLACE_NUMBER, name)->text;
}

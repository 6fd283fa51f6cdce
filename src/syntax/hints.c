/* Hints: see hints.h. */
#include "syntax/hints.h"

#include "base/spelling.h"

#include <string.h>

typedef struct Hint {
    const char *text;
    MessageCode hint;
} Hint;

/* Each table ends with a row of no text. */
static const Hint characters[] = {
#define CHARACTER(text, hint) {text, SAID_##hint},
#include "syntax/hints.def"
    {NULL, SAID_NOTHING}};

static const Hint marks[] = {
#define MARK(text, hint) {text, SAID_##hint},
#include "syntax/hints.def"
    {NULL, SAID_NOTHING}};

static const Hint signs[] = {
#define SIGNS(text, hint) {text, SAID_##hint},
#include "syntax/hints.def"
    {NULL, SAID_NOTHING}};

static const Hint words[] = {
#define WORD(name, hint) {name, SAID_##hint},
#include "syntax/hints.def"
    {NULL, SAID_NOTHING}};

static const Hint numbers[] = {
#define NUMBER(name) {name, SAID_NOTHING},
#include "syntax/hints.def"
    {NULL, SAID_NOTHING}};

/* The first row whose text the given one begins with. */
static const Hint *find_beginning(const Hint *row, const char *text, size_t length) {
    for (; row->text; row++) {
        size_t wanted = strlen(row->text);
        if (wanted <= length && !memcmp(row->text, text, wanted))
            break;
    }
    return row;
}

static const Hint *find_name(const Hint *row, const char *name) {
    while (row->text && !spelling_same(row->text, name))
        row++;
    return row;
}

MessageCode hints_character(const char *text, size_t length, bool behind, size_t *taken) {
    const Hint *row = behind ? find_beginning(marks, text, length) : NULL;
    if (!row || !row->text)
        row = find_beginning(characters, text, length);
    *taken = row->text ? strlen(row->text) : 0;
    return row->hint;
}

MessageCode hints_signs(const char *text, size_t length) {
    return find_beginning(signs, text, length)->hint;
}

MessageCode hints_word(const char *name) {
    return find_name(words, name)->hint;
}

const char *hints_number(const char *name) {
    return find_name(numbers, name)->text;
}

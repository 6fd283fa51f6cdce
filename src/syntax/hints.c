/* Hints: see hints.h. */
#include "syntax/hints.h"

#include "base/spelling.h"

#include <string.h>

typedef struct Row {
    const char *text, *hint;
} Row;

/* Each table ends with a row of no text. */
static const Row characters[] = {
#define CHARACTER(text, hint) {text, hint},
#include "syntax/hints.def"
    {NULL, NULL}};

static const Row marks[] = {
#define MARK(text, hint) {text, hint},
#include "syntax/hints.def"
    {NULL, NULL}};

static const Row signs[] = {
#define SIGNS(text, hint) {text, hint},
#include "syntax/hints.def"
    {NULL, NULL}};

static const Row words[] = {
#define WORD(name, hint) {name, hint},
#include "syntax/hints.def"
    {NULL, NULL}};

static const Row numbers[] = {
#define NUMBER(name) {name, NULL},
#include "syntax/hints.def"
    {NULL, NULL}};

/* The first row whose text the given one begins with. */
static const Row *find_beginning(const Row *row, const char *text, size_t length) {
    for (; row->text; row++) {
        size_t wanted = strlen(row->text);
        if (wanted <= length && !memcmp(row->text, text, wanted))
            break;
    }
    return row;
}

static const Row *find_name(const Row *row, const char *name) {
    while (row->text && !spelling_same(row->text, name))
        row++;
    return row;
}

const char *hints_character(const char *text, size_t length, bool behind, size_t *taken) {
    const Row *row = behind ? find_beginning(marks, text, length) : NULL;
    if (!row || !row->text)
        row = find_beginning(characters, text, length);
    *taken = row->text ? strlen(row->text) : 0;
    return row->hint;
}

const char *hints_signs(const char *text, size_t length) {
    return find_beginning(signs, text, length)->hint;
}

const char *hints_word(const char *name) {
    return find_name(words, name)->hint;
}

const char *hints_number(const char *name) {
    return find_name(numbers, name)->text;
}

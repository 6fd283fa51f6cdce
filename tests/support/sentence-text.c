/* Sentences as text: see speaker.h. */
#include "support/speaker.h"
#include "support/suite.h"

#include <ctype.h>
#include <string.h>

/* Other spellings of the same signs, from the slides of a lecture. */
static const struct {
    const char *sign, *other;
} spellings[] = {
    {"*", "\u00d7"},  {"*", "\u00b7"},  {"/", "\u00f7"},  {"-", "\u2212"},
    {"<=", "\u2264"}, {">=", "\u2265"}, {"!=", "\u2260"},
};

static void spell(const char *word, Text *out) {
    if (chance(6))
        for (size_t i = 0; i < LENGTH(spellings); i++)
            if (strcmp(word, spellings[i].sign) == 0) {
                text_put(out, spellings[i].other);
                return;
            }
    bool wide = word[0] != '"' && chance(2);
    for (; *word; word++) {
        unsigned char c = (unsigned char)*word;
        if (wide && c > ' ' && c < 0x7f) /* U+FF01 is a full-width '!' */
            text_bytes(
                out,
                (char[]){'\xef', (char)(0xbc + (c >= 0x60)), (char)(0x80 | ((c - 0x20) & 0x3f))},
                3);
        else
            text_bytes(out, word, 1);
    }
}

static bool is_word_character(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '.' || (unsigned char)c >= 0x80;
}

/* Whether two words would melt into one without a blank. */
static bool must_part(const char *a, const char *b) {
    char last = a[strlen(a) - 1];
    if (!is_word_character(last) || !is_word_character(b[0]))
        return false;
    bool number = isdigit((unsigned char)a[0]) || a[0] == '.';
    bool name = !isdigit((unsigned char)b[0]) && b[0] != '.';
    /* 2x is two words, 2e-3 one, 0xa and 1_000 mistakes; 1..2 is three words */
    if (number && strcmp(a, "..") != 0 && name)
        return b[0] == 'e' || b[0] == 'E' || b[0] == '_' || (a[0] == '0' && !a[1]);
    return !(strcmp(a, "..") == 0 && b[0] != '.') && strcmp(b, "..") != 0;
}

/* Whether a line may end after this word, whatever follows: but not after x++. */
static bool continues(const char *word, const char *before) {
    static const char *const open[] = {"(",    ",",    "and", "or",  "not",   "if",   "..",
                                       "then", "else", "{",   "for", "while", "print"};
    for (size_t i = 0; i < LENGTH(open); i++)
        if (strcmp(word, open[i]) == 0)
            return true;
    bool counts = before && (*word == '+' || *word == '-') && strcmp(word, before) == 0;
    return !counts && strchr("+-*/%^=<>!", word[strlen(word) - 1]); /* not -1 */
}

/* Whether a line may begin with this word, whatever stands before. */
static bool joins(const char *word) {
    return strcmp(word, "{") == 0 || strcmp(word, "then") == 0 || strcmp(word, "else") == 0;
}

static void put_blank(bool continued, const char *before, const char *after, Text *out) {
    if ((continued && chance(3)) || (joins(after) && chance(20)))
        text_put(out, chance(60) ? "\n" : " # a comment; with ( all sorts = in it\n  ");
    else if (must_part(before, after) || chance(40))
        text_put(out, chance(90) ? " " : " \t");
}
void speaker_print(const Speaker *w, Text *out) {
    for (int i = 0; i < w->word_count; i++) {
        const char *before = i > 1 ? w->words[i - 2].text : NULL;
        if (i > 0 && !w->words[i].joined)
            put_blank(continues(w->words[i - 1].text, before), w->words[i - 1].text,
                      w->words[i].text, out);
        spell(w->words[i].text, out);
    }
}

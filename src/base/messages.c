/* Messages: see messages.h. The letters of a sentence's conversions say what its arguments are. */
#include "base/messages.h"

#include "base/utf8.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct MessageRow {
    MessageKind kind;
    const char *topic, *sentence;
    const char *session; /* the sentence in a session; NULL: the same */
} MessageRow;

static const MessageRow table[SAID_COUNT] = {
    [SAID_NOTHING] = {MESSAGE_LINE, NULL, "", NULL},
#define MESSAGE(code, kind, topic, sentence, session)                                              \
    [SAID_##code] = {MESSAGE_##kind, topic, sentence, session},
#include "base/messages.def"
};

/* ---- conversions ---- */

/* "%.*s": the part of a sentence from `start` to `end`. */
typedef struct Conversion {
    const char *start, *end;
    int precision; /* -1: none */
    bool star;     /* it is an argument of its own, before this one */
    bool zeros;    /* they are kept behind the first digits */
    char length;   /* 'l', 'z' or 0 */
    char type;     /* its letter; '%' stands for itself */
} Conversion;

/* The first conversion of what is left of a sentence; false if there is none. */
static bool next_conversion(const char *rest, Conversion *c) {
    const char *at = strchr(rest, '%');
    if (!at)
        return false;
    *c = (Conversion){.start = at++, .precision = -1};
    c->zeros = *at == '#';
    at += strspn(at, "#0123456789");
    if (*at == '.' && at[1] == '*') {
        c->star = true;
        at += 2;
    } else if (*at == '.') {
        char *end;
        c->precision = (int)strtol(at + 1, &end, 10);
        at = end;
    }
    if (*at == 'l' || *at == 'z')
        c->length = *at++;
    c->type = *at;
    c->end = at + (*at != '\0');
    return true;
}

static bool is_text(char type) {
    return type == 's';
}

static bool is_number(char type) {
    return type == 'g' || type == 'G' || type == 'e';
}

/* ---- saying ---- */

Said said_make(MessageCode code, const char *sentence, ...) {
    Said said = {.code = code};
    Conversion c;
    va_list given;
    va_start(given, sentence);
    for (const char *rest = sentence; next_conversion(rest, &c); rest = c.end) {
        if (c.type == '%' || said.count == SAID_MOST_ARGUMENTS)
            continue;
        SaidArgument *argument = &said.arguments[said.count++];
        argument->type = c.type;
        int size = c.star ? va_arg(given, int) : c.precision;
        if (is_text(c.type)) {
            const char *text = va_arg(given, const char *);
            argument->as.text = text ? text : "";
            argument->size =
                (uint32_t)strnlen(argument->as.text, size < 0 ? UINT32_MAX : (size_t)size);
        } else if (is_number(c.type)) {
            argument->as.number = va_arg(given, double);
            argument->size = size < 0 ? 0 : (uint32_t)size;
        } else if (c.type == 'p') {
            argument->as.said = va_arg(given, const Said *);
        } else if (c.length) { /* long and size_t are of one size */
            argument->as.whole = va_arg(given, long);
        } else if (c.type == 'u' || c.type == 'X') {
            argument->as.whole = va_arg(given, unsigned);
        } else {
            argument->as.whole = va_arg(given, int);
        }
    }
    va_end(given);
    return said;
}

static void put_whole(const Conversion *c, long long whole, Text *out) {
    char format[16], number[64];
    int flags = (int)(strcspn(c->start + 1, ".lzcduX"));
    snprintf(format, sizeof format, "%%%.*sll%c", flags, c->start + 1, c->type);
    snprintf(number, sizeof number, format, whole);
    text_put(out, number);
}

static void put_argument(const Conversion *c, const SaidArgument *argument, Voice voice,
                         Text *out) {
    if (is_text(c->type))
        text_bytes(out, argument->as.text, argument->size);
    else if (c->type == 'p')
        said_put_voiced(*argument->as.said, voice, out);
    else if (c->type == 'G' && isnan(argument->as.number))
        said_put_voiced(SAY(UNDEFINED), voice, out);
    else if (c->type == 'e')
        text_magnitude(out, argument->as.number);
    else if (is_number(c->type) && argument->size)
        text_figure(out, argument->as.number, (int)argument->size, c->zeros);
    else if (is_number(c->type))
        text_number(out, argument->as.number);
    else if (c->type == 'c')
        text_bytes(out, (char[]){(char)argument->as.whole}, 1);
    else
        put_whole(c, argument->as.whole, out);
}

void said_put_voiced(Said said, Voice voice, Text *out) {
    const MessageRow *row = &table[said.code];
    const char *rest = voice && row->session ? row->session : row->sentence;
    Conversion c;
    if (row->kind == MESSAGE_MISUSE)
        text_put(out, voice == VOICE_SET ? "set " : "--");
    for (uint32_t i = 0; next_conversion(rest, &c); rest = c.end) {
        text_bytes(out, rest, (size_t)(c.start - rest));
        if (c.type == '%')
            text_put(out, "%");
        else if (i < said.count)
            put_argument(&c, &said.arguments[i++], voice, out);
    }
    text_put(out, rest);
}

void said_put(Said said, Text *out) {
    said_put_voiced(said, VOICE_COMMAND_LINE, out);
}

void said_put_line(Said said, Text *out) {
    said_put(said, out);
    text_put(out, "\n");
}

void said_list(Said said, Text *list) {
    if (list->length)
        said_put(SAY(LIST_NEXT), list);
    said_put(said, list);
}

/* ---- keeping ---- */

/* A copy of a text, escaped and cut where a character ends; NULL without memory. */
static const char *keep_text(Arena *arena, const char *text, size_t length, size_t most,
                             uint32_t *size) {
    Text escaped = {0};
    size_t enough = length > most && length - most > 4 ? most + 4 : length; /* a character more */
    utf8_escape(&escaped, text, enough);
    size_t cut = escaped.length < most ? escaped.length : most;
    while (cut && cut < escaped.length && ((unsigned char)escaped.bytes[cut] & 0xC0) == 0x80)
        cut--;
    *size = (uint32_t)cut;
    const char *copy = escaped.failed ? NULL : arena_copy(arena, text_string(&escaped), cut);
    text_free(&escaped);
    return copy;
}

bool said_keep(Said said, size_t most, Arena *arena, Said *kept) {
    *kept = said;
    for (uint32_t i = 0; i < said.count; i++) {
        SaidArgument *argument = &kept->arguments[i];
        if (is_text(argument->type)) {
            argument->as.text =
                keep_text(arena, argument->as.text, argument->size, most, &argument->size);
            if (!argument->as.text)
                return false;
        } else if (argument->type == 'p') {
            Said *inner = arena_allocate(arena, sizeof *inner);
            if (!inner || !said_keep(*argument->as.said, most, arena, inner))
                return false;
            argument->as.said = inner;
        }
    }
    return true;
}

static bool same_argument(const SaidArgument *a, const SaidArgument *b) {
    if (a->type == 'p')
        return said_same(a->as.said, b->as.said);
    if (a->size != b->size)
        return false;
    return is_text(a->type) ? !memcmp(a->as.text, b->as.text, a->size) : a->as.whole == b->as.whole;
}

bool said_same(const Said *a, const Said *b) {
    bool same = a->code == b->code && a->count == b->count;
    for (uint32_t i = 0; same && i < a->count; i++)
        same = same_argument(&a->arguments[i], &b->arguments[i]);
    return same;
}

/* ---- the table ---- */

MessageKind message_kind(MessageCode code) {
    MessageKind kind = table[code].kind;
    return kind == MESSAGE_MISUSE || kind == MESSAGE_LIMIT ? MESSAGE_ERROR : kind;
}

bool message_is_limit(MessageCode code) {
    return table[code].kind == MESSAGE_LIMIT;
}

const char *message_topic(MessageCode code) {
    return table[code].topic;
}

const char *message_sentence(MessageCode code) {
    return table[code].sentence;
}

bool message_is_plain(MessageCode code) {
    return !strchr(table[code].sentence, '%');
}

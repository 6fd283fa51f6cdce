/* Diagnostics: see diag.h. Whatever is quoted is escaped and cut when it is recorded, and printing
 * shows a window of the source line only, so one message stays under 1 KB however long the input.
 * Sources lie one behind the other in the space of offsets with a gap of one, so that the end of a
 * source is an offset of its own; offset 0 belongs to none. */
#include "base/diag.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

enum {
    MAX_TEXT = 280, /* bytes of a message kept */
    MAX_HINT = 160,
    MAX_NAME = 60,    /* bytes of a file's name shown */
    MAX_COLUMNS = 64, /* of a source line shown, without the dots */
    MAX_NOTES = 1000
};

/* ---- Sources ---- */

uint32_t diag_add_source(Diag *diag, const char *name, const char *text, size_t length,
                         uint32_t first_line) {
    uint64_t base = 1;
    if (diag->sources.count) {
        const Source *last = &diag->sources.items[diag->sources.count - 1];
        base = (uint64_t)last->base + last->length + 1;
    }
    if (length >= UINT32_MAX - base) {
        diag_say(diag, (Span){0, 0}, SAY(INPUT_TOO_LONG));
        return UINT32_MAX;
    }
    Source source = {.length = (uint32_t)length, .base = (uint32_t)base, .first_line = first_line};
    ArenaMark before = arena_mark(&diag->arena);
    source.text = arena_copy(&diag->arena, text, length);
    if (source.text && name)
        source.name = arena_copy(&diag->arena, name, strlen(name));
    if (!source.text || (name && !source.name) || !array_push(&diag->sources, source)) {
        arena_release(&diag->arena, before);
        diag_no_memory(diag);
        return UINT32_MAX;
    }
    return (uint32_t)(diag->sources.count - 1);
}

uint32_t diag_add_option(Diag *diag, const char *spelt, const char *text) {
    uint32_t source = diag_add_source(diag, spelt, text, strlen(text), 1);
    if (source != UINT32_MAX)
        diag->sources.items[source].option = spelt + strlen("--");
    return source;
}

const Source *diag_source(const Diag *diag, Span span) {
    size_t low = 0, high = diag->sources.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (diag->sources.items[middle].base <= span.start)
            low = middle + 1;
        else
            high = middle;
    }
    if (!low)
        return NULL;
    const Source *source = &diag->sources.items[low - 1];
    return span.start - source->base <= source->length ? source : NULL;
}

/* ---- Recording ---- */

static bool is_nowhere(Span span) {
    return span.start == 0 && span.end == 0;
}

/* Whether a message like this one need not be kept. */
static bool is_known(const Diag *diag, const Message *message) {
    for (size_t i = 0; i < diag->messages.count; i++) {
        const Message *other = &diag->messages.items[i];
        if (other->kind != message->kind)
            continue;
        if (message->kind == MESSAGE_ERROR && !is_nowhere(message->span)) {
            if (other->span.start == message->span.start && other->span.end == message->span.end)
                return true;
        } else if (said_same(&other->said, &message->said)) {
            return true;
        }
    }
    return false;
}

static void add_message(Diag *diag, ArenaMark before, Message message) {
    if (is_known(diag, &message)) {
        arena_release(&diag->arena, before);
        return;
    }
    bool is_error = message.kind == MESSAGE_ERROR;
    if (is_error && diag->errors < UINT32_MAX)
        diag->errors++;
    if (is_error && diag->errors > DIAG_MAX_ERRORS) {
        arena_release(&diag->arena, before);
    } else if (!array_push(&diag->messages, message)) {
        arena_release(&diag->arena, before);
        diag_no_memory(diag);
    }
}

/* Whether there is no room for a message like this. */
static bool is_full(const Diag *diag, MessageKind kind) {
    uint32_t errors = diag->errors < DIAG_MAX_ERRORS ? diag->errors : DIAG_MAX_ERRORS;
    return kind == MESSAGE_NOTE && diag->messages.count >= MAX_NOTES + (size_t)errors;
}

/* What may be shown of a text is kept, and a little more, so that it shows where it was cut. */
static bool keep(Diag *diag, Said said, Said *kept) {
    return said_keep(said, MAX_TEXT + 8, &diag->arena, kept);
}

void diag_say_hint(Diag *diag, Span span, Said said, Said hint) {
    Message message = {.kind = message_kind(said.code), .span = span};
    if (is_full(diag, message.kind) || (message.kind == MESSAGE_ERROR && diag->out_of_memory))
        return;
    ArenaMark before = arena_mark(&diag->arena);
    if (!keep(diag, said, &message.said) || !keep(diag, hint, &message.hint)) {
        arena_release(&diag->arena, before);
        diag_no_memory(diag);
        return;
    }
    add_message(diag, before, message);
}

void diag_say(Diag *diag, Span span, Said said) {
    diag_say_hint(diag, span, said, SAY_NOTHING);
}

const char *diag_words(Diag *diag, Arena *arena, Said said) {
    Text words = {0};
    said_put(said, &words);
    return diag_keep(diag, arena, &words);
}

const Message *diag_first_error(const Diag *diag) {
    for (size_t i = 0; i < diag->messages.count; i++)
        if (diag->messages.items[i].kind == MESSAGE_ERROR)
            return &diag->messages.items[i];
    return NULL;
}

static Message *first_error(Diag *diag) {
    const Message *first = diag_first_error(diag);
    return first ? &diag->messages.items[first - diag->messages.items] : NULL;
}

void diag_advise(Diag *diag, Said hint) {
    Message *message = first_error(diag);
    if (message && !keep(diag, hint, &message->hint))
        diag_no_memory(diag);
}

void diag_advise_also(Diag *diag, Said hint) {
    Message *message = first_error(diag);
    if (message && !keep(diag, hint, &message->other_hint))
        diag_no_memory(diag);
}

void diag_no_memory(Diag *diag) {
    diag->out_of_memory = true;
}

void diag_check_text(Diag *diag, const Text *text) {
    diag->out_of_memory |= text->failed;
}

bool diag_failed(const Diag *diag) {
    return diag->errors > 0 || diag->out_of_memory;
}

void *diag_allocate(Diag *diag, Arena *arena, size_t count, size_t size) {
    void *block = NULL;
    if (!size || count <= SIZE_MAX / size)
        block = arena_allocate(arena, count * size);
    if (!block) {
        diag_no_memory(diag);
        return NULL;
    }
    return memset(block, 0, count * size);
}

const char *diag_keep(Diag *diag, Arena *arena, Text *text) {
    const char *copy = text->failed ? NULL : arena_copy(arena, text_string(text), text->length);
    if (!copy)
        diag_no_memory(diag);
    text_free(text);
    return copy;
}

/* ---- Printing ---- */

/* The part of a source that a span points at. Offsets are into the source's text. */
typedef struct SourcePlace {
    const Source *source;
    size_t line_start, line_end; /* without the newline */
    size_t start, end;           /* of the span, within the line */
    uint64_t line, column;       /* from 1; the column counts characters */
} SourcePlace;

static SourcePlace find_place(const Source *source, Span span) {
    SourcePlace place = {.source = source, .line = source->first_line, .column = 1};
    const char *text = source->text;
    place.start = span.start - source->base;
    place.end = span.end > span.start ? span.end - source->base : place.start;

    const char *from = text, *newline;
    while ((newline = memchr(from, '\n', place.start - (size_t)(from - text)))) {
        from = newline + 1;
        place.line++;
    }
    place.line_start = (size_t)(from - text);
    newline = memchr(text + place.start, '\n', source->length - place.start);
    place.line_end = newline ? (size_t)(newline - text) : source->length;
    if (place.line_end > place.start && text[place.line_end - 1] == '\r')
        place.line_end--;
    if (place.end > place.line_end)
        place.end = place.line_end > place.start ? place.line_end : place.start;
    for (size_t i = place.line_start; i < place.start; i++)
        place.column += ((unsigned char)text[i] & 0xC0) != 0x80;
    return place;
}

/* How one character of a source line is shown: its bytes in the source, what stands for it, and the
 * columns that takes. */
typedef struct Piece {
    size_t length;
    int columns;
} Piece;

static Piece show_piece(const char *text, size_t available, Text *shown) {
    Piece piece;
    shown->length = 0; /* and not text_clear: a failure is to stay */
    utf8_decode(text, available, &piece.length);
    if (text[0] == '\t')
        text_put(shown, " ");
    else
        utf8_escape(shown, text, piece.length);
    piece.columns = utf8_width(text_string(shown), shown->length);
    return piece;
}

/* What a piece takes of the window: marks without a width of their own count too, or a heap of them
 * would make the line as long as it likes. */
static int piece_cost(Piece piece) {
    return piece.columns > 0 ? piece.columns : 1;
}

/* The start of the character before `at`. */
static size_t step_back(const char *text, size_t start, size_t at) {
    for (size_t length = 2; length <= 4 && length <= at - start; length++) {
        size_t taken;
        if (utf8_decode(text + at - length, length, &taken) != UTF8_INVALID && taken == length)
            return at - length;
    }
    return at - 1;
}

/* Goes from the span's start to the left (to the right) while the pieces cost at most `budget`. */
static size_t reach_left(const SourcePlace *place, int budget, int *cost, Text *shown) {
    const char *text = place->source->text;
    size_t at = place->start;
    for (*cost = 0; at > place->line_start;) {
        size_t before = step_back(text, place->line_start, at);
        int more = piece_cost(show_piece(text + before, at - before, shown));
        if (*cost + more > budget)
            break;
        *cost += more;
        at = before;
    }
    return at;
}

static size_t reach_right(const SourcePlace *place, int budget, int *cost, Text *shown) {
    const char *text = place->source->text;
    size_t at = place->start;
    for (*cost = 0; at < place->line_end;) {
        Piece piece = show_piece(text + at, place->line_end - at, shown);
        if (*cost + piece_cost(piece) > budget)
            break;
        *cost += piece_cost(piece);
        at += piece.length;
    }
    return at;
}

static void put_repeated(Text *out, char c, int count) {
    for (int i = 0; i < count; i++)
        text_bytes(out, &c, 1);
}

/* The source line, or a window of it, and the caret line below. */
static void print_line(const SourcePlace *place, Text *out) {
    const char *text = place->source->text;
    Text shown = {0};
    int left, right;
    reach_right(place, MAX_COLUMNS, &right, &shown);
    /* At least a third to the left, and all that the right does not need. */
    int left_share = MAX_COLUMNS - right > MAX_COLUMNS / 3 ? MAX_COLUMNS - right : MAX_COLUMNS / 3;
    size_t from = reach_left(place, left_share, &left, &shown);
    size_t to = reach_right(place, MAX_COLUMNS - left, &right, &shown);

    char number[24];
    int digits = snprintf(number, sizeof number, "%llu", (unsigned long long)place->line);
    int gutter = digits > 3 ? digits : 3;
    put_repeated(out, ' ', gutter - digits);
    text_put(out, number);
    text_put(out, " | ");
    int before = 0, under = 0; /* columns left of the span and in it */
    if (from > place->line_start) {
        text_put(out, "...");
        before = 3;
    }
    for (size_t at = from; at < to;) {
        Piece piece = show_piece(text + at, to - at, &shown);
        text_bytes(out, text_string(&shown), shown.length);
        if (at < place->start)
            before += piece.columns;
        else if (at < place->end)
            under += piece.columns;
        at += piece.length;
    }
    text_spend(&shown, out);
    text_put(out, to < place->line_end ? "...\n" : "\n");
    put_repeated(out, ' ', gutter);
    text_put(out, " | ");
    put_repeated(out, ' ', before);
    text_put(out, "^");
    put_repeated(out, '~', under - 1);
    text_put(out, "\n");
}

/* FILE:LINE:COLUMN, of a long name its end. */
static void print_position(const SourcePlace *place, Text *out) {
    const char *name = place->source->name;
    size_t length = strlen(name);
    Text shown = {0};
    utf8_escape(&shown, name, length);
    const char *from = text_string(&shown);
    if (shown.length > MAX_NAME) {
        from += shown.length - MAX_NAME;
        while (((unsigned char)*from & 0xC0) == 0x80)
            from++;
        text_put(out, "...");
    }
    text_put(out, from);
    text_spend(&shown, out);
    text_format(out, ":%llu:%llu: ", (unsigned long long)place->line,
                (unsigned long long)place->column);
}

/* Ends what was appended from `before` on after `most` bytes, at the end of a character. */
static void clip(Text *out, size_t before, size_t most) {
    size_t cut = before + most;
    if (out->failed || out->length <= cut)
        return;
    while (cut > before && ((unsigned char)out->bytes[cut] & 0xC0) == 0x80)
        cut--;
    out->length = cut;
    text_put(out, "...");
}

void message_put(const Message *message, Text *out) {
    size_t before = out->length;
    said_put(message->said, out);
    clip(out, before, MAX_TEXT);
}

void message_put_hints(const Message *message, Voice voice, Text *out) {
    size_t before = out->length;
    bool both = message->hint.code && message->other_hint.code;
    said_put_voiced(message->hint, voice, out);
    text_put(out, both ? "; " : "");
    said_put_voiced(message->other_hint, voice, out);
    clip(out, before, MAX_HINT);
}

static void print_error(const Diag *diag, const Message *message, Text *out) {
    said_put(SAY(HEAD_OF_ERROR), out);
    const Source *source = diag_source(diag, message->span);
    SourcePlace place = {0};
    if (source) {
        place = find_place(source, message->span);
        if (source->name)
            print_position(&place, out);
    }
    message_put(message, out);
    text_put(out, "\n");
    if (source)
        print_line(&place, out);
    if (message->hint.code || message->other_hint.code) {
        text_put(out, "    = ");
        message_put_hints(message, diag->voice, out);
        text_put(out, "\n");
    }
}

void diag_print_place(const Diag *diag, Span span, Text *out) {
    const Source *source = span.end ? diag_source(diag, span) : NULL;
    if (!source)
        return;
    SourcePlace place = find_place(source, span);
    print_line(&place, out);
}

void diag_print_errors(const Diag *diag, Text *out) {
    uint32_t printed = 0;
    for (size_t i = 0; i < diag->messages.count; i++) {
        const Message *message = &diag->messages.items[i];
        if (message->kind != MESSAGE_ERROR)
            continue;
        print_error(diag, message, out);
        printed++;
    }
    unsigned long left = diag->errors - printed;
    if (left) {
        said_put(SAY(HEAD_OF_NOTE), out);
        said_put_line(left == 1 ? SAY(ERROR_NOT_SHOWN) : SAY(ERRORS_NOT_SHOWN, left), out);
    }
    if (diag->out_of_memory) {
        said_put(SAY(HEAD_OF_ERROR), out);
        said_put_line(SAY(OUT_OF_MEMORY), out);
    }
}

/* ---- Going back ---- */

DiagMark diag_mark(const Diag *diag) {
    return (DiagMark){arena_mark(&diag->arena), diag->sources.count, diag->messages.count};
}

void diag_release(Diag *diag, DiagMark mark) {
    arena_release(&diag->arena, mark.arena);
    diag->sources.count = mark.sources;
    diag->messages.count = mark.messages;
    diag->out_of_memory = false;
    diag->errors = 0;
    for (size_t i = 0; i < diag->messages.count; i++)
        diag->errors += diag->messages.items[i].kind == MESSAGE_ERROR;
}

void diag_free(Diag *diag) {
    arena_free(&diag->arena);
    array_free(&diag->sources);
    array_free(&diag->messages);
    *diag = (Diag){0};
}

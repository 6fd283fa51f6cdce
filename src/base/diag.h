/* Diagnostics: where source text lives, and the sticky list of errors and notes about it.
 *
 * A Span is a pair of global byte offsets: every source added gets the next range of offsets, so a
 * span alone says which source, line and column it means. Errors are recorded, never thrown; stages
 * ask diag_failed() once between them. Running out of memory is such an error too and is always
 * recordable. Ownership: the Diag owns copies of its messages and of the sources' texts. */
#ifndef ADCALC_BASE_DIAG_H
#define ADCALC_BASE_DIAG_H

#include "base/arena.h"
#include "base/memory.h"
#include "base/messages.h"

typedef struct Span {
    uint32_t start, end; /* half open; start == end == 0: nowhere */
} Span;

/* The first bytes of a span, at most so many. */
static inline Span span_start(Span span, size_t length) {
    if (span.end - span.start > length)
        span.end = span.start + (uint32_t)length;
    return span;
}
static inline Span span_join(Span a, Span b) {
    return (Span){a.start, b.end};
}

typedef struct Message {
    MessageKind kind;
    Said said, hint; /* what, and what to do about it; hint: or nothing */
    Said other_hint; /* and what else */
    Span span;
} Message;

typedef struct Source {
    const char *name;   /* NULL for the command line; else a file's name, "-" or "--at" */
    const char *option; /* whose value it is, "at", or NULL */
    const char *text;   /* not NUL-terminated by contract: use length */
    uint32_t length;
    uint32_t base;       /* global offset of text[0] */
    uint32_t first_line; /* number of its first line, from 1 */
} Source;

typedef struct Diag {
    Arena arena;
    ARRAY(Source) sources;
    ARRAY(Message) messages;
    uint32_t errors;
    bool out_of_memory;
    Voice voice; /* of hints, when errors are printed */
} Diag;

enum { DIAG_MAX_ERRORS = 8 }; /* further errors are counted but not kept */

/* Adds a source (its text is copied); returns its index, or UINT32_MAX when memory ran out or the
 * text is too long (an error is recorded). */
uint32_t diag_add_source(Diag *diag, const char *name, const char *text, size_t length,
                         uint32_t first_line);
/* The same of what an option says; `spelt` is "--at". */
uint32_t diag_add_option(Diag *diag, const char *spelt, const char *text);

/* The source that a span begins in, or NULL for nowhere. */
const Source *diag_source(const Diag *diag, Span span);

/* Records an error or a note, as the code's row says, with a hint or without. Two errors at the
 * same span are one: the first stays. Notes, and errors that are nowhere, are kept once each.
 * Once memory ran out no further error is believed, for it may be nothing but a consequence. */
void diag_say(Diag *diag, Span span, Said said);
void diag_say_hint(Diag *diag, Span span, Said said, Said hint);
/* The words of something said, in an arena; NULL when memory ran out (recorded). */
const char *diag_words(Diag *diag, Arena *arena, Said said);

/* Appends what a message says, and its hints, in at most so many bytes. */
void message_put(const Message *message, Text *out);
void message_put_hints(const Message *message, Voice voice, Text *out);
const Message *diag_first_error(const Diag *diag); /* NULL for none */
/* Gives the first error this hint, whatever it had; and one more hint. */
void diag_advise(Diag *diag, Said hint);
void diag_advise_also(Diag *diag, Said hint);
void diag_no_memory(Diag *diag);
/* Memory ran out if this text, made for a message, could not be made whole. */
void diag_check_text(Diag *diag, const Text *text);
bool diag_failed(const Diag *diag);

/* Zeroed memory in an arena of the caller's, and a copy there of a text, which is freed.
 * NULL when memory ran out (recorded). */
void *diag_allocate(Diag *diag, Arena *arena, size_t count, size_t size);
const char *diag_keep(Diag *diag, Arena *arena, Text *text);

/* The source line of a span with a caret under it; nothing for a span that is nowhere. */
void diag_print_place(const Diag *diag, Span span, Text *out);
/* All errors as people see them, in the order they were recorded: with source line, caret, tildes
 * and hint, each line ended. */
void diag_print_errors(const Diag *diag, Text *out);

/* A place to come back to: forgets sources and messages added since. */
typedef struct DiagMark {
    ArenaMark arena;
    size_t sources, messages;
} DiagMark;
DiagMark diag_mark(const Diag *diag);
void diag_release(Diag *diag, DiagMark mark); /* also clears the sticky state */
void diag_free(Diag *diag);

#endif

/* Messages: everything people read is a row of messages.def, and what is passed around is a Said: a
 * row's code with the arguments of its sentence. Words are made where they are printed, and nothing
 * decides by them.
 *
 * A sentence's arguments are written as printf writes them, and compilers check them as such:
 *
 *   %s %.60s %.*s  text; NULL, where memory ran out, is empty
 *   %d %u %zu %04X whole numbers, %c a character
 *   %g             a double, the shortest text that reads back; %.2g: its first digits, %#.2g: and
 *                  zeros behind them
 *   %e             its magnitude: "6.1e-6"
 *   %G             as %g, but NaN is said to be undefined
 *   %p             a `const Said *`: another sentence inside this one
 *
 * Ownership: a Said borrows its texts and the Said inside it; said_keep makes one that does not. */
#ifndef ADCALC_BASE_MESSAGES_H
#define ADCALC_BASE_MESSAGES_H

#include "base/arena.h"
#include "base/text.h"

#include <stdint.h>

typedef enum MessageCode {
    SAID_NOTHING,
#define MESSAGE(code, ...) SAID_##code,
#include "base/messages.def"
    SAID_COUNT
} MessageCode;

typedef enum MessageKind {
    MESSAGE_LINE,
    MESSAGE_ERROR,
    MESSAGE_MISUSE, /* in the table alone: an error that begins with an option ... */
    MESSAGE_LIMIT,  /* ... or is about too much work */
    MESSAGE_NOTE,
    MESSAGE_HINT
} MessageKind;

/* Where people read it: what a hint says to do differs, and how an option is written: "--order", or
 * "set order" where it was just set. */
typedef enum Voice { VOICE_COMMAND_LINE, VOICE_SESSION, VOICE_SET } Voice;

enum { SAID_MOST_ARGUMENTS = 8 };

typedef struct SaidArgument {
    union {
        const char *text;
        long long whole;
        double number;
        const struct Said *said;
    } as;
    uint32_t size; /* bytes of the text, or digits of the number */
    char type;     /* the letter of its conversion */
} SaidArgument;

typedef struct Said {
    MessageCode code;
    uint32_t count;
    SaidArgument arguments[SAID_MOST_ARGUMENTS];
} Said;

/* SAY(UNKNOWN_FUNCTION, "sigmod") */
#define SAY(code, ...) said_make(SAID_##code, SENTENCE_##code, ##__VA_ARGS__)
#define SAY_NOTHING ((Said){.code = SAID_NOTHING})
Said said_make(MessageCode code, const char *sentence, ...) __attribute__((format(printf, 2, 3)));

/* Appends the words, as on the command line or in another voice. */
void said_put(Said said, Text *out);
void said_put_voiced(Said said, Voice voice, Text *out);
void said_put_line(Said said, Text *out); /* with its end */
void said_list(Said said, Text *list);    /* behind what is listed already */

/* A copy that borrows from the arena alone. Its texts are escaped, and of at most `most` bytes,
 * SIZE_MAX for any number. False when memory ran out. */
bool said_keep(Said said, size_t most, Arena *arena, Said *kept);
bool said_same(const Said *a, const Said *b);

MessageKind message_kind(MessageCode code);
bool message_is_limit(MessageCode code);
/* Notes: a stable word such as "unused-variable". Errors about what an option says: the option's
 * name. Else NULL. */
const char *message_topic(MessageCode code);
/* The sentence as it stands in the table, for one without arguments. */
const char *message_sentence(MessageCode code);
/* Whether its sentence takes no arguments. */
bool message_is_plain(MessageCode code);
/* The code as programs write it to each other, "UNKNOWN_FUNCTION", and back;
 * SAID_NOTHING for no code. */
const char *message_name(MessageCode code);
MessageCode message_named(const char *name, size_t length);

/* The sentences, for the compiler to check arguments against. */
#define MESSAGE(code, kind, topic, sentence, ...)                                                  \
    static const char SENTENCE_##code[] __attribute__((unused)) = sentence;
#include "base/messages.def"

#endif

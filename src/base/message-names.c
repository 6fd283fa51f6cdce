/* The names of codes: see messages.h. Apart from the sentences, because the referee, which writes
 * codes but no words, needs nothing else. */
#include "base/messages.h"

#include <string.h>

static const char *const names[SAID_COUNT] = {
    [SAID_NOTHING] = "",
#define MESSAGE(code, ...) [SAID_##code] = #code,
#include "base/messages.def"
};

const char *message_name(MessageCode code) {
    return names[code];
}

MessageCode message_named(const char *name, size_t length) {
    for (int code = SAID_COUNT - 1; code > SAID_NOTHING; code--)
        if (strlen(names[code]) == length && !memcmp(names[code], name, length))
            return (MessageCode)code;
    return SAID_NOTHING;
}

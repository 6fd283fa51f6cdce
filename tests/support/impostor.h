/* For tests of the referee's client: shell scripts in the referee's place.
 *
 * The fixture asks about f = exp(x) y, with two variables wanted. */
#ifndef ADCALC_TESTS_IMPOSTOR_H
#define ADCALC_TESTS_IMPOSTOR_H

#include "adcalc.h"

/* An answer to what the fixture asks. */
#define ANSWER                                                                                     \
    "value PROVEN 128 12.5 exact\n"                                                                \
    "d 0 PROVEN 128 0.193848281467435840805685286973272700\n"                                      \
    "d 1 BELOW 8192 1.5e-2466\n"                                                                   \
    "end\n"
/* Reads a request and answers in its way, again and again. */
#define SERVE(commands) "while read -r line; do case $line in end) " commands ";; esac; done\n"
#define REPLY(text) "cat <<'answer'\n" text "answer\n"

typedef struct Impostor {
    char directory[64], program[80], log[96];
    Diag diag;
    Graph graph;
    Tapes tapes;
    Problem problem;
} Impostor;

extern Impostor impostor;

void impostor_set_up(void);
void impostor_tear_down(void);
/* Puts a script in the referee's place. It should end by itself, should a test fail to end it. */
void impostor_use(const char *script);
/* Asks once, within short limits; the reason why there is no answer, or NULL.
 * Nothing is left behind. */
const char *impostor_ask(void);
extern const ReferenceLimits short_limits;

int open_files(void);
/* No child is left, not even a dead one. */
void no_children(void);

#endif

/* Inside the generator of sentences (sentence.h): what it knows while it writes one. */
#ifndef ADCALC_TESTS_SPEAKER_H
#define ADCALC_TESTS_SPEAKER_H

#include "support/chance.h"
#include "support/ebnf.h"
#include "support/sentence.h"

enum {
    WORD_SIZE = 32,
    MOST_WORDS = 4000,
    MOST_NAMES = 200,
    LONG_RUN = 12 /* repetitions of a long run, at least: on both sides of CHAIN_BINARY_TERMS */
};

typedef struct Word {
    char text[WORD_SIZE];
    bool joined; /* part of a lexical rule: no blank before it */
} Word;

typedef struct KnownFunction {
    char name[WORD_SIZE];
    int parameters;
    bool constant; /* reads no variable */
} KnownFunction;

/* In the order of appearance; who forgets some counts them. */
typedef struct KnownNames {
    char names[MOST_NAMES][WORD_SIZE];
    int count;
} KnownNames;

typedef struct Speaker {
    const Grammar *grammar;
    Word words[MOST_WORDS];
    int word_count;
    int enough;         /* words; from there on the sentence is only finished */
    bool joining;       /* inside a lexical rule */
    KnownNames locals;  /* bound names in reach: parameters, loop variables, assigned in a body */
    KnownNames globals; /* assigned so far, whichever way is taken */
    KnownFunction functions[MOST_NAMES];
    int function_count;
    int fresh;             /* numbers new names */
    int arguments;         /* of the call being written */
    int parameters;        /* of the definition being written */
    int first_parameter;   /* of the last definition: the number in its name */
    bool powered;          /* the call being written is f^2(...) */
    bool constant;         /* inside the value of an `at` */
    bool in_body;          /* of a function: what is assigned is local */
    int blocks, loops;     /* around what is being written */
    char counter[24];      /* of the `while` being written: what makes it end */
    const char *statement; /* the rule of the last statement; of a step, what kind of step */
} Speaker;

/* ---- sentence.c ---- */

void speaker_put(Speaker *w, const char *text);
/* A new name that begins with the letter. */
void speaker_put_fresh(Speaker *w, char letter, char out[static WORD_SIZE]);
void speaker_add_name(KnownNames *names, const char *name);
void speaker_add_function(Speaker *w, const char *name, int parameters);
void speaker_write(Speaker *w, const char *rule, const char *parent, int budget);
void speaker_expand(Speaker *w, int form, const char *parent, int budget);
static inline int below(size_t n) {
    return (int)random_below(n);
}
static inline bool chance(int percent) {
    return below(100) < percent;
}

/* ---- sentence-steps.c: rules with a budget, of which `body` is the form ---- */

void speaker_block(Speaker *w, int body, const char *parent, int budget);
void speaker_body(Speaker *w, int body, int budget);
void speaker_loop(Speaker *w, int body, int budget);
void speaker_repetition(Speaker *w, int body, int budget);
void speaker_definition(Speaker *w, int body, int budget);
/* The condition of a repetition. */
void speaker_counting(Speaker *w, int budget);
/* The name that an assignment gives a value. */
void speaker_assigned(Speaker *w);
/* A bound of a fold or a loop. */
void speaker_bound(Speaker *w);

/* ---- sentence-text.c ---- */

/* The words, with blanks, comments and other spellings strewn in where they mean nothing. */
void speaker_print(const Speaker *w, Text *out);

#endif

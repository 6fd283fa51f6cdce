/* EBNF for tests: reads grammar/adcalc.ebnf (ISO 14977's , | [ ] { } " " and comments) into forms.
 *
 * A Form is one piece of a rule; its children hang on `child` and, from there, on `next`. `cost` is
 * how many rules deep the shallowest sentence of the form is. Ownership: the Grammar owns all;
 * texts point into its copy of the file. */
#ifndef ADCALC_TESTS_EBNF_H
#define ADCALC_TESTS_EBNF_H

#include <stdbool.h>
#include <stddef.h>

typedef enum FormKind {
    FORM_TERMINAL,    /* text */
    FORM_RULE,        /* rule */
    FORM_SEQUENCE,    /* children */
    FORM_ALTERNATIVE, /* children */
    FORM_OPTION,      /* child */
    FORM_REPETITION   /* child */
} FormKind;

typedef struct GrammarForm {
    FormKind kind;
    char text[24];
    int rule;
    int child, next; /* -1: none */
    int cost;
} GrammarForm;

typedef struct Rule {
    char name[32];
    int body;
    bool lexical;            /* below the line "Lexical rules" */
    const char *begin, *end; /* the rule as it is written, with its ';' */
} Rule;

enum { GRAMMAR_RULES = 100, GRAMMAR_FORMS = 2000 };

typedef struct Grammar {
    char *text;
    Rule rules[GRAMMAR_RULES];
    int rule_count;
    GrammarForm forms[GRAMMAR_FORMS];
    int form_count;
} Grammar;

/* Reads the file; on a mistake prints the place to stderr and returns false. */
bool grammar_read(Grammar *grammar, const char *path);
int grammar_rule(const Grammar *grammar, const char *name); /* -1: none */
void grammar_free(Grammar *grammar);

#endif

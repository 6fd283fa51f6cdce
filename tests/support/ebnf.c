/* EBNF for tests: see ebnf.h. A recursive descent of its own, independent of the calculator's. */
#include "support/ebnf.h"
#include "support/files.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FORM_NONE = -1, COST_UNKNOWN = 1000 };

typedef struct GrammarReader {
    Grammar *grammar;
    const char *at;
    bool failed;
} GrammarReader;

static void fail(GrammarReader *reader, const char *what) {
    if (!reader->failed)
        fprintf(stderr, "grammar: %s before: %.40s\n", what, reader->at);
    reader->failed = true;
}

static void skip_blanks(GrammarReader *reader) {
    for (;;) {
        while (isspace((unsigned char)*reader->at))
            reader->at++;
        if (strncmp(reader->at, "(*", 2) != 0)
            return;
        const char *end = strstr(reader->at + 2, "*)");
        if (!end) {
            fail(reader, "a comment without end");
            reader->at += strlen(reader->at);
            return;
        }
        reader->at = end + 2;
    }
}

static bool take(GrammarReader *reader, char sign) {
    skip_blanks(reader);
    if (*reader->at != sign)
        return false;
    reader->at++;
    return true;
}

static void want(GrammarReader *reader, char sign) {
    if (!take(reader, sign)) {
        char message[] = "' ' is missing";
        message[1] = sign;
        fail(reader, message);
    }
}

/* A rule's name into `name`; false where none stands. */
static bool take_name(GrammarReader *reader, char *name, size_t size) {
    skip_blanks(reader);
    size_t length = 0;
    while (isalnum((unsigned char)reader->at[length]) || reader->at[length] == '-')
        length++;
    if (!length || length >= size)
        return false;
    memcpy(name, reader->at, length);
    name[length] = '\0';
    reader->at += length;
    return true;
}

static int rule_named(Grammar *grammar, const char *name) {
    int rule = grammar_rule(grammar, name);
    if (rule < 0 && grammar->rule_count < GRAMMAR_RULES) {
        rule = grammar->rule_count++;
        grammar->rules[rule] = (Rule){.body = FORM_NONE};
        snprintf(grammar->rules[rule].name, sizeof grammar->rules[rule].name, "%s", name);
    }
    return rule;
}

static int add_form(GrammarReader *reader, FormKind kind, int child) {
    Grammar *grammar = reader->grammar;
    if (grammar->form_count == GRAMMAR_FORMS) {
        fail(reader, "too large a grammar");
        return 0;
    }
    grammar->forms[grammar->form_count] = (GrammarForm){
        .kind = kind, .rule = -1, .child = child, .next = FORM_NONE, .cost = COST_UNKNOWN};
    return grammar->form_count++;
}

static int read_alternative(GrammarReader *reader);

static int read_term(GrammarReader *reader) {
    Grammar *grammar = reader->grammar;
    char name[sizeof grammar->rules[0].name];
    if (take(reader, '"') || take(reader, '\'')) {
        const char end[] = {reader->at[-1], '\n', '\0'};
        size_t length = strcspn(reader->at, end);
        int form = add_form(reader, FORM_TERMINAL, FORM_NONE);
        if (reader->at[length] != end[0] || length >= sizeof grammar->forms[form].text) {
            fail(reader, "a terminal without end");
            return form;
        }
        memcpy(grammar->forms[form].text, reader->at, length);
        reader->at += length + 1;
        return form;
    }
    if (take(reader, '[')) {
        int form = add_form(reader, FORM_OPTION, read_alternative(reader));
        want(reader, ']');
        return form;
    }
    if (take(reader, '{')) {
        int form = add_form(reader, FORM_REPETITION, read_alternative(reader));
        want(reader, '}');
        return form;
    }
    if (take(reader, '(')) {
        int form = read_alternative(reader);
        want(reader, ')');
        return form;
    }
    int form = add_form(reader, FORM_RULE, FORM_NONE);
    if (take_name(reader, name, sizeof name))
        grammar->forms[form].rule = rule_named(grammar, name);
    else
        fail(reader, "a term is missing");
    return form;
}

/* Terms or sequences, separated by `sign`. */
static int read_list(GrammarReader *reader, char sign, FormKind kind,
                     int (*read)(GrammarReader *)) {
    int first = read(reader), last = first;
    if (!take(reader, sign))
        return first;
    int list = add_form(reader, kind, first);
    do {
        int item = read(reader);
        reader->grammar->forms[last].next = item;
        last = item;
    } while (!reader->failed && take(reader, sign));
    return list;
}

static int read_sequence(GrammarReader *reader) {
    return read_list(reader, ',', FORM_SEQUENCE, read_term);
}

static int read_alternative(GrammarReader *reader) {
    return read_list(reader, '|', FORM_ALTERNATIVE, read_sequence);
}

static int form_cost(const Grammar *grammar, const GrammarForm *form) {
    int cost = form->kind == FORM_ALTERNATIVE ? COST_UNKNOWN : 0;
    if (form->kind == FORM_RULE && grammar->rules[form->rule].lexical)
        return 1;
    if (form->kind == FORM_RULE)
        return grammar->forms[grammar->rules[form->rule].body].cost + 1;
    if (form->kind != FORM_SEQUENCE && form->kind != FORM_ALTERNATIVE)
        return 0;
    for (int child = form->child; child >= 0; child = grammar->forms[child].next) {
        int own = grammar->forms[child].cost;
        if (form->kind == FORM_ALTERNATIVE ? own < cost : own > cost)
            cost = own;
    }
    return cost;
}

/* Costs to their least fixed point. */
static void find_costs(Grammar *grammar) {
    for (bool changed = true; changed;) {
        changed = false;
        for (int i = 0; i < grammar->form_count; i++) {
            int cost = form_cost(grammar, &grammar->forms[i]);
            if (cost < grammar->forms[i].cost) {
                grammar->forms[i].cost = cost;
                changed = true;
            }
        }
    }
}

bool grammar_read(Grammar *grammar, const char *path) {
    memset(grammar, 0, sizeof *grammar);
    grammar->text = file_read(path, NULL);
    if (!grammar->text) {
        fprintf(stderr, "grammar: cannot read %s\n", path);
        return false;
    }
    GrammarReader reader = {.grammar = grammar, .at = grammar->text};
    const char *lexical = strstr(grammar->text, "(* Lexical rules");
    if (!lexical)
        fail(&reader, "the line \"Lexical rules\" is missing");
    skip_blanks(&reader);
    while (*reader.at && !reader.failed) {
        char name[sizeof grammar->rules[0].name];
        const char *begin = reader.at;
        if (!take_name(&reader, name, sizeof name)) {
            fail(&reader, "a rule's name is missing");
            break;
        }
        int rule = rule_named(grammar, name);
        want(&reader, '=');
        if (grammar->rules[rule].body >= 0)
            fail(&reader, "a rule is there twice");
        int body = read_alternative(&reader);
        want(&reader, ';');
        grammar->rules[rule].body = body;
        grammar->rules[rule].lexical = begin > lexical;
        grammar->rules[rule].begin = begin;
        grammar->rules[rule].end = reader.at;
        skip_blanks(&reader);
    }
    for (int i = 0; i < grammar->rule_count && !reader.failed; i++)
        if (grammar->rules[i].body < 0) {
            fprintf(stderr, "grammar: no rule %s\n", grammar->rules[i].name);
            reader.failed = true;
        }
    if (!reader.failed)
        find_costs(grammar);
    return !reader.failed;
}

int grammar_rule(const Grammar *grammar, const char *name) {
    for (int i = 0; i < grammar->rule_count; i++)
        if (strcmp(grammar->rules[i].name, name) == 0)
            return i;
    return -1;
}

void grammar_free(Grammar *grammar) {
    free(grammar->text);
    grammar->text = NULL;
}

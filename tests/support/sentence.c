/* Sentences: see sentence.h. The walk over the rules recurses no deeper than its budget, which each
 * rule makes smaller by one; when it is used up the shallowest alternatives are taken. */
#include "support/sentence.h"
#include "adcalc.h"
#include "support/chance.h"
#include "support/suite.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

typedef struct Speaker {
    const Grammar *grammar;
    Word words[MOST_WORDS];
    int word_count;
    int enough;                         /* words; from there on the sentence is only finished */
    bool joining;                       /* inside a lexical rule */
    char locals[MOST_NAMES][WORD_SIZE]; /* parameters and loop variables in reach */
    int local_count;
    char globals[MOST_NAMES][WORD_SIZE]; /* names assigned so far */
    int global_count;
    KnownFunction functions[MOST_NAMES];
    int function_count;
    int fresh;             /* numbers new names */
    int arguments;         /* of the call being written */
    int parameters;        /* of the definition being written */
    bool powered;          /* the call being written is f^2(...) */
    bool constant;         /* inside the value of an `at` */
    const char *statement; /* the rule of the last statement */
} Speaker;

const char *const sentence_definitions =
    "f0() = 2.5; f1(t) = t*t; f2(s, t) = s - t; f3(r, s, t) = r*s/t; f4(q, r, s, t) = q + r*s^t";

static const KnownFunction defined[] = {
    {"f0", 0, true}, {"f1", 1, true}, {"f2", 2, true}, {"f3", 3, true}, {"f4", 4, true},
};

static const char *const variables[] = {"x", "y", "z", "x2", "_v", "\u03c3", "\u901f\u5ea6", "X"};
static const char *const constants[] = {"pi", "e", "tau", "\u03c0"};
static const char *const numbers[] = {"0",  "1",      "2",   "3",      "10",    "0.5",
                                      ".5", "1e-3",   "2E2", "1.5e+2", "1e300", "0.1",
                                      "00", "1e-320", "17",  "4",      "3.25",  "100"};
static const char *const bounds[] = {"0", "1", "2", "3", "-1", "1 + 1", "2*2", "-2 + 1", "20"};

static int below(size_t n) {
    return (int)random_below(n);
}

static bool chance(int percent) {
    return below(100) < percent;
}

static void put_word(Speaker *w, const char *text) {
    if (w->word_count == MOST_WORDS) {
        fprintf(stderr, "sentence: too long\n");
        abort();
    }
    Word *word = &w->words[w->word_count++];
    snprintf(word->text, sizeof word->text, "%s", text);
    word->joined = w->joining;
}

static void put_fresh(Speaker *w, char letter, char out[static WORD_SIZE]) {
    snprintf(out, WORD_SIZE, "%c%d", letter, w->fresh++);
    put_word(w, out);
}

/* ---- what the grammar leaves open ---- */

static void write_read_name(Speaker *w) {
    if (w->local_count && chance(60))
        put_word(w, w->locals[below((size_t)w->local_count)]);
    else if (w->constant || chance(8))
        put_word(w, constants[below(LENGTH(constants))]);
    else if (w->global_count && chance(40))
        put_word(w, w->globals[below((size_t)w->global_count)]);
    else
        put_word(w, variables[below(LENGTH(variables))]);
}

static void add_local(Speaker *w, const char *name) {
    if (w->local_count < MOST_NAMES)
        snprintf(w->locals[w->local_count++], WORD_SIZE, "%s", name);
}

static void write_name(Speaker *w, const char *parent) {
    char name[WORD_SIZE];
    if (strcmp(parent, "call") == 0) {
        put_word(w, "?"); /* chosen when the arguments are counted */
    } else if (strcmp(parent, "fold") == 0) {
        static const char *const loop[] = {"i", "j", "k"};
        const char *variable = loop[below(3)];
        put_word(w, variable);
        add_local(w, variable);
    } else if (strcmp(parent, "definition") == 0) {
        put_fresh(w, w->parameters < 0 ? 'g' : 'p', name);
        if (w->parameters++ >= 0)
            add_local(w, name);
    } else if (strcmp(parent, "assignment") == 0) {
        put_fresh(w, 'v', name);
    } else if (strcmp(parent, "binding") == 0) {
        put_word(w, variables[below(LENGTH(variables))]);
    } else {
        write_read_name(w);
    }
}

static void expand(Speaker *w, int form, const char *parent, int budget);

static void write_lexical(Speaker *w, int body, const char *name) {
    bool outer = w->joining;
    int first = w->word_count;
    expand(w, body, name, 3);
    w->joining = outer;
    if (w->word_count > first)
        w->words[first].joined = outer;
}

static void write_number(Speaker *w, int body) {
    int first = w->word_count;
    if (chance(70)) {
        put_word(w, numbers[below(LENGTH(numbers))]);
        return;
    }
    write_lexical(w, body, "number");
    char text[WORD_SIZE * 8] = "";
    for (int i = first; i < w->word_count; i++)
        strncat(text, w->words[i].text, sizeof text - strlen(text) - 1);
    double value;
    if (number_read(text, strlen(text), &value) != NUMBER_OK || strlen(text) >= WORD_SIZE)
        snprintf(text, sizeof text, "7");
    w->word_count = first;
    put_word(w, text);
}

/* A built-in function that takes `arguments` arguments. */
static bool builtin_fits(OpId op, int arguments) {
    const OpInfo *info = &op_table[op];
    if (!isalpha((unsigned char)info->name[0]) || info->has_integer || op == OP_NOT ||
        op == OP_SUM || op == OP_PROD || op == OP_SELECT)
        return false;
    return info->form == OP_NARY ? arguments >= 2 : info->arity == arguments;
}

static void choose_builtin(int arguments, char out[static WORD_SIZE]) {
    int fitting = 0;
    for (int op = 0; op < OP_COUNT; op++)
        fitting += builtin_fits((OpId)op, arguments);
    int chosen = below((size_t)fitting);
    for (int op = 0; op < OP_COUNT; op++)
        if (builtin_fits((OpId)op, arguments) && chosen-- == 0)
            snprintf(out, WORD_SIZE, "%s", op_table[op].name);
}

static void choose_function(Speaker *w, int arguments, bool powered, char out[static WORD_SIZE]) {
    int fitting = 0;
    for (int i = 0; i < w->function_count; i++)
        fitting +=
            w->functions[i].parameters == arguments && (w->functions[i].constant || !w->constant);
    if (powered || !fitting || (arguments > 0 && chance(60))) {
        choose_builtin(arguments, out);
        return;
    }
    int chosen = below((size_t)fitting);
    for (int i = 0; i < w->function_count; i++)
        if (w->functions[i].parameters == arguments && (w->functions[i].constant || !w->constant) &&
            chosen-- == 0)
            memcpy(out, w->functions[i].name, WORD_SIZE);
}

static void write_call(Speaker *w, int body, int budget) {
    int name = w->word_count, outer_arguments = w->arguments;
    bool outer_powered = w->powered;
    w->arguments = 0;
    w->powered = false;
    expand(w, body, "call", budget);
    if (w->powered && w->arguments == 0) { /* no built-in function takes nothing */
        int open = name + 1;
        while (strcmp(w->words[open].text, "(") != 0)
            open++;
        memmove(&w->words[name + 1], &w->words[open],
                (size_t)(w->word_count - open) * sizeof *w->words);
        w->word_count -= open - name - 1;
        w->powered = false;
    }
    choose_function(w, w->arguments, w->powered, w->words[name].text);
    w->arguments = outer_arguments;
    w->powered = outer_powered;
}

static void write_definition(Speaker *w, int body, int budget) {
    int name = w->word_count, locals = w->local_count;
    w->parameters = -1;
    expand(w, body, "definition", budget);
    w->local_count = locals;
    if (w->function_count < MOST_NAMES) {
        KnownFunction *function = &w->functions[w->function_count++];
        *function = (KnownFunction){.parameters = w->parameters};
        memcpy(function->name, w->words[name].text, WORD_SIZE);
    }
}

static void write_rule(Speaker *w, int number, const char *parent, int budget) {
    const Rule *rule = &w->grammar->rules[number];
    const char *name = rule->name;
    int first = w->word_count, locals = w->local_count;
    bool constant = w->constant;
    if (strcmp(parent, "call") == 0) {
        w->arguments += strcmp(name, "expression") == 0;
        w->powered |= strcmp(name, "whole") == 0;
    }
    if (strcmp(parent, "statement") == 0)
        w->statement = name;
    if (strcmp(name, "name") == 0) {
        write_name(w, parent);
    } else if (strcmp(name, "number") == 0) {
        write_number(w, rule->body);
    } else if (strcmp(name, "separator") == 0) {
        put_word(w, chance(50) ? ";" : "\n");
    } else if (strcmp(name, "sum") == 0 && strcmp(parent, "fold") == 0) {
        /* twenty terms or factors now and then; nested, they would be too many */
        put_word(w, bounds[below(LENGTH(bounds) - (w->local_count > 1 ? 1 : 0))]);
    } else if (strcmp(name, "call") == 0) {
        write_call(w, rule->body, budget);
    } else if (strcmp(name, "definition") == 0) {
        write_definition(w, rule->body, budget);
    } else if (rule->lexical) {
        write_lexical(w, rule->body, name);
        if (strcmp(name, "whole") == 0 && w->word_count > first + 3)
            w->word_count = first + 3; /* f^1000(x) is power enough */
    } else {
        w->constant |= strcmp(name, "binding") == 0;
        expand(w, rule->body, name, budget);
        w->constant = constant;
    }
    if (strcmp(name, "fold") == 0)
        w->local_count = locals;
    if (strcmp(name, "assignment") == 0 && w->global_count < MOST_NAMES)
        memcpy(w->globals[w->global_count++], w->words[first].text, WORD_SIZE);
}

/* ---- the walk ---- */

/* How often each alternative of a rule is taken; all others are equally frequent. */
static const struct {
    const char *rule;
    int weights[4];
} preferences[] = {
    {"statement", {10, 15, 25, 50}},
    {"implicit", {80, 12, 8}},
    {"primary", {25, 40, 35}},
    {"bracketed", {10, 40, 50}},
};

static bool affordable(const Speaker *w, int form, int budget) {
    return w->word_count < w->enough && w->grammar->forms[form].cost <= budget;
}

/* The weights of the alternatives at `first` where they are those of a whole rule, or NULL. */
static const int *preferred(const Speaker *w, int first, const char *parent) {
    const GrammarForm *forms = w->grammar->forms;
    for (size_t i = 0; i < LENGTH(preferences); i++) {
        int alternatives = 0, weights = 0;
        for (int form = first; form >= 0; form = forms[form].next)
            alternatives++;
        while (weights < 4 && preferences[i].weights[weights])
            weights++;
        if (strcmp(preferences[i].rule, parent) == 0 && weights == alternatives)
            return preferences[i].weights;
    }
    return NULL;
}

static int choose(Speaker *w, int first, const char *parent, int budget) {
    const GrammarForm *forms = w->grammar->forms;
    const int *weights = preferred(w, first, parent);
    int least = forms[first].cost, total = 0, number = 0;
    for (int form = first; form >= 0; form = forms[form].next)
        if (forms[form].cost < least)
            least = forms[form].cost;
    /* What is to end soon ends with the plainest: 2x is cheaper than x, but not plainer. */
    if (strcmp(parent, "implicit") == 0 && weights && !affordable(w, first, budget))
        return first;
    if (w->word_count >= w->enough || least > budget)
        budget = least;
    for (int form = first; form >= 0; form = forms[form].next, number++)
        if (forms[form].cost <= budget)
            total += weights ? weights[number] : 1;
    int chosen = below((size_t)total);
    number = 0;
    for (int form = first; form >= 0; form = forms[form].next, number++) {
        if (forms[form].cost > budget)
            continue;
        chosen -= weights ? weights[number] : 1;
        if (chosen < 0)
            return form;
    }
    return first;
}

static void repeat(Speaker *w, int form, const char *parent, int budget) {
    bool chain = strcmp(parent, "sum") == 0 || strcmp(parent, "product") == 0;
    bool program = strcmp(parent, "program") == 0 || strcmp(parent, "call") == 0;
    if (w->word_count < w->enough && chance(chain ? 3 : 0)) {
        int run = LONG_RUN + below(8);
        for (int i = 0; i < run; i++)
            expand(w, form, parent, chance(90) ? 0 : budget < 16 ? budget : 16);
    }
    for (int i = 0; i < 4 && affordable(w, form, budget) && chance(program ? 45 : 14); i++)
        expand(w, form, parent, budget);
}

/* Arguments, parameters, statements: a list that may be empty, but seldom should be. */
static bool is_list(const Speaker *w, int form) {
    const GrammarForm *forms = w->grammar->forms;
    return forms[form].kind == FORM_SEQUENCE && forms[forms[form].child].kind == FORM_RULE;
}

static void expand(Speaker *w, int number, const char *parent, int budget) {
    const GrammarForm *form = &w->grammar->forms[number];
    switch (form->kind) {
    case FORM_TERMINAL:
        put_word(w, form->text);
        if (w->grammar->rules[grammar_rule(w->grammar, parent)].lexical)
            w->joining = true;
        break;
    case FORM_RULE:
        write_rule(w, form->rule, parent, budget - 1);
        break;
    case FORM_SEQUENCE:
        for (int child = form->child; child >= 0; child = w->grammar->forms[child].next)
            expand(w, child, parent, budget);
        break;
    case FORM_ALTERNATIVE:
        expand(w, choose(w, form->child, parent, budget), parent, budget);
        break;
    case FORM_OPTION:
        if (affordable(w, form->child, budget) && chance(is_list(w, form->child) ? 85 : 13))
            expand(w, form->child, parent, budget);
        break;
    case FORM_REPETITION:
        repeat(w, form->child, parent, budget);
        break;
    }
}

/* ---- words to text ---- */

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
    bool wide = chance(2);
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

/* Whether a line may end after this word, whatever follows. */
static bool continues(const char *word) {
    static const char *const open[] = {"(", ",", "and", "or", "not", "if", "then", "else", ".."};
    for (size_t i = 0; i < LENGTH(open); i++)
        if (strcmp(word, open[i]) == 0)
            return true;
    return strchr("+-*/%^=<>!", word[0]);
}

static void put_blank(const char *before, const char *after, Text *out) {
    if (continues(before) && chance(3))
        text_put(out, chance(60) ? "\n" : " # a comment; with ( all sorts = in it\n  ");
    else if (must_part(before, after) || chance(40))
        text_put(out, chance(90) ? " " : " \t");
}

static void finish(Speaker *w) {
    static const char *const valued[] = {"definition", "assignment", "expression"};
    for (size_t i = 0; i < LENGTH(valued); i++)
        if (w->statement && strcmp(w->statement, valued[i]) == 0)
            return;
    put_word(w, ";");
    write_rule(w, grammar_rule(w->grammar, "expression"), "program", 30);
}

void sentence_write(const Grammar *grammar, uint64_t seed, Text *out) {
    Speaker *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->grammar = grammar;
    random_begin(seed);
    for (size_t i = 0; i < LENGTH(defined); i++)
        w->functions[w->function_count++] = defined[i];
    w->enough = 5 + below((size_t)(15 + below(150)));
    write_rule(w, grammar_rule(grammar, chance(30) ? "program" : "expression"), "statement",
               14 + below(50));
    finish(w);
    for (int i = 0; i < w->word_count; i++) {
        if (i > 0 && !w->words[i].joined)
            put_blank(w->words[i - 1].text, w->words[i].text, out);
        spell(w->words[i].text, out);
    }
    free(w);
}

/* Sentences: see sentence.h. The walk over the rules recurses no deeper than its budget, which each
 * rule makes smaller by one; when it is used up the shallowest alternatives are taken. */
#include "support/speaker.h"
#include "support/suite.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
/* Values for variables: general ones, and some where things meet. */
static const char *const values[] = {"0.7", "-1.3", "2.2", "0.4", "3.1", "-0.05", "1", "0", "-2"};

void speaker_put(Speaker *w, const char *text) {
    if (w->word_count == MOST_WORDS) {
        fprintf(stderr, "sentence: too long\n");
        abort();
    }
    Word *word = &w->words[w->word_count++];
    snprintf(word->text, sizeof word->text, "%s", text);
    word->joined = w->joining;
}

void speaker_put_fresh(Speaker *w, char letter, char out[static WORD_SIZE]) {
    snprintf(out, WORD_SIZE, "%c%d", letter, w->fresh++);
    speaker_put(w, out);
}

/* ---- what the grammar leaves open ---- */

static void write_read_name(Speaker *w) {
    if (w->locals.count && chance(60))
        speaker_put(w, w->locals.names[below((size_t)w->locals.count)]);
    else if (w->constant || chance(8))
        speaker_put(w, constants[below(LENGTH(constants))]);
    else if (w->globals.count && chance(40))
        speaker_put(w, w->globals.names[below((size_t)w->globals.count)]);
    else
        speaker_put(w, variables[below(LENGTH(variables))]);
}

void speaker_add_name(KnownNames *names, const char *name) {
    if (names->count < MOST_NAMES)
        snprintf(names->names[names->count++], WORD_SIZE, "%s", name);
}

void speaker_add_function(Speaker *w, const char *name, int parameters) {
    if (w->function_count == MOST_NAMES)
        return;
    KnownFunction *function = &w->functions[w->function_count++];
    *function = (KnownFunction){.parameters = parameters};
    snprintf(function->name, WORD_SIZE, "%s", name);
}

static void write_name(Speaker *w, const char *parent) {
    char name[WORD_SIZE];
    if (strcmp(parent, "call") == 0) {
        speaker_put(w, "?"); /* chosen when the arguments are counted */
    } else if (strcmp(parent, "fold") == 0 || strcmp(parent, "loop") == 0) {
        static const char *const loop[] = {"i", "j", "k"};
        const char *variable = loop[below(3)];
        speaker_put(w, variable);
        speaker_add_name(&w->locals, variable);
    } else if (strcmp(parent, "definition") == 0) {
        speaker_put_fresh(w, w->parameters < 0 ? 'g' : 'p', name);
        if (w->parameters++ >= 0)
            speaker_add_name(&w->locals, name);
    } else if (strcmp(parent, "assignment") == 0) {
        speaker_assigned(w);
    } else if (strcmp(parent, "binding") == 0) {
        speaker_put(w, variables[below(LENGTH(variables))]);
    } else {
        write_read_name(w);
    }
}

static void write_lexical(Speaker *w, int body, const char *name) {
    bool outer = w->joining;
    int first = w->word_count;
    speaker_expand(w, body, name, 3);
    w->joining = outer;
    if (w->word_count > first)
        w->words[first].joined = outer;
}

static void write_number(Speaker *w, int body) {
    int first = w->word_count;
    if (chance(70)) {
        speaker_put(w, numbers[below(LENGTH(numbers))]);
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
    speaker_put(w, text);
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
    speaker_expand(w, body, "call", budget);
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

/* Texts may hold what looks like a comment, a brace or another statement. */
static void write_text(Speaker *w) {
    static const char *const texts[] = {"\"\"", "\"x is\"", "\"# ; {\"", "\"}\"", "\"\u03c3 (\""};
    speaker_put(w, texts[below(LENGTH(texts))]);
}

static void write_plain(Speaker *w, int number, const char *parent, int budget) {
    const Rule *rule = &w->grammar->rules[number];
    int first = w->word_count;
    if (strcmp(rule->name, "name") == 0) {
        write_name(w, parent);
    } else if (strcmp(rule->name, "number") == 0) {
        write_number(w, rule->body);
    } else if (strcmp(rule->name, "text") == 0) {
        write_text(w);
    } else if (strcmp(rule->name, "separator") == 0) {
        speaker_put(w, chance(50) ? ";" : "\n");
    } else if (rule->lexical) {
        write_lexical(w, rule->body, rule->name);
        if (strcmp(rule->name, "whole") == 0 && w->word_count > first + 3)
            w->word_count = first + 3; /* f^1000(x) is power enough */
    } else {
        speaker_expand(w, rule->body, rule->name, budget);
    }
}

/* Rules for which the grammar says less than the language wants. */
static const struct {
    const char *rule;
    void (*write)(Speaker *w, int body, int budget);
} particular[] = {
    {"call", write_call},   {"definition", speaker_definition}, {"body", speaker_body},
    {"loop", speaker_loop}, {"repetition", speaker_repetition},
};

static void write_rule(Speaker *w, int number, const char *parent, int budget) {
    const Rule *rule = &w->grammar->rules[number];
    const char *name = rule->name;
    int first = w->word_count, locals = w->locals.count;
    bool constant = w->constant, in_loop = strcmp(parent, "loop") == 0;
    if (strcmp(parent, "call") == 0) {
        w->arguments += strcmp(name, "expression") == 0;
        w->powered |= strcmp(name, "whole") == 0;
    }
    if (strcmp(parent, "statement") == 0 || (strcmp(parent, "step") == 0 && !w->blocks))
        w->statement = name;
    w->constant |= strcmp(name, "binding") == 0;
    int at = 0;
    while (at < LENGTH(particular) && strcmp(particular[at].rule, name) != 0)
        at++;
    if (strcmp(name, "sum") == 0 && (in_loop || strcmp(parent, "fold") == 0))
        speaker_bound(w);
    else if (strcmp(name, "expression") == 0 && strcmp(parent, "repetition") == 0)
        speaker_counting(w, budget);
    else if (strcmp(name, "block") == 0)
        speaker_block(w, rule->body, parent, budget);
    else if (at < LENGTH(particular))
        particular[at].write(w, rule->body, budget);
    else
        write_plain(w, number, parent, budget);
    w->constant = constant;
    if (strcmp(name, "fold") == 0)
        w->locals.count = locals;
    if (strcmp(name, "assignment") == 0)
        speaker_add_name(w->in_body ? &w->locals : &w->globals, w->words[first].text);
}

void speaker_write(Speaker *w, const char *rule, const char *parent, int budget) {
    write_rule(w, grammar_rule(w->grammar, rule), parent, budget);
}

/* ---- the walk ---- */

/* How often each alternative of a rule is taken; all others are equally frequent. */
static const struct {
    const char *rule;
    int weights[6];
} preferences[] = {
    {"statement", {10, 20, 70}}, {"step", {12, 10, 8, 6, 28, 36}}, {"implicit", {80, 12, 8}},
    {"primary", {25, 40, 35}},   {"bracketed", {10, 40, 50}},
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
        while (weights < 6 && preferences[i].weights[weights])
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
    bool program = strcmp(parent, "program") == 0 || strcmp(parent, "call") == 0 ||
                   strcmp(parent, "block") == 0 || strcmp(parent, "body") == 0;
    if (w->word_count < w->enough && chance(chain ? 3 : 0)) {
        int run = LONG_RUN + below(8);
        for (int i = 0; i < run; i++)
            speaker_expand(w, form, parent, chance(90) ? 0 : budget < 16 ? budget : 16);
    }
    for (int i = 0; i < 4 && affordable(w, form, budget) && chance(program ? 55 : 14); i++)
        speaker_expand(w, form, parent, budget);
}

/* Arguments, parameters, statements: a list that may be empty, but seldom should be. */
static bool is_list(const Speaker *w, int form) {
    const GrammarForm *forms = w->grammar->forms;
    return forms[form].kind == FORM_SEQUENCE && forms[forms[form].child].kind == FORM_RULE;
}

void speaker_expand(Speaker *w, int number, const char *parent, int budget) {
    const GrammarForm *form = &w->grammar->forms[number];
    switch (form->kind) {
    case FORM_TERMINAL:
        speaker_put(w, form->text);
        if (w->grammar->rules[grammar_rule(w->grammar, parent)].lexical)
            w->joining = true;
        break;
    case FORM_RULE:
        write_rule(w, form->rule, parent, budget - 1);
        break;
    case FORM_SEQUENCE:
        for (int child = form->child; child >= 0; child = w->grammar->forms[child].next)
            speaker_expand(w, child, parent, budget);
        break;
    case FORM_ALTERNATIVE:
        speaker_expand(w, choose(w, form->child, parent, budget), parent, budget);
        break;
    case FORM_OPTION:
        if (affordable(w, form->child, budget) && chance(is_list(w, form->child) ? 85 : 13))
            speaker_expand(w, form->child, parent, budget);
        break;
    case FORM_REPETITION:
        repeat(w, form->child, parent, budget);
        break;
    }
}

/* ---- sentences ---- */

static void finish(Speaker *w) {
    static const char *const valued[] = {"definition", "assignment", "expression"};
    for (size_t i = 0; i < LENGTH(valued); i++)
        if (w->statement && strcmp(w->statement, valued[i]) == 0)
            return;
    speaker_put(w, ";");
    speaker_write(w, "expression", "program", 30);
}

/* A value for everything that may be a variable. */
static void give_values(const Speaker *w, Text *out) {
    for (size_t i = 0; i < LENGTH(variables); i++)
        text_format(out, "%s%s=%s", i ? "," : "", variables[i], values[below(LENGTH(values))]);
    bool function = w->statement && strcmp(w->statement, "definition") == 0;
    for (int i = 0; function && i < w->parameters; i++)
        text_format(out, ",p%d=%s", w->first_parameter + i, values[below(LENGTH(values))]);
}

void sentence_write(const Grammar *grammar, uint64_t seed, Text *out, Text *given) {
    Speaker *w = calloc(1, sizeof *w);
    if (!w)
        abort();
    w->grammar = grammar;
    random_begin(seed);
    for (size_t i = 0; i < LENGTH(defined); i++)
        w->functions[w->function_count++] = defined[i];
    w->enough = 5 + below((size_t)(15 + below(150)));
    speaker_write(w, chance(50) ? "program" : "expression", "statement", 14 + below(50));
    finish(w);
    speaker_print(w, out);
    give_values(w, given);
    free(w);
}

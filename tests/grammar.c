/* The grammar: its file, the parser, and what they must agree on.
 *
 * Every rule of grammar/adcalc.ebnf has its function in parser.c or expressions.c, under a copy of
 * the rule;
 * sentences made from the file are accepted, and what they mean survives being printed and read
 * again; the cases of grammar/accept and grammar/reject have the trees and the messages written
 * beside them.
 *
 * ADCALC_SEED and ADCALC_COUNT choose the sentences; a failure says the seed that repeats it. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/ebnf.h"
#include "support/files.h"
#include "support/rules.h"
#include "support/sentence.h"
#include "support/suite.h"
#include "support/words.h"

#include <ctype.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Grammar grammar;

static void read_grammar(void) {
    char path[4096];
    stack_begin();
    source_path(path, sizeof path, "grammar/adcalc.ebnf");
    ck_assert_msg(grammar_read(&grammar, path), "%s", path);
}

static void free_grammar(void) {
    grammar_free(&grammar);
}

/* ---- the rules stand above their functions ---- */

/* Appends text with every run of blanks (and, in a comment,
 * the star that begins a line) as one blank. */
static void put_plain(Text *out, const char *begin, const char *end, bool comment) {
    bool line_begins = false;
    for (const char *c = begin; c < end; c++) {
        if (isspace((unsigned char)*c)) {
            line_begins |= *c == '\n';
            if (out->length && out->bytes[out->length - 1] != ' ')
                text_put(out, " ");
        } else if (comment && line_begins && *c == '*') {
            line_begins = false;
        } else {
            line_begins = false;
            text_bytes(out, c, 1);
        }
    }
}

/* Where the body of the function is defined: "<name>(" on a line that does not end in ';'. */
static const char *find_definition(const char *source, const char *name) {
    size_t length = strlen(name);
    for (const char *at = strstr(source, name); at; at = strstr(at + 1, name)) {
        const char *line = at;
        while (line > source && line[-1] != '\n')
            line--;
        const char *end = at + strcspn(at, ";{");
        if (at[length] == '(' && !isspace((unsigned char)*line) && *line != '/' && *end == '{')
            return line;
    }
    return NULL;
}

/* The files in which the functions are. */
static char *read_parser(void) {
    static const char *const files[] = {"src/syntax/parser.c", "src/syntax/expressions.c"};
    Text all = {0};
    for (int i = 0; i < LENGTH(files); i++) {
        char path[4096];
        source_path(path, sizeof path, files[i]);
        char *source = file_read(path, NULL);
        ck_assert_msg(source, "cannot read %s", path);
        text_put(&all, source);
        free(source);
    }
    char *source = strdup(text_string(&all));
    text_free(&all);
    return source;
}

START_TEST(every_rule_has_its_function) {
    char *source = read_parser();
    for (int i = 0; i < grammar.rule_count; i++) {
        const Rule *rule = &grammar.rules[i];
        char name[64];
        snprintf(name, sizeof name, "parse_%s", rule->name);
        for (char *c = name; *c; c++)
            if (*c == '-')
                *c = '_';
        if (rule->lexical)
            continue;
        const char *function = find_definition(source, name);
        ck_assert_msg(function, "no function %s", name);
        const char *comment = function;
        while (comment > source && strncmp(comment, "/*", 2) != 0)
            comment--;
        const char *end = strstr(comment, "*/");
        ck_assert_msg(end && end < function &&
                          strspn(end + 2, " \n") == (size_t)(function - end - 2),
                      "no comment right above %s", name);
        Text above = {0}, wanted = {0};
        put_plain(&above, comment + 2, end, true);
        put_plain(&wanted, rule->begin, rule->end, false);
        ck_assert_msg(strstr(text_string(&above), text_string(&wanted)),
                      "above %s stands\n%s\nbut the rule is\n%s", name, text_string(&above),
                      text_string(&wanted));
        text_free(&above);
        text_free(&wanted);
    }
    free(source);
}
END_TEST

/* A rule that the program cannot reach is no rule. */
START_TEST(every_rule_is_used) {
    for (int i = 0; i < grammar.rule_count; i++) {
        bool used = strcmp(grammar.rules[i].name, "program") == 0;
        for (int form = 0; form < grammar.form_count; form++)
            used |= grammar.forms[form].kind == FORM_RULE && grammar.forms[form].rule == i;
        ck_assert_msg(used, "rule %s is never used", grammar.rules[i].name);
    }
}
END_TEST

/* ---- one text through the front of the program ---- */

typedef struct Front {
    Diag diag;
    Symbols symbols;
    Tree tree;
    Scope scope;
    Function function;
    Graph *graph; /* of the trace */
} Front;

static void front_begin(Front *session) {
    memset(session, 0, sizeof *session);
    ck_assert(function_begin(&session->function, &session->diag));
    session->graph = &session->function.traces.items[0]->graph;
}

static void session_end(Front *session) {
    function_free(&session->function);
    scope_free(&session->scope);
    tree_free(&session->tree);
    symbols_free(&session->symbols);
    diag_free(&session->diag);
}

static uint32_t add_source(Front *session, const char *text, size_t length) {
    uint32_t source = diag_add_source(&session->diag, NULL, text, length, 1);
    ck_assert_uint_ne(source, UINT32_MAX);
    return source;
}

static void session_parse(Front *session, const char *text, size_t length) {
    uint32_t source = add_source(session, text, length);
    parse_source(&session->tree, &session->symbols, &session->diag, source, op_is_bare);
}

/* Fails the test with the errors, if there are any. */
static void expect_no_error(const Front *session, const char *stage, uint64_t seed,
                            const char *text) {
    if (!diag_failed(&session->diag))
        return;
    Text errors = {0};
    diag_print_errors(&session->diag, &errors);
    ck_abort_msg("%s, ADCALC_SEED=%llu ADCALC_COUNT=1\n%s\n%s", stage, (unsigned long long)seed,
                 text, text_string(&errors));
}

/* ---- sentences ---- */

enum { SENTENCES = 10000, ROUND_TRIP_LIMIT = 200000 };

/* The value of the first `count` statements, the others being values for variables; poison after an
 * error. */
static NodeId session_trace(Front *session, size_t count) {
    Statements statements = {.tree = &session->tree,
                             .count = count,
                             .symbols = &session->symbols,
                             .scope = &session->scope,
                             .guess = NAN};
    function_run(&session->function, statements_run, &statements, statements_point, &statements);
    statements_free(&statements);
    return session->function.traces.items[0]->root;
}

/* What the sentences made use of: a generator that never leaves the beaten track tests nothing. */
typedef struct Seen {
    uint32_t ops[OP_COUNT], kinds[TREE_KINDS], printed;
} Seen;

static void count_seen(const Front *session, Seen *seen) {
    for (size_t i = 0; i < session->tree.nodes.count; i++)
        seen->kinds[session->tree.nodes.items[i].kind]++;
    for (size_t i = 0; i < session->graph->nodes.count; i++)
        seen->ops[session->graph->nodes.items[i].op]++;
}

/* Prints the node and reads it again in the same graph: it must be the same node. */
static void check_round_trip(Front *session, NodeId root, uint64_t seed, const char *sentence,
                             Seen *seen) {
    size_t count = session->scope.variables.count;
    Variable *variables = calloc(count + 1, sizeof *variables);
    ck_assert(variables);
    for (uint32_t i = 0; i < count; i++)
        variables[i] =
            (Variable){symbol_text(&session->symbols, session->scope.variables.items[i]), i};
    Text printed = {0};
    if (infix_print(session->graph, variables, root, ROUND_TRIP_LIMIT, &printed)) {
        const char *text = text_string(&printed);
        session_parse(session, text, printed.length);
        expect_no_error(session, "printed text is not accepted", seed, text);
        TreeId statement = session->tree.statements.items[session->tree.statements.count - 1];
        NodeId again = machine_expression(&session->tree, tree_last_child(statement),
                                          &session->symbols, &session->scope, session->graph);
        expect_no_error(session, "printed text cannot be traced", seed, text);
        ck_assert_msg(again == root,
                      "printed text means something else, ADCALC_SEED=%llu ADCALC_COUNT=1\n%s\n%s",
                      (unsigned long long)seed, sentence, text);
        seen->printed++;
    }
    text_free(&printed);
    free(variables);
}

/* The derivative, as the rules give it and simplified, must survive printing as well. */
static void check_derivative(Front *session, uint64_t seed, const char *sentence, Seen *seen) {
    if (!session->scope.variables.count)
        return;
    NodeId plain = derivative(&rules, session->graph, session->function.traces.items[0]->root, 0),
           simple = plain;
    NodeList provisos = {0};
    ck_assert(simplify(session->graph, &simple, 1, &provisos));
    check_round_trip(session, plain, seed, sentence, seen);
    check_round_trip(session, simple, seed, sentence, seen);
    for (size_t i = 0; i < provisos.count; i++)
        check_round_trip(session, provisos.items[i], seed, sentence, seen);
    array_free(&provisos);
}

static void check_sentence(uint64_t seed, Seen *seen) {
    Front session;
    Text sentence = {0}, values = {0}, why = {0};
    front_begin(&session);
    session_parse(&session, sentence_definitions, strlen(sentence_definitions));
    sentence_write(&grammar, seed, &sentence, &values);
    const char *text = text_string(&sentence);
    session_parse(&session, text, sentence.length);
    expect_no_error(&session, "a sentence is not accepted", seed, text);
    size_t statements = session.tree.statements.count;
    uint32_t given = add_source(&session, text_string(&values), values.length);
    parse_values(&session.tree, &session.symbols, &session.diag, given, op_is_bare);
    NodeId root = session_trace(&session, statements);
    expect_no_error(&session, "a sentence cannot be traced", seed, text);
    ck_assert_msg(root != NODE_POISON, "no value, ADCALC_SEED=%llu\n%s", (unsigned long long)seed,
                  text);
    ck_assert_msg(graph_check(session.graph, &why), "%s", text_string(&why));
    count_seen(&session, seen);
    check_round_trip(&session, root, seed, text, seen);
    if (seed % 4 == 0)
        check_derivative(&session, seed, text, seen);
    text_free(&sentence);
    text_free(&values);
    text_free(&why);
    session_end(&session);
}

START_TEST(sentences_are_accepted) {
    static Seen seen;
    begin_rules();
    uint64_t seed = setting("ADCALC_SEED", 1), count = cases_to_try(SENTENCES);
    for (uint64_t i = 0; i < count; i++)
        check_sentence(seed + i, &seen);
    end_rules();
    if (count < SENTENCES)
        return;
    ck_assert_uint_gt(seen.printed, SENTENCES);
    for (int kind = 0; kind < TREE_KINDS; kind++)
        ck_assert_msg(seen.kinds[kind] > 0, "no sentence has a tree node of kind %d", kind);
    for (int op = 0; op < OP_COUNT; op++)
        ck_assert_msg(seen.ops[op] > 0 || op_table[op].has_integer, "no sentence uses %s",
                      op_table[op].id);
}
END_TEST

/* ---- cases with their trees or messages ---- */

/* A case is a block of lines. "> " begins a line of input, ">\ " one with \n, \t, \xHH and \\ in
 * it; the other lines are what must come of it; "# " begins a remark; an empty line ends the
 * block. */
typedef struct Case {
    const char *file;
    int line;
    Text input, expected;
} Case;

static void put_escaped(Text *out, const char *begin, const char *end) {
    for (const char *c = begin; c < end; c++) {
        char byte = *c;
        if (*c == '\\' && c + 1 < end) {
            c++;
            byte = *c == 'n' ? '\n' : *c == 't' ? '\t' : *c;
            if (*c == 'x' && c + 2 < end) {
                byte = (char)strtol((char[]){c[1], c[2], '\0'}, NULL, 16);
                c += 2;
            }
        }
        text_bytes(out, &byte, 1);
    }
}

static int pieces_checked, pieces_wrong; /* of code in hints */

/* ---- hints can be obeyed ---- */

/* Where a piece of code in a hint ends. */
static const char *piece_end(const char *piece) {
    static const char *const ends[] = {" or ",   ", or", ", for",  " for ", "; ",     " if ",
                                       " with ", ", !=", ", asin", ", 1.",  ", not ", "    "};
    const char *end = piece + strlen(piece);
    for (size_t i = 0; i < LENGTH(ends); i++) {
        const char *found = strstr(piece, ends[i]);
        if (found && found < end)
            end = found;
    }
    return end;
}

/* What is wrong with a program, or nothing. Nobody knows what is a function here but those that are
 * built in. */
static void put_errors(const char *program, Text *errors) {
    Front session;
    front_begin(&session);
    session_parse(&session, program, strlen(program));
    if (!diag_failed(&session.diag))
        session_trace(&session, session.tree.statements.count);
    text_clear(errors);
    diag_print_errors(&session.diag, errors);
    const char *error = text_string(errors);
    if (!strncmp(error, "adcalc: error: unknown function", 31) ||
        strstr(error, "is not a function") || strstr(error, " takes "))
        text_clear(errors);
    session_end(&session);
}

/* The same once every name that is assigned has a value. */
static void put_errors_later(const char *program, Text *errors) {
    Text all = {0};
    for (const char *at = strstr(program, " = "); at; at = strstr(at + 1, " = ")) {
        const char *name = at;
        while (name > program && isalnum((unsigned char)name[-1]))
            name--;
        text_format(&all, "%.*s = 3\n", (int)(at - name), name);
    }
    text_put(&all, program);
    put_errors(text_string(&all), errors);
    text_free(&all);
}

/* Code that a hint says to write must be right: tried where it is a whole program, with x for what
 * it leaves out. */
static void check_piece(const char *hint, const char *piece) {
    Text code = {0}, errors = {0};
    const char *end = piece_end(piece);
    for (const char *c = piece; c < end; c++) {
        bool dots = !strncmp(c, "...", 3);
        text_bytes(&code, dots ? "x" : c, 1);
        c += dots ? 2 : 0;
    }
    const char *program = text_string(&code);
    bool whole = isalnum((unsigned char)*piece) || *piece == '(' || (*piece & 0x80);
    if (whole && strcmp(program, "or") && strcmp(program, "and") && strncmp(piece, "adcalc ", 7)) {
        put_errors(program, &errors);
        if (errors.length)
            put_errors_later(program, &errors);
        if (errors.length) {
            fprintf(stderr, "hint: %s\n%s\n%s\n", hint, program, text_string(&errors));
            pieces_wrong++;
        }
        pieces_checked++;
    }
    text_free(&code);
    text_free(&errors);
}

static void check_hint(const char *hint) {
    for (const char *word = strstr(hint, "write "); word; word = strstr(word + 1, "write ")) {
        const char *piece = word + strlen("write ");
        check_piece(hint, piece);
        piece = piece_end(piece);
        if (!strncmp(piece, " or ", 4))
            check_piece(hint, piece + 4);
    }
}

/* What becomes of the input: the tree, or else each message with its place and hint.
 * `traced` says that the input is to fail, at the latest when it is traced. */
static void put_outcome(const Case *one, bool traced, Text *out) {
    Front session;
    front_begin(&session);
    session_parse(&session, text_string(&one->input), one->input.length);
    if (traced && !diag_failed(&session.diag))
        session_trace(&session, session.tree.statements.count);
    if (!diag_failed(&session.diag))
        tree_print(&session.tree, &session.symbols, out);
    uint32_t base = session.diag.sources.items[0].base;
    for (size_t i = 0; i < session.diag.messages.count; i++) {
        const Message *message = &session.diag.messages.items[i];
        bool error = message->kind == MESSAGE_ERROR;
        text_format(out, "%s %u-%u: ", error ? "error" : message_topic(message->said.code),
                    message->span.start - base, message->span.end - base);
        message_put(message, out);
        text_put(out, "\n");
        if (message->hint.code) {
            Text hint = {0};
            message_put_hints(message, VOICE_COMMAND_LINE, &hint);
            text_format(out, "hint: %s\n", text_string(&hint));
            check_hint(text_string(&hint));
            text_free(&hint);
        }
    }
    session_end(&session);
}

static int failed_cases;

static void check_case(const Case *one, bool traced) {
    Text outcome = {0};
    put_outcome(one, traced, &outcome);
    if (strcmp(text_string(&outcome), text_string(&one->expected)) != 0) {
        fprintf(stderr, "%s:%d: input\n%s\nexpected\n%sgot\n%s\n", one->file, one->line,
                text_string(&one->input), text_string(&one->expected), text_string(&outcome));
        failed_cases++;
    }
    text_free(&outcome);
}

/* Runs the cases of one file; returns how many there were. */
static int check_file(const char *path, bool traced) {
    char *text = file_read(path, NULL);
    ck_assert_msg(text, "cannot read %s", path);
    Case one = {.file = path};
    bool has_input = false;
    int cases = 0, number = 1;
    for (const char *line = text; *line; number++) {
        const char *end = line + strcspn(line, "\n");
        if (line[0] == '>' && (line[1] == ' ' || line[1] == '\\')) {
            if (has_input)
                text_put(&one.input, "\n");
            else
                one.line = number;
            has_input = true;
            if (line[1] == ' ')
                text_bytes(&one.input, line + 2, (size_t)(end - line - 2));
            else
                put_escaped(&one.input, line + 3, end);
        } else if (end > line && line[0] != '#') {
            text_bytes(&one.expected, line, (size_t)(end - line));
            text_put(&one.expected, "\n");
        }
        line = *end ? end + 1 : end;
        if (has_input && (*line == '\n' || !*line)) {
            check_case(&one, traced);
            cases++;
            has_input = false;
            text_clear(&one.input);
            text_clear(&one.expected);
        }
    }
    text_free(&one.input);
    text_free(&one.expected);
    free(text);
    return cases;
}

static void check_folder(const char *folder, bool traced, int at_least) {
    char path[4096];
    int cases = 0;
    source_path(path, sizeof path, folder);
    DIR *directory = opendir(path);
    ck_assert_msg(directory, "cannot open %s", path);
    failed_cases = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        size_t length = strlen(entry->d_name);
        if (length > 4 && strcmp(entry->d_name + length - 4, ".txt") == 0) {
            char file[8192];
            snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
            cases += check_file(file, traced);
        }
    }
    closedir(directory);
    ck_assert_int_eq(failed_cases, 0);
    ck_assert_int_ge(cases, at_least);
}

START_TEST(accepted_cases) {
    check_folder("grammar/accept", false, 200);
}
END_TEST

START_TEST(rejected_cases) {
    pieces_checked = pieces_wrong = 0;
    check_folder("grammar/reject", true, 200);
    ck_assert_int_eq(pieces_wrong, 0);
    ck_assert_int_ge(pieces_checked, 100);
}
END_TEST

/* The rows of hints.def, whatever sentences there are. */
START_TEST(hints_are_about_what_there_is) {
    typedef enum Place { CHARACTER, MARK, SIGNS, WORD, STEP, LONE_STEP, NUMBER } Place;
    static const struct {
        Place place;
        const char *text;
        MessageCode hint;
    } rows[] = {
#define FOREIGN(place, text, hint) {place, text, SAID_##hint},
#include "syntax/hints.def"
    };
    double value;
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const char *text = rows[i].text;
        char hint[200];
        put_words((Said){.code = rows[i].hint}, hint, sizeof hint);
        check_hint(hint);
        if (rows[i].place == WORD)
            ck_assert_msg(op_by_name(text) == OP_COUNT, "%s", text);
        if (rows[i].place == NUMBER)
            ck_assert_msg(scope_builtin(text, &value), "%s", text);
        else
            ck_assert_msg(rows[i].hint != SAID_NOTHING, "%s", text);
    }
    ck_assert_int_eq(pieces_wrong, 0);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("grammar");
    TCase *file = suite_case(suite, "file");
    tcase_add_checked_fixture(file, read_grammar, free_grammar);
    tcase_add_test(file, every_rule_has_its_function);
    tcase_add_test(file, every_rule_is_used);
    TCase *cases = suite_case(suite, "cases");
    tcase_add_checked_fixture(cases, stack_begin, NULL);
    tcase_add_test(cases, accepted_cases);
    tcase_add_test(cases, rejected_cases);
    tcase_add_test(cases, hints_are_about_what_there_is);
    TCase *sentences = suite_case(suite, "sentences");
    tcase_add_checked_fixture(sentences, read_grammar, free_grammar);
    tcase_add_test(sentences, sentences_are_accepted);
    return suite_run(suite);
}

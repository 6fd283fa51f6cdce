/* The session: see session.h. `answer` has the stages in order. */
#include "session/session.h"

#include "base/utf8.h"
#include "session/claims.h"
#include "session/definitions.h"
#include "session/dump.h"
#include "session/iteration.h"
#include "session/notes.h"
#include "session/output.h"
#include "session/targets.h"
#include "syntax/parser.h"
#include "syntax/tokens.h"

#include <stdlib.h>
#include <string.h>

bool session_begin(Session *session, const Settings *settings) {
    *session = (Session){.settings = settings, .reference = {.called = settings->program}};
    if (rules_begin(&session->rules) && function_begin(&session->function, &session->diag))
        return true;
    session_free(session);
    return false;
}

void session_free(Session *session) {
    reference_close(&session->reference);
    tapes_free(&session->tapes);
    statements_free(&session->statements);
    rules_free(&session->rules);
    function_free(&session->function);
    scope_free(&session->scope);
    tree_free(&session->tree);
    diag_free(&session->diag);
    symbols_free(&session->symbols);
    arena_free(&session->arena);
    text_free(&session->shown);
}

/* ---- from the trace to a request ---- */

const Variable *session_variables(Session *s) {
    uint32_t count = (uint32_t)s->statements.variables.count;
    Variable *variables = diag_allocate(&s->diag, &s->arena, count, sizeof *variables);
    for (uint32_t i = 0; variables && i < count; i++)
        variables[i] =
            (Variable){symbol_text(&s->symbols, s->statements.variables.items[i]), .first = i};
    return variables;
}

/* ---- answering ---- */

/* Instrumented builds verify the graph after every stage that makes nodes. */
static void check_graph(Session *s, const char *stage) {
#ifdef ADCALC_CHECK_GRAPH
    Text why = {0};
    if (!graph_check(session_graph(s), &why))
        diag_error(&s->diag, (Span){0, 0}, NULL, "the graph is broken after %s: %s", stage,
                   text_string(&why));
    text_free(&why);
#else
    (void)s;
    (void)stage;
#endif
}

/* A line being answered. */
typedef struct Inquiry {
    Session *session;
    const View *view;
    uint32_t source;
    Tokens *tokens; /* of the source */
    size_t first;   /* of them, of the program: a view's name may stand before it */
    size_t program; /* the line's own statements are [defined, program); values of --at follow */
    bool keep;      /* it is a line of a session */
    bool silent;    /* ... of definitions alone, which are only checked */
    bool loaded;    /* ... from a saved file */
    bool undefined; /* the answer is */
    ExitStatus status;
} Inquiry;

/* The value of an answer, into *value; false without memory. */
static bool find_value(const Problem *problem, double *value) {
    Evaluator evaluator;
    evaluator_begin(&evaluator, problem->tapes);
    const Run *run = evaluator_at(&evaluator, problem->point);
    if (run)
        *value = run_output(run, 0);
    evaluator_free(&evaluator);
    return run;
}

static void show(Inquiry *q, const Problem *problem, Text *out, Text *remarks) {
    Session *s = q->session;
    const Writer *writer = settings_writer(s->settings);
    ViewOptions options = s->settings->views;
    ReportStyle style = s->settings->style;
    style.one_line |= q->keep;
    style.expression_column = q->keep;
    options.time_ms = writer->shows_times ? options.time_ms : 0;
    const char *referee = getenv("ADCALC_REFERENCE");
    bool none = referee && !strcmp(referee, "none");
    bool iterates = s->settings->iterate;
    Request request = {.problem = *problem,
                       .expression = notes_expression(s, q->source),
                       .diag = &s->diag,
                       .options = &options,
                       .style = &style,
                       .steps = iterates ? s->statements.values.items : NULL,
                       .step_count = iterates ? (uint32_t)s->statements.values.count : 0,
                       .reference = none ? NULL : &s->reference,
                       .refereed = writer->shows_times || q->view->needs_reference,
                       .arena = &s->arena};
    Report report = {.view = q->view->name,
                     .expression = request.expression,
                     .arena = &s->arena,
                     .bare = options.quiet};
    if (q->view->needs_point)
        report_at(&report, problem_names(problem, &s->diag, &s->arena), problem->point,
                  problem->components);
    check_graph(s, "tracing");
    size_t traced = s->diag.messages.count;
    if (diag_failed(&s->diag) || !claims_read(s, q->view, &request) ||
        !q->view->run(&request, &report, &q->undefined))
        return;
    check_graph(s, q->view->name);
    double value = 0;
    bool has_value = q->keep && q->view->needs_point && find_value(problem, &value);
    notes_collect(s, q->source, traced, &report);
    notes_say(s, &report, remarks);
    diag_check_text(&s->diag, remarks);
    if (diag_failed(&s->diag))
        return;
    report_write(&report, writer, &style, &s->shown, out);
    if (!out->failed && has_value) {
        s->has_ans = true;
        s->ans = value;
    }
}

/* Whether one of the statements [first, last) is an expression or, with false, is not. */
static bool has_statement(const Session *s, size_t first, size_t last, bool expression) {
    for (size_t i = first; i < last; i++)
        if ((definitions_statement(s, i)->kind == TREE_EXPRESSION) == expression)
            return true;
    return false;
}

/* A variable given twice in one list of --at is an error. */
static void check_values(Session *s, size_t first) {
    uint8_t *given = diag_allocate(&s->diag, &s->arena, s->symbols.texts.count + 1, 1);
    if (!given)
        return;
    for (size_t i = first; i < s->tree.statements.count; i++) {
        const TreeNode *node = definitions_statement(s, i);
        if (given[node->as.symbol])
            diag_error(&s->diag, node->span, NULL, "%s has two values",
                       symbol_text(&s->symbols, node->as.symbol));
        given[node->as.symbol] = 1;
    }
}

/* Text -> tokens -> tree. */
static void parse(Inquiry *q) {
    Session *s = q->session;
    parse_tokens(&s->tree, &s->symbols, &s->diag, q->source, q->tokens, q->first, op_is_bare);
    if (!dump_wanted(s, DUMP_TOKENS))
        tokens_free(q->tokens);
    if (s->settings->iterate)
        iteration_compose(s);
    if (q->keep)
        definitions_check_ans(s, s->tree.statements.count, q->loaded);
    if (q->keep)
        definitions_make_way(s);
    q->program = s->tree.statements.count;
    q->silent = q->keep && !has_statement(s, s->defined, q->program, true);
    for (size_t i = 0; i < s->settings->values.count && !diag_failed(&s->diag); i++) {
        const char *values = s->settings->values.items[i];
        uint32_t given = diag_add_source(&s->diag, "--at", values, strlen(values), 1);
        size_t first = s->tree.statements.count;
        if (given != UINT32_MAX)
            parse_values(&s->tree, &s->symbols, &s->diag, given, op_is_bare);
        if (!diag_failed(&s->diag))
            check_values(s, first);
    }
}

/* Runs a program and prepares its tapes. False after an error (recorded). */
static bool run_program(Session *s, const Tree *tree, size_t count, bool need_values,
                        bool unasked) {
    s->statements.tree = tree;
    s->statements.count = count;
    s->statements.symbols = &s->symbols;
    s->statements.scope = &s->scope;
    s->statements.need_values = need_values;
    s->statements.unasked = unasked;
    scope_clear(&s->scope);
    tapes_free(&s->tapes);
    bool done = function_run(&s->function, statements_run, &s->statements, NULL, NULL);
    tapes_of_function(&s->tapes, &s->function, (uint32_t)s->statements.variables.count);
    return done;
}

/* Whether everything kept is consistent with what this line defines. Its notes are dropped. */
static bool check_definitions(const Inquiry *q) {
    Session *s = q->session;
    size_t told = s->diag.messages.count;
    if (!run_program(s, &s->tree, q->program, false, true))
        return false;
    s->diag.messages.count = told;
    return true;
}

/* Tree -> graph -> view -> report. */
static void answer(Inquiry *q, Text *out, Text *remarks) {
    Session *s = q->session;
    if (dump_wanted(s, DUMP_TOKENS))
        tokens_print(q->tokens, q->first, &s->symbols, out);
    if (diag_failed(&s->diag) || (q->keep && q->program == s->defined))
        return;
    bool defines = has_statement(s, s->defined, q->program, false);
    if (q->keep && defines && !check_definitions(q))
        return;
    bool need_values = q->view->needs_point && !s->settings->dump;
    size_t program = q->program;
    s->program = s->tree;
    if (q->keep && !q->silent && !definitions_slice(s, q->program, &s->program, &program))
        return;
    if (dump_wanted(s, DUMP_TREE))
        tree_print(&s->program, &s->symbols, out);
    if (q->silent)
        return;
    if (!run_program(s, &s->program, program, need_values, false))
        return;
    static const double no_point; /* a point without variables is still an array */
    Problem problem = {.tapes = &s->tapes,
                       .graph = session_graph(s),
                       .root = s->function.traces.items[0]->root,
                       .rules = &s->rules,
                       .variables = session_variables(s),
                       .variable_count = (uint32_t)s->statements.variables.count,
                       .components = (uint32_t)s->statements.variables.count,
                       .point = s->statements.point.items ? s->statements.point.items : &no_point};
    if (diag_failed(&s->diag))
        return;
    if (dump_wanted(s, DUMP_GRAPH))
        graph_print(session_graph(s), problem.variables, problem.root, out);
    if (dump_wanted(s, DUMP_TAPE))
        dump_tape(&problem, out);
    if (s->settings->dump)
        return;
    targets_choose(s, q->view, &problem);
    show(q, &problem, out, remarks);
}

/* Answers and prints, and sets the status. */
static void ask(Inquiry *q) {
    Session *s = q->session;
    Text out = {0}, errors = {0}; /* errors, or remarks where there are none */
    if (q->source != UINT32_MAX)
        answer(q, &out, &errors);
    if (out.failed)
        diag_no_memory(&s->diag);
    q->status = q->undefined ? EXIT_UNDEFINED : EXIT_FINE;
    if (diag_failed(&s->diag)) {
        text_clear(&errors);
        if (s->advise)
            s->advise(s->adviser, s, q->source, q->keep);
        diag_print_errors(&s->diag, &errors);
        q->status = s->diag.out_of_memory || errors.failed ? EXIT_IO : EXIT_USAGE;
    } else if (!output_write(&out)) {
        q->status = EXIT_IO;
    }
    if (errors.length || errors.failed)
        output_error(&errors);
    text_free(&out);
    text_free(&errors);
}

/* ---- answering in a subprocess ---- */

/* What comes back from a subprocess; what was shown follows it. */
typedef struct Summary {
    ExitStatus status;
    bool has_ans;
    double ans;
} Summary;

static void ask_and_tell(void *context, Text *result) {
    Inquiry *q = context;
    Session *s = q->session;
    ask(q);
    Summary summary = {q->status, s->has_ans, s->ans};
    text_bytes(result, (const char *)&summary, sizeof summary);
    text_put(result, text_string(&s->shown));
}

static void ask_in_subprocess(Inquiry *q) {
    Session *s = q->session;
    Text result = {0};
    Summary summary;
    q->status = s->subprocess(ask_and_tell, q, &result);
    if (q->status == EXIT_FINE && result.length < sizeof summary) {
        q->status = EXIT_IO; /* it ended while writing, and the system does not say how */
    } else if (q->status == EXIT_FINE) {
        memcpy(&summary, result.bytes, sizeof summary);
        q->status = summary.status;
        s->has_ans = summary.has_ans;
        s->ans = summary.ans;
        text_clear(&s->shown);
        text_put(&s->shown, result.bytes + sizeof summary);
    }
    text_free(&result);
}

/* Answers a line. Its session, view, tokens and kind are already set. */
static ExitStatus run_question(Inquiry q, const char *name, const char *text, size_t length,
                               uint32_t first_line) {
    Session *s = q.session;
    DiagMark diag = diag_mark(&s->diag);
    TreeMark tree = tree_mark(&s->tree);
    DefinitionsMark kept = definitions_mark(s);
    if (q.keep)
        definitions_put_ans(s, q.tokens);
    q.source = diag_add_source(&s->diag, name, text, length, first_line);
    DiagMark source = diag_mark(&s->diag);
    if (q.source != UINT32_MAX) {
        tokens_move(q.tokens, s->diag.sources.items[q.source].base);
        parse(&q);
    }
    q.silent &= !q.first;
    if (s->subprocess && !diag_failed(&s->diag))
        ask_in_subprocess(&q);
    else
        ask(&q);
    tokens_free(q.tokens);
    bool fine = q.status == EXIT_FINE || q.status == EXIT_UNDEFINED;
    bool stays = q.keep && fine && definitions_add(s, q.program);
    if (!stays) {
        tree_release(&s->tree, tree);
        definitions_restore(s, kept);
    }
    diag_release(&s->diag, stays ? source : diag); /* a line that stays needs its text */
    arena_free(&s->arena);
    return q.status;
}

static ExitStatus answer_text(Inquiry q, const char *name, const char *text, size_t length,
                              uint32_t first_line) {
    Tokens tokens = {0};
    Session *s = q.session;
    tokens_read(&tokens, &s->symbols, &s->diag, text, length);
    q.tokens = &tokens;
    return run_question(q, name, text, length, first_line);
}

ExitStatus session_answer(Session *s, const char *name, const char *text, size_t length,
                          uint32_t first_line, bool keep) {
    Inquiry q = {.session = s, .view = s->settings->view, .keep = keep};
    return answer_text(q, name, text, length, first_line);
}

ExitStatus session_lines(Session *s, const View *view, const char *name, const Text *text,
                         Tokens *tokens, uint32_t first_line) {
    Inquiry q = {.session = s,
                 .view = view ? view : s->settings->view,
                 .tokens = tokens,
                 .first = view ? 1 : 0,
                 .keep = true};
    return run_question(q, name, text_string(text), text->length, first_line);
}

ExitStatus session_load(Session *s, const char *name, const char *text, size_t length) {
    Inquiry q = {.session = s, .view = s->settings->view, .keep = true, .loaded = true};
    return answer_text(q, name, text, length, 1);
}

/* ---- what is kept ---- */

ExitStatus session_keep_values(Session *s) {
    DiagMark diag = diag_mark(&s->diag);
    TreeMark tree = tree_mark(&s->tree);
    Tokens none = {0};
    Inquiry q = {
        .session = s, .view = s->settings->view, .tokens = &none, .keep = true, .silent = true};
    q.source = diag_add_source(&s->diag, "--at", "", 0, 1);
    if (q.source != UINT32_MAX)
        parse(&q);
    q.program = s->tree.statements.count;
    ask(&q);
    if (q.status == EXIT_FINE && definitions_add(s, q.program)) {
        s->diag.messages.count = 0;
    } else {
        tree_release(&s->tree, tree);
        diag_release(&s->diag, diag);
    }
    return q.status;
}

static void list(void *context, Text *result) {
    Inquiry *q = context;
    Session *s = q->session;
    check_definitions(q);
    definitions_list(s, result);
    if (!diag_failed(&s->diag))
        return;
    Text errors = {0};
    text_clear(result); /* no partial lists */
    result->failed = s->diag.out_of_memory;
    diag_print_errors(&s->diag, &errors);
    if (!result->failed)
        output_error(&errors);
    text_free(&errors);
}

ExitStatus session_list(Session *s, const char *line) {
    DiagMark diag = diag_mark(&s->diag);
    TreeMark tree = tree_mark(&s->tree);
    Tokens none = {0};
    Inquiry q = {.session = s, .view = s->settings->view, .tokens = &none};
    Text text = {0};
    ExitStatus status = EXIT_FINE;
    q.source = diag_add_source(&s->diag, "--at", "", 0, 1);
    if (q.source != UINT32_MAX)
        parse(&q);
    if (s->subprocess)
        status = s->subprocess(list, &q, &text);
    else
        list(&q, &text);
    if (status == EXIT_FINE)
        status = session_show(s, "vars", line, &text);
    tree_release(&s->tree, tree);
    diag_release(&s->diag, diag);
    arena_free(&s->arena);
    text_free(&text);
    return status;
}

/* Checks what is kept after some was dropped. */
static void check_rest(void *context, Text *result) {
    const Inquiry *q = context;
    text_put(result, check_definitions(q) ? "fine" : "");
}

/* Marks for the names in a list; NULL with a message. */
static uint8_t *marked_names(Session *s, const char *names, Text *error) {
    ARRAY(Symbol) found = {0};
    for (size_t length; *names && !diag_failed(&s->diag) && !error->length; names += length) {
        names += strspn(names, " \t,");
        length = strcspn(names, " \t,");
        Symbol symbol = length ? symbol_intern(&s->symbols, names, length) : SYMBOL_NONE;
        if (length && (!symbol || !array_push(&found, symbol)))
            diag_no_memory(&s->diag);
        else if (length && !definitions_know(s, symbol_text(&s->symbols, symbol)) &&
                 !(s->has_ans && symbol == definitions_ans(s)))
            text_format(error, "nothing is kept about '%.60s'", symbol_text(&s->symbols, symbol));
    }
    size_t count = s->symbols.texts.count + 1;
    uint8_t *chosen = diag_allocate(&s->diag, &s->arena, count, 1);
    for (size_t i = 0; chosen && i < found.count; i++)
        chosen[found.items[i]] = 1;
    array_free(&found);
    return error->length ? NULL : chosen;
}

/* Drops some names, unless others lose their meaning by it. */
static ExitStatus forget_names(Session *s, const uint8_t *chosen, Text *error) {
    DefinitionsMark kept = definitions_mark(s);
    Text fine = {0};
    definitions_drop(s, chosen);
    Inquiry q = {.session = s, .program = s->defined};
    ExitStatus status = EXIT_FINE;
    if (s->subprocess)
        status = s->subprocess(check_rest, &q, &fine);
    else
        check_rest(&q, &fine);
    if (fine.failed)
        diag_no_memory(&s->diag);
    Symbol read;
    const TreeNode *reader = fine.length ? NULL : definitions_reader(s, chosen, &read);
    if (status == EXIT_FINE && reader)
        text_format(error, "%s needs %s: forget both", symbol_text(&s->symbols, reader->as.symbol),
                    symbol_text(&s->symbols, read));
    if (!fine.length)
        definitions_restore(s, kept);
    else if (chosen[definitions_ans(s)])
        s->has_ans = false;
    text_free(&fine);
    return status != EXIT_FINE ? status : error->length ? EXIT_USAGE : EXIT_FINE;
}

ExitStatus session_forget(Session *s, const char *names, Text *error) {
    DiagMark diag = diag_mark(&s->diag);
    ExitStatus status = EXIT_FINE;
    if (*names) {
        const uint8_t *chosen = marked_names(s, names, error);
        status = chosen ? forget_names(s, chosen, error) : EXIT_USAGE;
    } else {
        s->defined = s->tree.statements.count = 0;
        s->has_ans = false;
    }
    if (s->diag.out_of_memory) {
        error->failed = true;
        status = EXIT_IO;
    }
    diag_release(&s->diag, diag);
    arena_free(&s->arena);
    return status;
}

ExitStatus session_show(Session *s, const char *topic, const char *line, const Text *text) {
    Text out = {0}, command = {0}, aside = {0}; /* the next answer is not about this one */
    utf8_escape(&command, line, strlen(line));
    const Report report = {
        .view = topic, .expression = text_string(&command), .text = text_string(text)};
    ReportStyle style = s->settings->style;
    style.one_line = true;
    report_write(&report, settings_writer(s->settings), &style, &aside, &out);
    out.failed |= command.failed || text->failed;
    ExitStatus status = EXIT_FINE;
    if (out.failed)
        output_error(&out);
    if (out.failed || !output_write(&out))
        status = EXIT_IO;
    text_free(&out);
    text_free(&command);
    text_free(&aside);
    return status;
}

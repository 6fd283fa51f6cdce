/* The session: see session.h. `take_line` and the `answer` in it have the stages in order. */
#include "session/session.h"

#include "base/utf8.h"
#include "session/ans.h"
#include "session/claims.h"
#include "session/iteration.h"
#include "session/notes.h"
#include "session/output.h"
#include "session/printing.h"
#include "session/targets.h"
#include "syntax/parser.h"
#include "syntax/tokens.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

bool session_begin(Session *session, const Settings *settings) {
    *session = (Session){.settings = settings, .reference = {.called = settings->program}};
    session->tree.is_function = definitions_function;
    session->tree.programs = &session->definitions;
    session->ans_name = symbol_intern(&session->symbols, "ans", 3);
    if (session->ans_name && rules_begin(&session->rules) &&
        function_begin(&session->function, &session->diag) &&
        trial_begin(&session->trial, &session->definitions, &session->tree, &session->symbols,
                    &session->diag))
        return true;
    session_free(session);
    return false;
}

void session_free(Session *session) {
    reference_close(&session->reference);
    claims_free(session);
    array_free(&session->formulas);
    tapes_free(&session->tapes);
    statements_free(&session->statements);
    rules_free(&session->rules);
    function_free(&session->function);
    scope_free(&session->scope);
    trial_free(&session->trial);
    definitions_free(&session->definitions);
    tree_free(&session->tree);
    diag_free(&session->diag);
    symbols_free(&session->symbols);
    arena_free(&session->arena);
    text_free(&session->printed);
    text_free(&session->shown);
}

/* ---- a line being answered ---- */

/* Instrumented builds verify the graph after every stage that makes nodes. */
static void check_graph(Session *s, const char *stage) {
#ifdef ADCALC_CHECK_GRAPH
    Text why = {0};
    if (!graph_check(session_graph(s), &why))
        diag_say(&s->diag, (Span){0, 0}, SAY(BROKEN_GRAPH, stage, text_string(&why)));
    text_free(&why);
#else
    (void)s;
    (void)stage;
#endif
}

typedef struct Inquiry {
    Session *session;
    const View *view;
    uint32_t source;
    Tokens *tokens;    /* of the source */
    size_t first;      /* of them, of the program: a view's name may stand before it */
    size_t program;    /* statements of the line's own; values of --at follow in the tree */
    bool keep;         /* it is a line of a session */
    bool put;          /* ... with a statement for ans before it */
    bool silent;       /* ... of definitions alone, which are only checked, ... */
    bool watched;      /* ... or run, if it can be, for what it prints and for its errors */
    bool loaded;       /* ... from a saved file */
    ViewOptions views; /* the settings, for this line */
    ReportStyle style;
    bool undefined; /* the answer is */
    bool has_value; /* ... or it has one, ... */
    double value;   /* ... which is this */
    bool failed;    /* an error was said */
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

static bool dump_wanted(const Session *s, DumpStage stage) {
    return s->settings->dump >> stage & 1;
}

/* ---- text -> tokens -> tree ---- */

/* A variable given twice in one list of --at is an error. */
static void check_values(Session *s, size_t first) {
    definitions_pass(&s->definitions);
    for (size_t i = first; i < s->tree.statements.count; i++) {
        const TreeNode *node = tree_statement(&s->tree, i);
        if (!definitions_first(&s->definitions, node->as.symbol, &s->diag))
            diag_say(&s->diag, node->span,
                     SAY(TWO_VALUES, symbol_text(&s->symbols, node->as.symbol)));
    }
}

void session_read_values(Session *s) {
    for (size_t i = 0; i < s->settings->values.count && !diag_failed(&s->diag); i++) {
        const char *values = s->settings->values.items[i];
        uint32_t given = diag_add_option(&s->diag, "--at", values);
        size_t first = s->tree.statements.count;
        if (given != UINT32_MAX)
            parse_values(&s->tree, &s->symbols, &s->diag, given, op_is_bare);
        if (!diag_failed(&s->diag))
            check_values(s, first);
    }
}

/* Whether one of the line's statements is an expression or, with false, is not. */
static bool has_statement(const Inquiry *q, bool expression) {
    for (size_t i = 0; i < q->program; i++)
        if ((tree_statement(&q->session->tree, i)->kind == TREE_EXPRESSION) == expression)
            return true;
    return false;
}

/* Whether one of them is or, with `prints`, contains a node of such a kind. */
static bool has_step(const Inquiry *q, bool prints) {
    const Tree *tree = &q->session->tree;
    for (size_t i = 0; i < q->program; i++) {
        TreeId root = tree->statements.items[i], first = tree->nodes.items[root].first;
        for (TreeId id = prints ? first : root; id <= root; id++) {
            uint8_t kind = tree->nodes.items[id].kind;
            if (kind == TREE_PRINT || (!prints && tree_is_step((TreeKind)kind)))
                return true;
        }
    }
    return false;
}

static void parse(Inquiry *q) {
    Session *s = q->session;
    parse_tokens(&s->tree, &s->symbols, &s->diag, q->source, q->tokens, q->first, op_is_bare);
    if (!dump_wanted(s, DUMP_TOKENS))
        tokens_free(q->tokens);
    if (s->settings->iterate)
        iteration_compose(s);
    if (q->keep)
        ans_check(s, q->put, q->loaded);
    q->program = s->tree.statements.count;
    if (q->keep)
        definitions_read(&s->definitions, &s->tree, &s->symbols, &s->diag, q->program);
    q->watched = q->keep && !q->first && !has_statement(q, true) && has_step(q, false);
    q->silent = q->keep && !q->first && !has_statement(q, true) && !q->watched;
    session_read_values(s);
}

/* ---- tree -> function -> problem ---- */

/* The program that is asked about, s->program: the line, behind those kept definitions that it
 * needs. Without a question all that is kept is shown with it. False without memory (recorded). */
static bool choose_statements(Inquiry *q) {
    Session *s = q->session;
    Definitions *d = &s->definitions;
    DefinitionNumbers needed = {0};
    bool done = !q->keep || q->silent || definitions_needed(d, &needed);
    for (uint32_t i = 1; i <= d->kept && q->silent && done; i++)
        done = !definition_stays(d, i) || array_push(&needed, i);
    size_t line = s->tree.statements.count, count = needed.count;
    TreeId *all = arena_allocate(&s->arena, (count + line + 1) * sizeof *all);
    size_t kept = 0;
    for (size_t i = 0; all && i < count; i++) {
        TreeId statement = definition_at(d, needed.items[i])->statement;
        if (!kept || all[kept - 1] != statement) /* it may define several names */
            all[kept++] = statement;
    }
    count = kept;
    for (size_t i = 0; all && i < line; i++)
        all[count + i] = s->tree.statements.items[i];
    s->program = s->tree;
    s->program.statements.items = all;
    s->program.statements.count = count + line;
    s->statements.count = count + q->program;
    s->statements.silent = count;
    array_free(&needed);
    if (!done || !all)
        diag_no_memory(&s->diag);
    return done && all;
}

void session_share_tree(Session *s) {
    s->program.nodes = s->tree.nodes;
    s->program.numbers = s->tree.numbers;
    s->program.parameters = s->tree.parameters;
}

/* Traces the program and prepares its tapes. False after an error (recorded). */
static bool trace_program(const Inquiry *q) {
    Session *s = q->session;
    s->statements.tree = &s->program;
    s->statements.symbols = &s->symbols;
    s->statements.scope = &s->scope;
    s->statements.guess_count = 0;
    s->statements.guess = (double)NAN;
    s->statements.lenient = q->watched && !has_step(q, true);
    s->statements.need_values = q->view->needs_point && !s->settings->dump && !q->watched;
    s->statements.print = q->view->needs_point && !q->view->needs_claims ? printing_line : NULL;
    s->statements.printer = s;
    s->has_printed = s->print_failed = false;
    if (q->view->needs_claims && !claims_guess(s))
        return false;
    scope_clear(&s->scope);
    tapes_free(&s->tapes);
    bool done = function_run(&s->function, statements_run, &s->statements, statements_point,
                             &s->statements);
    tapes_of_function(&s->tapes, &s->function, (uint32_t)s->statements.variables.count);
    return printing_end(s) && done;
}

const Variable *session_variables(Session *s, const Symbol *symbols, size_t count) {
    Variable *variables = diag_allocate(&s->diag, &s->arena, count, sizeof *variables);
    for (uint32_t i = 0; variables && i < count; i++)
        variables[i] = (Variable){symbol_text(&s->symbols, symbols[i]), .first = i};
    return variables;
}

static bool pose_problem(const Inquiry *q, Problem *problem) {
    Session *s = q->session;
    static const double no_point; /* a point without variables is still an array */
    uint32_t count = (uint32_t)s->statements.variables.count;
    *problem =
        (Problem){.tapes = &s->tapes,
                  .graph = session_graph(s),
                  .root = s->function.traces.items[0]->root,
                  .rules = &s->rules,
                  .variables = session_variables(s, s->statements.variables.items, count),
                  .variable_count = count,
                  .components = count,
                  .point = s->statements.point.items ? s->statements.point.items : &no_point};
    if (!s->settings->dump && !diag_failed(&s->diag))
        targets_choose(s, q->view, problem);
    return !diag_failed(&s->diag);
}

/* ---- problem -> report -> bytes ---- */

static Request make_request(const Inquiry *q, const Problem *problem) {
    Session *s = q->session;
    const char *referee = getenv("ADCALC_REFERENCE");
    bool none = referee && !strcmp(referee, "none");
    uint32_t step_count = 0;
    const NodeId *steps = s->settings->iterate ? iteration_steps(s, &step_count) : NULL;
    return (Request){.problem = *problem,
                     .expression = notes_expression(s, q->source),
                     .diag = &s->diag,
                     .options = &q->views,
                     .style = &q->style,
                     .steps = steps,
                     .step_count = step_count,
                     .labels = s->statements.labels,
                     .symbols = &s->symbols,
                     .reference = none ? NULL : &s->reference,
                     .refereed =
                         settings_writer(s->settings)->shows_times || q->view->needs_reference,
                     .arena = &s->arena};
}

/* Fills the report. False after an error (recorded). */
static bool run_view(Inquiry *q, Request *request, Report *report) {
    Session *s = q->session;
    const Problem *problem = &request->problem;
    *report = (Report){.view = q->view->name,
                       .expression = request->expression,
                       .arena = &s->arena,
                       .bare = q->views.quiet};
    if (q->view->needs_point)
        report_at(report, problem_names(problem, &s->diag, &s->arena), problem->point,
                  problem->components);
    check_graph(s, "tracing");
    size_t traced = s->diag.messages.count;
    if (diag_failed(&s->diag) || !claims_read(s, q->view, request) ||
        !q->view->run(request, report, &q->undefined))
        return false;
    check_graph(s, q->view->name);
    q->has_value = q->keep && q->view->needs_point && find_value(problem, &q->value);
    notes_collect(s, q->source, traced, report);
    return true;
}

static void write_report(const Inquiry *q, const Report *report, Text *out, Text *remarks) {
    Session *s = q->session;
    notes_say(s, report, remarks);
    diag_check_text(&s->diag, remarks);
    if (diag_failed(&s->diag))
        return;
    report_write(report, settings_writer(s->settings), &q->style, &s->shown, out);
    if (!out->failed && q->has_value) {
        s->has_ans = true;
        s->ans = q->value;
    }
}

/* ---- the road from a line to bytes ---- */

/* What was asked for of the stages before an answer; of tapes the one that runs at the point. */
static void dump_program(const Inquiry *q, const Problem *problem, Text *out) {
    Session *s = q->session;
    const Tape *tape = NULL;
    if (dump_wanted(s, DUMP_GRAPH))
        graph_print(session_graph(s), problem->variables, problem->root, out);
    if (dump_wanted(s, DUMP_TAPE))
        tape = evaluator_tape(problem->tapes, problem->point);
    if (tape)
        tape_print(tape, problem->variables, out);
}

/* Whether there is something to ask about: else the program has only printed, which is no error but
 * for a view that was asked for. */
static bool has_result(const Inquiry *q, Text *remarks) {
    Session *s = q->session;
    const bool choice = s->statements.ends_in == TREE_CHOICE;
    const Said hint = choice ? SAY(WRITE_CHOICE) : SAY(WRITE_RESULT);
    if (s->statements.has_result || s->settings->dump)
        return true;
    if (q->view != view_table) {
        diag_say_hint(&s->diag, s->statements.span, SAY(NO_RESULT), hint);
    } else if (!s->has_printed && !q->keep) {
        said_put(SAY(HEAD_OF_NOTE), remarks);
        said_put_line(SAY(NO_RESULT_NOTED, &hint), remarks);
    }
    return false;
}

/* The line has been parsed: tree -> function -> problem -> view -> report -> bytes. What a line
 * defines is tried with all that is kept; what it asks is traced with what it needs. */
static void answer(Inquiry *q, Text *out, Text *remarks) {
    Session *s = q->session;
    if (dump_wanted(s, DUMP_TOKENS))
        tokens_print(q->tokens, q->first, &s->symbols, out);
    if (diag_failed(&s->diag) || (q->keep && !q->program))
        return;
    if (q->keep && has_statement(q, false) && !trial_line(&s->trial, q->program))
        return;
    if (q->silent && s->trial.restless) {
        q->silent = false;
        q->watched = true;
    }
    if (q->silent && !dump_wanted(s, DUMP_TREE))
        return;
    if (!choose_statements(q))
        return;
    if (dump_wanted(s, DUMP_TREE))
        tree_print(&s->program, &s->symbols, out);
    Problem problem;
    if (q->silent || !trace_program(q) || q->watched || !has_result(q, remarks) ||
        !pose_problem(q, &problem))
        return;
    if (s->settings->dump) {
        dump_program(q, &problem, out);
        return;
    }
    Request request = make_request(q, &problem);
    Report report;
    if (run_view(q, &request, &report))
        write_report(q, &report, out, remarks);
}

/* Answers and prints, and sets the status. */
static void ask(Inquiry *q) {
    Session *s = q->session;
    Text out = {0}, errors = {0}; /* errors, or remarks where there are none */
    if (q->source != UINT32_MAX)
        answer(q, &out, &errors);
    if (out.failed)
        diag_no_memory(&s->diag);
    q->status = q->undefined ? EXIT_UNDEFINED : s->print_failed ? EXIT_IO : EXIT_FINE;
    q->failed = diag_failed(&s->diag);
    if (q->failed) {
        const Message *error = diag_first_error(&s->diag);
        bool limit = error && message_is_limit(error->said.code);
        text_clear(&errors);
        if (s->advise)
            s->advise(s->adviser, s, q->source, q->keep);
        diag_print_errors(&s->diag, &errors);
        q->status = s->diag.out_of_memory || errors.failed ? EXIT_IO
                    : limit                                ? EXIT_UNDEFINED
                                                           : EXIT_USAGE;
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
    bool failed;
    bool has_ans;
    double ans;
} Summary;

static void ask_and_tell(void *context, Text *result) {
    Inquiry *q = context;
    Session *s = q->session;
    ask(q);
    Summary summary = {q->status, q->failed, s->has_ans, s->ans};
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
        q->failed = summary.failed;
        s->has_ans = summary.has_ans;
        s->ans = summary.ans;
        text_clear(&s->shown);
        text_put(&s->shown, result.bytes + sizeof summary);
    }
    text_free(&result);
}

/* After a line: keeps what it defines if it succeeded. */
static void end_line(const Inquiry *q, DiagMark before, DiagMark source, TreeMark tree) {
    Session *s = q->session;
    bool fine = !q->failed && (q->status == EXIT_FINE || q->status == EXIT_UNDEFINED);
    bool stays = q->keep && fine && definitions_keep(&s->definitions, s->ans_name);
    if (stays) {
        s->tree.statements.count = 0;
    } else {
        tree_release(&s->tree, tree);
        definitions_leave(&s->definitions);
    }
    diag_release(&s->diag, stays ? source : before); /* a line that stays needs its text */
    claims_free(s);
    arena_free(&s->arena);
}

/* Text -> tokens -> tree -> answer; then what the line defines is kept, or nothing of it. Session,
 * view and kind are already set, and tokens if they were read. */
static ExitStatus take_line(Inquiry q, const char *name, const char *text, size_t length,
                            uint32_t first_line) {
    Session *s = q.session;
    Tokens tokens = {0};
    if (!q.tokens) {
        tokens_read(&tokens, &s->symbols, &s->diag, text, length);
        q.tokens = &tokens;
    }
    DiagMark before = diag_mark(&s->diag);
    TreeMark tree = tree_mark(&s->tree);
    q.views = s->settings->views;
    if (!settings_writer(s->settings)->shows_times)
        q.views.time_ms = 0;
    q.style = s->settings->style;
    q.style.one_line |= q.keep;
    q.style.expression_column = q.keep;
    q.put = q.keep && ans_put(s, q.tokens);
    q.source = diag_add_source(&s->diag, name, text, length, first_line);
    DiagMark source = diag_mark(&s->diag);
    if (q.source != UINT32_MAX) {
        tokens_move(q.tokens, s->diag.sources.items[q.source].base);
        parse(&q);
    }
    if (s->subprocess && !diag_failed(&s->diag))
        ask_in_subprocess(&q);
    else
        ask(&q);
    tokens_free(q.tokens);
    end_line(&q, before, source, tree);
    return q.status;
}

ExitStatus session_answer(Session *s, const char *name, const char *text, size_t length,
                          uint32_t first_line, bool keep) {
    Inquiry q = {.session = s, .view = s->settings->view, .keep = keep};
    return take_line(q, name, text, length, first_line);
}

ExitStatus session_lines(Session *s, const View *view, const char *name, const Text *text,
                         Tokens *tokens, uint32_t first_line) {
    Inquiry q = {.session = s,
                 .view = view ? view : s->settings->view,
                 .tokens = tokens,
                 .first = view ? 1 : 0,
                 .keep = true};
    return take_line(q, name, text_string(text), text->length, first_line);
}

ExitStatus session_load(Session *s, const char *name, const char *text, size_t length) {
    Inquiry q = {.session = s, .view = s->settings->view, .keep = true, .loaded = true};
    return take_line(q, name, text, length, 1);
}

ExitStatus session_keep_values(Session *s) {
    DiagMark diag = diag_mark(&s->diag);
    TreeMark tree = tree_mark(&s->tree);
    Tokens tokens = {0}; /* of no program */
    tokens_read(&tokens, &s->symbols, &s->diag, "", 0);
    Inquiry q = {
        .session = s, .view = s->settings->view, .tokens = &tokens, .keep = true, .silent = true};
    q.source = diag_add_option(&s->diag, "--at", "");
    session_read_values(s);
    q.program = s->tree.statements.count;
    definitions_read(&s->definitions, &s->tree, &s->symbols, &s->diag, q.program);
    ask(&q);
    tokens_free(&tokens);
    end_line(&q, diag, diag_mark(&s->diag), tree);
    s->diag.messages.count = 0;
    return q.status;
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

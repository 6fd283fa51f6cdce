/* The session: see session.h. The stations of the road stand in `answer`, in order. */
#include "shell/session.h"

#include "base/utf8.h"
#include "report/table.h"
#include "shell/claims.h"
#include "shell/dump.h"
#include "shell/iteration.h"
#include "shell/kept.h"
#include "shell/output.h"
#include "shell/wanted.h"
#include "syntax/lexer.h"
#include "syntax/parser.h"
#include "tape/run.h"

#include <stdlib.h>
#include <string.h>

bool session_begin(Session *session, const Options *options) {
    *session = (Session){.options = options};
    if (rules_begin(&session->rules) && graph_begin(&session->graph, &session->diag))
        return true;
    session_free(session);
    return false;
}

void session_free(Session *session) {
    reference_close(&session->reference);
    trace_free(&session->trace);
    rules_free(&session->rules);
    graph_free(&session->graph);
    scope_free(&session->scope);
    tree_free(&session->tree);
    diag_free(&session->diag);
    symbols_free(&session->symbols);
    arena_free(&session->arena);
    text_free(&session->columns);
}

void session_drop(Session *s) {
    s->depth = 0;
    s->last_token = TOKEN_END;
}

bool session_continues(Session *s, const char *line, size_t length) {
    Diag aside = {0}; /* errors are for the parser to find */
    Lexer lexer;
    uint32_t source = diag_add_source(&aside, NULL, line, length, 1);
    if (source != UINT32_MAX) {
        lexer_begin(&lexer, &s->symbols, &aside, source);
        lexer.depth = s->depth;
        if (s->last_token != TOKEN_END)
            lexer.previous = (uint8_t)s->last_token;
        for (Token token; (token = lexer_next(&lexer)).kind != TOKEN_END;)
            s->last_token = token.kind;
        s->depth = lexer.depth;
    }
    bool refused = aside.out_of_memory;
    diag_free(&aside);
    if (refused) { /* the answer will say so */
        diag_no_memory(&s->diag);
        session_drop(s);
        return false;
    }
    bool open = s->depth > 0;
    switch (s->last_token) {
    case TOKEN_END: /* nothing but blanks and comments */
    case TOKEN_NEWLINE:
    case TOKEN_SEMICOLON:
    case TOKEN_NUMBER:
    case TOKEN_NAME:
    case TOKEN_CLOSE:
        break;
    default:
        open = true;
        break;
    }
    if (!open)
        session_drop(s);
    return open;
}

/* ---- from the trace to a request ---- */

static void *allocate(Session *s, size_t count, size_t size) {
    void *block = count <= SIZE_MAX / (size + 1) ? arena_allocate(&s->arena, count * size) : NULL;
    if (!block)
        diag_no_memory(&s->diag);
    return block;
}

static const char *const *variable_names(Session *s) {
    size_t count = s->trace.variables.count;
    const char **names = allocate(s, count, sizeof *names);
    for (size_t i = 0; names && i < count; i++)
        names[i] = symbol_text(&s->symbols, s->trace.variables.items[i]);
    return names;
}

/* The source of the statement that gave the value, as people may see it. It stays text that parses: ends
 * of lines and tabs are kept, formats have their own ways to write them. */
static const char *expression_text(Session *s, uint32_t source) {
    const Source *from = &s->diag.sources.items[source];
    Span span = s->trace.span;
    Text text = {0};
    if (span.start >= from->base && span.end <= from->base + from->length) {
        const char *next = from->text + (span.start - from->base);
        const char *end = from->text + (span.end - from->base);
        while (next < end) {
            size_t plain = 0, left = (size_t)(end - next);
            while (plain < left && next[plain] != '\n' && next[plain] != '\t')
                plain++;
            utf8_escape(&text, next, plain);
            text_bytes(&text, next + plain, plain < left);
            next += plain + (plain < left);
        }
    }
    const char *copy = text.failed ? NULL : arena_copy(&s->arena, text_string(&text), text.length);
    text_free(&text);
    if (!copy)
        diag_no_memory(&s->diag);
    return copy;
}

/* The line of a note about a part of this source, with a caret; NULL for a note about all of it. */
static const char *note_place(Session *s, uint32_t source, Span span) {
    const Source *from = &s->diag.sources.items[source];
    bool all = span.start <= s->trace.span.start && span.end >= s->trace.span.end;
    if (!span.end || span.end > from->base + from->length || all)
        return NULL;
    Text text = {0};
    diag_print_place(&s->diag, span, &text);
    const char *copy = text.failed ? NULL : arena_copy(&s->arena, text_string(&text), text.length);
    text_free(&text);
    if (!copy)
        diag_no_memory(&s->diag);
    return copy;
}

/* The notes of this line. Those that tracing made about earlier lines, before message `answer`, were shown with
 * them; those of the answer are about this one, wherever its operations were written. */
static void collect_notes(Session *s, uint32_t source, size_t answer, Report *report) {
    const Diag *diag = &s->diag;
    uint32_t base = diag->sources.items[source].base, count = 0;
    ReportNote *notes = allocate(s, diag->messages.count, sizeof *notes);
    for (size_t i = 0; notes && i < diag->messages.count; i++) {
        const Message *message = &diag->messages.items[i];
        Span span = message->span;
        if (message->kind != MESSAGE_NOTE || (i < answer && span.end && span.start < base))
            continue;
        if (s->answered && span.start > base + s->diag.sources.items[source].length)
            continue; /* a value of --at that this line has no use for */
        bool inside =
            span.end && span.start >= s->trace.span.start && span.end <= s->trace.span.end;
        uint32_t start = inside ? span.start - s->trace.span.start : 0;
        uint32_t end = inside ? span.end - s->trace.span.start : 0;
        const char *place = note_place(s, source, span);
        notes[count++] = (ReportNote){message->topic, message->text, start, end, place};
    }
    report->notes = notes;
    report->note_count = notes ? count : 0;
}

/* ---- answering ---- */

/* Instrumented builds verify the graph after every stage that makes nodes. */
static void check_graph(Session *s, const char *stage) {
#ifdef ADCALC_CHECK_GRAPH
    Text why = {0};
    if (!graph_check(&s->graph, &why))
        diag_error(&s->diag, (Span){0, 0}, NULL, "the graph is broken after %s: %s", stage,
                   text_string(&why));
    text_free(&why);
#else
    (void)s;
    (void)stage;
#endif
}

/* Notes go to stderr where the answer has no place for them; who wants numbers alone gets none. */
static void say_notes(const Session *s, const Report *report, Text *remarks) {
    const Writer *writer = s->options->writer;
    bool shown = writer->shows_notes && (report->kind != REPORT_TEXT || writer->wraps_text);
    if (shown || s->options->views.quiet)
        return;
    for (uint32_t i = 0; i < report->note_count; i++) {
        text_format(remarks, "adcalc: note: %s\n", report->notes[i].text);
        text_put(remarks, report->notes[i].place ? report->notes[i].place : "");
    }
}

/* Whether csv or tsv need a header: before the first answer of a session, and where columns change. */
static bool columns_change(Session *s, const Problem *problem, const Report *report,
                           Text *columns) {
    const ReportRows *rows = report->kind == REPORT_ROWS ? &report->as.rows : NULL;
    text_format(columns, "%d", (int)report->kind);
    for (uint32_t i = 0; rows && i < rows->column_count; i++)
        text_format(columns, ",%s", rows->columns[i].key ? rows->columns[i].key : "");
    for (uint32_t i = 0; !rows && report->kind != REPORT_DERIVE && i < problem->wanted_count; i++)
        text_format(columns, ",%s", problem->names[problem->wanted[i]]);
    diag_check_text(&s->diag, columns);
    return !s->answered || strcmp(text_string(columns), text_string(&s->columns)) != 0;
}

/* What a line of a session was about. */
typedef struct Question {
    Session *session;
    const View *view;
    uint32_t source;
    size_t program; /* statements: the line's own are [kept, program), then come values of --at */
    bool keep;      /* it is a line of a session */
    bool silent;    /* ... of definitions alone, which are only checked */
    ExitStatus status;
} Question;

/* The value that an answer is about, into *value; false without memory. */
static bool find_value(const Problem *problem, const Report *report, double *value) {
    if (report->kind == REPORT_COMPARE) {
        *value = report->as.compare.value;
        return true;
    }
    Evaluator evaluator;
    if (!evaluator_begin(&evaluator, problem->graph, &problem->root, 1, problem->variables))
        return false;
    const Run *run = evaluator_at(&evaluator, problem->point);
    if (run)
        *value = run_output(run, 0);
    evaluator_free(&evaluator);
    return run != NULL;
}

static ExitStatus show(const Question *q, const Problem *problem, Text *out, Text *remarks) {
    Session *s = q->session;
    ViewOptions options = s->options->views;
    if (!s->options->writer->shows_times)
        options.time_ms = 0;
    const char *referee = getenv("ADCALC_REFERENCE");
    bool refereed = (s->options->writer->shows_times || q->view->needs_truth) &&
                    !(referee && !strcmp(referee, "none"));
    Request request = {.problem = *problem,
                       .expression = expression_text(s, q->source),
                       .diag = &s->diag,
                       .options = &options,
                       .steps = s->options->iterate ? s->trace.values.items : NULL,
                       .step_count = s->options->iterate ? (uint32_t)s->trace.values.count : 0,
                       .reference = refereed ? &s->reference : NULL,
                       .arena = &s->arena};
    Report report = {.view = q->view->name,
                     .expression = request.expression,
                     .names = problem->names,
                     .point = q->view->needs_point ? problem->point : NULL,
                     .variable_count = problem->variables};
    bool undefined = false;
    check_graph(s, "tracing");
    size_t traced = s->diag.messages.count;
    if (diag_failed(&s->diag) || !claims_read(s, q->view, q->keep, &request) ||
        !q->view->run(&request, &report, &undefined))
        return EXIT_USAGE;
    check_graph(s, q->view->name);
    double value = 0;
    bool has_value = q->keep && q->view->needs_point && find_value(problem, &report, &value);
    collect_notes(s, q->source, traced, &report);
    ReportStyle style = s->options->style;
    Text columns = {0};
    style.header = columns_change(s, problem, &report, &columns);
    style.one_line |= q->keep;
    style.expression_column = q->keep;
    bool long_answer =
        report.kind == REPORT_COMPARE || report.kind == REPORT_TRACE || report.kind == REPORT_ROWS;
    if (s->answered && long_answer && s->options->writer->write == table_write)
        text_put(out, "\n");
    /* Who wants the answer alone gets no object around its text. */
    bool bare = options.quiet && report.kind == REPORT_TEXT;
    (bare ? writer_table : s->options->writer)->write(&report, &style, out);
    say_notes(s, &report, remarks);
    diag_check_text(&s->diag, remarks);
    if (out->failed || diag_failed(&s->diag)) { /* nothing will be printed */
        text_free(&columns);
        return EXIT_USAGE;
    }
    text_free(&s->columns);
    s->columns = columns;
    s->answered = true;
    if (has_value) {
        s->has_ans = true;
        s->ans = value;
    }
    return undefined ? EXIT_UNDEFINED : EXIT_FINE;
}

/* How many of the statements [first, last) are of a kind. */
static size_t count_kind(const Session *s, size_t first, size_t last, TreeKind kind) {
    size_t count = 0;
    for (size_t i = first; i < last; i++)
        count += kept_statement(s, i)->kind == kind;
    return count;
}

/* Text -> tokens -> tree. */
static void parse(Question *q) {
    Session *s = q->session;
    parse_source(&s->tree, &s->symbols, &s->diag, q->source);
    if (s->options->iterate)
        iteration_compose(s);
    if (q->keep)
        kept_check_ans(s, s->tree.statements.count);
    q->program = s->tree.statements.count;
    q->silent = q->keep && !count_kind(s, s->kept, q->program, TREE_EXPRESSION);
    for (size_t i = 0; i < s->options->values.count && !diag_failed(&s->diag); i++) {
        const char *values = s->options->values.items[i];
        uint32_t given = diag_add_source(&s->diag, "--at", values, strlen(values), 1);
        if (given != UINT32_MAX)
            parse_values(&s->tree, &s->symbols, &s->diag, given);
    }
}

/* Whether all that is kept goes together with what this line defines. */
static bool check_definitions(const Question *q) {
    Session *s = q->session;
    scope_clear(&s->scope);
    graph_clear(&s->graph);
    if (count_kind(s, 0, q->program, TREE_AT) == q->program)
        trace_points(&s->trace, &s->tree, &s->symbols, &s->scope, &s->graph);
    else
        trace_program(&s->trace, &s->tree, q->program, &s->symbols, &s->scope, &s->graph, false);
    return !diag_failed(&s->diag);
}

/* Tree -> graph -> view -> report. */
static ExitStatus answer(const Question *q, Text *out, Text *remarks) {
    Session *s = q->session;
    if (dump_wanted(s, DUMP_TOKENS))
        dump_tokens(s, q->source, out);
    if (dump_wanted(s, DUMP_TREE))
        tree_print(&s->tree, &s->symbols, out);
    if (diag_failed(&s->diag) || (q->keep && q->program == s->kept))
        return diag_failed(&s->diag) ? EXIT_USAGE : EXIT_FINE;
    bool defines = count_kind(s, s->kept, q->program, TREE_EXPRESSION) < q->program - s->kept;
    if (q->keep && defines && !check_definitions(q))
        return EXIT_USAGE;
    if (q->silent)
        return EXIT_FINE;
    bool need_values = q->view->needs_point && !s->options->dump;
    Tree tree = s->tree;
    size_t program = q->program;
    if (q->keep && !kept_slice(s, q->program, &tree, &program))
        return EXIT_USAGE;
    scope_clear(&s->scope);
    graph_clear(&s->graph);
    trace_program(&s->trace, &tree, program, &s->symbols, &s->scope, &s->graph, need_values);
    if (diag_failed(&s->diag))
        return EXIT_USAGE;
    static const double no_point; /* without variables there is still an array */
    Problem problem = {.graph = &s->graph,
                       .rules = &s->rules,
                       .root = s->trace.root,
                       .variables = (uint32_t)s->trace.variables.count,
                       .names = variable_names(s),
                       .point = s->trace.point.items ? s->trace.point.items : &no_point};
    if (diag_failed(&s->diag))
        return EXIT_USAGE;
    if (dump_wanted(s, DUMP_GRAPH))
        graph_print(&s->graph, problem.names, problem.root, out);
    if (dump_wanted(s, DUMP_TAPE))
        dump_tape(s, problem.names, out);
    if (s->options->dump)
        return EXIT_FINE;
    wanted_choose(s, q->view, &problem);
    return show(q, &problem, out, remarks);
}

/* Answers and prints. */
static void ask(Question *q) {
    Session *s = q->session;
    Text out = {0}, errors = {0}; /* errors, or remarks where there are none */
    if (q->source != UINT32_MAX)
        q->status = answer(q, &out, &errors);
    if (out.failed)
        diag_no_memory(&s->diag);
    if (diag_failed(&s->diag)) {
        q->status = EXIT_USAGE;
        text_clear(&errors);
        diag_print_errors(&s->diag, &errors);
    } else if (!output_write(&out)) {
        q->status = EXIT_IO;
    }
    if (errors.length || errors.failed)
        output_error(&errors);
    text_free(&out);
    text_free(&errors);
}

/* ---- answering apart from the session ---- */

/* What the session must know of an answer given elsewhere; the columns follow it. */
typedef struct Outcome {
    ExitStatus status;
    bool answered, has_ans;
    double ans;
} Outcome;

static void ask_and_tell(void *context, Text *result) {
    Question *q = context;
    Session *s = q->session;
    ask(q);
    Outcome outcome = {q->status, s->answered, s->has_ans, s->ans};
    text_bytes(result, (const char *)&outcome, sizeof outcome);
    text_put(result, text_string(&s->columns));
}

static void ask_apart(Question *q) {
    Session *s = q->session;
    Text result = {0};
    Outcome outcome;
    q->status = s->apart(ask_and_tell, q, &result);
    if (q->status == EXIT_FINE && result.length >= sizeof outcome) {
        memcpy(&outcome, result.bytes, sizeof outcome);
        q->status = outcome.status;
        s->answered = outcome.answered;
        s->has_ans = outcome.has_ans;
        s->ans = outcome.ans;
        text_clear(&s->columns);
        text_put(&s->columns, result.bytes + sizeof outcome);
    }
    text_free(&result);
}

static ExitStatus run_question(Session *s, const View *view, const char *name, const char *text,
                               size_t length, uint32_t first_line, bool keep, bool asked) {
    DiagMark diag = diag_mark(&s->diag);
    TreeMark tree = tree_mark(&s->tree);
    Question q = {.session = s, .view = view, .keep = keep, .status = EXIT_USAGE};
    if (keep)
        kept_put_ans(s, text, length);
    q.source = diag_add_source(&s->diag, name, text, length, first_line);
    DiagMark source = diag_mark(&s->diag);
    if (q.source != UINT32_MAX)
        parse(&q);
    q.silent &= !asked;
    if (s->apart && !diag_failed(&s->diag))
        ask_apart(&q);
    else
        ask(&q);
    bool fine = q.status == EXIT_FINE || q.status == EXIT_UNDEFINED;
    bool stays = keep && fine && kept_add(s, q.program);
    if (!stays)
        tree_release(&s->tree, tree);
    diag_release(&s->diag, stays ? source : diag); /* of a line that stays its text is needed */
    arena_free(&s->arena);
    return q.status;
}

ExitStatus session_answer(Session *s, const char *name, const char *text, size_t length,
                          uint32_t first_line, bool keep) {
    return run_question(s, s->options->view, name, text, length, first_line, keep, false);
}

ExitStatus session_view(Session *s, const View *view, const char *name, const char *text,
                        size_t length, uint32_t first_line) {
    return run_question(s, view, name, text, length, first_line, true, true);
}

/* ---- what is kept ---- */

ExitStatus session_keep_values(Session *s) {
    DiagMark diag = diag_mark(&s->diag);
    TreeMark tree = tree_mark(&s->tree);
    Question q = {.session = s, .view = s->options->view, .keep = true, .silent = true};
    q.source = diag_add_source(&s->diag, "--at", "", 0, 1);
    if (q.source != UINT32_MAX)
        parse(&q);
    q.program = s->tree.statements.count;
    ask(&q);
    if (q.status == EXIT_FINE && kept_add(s, q.program)) {
        s->diag.messages.count = 0;
    } else {
        tree_release(&s->tree, tree);
        diag_release(&s->diag, diag);
    }
    return q.status;
}

static void list(void *context, Text *result) {
    Question *q = context;
    Session *s = q->session;
    scope_clear(&s->scope);
    graph_clear(&s->graph);
    if (count_kind(s, 0, q->program, TREE_AT) == q->program)
        trace_points(&s->trace, &s->tree, &s->symbols, &s->scope, &s->graph);
    else
        trace_program(&s->trace, &s->tree, q->program, &s->symbols, &s->scope, &s->graph, false);
    kept_list(s, result);
    if (!diag_failed(&s->diag))
        return;
    Text errors = {0};
    text_clear(result); /* half of a list is none */
    result->failed = s->diag.out_of_memory;
    diag_print_errors(&s->diag, &errors);
    if (!result->failed)
        output_error(&errors);
    text_free(&errors);
}

ExitStatus session_list(Session *s, const char *line) {
    DiagMark diag = diag_mark(&s->diag);
    TreeMark tree = tree_mark(&s->tree);
    Question q = {.session = s, .view = s->options->view};
    Text text = {0};
    ExitStatus status = EXIT_FINE;
    q.source = diag_add_source(&s->diag, "--at", "", 0, 1);
    if (q.source != UINT32_MAX)
        parse(&q);
    if (s->apart)
        status = s->apart(list, &q, &text);
    else
        list(&q, &text);
    if (status == EXIT_FINE)
        status = session_show(s, "vars", line, &text);
    tree_release(&s->tree, tree);
    diag_release(&s->diag, diag);
    text_free(&text);
    return status;
}

ExitStatus session_show(Session *s, const char *topic, const char *line, const Text *text) {
    Text out = {0}, shown = {0};
    utf8_escape(&shown, line, strlen(line));
    Report report = {.kind = REPORT_TEXT,
                     .view = topic,
                     .expression = text_string(&shown),
                     .as.text = text_string(text)};
    ReportStyle style = s->options->style;
    style.one_line = true;
    s->options->writer->write(&report, &style, &out);
    out.failed |= shown.failed || text->failed;
    ExitStatus status = EXIT_FINE;
    if (out.failed)
        output_error(&out);
    if (out.failed || !output_write(&out))
        status = EXIT_IO;
    text_free(&out);
    text_free(&shown);
    return status;
}

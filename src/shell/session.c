/* The session: see session.h. The stations of the road stand in `answer`, in order. */
#include "shell/session.h"

#include "base/utf8.h"
#include "shell/output.h"
#include "syntax/lexer.h"
#include "syntax/parser.h"
#include "tape/tape.h"

#include <math.h>
#include <string.h>

bool session_begin(Session *session, const Options *options) {
    *session = (Session){.options = options};
    if (rules_begin(&session->rules) && graph_begin(&session->graph, &session->diag))
        return true;
    session_free(session);
    return false;
}

void session_free(Session *session) {
    trace_free(&session->trace);
    rules_free(&session->rules);
    graph_free(&session->graph);
    scope_free(&session->scope);
    tree_free(&session->tree);
    diag_free(&session->diag);
    symbols_free(&session->symbols);
    arena_free(&session->arena);
}

/* ---- stages shown on request ---- */

static void dump_tokens(Session *s, uint32_t source, Text *out) {
    Lexer lexer;
    Token token;
    lexer_begin(&lexer, &s->symbols, &s->diag, source);
    do {
        token = lexer_next(&lexer);
        token_print(&token, &lexer, out);
    } while (token.kind != TOKEN_END);
}

static void dump_tape(Session *s, const char *const *names, Text *out) {
    Tape tape = {0};
    if (tape_compile(&tape, &s->graph, &s->trace.root, 1, (uint32_t)s->trace.variables.count,
                     s->trace.point.items, 1))
        tape_print(&tape, names, out);
    tape_free(&tape);
}

static bool dumps(const Session *s, DumpStage stage) {
    return s->options->dump >> stage & 1;
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

/* The variables of --wrt, or all. */
static void choose_wanted(Session *s, Problem *problem) {
    const char *list = s->options->wanted;
    uint32_t *wanted = allocate(s, problem->variables, sizeof *wanted);
    problem->wanted = wanted;
    if (!wanted)
        return;
    if (!list) {
        for (uint32_t i = 0; i < problem->variables; i++)
            wanted[problem->wanted_count++] = i;
        return;
    }
    while (*list) {
        size_t length = strcspn(list, ",");
        uint32_t i = 0;
        while (i < problem->variables &&
               (strlen(problem->names[i]) != length || strncmp(problem->names[i], list, length)))
            i++;
        bool again = false;
        for (uint32_t k = 0; k < problem->wanted_count; k++)
            again |= wanted[k] == i;
        if (i == problem->variables) {
            diag_error(&s->diag, (Span){0, 0}, NULL, "--wrt: %.*s is not a variable here",
                       (int)(length > 60 ? 60 : length), list);
            return;
        }
        if (!again)
            wanted[problem->wanted_count++] = i;
        list += length + (list[length] == ',');
    }
}

/* The source of the statement that gave the value, as people may see it. */
static const char *expression_text(Session *s, uint32_t source) {
    const Source *from = &s->diag.sources.items[source];
    Span span = s->trace.span;
    Text text = {0};
    if (span.start >= from->base && span.end <= from->base + from->length)
        utf8_escape(&text, from->text + (span.start - from->base), span.end - span.start);
    const char *copy = text.failed ? NULL : arena_copy(&s->arena, text_string(&text), text.length);
    text_free(&text);
    if (!copy)
        diag_no_memory(&s->diag);
    return copy;
}

/* The notes of this line; those about earlier lines were shown with them. */
static void collect_notes(Session *s, uint32_t source, Report *report) {
    const Diag *diag = &s->diag;
    uint32_t base = diag->sources.items[source].base, count = 0;
    ReportNote *notes = allocate(s, diag->messages.count, sizeof *notes);
    for (size_t i = 0; notes && i < diag->messages.count; i++) {
        const Message *message = &diag->messages.items[i];
        Span span = message->span;
        if (message->kind != MESSAGE_NOTE || (span.end && span.start < base))
            continue;
        bool inside =
            span.end && span.start >= s->trace.span.start && span.end <= s->trace.span.end;
        uint32_t start = inside ? span.start - s->trace.span.start : 0;
        uint32_t end = inside ? span.end - s->trace.span.start : 0;
        notes[count++] = (ReportNote){message->topic, message->text, start, end};
    }
    report->notes = notes;
    report->note_count = notes ? count : 0;
}

/* ---- answering ---- */

static ExitStatus show(Session *s, uint32_t source, const Problem *problem, Text *out) {
    Request request = {.problem = *problem,
                       .expression = expression_text(s, source),
                       .diag = &s->diag,
                       .options = &s->options->views,
                       .arena = &s->arena};
    Report report = {.view = s->options->view->name,
                     .expression = request.expression,
                     .names = problem->names,
                     .point = s->options->view->needs_point ? problem->point : NULL,
                     .variable_count = problem->variables};
    bool undefined = false;
    if (diag_failed(&s->diag) || !s->options->view->run(&request, &report, &undefined))
        return EXIT_USAGE;
    collect_notes(s, source, &report);
    ReportStyle style = s->options->style;
    style.header = !s->header_printed;
    s->options->writer->write(&report, &style, out);
    s->header_printed = true;
    return undefined ? EXIT_UNDEFINED : EXIT_FINE;
}

/* Text -> tokens -> tree -> graph -> view -> report. */
static ExitStatus answer(Session *s, uint32_t source, bool keep, Text *out) {
    if (dumps(s, DUMP_TOKENS))
        dump_tokens(s, source, out);
    parse_source(&s->tree, &s->symbols, &s->diag, source);
    size_t program = s->tree.statements.count;
    bool silent = keep; /* a line of definitions alone */
    for (size_t i = s->kept; i < program; i++)
        silent &= s->tree.nodes.items[s->tree.statements.items[i]].kind != TREE_EXPRESSION;
    for (size_t i = 0; i < s->options->values.count && !diag_failed(&s->diag); i++) {
        const char *values = s->options->values.items[i];
        uint32_t given = diag_add_source(&s->diag, "--at", values, strlen(values), 1);
        if (given != UINT32_MAX)
            parse_values(&s->tree, &s->symbols, &s->diag, given);
    }
    if (dumps(s, DUMP_TREE))
        tree_print(&s->tree, &s->symbols, out);
    if (diag_failed(&s->diag) || (keep && program == s->kept))
        return diag_failed(&s->diag) ? EXIT_USAGE : EXIT_FINE;
    bool need_values = s->options->view->needs_point && !s->options->dump && !silent;
    scope_clear(&s->scope);
    graph_clear(&s->graph);
    bool only_points = silent;
    for (size_t i = 0; i < program; i++)
        only_points &= s->tree.nodes.items[s->tree.statements.items[i]].kind == TREE_AT;
    if (only_points)
        return EXIT_FINE;
    trace_program(&s->trace, &s->tree, program, &s->symbols, &s->scope, &s->graph, need_values);
    if (diag_failed(&s->diag))
        return EXIT_USAGE;
    Problem problem = {.graph = &s->graph,
                       .rules = &s->rules,
                       .root = s->trace.root,
                       .variables = (uint32_t)s->trace.variables.count,
                       .names = variable_names(s),
                       .point = s->trace.point.items};
    if (!diag_failed(&s->diag))
        choose_wanted(s, &problem);
    if (diag_failed(&s->diag))
        return EXIT_USAGE;
    if (dumps(s, DUMP_GRAPH))
        graph_print(&s->graph, problem.names, problem.root, out);
    if (dumps(s, DUMP_TAPE))
        dump_tape(s, problem.names, out);
    if (s->options->dump || silent)
        return EXIT_FINE;
    return show(s, source, &problem, out);
}

/* Of a line that went well the definitions, names and points stay, but not what was only asked. */
static bool keep_statements(Session *s, size_t program) {
    size_t kept = s->kept;
    for (size_t i = s->kept; i < program; i++) {
        TreeId id = s->tree.statements.items[i];
        if (s->tree.nodes.items[id].kind != TREE_EXPRESSION)
            s->tree.statements.items[kept++] = id;
    }
    bool any = kept > s->kept;
    s->tree.statements.count = s->kept = kept;
    return any;
}

ExitStatus session_answer(Session *s, const char *name, const char *text, size_t length,
                          uint32_t first_line, bool keep) {
    DiagMark diag = diag_mark(&s->diag);
    TreeMark tree = tree_mark(&s->tree);
    Text out = {0}, errors = {0};
    ExitStatus status = EXIT_USAGE;
    uint32_t source = diag_add_source(&s->diag, name, text, length, first_line);
    if (source != UINT32_MAX)
        status = answer(s, source, keep, &out);
    if (out.failed)
        diag_no_memory(&s->diag);
    if (diag_failed(&s->diag)) {
        status = EXIT_USAGE;
        diag_print_errors(&s->diag, &errors);
        output_error(&errors);
    } else if (!output_write(&out)) {
        status = EXIT_IO;
    }
    bool stays = keep && status != EXIT_USAGE && keep_statements(s, s->tree.statements.count);
    if (!stays)
        tree_release(&s->tree, tree);
    if (!stays)
        diag_release(&s->diag, diag);
    else
        s->diag.messages.count = 0;
    arena_free(&s->arena);
    text_free(&out);
    text_free(&errors);
    return status;
}

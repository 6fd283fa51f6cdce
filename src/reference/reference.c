/* The client of the referee: see reference.h.
 *
 * The question is the tape of the function, whose element numbers are the numbers of steps; about
 * both sides of a point it is the graph, whose nodes are numbered anew. Replies
 * are checked before they are believed, and never waited for beyond the limit. */
#include "reference/reference.h"

#include "reference/reply.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PROGRAM "adcalc-reference"

enum {
    MOST_FAILURES = 3,         /* in a row before giving up */
    SLACK_MILLISECONDS = 1000, /* to start and be scheduled, on top of the referee's own limit */
    LARGE_QUESTION_MILLISECONDS = 100, /* to hand it over */
    LOOK_MILLISECONDS = 20,            /* between looks at the caller's `stop` */
    MOST_MILLISECONDS = 3600000,       /* to wait for an answer, whatever the limits */
    REPLY_BYTES = 4096                 /* at most for each number asked for */
};

/* What takes about 200 ms at the first precision. */
static const ReferenceLimits default_limits = {8192, 200, 2e5};

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* ---- the question ---- */

static void put_number(Text *out, uint32_t number) {
    char digits[16], *start = digits + sizeof digits;
    do
        *--start = (char)('0' + number % 10);
    while (number /= 10);
    text_put(out, " ");
    text_bytes(out, start, (size_t)(digits + sizeof digits - start));
}

static bool begin_step(Reference *reference, OpId op) {
    Text *out = &reference->question;
    text_put(out, "step");
    put_number(out, (uint32_t)reference->operations.count);
    text_put(out, " ");
    text_put(out, op_table[op].id);
    return array_push(&reference->operations, (uint8_t)op);
}

static bool put_instruction(Reference *reference, const Tape *tape, const Instruction *at) {
    Text *out = &reference->question;
    const OpInfo *info = &op_table[at->op];
    if (at->op == OP_SELECT) {
        text_put(out, "guard");
        put_number(out, at->in[0]);
        put_number(out, at->integer != 0);
    } else {
        if (!begin_step(reference, (OpId)at->op))
            return false;
        if (info->has_integer)
            text_format(out, " %d of", (int)at->integer);
        bool many = info->form == OP_NARY;
        const uint32_t *operands = many ? tape->gather.items + at->in[0] : at->in;
        uint32_t count = many ? at->in[1] : (uint32_t)info->arity;
        for (uint32_t i = 0; i < count; i++)
            put_number(out, operands[i]);
    }
    text_put(out, "\n");
    return true;
}

/* The tape's elements are variables, constants, then results in order: their numbers
 * are those of the steps. */
static bool put_tape(Reference *reference, const Tape *tape) {
    Text *out = &reference->question;
    for (uint32_t i = 0; i < tape->variables; i++) {
        if (!begin_step(reference, OP_VARIABLE))
            return false;
        put_number(out, i);
        text_put(out, "\n");
    }
    for (size_t i = 0; i < tape->constants.count; i++) {
        if (!begin_step(reference, OP_CONSTANT))
            return false;
        text_format(out, " %a\n", tape->constants.items[i]);
    }
    for (size_t i = 0; i < tape->code.count; i++)
        if (!put_instruction(reference, tape, &tape->code.items[i]))
            return false;
    text_put(out, "root");
    put_number(out, tape->outputs.items[0]);
    text_put(out, "\nend\n");
    return !out->failed;
}

/* A line of doubles, one per variable. */
static void put_vector(Text *out, const char *word, const double *vector, uint32_t count) {
    text_put(out, word);
    for (uint32_t i = 0; i < count; i++)
        text_format(out, " %a", vector[i]);
    text_put(out, "\n");
}

static void put_derivatives(Text *out, const Problem *problem) {
    if (problem->direction)
        put_vector(out, "along", problem->direction, problem->components);
    for (uint32_t i = 0; i < problem->derivative_count; i++) {
        const Derivative *derivative = &problem->derivatives[i];
        text_put(out, "derivative");
        for (uint32_t k = 0; k < derivative->count; k++) {
            put_number(out, derivative->factors[k].variable);
            put_number(out, derivative->factors[k].times);
        }
        text_put(out, "\n");
    }
}

/* What is asked, and within which limits: all but the function. */
static void put_head(Reference *reference, const Problem *problem, const ReferenceLimits *limits) {
    Text *out = &reference->question;
    text_clear(out);
    reference->operations.count = 0;
    text_format(out, PROGRAM " 4\nvariables %u\n", (unsigned)problem->components);
    put_vector(out, "point", problem->point, problem->components);
    put_derivatives(out, problem);
    text_format(out, "limit %u %u\n", (unsigned)limits->bits, (unsigned)limits->milliseconds);
}

static bool put_question(Reference *reference, const Problem *problem,
                         const ReferenceLimits *limits) {
    put_head(reference, problem, limits);
    const Tape *tape = evaluator_tape(problem->tapes, problem->point);
    return tape && put_tape(reference, tape);
}

/* ---- the question about both sides ---- */

static bool put_node(Reference *reference, const Graph *graph, NodeId id, const uint32_t *numbers) {
    Text *out = &reference->question;
    const Node *node = graph_node(graph, id);
    OpId op = graph_op(graph, id);
    uint32_t count;
    const NodeId *arguments = graph_arguments(graph, id, &count);
    if (!begin_step(reference, op))
        return false;
    if (op == OP_VARIABLE)
        put_number(out, node->as.variable);
    else if (op == OP_CONSTANT)
        text_format(out, " %a", graph_constant_value(graph, id));
    if (op_table[op].has_integer)
        text_format(out, " %d of", (int)node->integer);
    for (uint32_t i = 0; i < count; i++)
        put_number(out, numbers[arguments[i]]);
    text_put(out, "\n");
    return true;
}

/* Nodes that the root needs become steps; `numbers` has room for one a node. */
static bool put_nodes(Reference *reference, const Problem *problem, const uint8_t *marks,
                      uint32_t *numbers) {
    for (NodeId id = 0; id <= problem->root; id++) {
        if (!marks[id])
            continue;
        numbers[id] = (uint32_t)reference->operations.count;
        if (!put_node(reference, problem->graph, id, numbers))
            return false;
    }
    text_put(&reference->question, "root");
    put_number(&reference->question, numbers[problem->root]);
    text_put(&reference->question, "\n");
    return true;
}

static void put_hints(Text *out, const ReferenceHints *hints, const uint8_t *marks,
                      const uint32_t *numbers) {
    for (size_t i = 0; i < hints->tie_count; i++)
        if (marks[hints->ties[i]]) {
            text_put(out, "tie");
            put_number(out, numbers[hints->ties[i]]);
            text_put(out, "\n");
        }
    for (size_t i = 0; i < hints->room_count; i++) {
        text_put(out, "room");
        put_number(out, hints->rooms[i].answer);
        put_number(out, hints->rooms[i].order);
        text_format(out, " %a\n", hints->rooms[i].size);
    }
}

static bool put_sides(Reference *reference, const Problem *problem, const ReferenceHints *hints,
                      const ReferenceLimits *limits) {
    Text *out = &reference->question;
    size_t count = problem->graph->nodes.count;
    uint8_t *marks = memory_resize(NULL, count, sizeof *marks);
    uint32_t *numbers = memory_resize(NULL, count, sizeof *numbers);
    bool put = marks && numbers;
    if (put) {
        put_head(reference, problem, limits);
        text_put(out, "sides\n");
        graph_reach(problem->graph, &problem->root, 1, marks);
        put = put_nodes(reference, problem, marks, numbers);
    }
    if (put && hints)
        put_hints(out, hints, marks, numbers);
    text_put(out, "end\n");
    memory_free(marks);
    memory_free(numbers);
    return put && !out->failed;
}

/* ---- the process ---- */

/* The path of the program `name` in a directory of that many bytes, if it exists and can be run. */
static bool program_in(const char *directory, size_t bytes, const char *name,
                       char path[static PATH_MAX]) {
    int length = snprintf(path, PATH_MAX, "%.*s/%s", (int)bytes, directory, name);
    struct stat status;
    return length < PATH_MAX && access(path, X_OK) == 0 && stat(path, &status) == 0 &&
           S_ISREG(status.st_mode);
}

/* The program called by this name, found as the shell did: along $PATH unless the name has a slash.
 * Nothing in adcalc changes directory, so relative paths still mean the same. */
static bool called_program(const char *called, char path[static PATH_MAX]) {
    if (strchr(called, '/'))
        return snprintf(path, PATH_MAX, "%s", called) < PATH_MAX;
    const char *entry = *called ? getenv("PATH") : NULL;
    while (entry) {
        size_t length = strcspn(entry, ":");
        if (length ? program_in(entry, length, called, path) : program_in(".", 1, called, path))
            return true;
        entry = entry[length] ? entry + length + 1 : NULL;
    }
    return false;
}

/* The referee beside the program, which may have been called by a link. If the working directory
 * was deleted, realpath cannot resolve a relative path. */
static bool beside_called(const char *called, char path[static PATH_MAX]) {
    char found[PATH_MAX], real[PATH_MAX];
    if (!called || !called_program(called, found))
        return false;
    const char *program = realpath(found, real) ? real : found;
    return program_in(program, (size_t)(strrchr(program, '/') - program), PROGRAM, path);
}

static bool find_program(Reference *reference, char path[static PATH_MAX]) {
    const char *chosen = getenv("ADCALC_REFERENCE");
    if (chosen && *chosen) {
        snprintf(path, PATH_MAX, "%s", chosen);
        if (access(path, X_OK) == 0)
            return true;
        reference->missing = SAY(REFERENCE_LOST_PROGRAM);
        return false;
    }
    const char *beside = reference->beside;
    if (beside ? program_in(beside, strlen(beside), PROGRAM, path)
               : beside_called(reference->called, path))
        return true;
#ifdef ADCALC_LIBEXECDIR
    if (program_in(ADCALC_LIBEXECDIR, sizeof ADCALC_LIBEXECDIR - 1, PROGRAM, path))
        return true;
#endif
#ifdef HAVE_REFEREE
    reference->missing = SAY(REFERENCE_NOT_FOUND);
#else
    reference->missing = SAY(REFERENCE_NOT_BUILT);
#endif
    return false;
}

static void end_process(Reference *reference) {
    coprocess_end(&reference->process);
    reference->answered = false;
}

static bool start_process(Reference *reference) {
    char path[PATH_MAX];
    if (reference->failures >= MOST_FAILURES) {
        reference->missing = SAY(REFERENCE_DOES_NOT_WORK);
        return false;
    }
    if (!find_program(reference, path))
        return false;
    int error = coprocess_start(&reference->process, path);
    if (error) {
        reference->failures++;
        reference->missing = SAY(REFERENCE_NOT_STARTED, strerror(error));
        return false;
    }
    reference->answered = false;
    return true;
}

/* ---- talking ---- */

/* Sends what can be sent now; false if the process is gone. */
static bool send_some(Reference *reference) {
    return coprocess_send(&reference->process, reference->question.bytes,
                          reference->question.length, &reference->sent);
}

static bool all_sent(const Reference *reference) {
    return reference->sent == reference->question.length;
}

typedef enum Progress { REPLY_WAITING, REPLY_COMPLETE, REPLY_ENDED, REPLY_WRONG } Progress;

/* Whether the reply is complete: up to a line "end" with nothing after it. */
static Progress examine(const Reference *reference, size_t searched) {
    static const char end[] = "\nend\n";
    const size_t length = sizeof end - 1;
    const Text *reply = &reference->reply;
    for (size_t i = searched > length ? searched - length : 0; i + length <= reply->length; i++)
        if (memcmp(reply->bytes + i, end, length) == 0)
            return i + length == reply->length ? REPLY_COMPLETE : REPLY_WRONG;
    bool endless = reply->length > REPLY_BYTES * ((size_t)reference->answers + 16);
    return endless || reply->failed ? REPLY_WRONG : REPLY_WAITING;
}

static Progress receive_some(Reference *reference) {
    for (;;) {
        size_t searched = reference->reply.length;
        CoprocessInput input = coprocess_receive(&reference->process, &reference->reply);
        if (input != COPROCESS_DATA)
            return input == COPROCESS_NOTHING ? REPLY_WAITING : REPLY_ENDED;
        Progress progress = examine(reference, searched);
        if (progress != REPLY_WAITING)
            return progress;
    }
}

/* Hands over a large question: the referee reads it while it arrives. */
static void send_all(Reference *reference, int64_t until) {
    while (send_some(reference) && !all_sent(reference) && now() < until)
        coprocess_wait(&reference->process, true, LOOK_MILLISECONDS);
}

/* Sends and receives until there is progress or the deadline has passed. */
static Progress converse(Reference *reference, const volatile bool *stop) {
    for (;;) {
        bool there = send_some(reference);
        Progress progress = receive_some(reference);
        if (progress != REPLY_WAITING || !there)
            return progress == REPLY_WAITING ? REPLY_ENDED : progress;
        int64_t left = reference->deadline - now();
        if (left <= 0 || (stop && *stop))
            return REPLY_WAITING;
        int64_t wait = left / 1000000 + 1;
        coprocess_wait(&reference->process, !all_sent(reference),
                       wait < LOOK_MILLISECONDS ? (int)wait : LOOK_MILLISECONDS);
    }
}

/* Begins the question with a process that is running and idle. */
static bool ask(Reference *reference) {
    if (!coprocess_idle(&reference->process)) {
        end_process(reference);
        if (!start_process(reference))
            return false;
    }
    reference->sent = 0;
    text_clear(&reference->reply);
    int64_t start = now();
    reference->deadline = start + (int64_t)reference->wait * 1000000;
    send_all(reference, start + LARGE_QUESTION_MILLISECONDS * 1000000);
    return true;
}

/* Makes ready for a question; false with a reason if it is not to be asked. */
static bool make_ready(Reference *reference, const Problem *problem,
                       const ReferenceLimits *limits) {
    if (reference->waiting) /* the answer to the last question may still come */
        end_process(reference);
    reference->waiting = false;
    reference->missing = SAY_NOTHING;
    reference->answers = problem->derivative_count;
    uint32_t milliseconds =
        limits->milliseconds < MOST_MILLISECONDS ? limits->milliseconds : MOST_MILLISECONDS;
    reference->wait = milliseconds + milliseconds / 4 + SLACK_MILLISECONDS;
    double operations = problem_operations(problem);
    if (operations > limits->operations)
        reference->missing = SAY(QUESTION_TOO_LARGE, (unsigned long)operations);
    return !reference->missing.code;
}

/* Asks what has been put, if it has. */
static void begin(Reference *reference, bool put) {
    if (!put)
        reference->missing = SAY(OUT_OF_MEMORY);
    else
        reference->waiting = ask(reference);
}

void reference_begin(Reference *reference, const Problem *problem, const ReferenceLimits *limits) {
    if (!limits)
        limits = &default_limits;
    reference->sides = false;
    if (make_ready(reference, problem, limits))
        begin(reference, put_question(reference, problem, limits));
}

void reference_begin_sides(Reference *reference, const Problem *problem,
                           const ReferenceHints *hints, const ReferenceLimits *limits) {
    if (!limits)
        limits = &default_limits;
    reference->sides = true;
    if (make_ready(reference, problem, limits))
        begin(reference, put_sides(reference, problem, hints, limits));
}

/* Receives the reply; false with a reason. A referee without any reply had ended after an earlier
 * answer (its time was up, say): the question goes to a new one, once. */
static bool receive_reply(Reference *reference, const volatile bool *stop) {
    Progress progress = converse(reference, stop);
    if (progress == REPLY_ENDED && !reference->reply.length && reference->answered) {
        end_process(reference);
        if (!ask(reference))
            return false;
        progress = converse(reference, stop);
    }
    if (progress == REPLY_COMPLETE)
        return true;
    bool interrupted = progress == REPLY_WAITING && stop && *stop;
    end_process(reference);
    reference->failures += !interrupted && !reference->reply.failed;
    if (interrupted)
        reference->missing = SAY(INTERRUPTED);
    else if (reference->reply.failed)
        reference->missing = SAY(OUT_OF_MEMORY); /* not its failure */
    else if (progress == REPLY_WAITING)
        reference->missing = SAY(REFERENCE_TOO_SLOW);
    else if (progress == REPLY_ENDED)
        reference->missing = SAY(REFERENCE_DIED);
    else
        reference->missing = SAY(REFERENCE_MISBEHAVES);
    return false;
}

bool reference_finish(Reference *reference, const volatile bool *stop, ReferenceAnswer *answer) {
    *answer = (ReferenceAnswer){0};
    bool waiting = reference->waiting;
    reference->waiting = false;
    if (!waiting && !reference->missing.code)
        reference->missing = SAY(NOTHING_ASKED);
    if (waiting && receive_reply(reference, stop)) {
        Reply reply = {.text = reference->reply.bytes,
                       .operations = reference->operations.items,
                       .steps = reference->operations.count,
                       .answers = reference->answers,
                       .sides = reference->sides};
        switch (reply_read(&reply, answer)) {
        case REPLY_READ:
            reference->answered = true;
            reference->failures = 0;
            break;
        case REPLY_MALFORMED:
            end_process(reference);
            reference->failures++;
            reference->missing = SAY(REFERENCE_MISBEHAVES);
            break;
        case REPLY_NO_MEMORY:
            reference->missing = SAY(OUT_OF_MEMORY);
            break;
        }
    }
    if (reference->missing.code)
        answer->missing = reference->missing;
    return !answer->missing.code;
}

void reference_answer_free(ReferenceAnswer *answer) {
    arena_free(&answer->arena);
    *answer = (ReferenceAnswer){0};
}

void reference_close(Reference *reference) {
    end_process(reference);
    array_free(&reference->operations);
    text_free(&reference->question);
    text_free(&reference->reply);
    *reference = (Reference){.beside = reference->beside, .called = reference->called};
}

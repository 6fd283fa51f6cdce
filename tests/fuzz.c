/* Programs at random: bytes, tokens, expressions and damaged good programs go the whole way from
 * the command line's words to the bytes of an answer, in this process and through the program
 * itself. Whatever comes in, what goes out keeps to the rules of the house: an exit status that
 * says what happened, an answer or a message, never both, messages of less than 1 KB that are clean
 * text, JSON that parses, formulas that are read again; and it does not take long.
 *
 * ADCALC_COUNT says how many programs of each kind (make check: some thousands in all), ADCALC_SEED
 * which ones. A failure names the seed of its program; ADCALC_COUNT=1 with that seed runs it alone.
 * */
#include "adcalc.h"
#include "support/chance.h"
#include "support/cli.h"
#include "support/spoken.h"
#include "support/suite.h"

#include <json.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    USUAL_COUNT = 1000, /* programs of each kind */
    SPAWNED_COUNT = 60, /* ... and through the program itself */
    MOST_ARGUMENTS = 24,
    MOST_SECONDS = 20 /* for one program, sanitizers and slow machines included */
};

/* ---- chance ---------------------------------------------------------------------------------- */

/* ---- programs -------------------------------------------------------------------------------- */

static void write_bytes(Text *out) {
    uint32_t count = random_below(120), from = random_below(2) ? 0 : 0x20,
             kinds = from && random_below(2) ? 0x60 : 0x100;
    for (uint32_t i = 0; i < count; i++) {
        char byte = (char)(from + random_below(kinds - from));
        if (byte) /* the command line holds none */
            text_bytes(out, &byte, 1);
    }
}

static const char *const tokens[] = {"(",
                                     ")",
                                     "(",
                                     ")",
                                     "+",
                                     "-",
                                     "*",
                                     "/",
                                     "%",
                                     "^",
                                     "**",
                                     ",",
                                     ";",
                                     "\n",
                                     " ",
                                     "=",
                                     "==",
                                     "!=",
                                     "<",
                                     "<=",
                                     ">",
                                     ">=",
                                     "..",
                                     "if",
                                     "then",
                                     "else",
                                     "and",
                                     "or",
                                     "not",
                                     "in",
                                     "at",
                                     "sum",
                                     "prod",
                                     "for",
                                     "while",
                                     "print",
                                     "for k in 1..3 {",
                                     "while x > 1 {",
                                     "} else {",
                                     "f(t) = {",
                                     "}",
                                     "}",
                                     "\"a\"",
                                     "x",
                                     "y",
                                     "z",
                                     "f",
                                     "i",
                                     "e",
                                     "pi",
                                     "x1",
                                     "0",
                                     "1",
                                     "2",
                                     "3",
                                     "0.5",
                                     "10",
                                     "17",
                                     "2e",
                                     "1e-3",
                                     "1e308",
                                     "5.",
                                     ".5",
                                     "1e999",
                                     "0x1",
                                     "1_0",
                                     "f(",
                                     "f(x)=",
                                     "at x",
                                     "sum(i in 1..",
                                     "prod(k in 2..",
                                     "log(x, 2)",
                                     "max(",
                                     "#",
                                     "²",
                                     "¹⁰",
                                     "√",
                                     "×",
                                     "−",
                                     "≤",
                                     "π",
                                     "θ",
                                     "＋",
                                     "（",
                                     "\xff",
                                     "\"",
                                     "'",
                                     "|",
                                     "!",
                                     "&",
                                     "$",
                                     "[",
                                     "{",
                                     "\x1b",
                                     "\t",
                                     "\r",
                                     "max(x, y, z)",
                                     "sin^2(x)",
                                     "x^-1",
                                     "\xe2\x80\xae",
                                     "1e-400",
                                     "-0",
                                     "__",
                                     "e^x"};

static void write_tokens(Text *out) {
    uint32_t count = 1 + random_below(random_below(4) ? 12 : 60);
    for (uint32_t i = 0; i < count; i++) {
        if (random_below(6) == 0) {
            text_put(out, op_table[random_below(OP_COUNT)].name);
            text_put(out, random_below(4) ? "(" : "");
        } else {
            text_put(out, RANDOM_OF(tokens));
        }
        if (random_below(4) == 0)
            text_put(out, " ");
    }
}

static const char *const numbers[] = {"0",     "1",    "2",        "3",   "-1",     "0.5", "7",
                                      "1e-3",  "1e10", "1e308",    "0.1", "1e-308", "-0",  "16",
                                      "2.5e3", "17",   "16777217", "1/3", "1e-320"};
static const char *const names[] = {"x", "y", "z", "x", "t"};

/* An expression that parses; `loops` indices i0, i1, ... may be read. */
static void write_expression(Text *out, uint32_t depth, uint32_t loops) {
    static const char *const infix[] = {"+", "-", "*", "/", "%", "^", " + ", "-", "*", "/"};
    static const char *const compared[] = {"==", "!=", "<", "<=", ">", ">="};
    uint32_t kind = depth ? random_below(20) : random_below(3);
    OpId op = (OpId)random_below(OP_COUNT);
    if (kind == 0) {
        text_put(out, RANDOM_OF(numbers));
    } else if (kind < 3 && loops && random_below(2)) {
        text_format(out, "i%u", (unsigned)random_below(loops));
    } else if (kind < 3) {
        text_put(out, RANDOM_OF(names));
    } else if (kind < 10) {
        text_put(out, "(");
        write_expression(out, depth - 1, loops);
        text_put(out, RANDOM_OF(infix));
        write_expression(out, depth - 1, loops);
        text_put(out, ")");
    } else if (kind == 10) {
        text_put(out, random_below(2) ? "-(" : "not (");
        write_expression(out, depth - 1, loops);
        text_put(out, ")");
    } else if (kind == 11) {
        text_put(out, "(if ");
        write_expression(out, depth - 1, loops);
        text_put(out, RANDOM_OF(compared));
        write_expression(out, depth - 1, loops);
        text_put(out, random_below(3) ? " then " : " and x > 0 then ");
        write_expression(out, depth - 1, loops);
        text_put(out, " else ");
        write_expression(out, depth - 1, loops);
        text_put(out, ")");
    } else if (kind == 12 && loops < 3) {
        text_format(out, "%s(i%u in %u..%u, ", random_below(2) ? "sum" : "prod", (unsigned)loops,
                    (unsigned)random_below(3), (unsigned)random_below(random_below(3) ? 4 : 20));
        write_expression(out, depth - 1, loops + 1);
        text_put(out, ")");
    } else if (kind == 13) {
        text_put(out, random_below(2) ? "max(" : "min(");
        for (uint32_t i = 2 + random_below(4); i-- > 0;) {
            write_expression(out, depth - 1, loops);
            text_put(out, i ? ", " : ")");
        }
    } else if (op_table[op].form == OP_UNARY && op_by_name(op_table[op].name) == op &&
               !op_table[op].has_integer) {
        text_format(out, "%s(", op_table[op].name);
        write_expression(out, depth - 1, loops);
        text_put(out, ")");
    } else {
        text_put(out, "sin(");
        write_expression(out, depth - 1, loops);
        text_put(out, ")");
    }
}

static const char *const good_programs[] = {
    "-log(1/(1+exp(-x))+1)/(x^2+1)",
    "f(x) = x^2 + exp(-x)\nf(f(x)) * y",
    "at x = 3\nsq(t) = t^2\ny = sq(x) + 1\nz = y*sq(y) # names share\nz - x",
    "sum(i in 1..20, x^i/i) + prod(k in 1..17, x + k)",
    "if x > 0 and y < 2 then x^2 else if not (x == y) then -x else 1/x",
    "max(x, y, 3, x*y) % 2 + min(x, 1) + atan2(y, x) + hypot(x, y)",
    "sin^2(x) + 2x(x+1)(y-1) + x² + √(x) × 3 ÷ y − 1",
    "x^x^y/x/y*x%3 - -x + +y",
    "a1 = x/x; a2 = a1*a1 + a1; a3 = a2^a2; a3",
    "g(a, b) = sum(j in 1..3, a^j*b); g(x, g(y, z))",
    "floor(x) + abs(y) + sqrt(x^2) + log(x, 2) + sign(z) + 0*1e308*1e308",
    "y = x\nwhile y > 1 {\n    y = y/2 # halved\n}\nfor k in 1..3 { y = y*k + z }\ny",
    "f(n, t) = if n <= 0 then 1 else t*f(n - 1, t); f(5, x)*y",
    "g(t) = { s = 0; for i in 1..4 { if t > i { s = s + t^i } else { s = s - i } }; s }; g(x) + y",
    "if x > y { a = x; b = y } else if z > 0 { a = y; b = x } else { a = 1; b = 2 }; a*b^2",
    "at x = 2; r = x; k = 0; while abs(r^2 - x) > 1e-9 and k < 9 { r = (r + x/r)/2; k = k + 1 }; r",
    "print \"x is\", x; for i in 1..3 { print i, x^i }; x^2",
    "1e-999 + 0.1000000000000000055511151231257827021181583404541015625*x",
};

static void write_good(Text *out) {
    text_put(out, RANDOM_OF(good_programs));
}

/* A good program of which pieces are lost, doubled, moved or exchanged. */
static void write_damaged(Text *out) {
    Text whole = {0}, next = {0};
    write_good(&whole);
    if (random_below(3) == 0) {
        text_put(&whole, random_below(2) ? "; " : " + ");
        write_expression(&whole, 3, 0);
    }
    for (uint32_t times = 1 + random_below(4); times-- > 0 && whole.length;) {
        size_t from = random_below((uint32_t)whole.length);
        size_t length =
            random_below(1 + (uint32_t)(whole.length - from < 12 ? whole.length - from : 12));
        const char *bytes = text_string(&whole);
        uint32_t how = random_below(4);
        text_clear(&next);
        text_bytes(&next, bytes, from);
        if (how == 1) { /* doubled */
            text_bytes(&next, bytes + from, length);
            text_bytes(&next, bytes + from, length);
        } else if (how == 2) {
            text_put(&next, RANDOM_OF(tokens));
        } else if (how == 3) {
            size_t other = random_below((uint32_t)whole.length);
            text_bytes(&next, bytes + other, whole.length - other < length ? 1 : length);
        }
        text_bytes(&next, bytes + from + length, whole.length - from - length);
        Text swap = whole;
        whole = next;
        next = swap;
    }
    text_bytes(out, text_string(&whole), whole.length);
    text_free(&whole);
    text_free(&next);
}

static void write_formula(Text *out) {
    write_expression(out, 1 + random_below(5), 0);
}

typedef struct Kind {
    const char *name;
    void (*write)(Text *out);
} Kind;

static const Kind kinds[] = {
    {"bytes", write_bytes},     {"tokens", write_tokens}, {"expressions", write_formula},
    {"damaged", write_damaged}, {"good", write_good},
};
enum { KIND_COUNT = LENGTH(kinds) };

/* ---- command lines --------------------------------------------------------------------------- */

typedef struct CommandLine {
    const char *words[MOST_ARGUMENTS + 1];
    int count;
    bool json, derive, quiet;
} CommandLine;

static void add_word(CommandLine *command, const char *word) {
    command->words[command->count++] = word;
}

static CommandLine choose_command(const char *program) {
    static const char *const views[] = {"compare", "derive", "trace", "swell",
                                        "graph",   "check",  "sweep", NULL};
    static const char *const claims[] = {"x=2*x", "x=y, y=x", "y=x^2*cos(y), t=1", "x=1/x, z=f(x)",
                                         "x="};
    static const char *const boxes[] = {"x=-2..2", "x=0..1,y=-1e9..1e9", "t=1..1", "x=2..1",
                                        "x=1..1/0"};
    static const char *const formats[] = {"table", "json", "jsonl", "csv", "tsv"};
    static const char *const points[] = {"x=0.5,y=1.5,z=-2,t=3", "x=0,y=0,z=0,t=0",
                                         "x=1,y=1,z=1,t=1",      "x=-1,y=2,z=1e308,t=4",
                                         "x=1e-310,y=-3,z=1/0",  "x=0/0,y=1,z=2,t=1"};
    static const char *const methods[] = {"symbolic", "forward,numeric", "reverse", "numeric"};
    static const char *const dumps[] = {"tokens,tree", "graph,tape", "tokens,tree,graph,tape"};
    CommandLine command = {.count = 0};
    add_word(&command, "adcalc");
    const char *view = RANDOM_OF(views);
    if (view)
        add_word(&command, view);
    add_word(&command, "-e");
    add_word(&command, program);
    command.derive = view && !strcmp(view, "derive");
    bool check = view && !strcmp(view, "check"), graph = view && !strcmp(view, "graph");
    bool by_methods = check || !view || !strcmp(view, "compare"); /* else -m is refused */
    if (check) {
        add_word(&command, "--claim");
        add_word(&command, RANDOM_OF(claims));
        add_word(&command, "--points");
        add_word(&command, "20");
    }
    if (check && random_below(2)) {
        add_word(&command, "--box");
        add_word(&command, RANDOM_OF(boxes));
    }
    if (random_below(8)) {
        add_word(&command, "--at");
        add_word(&command, RANDOM_OF(points));
    }
    if (random_below(2)) {
        const char *format = formats[random_below(graph ? 3 : LENGTH(formats))];
        add_word(&command, "--format");
        add_word(&command, format);
        command.json = !strncmp(format, "json", 4);
    }
    if (random_below(6) == 0 && !graph) {
        add_word(&command, "-q");
        command.quiet = true;
    } else if (random_below(6) == 0) {
        add_word(&command, "--dump");
        add_word(&command, RANDOM_OF(dumps));
        command.json = command.derive = false;
    }
    if (random_below(5) == 0 && by_methods) {
        add_word(&command, "-m");
        add_word(&command, RANDOM_OF(methods));
    }
    return command;
}

/* ---- what came out --------------------------------------------------------------------------- */

/* The program at hand, for the message of a failure. */
static char about[600];
/* Whether it may print: that comes out before errors are found, or, with -q, where they do. */
static bool prints;

static void expect_none(const char *wrong, const char *text) {
    if (wrong) /* an assertion that holds costs a system call */
        ck_abort_msg("%s: %s: %.300s", about, wrong, text);
}

static void expect_json(const char *text) {
    struct json_object *object = json_tokener_parse(text);
    ck_assert_msg(object, "%s: no JSON: %.200s", about, text);
    json_object_put(object);
}

static void expect_spoken(void) {
    if (prints) {
        expect_none(spoken_clean(text_string(&said), said.length), text_string(&said));
        return;
    }
    expect_none(strcmp(text_string(&said), "adcalc: error: out of memory\n") ? NULL : "cannot say",
                "");
    expect_none(spoken_clean(text_string(&said), said.length), text_string(&said));
    expect_none(spoken_messages(text_string(&said)), text_string(&said));
}

static void expect_answer(const CommandLine *command, int status) {
    expect_spoken();
    bool error = strstr(text_string(&said), "adcalc: error: ");
    ck_assert_msg(status >= 0 && status <= 2, "%s: status %d", about, status);
    bool fits = status == 2 ? error : status == 1 || !error; /* 1: a limit, perhaps */
    ck_assert_msg(fits, "%s: status %d but said %.200s", about, status, text_string(&said));
    ck_assert_msg(!error || prints || !printed.length, "%s: an error and an answer", about);
    /* A program without a value says so. */
    ck_assert_msg(error || printed.length || said.length || (command->derive && command->quiet),
                  "%s: neither error nor answer", about);
    if (error)
        return;
    expect_none(spoken_clean(text_string(&printed), printed.length), text_string(&printed));
    if (command->json && !command->quiet && printed.length)
        expect_json(text_string(&printed));
}

/* Formulas that derive printed are read again, if they were not cut and hold nothing but numbers.
 * */
static void expect_formulas_again(void) {
    char *formulas = strdup(text_string(&printed)), *rest = formulas;
    for (char *line; (line = strsep(&rest, "\n")) && *line;) {
        if (strstr(line, "...") || strstr(line, "NaN") || strstr(line, "Infinity"))
            continue;
        Settings settings = {.view = view_table, .dump = 1u << DUMP_GRAPH};
        Session session;
        forget_output();
        ck_assert(session_begin(&session, &settings));
        ExitStatus status = session_answer(&session, NULL, line, strlen(line), 1, false);
        session_free(&session);
        ck_assert_msg(status == EXIT_FINE, "%s: derived %.200s, which gives %.300s", about, line,
                      text_string(&said));
    }
    free(formulas);
}

/* ---- here ------------------------------------------------------------------------------------ */

/* The program and command line of one seed. */
static CommandLine begin_with(uint32_t seed, int kind, Text *program) {
    random_begin((uint64_t)seed << 8 | (unsigned)kind);
    text_clear(program);
    kinds[kind].write(program);
    CommandLine command = choose_command(text_string(program));
    prints = strstr(text_string(program), "print");
    size_t length = (size_t)snprintf(about, sizeof about, "ADCALC_SEED=%u, %s:", (unsigned)seed,
                                     kinds[kind].name);
    for (int i = 0; i < command.count && length < sizeof about; i++)
        length +=
            (size_t)snprintf(about + length, sizeof about - length, " '%.300s'", command.words[i]);
    forget_output();
    return command;
}

static void answer_here(CommandLine *command) {
    char *words[MOST_ARGUMENTS + 1];
    memcpy(words, command->words, sizeof words);
    Options options;
    Complaint wrong = {0};
    ck_assert_msg(arguments_read(&options, command->count, words, &wrong), "%s: %s", about,
                  message_name(wrong.said.code));
    options.settings.views.time_ms = 0;
    Session session;
    ck_assert(session_begin(&session, &options.settings));
    int64_t begin = clock_now();
    ExitStatus status =
        session_answer(&session, NULL, options.expression, strlen(options.expression), 1, false);
    double seconds = (double)(clock_now() - begin) / 1e9;
    ck_assert_msg(seconds < MOST_SECONDS, "%s: took %.1f s", about, seconds);
    session_free(&session);
    options_free(&options);
    complaint_free(&wrong);
    expect_answer(command, (int)status);
    if (command->derive && command->quiet && !command->json && status == EXIT_FINE)
        expect_formulas_again();
}

START_TEST(answers_keep_the_rules) {
    Text program = {0};
    uint32_t first = (uint32_t)setting("ADCALC_SEED", 1),
             count = (uint32_t)cases_to_try(USUAL_COUNT);
    for (uint32_t i = 0; i < count; i++) {
        CommandLine command = begin_with(first + i, _i, &program);
        answer_here(&command);
    }
    text_free(&program);
}
END_TEST

/* One session that everything is typed into, line by line: what went wrong must leave
 * nothing behind. */
START_TEST(sessions_survive) {
    Text program = {0};
    uint32_t first = (uint32_t)setting("ADCALC_SEED", 1),
             count = (uint32_t)cases_to_try(USUAL_COUNT) / 5;
    Settings settings = {.view = view_table};
    Session session;
    ck_assert(session_begin(&session, &settings));
    for (uint32_t i = 0; i < count; i++) {
        if (i % 50 == 49) { /* names are used up: begin anew */
            session_free(&session);
            ck_assert(session_begin(&session, &settings));
        }
        begin_with(first + i, (int)(i % KIND_COUNT), &program);
        ExitStatus status =
            session_answer(&session, "-", text_string(&program), program.length, i + 1, true);
        ck_assert_msg(status <= EXIT_USAGE, "%s: status %d", about, (int)status);
        expect_spoken();
        forget_output();
        const char question[] = "2 + 3*4";
        status = session_answer(&session, "-", question, strlen(question), i + 1, true);
        ck_assert_msg(status == EXIT_FINE && strstr(text_string(&printed), "f = 14"),
                      "after %s: 2 + 3*4 gives %s%s", about, text_string(&printed),
                      text_string(&said));
    }
    session_free(&session);
    text_free(&program);
}
END_TEST

/* ---- through the program itself -------------------------------------------------------------- */

static void read_back(FILE *file, Text *text) {
    char block[4096];
    rewind(file);
    for (size_t count; (count = fread(block, 1, sizeof block, file)) > 0;)
        text_bytes(text, block, count);
    fclose(file);
}

static int spawn_and_wait(const char *path, CommandLine *command) {
    char *words[MOST_ARGUMENTS + 3];
    int count = 0;
    for (; count < command->count; count++)
        words[count] = (char *)command->words[count];
    words[count++] = (char *)"--time=0";
    words[count] = NULL;
    FILE *out = tmpfile(), *err = tmpfile();
    ck_assert(out && err);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fileno(out), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, fileno(err), STDERR_FILENO);
    extern char **environ;
    pid_t child;
    int status = posix_spawn(&child, path, &actions, NULL, words, environ);
    posix_spawn_file_actions_destroy(&actions);
    ck_assert_msg(status == 0, "cannot run %s", path);
    ck_assert(waitpid(child, &status, 0) == child);
    read_back(out, &printed);
    read_back(err, &said);
    ck_assert_msg(WIFEXITED(status), "%s: ended by signal %d: %.300s", about, WTERMSIG(status),
                  text_string(&said));
    return WEXITSTATUS(status);
}

START_TEST(program_keeps_the_rules) {
    const char *path = getenv("ADCALC");
    if (!path || !*path)
        return; /* not run by make check */
    Text program = {0};
    uint32_t first = (uint32_t)setting("ADCALC_SEED", 1),
             count = (uint32_t)cases_to_try(SPAWNED_COUNT);
    for (uint32_t i = 0; i < count; i++) {
        CommandLine command = begin_with(first + i, _i, &program);
        int status = spawn_and_wait(path, &command);
        expect_answer(&command, status);
    }
    text_free(&program);
}
END_TEST

int main(void) {
    stack_begin();
    Suite *suite = suite_create("fuzz");
    TCase *here = suite_case(suite, "here"), *there = suite_case(suite, "there");
    tcase_add_loop_test(here, answers_keep_the_rules, 0, KIND_COUNT);
    tcase_add_test(here, sessions_survive);
    tcase_add_loop_test(there, program_keeps_the_rules, 0, KIND_COUNT);
    bool long_run = getenv("ADCALC_COUNT") || setting("ADCALC_EFFORT", 100) > 100;
    tcase_set_timeout(here, long_run ? 0 : 300);
    tcase_set_timeout(there, long_run ? 0 : 300);
    int failed = suite_run(suite);
    text_free(&printed);
    text_free(&said);
    return failed;
}

/* Running out of memory, everywhere: whole answers, from the command line's words to the bytes of
 * the report, are computed again and again, each time with another request for memory refused:
 * once, or that one and all later ones. The outcome is then what it is with enough memory, or a
 * recorded lack of it; never a wrong answer, a crash or a hang. Sanitizers look for leaks after
 * every case.
 *
 * The inputs are the cases below and the rows of traps.txt, which go through views and formats in
 * turn. What would be printed is collected and compared. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/cli.h"
#include "support/files.h"
#include "support/sanitized.h"
#include "support/suite.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if SANITIZED
#include <sanitizer/lsan_interface.h>
#define look_for_leaks() ck_assert_msg(!__lsan_do_recoverable_leak_check(), "memory leaked")
#else
#define look_for_leaks() ((void)0)
#endif

enum {
    MOST_ARGUMENTS = 12,
    MOST_LINES = 12,
    MOST_CASES = 1000,
    MOST_ROWS = 400,
    FEWEST_ROWS = 300
};

/* ---- one run --------------------------------------------------------------------------------- */

typedef struct Case {
    const char *arguments[MOST_ARGUMENTS]; /* of the command line; ended by NULL */
    const char *lines[MOST_LINES];         /* programs of a session, instead of an expression */
} Case;

static Case cases[MOST_CASES];
static const Case *refereed; /* the one that asks the referee */

typedef struct Outcome {
    ExitStatus status;
    char *printed, *said;
} Outcome;

static void outcome_free(Outcome *outcome) {
    free(outcome->printed);
    free(outcome->said);
}

static char *take(Text *text) {
    char *bytes = text->bytes ? text->bytes : calloc(1, 1);
    *text = (Text){0};
    return bytes;
}

/* Measured times differ from run to run: the digits after "_ns" and on the line
 * of the set-up go. */
static void drop_times(char *text) {
    char *to = text;
    for (const char *from = text; *from;) {
        if (!strncmp(from, "setup: ", 7)) {
            from += strcspn(from, "\n");
        } else if (!strncmp(from, "_ns\":", 5)) {
            memcpy(to, from, 5);
            to += 5;
            for (from += 5; isdigit((unsigned char)*from) || strchr(" .e-", *from);)
                from++;
        } else {
            *to++ = *from++;
        }
    }
    *to = '\0';
}

static bool is_out_of_memory(const char *message) {
    return strstr(message, "out of memory") || strstr(message, "Cannot allocate memory");
}

/* Takes the lines of one program, or one command. What was refused memory is given again,
 * twice at most: nothing of the first attempt may remain. */
static ExitStatus take_program(Dialogue *dialogue, const char *program, bool retry) {
    ExitStatus status = EXIT_FINE;
    uint32_t number = dialogue->number;
    for (int attempt = 0; attempt < 3; attempt++) {
        size_t before = said.length, length;
        dialogue->number = number;
        bool refused = false, more;
        for (const char *line = program; *line && !refused; line += length) {
            length = strcspn(line, "\n");
            length += line[length] == '\n';
            status = dialogue_line(dialogue, line, length, &more);
            refused = said.length > before && is_out_of_memory(said.bytes + before);
        }
        if (!refused || !retry)
            break;
        said.length = before;
        said.bytes[before] = '\0';
    }
    return status;
}

static ExitStatus answer_all(const Case *test, Options *options, bool retry) {
    Session session;
    ExitStatus worst = EXIT_FINE;
    if (!session_begin(&session, &options->settings)) {
        output_error(&(Text){.failed = true});
        return EXIT_IO;
    }
    const char *program =
        options->settings.iterate ? options->settings.iterate : options->expression;
    if (program)
        worst = session_answer(&session, NULL, program, strlen(program), 1, false);
    Dialogue dialogue = {.session = &session, .options = options, .name = "-"};
    for (int i = 0; i < MOST_LINES && test->lines[i]; i++) {
        ExitStatus status = take_program(&dialogue, test->lines[i], retry);
        options->settings.views.time_ms = 0; /* whatever was set */
        worst = status > worst ? status : worst;
    }
    dialogue_drop(&dialogue);
    session_free(&session);
    return worst;
}

static char referee_path[4096]; /* "none" where there is none */

/* What sessions save, in a directory of their own. */
static const char saved_name[] = "notes.ad";

/* Refuses request number `n` (0: none) and says how many there were. */
static Outcome run(const Case *test, size_t n, bool for_good, size_t *requests) {
    char *arguments[MOST_ARGUMENTS + 2] = {(char *)"adcalc"};
    int count = 1;
    for (int i = 0; i < MOST_ARGUMENTS && test->arguments[i]; i++)
        arguments[count++] = (char *)test->arguments[i];
    Options options;
    Complaint wrong = {0};
    setenv("ADCALC_REFERENCE", test == refereed ? referee_path : "none", 1);
    unlink(saved_name);
    memory_fail_at(n, for_good);
    Outcome outcome = {.status = EXIT_FINE};
    if (arguments_read(&options, count, arguments, &wrong)) {
        options.settings.views.time_ms = 0;
        outcome.status = answer_all(test, &options, !for_good);
    } else {
        bool no_memory = wrong.list.failed;
        bool made = complain_print("", no_memory ? SAY(OUT_OF_MEMORY) : wrong.said, SAY_NOTHING,
                                   VOICE_COMMAND_LINE);
        outcome.status = no_memory || !made ? EXIT_IO : EXIT_USAGE;
    }
    complaint_free(&wrong);
    options_free(&options);
    *requests = memory_requests();
    memory_fail_at(0, false);
    outcome.printed = take(&printed);
    outcome.said = take(&said);
    drop_times(outcome.printed);
    return outcome;
}

/* ---- the cases ------------------------------------------------------------------------------- */

#define TERMS_5(k) #k "*x + sin(" #k "+x) + cos(x*" #k ") - x/" #k " + x^" #k
#define MANY TERMS_5(2) " + " TERMS_5(3) " - " TERMS_5(4) " + " TERMS_5(5)

static const Case own_cases[] = {
    /* compare, in all formats and with all its options */
    {{"x^2+2*x+1", "--at", "x=3"}, {0}},
    {{"-log(1/(1+exp(-x))+1)/(x^2+1)", "--at", "x=0.5", "--format", "json"}, {0}},
    {{"x*y + sin(x)/y", "--at", "x=1,y=2", "--format", "jsonl"}, {0}},
    {{"x*y + sin(x)/y", "--at", "x=1,y=2", "--format", "csv"}, {0}},
    {{"x*y + sin(x)/y", "--at", "x=1,y=2", "--format", "tsv", "--wrt", "y,x"}, {0}},
    {{"a+b*c-d/e1+f1^g", "--at", "a=1,b=2,c=3,d=4,e1=5,f1=6,g=7"}, {0}},
    {{"exp(x)", "-q", "--at", "x=1"}, {0}},
    {{"exp(x)*z", "-q", "-m", "symbolic", "--at", "x=1", "-a", "z=2"}, {0}},
    {{"exp(x)*z", "-m", "forward,numeric", "--numeric", "lecture", "--at", "x=1,z=2"}, {0}},
    {{"sqrt(x)", "--step", "0.5", "--numeric", "forward", "--at", "x=0.25", "--digits", "5"}, {0}},
    {{"1/3 + 2^10", "--hex"}, {0}},
    {{MANY, "--at", "x=0.75"}, {0}},
    {{"x0+x1+x2+x3+x4+x5+x6+x7+x8+x9+x10+x11+x12+x13+x14+x15+x16+x17+x18+x19+x20+x21", "--at",
      "x0=1,x1=1,x2=1,x3=1,x4=1,x5=1,x6=1,x7=1,x8=1,x9=1,x10=1,x11=1,x12=1,x13=1,x14=1,x15=1,"
      "x16=1,x17=1,x18=1,x19=1,x20=1,x21=1",
      "--all", "--color", "always"},
     {0}},
    /* functions of every kind */
    {{"sq(t) = t^2; cube(t) = t*sq(t); y = cube(x) - sq(x+1); y*y", "--at", "x=2"}, {0}},
    {{"f(x, y) = x^y + y^x", "--at", "x=2,y=3"}, {0}},
    {{"sum(i in 1..20, x^i/i)", "--at", "x=0.5"}, {0}},
    {{"prod(i in 1..18, x + i)", "--at", "x=0.5"}, {0}},
    {{"sum(i in 1..3, prod(j in i..4, sin(i*x) + j))", "--at", "x=0.5"}, {0}},
    {{"max(x, y, 3, x*y) + min(x, 1, 2)", "--at", "x=1,y=5"}, {0}},
    {{"if x > 0 and x < 5 then x^2 else if not (x == 7) then -x else 1/x", "--at", "x=1"}, {0}},
    {{"if x > 0 or y > 0 then x*y else x/y", "--at", "x=-1,y=-2"}, {0}},
    {{"erf(x) + gamma(x) + lgamma(x) + atan2(x, 2) + hypot(x, 3) + x % 3", "--at", "x=4.5"}, {0}},
    {{"sin^2(x) + 2x(x) + x\xc2\xb2 + \xe2\x88\x9a(x)", "--at", "x=0.1"}, {0}},
    /* edges: kinks, jumps, the undefined, provisos that do not hold */
    {{"abs(x) + relu(x) + floor(x)", "--at", "x=0"}, {0}},
    {{"sqrt(x^2)", "--at", "x=0"}, {0}},
    {{"log(x)/x", "--at", "x=-1"}, {0}},
    {{"x/x + (x^2 - 1)/(x - 1)", "--at", "x=1", "--format", "json"}, {0}},
    {{"exp(x)*exp(x)", "--at", "x=400"}, {0}},
    {{"x^y", "--at", "x=0,y=0"}, {0}},
    {{"x*0 + y", "--at", "x=1,y=1,z=4"}, {0}},
    /* rough points: ties, series of many functions, texts of EDGE and FAR, mixed differences */
    {{"abs(x - 1/3)*sin(x) + exp(x)*atan(relu(x - 1/3))", "--at", "x=0.3333333333333333"}, {0}},
    {{"acos(1-x^2) + elu(x, 2)*x + xlogy(x^2, 1+x) + cbrt(x)^5", "--at", "x=0"}, {0}},
    {{"if x == 0 then 1 else sin(x)/x + x*tanh(1/x)*abs(x)", "--at", "x=0", "--order", "3"}, {0}},
    {{"max(x, -x, 2*x, 3*x, y, x*y) - min(x, 1, 2*y)", "--at", "x=0,y=0", "--format", "json"}, {0}},
    {{"abs(x)^3*y + hypot(x, y)^2", "--at", "x=0,y=0", "--hessian"}, {0}},
    {{"abs(x)*x*y", "--at", "x=0,y=2", "--order", "x=1,y=1", "-q"}, {0}},
    {{"relu(x)*y + floor(y)", "--at", "x=0,y=1", "--along", "x=1,y=2", "--format", "csv"}, {0}},
    {{"gamma(x)*x + sin(x)/x", "--at", "x=0"}, {0}},
    {{"check", "max(x, y)", "--claim", "x=0.5, y=0.5", "--at", "x=1,y=1"}, {0}},
    {{"sweep", "relu(x) - relu(-x)", "--at", "x=0"}, {0}},
    /* the other views */
    {{"derive", "x^2*sin(y)/y"}, {0}},
    /* Programs: loops, branches, bodies, recursion, prints, several traces, forks. */
    {{"y = x; while y > 1 { y = y/2 }; y^2", "--at", "x=5"}, {0}},
    {{"f(t) = { s = 0; for k in 1..3 { if t > k { s = s + t } else { s = s - k } }; s }; f(x)*f(y)",
      "--at", "x=2,y=3", "--format", "json"},
     {0}},
    {{"f(t) = if t < 1 then t else f(t/2); f(x) and f(x) > 0 or f(y) > 1", "--at", "x=5,y=1"}, {0}},
    {{"lo = 0; hi = x + 1; for k in 1..9 { m = (lo + hi)/2\n"
      "if m^2 > x { hi = m } else { lo = m } }; lo",
      "--at", "x=2"},
     {0}},
    {{"sweep", "y = x; while y > 1 { y = y/2 }; y", "--at", "x=2.000001"}, {0}},
    {{"check", "y = x; while y > 1 { y = y/2 }; y^2", "--claim", "x=2*y^2/x", "--box", "x=1..4"},
     {0}},
    {{"derive", "s = 1; for i in 1..n { s = s*x }; s", "--at", "x=2,n=3"}, {0}},
    {{"derive", "x^x/x + log(x*y) + sqrt(x^2)", "--format", "json"}, {0}},
    {{"derive", MANY, "--format", "csv"}, {0}},
    {{"derive", "if x > 0 then x^2 else -x", "-q"}, {0}},
    {{"derive", "--hessian", "x^3*y", "--format", "json"}, {0}},
    {{"derive", "x^3*y", "--along", "x=1,y=2", "--order", "2", "--format", "json"}, {0}},
    {{"derive", "x^3*y", "--hessian", "--along", "x=1,y=2", "--format", "csv"}, {0}},
    {{"derive", "max(x, y, 3)*prod(i in 1..17, x)", "--wrt", "x"}, {0}},
    {{"trace", "(x+y)^2*sin(x)", "--at", "x=3,y=2"}, {0}},
    {{"trace", MANY, "--at", "x=0.5", "--format", "json"}, {0}},
    {{"trace", "if x > 0 then max(x, y, 2) else 1", "--at", "x=1,y=2", "--format", "tsv"}, {0}},
    {{"swell", "x^x*sin(x)/y", "--order", "2"}, {0}},
    {{"swell", "--iterate", "y=y*sin(y)", "--from", "y=x", "-n", "2", "--format", "json"}, {0}},
    {{"--iterate", "y=y*sin(y)", "--from", "y=x", "-n", "2", "--at", "x=1"}, {0}},
    {{"sweep", "x^3*y - abs(y)", "--at", "x=0.7,y=2"}, {0}},
    {{"sweep", "x*gamma(x) + floor(x)", "--at", "x=3"}, {0}},
    {{"sweep", "x/(x + 2)", "--at", "x=0.7", "--numeric", "richardson", "--format", "json"}, {0}},
    {{"x^3*y - abs(y)", "--at", "x=0.7,y=2", "-m", "numeric", "--numeric", "complex"}, {0}},
    {{"x*gamma(x)", "--at", "x=3", "-m", "numeric,reverse", "--numeric", "complex"}, {0}},
    {{"x^3*y - abs(y)", "--at", "x=0.7,y=2", "-m", "numeric", "--numeric", "gsl"}, {0}},
    {{"graph", "x*y + sin(x*y) + 3"}, {0}},
    {{"graph", MANY, "--format", "json"}, {0}},
    {{"check", "x^2*abs(y)", "--claim", "x=2*x*abs(y)", "--claim", "y=x^2/sign(y)", "--points",
      "9"},
     {0}},
    {{"check", "f(t) = t^2; 0.1*f(x)*y", "--claim", "x=0.3*x*y", "--claim-value", "x=0.4", "--at",
      "x=2,y=1", "--format", "json"},
     {0}},
    {{"check", "if x > 1 then x^2 else x", "--claim", "x=1, x=log(x)", "--box", "x=-2..2",
      "--points", "16", "--format", "csv"},
     {0}},
    {{"check", "sqrt(x)", "--claim", "x=0.5/sqrt(x)", "--at", "x=-1", "-q"}, {0}},
    {{"sin(x)^2 + if x > 1 then 2 else sum(i in 1..17, x)", "--at", "x=1", "--dump",
      "tokens,tree,graph,tape"},
     {0}},
    /* errors */
    {{"sigmod(x) + 1", "--at", "x=1"}, {0}},
    {{"x + y + z", "--at", "x=1"}, {0}},
    {{"2^3x + ((1+) * 0x10 + 1_000 ; $ ; x y"}, {0}},
    {{"f(x) = f(x-1); f(3)"}, {0}},
    {{"sum(i in 1..1e300, i) + \xff\xfe"}, {0}},
    {{"x^2", "--at", "x=y"}, {0}},
    {{"x^2", "--at", "x=1", "--wrt", "nothing"}, {0}},
    {{"x^2", "--formt", "csv"}, {0}},
    {{"check", "x*y", "--claim", "x=z", "--box", "x=1..0"}, {0}},
    {{"check", "x*y", "--claim", "x=y", "--box", "x=1..0"}, {0}},
    {{"check", "x*y", "--claim-value", "x=1"}, {0}},
    {{"x*y", "--claim", "x=1"}, {0}},
    {{"x = 3; x^2"}, {0}},
    {{"x*0 + y + 1e-999", "--at", "x=1,y=1,z=4", "--format", "csv"}, {0}},
    {{"x/x/y", "--at", "x=0,y=2", "--format", "csv"}, {0}},
    {{"at x = 4\ny = x^2 # comment\nif y > 3 then y else 0"}, {0}},
    /* sessions: a line that was refused memory is given again */
    {{"--digits", "6"}, {"f(t) = t^2 + x", "at x = 3", "f(x)", "g = f(2)", "g*x", "y"}},
    {{"--format", "csv", "--at", "x=1"}, {"a = x + 1", "a*x", "a*y", "at y = 2", "a*y", "sin(a)"}},
    {{"derive", "--format", "json"}, {"f(x) = x*sin(x)", "f(y)/y", "(\nx^\n2)", "f(f(z))"}},
    {{"check", "--claim", "x=2*x", "--points", "8"}, {"f(t) = t^2", "f(x)", "x", "f(y)"}},
    {{"trace", "--at", "x=1"}, {"c = 3", "sum(i in 1..4, x^i)", "c*x/x"}},
    /* ... commands, too */
    {{"-q", "--at", "x=3"},
     {"y = x", "while y > 1 { y = y/2; z = y }", "z", "vars", "at x = 7", "print y",
      "f(t) = { u = t; if u > 2 { u = f(u - 1)*u }; u }", "f(y + 2)", "forget z", "y"}},
    {{"-q"},
     {"f(x) = x^2", "at x = 3", "f(x)", "save notes.ad", "at x = 4", "load notes.ad", "f(x) + ans",
      "vars"}},
    {{"--at", "x=2"},
     {"derive x^3", "trace x*sin(x)", "graph x + 1", "compare x", "(x +\n1)", "help sin", "help"}},
    {{"--at", "x=2"},
     {"set digits 5", "x/3", "set format json", "x/3", "set", "set wrt x", "set format csv", "x/3",
      "set digits default", "vars"}},
    {{"-q"},
     {"a = 2", "f(t) = a*t", "b = f(2)", "forget f", "forget b f", "forget c", "vars", "forget",
      "a"}},
    {{"-q"},
     {"a = 2", "a = 3", "f(t) = a*t", "b = a*x", "at x = 1", "at x = 2", "b", "f(t) = t",
      "at a = 5", "b + f(a)", "a = )", "vars"}},
    {{"-q"}, {"set nothing 3", "history", "save /", "load none.ad", "help none", "quit"}},
    /* the referee, in this one alone: it takes its time */
    {{"x*sin(y)", "--at", "x=1,y=2"}, {0}},
};
enum { OWN_CASES = LENGTH(own_cases), REFEREED_CASE = OWN_CASES - 1 };

static int case_count;

/* Check's own assertions need a test that runs. */
static void require(bool condition, const char *otherwise) {
    if (!condition) {
        fprintf(stderr, "allocation: %s\n", otherwise);
        exit(EXIT_FAILURE);
    }
}

static void add_case(const Case *new) {
    require(case_count < MOST_CASES, "too many cases");
    cases[case_count++] = *new;
}

static char *keep(const char *text, size_t length) {
    char *copy = calloc(length + 1, 1);
    require(copy, "out of memory");
    return memcpy(copy, text, length);
}

/* A row of traps.txt, "EXPRESSION @ POINT | ...", by one of the views in one of the formats. */
static void add_row(const char *row) {
    static const char *const views[] = {"compare", "derive", "compare", "trace", "graph"};
    static const char *const formats[] = {"table", "json", "csv", "tsv"};
    const char *point = strstr(row, " @ "), *end = point ? strstr(point, " | ") : NULL;
    if (!end)
        return;
    int i = case_count;
    const Case new = {{views[i % 5], "--format", formats[i % 4], "--at",
                       keep(point + 3, (size_t)(end - point) - 3), "-e",
                       keep(row, (size_t)(point - row))},
                      {0}};
    add_case(&new);
}

static void collect_cases(void) {
    for (size_t i = 0; i < OWN_CASES; i++)
        add_case(&own_cases[i]);
    refereed = &cases[REFEREED_CASE];
    char path[4096], line[4096];
    source_path(path, sizeof path, "tests/traps.txt");
    FILE *file = fopen(path, "r");
    require(file, "cannot read traps.txt");
    uint64_t rows = cases_to_try(MOST_ROWS), row = 0; /* of so many, evenly spread */
    while (fgets(line, sizeof line, file))
        if (line[0] != '#') {
            if (row * rows / MOST_ROWS != (row + 1) * rows / MOST_ROWS)
                add_row(line);
            row++;
        }
    fclose(file);
    uint64_t whole = rows < MOST_ROWS ? rows : MOST_ROWS;
    require(case_count >= OWN_CASES + (int)(whole * FEWEST_ROWS / MOST_ROWS), "too few cases");
}

static void forget_cases(void) {
    for (int i = OWN_CASES; i < case_count; i++) {
        free((char *)cases[i].arguments[4]);
        free((char *)cases[i].arguments[6]);
    }
}

/* ---- all runs of a case ---------------------------------------------------------------------- */

static void fail_each(int index, bool for_good) {
    const Case *test = &cases[index];
    size_t requests = 0, refused = 0;
    Outcome right = run(test, 0, false, &requests);
    ck_assert_msg(!is_out_of_memory(right.said), "case %d: out of memory without cause", index);
    ck_assert(requests > 0);
    for (size_t n = 1; n <= requests; n++) {
        size_t made;
        Outcome outcome = run(test, n, for_good, &made);
        bool same = outcome.status == right.status && !strcmp(outcome.printed, right.printed) &&
                    !strcmp(outcome.said, right.said);
        bool recorded = is_out_of_memory(outcome.said) && outcome.status == EXIT_IO;
        if (test == refereed && strstr(outcome.printed, "none: out of memory"))
            same = true;                                    /* the answer does without */
        bool nothing = test->lines[0] || !*outcome.printed; /* of a session earlier lines stay */
        ck_assert_msg(
            same || (recorded && nothing),
            "case %d (%s), request %zu of %zu refused%s: status %d, printed\n%.1500s\nsaid\n%.400s"
            "\nbut with memory: status %d, printed\n%.1500s\nsaid\n%.400s",
            index, test->arguments[0], n, requests, for_good ? " for good" : "",
            (int)outcome.status, outcome.printed, outcome.said, (int)right.status, right.printed,
            right.said);
        refused += recorded;
        outcome_free(&outcome);
    }
    /* Were requests not refused at all, all would look well. */
    ck_assert_msg(for_good ? refused > requests / 2 : refused > 0 || test->lines[0],
                  "case %d: only %zu of %zu refusals were noticed", index, refused, requests);
    outcome_free(&right);
    look_for_leaks();
}

START_TEST(one_request_fails) {
    fail_each(_i, false);
}
END_TEST

START_TEST(memory_ends) {
    fail_each(_i, true);
}
END_TEST

int main(void) {
    stack_begin();
    collect_cases();
    snprintf(referee_path, sizeof referee_path, "%s/adcalc-reference", build_directory());
    if (access(referee_path, X_OK) != 0)
        strcpy(referee_path, "none");
    char directory[] = "/tmp/adcalc-allocation-XXXXXX";
    if (!mkdtemp(directory) || chdir(directory) != 0)
        return EXIT_FAILURE;
    Suite *suite = suite_create("allocation");
    TCase *once = suite_case(suite, "once"), *good = suite_case(suite, "for good");
    tcase_add_loop_test(once, one_request_fails, 0, case_count);
    tcase_add_loop_test(good, memory_ends, 0, case_count);
    int failed = suite_run(suite);
    forget_cases();
    unlink(saved_name);
    if (rmdir(directory) != 0) /* something was left behind */
        failed++;
    return failed;
}

/* Rough points against an oracle that knows no rule of differentiation.
 *
 * Random functions of abs, max, min, conditions, quotients and smooth parts have derivatives on
 * both sides of a point that exact arithmetic finds from values alone (rough.h, rough-terms.h).
 * Where both sides agree that is the derivative, whatever conventions say; where not there is none,
 * and adcalc must show both slopes. It is asked as people ask it: by lines of a session, with and
 * without its referee, and by commands. $ADCALC is the program. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/rough-terms.h"
#include "support/suite.h"

#include <json-c/json.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BATCH = 500, SHOWN = 3, MOST_KINDS = 32, MOST_COMMANDS = 300 };

static RoughCase cases[BATCH];
static size_t case_count;

/* ---- what is wrong --------------------------------------------------------------------------- */

/* Complaints by their kind: all are counted, and those about the shortest expressions shown. */
static struct {
    const char *kind;
    uint64_t count;
    Text shown[SHOWN];
    size_t lengths[SHOWN]; /* of the expressions */
} complaints[MOST_KINDS];
static uint64_t tried, undecided;

static void put_fraction(Text *text, Fraction a) {
    if (fraction_dyadic(a))
        text_number(text, fraction_double(a));
    else
        text_format(text, "%lld/%lld", (long long)a.above, (long long)a.below);
}

static void put_case(Text *text, const RoughCase *one) {
    text_format(text, "%s%s at x = %s: the truth is", one->point.statement, one->text,
                one->point.at);
    for (int i = 0; i <= one->orders; i++) {
        text_put(text, i ? ", " : " ");
        put_fraction(text, one->derivatives[BELOW][i]);
        if (fraction_compare(one->derivatives[BELOW][i], one->derivatives[ABOVE][i]) == 0)
            continue;
        text_put(text, " from below and ");
        put_fraction(text, one->derivatives[ABOVE][i]);
        text_put(text, " from above");
    }
}

/* Where a complaint about an expression of this length is to be shown; -1 for nowhere. */
static int place(int kind, size_t length) {
    int longest = 0;
    for (int i = 0; i < SHOWN; i++)
        if (!complaints[kind].lengths[i])
            return i;
        else if (complaints[kind].lengths[i] > complaints[kind].lengths[longest])
            longest = i;
    return length < complaints[kind].lengths[longest] ? longest : -1;
}

__attribute__((format(printf, 3, 4))) static void complain(const RoughCase *one, const char *kind,
                                                           const char *format, ...) {
    char detail[300];
    va_list values;
    va_start(values, format);
    vsnprintf(detail, sizeof detail, format, values);
    va_end(values);
    int k = 0;
    while (complaints[k].kind && strcmp(complaints[k].kind, kind))
        k++;
    complaints[k].kind = kind;
    complaints[k].count++;
    int i = place(k, strlen(one->text));
    if (i < 0)
        return;
    complaints[k].lengths[i] = strlen(one->text);
    text_clear(&complaints[k].shown[i]);
    put_case(&complaints[k].shown[i], one);
    text_format(&complaints[k].shown[i], "; %s", detail);
}

static void begin(uint64_t part) {
    memset(complaints, 0, sizeof complaints);
    tried = undecided = 0;
    random_begin(setting("ADCALC_SEED", 0) + part);
}

static void end(const char *what) {
    uint64_t all = 0;
    for (int k = 0; k < MOST_KINDS && complaints[k].kind; k++) {
        printf("FAIL: %s: %s: %llu of %llu\n", what, complaints[k].kind,
               (unsigned long long)complaints[k].count, (unsigned long long)tried);
        for (int i = 0; i < SHOWN && complaints[k].lengths[i]; i++) {
            printf("    %s\n", text_string(&complaints[k].shown[i]));
            text_free(&complaints[k].shown[i]);
        }
        all += complaints[k].count;
    }
    if (all == 0)
        printf("PASS: %s: %llu cases, %llu undecided\n", what, (unsigned long long)tried,
               (unsigned long long)undecided);
    fflush(stdout);
    ck_assert_msg(all == 0, "%s: %llu mistakes in %llu cases", what, (unsigned long long)all,
                  (unsigned long long)tried);
}

static void show(const RoughCase *one) {
    Text text = {0};
    put_case(&text, one);
    puts(text_string(&text));
    text_free(&text);
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* Whether a number is the truth: the double itself where doubles make no error. */
static bool is_right(const RoughCase *one, double number, Fraction truth) {
    double right = fraction_double(truth);
    return one->exact ? number == right : fabs(number - right) <= 1e-12 * one->size;
}

/* At a path of keys, as "reference.gradient.x"; NULL where there is nothing. */
static json_object *at(json_object *object, const char *path) {
    char key[32];
    while (object && *path) {
        size_t length = strcspn(path, ".");
        snprintf(key, sizeof key, "%.*s", (int)length, path);
        path += length + (path[length] == '.');
        if (!json_object_is_type(object, json_type_object) ||
            !json_object_object_get_ex(object, key, &object))
            return NULL;
    }
    return object;
}

static const char *text_of(json_object *object) {
    return object ? json_object_get_string(object) : "missing";
}

/* A number, or a decimal in a string; NaN for all else. */
static double number_of(json_object *object) {
    const char *text = text_of(object);
    char *rest;
    double number = strtod(text, &rest);
    return *text && !*rest && isfinite(number) ? number : NAN;
}

/* Of a list of derivatives, or, where only the first is asked for, of an object of partials. */
static json_object *derivative_of(json_object *list, int order) {
    if (list && json_object_is_type(list, json_type_array))
        return json_object_array_get_idx(list, (size_t)order);
    return order == 1 ? at(list, "x") : NULL;
}

static const char *list_of(int orders) {
    return orders > 1 ? "derivatives" : "gradient";
}

/* ---- an answer in JSON ----------------------------------------------------------------------- */

/* What is asked: how many orders, and whether there is a referee. */
typedef struct Asked {
    const char *options;
    int orders;
    bool exactly; /* nothing may be undecided */
    bool referee;
} Asked;

/* What a method finds that is not the truth, where it makes no errors of truncation; or NULL. */
static json_object *wrong_method(const RoughCase *one, json_object *answer, int orders) {
    json_object *methods = at(answer, "methods");
    size_t count = methods ? json_object_array_length(methods) : 0;
    for (size_t i = 0; i < count; i++) {
        json_object *method = json_object_array_get_idx(methods, i);
        json_object *list = at(method, list_of(orders));
        for (int k = 1; k <= orders && strcmp(text_of(at(method, "name")), "numeric"); k++)
            if (!is_right(one, number_of(derivative_of(list, k)), one->derivatives[ABOVE][k]))
                return method;
    }
    return NULL;
}

static void judge_reference(const RoughCase *one, const Asked *asked, json_object *answer) {
    json_object *reference = at(answer, "reference");
    if (!reference) {
        complain(one, "no reference", "it is missing");
        return;
    }
    for (int k = 1; k <= asked->orders; k++) {
        json_object *found = derivative_of(at(reference, list_of(asked->orders)), k);
        if (is_right(one, number_of(found), one->derivatives[ABOVE][k]))
            continue;
        complain(one, "a wrong reference", "order %d is `%s`", k, text_of(found));
        return;
    }
}

/* Both sides agree. */
static void judge_smooth(const RoughCase *one, const Asked *asked, json_object *answer) {
    const char *status = text_of(at(answer, "status"));
    if (strcmp(status, "regular"))
        complain(one, "regular, with another status", "status %s", status);
    json_object *said = at(answer, "answer");
    bool right = true;
    for (int k = 1; said && k <= asked->orders; k++)
        right =
            right && is_right(one, number_of(derivative_of(said, k)), one->derivatives[ABOVE][k]);
    if (!right)
        complain(one, "a wrong answer", "answer %s", text_of(said));
    json_object *wrong = said ? NULL : wrong_method(one, answer, asked->orders);
    if (wrong)
        complain(one, "no answer", "%s finds %s", text_of(at(wrong, "name")),
                 text_of(at(wrong, list_of(asked->orders))));
    if (asked->referee)
        judge_reference(one, asked, answer);
}

/* Without a referee: a note that gives both slopes. */
static bool is_noted(const RoughCase *one, json_object *answer) {
    json_object *notes = at(answer, "notes");
    size_t count = notes ? json_object_array_length(notes) : 0;
    for (size_t i = 0; i < count; i++) {
        const char *text = text_of(at(json_object_array_get_idx(notes, i), "text"));
        const char *slopes = strstr(text, "df/dx is ");
        double below, above;
        if (slopes &&
            sscanf(slopes, "df/dx is %lf from below and %lf from above", &below, &above) == 2 &&
            is_right(one, below, one->derivatives[BELOW][1]) &&
            is_right(one, above, one->derivatives[ABOVE][1]))
            return true;
    }
    return false;
}

static void judge_slopes(const RoughCase *one, json_object *answer) {
    json_object *below = at(answer, "reference.one_sided.x.left");
    json_object *above = at(answer, "reference.one_sided.x.right");
    if (!is_right(one, number_of(below), one->derivatives[BELOW][1]) ||
        !is_right(one, number_of(above), one->derivatives[ABOVE][1]))
        complain(one, "wrong one-sided slopes", "they are `%s` and `%s`", text_of(below),
                 text_of(above));
    json_object *gradient = at(answer, "reference.gradient.x");
    if (gradient && *text_of(gradient))
        complain(one, "a reference at a kink", "it is `%s`", text_of(gradient));
}

/* The slopes differ. */
static void judge_kink(const RoughCase *one, const Asked *asked, json_object *answer) {
    const char *status = text_of(at(answer, "status"));
    if (strcmp(status, "convention") && !(asked->orders > 1 && !strcmp(status, "undefined")))
        complain(one, "a kink, with another status", "status %s", status);
    if (at(answer, "answer"))
        complain(one, "an answer at a kink", "answer %s", text_of(at(answer, "answer")));
    json_object *truth = derivative_of(at(answer, "reference.derivatives"), 1);
    if (!isnan(number_of(truth)))
        complain(one, "a reference at a kink", "it is %s", text_of(truth));
    if (asked->orders > 1)
        return;
    if (asked->referee)
        judge_slopes(one, answer);
    else if (!is_noted(one, answer))
        complain(one, "slopes that no note gives", "notes %s", text_of(at(answer, "notes")));
}

/* The slopes agree, and second derivatives, which are asked for, differ. */
static void judge_bend(const RoughCase *one, const Asked *asked, json_object *answer) {
    (void)asked;
    const char *status = text_of(at(answer, "status"));
    if (strcmp(status, "convention") && strcmp(status, "undefined"))
        complain(one, "a kink of the first derivative, with another status", "status %s", status);
    json_object *said = at(answer, "answer"), *truth = at(answer, "reference.derivatives");
    if (said && (!is_right(one, number_of(derivative_of(said, 1)), one->derivatives[ABOVE][1]) ||
                 !isnan(number_of(derivative_of(said, 2)))))
        complain(one, "a wrong answer at a kink of the first derivative", "answer %s",
                 text_of(said));
    if (truth && !isnan(number_of(derivative_of(truth, 2))))
        complain(one, "a reference at a kink of the first derivative", "it is %s", text_of(truth));
}

static void judge(const RoughCase *one, const Asked *asked, json_object *answer) {
    const char *status = text_of(at(answer, "status"));
    if (!is_right(one, number_of(at(answer, "value")), one->derivatives[ABOVE][0]))
        complain(one, "a wrong value", "value %s", text_of(at(answer, "value")));
    if (!strcmp(status, "undecided")) {
        undecided++;
        if (asked->exactly && one->exact)
            complain(one,
                     one->vanishing ? "undecided, where something is 0 beside the point"
                                    : "undecided",
                     "status %s", status);
        return;
    }
    int agreement = rough_agreement(one);
    (agreement < 1               ? judge_kink
     : agreement < asked->orders ? judge_bend
                                 : judge_smooth)(one, asked, answer);
}

/* ---- sessions -------------------------------------------------------------------------------- */

static char lines_file[] = "oracle-XXXXXX";

/* The lines that ask all cases. */
static void write_lines(void) {
    FILE *file = fopen(lines_file, "w");
    ck_assert_ptr_nonnull(file);
    for (size_t i = 0; i < case_count; i++)
        fprintf(file, "at x = %s\n%s%s\n", cases[i].point.at, cases[i].point.statement,
                cases[i].text);
    ck_assert_int_eq(fclose(file), 0);
}

static FILE *ask_all(const Asked *asked, const char *format) {
    Text command = {0};
    text_format(&command, "%s\"$ADCALC\" --time 0 %s %s <%s 2>/dev/null",
                asked->referee ? "" : "ADCALC_REFERENCE=none ", format, asked->options, lines_file);
    FILE *pipe = popen(text_string(&command), "r");
    ck_assert_ptr_nonnull(pipe);
    text_free(&command);
    return pipe;
}

static void judge_lines(const Asked *asked) {
    FILE *pipe = ask_all(asked, "--format jsonl");
    char *line = NULL;
    size_t room = 0, i = 0;
    for (; i < case_count && getline(&line, &room, pipe) > 0; i++) {
        json_object *answer = json_tokener_parse(line);
        ck_assert_msg(answer, "no JSON: %s", line);
        ck_assert_str_eq(text_of(at(answer, "expression")), cases[i].text);
        judge(&cases[i], asked, answer);
        json_object_put(answer);
    }
    free(line);
    pclose(pipe);
    ck_assert_msg(i == case_count, "no answer to %s at x = %s", cases[i].text, cases[i].point.at);
}

/* -q: a line for each order. */
static void judge_quiet(const Asked *asked) {
    FILE *pipe = ask_all(asked, "-q");
    char line[100];
    for (size_t i = 0; i < case_count; i++)
        for (int k = 1; k <= asked->orders; k++) {
            ck_assert_msg(fgets(line, sizeof line, pipe), "-q says nothing to %s at x = %s",
                          cases[i].text, cases[i].point.at);
            line[strcspn(line, "\n")] = '\0';
            if (rough_agreement(&cases[i]) >= k &&
                !is_right(&cases[i], strtod(line, NULL), cases[i].derivatives[ABOVE][k]))
                complain(&cases[i], "a wrong number of -q", "order %d is %s", k, line);
        }
    pclose(pipe);
}

static bool has_referee(void) {
    FILE *pipe = popen("\"$ADCALC\" 'x^2' --at x=1 --time 0 --format jsonl", "r");
    char line[4096] = "";
    bool found = pipe && fgets(line, sizeof line, pipe) && strstr(line, "\"reference\":{\"value\"");
    if (pipe)
        pclose(pipe);
    return found;
}

typedef void Draw(RoughCase *made);

/* So many cases, in batches, each of which is a session. */
static void try_cases(Draw *draw, const Asked *asked, uint64_t count) {
    while (tried < count) {
        case_count = count - tried < BATCH ? (size_t)(count - tried) : BATCH;
        for (size_t i = 0; i < case_count; i++) {
            draw(&cases[i]);
            if (getenv("ADCALC_SHOW_CASES")) /* for another judge */
                show(&cases[i]);
        }
        write_lines();
        tried += case_count;
        judge_lines(asked);
        judge_quiet(asked);
    }
}

static void draw_dyadic(RoughCase *made) {
    rough_case(made, true);
}

static void draw_decimal(RoughCase *made) {
    rough_case(made, false);
}

static const RoughCase all_of_them = {.text = "all", .point.at = "any", .orders = -1};

/* One in a hundred may be undecided where doubles round. */
static void expect_decided(void) {
    if (undecided > tried / 100 + 1)
        complain(&all_of_them, "undecided too often", "%llu of %llu", (unsigned long long)undecided,
                 (unsigned long long)tried);
}

static bool referee;

START_TEST(dyadic) {
    Asked asked = {.options = "", .orders = 1, .exactly = true, .referee = referee};
    begin(1);
    try_cases(draw_dyadic, &asked, cases_to_try(1000));
    expect_decided();
    end("slopes");
}
END_TEST

START_TEST(decimals) {
    Asked asked = {.options = "", .orders = 1, .referee = referee};
    begin(2);
    try_cases(draw_decimal, &asked, cases_to_try(500));
    expect_decided();
    end("slopes with decimals");
}
END_TEST

START_TEST(terms) {
    Asked asked = {.options = "", .orders = 1, .referee = referee};
    begin(3);
    try_cases(rough_case_with_terms, &asked, cases_to_try(500));
    expect_decided();
    end("slopes with smooth parts");
}
END_TEST

START_TEST(second_order) {
    Asked asked = {.options = "-k 2", .orders = 2, .referee = referee};
    begin(4);
    try_cases(rough_case_with_terms, &asked, cases_to_try(500));
    expect_decided();
    end("second derivatives");
}
END_TEST

START_TEST(no_referee) {
    Asked asked = {.options = "", .orders = 1, .exactly = true};
    begin(5);
    try_cases(draw_dyadic, &asked, cases_to_try(200));
    expect_decided();
    end("slopes without the referee");
}
END_TEST

/* ---- commands: exit statuses, and claims ----------------------------------------------------- */

/* Runs "adcalc VIEW 'EXPRESSION' --at x=A -q OPTIONS"; the exit status, and what the first line is.
 */
static int run(const RoughCase *one, const char *view, const char *options, char line[static 100]) {
    Text command = {0};
    text_format(&command, "\"$ADCALC\" %s -q -e '%s%s' --at x=%s %s 2>/dev/null", view,
                one->point.statement, one->text, one->point.at, options);
    FILE *pipe = popen(text_string(&command), "r");
    ck_assert_ptr_nonnull(pipe);
    text_free(&command);
    if (!fgets(line, 100, pipe))
        strcpy(line, "nothing");
    line[strcspn(line, "\n")] = '\0';
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Claims a slope: what check says, and how it ends. */
static void claim(const RoughCase *one, double slope, const char *verdict, int status) {
    char options[64], found[100];
    snprintf(options, sizeof options, "--claim x=%.17g", slope);
    int ended = run(one, "check", options, found);
    if (strcmp(found, verdict) || ended != status)
        complain(one, status ? "a wrong claim" : "a right claim",
                 "the claim %.17g is `%s`, with status %d, not `%s` and %d", slope, found, ended,
                 verdict, status);
}

static void judge_claims(const RoughCase *one) {
    double below = fraction_double(one->derivatives[BELOW][1]);
    double above = fraction_double(one->derivatives[ABOVE][1]), apart = fabs(above - below);
    if (apart == 0.0) {
        claim(one, above, "ok", 0);
        claim(one, above + 1.0, "wrong", 1);
    } else {
        claim(one, (below + above) / 2.0, "kink", 0);
        claim(one, fmax(below, above) + apart, "kink", 1);
        claim(one, fmin(below, above) - 0.5, "kink", 1);
    }
}

static void judge_status(const RoughCase *one) {
    char found[100];
    int status = run(one, "", "", found);
    bool no_number = rough_agreement(one) < 1 && !strcmp(found, "NaN");
    if (status != no_number)
        complain(one, "a wrong exit status", "%d, with %s", status, found);
}

START_TEST(commands) {
    begin(6);
    for (uint64_t count = cases_to_try(30); tried < count && tried < MOST_COMMANDS; tried++) {
        RoughCase one;
        do
            draw_dyadic(&one);
        while (!one.exact);
        judge_status(&one);
        judge_claims(&one);
    }
    end("claims and exit statuses");
}
END_TEST

int main(void) {
    setenv("ADCALC", "./adcalc", 0);
    int file = mkstemp(lines_file);
    if (file < 0)
        return EXIT_FAILURE;
    close(file);
    referee = has_referee();
    Suite *suite = suite_create("oracle");
    TCase *cases_of_suite = suite_case(suite, "rough points");
    if (getenv("ADCALC_COUNT"))
        tcase_set_timeout(cases_of_suite, 0);
    tcase_add_test(cases_of_suite, dyadic);
    tcase_add_test(cases_of_suite, decimals);
    tcase_add_test(cases_of_suite, terms);
    tcase_add_test(cases_of_suite, second_order);
    tcase_add_test(cases_of_suite, no_referee);
    tcase_add_test(cases_of_suite, commands);
    int status = suite_run(suite);
    unlink(lines_file);
    return status;
}

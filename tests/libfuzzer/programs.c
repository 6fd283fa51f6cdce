/* Programs with loops, branches, functions and recursion, at several points: the first byte says
 * whether the others are a program's text or choices of which one is written, the next six choose
 * the values of x, y, z and t at three points.
 *
 * The program is traced at the first point and run at all of them, again and again, by an
 * evaluator, which may trace it anew. What comes of that is what a new function traced at that very
 * point says; a trace that looks at all sides of the point has the same value; forward and reverse
 * differ by rounding only; and where a program does not come to its end, it has no value.
 * ADCALC_SHOW=1 shows the programs. */
#include "adcalc.h"
#include "support/conditioning.h"
#include "support/harness.h"
#include "support/posed.h"

#include <math.h>
#include <string.h>

enum {
    MOST_VARIABLES = 4,
    POINTS = 3,
    HEADER = 1 + 2 * POINTS,
    LONGEST_PROGRAM = 1500, /* longer ones take long and show nothing new, ... */
    MOST_NODES = 3000       /* ... and so do larger functions */
};

static const char variables[MOST_VARIABLES] = {'x', 'y', 'z', 't'};

int LLVMFuzzerInitialize(int *argc, char ***argv) {
    (void)argc;
    (void)argv;
    stack_begin();
    return 0;
}

/* ---- a program of choices -------------------------------------------------------------------- */

/* Bytes choose, and once there are no more of them everything is as plain as can be. Names are read
 * where every way has assigned them, but for a few. */
typedef struct Author {
    const unsigned char *bytes;
    size_t left;
    Text text;
    unsigned assigned; /* a bit for each of the names a to d, or of a function's u to w */
    unsigned functions;
    unsigned loops; /* around: their variables are i, j, k */
    bool local;     /* in a function */
    int depth;
} Author;

enum { NAMES = 4, FUNCTIONS = 3, DEEPEST = 5 };

static unsigned choose(Author *w, unsigned count) {
    if (!w->left)
        return 0;
    w->left--;
    return *w->bytes++ % count;
}

static void put(Author *w, const char *text) {
    text_put(&w->text, text);
}

static void put_indexed(Author *w, char first, unsigned number) {
    text_format(&w->text, "%c", first + (int)number);
}

static void put_assigned(Author *w, unsigned number) {
    put_indexed(w, w->local ? 'p' : 'a', number);
}

static void write_name(Author *w) {
    unsigned number = choose(w, NAMES);
    switch (choose(w, 4)) {
    case 0:
        text_format(&w->text, "%c", variables[number]);
        return;
    case 1:
        if (w->loops) {
            put_indexed(w, 'i', number % w->loops);
            return;
        }
        break;
    default:
        break;
    }
    if (w->assigned >> number & 1 || choose(w, 64) == 63)
        put_assigned(w, number);
    else
        put(w, number & 1 ? "x" : "y");
}

static void write_expression(Author *w);

static void write_pair(Author *w, const char *before, const char *between, const char *after) {
    put(w, before);
    write_expression(w);
    put(w, between);
    write_expression(w);
    put(w, after);
}

static void write_condition(Author *w) {
    static const char *const compared[] = {" > ", " < ", " <= ", " >= ", " == ", " != "};
    unsigned kind = choose(w, 12);
    if (kind == 11)
        write_pair(w, "(", " > 0 and not ", " > 1)");
    else if (kind == 10)
        write_pair(w, "(", " > 0 or ", ")");
    else if (kind == 9)
        write_expression(w);
    else if (kind >= 6)
        write_pair(w, "", compared[kind - 6], "");
    else {
        write_name(w);
        put(w, compared[kind]);
        put(w, choose(w, 2) ? "1" : "0");
    }
}

static void write_call(Author *w) {
    unsigned function = choose(w, FUNCTIONS);
    if (function >= w->functions) {
        write_name(w);
        return;
    }
    put_indexed(w, 'f', function);
    write_pair(w, "(", ", ", ")");
}

static void write_choice(Author *w) {
    put(w, "(if ");
    write_condition(w);
    write_pair(w, " then ", " else ", ")");
}

static void write_applied(Author *w) {
    static const char *const applied[] = {"sin(",  "exp(",   "sqrt(", "log(", "abs(",
                                          "tanh(", "floor(", "sign(", "-(",   "round("};
    put(w, applied[choose(w, 10)]);
    write_expression(w);
    put(w, ")");
}

static void write_fold(Author *w) {
    if (w->loops == 3) {
        write_name(w);
        return;
    }
    put(w, choose(w, 2) ? "prod(" : "sum(");
    put_indexed(w, 'i', w->loops);
    text_format(&w->text, " in %u..%u, ", choose(w, 3), choose(w, 20));
    w->loops++;
    write_expression(w);
    w->loops--;
    put(w, ")");
}

static void write_expression(Author *w) {
    static const char *const numbers[] = {"1",   "2",    "0.5", "3",    "0",   "0.1",
                                          "1.5", "7",    "0.3", "10",   "2.5", "1e-3",
                                          "100", "1e10", "0.9", "1e308"};
    unsigned kind = w->depth >= DEEPEST || !w->left ? choose(w, 2) : choose(w, 12);
    w->depth++;
    switch (kind) {
    case 1:
        put(w, numbers[choose(w, 16)]);
        break;
    case 2:
    case 3:
        write_pair(w, "(", " + ", ")");
        break;
    case 4:
        write_pair(w, "(", " - ", ")");
        break;
    case 5:
        write_pair(w, "(", "*", ")");
        break;
    case 6:
        write_pair(w, "(", "/", ")");
        break;
    case 7:
        write_applied(w);
        break;
    case 8:
        write_choice(w);
        break;
    case 9:
        write_call(w);
        break;
    case 10:
        write_fold(w);
        break;
    case 11:
        write_pair(w, choose(w, 2) ? "max(" : "min(", ", ", ")");
        break;
    default:
        write_name(w);
        break;
    }
    w->depth--;
}

/* ---- its steps ---- */

static void write_steps(Author *w, unsigned most);

static void write_block(Author *w) {
    unsigned assigned = w->assigned;
    put(w, " {\n");
    w->depth++;
    write_steps(w, 3);
    w->depth--;
    put(w, "}");
    w->assigned = assigned;
}

static void write_assignment(Author *w) {
    unsigned number = choose(w, NAMES);
    put_assigned(w, number);
    put(w, " = ");
    write_expression(w);
    w->assigned |= 1u << number;
}

static void write_if(Author *w) {
    put(w, "if ");
    write_condition(w);
    write_block(w);
    unsigned kind = choose(w, 4);
    if (kind > 0)
        put(w, kind == 1 ? "\nelse" : " else");
    if (kind == 3) {
        put(w, " ");
        write_if(w);
    } else if (kind > 0) {
        write_block(w);
    }
}

static void write_for(Author *w) {
    static const char *const bounds[] = {"3",  "1", "0", "2", "8", "round(t)", "floor(abs(x)) + 1",
                                         "2*2"};
    if (w->loops == 3) {
        write_assignment(w);
        return;
    }
    text_format(&w->text, "for %c in %s..%s", 'i' + (int)w->loops, choose(w, 4) ? "1" : "-1",
                bounds[choose(w, w->loops ? 4 : 8)]);
    w->loops++;
    write_block(w);
    w->loops--;
}

/* Something is made smaller round by round, and the condition looks at it, unless it looks at
 * something else. */
static void write_while(Author *w) {
    unsigned number = choose(w, NAMES), kind = choose(w, 8);
    put_assigned(w, number);
    put(w, " = ");
    write_expression(w);
    w->assigned |= 1u << number;
    put(w, "\nwhile ");
    if (kind == 7) {
        write_condition(w);
    } else {
        put_assigned(w, number);
        put(w, " > 1");
        if (kind > 3) {
            put(w, kind == 4 ? " or " : " and ");
            write_condition(w);
        }
    }
    unsigned assigned = w->assigned;
    put(w, " {\n");
    w->depth++;
    write_steps(w, 2);
    w->depth--;
    put_assigned(w, number);
    put(w, " = ");
    put_assigned(w, number);
    put(w, choose(w, 2) ? "/2 - 0.1" : " - 1");
    put(w, "\n}");
    w->assigned = assigned;
}

static void write_step(Author *w) {
    unsigned kind = w->depth >= DEEPEST || !w->left ? 0 : choose(w, 8);
    if (kind == 4)
        write_for(w);
    else if (kind == 5)
        write_if(w);
    else if (kind == 6)
        write_while(w);
    else if (kind == 7)
        write_if(w);
    else
        write_assignment(w);
    put(w, "\n");
}

static void write_steps(Author *w, unsigned most) {
    for (unsigned count = 1 + choose(w, most); count-- > 0;)
        write_step(w);
}

/* Its parameters are p and q. One kind calls itself, with a first parameter that comes down. */
static void write_function(Author *w) {
    Author outside = *w;
    unsigned kind = choose(w, 4);
    w->local = true;
    w->assigned = 3;
    w->loops = 0;
    put_indexed(w, 'f', w->functions);
    put(w, "(p, q) = ");
    if (kind == 0) {
        write_expression(w);
    } else if (kind == 1) {
        put(w, "{\n");
        write_steps(w, 3);
        write_expression(w);
        put(w, "\n}");
    } else if (kind == 2) {
        put(w, "if p <= 0 or p > 5 then ");
        write_expression(w);
        put(w, " else q*");
        put_indexed(w, 'f', w->functions);
        put(w, "(p - 1, ");
        write_expression(w);
        put(w, ")");
    } else {
        put(w, "{\nr = q\nif p > 0 and p < 4 {\nr = ");
        put_indexed(w, 'f', w->functions);
        put(w, "(p - 1, ");
        write_expression(w);
        put(w, ")\n} else {\nr = ");
        write_expression(w);
        put(w, "\n}\nr + q\n}");
    }
    put(w, "\n");
    w->local = outside.local;
    w->assigned = outside.assigned;
    w->loops = outside.loops;
    w->functions++;
}

static void write_program(Author *w) {
    for (unsigned count = 1 + choose(w, 5); count-- > 0;)
        if (w->functions < FUNCTIONS && choose(w, 4) == 3)
            write_function(w);
        else
            write_step(w);
    for (unsigned number = 0; number < NAMES; number++)
        if (w->assigned >> number & 1)
            text_format(&w->text, "%c + ", 'a' + (int)number);
    for (unsigned number = 0; number < w->functions; number++)
        text_format(&w->text, "%c(x, y) + ", 'f' + (int)number);
    write_expression(w);
}

/* ---- points ---------------------------------------------------------------------------------- */

static double value_of(const unsigned char *choices, int variable) {
    static const double values[16] = {0.5, 1.0,    2.0,   -1.0, 0.0,  3.0,  -2.0,  0.1,
                                      10., 1e-160, 1e200, -1e5, -0.0, 16.5, 1e308, NAN};
    return values[choices[variable / 2] >> (variable % 2 * 4) & 15];
}

static void put_point(const unsigned char *choices, Text *out) {
    for (int i = 0; i < MOST_VARIABLES; i++) {
        double value = value_of(choices, i);
        text_format(out, "%s%c=", i ? "," : "", variables[i]);
        if (isnan(value))
            text_put(out, "0/0");
        else
            text_number(out, value);
    }
}

static bool same(double a, double b) {
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}

/* ---- runs ------------------------------------------------------------------------------------ */

/* What an evaluator says at a point. */
typedef struct Answer {
    double value, forward[MOST_VARIABLES], reverse[MOST_VARIABLES];
} Answer;

/* A program posed at one point. */
typedef struct Place {
    Posed posed;
    Evaluator evaluator;
    bool fine;
} Place;

static void begin(Place *place, const Text *program, const Text *values) {
    place->fine = posed_begin(&place->posed, NULL, text_string(program), text_string(values)) &&
                  place->posed.problem.variable_count <= MOST_VARIABLES;
    place->evaluator = (Evaluator){0};
    if (place->fine)
        evaluator_begin(&place->evaluator, &place->posed.tapes);
}

static void end(Place *place) {
    evaluator_free(&place->evaluator);
    posed_free(&place->posed);
}

static void compare_sweeps(const Run *run, const double *point, const Answer *answer,
                           uint32_t count) {
    const Traced *traced = run->tape->traced;
    ConditionNumbers conditioning = {0};
    double allowed[MOST_VARIABLES];
    bool comparable =
        traced->graph.nodes.count <= MOST_NODES &&
        conditioning_of_sweeps(&conditioning, &traced->graph, traced->root, point, allowed, count);
    for (uint32_t i = 0; i < count && comparable; i++) {
        double f = answer->forward[i], r = answer->reverse[i];
        if (isfinite(f) && isfinite(r))
            PROMISE(fabs(f - r) <= allowed[i],
                    "variable %u: forward %.17g, reverse %.17g, allowed %g", (unsigned)i, f, r,
                    allowed[i]);
    }
    conditioning_free(&conditioning);
}

static void evaluate(Place *place, const double *point, Answer *answer) {
    uint32_t count = place->posed.problem.variable_count;
    const Run *run = evaluator_at(&place->evaluator, point);
    PROMISE(run, "no run");
    answer->value = run_output(run, 0);
    for (uint32_t i = 0; i < count; i++) {
        run = evaluator_tangent(&place->evaluator, point, i, &answer->forward[i]);
        PROMISE(run && same(run_output(run, 0), answer->value), "forward: another value");
    }
    run = evaluator_adjoint(&place->evaluator, point, answer->reverse);
    PROMISE(run && same(run_output(run, 0), answer->value), "reverse: another value");
    for (uint32_t i = 0; i < count && isnan(answer->value); i++)
        PROMISE(isnan(answer->reverse[i]) &&
                    (isnan(answer->forward[i]) || answer->forward[i] == 0.0),
                "a derivative where the value is NaN");
    compare_sweeps(run, point, answer, count);
    PROMISE(!diag_failed(&place->posed.diag), "an error at another point");
}

/* A trace that looks around; at the point itself it has the value, however little was looked at. */
static void look_around(Place *place, const double *point, double value) {
    const Traced *traced = function_around(&place->posed.function, point);
    PROMISE(traced, "no trace");
    const NodeId roots[] = {traced->root, traced->around};
    for (int i = 0; i < 2; i++) {
        NodeValues values = {0};
        double found = NAN;
        bool known = node_value(&values, &traced->graph, point, roots[i], &found);
        PROMISE(known && same(found, value), "around the point the value is %.17g, not %.17g",
                found, value);
        node_values_free(&values);
    }
}

/* The values of a program's variables at another point; those that it gives itself stay. */
static void find_point(const Place *place, const unsigned char *choices, double *point) {
    for (uint32_t i = 0; i < place->posed.problem.variable_count; i++) {
        const char *name = place->posed.variables[i].name;
        const char *at = name[1] ? NULL : memchr(variables, name[0], MOST_VARIABLES);
        point[i] = at ? value_of(choices, (int)(at - variables)) : place->posed.problem.point[i];
    }
}

/* Whether a program that was posed has failed where it is no use saying so of any other: what is
 * done so often is not looked at more closely than to the next whole number. */
static bool failed_at_bound(const Place *place) {
    const Message *error = diag_first_error(&place->posed.diag);
    return error && error->said.code == SAID_BOUNDS_NOT_WHOLE;
}

static const Traced *first_of(const Place *place) {
    return place->posed.function.traces.items[0];
}

/* A run elsewhere may take fewer steps than a program at its own point. */
static bool within_budget(const Place *there, const Place *own) {
    return first_of(there)->steps <= 100 * first_of(own)->steps + 10000;
}

static void check_graphs(const Place *place) {
    Text why = {0};
    const Function *function = &place->posed.function;
    PROMISE(function->traces.count <= FUNCTION_MAX_TRACES, "too many traces");
    for (size_t i = 0; i < function->traces.count; i++)
        PROMISE(graph_check(&function->traces.items[i]->graph, &why), "a graph is broken: %s",
                text_string(&why));
    text_free(&why);
}

/* What the first program says at the points of the others, and they themselves. */
static void run_all(Place *places, const unsigned char *choices) {
    for (int again = 0; again < 2; again++)
        for (int i = POINTS; i-- > 0;) {
            Place *place = &places[i];
            double point[MOST_VARIABLES];
            Answer own = {.value = NAN}, other;
            find_point(&places[0], choices + 2 * i, point);
            evaluate(&places[0], point, &other);
            look_around(&places[0], point, other.value);
            if (place->fine)
                evaluate(place, point, &own);
            if (isnan(other.value) && !within_budget(place, &places[0]))
                continue;
            PROMISE(same(own.value, other.value) || failed_at_bound(place),
                    "point %d: %.17g, but %.17g when it comes there", i, own.value, other.value);
        }
    for (int i = 0; i < POINTS; i++)
        check_graphs(&places[i]);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    if (size < HEADER)
        return 0;
    Author author = {.bytes = data + HEADER, .left = size - HEADER};
    Place places[POINTS];
    if (data[0] & 1)
        text_bytes(&author.text, (const char *)data + HEADER, size - HEADER);
    else
        write_program(&author);
    if (getenv("ADCALC_SHOW"))
        fprintf(stderr, "%s\n", text_string(&author.text));
    if (author.text.length <= LONGEST_PROGRAM) {
        for (int i = 0; i < POINTS; i++) {
            Text values = {0};
            put_point(data + 1 + 2 * i, &values);
            begin(&places[i], &author.text, &values);
            text_free(&values);
        }
        if (places[0].fine)
            run_all(places, data + 1);
        for (int i = 0; i < POINTS; i++)
            end(&places[i]);
    }
    text_free(&author.text);
    return 0;
}

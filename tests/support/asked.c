/* See asked.h. */
#include "support/asked.h"
#include "support/files.h"
#include "support/graph.h"
#include "support/posed.h"
#include "support/words.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

Reference reference;

void asked_set_up(void) {
    unsetenv("ADCALC_REFERENCE");
    reference = (Reference){.beside = build_directory()};
    begin_graph();
}

void asked_tear_down(void) {
    reference_close(&reference);
    end_graph();
    mpfr_free_cache();
}

enum { DERIVATIVES = 256, FACTORS = 512 };

typedef struct Wish {
    Derivative derivatives[DERIVATIVES];
    Factor factors[FACTORS];
    uint32_t count, factor_count;
} Wish;

static uint32_t variable_of(const Problem *problem, char name) {
    uint32_t i = 0;
    while (i < problem->components &&
           !(problem->variables[i].name[0] == name && !problem->variables[i].name[1]))
        i++;
    ck_assert_msg(i < problem->components || name == 'v', "no variable %c", name);
    return i;
}

/* "x2 y, v" */
static void read_wish(Wish *wish, const Problem *problem, const char *text) {
    *wish = (Wish){0};
    while (*text) {
        Derivative *derivative = &wish->derivatives[wish->count++];
        *derivative = (Derivative){.factors = &wish->factors[wish->factor_count]};
        while (*text && *text != ',') {
            Factor *factor = &wish->factors[wish->factor_count++];
            ck_assert_uint_lt(wish->factor_count, FACTORS);
            char *end;
            factor->variable = variable_of(problem, *text++);
            factor->times = (uint32_t)strtoul(text, &end, 10);
            if (end == text)
                factor->times = 1;
            text = end + strspn(end, " ");
            derivative->count++;
        }
        text += strspn(text, ", ");
        ck_assert_uint_lt(wish->count, DERIVATIVES);
    }
}

/* Begins a question about a program. */
typedef void Begin(const Problem *problem, const void *context);

static bool ask_in_a_way(const char *program, const char *at, const char *derivatives,
                         const double *along, Begin *begin, const void *context,
                         ReferenceAnswer *answer) {
    Posed traced;
    Wish wish;
    ck_assert_msg(posed_begin(&traced, NULL, program, at), "%s at %s", program, at);
    read_wish(&wish, &traced.problem, derivatives);
    if (wish.count) {
        traced.problem.derivatives = wish.derivatives;
        traced.problem.derivative_count = wish.count;
        traced.problem.direction = along;
    }
    begin(&traced.problem, context);
    bool there = reference_finish(&reference, NULL, answer);
    posed_free(&traced);
    return there;
}

static void begin_at_point(const Problem *problem, const void *limits) {
    reference_begin(&reference, problem, limits);
}

bool asked(const char *program, const char *at, const char *derivatives, const double *along,
           const ReferenceLimits *limits, ReferenceAnswer *answer) {
    return ask_in_a_way(program, at, derivatives, along, begin_at_point, limits, answer);
}

enum { TIES = 64 };

/* Names all nodes of an operation. */
static void begin_sides(const Problem *problem, const void *tie) {
    NodeId ties[TIES];
    size_t count = 0;
    for (NodeId id = 1; id <= problem->root && tie; id++)
        if (strcmp(op_table[graph_op(problem->graph, id)].name, tie) == 0 && count < TIES)
            ties[count++] = id;
    const ReferenceHints hints = {.ties = ties, .tie_count = count};
    reference_begin_sides(&reference, problem, &hints, NULL);
}

bool asked_of_sides(const char *program, const char *at, const char *derivatives,
                    const double *along, const char *tie, ReferenceAnswer *answer) {
    return ask_in_a_way(program, at, derivatives, along, begin_sides, tie, answer);
}

void ask(const char *program, const char *at, const char *derivatives, const double *along,
         ReferenceAnswer *answer) {
    ck_assert_msg(asked(program, at, derivatives, along, NULL, answer), "%s at %s, %s: %s", program,
                  at, derivatives, words(&answer->missing));
}

bool agrees_within(const ReferenceNumber *number, mpfr_srcptr truth, mpfr_srcptr uncertainty) {
    mpfr_t off, room;
    mpfr_inits2(4000, off, room, (mpfr_ptr)0);
    char *rest;
    bool fine = true;
    mpfr_strtofr(off, number->decimal, &rest, 10, MPFR_RNDN);
    switch (number->status) {
    case REFERENCE_PROVEN:
        mpfr_abs(room, truth, MPFR_RNDN);
        mpfr_mul_2si(room, room, -68, MPFR_RNDN);
        fine = *rest == '\0' && (number->exact || number->digits >= 21);
        break;
    case REFERENCE_BELOW:
        mpfr_abs(room, off, MPFR_RNDN);
        mpfr_set_zero(off, 1);
        break;
    case REFERENCE_UNPROVEN:
        rest = strstr(number->decimal, "+/- ");
        if (rest)
            mpfr_strtofr(room, rest + 4, NULL, 10, MPFR_RNDN);
        else
            mpfr_set_inf(room, 1);
        mpfr_mul_d(room, room, 1.01, MPFR_RNDN);
        break;
    case REFERENCE_UNDEFINED:
    case REFERENCE_SIDES:
    case REFERENCE_UNDECIDED:
        break;
    }
    mpfr_sub(off, off, truth, MPFR_RNDN);
    mpfr_add(room, room, uncertainty, MPFR_RNDN);
    if (number->status == REFERENCE_UNDEFINED)
        fine = !mpfr_number_p(truth);
    else
        fine &= mpfr_cmpabs(off, room) <= 0;
    mpfr_clears(off, room, (mpfr_ptr)0);
    return fine;
}

bool agrees(const ReferenceNumber *number, mpfr_srcptr truth) {
    mpfr_t none;
    mpfr_init2(none, 2);
    mpfr_set_zero(none, 1);
    bool fine = agrees_within(number, truth, none);
    mpfr_clear(none);
    return fine;
}

void check_decimal(const ReferenceNumber *number, const char *decimal, const char *what) {
    mpfr_t truth, said;
    mpfr_inits2(200, truth, said, (mpfr_ptr)0);
    mpfr_set_str(truth, decimal, 10, MPFR_RNDN);
    mpfr_set_str(said, number->decimal, 10, MPFR_RNDN);
    mpfr_sub(said, said, truth, MPFR_RNDN);
    mpfr_mul_d(truth, truth, 1e-25, MPFR_RNDN);
    ck_assert_msg(number->status == REFERENCE_PROVEN && mpfr_cmpabs(said, truth) <= 0,
                  "%s: %s %s, not %s", what, number->decimal, words(number->why), decimal);
    mpfr_clears(truth, said, (mpfr_ptr)0);
}

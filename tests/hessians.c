/* Hessians of problems that others have used, by all methods and by the referee.
 *
 * Those with decimals come from mpmath 1.3: second differences of the function at 120 digits,
 * extrapolated, which need no derivative of anything. The others follow by hand from the
 * polynomials. */
#include "adcalc.h"
#include "support/files.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"
#include "support/words.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_VARIABLES = 5, MOST_ENTRIES = MOST_VARIABLES * (MOST_VARIABLES + 1) / 2 };

/* A. A. Goldstein, J. F. Price, On descent from local minima, Math. Comp. 25, 1971 */
#define GOLDSTEIN_PRICE                                                                            \
    "(1 + (x+y+1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))*"                                  \
    "(30 + (2*x-3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))"
/* H. H. Rosenbrock, An automatic method for finding the greatest or least value of
 * a function, 1960 */
#define ROSENBROCK "(1-x)^2 + 100*(y-x^2)^2"
/* E. M. L. Beale, On an iterative method of finding a local minimum of a function, 1958 */
#define BEALE "(1.5-x+x*y)^2 + (2.25-x+x*y^2)^2 + (2.625-x+x*y^3)^2"
/* The Helmholtz energy of a mixed fluid: A. Griewank, A. Walther, Evaluating Derivatives, 2008,
 * 1.1; with a matrix and a vector of our own. */
#define HELMHOLTZ                                                                                  \
    "b(i) = 1/(5+i)\n"                                                                             \
    "row(i) = v/(i+1) + w/(i+2) + x/(i+3) + y/(i+4) + z/(i+5)\n"                                   \
    "bx = b(1)*v + b(2)*w + b(3)*x + b(4)*y + b(5)*z\n"                                            \
    "ideal(t) = t*log(t/(1-bx))\n"                                                                 \
    "xax = v*row(1) + w*row(2) + x*row(3) + y*row(4) + z*row(5)\n"                                 \
    "ideal(v) + ideal(w) + ideal(x) + ideal(y) + ideal(z) -\n"                                     \
    "xax/(sqrt(8)*bx)*log((1 + (1+sqrt(2))*bx)/(1 + (1-sqrt(2))*bx))"

static const struct {
    const char *program, *at;
    double truth[MOST_ENTRIES]; /* row by row, from the diagonal on */
} cases[] = {
    {GOLDSTEIN_PRICE, "x=0,y=-1", {504, -216, 864}},
    {GOLDSTEIN_PRICE, "x=0.5,y=-0.25", {-4368.2900390625, 3118.4970703125, -3266.712890625}},
    {ROSENBROCK, "x=1,y=1", {802, -400, 200}},
    {ROSENBROCK, "x=-1.25,y=1", {1477, 500, 200}},
    {BEALE, "x=3,y=0.5", {3.15625, -11.4375, 46.125}},
    {BEALE, "x=1,y=1", {0, 27.75, 68.5}},
    {BEALE, "x=-1.5,y=0.25", {4.82080078125, 14.654296875, -34.611328125}},
    {HELMHOLTZ,
     "v=0.1,w=0.12,x=0.08,y=0.15,z=0.2",
     {9.540555124868467632032, -0.1950443305392547208576, -0.07255117879602717055474,
      -0.004175261391383106429035, 0.03844199604756006140018, 8.251209963424460497592,
      -0.01927983831895661567273, 0.01981520275303765098606, 0.04604233432523798676431,
      12.51413709418407651103, 0.03666715837871728962097, 0.05270642140149196705292,
      6.715630992173400551968, 0.05826659093935507027219, 5.062896350660955416806}},
};
enum { CASES = LENGTH(cases) };

static Posed traced;
static Factor factors[MOST_ENTRIES][2];
static Derivative entries[MOST_ENTRIES];

/* Asks for the Hessian of a case. */
static void begin(int i) {
    ck_assert(posed_begin(&traced, &rules, cases[i].program, cases[i].at));
    uint32_t count = 0;
    for (uint32_t row = 0; row < traced.problem.components; row++)
        for (uint32_t column = row; column < traced.problem.components; column++, count++) {
            factors[count][0] = (Factor){row, row == column ? 2 : 1};
            factors[count][1] = (Factor){column, 1};
            entries[count] = (Derivative){factors[count], row == column ? 1 : 2};
        }
    traced.problem.question = QUESTION_HESSIAN;
    traced.problem.derivatives = entries;
    traced.problem.derivative_count = count;
}

/* The exact methods to the last bits of the largest entry, as entries cancel;
 * numeric within its estimate, which is a small one. */
START_TEST(by_all_methods) {
    begin(_i);
    double size = 0;
    for (uint32_t i = 0; i < traced.problem.derivative_count; i++)
        size = fmax(size, fabs(cases[_i].truth[i]));
    for (MethodId id = 0; id < METHOD_COUNT; id++) {
        const MethodRow *row = &method_table[id];
        Method *method = row->prepare(&traced.problem, &(MethodOptions){0});
        ck_assert_ptr_nonnull(method);
        double value, answers[MOST_ENTRIES], within[MOST_ENTRIES];
        method_evaluate(method, &value, answers);
        ck_assert_uint_eq(method->answered, traced.problem.derivative_count);
        if (method->way->estimate)
            method->way->estimate(method, within);
        for (uint32_t i = 0; i < method->answered; i++) {
            double truth = cases[_i].truth[i];
            if (!method->way->estimate)
                within[i] = 8 * DBL_EPSILON * size;
            ck_assert_msg(fabs(answers[i] - truth) <= within[i],
                          "%s at %s: entry %u by %s is %.17g +- %.2g, not %.17g", cases[_i].program,
                          cases[_i].at, i, method_table[id].name, answers[i], within[i], truth);
            ck_assert_msg(within[i] <= 1e-7 * size, "entry %u is only known to %g", i, within[i]);
        }
        method->way->release(method);
    }
    posed_free(&traced);
}
END_TEST

START_TEST(by_the_referee) {
    begin(_i);
    Reference reference = {.beside = build_directory()};
    ReferenceAnswer answer;
    bool there = referee_answers(&reference, &traced.problem, &answer);
#ifdef HAVE_REFEREE
    ck_assert_msg(there, "%s", words(&answer.missing));
#endif
    for (uint32_t i = 0; there && i < traced.problem.derivative_count; i++) {
        double truth = cases[_i].truth[i], found = strtod(answer.gradient[i].decimal, NULL);
        ck_assert_int_eq(answer.gradient[i].status, REFERENCE_PROVEN);
        ck_assert_msg(found == truth, "%s at %s: entry %u is %s, not %.17g", cases[_i].program,
                      cases[_i].at, i, answer.gradient[i].decimal, truth);
    }
    reference_answer_free(&answer);
    reference_close(&reference);
    posed_free(&traced);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("hessians");
    TCase *all = suite_case(suite, "all");
    tcase_add_checked_fixture(all, begin_rules, end_rules);
    tcase_add_loop_test(all, by_all_methods, 0, CASES);
    tcase_add_loop_test(all, by_the_referee, 0, CASES);
    return suite_run(suite);
}

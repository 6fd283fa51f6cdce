/* What is true at rough points, found by one-sided series in doubles, without the referee: known
 * functions, and every row of ops.def that is written in others at its edges (EDGE) or far out
 * (FAR). Numbers follow from the mathematics beside them. */
#include "adcalc.h"
#include "support/posed.h"
#include "support/rules.h"
#include "support/suite.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PI 3.14159265358979323846
#define ROOT2 1.41421356237309504880
#define EULER 0.57721566490153286061
#define E 2.71828182845904523536

/* ---- questions ------------------------------------------------------------------------------- */

/* "x", "x3", "v" along the vector, "x y", "x2 y" */
typedef struct Wish {
    Factor factors[4];
    Derivative derivative;
} Wish;

static const double along[] = {1, 2, -1};

static void read_wish(const char *text, const Problem *problem, Wish *wish) {
    *wish = (Wish){.derivative.factors = wish->factors};
    for (; *text; text += strspn(text, " ")) {
        Factor *factor = &wish->factors[wish->derivative.count++];
        while (factor->variable < problem->components &&
               problem_name(problem, factor->variable)[0] != *text)
            factor->variable++;
        char *end;
        factor->times = (uint32_t)strtoul(text + 1, &end, 10);
        factor->times += factor->times == 0;
        text = end;
    }
}

typedef struct Found {
    Truth truth;
    EdgeStatus status;
    bool rough;
    size_t ties;
} Found;

static Found look(const char *program, const char *at, const char *derivative) {
    static const EdgeOptions options = {0};
    Posed posed;
    Wish wish;
    Edges edges;
    Arena arena = {0};
    ck_assert_msg(posed_begin(&posed, &rules, program, at), "%s", program);
    Problem *problem = &posed.problem;
    read_wish(derivative, problem, &wish);
    problem->derivatives = &wish.derivative;
    problem->derivative_count = 1;
    problem->direction = along;
    const Subject subject = {problem, &posed.diag, &arena};
    ck_assert(edges_examine(&subject, &options, &edges));
    Found found = {edges.truths[0], edges.status, edges.rough, edges.hints.tie_count};
    edges_free(&edges);
    arena_free(&arena);
    posed_free(&posed);
    return found;
}

static const char *show(const Truth *truth) {
    static char text[200];
    static const char *const kinds[] = {"ordinary",  "exists",   "ends", "kink",
                                        "undecided", "infinite", "none", "jump"};
    snprintf(text, sizeof text, "%s %.17g +- %g, %.17g | %.17g", kinds[truth->kind], truth->value,
             truth->error, truth->below, truth->above);
    return text;
}

static bool is_near(double found, double expected) {
    if (isnan(expected) || isinf(expected))
        return isnan(expected) ? isnan(found) : found == expected;
    return fabs(found - expected) <= 4e-14 * fmax(fabs(expected), 1e-3);
}

/* ---- known truths ---------------------------------------------------------------------------- */

typedef struct Known {
    const char *program, *at, *derivative;
    TruthKind kind;
    double below, above; /* EXISTS, ENDS: `below` is the value; `above` the side of an end, -1, 1 */
} Known;

static void check(const Known *known) {
    Found found = look(known->program, known->at, known->derivative);
    const Truth *truth = &found.truth;
    bool right = truth->kind == known->kind;
    bool number = known->kind == TRUTH_EXISTS || known->kind == TRUTH_ENDS;
    bool sides =
        known->kind == TRUTH_KINK || known->kind == TRUTH_INFINITE || known->kind == TRUTH_JUMP;
    if (number)
        right = right &&
                fabs(truth->value - known->below) <= truth->error + 1e-15 * fabs(known->below) &&
                truth->error <= 1e-11 * fmax(fabs(known->below), 1.0);
    if (known->kind == TRUTH_ENDS)
        right = right && isnan(known->above > 0 ? truth->below : truth->above) &&
                !isnan(known->above > 0 ? truth->above : truth->below);
    if (sides)
        right = right && is_near(truth->below, known->below) && is_near(truth->above, known->above);
    ck_assert_msg(right, "%s at %s, %s: %s, not %d %.17g | %.17g", known->program, known->at,
                  known->derivative, show(truth), (int)known->kind, known->below, known->above);
}

#define INF INFINITY

static const Known functions[] = {
    {"abs(x)", "x=0", "x", TRUTH_KINK, -1, 1},
    {"abs(x)", "x=-0", "x", TRUTH_KINK, -1, 1},
    {"abs(x)", "x=0", "x2", TRUTH_NONE, 0, 0},
    {"abs(x)*x", "x=0", "x", TRUTH_EXISTS, 0, 0},
    {"abs(x)*x", "x=0", "x2", TRUTH_KINK, -2, 2},
    {"abs(x)*x", "x=0", "x3", TRUTH_NONE, 0, 0},
    {"abs(x)^3", "x=0", "x2", TRUTH_EXISTS, 0, 0},
    {"abs(x)^3", "x=0", "x3", TRUTH_KINK, -6, 6},
    {"abs(x)^3", "x=0", "x4", TRUTH_NONE, 0, 0},
    {"abs(x)^4", "x=0", "x4", TRUTH_EXISTS, 24, 0},
    {"x^29*abs(x)", "x=0", "x29", TRUTH_EXISTS, 0, 0},
    /* 30! */
    {"x^29*abs(x)", "x=0", "x30", TRUTH_KINK, -2.6525285981219107e32, 2.6525285981219107e32},
    {"relu(x)-relu(-x)", "x=0", "x", TRUTH_EXISTS, 1, 0},
    {"relu(x)-relu(-x)", "x=0", "x4", TRUTH_EXISTS, 0, 0},
    {"max(x, 2*x, -x)", "x=0", "x", TRUTH_KINK, -1, 2},
    {"max(x, x)", "x=0", "x2", TRUTH_EXISTS, 0, 0},
    {"sqrt(x^2)", "x=0", "x", TRUTH_KINK, -1, 1},
    {"sqrt(x^4)", "x=0", "x2", TRUTH_EXISTS, 2, 0},
    {"sqrt(x)", "x=0", "x", TRUTH_INFINITE, NAN, INF},
    {"cbrt(x)", "x=0", "x", TRUTH_INFINITE, INF, INF},
    {"-cbrt(x)", "x=0", "x", TRUTH_INFINITE, -INF, -INF},
    {"cbrt(x)^3", "x=0", "x", TRUTH_EXISTS, 1, 0},
    {"cbrt(x)^4", "x=0", "x", TRUTH_EXISTS, 0, 0},
    {"cbrt(x)^4", "x=0", "x2", TRUTH_INFINITE, INF, INF},
    {"cbrt(x)^5", "x=0", "x2", TRUTH_INFINITE, -INF, INF},
    {"cbrt(x)^4", "x=0", "x3", TRUTH_NONE, 0, 0},
    {"x^2.5", "x=0", "x2", TRUTH_ENDS, 0, 1},
    {"x^2.5", "x=0", "x3", TRUTH_INFINITE, NAN, INF},
    {"(-x)^1.5 + 3*x", "x=0", "x", TRUTH_ENDS, 3, -1},
    {"((x-2)^2)^0.75", "x=2", "x", TRUTH_EXISTS, 0, 0},
    {"abs(x)^(1+x)", "x=0", "x", TRUTH_KINK, -1, 1},
    {"abs(x)^(1+x)", "x=0", "x2", TRUTH_NONE, 0, 0},
    {"x*abs(x)^x", "x=0", "x", TRUTH_EXISTS, 1, 0},
    {"floor(x)", "x=2", "x", TRUTH_JUMP, 1, 2},
    {"floor(x)*0", "x=2", "x", TRUTH_EXISTS, 0, 0},
    {"(x-1)^2*floor(x)", "x=1", "x2", TRUTH_KINK, 0, 2},
    {"if x == 0 then 5 else x+1", "x=0", "x", TRUTH_JUMP, 1, 1},
    {"if x == 0 then 1 else sin(x)/x", "x=0", "x", TRUTH_EXISTS, 0, 0},
    {"if x == 0 then 1 else sin(x)/x", "x=0", "x2", TRUTH_EXISTS, -1 / 3., 0},
    {"if x == 0 then 1 else sin(x)/x", "x=0", "x4", TRUTH_EXISTS, 1 / 5., 0},
    {"if x == 0 then 0 else 1/x", "x=0", "x", TRUTH_JUMP, -INF, INF},
    {"if x == 0 then 0 else log(abs(x))", "x=0", "x", TRUTH_JUMP, -INF, -INF},
    {"if x == 0 then 0 else x*log(abs(x))", "x=0", "x", TRUTH_INFINITE, -INF, -INF},
    {"if x == 0 then 0 else x^2*log(abs(x))", "x=0", "x", TRUTH_EXISTS, 0, 0},
    {"if x == 0 then 0 else x^2*log(abs(x))", "x=0", "x2", TRUTH_INFINITE, -INF, -INF},
    {"if x == 0 then 0 else x^2*log(abs(x))", "x=0", "x3", TRUTH_NONE, 0, 0},
    {"if x == 0 then 0 else abs(x^2*log(abs(x)))", "x=0", "x2", TRUTH_INFINITE, INF, INF},
    /* x (1 + x log x - x log x + ...): the logarithms cancel, and of the rest nothing is known */
    {"if x == 0 then 0 else (x - x^2*log(x))^(1+x)", "x=0", "x2", TRUTH_UNDECIDED, 0, 0},
    {"if x == 0 then 0 else (x + x^2*log(x))^(1+x)", "x=0", "x2", TRUTH_INFINITE, NAN, -INF},
    {"if x == 0 then 0 else x^2*sin(1/x)", "x=0", "x", TRUTH_EXISTS, 0, 0},
    {"if x == 0 then 0 else x^2*sin(1/x)", "x=0", "x2", TRUTH_UNDECIDED, 0, 0},
    {"if x == 0 then 0 else exp(-1/x^2) + x", "x=0", "x", TRUTH_EXISTS, 1, 0},
    {"if x == 0 then sqrt(2)/4 else (sqrt(x+2)-sqrt(2))/x", "x=0", "x", TRUTH_EXISTS,
     -1 / (16 * ROOT2), 0},
    {"x % x", "x=3", "x", TRUTH_EXISTS, 0, 0},
    {"acos(1-max(x^2, x))", "x=0", "x", TRUTH_INFINITE, -ROOT2, INF},
    {"if x == 0 then 0 else (atan2(x^2, x^2) - atan2(x, x^2))^2", "x=0", "x", TRUTH_JUMP,
     9 * PI *PI / 16, PI *PI / 16},
    {"atan2(x, -1)", "x=0", "x", TRUTH_JUMP, -PI, PI},
    {"atan2(abs(x), -1)", "x=0", "x", TRUTH_KINK, 1, -1},
    {"if x > 0 then x else x^2", "x=0", "x", TRUTH_KINK, 0, 1},
    {"if x >= 0 then sin(x) else x", "x=0", "x", TRUTH_EXISTS, 1, 0},
    {"if x >= 0 then sin(x) else x", "x=0", "x3", TRUTH_KINK, 0, -1},
    {"sin(x)", "x=0", "x", TRUTH_ORDINARY, 0, 0},
    /* several variables */
    {"max(x, y)", "x=1,y=1", "x", TRUTH_KINK, 0, 1},
    {"max(x, y)", "x=1,y=1", "v", TRUTH_KINK, 1, 2},
    {"max(x, y)", "x=1,y=2", "x", TRUTH_ORDINARY, 0, 0},
    {"abs(x-y)^2", "x=1,y=1", "x y", TRUTH_EXISTS, -2, 0},
    {"abs(x-y)^2", "x=1,y=1", "v2", TRUTH_EXISTS, 2, 0},
    {"abs(x)*y", "x=0,y=2", "x y", TRUTH_NONE, 0, 0},
    {"abs(x)*y", "x=0,y=2", "y", TRUTH_ORDINARY, 0, 0},
    {"abs(x)*x*y^2", "x=0,y=3", "x y", TRUTH_EXISTS, 0, 0},
    {"abs(x)^3*y", "x=0,y=3", "x2 y", TRUTH_EXISTS, 0, 0},
    {"abs(x)*x^3*y", "x=0,y=3", "x3 y", TRUTH_EXISTS, 0, 0},
    {"relu(x+y)", "x=0,y=0", "x y", TRUTH_NONE, 0, 0},
    {"relu(x+4*y)", "x=0,y=0", "x y", TRUTH_NONE, 0, 0},
    {"if x-2 > 0 then max(x-2, -y) else x-2", "x=2,y=0", "x y", TRUTH_NONE, 0, 0},
    {"if x == 0 and y == 0 then 0 else x*y*(x^2-y^2)/(x^2+y^2)", "x=0,y=0", "x y", TRUTH_NONE, 0,
     0},
    {"if x == 0 and y == 0 then 0 else x*y*(x^2-y^2)/(x^2+y^2)", "x=0,y=0", "x", TRUTH_EXISTS, 0,
     0},
    {"hypot(x, y)^2", "x=0,y=0", "x2", TRUTH_EXISTS, 2, 0},
    {"hypot(x, y)^4", "x=0,y=0", "x2 y2", TRUTH_EXISTS, 8, 0},
    {"hypot(x, y)", "x=0,y=0", "v", TRUTH_KINK, -2.23606797749978969641, 2.23606797749978969641},
    {"x*y*z + abs(x)*x*y", "x=0,y=1,z=2", "x y z", TRUTH_EXISTS, 1, 0},
};

/* Every row with an EDGE, and with a FAR through 1/x. */
static const Known rows[] = {
    {"x % 2", "x=4", "x", TRUTH_JUMP, 2, 0},
    {"(x-4)*(x % 2)", "x=4", "x", TRUTH_KINK, 2, 0},
    {"4 % x", "x=2", "x", TRUTH_JUMP, 0, 2}, /* below 2: 4 - 2x */
    {"x*(not x)", "x=0", "x", TRUTH_EXISTS, 0, 0},
    {"not x", "x=0", "x", TRUTH_JUMP, 0, 0},
    {"hypot(x, 0)", "x=0", "x", TRUTH_KINK, -1, 1},
    {"asin(x)", "x=1", "x", TRUTH_INFINITE, INF, NAN},
    {"asin(x)", "x=-1", "x", TRUTH_INFINITE, NAN, INF},
    {"asin(1-x^2)", "x=0", "x", TRUTH_KINK, ROOT2, -ROOT2},
    {"acos(x)", "x=1", "x", TRUTH_INFINITE, -INF, NAN},
    {"acos(x)", "x=-1", "x", TRUTH_INFINITE, NAN, -INF},
    {"acos(1-x^2)", "x=0", "x", TRUTH_KINK, -ROOT2, ROOT2},
    {"acos(x^2-1)", "x=0", "x", TRUTH_KINK, ROOT2, -ROOT2}, /* pi - acos(1-x^2) */
    {"acos(x)^2", "x=1", "x", TRUTH_ENDS, -2, -1},          /* acos(1-h)^2 = 2h + h^2/3 + ... */
    {"acos(x)^2", "x=1", "x2", TRUTH_ENDS, 2 / 3., -1},
    {"acosh(x)", "x=1", "x", TRUTH_INFINITE, NAN, INF},
    {"acosh(x)^2", "x=1", "x", TRUTH_ENDS, 2, 1}, /* 2h - h^2/3 + ... */
    {"acosh(x)^2", "x=1", "x2", TRUTH_ENDS, -2 / 3., 1},
    {"acosh(1+x^2)", "x=0", "x", TRUTH_KINK, -ROOT2, ROOT2},
    {"relu(x)", "x=0", "x", TRUTH_KINK, 0, 1},
    {"relu(x)^2", "x=0", "x2", TRUTH_KINK, 0, 2},
    {"leaky_relu(x, 0.25)", "x=0", "x", TRUTH_KINK, 0.25, 1},
    {"leaky_relu(x, 1)", "x=0", "x", TRUTH_EXISTS, 1, 0},
    {"leaky_relu(x, y)", "x=0,y=1", "x y", TRUTH_NONE, 0, 0}, /* x below 0, 0 above */
    {"elu(x, 1)", "x=0", "x", TRUTH_EXISTS, 1, 0},
    {"elu(x, 1)", "x=0", "x2", TRUTH_KINK, 1, 0},
    {"elu(x, 2)", "x=0", "x", TRUTH_KINK, 2, 1},
    {"xlogy(x, x)", "x=0", "x", TRUTH_INFINITE, NAN, -INF},
    {"xlogy(x^2, x)", "x=0", "x", TRUTH_ENDS, 0, 1},
    {"xlogy(x, 3)", "x=0", "x", TRUTH_ORDINARY, 0, 0},
    {"sign(x)", "x=0", "x", TRUTH_JUMP, -1, 1},
    {"x^2*sign(x)", "x=0", "x2", TRUTH_KINK, -2, 2},
    {"step(x)", "x=0", "x", TRUTH_JUMP, 0, 1},
    {"x*step(x)", "x=0", "x", TRUTH_KINK, 0, 1},
    {"floor(x)", "x=-3", "x", TRUTH_JUMP, -4, -3},
    {"ceil(x)", "x=2", "x", TRUTH_JUMP, 2, 3},
    {"(x-2)*ceil(x)", "x=2", "x", TRUTH_KINK, 2, 3},
    {"round(x)", "x=2.5", "x", TRUTH_JUMP, 2, 3},
    {"round(x)", "x=-2.5", "x", TRUTH_JUMP, -3, -2},
    {"trunc(x)", "x=2", "x", TRUTH_JUMP, 1, 2},
    {"trunc(x)", "x=-2", "x", TRUTH_JUMP, -2, -1},
    {"trunc(x)", "x=0", "x", TRUTH_ORDINARY, 0, 0},
    {"frac(x)", "x=2", "x", TRUTH_JUMP, 1, 0},
    {"(x-2)*frac(x)", "x=2", "x", TRUTH_KINK, 1, 0},
    {"(lambertw(x)+1)^2", "x=-0.36787944117144233", "x", TRUTH_ENDS, 2 * E, 1}, /* p^2 = 2ez */
    {"min(x, 2*x)", "x=0", "x", TRUTH_KINK, 2, 1},
    {"clamp(x, 0, 1)", "x=1", "x", TRUTH_KINK, 1, 0},
    /* poles, times what makes them smooth */
    {"if x == 0 then 1 else x*csc(x)", "x=0", "x2", TRUTH_EXISTS, 1 / 3., 0},
    {"if x == 0 then 1 else x*cot(x)", "x=0", "x2", TRUTH_EXISTS, -2 / 3., 0},
    {"if x == 0 then 1 else x*gamma(x)", "x=0", "x", TRUTH_EXISTS, -EULER, 0},
    /* the residue 1/2, times 1 - h and psi(3) = 3/2 - EULER */
    {"if x == -2 then 1/2 else (x+2)*gamma(x)", "x=-2", "x", TRUTH_EXISTS, 0.75 - EULER / 2, 0},
    {"if x == 0 then 0 else x*lgamma(x)", "x=0", "x", TRUTH_INFINITE, INF, INF},
    {"if x == 0 then -1 else x*digamma(x)", "x=0", "x", TRUTH_EXISTS, -EULER, 0},
    {"if x == 0 then 1 else x*beta(x, 1)", "x=0", "x", TRUTH_EXISTS, 0, 0},
    {"if x == 0 then 0 else x^2*log2(abs(x))", "x=0", "x", TRUTH_EXISTS, 0, 0},
    {"if x == 0 then 0 else x*log10(x)", "x=0", "x", TRUTH_INFINITE, NAN, -INF},
    {"if x == -1 then 0 else (x+1)*log1p(x)", "x=-1", "x", TRUTH_INFINITE, NAN, -INF},
    {"if x == 1 then 0 else (x-1)*atanh(x)", "x=1", "x", TRUTH_INFINITE, INF, NAN},
    {"if x == 1 then 0 else (x-1)*logit(x)", "x=1", "x", TRUTH_INFINITE, INF, NAN},
    /* far out */
    {"if x == 0 then 0 else x*exp(1/x)", "x=0", "x", TRUTH_UNDECIDED, 0, 0},
    {"if x == 0 then 0 else x*exp(-1/abs(x))", "x=0", "x", TRUTH_EXISTS, 0, 0},
    {"if x == 0 then 0 else x*exp2(-1/abs(x)) + x", "x=0", "x", TRUTH_EXISTS, 1, 0},
    {"if x == 0 then 0 else x*expm1(-1/abs(x))", "x=0", "x", TRUTH_EXISTS, -1, 0},
    {"if x == 0 then 0 else x*atan(1/x)", "x=0", "x", TRUTH_KINK, -PI / 2, PI / 2},
    {"if x == 0 then 0 else x*abs(atan(1/x))", "x=0", "x2", TRUTH_KINK, 2, -2}, /* pi/2 - |x| */
    {"if x == 0 then 0 else x*tanh(1/x)", "x=0", "x", TRUTH_KINK, -1, 1},
    {"if x == 0 then 0 else x/asinh(1/x)", "x=0", "x", TRUTH_UNDECIDED, 0, 0},
    {"if x == 0 then 0 else x*asinh(1/x)", "x=0", "x", TRUTH_INFINITE, -INF, INF},
    {"if x == 0 then 0 else x*erf(1/x)", "x=0", "x", TRUTH_KINK, -1, 1},
    {"if x == 0 then 0 else x*erfc(1/x)", "x=0", "x", TRUTH_KINK, 2, 0},
    {"if x == 0 then 0 else x*gauss(1/x) + x", "x=0", "x", TRUTH_EXISTS, 1, 0},
    {"if x == 0 then 0 else x*normpdf(1/x) + x", "x=0", "x", TRUTH_EXISTS, 1, 0},
    {"if x == 0 then 0 else x*normcdf(1/x)", "x=0", "x", TRUTH_KINK, 0, 1},
    {"if x == 0 then 0 else x*sinc(1/x)", "x=0", "x", TRUTH_EXISTS, 0, 0}, /* x^2 sin(1/x) */
    {"if x == 0 then 0 else x*sigmoid(1/x)", "x=0", "x", TRUTH_KINK, 0, 1},
    {"if x == 0 then 0 else x^2*softplus(1/x)", "x=0", "x", TRUTH_KINK, 0, 1},
    {"if x == 0 then 0 else x^2*silu(1/x)", "x=0", "x", TRUTH_KINK, 0, 1},
    {"if x == 0 then 0 else x^2*gelu(1/x)", "x=0", "x", TRUTH_KINK, 0, 1},
    {"if x == 0 then 0 else 1/abs(x^-2)", "x=0", "x2", TRUTH_EXISTS, 2, 0},
    {"if x == 0 then 0 else 1/hypot(1/x, 3)", "x=0", "x", TRUTH_KINK, -1, 1},
};

START_TEST(functions_have_their_truths) {
    check(&functions[_i]);
}
END_TEST
START_TEST(rows_have_their_truths) {
    check(&rows[_i]);
}
END_TEST

/* ---- all else -------------------------------------------------------------------------------- */

static const struct {
    const char *program, *at;
    TruthKind kind;
    size_t ties;
} ties[] = {
    {"abs(x-1/3)", "x=0.3333333333333333", TRUTH_KINK, 1},
    {"abs(x-1/3)", "x=0.33333333333333337", TRUTH_ORDINARY, 0},
    {"abs(3*x-1)", "x=0.3333333333333333", TRUTH_KINK, 1},
    {"abs(x-0.5)", "x=0.5", TRUTH_KINK, 0},
    {"max(x, 1/3)", "x=0.3333333333333333", TRUTH_KINK, 1},
    {"if x < 1/3 then 0 else x - 1/3", "x=0.3333333333333333", TRUTH_KINK, 1},
    {"relu(x-1/3)", "x=0.3333333333333333", TRUTH_KINK, 1},
    {"abs(sin(x)-0.8414709848078965)", "x=1", TRUTH_KINK, 1},
};

START_TEST(ties_are_named) {
    Found found = look(ties[_i].program, ties[_i].at, "x");
    ck_assert_msg(found.truth.kind == ties[_i].kind && found.ties == ties[_i].ties,
                  "%s: %s, %zu ties", ties[_i].program, show(&found.truth), found.ties);
}
END_TEST

/* cos(x) - 1 is -5e-19 at 1e-9, and 0 in doubles: no kink is near. */
START_TEST(what_doubles_lose_is_no_tie) {
    Found found = look("abs(cos(x)-1)", "x=1e-9", "x");
    ck_assert_uint_eq(found.ties, 0);
    ck_assert_int_eq(found.truth.kind, TRUTH_UNDECIDED);
}
END_TEST

START_TEST(statuses_follow_truths) {
    static const struct {
        const char *program;
        EdgeStatus status;
    } cases[] = {
        {"sin(x)", EDGE_REGULAR},
        {"abs(x)*x", EDGE_REGULAR},
        {"x^1.5", EDGE_ONE_SIDED},
        {"abs(x)", EDGE_CONVENTION},
        {"sqrt(x)", EDGE_UNDEFINED},
        {"floor(x)", EDGE_UNDEFINED},
        {"1/x", EDGE_UNDEFINED},
        {"sin(x)/x", EDGE_UNDEFINED},
        {"if x == 0 then 0 else x/log(abs(x))", EDGE_UNDECIDED},
    };
    for (int i = 0; i < LENGTH(cases); i++) {
        Found found = look(cases[i].program, "x=0", "x");
        ck_assert_msg(found.status == cases[i].status, "%s: %d", cases[i].program,
                      (int)found.status);
    }
}
END_TEST

/* Where f has no value. */
static const struct {
    const char *program;
    TruthKind kind; /* of the limit */
    double limit;
    TruthKind slope_kind;
    double slope;
} limits[] = {
    {"sin(x)/x", TRUTH_EXISTS, 1, TRUTH_EXISTS, 0},
    {"(1-cos(x))/x", TRUTH_EXISTS, 0, TRUTH_EXISTS, 0.5},
    {"x^2/abs(x)", TRUTH_EXISTS, 0, TRUTH_KINK, 0},
    {"x*log(abs(x))", TRUTH_EXISTS, 0, TRUTH_INFINITE, 0},
    {"(exp(x)-1)/x", TRUTH_EXISTS, 1, TRUTH_EXISTS, 0.5},
    {"1/x", TRUTH_UNDECIDED, 0, TRUTH_JUMP, 0},
    {"x/abs(x)", TRUTH_UNDECIDED, 0, TRUTH_KINK, 0},
    {"sqrt(x)/x", TRUTH_UNDECIDED, 0, TRUTH_JUMP, 0},
    {"x^2.5/x", TRUTH_UNDECIDED, 0, TRUTH_ENDS, 0},
};

START_TEST(limits_are_found) {
    Posed posed;
    Arena arena = {0};
    Truth limit, slope;
    const char *program = limits[_i].program;
    ck_assert(posed_begin(&posed, &rules, program, "x=0"));
    const Subject subject = {&posed.problem, &posed.diag, &arena};
    ck_assert(truth_limits(&subject, 0, &limit, &slope));
    ck_assert_msg(limit.kind == limits[_i].kind, "%s goes to %s", program, show(&limit));
    if (limit.kind == TRUTH_EXISTS)
        ck_assert_double_eq(limit.value, limits[_i].limit);
    ck_assert_msg(limit.kind != TRUTH_EXISTS || slope.kind == limits[_i].slope_kind, "%s: %s",
                  program, show(&slope));
    if (limit.kind == TRUTH_EXISTS && slope.kind == TRUTH_EXISTS)
        ck_assert_double_eq(slope.value, limits[_i].slope);
    arena_free(&arena);
    posed_free(&posed);
}
END_TEST

int main(void) {
    Suite *suite = suite_create("truth");
    TCase *known = suite_case(suite, "known"), *rest = suite_case(suite, "rest");
    tcase_add_checked_fixture(known, begin_rules, end_rules);
    tcase_add_checked_fixture(rest, begin_rules, end_rules);
    tcase_add_loop_test(known, functions_have_their_truths, 0, LENGTH(functions));
    tcase_add_loop_test(known, rows_have_their_truths, 0, LENGTH(rows));
    tcase_add_loop_test(rest, ties_are_named, 0, LENGTH(ties));
    tcase_add_test(rest, what_doubles_lose_is_no_tie);
    tcase_add_test(rest, statuses_follow_truths);
    tcase_add_loop_test(rest, limits_are_found, 0, LENGTH(limits));
    return suite_run(suite);
}

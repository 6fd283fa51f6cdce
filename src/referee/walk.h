/* All steps of a request along a ray: each as a generalised series, see ray.h.
 *
 * First comes a run at the point itself, which gives the values of all steps there by the rules
 * of the language (0^0 is 1, an arm that is not taken does not matter), then any number of runs
 * along rays, in which what does not move keeps its value. Every decision - a comparison, abs, max,
 * floor, the sign under a root - is taken by the first term that is not 0, so that no step works by
 * a convention.
 *
 * Limits are numbered by how they come about, so that they cancel where they are the same although
 * their balls do not say so: (sqrt(x + 2) - sqrt(2))/x at 0.
 *
 * A tie that the request names is one that doubles saw: if exact arithmetic finds that the edge is
 * not quite there, but within 2 ulp of the point, it counts as being there.
 * Ownership: the Walk owns its arrays and borrows the request. */
#ifndef ADCALC_REFEREE_WALK_H
#define ADCALC_REFEREE_WALK_H

#include "base/intern.h"
#include "referee/query.h"
#include "referee/ray.h"

typedef struct Walk {
    const Query *query;
    RayWork work;
    int64_t deadline;
    Ray *values; /* one a step: at the point */
    Ray *rays;   /* one a step that moves: of the last run */
    bool *active;
    bool *named;           /* one a step: whether it may be a tie */
    bool *counts;          /* one a step: whether it counts as one */
    arb_struct *distances; /* one a step that may: how far its argument is from the edge ... */
    arb_struct *reaches;   /* ... and how much 2 ulp of the variables change it */
    const Ray **arguments; /* as many as the longest step has */
    bool *moving;          /* one a variable */
    arb_struct *velocity;  /* one a variable: u */
    bool at_point;         /* this is the run at the point */
    bool measuring;        /* this run finds distances and reaches, for a variable with this ulp */
    double ulp;
    double slack;          /* how far 2 ulp of the moving variables are, in t */
    const QueryStep *step; /* that is being applied, and ... */
    uint32_t number;       /* ... its number */
    bool continuous;       /* its limit follows from those of its arguments */
    Symbols limits;        /* how they come about */
    Application application;
} Walk;

/* The step that is being applied, of these arguments, which all are series (but for those of a
 * choice). */
typedef void AlongFunction(Walk *w, const Ray *const *argument, Ray *out);
/* One of one statement, as ROW_IS of rows.h. */
#define ALONG_IS(name, ...)                                                                        \
    void along_##name(Walk *w, const Ray *const *argument, Ray *out) {                             \
        __VA_ARGS__;                                                                               \
    }

bool walk_begin(Walk *w, const Query *query, int64_t deadline);
void walk_free(Walk *w);
/* All are false when time is up. At the point: also decides which ties count. */
bool walk_at_point(Walk *w);
/* Along the velocity, which belongs to the caller. */
bool walk_along(Walk *w);
/* Whether the root depends on what moves. */
bool walk_moves(Walk *w);
/* The last run's root. */
const Ray *walk_root(const Walk *w);

/* ---- for the rows alone ---- */

/* A smooth row, by its Taylor series where the argument tends to; false where it has none. */
bool walk_smooth(Walk *w, RowFunction *apply, slong n, const Ray *u, Ray *out);
/* The same, where there is no other way. */
void walk_apply(Walk *w, RowFunction *apply, slong n, const Ray *u, Ray *out);
/* The distance of an argument from an edge, where the step decides by that: if this is a tie, the
 * distance becomes 0 at the point. */
void walk_distance(Walk *w, Ray *distance);
/* An argument that is its own distance. */
void walk_own(Walk *w, const Ray *u, Ray *own);
/* The sign by which to decide; false if there is none: *out is then undecided. */
bool walk_sign(Walk *w, const Ray *distance, Sign *sign, Ray *out);

/* The ray of an argument of the step being applied, or of one of its own arguments. */
const Ray *walk_ray(const Walk *w, uint32_t step);
/* The size of what is decided by its own sign; as large as its ball if that is not known. */
void walk_size_of(Walk *w, const Ray *u, Ray *out);
/* The root of degree 2 or 3, whose row is `apply`. */
void walk_root_of(Walk *w, const Ray *u, ulong degree, RowFunction *apply, Ray *out);

/* choices.c */
AlongFunction along_not, along_lt, along_le, along_gt, along_ge, along_eq, along_ne, along_select;
AlongFunction along_abs, along_sign, along_step, along_relu, along_leaky_relu, along_elu;
AlongFunction along_floor, along_ceil, along_round, along_trunc, along_frac, along_mod;
AlongFunction along_max, along_min;
/* edges.c */
AlongFunction along_neg, along_add, along_sub, along_mul, along_div, along_sum, along_prod;
AlongFunction along_pow, along_powi, along_sqrt, along_cbrt, along_hypot, along_atan2;
AlongFunction along_csc, along_cot;
/* ends.c */
AlongFunction along_log, along_log1p, along_xlogy, along_asin, along_acos, along_acosh;
AlongFunction along_atanh, along_logit, along_lambertw;
/* poles.c */
AlongFunction along_gamma, along_lgamma, along_polygamma, along_polygamma_rise, along_beta;
AlongFunction along_bessel, along_growing, along_atan, along_asinh;

#endif

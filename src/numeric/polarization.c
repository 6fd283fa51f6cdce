/* Mixed derivatives as sums of derivatives along single directions.
 *
 * With u_i the directions of the factors, a_i their times and k the order, the polarization
 * identity says
 *
 *     D_u1^a1 ... D_um^am f =
 *         1/k! sum over b of (-1)^(b1 + ... + bm) C(a1, b1) ... C(am, bm) D_v^k f
 *
 * with v = (a1/2 - b1) u1 + ... + (am/2 - bm) um and 0 <= bi <= ai (E. G. F. Thomas, A polarization
 * identity for multilinear maps, Indag. Math. 25, 2014; for power series A. Griewank, J. Utke,
 * A. Walther, Evaluating higher derivative tensors by forward propagation of univariate Taylor
 * series, Math. Comp. 69, 2000). As v and -v are the same line, (a1 + 1) ... (am + 1) / 2 of them
 * do. The same with v = b1 u1 + ... + bm um and signs (-1)^(k - b1 - ... - bm) has twice as many
 * lines, of which none goes back. */
#include "numeric/polarization.h"

uint32_t derivative_order(const Derivative *derivative) {
    uint32_t order = 0;
    for (uint32_t i = 0; i < derivative->count; i++)
        order += derivative->factors[i].times;
    return order;
}

uint32_t polarization_rays(const Derivative *derivative, bool central) {
    uint64_t parts = 1;
    for (uint32_t i = 0; i < derivative->count && parts <= 2 * POLARIZATION_MOST_RAYS; i++)
        parts *= (uint64_t)derivative->factors[i].times + 1;
    uint64_t rays = derivative->count == 1 ? 1 : central ? parts / 2 : parts - 1;
    return rays <= POLARIZATION_MOST_RAYS ? (uint32_t)rays : 0;
}

static double binomial(uint32_t n, uint32_t k) {
    double value = 1.0;
    for (uint32_t i = 1; i <= k; i++)
        value *= (double)(n - k + i) / i;
    return value;
}

double polarization_ray(const Derivative *derivative, bool central, uint32_t ray, double *lengths) {
    uint32_t part = central ? ray : ray + 1, done = 0; /* no b, then b = 0 */
    double share = central ? 2.0 : 1.0;
    for (uint32_t i = 0; i < derivative->count; i++) {
        uint32_t times = derivative->factors[i].times, b = part % (times + 1);
        part /= times + 1;
        lengths[i] = central ? 0.5 * times - b : b;
        share *= (central ? b : times - b) % 2 == 1 ? -binomial(times, b) : binomial(times, b);
        for (uint32_t j = 0; j < times; j++) /* divided by all of them together: k! */
            share /= ++done;
    }
    return share;
}

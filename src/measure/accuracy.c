/* Accuracy: see accuracy.h. The unit is the spacing of doubles at the truth, IEEE 754's "unit in
 * the last place" in the sense of Goldberg (1991): constant within a binade, also in its last
 * double. */
#include "measure/accuracy.h"

#include <math.h>

double accuracy_spacing(double x) {
    if (isnan(x))
        return x;
    if (isinf(x))
        return INFINITY;
    double size = fabs(x), next = nextafter(size, INFINITY);
    /* Beyond the largest double there is none; the gap below it is the same, of the same binade. */
    return isinf(next) ? size - nextafter(size, 0.0) : next - size;
}

double accuracy_ulps(double a, double b) {
    if (a == b || (isnan(a) && isnan(b)))
        return 0.0;
    if (!isfinite(a) || !isfinite(b))
        return INFINITY;
    double spacing = accuracy_spacing(b), distance = fabs(a - b);
    if (isfinite(distance))
        return distance / spacing;
    /* Opposite signs near the largest double: the difference overflows, its quarter does not. */
    return fabs(a * 0.25 - b * 0.25) / spacing * 4.0;
}

/* See places.h. */
#include "support/places.h"
#include "support/chance.h"

#include <math.h>

/* Of every size that the row is tried with, and many of everyday size. */
static double random_argument(const MeaningRow *row, bool tame) {
    double sign = random_bits() % 3 || row->least == -0x1p-1074 ? 1.0 : -1.0;
    double reach = (row->decades ? row->decades : 300) * 3.3;
    switch (random_bits() % (tame ? 3 : 5)) {
    case 0:
        return sign * random_between(0.0, 1.0);
    case 1:
        return sign * random_between(0.0, 20.0);
    case 2:
        return sign * ((double)(1 + random_bits() % 5) +
                       random_between(-1.0, 1.0) * exp2(random_between(-40.0, -4.0)));
    default:
        return fmax(sign * exp2(random_between(-reach, reach)),
                    row->least < 0 ? row->least : -INFINITY);
    }
}

Place random_place(const MeaningRow *row, bool tame) {
    Place place = {{random_argument(row, tame), random_argument(row, tame)}, 0};
    const OpInfo *info = &op_table[row->op];
    if (info->has_integer) {
        int reach = row->orders < 12 ? row->orders : 12;
        do
            place.n = (int32_t)(random_bits() % (2 * (unsigned)reach + 1)) - reach;
        while (place.n < info->least || place.n > info->greatest);
    }
    return place;
}

double room_around(double x) {
    double room = fmin(fmin(1.0, fabs(x)), fmin(fabs(x - 1.0), fabs(x + 1.0)));
    double whole = fabs(x - round(x)), branch = fmax(fabs(x + exp(-1.0)), 0x1p-57);
    return fmin(room, fmin(branch, whole > 0.0 ? whole : 1.0));
}

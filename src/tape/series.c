/* Truncated power series: see series.h. */
#include "tape/series.h"

#include "base/memory.h"

#include <string.h>

uint32_t series_size(uint32_t parameters, const uint32_t *orders) {
    uint32_t size = 1;
    if (parameters > SERIES_MAX_PARAMETERS)
        return 0;
    for (uint32_t i = 0; i < parameters; i++) {
        if (orders[i] >= SERIES_MAX_SIZE / size)
            return 0;
        size *= orders[i] + 1;
    }
    return size;
}

/* The powers of coefficient a, one per parameter. */
static void find_powers(const SeriesShape *shape, uint32_t a, uint32_t *powers) {
    for (uint32_t i = 0; i < shape->parameters; i++) {
        powers[i] = a % (shape->orders[i] + 1);
        a /= shape->orders[i] + 1;
    }
}

/* How many b <= a there are. */
static uint32_t count_below(const SeriesShape *shape, uint32_t a) {
    uint32_t powers[SERIES_MAX_PARAMETERS], count = 1;
    find_powers(shape, a, powers);
    for (uint32_t i = 0; i < shape->parameters; i++)
        count *= powers[i] + 1;
    return count;
}

/* Lists all b <= a, ascending, by counting up to a's powers. */
static void list_below(const SeriesShape *shape, uint32_t a) {
    uint32_t powers[SERIES_MAX_PARAMETERS], b[SERIES_MAX_PARAMETERS] = {0}, last = 0;
    find_powers(shape, a, powers);
    shape->degree[a] = 0;
    for (uint32_t i = 0; i < shape->parameters; i++) {
        shape->degree[a] = (uint16_t)(shape->degree[a] + powers[i]);
        last = powers[i] ? i : last;
    }
    shape->power[a] = shape->parameters ? (uint16_t)powers[last] : 0;
    for (uint32_t at = shape->begin[a]; at < shape->begin[a + 1]; at++) {
        uint32_t number = 0;
        for (uint32_t i = shape->parameters; i-- > 0;)
            number = number * (shape->orders[i] + 1) + b[i];
        shape->below[at] = (uint16_t)number;
        shape->below_power[at] = (uint16_t)b[last];
        for (uint32_t i = 0; i < shape->parameters && ++b[i] > powers[i]; i++)
            b[i] = 0;
    }
}

bool series_shape_make(SeriesShape *shape, uint32_t parameters, const uint32_t *orders) {
    *shape = (SeriesShape){.parameters = parameters, .size = series_size(parameters, orders)};
    for (uint32_t i = 0; i < parameters; i++)
        shape->orders[i] = orders[i];
    uint32_t pairs = 0;
    for (uint32_t a = 0; a < shape->size; a++)
        pairs += count_below(shape, a);
    shape->degree = memory_resize(NULL, shape->size, sizeof *shape->degree);
    shape->power = memory_resize(NULL, shape->size, sizeof *shape->power);
    shape->begin = memory_resize(NULL, (size_t)shape->size + 1, sizeof *shape->begin);
    shape->below = memory_resize(NULL, pairs, sizeof *shape->below);
    shape->below_power = memory_resize(NULL, pairs, sizeof *shape->below_power);
    if (!shape->degree || !shape->power || !shape->begin || !shape->below || !shape->below_power) {
        series_shape_free(shape);
        return false;
    }
    shape->begin[0] = 0;
    for (uint32_t a = 0; a < shape->size; a++)
        shape->begin[a + 1] = shape->begin[a] + count_below(shape, a);
    for (uint32_t a = 0; a < shape->size; a++)
        list_below(shape, a);
    return true;
}

void series_shape_free(SeriesShape *shape) {
    memory_free(shape->degree);
    memory_free(shape->power);
    memory_free(shape->begin);
    memory_free(shape->below);
    memory_free(shape->below_power);
    *shape = (SeriesShape){0};
}

double series_product_at(const SeriesShape *shape, uint32_t a, const double *x, const double *y) {
    double sum = 0.0;
    for (uint32_t i = shape->begin[a]; i < shape->begin[a + 1]; i++)
        sum += x[shape->below[i]] * y[a - shape->below[i]];
    return sum;
}

double series_quotient_at(const SeriesShape *shape, uint32_t a, const double *x, const double *y,
                          const double *v) {
    double sum = x ? x[a] : 0.0;
    for (uint32_t i = shape->begin[a] + 1; i < shape->begin[a + 1]; i++)
        sum -= y[shape->below[i]] * v[a - shape->below[i]];
    return sum / y[0];
}

double series_integral_at(const SeriesShape *shape, uint32_t a, const double *x, const double *p) {
    double sum = 0.0;
    for (uint32_t i = shape->begin[a]; i < shape->begin[a + 1]; i++)
        if (shape->below_power[i])
            sum += shape->below_power[i] * x[shape->below[i]] * p[a - shape->below[i]];
    return sum / shape->power[a];
}

void series_add_product(const SeriesShape *shape, const double *x, const double *y, double *sum) {
    for (uint32_t a = 0; a < shape->size; a++)
        sum[a] += series_product_at(shape, a, x, y);
}

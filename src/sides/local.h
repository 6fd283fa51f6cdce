/* Local series: the Taylor coefficients of one operation at its arguments' values.
 *
 * They come from the same partials as everything else, by the series that forward mode carries
 * (methods/taylor.h), of a graph that has nothing but the operation. Ownership: a LocalTable owns
 * its graph and series and borrows the rules; it serves all points and directions. */
#ifndef ADCALC_SIDES_LOCAL_H
#define ADCALC_SIDES_LOCAL_H

#include "methods/taylor.h"
#include "sides/expansion.h"

typedef struct LocalTable {
    Rules *rules;
    Diag *diag;
    ARRAY(struct Local *) rows;
} LocalTable;

void local_begin(LocalTable *table, Rules *rules, Diag *diag);
void local_free(LocalTable *table);

/* The operation of a node, with its static integer. */
typedef struct LocalOp {
    OpId op;
    int32_t integer;
    uint32_t arity; /* 1 or 2 */
} LocalOp;

/* The value at arguments that are known up to their errors. */
SeriesTerm local_value(const LocalOp *op, const SeriesTerm *arguments);
/* The coefficients 0 to `order` in argument number `moving`, where the other one does not move.
 * False without memory (recorded). */
bool local_series(LocalTable *table, const LocalOp *op, const SeriesTerm *arguments,
                  uint32_t moving, uint32_t order, SeriesTerm *coefficients);

#endif

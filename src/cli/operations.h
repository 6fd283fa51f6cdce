/* Operations: the rows of ops.def as people write and read them. */
#ifndef ADCALC_CLI_OPERATIONS_H
#define ADCALC_CLI_OPERATIONS_H

#include "base/text.h"
#include "graph/op.h"

/* Whether people can write it: not leaves, and of two rows for one name ("max") the
 * binary one alone. */
bool operation_is_written(OpId op);

/* Whether they call it by its name. What has a notation of its own (x^n, if, not,
 * operators) is none. */
bool operation_is_called(OpId op);

/* How: "log(x)", "besselj(n, x)", "max(x, y, ...)", "x + y", "x^n". */
void operation_notation(OpId op, Text *out);

/* Whether the text of its value says more than its name: "x * sigmoid(x)" of silu. */
bool operation_value_says_more(OpId op);

/* All that are called by a name, in lines by their arguments, and what else there is. */
void operation_list(Text *out);

/* What ops.def says about one, which is called `name`. */
void operation_describe(OpId op, const char *name, Text *out);

#endif

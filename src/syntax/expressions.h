/* Reading expressions, by recursive descent, one function a rule of grammar/adcalc.ebnf. Nodes go
 * straight into the postorder array: children first, then their parent. */
#ifndef ADCALC_SYNTAX_EXPRESSIONS_H
#define ADCALC_SYNTAX_EXPRESSIONS_H

#include "syntax/reader.h"

void parse_expression(Reader *reader);
void parse_sum(Reader *reader);

#endif

/* The parser: tokens -> tree, by recursive descent, one function a rule of grammar/adcalc.ebnf.
 *
 * It watches its own stack (base/stack.h) and answers too deep a nesting with an error. Several
 * errors can be reported: after one it goes on at the next statement. */
#ifndef ADCALC_SYNTAX_PARSER_H
#define ADCALC_SYNTAX_PARSER_H

#include "syntax/tokens.h"
#include "syntax/tree.h"

/* Whether books write the function of this name without parentheses, as sin x: for hints, of who
 * knows the functions. */
typedef bool IsBare(const char *name);

/* Appends the statements of a program, from token number `first` of source number `source` on, to
 * the tree; errors go to diag. */
void parse_tokens(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source, const Tokens *tokens,
                  size_t first, IsBare *is_bare);

/* The same for all tokens of source number `source`, which are read here. */
void parse_source(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source, IsBare *is_bare);

/* The same for values of variables, `x=3,y=pi/4`, as statements of kind TREE_AT. */
void parse_values(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source, IsBare *is_bare);

/* The same for ranges of variables, `x=-2..2,y=0..pi`, two statements each:
 * the low end and the high one. */
void parse_ranges(Tree *tree, Symbols *symbols, Diag *diag, uint32_t source, IsBare *is_bare);

#endif

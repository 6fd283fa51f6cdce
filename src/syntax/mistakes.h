/* Mistakes: what is wrong with the syntax of a program, and what was probably meant. Each is
 * recorded once a statement; then the reader is lost. */
#ifndef ADCALC_SYNTAX_MISTAKES_H
#define ADCALC_SYNTAX_MISTAKES_H

#include "syntax/reader.h"

/* Records an error and a hint, or SAID_NOTHING; they have no arguments. */
void mistake_say(Reader *reader, Span span, MessageCode error, MessageCode hint);
void mistake_expecting(Reader *reader, MessageCode expected);
/* The next token does not go on with what was read: an operator is missing, or it is plainly
 * wrong. */
void mistake_after_operand(Reader *reader, MessageCode expected);
/* The next token is not of this kind; false. */
bool mistake_unmet(Reader *reader, TokenKind kind, MessageCode expected);

/* ---- steps ---- */

/* Something stands behind a step that is complete. */
void mistake_after_step(Reader *reader);
/* Whether `do` comes with a block behind it; and the error then. */
bool mistake_word_before_block(Reader *reader);
/* No block comes where one should. */
void mistake_block_missing(Reader *reader);
/* Whether all items of a print stand in parentheses, which would be a call; and the error then. */
bool mistake_print_call(Reader *reader);
/* An error if no comma follows an item, a text or not, where one should. */
void mistake_between_items(Reader *reader, bool text);
/* A step of another language, such as `return x`: whether one comes, and the error then. */
bool mistake_foreign_step(Reader *reader);
/* The same for `range(10)` behind `for i in`, and for what may not stand in a block: an `at`, or a
 * definition, which comes if `definition`. */
bool mistake_python_range(Reader *reader, const Token *variable);
bool mistake_in_block(Reader *reader, bool definition);
/* No name stands behind `for`. */
void mistake_counter_missing(Reader *reader);
/* Whether a token is missing in the head of a loop over this variable; and the error then. */
bool mistake_in_loop(Reader *reader, const Token *variable, TokenKind kind, MessageCode expected);
/* Another token, at `span`, stands where the `in` of sum(i in ...) or of a loop should: `word` is
 * the one that it begins with. */
void mistake_in_missing(Reader *reader, const Token *word, const Token *variable, Span span);

/* ---- operands side by side ---- */

/* x++ at the end of a line, where an operand could still follow: an error if the sign that was
 * taken last ends it. */
void mistake_check_counter(Reader *reader);
/* Whether sin^-1(x) comes, which could be the inverse function or the reciprocal; and the error
 * then. */
bool mistake_at_inverse(Reader *reader);
void mistake_inverse(Reader *reader);
/* 2^3x and 1/2x: an error if an operand stands right behind an exponent or divisor. */
void mistake_check_exponent(Reader *reader, Span base, Span exponent);
void mistake_check_divisor(Reader *reader, char joint, Span left, Span right);

#endif

/* What a session keeps: the statements of its lines that give names a meaning.
 *
 * They stand at the front of the tree, in order, and are a program. `ans`, the value of the last
 * answer, is a statement among them: `ans = VALUE` is put before a line that needs it and kept with
 * that line, so that what was computed from an answer stays what it was when others follow. */
#ifndef ADCALC_SHELL_DEFINITIONS_H
#define ADCALC_SHELL_DEFINITIONS_H

#include "shell/session.h"

/* Before a line is parsed: adds the statement for ans if the line,
 * or what is kept, speaks of it. */
void definitions_put_ans(Session *session, const char *line, size_t length);
/* After a line was parsed: takes that statement back where the line gives ans a value of its own,
 * with `at`. To assign it is an error, but in what was saved. */
void definitions_check_ans(Session *session, size_t program, bool loaded);
Symbol definitions_ans(Session *session); /* its symbol */

/* What was kept before a line, to come back to where the line goes wrong.
 * It lives in the session's arena, and is nothing without memory (recorded). */
typedef struct DefinitionsMark {
    TreeId *statements;
    size_t count;
} DefinitionsMark;
DefinitionsMark definitions_mark(Session *session);
void definitions_restore(Session *session, DefinitionsMark mark);

/* After a line was parsed: drops the names and values of those whom the line gives a value with
 * `at`: they are variables from here on. */
void definitions_make_way(Session *session);
/* Drops all that is kept about some names: chosen[symbol] is not 0. */
void definitions_drop(Session *session, const uint8_t *chosen);
/* A kept statement that speaks of one of these names and gives its own another
 * meaning; NULL for none. */
const TreeNode *definitions_reader(const Session *session, const uint8_t *chosen, Symbol *read);

/* Of a line that went well, statements [defined, program), keeps all but what was only asked; the
 * tree's statements then are what is kept, without those that nobody can speak of any more. False
 * when that added nothing. */
bool definitions_add(Session *session, size_t program);

/* The tree as statements [defined, program) need it: of what is kept only what they speak of,
 * directly or not. So a line has no variables but its own, and costs nothing that it does not use.
 * *sliced gets the number of statements that are the program. The slice borrows the tree and lives
 * in the session's arena; false without memory (recorded). */
bool definitions_slice(Session *session, size_t program, Tree *slice, size_t *sliced);

/* The kept statement i: its kind says what its symbol means. */
const TreeNode *definitions_statement(const Session *session, size_t i);
/* Whether a kept statement gives this name a meaning. */
bool definitions_know(const Session *session, const char *name);

/* After a trace of the whole tree: what its names mean, a line each,
 * the values in the style chosen. */
void definitions_list(Session *session, Text *out);
/* The kept statements as a program. */
void definitions_write(const Session *session, Text *out);

#endif

/* What a session keeps: the statements of its lines that define names.
 *
 * They are at the front of the tree, in order, and form a program. `ans`, the value of the last
 * answer, is one of them: `ans = VALUE` is put before a line that needs it and kept with that line,
 * so that what was computed from an answer does not change when others follow. */
#ifndef ADCALC_SESSION_DEFINITIONS_H
#define ADCALC_SESSION_DEFINITIONS_H

#include "session/session.h"

/* Before a line is parsed: adds the statement for ans if the line, or what is kept, mentions it. */
void definitions_put_ans(Session *session, const Tokens *line);
/* After a line was parsed: removes that statement if the line gives ans a value of its own with
 * `at`. Assigning to ans is an error, except in a saved file. */
void definitions_check_ans(Session *session, size_t program, bool loaded);
Symbol definitions_ans(Session *session); /* its symbol */

/* What was kept before a line, to be restored if the line fails. It lives in the session's arena,
 * and is empty without memory (recorded). */
typedef struct DefinitionsMark {
    TreeId *statements;
    size_t count;
} DefinitionsMark;
DefinitionsMark definitions_mark(Session *session);
void definitions_restore(Session *session, DefinitionsMark mark);

/* After a line was parsed: drops the names and values of symbols that the line gives a value with
 * `at`: from here on they are variables. */
void definitions_make_way(Session *session);
/* Drops all that is kept about some names: chosen[symbol] is not 0. */
void definitions_drop(Session *session, const uint8_t *chosen);
/* A kept statement that reads one of these names; NULL for none. *read is that name. */
const TreeNode *definitions_reader(const Session *session, const uint8_t *chosen, Symbol *read);

/* After a successful line, statements [defined, program): keeps all but its expressions, and drops
 * kept statements that can no longer be read. False if that added nothing. */
bool definitions_add(Session *session, size_t program);

/* The tree that statements [defined, program) need: of what is kept, only what they mention,
 * directly or not. So a line has only its own variables, and pays only for what it uses. *sliced is
 * the number of statements of the program. The slice borrows the tree and lives in the session's
 * arena; false without memory (recorded). */
bool definitions_slice(Session *session, size_t program, Tree *slice, size_t *sliced);

/* The kept statement i: its kind says what its symbol is. */
const TreeNode *definitions_statement(const Session *session, size_t i);
/* Whether a kept statement gives this name a meaning. */
bool definitions_know(const Session *session, const char *name);

/* After tracing the whole tree: what its names mean, a line each, values in the chosen style. */
void definitions_list(Session *session, Text *out);
/* The kept statements as a program. */
void definitions_write(const Session *session, Text *out);

#endif

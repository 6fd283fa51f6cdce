/* Definitions: what a session keeps, the statements of its lines that give names a meaning.
 *
 * They are a table in order, and form a program. Each knows the symbol it writes and those it
 * reads, and each symbol its definitions and readers, so that a line costs what it needs itself,
 * however much is kept. A line's own statements stand behind those that are kept until it turns
 * out whether they stay. Ownership: the table owns its arrays; statements belong to the tree. */
#ifndef ADCALC_SESSION_DEFINITIONS_H
#define ADCALC_SESSION_DEFINITIONS_H

#include "syntax/tree.h"

/* A statement, or one of the names that it assigns: a loop or a branch has as many definitions as
 * names, side by side. Numbers of definitions are 1 + their place in the table, and 0 for none. */
typedef struct Definition {
    TreeId statement;
    Symbol symbol; /* that it writes; SYMBOL_NONE for an expression, which is never kept */
    uint8_t kind;  /* TreeKind */
    bool gone;     /* it was dropped */
    bool away;     /* the line at hand drops it if it succeeds */
    uint32_t earlier, later; /* numbers of those of the same symbol next to it */
    uint32_t behind;         /* how many others of its statement stand before it, ... */
    uint32_t first, count;   /* ... the first of which has what it reads, in `mentions` */
    uint32_t readers;        /* of this very one */
    uint32_t mark;           /* for passes over what is needed */
} Definition;

/* A name that a definition reads. */
typedef struct Mention {
    Symbol symbol;
    uint32_t read; /* the number of what it read; when a function is called that may be another */
} Mention;

/* What is kept about a symbol. */
typedef struct SymbolUse {
    uint32_t last;      /* number of its last definition, ... */
    uint32_t value;     /* ... and of the one by `at` */
    uint32_t functions; /* that mention it */
    uint32_t mark;      /* for passes over names */
} SymbolUse;

typedef ARRAY(uint32_t) DefinitionNumbers;

typedef struct Definitions {
    ARRAY(Definition) items;
    size_t kept;   /* [0, kept) are kept, those behind are the line's */
    size_t gone;   /* how many of them are */
    uint32_t last; /* number of the last one that is no value by `at` */
    bool upset;    /* what the line puts away is more than old values of what it gives new ones,
                      and may change the meaning of what stays */
    ARRAY(Mention) mentions;
    size_t read;                /* [0, read) are those of kept definitions */
    ARRAY(SymbolUse) symbols;   /* index = Symbol; grows as symbols appear */
    DefinitionNumbers suspects; /* may be unread and replaced */
    uint32_t drops;             /* times that one was dropped */
    uint32_t renewals;          /* times that all numbers changed */
    uint32_t mark;              /* of the pass that was begun last */
} Definitions;

/* Reads the statements [0, program) of the tree as those of a line. `at` puts names and values away
 * that are kept about its symbol: from here on it is a variable. Out of memory is recorded. */
void definitions_read(Definitions *definitions, const Tree *tree, const Symbols *symbols,
                      Diag *diag, size_t program);
/* Puts away all that is kept about some names. */
void definitions_forget(Definitions *definitions, const Symbol *names, size_t count);
/* Drops the line, and has back what is away. */
void definitions_leave(Definitions *definitions);
/* Keeps all of the line but its expressions, drops what is away, and what was redefined before
 * anything read it. An assignment to `ans` before all others does not count; false if there is
 * nothing else to keep or to drop, and the line is left as it is. */
bool definitions_keep(Definitions *definitions, Symbol ans);
/* Drops all. */
void definitions_clear(Definitions *definitions);

/* What the line needs of what is kept, directly or not, in order: numbers, into the list. So a line
 * has only its own variables, and pays only for what it uses. False without memory. */
bool definitions_needed(Definitions *definitions, DefinitionNumbers *needed);
/* All that is kept of the names that this definition reads, but for names that the pass has met:
 * numbers, to the list. Functions may mean what is defined after them, so later ones count, too.
 * False without memory. */
bool definitions_follow(Definitions *definitions, uint32_t reader, DefinitionNumbers *numbers);
/* The first kept definition that reads one of these names, and the first such name; NULL: none. */
const Definition *definitions_reader(const Definitions *definitions, const Symbol *names,
                                     size_t count, Symbol *read);
/* What is kept about a symbol, read only; nothing for SYMBOL_NONE. */
const SymbolUse *definitions_about(const Definitions *definitions, Symbol symbol);
/* Whether a kept function has this name. */
bool definitions_function(const void *definitions, Symbol symbol);
/* Begins a pass over names; then: whether this is the first time in it that the name is met. Out of
 * memory, which names of kept definitions never are, is recorded. */
void definitions_pass(Definitions *definitions);
bool definitions_first(Definitions *definitions, Symbol symbol, Diag *diag);
void definitions_free(Definitions *definitions);

static inline Definition *definition_at(const Definitions *definitions, uint32_t number) {
    return &definitions->items.items[number - 1];
}

/* Whether number `number` is kept after the line at hand. */
static inline bool definition_stays(const Definitions *definitions, uint32_t number) {
    const Definition *definition = definition_at(definitions, number);
    return !definition->gone && !definition->away;
}

#endif

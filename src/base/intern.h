/* Interning: text -> Symbol, so that names compare as integers.
 *
 * Symbol 0 (SYMBOL_NONE) is no name: the result when memory ran out. Ownership: the table owns
 * copies of all texts; they live as long as it does and never move. */
#ifndef ADCALC_BASE_INTERN_H
#define ADCALC_BASE_INTERN_H

#include "base/arena.h"
#include "base/memory.h"

typedef uint32_t Symbol;
enum { SYMBOL_NONE = 0 };

typedef struct SymbolText {
    const char *text; /* NUL-terminated */
    uint32_t length;
} SymbolText;

typedef struct Symbols {
    Arena arena;
    ARRAY(SymbolText) texts; /* index = Symbol - 1 */
    uint32_t *table;         /* open addressing; Symbol or 0 */
    size_t table_size;       /* a power of two */
    uint64_t key;
} Symbols;

Symbol symbol_intern(Symbols *symbols, const char *text, size_t length);
/* The symbol of a text that has one; else SYMBOL_NONE. */
Symbol symbol_find(const Symbols *symbols, const char *text, size_t length);
const char *symbol_text(const Symbols *symbols, Symbol symbol);
void symbols_free(Symbols *symbols);

#endif

/* Interning: see intern.h. Open addressing with linear probing, at most half full; the table holds
 * symbols only and the texts are compared. A request that fails leaves everything as it was. */
#include "base/intern.h"

#include "base/hash.h"

#include <string.h>

/* The slot where this text is, or where it belongs. */
static size_t symbols_slot(const Symbols *symbols, const uint32_t *table, size_t size,
                           const char *text, size_t length) {
    size_t slot = (size_t)hash_bytes(symbols->key, text, length) & (size - 1);
    for (; table[slot]; slot = (slot + 1) & (size - 1)) {
        const SymbolText *known = &symbols->texts.items[table[slot] - 1];
        if (known->length == length && memcmp(known->text, text, length) == 0)
            break;
    }
    return slot;
}

static bool symbols_grow_table(Symbols *symbols) {
    size_t size = symbols->table_size ? symbols->table_size * 2 : 64;
    uint32_t *table = memory_zeroed(size, sizeof *table);
    if (!table)
        return false;
    symbols->key = hash_key();
    for (size_t i = 0; i < symbols->texts.count; i++) {
        const SymbolText *known = &symbols->texts.items[i];
        table[symbols_slot(symbols, table, size, known->text, known->length)] = (uint32_t)i + 1;
    }
    memory_free(symbols->table);
    symbols->table = table;
    symbols->table_size = size;
    return true;
}

Symbol symbol_intern(Symbols *symbols, const char *text, size_t length) {
    if (length >= UINT32_MAX || symbols->texts.count >= UINT32_MAX - 1)
        return SYMBOL_NONE;
    if (!length)
        text = "";
    if (symbols->texts.count >= symbols->table_size / 2 && !symbols_grow_table(symbols))
        return SYMBOL_NONE;
    size_t slot = symbols_slot(symbols, symbols->table, symbols->table_size, text, length);
    if (symbols->table[slot])
        return symbols->table[slot];
    if (!array_reserve(&symbols->texts, 1))
        return SYMBOL_NONE;
    const char *copy = arena_copy(&symbols->arena, text, length);
    if (!copy)
        return SYMBOL_NONE;
    symbols->texts.items[symbols->texts.count++] = (SymbolText){copy, (uint32_t)length};
    symbols->table[slot] = (uint32_t)symbols->texts.count;
    return symbols->table[slot];
}

Symbol symbol_find(const Symbols *symbols, const char *text, size_t length) {
    if (!symbols->table_size || length >= UINT32_MAX)
        return SYMBOL_NONE;
    return symbols->table[symbols_slot(symbols, symbols->table, symbols->table_size, text, length)];
}

const char *symbol_text(const Symbols *symbols, Symbol symbol) {
    if (symbol == SYMBOL_NONE || symbol > symbols->texts.count)
        return "";
    return symbols->texts.items[symbol - 1].text;
}

void symbols_free(Symbols *symbols) {
    arena_free(&symbols->arena);
    array_free(&symbols->texts);
    memory_free(symbols->table);
    *symbols = (Symbols){0};
}

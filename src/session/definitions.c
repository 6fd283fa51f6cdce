/* Definitions: see definitions.h. What is dropped stays in the table until half of it is: then the
 * rest moves up, and everything found out about it is found anew (renew). */
#include "session/definitions.h"

#include "tracing/scope.h"

#include <stdlib.h>
#include <string.h>

enum { FEW = 64 }; /* dropped definitions that nobody minds */

static void push(DefinitionNumbers *numbers, uint32_t number) {
    if (number && !array_push(numbers, number))
        numbers->count = 0; /* what is no longer known to be needless is kept: correct, too */
}

/* ---- symbols ---- */

/* Room for what is known of a symbol; false without memory. */
static bool make_room(Definitions *d, Symbol symbol) {
    if (symbol < d->symbols.count)
        return true;
    size_t more = symbol + 1 - d->symbols.count;
    if (!array_reserve(&d->symbols, more))
        return false;
    memset(d->symbols.items + d->symbols.count, 0, more * sizeof(SymbolUse));
    d->symbols.count += more;
    return true;
}

const SymbolUse *definitions_about(const Definitions *d, Symbol symbol) {
    static const SymbolUse nothing;
    return symbol < d->symbols.count ? &d->symbols.items[symbol] : &nothing;
}

bool definitions_function(const void *definitions, Symbol symbol) {
    const Definitions *d = definitions;
    uint32_t last = definitions_about(d, symbol)->last;
    if (last && definition_at(d, last)->kind == TREE_AT)
        last = definition_at(d, last)->earlier;
    return last && definition_at(d, last)->kind == TREE_DEFINITION;
}

void definitions_pass(Definitions *d) {
    d->mark++;
}

bool definitions_first(Definitions *d, Symbol symbol, Diag *diag) {
    if (!make_room(d, symbol)) {
        diag_no_memory(diag);
        return false;
    }
    SymbolUse *about = &d->symbols.items[symbol];
    bool first = about->mark != d->mark;
    about->mark = d->mark;
    return first;
}

/* ---- a line ---- */

/* Appends a statement with the names that it mentions. */
static void read_statement(Definitions *d, const Tree *tree, size_t statement, Diag *diag) {
    TreeId id = tree->statements.items[statement];
    const TreeNode *node = tree_statement(tree, statement);
    Definition definition = {.statement = id,
                             .symbol =
                                 node->kind == TREE_EXPRESSION ? SYMBOL_NONE : node->as.symbol,
                             .kind = node->kind,
                             .first = (uint32_t)d->mentions.count};
    definitions_pass(d);
    for (TreeId i = node->first; i < id; i++) {
        const TreeNode *name = &tree->nodes.items[i];
        bool reads = name->kind == TREE_NAME || name->kind == TREE_CALL;
        Mention mention = {.symbol = name->as.symbol};
        if (reads && definitions_first(d, mention.symbol, diag) &&
            !array_push(&d->mentions, mention))
            diag_no_memory(diag);
    }
    definition.count = (uint32_t)d->mentions.count - definition.first;
    if (!make_room(d, definition.symbol) || !array_push(&d->items, definition))
        diag_no_memory(diag);
}

static void put_away(Definitions *d, uint32_t number, bool upsets) {
    definition_at(d, number)->away = true;
    push(&d->away, number);
    d->upset |= upsets || !d->away.count;
}

/* A value that replaces another changes nothing else, unless it tells a variable from a constant or
 * from the function of its name. */
static void make_way(Definitions *d, const Definition *line, const Symbols *symbols) {
    double constant;
    bool builtin = scope_builtin(symbol_text(symbols, line->symbol), &constant);
    for (uint32_t i = definitions_about(d, line->symbol)->last, next; i; i = next) {
        const Definition *other = definition_at(d, i);
        next = other->earlier;
        if (other->kind != TREE_DEFINITION && !other->away)
            put_away(d, i, builtin || other->kind != TREE_AT || next);
    }
}

void definitions_read(Definitions *d, const Tree *tree, const Symbols *symbols, Diag *diag,
                      size_t program) {
    for (size_t i = 0; i < program; i++)
        read_statement(d, tree, i, diag);
    for (size_t i = d->kept; i < d->items.count; i++)
        if (d->items.items[i].kind == TREE_AT)
            make_way(d, &d->items.items[i], symbols);
}

void definitions_forget(Definitions *d, const Symbol *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        for (uint32_t k = definitions_about(d, names[i])->last; k; k = definition_at(d, k)->earlier)
            put_away(d, k, true);
}

void definitions_leave(Definitions *d) {
    for (size_t i = 0; i < d->kept && d->upset; i++)
        d->items.items[i].away = false;
    for (size_t i = 0; i < d->away.count; i++)
        definition_at(d, d->away.items[i])->away = false;
    d->items.count = d->kept;
    d->mentions.count = d->read;
    d->away.count = 0;
    d->upset = false;
}

/* ---- keeping ---- */

static void link_mention(Definitions *d, uint32_t place, uint32_t reader, bool function) {
    Mention *mention = &d->mentions.items[place - 1];
    SymbolUse *about = &d->symbols.items[mention->symbol];
    *mention = (Mention){mention->symbol, reader, about->last, 0, false};
    if (about->last)
        definition_at(d, about->last)->readers++;
    if (about->latest)
        d->mentions.items[about->latest - 1].next = place;
    else
        about->first = place;
    about->latest = place;
    about->functions += function;
}

/* Makes the last definition one that is kept. */
static void link(Definitions *d) {
    uint32_t number = (uint32_t)++d->kept;
    Definition *definition = definition_at(d, number);
    SymbolUse *about = &d->symbols.items[definition->symbol];
    for (uint32_t i = 0; i < definition->count; i++)
        link_mention(d, definition->first + i + 1, number, definition->kind == TREE_DEFINITION);
    definition->earlier = about->last;
    definition->later = definition->readers = definition->steps = 0;
    if (about->last)
        definition_at(d, about->last)->later = number;
    if (definition->kind == TREE_AT)
        about->value = number;
    else
        push(&d->suspects, about->last);
    about->last = number;
    if (definition->kind != TREE_AT)
        d->last = number;
}

static void drop(Definitions *d, uint32_t number) {
    Definition *definition = definition_at(d, number);
    SymbolUse *about = &d->symbols.items[definition->symbol];
    definition->gone = true;
    d->gone++;
    if (definition->later)
        definition_at(d, definition->later)->earlier = definition->earlier;
    else
        about->last = definition->earlier;
    if (definition->earlier)
        definition_at(d, definition->earlier)->later = definition->later;
    push(&d->suspects, definition->earlier); /* another may replace it now */
    if (about->value == number)
        about->value = 0;
    for (uint32_t i = 0; i < definition->count; i++) {
        uint32_t read = d->mentions.items[definition->first + i].read;
        if (read)
            definition_at(d, read)->readers--;
        push(&d->suspects, read);
    }
    if (definition->kind == TREE_DEFINITION)
        push(&d->leaving, number);
    if (!array_push(&d->dropped, number))
        d->renewals++;
}

/* Names that only dropped functions mentioned are held no longer. */
static void let_go(Definitions *d) {
    for (size_t i = 0; i < d->leaving.count; i++) {
        const Definition *function = definition_at(d, d->leaving.items[i]);
        for (uint32_t k = 0; k < function->count; k++) {
            SymbolUse *about = &d->symbols.items[d->mentions.items[function->first + k].symbol];
            if (--about->functions)
                continue;
            for (uint32_t held = about->last; held; held = definition_at(d, held)->earlier)
                push(&d->suspects, held);
        }
    }
    d->leaving.count = 0;
}

/* Drops what was redefined before anything read it. Functions read names when called, so what one
 * of them mentions stays. */
static void sweep(Definitions *d) {
    let_go(d);
    while (d->suspects.count) {
        uint32_t number = d->suspects.items[--d->suspects.count];
        const Definition *definition = definition_at(d, number);
        bool replaced = definition->later && definition_at(d, definition->later)->kind != TREE_AT;
        if (replaced && !definition->gone && !definition->readers &&
            !definitions_about(d, definition->symbol)->functions)
            drop(d, number);
    }
}

/* Moves up what is left, and finds out anew what reads what. */
static void renew(Definitions *d) {
    size_t count = d->kept;
    for (size_t i = 0; i < d->read; i++)
        d->symbols.items[d->mentions.items[i].symbol] = (SymbolUse){0};
    for (size_t i = 0; i < count; i++)
        d->symbols.items[d->items.items[i].symbol] = (SymbolUse){0};
    d->kept = d->read = d->gone = d->last = 0;
    d->suspects.count = d->leaving.count = d->dropped.count = 0;
    d->renewals++;
    for (size_t i = 0; i < count; i++) {
        Definition definition = d->items.items[i];
        if (definition.gone)
            continue;
        for (uint32_t k = 0; k < definition.count; k++)
            d->mentions.items[d->read + k] = d->mentions.items[definition.first + k];
        definition.first = (uint32_t)d->read;
        d->read += definition.count;
        d->items.items[d->kept] = definition;
        link(d);
    }
    d->items.count = d->kept;
    d->mentions.count = d->read;
    d->suspects.count = 0;
    for (size_t i = 0; i < d->kept; i++)
        push(&d->suspects, (uint32_t)i + 1);
}

bool definitions_keep(Definitions *d, Symbol ans) {
    size_t first = d->kept, count = d->items.count, added = 0;
    bool upset = d->upset;
    for (size_t i = first; i < count; i++) {
        const Definition *line = &d->items.items[i];
        bool put = i == first && line->kind == TREE_ASSIGNMENT && line->symbol == ans;
        added += line->kind != TREE_EXPRESSION && (!put || i + 1 == count);
    }
    if (!added && !d->away.count && !upset) {
        definitions_leave(d);
        return false;
    }
    for (size_t i = 0; i < d->away.count && !upset; i++)
        drop(d, d->away.items[i]);
    for (size_t i = 0; i < first && upset; i++)
        if (d->items.items[i].away)
            drop(d, (uint32_t)i + 1);
    d->away.count = 0;
    d->upset = false;
    for (size_t i = first; i < count; i++) {
        Definition line = d->items.items[i];
        if (line.kind == TREE_EXPRESSION)
            continue;
        /* The value of a variable replaces the one before. */
        uint32_t value = definitions_about(d, line.symbol)->value;
        if (line.kind == TREE_AT && value) {
            upset |= definition_at(d, value)->earlier > 0;
            drop(d, value);
        }
        d->items.items[d->kept] = line;
        link(d);
    }
    d->items.count = d->kept;
    d->read = d->mentions.count;
    if (!upset)
        sweep(d);
    if (upset || d->gone > d->kept / 2 + FEW)
        renew(d);
    if (upset && added)
        sweep(d);
    return true;
}

void definitions_clear(Definitions *d) {
    for (size_t i = 0; i < d->kept; i++)
        d->items.items[i].gone = true;
    renew(d);
}

/* ---- what a line needs ---- */

static int compare_numbers(const void *a, const void *b) {
    uint32_t first = *(const uint32_t *)a, second = *(const uint32_t *)b;
    return first < second ? -1 : first > second;
}

/* Functions may mention what is defined after them: all definitions of a name are needed. */
static bool need_names(Definitions *d, const Definition *reader, DefinitionNumbers *needed) {
    for (uint32_t i = 0; i < reader->count; i++) {
        Symbol symbol = d->mentions.items[reader->first + i].symbol;
        if (!definitions_first(d, symbol, NULL))
            continue;
        for (uint32_t k = definitions_about(d, symbol)->last; k; k = definition_at(d, k)->earlier)
            if (definition_stays(d, k) && !array_push(needed, k))
                return false;
    }
    return true;
}

bool definitions_needed(Definitions *d, DefinitionNumbers *needed) {
    definitions_pass(d);
    for (size_t i = d->kept; i < d->items.count; i++)
        if (!need_names(d, &d->items.items[i], needed))
            return false;
    for (size_t i = 0; i < needed->count; i++)
        if (!need_names(d, definition_at(d, needed->items[i]), needed))
            return false;
    if (needed->count)
        qsort(needed->items, needed->count, sizeof *needed->items, compare_numbers);
    return true;
}

const Definition *definitions_reader(const Definitions *d, const Symbol *names, size_t count,
                                     Symbol *read) {
    const Definition *found = NULL;
    for (size_t i = 0; i < count; i++)
        for (uint32_t k = definitions_about(d, names[i])->first; k;
             k = d->mentions.items[k - 1].next) {
            uint32_t reader = d->mentions.items[k - 1].reader;
            if (!definition_stays(d, reader))
                continue;
            if (!found || definition_at(d, reader) < found)
                found = definition_at(d, reader);
            break;
        }
    for (uint32_t i = found ? found->count : 0; i-- > 0;)
        for (size_t k = 0; k < count; k++)
            if (d->mentions.items[found->first + i].symbol == names[k])
                *read = names[k];
    return found;
}

void definitions_free(Definitions *d) {
    array_free(&d->items);
    array_free(&d->mentions);
    array_free(&d->symbols);
    array_free(&d->away);
    array_free(&d->suspects);
    array_free(&d->leaving);
    array_free(&d->dropped);
}

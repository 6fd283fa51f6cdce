/* Definitions: see definitions.h. What is dropped stays in the table until half of it is: then the
 * rest moves up, and everything found out about it is found anew (renew). */
#include "session/definitions.h"

#include "tracing/scope.h"

#include <stdlib.h>
#include <string.h>

enum { FEW = 64 }; /* dropped definitions that nobody minds */

static void suspect(Definitions *d, uint32_t number) {
    if (number && !array_push(&d->suspects, number))
        d->suspects.count = 0; /* what is no longer known to be needless is kept: correct, too */
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

/* Appends a mention, of the definition that comes next, once; false without memory. */
static bool mention(Definitions *d, Symbol symbol, Diag *diag) {
    return !definitions_first(d, symbol, diag) || array_push(&d->mentions, (Mention){symbol, 0});
}

static bool append(Definitions *d, Definition definition) {
    return make_room(d, definition.symbol) && array_push(&d->items, definition);
}

/* Appends what a loop or a branch assigns. It goes on with what was there, and so reads it. */
static bool append_assigned(Definitions *d, const Tree *tree, Definition first, Diag *diag) {
    const TreeNode *node = &tree->nodes.items[first.statement];
    size_t before = d->items.count;
    definitions_pass(d);
    for (TreeId i = node->first; i < first.statement; i++) {
        const TreeNode *step = &tree->nodes.items[i];
        if (step->kind != TREE_ASSIGNMENT || !definitions_first(d, step->as.symbol, diag))
            continue;
        Definition one = {.statement = first.statement,
                          .kind = first.kind,
                          .symbol = step->as.symbol,
                          .behind = (uint32_t)(d->items.count - before),
                          .first = first.first,
                          .count = d->items.count == before ? first.count : 0};
        if (!append(d, one))
            return false;
    }
    first.kind = TREE_EXPRESSION; /* only printing: it is not kept */
    return d->items.count > before || append(d, first);
}

/* Appends a statement with the names that it mentions. */
static void read_statement(Definitions *d, const Tree *tree, size_t statement, Diag *diag) {
    TreeId id = tree->statements.items[statement];
    const TreeNode *node = tree_statement(tree, statement);
    bool step = tree_is_step((TreeKind)node->kind), ready = true;
    bool names = !step && node->kind != TREE_EXPRESSION;
    Definition definition = {.statement = id,
                             .symbol = names ? node->as.symbol : SYMBOL_NONE,
                             .kind = node->kind,
                             .first = (uint32_t)d->mentions.count};
    definitions_pass(d);
    for (TreeId i = node->first; i < id && ready; i++) {
        const TreeNode *name = &tree->nodes.items[i];
        bool reads = name->kind == TREE_NAME || name->kind == TREE_CALL;
        if (reads || (step && name->kind == TREE_ASSIGNMENT))
            ready = mention(d, name->as.symbol, diag);
    }
    definition.count = (uint32_t)d->mentions.count - definition.first;
    if (!ready || !(step ? append_assigned(d, tree, definition, diag) : append(d, definition)))
        diag_no_memory(diag);
}

/* A value that replaces another changes nothing else, unless it tells a variable from a constant or
 * from the function of its name. */
static void make_way(Definitions *d, const Definition *line, const Symbols *symbols, Span span,
                     Diag *diag) {
    double constant;
    bool builtin = scope_builtin(symbol_text(symbols, line->symbol), &constant);
    for (uint32_t i = definitions_about(d, line->symbol)->last; i;
         i = definition_at(d, i)->earlier) {
        Definition *other = definition_at(d, i);
        if (other->kind == TREE_DEFINITION)
            continue;
        if (tree_is_step((TreeKind)other->kind)) {
            const char *text = symbol_text(symbols, line->symbol);
            diag_say_hint(diag, span, SAY(VALUE_OF_ASSIGNED, text), SAY(FORGET_FIRST, text));
            return;
        }
        other->away = true;
        d->upset |= builtin || other->kind != TREE_AT || other->earlier;
    }
}

void definitions_read(Definitions *d, const Tree *tree, const Symbols *symbols, Diag *diag,
                      size_t program) {
    for (size_t i = 0; i < program; i++)
        read_statement(d, tree, i, diag);
    for (size_t i = d->kept; i < d->items.count; i++)
        if (d->items.items[i].kind == TREE_AT)
            make_way(d, &d->items.items[i], symbols,
                     tree->nodes.items[d->items.items[i].statement].span, diag);
}

/* Puts away a definition and all others of its statement. */
static void put_away(Definitions *d, uint32_t number) {
    TreeId statement = definition_at(d, number)->statement;
    d->upset = true;
    for (uint32_t k = number - definition_at(d, number)->behind;
         k <= d->kept && definition_at(d, k)->statement == statement; k++)
        definition_at(d, k)->away = true;
}

void definitions_forget(Definitions *d, const Symbol *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        for (uint32_t k = definitions_about(d, names[i])->last; k; k = definition_at(d, k)->earlier)
            put_away(d, k);
}

void definitions_leave(Definitions *d) {
    for (size_t i = 0; i < d->kept && d->upset; i++)
        d->items.items[i].away = false;
    for (size_t i = d->kept; i < d->items.count; i++) {
        uint32_t value = definitions_about(d, d->items.items[i].symbol)->value;
        if (value)
            definition_at(d, value)->away = false;
    }
    d->items.count = d->kept;
    d->mentions.count = d->read;
    d->upset = false;
}

/* ---- keeping ---- */

/* Makes the last definition one that is kept. */
static void link(Definitions *d) {
    uint32_t number = (uint32_t)++d->kept;
    Definition *definition = definition_at(d, number);
    SymbolUse *about = &d->symbols.items[definition->symbol];
    for (uint32_t i = 0; i < definition->count; i++) {
        Mention *mention = &d->mentions.items[definition->first + i];
        SymbolUse *name = &d->symbols.items[mention->symbol];
        mention->read = name->last;
        if (name->last)
            definition_at(d, name->last)->readers++;
        name->functions += definition->kind == TREE_DEFINITION;
    }
    definition->earlier = about->last;
    definition->later = definition->readers = 0;
    if (about->last)
        definition_at(d, about->last)->later = number;
    if (definition->kind == TREE_AT)
        about->value = number;
    else
        suspect(d, about->last);
    about->last = number;
    if (definition->kind != TREE_AT)
        d->last = number;
}

/* Suspects what a dropped definition read and, of a function, all that its names may have meant
 * when it was called. */
static void suspect_read(Definitions *d, const Definition *reader) {
    for (uint32_t i = 0; i < reader->count; i++) {
        const Mention *mention = &d->mentions.items[reader->first + i];
        SymbolUse *name = &d->symbols.items[mention->symbol];
        if (mention->read)
            definition_at(d, mention->read)->readers--;
        suspect(d, mention->read);
        if (reader->kind != TREE_DEFINITION || --name->functions)
            continue;
        for (uint32_t held = name->last; held; held = definition_at(d, held)->earlier)
            suspect(d, held);
    }
}

static void drop(Definitions *d, uint32_t number) {
    Definition *definition = definition_at(d, number);
    SymbolUse *about = &d->symbols.items[definition->symbol];
    definition->gone = true;
    d->gone++;
    d->drops++;
    if (definition->later)
        definition_at(d, definition->later)->earlier = definition->earlier;
    else
        about->last = definition->earlier;
    if (definition->earlier)
        definition_at(d, definition->earlier)->later = definition->later;
    suspect(d, definition->earlier); /* another may replace it now */
    if (about->value == number)
        about->value = 0;
    suspect_read(d, definition);
}

/* Drops what was redefined before anything read it. Functions read names when called, so what one
 * of them mentions stays. */
static void sweep(Definitions *d) {
    while (d->suspects.count) {
        uint32_t number = d->suspects.items[--d->suspects.count];
        const Definition *definition = definition_at(d, number);
        bool replaced = definition->later && definition_at(d, definition->later)->kind != TREE_AT;
        if (replaced && !definition->gone && !definition->readers &&
            !tree_is_step((TreeKind)definition->kind) &&
            !definitions_about(d, definition->symbol)->functions)
            drop(d, number);
    }
}

/* Moves up what is left, and finds out anew what reads what. */
static void renew(Definitions *d) {
    size_t count = d->kept;
    if (d->symbols.count)
        memset(d->symbols.items, 0, d->symbols.count * sizeof *d->symbols.items);
    d->kept = d->read = d->gone = d->last = 0;
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
        suspect(d, (uint32_t)i + 1);
}

bool definitions_keep(Definitions *d, Symbol ans) {
    size_t first = d->kept, count = d->items.count, added = 0;
    bool upset = d->upset;
    for (size_t i = first; i < count; i++) {
        const Definition *line = &d->items.items[i];
        bool put = i == first && line->kind == TREE_ASSIGNMENT && line->symbol == ans;
        added += line->kind != TREE_EXPRESSION && (!put || i + 1 == count);
    }
    if (!added && !upset)
        return false;
    for (size_t i = 0; i < first && upset; i++)
        if (d->items.items[i].away)
            drop(d, (uint32_t)i + 1);
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
    if (upset)
        renew(d);
    sweep(d);
    if (d->gone > d->kept / 2 + FEW)
        renew(d);
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

/* What a name means to a reader: the last that is kept, what it was when the reader was kept, or
 * all that it ever was. Functions read twice: when they are defined, and when they are called. */
typedef enum Meaning { LAST, READ, ANY } Meaning;

/* Appends a number, if that is kept and the pass has not met it; false without memory. */
static bool meet(Definitions *d, uint32_t number, DefinitionNumbers *numbers) {
    Definition *definition = definition_at(d, number);
    bool met = definition->mark == d->mark;
    definition->mark = d->mark;
    return met || !definition_stays(d, number) || array_push(numbers, number);
}

/* What one definition reads, to the list: values by `at` whenever they were given. ANY passes over
 * names that the pass has met. False without memory. */
static bool follow(Definitions *d, uint32_t reader, Meaning meaning, DefinitionNumbers *numbers) {
    const Definition *definition = definition_at(d, reader - definition_at(d, reader)->behind);
    for (uint32_t i = 0; i < definition->count; i++) {
        const Mention *mention = &d->mentions.items[definition->first + i];
        const SymbolUse *about = definitions_about(d, mention->symbol);
        uint32_t k = meaning == READ ? mention->read : about->last;
        if (meaning == ANY && !definitions_first(d, mention->symbol, NULL))
            continue;
        if (about->value && !meet(d, about->value, numbers))
            return false;
        for (bool below = true; k && below; k = definition_at(d, k)->earlier) {
            below = meaning == ANY || definition_at(d, k)->kind == TREE_AT;
            if (!meet(d, k, numbers))
                return false;
        }
    }
    return true;
}

bool definitions_follow(Definitions *d, uint32_t reader, DefinitionNumbers *numbers) {
    return follow(d, reader, ANY, numbers);
}

static bool is_function(const Definitions *d, uint32_t number) {
    return definition_at(d, number)->kind == TREE_DEFINITION;
}

/* Whether a kept definition read a function. */
static bool reads_function(const Definitions *d, uint32_t reader) {
    const Definition *definition = definition_at(d, reader - definition_at(d, reader)->behind);
    for (uint32_t i = 0; i < definition->count; i++) {
        uint32_t read = d->mentions.items[definition->first + i].read;
        if (read && definition_at(d, read)->kind == TREE_AT)
            read = definition_at(d, read)->earlier;
        if (read && is_function(d, read))
            return true;
    }
    return false;
}

bool definitions_needed(Definitions *d, DefinitionNumbers *needed) {
    bool done = true, called = false; /* functions, by what is kept: their names meant anything */
    definitions_pass(d);
    for (size_t i = d->kept; i < d->items.count && done; i++)
        done = follow(d, (uint32_t)i + 1, LAST, needed);
    for (size_t i = 0; i < needed->count && done; i++) {
        uint32_t number = needed->items[i];
        bool function = is_function(d, number);
        done = follow(d, number, READ, needed) && (!function || follow(d, number, LAST, needed));
        called |= !function && reads_function(d, number);
    }
    for (size_t i = 0; i < needed->count && done && called; i++)
        done = follow(d, needed->items[i], is_function(d, needed->items[i]) ? ANY : READ, needed);
    if (needed->count)
        qsort(needed->items, needed->count, sizeof *needed->items, compare_numbers);
    return done;
}

const Definition *definitions_reader(const Definitions *d, const Symbol *names, size_t count,
                                     Symbol *read) {
    for (uint32_t number = 1; number <= d->kept; number++) {
        const Definition *reader = definition_at(d, number);
        for (uint32_t i = 0; i < reader->count && definition_stays(d, number); i++) {
            Symbol symbol = d->mentions.items[reader->first + i].symbol;
            for (size_t k = 0; k < count; k++) {
                if (names[k] != symbol)
                    continue;
                *read = symbol;
                return reader;
            }
        }
    }
    return NULL;
}

void definitions_free(Definitions *d) {
    array_free(&d->items);
    array_free(&d->mentions);
    array_free(&d->symbols);
    array_free(&d->suspects);
}

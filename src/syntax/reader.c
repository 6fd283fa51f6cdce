/* The reader: see reader.h. */
#include "syntax/reader.h"

#include "base/stack.h"
#include "syntax/mistakes.h"

#include <string.h>

void reader_begin(Reader *r, Tree *tree, Symbols *symbols, Diag *diag, uint32_t source,
                  const Tokens *tokens, size_t first, IsBare *is_bare) {
    *r = (Reader){.is_bare = is_bare, .tree = tree, .symbols = symbols, .diag = diag};
    r->source = source;
    r->tokens = tokens;
    r->next = r->seen = first;
    r->last_end = first ? tokens->items.items[first - 1].span.end : tokens->base;
    r->errors = diag->errors;
}

void reader_end(Reader *r) {
    array_free(&r->bound);
    array_free(&r->places);
    array_free(&r->reads);
    array_free(&r->choices);
}

/* ---- bound names ---- */

/* Room for what is known of a symbol in a table; without memory the reader is lost. */
static bool make_room(Reader *r, SymbolNumbers *numbers, Symbol symbol) {
    size_t wanted = (size_t)symbol + 1;
    size_t more = wanted > numbers->count ? wanted - numbers->count : 0;
    if (!array_reserve(numbers, more)) {
        diag_no_memory(r->diag);
        r->lost = true;
        return false;
    }
    if (more)
        memset(numbers->items + numbers->count, 0, more * sizeof *numbers->items);
    numbers->count += more;
    return true;
}

uint32_t reader_bind(Reader *r, Symbol symbol, bool counts) {
    if (r->lost || !make_room(r, &r->places, symbol))
        return 0;
    Binding binding = {symbol, r->places.items[symbol], r->slots, counts};
    if (!array_push(&r->bound, binding) || !array_push(&r->tree->parameters, symbol)) {
        diag_no_memory(r->diag);
        r->lost = true;
        return 0;
    }
    r->places.items[symbol] = (uint32_t)r->bound.count;
    return r->slots++;
}

void reader_unbind(Reader *r, size_t count) {
    while (r->bound.count > count) {
        Binding last = r->bound.items[--r->bound.count];
        if (last.symbol != SYMBOL_NONE)
            r->places.items[last.symbol] = last.outer;
    }
}

void reader_unbind_one(Reader *r, Symbol symbol) {
    uint32_t place = symbol < r->places.count ? r->places.items[symbol] : 0;
    if (!place)
        return;
    Binding *binding = &r->bound.items[place - 1];
    r->places.items[symbol] = binding->outer;
    binding->symbol = SYMBOL_NONE;
}

const Binding *reader_binding(const Reader *r, Symbol symbol) {
    uint32_t place = symbol < r->places.count ? r->places.items[symbol] : 0;
    return place ? &r->bound.items[place - 1] : NULL;
}

void reader_note_read(Reader *r, Symbol symbol) {
    if (make_room(r, &r->reads, symbol))
        r->reads.items[symbol] = reader_here(r);
}

bool reader_has_read(const Reader *r, Symbol symbol) {
    return symbol < r->reads.count && r->reads.items[symbol] > r->body;
}

/* ---- tokens ---- */

/* Looks at token number i for the first time. */
static void meet(Reader *r, size_t i) {
    r->seen = i + 1;
    if (r->tokens->items.items[i].noted && !r->searching)
        tokens_complain(r->tokens, i, r->symbols, r->diag, r->source);
}

const Token *reader_peek(Reader *r, unsigned k) {
    static const Token nothing = {.kind = TOKEN_END};
    uint32_t depth = r->depth;
    size_t at = tokens_skip(r->tokens, r->next, depth), last = r->tokens->items.count;
    while (k-- && at + 1 < last)
        at = tokens_after(r->tokens, at, &depth);
    while (!r->lost && r->seen <= at && at < last)
        meet(r, r->seen);
    r->lost |= r->diag->errors != r->errors || at >= last;
    return r->lost ? &nothing : &r->tokens->items.items[at];
}

bool reader_at(Reader *r, TokenKind kind) {
    return reader_peek(r, 0)->kind == kind;
}

const Token *reader_take(Reader *r) {
    r->taken = *reader_peek(r, 0);
    if (!r->lost) {
        r->next = tokens_skip(r->tokens, r->next, r->depth);
        r->next += r->taken.kind != TOKEN_END;
        r->depth = token_depth(&r->taken, r->depth);
        r->blocks += r->taken.kind == TOKEN_BLOCK_OPEN;
        r->blocks -= r->taken.kind == TOKEN_BLOCK_CLOSE && r->blocks;
        r->last_end = r->taken.span.end;
    }
    return &r->taken;
}

/* What was looked at before the error stays as it was seen; behind it brackets are none, as they
 * may be what is wrong. */
void reader_find_statement(Reader *r) {
    size_t seen = r->seen;
    reader_unbind(r, 0);
    r->errors = r->diag->errors;
    r->lost = false;
    r->searching = true;
    for (;;) {
        if (r->next >= seen)
            r->depth = 0;
        TokenKind kind = (TokenKind)reader_peek(r, 0)->kind;
        if (((kind == TOKEN_SEMICOLON || kind == TOKEN_NEWLINE) && !r->blocks) || kind == TOKEN_END)
            break;
        reader_take(r);
    }
    r->depth = 0;
    r->in_function = false;
    r->searching = false;
}

bool reader_accept(Reader *r, TokenKind kind) {
    if (!reader_at(r, kind))
        return false;
    reader_take(r);
    return true;
}

bool reader_accept_if(Reader *r) {
    if (!reader_accept(r, TOKEN_IF))
        return false;
    if (!array_push(&r->choices, r->taken.span.start)) {
        diag_no_memory(r->diag);
        r->lost = true;
    }
    return true;
}

/* Each `then` belongs to the innermost `if` without one. */
bool reader_block_comes(const Reader *r) {
    uint32_t depth = r->depth, choices = 0;
    for (size_t i = tokens_skip(r->tokens, r->next, depth);;
         i = tokens_after(r->tokens, i, &depth)) {
        TokenKind kind = (TokenKind)r->tokens->items.items[i].kind;
        if (kind == TOKEN_BLOCK_OPEN)
            return true;
        choices += kind == TOKEN_IF;
        choices -= kind == TOKEN_THEN && choices;
        if (kind == TOKEN_SEMICOLON || kind == TOKEN_NEWLINE || kind == TOKEN_END || !choices)
            return false;
    }
}

bool reader_is_word(const Reader *r, const Token *token, const char *word) {
    return token->kind == TOKEN_NAME && !strcmp(symbol_text(r->symbols, token->value), word);
}

double reader_number(const Reader *r, const Token *token) {
    return r->tokens->numbers.items[token->value];
}

const char *reader_text(const Reader *r, uint32_t offset) {
    const Source *source = &r->diag->sources.items[r->source];
    return source->text + (offset - source->base);
}

bool reader_expect(Reader *r, TokenKind kind, MessageCode expected) {
    return reader_accept(r, kind) || mistake_unmet(r, kind, expected);
}

Span reader_open(Reader *r) {
    r->open++;
    return reader_take(r)->span;
}

void reader_close(Reader *r, Span opened, MessageCode expected) {
    bool next = reader_at(r, TOKEN_NAME) && reader_peek(r, 1)->kind == TOKEN_ASSIGN;
    if (reader_at(r, TOKEN_END) || reader_at(r, TOKEN_BLOCK_CLOSE) ||
        next) /* another statement begins */
        mistake_say(r, opened, SAID_NOT_CLOSED, SAID_NOTHING);
    else if (reader_expect(r, TOKEN_CLOSE, expected))
        r->open--;
}

bool reader_too_deep(Reader *r) {
    if (!stack_low())
        return false;
    mistake_say(r, reader_peek(r, 0)->span, SAID_TOO_DEEP, SAID_USE_NAMES);
    return true;
}

/* ---- nodes ---- */

TreeId reader_here(const Reader *r) {
    return (TreeId)r->tree->nodes.count;
}

NodeStart reader_start(Reader *r) {
    return reader_leaf(r, reader_peek(r, 0));
}

NodeStart reader_leaf(const Reader *r, const Token *token) {
    return (NodeStart){reader_here(r), token->span.start};
}

TreeNode *reader_add(Reader *r, TreeKind kind, NodeStart start) {
    TreeNode node = {
        .kind = (uint8_t)kind, .first = start.first, .span = {start.offset, r->last_end}};
    TreeId id = tree_add(r->tree, r->diag, node);
    if (!r->diag->out_of_memory)
        return &r->tree->nodes.items[id];
    r->lost = true;
    return &r->spare;
}

TreeNode *reader_add_statement(Reader *r, TreeKind kind, NodeStart start) {
    if (!r->lost && !r->blocks && !array_push(&r->tree->statements, reader_here(r)))
        diag_no_memory(r->diag);
    return reader_add(r, kind, start);
}

TreeId reader_add_leaf(Reader *r, TreeKind kind) {
    TreeId leaf = reader_here(r);
    reader_add(r, kind, (NodeStart){leaf, r->last_end});
    return leaf;
}

void reader_end_leaf(Reader *r, TreeId leaf) {
    if (!r->lost)
        r->tree->nodes.items[leaf].as.end = tree_last_child(reader_here(r));
}

void reader_end_branch(Reader *r, TreeId branch, TreeId other) {
    reader_end_leaf(r, branch);
    reader_end_leaf(r, other);
    if (!r->lost)
        r->tree->nodes.items[branch].count = other;
}

TreeId reader_add_binder(Reader *r, const Token *variable) {
    TreeId binder = reader_here(r);
    uint32_t slot = reader_bind(r, variable->value, true);
    reader_add(r, TREE_BINDER, reader_leaf(r, variable))->count = slot;
    return binder;
}

bool reader_same_line(Reader *r) {
    const Token *token = reader_peek(r, 0);
    if (r->lost || token->span.start <= r->last_end)
        return !r->lost;
    return !memchr(reader_text(r, r->last_end), '\n', token->span.start - r->last_end);
}

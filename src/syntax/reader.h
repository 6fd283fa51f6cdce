/* The reader: what the parser knows while it reads.
 *
 * The tokens from here on, the names that are bound, and the tree that grows. After an error
 * the reader is `lost`: it shows nothing but the end of input until the statement is over, so no
 * second message can come of the same mistake; an error in a token counts as one. Ownership:
 * the Reader owns the tables of bound names and of choices, which reader_end frees; all else is
 * borrowed. */
#ifndef ADCALC_SYNTAX_READER_H
#define ADCALC_SYNTAX_READER_H

#include "syntax/parser.h"

/* What the last operand looked like, which decides what may stand right beside it. */
typedef enum Form { FORM_OTHER, FORM_NUMBER, FORM_NAME, FORM_BRACKETED } Form;

typedef struct Binding {
    Symbol symbol;  /* SYMBOL_NONE: it is over */
    uint32_t outer; /* the symbol's place before this one */
    uint32_t slot;
    bool counts; /* it is a loop's variable */
} Binding;

/* Of symbols: index = Symbol; grows as they appear. */
typedef ARRAY(uint32_t) SymbolNumbers;

typedef struct Reader {
    const Tokens *tokens;
    size_t next;    /* number of the next token to take */
    size_t seen;    /* what is wrong with the tokens before this one has been recorded */
    uint32_t depth; /* parentheses open before `next` */
    Token taken;    /* the last one taken */
    uint32_t source;
    uint32_t last_end; /* where the last token taken ended */
    Span operand;      /* the last operand, with its parentheses and its exponent */
    uint32_t open;     /* parentheses open in this statement */
    uint32_t blocks;   /* ... and blocks */
    uint32_t errors;   /* of diag, when this statement began */
    Form form;
    bool lost;
    bool searching;          /* for the next statement: what else is wrong is not recorded */
    bool in_function;        /* names that are assigned are local ... */
    TreeId body;             /* ... in the function whose body begins here */
    uint32_t slots;          /* taken by names bound in this function or statement */
    ARRAY(Binding) bound;    /* names in reach, innermost last */
    SymbolNumbers places;    /* 1 + where it is bound innermost, 0 for nowhere */
    SymbolNumbers reads;     /* behind the node that read it last unbound */
    ARRAY(uint32_t) choices; /* where each `if` begins whose end is to come */
    IsBare *is_bare;
    Tree *tree;
    TreeNode spare; /* stands in for a node that found no memory */
    Symbols *symbols;
    Diag *diag;
} Reader;

/* Begins at token number `first` of source number `source` of diag. */
void reader_begin(Reader *reader, Tree *tree, Symbols *symbols, Diag *diag, uint32_t source,
                  const Tokens *tokens, size_t first, IsBare *is_bare);
void reader_end(Reader *reader);

/* Makes a symbol the tree's next parameter and binds it in what follows, over any other binding of
 * it; without memory the reader is lost. Returns its slot. */
uint32_t reader_bind(Reader *reader, Symbol symbol, bool counts);
/* Undoes all bindings but the first `count`; and the innermost of a symbol. */
void reader_unbind(Reader *reader, size_t count);
void reader_unbind_one(Reader *reader, Symbol symbol);
/* The symbol's innermost binding; NULL: it is not bound. */
const Binding *reader_binding(const Reader *reader, Symbol symbol);
/* Remembers that the last node reads a name that is not bound; and says whether one did in this
 * function. */
void reader_note_read(Reader *reader, Symbol symbol);
bool reader_has_read(const Reader *reader, Symbol symbol);

/* ---- tokens ---- */

/* The k-th token from here; the end of input when lost. */
const Token *reader_peek(Reader *reader, unsigned k);
bool reader_at(Reader *reader, TokenKind kind);
/* Moves past the next token and returns it; valid until the next one is taken. */
const Token *reader_take(Reader *reader);
/* After an error: unbinds all, and moves to a newline or semicolon outside all blocks, or to the
 * end. What else is wrong on the way there is part of the same mistake and not recorded. */
void reader_find_statement(Reader *reader);
/* Takes the next token if it is of this kind. */
bool reader_accept(Reader *reader, TokenKind kind);
/* Takes an `if` and keeps its place in `choices`; without memory the reader is lost. */
bool reader_accept_if(Reader *reader);
/* Whether a block comes in a statement that begins with `if`, before the `then` of that. */
bool reader_block_comes(const Reader *reader);
/* Takes a token of this kind, or an error that says what was expected: one of EXPECTED_... */
bool reader_expect(Reader *reader, TokenKind kind, MessageCode expected);
/* Parentheses, counted so that one too many can be told from one that is not closed. reader_open
 * gives the place of the one it takes; reader_close blames that where the input ends instead. */
Span reader_open(Reader *reader);
void reader_close(Reader *reader, Span opened, MessageCode expected);
/* The value of a NUMBER. */
double reader_number(const Reader *reader, const Token *token);
/* Whether the token is a name spelt so: a word that is reserved in one place only. */
bool reader_is_word(const Reader *reader, const Token *token, const char *word);
/* The source from an offset on. */
const char *reader_text(const Reader *reader, uint32_t offset);
/* Whether the next token stands on the line of the last one: no product is implied across lines. */
bool reader_same_line(Reader *reader);

/* ---- the tree ---- */

/* Where a node begins: its subtree in the tree, its text in the source. */
typedef struct NodeStart {
    TreeId first;
    uint32_t offset;
} NodeStart;

/* The id that the next node will have. */
TreeId reader_here(const Reader *reader);
/* The start of a node that begins with the next token, and of one without children that begins with
 * a token taken before. */
NodeStart reader_start(Reader *reader);
NodeStart reader_leaf(const Reader *reader, const Token *token);
/* Adds a node that ends with the last token. It is good until the next one; without memory it is
 * one that nobody reads. */
TreeNode *reader_add(Reader *reader, TreeKind kind, NodeStart start);
/* The same for a step, which outside all blocks is a statement. */
TreeNode *reader_add_statement(Reader *reader, TreeKind kind, NodeStart start);
/* Adds a leaf where the machine may jump, behind the last token; later, makes the last node its
 * end. */
TreeId reader_add_leaf(Reader *reader, TreeKind kind);
void reader_end_leaf(Reader *reader, TreeId leaf);
/* The same for a BRANCH and the ELSE that it may jump to. */
void reader_end_branch(Reader *reader, TreeId branch, TreeId other);
/* Adds the BINDER of a variable that counts, and binds it. */
TreeId reader_add_binder(Reader *reader, const Token *variable);

/* Whether the stack is nearly used up; records an error then. */
bool reader_too_deep(Reader *reader);

#endif

/* The syntax tree, kept in postorder.
 *
 * Every node comes right after its children, so the array itself is a program for a stack machine,
 * its NAME nodes stand in source order, and no pass over it recurses. `first` is the index of the
 * first node of the subtree: the last child of node i ends at i - 1, the one before it at
 * first(i - 1) - 1. Ownership: the Tree owns its arrays; numbers, symbols and spans are values. */
#ifndef ADCALC_SYNTAX_TREE_H
#define ADCALC_SYNTAX_TREE_H

#include "base/diag.h"
#include "base/intern.h"
#include "base/memory.h"

typedef uint32_t TreeId;

/* kind, name in --dump=tree, children, payload */
typedef enum TreeKind {
    TREE_NUMBER,   /* literal: `number` indexes tree->numbers */
    TREE_NAME,     /* a name that is no parameter and no loop variable: `symbol` */
    TREE_LOCAL,    /* parameter or loop variable: `local` counts from the innermost binder, 0 up */
    TREE_NEGATIVE, /* -a */
    TREE_CHAIN,    /* a + b - c …, or a * b / c …: `count` children, each with its `joint` */
    TREE_POWER,    /* base, exponent */
    TREE_COMPARISON, /* a, b; `op` is a TokenKind */
    TREE_NOT,        /* a */
    TREE_AND,        /* a, b */
    TREE_OR,         /* a, b */
    TREE_IF,         /* condition, then, else */
    TREE_CALL,       /* `count` arguments; `symbol` the function's name */
    TREE_BINDER,     /* leaf before the body of a fold or definition, whose node is `end` */
    TREE_FOLD,       /* low, high, binder, body; `op` is '+' (sum) or '*' (prod) */
    TREE_EXPRESSION, /* statement: a */
    TREE_ASSIGNMENT, /* statement: a; `symbol` */
    TREE_DEFINITION, /* statement: BINDER, body; `symbol`, `count` parameters; the BINDER's `count`
                         is where they begin in tree->parameters */
    TREE_AT,         /* statement: value; `symbol` */
    TREE_KINDS
} TreeKind;

typedef struct TreeNode {
    uint8_t kind;
    uint8_t op; /* COMPARISON: TokenKind; CHAIN: '+' or '*'; FOLD: '+' or '*' */
    /* how this child hangs in its chain: '+', '-', '*', '/', '%' (first child '+', '*') */
    uint8_t joint;
    uint8_t powered; /* CALL: written f^2(x); the POWER stands above it */
    union {
        uint32_t number, symbol, local, end;
    } as;
    uint32_t count; /* CHAIN, CALL: children; DEFINITION: parameters */
    TreeId first;
    Span span;
} TreeNode;

typedef struct Tree {
    ARRAY(TreeNode) nodes;
    ARRAY(double) numbers;
    ARRAY(Symbol) parameters; /* of all definitions and folds */
    ARRAY(TreeId) statements; /* in source order */
    /* Whether programs before this one define a function of that name, for hints; NULL: no. */
    bool (*is_function)(const void *programs, Symbol symbol);
    const void *programs;
} Tree;

/* Appends a node whose subtree begins at `first`; records out-of-memory in diag. */
TreeId tree_add(Tree *tree, Diag *diag, TreeNode node);
/* The node of statement number i. */
static inline const TreeNode *tree_statement(const Tree *tree, size_t i) {
    return &tree->nodes.items[tree->statements.items[i]];
}
/* The last child of `id`, and the child before child `child`. */
static inline TreeId tree_last_child(TreeId id) {
    return id - 1;
}
static inline TreeId tree_child_before(const Tree *tree, TreeId child) {
    return tree->nodes.items[child].first - 1;
}

/* `(+ x (* 2 y))`, one statement a line, without recursion. */
void tree_print(const Tree *tree, const Symbols *symbols, Text *out);

/* A place to come back to. */
typedef struct TreeMark {
    size_t nodes, numbers, parameters, statements;
} TreeMark;
TreeMark tree_mark(const Tree *tree);
void tree_release(Tree *tree, TreeMark mark);
void tree_free(Tree *tree);

#endif

/* The syntax tree, kept in postorder.
 *
 * Every node comes right after its children, so the array itself is a program for a stack machine,
 * its NAME nodes stand in source order, and no pass over it recurses. Leaves among the children say
 * where the machine may jump: what may be left out begins with one, whose `end` is the node that it
 * is part of. `first` is the index of the first node of the subtree: the last child of node i ends
 * at i - 1, the one before it at first(i - 1) - 1. Ownership: the Tree owns its arrays; numbers,
 * symbols and spans are values. */
#ifndef ADCALC_SYNTAX_TREE_H
#define ADCALC_SYNTAX_TREE_H

#include "base/diag.h"
#include "base/intern.h"
#include "base/memory.h"

typedef uint32_t TreeId;

/* kind, name in --dump=tree, children, payload */
typedef enum TreeKind {
    TREE_NUMBER,     /* literal: `number` indexes tree->numbers */
    TREE_NAME,       /* a name that is no parameter and no loop variable: `symbol` */
    TREE_LOCAL,      /* parameter, loop variable or local name: `local` is its slot, counted from 0
                      within a function or within a statement outside all functions; `count` is
                      its symbol */
    TREE_TEXT,       /* "...", of a PRINT */
    TREE_NEGATIVE,   /* -a */
    TREE_CHAIN,      /* a + b - c …, or a * b / c …: `count` children, each with its `joint` */
    TREE_POWER,      /* base, exponent */
    TREE_COMPARISON, /* a, b; `op` is a TokenKind */
    TREE_NOT,        /* a */
    TREE_AND,        /* a, BRANCH, b */
    TREE_OR,         /* a, BRANCH, b */
    TREE_IF,         /* condition, BRANCH, then, ELSE, else */
    TREE_CALL,       /* `count` arguments; `symbol` the function's name */
    TREE_FOLD,       /* low, high, BINDER, body; `op` is '+' (sum) or '*' (prod) */
    TREE_BINDER,     /* leaf before what is bound: the body of a fold, loop or function; `count` is
                        the slot of the variable or, of a DEFINITION, where its names begin in
                        tree->parameters, in the order of slots; a WHILE has one before its
                        condition */
    TREE_BRANCH,     /* leaf behind a condition; `count` is the ELSE, if there is one */
    TREE_ELSE,       /* leaf before the other arm */
    TREE_EXPRESSION, /* step: a */
    TREE_ASSIGNMENT, /* step: a; `symbol` */
    TREE_SET,        /* step: a; `local`, and `count` is its symbol */
    TREE_CHOICE,     /* step: condition, BRANCH, steps, ELSE, steps */
    TREE_FOR,        /* step: low, high, BINDER, steps */
    TREE_WHILE,      /* step: BINDER, condition, BRANCH, steps */
    TREE_PRINT,      /* step: `count` items */
    TREE_DEFINITION, /* statement: BINDER, steps, value; `symbol`, `count` parameters */
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
    ARRAY(Symbol) parameters; /* all bound names: parameters, loop variables, local names */
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
/* The last of the first `count` statements that is no `at`, which has the program's value; `count`
 * for none. */
static inline size_t tree_value(const Tree *tree, size_t count) {
    for (size_t i = count; i > 0; i--)
        if (tree_statement(tree, i - 1)->kind != TREE_AT)
            return i - 1;
    return count;
}
/* Whether a statement is a step without a value. */
static inline bool tree_is_step(TreeKind kind) {
    return kind == TREE_CHOICE || kind == TREE_FOR || kind == TREE_WHILE || kind == TREE_PRINT;
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

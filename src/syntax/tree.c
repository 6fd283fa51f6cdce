/* The syntax tree: see tree.h. */
#include "syntax/tree.h"

#include "syntax/tokens.h"

TreeId tree_add(Tree *tree, Diag *diag, TreeNode node) {
    if (tree->nodes.count >= UINT32_MAX || !array_push(&tree->nodes, node)) {
        diag_no_memory(diag);
        return 0;
    }
    return (TreeId)(tree->nodes.count - 1);
}

/* ---- printing ---- */

/* What a node is called in a printed tree; NULL for leaves. */
static const char *head(const Symbols *symbols, const TreeNode *node) {
    static const char *const names[TREE_KINDS] = {
        [TREE_NEGATIVE] = "neg", [TREE_CHAIN] = "*",
        [TREE_POWER] = "^",      [TREE_NOT] = "not",
        [TREE_AND] = "and",      [TREE_OR] = "or",
        [TREE_IF] = "if",        [TREE_FOLD] = "prod",
        [TREE_ASSIGNMENT] = "=", [TREE_DEFINITION] = "define",
        [TREE_AT] = "at",        [TREE_SET] = "=",
        [TREE_CHOICE] = "if",    [TREE_FOR] = "for",
        [TREE_WHILE] = "while",  [TREE_PRINT] = "print",
    };
    if (node->kind == TREE_COMPARISON)
        return token_spelling((TokenKind)node->op);
    if (node->kind == TREE_CALL)
        return symbol_text(symbols, node->as.symbol);
    if (node->kind == TREE_CHAIN && node->op == '+')
        return "+";
    if (node->kind == TREE_FOLD && node->op == '+')
        return "sum";
    return names[node->kind];
}

/* Leaves for the machine alone; the ELSE of a step parts its arms. */
static bool is_hidden(const Tree *tree, const TreeNode *node) {
    return node->kind == TREE_BINDER || node->kind == TREE_BRANCH ||
           (node->kind == TREE_ELSE && tree->nodes.items[node->as.end].kind == TREE_IF);
}

static void print_node(const Tree *tree, const Symbols *symbols, const TreeNode *node, Text *out) {
    if (node->joint == '-' || node->joint == '/' || node->joint == '%')
        text_format(out, "%c", node->joint); /* how it hangs in its chain */
    const char *name = head(symbols, node);
    if (name)
        text_format(out, "(%s", name);
    else if (node->kind == TREE_NUMBER)
        text_number(out, tree->numbers.items[node->as.number]);
    else if (node->kind == TREE_NAME)
        text_put(out, symbol_text(symbols, node->as.symbol));
    else if (node->kind == TREE_LOCAL)
        text_format(out, "$%u", node->as.local);
    else if (node->kind == TREE_ELSE)
        text_put(out, "else");
    else if (node->kind == TREE_TEXT)
        text_put(out, "\"...\"");
    if (node->kind == TREE_ASSIGNMENT || node->kind == TREE_DEFINITION || node->kind == TREE_AT)
        text_format(out, " %s", symbol_text(symbols, node->as.symbol));
    if (node->kind == TREE_DEFINITION)
        text_format(out, "/%u", node->count);
    if (node->kind == TREE_SET)
        text_format(out, " $%u", node->as.local);
}

void tree_print(const Tree *tree, const Symbols *symbols, Text *out) {
    const TreeId close = UINT32_MAX; /* on the stack: the end of an inner node */
    ARRAY(TreeId) stack = {0};
    for (size_t i = 0; i < tree->statements.count; i++) {
        bool ready = array_push(&stack, tree->statements.items[i]), first = true;
        while (ready && stack.count) {
            TreeId id = stack.items[--stack.count];
            if (id == close) {
                text_put(out, ")");
                continue;
            }
            const TreeNode *node = &tree->nodes.items[id];
            if (is_hidden(tree, node))
                continue;
            if (node->kind != TREE_EXPRESSION) {
                text_put(out, first ? "" : " ");
                first = false;
                print_node(tree, symbols, node, out);
                if (head(symbols, node))
                    ready = array_push(&stack, close);
            }
            /* From the last child to the first: the first comes off the stack first. */
            for (TreeId end = id; ready && end > node->first;
                 end = tree->nodes.items[end - 1].first)
                ready = array_push(&stack, end - 1);
        }
        text_put(out, "\n");
        if (!ready)
            out->failed = true;
    }
    array_free(&stack);
}

/* ---- going back ---- */

TreeMark tree_mark(const Tree *tree) {
    return (TreeMark){tree->nodes.count, tree->numbers.count, tree->parameters.count,
                      tree->statements.count};
}

void tree_release(Tree *tree, TreeMark mark) {
    tree->nodes.count = mark.nodes;
    tree->numbers.count = mark.numbers;
    tree->parameters.count = mark.parameters;
    tree->statements.count = mark.statements;
}

void tree_free(Tree *tree) {
    array_free(&tree->nodes);
    array_free(&tree->numbers);
    array_free(&tree->parameters);
    array_free(&tree->statements);
}

/* For tests: the text of a random program. See programs.h.
 *
 * Layout is chance's: a program is one line or several, a block too, `else` stands behind its brace
 * or below it, and comments stand where they can. Parentheses are where the tree needs them, so
 * that a chain in the tree is a chain in the text, and a few more. */
#include "support/programs.h"

#include "support/chance.h"

const char *const program_names[PROGRAM_NAMES] = {"x", "y", "z", "p", "q", "r", "s",  "u", "v",
                                                  "w", "i", "j", "k", "m", "a", "t1", "n"};
const char *const program_functions[PROGRAM_FUNCTIONS] = {"f", "g", "h", "lift", "mix2"};

const char *const program_applied[DUAL_UNARY] = {"-",   "sin",  "cos",  "exp",
                                                 "log", "tanh", "sqrt", "atan"};
const char *const program_signs[PROGRAM_SIGNS] = {"<", "<=", ">", ">=", "==", "!="};

typedef struct Scribe {
    const Program *program;
    Text *out;
    bool lines; /* steps stand on lines of their own, unless their block is on one */
    bool tight; /* no blanks around operators */
    int depth;
} Scribe;

static bool chance(double share) {
    return random_unit() < share;
}

/* ---- expressions ----------------------------------------------------------------------------- */

static void put_expr(Scribe *w, const Expr *expr);

static void put_group(Scribe *w, const Expr *expr) {
    text_put(w->out, "(");
    put_expr(w, expr);
    text_put(w->out, ")");
}

static bool is_primary(const Expr *expr) {
    return expr->kind == EXPR_NUMBER || expr->kind == EXPR_NAME || expr->kind == EXPR_CALL ||
           expr->kind == EXPR_FOLD || (expr->kind == EXPR_APPLIED && expr->which != DUAL_NEG);
}

static void put_primary(Scribe *w, const Expr *expr) {
    (is_primary(expr) ? put_expr : put_group)(w, expr);
}

static void put_part(Scribe *w, const Expr *expr, bool is_sum, bool is_first) {
    bool plain = is_primary(expr) || expr->kind == EXPR_POWER ||
                 (is_sum && expr->kind == EXPR_PRODUCT) ||
                 (is_first && expr->kind == EXPR_APPLIED && is_sum);
    (plain && !chance(0.05) ? put_expr : put_group)(w, expr);
}

static void put_joined(Scribe *w, const Expr *expr) {
    bool is_sum = expr->kind == EXPR_SUM;
    for (int i = 0; i < expr->count; i++) {
        char joint = expr->joints[i];
        if (i && ((is_sum && !w->tight) || chance(0.1)))
            text_format(w->out, w->lines && chance(0.02) ? " %c\n    " : " %c ", joint);
        else if (i)
            text_format(w->out, "%c", joint);
        put_part(w, expr->parts[i], is_sum, i == 0);
    }
}

static void put_call(Scribe *w, const char *name, const Expr *expr) {
    text_format(w->out, "%s(", name);
    for (int i = 0; i < expr->count; i++) {
        text_put(w->out, i ? w->tight ? "," : ", " : "");
        put_expr(w, expr->parts[i]);
    }
    text_put(w->out, ")");
}

/* An operand of a comparison: what binds tighter. */
static void put_side(Scribe *w, const Expr *expr) {
    (expr->kind == EXPR_CHOICE || expr->kind >= EXPR_COMPARISON ? put_group : put_expr)(w, expr);
}

static void put_choice(Scribe *w, const Expr *expr) {
    text_put(w->out, "if ");
    put_expr(w, expr->parts[0]);
    text_put(w->out, w->lines && chance(0.05) ? "\n    then " : " then ");
    put_expr(w, expr->parts[1]);
    text_put(w->out, w->lines && chance(0.05) ? "\n    else " : " else ");
    put_expr(w, expr->parts[2]);
}

static void put_expr(Scribe *w, const Expr *expr) {
    switch (expr->kind) {
    case EXPR_NUMBER:
        text_number(w->out, expr->number);
        break;
    case EXPR_NAME:
        text_put(w->out, program_names[expr->which]);
        break;
    case EXPR_SUM:
    case EXPR_PRODUCT:
        put_joined(w, expr);
        break;
    case EXPR_APPLIED:
        if (expr->which != DUAL_NEG) {
            put_call(w, program_applied[expr->which], expr);
        } else {
            text_put(w->out, "-");
            put_primary(w, expr->parts[0]);
        }
        break;
    case EXPR_POWER:
        put_primary(w, expr->parts[0]);
        text_put(w->out, chance(0.1) ? "**" : "^");
        put_primary(w, expr->parts[1]);
        break;
    case EXPR_CALL:
        put_call(w, program_functions[expr->which], expr);
        break;
    case EXPR_CHOICE:
        put_choice(w, expr);
        break;
    case EXPR_FOLD:
        text_format(w->out, expr->joints[0] == '+' ? "sum(%s in " : "prod(%s in ",
                    program_names[expr->which]);
        put_side(w, expr->parts[0]);
        text_put(w->out, "..");
        put_side(w, expr->parts[1]);
        text_put(w->out, ", ");
        put_expr(w, expr->parts[2]);
        text_put(w->out, ")");
        break;
    case EXPR_COMPARISON:
        put_side(w, expr->parts[0]);
        text_format(w->out, w->tight ? "%s" : " %s ", program_signs[expr->which]);
        put_side(w, expr->parts[1]);
        break;
    case EXPR_AND:
    case EXPR_OR:
        for (int i = 0; i < 2; i++) {
            text_put(w->out, !i ? "" : expr->kind == EXPR_AND ? " and " : " or ");
            (expr->parts[i]->kind == EXPR_COMPARISON ? put_expr : put_group)(w, expr->parts[i]);
        }
        break;
    case EXPR_NOT:
        text_put(w->out, "not ");
        put_group(w, expr->parts[0]);
        break;
    }
}

/* ---- steps ----------------------------------------------------------------------------------- */

static void put_comment(Scribe *w) {
    static const char *const comments[] = {" # so far", " # { not a block }", " # if x then; else",
                                           " #"};
    if (w->lines && chance(0.08))
        text_put(w->out, RANDOM_OF(comments));
}

/* Between two steps, and on several lines also before the first and behind the last. */
static void put_end(Scribe *w, bool blank_line) {
    if (w->lines) {
        put_comment(w);
        text_put(w->out, blank_line && chance(0.05) ? "\n\n" : "\n");
        text_format(w->out, "%*s", 4 * w->depth, "");
    } else {
        text_put(w->out, chance(0.1) ? ";" : "; ");
    }
}

static void put_steps(Scribe *w, const Step *steps);

static void put_block(Scribe *w, const Step *steps) {
    bool lines = w->lines;
    if (lines && chance(0.2))
        w->lines = false;
    text_put(w->out, "{");
    w->depth++;
    if (w->lines)
        put_end(w, false);
    else
        text_put(w->out, " ");
    put_steps(w, steps);
    w->depth--;
    if (w->lines)
        put_end(w, false);
    else
        text_put(w->out, chance(0.1) ? ";" : " ");
    text_put(w->out, "}");
    w->lines = lines;
}

/* All arms of an if. */
static void put_if(Scribe *w, const Step *step) {
    for (;; step = step->otherwise) {
        text_put(w->out, "if ");
        put_expr(w, step->value);
        text_put(w->out, " ");
        put_block(w, step->body);
        if (!step->otherwise)
            return;
        if (w->lines && chance(0.3))
            put_end(w, false);
        else
            text_put(w->out, " ");
        text_put(w->out, "else ");
        if (step->otherwise->kind != STEP_IF || step->otherwise->next || chance(0.1))
            break;
    }
    put_block(w, step->otherwise);
}

static void put_step(Scribe *w, const Step *step) {
    switch (step->kind) {
    case STEP_ASSIGN:
        text_format(w->out, w->tight ? "%s=" : "%s = ", program_names[step->name]);
        put_expr(w, step->value);
        break;
    case STEP_VALUE:
        put_expr(w, step->value);
        break;
    case STEP_IF:
        put_if(w, step);
        break;
    case STEP_FOR:
        text_format(w->out, "for %s in ", program_names[step->name]);
        put_side(w, step->value);
        text_put(w->out, "..");
        put_side(w, step->high);
        text_put(w->out, " ");
        put_block(w, step->body);
        break;
    case STEP_WHILE:
        text_put(w->out, "while ");
        put_expr(w, step->value);
        text_put(w->out, " ");
        put_block(w, step->body);
        break;
    }
}

static void put_steps(Scribe *w, const Step *steps) {
    for (const Step *step = steps; step; step = step->next) {
        put_step(w, step);
        if (step->next)
            put_end(w, true);
    }
}

static void put_function(Scribe *w, int which) {
    const ProgramFunction *function = &w->program->functions[which];
    text_format(w->out, "%s(", program_functions[which]);
    for (int i = 0; i < function->parameter_count; i++)
        text_format(w->out, i ? ", %s" : "%s", program_names[function->parameters[i]]);
    text_put(w->out, ") = ");
    if (function->braces)
        put_block(w, function->body);
    else
        put_expr(w, function->body->value);
}

void program_write(const Program *program, Text *out) {
    Scribe w = {.program = program, .out = out, .lines = chance(0.6), .tight = chance(0.3)};
    if (w.lines && chance(0.2))
        text_put(out, "# a program\n");
    for (int i = 0; i < program->item_count; i++) {
        const ProgramItem *item = &program->items[i];
        if (item->function >= 0)
            put_function(&w, item->function);
        else
            put_step(&w, item->step);
        if (i + 1 < program->item_count)
            put_end(&w, true);
    }
    if (w.lines && chance(0.5))
        text_put(out, "\n");
}

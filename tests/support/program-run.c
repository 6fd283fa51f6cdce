/* For tests: the interpreter of random programs, and their unrolled form. See programs.h.
 *
 * Values are dual numbers, kept until the run is over, so that names share them. Each has its word
 * in the unrolled program: a name, given when an operation makes it, or a literal. What decides a
 * condition is written there too, as adcalc applies it: an operation that stands there first is the
 * one that is used again later, and the order of all of them is that in which a reverse sweep adds.
 * A choice inside an expression, which is a node with both arms, stays what it is. */
#include "support/programs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_OPERATIONS = 2500, MOST_DEPTH = 200 };

static const double most = 1e8;      /* larger numbers are of no use */
static const double least = 1e-250;  /* and smaller ones may be 0 in doubles */
static const double too_near = 1e-6; /* relatively, for two sides of a condition */

typedef struct Value {
    Dual dual;
    char word[32];
} Value;

/* All that were ever needed at once; the first `used` are in use. */
static ARRAY(Value *) pool;
static size_t used;

typedef struct Frame {
    const ProgramFunction *function; /* NULL for the top level */
    const Value *names[PROGRAM_NAMES];
} Frame;

typedef struct Course {
    const Program *program;
    const double *point;
    ProgramWay *way;
    Frame top;
    int names, operations, depth;
    int beside; /* in arms not taken, which may hold anything */
} Course;

static void give_up(Course *run, const char *why) {
    if (!run->way->unusable && !run->beside)
        run->way->unusable = why;
}

static Value *make_value(Course *run) {
    if (used == pool.count) {
        Value *value = memory_zeroed(1, sizeof *value);
        if (!value || !array_push(&pool, value))
            abort();
        dual_begin(&value->dual);
    }
    if (++run->operations > MOST_OPERATIONS && !run->way->unusable)
        run->way->unusable = "too many operations";
    return pool.items[used++];
}

void program_run_end(void) {
    for (size_t i = 0; i < pool.count; i++) {
        dual_free(&pool.items[i]->dual);
        memory_free(pool.items[i]);
    }
    array_free(&pool);
    used = 0;
    mpfr_free_cache();
}

/* ---- words ----------------------------------------------------------------------------------- */

static const Value *make_number(Course *run, double number) {
    Value *value = make_value(run);
    Text word = {0};
    dual_set(&value->dual, number);
    text_format(&word, signbit(number) ? "(" : "");
    text_number(&word, number);
    text_put(&word, signbit(number) ? ")" : "");
    snprintf(value->word, sizeof value->word, "%s", text_string(&word));
    text_free(&word);
    return value;
}

/* Ends a line of the unrolled program, which gives the value its name; it begins with the name that
 * is next. */
static void begin_line(Course *run) {
    text_format(&run->way->unrolled, "o%d = ", run->names + 1);
}

static const Value *end_line(Course *run, Value *value) {
    text_put(&run->way->unrolled, "\n");
    snprintf(value->word, sizeof value->word, "o%d", ++run->names);
    bool fits = fabs(dual_value(&value->dual)) < most;
    for (int i = 0; i < PROGRAM_VARIABLES; i++)
        fits &= value->dual.paths[i] < most;
    if (!fits)
        give_up(run, "too large");
    if (mpfr_regular_p(value->dual.value) && fabs(dual_value(&value->dual)) < least)
        give_up(run, "too small");
    return value;
}

/* ---- expressions ----------------------------------------------------------------------------- */

static const Value *find(Course *run, Frame *frame, const Expr *expr);

static const Value **slot(Course *run, Frame *frame, int name) {
    bool is_local = frame->function && frame->function->locals >> name & 1;
    return &(is_local ? frame : &run->top)->names[name];
}

static const Value *join(Course *run, const Value *const *parts, const char *joints, int count) {
    static const char signs[] = "+-*/";
    const Value *sofar = parts[0];
    Value *value = NULL;
    begin_line(run);
    text_put(&run->way->unrolled, parts[0]->word);
    for (int i = 1; i < count; i++, sofar = value) {
        DualOp op = (DualOp)(DUAL_ADD + (strchr(signs, joints[i]) - signs));
        value = make_value(run);
        dual_binary(&value->dual, op, &sofar->dual, &parts[i]->dual);
        text_format(&run->way->unrolled, " %c %s", joints[i], parts[i]->word);
    }
    return end_line(run, value);
}

static const Value *find_joined(Course *run, Frame *frame, const Expr *expr) {
    const Value *parts[PROGRAM_PARTS];
    for (int i = 0; i < expr->count; i++)
        parts[i] = find(run, frame, expr->parts[i]);
    return join(run, parts, expr->joints, expr->count);
}

static const Value *find_applied(Course *run, Frame *frame, const Expr *expr) {
    const Value *x = find(run, frame, expr->parts[0]);
    begin_line(run);
    text_format(&run->way->unrolled, "%s(%s)", program_applied[expr->which], x->word);
    Value *value = make_value(run);
    dual_unary(&value->dual, (DualOp)expr->which, &x->dual);
    return end_line(run, value);
}

static const Value *find_power(Course *run, Frame *frame, const Expr *expr) {
    const Value *base = find(run, frame, expr->parts[0]);
    const Value *exponent = find(run, frame, expr->parts[1]);
    begin_line(run);
    text_format(&run->way->unrolled, "%s^%s", base->word, exponent->word);
    Value *value = make_value(run);
    dual_power(&value->dual, &base->dual, lround(dual_value(&exponent->dual)));
    return end_line(run, value);
}

static const Value *take_steps(Course *run, Frame *frame, const Step *steps);

static const Value *find_call(Course *run, Frame *frame, const Expr *expr) {
    const ProgramFunction *function = &run->program->functions[expr->which];
    Frame inner = {.function = function};
    for (int i = 0; i < expr->count; i++)
        inner.names[function->parameters[i]] = find(run, frame, expr->parts[i]);
    if (++run->depth > MOST_DEPTH && !run->way->unusable)
        run->way->unusable = "too deep";
    const Value *value = run->way->unusable ? NULL : take_steps(run, &inner, function->body);
    run->depth--;
    return value ? value : make_number(run, 0.0);
}

/* ---- conditions ------------------------------------------------------------------------------ */

static void note_planted(ProgramWay *way, const Dual *dual) {
    for (int i = way->planted_count++ ? 1 : 0; i < 2; i++) {
        way->planted[i].value = dual_value(dual);
        for (int k = 0; k < PROGRAM_VARIABLES; k++)
            way->planted[i].partials[k] = dual_partial(dual, k);
    }
}

/* Whether nothing that is so small as a rounding error decides, and how far from the point it would
 * be otherwise. */
static void look_at_sides(Course *run, const Dual *a, const Dual *b, bool is_planted) {
    run->way->ties |= !(a->constant && b->constant) && mpfr_equal_p(a->value, b->value);
    if (run->beside || (a->whole && b->whole)) /* such are decided exactly */
        return;
    double moved = 0.0, by[DUAL_PARTIALS], gap = fabs(dual_difference(a, b, by));
    double size = fmax(fabs(dual_value(a)), fabs(dual_value(b)));
    for (int i = 0; i < PROGRAM_VARIABLES; i++)
        moved += fabs(by[i]) * fmax(1.0, fabs(run->point[i]));
    double error = a->error + b->error;
    if ((error > 0 && !(gap > 1e5 * error)) ||
        (moved > 0 && !is_planted && !(gap > too_near * size)))
        give_up(run, "a condition with equal sides");
    if (moved > 0)
        run->way->distance = fmin(run->way->distance, gap / moved);
}

typedef struct Verdict {
    bool holds, constant;
    char word[160]; /* what was decided, in the unrolled program */
} Verdict;

static Verdict compare(Course *run, Frame *frame, const Expr *expr) {
    const Value *a = find(run, frame, expr->parts[0]), *b = find(run, frame, expr->parts[1]);
    bool is_planted = run->program->planted && expr->parts[1] == run->program->planted;
    int order = mpfr_cmp(a->dual.value, b->dual.value);
    if (is_planted)
        note_planted(run->way, &a->dual);
    look_at_sides(run, &a->dual, &b->dual, is_planted);
    const bool holds[] = {order<0, order <= 0, order> 0, order >= 0, order == 0, order != 0};
    Verdict verdict = {holds[expr->which], a->dual.constant && b->dual.constant, ""};
    snprintf(verdict.word, sizeof verdict.word, "%s %s %s", a->word, program_signs[expr->which],
             b->word);
    return verdict;
}

/* A condition inside an expression, and so `and` and `or` themselves, are decided at once if they
 * are constant, and where it would take a call that branches to apply what follows. */
static Verdict decide(Course *run, Frame *frame, const Expr *expr) {
    if (expr->kind == EXPR_COMPARISON)
        return compare(run, frame, expr);
    Verdict a = decide(run, frame, expr->parts[0]), both = {.constant = false};
    if (expr->kind == EXPR_NOT) {
        both = (Verdict){!a.holds, a.constant, ""};
        snprintf(both.word, sizeof both.word, "not (%.100s)", a.word);
        return both;
    }
    bool known = a.holds == (expr->kind == EXPR_OR);
    bool at_once = a.constant || expr_branches(run->program, expr->parts[1]);
    if (at_once && known)
        return a;
    run->beside += known;
    Verdict b = decide(run, frame, expr->parts[1]);
    run->beside -= known;
    if (at_once)
        return b;
    both.holds = known ? a.holds : b.holds;
    snprintf(both.word, sizeof both.word, "%.70s %s %.70s", a.word,
             expr->kind == EXPR_AND ? "and" : "or", b.word);
    return both;
}

static Verdict follow(Course *run, Frame *frame, const Expr *condition) {
    Verdict verdict = decide(run, frame, condition);
    ProgramWay *way = run->way;
    if (!run->beside) {
        way->decided++;
        way->decisions = (way->decisions ^ (verdict.holds ? 2 : 1)) * UINT64_C(0x9e3779b97f4a7c15);
        way->decisions ^= way->decisions >> 29;
    }
    return verdict;
}

static const Value *find_choice(Course *run, Frame *frame, const Expr *expr) {
    Verdict verdict = follow(run, frame, expr->parts[0]);
    bool both = !verdict.constant && !expr_branches(run->program, expr->parts[1]) &&
                !expr_branches(run->program, expr->parts[2]);
    if (!both)
        return find(run, frame, expr->parts[verdict.holds ? 1 : 2]);
    const Value *arms[2];
    for (int i = 0; i < 2; i++) {
        bool is_taken = (i == 0) == verdict.holds;
        run->beside += !is_taken;
        arms[i] = find(run, frame, expr->parts[1 + i]);
        run->beside -= !is_taken;
    }
    Value *taken = make_value(run);
    dual_copy(&taken->dual, &arms[verdict.holds ? 0 : 1]->dual);
    taken->dual.constant = false;
    begin_line(run);
    text_format(&run->way->unrolled, "if %s then %s else %s", verdict.word, arms[0]->word,
                arms[1]->word);
    return end_line(run, taken);
}

/* The terms stand in one line of the unrolled program, as a chain. */
static const Value *find_fold(Course *run, Frame *frame, const Expr *expr) {
    long low = lround(dual_value(&find(run, frame, expr->parts[0])->dual));
    long high = lround(dual_value(&find(run, frame, expr->parts[1])->dual));
    const Value *terms[PROGRAM_PARTS], **counter = slot(run, frame, expr->which), *outer = *counter;
    char joints[PROGRAM_PARTS];
    int count = 0;
    for (long i = low; i <= high && count < PROGRAM_PARTS; i++) {
        *counter = make_number(run, (double)i);
        joints[count] = expr->joints[0];
        terms[count++] = find(run, frame, expr->parts[2]);
    }
    *counter = outer;
    if (count < 2)
        return count ? terms[0] : make_number(run, expr->joints[0] == '+' ? 0.0 : 1.0);
    return join(run, terms, joints, count);
}

static const Value *find(Course *run, Frame *frame, const Expr *expr) {
    switch ((int)expr->kind) {
    case EXPR_NUMBER:
        return make_number(run, expr->number);
    case EXPR_NAME:
        return *slot(run, frame, expr->which);
    case EXPR_SUM:
    case EXPR_PRODUCT:
        return find_joined(run, frame, expr);
    case EXPR_APPLIED:
        return find_applied(run, frame, expr);
    case EXPR_POWER:
        return find_power(run, frame, expr);
    case EXPR_CALL:
        return find_call(run, frame, expr);
    case EXPR_CHOICE:
        return find_choice(run, frame, expr);
    case EXPR_FOLD:
        return find_fold(run, frame, expr);
    default:
        return NULL;
    }
}

/* ---- steps ----------------------------------------------------------------------------------- */

static void take_for(Course *run, Frame *frame, const Step *step) {
    long low = lround(dual_value(&find(run, frame, step->value)->dual));
    long high = lround(dual_value(&find(run, frame, step->high)->dual));
    const Value **counter = slot(run, frame, step->name), *outer = *counter;
    for (long i = low; i <= high && !run->way->unusable; i++) {
        *counter = make_number(run, (double)i);
        take_steps(run, frame, step->body);
    }
    *counter = outer; /* which has the same name */
}

/* The value of the last one, if that has a value. */
static const Value *take_steps(Course *run, Frame *frame, const Step *steps) {
    const Value *value = NULL;
    for (const Step *step = steps; step && !run->way->unusable; step = step->next) {
        value = NULL;
        switch (step->kind) {
        case STEP_ASSIGN:
            value = find(run, frame, step->value);
            *slot(run, frame, step->name) = value;
            break;
        case STEP_VALUE:
            value = find(run, frame, step->value);
            break;
        case STEP_IF:
            take_steps(run, frame,
                       follow(run, frame, step->value).holds ? step->body : step->otherwise);
            break;
        case STEP_FOR:
            take_for(run, frame, step);
            break;
        case STEP_WHILE:
            while (!run->way->unusable && follow(run, frame, step->value).holds)
                take_steps(run, frame, step->body);
            break;
        }
    }
    return value;
}

static void begin_variables(Course *run) {
    for (int i = 0; i < run->program->variables; i++) {
        Value *value = make_value(run);
        dual_set_variable(&value->dual, run->point[i], i);
        snprintf(value->word, sizeof value->word, "%s", program_names[i]);
        text_format(&run->way->unrolled, "o%d = %s\n", ++run->names, program_names[i]);
        run->top.names[i] = value;
    }
}

/* Whether doubles come so near that it can be said whether they are right. */
static void look_at_result(ProgramWay *way) {
    enum { ROOM = 10 };
    double size = 1e-2;
    for (int i = 0; i < PROGRAM_VARIABLES; i++)
        size = fmax(size, fabs(way->partials[i]));
    bool good = way->error * ROOM < 1e-10 * fmax(1e-2, fabs(way->value));
    for (int i = 0; i < PROGRAM_VARIABLES; i++)
        good &= way->errors[i] * ROOM < 1e-10 * size;
    if (!good && !way->unusable)
        way->unusable = "badly conditioned";
}

void program_run(const Program *program, const double *point, ProgramWay *way) {
    Text unrolled = way->unrolled;
    text_clear(&unrolled);
    *way = (ProgramWay){.unrolled = unrolled, .distance = INFINITY};
    Course run = {.program = program, .point = point, .way = way};
    const Value *value = NULL;
    used = 0;
    begin_variables(&run);
    for (int i = 0; i < program->item_count && !way->unusable; i++)
        if (program->items[i].step)
            value = take_steps(&run, &run.top, program->items[i].step);
    if (!value || way->unusable)
        return;
    text_put(&way->unrolled, value->word);
    way->value = dual_value(&value->dual);
    way->error = value->dual.error;
    for (int i = 0; i < PROGRAM_VARIABLES; i++) {
        way->partials[i] = dual_partial(&value->dual, i);
        way->errors[i] = value->dual.errors[i];
    }
    look_at_result(way);
}

/* The texts of ops.def: that they keep to their language, that names find their rows,
 * and that what the calculator makes of a text is what C makes of it.
 *
 * Graphs are evaluated here by a loop of their own over op_value, so no tape is trusted. Higher
 * derivatives at 0 and at the ends of domains are compared with values from the Taylor series in
 * Abramowitz and Stegun, chapter 4: a kink or a 0 * infinity planted by a text shows up there. */
#include "support/rules.h"
#include "adcalc.h"
#include "support/chance.h"
#include "support/graph.h"
#include "support/suite.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- texts ----------------------------------------------------------------------------------- */

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* NULL when the text is in the language of the table; else what is wrong. `names` are the letters
 * it may use. A pushdown of parentheses counts commas, so that calls have the right arguments. */
static const char *text_fault(const char *text, const char *names) {
    int expected[32], seen[32], depth = 0;
    bool operand = true;                    /* whether an operand comes next */
    bool after_n = false, beside_n = false; /* n + or n - was read */
    for (const char *at = text; *at != 0;) {
        if (*at == ' ') {
            at++;
            continue;
        }
        char token = *at;
        if (is_letter(token)) {
            char word[32] = "";
            size_t length =
                strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
            if (!operand)
                return "an operand follows an operand";
            if (length >= sizeof word)
                return "a long name";
            memcpy(word, at, length);
            at += length;
            if (*at == '(') {
                OpId op = op_by_name(word);
                if (op == OP_COUNT || op == OP_SELECT)
                    return "an unknown function";
                if (depth == 32)
                    return "too deep";
                expected[depth] = op_table[op].arity + op_table[op].has_integer;
                seen[depth++] = 1;
                at++;
            } else if (length == 1 && strchr(names, token)) {
                operand = false;
                after_n = token == 'n';
                beside_n = false;
                continue;
            } else if (strcmp(word, "pi") == 0) {
                operand = false;
            } else {
                return "an unknown name";
            }
        } else if (is_digit(token)) {
            size_t whole = strspn(at, "0123456789");
            if (!operand)
                return "an operand follows an operand";
            if (at[whole] == '.' && is_digit(at[whole + 1])) {
                at += whole + 1;
                at += strspn(at, "0123456789");
            } else if (beside_n && whole == 1 && token == '1') {
                at += whole;
            } else {
                return "an integer literal";
            }
            if (is_letter(*at) || *at == '.')
                return "an exponent or suffix";
            operand = false;
        } else if (token == '(') {
            if (!operand || depth == 32)
                return "a parenthesis after an operand";
            expected[depth] = 1;
            seen[depth++] = 1;
            at++;
        } else if (token == ')') {
            if (operand || depth == 0 || seen[depth - 1] != expected[depth - 1])
                return "a wrong number of arguments, or of parentheses";
            depth--;
            at++;
        } else if (token == ',') {
            if (operand || depth == 0)
                return "a misplaced comma";
            seen[depth - 1]++;
            operand = true;
            at++;
        } else if (token == '-' && operand) {
            if (at > text && at[-1] == '-')
                return "two signs";
            at++;
        } else if (strchr("+-*/<>=!", token)) {
            if (operand)
                return "an operator without its left operand";
            bool compares = strchr("<>=!", token);
            if (compares && at[1] == '=')
                at++;
            else if (token == '=' || token == '!')
                return "an unknown operator";
            operand = true;
            beside_n = after_n && (token == '-' || token == '+');
            at++;
            after_n = false;
            continue;
        } else {
            return "a character outside the language";
        }
        after_n = false;
        beside_n = false;
    }
    return operand ? "an end without an operand" : depth != 0 ? "an open parenthesis" : NULL;
}

START_TEST(test_text_checker) {
    const char *good[] = {
        "x", "-x", "x - -1.0", "n*powi(x, n - 1)", "where(x == 0.0, 1.0, y)", "pi*v", "x + n + 1"};
    const char *bad[] = {
        "",          "x^2.0",       "2*x", "1.0e5", "x ? y : v",   "fabs(x)",   "x y",
        "sin(x, y)", "where(x, y)", "(x",  "x)",    "powi(x, 2)",  "x = y",     "!x",
        "1.",        ".5",          "--x", "z",     "if(x, y, v)", "x + n - 2", "x && y",
        "x % y",     "1.0f",        "sin", "x,",    "x + 1",       "n*1",       "pix"};
    for (size_t i = 0; i < LENGTH(good); i++)
        ck_assert_msg(!text_fault(good[i], "xyvn"), "refused: %s", good[i]);
    for (size_t i = 0; i < LENGTH(bad); i++)
        ck_assert_msg(text_fault(bad[i], "xyvn"), "accepted: %s", bad[i]);
}
END_TEST

START_TEST(test_texts_are_in_the_language) {
    for (OpId op = 0; op < OP_COUNT; op++) {
        const OpInfo *info = &op_table[op];
        if (info->form != OP_UNARY && info->form != OP_BINARY)
            continue;
        static const char *const letters[2][2] = {{"xv", "xnv"}, {"xyv", "xynv"}};
        const char *with_value = letters[info->arity - 1][info->has_integer];
        char arguments[4] = "";
        memcpy(arguments, with_value, strlen(with_value) - 1);
        const char *fault = text_fault(info->value, arguments);
        ck_assert_msg(!fault, "%s: value \"%s\": %s", info->id, info->value, fault);
        fault = text_fault(info->smooth, arguments);
        ck_assert_msg(!fault, "%s: smooth \"%s\": %s", info->id, info->smooth, fault);
        for (int which = 0; which < info->arity; which++) {
            const char *text = info->partial[which];
            fault = text_fault(text, with_value);
            ck_assert_msg(!fault, "%s: partial \"%s\": %s", info->id, text, fault);
            bool kinked = strstr(text, "abs(") || strstr(text, "sign(") || strstr(text, "max(") ||
                          strstr(text, "min(") || strstr(text, "where(");
            ck_assert_msg(!kinked || strcmp(info->smooth, "1.0") != 0,
                          "%s is smooth but its partial \"%s\" is not", info->id, text);
        }
    }
}
END_TEST

/* ---- names ----------------------------------------------------------------------------------- */

START_TEST(test_names) {
    for (OpId op = 0; op < OP_COUNT; op++) {
        const OpInfo *info = &op_table[op];
        if (!isalpha((unsigned char)info->name[0]) || info->form == OP_NARY)
            continue;
        ck_assert_msg(op_by_name(info->name) == op, "%s does not find itself", info->name);
    }
    ck_assert_int_eq(op_by_name("ln"), OP_LOG);
    ck_assert_int_eq(op_by_name("arcsin"), OP_ASIN);
    ck_assert_int_eq(op_by_name("arcosh"), OP_ACOSH);
    ck_assert_int_eq(op_by_name("tg"), OP_TAN);
    ck_assert_int_eq(op_by_name("ctg"), OP_COT);
    ck_assert_int_eq(op_by_name("pow"), OP_POW);
    ck_assert_int_eq(op_by_name("mod"), OP_MOD);
    ck_assert_int_eq(op_by_name("max"), OP_MAX);
    ck_assert_int_eq(op_by_name("sum"), OP_SUM);
    ck_assert_int_eq(op_by_name("clamp"), OP_MIN);
    ck_assert_int_eq(op_pair("clamp"), OP_MAX);
    ck_assert_int_eq(op_pair("min"), OP_COUNT);
    ck_assert_int_eq(op_by_name("+"), OP_COUNT);
    ck_assert_int_eq(op_by_name(""), OP_COUNT);
    ck_assert_int_eq(op_by_name("Sin"), OP_COUNT);
    ck_assert_int_eq(op_by_name("nothing"), OP_COUNT);
}
END_TEST

/* Names from elsewhere are hints: none of them may be a name here, each must lead to one. */
START_TEST(test_names_elsewhere) {
    static const struct {
        const char *name;
        OpId op;
    } rows[] = {
#define ROW(...)
#define ELSEWHERE(id, name) {name, OP_##id},
#include "graph/ops.def"
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        const char *here = op_nearest_name(rows[i].name);
        ck_assert_msg(op_by_name(rows[i].name) == OP_COUNT, "%s is a name here", rows[i].name);
        ck_assert_msg(here && !strcmp(op_table[op_by_name(here)].name, op_table[rows[i].op].name),
                      "%s leads to %s", rows[i].name, here ? here : "nothing");
    }
}
END_TEST

START_TEST(test_nearest_name) {
    ck_assert_str_eq(op_nearest_name("sni"), "sin");
    ck_assert_str_eq(op_nearest_name("sqr"), "sqrt");
    ck_assert_str_eq(op_nearest_name("tanhh"), "tanh");
    ck_assert_str_eq(op_nearest_name("Sin"), "sin");
    ck_assert_str_eq(op_nearest_name("artcan"), "arctan");
    ck_assert_str_eq(op_nearest_name("arctg"), "atan");
    ck_assert_str_eq(op_nearest_name("Heaviside"), "step");
    ck_assert_str_eq(op_nearest_name("ReLU"), "relu");
    ck_assert_str_eq(op_nearest_name("SQTR"), "sqrt");
    /* Two edits are half of a word of four letters. */
    ck_assert_ptr_null(op_nearest_name("exit"));
    ck_assert_ptr_null(op_nearest_name("mean"));
    ck_assert_ptr_null(op_nearest_name("f"));
    ck_assert_ptr_null(op_nearest_name(""));
    ck_assert_ptr_null(op_nearest_name("velocity"));
    ck_assert_ptr_null(op_nearest_name("a_name_that_is_longer_than_every_function"));
}
END_TEST

/* ---- both ways ------------------------------------------------------------------------------- */

static void begin(void) {
    begin_graph();
    begin_rules();
}

static void end(void) {
    end_rules();
    end_graph();
}

static const Variable letters[] = {{"x", 0}, {"y", 1}, {"n", 2}};

/* A text of x, y and n as a node. */
static NodeId read_text(const char *text, const NodeId *arguments, uint32_t count, int32_t n) {
    Tree tree = {0};
    Symbols symbols = {0};
    Scope scope = {0};
    for (uint32_t i = 0; i < 3; i++) {
        Name *name = scope_name(&scope, symbol_intern(&symbols, letters[i].name, 1), &diag);
        name->kind = NAME_NODE;
        name->node = i == 2      ? graph_constant(&graph, n, (Span){0, 0})
                     : i < count ? arguments[i]
                                 : NODE_POISON;
    }
    uint32_t source = diag_add_source(&diag, "text", text, strlen(text), 1);
    parse_source(&tree, &symbols, &diag, source, op_is_bare);
    ck_assert_msg(tree.statements.count == 1, "%s", text);
    NodeId node = machine_expression(&tree, tree_last_child(tree.statements.items[0]), &symbols,
                                     &scope, &graph);
    tree_free(&tree);
    symbols_free(&symbols);
    scope_free(&scope);
    return node;
}

/* The value of a node where variable i is point[i]: every node once, in order.
 * A choice looks at the values of both arms, which does no harm here. */
static double evaluate(NodeId root, const double *point) {
    double *values = calloc((size_t)root + 1, sizeof *values);
    ck_assert_ptr_nonnull(values);
    for (NodeId id = 1; id <= root; id++) {
        uint32_t count;
        double arguments[64];
        const NodeId *list = graph_arguments(&graph, id, &count);
        ck_assert_uint_le(count, 64);
        for (uint32_t i = 0; i < count; i++)
            arguments[i] = values[list[i]];
        const Node *node = graph_node(&graph, id);
        if (node->op == OP_VARIABLE)
            values[id] = point[node->as.variable];
        else if (node->op == OP_CONSTANT)
            values[id] = graph_constant_value(&graph, id);
        else if (op_table[node->op].form == OP_SELECTING)
            values[id] = arguments[0] != 0.0 ? arguments[1] : arguments[2];
        else
            values[id] = op_value((OpId)node->op, node->integer, arguments, count);
    }
    double value = values[root];
    free(values);
    return value;
}

static bool same_bits(double a, double b) {
    return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}

/* Edges every fourth time; else log-spaced between 1e-6 and 1e6 with a sign. */
static double random_argument(void) {
    static const double edges[] = {0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -2.0, 1e308, 5e-324, INFINITY};
    uint64_t z = random_bits();
    if (z % 4 == 0)
        return edges[z / 4 % (LENGTH(edges))];
    double magnitude = exp2(((double)(z >> 11) * 0x1p-53 - 0.5) * 40.0);
    return z % 2 ? -magnitude : magnitude;
}

static bool has_texts(OpId op) {
    return op_table[op].form == OP_UNARY || op_table[op].form == OP_BINARY;
}

START_TEST(test_both_ways) {
    OpId op = (OpId)_i;
    if (!has_texts(op))
        return;
    const OpInfo *info = &op_table[op];
    uint32_t arity = (uint32_t)info->arity;
    int32_t least = info->least > -9 ? info->least : -9;
    for (int32_t integer = info->has_integer ? least : 0; integer <= (info->has_integer ? 9 : 0);
         integer++) {
        begin();
        NodeId arguments[2] = {graph_variable(&graph, 0, (Span){0, 0}),
                               graph_variable(&graph, 1, (Span){0, 0})};
        NodeId v = graph_apply(&graph, op, integer, arguments, arity, (Span){0, 0});
        NodeId texts[3] = {read_text(info->value, arguments, arity, integer), 0, 0};
        for (uint32_t which = 0; which < arity; which++)
            texts[1 + which] = rules_partial(&rules, &graph, v, which);
        ck_assert_msg(!diag_failed(&diag) && !diag_failed(&rules.diag), "%s does not trace",
                      info->id);
        for (int i = 0; i < 1000; i++) {
            double point[2] = {random_argument(), random_argument()}, compiled[3];
            compiled[0] = op_value(op, integer, point, arity);
            op_partials(op, integer, point, arity, compiled[0], compiled + 1);
            for (uint32_t k = 0; k <= arity; k++) {
                if (k > 0 && op_partial_is_zero(op, integer, k - 1)) {
                    ck_assert(compiled[k] == 0.0);
                    continue;
                }
                double traced = evaluate(texts[k], point);
                ck_assert_msg(
                    same_bits(traced, compiled[k]),
                    "%s: \"%s\" at x = %.17g, y = %.17g, n = %d is %.17g traced and %.17g "
                    "compiled",
                    info->id, k == 0 ? info->value : info->partial[k - 1], point[0], point[1],
                    integer, traced, compiled[k]);
            }
        }
        end();
    }
}
END_TEST

/* A call with a whole constant, as it is printed, is read as the same node. */
START_TEST(test_whole_constants_are_read_back) {
    for (OpId op = 0; op < OP_COUNT; op++) {
        const OpInfo *info = &op_table[op];
        if (!info->has_integer)
            continue;
        begin();
        NodeId arguments[2] = {graph_variable(&graph, 0, (Span){0, 0}),
                               graph_variable(&graph, 1, (Span){0, 0})};
        NodeId node = graph_apply(&graph, op, 3, arguments, (uint32_t)info->arity, (Span){0, 0});
        Text text = {0};
        ck_assert(infix_print(&graph, letters, node, SIZE_MAX, &text));
        NodeId read = read_text(text_string(&text), arguments, 2, 0);
        ck_assert_msg(read == node, "%s is read as another node", text_string(&text));
        text_free(&text);
        end();
    }
}
END_TEST

/* ---- towers of derivatives ------------------------------------------------------------------- */

/* Every row six times by x, by y, and by both in turn: partials use only rows, so that closes. */
START_TEST(test_six_times) {
    OpId op = (OpId)_i;
    if (!has_texts(op))
        return;
    const OpInfo *info = &op_table[op];
    static const char *const orders[] = {"000000", "111111", "010101"};
    for (int k = 0; k < (info->arity == 2 ? 3 : 1); k++) {
        int32_t least = info->least > -3 ? info->least : -3;
        for (int32_t integer = info->has_integer ? least : 0;
             integer <= (info->has_integer ? 8 : 0); integer++) {
            begin();
            NodeId arguments[2] = {graph_variable(&graph, 0, (Span){0, 0}),
                                   graph_variable(&graph, 1, (Span){0, 0})};
            NodeId node =
                graph_apply(&graph, op, integer, arguments, (uint32_t)info->arity, (Span){0, 0});
            for (const char *by = orders[k]; *by; by++)
                node = derivative(&rules, &graph, node, (uint32_t)(*by - '0'));
            ck_assert_msg(node != NODE_POISON && !diag_failed(&diag),
                          "%s has no derivative of order six", info->id);
            ck_assert_msg(graph.nodes.count < 200000, "%s: %zu nodes", info->id, graph.nodes.count);
            end();
        }
    }
}
END_TEST

#define BOUNDLESS INFINITY /* the limit is infinite or there is none: nothing finite may come out */

typedef struct Higher {
    OpId op;
    int32_t integer;
    const char *by; /* the variables, 0 and 1, in the order of differentiation */
    double point[2], value;
} Higher;

#define LOG_2 0.69314718055994530942
#define EULER 0.57721566490153286061
#define ZETA_3 1.20205690315959428540
#define PI_2_6 1.64493406684822643647
#define PI_4_15 6.49393940226682914910
#define ROOT_PI 1.77245385090551602730
#define ROOT_2PI 2.50662827463100050242
#define EXP_MINUS_1 0.36787944117144232160

static const Higher highers[] = {
#define HIGHER(id, n, by, x, y, value) {OP_##id, n, by, {x, y}, value},
#include "support/special-values.def"
};
enum { HIGHERS = LENGTH(highers) };

START_TEST(test_higher_derivatives) {
    for (int i = 0; i < HIGHERS; i++) {
        const Higher *at = &highers[i];
        begin();
        NodeId arguments[2] = {graph_variable(&graph, 0, (Span){0, 0}),
                               graph_variable(&graph, 1, (Span){0, 0})};
        NodeId node = graph_apply(&graph, at->op, at->integer, arguments,
                                  (uint32_t)op_table[at->op].arity, (Span){0, 0});
        for (const char *by = at->by; *by; by++)
            node = derivative(&rules, &graph, node, (uint32_t)(*by - '0'));
        ck_assert(!diag_failed(&diag));
        double got = evaluate(node, at->point);
        bool right = isinf(at->value) ? !isfinite(got)
                                      : fabs(got - at->value) <= 1e-13 * fmax(1.0, fabs(at->value));
        ck_assert_msg(right, "%s by %s at (%g, %g; %d) is %.17g, expected %.17g",
                      op_table[at->op].id, at->by, at->point[0], at->point[1], at->integer, got,
                      at->value);
        end();
    }
}
END_TEST

/* A row with a partial that is not constant has such a line. */
START_TEST(test_every_row_has_higher_derivatives) {
    for (OpId op = 0; op < OP_COUNT; op++) {
        bool varies = false;
        for (int which = 0; has_texts(op) && which < op_table[op].arity; which++)
            varies = varies || strpbrk(op_table[op].partial[which], "xyvn");
        int found = 0;
        for (int i = 0; i < HIGHERS; i++)
            found += highers[i].op == op;
        ck_assert_msg(!varies || found > 0, "%s has no HIGHER in special-values.def",
                      op_table[op].id);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("rules");
    TCase *texts = suite_case(suite, "texts and names");
    tcase_add_test(texts, test_text_checker);
    tcase_add_test(texts, test_texts_are_in_the_language);
    tcase_add_test(texts, test_names);
    tcase_add_test(texts, test_nearest_name);
    tcase_add_test(texts, test_names_elsewhere);
    TCase *graphs = suite_case(suite, "graphs");
    tcase_add_loop_test(graphs, test_both_ways, 0, OP_COUNT);
    tcase_add_test(graphs, test_whole_constants_are_read_back);
    TCase *towers = suite_case(suite, "towers");
    tcase_add_loop_test(towers, test_six_times, 0, OP_COUNT);
    tcase_add_test(towers, test_higher_derivatives);
    tcase_add_test(towers, test_every_row_has_higher_derivatives);
    return suite_run(suite);
}

/* For tests: a program's text and a point, made a Problem. See posed.h. */
#include "support/posed.h"

#include <string.h>

const Derivative *first_derivatives(void) {
    static Factor factors[POSED_VARIABLES];
    static Derivative derivatives[POSED_VARIABLES];
    for (uint32_t i = 0; i < POSED_VARIABLES && !derivatives[i].count; i++)
        derivatives[i] = derivative_by(i, &factors[i]);
    return derivatives;
}

bool posed_begin(Posed *posed, Rules *rules, const char *program, const char *values) {
    *posed = (Posed){0};
    Diag *diag = &posed->diag;
    uint32_t source = diag_add_source(diag, NULL, program, strlen(program), 1);
    if (source == UINT32_MAX || !function_begin(&posed->function, diag))
        return false;
    parse_source(&posed->tree, &posed->symbols, diag, source, op_is_bare);
    size_t statements = posed->tree.statements.count;
    source = diag_add_source(diag, "values", values, strlen(values), 1);
    if (source == UINT32_MAX)
        return false;
    if (values[0] != '\0')
        parse_values(&posed->tree, &posed->symbols, diag, source, op_is_bare);
    if (diag_failed(diag))
        return false;
    posed->statements = (Statements){.tree = &posed->tree,
                                     .count = statements,
                                     .symbols = &posed->symbols,
                                     .scope = &posed->scope,
                                     .need_values = true};
    function_run(&posed->function, statements_run, &posed->statements, statements_point,
                 &posed->statements);
    size_t variables = posed->statements.variables.count;
    if (diag_failed(diag) || variables > POSED_VARIABLES)
        return false;
    for (uint32_t i = 0; i < variables; i++) {
        posed->variables[i] =
            (Variable){symbol_text(&posed->symbols, posed->statements.variables.items[i]), i};
    }
    Traced *trace = posed->function.traces.items[0];
    tapes_of_function(&posed->tapes, &posed->function, (uint32_t)variables);
    posed->problem = (Problem){.tapes = &posed->tapes,
                               .graph = &trace->graph,
                               .root = trace->root,
                               .rules = rules,
                               .variables = posed->variables,
                               .variable_count = (uint32_t)variables,
                               .components = (uint32_t)variables,
                               .point = posed->statements.point.items,
                               .derivatives = first_derivatives(),
                               .derivative_count = (uint32_t)variables};
    return true;
}

void posed_free(Posed *posed) {
    tapes_free(&posed->tapes);
    statements_free(&posed->statements);
    scope_free(&posed->scope);
    function_free(&posed->function);
    tree_free(&posed->tree);
    symbols_free(&posed->symbols);
    diag_free(&posed->diag);
}

bool referee_answers(Reference *reference, const Problem *problem, ReferenceAnswer *answer) {
    reference_begin(reference, problem, NULL);
    return reference_finish(reference, NULL, answer);
}

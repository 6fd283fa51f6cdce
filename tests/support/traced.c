/* For tests: a program's text and a point, traced into a Problem. See traced.h. */
#include "support/traced.h"

#include <string.h>

bool traced_begin(Traced *traced, Rules *rules, const char *program, const char *values) {
    *traced = (Traced){0};
    Diag *diag = &traced->diag;
    uint32_t source = diag_add_source(diag, NULL, program, strlen(program), 1);
    if (source == UINT32_MAX || !graph_begin(&traced->graph, diag))
        return false;
    parse_source(&traced->tree, &traced->symbols, diag, source, op_is_bare);
    size_t statements = traced->tree.statements.count;
    source = diag_add_source(diag, "values", values, strlen(values), 1);
    if (source == UINT32_MAX)
        return false;
    if (values[0] != '\0')
        parse_values(&traced->tree, &traced->symbols, diag, source, op_is_bare);
    if (diag_failed(diag))
        return false;
    trace_program(&traced->trace, &traced->tree, statements, &traced->symbols, &traced->scope,
                  &traced->graph, true);
    size_t variables = traced->trace.variables.count;
    if (diag_failed(diag) || variables > TRACED_VARIABLES)
        return false;
    for (uint32_t i = 0; i < variables; i++) {
        traced->names[i] = symbol_text(&traced->symbols, traced->trace.variables.items[i]);
        traced->wanted[i] = i;
    }
    traced->problem = (Problem){.graph = &traced->graph,
                                .rules = rules,
                                .root = traced->trace.root,
                                .variables = (uint32_t)variables,
                                .names = traced->names,
                                .point = traced->trace.point.items,
                                .wanted = traced->wanted,
                                .wanted_count = (uint32_t)variables};
    return true;
}

void traced_free(Traced *traced) {
    trace_free(&traced->trace);
    scope_free(&traced->scope);
    graph_free(&traced->graph);
    tree_free(&traced->tree);
    symbols_free(&traced->symbols);
    diag_free(&traced->diag);
}

bool referee_answers(Reference *reference, const Problem *problem, ReferenceAnswer *answer) {
    reference_begin(reference, problem, NULL);
    return reference_finish(reference, NULL, answer);
}

/* The tape: a compiled graph, the linear program of a Wengert list.
 *
 * One flat array of instructions over numbered elements, each of one operation; n-ary operations
 * gather their operands through an index table. A tape is compiled for one vector of choices: arms
 * not taken are not on it, and each condition becomes a guard that records which way it went, as
 * does each condition that decided the trace. Instructions stand in the order of their nodes, so
 * operands come before results; a guard follows its condition at once.
 *
 * Elements are numbered variables first, then constants, then results in instruction order. A
 * condition holds when it is != 0, as in C: a NaN holds. Ownership: the Tape owns its arrays; once
 * compiled it needs the graph only for the ids in `origins`. */
#ifndef ADCALC_TAPE_TAPE_H
#define ADCALC_TAPE_TAPE_H

#include "tracing/program.h"

typedef struct Instruction {
    uint8_t op;    /* OpId; OP_SELECT for a guard: in[0] is the condition, integer the choice */
    bool adjacent; /* n-ary: the operands stand side by side */
    /* bit k: the partial by operand k is not structurally zero; n-ary: bit 0 for all */
    uint8_t uses;
    int32_t integer; /* static integer, or the choice (0, 1) of a guard */
    uint32_t out;    /* element of the result */
    uint32_t in[2];  /* element of each operand; n-ary: gather[in[0] .. in[0] + in[1]) */
} Instruction;

/* What a tape computes: nodes of one graph, wherever all guards hold. */
typedef struct TapeRoots {
    const Graph *graph;
    const NodeId *nodes;
    uint32_t count, variables;
    const Guard *guards;
    size_t guard_count;
} TapeRoots;

typedef struct Tape {
    ARRAY(Instruction) code;
    const Graph *graph;      /* of the nodes; it may have grown since */
    ARRAY(NodeId) origins;   /* the node that each instruction computes; a guard's condition */
    ARRAY(uint32_t) gather;  /* elements of n-ary operands */
    ARRAY(double) constants; /* preloaded into elements [variables, results_begin) */
    ARRAY(uint32_t) outputs; /* element of each root */
    /* which way each condition went, in the order they were decided: for one graph and one list of
     * roots, equal vectors mean equal tapes */
    ARRAY(uint8_t) choices;
    uint32_t users;     /* references to it: tapes.h */
    Traced *traced;     /* that it uses; or NULL */
    uint32_t variables; /* variable i is element i; constants begin behind the last */
    uint32_t results_begin, elements;
    /* doubles of scratch that the sweeps need, for n-ary operands */
    uint32_t scratch;
} Tape;

/* Compiles what `roots` need at `point`, where their guards hold (one value per variable; it
 * decides the choices and is not read without any). False when memory ran out (recorded in the
 * graph's diag); the tape is then empty. */
bool tape_compile(Tape *tape, const TapeRoots *roots, const double *point);
void tape_free(Tape *tape);

/* How many operands an instruction reads (a guard: its condition),
 * and the element of the i-th. */
static inline uint32_t tape_operand_count(const Instruction *at) {
    const OpInfo *info = &op_table[at->op];
    if (info->form == OP_NARY)
        return at->in[1];
    return at->op == OP_SELECT ? 1 : (uint32_t)info->arity;
}
static inline uint32_t tape_operand(const Tape *tape, const Instruction *at, uint32_t i) {
    return op_table[at->op].form == OP_NARY ? tape->gather.items[at->in[0] + i] : at->in[i];
}
static inline bool tape_is_constant(const Tape *tape, uint32_t element) {
    return element >= tape->variables && element < tape->results_begin;
}
/* Whether its partial by the i-th operand is not structurally zero. */
static inline bool tape_uses(const Instruction *at, uint32_t i) {
    return at->uses >> (op_table[at->op].form == OP_NARY ? 0 : i) & 1;
}

/* One instruction per line: `%7 = MUL x %3`, `guard %4 != 0`, and the outputs last. Long tapes and
 * instructions are cut, with the count of what is left out. */
enum { TAPE_PRINT_LINES = 10000, TAPE_PRINT_OPERANDS = 16 };
void tape_print(const Tape *tape, const Variable *variables, Text *out);

#endif

/* The tape: a compiled graph, the linear program of a Wengert list.
 *
 * One flat array of instructions over numbered elements. Every instruction is one operation over
 * `count` elements; an operand is contiguous (step 1) or broadcast (step 0), n-ary operations gather
 * their operands through an index table. A tape is compiled for one vector of choices: arms not taken
 * are not on it, and each condition is a guard that says which way it went. Instructions stand in the
 * order of their nodes, so operands always come before results.
 *
 * With width w every variable and result is w elements (w points run together); constants are one.
 * Ownership: the Tape owns its arrays; it refers to no graph once compiled. */
#ifndef ADCALC_TAPE_TAPE_H
#define ADCALC_TAPE_TAPE_H

#include "graph/graph.h"

typedef struct Instruction {
    uint8_t op;       /* OpId; OP_SELECT for a guard: in[0] is the condition, integer the choice */
    uint8_t step[2];  /* 1 contiguous, 0 broadcast, for in[0] and in[1] */
    uint8_t unused;
    int32_t integer;  /* static integer, or the choice (0, 1) of a guard */
    uint32_t count;   /* elements of the result */
    uint32_t out;     /* first element of the result */
    uint32_t in[2];   /* first element of each operand; n-ary: gather[in[0] .. in[0] + in[1]) */
} Instruction;

typedef struct Tape {
    ARRAY(Instruction) code;
    ARRAY(uint32_t) gather;   /* first elements of n-ary operands, all of step 1 */
    ARRAY(double) constants;  /* preloaded into elements [constants_begin, results_begin) */
    ARRAY(uint32_t) outputs;  /* first element of each root */
    ARRAY(uint8_t) choices;   /* the vector of choices, guard by guard */
    uint32_t width;           /* points run together */
    uint32_t variables;       /* variable i is elements [i * width, (i + 1) * width) */
    uint32_t constants_begin, elements;
} Tape;

/* Compiles what `roots` need at `point` (one value a variable; it decides the choices). False when
 * memory ran out (recorded in the graph's diag). */
bool tape_compile(Tape *tape, const Graph *graph, const NodeId *roots, uint32_t count,
                  uint32_t variables, const double *point, uint32_t width);
void tape_free(Tape *tape);
/* One instruction a line: `%7 = MUL %3 %5`. */
void tape_print(const Tape *tape, const char *const *names, Text *out);

#endif

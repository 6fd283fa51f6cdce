/* Arguments: the command line as options and operands.
 *
 * An argument is an option only if it starts with -- or is exactly -c with c an option's letter;
 * everything else, "-x^2" too, is an operand. Where that means nothing, the message says what may
 * have been meant. */
#ifndef ADCALC_CLI_ARGUMENTS_H
#define ADCALC_CLI_ARGUMENTS_H

#include "cli/options.h"

/* Reads argv; false with a complaint. argv[1 ..] may be permuted. */
bool arguments_read(Options *options, int argc, char **argv, Complaint *wrong);

#endif

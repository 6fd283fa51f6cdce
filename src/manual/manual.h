/* The manual's generated pages: all that can be made from the tables of views, options, commands,
 * formats and operations is made from them, by a program that is built for that alone and never
 * installed.
 *
 * Its pages are part of the sources, so a build needs no manual and may be for another machine;
 * `make manual` writes them anew, and tests/manual.sh fails while they are not what the tables
 * say. */
#ifndef ADCALC_MANUAL_MANUAL_H
#define ADCALC_MANUAL_MANUAL_H

#include "base/text.h"

typedef struct Page {
    const char *path; /* in the source directory */
    void (*write)(Text *out);
} Page;

void functions_write(Text *out); /* functions.c */
void man_write(Text *out);       /* man.c */
void bash_write(Text *out);      /* bash.c, and so on: completions */
void fish_write(Text *out);
void zsh_write(Text *out);

#endif

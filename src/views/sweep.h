/* sweep --numeric richardson: the tableau (tableau.c), in place of the sweep over steps. */
#ifndef ADCALC_VIEWS_SWEEP_H
#define ADCALC_VIEWS_SWEEP_H

#include "views/view.h"

bool tableau_run(Request *request, Report *report, bool *undefined);

#endif

/* The table of views, and what they share. */
#include "views/view.h"

#include <string.h>

const View view_table[] = {
#define VIEW(name, ...) {#name, __VA_ARGS__, .run = name##_run},
#include "views/views.def"
    {.name = NULL},
};

const View *view_named(const char *name, size_t length) {
    for (const View *view = view_table; view->name; view++)
        if (strlen(view->name) == length && !strncmp(view->name, name, length))
            return view;
    return NULL;
}

bool view_one_variable(Request *request, const char *view) {
    Problem *problem = &request->problem;
    if (!problem->derivative_count) {
        diag_say(request->diag, (Span){0, 0}, SAY(NOTHING_TO_DIFFERENTIATE));
        return false;
    }
    if (problem->derivative_count > 1)
        diag_say(request->diag, (Span){0, 0},
                 SAY(ONE_VARIABLE, view, problem_name(problem, problem_variable(problem, 0))));
    problem->derivative_count = 1;
    return true;
}

bool view_fill_numbers(Request *request, const double *numbers, uint32_t count, Report *report) {
    Text text = {0};
    for (uint32_t i = 0; i < count; i++) {
        report_number(&text, numbers[i], request->style);
        text_put(&text, "\n");
    }
    report->text = view_keep(request, &text);
    return report->text;
}

/* The rows of published.def, and what is common to the tests that go through them. */
#include "support/published.h"

#include <check.h>
#include <string.h>

const Published published[] = {
#define ROW(id, source, program, at, ...) {id, source, program, at, {__VA_ARGS__}},
#include "support/published.def"
};
const size_t published_count = sizeof published / sizeof *published;

/* The number of the variable called name[0 .. length). */
static uint32_t variable_called(const Published *row, const Problem *problem, const char *name,
                                size_t length) {
    for (uint32_t i = 0; i < problem->components; i++)
        if (strlen(problem_name(problem, i)) == length &&
            memcmp(problem_name(problem, i), name, length) == 0)
            return i;
    ck_abort_msg("%s: its program has no %.*s", row->id, (int)length, name);
    return 0;
}

uint32_t published_trace(const Published *row, Rules *rules, Posed *traced,
                         ReferenceValue truths[static PUBLISHED_VARIABLES]) {
    bool traced_well = posed_begin(traced, rules, row->program, row->at);
    const Problem *problem = &traced->problem;
    ck_assert_msg(traced_well, "%s cannot be traced: %s at %s", row->id, row->program, row->at);
    ck_assert_msg(problem->components <= PUBLISHED_VARIABLES, "%s: too many variables", row->id);
    uint32_t count = 0;
    for (const char *at = row->at; at; count++) {
        size_t length = strcspn(at, "=");
        const char *comma = strchr(at, ',');
        ck_assert_msg(count < PUBLISHED_VARIABLES && row->derivatives[count],
                      "%s: a derivative is missing", row->id);
        ReferenceValue *truth = &truths[variable_called(row, problem, at, length)];
        ck_assert_msg(accuracy_read(truth, row->derivatives[count], false), "%s: %s is no number",
                      row->id, row->derivatives[count]);
        at = comma ? comma + 1 : NULL;
    }
    ck_assert_msg(count == problem->components, "%s: %u variables, not %u", row->id,
                  (unsigned)problem->components, (unsigned)count);
    ck_assert_msg(count == PUBLISHED_VARIABLES || !row->derivatives[count],
                  "%s: derivatives by nothing", row->id);
    return count;
}

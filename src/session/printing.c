/* Printing: see printing.h. */
#include "session/printing.h"

#include "base/utf8.h"
#include "session/output.h"

enum { LONGEST_WAIT = 1 << 16 }; /* bytes */

static bool goes_to_stdout(const Session *s) {
    return settings_writer(s->settings)->for_people && !s->settings->views.quiet;
}

bool printing_end(Session *s) {
    bool done = true;
    if (s->printed.failed)
        diag_no_memory(&s->diag);
    else if (s->printed.length && goes_to_stdout(s))
        done = output_write(&s->printed);
    else if (s->printed.length)
        output_error(&s->printed);
    text_clear(&s->printed);
    return done && !s->diag.out_of_memory;
}

void printing_line(void *session, const PrintItem *items, uint32_t count) {
    Session *s = session;
    s->has_printed = true;
    for (uint32_t i = 0; i < count; i++) {
        text_put(&s->printed, i ? " " : "");
        if (items[i].text)
            utf8_escape(&s->printed, items[i].text, items[i].length);
        else
            report_number(&s->printed, items[i].value, &s->settings->style);
    }
    text_put(&s->printed, "\n");
    if (s->printed.length >= LONGEST_WAIT)
        s->print_failed |= !printing_end(s);
}

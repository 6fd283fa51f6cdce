/* Notes: see notes.h. */
#include "session/notes.h"

#include "base/utf8.h"

#include <string.h>

/* It stays text that parses: ends of lines and tabs are kept,
 * formats have their own ways to write them. */
const char *notes_expression(Session *s, uint32_t source) {
    const Source *from = &s->diag.sources.items[source];
    Span span = s->statements.span;
    Text text = {0};
    if (span.start >= from->base && span.end <= from->base + from->length) {
        const char *next = from->text + (span.start - from->base);
        const char *end = from->text + (span.end - from->base);
        while (next < end) {
            size_t plain = 0, left = (size_t)(end - next);
            while (plain < left && next[plain] != '\n' && next[plain] != '\t')
                plain++;
            utf8_escape(&text, next, plain);
            text_bytes(&text, next + plain, plain < left);
            next += plain + (plain < left);
        }
    }
    return diag_keep(&s->diag, &s->arena, &text);
}

/* The line of a note about a part of this source, with a caret; NULL for a note about all of it. */
static const char *note_place(Session *s, uint32_t source, Span span) {
    const Source *from = &s->diag.sources.items[source];
    bool all = span.start <= s->statements.span.start && span.end >= s->statements.span.end;
    if (!span.end || span.end > from->base + from->length || all)
        return NULL;
    Text text = {0};
    diag_print_place(&s->diag, span, &text);
    return diag_keep(&s->diag, &s->arena, &text);
}

/* Whether a note about an earlier line was shown with it. That a name is none of a
 * variable is said again. */
static bool is_old(const Message *note, uint32_t base) {
    bool earlier = note->span.end && note->span.start < base;
    const SaidArgument *name = &note->said.arguments[0];
    bool again = note->said.code == SAID_CONSTANT_NAME &&
                 !(name->size == 3 && !memcmp(name->as.text, "ans", 3));
    return earlier && !again;
}

/* Whether the answer has a place for notes. */
static bool has_place(const Session *s, const Report *report) {
    const Writer *writer = settings_writer(s->settings);
    return writer->shows_notes && !report_is_plain(report, writer);
}

/* Whether a note is said even to those who want the answer alone: that the number is a convention
 * and not the derivative, if a method was asked for; that it is not known whether it is; that a
 * formula is one of several; or that a line was meant to go on. */
static bool is_said_always(const Session *s, MessageCode code) {
    bool convention =
        code == SAID_CONVENTION || code == SAID_CONVENTION_INFINITE || code == SAID_CONVENTIONS;
    bool undecided = code == SAID_MAYBE_ROUGH || code == SAID_MAYBE_ROUGH_AT;
    return (convention && s->settings->views.methods) || undecided ||
           code == SAID_UNUSED_CONTINUATION || code == SAID_NOT_EXAMINED ||
           code == SAID_WAYS_NOT_EXAMINED || code == SAID_WAY_TAKEN;
}

void notes_collect(Session *s, uint32_t source, size_t answer, Report *report) {
    const Diag *diag = &s->diag;
    uint32_t base = diag->sources.items[source].base, count = 0;
    ReportNote *notes = diag_allocate(&s->diag, &s->arena, diag->messages.count + 1, sizeof *notes);
    for (size_t i = 0; notes && i < diag->messages.count; i++) {
        const Message *message = &diag->messages.items[i];
        Span span = message->span;
        if (message->kind != MESSAGE_NOTE || (i < answer && is_old(message, base)))
            continue;
        if (s->settings->views.quiet && !has_place(s, report) &&
            !is_said_always(s, message->said.code))
            continue;
        if (s->shown.length && span.start > base + s->diag.sources.items[source].length)
            continue; /* a value of --at that this line has no use for */
        bool inside = span.end && span.start >= s->statements.span.start &&
                      span.end <= s->statements.span.end;
        uint32_t start = inside ? span.start - s->statements.span.start : 0;
        uint32_t end = inside ? span.end - s->statements.span.start : 0;
        const char *place = note_place(s, source, span);
        Text words = {0};
        message_put(message, &words);
        notes[count++] = (ReportNote){message_topic(message->said.code),
                                      diag_keep(&s->diag, &s->arena, &words), start, end, place};
    }
    report->notes = notes;
    report->note_count = notes ? count : 0;
}

void notes_say(const Session *s, const Report *report, Text *remarks) {
    if (has_place(s, report))
        return;
    for (uint32_t i = 0; i < report->note_count; i++) {
        said_put(SAY(HEAD_OF_NOTE), remarks);
        text_format(remarks, "%s\n", report->notes[i].text);
        text_put(remarks, report->notes[i].place ? report->notes[i].place : "");
    }
}

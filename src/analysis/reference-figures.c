/* Reference figures: see reference-figures.h. */
#include "analysis/reference-figures.h"

#include <stdlib.h>
#include <string.h>

/* Shown of a proven truth, as long as a double shows and some more. */
enum { SHOWN_DIGITS = 21 };

enum { STATUSES = REFERENCE_UNDECIDED + 1 };

const char *const reference_status_names[] = {
    [REFERENCE_PROVEN] = "proven",     [REFERENCE_BELOW] = "below",
    [REFERENCE_UNPROVEN] = "unproven", [REFERENCE_UNDEFINED] = "undefined",
    [REFERENCE_SIDES] = "sides",       [REFERENCE_UNDECIDED] = "undecided"};

/* The first digits of a decimal, laid out as all numbers here are. */
static void put_truth(Text *out, const char *decimal, bool exact) {
    const char *next = decimal;
    bool negative = *next == '-', point = false, more = !exact;
    char figures[SHOWN_DIGITS] = "0";
    int count = 0, exponent = -1; /* of the first figure, once there is one */
    for (; *next && *next != 'e'; next++) {
        if (*next < '0' || *next > '9') {
            point |= *next == '.';
        } else if (*next == '0' && !count) {
            exponent -= point;
        } else {
            exponent += !point;
            if (count < SHOWN_DIGITS)
                figures[count++] = *next;
            else
                more |= *next != '0';
        }
    }
    if (*next == 'e')
        exponent += (int)strtol(next + 1, NULL, 10);
    while (!more && count > 1 && figures[count - 1] == '0')
        count--;
    text_decimal(out, negative, figures, count ? count : 1, count ? exponent : 0,
                 more ? "..." : "");
}

const char *reference_side(const ReferenceSlope *side) {
    return side->status == REFERENCE_UNDEFINED && !*side->decimal ? "NaN" : side->decimal;
}

/* A one-sided derivative, which may be infinite, or none. */
static void put_side(Text *out, const ReferenceSlope *side, const char *from) {
    const char *decimal = reference_side(side);
    if (!strcmp(decimal, "NaN"))
        text_put(out, "undefined");
    else if (strstr(decimal, "Infinity") || strstr(decimal, "+/-"))
        text_put(out, decimal);
    else
        put_truth(out, decimal, side->exact);
    text_format(out, " from %s", from);
}

void reference_put_figure(Text *out, const ReferenceNumber *truth) {
    switch (truth->status) {
    case REFERENCE_PROVEN:
        put_truth(out, truth->decimal, truth->exact);
        break;
    case REFERENCE_SIDES:
        put_side(out, &truth->below, "below");
        text_put(out, ", ");
        put_side(out, &truth->above, "above");
        break;
    case REFERENCE_UNDECIDED:
        text_put(out, "undecided");
        break;
    case REFERENCE_BELOW:
        text_format(out, "|d| < %s", truth->decimal);
        break;
    case REFERENCE_UNPROVEN:
        text_put(out, *truth->decimal ? truth->decimal : "unknown");
        break;
    case REFERENCE_UNDEFINED:
        text_put(out, "undefined");
        break;
    }
}

void reference_put_proof(Text *out, const ReferenceAnswer *answer) {
    static const ReferenceStatus order[STATUSES] = {REFERENCE_PROVEN,    REFERENCE_BELOW,
                                                    REFERENCE_SIDES,     REFERENCE_UNPROVEN,
                                                    REFERENCE_UNDECIDED, REFERENCE_UNDEFINED};
    static const MessageCode words[STATUSES] = {[REFERENCE_PROVEN] = SAID_EXACT,
                                                [REFERENCE_BELOW] = SAID_ONLY_BOUNDED,
                                                [REFERENCE_SIDES] = SAID_TWO_SLOPES,
                                                [REFERENCE_UNPROVEN] = SAID_UNPROVEN,
                                                [REFERENCE_UNDECIDED] = SAID_UNDECIDED};
    const ReferenceNumber *truths = answer->gradient, *undefined = NULL;
    uint32_t counts[STATUSES] = {0}, count = answer->count, exact = 0;
    for (uint32_t i = count; i-- > 0;) {
        ReferenceStatus status = truths[i].status;
        counts[status]++;
        exact += status == REFERENCE_PROVEN && truths[i].exact;
        if (status == REFERENCE_UNDEFINED)
            undefined = &truths[i]; /* in the end the first */
    }
    bool first = true;
    for (int i = 0; i < STATUSES; i++) {
        ReferenceStatus status = order[i];
        bool all = counts[status] == count;
        if (!counts[status])
            continue;
        Said how = {.code = words[status]};
        if (status == REFERENCE_PROVEN && exact < counts[status])
            how = SAY(PROVEN_DIGITS, SHOWN_DIGITS);
        else if (status == REFERENCE_SIDES && !all)
            how = SAY(WITH_TWO_SLOPES);
        else if (status == REFERENCE_UNDEFINED)
            how = SAY(UNDEFINED_AS, undefined->why);
        text_put(out, first ? "" : message_sentence(SAID_LIST_NEXT));
        said_put(all     ? how
                 : first ? SAY(SOME_OF, counts[status], count, &how)
                         : SAY(SOME_MORE, counts[status], &how),
                 out);
        first = false;
    }
    if (counts[REFERENCE_UNDEFINED] + counts[REFERENCE_UNDECIDED] < count)
        said_put(SAY(FOUND_WITH_BITS, answer->bits), out);
}

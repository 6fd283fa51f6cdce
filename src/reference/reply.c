/* See reply.h. The text comes from another program, so nothing is trusted: not that all numbers are
 * present, nor that they are numbers. */
#include "reference/reply.h"

#include <ctype.h>
#include <string.h>

enum { MOST_NOTES = 64, MOST_TEXT = 200 };
enum { SEEN_BELOW = 1, SEEN_ABOVE = 2, SEEN_ALL = 3 };

typedef struct Parser {
    const Reply *reply;
    ReferenceAnswer *answer;
    const char *at, *end; /* what is left of the line */
    uint8_t *seen;        /* the value, then each derivative: what there was of it */
    bool no_memory;
} Parser;

/* ---- words ---- */

static bool is_graphic(char c) {
    return c > ' ' && c <= '~';
}

/* The next word of the line, NULL at its end. */
static const char *take_word(Parser *parser, size_t *length) {
    while (parser->at < parser->end && *parser->at == ' ')
        parser->at++;
    const char *word = parser->at;
    while (parser->at < parser->end && is_graphic(*parser->at))
        parser->at++;
    *length = (size_t)(parser->at - word);
    return *length ? word : NULL;
}

static bool take_this(Parser *parser, const char *expected) {
    const char *before = parser->at;
    size_t length;
    const char *word = take_word(parser, &length);
    if (word && length == strlen(expected) && memcmp(word, expected, length) == 0)
        return true;
    parser->at = before;
    return false;
}

static bool take_index(Parser *parser, uint32_t *index) {
    size_t length;
    const char *word = take_word(parser, &length);
    uint32_t value = 0;
    if (!word || length > 9)
        return false;
    for (size_t i = 0; i < length; i++) {
        if (!isdigit((unsigned char)word[i]))
            return false;
        value = 10 * value + (uint32_t)(word[i] - '0');
    }
    *index = value;
    return true;
}

static bool at_end(const Parser *parser) {
    return parser->at == parser->end;
}

static const char *keep(Parser *parser, const char *text, size_t length) {
    const char *kept = arena_copy(&parser->answer->arena, text, length);
    parser->no_memory |= !kept;
    return kept ? kept : "";
}

/* The rest of the line, which must be short and plain. */
static bool take_rest(Parser *parser, const char **rest, size_t *length) {
    while (parser->at < parser->end && *parser->at == ' ')
        parser->at++;
    *rest = parser->at;
    *length = (size_t)(parser->end - parser->at);
    for (; parser->at < parser->end; parser->at++)
        if (!is_graphic(*parser->at) && *parser->at != ' ')
            return false;
    return *length <= MOST_TEXT;
}

static size_t skip_digits(const char *text, size_t length, size_t at) {
    while (at < length && isdigit((unsigned char)text[at]))
        at++;
    return at;
}

/* [-]digits[.digits][e[+-]digits]; *digits becomes the number of significant ones. */
static bool is_decimal(const char *text, size_t length, uint32_t *digits) {
    size_t at = length > 0 && text[0] == '-', start = at;
    at = skip_digits(text, length, at);
    if (at == start)
        return false;
    if (at < length && text[at] == '.') {
        size_t point = at;
        at = skip_digits(text, length, at + 1);
        if (at == point + 1)
            return false;
    }
    *digits = 0;
    bool leading = true;
    for (size_t i = start; i < at; i++) {
        leading &= text[i] == '0' || text[i] == '.';
        *digits += !leading && text[i] != '.';
    }
    if (at < length && text[at] == 'e') {
        at++;
        at += at < length && (text[at] == '-' || text[at] == '+');
        start = at;
        at = skip_digits(text, length, at);
        if (at == start)
            return false;
    }
    return at == length;
}

/* ---- lines ---- */

/* The number that the next word names: "value", or a place among the derivatives. */
static ReferenceNumber *take_part(Parser *parser, bool may_be_value, uint8_t part) {
    uint32_t place;
    bool is_value = may_be_value && take_this(parser, "value");
    if (!is_value && (!take_index(parser, &place) || place >= parser->reply->answers))
        return NULL;
    size_t index = is_value ? 0 : (size_t)place + 1;
    if (parser->seen[index] & part)
        return NULL;
    parser->seen[index] |= part;
    ReferenceNumber *number = is_value ? &parser->answer->value : &parser->answer->gradient[place];
    number->decimal = "";
    return number;
}

static ReferenceNumber *take_place(Parser *parser, bool may_be_value) {
    return take_part(parser, may_be_value, SEEN_ALL);
}

static bool read_number(Parser *parser, ReferenceNumber *number) {
    if (!number)
        return false;
    bool proven = take_this(parser, "PROVEN"), below = !proven && take_this(parser, "BELOW");
    if (!proven && !below && !take_this(parser, "UNPROVEN"))
        return false;
    number->status = proven ? REFERENCE_PROVEN : below ? REFERENCE_BELOW : REFERENCE_UNPROVEN;
    if (!take_index(parser, &number->bits))
        return false;
    size_t length;
    const char *text;
    if (!proven && !below) {
        if (!take_rest(parser, &text, &length))
            return false;
        number->decimal = keep(parser, text, length);
        return true;
    }
    uint32_t digits;
    text = take_word(parser, &length);
    if (!text || !is_decimal(text, length, &digits))
        return false;
    number->decimal = keep(parser, text, length);
    number->digits = proven ? digits : 0;
    number->exact = proven && take_this(parser, "exact");
    return at_end(parser);
}

/* The name of a step's operation: "log". */
static const char *step_name(const Reply *reply, uint32_t step) {
    OpId op = (OpId)reply->operations[step];
    return op == OP_VARIABLE ? "variable" : op == OP_CONSTANT ? "constant" : op_table[op].name;
}

/* A code at the end of the line. */
static bool take_code(Parser *parser, MessageCode *code) {
    size_t length;
    const char *word = take_word(parser, &length);
    *code = word ? message_named(word, length) : SAID_NOTHING;
    return *code && message_kind(*code) == MESSAGE_LINE && message_is_plain(*code) &&
           at_end(parser);
}

static const Said *keep_said(Parser *parser, Said said) {
    Said *kept = arena_allocate(&parser->answer->arena, sizeof *kept);
    parser->no_memory |= !kept;
    if (kept)
        *kept = said;
    return kept;
}

/* The limit of F_TENDS_TO, the one sentence that has an argument. */
static const Said *read_limit(Parser *parser) {
    size_t length;
    uint32_t digits;
    const char *decimal = take_word(parser, &length);
    if (!decimal || !is_decimal(decimal, length, &digits) || !at_end(parser))
        return NULL;
    return keep_said(parser, SAY(F_TENDS_TO, keep(parser, decimal, length)));
}

/* "STEP CODE" into "log: the argument is negative"; from both sides "- CODE" as well. */
static const Said *read_remark(Parser *parser) {
    uint32_t step;
    MessageCode code;
    bool blamed = !parser->reply->sides || !take_this(parser, "-");
    if (blamed && (!take_index(parser, &step) || step >= parser->reply->steps))
        return NULL;
    if (!blamed && take_this(parser, message_name(SAID_F_TENDS_TO)))
        return read_limit(parser);
    if (!take_code(parser, &code))
        return NULL;
    const Said *why = keep_said(parser, (Said){.code = code});
    return blamed ? keep_said(parser, SAY(OF_OPERATION, step_name(parser->reply, step), why)) : why;
}

static bool read_undefined(Parser *parser) {
    ReferenceNumber *number = take_place(parser, true);
    if (!number)
        return false;
    number->status = REFERENCE_UNDEFINED;
    number->why = read_remark(parser);
    return number->why;
}

static bool read_note(Parser *parser) {
    ReferenceAnswer *answer = parser->answer;
    return answer->note_count < MOST_NOTES &&
           (answer->notes[answer->note_count++] = read_remark(parser));
}

/* ---- from both sides ---- */

static bool read_one_sided(Parser *parser) {
    ReferenceNumber *number = take_place(parser, false);
    bool below = take_this(parser, "below");
    if (!number || (!below && !take_this(parser, "above")))
        return false;
    number->side = below ? -1 : 1;
    return read_number(parser, number);
}

static bool read_undecided(Parser *parser) {
    ReferenceNumber *number = take_place(parser, false);
    MessageCode why;
    if (!number || !take_code(parser, &why))
        return false;
    number->status = REFERENCE_UNDECIDED;
    number->why = keep_said(parser, (Said){.code = why});
    return true;
}

/* What stands in place of a finite number: false if that is what there is. */
static bool read_no_slope(Parser *parser, ReferenceSlope *slope) {
    *slope = (ReferenceSlope){.status = REFERENCE_UNDEFINED, .decimal = ""};
    if (take_this(parser, "INFINITE")) {
        slope->decimal = take_this(parser, "-") ? "-Infinity" : "Infinity";
        return *slope->decimal == '-' || take_this(parser, "+");
    }
    return take_this(parser, "NONE") && take_code(parser, &slope->why);
}

static bool read_slope(Parser *parser, bool below) {
    ReferenceNumber *number = take_part(parser, false, below ? SEEN_BELOW : SEEN_ABOVE);
    if (!number)
        return false;
    number->status = REFERENCE_SIDES;
    ReferenceSlope *slope = below ? &number->below : &number->above;
    if (read_no_slope(parser, slope))
        return at_end(parser);
    ReferenceNumber read = {0};
    if (!read_number(parser, &read))
        return false;
    if (read.bits > number->bits)
        number->bits = read.bits;
    *slope = (ReferenceSlope){read.status, read.exact, read.decimal, SAID_NOTHING};
    return true;
}

static bool read_line_of_sides(Parser *parser) {
    if (!parser->reply->sides)
        return false;
    if (take_this(parser, "onesided"))
        return read_one_sided(parser);
    if (take_this(parser, "undecided"))
        return read_undecided(parser);
    if (take_this(parser, "below"))
        return read_slope(parser, true);
    return take_this(parser, "above") && read_slope(parser, false);
}

/* ---- all lines ---- */

static bool read_line(Parser *parser) {
    if (take_this(parser, "value")) {
        parser->at -= strlen("value");
        return read_number(parser, take_place(parser, true));
    }
    if (take_this(parser, "d"))
        return read_number(parser, take_place(parser, false));
    if (take_this(parser, "undefined"))
        return read_undefined(parser);
    if (take_this(parser, "note"))
        return read_note(parser);
    return read_line_of_sides(parser);
}

static void sum_up(ReferenceAnswer *answer) {
    answer->proven = answer->value.status == REFERENCE_PROVEN;
    answer->bits = answer->value.bits;
    for (uint32_t i = 0; i < answer->count; i++) {
        answer->proven &= answer->gradient[i].status == REFERENCE_PROVEN;
        if (answer->gradient[i].bits > answer->bits)
            answer->bits = answer->gradient[i].bits;
    }
}

/* Zeroed, from the answer's arena. */
static void *allocate(Parser *parser, size_t count, size_t size) {
    void *block = arena_allocate(&parser->answer->arena, count * size);
    parser->no_memory |= !block;
    return block ? memset(block, 0, count * size) : NULL;
}

static ReplyStatus read_lines(Parser *parser) {
    const char *line = parser->reply->text;
    bool failed = false;
    for (; strcmp(line, "end\n") != 0; line = parser->end + 1) {
        parser->at = line;
        parser->end = strchr(line, '\n');
        if (!parser->end)
            return REPLY_MALFORMED;
        if (line == parser->reply->text && take_this(parser, "failed")) {
            MessageCode why;
            if (!take_code(parser, &why))
                return REPLY_MALFORMED;
            parser->answer->missing = (Said){.code = why};
            failed = true;
        } else if (failed || !read_line(parser)) {
            return REPLY_MALFORMED;
        }
    }
    for (size_t i = 0; i <= parser->reply->answers && !failed; i++)
        if (parser->seen[i] != SEEN_ALL)
            return REPLY_MALFORMED;
    sum_up(parser->answer);
    return REPLY_READ;
}

ReplyStatus reply_read(const Reply *reply, ReferenceAnswer *answer) {
    Parser parser = {.reply = reply, .answer = answer};
    size_t expected = reply->answers;
    answer->count = reply->answers;
    answer->gradient = allocate(&parser, expected + 1, sizeof *answer->gradient);
    answer->notes = allocate(&parser, MOST_NOTES, sizeof *answer->notes);
    parser.seen = allocate(&parser, expected + 1, sizeof *parser.seen);
    if (parser.no_memory)
        return REPLY_NO_MEMORY;
    ReplyStatus status = read_lines(&parser);
    return parser.no_memory ? REPLY_NO_MEMORY : status;
}

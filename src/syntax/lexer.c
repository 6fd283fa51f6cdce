/* The lexer: see lexer.h.
 *
 * Characters are read through `point_at`, which maps full-width forms to their ASCII twins, so
 * every rule below speaks of ASCII alone. Signs come from token.def, longest first. */
#include "syntax/lexer.h"

#include "base/number.h"
#include "base/utf8.h"
#include "syntax/hints.h"

#include <stdio.h>
#include <string.h>

typedef struct TokenSpelling {
    uint8_t kind, length;
    const char *text;
} TokenSpelling;

static const TokenSpelling signs[] = {
#define TOKEN(id, spelling)
#define SIGN(id, spelling) {TOKEN_##id, sizeof(spelling) - 1, spelling},
#define ALSO SIGN
#include "syntax/token.def"
};
enum { SIGN_COUNT = sizeof signs / sizeof *signs };

void lexer_begin(Lexer *lexer, Symbols *symbols, Diag *diag, const char *text, size_t length,
                 uint32_t base) {
    *lexer = (Lexer){.text = text,
                     .length = (uint32_t)length,
                     .base = base,
                     .previous = TOKEN_NEWLINE,
                     .symbols = symbols,
                     .diag = diag};
    for (int i = 0; i < TOKEN_WORDS; i++) {
        const char *word = token_spelling((TokenKind)(TOKEN_IF + i));
        lexer->words[i] = symbol_intern(symbols, word, strlen(word));
        if (lexer->words[i] == SYMBOL_NONE)
            diag_no_memory(diag);
    }
    if (length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        lexer->position = 3; /* a byte order mark */
}

/* ---- characters ---- */

/* The character at `position`, a full-width form as its ASCII twin; 0 with *length 0 at the end. */
static uint32_t point_at(const Lexer *lexer, uint32_t position, uint32_t *length) {
    if (position >= lexer->length) {
        *length = 0;
        return 0;
    }
    unsigned char byte = (unsigned char)lexer->text[position];
    if (byte < 0x80) {
        *length = 1;
        return byte;
    }
    size_t bytes;
    uint32_t point = utf8_decode(lexer->text + position, lexer->length - position, &bytes);
    *length = (uint32_t)bytes;
    if (point >= 0xff01 && point <= 0xff5e)
        return point - 0xfee0;
    if (point == 0x3000)
        return ' ';
    return point;
}

static uint32_t peek_point(const Lexer *lexer, uint32_t position) {
    uint32_t length;
    return point_at(lexer, position, &length);
}

static bool is_digit(uint32_t point) {
    return point >= '0' && point <= '9';
}

static bool is_letter(uint32_t point) {
    if (point < 0x80)
        return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || point == '_';
    return utf8_is_letter(point);
}

static bool is_continuing(uint32_t point) {
    return is_letter(point) || is_digit(point) || (point >= 0x80 && utf8_is_continuing(point));
}

/* The digit that a superscript stands for, or -1. */
static int superscript_digit(uint32_t point) {
    if (point == 0xb9)
        return 1;
    if (point == 0xb2 || point == 0xb3)
        return (int)(point - 0xb0);
    if (point == 0x2070 || (point >= 0x2074 && point <= 0x2079))
        return (int)(point - 0x2070);
    return -1;
}

static uint32_t skip_digits(const Lexer *lexer, uint32_t position) {
    uint32_t length;
    while (is_digit(point_at(lexer, position, &length)))
        position += length;
    return position;
}

/* ---- tokens ---- */

static Token make(Lexer *lexer, TokenKind kind, uint32_t start) {
    lexer->previous = (uint8_t)kind;
    return (Token){.kind = (uint8_t)kind,
                   .span = {lexer->base + start, lexer->base + lexer->position}};
}

static Span span_from(const Lexer *lexer, uint32_t start, uint32_t end) {
    return (Span){lexer->base + start, lexer->base + end};
}

/* A part of the text in which full-width characters and superscripts are ASCII: where it lies if it
 * has none, else a copy. */
typedef struct Plain {
    const char *text;
    size_t length;
    Text copy;
} Plain;

static Plain make_plain(const Lexer *lexer, uint32_t start, uint32_t end) {
    Plain plain = {.text = lexer->text + start, .length = end - start};
    uint32_t ascii = start, length;
    while (ascii < end && (unsigned char)lexer->text[ascii] < 0x80)
        ascii++;
    if (ascii == end)
        return plain;
    for (uint32_t at = start; at < end; at += length) {
        uint32_t point = point_at(lexer, at, &length);
        int digit = superscript_digit(point);
        if (digit >= 0)
            text_format(&plain.copy, "%d", digit);
        else if (point < 0x80)
            text_bytes(&plain.copy, &(char){(char)point}, 1);
        else
            text_bytes(&plain.copy, lexer->text + at, length);
    }
    diag_check_text(lexer->diag, &plain.copy);
    plain.text = text_string(&plain.copy);
    plain.length = plain.copy.length;
    return plain;
}

static Token number_token(Lexer *lexer, uint32_t start) {
    double value = 0;
    uint32_t end = lexer->position;
    Plain plain = make_plain(lexer, start, end);
    NumberStatus status = number_read(plain.text, plain.length, &value);
    text_free(&plain.copy);
    if (status == NUMBER_OVERFLOW)
        diag_say_hint(lexer->diag, span_from(lexer, start, end), SAY(NUMBER_TOO_LARGE),
                      SAY(LARGEST_DOUBLE));
    else if (status == NUMBER_UNDERFLOW)
        diag_say(lexer->diag, span_from(lexer, start, end), SAY(UNDERFLOW));
    else if (status == NUMBER_MALFORMED)
        diag_say(lexer->diag, span_from(lexer, start, end), SAY(NUMBER_MALFORMED));
    lexer->number = value;
    return make(lexer, TOKEN_NUMBER, start);
}

/* What follows a number's digits must not look like more of the number. True after an error. */
static bool number_goes_on(Lexer *lexer, uint32_t start, bool whole) {
    uint32_t at = lexer->position, length;
    uint32_t point = point_at(lexer, at, &length);
    uint32_t after = peek_point(lexer, at + length);
    Said said = SAY_NOTHING, hint = SAY_NOTHING;
    if (point == '.' && is_digit(after)) {
        said = SAY(NUMBER_POINTS);
    } else if (point == '.' && after != '.') {
        said = SAY(NUMBER_POINT_LAST);
        hint = SAY(WRITE_FIVE);
    } else if (point == '_') {
        said = SAY(NUMBER_UNDERSCORE);
        hint = SAY(WRITE_THOUSAND);
    } else if (whole && at - start == 1 && lexer->text[start] == '0' &&
               (point == 'x' || point == 'X') &&
               (is_digit(after) || (after >= 'a' && after <= 'f') ||
                (after >= 'A' && after <= 'F'))) {
        said = SAY(NUMBER_HEXADECIMAL);
        hint = SAY(WRITE_ZERO_TIMES);
    }
    if (!said.code)
        return false;
    while (is_continuing(point) || point == '.') {
        if (point == '.' && peek_point(lexer, at + length) == '.')
            break;
        at += length;
        point = point_at(lexer, at, &length);
    }
    lexer->position = at;
    diag_say_hint(lexer->diag, span_from(lexer, start, at), said, hint);
    return true;
}

static Token read_number(Lexer *lexer) {
    uint32_t start = lexer->position, length;
    bool whole = true;
    lexer->number = 0.0; /* unless it is read to its end */
    lexer->position = skip_digits(lexer, start);
    uint32_t point = point_at(lexer, lexer->position, &length);
    if (point == '.' && is_digit(peek_point(lexer, lexer->position + length))) {
        whole = false;
        lexer->position = skip_digits(lexer, lexer->position + length);
        point = point_at(lexer, lexer->position, &length);
    }
    if (point == 'e' || point == 'E') {
        uint32_t sign_length, at = lexer->position + length;
        uint32_t sign = point_at(lexer, at, &sign_length);
        bool has_sign = sign == '+' || sign == '-';
        uint32_t digits = has_sign ? at + sign_length : at;
        if (is_digit(peek_point(lexer, digits))) {
            whole = false;
            lexer->position = skip_digits(lexer, digits);
        } else if (has_sign) {
            const char *number = lexer->text + start;
            int shown = (int)(lexer->position - start > 20 ? 20 : lexer->position - start);
            lexer->position = at + sign_length;
            diag_say_hint(lexer->diag, span_from(lexer, start, lexer->position),
                          SAY(NUMBER_OR_PRODUCT),
                          SAY(WRITE_NUMBER_OR_PRODUCT, shown, number, (char)point, (char)sign,
                              shown, number, (char)sign));
            return make(lexer, TOKEN_NUMBER, start);
        }
    }
    if (number_goes_on(lexer, start, whole))
        return make(lexer, TOKEN_NUMBER, start);
    return number_token(lexer, start);
}

/* The NUMBER of a superscript, whose POWER is out already. */
static Token read_superscript(Lexer *lexer) {
    uint32_t start = lexer->position, length;
    while (superscript_digit(point_at(lexer, lexer->position, &length)) >= 0)
        lexer->position += length;
    lexer->superscript_pending = false;
    return number_token(lexer, start);
}

static Token read_name(Lexer *lexer) {
    uint32_t start = lexer->position, length;
    while (is_continuing(point_at(lexer, lexer->position, &length)))
        lexer->position += length;
    Plain name = make_plain(lexer, start, lexer->position);
    Symbol symbol = symbol_intern(lexer->symbols, name.text, name.length);
    text_free(&name.copy);
    if (symbol == SYMBOL_NONE)
        diag_no_memory(lexer->diag);
    for (int i = 0; i < TOKEN_WORDS; i++)
        if (symbol == lexer->words[i])
            return make(lexer, (TokenKind)(TOKEN_IF + i), start);
    Token token = make(lexer, TOKEN_NAME, start);
    token.value = symbol;
    return token;
}

/* The longest sign at the position, or NULL; its length in the source into *taken. */
static const TokenSpelling *find_sign(const Lexer *lexer, uint32_t *taken) {
    uint32_t length, point = point_at(lexer, lexer->position, &length);
    uint32_t next_length, next = point_at(lexer, lexer->position + length, &next_length);
    const TokenSpelling *best = NULL;
    for (int i = 0; i < SIGN_COUNT; i++) {
        const TokenSpelling *sign = &signs[i];
        if (best && sign->length <= best->length)
            continue;
        if (point >= 0x80) {
            if (sign->length == length &&
                !memcmp(sign->text, lexer->text + lexer->position, length)) {
                *taken = length;
                return sign;
            }
        } else if ((unsigned char)sign->text[0] == point &&
                   (sign->length == 1 ||
                    (sign->length == 2 && (unsigned char)sign->text[1] == next))) {
            best = sign;
            *taken = sign->length == 1 ? length : length + next_length;
        }
    }
    return best;
}

/* Where a comment that begins here ends. */
static uint32_t comment_end(const Lexer *lexer, uint32_t at) {
    const char *end = memchr(lexer->text + at, '\n', lexer->length - at);
    return end ? (uint32_t)(end - lexer->text) : lexer->length;
}

static bool is_word_at(const Lexer *lexer, uint32_t at, const char *word) {
    uint32_t length;
    for (; *word; word++, at += length)
        if (point_at(lexer, at, &length) != (unsigned char)*word)
            return false;
    return !is_continuing(peek_point(lexer, at));
}

/* Whether the line after the newline at the position begins with then, else or {, comments aside:
 * no statement does. */
static bool next_line_continues(const Lexer *lexer) {
    uint32_t at = lexer->position, length, point;
    while ((point = point_at(lexer, at, &length)) == ' ' || point == '\t' || point == '\r' ||
           point == '\n' || point == '#')
        at = point == '#' ? comment_end(lexer, at) : at + length;
    return point == '{' || is_word_at(lexer, at, "then") || is_word_at(lexer, at, "else");
}

/* A newline means nothing where no statement may end: after operators, words, and separators. */
static void skip_blanks(Lexer *lexer) {
    uint32_t length;
    for (;;) {
        uint32_t point = point_at(lexer, lexer->position, &length);
        if (point == ' ' || point == '\t' || point == '\r' ||
            (point == '\n' &&
             (!token_ends_statement(lexer->previous) || next_line_continues(lexer))))
            lexer->position += length;
        else if (point == '#')
            lexer->position = comment_end(lexer, lexer->position);
        else
            return;
    }
}

/* Bytes that are not UTF-8 are one mistake, however many follow each other:
 * text in another encoding has nothing else. */
static void stray_bytes(Lexer *lexer) {
    enum { MOST_SHOWN = 4 };
    char shown[MOST_SHOWN + sizeof "..."];
    uint32_t start = lexer->position, length;
    while (point_at(lexer, lexer->position, &length) == UTF8_INVALID)
        lexer->position += length;
    uint32_t count = lexer->position - start;
    const char *bytes = lexer->text + start;
    snprintf(shown, sizeof shown, "%.*s%s", count < MOST_SHOWN ? (int)count : MOST_SHOWN, bytes,
             count > MOST_SHOWN ? "..." : "");
    bool marked = start == 0 && count >= 2 &&
                  (!memcmp(bytes, "\xFF\xFE", 2) || !memcmp(bytes, "\xFE\xFF", 2));
    diag_say_hint(lexer->diag, span_from(lexer, start, lexer->position),
                  count == 1 ? SAY(BYTE_NOT_UTF8, shown) : SAY(BYTES_NOT_UTF8, shown),
                  marked ? SAY(LOOKS_LIKE_UTF16) : SAY_NOTHING);
}

/* Whether an operand that may have a derivative ends right before the position. */
static bool right_behind_operand(const Lexer *lexer) {
    /* At the beginning of a line that continues a program the operand is in the line before. */
    return (lexer->previous == TOKEN_NAME || lexer->previous == TOKEN_CLOSE) &&
           lexer->position > 0 && !strchr(" \t\r\n", lexer->text[lexer->position - 1]);
}

/* Moves past what the hint is about, one character at least. */
static MessageCode stray_hint(Lexer *lexer) {
    uint32_t start = lexer->position, length, point = point_at(lexer, start, &length), next;
    point_at(lexer, start + length, &next);
    Plain plain = make_plain(lexer, start, start + length + next);
    size_t taken;
    MessageCode hint =
        hints_character(plain.text, plain.length, right_behind_operand(lexer), &taken);
    bool both = taken > (point < 0x80 ? 1 : length);
    text_free(&plain.copy);
    lexer->position += both ? length + next : length;
    return hint;
}

static void stray_character(Lexer *lexer, uint32_t point, uint32_t length) {
    uint32_t start = lexer->position;
    MessageCode known = stray_hint(lexer);
    Span span = span_from(lexer, start, lexer->position);
    Text shown = {0};
    utf8_escape(&shown, lexer->text + start, lexer->position - start);
    diag_check_text(lexer->diag, &shown);
    const char *text = text_string(&shown);
    Said hint = {.code = utf8_is_blank(point) ? SAID_LOOKS_LIKE_BLANK : known};
    bool printed = lexer->previous == TOKEN_PRINT || lexer->previous == TOKEN_COMMA;
    if (hint.code == SAID_NO_QUOTES && printed)
        hint.code = SAID_WRITE_PRINT;
    if (point == '"' && lexer->text[start] == '"' && printed)
        diag_say(lexer->diag, span, SAY(TEXT_NOT_CLOSED));
    else if (lexer->position > start + length)
        diag_say_hint(lexer->diag, span, SAY(UNEXPECTED_CHARACTERS, text), hint);
    else if (point < 0x80)
        diag_say_hint(lexer->diag, span, SAY(UNEXPECTED_CHARACTER, text), hint);
    else if (utf8_is_hidden(point) || utf8_is_blank(point))
        diag_say_hint(lexer->diag, span, SAY(UNEXPECTED_POINT, point), hint);
    else
        diag_say_hint(lexer->diag, span, SAY(UNEXPECTED_CHARACTER_POINT, text, point), hint);
    text_free(&shown);
}

/* "...", if it is closed on its line. */
static bool read_text(Lexer *lexer, Token *token) {
    uint32_t start = lexer->position, at = start + 1;
    while (at < lexer->length && lexer->text[at] != '"' && lexer->text[at] != '\n')
        at++;
    if (lexer->text[start] != '"' || at == lexer->length || lexer->text[at] == '\n')
        return false;
    lexer->position = at + 1;
    *token = make(lexer, TOKEN_TEXT, start);
    return true;
}

Token lexer_next(Lexer *lexer) {
    if (lexer->superscript_pending)
        return read_superscript(lexer);
    for (;;) {
        skip_blanks(lexer);
        uint32_t start = lexer->position, length, taken = 0;
        uint32_t point = point_at(lexer, start, &length);
        if (!length)
            return make(lexer, TOKEN_END, start);
        if (point == '\n') {
            lexer->position += length;
            return make(lexer, TOKEN_NEWLINE, start);
        }
        if (is_digit(point) || (point == '.' && is_digit(peek_point(lexer, start + length))))
            return read_number(lexer);
        if (is_letter(point))
            return read_name(lexer);
        if (superscript_digit(point) >= 0) {
            lexer->superscript_pending = true;
            return make(lexer, TOKEN_POWER, start);
        }
        if (point == 0x221a && peek_point(lexer, start + length) == '(') { /* the root sign */
            lexer->position += length;
            Token token = make(lexer, TOKEN_NAME, start);
            token.value = symbol_intern(lexer->symbols, "sqrt", 4);
            return token;
        }
        Token text;
        if (point == '"' && read_text(lexer, &text))
            return text;
        const TokenSpelling *sign = find_sign(lexer, &taken);
        if (sign) {
            lexer->position += taken;
            return make(lexer, (TokenKind)sign->kind, start);
        }
        if (point == UTF8_INVALID)
            stray_bytes(lexer);
        else
            stray_character(lexer, point, length);
    }
}

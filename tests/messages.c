/* What is said: sentences with their arguments, and what the table promises of its rows. */
#include "adcalc.h"
#include "support/suite.h"

#include <math.h>
#include <string.h>

static void expect_voiced(Said said, Voice voice, const char *expected) {
    Text text = {0};
    said_put_voiced(said, voice, &text);
    ck_assert_str_eq(text_string(&text), expected);
    text_free(&text);
}

static void expect(Said said, const char *expected) {
    expect_voiced(said, VOICE_COMMAND_LINE, expected);
}

START_TEST(arguments_are_printed) {
    const char *volatile nothing = NULL; /* as after memory ran out */
    expect(SAY(OUT_OF_MEMORY), "out of memory");
    expect(SAY(UNKNOWN_FUNCTION, "sigmod"), "unknown function 'sigmod'");
    expect(SAY(UNKNOWN_FUNCTION, nothing), "unknown function ''");
    expect(SAY(TAKES_ONE_OR, "f", 2u, 4000000000u), "f takes 1 or 2 arguments, not 4000000000");
    expect(SAY(FIRST_OUTSIDE, -3, 7), "the first argument must lie between -3 and 7");
    expect(SAY(ERRORS_NOT_SHOWN, 5000000000ul), "5000000000 more errors are not shown");
    expect(said_make(SAID_UNKNOWN_FUNCTION, "%.*s", 3, "sigmod"), "unknown function 'sig'");
    expect(SAY(ERROR_ULPS, 2.0), "2.0 ulp");
    expect(SAY(ERROR_ABSOLUTE, 2.0), "2 abs");
    expect(SAY(LIMIT, "x", 0.1), "as x nears this point, f goes to 0.1");
    expect(SAY(DIFFERENCE_LEAVES, 3, 1.0001, 5, 0.99995, 0.000054), "1 - 0.99995 leaves 0.000054");
    expect(SAY(KINK, "abs(x)", "df/dx", (double)NAN, INFINITY),
           "abs(x) has a kink here: df/dx is undefined from below and Infinity from above");
    const Said reason = SAY(OUT_OF_MEMORY);
    expect(SAY(BY_FORWARD, &reason), "by forward (no reference: out of memory)");
    expect(SAY(REFERENCE_REMARK, &reason), "reference: out of memory");
    expect(SAY_NOTHING, "");
}
END_TEST

START_TEST(hints_have_two_voices) {
    Said two = SAY(GIVE_VALUE_OR_WRITE, "x=...", "sin(x)"), one = SAY(WRITE_CALL, "f");
    expect(two, "give it with --at x=..., or write sin(x)");
    expect_voiced(two, VOICE_SESSION, "write: at x=..., or write sin(x)");
    expect_voiced(one, VOICE_SESSION, "write f(...), or choose another name for a variable");
}
END_TEST

/* A copy has nothing of what it was made from; its texts can be printed, and are not endless. */
START_TEST(copies_are_kept) {
    Arena arena = {0};
    char name[] = "a\x1B[2J\xFF";
    Said reason = SAY(UNKNOWN_FUNCTION, name), outer = SAY(NO_REFERENCE, 2.0, &reason), kept;
    ck_assert(said_keep(outer, SIZE_MAX, &arena, &kept));
    ck_assert(!said_same(&outer, &kept)); /* escaped */
    memset(name, 'x', sizeof name - 1);
    reason = SAY_NOTHING;
    expect(kept, "2 (no reference: unknown function 'a\\x1B[2J\\xFF')");
    ck_assert(said_keep(SAY(UNKNOWN_FUNCTION, "ab\xC3\xA4"), 3, &arena, &kept));
    expect(kept, "unknown function 'ab'");
    arena_free(&arena);
}
END_TEST

START_TEST(the_same_is_recognised) {
    const Said inner = SAY(LIMIT, "x", 1.0), other = SAY(LIMIT, "x", 2.0);
    const Said all[] = {
        SAY(UNKNOWN_FUNCTION, "f"),
        SAY(UNKNOWN_FUNCTION, "g"),
        SAY(IS_FUNCTION, "f"),
        SAY(LIMIT, "x", 1.0),
        SAY(LIMIT, "x", 2.0),
        SAY(LIMIT, "y", 1.0),
        SAY(TAKES, "f", 2u, 3u),
        SAY(TAKES, "f", 3u, 2u),
        SAY(BY_FORWARD, &inner),
        said_make(SAID_UNKNOWN_FUNCTION, "%.*s", 1, "two"),
        said_make(SAID_UNKNOWN_FUNCTION, "%.*s", 2, "two"),
        SAY(BY_FORWARD, &other),
    };
    for (size_t i = 0; i < LENGTH(all); i++)
        for (size_t j = 0; j < LENGTH(all); j++)
            ck_assert_int_eq(said_same(&all[i], &all[j]), i == j);
}
END_TEST

START_TEST(codes_have_names) {
    ck_assert_str_eq(message_name(SAID_OUT_OF_MEMORY), "OUT_OF_MEMORY");
    for (int code = 1; code < SAID_COUNT; code++) {
        const char *name = message_name((MessageCode)code);
        ck_assert_int_eq(message_named(name, strlen(name)), code);
    }
    ck_assert_int_eq(message_named("OUT_OF_MEMORY", 6), SAID_NOTHING);
    ck_assert_int_eq(message_named("OUT_OF_MEMORIES", 15), SAID_NOTHING);
    ck_assert_int_eq(message_named("", 0), SAID_NOTHING);
    ck_assert(message_is_plain(SAID_F_JUMPS) && !message_is_plain(SAID_F_TENDS_TO));
}
END_TEST

/* ---- the table ---- */

static const struct Row {
    MessageKind kind;
    const char *code, *topic, *sentence, *session;
} rows[] = {
#define MESSAGE(code, kind, topic, sentence, session)                                              \
    {MESSAGE_##kind, #code, topic, sentence, session},
#include "base/messages.def"
};

/* The letters of a sentence's conversions: "sug". */
static void letters_of(const char *sentence, char letters[static 16]) {
    size_t count = 0;
    while ((sentence = strchr(sentence, '%')) && count < 15) {
        sentence += 1 + strspn(sentence + 1, "#0123456789.*lz");
        if (*sentence != '%')
            letters[count++] = *sentence;
        sentence++;
    }
    letters[count] = '\0';
}

START_TEST(rows_are_well_made) {
    const struct Row *row = &rows[_i];
    char letters[16];
    letters_of(row->sentence, letters);
    ck_assert_msg(strspn(letters, "sduXcgGep") == strlen(letters), "%s: %s", row->code, letters);
    ck_assert_uint_le(strlen(letters), SAID_MOST_ARGUMENTS);
    if (row->kind == MESSAGE_NOTE)
        ck_assert_msg(row->topic && *row->topic, "%s has no topic", row->code);
    if (row->kind == MESSAGE_MISUSE) {
        const char *name = *row->topic ? row->topic : "%s";
        size_t length = strlen(name);
        ck_assert_msg(!strncmp(row->sentence, name, length) && strchr(": ", row->sentence[length]),
                      "%s does not begin with %s", row->code, name);
    }
    if (row->session) {
        char others[16];
        letters_of(row->session, others);
        ck_assert_msg(!strncmp(others, letters, strlen(others)), "%s: %s and %s", row->code,
                      letters, others);
        ck_assert_msg(strcmp(row->session, row->sentence), "%s says the same twice", row->code);
    }
}
END_TEST

int main(void) {
    Suite *suite = suite_create("messages");
    TCase *words = suite_case(suite, "words");
    tcase_add_test(words, arguments_are_printed);
    tcase_add_test(words, hints_have_two_voices);
    tcase_add_test(words, copies_are_kept);
    tcase_add_test(words, the_same_is_recognised);
    tcase_add_test(words, codes_have_names);
    TCase *table = suite_case(suite, "table");
    tcase_add_loop_test(table, rows_are_well_made, 0, LENGTH(rows));
    return suite_run(suite);
}

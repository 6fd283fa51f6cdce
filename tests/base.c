/* base/: memory, arena, text, hash, names, UTF-8, the stack.
 *
 * Every request for memory is made to fail once. The stack is tried by this program started again
 * under other limits (first argument --stack). Numbers and messages have tests of their own.
 * Loops of many rounds assert only where something is wrong: each assertion is a system call. */
#include "adcalc.h"
#include "support/chance.h"
#include "support/sanitized.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- Memory and arena ---- */

START_TEST(memory_overflow) {
    ck_assert_ptr_null(memory_resize(NULL, SIZE_MAX / 2, 3));
    ARRAY(uint32_t) array = {0};
    ck_assert(!array_reserve(&array, SIZE_MAX / 2 + 1));
    ck_assert(!array_reserve(&array, SIZE_MAX / 4));
    for (uint32_t i = 0; i < 1000; i++)
        ck_assert(array_push(&array, i * i));
    for (uint32_t i = 0; i < 1000; i++)
        ck_assert_uint_eq(array.items[i], i * i);
    array_free(&array);
    ck_assert_ptr_null(array.items);
}
END_TEST

START_TEST(memory_is_zeroed) {
    static const unsigned char zeros[300];
    memory_free(memset(memory_zeroed(100, 3), 1, 300)); /* what is used again is not zero */
    void *block = memory_zeroed(100, 3), *empty = memory_zeroed(0, 8);
    ck_assert_mem_eq(block, zeros, 300);
    ck_assert_ptr_nonnull(empty);
    memory_free(block);
    memory_free(empty);
    ck_assert_ptr_null(memory_zeroed(SIZE_MAX / 2, 3));
}
END_TEST

START_TEST(memory_fails_where_told) {
    memory_fail_at(2, false);
    void *first = memory_resize(NULL, 1, 8);
    ck_assert_ptr_nonnull(first);
    ck_assert_ptr_null(memory_resize(first, 2, 8)); /* and `first` is still good */
    void *third = memory_resize(NULL, 1, 8);
    ck_assert_ptr_nonnull(third);
    ck_assert_uint_eq(memory_requests(), 3);
    memory_fail_at(1, true);
    ck_assert_ptr_null(memory_resize(NULL, 1, 8));
    ck_assert_ptr_null(memory_resize(NULL, 1, 8));
    memory_fail_at(0, false);
    memory_free(first);
    memory_free(third);
}
END_TEST

START_TEST(arena_blocks) {
    Arena arena = {0};
    enum { BLOCKS = 3000 };
    static unsigned char *blocks[BLOCKS];
    static size_t sizes[BLOCKS];
    for (size_t i = 0; i < BLOCKS; i++) {
        sizes[i] = i % 100 == 99 ? 50000 : (size_t)(random_bits() % 200);
        blocks[i] = arena_allocate(&arena, sizes[i]);
        ck_assert_ptr_nonnull(blocks[i]);
        ck_assert_uint_eq((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        memset(blocks[i], (int)(i & 0xFF), sizes[i]);
    }
    for (size_t i = 0; i < BLOCKS; i++)
        for (size_t j = 0; j < sizes[i]; j++)
            if (blocks[i][j] != (i & 0xFF))
                ck_abort_msg("somebody wrote into block %zu", i);
    ck_assert_ptr_null(arena_allocate(&arena, SIZE_MAX));
    ck_assert_ptr_null(arena_allocate(&arena, SIZE_MAX - 40));
    ck_assert_ptr_null(arena_copy(&arena, "", SIZE_MAX));
    arena_free(&arena);
    ck_assert_ptr_null(arena.chunk);
}
END_TEST

START_TEST(arena_goes_back) {
    Arena arena = {0};
    ArenaMark empty = arena_mark(&arena);
    char *kept = arena_copy(&arena, "kept\0too", 8);
    ck_assert_mem_eq(kept, "kept\0too", 9);
    ArenaMark mark = arena_mark(&arena);
    char *next = arena_allocate(&arena, 10);
    for (int i = 0; i < 100; i++)
        ck_assert_ptr_nonnull(arena_allocate(&arena, 10000));
    arena_release(&arena, mark);
    ck_assert_ptr_eq(arena_allocate(&arena, 10), next);
    ck_assert_str_eq(kept, "kept");
    arena_release(&arena, empty);
    ck_assert_ptr_null(arena.chunk);
}
END_TEST

START_TEST(arena_large_block_is_one_request) {
    Arena arena = {0};
    memory_fail_at(0, false);
    ck_assert_ptr_nonnull(arena_allocate(&arena, 10 << 20));
    ck_assert_uint_eq(memory_requests(), 1);
    arena_free(&arena);
}
END_TEST

/* ---- Text ---- */

START_TEST(text_appends) {
    Text text = {0};
    ck_assert_str_eq(text_string(&text), "");
    text_put(&text, "a");
    text_bytes(&text, "b\0c", 3);
    ck_assert_uint_eq(text.length, 4);
    ck_assert_mem_eq(text_string(&text), "ab\0c", 5);
    text_clear(&text);
    ck_assert_str_eq(text_string(&text), "");
    text_format(&text, "%d-%s", 42, "x");
    ck_assert_str_eq(text_string(&text), "42-x");
    text_number(&text, -0.1);
    ck_assert_str_eq(text_string(&text), "42-x-0.1");

    /* Around the size up to which text_format needs one pass, and far beyond it. */
    static const int sizes[] = {0, 1, 254, 255, 256, 257, 100000};
    for (size_t i = 0; i < LENGTH(sizes); i++) {
        text_clear(&text);
        text_put(&text, "<");
        text_format(&text, "%*s", sizes[i], "");
        text_put(&text, ">");
        ck_assert_uint_eq(text.length, (size_t)sizes[i] + 2);
        ck_assert_uint_eq(strspn(text.bytes + 1, " "), (size_t)sizes[i]);
        ck_assert_str_eq(text.bytes + 1 + sizes[i], ">");
    }
    text_free(&text);
    ck_assert_ptr_null(text.bytes);
}
END_TEST

START_TEST(text_pads_by_columns) {
    Text text = {0};
    text_pad(&text, "ab", 4);
    text_put(&text, "|");
    text_pad(&text, "ab", -4);
    text_put(&text, "|");
    text_pad(&text, "速度", 6); /* 4 columns */
    text_put(&text, "|");
    text_pad(&text, "速度", -6);
    text_put(&text, "|");
    text_pad(&text, "abcdef", 3);
    text_pad(&text, "", 2);
    text_pad(&text, "z", 0);
    ck_assert_str_eq(text_string(&text), "ab  |  ab|速度  |  速度|abcdef  z");
    text_free(&text);
}
END_TEST

START_TEST(text_escapes) {
    static const TextEscape escapes[] = {{'"', "\\\""}, {'&', "&amp;"}, {'\n', ""}, {0}};
    Text text = {0};
    text_escape(&text, "\"a\" && b\n", 9, escapes);
    ck_assert_str_eq(text_string(&text), "\\\"a\\\" &amp;&amp; b");
    text_escape(&text, "&c", 1, escapes);
    ck_assert_str_eq(text_string(&text), "\\\"a\\\" &amp;&amp; b&amp;");
    text_clear(&text);
    text_escape(&text, "", 0, escapes);
    text_escape(&text, "plain &", 6, (const TextEscape[]){{0}});
    ck_assert_str_eq(text_string(&text), "plain ");
    text_free(&text);
}
END_TEST

START_TEST(text_failure_sticks) {
    Text text = {0};
    text_put(&text, "before");
    memory_fail_at(1, false);
    text_format(&text, "%1000d", 1);
    ck_assert(text.failed);
    text_put(&text, "after");
    ck_assert_str_eq(text_string(&text), "before");
    text_clear(&text);
    ck_assert(!text.failed);
    text_put(&text, "again");
    ck_assert_str_eq(text_string(&text), "again");
    memory_fail_at(0, false);
    text_free(&text);
}
END_TEST

/* ---- Hash and names ---- */

START_TEST(hash_depends_on_all) {
    ck_assert_uint_ne(hash_key(), 0);
    ck_assert(hash_key() == hash_key());
    char bytes[40] = {0};
    uint64_t plain = hash_bytes(hash_key(), bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = 1;
        ck_assert(hash_bytes(hash_key(), bytes, sizeof bytes) != plain);
        bytes[i] = 0;
        ck_assert(hash_bytes(hash_key(), bytes, i) != plain);
    }
    ck_assert(hash_bytes(1, "abc", 3) != hash_bytes(2, "abc", 3));
}
END_TEST

/* Each bit of a word turns about half of the bits of the hash. */
START_TEST(hash_mixes) {
    enum { TRIALS = 2000 };
    for (int bit = 0; bit < 64; bit++) {
        double turned = 0;
        for (int i = 0; i < TRIALS; i++) {
            uint64_t hash = random_bits(), word = random_bits();
            uint64_t changed = hash_word(hash, word) ^ hash_word(hash, word ^ UINT64_C(1) << bit);
            turned += __builtin_popcountll(changed);
        }
        ck_assert_double_gt(turned / TRIALS, 30);
        ck_assert_double_lt(turned / TRIALS, 34);
    }
}
END_TEST

START_TEST(names_are_symbols) {
    Symbols symbols = {0};
    enum { NAMES = 100000 };
    char name[32];
    for (int i = 0; i < NAMES; i++) {
        int length = snprintf(name, sizeof name, "x%d", i);
        if (symbol_intern(&symbols, name, (size_t)length) != (Symbol)i + 1)
            ck_abort_msg("%s is not the next symbol", name);
    }
    const char *first = symbol_text(&symbols, 1);
    for (int i = NAMES - 1; i >= 0; i--) {
        int length = snprintf(name, sizeof name, "x%d", i);
        if (symbol_intern(&symbols, name, (size_t)length) != (Symbol)i + 1 ||
            strcmp(symbol_text(&symbols, (Symbol)i + 1), name) != 0)
            ck_abort_msg("%s has changed its symbol", name);
    }
    ck_assert_ptr_eq(symbol_text(&symbols, 1), first);
    /* Not NUL-terminated, empty, and with a NUL inside: all are names of their own. */
    Symbol part = symbol_intern(&symbols, "x12345", 3);
    ck_assert_str_eq(symbol_text(&symbols, part), "x12");
    Symbol empty = symbol_intern(&symbols, NULL, 0);
    ck_assert_uint_ne(empty, SYMBOL_NONE);
    ck_assert_uint_eq(empty, symbol_intern(&symbols, "zzz", 0));
    ck_assert_uint_ne(symbol_intern(&symbols, "a\0b", 3), symbol_intern(&symbols, "a\0c", 3));
    ck_assert_str_eq(symbol_text(&symbols, SYMBOL_NONE), "");
    symbols_free(&symbols);
}
END_TEST

/* ---- UTF-8 ---- */

static size_t encode(uint32_t point, char out[static 4]) {
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length; i-- > 1; point >>= 6)
        out[i] = (char)(0x80 | (point & 0x3F));
    out[0] = (char)(lead[length] | point);
    return length;
}

START_TEST(utf8_decodes_all_points) {
    for (uint32_t point = 0; point < 0x200000; point++) {
        bool valid = point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
        char bytes[4];
        size_t length = encode(point, bytes), taken, cut_taken = 1;
        uint32_t decoded = utf8_decode(bytes, length, &taken), cut = UTF8_INVALID;
        if (length > 1)
            cut = utf8_decode(bytes, length - 1, &cut_taken);
        if (decoded != (valid ? point : UTF8_INVALID) || taken != (valid ? length : 1))
            ck_abort_msg("U+%04X decodes to U+%04X, %zu bytes", (unsigned)point, (unsigned)decoded,
                         taken);
        if (cut != UTF8_INVALID || cut_taken != 1)
            ck_abort_msg("U+%04X without its last byte decodes", (unsigned)point);
    }
}
END_TEST

START_TEST(utf8_refuses_nonsense) {
    static const char *const nonsense[] = {
        "\x80",
        "\xBF",
        "\xC0\x80",
        "\xC1\xBF",
        "\xE0\x80\xAF",
        "\xE0\x9F\xBF",
        "\xED\xA0\x80",
        "\xED\xBF\xBF",
        "\xF0\x80\x80\xAF",
        "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xFE",
        "\xFF",
        "\xC3(",
        "\xE2\x82(",
        "\xC3",
    };
    size_t taken;
    for (size_t i = 0; i < LENGTH(nonsense); i++) {
        uint32_t point = utf8_decode(nonsense[i], strlen(nonsense[i]), &taken);
        ck_assert_msg(point == UTF8_INVALID && taken == 1, "case %zu", i);
    }
    ck_assert(utf8_decode("a", 0, &taken) == UTF8_INVALID && taken == 0);
    ck_assert(utf8_decode("", 1, &taken) == 0 && taken == 1);
}
END_TEST

START_TEST(utf8_classes) {
    static const uint32_t letters[] = {'a',    'Z',    '_',    0xE9,   0x3C3, 0x3C0, 0x3B8,
                                       0x901F, 0x5EA6, 0x3042, 0x30A2, 0x5D0, 0x627, 0x1D6FC};
    static const uint32_t continuing[] = {'0', '9', 0x301, 0x663};
    static const uint32_t neither[] = {
        '+',    '.',    '\'',   ' ',    '\n',   0,      0x7F,    0xB2,     0xB7,        0x387,
        0xD7,   0xF7,   0x2212, 0x221A, 0x2264, 0x200B, 0x200D,  0x202E,   0x3000,      0x3164,
        0xFF08, 0xFEFF, 0xFFFD, 0x201C, 0xE000, 0xD800, 0x1F600, 0x110000, UTF8_INVALID};
    for (size_t i = 0; i < LENGTH(letters); i++)
        ck_assert_msg(utf8_is_letter(letters[i]) && utf8_is_continuing(letters[i]), "U+%04X",
                      (unsigned)letters[i]);
    for (size_t i = 0; i < LENGTH(continuing); i++)
        ck_assert_msg(!utf8_is_letter(continuing[i]) && utf8_is_continuing(continuing[i]), "U+%04X",
                      (unsigned)continuing[i]);
    for (size_t i = 0; i < LENGTH(neither); i++)
        ck_assert_msg(!utf8_is_letter(neither[i]) && !utf8_is_continuing(neither[i]), "U+%04X",
                      (unsigned)neither[i]);
}
END_TEST

static int width(const char *text) {
    return utf8_width(text, strlen(text));
}

START_TEST(utf8_widths) {
    ck_assert_int_eq(width(""), 0);
    ck_assert_int_eq(width("abc"), 3);
    ck_assert_int_eq(width("速度"), 4);
    ck_assert_int_eq(width("σ"), 1);
    ck_assert_int_eq(width("e\xCC\x81"), 1); /* e and a combining accent */
    ck_assert_int_eq(width("（ｘ＋１）"), 10);
    ck_assert_int_eq(width("ｱｲ"), 2); /* half-width kana */
    ck_assert_int_eq(width("\xFF\xC3"), 2);
    ck_assert_int_eq(width("a\x1B"
                           "b"),
                     2);
}
END_TEST

START_TEST(utf8_escapes) {
    static const struct {
        const char *text, *shown;
    } cases[] = {
        {"", ""},
        {"plain σ 速度", "plain σ 速度"},
        {"a\x1B[31mb", "a\\x1B[31mb"},
        {"\t\n\x7F", "\\x09\\x0A\\x7F"},
        {"\xFFx\xC3", "\\xFFx\\xC3"},
        {"\xC0\xAF", "\\xC0\\xAF"},
        {"\xC2\x85", "U+0085"},
        {"a\xE2\x80\xAE"
         "b",
         "aU+202Eb"},
        {"\xE2\x80\x8B\xE2\x81\xA6", "U+200BU+2066"},
        {"\xE2\x80\xA8", "U+2028"},
        {"\xE3\x85\xA4", "U+3164"},
        {"\xEF\xBB\xBFx", "U+FEFFx"},
        {"e\xCC\x81", "e\xCC\x81"},
        {"\xF3\xA0\x81\x81", "U+E0041"},
    };
    for (size_t i = 0; i < LENGTH(cases); i++) {
        Text out = {0};
        utf8_escape(&out, cases[i].text, strlen(cases[i].text));
        ck_assert_str_eq(text_string(&out), cases[i].shown);
        text_free(&out);
    }
    Text out = {0};
    utf8_escape(&out, "a\0b", 3);
    ck_assert_str_eq(text_string(&out), "a\\x00b");
    text_free(&out);
}
END_TEST

/* ---- Out of memory ---- */

/* Runs `scenario` with each of its requests failing in turn, alone and with all that follow.
 * The scenario returns whether it noticed a failure, and frees all it has. */
static void fail_everywhere(bool (*scenario)(void)) {
    memory_fail_at(0, false);
    ck_assert(!scenario());
    size_t requests = memory_requests();
    ck_assert_uint_gt(requests, 0);
    for (size_t i = 1; i <= requests; i++) {
        for (int for_good = 0; for_good < 2; for_good++) {
            memory_fail_at(i, for_good);
            ck_assert_msg(scenario(), "request %zu of %zu failed unnoticed", i, requests);
        }
    }
    memory_fail_at(0, false);
    ck_assert(!scenario());
}

static bool use_arena(void) {
    Arena arena = {0};
    bool failed = false;
    for (size_t i = 0; i < 100; i++) {
        char *block = arena_allocate(&arena, i * 100);
        if (block)
            memset(block, 1, i * 100);
        failed |= !block;
        failed |= !arena_copy(&arena, "text", 4);
    }
    arena_free(&arena);
    return failed;
}

static bool use_text(void) {
    Text text = {0};
    for (int i = 0; i < 50; i++) {
        text_put(&text, "abc");
        text_format(&text, "%*d", i * 20, i);
        text_pad(&text, "速度", 12);
        text_number(&text, i);
        utf8_escape(&text, "\x1B\xFF ok", 5);
    }
    ck_assert(text.failed || text.length > 1000);
    bool failed = text.failed;
    text_free(&text);
    return failed;
}

static bool use_symbols(void) {
    Symbols symbols = {0};
    bool failed = false;
    Symbol given[300] = {0};
    char name[16];
    for (int pass = 0; pass < 2; pass++) {
        for (int i = 0; i < 300; i++) {
            int length = snprintf(name, sizeof name, "name%d", i);
            Symbol symbol = symbol_intern(&symbols, name, (size_t)length);
            failed |= symbol == SYMBOL_NONE;
            if (symbol == SYMBOL_NONE)
                continue;
            ck_assert_str_eq(symbol_text(&symbols, symbol), name);
            ck_assert(given[i] == SYMBOL_NONE || given[i] == symbol);
            given[i] = symbol;
        }
    }
    symbols_free(&symbols);
    return failed;
}

START_TEST(every_request_may_fail) {
    fail_everywhere(use_arena);
    fail_everywhere(use_text);
    fail_everywhere(use_symbols);
}
END_TEST

/* ---- Stack ---- */

static const char *program; /* argv[0] */
static uintptr_t stack_start;

/* Goes down until the stack is low, then needs some more of it; returns the bytes used. */
__attribute__((noinline)) static size_t dive(unsigned depth) {
    volatile char frame[200];
    frame[depth % sizeof frame] = 1;
    size_t used = 0;
    if (stack_low()) {
        volatile char more[24 << 10];
        for (size_t i = 0; i < sizeof more; i += 512)
            more[i] = 1;
        used = stack_start - (uintptr_t)__builtin_frame_address(0) + (size_t)more[0] - 1;
    } else {
        used = dive(depth + 1);
    }
    return used + (size_t)frame[depth % sizeof frame] - 1;
}

static int stack_program(void) {
    if (stack_low())
        return 1; /* before stack_begin there is no limit */
    stack_begin();
    stack_start = (uintptr_t)__builtin_frame_address(0);
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0)
        return 2;
    printf("%zu %llu\n", dive(0), (unsigned long long)limit.rlim_cur);
    return 0;
}

/* Starts this program again with a stack of *limit bytes and arguments of `extra` bytes; returns
 * how many bytes of stack it used before stack_low said stop, and the limit it really had (the
 * system may allow less, and valgrind gives its children another). */
static size_t stack_used(rlim_t *limit, size_t extra) {
    int channel[2];
    ck_assert_int_eq(pipe(channel), 0);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct rlimit now;
        getrlimit(RLIMIT_STACK, &now);
        now.rlim_cur = *limit < now.rlim_max ? *limit : now.rlim_max;
        char *filler = malloc(extra + 1);
        if (!filler || setrlimit(RLIMIT_STACK, &now) != 0 || dup2(channel[1], STDOUT_FILENO) < 0)
            _exit(9);
        memset(filler, 'x', extra);
        filler[extra] = '\0';
        execl(program, program, "--stack", filler, (char *)NULL);
        _exit(9);
    }
    close(channel[1]);
    char answer[64] = {0}, *end;
    ssize_t length = read(channel[0], answer, sizeof answer - 1);
    close(channel[0]);
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "limit %lu: status %x",
                  (unsigned long)*limit, (unsigned)status);
    ck_assert_int_gt(length, 0);
    size_t used = (size_t)strtoull(answer, &end, 10);
    *limit = (rlim_t)strtoull(end, NULL, 10);
    return used;
}

START_TEST(stack_is_measured) {
    static const rlim_t limits[] = {256 << 10, 1 << 20, 8 << 20, 32 << 20, RLIM_INFINITY};
    for (size_t i = SANITIZED ? 1 : 0; i < LENGTH(limits); i++) {
        rlim_t limit = limits[i];
        size_t used = stack_used(&limit, 0);
        if (limit == RLIM_INFINITY)
            limit = 8 << 20; /* what no limit is taken for */
        ck_assert_msg(used > limit / 3 && used < limit, "%zu of %lu", used, (unsigned long)limit);
        /* Long arguments lie on the same stack. */
        limit = limits[i];
        size_t less = stack_used(&limit, 60000);
        ck_assert_msg(less < used - 40000, "%zu, with arguments %zu", used, less);
    }
}
END_TEST

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "--stack") == 0)
        return stack_program();
    program = argv[0];
    Suite *suite = suite_create("base");
    TCase *memory = suite_case(suite, "memory");
    tcase_add_test(memory, memory_overflow);
    tcase_add_test(memory, memory_is_zeroed);
    tcase_add_test(memory, memory_fails_where_told);
    tcase_add_test(memory, arena_blocks);
    tcase_add_test(memory, arena_goes_back);
    tcase_add_test(memory, arena_large_block_is_one_request);
    tcase_add_test(memory, every_request_may_fail);
    TCase *text = suite_case(suite, "text");
    tcase_add_test(text, text_appends);
    tcase_add_test(text, text_pads_by_columns);
    tcase_add_test(text, text_escapes);
    tcase_add_test(text, text_failure_sticks);
    TCase *symbols = suite_case(suite, "symbols");
    tcase_add_test(symbols, hash_depends_on_all);
    tcase_add_test(symbols, hash_mixes);
    tcase_add_test(symbols, names_are_symbols);
    TCase *utf8 = suite_case(suite, "utf8");
    tcase_add_test(utf8, utf8_decodes_all_points);
    tcase_add_test(utf8, utf8_refuses_nonsense);
    tcase_add_test(utf8, utf8_classes);
    tcase_add_test(utf8, utf8_widths);
    tcase_add_test(utf8, utf8_escapes);
    TCase *stack = suite_case(suite, "stack");
    tcase_add_test(stack, stack_is_measured);
    return suite_run(suite);
}

/* JSON as it comes against docs/schema, and docs/schema against docs/json.md.
 *
 * Answers of every view are validated in every form in which they come (json, jsonl, lines of a
 * session), and all keys that a schema names must have come. What a schema names is documented, and
 * what is documented is in a schema. $ADCALC is the program, $top_srcdir has the pages. */
#include "adcalc.h"
#include "support/files.h"
#include "support/suite.h"
#include "support/validator.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Validator validator;
static char directory[4096], *page;
static Text answer;

/* ---- which schema is about what ---- */

static bool says(json_object *schema, const char *name) {
    return schema && json_object_is_type(schema, json_type_string) &&
           !strcmp(json_object_get_string(schema), name);
}

/* Whether the file describes objects whose key "schema" is "adcalc.NAME/1". */
static bool is_about(const char *file, const char *name) {
    json_object *root = validator_file(&validator, file), *properties, *schema, *words;
    ck_assert_msg(root, "%s cannot be read", file);
    Text text = {0};
    text_format(&text, "adcalc.%s/1", name);
    bool found = false;
    if (json_object_object_get_ex(root, "properties", &properties) &&
        json_object_object_get_ex(properties, "schema", &schema)) {
        if (json_object_object_get_ex(schema, "const", &words))
            found = says(words, text_string(&text));
        else if (json_object_object_get_ex(schema, "enum", &words))
            for (size_t i = 0; i < json_object_array_length(words); i++)
                found |= says(json_object_array_get_idx(words, i), text_string(&text));
    }
    text_free(&text);
    return found;
}

/* Calls `use` with the name of each file of docs/schema that describes answers. */
static void each_schema(void (*use)(const char *file)) {
    DIR *folder = opendir(directory);
    ck_assert_ptr_nonnull(folder);
    int count = 0;
    for (struct dirent *entry; (entry = readdir(folder));) {
        size_t length = strlen(entry->d_name);
        if (length < 6 || strcmp(entry->d_name + length - 5, ".json") ||
            !strcmp(entry->d_name, "common.json"))
            continue;
        use(entry->d_name);
        count++;
    }
    closedir(folder);
    ck_assert_int_ge(count, 4);
}

static const char *wanted_name;
static char found_file[100];

static void look(const char *file) {
    if (is_about(file, wanted_name))
        snprintf(found_file, sizeof found_file, "%s", file);
}

/* The file that describes "adcalc.NAME/1". */
static const char *file_about(const char *name) {
    wanted_name = name;
    found_file[0] = '\0';
    each_schema(look);
    ck_assert_msg(*found_file, "docs/schema has nothing about adcalc.%s/1", name);
    return found_file;
}

static void check_answer(json_object *object, const char *command) {
    json_object *schema;
    ck_assert_msg(json_object_object_get_ex(object, "schema", &schema), "%s", command);
    char name[50] = "";
    ck_assert_int_eq(sscanf(json_object_get_string(schema), "adcalc.%49[a-z]/1", name), 1);
    ck_assert_msg(validator_accepts(&validator, file_about(name), object), "%s\n%s\n%s", command,
                  text_string(&validator.why), json_object_to_json_string(object));
}

/* ---- answers ---- */

static void ask(const char *command) {
    char piece[4096];
    text_clear(&answer);
    FILE *pipe = popen(command, "r");
    ck_assert_ptr_nonnull(pipe);
    for (size_t count; (count = fread(piece, 1, sizeof piece, pipe)) > 0;)
        text_bytes(&answer, piece, count);
    pclose(pipe);
    ck_assert_msg(answer.length && !answer.failed, "no answer: %s", command);
}

/* All the JSON there is in the answer. */
static int check_answers(const char *command) {
    struct json_tokener *tokener = json_tokener_new();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_ALLOW_TRAILING_CHARS);
    int count = 0;
    for (size_t at = 0; at + strspn(text_string(&answer) + at, " \n") < answer.length; count++) {
        json_object *object =
            json_tokener_parse_ex(tokener, answer.bytes + at, (int)(answer.length - at));
        ck_assert_msg(object, "no JSON: %s\n%s", command, text_string(&answer));
        at += json_tokener_get_parse_end(tokener);
        check_answer(object, command);
        json_object_put(object);
    }
    json_tokener_free(tokener);
    return count;
}

/* Asks as one command in both formats. */
static void check_command(const char *arguments) {
    static const char *const formats[] = {"json", "jsonl"};
    for (size_t i = 0; i < 2; i++) {
        Text command = {0};
        text_format(&command, "\"$ADCALC\" --time 0 %s --format %s 2>/dev/null", arguments,
                    formats[i]);
        ask(text_string(&command));
        ck_assert_int_eq(check_answers(text_string(&command)), 1);
        text_free(&command);
    }
}

/* Asks on the lines of a session, of which so many have an answer. */
static void check_session(const char *lines, int answers) {
    Text command = {0};
    text_format(&command, "printf '%s' | \"$ADCALC\" --time 0 --format json 2>/dev/null", lines);
    ask(text_string(&command));
    ck_assert_int_eq(check_answers(text_string(&command)), answers);
    text_free(&command);
}

static bool has_line(const Text *lines, const char *line, size_t length) {
    Text whole = {0};
    text_put(&whole, "\n");
    text_bytes(&whole, line, length);
    text_put(&whole, "\n");
    bool found = strstr(text_string(lines), text_string(&whole));
    text_free(&whole);
    return found;
}

static const char *next_line(const char *line) {
    line += strcspn(line, "\n");
    return line + (*line == '\n');
}

#ifdef HAVE_REFEREE
static void check_seen(const char *file) {
    Text paths = {0};
    validator_paths(&validator, file, &paths);
    for (const char *line = text_string(&paths) + 1; *line; line = next_line(line)) {
        size_t length = strcspn(line, "\n");
        ck_assert_msg(has_line(&validator.seen, line, length), "%s: %.*s never came", file,
                      (int)length, line);
    }
    text_free(&paths);
}
#endif

/* Asked of every view: ordinary points, and others. */
static const char *const questions[] = {
    "'x^2*y' --at x=3,y=0.1",
    "'sin(x*y) + exp(z)/x' --at x=1,y=2,z=0.5",
    "'θ^2' --at θ=2",
    "'x^2*y' --wrt y --at x=3,y=0.1",
    "'x/x + log(x*y)' --at x=1,y=2",
    "'if x > 0 then x^y else y' --at x=1,y=2",
    "'sin(x)^2 + cos(x)^2' --at x=0.3",
    "'sum(i in 1..40, x^i/i)' --at x=1",
    "'x; y; 3*z' --at x=1,y=1,z=1",
    "'abs(x)' --at x=0",
    "'floor(x)' --at x=2",
    "'relu(x)-relu(-x)' --at x=0",
    "'x*sqrt(x)' --at x=0",
    "'if x == 0 then 0 else x*sin(1/x)' --at x=0",
    "'1/x' --at x=0",
    "'log(x)' --at x=-1",
    "'exp(x)' --at x=1000",
    "'sqrt(x)' --at x=0",
    "--iterate 'l=4*l*(1-l)' --from l=x -n 3 --at x=0.2",
};

/* Asked once, for keys that come seldom. $LARGE is a file with more variables than some
 * methods go into. */
static const char *const others[] = {
    "'x^2*y' --at x=3,y=0.1 --time 5",
    "5",
    "derive 5",
    "'(x+1e8)-1e8' --at x=0.3",
    "'(1-cos(x))/x^2' --at x=0.01",
    "'x^4' --at x=2 --order 3",
    "'abs(x)' --at x=0 --order 2",
    "'x*abs(x)' --at x=0 --order 2",
    "'hypot(x,y)^2' --at x=0,y=0 --hessian",
    "check 'max(x,y)' --claim x=0.3,y=0.7 --at x=1,y=1",
    "check 'sqrt(abs(x))' --claim x=0 --at x=0",
    "'abs(x)' --at x=0 --kink nan",
    "'x^3*y^2' --at x=2,y=3 --order x=2,y=1",
    "'x^3*y^2' --at x=2,y=3 --hessian",
    "'x^3*y^2' --at x=2,y=3 --hessian --along x=1",
    "'x^3*y^2' --at x=2,y=3 --along x=1,y=-2 --order 2",
    "derive 'x^3*y^2' --hessian",
    "swell 'x^x*sin(x)' --order 60",
    "'relu(x) - relu(-x) + sqrt(y)^3' --at x=0,y=0",
    "'x*abs(x)' --at x=0 --order 3",
    "'x*abs(x)' --at x=0 --order x=2",
    "'x*abs(x) + y*abs(x)' --at x=0,y=0 --hessian",
    "'x*abs(x) + y*abs(x)' --at x=0,y=0 --hessian --along x=1",
    "'if x == 0 then 0 else sin(1/x)' --at x=0",
    "check 'x^2*y' --claim x=2*x*y --claim y=x",
    ("check 'x^2*y' --claim x=2*x*y --claim-value y=9.1 --at x=3,y=1 --box x=0..1 --points 9 "
     "--seed 7"),
    "check 'abs(x)' --claim x=1 --at x=0",
    "check 'abs(x)' --claim x=2 --at x=0",
    "check 'floor(x)' --claim x=0 --at x=2",
    "check 'log(x)' --claim x=1/x --at x=-1",
    "check '(1-cos(x))/x^2' --claim x='sin(x)/x^2-2*(1-cos(x))/x^3' --at x=1e-300",
    "sweep 'x^3*sin(x)' --at x=0.7",
    "sweep 'x*gamma(x)' --at x=3",
    "sweep '1e-305*x^2' --at x=1",
    "sweep 'exp(x)' --at x=1 --numeric richardson",
    "sweep 'abs(x)' --at x=0 --kink right",
    "--file \"$LARGE\"",
};

START_TEST(answers_are_what_the_schemas_say) {
    for (const View *view = view_table; view->name; view++) {
        file_about(view->name); /* there is one, though it may not come */
        for (size_t i = 0; !view->needs_claims && i < LENGTH(questions); i++) {
            Text arguments = {0};
            text_format(&arguments, "%s %s", view->name, questions[i]);
            check_command(text_string(&arguments));
            text_free(&arguments);
        }
    }
    for (size_t i = 0; i < LENGTH(others); i++)
        check_command(others[i]);
    check_session("at x = 3\\nx^2\\nderive x^2\\ntrace x^2\\ngraph x^2\\nvars\\nset\\nhelp sin\\n",
                  7);
    setenv("ADCALC_REFERENCE", "/nonexistent/referee", 1);
    check_command("'x^2' --at x=3");
    setenv("ADCALC_REFERENCE", "none", 1);
    check_command("'x^2' --at x=3");
    ck_assert_ptr_null(strstr(text_string(&answer), "\"reference\":"));
#ifdef HAVE_REFEREE
    each_schema(check_seen);
#endif
}
END_TEST

/* ---- keys: of the schemas, of the answers, of docs/json.md ---- */

static void add_documented(const char *file, const char *path, Text *documented) {
    ck_assert_msg(validator_has(&validator, file, path), "docs/json.md has %s, %s has not", path,
                  file);
    Text key = {0};
    for (const char *part = path; *part;) {
        part += strspn(part, ".[]");
        size_t length = strcspn(part, ".[");
        bool variable = length == 1 && (*part == 'x' || *part == 'y');
        if (length && !variable) {
            text_put(&key, key.length ? "." : "");
            text_bytes(&key, part, length);
            /* What is above a key that is documented is documented by it. */
            text_format(documented, "%s%s\n", documented->length ? "" : "\n", text_string(&key));
        }
        part += length;
    }
    text_free(&key);
}

/* The keys in the first column of the tables between two places of the page. */
static void read_documented(const char *file, const char *from, const char *to, Text *documented) {
    for (const char *line = from; line < to; line = next_line(line)) {
        if (strncmp(line, "| `", 3))
            continue;
        char before[200] = "";
        const char *end = strstr(line, " | ");
        for (const char *mark = strchr(line, '`'); mark && mark < end;) {
            const char *close = strchr(mark + 1, '`');
            char path[200];
            bool more = mark[1] == '.'; /* ".end": beside the one before */
            char *last = strrchr(before, '.');
            if (more && last)
                *last = '\0';
            snprintf(path, sizeof path, "%s%.*s", more ? before : "", (int)(close - mark - 1),
                     mark + 1);
            add_documented(file, path, documented);
            snprintf(before, sizeof before, "%s", path);
            mark = strchr(close + 1, '`');
        }
    }
}

/* The section of docs/json.md with this word in its heading. */
static const char *section(const char *word, const char **end) {
    for (const char *line = strstr(page, "\n## "); line; line = strstr(line + 1, "\n## ")) {
        const char *text = line + 4;
        size_t length = strcspn(text, "\n");
        *end = strstr(text, "\n## ");
        *end = *end ? *end : text + strlen(text);
        for (const char *at = text; at < text + length;) {
            size_t size = strcspn(at, ",\n");
            if (size == strlen(word) && !strncmp(at, word, size))
                return text;
            at += size + 1;
            at += *at == ' ';
        }
    }
    ck_abort_msg("docs/json.md has no section about %s", word);
    return NULL;
}

static void check_documented(const char *file) {
    Text documented = {0}, paths = {0};
    json_object *properties, *schema, *words;
    json_object_object_get_ex(validator_file(&validator, file), "properties", &properties);
    ck_assert(json_object_object_get_ex(properties, "schema", &schema));
    bool several = json_object_object_get_ex(schema, "enum", &words);
    size_t count = several ? json_object_array_length(words) : 1;
    if (!several)
        json_object_object_get_ex(schema, "const", &words);
    for (size_t i = 0; i < count; i++) {
        char name[50] = "";
        const char *end;
        json_object *one = several ? json_object_array_get_idx(words, i) : words;
        ck_assert_int_eq(sscanf(json_object_get_string(one), "adcalc.%49[a-z]/1", name), 1);
        const char *start = section(name, &end);
        read_documented(file, start, end, &documented);
    }
    /* Keys of all answers are documented once, at the beginning. */
    const char *start = page, *end = strstr(start, "\n## ");
    Text common = {0};
    bool has_point = json_object_object_get_ex(properties, "at", NULL);
    for (const char *line = start; line < end; line = next_line(line))
        if (has_point || strncmp(line, "| `at.", 6))
            text_bytes(&common, line, (size_t)(next_line(line) - line));
    read_documented(file, text_string(&common), common.bytes + common.length, &documented);
    validator_paths(&validator, file, &paths);
    for (const char *line = text_string(&paths) + 1; *line; line = next_line(line)) {
        size_t length = strcspn(line, "\n");
        ck_assert_msg(has_line(&documented, line, length), "docs/json.md lacks %.*s of %s",
                      (int)length, line, file);
    }
    text_free(&common);
    text_free(&documented);
    text_free(&paths);
}

START_TEST(keys_are_documented) {
    const char *end;
    each_schema(check_documented);
    for (const View *view = view_table; view->name; view++)
        section(view->name, &end);
}
END_TEST

/* ---- the validator itself: what is right and wrong by the specification of JSON Schema ---- */

START_TEST(the_validator_validates) {
    static const struct {
        const char *schema, *value;
        bool fits;
    } rows[] = {
        {"{'type': 'object'}", "{}", true},
        {"{'type': 'object'}", "[]", false},
        {"{'type': 'array'}", "[1, 'a']", true},
        {"{'type': 'string'}", "'a'", true},
        {"{'type': 'string'}", "1", false},
        {"{'type': 'boolean'}", "false", true},
        {"{'type': 'boolean'}", "0", false},
        {"{'type': 'null'}", "null", true},
        {"{'type': 'null'}", "0", false},
        {"{'type': 'number'}", "1.5", true},
        {"{'type': 'number'}", "'1.5'", false},
        {"{'type': 'integer'}", "3", true},
        {"{'type': 'integer'}", "3.0", true},
        {"{'type': 'integer'}", "3.5", false},
        {"{'type': 'integer'}", "null", false},
        {"{'type': 'none'}", "3", false},
        {"{'enum': ['a', 2]}", "2", true},
        {"{'enum': ['a', 2]}", "'b'", false},
        {"{'const': 'a'}", "'a'", true},
        {"{'const': 'a'}", "'b'", false},
        {"{'minimum': 0}", "0", true},
        {"{'minimum': 0}", "-1", false},
        {"{'required': ['a']}", "{'a': 1, 'b': 2}", true},
        {"{'required': ['a']}", "{'b': 2}", false},
        {"{'properties': {'a': {'type': 'string'}}}", "{'a': 'x'}", true},
        {"{'properties': {'a': {'type': 'string'}}}", "{'a': 1}", false},
        {"{'properties': {'a': {'type': 'string'}}}", "{'b': 1}", true},
        {"{'properties': {'a': {}}, 'additionalProperties': false}", "{'a': 1}", true},
        {"{'properties': {'a': {}}, 'additionalProperties': false}", "{'b': 1}", false},
        {"{'additionalProperties': {'type': 'number'}}", "{'a': 1, 'b': 2}", true},
        {"{'additionalProperties': {'type': 'number'}}", "{'a': 1, 'b': 'c'}", false},
        {"{'items': {'type': 'number'}}", "[1, 2]", true},
        {"{'items': {'type': 'number'}}", "[1, '2']", false},
        {"{'anyOf': [{'type': 'number'}, {'const': 'NaN'}]}", "'NaN'", true},
        {"{'anyOf': [{'type': 'number'}, {'const': 'NaN'}]}", "'nan'", false},
        {"{'type': 'string', 'anyOf': [{'type': 'number'}]}", "1", false},
        {"{'$ref': '#/$defs/n', '$defs': {'n': {'type': 'number'}}}", "1", true},
        {"{'$ref': '#/$defs/n', '$defs': {'n': {'type': 'number'}}}", "'1'", false},
        {"{'$ref': '#/$defs/m', '$defs': {'n': {'type': 'number'}}}", "1", false},
        {"{'items': {'$ref': 'common.json#/$defs/number'}}", "[1, 'NaN']", true},
        {"{'items': {'$ref': 'common.json#/$defs/number'}}", "[1, 'nan']", false},
        {"{'title': 'a', 'description': 'b'}", "1", true},
        {"{'pattern': 'a'}", "'a'", false},
        {"{'properties': {'a': {'maximum': 3}}}", "{'a': 1}", false},
    };
    for (size_t i = 0; i < LENGTH(rows); i++) {
        char schema[200], value[100];
        snprintf(schema, sizeof schema, "%s", rows[i].schema);
        snprintf(value, sizeof value, "%s", rows[i].value);
        for (char *c = schema; *c; c++)
            *c = *c == '\'' ? '"' : *c;
        for (char *c = value; *c; c++)
            *c = *c == '\'' ? '"' : *c;
        Validator one = {.directory = directory};
        SchemaFile file = {strdup("it.json"), json_tokener_parse(schema)};
        json_object *object = json_tokener_parse(value);
        ck_assert(file.root && array_push(&one.files, file));
        ck_assert_msg(validator_accepts(&one, "it.json", object) == rows[i].fits, "%s: %s: %s",
                      schema, value, text_string(&one.why));
        ck_assert_int_eq(one.why.length == 0, rows[i].fits);
        json_object_put(object);
        validator_free(&one);
    }
}
END_TEST

START_TEST(the_validator_knows_its_schemas) {
    static const char *const places[] = {"value",
                                         "at.x",
                                         "methods[].gradient.x",
                                         "methods[].error.x.ulp",
                                         "methods[].error[].ulp",
                                         "methods[].hessian.x.y",
                                         "notes[].kind",
                                         "reference.gradient.x"};
    static const char *const none[] = {
        "values", "value.x",        "methods.name", "methods[].hessian.x.ulp",
        "at.x.y", "notes[].kind.x", "value[]"};
    for (size_t i = 0; i < LENGTH(places); i++)
        ck_assert_msg(validator_has(&validator, "compare.json", places[i]), "%s", places[i]);
    for (size_t i = 0; i < LENGTH(none); i++)
        ck_assert_msg(!validator_has(&validator, "compare.json", none[i]), "%s", none[i]);
    Text paths = {0};
    validator_paths(&validator, "compare.json", &paths);
    ck_assert(has_line(&paths, "methods.error.ulp", 17));
    ck_assert(has_line(&paths, "methods.timing.eval_ns", 22));
    ck_assert(!has_line(&paths, "methods.error.eval_ns", 21));
    text_free(&paths);
}
END_TEST

/* ---- */

static char large[] = "/tmp/adcalc-schema-XXXXXX";

static void write_large(void) {
    FILE *file = fdopen(mkstemp(large), "w");
    ck_assert_ptr_nonnull(file);
    for (int i = 1; i <= 30000; i++)
        fprintf(file, "at x%d = 1\n", i);
    for (int i = 1; i <= 30000; i++)
        fprintf(file, "x%d^2%s", i, i < 30000 ? " + " : "\n");
    fclose(file);
    setenv("LARGE", large, 1);
}

static void begin(void) {
    char path[4096];
    source_path(directory, sizeof directory, "docs/schema");
    validator.directory = directory;
    source_path(path, sizeof path, "docs/json.md");
    page = file_read(path, NULL);
    ck_assert_msg(page, "%s", path);
    setenv("ADCALC", "./adcalc", 0);
    unsetenv("ADCALC_REFERENCE");
    write_large();
}

static void end(void) {
    unlink(large);
    validator_free(&validator);
    text_free(&answer);
    free(page);
}

int main(void) {
    Suite *suite = suite_create("schema");
    TCase *tests = suite_case(suite, "schema");
    tcase_set_timeout(tests, 600);
    tcase_add_unchecked_fixture(tests, begin, end);
    tcase_add_test(tests, the_validator_validates);
    tcase_add_test(tests, the_validator_knows_its_schemas);
    tcase_add_test(tests, answers_are_what_the_schemas_say);
    tcase_add_test(tests, keys_are_documented);
    return suite_run(suite);
}

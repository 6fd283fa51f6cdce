/* A validator: see validator.h. */
#include "support/validator.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- schemas ---- */

json_object *validator_file(Validator *v, const char *name) {
    for (size_t i = 0; i < v->files.count; i++)
        if (!strcmp(v->files.items[i].name, name))
            return v->files.items[i].root;
    Text path = {0};
    text_format(&path, "%s/%s", v->directory, name);
    json_object *root = json_object_from_file(text_string(&path));
    text_free(&path);
    SchemaFile file = {strdup(name), root};
    if (root && !array_push(&v->files, file))
        abort();
    return root;
}

void validator_free(Validator *v) {
    for (size_t i = 0; i < v->files.count; i++) {
        free((char *)v->files.items[i].name);
        json_object_put(v->files.items[i].root);
    }
    array_free(&v->files);
    text_free(&v->seen);
    text_free(&v->why);
}

/* A schema and the file that its references are about. */
typedef struct Schema {
    const char *file;
    json_object *node;
} Schema;

static json_object *word(Schema schema, const char *name) {
    json_object *value = NULL;
    json_object_object_get_ex(schema.node, name, &value);
    return value;
}

static void complain(Validator *v, const char *path, const char *what, const char *detail) {
    if (!v->why.length)
        text_format(&v->why, "%s: %s%s", *path ? path : "all of it", what, detail);
}

/* "common.json#/$defs/number", or of the same file "#/$defs/number".
 * A node of NULL when there is none. */
static Schema follow(Validator *v, Schema from, const char *reference) {
    static const char middle[] = "#/$defs/";
    const char *mark = strstr(reference, middle);
    Schema to = {from.file, NULL};
    if (!mark)
        return to;
    Text name = {0};
    text_bytes(&name, reference, (size_t)(mark - reference));
    json_object *root = validator_file(v, name.length ? text_string(&name) : from.file), *defs;
    for (size_t i = 0; name.length && i < v->files.count; i++)
        if (!strcmp(v->files.items[i].name, text_string(&name)))
            to.file = v->files.items[i].name;
    text_free(&name);
    if (root && json_object_object_get_ex(root, "$defs", &defs))
        json_object_object_get_ex(defs, mark + strlen(middle), &to.node);
    return to;
}

static bool check_words(Validator *v, Schema schema, const char *path) {
    static const char *const known[] = {
        "type",       "enum",  "const", "properties", "required", "items", "additionalProperties",
        "minimum",    "anyOf", "$ref",  "$schema",    "$id",      "$defs", "title",
        "description"};
    json_object_object_foreach(schema.node, name, value) {
        (void)value;
        size_t i = 0;
        while (i < sizeof known / sizeof *known && strcmp(known[i], name))
            i++;
        if (i == sizeof known / sizeof *known) {
            complain(v, path, "the schema has an unknown word ", name);
            return false;
        }
    }
    return true;
}

/* ---- values ---- */

static bool has_type(json_object *value, const char *type) {
    enum json_type is = json_object_get_type(value);
    if (!strcmp(type, "object"))
        return is == json_type_object;
    if (!strcmp(type, "array"))
        return is == json_type_array;
    if (!strcmp(type, "string"))
        return is == json_type_string;
    if (!strcmp(type, "boolean"))
        return is == json_type_boolean;
    if (!strcmp(type, "null"))
        return is == json_type_null;
    double number = json_object_get_double(value);
    bool numeric = (is == json_type_int || is == json_type_double) && isfinite(number);
    if (!strcmp(type, "integer"))
        return numeric && number == floor(number);
    return !strcmp(type, "number") && numeric;
}

static bool is_one_of(json_object *value, json_object *choices) {
    for (size_t i = 0; i < json_object_array_length(choices); i++)
        if (json_object_equal(value, json_object_array_get_idx(choices, i)))
            return true;
    return false;
}

static bool accepts(Validator *v, Schema schema, json_object *value, const char *path);

static bool check_any(Validator *v, Schema schema, json_object *value, const char *path) {
    json_object *any = word(schema, "anyOf");
    Text why = {0};
    for (size_t i = 0; any && i < json_object_array_length(any); i++) {
        size_t seen = v->seen.length; /* what a refused alternative saw does not count */
        Text before = v->why;
        v->why = (Text){0};
        bool fits =
            accepts(v, (Schema){schema.file, json_object_array_get_idx(any, i)}, value, path);
        Text found = v->why;
        v->why = before;
        if (fits) {
            text_free(&found);
            text_free(&why);
            return true;
        }
        text_format(&why, "%s%s", i ? "; or " : "", text_string(&found));
        text_free(&found);
        v->seen.length = seen;
        if (v->seen.bytes)
            v->seen.bytes[seen] = '\0';
    }
    if (any)
        complain(v, path, "fits nothing: ", text_string(&why));
    text_free(&why);
    return !any;
}

static bool check_required(Validator *v, Schema schema, json_object *value, const char *path) {
    json_object *required = word(schema, "required");
    for (size_t i = 0; required && i < json_object_array_length(required); i++) {
        const char *name = json_object_get_string(json_object_array_get_idx(required, i));
        if (!json_object_object_get_ex(value, name, NULL)) {
            complain(v, path, "there is no ", name);
            return false;
        }
    }
    return true;
}

static void put_path(const char *before, const char *name, Text *path) {
    text_format(path, "%s%s%s", before, *before ? "." : "", name);
}

static bool check_member(Validator *v, Schema schema, const char *name, json_object *member,
                         const char *path) {
    json_object *properties = word(schema, "properties"), *others, *property;
    others = word(schema, "additionalProperties");
    if (properties && json_object_object_get_ex(properties, name, &property)) {
        Text inner = {0};
        put_path(path, name, &inner);
        bool fits = accepts(v, (Schema){schema.file, property}, member, text_string(&inner));
        if (fits)
            text_format(&v->seen, "%s%s\n", v->seen.length ? "" : "\n", text_string(&inner));
        text_free(&inner);
        return fits;
    }
    if (!others)
        return true;
    if (json_object_is_type(others, json_type_boolean)) {
        if (!json_object_get_boolean(others))
            complain(v, path, "there should be no ", name);
        return json_object_get_boolean(others);
    }
    return accepts(v, (Schema){schema.file, others}, member, path);
}

static bool check_members(Validator *v, Schema schema, json_object *value, const char *path) {
    json_object *items = word(schema, "items");
    if (json_object_is_type(value, json_type_object)) {
        json_object_object_foreach(value, name, member) {
            if (!check_member(v, schema, name, member, path))
                return false;
        }
        return check_required(v, schema, value, path);
    }
    for (size_t i = 0; items && i < json_object_array_length(value); i++)
        if (!accepts(v, (Schema){schema.file, items}, json_object_array_get_idx(value, i), path))
            return false;
    return true;
}

static bool accepts(Validator *v, Schema schema, json_object *value, const char *path) {
    if (!schema.node || !check_words(v, schema, path))
        return false;
    json_object *reference = word(schema, "$ref"), *type = word(schema, "type");
    json_object *choices = word(schema, "enum"), *constant = word(schema, "const");
    json_object *minimum = word(schema, "minimum");
    const char *text = json_object_to_json_string(value);
    if (reference) {
        Schema to = follow(v, schema, json_object_get_string(reference));
        if (!to.node)
            complain(v, path, "the schema refers to nothing: ", json_object_get_string(reference));
        if (!accepts(v, to, value, path))
            return false;
    }
    if (type && !has_type(value, json_object_get_string(type))) {
        Text what = {0};
        text_format(&what, "is no %s: ", json_object_get_string(type));
        complain(v, path, text_string(&what), text);
        text_free(&what);
        return false;
    }
    if ((choices && !is_one_of(value, choices)) ||
        (constant && !json_object_equal(value, constant))) {
        complain(v, path, "is none of the values it may be: ", text);
        return false;
    }
    if (minimum && json_object_get_double(value) < json_object_get_double(minimum)) {
        complain(v, path, "is too small: ", text);
        return false;
    }
    if (json_object_is_type(value, json_type_object) || json_object_is_type(value, json_type_array))
        if (!check_members(v, schema, value, path))
            return false;
    return check_any(v, schema, value, path);
}

bool validator_accepts(Validator *v, const char *file, json_object *value) {
    text_clear(&v->why);
    json_object *root = validator_file(v, file);
    if (!root)
        complain(v, "", "there is no schema ", file);
    return root && accepts(v, (Schema){file, root}, value, "");
}

/* ---- the schema itself ---- */

enum { MOST_REFERENCES = 16 };

/* Where a walk is: references that lead to themselves are followed once for each path. */
typedef struct Descent {
    Validator *validator;
    Text *paths;
    json_object *within[MOST_REFERENCES];
    size_t depth;
} Descent;

static void walk(Descent *w, Schema schema, const char *path) {
    for (size_t i = 0; i < w->depth; i++)
        if (w->within[i] == schema.node)
            return;
    if (!json_object_is_type(schema.node, json_type_object) || w->depth == MOST_REFERENCES)
        return;
    w->within[w->depth++] = schema.node;
    json_object *reference = word(schema, "$ref"), *any = word(schema, "anyOf");
    json_object *properties = word(schema, "properties");
    if (reference)
        walk(w, follow(w->validator, schema, json_object_get_string(reference)), path);
    for (size_t i = 0; any && i < json_object_array_length(any); i++)
        walk(w, (Schema){schema.file, json_object_array_get_idx(any, i)}, path);
    walk(w, (Schema){schema.file, word(schema, "items")}, path);
    walk(w, (Schema){schema.file, word(schema, "additionalProperties")}, path);
    if (properties) {
        json_object_object_foreach(properties, name, property) {
            Text inner = {0};
            put_path(path, name, &inner);
            text_format(w->paths, "%s%s\n", w->paths->length ? "" : "\n", text_string(&inner));
            Descent fresh = {.validator = w->validator, .paths = w->paths};
            walk(&fresh, (Schema){schema.file, property}, text_string(&inner));
            text_free(&inner);
        }
    }
    w->depth--;
}

void validator_paths(Validator *v, const char *file, Text *paths) {
    Descent w = {.validator = v, .paths = paths};
    walk(&w, (Schema){file, validator_file(v, file)}, "");
}

/* `path` begins with a name, "[]" or ".x"; `left` keeps references from leading in circles. */
static bool has(Validator *v, Schema schema, const char *path, int left) {
    if (!json_object_is_type(schema.node, json_type_object) || left == 0)
        return false;
    if (!*path)
        return true;
    json_object *reference = word(schema, "$ref"), *any = word(schema, "anyOf"), *property;
    json_object *properties = word(schema, "properties");
    if (reference && has(v, follow(v, schema, json_object_get_string(reference)), path, left - 1))
        return true;
    for (size_t i = 0; any && i < json_object_array_length(any); i++)
        if (has(v, (Schema){schema.file, json_object_array_get_idx(any, i)}, path, left - 1))
            return true;
    if (!strncmp(path, "[]", 2))
        return has(v, (Schema){schema.file, word(schema, "items")}, path + 2, left - 1);
    const char *start = path + (*path == '.');
    size_t length = strcspn(start, ".[");
    if (length == 1 && (*start == 'x' || *start == 'y'))
        return has(v, (Schema){schema.file, word(schema, "additionalProperties")}, start + 1,
                   left - 1);
    Text name = {0};
    text_bytes(&name, start, length);
    bool found = properties &&
                 json_object_object_get_ex(properties, text_string(&name), &property) &&
                 has(v, (Schema){schema.file, property}, start + length, left - 1);
    text_free(&name);
    return found;
}

bool validator_has(Validator *v, const char *file, const char *path) {
    return has(v, (Schema){file, validator_file(v, file)}, path, 24);
}

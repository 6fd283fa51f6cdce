/* A validator for the part of JSON Schema (draft 2020-12) that docs/schema uses.
 *
 * Known are type, enum, const, properties, required, additionalProperties, items, minimum, anyOf,
 * $ref to "#/$defs/name" or "file.json#/$defs/name", and words without a meaning for values
 * ($schema, $id, $defs, title, description). A schema with any other word is wrong. Ownership: a
 * Validator owns the schemas it has read. */
#ifndef ADCALC_TESTS_VALIDATOR_H
#define ADCALC_TESTS_VALIDATOR_H

#include "adcalc.h"

#include <json-c/json.h>

typedef struct SchemaFile {
    const char *name; /* "compare.json" */
    json_object *root;
} SchemaFile;

typedef struct Validator {
    const char *directory;
    ARRAY(SchemaFile) files;
    Text seen; /* "\n" and the key paths of values found valid, a line each: "methods.error.ulp" */
    Text why;  /* the first thing that is wrong */
} Validator;

/* The schema in that file of the directory; NULL when it cannot be read. */
json_object *validator_file(Validator *validator, const char *name);
void validator_free(Validator *validator);

/* Whether `value` is what the file's schema says; else `why` tells. */
bool validator_accepts(Validator *validator, const char *file, json_object *value);

/* Appends the paths of all keys that the schema names, a line each after a first "\n".
 * Names of variables and places in lists are left out of paths: "methods.error.ulp". */
void validator_paths(Validator *validator, const char *file, Text *paths);

/* Whether the schema has a place for "methods[].error.x.ulp", with [] for lists and x,
 * y for variables. */
bool validator_has(Validator *validator, const char *file, const char *path);

#endif

/* For tests: files of the sources and of the build. */
#ifndef ADCALC_TESTS_FILES_H
#define ADCALC_TESTS_FILES_H

#include <stddef.h>

/* The whole file with a NUL, its length in *length unless that is NULL; NULL where it cannot
 * be read. */
char *file_read(const char *path, size_t *length);
/* `path` below the top of the sources: $top_srcdir, or ".". */
void source_path(char *out, size_t size, const char *path);
/* The top of the build, with adcalc and adcalc-reference: $top_builddir, or ".". */
const char *build_directory(void);

#endif

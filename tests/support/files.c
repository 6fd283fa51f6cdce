/* For tests: files of the sources and of the build. See files.h. */
#include "support/files.h"

#include <stdio.h>
#include <stdlib.h>

char *file_read(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    char *text = NULL;
    size_t used = 0, room = 0;
    for (;;) {
        if (room - used < 2) {
            room = room * 2 + 65536;
            char *grown = realloc(text, room);
            if (!grown)
                abort();
            text = grown;
        }
        size_t got = fread(text + used, 1, room - used - 1, file);
        if (!got)
            break;
        used += got;
    }
    fclose(file);
    text[used] = '\0';
    if (length)
        *length = used;
    return text;
}

void source_path(char *out, size_t size, const char *path) {
    const char *top = getenv("top_srcdir");
    snprintf(out, size, "%s/%s", top ? top : ".", path);
}

const char *build_directory(void) {
    const char *top = getenv("top_builddir");
    return top ? top : ".";
}

/* adcalc-manual DIRECTORY: writes the generated pages into the source directory, or another one. */
#include "manual/manual.h"

#include <stdio.h>

static const Page pages[] = {
    {"docs/functions.md", functions_write},
    {"docs/adcalc.1", man_write},
    {"docs/completions/bash/adcalc", bash_write},
    {"docs/completions/zsh/_adcalc", zsh_write},
    {"docs/completions/fish/adcalc.fish", fish_write},
};

static bool write_page(const char *directory, const Page *page) {
    Text path = {0}, text = {0};
    text_format(&path, "%s/%s", directory, page->path);
    page->write(&text);
    FILE *file = path.failed || text.failed ? NULL : fopen(text_string(&path), "wb");
    bool done = file && fwrite(text_string(&text), 1, text.length, file) == text.length;
    if (file)
        done = fclose(file) == 0 && done;
    if (!done)
        fprintf(stderr, "adcalc-manual: cannot write %s\n", text_string(&path));
    text_free(&path);
    text_free(&text);
    return done;
}

int main(int argc, char **argv) {
    if (argc != 2) {
        fputs("usage: adcalc-manual DIRECTORY\n", stderr);
        return 2;
    }
    bool done = true;
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
        done = write_page(argv[1], &pages[i]) && done;
    return done ? 0 : 1;
}

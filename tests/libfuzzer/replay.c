/* The main of a harness that is no fuzzer: runs the files it is given, or all of tests/corpus that
 * bear its name. Each is named before it is run, so that the last name is that of the one to
 * blame. */
#include "harness.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { LONGEST_PATH = 4096, LARGEST_FILE = 1 << 20 };

static unsigned replayed;

static void replay_file(const char *path) {
    static unsigned char bytes[LARGEST_FILE];
    FILE *file = fopen(path, "rb");
    PROMISE(file, "cannot read %s", path);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    PROMISE(!ferror(file) && size < sizeof bytes, "%s is too long", path);
    fclose(file);
    printf("%s\n", path);
    fflush(stdout);
    unsigned char *copy =
        malloc(size ? size : 1); /* just as long, so that nobody reads on unnoticed */
    PROMISE(copy, "out of memory");
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    replayed++;
}

static void replay_directory(const char *path) {
    DIR *directory = opendir(path);
    PROMISE(directory, "there is no %s", path);
    for (struct dirent *entry; (entry = readdir(directory));) {
        char name[LONGEST_PATH];
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        replay_file(name);
    }
    closedir(directory);
}

static void replay(const char *path) {
    struct stat what;
    if (stat(path, &what) == 0 && S_ISREG(what.st_mode))
        replay_file(path);
    else
        replay_directory(path);
}

int main(int argc, char **argv) {
    LLVMFuzzerInitialize(&argc, &argv);
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    if (argc < 2) {
        const char *source = getenv("top_srcdir"), *slash = strrchr(argv[0], '/');
        char path[LONGEST_PATH];
        snprintf(path, sizeof path, "%s/tests/corpus/%s", source ? source : ".",
                 slash ? slash + 1 : argv[0]);
        replay(path);
    }
    PROMISE(replayed, "there was nothing to run");
    printf("PASS: %u inputs\n", replayed);
    return 0;
}

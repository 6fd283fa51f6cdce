/* The main of a harness that is no fuzzer: runs the files it is given, or all of tests/corpus that
 * bear its name. Each is named before it is run, so that the last name is that of the one to blame.
 * */
#include "support/files.h"
#include "support/harness.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { LONGEST_PATH = 4096 };

static unsigned replayed;

static void replay_file(const char *path) {
    size_t size;
    char *bytes = file_read(path, &size);
    PROMISE(bytes, "cannot read %s", path);
    printf("%s\n", path);
    fflush(stdout);
    unsigned char *copy =
        malloc(size ? size : 1); /* just as long, so that nobody reads on unnoticed */
    PROMISE(copy, "out of memory");
    memcpy(copy, bytes, size);
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
    free(bytes);
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
        const char *slash = strrchr(argv[0], '/');
        char name[64], path[LONGEST_PATH];
        snprintf(name, sizeof name, "tests/corpus/%s", slash ? slash + 1 : argv[0]);
        source_path(path, sizeof path, name);
        replay(path);
    }
    PROMISE(replayed, "there was nothing to run");
    printf("PASS: %u inputs\n", replayed);
    return 0;
}

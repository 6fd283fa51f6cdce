/* A program that does nothing and is linked with what adcalc needs in every run:
 * what no program of this kind can be faster than. See startup.c. */
#include <json.h>
#include <math.h>
#include <stddef.h>
#include <unistr.h>

int main(int argc, char **argv) {
    (void)argv;
    if (argc > 1000) { /* never, which the linker does not know */
        ucs4_t point;
        u8_mbtouc(&point, (const uint8_t *)"x", 1);
        json_object_put(json_object_new_double(lgamma((double)point)));
    }
    return 0;
}

/* Arena: bump allocation in chunks; everything is freed at once or back to a mark.
 *
 * Ownership: the arena owns all it hands out. arena_allocate returns NULL when memory runs out.
 * Blocks are aligned for any type and never move. Zero-initialise an Arena to begin. */
#ifndef ADCALC_BASE_ARENA_H
#define ADCALC_BASE_ARENA_H

#include <stddef.h>

typedef struct ArenaChunk ArenaChunk;

typedef struct Arena {
    ArenaChunk *chunk; /* the newest; chunks are linked to older ones */
} Arena;

typedef struct ArenaMark {
    ArenaChunk *chunk;
    size_t used;
} ArenaMark;

void *arena_allocate(Arena *arena, size_t bytes);
char *arena_copy(Arena *arena, const char *text, size_t length); /* adds a NUL */
ArenaMark arena_mark(const Arena *arena);
void arena_release(Arena *arena, ArenaMark mark);
void arena_free(Arena *arena);

#endif

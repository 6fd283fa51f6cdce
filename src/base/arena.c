/* Arena: see arena.h. Chunks form a list from the newest to the oldest; only the newest has room.
 * They double in size up to a limit, so that few requests serve many blocks and little is left
 * over; a block too large for that gets a chunk of exactly its size. */
#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <string.h>

struct ArenaChunk {
    ArenaChunk *older;
    size_t used, size;
    alignas(max_align_t) unsigned char bytes[];
};

enum { FIRST_CHUNK = 4 << 10, LARGEST_CHUNK = 1 << 20 };

static bool arena_add_chunk(Arena *arena, size_t bytes) {
    size_t size = FIRST_CHUNK;
    if (arena->chunk)
        size = arena->chunk->size < LARGEST_CHUNK / 2 ? arena->chunk->size * 2 : LARGEST_CHUNK;
    if (size < bytes)
        size = bytes;
    if (size > SIZE_MAX - sizeof(ArenaChunk))
        return false;
    ArenaChunk *chunk = memory_resize(NULL, sizeof(ArenaChunk) + size, 1);
    if (!chunk)
        return false;
    chunk->older = arena->chunk;
    chunk->used = 0;
    chunk->size = size;
    arena->chunk = chunk;
    return true;
}

void *arena_allocate(Arena *arena, size_t bytes) {
    const size_t unit = alignof(max_align_t);
    if (bytes > SIZE_MAX - unit)
        return NULL;
    bytes = bytes ? (bytes + unit - 1) / unit * unit : unit;
    if (!arena->chunk || bytes > arena->chunk->size - arena->chunk->used) {
        if (!arena_add_chunk(arena, bytes))
            return NULL;
    }
    void *block = arena->chunk->bytes + arena->chunk->used;
    arena->chunk->used += bytes;
    return block;
}

char *arena_copy(Arena *arena, const char *text, size_t length) {
    if (length == SIZE_MAX)
        return NULL;
    char *copy = arena_allocate(arena, length + 1);
    if (!copy)
        return NULL;
    if (length)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

ArenaMark arena_mark(const Arena *arena) {
    return (ArenaMark){arena->chunk, arena->chunk ? arena->chunk->used : 0};
}

void arena_release(Arena *arena, ArenaMark mark) {
    while (arena->chunk != mark.chunk) {
        ArenaChunk *older = arena->chunk->older;
        memory_free(arena->chunk);
        arena->chunk = older;
    }
    if (arena->chunk)
        arena->chunk->used = mark.used;
}

void arena_free(Arena *arena) {
    arena_release(arena, (ArenaMark){NULL, 0});
}

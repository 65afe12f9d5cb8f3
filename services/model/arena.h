/* arena.h: memory of things that are built once and then only read (a catalog, an organisation), freed all at once.
 *
 * Nothing here returns NULL: a process that cannot hold its catalog cannot work, so a failed allocation ends it with one
 * line and the supervisor starts it anew. How much an input may ask for is bounded by those who read it (YAML_MAX_BYTES,
 * TSV_MAX_BYTES). Blocks never move: pointers into an arena stay good until arena_done(). */
#ifndef DUBAN_MODEL_ARENA_H
#define DUBAN_MODEL_ARENA_H

#include <stddef.h>

struct arena_block;
struct arena {
    struct arena_block *blocks;
};

void arena_init(struct arena *arena);
void arena_done(struct arena *arena);

/* Zeroed, aligned for any type. count × size must not overflow (asserted). */
void *arena_alloc(struct arena *arena, size_t count, size_t size);
/* A copy; NULL stays NULL. */
char *arena_text(struct arena *arena, const char *string);
char *arena_text_n(struct arena *arena, const char *bytes, size_t len);

#endif

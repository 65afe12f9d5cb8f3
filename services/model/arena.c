/* arena.c: blocks of memory in a list; a big request gets a block of its own. */
#include "model/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES (64u * 1024) /* a plan of 40 lines fits in one */

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

void arena_init(struct arena *arena)
{
    arena->blocks = NULL;
}

void arena_done(struct arena *arena)
{
    for (struct arena_block *block = arena->blocks, *next; block != NULL; block = next) {
        next = block->next;
        free(block);
    }
    arena->blocks = NULL;
}

static struct arena_block *block_new(size_t size)
{
    struct arena_block *block = calloc(1, sizeof(*block) + size);
    if (block == NULL) {
        fputs("out of memory while building a catalog or an organisation: the process ends\n", stderr);
        abort();
    }
    block->size = size;
    return block;
}

void *arena_alloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    bool overflow = __builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2;
    assert(!overflow);
    bytes = (bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct arena_block *head = arena->blocks;
    if (head == NULL || head->size - head->used < bytes) {
        struct arena_block *block = block_new(bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES);
        if (head != NULL && bytes > BLOCK_BYTES) { /* a big one goes behind the head, which keeps its room */
            block->next = head->next;
            head->next = block;
        } else {
            block->next = head;
            arena->blocks = block;
        }
        head = block;
    }
    void *at = head->bytes + head->used;
    head->used += bytes;
    return at;
}

char *arena_text_n(struct arena *arena, const char *bytes, size_t len)
{
    char *copy = arena_alloc(arena, len + 1, 1);
    if (len > 0)
        memcpy(copy, bytes, len);
    copy[len] = '\0';
    return copy;
}

char *arena_text(struct arena *arena, const char *string)
{
    return string == NULL ? NULL : arena_text_n(arena, string, strlen(string));
}

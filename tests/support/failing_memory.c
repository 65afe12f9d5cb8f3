/* failing_memory.c: an allocator that counts down. */
#include "support/failing_memory.h"

#include <stdlib.h>

#include "support/cmocka_all.h"

/* More than any scenario makes. */
#define ALLOCATIONS_MAX 1000000

static bool counting;
static int64_t allocations_left, blocks_alive;

#ifndef __SANITIZE_ADDRESS__
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void __libc_free(void *block);

static bool may_allocate(void)
{
    return !counting || allocations_left-- > 0;
}

static void *counted(void *block)
{
    if (counting && block != NULL)
        blocks_alive++;
    return block;
}

void *malloc(size_t size)
{
    return may_allocate() ? counted(__libc_malloc(size)) : NULL;
}

void *calloc(size_t n, size_t size)
{
    return may_allocate() ? counted(__libc_calloc(n, size)) : NULL;
}

void *realloc(void *old, size_t size)
{
    if (!may_allocate())
        return NULL;
    void *block = __libc_realloc(old, size);
    return old == NULL ? counted(block) : block;
}

void free(void *block)
{
    if (counting && block != NULL)
        blocks_alive--;
    __libc_free(block);
}
#endif

static bool run(bool (*scenario)(void), int64_t allowed)
{
    allocations_left = allowed;
    blocks_alive = 0;
    counting = true;
    bool done = scenario();
    counting = false;
    if (blocks_alive != 0)
        fail_msg("%d blocks left after %d allocations", (int)blocks_alive, (int)allowed);
    return done;
}

int64_t failing_memory_stride(bool (*scenario)(void), int64_t each)
{
    for (int64_t allowed = 0; allowed < ALLOCATIONS_MAX; allowed += allowed < each ? 1 : allowed / 10 + 1) {
        if (run(scenario, allowed))
            return allowed;
    }
    fail_msg("it never succeeds");
    return 0;
}

int64_t failing_memory_walk(bool (*scenario)(void))
{
    return failing_memory_stride(scenario, ALLOCATIONS_MAX);
}

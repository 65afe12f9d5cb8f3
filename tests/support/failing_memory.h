/* failing_memory.h: what code does when memory ends: a scenario is run again and again with the n-th allocation failing, for
 * every n until it succeeds.
 *
 * Included by one file of a test program, whose allocator it replaces; it is no source file of its own, since in an archive
 * its malloc() would find its way into every program. Under the address sanitizer, which replaces the allocator too, a
 * scenario runs once and nothing fails. */
#ifndef DUBAN_TEST_FAILING_MEMORY_H
#define DUBAN_TEST_FAILING_MEMORY_H

#include <stdlib.h>

#include <openssl/crypto.h>

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

static inline void *crypto_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return __libc_malloc(size);
}

static inline void *crypto_realloc(void *old, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    return __libc_realloc(old, size);
}

static inline void crypto_free(void *block, const char *file, int line)
{
    (void)file;
    (void)line;
    __libc_free(block);
}
#endif

/* From here on libcrypto has memory of its own, that neither fails nor counts: lib/hash calls its lack a broken machine and ends
 * the process. First thing in main(). */
static inline void failing_memory_spare_crypto(void)
{
#ifndef __SANITIZE_ADDRESS__
    assert_int_equal(CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc, crypto_free), 1);
#endif
}

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

/* The scenario says whether it succeeded; it checks for itself that a failure is told and changes nothing. A block that is left
 * behind fails the test. Returns how many allocations success needed (0 under the address sanitizer). Every n up to `each` is
 * tried, then in steps that grow by a tenth. */
static inline int64_t failing_memory_stride(bool (*scenario)(void), int64_t each)
{
    for (int64_t allowed = 0; allowed < ALLOCATIONS_MAX; allowed += allowed < each ? 1 : allowed / 10 + 1) {
        if (run(scenario, allowed))
            return allowed;
    }
    fail_msg("it never succeeds");
    return 0;
}

/* Every n. */
static inline int64_t failing_memory_walk(bool (*scenario)(void))
{
    return failing_memory_stride(scenario, ALLOCATIONS_MAX);
}

#endif

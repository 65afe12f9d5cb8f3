/* Why: the machine-near part of tasks in one place: mapped stacks, ucontext, and the notes that AddressSanitizer needs for a stack
 * that is not the thread's own (without them it takes every switch for a corruption). */
#include "lib/task_stack.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#endif

#ifdef WITH_ASAN
#include <sanitizer/common_interface_defs.h>
#include <sanitizer/lsan_interface.h>
/* Instrumented frames are several times as large. */
#define STACK_SIZE ((size_t)1024 * 1024)
#else
/* The deepest users are libcurl with TLS and the YAML reader, below 100 KiB; pages that nobody touches cost nothing. */
#define STACK_SIZE ((size_t)256 * 1024)
#endif

enum status task_stack_map(struct task_fibre *fibre)
{
    size_t guard = (size_t)sysconf(_SC_PAGESIZE);
    char *base =
        mmap(NULL, guard + STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return ST_RETRY;
    if (mprotect(base, guard, PROT_NONE) != 0) {
        munmap(base, guard + STACK_SIZE);
        return ST_RETRY;
    }
    fibre->stack = base + guard;
    fibre->size = STACK_SIZE;
#ifdef WITH_ASAN
    __lsan_register_root_region(fibre->stack, fibre->size);
#endif
    return ST_OK;
}

void task_stack_unmap(struct task_fibre *fibre)
{
    size_t guard = (size_t)sysconf(_SC_PAGESIZE);
#ifdef WITH_ASAN
    __lsan_unregister_root_region(fibre->stack, fibre->size);
#endif
    munmap((char *)(uintptr_t)fibre->stack - guard, guard + fibre->size);
}

enum status task_fibre_prepare(struct task_fibre *fibre, void (*entry)(void))
{
    if (getcontext(&fibre->context) != 0)
        return ST_RETRY;
    fibre->context.uc_stack.ss_sp = (void *)(uintptr_t)fibre->stack;
    fibre->context.uc_stack.ss_size = fibre->size;
    fibre->context.uc_link = NULL;
    fibre->asan_fake_stack = NULL;
    makecontext(&fibre->context, entry, 0);
    return ST_OK;
}

static void switch_begin(void **fake_stack, const struct task_fibre *to)
{
#ifdef WITH_ASAN
    __sanitizer_start_switch_fiber(fake_stack, to->stack, to->size);
#else
    (void)fake_stack;
    (void)to;
#endif
}

void task_fibre_switch(struct task_fibre *from, struct task_fibre *to)
{
    switch_begin(&from->asan_fake_stack, to);
    if (swapcontext(&from->context, &to->context) != 0)
        abort(); /* cannot happen: nothing is allocated */
#ifdef WITH_ASAN
    __sanitizer_finish_switch_fiber(from->asan_fake_stack, NULL, NULL);
#endif
}

void task_fibre_entered(struct task_fibre *from)
{
#ifdef WITH_ASAN
    __sanitizer_finish_switch_fiber(NULL, &from->stack, &from->size);
#else
    (void)from;
#endif
}

_Noreturn void task_fibre_leave(struct task_fibre *from, struct task_fibre *to)
{
    (void)from;
    switch_begin(NULL, to);
    setcontext(&to->context);
    abort();
}

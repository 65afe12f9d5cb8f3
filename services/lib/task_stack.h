/* task_stack.h: memory and switching of task stacks, for task.c alone: guard pages, and what AddressSanitizer wants to know. */
#ifndef DUBAN_LIB_TASK_STACK_H
#define DUBAN_LIB_TASK_STACK_H

#include <stddef.h>
#include <ucontext.h>

#include "lib/status.h"

/* One thread of control: its registers, and its stack as AddressSanitizer sees it. */
struct task_fibre {
    ucontext_t context;
    const void *stack; /* lowest usable byte */
    size_t size;
    void *asan_fake_stack;
};

/* Maps a stack with a guard page below it. ST_RETRY: no memory. */
MUST_CHECK enum status task_stack_map(struct task_fibre *fibre);
void task_stack_unmap(struct task_fibre *fibre);

/* fibre's next switch enters entry(), which calls task_fibre_entered() first and never returns. */
MUST_CHECK enum status task_fibre_prepare(struct task_fibre *fibre, void (*entry)(void));

/* Saves the running thread of control in `from` and runs `to`; returns when somebody switches back. */
void task_fibre_switch(struct task_fibre *from, struct task_fibre *to);

/* The first thing on a new stack; `from` is where it was entered from. */
void task_fibre_entered(struct task_fibre *from);

/* As switch, for the last time: the stack of the caller is dead. Does not return. */
_Noreturn void task_fibre_leave(struct task_fibre *from, struct task_fibre *to);

#endif

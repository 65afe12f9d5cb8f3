/* failing_memory.h: what code does when memory ends: a scenario is run again and again with the n-th allocation failing, for
 * every n until it succeeds.
 *
 * A test program that calls failing_memory_walk() has the allocator of the C library replaced. Under the address sanitizer,
 * which replaces it too, a scenario runs once and nothing fails. */
#ifndef DUBAN_TEST_FAILING_MEMORY_H
#define DUBAN_TEST_FAILING_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* The scenario says whether it succeeded; it checks for itself that a failure is told and changes nothing. A block that is
 * left behind fails the test. Returns how many allocations success needed (0 under the address sanitizer). */
int64_t failing_memory_walk(bool (*scenario)(void));

/* The same for a scenario of thousands of allocations: every n up to `each`, then in steps that grow by a tenth. */
int64_t failing_memory_stride(bool (*scenario)(void), int64_t each);

#endif

/* todo_keys.h: which keys this process is busy with and which pause after a failure.
 *
 * Only about this process, and never the truth: the rows and their locks decide. Bounded: one more failing key than fits is tried
 * again without a pause. */
#ifndef DUBAN_LIB_TODO_KEYS_H
#define DUBAN_LIB_TODO_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/todo.h"

struct todo_keys;

/* NULL: no memory. */
struct todo_keys *todo_keys_new(void);
void todo_keys_free(struct todo_keys *keys);

/* Neither worked on nor pausing. */
bool todo_keys_idle(const struct todo_keys *keys, const struct todo_key *key);

/* The key is worked on from now until todo_keys_end. False: no room. */
bool todo_keys_begin(struct todo_keys *keys, const struct todo_key *key);
void todo_keys_end(struct todo_keys *keys, const struct todo_key *key);

/* The key pauses for so long, on the monotonic clock. */
void todo_keys_pause(struct todo_keys *keys, const struct todo_key *key, int64_t pause_us);

#endif

/* Why: two tasks of one process must not wait for each other's row locks, and a key that fails must not be tried in a circle. */
#include "lib/todo_keys.h"

#include <stdlib.h>

#include "lib/clock.h"

#define KEYS_MAX 1024

struct key_state {
    struct todo_key key;
    bool running;
    int64_t not_before_us; /* monotonic */
};

struct todo_keys {
    size_t count;
    struct key_state all[KEYS_MAX];
};

struct todo_keys *todo_keys_new(void)
{
    return calloc(1, sizeof(struct todo_keys));
}

void todo_keys_free(struct todo_keys *keys)
{
    free(keys);
}

/* Its place, or keys->count. */
static size_t key_find(const struct todo_keys *keys, const struct todo_key *key)
{
    size_t i = 0;
    while (i < keys->count && !todo_key_equal(&keys->all[i].key, key))
        i++;
    return i;
}

/* The place of the key, made if need be; NULL: no room. What has ended and pauses no longer makes room first. */
static struct key_state *key_place(struct todo_keys *keys, const struct todo_key *key)
{
    int64_t now = monotonic_us();
    for (size_t i = 0; i < keys->count;) {
        if (!keys->all[i].running && keys->all[i].not_before_us <= now)
            keys->all[i] = keys->all[--keys->count];
        else
            i++;
    }
    size_t at = key_find(keys, key);
    if (at == KEYS_MAX)
        return NULL;
    if (at == keys->count) {
        keys->all[at] = (struct key_state){.key = *key};
        keys->count++;
    }
    return &keys->all[at];
}

bool todo_keys_idle(const struct todo_keys *keys, const struct todo_key *key)
{
    size_t at = key_find(keys, key);
    return at == keys->count || (!keys->all[at].running && keys->all[at].not_before_us <= monotonic_us());
}

bool todo_keys_begin(struct todo_keys *keys, const struct todo_key *key)
{
    struct key_state *k = key_place(keys, key);
    if (k == NULL)
        return false;
    k->running = true;
    return true;
}

void todo_keys_end(struct todo_keys *keys, const struct todo_key *key)
{
    size_t at = key_find(keys, key);
    if (at < keys->count)
        keys->all[at].running = false;
}

void todo_keys_pause(struct todo_keys *keys, const struct todo_key *key, int64_t pause_us)
{
    struct key_state *k = key_place(keys, key);
    if (k != NULL)
        k->not_before_us = monotonic_us() + pause_us;
}

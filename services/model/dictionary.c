/* dictionary.c: texts back to back in one buffer, found by open addressing. */
#include "model/dictionary.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct entry {
    size_t begin, len;
};

struct dictionary {
    struct entry *entries;
    uint32_t *slots; /* entry + 1; 0 is free */
    size_t count, max, mask;
    char *bytes;
    size_t len, cap;
};

enum status dictionary_new(size_t max_texts, struct dictionary **ret)
{
    struct dictionary *d = calloc(1, sizeof(*d));
    if (d == NULL)
        return ST_RETRY;
    d->max = max_texts;
    d->mask = 15;
    while (d->mask < max_texts * 2)
        d->mask = d->mask * 2 + 1;
    d->entries = calloc(max_texts, sizeof(*d->entries));
    d->slots = calloc(d->mask + 1, sizeof(*d->slots));
    if (d->entries == NULL || d->slots == NULL) {
        dictionary_free(d);
        return ST_RETRY;
    }
    *ret = d;
    return ST_OK;
}

void dictionary_free(struct dictionary *d)
{
    if (d == NULL)
        return;
    free(d->entries);
    free(d->slots);
    free(d->bytes);
    free(d);
}

void dictionary_clear(struct dictionary *d)
{
    memset(d->slots, 0, (d->mask + 1) * sizeof(*d->slots));
    d->count = d->len = 0;
}

static size_t slot_of(const struct dictionary *d, const char *s, size_t len)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (uint8_t)s[i]) * 16777619u;
    size_t slot = (h ^ (h >> 15)) & d->mask;
    while (d->slots[slot] != 0) {
        const struct entry *entry = &d->entries[d->slots[slot] - 1];
        if (entry->len == len && memcmp(d->bytes + entry->begin, s, len) == 0)
            break;
        slot = (slot + 1) & d->mask;
    }
    return slot;
}

enum status dictionary_add(struct dictionary *d, const char *s, size_t len, int32_t *ret_number)
{
    size_t slot = slot_of(d, s, len);
    if (d->slots[slot] != 0) {
        *ret_number = (int32_t)(d->slots[slot] - 1);
        return ST_OK;
    }
    assert(d->count < d->max);
    if (d->len + len + 1 > d->cap) {
        size_t cap = (d->cap == 0 ? 4096 : d->cap * 2) + len;
        char *bigger = realloc(d->bytes, cap);
        if (bigger == NULL)
            return ST_RETRY;
        d->bytes = bigger;
        d->cap = cap;
    }
    memcpy(d->bytes + d->len, s, len);
    d->bytes[d->len + len] = '\0';
    d->entries[d->count] = (struct entry){d->len, len};
    d->len += len + 1;
    d->slots[slot] = (uint32_t)++d->count;
    *ret_number = (int32_t)(d->count - 1);
    return ST_OK;
}

int32_t dictionary_find(const struct dictionary *d, const char *s, size_t len)
{
    return (int32_t)d->slots[slot_of(d, s, len)] - 1;
}

size_t dictionary_count(const struct dictionary *d)
{
    return d->count;
}

const char *dictionary_text(const struct dictionary *d, size_t number, size_t *ret_len)
{
    assert(number < d->count);
    if (ret_len != NULL)
        *ret_len = d->entries[number].len;
    return d->bytes + d->entries[number].begin;
}

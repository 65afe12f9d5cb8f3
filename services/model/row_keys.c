/* row_keys.c: open addressing over key digests. The digest is its own hash: it is SHA-256 already. */
#include "model/row_keys.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SLOTS 1024u

struct key_slot {
    uint8_t key[FIELD_HASH_BYTES], row_digest[FIELD_HASH_BYTES];
    int64_t line; /* 0: free; lines count from 1 */
    uint64_t row : 63;
    uint64_t disputed : 1; /* a differing row came: none of this key is counted */
    uint32_t identical;    /* newest of the rows that are the same as the first: index + 1; 0: none */
};

struct identical_row {
    int64_t line;
    uint32_t next; /* index + 1; 0: no more */
};

struct row_keys {
    struct key_slot *slots;
    size_t count, mask;
    struct identical_row *identical;
    uint32_t n_identical, identical_cap;
};

enum status row_keys_new(struct row_keys **ret)
{
    struct row_keys *keys = calloc(1, sizeof(*keys));
    if (keys == NULL)
        return ST_RETRY;
    keys->mask = FIRST_SLOTS - 1;
    keys->slots = calloc(FIRST_SLOTS, sizeof(*keys->slots));
    if (keys->slots == NULL) {
        free(keys);
        return ST_RETRY;
    }
    *ret = keys;
    return ST_OK;
}

void row_keys_free(struct row_keys *keys)
{
    if (keys == NULL)
        return;
    free(keys->slots);
    free(keys->identical);
    free(keys);
}

static struct key_slot *slot_of(struct key_slot *slots, size_t mask, const uint8_t key[FIELD_HASH_BYTES])
{
    uint64_t h;
    memcpy(&h, key, sizeof(h));
    size_t i = h & mask;
    while (slots[i].line != 0 && memcmp(slots[i].key, key, FIELD_HASH_BYTES) != 0)
        i = (i + 1) & mask;
    return &slots[i];
}

static enum status grow(struct row_keys *keys)
{
    size_t mask = keys->mask * 2 + 1;
    struct key_slot *bigger = calloc(mask + 1, sizeof(*bigger));
    if (bigger == NULL)
        return ST_RETRY;
    for (size_t i = 0; i <= keys->mask; i++) {
        if (keys->slots[i].line != 0)
            *slot_of(bigger, mask, keys->slots[i].key) = keys->slots[i];
    }
    free(keys->slots);
    keys->slots = bigger;
    keys->mask = mask;
    return ST_OK;
}

static enum status remember_identical(struct row_keys *keys, struct key_slot *slot, int64_t line)
{
    if (keys->n_identical == ROW_KEYS_MAX)
        return ST_BAD_INPUT;
    if (keys->n_identical == keys->identical_cap) {
        uint32_t cap = keys->identical_cap == 0 ? 64 : keys->identical_cap * 2;
        struct identical_row *bigger = realloc(keys->identical, cap * sizeof(*bigger));
        if (bigger == NULL)
            return ST_RETRY;
        keys->identical = bigger;
        keys->identical_cap = cap;
    }
    keys->identical[keys->n_identical] = (struct identical_row){line, slot->identical};
    slot->identical = ++keys->n_identical;
    return ST_OK;
}

enum status row_keys_add(struct row_keys *keys, const uint8_t key[FIELD_HASH_BYTES], const uint8_t row_digest[FIELD_HASH_BYTES],
                         int64_t line, uint64_t row, struct row_key_result *ret)
{
    if (keys->count == ROW_KEYS_MAX)
        return ST_BAD_INPUT;
    if (keys->count * 4 > keys->mask * 3 && grow(keys) != ST_OK)
        return ST_RETRY;
    struct key_slot *slot = slot_of(keys->slots, keys->mask, key);
    if (slot->line == 0) {
        memcpy(slot->key, key, FIELD_HASH_BYTES);
        memcpy(slot->row_digest, row_digest, FIELD_HASH_BYTES);
        slot->line = line;
        slot->row = row & (UINT64_MAX >> 1);
        keys->count++;
        *ret = (struct row_key_result){.outcome = KEY_NEW};
        return ST_OK;
    }
    *ret = (struct row_key_result){.outcome = KEY_DIFFERS, .first_line = slot->line, .first_row = slot->row};
    if (!slot->disputed && memcmp(slot->row_digest, row_digest, FIELD_HASH_BYTES) == 0) {
        ret->outcome = KEY_IDENTICAL;
        return remember_identical(keys, slot, line);
    }
    ret->first_dispute = !slot->disputed;
    ret->identical = slot->disputed ? 0 : slot->identical;
    slot->disputed = 1;
    return ST_OK;
}

int64_t row_keys_identical(const struct row_keys *keys, uint32_t identical, uint32_t *ret_next)
{
    assert(identical > 0 && identical <= keys->n_identical);
    *ret_next = keys->identical[identical - 1].next;
    return keys->identical[identical - 1].line;
}

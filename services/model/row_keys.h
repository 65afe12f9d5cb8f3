/* row_keys.h: has this key been in the file before? Identical rows count once, differing ones not at all.
 *
 * Only rows that passed all checks are compared: a row that is rejected for itself is no record and takes none along.
 * What is kept of a row is 16 bytes of key digest, 16 of row digest, its line and its number: 56 bytes a slot at a load
 * of at most ¾, so 28 MiB for 200 000 rows and at most 224 MiB at ROW_KEYS_MAX. */
#ifndef DUBAN_MODEL_ROW_KEYS_H
#define DUBAN_MODEL_ROW_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/field.h"

#define ROW_KEYS_MAX 2000000 /* discharges of one institution and month are some thousands; a county's year 100 000 */

enum row_key_outcome {
    KEY_NEW,
    KEY_IDENTICAL, /* the same row stands already: strike this one, warn */
    KEY_DIFFERS,   /* another row has this key: strike this one, and if it is the first dispute, all before it */
};

struct row_key_result {
    enum row_key_outcome outcome;
    int64_t first_line;
    uint64_t first_row; /* its number as given */
    bool first_dispute; /* true once a key: whoever gets it takes the first row back, and tells of its identical ones */
    uint32_t identical; /* of those: for row_keys_identical(); 0: none */
};

struct row_keys;
MUST_CHECK enum status row_keys_new(struct row_keys **ret);
void row_keys_free(struct row_keys *keys);

/* ST_BAD_INPUT: more than ROW_KEYS_MAX keys. ST_RETRY: no memory. */
MUST_CHECK enum status row_keys_add(struct row_keys *keys, const uint8_t key[FIELD_HASH_BYTES],
                                    const uint8_t row_digest[FIELD_HASH_BYTES], int64_t line, uint64_t row,
                                    struct row_key_result *ret);

/* Lines of the rows that were KEY_IDENTICAL to the first: give result.identical, then *next until it is 0. */
int64_t row_keys_identical(const struct row_keys *keys, uint32_t identical, uint32_t *ret_next);

#endif

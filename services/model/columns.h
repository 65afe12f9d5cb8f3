/* columns.h: a chunk of parsed rows, field by field: what ingest stores and the evaluator reads.
 *
 * Column arrays let a condition be one pass of integer work. Numbers are int64 at the field's scale, codes are small
 * integers of a dictionary (the code table's own index where the field has a table, else a dictionary of this chunk),
 * hashes are 16 bytes. An empty value has present = 0 and number 0.
 * Rows are appended one at a time (begin, put…, end), whole and checked. A row that turns out bad later, after others came, is
 * struck: it stays in its place with live = 0, and nobody counts or stores it. Not for sharing between tasks. */
#ifndef DUBAN_MODEL_COLUMNS_H
#define DUBAN_MODEL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/kind.h"

/* A chunk of a front page's 50 fields is 2 MiB and stays in the cache of one core for the evaluator. */
#define COLUMNS_MAX_ROWS 4096

struct dictionary; /* distinct texts of a chunk, numbered from 0 */

struct column {
    enum field_store store;
    uint8_t *present; /* [row] 0 or 1 */
    int64_t *number;  /* [row] STORE_NUMBER: value; STORE_CODE: index in table or dictionary */
    uint8_t *hash;    /* [row × FIELD_HASH_BYTES] STORE_HASH; else NULL */
    /* Of the key_zero_guard field only, else NULL: hash of the text without leading zeros, and its length as written. */
    uint8_t *stripped_hash;
    uint8_t *key_length;
    const struct code_table *table; /* STORE_CODE with a table; else NULL */
    struct dictionary *dictionary;  /* STORE_CODE without one; else NULL */
};

struct columns {
    const struct kind *kind; /* lent */
    size_t n_rows;
    struct column *columns; /* [field] */
    int64_t *line;          /* [row] of the file */
    int32_t *month;         /* [row] the row belongs to */
    uint8_t *live;          /* [row] 0: struck */
};

MUST_CHECK enum status columns_new(const struct kind *kind, struct columns **ret); /* ST_RETRY: no memory */
void columns_free(struct columns *columns);                                        /* accepts NULL */
void columns_clear(struct columns *columns);

/* All fields of the new row are empty at first. Asserts that there is room. */
void columns_begin(struct columns *columns, int64_t line, int32_t month);
void columns_set_month(struct columns *columns, int32_t month); /* of the row that is being appended */
void columns_put_number(struct columns *columns, int field, int64_t number);
void columns_put_code(struct columns *columns, int field, int32_t code);                                /* fields with a table */
MUST_CHECK enum status columns_put_text(struct columns *columns, int field, const char *s, size_t len); /* without a table */
void columns_put_hash(struct columns *columns, int field, const uint8_t hash[FIELD_HASH_BYTES]);
void columns_put_guard(struct columns *columns, int field, const uint8_t stripped[FIELD_HASH_BYTES], size_t length);
void columns_end(struct columns *columns); /* the row is in */
void columns_strike(struct columns *columns, size_t row);
static inline bool columns_full(const struct columns *columns)
{
    return columns->n_rows == COLUMNS_MAX_ROWS;
}

/* The text of a code cell, lent until the chunk is cleared; NULL when it is empty. */
const char *columns_text(const struct columns *columns, int field, size_t row, size_t *ret_len);

/* How many different codes a STORE_CODE column may hold, and the text of each. */
size_t column_codes(const struct column *column);
int32_t column_code_find(const struct column *column, const char *s, size_t len); /* -1: no row has it */
const char *column_code_text(const struct column *column, size_t code, size_t *ret_len);

/* 16 bytes that say "the same row" and "the same key" (SHA-256 of the canonical bytes of all fields, of the key fields
 * and, for a snapshot, the month). Differing spellings of the same value have the same digest; so has the same row in another
 * chunk. */
void columns_row_digest(const struct columns *columns, size_t row, uint8_t ret[FIELD_HASH_BYTES]);
void columns_key_digest(const struct columns *columns, size_t row, uint8_t ret[FIELD_HASH_BYTES]);

#endif

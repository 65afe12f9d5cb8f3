/* columns.c: the arrays of a chunk, filled a row at a time, and the digests that say "the same row". */
#include "model/columns.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "model/dictionary.h"

static bool column_init(struct column *column, const struct field *field, bool guard)
{
    column->store = field_store(field);
    column->table = field->table;
    column->present = calloc(COLUMNS_MAX_ROWS, 1);
    column->number = calloc(COLUMNS_MAX_ROWS, sizeof(*column->number));
    bool good = column->present != NULL && column->number != NULL;
    if (column->store == STORE_HASH)
        good = (column->hash = calloc(COLUMNS_MAX_ROWS, FIELD_HASH_BYTES)) != NULL && good;
    if (guard) {
        good = (column->stripped_hash = calloc(COLUMNS_MAX_ROWS, FIELD_HASH_BYTES)) != NULL && good;
        good = (column->key_length = calloc(COLUMNS_MAX_ROWS, 1)) != NULL && good;
    }
    if (column->store == STORE_CODE && column->table == NULL)
        good = dictionary_new(COLUMNS_MAX_ROWS, &column->dictionary) == ST_OK && good;
    return good;
}

enum status columns_new(const struct kind *kind, struct columns **ret)
{
    struct columns *c = calloc(1, sizeof(*c));
    if (c == NULL)
        return ST_RETRY;
    c->kind = kind;
    c->columns = calloc(kind->n_fields, sizeof(*c->columns));
    c->line = calloc(COLUMNS_MAX_ROWS, sizeof(*c->line));
    c->month = calloc(COLUMNS_MAX_ROWS, sizeof(*c->month));
    c->live = calloc(COLUMNS_MAX_ROWS, 1);
    bool good = c->columns != NULL && c->line != NULL && c->month != NULL && c->live != NULL;
    for (size_t i = 0; good && i < kind->n_fields; i++)
        good = column_init(&c->columns[i], &kind->fields[i], (int)i == kind->key_zero_guard);
    if (!good) {
        columns_free(c);
        return ST_RETRY;
    }
    *ret = c;
    return ST_OK;
}

void columns_free(struct columns *c)
{
    if (c == NULL)
        return;
    for (size_t i = 0; c->columns != NULL && i < c->kind->n_fields; i++) {
        struct column *column = &c->columns[i];
        free(column->present);
        free(column->number);
        free(column->hash);
        free(column->stripped_hash);
        free(column->key_length);
        dictionary_free(column->dictionary);
    }
    free(c->columns);
    free(c->line);
    free(c->month);
    free(c->live);
    free(c);
}

void columns_clear(struct columns *c)
{
    c->n_rows = 0;
    for (size_t i = 0; i < c->kind->n_fields; i++) {
        if (c->columns[i].dictionary != NULL)
            dictionary_clear(c->columns[i].dictionary);
    }
}

/* ---- one row ----------------------------------------------------------------------------------------------------- */

void columns_begin(struct columns *c, int64_t line, int32_t month)
{
    assert(!columns_full(c));
    c->line[c->n_rows] = line;
    c->month[c->n_rows] = month;
    c->live[c->n_rows] = 1;
    for (size_t i = 0; i < c->kind->n_fields; i++) {
        c->columns[i].present[c->n_rows] = 0;
        c->columns[i].number[c->n_rows] = 0;
    }
}

void columns_set_month(struct columns *c, int32_t month)
{
    c->month[c->n_rows] = month;
}

void columns_put_number(struct columns *c, int field, int64_t number)
{
    struct column *column = &c->columns[field];
    assert(column->store == STORE_NUMBER);
    column->present[c->n_rows] = 1;
    column->number[c->n_rows] = number;
}

void columns_put_code(struct columns *c, int field, int32_t code)
{
    struct column *column = &c->columns[field];
    assert(column->table != NULL && code >= 0 && (size_t)code < code_table_count(column->table));
    column->present[c->n_rows] = 1;
    column->number[c->n_rows] = code;
}

enum status columns_put_text(struct columns *c, int field, const char *s, size_t len)
{
    struct column *column = &c->columns[field];
    assert(column->dictionary != NULL);
    int32_t number;
    enum status st = dictionary_add(column->dictionary, s, len, &number);
    if (st != ST_OK)
        return st;
    column->present[c->n_rows] = 1;
    column->number[c->n_rows] = number;
    return ST_OK;
}

void columns_put_hash(struct columns *c, int field, const uint8_t hash[FIELD_HASH_BYTES])
{
    struct column *column = &c->columns[field];
    assert(column->hash != NULL);
    column->present[c->n_rows] = 1;
    memcpy(column->hash + c->n_rows * FIELD_HASH_BYTES, hash, FIELD_HASH_BYTES);
}

void columns_put_guard(struct columns *c, int field, const uint8_t stripped[FIELD_HASH_BYTES], size_t length)
{
    struct column *column = &c->columns[field];
    assert(column->stripped_hash != NULL && length <= UINT8_MAX);
    memcpy(column->stripped_hash + c->n_rows * FIELD_HASH_BYTES, stripped, FIELD_HASH_BYTES);
    column->key_length[c->n_rows] = (uint8_t)length;
}

void columns_end(struct columns *c)
{
    c->n_rows++;
}

void columns_strike(struct columns *c, size_t row)
{
    assert(row < c->n_rows);
    c->live[row] = 0;
}

/* ---- reading ----------------------------------------------------------------------------------------------------- */

size_t column_codes(const struct column *column)
{
    assert(column->store == STORE_CODE);
    return column->table != NULL ? code_table_count(column->table) : dictionary_count(column->dictionary);
}

int32_t column_code_find(const struct column *column, const char *s, size_t len)
{
    assert(column->store == STORE_CODE);
    return column->table != NULL ? code_table_find(column->table, s, len) : dictionary_find(column->dictionary, s, len);
}

const char *column_code_text(const struct column *column, size_t code, size_t *ret_len)
{
    if (column->table != NULL)
        return code_table_code(column->table, code, ret_len);
    return dictionary_text(column->dictionary, code, ret_len);
}

const char *columns_text(const struct columns *c, int field, size_t row, size_t *ret_len)
{
    const struct column *column = &c->columns[field];
    assert(row < c->n_rows && column->store == STORE_CODE);
    if (!column->present[row])
        return NULL;
    return column_code_text(column, (size_t)column->number[row], ret_len);
}

/* ---- digests ----------------------------------------------------------------------------------------------------- */

/* The canonical bytes of a row, gathered before they are hashed once: 250 fields of at most 200 characters of 4 bytes
 * fit, and what does not is hashed in pieces. */
struct digest {
    struct hash_stream *stream; /* NULL while the buffer was never full */
    size_t len;
    uint8_t bytes[8192];
};

static void digest_add(struct digest *d, const void *bytes, size_t len)
{
    const uint8_t *from = bytes;
    while (len > 0) {
        if (d->len == sizeof(d->bytes)) {
            if (d->stream == NULL)
                d->stream = hash_stream_new();
            assert(d->stream != NULL);
            hash_stream_add(d->stream, d->bytes, d->len);
            d->len = 0;
        }
        size_t n = sizeof(d->bytes) - d->len < len ? sizeof(d->bytes) - d->len : len;
        memcpy(d->bytes + d->len, from, n);
        d->len += n;
        from += n;
        len -= n;
    }
}

static void digest_add_i64(struct digest *d, int64_t number)
{
    uint8_t bytes[8];
    for (unsigned i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)number >> (8 * i));
    digest_add(d, bytes, sizeof(bytes));
}

static void digest_add_cell(struct digest *d, const struct columns *c, int field, size_t row)
{
    const struct column *column = &c->columns[field];
    digest_add(d, &column->present[row], 1);
    if (!column->present[row])
        return;
    if (column->store == STORE_HASH) {
        digest_add(d, column->hash + row * FIELD_HASH_BYTES, FIELD_HASH_BYTES);
    } else if (column->store == STORE_CODE) { /* the text: a dictionary's numbers are of this chunk only */
        size_t len;
        const char *s = columns_text(c, field, row, &len);
        digest_add_i64(d, (int64_t)len);
        digest_add(d, s, len);
    } else {
        digest_add_i64(d, column->number[row]);
    }
}

static void digest_end(struct digest *d, uint8_t ret[FIELD_HASH_BYTES])
{
    uint8_t hash[HASH_BYTES];
    if (d->stream == NULL) {
        hash_sha256(d->bytes, d->len, hash);
    } else {
        hash_stream_add(d->stream, d->bytes, d->len);
        hash_stream_end(d->stream, hash);
        hash_stream_free(d->stream);
    }
    memcpy(ret, hash, FIELD_HASH_BYTES);
}

void columns_row_digest(const struct columns *c, size_t row, uint8_t ret[FIELD_HASH_BYTES])
{
    struct digest d;
    d.stream = NULL;
    d.len = 0;
    digest_add_i64(&d, c->month[row]);
    for (size_t i = 0; i < c->kind->n_fields; i++)
        digest_add_cell(&d, c, (int)i, row);
    digest_end(&d, ret);
}

void columns_key_digest(const struct columns *c, size_t row, uint8_t ret[FIELD_HASH_BYTES])
{
    struct digest d;
    d.stream = NULL;
    d.len = 0;
    if (c->kind->key_has_month)
        digest_add_i64(&d, c->month[row]);
    for (size_t i = 0; i < c->kind->n_key; i++)
        digest_add_cell(&d, c, c->kind->key[i], row);
    digest_end(&d, ret);
}

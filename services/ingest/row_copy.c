/* row_copy.c: big-endian lengths and values. */
#include "ingest/row_copy.h"

#include <assert.h>
#include <string.h>

/* PostgreSQL counts days from 2000-01-01. */
#define PG_EPOCH_DAYS 10957

static size_t put_be(uint8_t *to, uint64_t value, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        to[i] = (uint8_t)(value >> (8 * (bytes - 1 - i)));
    return bytes;
}

static void put_bytes(struct text *out, const void *bytes, size_t len)
{
    uint8_t head[4];
    put_be(head, len, 4);
    text_append_n(out, head, 4);
    text_append_n(out, bytes, len);
}

static void put_null(struct text *out)
{
    text_append_n(out, "\xFF\xFF\xFF\xFF", 4);
}

static void put_i64(struct text *out, int64_t value)
{
    uint8_t bytes[12];
    put_be(bytes, 8, 4);
    put_be(bytes + 4, (uint64_t)value, 8);
    text_append_n(out, bytes, sizeof bytes);
}

static void put_date(struct text *out, int64_t date)
{
    uint8_t bytes[8];
    put_be(bytes, 4, 4);
    put_be(bytes + 4, (uint64_t)(date - PG_EPOCH_DAYS), 4);
    text_append_n(out, bytes, sizeof bytes);
}

void row_copy_init(struct row_copy *copy, const struct columns *chunk, int64_t institution_id, int64_t batch_id)
{
    copy->chunk = chunk;
    copy->institution_id = institution_id;
    copy->batch_id = batch_id;
    copy->n_columns = ddl_columns(chunk->kind, copy->columns);
}

void row_copy_header(struct text *out)
{
    text_append_n(out,
                  "PGCOPY\n\377\r\n\0"
                  "\0\0\0\0"
                  "\0\0\0\0",
                  19);
}

void row_copy_trailer(struct text *out)
{
    text_append_n(out, "\xFF\xFF", 2);
}

static void put_field(struct text *out, const struct columns *chunk, int field, size_t row)
{
    const struct column *column = &chunk->columns[field];
    size_t len;
    const char *s;
    if (!column->present[row]) {
        put_null(out);
        return;
    }
    switch (column->store) {
    case STORE_NUMBER:
        if (chunk->kind->fields[field].type == FIELD_DATE)
            put_date(out, column->number[row]);
        else
            put_i64(out, column->number[row]);
        return;
    case STORE_CODE:
        s = columns_text(chunk, field, row, &len);
        put_bytes(out, s, len);
        return;
    case STORE_HASH: put_bytes(out, column->hash + row * FIELD_HASH_BYTES, FIELD_HASH_BYTES); return;
    }
}

static void put_guard(struct text *out, const struct columns *chunk, const struct ddl_column *column, size_t row)
{
    const struct column *c = &chunk->columns[column->field];
    if (!c->present[row])
        put_null(out);
    else if (column->source == DDL_FIELD_STRIPPED)
        put_bytes(out, c->stripped_hash + row * FIELD_HASH_BYTES, FIELD_HASH_BYTES);
    else
        put_i64(out, c->key_length[row]);
}

void row_copy_row(const struct row_copy *copy, size_t row, struct text *out)
{
    const struct columns *chunk = copy->chunk;
    uint8_t count[2], digest[FIELD_HASH_BYTES];
    put_be(count, copy->n_columns, 2);
    text_append_n(out, count, 2);
    for (size_t i = 0; i < copy->n_columns; i++) {
        const struct ddl_column *column = &copy->columns[i];
        switch (column->source) {
        case DDL_INSTITUTION_ID: put_i64(out, copy->institution_id); break;
        case DDL_BATCH_ID: put_i64(out, copy->batch_id); break;
        case DDL_LINE: put_i64(out, chunk->line[row]); break;
        case DDL_MONTH: put_i64(out, chunk->month[row]); break;
        case DDL_ROW_DIGEST:
            columns_row_digest(chunk, row, digest);
            put_bytes(out, digest, sizeof digest);
            break;
        case DDL_KEY_DIGEST:
            columns_key_digest(chunk, row, digest);
            put_bytes(out, digest, sizeof digest);
            break;
        case DDL_FIELD: put_field(out, chunk, column->field, row); break;
        case DDL_FIELD_STRIPPED:
        case DDL_FIELD_LENGTH: put_guard(out, chunk, column, row); break;
        }
    }
}

/* record_store.c: rows of ingest.v_record_<kind> as columns. The SQL text is the model's (sqlgen_record.h). */
#include "compute/record_store.h"

#include <assert.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"
#include "lib/text.h"
#include "model/sqlgen_record.h"

/* A kind has at most 250 fields of short names. */
#define SQL_MAX_BYTES (64u * 1024)

struct reader {
    const struct kind *kind;
    struct columns *chunk;
    record_chunk_fn *fn;
    void *arg;
};

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static enum status put_hash(struct columns *chunk, int field, const char *hex)
{
    uint8_t hash[FIELD_HASH_BYTES];
    if (strlen(hex) != 2 * sizeof hash)
        return ST_FATAL;
    for (size_t i = 0; i < sizeof hash; i++) {
        int high = hex_digit(hex[2 * i]), low = hex_digit(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return ST_FATAL;
        hash[i] = (uint8_t)(high << 4 | low);
    }
    columns_put_hash(chunk, field, hash);
    return ST_OK;
}

static enum status put_field(struct columns *chunk, const struct kind *kind, int field, const PGresult *rows, int column)
{
    const struct field *f = &kind->fields[field];
    if (row_is_null(rows, 0, column))
        return ST_OK;
    const char *text = row_text(rows, 0, column);
    int64_t number;
    switch (field_store(f)) {
    case STORE_NUMBER:
        if (!row_i64(rows, 0, column, &number))
            return ST_FATAL;
        columns_put_number(chunk, field, number);
        return ST_OK;
    case STORE_CODE:
        if (f->table == NULL)
            return columns_put_text(chunk, field, text, strlen(text));
        int32_t code = code_table_find(f->table, text, strlen(text));
        if (code >= 0) /* a code that the table has lost is empty: no condition can name it */
            columns_put_code(chunk, field, code);
        return ST_OK;
    case STORE_HASH: return put_hash(chunk, field, text);
    }
    return ST_FATAL;
}

static enum status hand_over(struct reader *reader)
{
    enum status st = reader->chunk->n_rows == 0 ? ST_OK : reader->fn(reader->arg, reader->chunk);
    columns_clear(reader->chunk);
    return st;
}

static enum status read_row(void *arg, const struct pg_result *row)
{
    struct reader *reader = arg;
    const PGresult *rows = row;
    int64_t line;
    int32_t month;
    if (!row_i64(rows, 0, 0, &line) || !row_i32(rows, 0, 1, &month))
        return ST_FATAL;
    columns_begin(reader->chunk, line, month);
    for (size_t i = 0; i < reader->kind->n_fields; i++) {
        enum status st = put_field(reader->chunk, reader->kind, (int)i, rows, (int)i + 2);
        if (st != ST_OK)
            return st;
    }
    columns_end(reader->chunk);
    return columns_full(reader->chunk) ? hand_over(reader) : ST_OK;
}

static enum status read_all(struct db *db, struct reader *reader, const struct text *sql, size_t n, const char *const *params)
{
    enum status st = columns_new(reader->kind, &reader->chunk);
    if (st != ST_OK)
        return st;
    st = db_query_rows(db, sql->s, n, params, read_row, reader);
    if (st == ST_OK)
        st = hand_over(reader);
    columns_free(reader->chunk);
    return st;
}

enum status records_of_batch(struct db *db, const struct kind *kind, int64_t institution_id, int64_t batch_id, record_chunk_fn *fn,
                             void *arg)
{
    scoped(text_done) struct text sql;
    text_init(&sql, SQL_MAX_BYTES);
    if (sqlgen_record_of_batch(&sql, kind) != ST_OK)
        return ST_FATAL;
    struct reader reader = {.kind = kind, .fn = fn, .arg = arg};
    return read_all(db, &reader, &sql, 2, (const char *[]){I64(institution_id), I64(batch_id)});
}

enum status records_in_force(struct db *db, const struct kind *kind, const struct lane *lane, int64_t through, int64_t batch_id,
                             record_chunk_fn *fn, void *arg)
{
    scoped(text_done) struct text sql;
    text_init(&sql, SQL_MAX_BYTES);
    assert(kind->submission == SUBMISSION_UPSERT);
    if (sqlgen_record_in_force(&sql, kind) != ST_OK)
        return ST_FATAL;
    struct reader reader = {.kind = kind, .fn = fn, .arg = arg};
    return read_all(db, &reader, &sql, 4, (const char *[]){I64(lane->institution_id), I64(through), I64(batch_id), lane->kind});
}

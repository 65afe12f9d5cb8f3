/* record_store.c: chunks go in as they come; comparisons are made where the rows are. */
#include "ingest/record_store.h"

#include "ingest/row_copy.h"
#include "lib/db.h"
#include "lib/db_row.h"
#include "lib/text.h"
#include "model/sqlgen_batch.h"
#include "model/sqlgen_record.h"

#define SQL_MAX_BYTES (64u * 1024)
/* Bytes gathered before they are handed to the connection; a row is at most 250 fields of 800 bytes. */
#define PIECE_BYTES (64u * 1024)
#define ROW_BYTES   (256u * 1024)

typedef enum status sql_fn(struct text *out, const struct kind *kind);

/* A generated statement with the two ids and one parameter more. */
static enum status run(struct db *db, sql_fn *make, const struct record_batch *of, const char *third, PGresult **ret)
{
    scoped(text_done) struct text sql;
    text_init(&sql, SQL_MAX_BYTES);
    if (make(&sql, of->kind) != ST_OK)
        return ST_FATAL;
    const char *params[] = {I64(of->institution_id), I64(of->batch_id), third};
    return db_exec(db, sql.s, third == NULL ? 2 : 3, params, ret);
}

static enum status put_rows(struct db *db, const struct row_copy *copy, struct text *piece)
{
    enum status st = ST_OK;
    row_copy_header(piece);
    for (size_t row = 0; st == ST_OK && row < copy->chunk->n_rows; row++) {
        if (!copy->chunk->live[row])
            continue;
        row_copy_row(copy, row, piece);
        if (piece->overflow)
            return ST_FATAL;
        if (piece->len < PIECE_BYTES)
            continue;
        st = db_copy_put(db, piece->s, piece->len);
        text_clear(piece);
    }
    row_copy_trailer(piece);
    return st == ST_OK ? db_copy_put(db, piece->s, piece->len) : st;
}

enum status record_copy(struct db *db, const struct record_batch *of, const struct columns *chunk)
{
    struct text sql, piece;
    struct row_copy copy;
    int64_t rows = 0;
    text_init(&sql, SQL_MAX_BYTES);
    text_init(&piece, PIECE_BYTES + ROW_BYTES);
    row_copy_init(&copy, chunk, of->institution_id, of->batch_id);
    enum status st = sqlgen_record_copy(&sql, of->kind) == ST_OK ? db_copy_begin(db, sql.s) : ST_FATAL;
    if (st == ST_OK) {
        st = put_rows(db, &copy, &piece);
        if (st == ST_OK)
            st = db_copy_end(db, &rows);
        else
            db_copy_abort(db);
    }
    text_done(&sql);
    text_done(&piece);
    return st;
}

enum status record_delete(struct db *db, const struct record_batch *of, int64_t from_line)
{
    return run(db, sqlgen_batch_delete, of, I64(from_line), NULL);
}

enum status record_delete_lines(struct db *db, const struct record_batch *of, const int64_t *lines, size_t n)
{
    struct text list;
    text_init(&list, 32u << 20);
    param_i64_array(&list, lines, n);
    enum status st = list.overflow ? ST_RETRY : run(db, sqlgen_batch_delete_lines, of, list.s, NULL);
    text_done(&list);
    return st;
}

enum status record_difference(struct db *db, const struct record_batch *of, int64_t current, struct difference *ret)
{
    scoped(result_done) PGresult *rows = NULL;
    enum status st = run(db, sqlgen_batch_difference, of, I64(current), &rows);
    if (st != ST_OK)
        return st;
    struct difference d = {0};
    bool good = row_count(rows) == 1 && row_i64(rows, 0, 0, &d.gone) && row_i64(rows, 0, 1, &d.added) &&
                row_i64(rows, 0, 2, &d.changed) && row_i64(rows, 0, 3, &d.before);
    if (!good)
        return ST_FATAL;
    *ret = d;
    return ST_OK;
}

enum status record_key_lengths(struct db *db, const struct record_batch *of, struct key_length ret[static KEY_LENGTHS_MAX],
                               size_t *ret_count)
{
    scoped(result_done) PGresult *rows = NULL;
    enum status st = run(db, sqlgen_batch_lengths, of, NULL, &rows);
    if (st != ST_OK)
        return st;
    if (row_count(rows) > KEY_LENGTHS_MAX)
        return ST_FATAL; /* a length is stored as one byte */
    for (int i = 0; i < row_count(rows); i++)
        if (!row_i64(rows, i, 0, &ret[i].length) || !row_i64(rows, i, 1, &ret[i].rows))
            return ST_FATAL;
    *ret_count = (size_t)row_count(rows);
    return ST_OK;
}

enum status record_lost_zeros(struct db *db, const struct record_batch *of, int64_t other_batch, int64_t *ret_rows)
{
    scoped(result_done) PGresult *rows = NULL;
    enum status st = run(db, sqlgen_batch_lost_zeros, of, I64(other_batch), &rows);
    if (st != ST_OK)
        return st;
    return row_count(rows) == 1 && row_i64(rows, 0, 0, ret_rows) ? ST_OK : ST_FATAL;
}

/* standing_store.c: compute.return_standing read whole, and which definition serves. */
#include "compute/standing_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"

static int compare(const void *a, const void *b)
{
    const struct return_in *x = a, *y = b;
    if (x->institution_id != y->institution_id)
        return x->institution_id < y->institution_id ? -1 : 1;
    if (x->month != y->month)
        return x->month < y->month ? -1 : 1;
    return strcmp(x->kind, y->kind);
}

static bool set_kind(struct return_in *in, const char *kind)
{
    size_t len = strlen(kind);
    if (len >= sizeof in->kind)
        return false;
    memcpy(in->kind, kind, len + 1);
    return true;
}

enum status return_book_read(struct db *db, int64_t alliance_id, struct return_book *ret)
{
    static const char sql[] =
        "SELECT institution_id, period, kind FROM compute.return_standing WHERE alliance_id = $1::bigint AND returned";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(alliance_id)}, &rows);
    if (st != ST_OK)
        return st;
    struct return_book book = {.n = (size_t)row_count(rows)};
    book.at = calloc(book.n == 0 ? 1 : book.n, sizeof *book.at);
    if (book.at == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < book.n; i++)
        if (!row_i64(rows, (int)i, 0, &book.at[i].institution_id) || !row_i32(rows, (int)i, 1, &book.at[i].month) ||
            !set_kind(&book.at[i], row_text(rows, (int)i, 2))) {
            free(book.at);
            return ST_FATAL;
        }
    qsort(book.at, book.n, sizeof *book.at, compare);
    *ret = book;
    return ST_OK;
}

void return_book_done(struct return_book *book)
{
    free(book->at);
    *book = (struct return_book){0};
}

bool return_book_has(const struct return_book *book, int64_t institution_id, const char *kind, int32_t month)
{
    struct return_in key = {.institution_id = institution_id, .month = month};
    return book->n > 0 && set_kind(&key, kind) && bsearch(&key, book->at, book->n, sizeof key, compare) != NULL;
}

enum status measure_serves(struct db *db, int64_t alliance_id, const char *measure, const char *hash, bool *ret)
{
    static const char sql[] = "SELECT count(*) > 0 FROM compute.generation WHERE alliance_id = $1::bigint AND measure = $2::text "
                              "AND measure_hash = $3::text AND state = 'serving'";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(alliance_id), measure, hash}, &rows);
    if (st != ST_OK)
        return st;
    return row_bool(rows, 0, 0, ret) ? ST_OK : ST_FATAL;
}

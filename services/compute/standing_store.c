/* standing_store.c: rows of compute.return_standing, as basis_store.c reads them. */
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

enum status return_book_take(const struct pg_result *rows, int at, int end, struct return_book *ret)
{
    struct return_book book = {.n = (size_t)(end - at)};
    book.at = calloc(book.n == 0 ? 1 : book.n, sizeof *book.at);
    if (book.at == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < book.n; i++, at++)
        if (!row_i64(rows, at, 2, &book.at[i].institution_id) || !row_i32(rows, at, 3, &book.at[i].month) ||
            !set_kind(&book.at[i], row_text(rows, at, 5))) {
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

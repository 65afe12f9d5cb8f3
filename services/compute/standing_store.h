/* standing_store.h: which returns are in, of a whole alliance, for look-ups in memory. */
#ifndef DUBAN_COMPUTE_STANDING_STORE_H
#define DUBAN_COMPUTE_STANDING_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct pg_result; /* PGresult of libpq-fe.h */

struct return_in {
    int64_t institution_id;
    int32_t month;
    char kind[48];
};
/* Sorted by (institution, month, kind). */
struct return_book {
    struct return_in *at;
    size_t n;
};
/* From the rows [at, end) of basis_store.c, columns 2, 3 and 5. */
MUST_CHECK enum status return_book_take(const struct pg_result *rows, int at, int end, struct return_book *ret);
void return_book_done(struct return_book *book);
bool return_book_has(const struct return_book *book, int64_t institution_id, const char *kind, int32_t month);

#endif

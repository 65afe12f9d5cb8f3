/* standing_store.h: which returns are in, of a whole alliance, for look-ups in memory. */
#ifndef DUBAN_COMPUTE_STANDING_STORE_H
#define DUBAN_COMPUTE_STANDING_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"

struct db;

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
MUST_CHECK enum status return_book_read(struct db *db, int64_t alliance_id, struct return_book *ret);
void return_book_done(struct return_book *book);
bool return_book_has(const struct return_book *book, int64_t institution_id, const char *kind, int32_t month);

/* Is the definition that serves for this measure the one with this hash? */
MUST_CHECK enum status measure_serves(struct db *db, int64_t alliance_id, const char *measure, const char *hash, bool *ret);

#endif

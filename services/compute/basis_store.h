/* basis_store.h: what values are computed from: the serving totals of some measures and the returns that are in, all read by one
 * statement. A numerator, its denominator and their standing are then of one instant, however many lanes commit meanwhile. */
#ifndef DUBAN_COMPUTE_BASIS_STORE_H
#define DUBAN_COMPUTE_BASIS_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "compute/standing_store.h"
#include "lib/status.h"
#include "model/measure.h"
#include "model/value.h"

struct db;

struct basis_measure {
    const struct measure *measure; /* lent */
    int64_t generation_id;         /* 0: its definition is not the one that serves */
    struct total *totals;
    size_t n;
};
#define BASIS_MEASURES_MAX 1000 /* of one catalog */
struct basis {
    struct basis_measure measures[BASIS_MEASURES_MAX];
    size_t n_measures;
    struct return_book returns;
};

/* Asks for a measure, once or more; before basis_read. ST_FATAL: more than BASIS_MEASURES_MAX. */
MUST_CHECK enum status basis_add(struct basis *basis, const struct measure *measure);

/* Fills a basis of which only measures were added; months from … to. After a failure it can only be done with. */
MUST_CHECK enum status basis_read(struct db *db, int64_t alliance_id, int32_t from, int32_t to, struct basis *basis);

/* NULL: it was not asked for. */
const struct basis_measure *basis_find(const struct basis *basis, const struct measure *measure);

void basis_done(struct basis *basis);

#endif

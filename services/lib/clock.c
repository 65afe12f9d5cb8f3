/* Why: business time is a formula over one row, and must be the same formula in every process. */
#include "lib/clock.h"

#include <time.h>

#include "lib/db.h"
#include "lib/db_row.h"

static int64_t clock_read_us(clockid_t id)
{
    struct timespec t = {0};
    (void)clock_gettime(id, &t); /* cannot fail for these two clocks */
    return (int64_t)t.tv_sec * CLOCK_SECOND_US + t.tv_nsec / 1000;
}

int64_t monotonic_us(void)
{
    return clock_read_us(CLOCK_MONOTONIC);
}

int64_t clock_wall_us(void)
{
    return clock_read_us(CLOCK_REALTIME);
}

int64_t business_clock_at(const struct business_clock *clock, int64_t wall_us)
{
    __int128 passed = ((__int128)wall_us - clock->wall_anchor_us) * clock->rate_num / clock->rate_den;
    __int128 now = clock->anchor_us + passed;
    if (now < clock->floor_us)
        return clock->floor_us;
    return now > INT64_MAX ? INT64_MAX : (int64_t)now;
}

enum status clock_business_read(struct db *db, struct business_clock *ret)
{
    static const char sql[] = "SELECT anchor_us, wall_anchor_us, rate_num, rate_den, floor_us, placed "
                              "FROM clock.business WHERE id = 1";
    scoped(result_done) PGresult *r = NULL;
    enum status st = db_exec(db, sql, 0, NULL, &r);
    if (st != ST_OK)
        return st;
    struct business_clock c = {0};
    if (row_count(r) != 1 || !row_i64(r, 0, 0, &c.anchor_us) || !row_i64(r, 0, 1, &c.wall_anchor_us) ||
        !row_i64(r, 0, 2, &c.rate_num) || !row_i64(r, 0, 3, &c.rate_den) || !row_i64(r, 0, 4, &c.floor_us) ||
        !row_bool(r, 0, 5, &c.placed) || c.rate_num < 0 || c.rate_den <= 0)
        return ST_FATAL;
    *ret = c;
    return ST_OK;
}

enum status clock_business_now(struct db *db, int64_t *ret_us)
{
    struct business_clock c;
    enum status st = clock_business_read(db, &c);
    if (st == ST_OK)
        *ret_us = business_clock_at(&c, clock_wall_us());
    return st;
}

enum status clock_floor_raise(struct db *db, int64_t seen_us)
{
    static const char sql[] = "SELECT clock.raise_floor($1::bigint)";
    return db_exec(db, sql, 1, (const char *[]){I64(seen_us)}, NULL);
}

/* clock_store.c: writes of clock.business; reads of the work rows and the published views. */
#include "duban/clock_store.h"

#include "lib/crash.h"
#include "lib/db.h"
#include "lib/db_row.h"
#include "lib/todo.h"

static const char *const CONSUMERS[] = {"ingest", "compute", "alert", "notify"};

struct placing {
    int64_t anchor_us, rate_num, rate_den;
};

/* Of a clock that runs the floor is only what somebody saw: now is later. One that nobody has placed yet is the wall's, and may be
 * placed in the past as long as nobody saw it. */
static enum status place(struct db *db, void *arg)
{
    static const char sql[] =
        "UPDATE clock.business SET anchor_us = $1::bigint, wall_anchor_us = $2::bigint, rate_num = $3::bigint, "
        "rate_den = $4::bigint, floor_us = $1::bigint, placed = true WHERE id = 1 AND floor_us <= $1::bigint "
        "AND (NOT placed OR anchor_us + trunc(($2::bigint - wall_anchor_us)::numeric * rate_num / rate_den) <= $1::bigint)";
    const struct placing *p = arg;
    enum status st =
        db_exec(db, sql, 4, (const char *[]){I64(p->anchor_us), I64(clock_wall_us()), I64(p->rate_num), I64(p->rate_den)}, NULL);
    if (st == ST_OK && db_affected(db) == 0)
        st = ST_CONFLICT;
    for (size_t i = 0; st == ST_OK && i < sizeof CONSUMERS / sizeof CONSUMERS[0]; i++)
        st = todo_insert(db, CONSUMERS[i], "clock", 0, 0, "", NULL, 0, p->anchor_us);
    if (st == ST_OK)
        CRASH_POINT("duban.before_place_commit");
    return st;
}

enum status clock_store_place(struct db *db, int64_t anchor_us, int64_t rate_num, int64_t rate_den)
{
    struct placing placing = {anchor_us, rate_num, rate_den};
    enum status st = db_transact(db, place, &placing);
    if (st == ST_OK)
        CRASH_POINT("duban.after_place_commit");
    return st;
}

/* The parts of the statement read as SQL, not as C. */
/* clang-format off */
#define DUE(s) "(SELECT count(*) FROM " s ".v_work WHERE business_us <= $1::bigint), "
#define PARKED(s) "(SELECT count(*) FROM " s ".todo t WHERE t.parked_reason IS NOT NULL)"
/* clang-format on */

enum status clock_store_work(struct db *db, int64_t business_us, struct clock_work *ret)
{
    static const char sql[] = "SELECT " DUE("ingest") DUE("compute") DUE("alert")
        DUE("notify") "(SELECT count(*) FROM ingest.v_lane l LEFT JOIN compute.v_lane c ON c.institution_id = l.institution_id AND "
                      "c.kind = l.kind "
                      "WHERE l.last_number > coalesce(c.counted_through, 0) AND NOT EXISTS (SELECT 1 FROM compute.todo p WHERE "
                      "p.kind = 'lane' "
                      "AND p.institution_id = l.institution_id AND p.key = l.kind AND p.parked_reason IS NOT NULL)), "
                      "(SELECT count(*) FROM notify.v_message m WHERE m.state IN ('gathering', 'ready', 'sending') AND NOT "
                      "m.parked AND m.due_us <= $1::bigint), " PARKED("ingest") " + " PARKED("compute") " + " PARKED(
                          "alert") " + " PARKED("notify");
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(business_us)}, &rows);
    if (st != ST_OK)
        return st;
    struct clock_work work;
    for (int i = 0; i < WORK_COUNT; i++)
        if (row_count(rows) != 1 || !row_i64(rows, 0, i, &work.count[i]))
            return ST_FATAL;
    *ret = work;
    return ST_OK;
}

enum status clock_store_next(struct db *db, int64_t business_us, int64_t *ret_us)
{
    static const char sql[] =
        "SELECT min(u) FROM (SELECT min(next_us) FROM alert.v_subject WHERE next_us > $1::bigint AND NOT retired "
        "UNION ALL SELECT min(due_us) FROM notify.v_message WHERE state IN ('gathering', 'ready') AND NOT parked "
        "AND due_us > $1::bigint "
        "UNION ALL SELECT min(business_us) FROM ingest.v_work WHERE business_us > $1::bigint "
        "UNION ALL SELECT min(business_us) FROM compute.v_work WHERE business_us > $1::bigint "
        "UNION ALL SELECT min(business_us) FROM alert.v_work WHERE business_us > $1::bigint "
        "UNION ALL SELECT min(business_us) FROM notify.v_work WHERE business_us > $1::bigint) AS stops (u)";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(business_us)}, &rows);
    if (st != ST_OK)
        return st;
    if (row_count(rows) != 1 || row_is_null(rows, 0, 0))
        *ret_us = CLOCK_NEVER_US;
    else if (!row_i64(rows, 0, 0, ret_us))
        return ST_FATAL;
    return ST_OK;
}

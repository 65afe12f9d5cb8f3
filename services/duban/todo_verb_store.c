/* todo_verb_store.c: the todo tables of the four services, read for parked rows. */
#include "duban/todo_verb_store.h"

#include <string.h>

#include "lib/crash.h"
#include "lib/db.h"
#include "lib/db_row.h"
#include "lib/todo.h"

enum status todo_parked_each(struct db *db, void (*fn)(void *arg, const struct parked_row *row), void *arg, bool *ret_more)
{
    static const char sql[] =
        "WITH t AS (SELECT 'ingest' AS service, * FROM ingest.todo UNION ALL SELECT 'compute', * FROM compute.todo "
        "UNION ALL SELECT 'alert', * FROM alert.todo UNION ALL SELECT 'notify', * FROM notify.todo) "
        "SELECT p.id, p.alliance_id, p.institution_id, p.business_us, p.attempts, p.service, p.kind, p.key, p.parked_reason, "
        "(SELECT count(*) FROM t AS w WHERE w.service = p.service AND w.alliance_id = p.alliance_id AND w.kind = p.kind "
        "AND w.institution_id = p.institution_id AND w.key = p.key AND w.parked_reason IS NULL) "
        "FROM t AS p WHERE p.parked_reason IS NOT NULL ORDER BY p.service, p.id LIMIT $1::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(PARKED_SHOWN_MAX + 1)}, &rows);
    for (int i = 0; st == ST_OK && i < row_count(rows) && i < PARKED_SHOWN_MAX; i++) {
        struct parked_row row = {
            .service = row_text(rows, i, 5),
            .kind = row_text(rows, i, 6),
            .key = row_text(rows, i, 7),
            .reason = row_text(rows, i, 8),
        };
        if (!row_i64(rows, i, 0, &row.id) || !row_i64(rows, i, 1, &row.alliance_id) || !row_i64(rows, i, 2, &row.institution_id) ||
            !row_i64(rows, i, 3, &row.business_us) || !row_i64(rows, i, 4, &row.attempts) || !row_i64(rows, i, 9, &row.waiting))
            return ST_FATAL;
        fn(arg, &row);
    }
    if (st == ST_OK)
        *ret_more = row_count(rows) > PARKED_SHOWN_MAX;
    return st;
}

static bool copy(char *to, size_t size, const char *from)
{
    size_t len = strlen(from);
    if (len >= size)
        return false;
    memcpy(to, from, len + 1);
    return true;
}

static enum status read_key(struct db *db, const char *service, int64_t id, struct todo_key *ret, bool *ret_found)
{
    static const char sql[] =
        "SELECT t.alliance_id, t.institution_id, t.kind, t.key FROM (SELECT 'ingest' AS service, * FROM ingest.todo "
        "UNION ALL SELECT 'compute', * FROM compute.todo UNION ALL SELECT 'alert', * FROM alert.todo "
        "UNION ALL SELECT 'notify', * FROM notify.todo) AS t "
        "WHERE t.service = $1::text AND t.id = $2::bigint AND t.parked_reason IS NOT NULL";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){service, I64(id)}, &rows);
    if (st != ST_OK)
        return st;
    *ret_found = row_count(rows) == 1;
    if (!*ret_found)
        return ST_OK;
    bool good = row_i64(rows, 0, 0, &ret->alliance_id) && row_i64(rows, 0, 1, &ret->institution_id) &&
                copy(ret->kind, sizeof ret->kind, row_text(rows, 0, 2)) && copy(ret->key, sizeof ret->key, row_text(rows, 0, 3));
    return good ? ST_OK : ST_FATAL;
}

enum status todo_parked_resume(struct db *db, const char *service, int64_t id, int64_t *ret_count)
{
    struct todo_key key = {0};
    bool found = false;
    enum status st = read_key(db, service, id, &key, &found);
    *ret_count = 0;
    if (st != ST_OK || !found)
        return st;
    CRASH_POINT("duban.before_resume_commit");
    st = todo_resume(db, service, &key, ret_count);
    if (st == ST_OK)
        CRASH_POINT("duban.after_resume_commit");
    return st;
}

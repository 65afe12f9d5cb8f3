/* todo_verb_store.c: the todo tables of the four services, read for parked rows. */
#include "duban/todo_verb_store.h"

#include <string.h>

#include "lib/crash.h"
#include "lib/db.h"
#include "lib/db_row.h"
#include "lib/todo.h"

enum status todo_parked_each(struct db *db, void (*fn)(void *arg, const struct parked_row *row), void *arg)
{
    static const char sql[] =
        "WITH t AS (SELECT 'ingest' AS service, * FROM ingest.todo UNION ALL SELECT 'compute', * FROM compute.todo "
        "UNION ALL SELECT 'alert', * FROM alert.todo UNION ALL SELECT 'notify', * FROM notify.todo) "
        "SELECT p.id, p.alliance_id, p.institution_id, p.business_us, p.attempts, p.service, p.kind, p.key, p.parked_reason, "
        "(SELECT count(*) FROM t AS w WHERE w.service = p.service AND w.alliance_id = p.alliance_id AND w.kind = p.kind "
        "AND w.institution_id = p.institution_id AND w.key = p.key AND w.parked_reason IS NULL) "
        "FROM t AS p WHERE p.parked_reason IS NOT NULL ORDER BY p.service, p.id LIMIT 1000";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 0, NULL, &rows);
    for (int i = 0; st == ST_OK && i < row_count(rows); i++) {
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
    return st;
}

struct looked_up {
    const char *service;
    int64_t id;
    bool found;
    struct todo_key key;
};

static bool copy(char *to, size_t size, const char *from)
{
    size_t len = strlen(from);
    if (len >= size)
        return false;
    memcpy(to, from, len + 1);
    return true;
}

static void look_up(void *arg, const struct parked_row *row)
{
    struct looked_up *looked = arg;
    if (row->id != looked->id || strcmp(row->service, looked->service) != 0)
        return;
    looked->key.alliance_id = row->alliance_id;
    looked->key.institution_id = row->institution_id;
    looked->found =
        copy(looked->key.kind, sizeof looked->key.kind, row->kind) && copy(looked->key.key, sizeof looked->key.key, row->key);
}

enum status todo_parked_resume(struct db *db, const char *service, int64_t id, int64_t *ret_count)
{
    struct looked_up looked = {.service = service, .id = id};
    enum status st = todo_parked_each(db, look_up, &looked);
    *ret_count = 0;
    if (st != ST_OK || !looked.found)
        return st;
    CRASH_POINT("duban.before_resume_commit");
    st = todo_resume(db, service, &looked.key, ret_count);
    if (st == ST_OK)
        CRASH_POINT("duban.after_resume_commit");
    return st;
}

/* Why: who sends what we cannot read must be found, without keeping what he sent. Texts as in request_store.c. */
#include "shared/quarantine_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"

struct quarantine_sql {
    const char *schema, *add, *prune;
};

/* prune locks only what it deletes, and passes over what another instance is just counting: two floods do not wait for each other.
 */
/* clang-format off */
#define STATEMENTS(s) \
    { \
        .schema = s, \
        .add = "INSERT INTO " s ".quarantine AS q (sha256, byte_count, reason, times, first_us, last_us) " \
               "VALUES ($1::text, $2::bigint, $3::text, 1, $4::bigint, $4::bigint) " \
               "ON CONFLICT (sha256) DO UPDATE SET times = q.times + 1, last_us = greatest(q.last_us, $4::bigint) RETURNING q.times", \
        .prune = "DELETE FROM " s ".quarantine WHERE quarantine_id IN (" \
                 "SELECT quarantine_id FROM " s ".quarantine WHERE quarantine_id IN (" \
                 "SELECT quarantine_id FROM " s ".quarantine ORDER BY last_us DESC, quarantine_id DESC OFFSET $1::bigint) " \
                 "FOR UPDATE SKIP LOCKED)", \
    }
/* clang-format on */

static const struct quarantine_sql SQL[] = {STATEMENTS("ingest"), STATEMENTS("compute"), STATEMENTS("alert"), STATEMENTS("notify")};

static const struct quarantine_sql *quarantine_sql(const char *schema)
{
    for (size_t i = 0; i < sizeof SQL / sizeof SQL[0]; i++)
        if (strcmp(SQL[i].schema, schema) == 0)
            return &SQL[i];
    abort(); /* a mistake of ours: there is no such quarantine table */
}

enum status quarantine_store_add(struct db *db, const char *schema, const char *sha256, size_t len, const char *reason,
                                 int64_t now_us, int64_t *ret_times)
{
    const struct quarantine_sql *sql = quarantine_sql(schema);
    scoped(result_done) PGresult *rows = NULL;
    int64_t times = 0;
    enum status st = db_exec(db, sql->add, 4, (const char *[]){sha256, I64((int64_t)len), reason, I64(now_us)}, &rows);
    if (st != ST_OK)
        return st;
    if (!row_i64(rows, 0, 0, &times))
        return ST_FATAL;
    *ret_times = times;
    return times > 1 ? ST_OK : db_exec(db, sql->prune, 1, (const char *[]){I64(QUARANTINE_ROWS_MAX)}, NULL);
}

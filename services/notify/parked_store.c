/* parked_store.c: one look at what stands still. */
#include "notify/parked_store.h"

#include <stdlib.h>

#include "lib/db_row.h"

void parked_done(struct parked *parked)
{
    free(parked->service);
    free(parked->kind);
    free(parked->key);
    free(parked->reason);
    *parked = (struct parked){0};
}

enum status parked_store_read(struct db *db, const char *service, int64_t id, struct parked *ret)
{
    static const char sql[] = "SELECT id, institution_id, service, kind, key, parked_reason FROM notify.v_parked "
                              "WHERE service = $1::text AND id = $2::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){service, I64(id)}, &rows);
    if (st != ST_OK)
        return st;
    if (row_count(rows) == 0)
        return ST_CONFLICT;
    struct parked found = {.service = row_text_take(rows, 0, 2),
                           .kind = row_text_take(rows, 0, 3),
                           .key = row_text_take(rows, 0, 4),
                           .reason = row_text_take(rows, 0, 5)};
    if (!row_i64(rows, 0, 0, &found.id) || !row_i64(rows, 0, 1, &found.institution_id) || found.service == NULL ||
        found.kind == NULL || found.key == NULL || found.reason == NULL) {
        parked_done(&found);
        return ST_FATAL;
    }
    *ret = found;
    return ST_OK;
}

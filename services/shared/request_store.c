/* Why: a lost acknowledgement is harmless because the answer was stored in the transaction of the deed. The texts are put together
 * by the compiler from a fixed list, one for each schema that has the table. */
#include "shared/request_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"

struct request_sql {
    const char *schema, *find, *insert;
};

/* The parts of the statements read as SQL, not as C. */
/* clang-format off */
#define STATEMENTS(s) \
    { \
        .schema = s, \
        .find = "SELECT sha256, answer FROM " s ".request WHERE request_id = $1::text", \
        .insert = "INSERT INTO " s ".request (request_id, sha256, answer, answered_us) " \
                  "VALUES ($1::text, $2::text, decode($3::text, 'hex'), $4::bigint)", \
    }
/* clang-format on */

static const struct request_sql SQL[] = {STATEMENTS("ingest"), STATEMENTS("alert"), STATEMENTS("notify")};

static const struct request_sql *request_sql(const char *schema)
{
    for (size_t i = 0; i < sizeof SQL / sizeof SQL[0]; i++)
        if (strcmp(SQL[i].schema, schema) == 0)
            return &SQL[i];
    abort(); /* a mistake of ours: there is no such request table */
}

void request_answer_done(struct request_answer *answer)
{
    free(answer->bytes);
    *answer = (struct request_answer){0};
}

enum status request_store_find(struct db *db, const char *schema, const char *request_id, const char *sha256,
                               struct request_answer *ret)
{
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, request_sql(schema)->find, 1, (const char *[]){request_id}, &rows);
    if (st != ST_OK)
        return st;
    if (row_count(rows) == 0) {
        *ret = (struct request_answer){0};
        return ST_OK;
    }
    if (strcmp(row_text(rows, 0, 0), sha256) != 0)
        return ST_CONFLICT;
    size_t len = 0;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)row_text(rows, 0, 1), &len);
    uint8_t *copy = bytes == NULL ? NULL : malloc(len + 1);
    if (copy != NULL) {
        memcpy(copy, bytes, len);
        *ret = (struct request_answer){copy, len};
    }
    PQfreemem(bytes);
    return copy == NULL ? ST_RETRY : ST_OK;
}

enum status request_store_insert(struct db *db, const char *schema, const char *request_id, const char *sha256,
                                 const struct request_answer *answer, int64_t now_us)
{
    scoped(scoped_free) char *hex = malloc(answer->len * 2 + 1);
    if (hex == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < answer->len; i++) {
        hex[2 * i] = "0123456789abcdef"[answer->bytes[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[answer->bytes[i] & 15];
    }
    hex[answer->len * 2] = '\0';
    return db_exec(db, request_sql(schema)->insert, 4, (const char *[]){request_id, sha256, hex, I64(now_us)}, NULL);
}

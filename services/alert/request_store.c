/* request_store.c: a lost acknowledgement is harmless because the answer was stored in the transaction of the deed. */
#include "alert/request_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db_row.h"

void request_answer_done(struct request_answer *answer)
{
    free(answer->bytes);
    *answer = (struct request_answer){0};
}

enum status request_store_find(struct db *db, const char *request_id, const char *sha256, bool *ret_found,
                               struct request_answer *ret)
{
    static const char sql[] = "SELECT sha256, answer FROM alert.request WHERE request_id = $1::text";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){request_id}, &rows);
    if (st != ST_OK)
        return st;
    *ret_found = row_count(rows) == 1;
    if (!*ret_found)
        return ST_OK;
    if (strcmp(row_text(rows, 0, 0), sha256) != 0)
        return ST_CONFLICT;
    size_t len = 0;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)row_text(rows, 0, 1), &len);
    uint8_t *copy = bytes == NULL ? NULL : malloc(len == 0 ? 1 : len);
    if (copy != NULL)
        memcpy(copy, bytes, len);
    PQfreemem(bytes);
    if (copy == NULL)
        return ST_FATAL;
    *ret = (struct request_answer){copy, len};
    return ST_OK;
}

enum status request_store_insert(struct db *db, const char *request_id, const char *sha256, const uint8_t *bytes, size_t len,
                                 int64_t now_us)
{
    static const char sql[] = "INSERT INTO alert.request (request_id, sha256, answer, answered_us) "
                              "VALUES ($1::text, $2::text, decode($3::text, 'hex'), $4::bigint)";
    scoped(scoped_free) char *hex = malloc(len * 2 + 1);
    if (hex == NULL)
        return ST_FATAL;
    for (size_t i = 0; i < len; i++) {
        hex[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    hex[len * 2] = '\0';
    return db_exec(db, sql, 4, (const char *[]){request_id, sha256, hex, I64(now_us)}, NULL);
}

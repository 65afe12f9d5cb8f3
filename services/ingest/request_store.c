/* request_store.c: answers as they went over the wire, and messages that were none. */
#include "ingest/request_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"

enum status request_find(struct db *db, const char *request_id, const char *sha256, struct request_answer *ret)
{
    static const char sql[] = "SELECT sha256, answer FROM ingest.request WHERE request_id = $1::text";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){request_id}, &rows);
    if (st != ST_OK)
        return st;
    *ret = (struct request_answer){0};
    if (row_count(rows) == 0)
        return ST_OK;
    if (strcmp(row_text(rows, 0, 0), sha256) != 0)
        return ST_CONFLICT;
    size_t len = 0;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)row_text(rows, 0, 1), &len);
    ret->bytes = bytes == NULL ? NULL : malloc(len + 1);
    if (ret->bytes != NULL)
        memcpy(ret->bytes, bytes, len);
    ret->len = len;
    PQfreemem(bytes);
    return ret->bytes == NULL ? ST_RETRY : ST_OK;
}

enum status request_insert(struct db *db, const char *request_id, const char *sha256, const uint8_t *bytes, size_t len,
                           int64_t now_us)
{
    static const char sql[] = "INSERT INTO ingest.request (request_id, sha256, answer, answered_us) "
                              "VALUES ($1::text, $2::text, decode($3::text, 'hex'), $4::bigint)";
    scoped(scoped_free) char *hex = malloc(len * 2 + 1);
    if (hex == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < len; i++) {
        hex[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
    }
    hex[len * 2] = '\0';
    return db_exec(db, sql, 4, (const char *[]){request_id, sha256, hex, I64(now_us)}, NULL);
}

enum status quarantine_insert(struct db *db, const char *sha256, size_t len, const char *reason, int64_t now_us)
{
    static const char sql[] = "INSERT INTO ingest.quarantine (sha256, byte_count, reason, received_us) "
                              "VALUES ($1::text, $2::bigint, $3::text, $4::bigint)";
    return db_exec(db, sql, 4, (const char *[]){sha256, I64((int64_t)len), reason, I64(now_us)}, NULL);
}

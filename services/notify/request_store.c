/* request_store.c: SQL of notify.request. */
#include "notify/request_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db_row.h"

#define ANSWER_HEX_MAX (64u * 1024)

enum status request_store_find(struct db *db, const char *request_id, uint8_t **ret_bytes, size_t *ret_len)
{
    static const char sql[] = "SELECT answer FROM notify.request WHERE request_id = $1::text";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){request_id}, &rows);
    if (st != ST_OK)
        return st;
    *ret_bytes = NULL;
    if (row_count(rows) == 0)
        return ST_OK;
    size_t len = 0;
    unsigned char *bytes = PQunescapeBytea((const unsigned char *)row_text(rows, 0, 0), &len);
    uint8_t *copy = bytes == NULL ? NULL : malloc(len + 1);
    if (copy != NULL)
        memcpy(copy, bytes, len);
    PQfreemem(bytes);
    if (copy == NULL)
        return ST_RETRY;
    *ret_bytes = copy;
    *ret_len = len;
    return ST_OK;
}

enum status request_store_insert(struct db *db, const char *request_id, const uint8_t *bytes, size_t len, int64_t now_us)
{
    static const char sql[] = "INSERT INTO notify.request (request_id, answer, answered_us) "
                              "VALUES ($1::text, decode($2::text, 'hex'), $3::bigint)";
    scoped(text_done) struct text hex;
    text_init(&hex, ANSWER_HEX_MAX);
    for (size_t i = 0; i < len; i++)
        text_printf(&hex, "%02x", bytes[i]);
    return hex.overflow ? ST_BAD_INPUT : db_exec(db, sql, 3, (const char *[]){request_id, hex.s, I64(now_us)}, NULL);
}

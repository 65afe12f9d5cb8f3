/* letterbox_store.c: SQL of notify.letterbox. */
#include "notify/letterbox_store.h"

#include "lib/db_row.h"
#include "notify/message_store.h"

enum status letterbox_store_place(struct db *db, const struct message *m, int64_t now_us)
{
    static const char sql[] =
        "INSERT INTO notify.letterbox (alliance_id, person, message_id, subject, body, placed_us) SELECT $1::bigint, $2::text, "
        "$3::bigint, $4::text, $5::text, $6::bigint WHERE NOT EXISTS (SELECT 1 FROM notify.letterbox l WHERE l.message_id = "
        "$3::bigint)";
    return db_exec(db, sql, 6,
                   (const char *[]){I64(m->alliance_id), m->person, I64(m->message_id), m->subject, m->body, I64(now_us)}, NULL);
}

enum status letterbox_store_read(struct db *db, int64_t alliance_id, const char *person, int64_t letter_id,
                                 enum status (*fn)(void *arg, const struct letter *letter), void *arg)
{
    static const char sql[] =
        "SELECT letter_id, message_id, placed_us, person, subject, CASE WHEN $3::bigint = 0 THEN '' ELSE body END FROM "
        "notify.letterbox "
        "WHERE alliance_id = $1::bigint AND ($2::text = '' OR person = $2::text) AND ($3::bigint = 0 OR letter_id = $3::bigint) "
        "ORDER BY letter_id DESC LIMIT $4::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 4, (const char *[]){I64(alliance_id), person, I64(letter_id), I64(LETTERS_MAX + 1)}, &rows);
    for (int i = 0; st == ST_OK && i < row_count(rows); i++) {
        struct letter letter = {.person = row_text(rows, i, 3), .subject = row_text(rows, i, 4), .body = row_text(rows, i, 5)};
        if (!row_i64(rows, i, 0, &letter.letter_id) || !row_i64(rows, i, 1, &letter.message_id) ||
            !row_i64(rows, i, 2, &letter.placed_us))
            return ST_FATAL;
        st = fn(arg, &letter);
    }
    return st;
}

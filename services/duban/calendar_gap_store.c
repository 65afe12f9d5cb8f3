/* calendar_gap_store.c: SQL of alert.v_calendar_gap. */
#include "duban/calendar_gap_store.h"

#include "lib/db_row.h"

enum status calendar_gaps_read(struct db *db, struct problems *problems)
{
    static const char sql[] = "SELECT DISTINCT year FROM alert.v_calendar_gap ORDER BY year LIMIT 100";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 0, NULL, &rows);
    for (int i = 0; st == ST_OK && i < row_count(rows); i++)
        problems_add(problems, REASON_W_ALT_361, NULL, row_text(rows, i, 0));
    return st;
}

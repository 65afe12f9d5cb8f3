/* deduction_store.c: ingest.v_current_violation: what was taken back or sent again does not count twice. */
#include "duban/deduction_store.h"

#include "lib/date.h"
#include "lib/db.h"
#include "lib/db_row.h"

static bool read_row(const PGresult *rows, int i, struct violation_row *ret)
{
    int32_t person;
    *ret = (struct violation_row){.case_no = row_text(rows, i, 0),
                                  .rule = row_text(rows, i, 1),
                                  .document = row_text(rows, i, 2),
                                  .section = row_is_null(rows, i, 7) ? NULL : row_text(rows, i, 7)};
    ret->violation.has_loss = !row_is_null(rows, i, 6);
    if (!row_i32(rows, i, 3, &ret->occurred_on) || !row_i32(rows, i, 4, &person) ||
        !row_i64(rows, i, 5, &ret->violation.quantity) ||
        (ret->violation.has_loss && !row_i64(rows, i, 6, &ret->violation.loss_units)))
        return false;
    ret->person = person;
    return true;
}

enum status violations_each(struct db *db, int64_t institution_id, int32_t month, violation_row_fn *fn, void *arg)
{
    static const char sql[] = "WITH v AS (SELECT case_no, rule, document, occurred_on, staff_no, section, quantity, loss, "
                              "row_number() OVER (ORDER BY occurred_on, case_no) AS place FROM ingest.v_current_violation "
                              "WHERE institution_id = $1::bigint AND month = $2::bigint), "
                              "p AS (SELECT staff_no, row_number() OVER (ORDER BY min(place)) AS person FROM v WHERE staff_no IS "
                              "NOT NULL GROUP BY staff_no) "
                              "SELECT v.case_no, v.rule, v.document, (v.occurred_on - DATE '1970-01-01')::int, coalesce(p.person, "
                              "0)::int, v.quantity, v.loss, v.section "
                              "FROM v LEFT JOIN p ON p.staff_no = v.staff_no ORDER BY v.place LIMIT $3::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(institution_id), I64(month), I64(VIOLATIONS_MAX + 1)}, &rows);
    if (st == ST_OK && row_count(rows) > VIOLATIONS_MAX)
        return ST_BAD_INPUT;
    for (int i = 0; st == ST_OK && i < row_count(rows); i++) {
        struct violation_row row;
        st = read_row(rows, i, &row) ? fn(arg, &row) : ST_FATAL;
    }
    return st;
}

enum status deduction_store_version(struct db *db, int64_t alliance_id, int32_t month, int64_t *ret_version)
{
    static const char sql[] = "SELECT coalesce(max(version) FILTER (WHERE applied_us < $2::bigint), min(version)) "
                              "FROM catalog.version WHERE alliance_id = $1::bigint";
    scoped(result_done) PGresult *rows = NULL;
    int64_t ends_us = instant_of_date(month_last_date(month) + 1, 0);
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(alliance_id), I64(ends_us)}, &rows);
    if (st != ST_OK)
        return st;
    return row_i64(rows, 0, 0, ret_version) ? ST_OK : ST_CONFLICT;
}

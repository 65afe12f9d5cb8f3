/* subject_store.c: SQL of subjects and their history. */
#include "alert/subject_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db_row.h"

#define ARRAY_MAX_BYTES (64u << 20) /* 400 000 subjects of a province: ids of 20 bytes and words of 60 */

#define SUBJECT_COLUMNS                                                                                                           \
    "institution_id, alliance_id, duty, duty_type, kind, period, baseline_us, state, light, reason, judged_period, facts::text, " \
    "value_revisions, judged_us, next_us, revision, retired, judged_version"

void subject_done(struct subject *subject)
{
    free(subject->duty);
    free(subject->duty_type);
    free(subject->kind);
    free(subject->state);
    free(subject->light);
    free(subject->reason);
    free(subject->facts);
    free(subject->value_revisions);
    *subject = (struct subject){0};
}

void subject_list_done(struct subject_list *list)
{
    for (size_t i = 0; i < list->n; i++)
        subject_done(&list->at[i]);
    free(list->at);
    *list = (struct subject_list){0};
}

static bool subject_from_row(const PGresult *rows, int row, struct subject *ret)
{
    struct subject s = {.duty = row_text_take(rows, row, 2),
                        .duty_type = row_text_take(rows, row, 3),
                        .kind = row_text_take(rows, row, 4),
                        .period = MONTH_NONE,
                        .state = row_text_take(rows, row, 7),
                        .light = row_text_take(rows, row, 8),
                        .reason = row_text_take(rows, row, 9),
                        .judged_period = MONTH_NONE,
                        .facts = row_text_take(rows, row, 11),
                        .value_revisions = row_text_take(rows, row, 12),
                        .judged_us = INT64_MIN,
                        .next_us = INT64_MAX};
    bool good = s.duty && s.duty_type && s.kind && s.state && s.light && s.reason && s.facts && s.value_revisions &&
                row_i64(rows, row, 0, &s.institution_id) && row_i64(rows, row, 1, &s.alliance_id) &&
                (row_is_null(rows, row, 5) || row_i32(rows, row, 5, &s.period)) && row_i64(rows, row, 6, &s.baseline_us) &&
                (row_is_null(rows, row, 10) || row_i32(rows, row, 10, &s.judged_period)) &&
                (row_is_null(rows, row, 13) || row_i64(rows, row, 13, &s.judged_us)) &&
                (row_is_null(rows, row, 14) || row_i64(rows, row, 14, &s.next_us)) && row_i64(rows, row, 15, &s.revision) &&
                row_bool(rows, row, 16, &s.retired) && row_i64(rows, row, 17, &s.judged_version);
    if (good)
        *ret = s;
    else
        subject_done(&s);
    return good;
}

static enum status read_one(struct db *db, const char *sql, int64_t institution_id, const char *duty, struct subject *ret)
{
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 2, (const char *[]){I64(institution_id), duty}, &rows);
    if (st != ST_OK)
        return st;
    if (row_count(rows) == 0)
        return ST_BAD_INPUT;
    return subject_from_row(rows, 0, ret) ? ST_OK : ST_FATAL;
}

enum status subject_store_lock(struct db *db, int64_t institution_id, const char *duty, struct subject *ret)
{
    static const char sql[] = "SELECT " SUBJECT_COLUMNS " FROM alert.subject "
                              "WHERE institution_id = $1::bigint AND duty = $2::text FOR UPDATE";
    return read_one(db, sql, institution_id, duty, ret);
}

enum status subject_store_read(struct db *db, int64_t institution_id, const char *duty, struct subject *ret)
{
    static const char sql[] = "SELECT " SUBJECT_COLUMNS " FROM alert.subject WHERE institution_id = $1::bigint AND duty = $2::text";
    return read_one(db, sql, institution_id, duty, ret);
}

enum status subject_store_list(struct db *db, const struct subject_filter *filter, struct subject_list *ret)
{
    static const char sql[] = "SELECT " SUBJECT_COLUMNS " FROM alert.subject "
                              "WHERE alliance_id = $1::bigint AND NOT retired AND ($2::text = '' OR duty = $2::text) "
                              "AND ($3::bigint = 0 OR institution_id = $3::bigint) AND ($4::text = '' OR state = $4::text) "
                              "AND (kind <> '') = $5::boolean ORDER BY duty COLLATE \"C\", institution_id";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(
        db, sql, 5,
        (const char *[]){I64(filter->alliance_id), filter->duty, I64(filter->institution_id), filter->state, BOOL(filter->returns)},
        &rows);
    if (st != ST_OK)
        return st;
    scoped(subject_list_done) struct subject_list list = {.at = calloc((size_t)row_count(rows) + 1, sizeof *list.at)};
    if (list.at == NULL)
        return ST_FATAL;
    for (int i = 0; i < row_count(rows); i++, list.n++)
        if (!subject_from_row(rows, i, &list.at[i]))
            return ST_FATAL;
    *ret = list;
    list = (struct subject_list){0};
    return ST_OK;
}

/* One array parameter a column. */
struct seed_arrays {
    struct text institution_id, duty, duty_type, cell, kind, period, baseline_us;
};

static void seed_arrays_done(struct seed_arrays *a)
{
    struct text *all[] = {&a->institution_id, &a->duty, &a->duty_type, &a->cell, &a->kind, &a->period, &a->baseline_us};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        text_done(all[i]);
}

static enum status seed_arrays_fill(struct seed_arrays *a, const struct subject_seed *seeds, size_t n)
{
    scoped(scoped_free) const char **words = calloc(n + 1, sizeof *words);
    scoped(scoped_free) int64_t *numbers = calloc(n + 1, sizeof *numbers);
    if (words == NULL || numbers == NULL)
        return ST_FATAL;
#define FILL(column, array, function)       \
    for (size_t i = 0; i < n; i++)          \
        (array)[i] = seeds[i].column;       \
    text_init(&a->column, ARRAY_MAX_BYTES); \
    function(&a->column, (array), n)
    FILL(institution_id, numbers, param_i64_array);
    FILL(period, numbers, param_i64_array);
    FILL(baseline_us, numbers, param_i64_array);
    FILL(duty, words, param_text_array);
    FILL(duty_type, words, param_text_array);
    FILL(cell, words, param_text_array);
    FILL(kind, words, param_text_array);
#undef FILL
    bool overflow = a->institution_id.overflow || a->duty.overflow || a->duty_type.overflow || a->cell.overflow ||
                    a->kind.overflow || a->period.overflow || a->baseline_us.overflow;
    return overflow ? ST_BAD_INPUT : ST_OK;
}

enum status subject_store_seed(struct db *db, const struct subject_origin *origin, const struct subject_seed *seeds, size_t n)
{
    static const char sql[] =
        "INSERT INTO alert.subject (institution_id, duty, alliance_id, duty_type, cell, kind, period, baseline_us, "
        "catalog_version, "
        "organisation_version) "
        "SELECT s.institution_id, s.duty, $1::bigint, s.duty_type, s.cell, s.kind, nullif(s.period, $12::bigint), s.baseline_us, "
        "$2::bigint, $3::bigint "
        "FROM unnest($5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::bigint[]) "
        "AS s (institution_id, duty, duty_type, cell, kind, period, baseline_us) "
        "ON CONFLICT (institution_id, duty) DO UPDATE SET duty_type = excluded.duty_type, cell = excluded.cell, "
        "catalog_version = excluded.catalog_version, organisation_version = excluded.organisation_version, retired = false, "
        "baseline_us = CASE WHEN excluded.baseline_us > $4::bigint THEN excluded.baseline_us ELSE subject.baseline_us END";
    if (n == 0)
        return ST_OK;
    scoped(seed_arrays_done) struct seed_arrays a = {0};
    enum status st = seed_arrays_fill(&a, seeds, n);
    if (st != ST_OK)
        return st;
    return db_exec(db, sql, 12,
                   (const char *[]){I64(origin->alliance_id), I64(origin->catalog_version), I64(origin->organisation_version),
                                    I64(origin->now_us), a.institution_id.s, a.duty.s, a.duty_type.s, a.cell.s, a.kind.s,
                                    a.period.s, a.baseline_us.s, I64(MONTH_NONE)},
                   NULL);
}

enum status subject_store_retire(struct db *db, const struct subject_origin *origin, int32_t from)
{
    static const char sql[] = "UPDATE alert.subject SET retired = true, next_us = NULL WHERE alliance_id = $1::bigint AND "
                              "(kind = '' OR period >= $4::bigint) "
                              "AND NOT retired AND (catalog_version <> $2::bigint OR organisation_version <> $3::bigint)";
    return db_exec(
        db, sql, 4,
        (const char *[]){I64(origin->alliance_id), I64(origin->catalog_version), I64(origin->organisation_version), I64(from)},
        NULL);
}

enum status subject_store_wake_alliance(struct db *db, int64_t alliance_id, int64_t now_us)
{
    static const char sql[] =
        "INSERT INTO alert.todo (kind, alliance_id, institution_id, key, business_us) "
        "SELECT 'subject', alliance_id, institution_id, duty, $2::bigint FROM alert.subject "
        "WHERE alliance_id = $1::bigint AND (NOT retired OR state <> '') AND NOT (kind <> '' AND state = $3::text)";
    return db_exec(db, sql, 3, (const char *[]){I64(alliance_id), I64(now_us), return_state_name(RETURN_RECEIVED)}, NULL);
}

enum status subject_store_wake_cell(struct db *db, int64_t alliance_id, int64_t institution_id, const char *cell, int64_t cause,
                                    int64_t now_us)
{
    static const char sql[] =
        "INSERT INTO alert.todo (kind, alliance_id, institution_id, key, cause, business_us) "
        "SELECT 'subject', alliance_id, institution_id, duty, ARRAY[$4::bigint], $5::bigint FROM alert.subject "
        "WHERE institution_id = $2::bigint AND alliance_id = $1::bigint AND NOT retired AND cell <> '' "
        "AND (cell = $3::text OR $3::text = '')";
    return db_exec(db, sql, 5, (const char *[]){I64(alliance_id), I64(institution_id), cell, I64(cause), I64(now_us)}, NULL);
}

enum status subject_store_wake_one(struct db *db, int64_t institution_id, const char *duty, int64_t cause, int64_t now_us)
{
    static const char sql[] =
        "INSERT INTO alert.todo (kind, alliance_id, institution_id, key, cause, business_us) "
        "SELECT 'subject', alliance_id, institution_id, duty, ARRAY[$3::bigint], $4::bigint FROM alert.subject "
        "WHERE institution_id = $1::bigint AND duty = $2::text AND NOT retired";
    return db_exec(db, sql, 4, (const char *[]){I64(institution_id), duty, I64(cause), I64(now_us)}, NULL);
}

enum status subject_store_any_due(struct db *db, int64_t now_us, bool *ret)
{
    static const char sql[] = "SELECT count(*) > 0 FROM (SELECT 1 FROM alert.subject WHERE next_us <= $1::bigint LIMIT 1) AS due";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(now_us)}, &rows);
    if (st != ST_OK)
        return st;
    return row_bool(rows, 0, 0, ret) ? ST_OK : ST_FATAL;
}

enum status subject_store_wake_due(struct db *db, int64_t now_us, int64_t *ret_count)
{
    static const char sql[] = "WITH due AS (UPDATE alert.subject SET next_us = NULL WHERE next_us <= $1::bigint "
                              "RETURNING alliance_id, institution_id, duty) "
                              "INSERT INTO alert.todo (kind, alliance_id, institution_id, key, business_us) "
                              "SELECT 'subject', alliance_id, institution_id, duty, $1::bigint FROM due";
    enum status st = db_exec(db, sql, 1, (const char *[]){I64(now_us)}, NULL);
    if (st == ST_OK)
        *ret_count = db_affected(db);
    return st;
}

static bool verdict_is_news(const struct subject *subject, const struct subject_verdict *verdict)
{
    return subject->revision == 0 || strcmp(subject->state, verdict->state) != 0 || strcmp(subject->light, verdict->light) != 0 ||
           strcmp(subject->reason, verdict->reason) != 0 || strcmp(subject->value_revisions, verdict->value_revisions) != 0 ||
           subject->judged_period != verdict->judged_period;
}

enum status subject_store_judged(struct db *db, const struct subject *subject, const struct subject_verdict *verdict)
{
    static const char update[] =
        "UPDATE alert.subject SET state = $3::text, light = $4::text, reason = $5::text, judged_period = $6::bigint, facts = "
        "$7::jsonb, "
        "value_revisions = $8::text, judged_us = $9::bigint, next_us = $10::bigint, revision = $11::bigint, "
        "judged_version = $13::bigint "
        "WHERE institution_id = $1::bigint AND duty = $2::text AND revision = $12::bigint";
    static const char history[] = "INSERT INTO alert.state_history (institution_id, duty, revision, state, light, reason, "
                                  "judged_period, facts, value_revisions, "
                                  "judged_us, catalog_version) VALUES ($1::bigint, $2::text, $3::bigint, $4::text, $5::text, "
                                  "$6::text, $7::bigint, $8::jsonb, "
                                  "$9::text, $10::bigint, $11::bigint)";
    bool is_news = verdict_is_news(subject, verdict);
    const char *institution = I64(subject->institution_id), *revision = I64(subject->revision + (is_news ? 1 : 0));
    const char *period = verdict->judged_period == MONTH_NONE ? NULL : I64(verdict->judged_period);
    const char *now = I64(verdict->now_us);
    enum status st = db_exec(db, update, 13,
                             (const char *[]){institution, subject->duty, verdict->state, verdict->light, verdict->reason, period,
                                              verdict->facts, verdict->value_revisions, now,
                                              verdict->next_us == INT64_MAX ? NULL : I64(verdict->next_us), revision,
                                              I64(subject->revision), I64(verdict->catalog_version)},
                             NULL);
    if (st == ST_OK && db_affected(db) != 1)
        st = ST_CONFLICT;
    if (st == ST_OK && is_news)
        st = db_exec(db, history, 11,
                     (const char *[]){institution, subject->duty, revision, verdict->state, verdict->light, verdict->reason, period,
                                      verdict->facts, verdict->value_revisions, now, I64(verdict->catalog_version)},
                     NULL);
    return st;
}

enum status subject_store_history(struct db *db, int64_t institution_id, const char *duty, size_t max, struct state_row **ret,
                                  size_t *ret_n)
{
    static const char sql[] = "SELECT state, reason, facts::text, judged_us FROM alert.state_history "
                              "WHERE institution_id = $1::bigint AND duty = $2::text ORDER BY revision DESC LIMIT $3::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(institution_id), duty, I64((int64_t)max)}, &rows);
    if (st != ST_OK)
        return st;
    size_t n = (size_t)row_count(rows);
    struct state_row *found = calloc(n + 1, sizeof *found);
    if (found == NULL)
        return ST_FATAL;
    for (size_t i = 0; i < n; i++) {
        found[i] =
            (struct state_row){row_text_take(rows, (int)i, 0), row_text_take(rows, (int)i, 1), row_text_take(rows, (int)i, 2), 0};
        if (found[i].state == NULL || found[i].reason == NULL || found[i].facts == NULL ||
            !row_i64(rows, (int)i, 3, &found[i].judged_us)) {
            state_rows_free(found, n);
            return ST_FATAL;
        }
    }
    *ret = found;
    *ret_n = n;
    return ST_OK;
}

void state_rows_free(struct state_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        free(rows[i].state);
        free(rows[i].reason);
        free(rows[i].facts);
    }
    free(rows);
}

/* test_model_sql.c: the evaluator and the generated SQL mean the same: a few hundred random measures over random rows, most
 * of which lack some value, counted by both. The SQL runs in a real PostgreSQL over the table that `catalog ddl` would make.
 *
 * The seed is fixed, so a failure comes again; it prints the measure. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"
#include "lib/date.h"
#include "model/ddl.h"
#include "model/eval.h"
#include "model/sqlgen.h"
#include "support/base_catalog.h"
#include "support/cmocka_all.h"
#include "support/private_pg.h"
#include "support/sample_kind.h"

#define ROWS     400
#define MEASURES 500

static struct base_catalog catalog;
static struct kind *kind;
static struct columns *rows;
static struct db *db;
static uint64_t seed = 20251215;

static unsigned pick(unsigned n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (unsigned)((seed >> 20) % n);
}

/* ---- rows, in memory and in the table ---------------------------------------------------------------------------- */

static const char *const NOTES[] = {"C10", "C1", "c1", "D0", "", "it's", "%", "_", "张三", "C"};
static const char *const SEXES[] = {"0", "1", "2", "9"};
#define N(array) (sizeof(array) / sizeof((array)[0]))

static const int64_t NUMBERS[] = {0, 1, -1, 2, 3, 5, 99, 100, 101, 1000, -1000, 10000, 20000, 123456789};

static void random_number(struct text *sql, const char *name, int64_t offset)
{
    if (pick(4) == 0) {
        text_append(sql, ", NULL");
        return;
    }
    int64_t n = NUMBERS[pick(N(NUMBERS))] + offset;
    columns_put_number(rows, kind_field(kind, name), n);
    text_printf(sql, ", %" PRId64, n);
}

static void random_row(struct text *sql, int line)
{
    static const uint8_t hash[FIELD_HASH_BYTES];
    columns_begin(rows, line, 24302);
    columns_put_hash(rows, kind_field(kind, "number"), hash);
    text_printf(sql, "%s(1, 1, %d, 24302, '', '', '', '', 1", line == 1 ? "" : ", ", line);
    random_number(sql, "whole", 0);
    random_number(sql, "money", 0);
    random_number(sql, "wan", 0);
    random_number(sql, "beds", 0);
    random_number(sql, "plain", 0);
    if (pick(4) == 0) {
        text_append(sql, ", NULL");
    } else {
        int32_t date = 20089 + (int32_t)pick(4); /* 2025-01-01 is day 20089 */
        columns_put_number(rows, kind_field(kind, "on_day"), date);
        text_printf(sql, ", DATE '1970-01-01' + %d", date);
    }
    random_number(sql, "at_time", instant_of_date(20090, 0));
    const char *sex = SEXES[pick(4)], *note = NOTES[pick(N(NOTES))];
    int field = kind_field(kind, "sex");
    bool has_sex = pick(4) != 0, has_note = pick(4) != 0;
    if (has_sex)
        columns_put_code(rows, field, code_table_find(kind->fields[field].table, sex, 1));
    if (has_note)
        assert_int_equal(columns_put_text(rows, kind_field(kind, "note"), note, strlen(note)), ST_OK);
    text_printf(sql, has_sex ? ", '%s'" : ", NULL", sex);
    if (has_note && strcmp(note, "it's") == 0)
        note = "it''s";
    text_printf(sql, has_note ? ", '%s'" : ", NULL", note);
    text_append(sql, ", NULL, 0, 0, 7)");
    columns_end(rows);
}

static int load(void **state)
{
    (void)state;
    struct text sql;
    text_init(&sql, 1u << 20);
    base_catalog_load(&catalog, NULL);
    kind = kind_from_text(&catalog, SAMPLE_KIND, &sql);
    assert_string_equal(sql.s, "");
    assert_int_equal(columns_new(kind, &rows), ST_OK);
    const char *conninfo = private_pg_start();
    assert_int_equal(db_open(&db, conninfo, "test-model-sql"), ST_OK);
    text_append(&sql, "CREATE SCHEMA ingest;\n");
    assert_int_equal(ddl_format(&sql, kind), ST_OK);
    private_pg_sql(sql.s);
    text_clear(&sql);
    text_append(&sql, "INSERT INTO ingest.record_sample VALUES ");
    for (int line = 1; line <= ROWS; line++)
        random_row(&sql, line);
    assert_int_equal(db_exec(db, sql.s, 0, NULL, NULL), ST_OK);
    text_done(&sql);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    db_close(db);
    columns_free(rows);
    kind_free(kind);
    base_catalog_done(&catalog);
    return 0;
}

/* ---- random measures --------------------------------------------------------------------------------------------- */

static const char *const COMPARISONS[] = {"=", "<>", "<", "<=", ">", ">="};

/* Of one sort, so that units agree: money and wan, or whole and plain. */
static void random_sum(struct text *out, bool money, int depth)
{
    static const char *const literals[] = {"0", "1", "2", "0.5", "100", "12.25", "-3"};
    unsigned choice = pick(depth > 2 ? 3 : 7);
    if (choice < 2) {
        text_append(out, money ? (pick(2) ? "money" : "wan") : (pick(2) ? "whole" : "plain"));
    } else if (choice == 2) {
        text_append(out, literals[pick(N(literals))]);
    } else if (choice == 3) {
        text_append(out, "-(");
        random_sum(out, money, depth + 1);
        text_append(out, ")");
    } else if (choice == 4) {
        text_append(out, "(");
        random_sum(out, money, depth + 1);
        text_append(out, ") * 2");
    } else {
        text_append(out, "(");
        random_sum(out, money, depth + 1);
        text_append(out, choice == 5 ? " + " : " - ");
        random_sum(out, money, depth + 1);
        text_append(out, ")");
    }
}

static void random_note(struct text *out)
{
    const char *note = NOTES[pick(N(NOTES))];
    expr_format_text(out, note, strlen(note));
}

static void random_test(struct text *out)
{
    static const char *const fields[] = {"whole", "money", "on_day", "at_time", "sex", "note", "number", "top"};
    bool money = pick(2);
    switch (pick(9)) {
    case 0:
    case 1:
        random_sum(out, money, 0);
        text_printf(out, " %s ", COMPARISONS[pick(6)]);
        random_sum(out, money, 0);
        break;
    case 2:
        random_sum(out, money, 1);
        text_append(out, pick(2) ? " between " : " not between ");
        random_sum(out, money, 1);
        text_append(out, " and ");
        random_sum(out, money, 1);
        break;
    case 3: text_printf(out, "%s is %s", fields[pick(N(fields))], pick(2) ? "empty" : "present"); break;
    case 4: text_printf(out, "sex %s '%s'", pick(2) ? "=" : "<>", SEXES[pick(4)]); break;
    case 5: text_printf(out, "sex %s ('%s', '%s')", pick(2) ? "in" : "not in", SEXES[pick(4)], SEXES[pick(4)]); break;
    case 6:
        text_append(out, "starts_with(note, ");
        random_note(out);
        text_append(out, ")");
        break;
    case 7:
        text_append(out, pick(2) ? "note = " : "note <> ");
        random_note(out);
        break;
    default: text_printf(out, "%s %s d'2025-01-0%u'", pick(2) ? "on_day" : "at_time", COMPARISONS[pick(6)], 1 + pick(3)); break;
    }
}

static void random_condition(struct text *out, int depth)
{
    unsigned choice = pick(depth > 2 ? 2 : 5);
    if (choice < 2) {
        random_test(out);
        return;
    }
    text_append(out, choice == 2 ? "not (" : "(");
    random_condition(out, depth + 1);
    if (choice > 2) {
        text_append(out, choice == 3 ? ") and (" : ") or (");
        random_condition(out, depth + 1);
    }
    text_append(out, ")");
}

/* ---- both opinions ----------------------------------------------------------------------------------------------- */

/* Zeros where no row passes: the group is not there then. */
static struct measure_sum by_sql(const struct measure *measure)
{
    struct sql_query query;
    struct measure_sum sum = {0};
    scoped(result_done) PGresult *result = NULL;
    sql_query_init(&query);
    assert_int_equal(sqlgen_measure(&query, measure, "ingest", "record_sample", NULL), ST_OK);
    if (db_exec(db, query.sql.s, query.n_params, (const char *const *)query.params, &result) != ST_OK)
        fail_msg("%s: %s", query.sql.s, db_error(db));
    assert_true(row_count(result) <= 1);
    if (row_count(result) == 1) {
        assert_true(row_i64(result, 0, 2, &sum.rows));
        assert_true(row_i128(result, 0, 3, &sum.sum));
    }
    sql_query_done(&query);
    return sum;
}

static struct measure_sum by_eval(struct eval *eval, const struct measure *measure)
{
    struct measure_sum sum = {0};
    assert_int_equal(eval_measure(eval, measure, rows, &sum), ST_OK);
    return sum;
}

static void random_measures_come_to_the_same_in_both(void **state)
{
    (void)state;
    static const struct place here = {.line = 1};
    struct text of, where;
    struct eval *eval;
    struct problems problems;
    size_t passed_some = 0;
    text_init(&of, EXPR_MAX_BYTES);
    text_init(&where, EXPR_MAX_BYTES);
    problems_init(&problems, 10);
    assert_int_equal(eval_new(kind, &eval), ST_OK);
    for (int i = 0; i < MEASURES; i++) {
        struct measure *measure;
        text_clear(&of);
        text_clear(&where);
        text_append(&of, i % 3 == 0 ? "count" : "sum(");
        if (i % 3 != 0) {
            random_sum(&of, i % 3 == 1, 0);
            text_append(&of, ")");
        }
        random_condition(&where, 0);
        if (measure_make("m", kind, of.s, where.s, &here, &problems, &measure) != ST_OK)
            fail_msg("%s where %s: %s", of.s, where.s, reason_code(problems.items[0].reason));
        struct measure_sum e = by_eval(eval, measure), s = by_sql(measure);
        if (e.rows != s.rows || e.sum != s.sum)
            fail_msg("%s where %s: %" PRId64 " rows, SQL says %" PRId64, of.s, where.s, e.rows, s.rows);
        passed_some += e.rows > 0 && e.rows < ROWS;
        measure_free(measure);
    }
    assert_true(passed_some > MEASURES / 2); /* else the comparison says little */
    eval_free(eval);
    problems_done(&problems);
    text_done(&of);
    text_done(&where);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(random_measures_come_to_the_same_in_both)};
    return cmocka_run_group_tests(tests, load, unload);
}

/* test_sqlgen.c: the SQL of expressions, measures and records: its exact text, and that nothing of an input ever gets into it.
 *
 * That it means what the evaluator means is shown against a PostgreSQL in tests/integration/test_model_sql.c. */
#include <string.h>

#include "model/sqlgen.h"
#include "model/sqlgen_batch.h"
#include "model/sqlgen_record.h"
#include "support/base_catalog.h"
#include "support/cmocka_all.h"
#include "support/ddl_guard.h"
#include "support/sample_kind.h"

static struct base_catalog catalog;
static struct kind *kind;

static int load(void **state)
{
    (void)state;
    struct text words;
    text_init(&words, 10000);
    base_catalog_load(&catalog, NULL);
    kind = kind_from_text(&catalog, SAMPLE_KIND, &words);
    assert_string_equal(words.s, "");
    text_done(&words);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    kind_free(kind);
    base_catalog_done(&catalog);
    return 0;
}

static struct measure *measure_of(const char *of, const char *where)
{
    static const struct place here = {.line = 1};
    struct problems problems;
    struct measure *measure = NULL;
    problems_init(&problems, 10);
    assert_int_equal(measure_make("m", kind, of, where, &here, &problems, &measure), ST_OK);
    problems_done(&problems);
    return measure;
}

static void expect_where(const char *where, const char *sql, const char *params)
{
    struct measure *measure = measure_of("count", where);
    struct sql_query query;
    struct text got;
    text_init(&got, 1000);
    sql_query_init(&query);
    assert_int_equal(sqlgen_expr(&query, measure->where), ST_OK);
    for (size_t i = 0; i < query.n_params; i++)
        text_printf(&got, "%s%s", i == 0 ? "" : "|", query.params[i]);
    assert_string_equal(query.sql.s, sql);
    assert_string_equal(got.s, params);
    sql_query_done(&query);
    measure_free(measure);
    text_done(&got);
}

static void conditions_are_two_valued_and_their_literals_bound(void **state)
{
    (void)state;
    expect_where("whole = 1", "((r.whole::numeric = $1::numeric) IS TRUE)", "1");
    expect_where("whole <> -1", "((r.whole::numeric <> $1::numeric) IS TRUE)", "-1");
    expect_where("not money >= 3.5", "(NOT ((r.money::numeric >= $1::numeric) IS TRUE))", "350");
    expect_where("sex in ('1', '2')", "((r.sex IN ($1::text, $2::text)) IS TRUE)", "1|2");
    expect_where("note is empty or note is present", "((r.note IS NULL) OR (r.note IS NOT NULL))", "");
    expect_where("starts_with(note, 'C1%_')", "(starts_with(r.note, $1::text) IS TRUE)", "C1%_");
    expect_where("on_day < d'2025-01-01'", "((r.on_day < $1::date) IS TRUE)", "2025-01-01");
    expect_where("days(on_day) = 20089", "(((r.on_day - DATE '1970-01-01')::numeric = $1::numeric) IS TRUE)", "20089");
    expect_where("at_time < d'2025-01-01'", "((r.at_time_us < $1::bigint) IS TRUE)", "1735660800000000");
    expect_where("wan > money", "(((r.wan::numeric * 10000::numeric) > (r.money::numeric * 100::numeric)) IS TRUE)", "");
    expect_where("-whole + 2 * whole - 1 = 0 and true",
                 "((((((- r.whole::numeric) + ($1::numeric * r.whole::numeric)) - $2::numeric) = $3::numeric) IS TRUE) AND true)",
                 "2|1|0");
}

static void a_measure_is_one_statement(void **state)
{
    (void)state;
    struct measure *sum = measure_of("sum(money)", "sex = '1'"), *count = measure_of("count", NULL);
    struct sql_query query;
    int institution, batch;
    sql_query_init(&query);
    assert_int_equal(sql_query_bind(&query, "17", &institution), ST_OK);
    assert_int_equal(sql_query_bind(&query, "4", &batch), ST_OK);
    assert_int_equal(institution * 10 + batch, 12);
    assert_int_equal(
        sqlgen_measure(&query, sum, "ingest", "record_sample", "r.institution_id = $1::bigint AND r.batch_id = $2::bigint"), ST_OK);
    assert_string_equal(query.sql.s,
                        "SELECT r.institution_id, r.month, count(r.money::numeric) AS row_count, "
                        "coalesce(sum(r.money::numeric), 0)::numeric(38,0) AS total FROM ingest.record_sample AS r "
                        "WHERE (r.institution_id = $1::bigint AND r.batch_id = $2::bigint) AND ((r.sex = $3::text) IS TRUE) "
                        "GROUP BY 1, 2 ORDER BY 1, 2");
    assert_int_equal(query.n_params, 3);
    sql_query_done(&query);
    sql_query_init(&query);
    assert_int_equal(sqlgen_measure(&query, count, "ingest", "record_sample", NULL), ST_OK);
    assert_string_equal(query.sql.s, "SELECT r.institution_id, r.month, count(*) AS row_count, count(*)::numeric(38,0) AS total "
                                     "FROM ingest.record_sample AS r WHERE (true) GROUP BY 1, 2 ORDER BY 1, 2");
    sql_query_done(&query);
    measure_free(sum);
    measure_free(count);
}

static void the_rows_of_a_measure_are_those_that_it_counts_with_what_each_adds(void **state)
{
    (void)state;
    struct measure *sum = measure_of("sum(money)", "sex = '1'"), *count = measure_of("count", NULL);
    struct sql_query query;
    int limit;
    sql_query_init(&query);
    assert_int_equal(sql_query_bind(&query, "20", &limit), ST_OK);
    assert_int_equal(sqlgen_lines(&query, sum, "ingest", "record_sample", "r.month = 7", limit), ST_OK);
    assert_string_equal(query.sql.s,
                        "SELECT r.institution_id, r.month, r.batch_id, r.line, (r.money::numeric)::numeric(38,0) AS amount "
                        "FROM ingest.record_sample AS r WHERE (r.month = 7) AND ((r.sex = $2::text) IS TRUE) "
                        "AND (r.money::numeric) IS NOT NULL ORDER BY 1, 2, 3, 4 LIMIT $1::bigint");
    sql_query_done(&query);
    sql_query_init(&query);
    assert_int_equal(sql_query_bind(&query, "20", &limit), ST_OK);
    assert_int_equal(sqlgen_lines(&query, count, "ingest", "record_sample", NULL, limit), ST_OK);
    assert_string_equal(query.sql.s, "SELECT r.institution_id, r.month, r.batch_id, r.line, (1)::numeric(38,0) AS amount "
                                     "FROM ingest.record_sample AS r WHERE (true) ORDER BY 1, 2, 3, 4 LIMIT $1::bigint");
    sql_query_done(&query);
    measure_free(sum);
    measure_free(count);
}

/* Whatever a literal holds, the text is made of these characters alone. */
static void nothing_of_a_literal_gets_into_the_text(void **state)
{
    (void)state;
    static const char *const hostile[] = {"'; DROP TABLE x; --", "\\'", "$1", "\"", "%s%n", "男", "a''b", "/*", "\n"};
    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
        struct text where;
        struct sql_query query;
        text_init(&where, 1000);
        text_append(&where, "note = ");
        expr_format_text(&where, hostile[i], strlen(hostile[i]));
        struct measure *measure = measure_of("count", where.s);
        sql_query_init(&query);
        assert_int_equal(sqlgen_expr(&query, measure->where), ST_OK);
        assert_string_equal(query.sql.s, "((r.note = $1::text) IS TRUE)");
        assert_string_equal(query.params[0], hostile[i]);
        sql_query_done(&query);
        measure_free(measure);
        text_done(&where);
    }
}

static void a_relation_that_is_no_plain_name_is_refused(void **state)
{
    (void)state;
    static const char *const names[] = {"", "x; DROP TABLE y", "Record", "a.b", "a b", "\"a\"", "a-b"};
    struct measure *count = measure_of("count", NULL);
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct sql_query query;
        sql_query_init(&query);
        assert_int_equal(sqlgen_measure(&query, count, "ingest", names[i], NULL), ST_BAD_INPUT);
        assert_int_equal(sqlgen_measure(&query, count, names[i], "record_sample", NULL), ST_BAD_INPUT);
        assert_int_equal(sqlgen_lines(&query, count, "ingest", names[i], NULL, 1), ST_BAD_INPUT);
        assert_int_equal(sqlgen_lines(&query, count, names[i], "record_sample", NULL, 1), ST_BAD_INPUT);
        assert_string_equal(query.sql.s, "");
        sql_query_done(&query);
    }
    measure_free(count);
}

static void parameters_are_bounded(void **state)
{
    (void)state;
    struct sql_query query;
    int number;
    sql_query_init(&query);
    for (int i = 0; i < SQLGEN_MAX_PARAMS; i++)
        assert_int_equal(sql_query_bind(&query, "x", &number), ST_OK);
    assert_int_equal(number, SQLGEN_MAX_PARAMS);
    assert_int_equal(sql_query_bind(&query, "x", &number), ST_BAD_INPUT);
    sql_query_done(&query);
}

typedef enum status record_maker(struct text *, const struct kind *);
#define BY_KEY                                                                                                               \
    "kind: visit\nname: 就诊\nsubmission: upsert\ntable: record_visit\n"                                                   \
    "institution: {column: institution_code, by: code}\nperiod: {field: on_day}\nfile_name: [\"visit_{institution}.csv\"]\n" \
    "expected_of: [lead_hospital]\ndata_lag: {days: 10, at: \"17:30\"}\nkey: [number]\nperson_columns: [who]\n"              \
    "fields:\n"                                                                                                              \
    "  - {name: number, column: number, zh: 编号, type: hash, required: true, max_length: 20}\n"                           \
    "  - {name: on_day, column: on_day, zh: 日期, type: date, required: true}\n"                                           \
    "  - {name: at_time, column: at_time, zh: 时间, type: datetime}\n"

static void expect_record(record_maker *make, const struct kind *of, const char *sql)
{
    scoped(text_done) struct text got;
    text_init(&got, 10000);
    assert_int_equal(make(&got, of), ST_OK);
    assert_string_equal(got.s, sql);
    assert_null(record_stray(got.s, of));
}

static struct kind *kind_by_key(void)
{
    scoped(text_done) struct text words;
    text_init(&words, 10000);
    struct kind *by_key = kind_from_text(&catalog, BY_KEY, &words);
    assert_string_equal(words.s, "");
    return by_key;
}

/* By hand, from ddl.h's columns and the two headers. */
static void records_are_written_and_read_by_the_columns_of_their_kind(void **state)
{
    (void)state;
    struct kind *by_key = kind_by_key();
    expect_record(sqlgen_record_copy, by_key,
                  "COPY ingest.record_visit (institution_id, batch_id, line, month, row_digest, key_digest, number, on_day, "
                  "at_time_us) FROM STDIN (FORMAT binary)");
    expect_record(sqlgen_record_of_batch, by_key,
                  "SELECT r.line, r.month, encode(r.number, 'hex'), r.on_day - DATE '1970-01-01', r.at_time_us "
                  "FROM ingest.v_record_visit AS r WHERE r.institution_id = $1::bigint AND r.batch_id = $2::bigint");
    expect_record(sqlgen_record_in_force, by_key,
                  "WITH active AS (SELECT b.batch_id, b.source_rank, b.lane_number, b.parse_version FROM ingest.v_batch AS b "
                  "WHERE b.institution_id = $1::bigint AND b.kind = $4::text AND b.lane_number <= $2::bigint "
                  "AND (b.withdrawn_number IS NULL OR b.withdrawn_number > $2::bigint)) "
                  "SELECT r.line, r.month, encode(r.number, 'hex'), r.on_day - DATE '1970-01-01', r.at_time_us "
                  "FROM (SELECT DISTINCT ON (s.key_digest) s.* FROM ingest.v_record_visit AS s "
                  "JOIN active AS a ON a.batch_id = s.batch_id "
                  "WHERE s.institution_id = $1::bigint AND ($3::bigint = 0 OR s.key_digest IN "
                  "(SELECT k.key_digest FROM ingest.v_record_visit AS k WHERE k.institution_id = $1::bigint "
                  "AND k.batch_id = $3::bigint)) "
                  "ORDER BY s.key_digest, a.source_rank DESC, a.lane_number DESC, a.parse_version DESC) AS r");
    kind_free(by_key);
}

static void batches_are_compared_and_removed_within_their_institution(void **state)
{
    (void)state;
    struct kind *by_key = kind_by_key();
    expect_record(sqlgen_batch_delete, kind,
                  "DELETE FROM ingest.record_sample WHERE institution_id = $1::bigint AND batch_id = $2::bigint "
                  "AND line >= $3::bigint");
    expect_record(sqlgen_batch_delete_lines, kind,
                  "DELETE FROM ingest.record_sample WHERE institution_id = $1::bigint AND batch_id = $2::bigint "
                  "AND line = ANY($3::bigint[])");
#define SIDE_N "WITH n AS (SELECT key_digest, row_digest FROM ingest."
#define OF_N   " WHERE institution_id = $1::bigint AND batch_id = $2::bigint), o AS (SELECT key_digest, row_digest FROM ingest."
#define COMPARED                                                                                            \
    ") SELECT count(*) FILTER (WHERE n.key_digest IS NULL), count(*) FILTER (WHERE o.key_digest IS NULL), " \
    "count(*) FILTER (WHERE n.row_digest <> o.row_digest), count(o.key_digest) FROM n FULL JOIN o ON n.key_digest = o.key_digest"
    expect_record(sqlgen_batch_difference, kind,
                  SIDE_N "record_sample" OF_N "record_sample WHERE institution_id = $1::bigint AND batch_id = $3::bigint" COMPARED);
    expect_record(sqlgen_batch_difference, by_key,
                  SIDE_N "record_visit" OF_N "v_current_visit WHERE institution_id = $1::bigint AND $3::bigint = 0 "
                         "AND key_digest IN (SELECT key_digest FROM n)" COMPARED);
    expect_record(sqlgen_batch_lengths, kind,
                  "SELECT number_length, count(*) FROM ingest.record_sample WHERE institution_id = $1::bigint "
                  "AND batch_id = $2::bigint AND number_length IS NOT NULL GROUP BY number_length");
    expect_record(sqlgen_batch_lost_zeros, kind,
                  "SELECT count(DISTINCT n.line) FROM ingest.record_sample AS n JOIN ingest.record_sample AS o "
                  "ON o.institution_id = n.institution_id AND o.number_stripped = n.number_stripped "
                  "WHERE n.institution_id = $1::bigint AND n.batch_id = $2::bigint AND o.batch_id = $3::bigint "
                  "AND n.number_length < o.number_length");
    kind_free(by_key);
}

static void all_kinds_that_are_shipped_have_clean_statements(void **state)
{
    static record_maker *const makers[] = {sqlgen_batch_delete,  sqlgen_batch_delete_lines, sqlgen_batch_difference,
                                           sqlgen_record_copy,   sqlgen_record_of_batch,    sqlgen_record_in_force,
                                           sqlgen_batch_lengths, sqlgen_batch_lost_zeros};
    (void)state;
    for (size_t k = 0; k < BASE_KINDS; k++)
        for (size_t i = 0; i < sizeof makers / sizeof makers[0] - (catalog.kinds[k]->key_zero_guard < 0 ? 2 : 0); i++) {
            scoped(text_done) struct text sql;
            text_init(&sql, 100000);
            assert_int_equal(makers[i](&sql, catalog.kinds[k]), ST_OK);
            if (record_stray(sql.s, catalog.kinds[k]) != NULL)
                print_error("%s: %.60s\n", catalog.kinds[k]->name, record_stray(sql.s, catalog.kinds[k]));
            assert_null(record_stray(sql.s, catalog.kinds[k]));
        }
}

static void the_guard_of_records_finds_what_it_is_for(void **state)
{
    static const char *const stray[] = {
        "DELETE FROM ingest.record_sample; DELETE FROM ingest.record_sample", /* a second statement */
        "SELECT r.money FROM ingest.record_sample AS r -- WHERE",             /* a comment */
        "SELECT r.money FROM ingest.record_sample AS r WHERE r.note = 'x'",   /* a value */
        "SELECT r.money FROM ingest.record_sample AS r WHERE r.whole = 7",    /* a value */
        "SELECT r.money FROM ingest.record_other AS r",                       /* a name of another kind */
        "SELECT encode(r.number, 'hex FROM ingest.record_sample AS r",        /* a quotation that does not end */
        "SELECT (r.money FROM ingest.record_sample AS r",                     /* a bracket that does not close */
        "SELECT r.money) FROM ingest.record_sample AS r",
        "SELECT r.金额 FROM ingest.record_sample AS r",
        "SELECT r.\"money\" FROM ingest.record_sample AS r",
        "SELECT r.money FROM ingest.record_sample AS r WHERE r.whole = $12",
        "DROP TABLE ingest.record_sample",
        "",
    };
    (void)state;
    assert_null(record_stray("SELECT encode(r.number, 'hex'), r.at_time_us FROM ingest.record_sample AS r", kind));
    for (size_t i = 0; i < sizeof stray / sizeof stray[0]; i++)
        assert_non_null(record_stray(stray[i], kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_two_valued_and_their_literals_bound),
        cmocka_unit_test(a_measure_is_one_statement),
        cmocka_unit_test(the_rows_of_a_measure_are_those_that_it_counts_with_what_each_adds),
        cmocka_unit_test(nothing_of_a_literal_gets_into_the_text),
        cmocka_unit_test(a_relation_that_is_no_plain_name_is_refused),
        cmocka_unit_test(parameters_are_bounded),
        cmocka_unit_test(records_are_written_and_read_by_the_columns_of_their_kind),
        cmocka_unit_test(batches_are_compared_and_removed_within_their_institution),
        cmocka_unit_test(all_kinds_that_are_shipped_have_clean_statements),
        cmocka_unit_test(the_guard_of_records_finds_what_it_is_for),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

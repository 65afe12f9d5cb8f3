/* test_sqlgen.c: the SQL of expressions and measures: its exact text, and that nothing of an input ever gets into it.
 *
 * That it means what the evaluator means is shown against a PostgreSQL in tests/integration/test_model_sql.c. */
#include <string.h>

#include "model/sqlgen.h"
#include "support/base_catalog.h"
#include "support/cmocka_all.h"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_are_two_valued_and_their_literals_bound),
        cmocka_unit_test(a_measure_is_one_statement),
        cmocka_unit_test(the_rows_of_a_measure_are_those_that_it_counts_with_what_each_adds),
        cmocka_unit_test(nothing_of_a_literal_gets_into_the_text),
        cmocka_unit_test(a_relation_that_is_no_plain_name_is_refused),
        cmocka_unit_test(parameters_are_bounded),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

/* db_statement.c against a real PostgreSQL: its own list of prepared statements (pg_prepared_statements) says what was prepared. */
#include "lib/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/db_row.h"
#include "support/private_pg.h"

static const char TEXT[] = "SELECT n FROM t.planned WHERE n = $1::bigint";
static const char *const SEVEN[] = {"7"};
static const char *conninfo;

struct two {
    struct db *db, *other;
};

static void must(struct db *db, const char *sql)
{
    assert_int_equal(db_exec(db, sql, 0, NULL, NULL), ST_OK);
}

static int64_t prepared(struct db *db, const char *beginning)
{
    scoped(result_done) PGresult *r = NULL;
    int64_t n = -1;
    assert_int_equal(
        db_exec(db, "SELECT count(*) FROM pg_prepared_statements WHERE starts_with(statement, $1::text)", 1, &beginning, &r),
        ST_OK);
    assert_true(row_i64(r, 0, 0, &n));
    return n;
}

static int begin(void **state)
{
    static struct two two;
    if (db_open(&two.db, conninfo, "test-db") != ST_OK || db_open(&two.other, conninfo, "test-db") != ST_OK)
        return -1;
    *state = &two;
    must(two.other, "CREATE TABLE t.planned AS SELECT 7 AS n");
    return 0;
}

static int end(void **state)
{
    struct two *two = *state;
    must(two->other, "DROP TABLE t.planned");
    db_close(two->db);
    db_close(two->other);
    return 0;
}

static void find_seven(struct db *db)
{
    scoped(result_done) PGresult *r = NULL;
    assert_int_equal(db_exec(db, TEXT, 1, SEVEN, &r), ST_OK);
    assert_int_equal(row_count(r), 1);
}

/* Once more, and the connection comes back with it. */
static void is_lost_once(struct db *db)
{
    assert_int_equal(db_exec(db, TEXT, 1, SEVEN, NULL), ST_RETRY);
    assert_true(db_lost(db));
    find_seven(db);
    find_seven(db);
    assert_int_equal(prepared(db, "SELECT n FROM t.planned"), 1);
}

static void a_text_that_comes_again_is_prepared_once(void **state)
{
    struct two *two = *state;
    for (int times = 1; times <= 3; times++) {
        find_seven(two->db);
        assert_int_equal(prepared(two->db, "SELECT n FROM t.planned"), times == 1 ? 0 : 1);
    }
}

static void a_migration_costs_the_connection_once(void **state)
{
    struct two *two = *state;
    for (int times = 1; times <= 3; times++)
        find_seven(two->db);
    must(two->other, "ALTER TABLE t.planned ALTER n TYPE bigint");
    is_lost_once(two->db);
}

static void a_session_that_forgot_costs_the_connection_once(void **state)
{
    struct two *two = *state;
    for (int times = 1; times <= 3; times++)
        find_seven(two->db);
    must(two->db, "DEALLOCATE ALL");
    is_lost_once(two->db);
}

static void what_the_server_does_not_support_is_not_tried_for_ever(void **state)
{
    struct two *two = *state;
    for (int times = 1; times <= 3; times++)
        assert_int_equal(db_exec(two->db, "SELECT count(*) FROM t.planned GROUP BY n FOR UPDATE", 0, NULL, NULL), ST_FATAL);
}

static enum status seven(struct db *db, void *arg)
{
    (void)arg;
    return db_exec(db, TEXT, 1, SEVEN, NULL);
}

static void what_begins_or_ends_a_transaction_is_never_prepared(void **state)
{
    struct two *two = *state;
    for (int times = 1; times <= 3; times++)
        assert_int_equal(db_transact(two->db, seven, NULL), ST_OK);
    assert_int_equal(prepared(two->db, "SELECT n FROM t.planned"), 1);
    assert_int_equal(prepared(two->db, "BEGIN"), 0);
    assert_int_equal(prepared(two->db, "COMMIT"), 0);
}

int main(void)
{
    conninfo = private_pg_start();
    private_pg_sql("CREATE SCHEMA t");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_text_that_comes_again_is_prepared_once, begin, end),
        cmocka_unit_test_setup_teardown(a_migration_costs_the_connection_once, begin, end),
        cmocka_unit_test_setup_teardown(a_session_that_forgot_costs_the_connection_once, begin, end),
        cmocka_unit_test_setup_teardown(what_the_server_does_not_support_is_not_tried_for_ever, begin, end),
        cmocka_unit_test_setup_teardown(what_begins_or_ends_a_transaction_is_never_prepared, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

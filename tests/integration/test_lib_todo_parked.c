/* Law 11: work that is set aside is told to the operator once. Who parks a key, in whatever service, leaves notify a work row for
 * it in the transaction that parks. */
#include "lib/todo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/db.h"
#include "lib/db_row.h"
#include "support/private_pg.h"

static struct db *db;

static int64_t one_number(const char *sql)
{
    scoped(result_done) PGresult *r = NULL;
    int64_t n = -1;
    assert_int_equal(db_exec(db, sql, 0, NULL, &r), ST_OK);
    assert_true(row_i64(r, 0, 0, &n));
    return n;
}

static size_t claim(const char *schema, const char *kind, struct todo_rows *rows)
{
    const char *const kinds[] = {kind};
    struct todo_filter filter = {
        .kinds = kinds, .kind_count = 1, .business_us = 5, .attempts_most = TODO_ATTEMPTS_MAX, .limit = 100};
    assert_int_equal(todo_claim(db, schema, &filter, rows), ST_OK);
    return rows->count;
}

static void fail_times(const char *schema, const struct todo_rows *rows, int times)
{
    for (int i = 0; i < times; i++)
        assert_int_equal(todo_fail(db, schema, rows, "will not do", NULL), ST_OK);
}

static int empty_tables(void **state)
{
    (void)state;
    return db_script(db, "TRUNCATE ingest.todo, compute.todo, alert.todo, notify.todo RESTART IDENTITY") == ST_OK ? 0 : -1;
}

static void who_parks_a_key_leaves_notify_one_row_each_time(void **state)
{
    (void)state;
    static const char *const schemas[] = {"ingest", "compute", "alert"};
    for (size_t i = 0; i < sizeof schemas / sizeof schemas[0]; i++) {
        scoped(todo_rows_done) struct todo_rows rows = {0};
        struct todo_key key = {.alliance_id = 1, .institution_id = 7, .kind = "lane", .key = "x"};
        int64_t resumed = 0;
        assert_int_equal(empty_tables(NULL), 0);
        for (int n = 0; n < 2; n++) /* two rows of one key are one parking */
            assert_int_equal(todo_insert(db, schemas[i], "lane", 1, 7, "x", NULL, 0, 5), ST_OK);
        assert_int_equal(claim(schemas[i], "lane", &rows), 2);
        fail_times(schemas[i], &rows, 4);
        assert_int_equal(one_number("SELECT count(*) FROM notify.todo"), 0);
        fail_times(schemas[i], &rows, 1);
        assert_int_equal(one_number("SELECT count(*) FROM notify.todo"), 1);
        assert_int_equal(
            one_number("SELECT count(*) FROM notify.todo WHERE kind = 'parked' AND alliance_id = 1 "
                       "AND institution_id = 7 AND key ~ '^[a-z]+[|]1$' AND business_us = 5 AND parked_reason IS NULL"),
            1);
        assert_int_equal(todo_resume(db, schemas[i], &key, &resumed), ST_OK);
        assert_int_equal(resumed, 2);
        fail_times(schemas[i], &rows, 5);
        assert_int_equal(one_number("SELECT count(*) FROM notify.todo"), 2);
    }
}

static void the_row_that_cannot_be_told_stands_there_and_begets_no_other(void **state)
{
    (void)state;
    scoped(todo_rows_done) struct todo_rows rows = {0};
    assert_int_equal(todo_insert(db, "notify", TODO_PARKED_KIND, 1, 7, "compute|1", NULL, 0, 0), ST_OK);
    assert_int_equal(todo_insert(db, "notify", "notice", 1, 7, "8", NULL, 0, 0), ST_OK);
    assert_int_equal(claim("notify", TODO_PARKED_KIND, &rows), 1);
    fail_times("notify", &rows, 5);
    assert_int_equal(one_number("SELECT count(*) FROM notify.todo"), 2);
    /* notify's own work is told like everybody's */
    assert_int_equal(claim("notify", "notice", &rows), 1);
    fail_times("notify", &rows, 5);
    assert_int_equal(one_number("SELECT count(*) FROM notify.todo WHERE kind = 'parked' AND key = 'notify|2'"), 1);
}

static void a_watch_leaves_one_row_however_often_it_looks(void **state)
{
    (void)state;
    scoped(todo_rows_done) struct todo_rows rows = {0};
    static const char count[] = "SELECT count(*) FROM compute.todo";
    for (int i = 0; i < 3; i++)
        assert_int_equal(todo_insert_once(db, "compute", "clock", 1, "", 5), ST_OK);
    assert_int_equal(todo_insert_once(db, "compute", "clock", 2, "", 5), ST_OK);
    assert_int_equal(one_number(count), 2);
    assert_int_equal(claim("compute", "clock", &rows), 2);
    fail_times("compute", &rows, TODO_ATTEMPTS_MAX);
    assert_int_equal(todo_insert_once(db, "compute", "clock", 1, "", 5), ST_OK); /* it is parked: nothing to add */
    assert_int_equal(one_number(count), 2);
    assert_int_equal(db_exec(db, "DELETE FROM compute.todo WHERE alliance_id = 1", 0, NULL, NULL), ST_OK);
    assert_int_equal(todo_insert_once(db, "compute", "clock", 1, "", 5), ST_OK);
    assert_int_equal(one_number("SELECT count(*) FROM compute.todo WHERE alliance_id = 1"), 1);
}

int main(void)
{
    const char *conninfo = private_pg_start();
    private_pg_file("deploy/sql/0001_roles_and_schemas.sql");
    private_pg_file("deploy/sql/0002_catalog_and_clock.sql");
    private_pg_file("deploy/sql/0003_todo.sql");
    assert_int_equal(db_open(&db, conninfo, "test-todo"), ST_OK);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(who_parks_a_key_leaves_notify_one_row_each_time, empty_tables),
        cmocka_unit_test_setup(a_watch_leaves_one_row_however_often_it_looks, empty_tables),
        cmocka_unit_test_setup(the_row_that_cannot_be_told_stands_there_and_begets_no_other, empty_tables),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    db_close(db);
    return failed;
}

/* Work rows against a real PostgreSQL: claims of several sessions, order and exclusion of a key, parking. Two sessions stand for
 * two processes. The worker over them: test_lib_todo_worker.c. */
#include "lib/todo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/db.h"
#include "lib/db_row.h"
#include "support/private_pg.h"

static const char *conninfo;
static const char *const LANE[] = {"lane"};

static struct db *fresh(void)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&db, conninfo, "test-todo"), ST_OK);
    return db;
}

static void must(struct db *db, const char *sql)
{
    assert_int_equal(db_exec(db, sql, 0, NULL, NULL), ST_OK);
}

static int64_t one_number(struct db *db, const char *sql)
{
    scoped(result_done) PGresult *r = NULL;
    int64_t n = -1;
    assert_int_equal(db_exec(db, sql, 0, NULL, &r), ST_OK);
    assert_true(row_i64(r, 0, 0, &n));
    return n;
}

static void put(struct db *db, int64_t institution_id, const char *key)
{
    assert_int_equal(todo_insert(db, "compute", "lane", 1, institution_id, key, NULL, 0, 0), ST_OK);
}

static struct todo_filter all_lanes(void)
{
    return (struct todo_filter){.kinds = LANE, .kind_count = 1, .attempts_most = TODO_ATTEMPTS_MAX, .limit = 100};
}

static size_t claim(struct db *db, const struct todo_filter *filter, struct todo_rows *rows)
{
    assert_int_equal(todo_claim(db, "compute", filter, rows), ST_OK);
    return rows->count;
}

static int empty_tables(void **state)
{
    (void)state;
    struct db *db = fresh();
    must(db, "TRUNCATE compute.todo RESTART IDENTITY");
    must(db, "UPDATE clock.business SET anchor_us = 0, rate_num = 0, floor_us = 0");
    db_close(db);
    return 0;
}

static void a_row_comes_back_as_it_was_put_in_with_its_first_causes(void **state)
{
    (void)state;
    struct db *db = fresh();
    int64_t causes[20];
    for (int i = 0; i < 20; i++)
        causes[i] = 100 + i;
    assert_int_equal(todo_insert(db, "compute", "lane", 3, 7, "discharge", causes, 20, -5), ST_OK);
    struct todo_filter filter = all_lanes();
    scoped(todo_rows_done) struct todo_rows rows = {0};
    must(db, "BEGIN");
    assert_int_equal(claim(db, &filter, &rows), 1);
    const struct todo_row *row = &rows.rows[0];
    assert_int_equal(row->id, 1);
    assert_int_equal(row->key.alliance_id, 3);
    assert_int_equal(row->key.institution_id, 7);
    assert_string_equal(row->key.kind, "lane");
    assert_string_equal(row->key.key, "discharge");
    assert_int_equal(row->business_us, -5);
    assert_int_equal(row->cause_count, TODO_CAUSES_MAX);
    assert_int_equal(row->cause[15], 115);
    must(db, "COMMIT");
    db_close(db);
}

static void only_the_rows_that_were_seen_are_deleted(void **state)
{
    (void)state;
    struct db *db = fresh(), *producer = fresh();
    scoped(todo_rows_done) struct todo_rows rows = {0};
    struct todo_filter filter = all_lanes();
    put(producer, 1, "a");
    put(producer, 1, "a");
    must(db, "BEGIN");
    assert_int_equal(claim(db, &filter, &rows), 2);
    put(producer, 1, "a"); /* comes while the step works */
    assert_int_equal(todo_delete(db, "compute", &rows), ST_OK);
    assert_int_equal(todo_delete(db, "compute", &rows), ST_CONFLICT);
    must(db, "COMMIT");
    assert_int_equal(one_number(db, "SELECT max(id) FROM compute.todo"), 3);
    assert_int_equal(one_number(db, "SELECT count(*) FROM compute.todo"), 1);
    db_close(db);
    db_close(producer);
}

static void a_key_is_worked_on_by_one_session_and_other_keys_do_not_wait(void **state)
{
    (void)state;
    struct db *a = fresh(), *b = fresh();
    scoped(todo_rows_done) struct todo_rows ra = {0};
    scoped(todo_rows_done) struct todo_rows rb = {0};
    struct todo_filter one = all_lanes(), all = all_lanes();
    one.limit = 1;
    put(a, 1, "x");
    put(a, 1, "x");
    put(a, 2, "x");
    must(a, "BEGIN");
    assert_int_equal(claim(a, &one, &ra), 1);
    assert_int_equal(ra.rows[0].id, 1);
    must(b, "BEGIN");
    assert_int_equal(claim(b, &all, &rb), 1); /* row 2 is free, but its elder is not ours */
    assert_int_equal(rb.rows[0].key.institution_id, 2);
    struct todo_filter key = all_lanes();
    key.key = &ra.rows[0].key;
    scoped(todo_rows_done) struct todo_rows none = {0};
    assert_int_equal(claim(b, &key, &none), 0);
    must(a, "ROLLBACK");
    must(b, "ROLLBACK");
    db_close(a);
    db_close(b);
}

static void rows_of_a_key_are_taken_without_a_gap(void **state)
{
    (void)state;
    struct db *a = fresh(), *b = fresh();
    scoped(todo_rows_done) struct todo_rows rows = {0};
    struct todo_filter all = all_lanes();
    for (int i = 0; i < 3; i++)
        put(a, 1, "x");
    must(b, "BEGIN");
    must(b, "SELECT 1 FROM compute.todo WHERE id = 2 FOR UPDATE");
    must(a, "BEGIN");
    assert_int_equal(claim(a, &all, &rows), 1); /* 1 is ours, 2 is held, so 3 waits */
    assert_int_equal(rows.rows[0].id, 1);
    must(a, "ROLLBACK");
    must(b, "ROLLBACK");
    db_close(a);
    db_close(b);
}

static void a_row_of_the_future_is_not_there_yet(void **state)
{
    (void)state;
    struct db *db = fresh();
    scoped(todo_rows_done) struct todo_rows rows = {0};
    struct todo_filter filter = all_lanes();
    struct todo_depth depth = {0};
    assert_int_equal(todo_insert(db, "compute", "lane", 1, 1, "x", NULL, 0, 1000), ST_OK);
    put(db, 1, "x");
    filter.business_us = 999;
    must(db, "BEGIN");
    assert_int_equal(claim(db, &filter, &rows), 1);
    assert_int_equal(rows.rows[0].id, 2);
    assert_int_equal(todo_depth(db, "compute", 999, &depth), ST_OK);
    assert_int_equal(depth.due, 1);
    filter.business_us = 1000;
    assert_int_equal(claim(db, &filter, &rows), 2);
    assert_int_equal(todo_depth(db, "compute", 1000, &depth), ST_OK);
    assert_int_equal(depth.due, 2);
    must(db, "ROLLBACK");
    db_close(db);
}

static void the_fifth_failure_parks_and_nobody_passes_but_other_keys(void **state)
{
    (void)state;
    struct db *db = fresh();
    scoped(todo_rows_done) struct todo_rows rows = {0};
    struct todo_filter filter = all_lanes();
    struct todo_key key = {.alliance_id = 1, .institution_id = 1, .kind = "lane", .key = "x"};
    struct todo_depth depth = {0};
    struct todo_key peeked[100];
    size_t parked = 9, count = 0;
    int64_t last = 0, resumed = 0;
    put(db, 1, "x");
    filter.key = &key;
    assert_int_equal(claim(db, &filter, &rows), 1);
    for (int i = 1; i <= 5; i++) {
        assert_int_equal(todo_fail(db, "compute", &rows, "will not do", &parked), ST_OK);
        assert_int_equal(parked, i == 5);
    }
    put(db, 1, "x");
    put(db, 1, "y");
    put(db, 2, "x");
    filter.key = NULL;
    assert_int_equal(claim(db, &filter, &rows), 2);
    assert_int_equal(rows.rows[0].id, 3);
    assert_int_equal(rows.rows[1].id, 4);
    assert_int_equal(todo_peek(db, "compute", &filter, 0, peeked, &count, &last), ST_OK);
    assert_int_equal(count, 2);
    assert_int_equal(last, 0);
    assert_int_equal(todo_depth(db, "compute", 0, &depth), ST_OK);
    assert_int_equal(depth.due, 2);
    assert_int_equal(depth.parked, 1);
    assert_int_equal(one_number(db, "SELECT count(*) FROM compute.todo WHERE parked_reason = 'will not do' AND attempts = 5"), 1);
    assert_int_equal(todo_resume(db, "compute", &key, &resumed), ST_OK);
    assert_int_equal(resumed, 1);
    assert_int_equal(claim(db, &filter, &rows), 4);
    db_close(db);
}

static void a_look_goes_through_many_rows_page_by_page(void **state)
{
    (void)state;
    struct db *db = fresh();
    struct todo_filter filter = all_lanes();
    struct todo_key keys[10];
    size_t count = 0, total = 0;
    int64_t last = 0;
    must(db, "INSERT INTO compute.todo (kind, alliance_id, institution_id, key, business_us) "
             "SELECT 'lane', 1, n / 2, 'x', 0 FROM generate_series(0, 49) n");
    filter.limit = 10;
    do {
        assert_int_equal(todo_peek(db, "compute", &filter, last, keys, &count, &last), ST_OK);
        total += count;
    } while (last != 0);
    assert_int_equal(total, 25);
    db_close(db);
}

int main(void)
{
    conninfo = private_pg_start();
    private_pg_file("deploy/sql/0001_roles_and_schemas.sql");
    private_pg_file("deploy/sql/0002_catalog_and_clock.sql");
    private_pg_file("deploy/sql/0003_todo.sql");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_row_comes_back_as_it_was_put_in_with_its_first_causes, empty_tables),
        cmocka_unit_test_setup(only_the_rows_that_were_seen_are_deleted, empty_tables),
        cmocka_unit_test_setup(a_key_is_worked_on_by_one_session_and_other_keys_do_not_wait, empty_tables),
        cmocka_unit_test_setup(rows_of_a_key_are_taken_without_a_gap, empty_tables),
        cmocka_unit_test_setup(a_row_of_the_future_is_not_there_yet, empty_tables),
        cmocka_unit_test_setup(the_fifth_failure_parks_and_nobody_passes_but_other_keys, empty_tables),
        cmocka_unit_test_setup(a_look_goes_through_many_rows_page_by_page, empty_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

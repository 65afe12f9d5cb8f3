/* db.h against a real PostgreSQL: what each kind of failure means to the caller, transactions, COPY, large results, lost
 * connections. Expected values are the server's documented SQLSTATEs and numbers put in by the tests themselves. */
#include "lib/db.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "lib/db_pool.h"
#include "lib/db_row.h"
#include "lib/loop.h"
#include "lib/task.h"
#include "support/private_pg.h"

static const char *conninfo;

static struct db *fresh(void)
{
    struct db *db = NULL;
    assert_int_equal(db_open(&db, conninfo, "test-db"), ST_OK);
    return db;
}

static int64_t one_number(struct db *db, const char *sql)
{
    scoped(result_done) PGresult *r = NULL;
    int64_t n = -1;
    assert_int_equal(db_exec(db, sql, 0, NULL, &r), ST_OK);
    assert_true(row_i64(r, 0, 0, &n));
    return n;
}

static void must(struct db *db, const char *sql)
{
    assert_int_equal(db_exec(db, sql, 0, NULL, NULL), ST_OK);
}

static void each_failure_says_what_to_do_next(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *sqlstate;
        enum status status;
    } cases[] = {
        {"SELECT 1", "", ST_OK},
        {"SELECT 'x'::bigint", "22P02", ST_BAD_INPUT},
        {"SELECT 1/0", "22012", ST_BAD_INPUT},
        {"INSERT INTO t.one VALUES (1, 'again')", "23505", ST_CONFLICT},
        {"INSERT INTO t.one VALUES (2, NULL)", "23502", ST_CONFLICT},
        {"DO $$ BEGIN RAISE EXCEPTION 'no'; END $$", "P0001", ST_CONFLICT},
        {"SELEC 1", "42601", ST_FATAL},
        {"SELECT * FROM t.nowhere", "42P01", ST_FATAL},
        {"DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$", "40001", ST_RETRY},
        {"DO $$ BEGIN RAISE EXCEPTION SQLSTATE '53300'; END $$", "53300", ST_RETRY},
    };
    struct db *db = fresh();
    must(db, "CREATE TABLE t.one (id bigint PRIMARY KEY, word text NOT NULL)");
    must(db, "INSERT INTO t.one VALUES (1, 'first')");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(db_exec(db, cases[i].sql, 0, NULL, NULL), cases[i].status);
        assert_string_equal(db_sqlstate(db), cases[i].sqlstate);
        assert_false(db_lost(db));
        assert_int_equal(db_error(db)[0] != '\0', cases[i].status != ST_OK);
    }
    db_close(db);
}

static void words_of_an_error_never_hold_a_value(void **state)
{
    (void)state;
    struct db *db = fresh();
    const char *secret = "13800138000";
    assert_int_equal(db_exec(db, "SELECT ('x' || $1::text)::bigint", 1, &secret, NULL), ST_BAD_INPUT);
    assert_null(strstr(db_error(db), secret));
    must(db, "CREATE TABLE t.phone (no text PRIMARY KEY, CONSTRAINT short CHECK (length(no) < 12))");
    assert_int_equal(db_exec(db, "INSERT INTO t.phone VALUES ($1)", 1, &secret, NULL), ST_OK);
    assert_int_equal(db_affected(db), 1);
    assert_int_equal(db_exec(db, "INSERT INTO t.phone VALUES ($1)", 1, &secret, NULL), ST_CONFLICT);
    assert_null(strstr(db_error(db), secret));
    const char *longer = "13800138000-1";
    assert_int_equal(db_exec(db, "INSERT INTO t.phone VALUES ($1)", 1, &longer, NULL), ST_CONFLICT);
    assert_null(strstr(db_error(db), secret));
    db_close(db);
}

static void parameters_and_rows_carry_every_type_to_its_limits(void **state)
{
    (void)state;
    struct db *db = fresh();
    i128 most = ((i128)1 << 126) - 1 + ((i128)1 << 126);
    i128 least = -most - 1;
    scoped(result_done) PGresult *r = NULL;
    assert_int_equal(
        db_exec(db,
                "SELECT $1::bigint, $2::bigint, $3::numeric, $4::numeric, $5::boolean, $6::text, "
                "(DATE '1970-01-01' + $7::int - DATE '1970-01-01')::int, ARRAY[1,-2,3]::bigint[], '{}'::bigint[], 2147483648",
                7, (const char *[]){I64(INT64_MAX), I64(INT64_MIN), I128(most), I128(least), BOOL(true), NULL, I64(20437)}, &r),
        ST_OK);
    int64_t a = 0, b = 0, list[3] = {0};
    i128 c = 0, d = 0;
    bool e = false;
    int32_t day = 0;
    size_t count = 9;
    assert_true(row_i64(r, 0, 0, &a) && a == INT64_MAX);
    assert_true(row_i64(r, 0, 1, &b) && b == INT64_MIN);
    assert_true(row_i128(r, 0, 2, &c) && c == most);
    assert_true(row_i128(r, 0, 3, &d) && d == least);
    assert_string_equal(PQgetvalue(r, 0, 3), "-170141183460469231731687303715884105728");
    assert_true(row_bool(r, 0, 4, &e) && e);
    assert_true(row_is_null(r, 0, 5));
    assert_null(row_text_take(r, 0, 5));
    assert_true(row_i32(r, 0, 6, &day) && day == 20437);
    assert_true(row_i64_array(r, 0, 7, list, 3, &count) && count == 3 && list[0] == 1 && list[1] == -2 && list[2] == 3);
    assert_false(row_i64_array(r, 0, 7, list, 2, &count));
    assert_true(row_i64_array(r, 0, 8, list, 3, &count) && count == 0);
    a = 7;
    assert_false(row_i64(r, 0, 5, &a));
    assert_false(row_i64(r, 0, 7, &a));
    assert_false(row_i32(r, 0, 9, &day));
    assert_int_equal(a, 7);
    db_close(db);
}

static void arrays_of_text_arrive_as_they_were(void **state)
{
    (void)state;
    struct db *db = fresh();
    const char *const words[] = {"plain", "", "with \"quotes\" and \\ and , {}", "NULL", "医共体"};
    struct text list;
    text_init(&list, 1000);
    param_text_array(&list, words, 5);
    for (int i = 0; i < 5; i++) {
        scoped(result_done) PGresult *r = NULL;
        assert_int_equal(
            db_exec(db, "SELECT ($1::text[])[$2::int], cardinality($1::text[])", 2, (const char *[]){list.s, I64(i + 1)}, &r),
            ST_OK);
        assert_string_equal(row_text(r, 0, 0), words[i]);
        assert_string_equal(row_text(r, 0, 1), "5");
    }
    text_done(&list);
    db_close(db);
}

struct attempt {
    int runs, fail_runs;
    enum status returns;
    const char *fail_sql;
};

static enum status insert_and(struct db *db, void *arg)
{
    struct attempt *a = arg;
    a->runs++;
    enum status st = db_exec(db, "INSERT INTO t.tx VALUES (1)", 0, NULL, NULL);
    if (st == ST_OK && a->runs <= a->fail_runs)
        st = db_exec(db, a->fail_sql, 0, NULL, NULL);
    return st == ST_OK ? a->returns : st;
}

#define RAISE_40001 "DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$"

static void a_transaction_commits_on_ok_and_leaves_nothing_otherwise(void **state)
{
    (void)state;
    struct db *db = fresh();
    must(db, "CREATE TABLE t.tx (n bigint)");
    struct attempt conflict = {.returns = ST_CONFLICT}, bad = {.returns = ST_BAD_INPUT}, good = {.returns = ST_OK};
    assert_int_equal(db_transact(db, insert_and, &conflict), ST_CONFLICT);
    assert_int_equal(db_transact(db, insert_and, &bad), ST_BAD_INPUT);
    assert_int_equal(one_number(db, "SELECT count(*) FROM t.tx"), 0);
    assert_int_equal(db_transact(db, insert_and, &good), ST_OK);
    assert_int_equal(one_number(db, "SELECT count(*) FROM t.tx"), 1);
    assert_int_equal(conflict.runs + bad.runs + good.runs, 3);
    assert_false(db_in_transaction(db));
    must(db, "DELETE FROM t.tx");
    db_close(db);
}

static void a_serialisation_failure_is_repeated_and_counts_once(void **state)
{
    (void)state;
    struct db *db = fresh();
    struct attempt twice = {.returns = ST_OK, .fail_runs = 2, .fail_sql = RAISE_40001};
    assert_int_equal(db_transact(db, insert_and, &twice), ST_OK);
    assert_int_equal(twice.runs, 3);
    assert_int_equal(one_number(db, "SELECT count(*) FROM t.tx"), 1);
    struct attempt always = {.returns = ST_OK, .fail_runs = 100, .fail_sql = RAISE_40001};
    assert_int_equal(db_transact(db, insert_and, &always), ST_RETRY);
    assert_int_equal(always.runs, 9);
    assert_string_equal(db_sqlstate(db), "40001");
    struct attempt fatal = {.returns = ST_OK, .fail_runs = 100, .fail_sql = "SELEC"};
    assert_int_equal(db_transact(db, insert_and, &fatal), ST_FATAL);
    assert_int_equal(fatal.runs, 1);
    assert_string_equal(db_sqlstate(db), "42601");
    must(db, "DELETE FROM t.tx");
    db_close(db);
}

static enum status swallow_a_failure(struct db *db, void *arg)
{
    (void)arg;
    if (db_exec(db, "SELEC", 0, NULL, NULL) != ST_OK)
        return ST_OK;
    return ST_CONFLICT;
}

static void a_failure_that_was_not_looked_at_does_not_pass_for_a_commit(void **state)
{
    (void)state;
    struct db *db = fresh();
    assert_int_equal(db_transact(db, swallow_a_failure, NULL), ST_FATAL);
    assert_int_equal(one_number(db, "SELECT 1"), 1);
    db_close(db);
}

/* Two attempts within one transaction: what the failed one wrote is gone, the rest is there. */
static enum status attempt_twice(struct db *db, void *arg)
{
    struct attempt *attempts = arg;
    assert_int_equal(db_attempt(db, insert_and, &attempts[0]), ST_CONFLICT);
    assert_string_equal(db_sqlstate(db), "23505");
    assert_int_equal(db_attempt(db, insert_and, &attempts[1]), ST_OK);
    return db_attempt(db, insert_and, &attempts[2]);
}

static void an_attempt_fails_alone(void **state)
{
    (void)state;
    struct db *db = fresh();
    must(db, "CREATE TABLE IF NOT EXISTS t.tx (n bigint)");
    must(db, "CREATE TABLE t.once (n bigint PRIMARY KEY)");
    must(db, "INSERT INTO t.once VALUES (1)");
    struct attempt attempts[] = {
        {.returns = ST_OK, .fail_runs = 1, .fail_sql = "INSERT INTO t.once VALUES (1)"}, {.returns = ST_OK}, {.returns = ST_OK}};
    assert_int_equal(db_transact(db, attempt_twice, attempts), ST_OK);
    assert_int_equal(one_number(db, "SELECT count(*) FROM t.tx"), 2);
    /* what is to be repeated is repeated whole */
    must(db, "DELETE FROM t.tx");
    struct attempt again[] = {{.returns = ST_OK, .fail_runs = 2, .fail_sql = "INSERT INTO t.once VALUES (1)"},
                              {.returns = ST_OK},
                              {.returns = ST_OK, .fail_runs = 1, .fail_sql = RAISE_40001}};
    assert_int_equal(db_transact(db, attempt_twice, again), ST_OK);
    assert_int_equal(again[2].runs, 2);
    assert_int_equal(one_number(db, "SELECT count(*) FROM t.tx"), 2);
    must(db, "DELETE FROM t.tx");
    db_close(db);
}

static void terminate(struct db *by, struct db *victim)
{
    int64_t pid = one_number(victim, "SELECT pg_backend_pid()");
    assert_int_equal(db_exec(by, "SELECT pg_terminate_backend($1::int, 5000)", 1, (const char *[]){I64(pid)}, NULL), ST_OK);
}

static void a_lost_connection_is_retry_and_comes_back_by_itself(void **state)
{
    (void)state;
    struct db *db = fresh(), *other = fresh();
    terminate(other, db);
    assert_int_equal(db_exec(db, "SELECT 1", 0, NULL, NULL), ST_RETRY);
    assert_true(db_lost(db));
    assert_int_equal(one_number(db, "SELECT 2"), 2);
    assert_false(db_lost(db));
    terminate(other, db);
    assert_int_equal(db_exec(db, "SELECT 1", 0, NULL, NULL), ST_RETRY);
    assert_int_equal(db_reconnect(db, monotonic_us() + 10 * CLOCK_SECOND_US), ST_OK);
    assert_int_equal(one_number(db, "SELECT 3"), 3);
    db_close(db);
    db_close(other);
}

struct killer {
    struct db *other;
    bool before_commit;
};

static enum status insert_and_be_killed(struct db *db, void *arg)
{
    struct killer *k = arg;
    enum status st = db_exec(db, "INSERT INTO t.tx VALUES (2)", 0, NULL, NULL);
    if (st == ST_OK && k->before_commit)
        terminate(k->other, db);
    return st;
}

static void a_connection_that_dies_at_commit_leaves_the_outcome_unknown(void **state)
{
    (void)state;
    struct db *db = fresh();
    struct killer k = {.other = fresh(), .before_commit = true};
    assert_int_equal(db_transact(db, insert_and_be_killed, &k), ST_RETRY);
    assert_true(db_outcome_unknown(db));
    assert_int_equal(one_number(k.other, "SELECT count(*) FROM t.tx"), 0);
    k.before_commit = false;
    assert_int_equal(db_transact(db, insert_and_be_killed, &k), ST_OK);
    assert_false(db_outcome_unknown(db));
    assert_int_equal(one_number(k.other, "SELECT count(*) FROM t.tx"), 1);
    db_close(db);
    db_close(k.other);
}

static void limits_end_a_statement_and_a_wait_for_a_lock(void **state)
{
    (void)state;
    struct db *db = NULL, *holder = fresh();
    char why[256];
    struct db_limits limits = {.statement_ms = 3000, .lock_ms = 50, .idle_ms = 60000};
    assert_int_equal(db_open_limited(&db, conninfo, "test", &limits, why), ST_OK);
    assert_int_equal(db_exec(db, "SELECT pg_sleep(20)", 0, NULL, NULL), ST_RETRY);
    assert_string_equal(db_sqlstate(db), "57014");
    must(holder, "BEGIN");
    must(holder, "LOCK TABLE t.one");
    assert_int_equal(db_exec(db, "SELECT * FROM t.one", 0, NULL, NULL), ST_RETRY);
    assert_string_equal(db_sqlstate(db), "55P03");
    must(holder, "ROLLBACK");
    assert_int_equal(one_number(db, "SELECT count(*) FROM t.one"), 1);
    db_close(db);
    db_close(holder);
}

static void copy_brings_rows_in_and_one_bad_row_brings_none(void **state)
{
    (void)state;
    struct db *db = fresh();
    int64_t rows = 0;
    must(db, "CREATE TABLE t.bulk (n bigint, word text)");
    assert_int_equal(db_copy_begin(db, "COPY t.bulk FROM STDIN"), ST_OK);
    char line[128];
    for (int i = 0; i < 100000; i++) {
        int len = snprintf(line, sizeof line, "%d\tsome words that take room on the wire to fill more than one socket buffer\n", i);
        assert_int_equal(db_copy_put(db, line, (size_t)len), ST_OK);
    }
    assert_int_equal(db_copy_end(db, &rows), ST_OK);
    assert_int_equal(rows, 100000);
    assert_int_equal(one_number(db, "SELECT sum(n)::bigint FROM t.bulk"), INT64_C(4999950000));
    assert_int_equal(db_copy_begin(db, "COPY t.bulk FROM STDIN"), ST_OK);
    assert_int_equal(db_copy_put(db, "1\tgood\nx\tbad\n", 13), ST_OK);
    assert_int_equal(db_copy_end(db, &rows), ST_BAD_INPUT);
    assert_string_equal(db_sqlstate(db), "22P02");
    assert_int_equal(db_copy_begin(db, "COPY t.bulk FROM STDIN"), ST_OK);
    assert_int_equal(db_copy_put(db, "1\tgood\n", 7), ST_OK);
    db_copy_abort(db);
    assert_int_equal(one_number(db, "SELECT count(*) FROM t.bulk"), 100000);
    db_close(db);
}

struct adder {
    int64_t sum, rows, stop_after;
};

static enum status add_row(void *arg, const struct pg_result *row)
{
    struct adder *a = arg;
    int64_t n = 0;
    assert_int_equal(row_count(row), 1);
    assert_true(row_i64(row, 0, 0, &n));
    a->sum += n;
    return ++a->rows == a->stop_after ? ST_CONFLICT : ST_OK;
}

static void a_large_result_is_read_row_by_row_and_may_be_left_early(void **state)
{
    (void)state;
    struct db *db = fresh();
    struct adder all = {0}, some = {.stop_after = 10}, broken = {0};
    assert_int_equal(db_query_rows(db, "SELECT n FROM t.bulk WHERE n >= $1::bigint", 1, (const char *[]){"0"}, add_row, &all),
                     ST_OK);
    assert_int_equal(all.sum, INT64_C(4999950000));
    assert_int_equal(all.rows, 100000);
    assert_int_equal(db_query_rows(db, "SELECT n FROM t.bulk", 0, NULL, add_row, &some), ST_CONFLICT);
    assert_int_equal(some.rows, 10);
    assert_int_equal(db_query_rows(db, "SELECT 10 / (5 - n) FROM t.bulk ORDER BY n", 0, NULL, add_row, &broken), ST_BAD_INPUT);
    assert_string_equal(db_sqlstate(db), "22012");
    assert_int_equal(one_number(db, "SELECT 4"), 4);
    db_close(db);
}

struct sleeper {
    struct db_pool *pool;
    int inside, most_inside, done;
};

static void sleep_in_the_server(void *arg)
{
    struct sleeper *s = arg;
    struct db *db = NULL;
    assert_int_equal(db_pool_take(s->pool, CLOCK_NEVER_US, &db), ST_OK);
    if (++s->inside > s->most_inside)
        s->most_inside = s->inside;
    assert_int_equal(db_exec(db, "SELECT pg_sleep(0.2)", 0, NULL, NULL), ST_OK);
    s->inside--;
    db_pool_give(s->pool, &db);
    s->done++;
}

static void tasks_wait_for_the_server_side_by_side_and_share_few_connections(void **state)
{
    (void)state;
    struct loop *loop = NULL;
    struct sleeper s = {0};
    assert_int_equal(loop_new(&loop), ST_OK);
    assert_int_equal(db_pool_open(&s.pool, conninfo, "test-pool", 5, &DB_LIMITS), ST_OK);
    for (int i = 0; i < 10; i++)
        assert_int_equal(task_spawn(loop, "sleeper", sleep_in_the_server, &s), ST_OK);
    while (task_count(loop) > 0)
        assert_int_equal(loop_run_once(loop, CLOCK_NEVER_US), ST_OK);
    assert_int_equal(s.done, 10);
    assert_int_equal(s.most_inside, 5); /* a client that waits by itself would have one at a time */
    struct db *db = fresh();
    assert_int_equal(one_number(db, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'test-pool'"), 5);
    db_close(db);
    db_pool_close(s.pool);
    loop_free(loop);
}

static void what_died_while_nobody_used_it_is_not_lent(void **state)
{
    (void)state;
    struct db *other = fresh(), *both[2];
    struct db_pool *pool = NULL;
    assert_int_equal(db_pool_open(&pool, conninfo, "test-pool", 2, &DB_LIMITS), ST_OK);
    for (int i = 0; i < 2; i++)
        assert_int_equal(db_pool_take(pool, CLOCK_NEVER_US, &both[i]), ST_OK);
    for (int i = 0; i < 2; i++)
        terminate(other, both[i]);
    for (int i = 0; i < 2; i++)
        db_pool_give(pool, &both[i]);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(db_pool_take(pool, CLOCK_NEVER_US, &both[i]), ST_OK);
        assert_int_equal(one_number(both[i], "SELECT 1"), 1);
    }
    for (int i = 0; i < 2; i++)
        db_pool_give(pool, &both[i]);
    db_pool_close(pool);
    db_close(other);
}

static void a_server_that_is_away_is_waited_for(void **state)
{
    (void)state;
    struct db *db = fresh();
    private_pg_do("crash");
    assert_int_equal(db_exec(db, "SELECT 1", 0, NULL, NULL), ST_RETRY);
    assert_int_equal(db_reconnect(db, monotonic_us() + 200000), ST_RETRY);
    assert_true(db_lost(db));
    assert_int_not_equal(db_error(db)[0], '\0');
    private_pg_do("start");
    assert_int_equal(db_reconnect(db, monotonic_us() + 30 * CLOCK_SECOND_US), ST_OK);
    assert_int_equal(one_number(db, "SELECT count(*) FROM t.bulk"), 100000);
    db_close(db);
}

static void what_is_no_connection_string_is_fatal_and_not_quoted(void **state)
{
    (void)state;
    struct db *db = NULL;
    char why[256];
    assert_int_equal(db_open_limited(&db, "host=/nowhere pass word=geheim", "test", &DB_LIMITS, why), ST_FATAL);
    assert_null(strstr(why, "geheim"));
    assert_int_equal(db_open_limited(&db, "host=/nowhere", "test", &DB_LIMITS, why), ST_RETRY);
    assert_non_null(strstr(why, "/nowhere"));
    assert_null(db);
}

int main(void)
{
    conninfo = private_pg_start();
    private_pg_sql("CREATE SCHEMA t");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_failure_says_what_to_do_next),
        cmocka_unit_test(words_of_an_error_never_hold_a_value),
        cmocka_unit_test(parameters_and_rows_carry_every_type_to_its_limits),
        cmocka_unit_test(arrays_of_text_arrive_as_they_were),
        cmocka_unit_test(a_transaction_commits_on_ok_and_leaves_nothing_otherwise),
        cmocka_unit_test(a_serialisation_failure_is_repeated_and_counts_once),
        cmocka_unit_test(a_failure_that_was_not_looked_at_does_not_pass_for_a_commit),
        cmocka_unit_test(an_attempt_fails_alone),
        cmocka_unit_test(a_lost_connection_is_retry_and_comes_back_by_itself),
        cmocka_unit_test(a_connection_that_dies_at_commit_leaves_the_outcome_unknown),
        cmocka_unit_test(limits_end_a_statement_and_a_wait_for_a_lock),
        cmocka_unit_test(copy_brings_rows_in_and_one_bad_row_brings_none),
        cmocka_unit_test(a_large_result_is_read_row_by_row_and_may_be_left_early),
        cmocka_unit_test(tasks_wait_for_the_server_side_by_side_and_share_few_connections),
        cmocka_unit_test(what_died_while_nobody_used_it_is_not_lent),
        cmocka_unit_test(a_server_that_is_away_is_waited_for),
        cmocka_unit_test(what_is_no_connection_string_is_fatal_and_not_quoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

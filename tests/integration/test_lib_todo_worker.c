/* The worker over work rows, against a real PostgreSQL: every row once, a key in order and by one at a time, parking, sweeps,
 * outages. Two workers in one loop stand for two processes: they share nothing but the table. */
#include "lib/todo_worker.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/clock.h"
#include "lib/db.h"
#include "lib/db_pool.h"
#include "lib/db_row.h"
#include "lib/loop.h"
#include "lib/metrics.h"
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

static int empty_tables(void **state)
{
    (void)state;
    struct db *db = fresh();
    must(db, "TRUNCATE compute.todo, t.seen RESTART IDENTITY");
    must(db, "UPDATE clock.business SET anchor_us = 0, rate_num = 0, floor_us = 0");
    db_close(db);
    return 0;
}

struct bench {
    struct loop *loop;
    struct db_pool *pool;
    struct metrics *metrics;
    struct todo_worker *workers[2];
    const char *poison; /* runs for this key fail so */
    enum status poison_status;
    int runs, poison_runs, committed, not_committed, seen_again, inside[10];
    size_t most_rows;
};

/* Writes each row into t.seen in the same transaction; notices when two runs of a key overlap. */
static enum status see_rows(struct db *db, struct todo_job *job, void *arg)
{
    struct bench *b = arg;
    enum status st = ST_OK;
    b->runs++;
    assert_null(job->state);
    job->state = strdup("given to done");
    if (job->rows.count > b->most_rows)
        b->most_rows = job->rows.count;
    for (size_t i = 0; st == ST_OK && i < job->rows.count; i++) {
        const struct todo_row *row = &job->rows.rows[i];
        int *inside = &b->inside[row->key.institution_id % 10];
        if (row->attempts > 0)
            b->seen_again++;
        if (b->poison != NULL && strcmp(row->key.key, b->poison) == 0) {
            b->poison_runs++;
            text_append(&job->reason, "poison");
            return b->poison_status;
        }
        assert_int_equal((*inside)++, 0);
        st = db_exec(db, "INSERT INTO t.seen (institution_id, todo_id) SELECT $1::bigint, $2::bigint FROM pg_sleep(0.001)", 2,
                     (const char *[]){I64(row->key.institution_id), I64(row->id)}, NULL);
        (*inside)--;
    }
    return st;
}

static void saw_rows(struct todo_job *job, enum status outcome, void *arg)
{
    struct bench *b = arg;
    assert_string_equal(job->state, "given to done");
    free(job->state);
    if (outcome == ST_OK)
        b->committed += (int)job->rows.count;
    else
        b->not_committed++;
}

static const struct todo_step BY_KEY = {.schema = "compute",
                                        .name = "test.by_key",
                                        .kinds = LANE,
                                        .kind_count = 1,
                                        .batch = 3,
                                        .parallel = 4,
                                        .by_key = true,
                                        .run = see_rows,
                                        .done = saw_rows};
static const struct todo_step IN_BATCHES = {.schema = "compute",
                                            .name = "test.batches",
                                            .kinds = LANE,
                                            .kind_count = 1,
                                            .batch = 50,
                                            .parallel = 2,
                                            .by_key = false,
                                            .run = see_rows,
                                            .done = saw_rows};

static void bench_begin_sweeping(struct bench *b, const struct todo_step *step, int workers, int64_t sweep_us)
{
    assert_int_equal(loop_new(&b->loop), ST_OK);
    assert_int_equal(metrics_new(&b->metrics), ST_OK);
    assert_int_equal(db_pool_open(&b->pool, conninfo, "test-worker", 6, &DB_LIMITS), ST_OK);
    for (int i = 0; i < workers; i++)
        assert_int_equal(todo_worker_start(&b->workers[i], b->loop, b->pool, b->metrics, step, b, sweep_us), ST_OK);
}

static void bench_begin(struct bench *b, const struct todo_step *step, int workers)
{
    bench_begin_sweeping(b, step, workers, 10000);
}

/* Runs until a query outside says so (30 s at most). */
static void bench_run_until(struct bench *b, const char *sql, int64_t wanted)
{
    struct db *db = fresh();
    int64_t end = monotonic_us() + 30 * CLOCK_SECOND_US, next = 0;
    for (;;) {
        assert_int_equal(loop_run_once(b->loop, 5000), ST_OK);
        if (monotonic_us() < next)
            continue;
        next = monotonic_us() + 20000;
        if (one_number(db, sql) == wanted)
            break;
        assert_true(monotonic_us() < end);
    }
    db_close(db);
}

static void bench_end(struct bench *b)
{
    loop_stop(b->loop);
    assert_int_equal(loop_run(b->loop), ST_OK);
    todo_worker_free(b->workers[0]);
    todo_worker_free(b->workers[1]);
    db_pool_close(b->pool);
    metrics_free(b->metrics);
    loop_free(b->loop);
}

#define LEFT "SELECT count(*) FROM compute.todo"

static void fill(int institutions, int rows)
{
    struct db *db = fresh();
    assert_int_equal(db_exec(db,
                             "INSERT INTO compute.todo (kind, alliance_id, institution_id, key, business_us) "
                             "SELECT 'lane', 1, n % $1::bigint, 'k' || n % $1::bigint, 0 FROM generate_series(0, $2::bigint - 1) n",
                             2, (const char *[]){I64(institutions), I64(rows)}, NULL),
                     ST_OK);
    db_close(db);
}

static void expect_each_seen_once_in_order(int64_t rows)
{
    struct db *db = fresh();
    assert_int_equal(one_number(db, "SELECT count(*) FROM t.seen"), rows);
    assert_int_equal(one_number(db, "SELECT count(DISTINCT todo_id) FROM t.seen"), rows);
    assert_int_equal(one_number(db, "SELECT count(*) FROM (SELECT todo_id, lag(todo_id) OVER (PARTITION BY institution_id "
                                    "ORDER BY n) AS earlier FROM t.seen) s WHERE earlier > todo_id"),
                     0);
    db_close(db);
}

static void two_workers_do_every_row_once_each_key_in_order_and_never_twice_at_a_time(void **state)
{
    (void)state;
    struct bench b = {0};
    fill(7, 300);
    bench_begin(&b, &BY_KEY, 2);
    bench_run_until(&b, LEFT, 0);
    bench_end(&b);
    expect_each_seen_once_in_order(300);
    assert_int_equal(b.committed, 300);
}

static void batches_take_rows_of_many_keys_at_once(void **state)
{
    (void)state;
    struct bench b = {0};
    fill(7, 300);
    bench_begin(&b, &IN_BATCHES, 1);
    bench_run_until(&b, LEFT, 0);
    bench_end(&b);
    expect_each_seen_once_in_order(300);
    assert_int_equal(b.committed, 300);
    assert_int_equal(b.most_rows, 50);
    assert_true(b.runs <= 8);
}

static void a_poisoned_key_is_parked_and_the_others_do_not_notice(void **state)
{
    (void)state;
    static const struct todo_step *const STEPS[] = {&BY_KEY, &IN_BATCHES};
    for (int i = 0; i < 2; i++) {
        struct bench b = {.poison = "k3", .poison_status = ST_BAD_INPUT};
        assert_int_equal(empty_tables(NULL), 0);
        fill(7, 70);
        bench_begin(&b, STEPS[i], 1);
        bench_run_until(&b, "SELECT count(*) FROM compute.todo WHERE parked_reason = 'poison'", i == 0 ? 3 : 10);
        bench_run_until(&b, LEFT, 10);
        bench_end(&b);
        expect_each_seen_once_in_order(60);
        struct db *db = fresh();
        assert_int_equal(one_number(db, "SELECT count(*) FROM compute.todo WHERE key <> 'k3'"), 0);
        assert_int_equal(one_number(db, "SELECT max(attempts) FROM compute.todo"), 5);
        db_close(db);
        assert_int_equal(b.committed, 60);
        assert_true(b.poison_runs >= 5);
    }
}

static void a_conflict_is_tried_again_at_once_before_it_counts(void **state)
{
    (void)state;
    struct bench b = {.poison = "k0", .poison_status = ST_CONFLICT};
    fill(1, 1);
    bench_begin(&b, &BY_KEY, 1);
    bench_run_until(&b, "SELECT count(*) FROM compute.todo WHERE attempts >= 1", 1);
    bench_end(&b);
    assert_int_equal(b.poison_runs % 3, 0);
    assert_int_equal(b.not_committed, b.poison_runs);
}

static void a_row_that_comes_later_is_found_by_a_wake_and_by_the_sweep(void **state)
{
    (void)state;
    for (int by_wake = 0; by_wake < 2; by_wake++) {
        struct bench b = {0};
        fill(1, 1);
        bench_begin_sweeping(&b, &BY_KEY, 1, by_wake ? 600 * CLOCK_SECOND_US : 10000);
        bench_run_until(&b, LEFT, 0); /* at the start */
        for (int i = 0; i < 100; i++)
            assert_int_equal(loop_run_once(b.loop, 2000), ST_OK);
        fill(1, 1);
        if (by_wake)
            todo_worker_wake(b.workers[0]);
        bench_run_until(&b, LEFT, 0);
        bench_end(&b);
        assert_int_equal(b.committed, 2);
    }
}

static void an_outage_is_waited_out_and_counts_for_no_row(void **state)
{
    (void)state;
    struct bench b = {0};
    fill(5, 200);
    bench_begin(&b, &BY_KEY, 1);
    bench_run_until(&b, "SELECT (count(*) < 150)::int FROM compute.todo", 1);
    private_pg_do("crash");
    int64_t end = monotonic_us() + 200000;
    while (monotonic_us() < end)
        assert_int_equal(loop_run_once(b.loop, 5000), ST_OK);
    private_pg_do("start");
    bench_run_until(&b, LEFT, 0);
    bench_end(&b);
    expect_each_seen_once_in_order(200);
    assert_int_equal(b.seen_again, 0);
}

int main(void)
{
    conninfo = private_pg_start();
    private_pg_file("deploy/sql/0001_roles_and_schemas.sql");
    private_pg_file("deploy/sql/0002_catalog_and_clock.sql");
    private_pg_file("deploy/sql/0003_todo.sql");
    private_pg_sql(
        "CREATE SCHEMA t; CREATE TABLE t.seen (n bigint GENERATED ALWAYS AS IDENTITY, institution_id bigint, todo_id bigint)");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(two_workers_do_every_row_once_each_key_in_order_and_never_twice_at_a_time, empty_tables),
        cmocka_unit_test_setup(batches_take_rows_of_many_keys_at_once, empty_tables),
        cmocka_unit_test_setup(a_poisoned_key_is_parked_and_the_others_do_not_notice, empty_tables),
        cmocka_unit_test_setup(a_conflict_is_tried_again_at_once_before_it_counts, empty_tables),
        cmocka_unit_test_setup(a_row_that_comes_later_is_found_by_a_wake_and_by_the_sweep, empty_tables),
        cmocka_unit_test_setup(an_outage_is_waited_out_and_counts_for_no_row, empty_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

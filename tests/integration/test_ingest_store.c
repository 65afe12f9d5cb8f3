/* The guards of ingest's tables, without a process: what is written only if the world is still as it was read. */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "ingest/batch_store.h"
#include "ingest/lane_store.h"
#include "lib/db.h"

#include "support/cmocka_all.h"
#include "support/private_pg.h"

static struct db *db;

static int migrate(void **state)
{
    (void)state;
    char conninfo[512];
    glob_t files;
    snprintf(conninfo, sizeof conninfo, "%s user=duban_ingest", private_pg_start());
    assert_int_equal(glob("deploy/sql/[0-9]*.sql", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        private_pg_file(files.gl_pathv[i]);
    globfree(&files);
    return db_open(&db, conninfo, "test") == ST_OK ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    db_close(db);
    return 0;
}

static struct batch fresh(void)
{
    struct batch b = {.institution_id = 5,
                      .alliance_id = 1,
                      .kind = "bed_month",
                      .period = 24302,
                      .source_rank = SOURCE_RANK_FILE,
                      .parse_version = 1,
                      .request_id = "r",
                      .file_name = "f",
                      .submitted_by = "test",
                      .opened_us = 1};
    assert_int_equal(batch_open(db, &b, "1/a"), ST_OK);
    return b;
}

static void a_batch_moves_only_from_the_state_that_its_mover_saw(void **state)
{
    (void)state;
    struct batch b = fresh(), found;
    b.state = BATCH_COMMITTED;
    b.lane_number = 1;
    b.committed_us = 7;
    assert_int_equal(batch_move(db, &b, BATCH_HELD), ST_CONFLICT);
    assert_int_equal(batch_move(db, &b, BATCH_OPEN), ST_OK);
    b.state = BATCH_ABANDONED;
    assert_int_equal(batch_move(db, &b, BATCH_OPEN), ST_CONFLICT);
    assert_int_equal(batch_delete_open(db, b.institution_id, b.batch_id), ST_CONFLICT);
    assert_int_equal(batch_read(db, b.batch_id, &found), ST_OK);
    assert_int_equal(found.state, BATCH_COMMITTED);
    assert_int_equal(found.committed_us, 7);
    assert_true(found.current);
}

static void a_batch_is_read_as_it_was_written(void **state)
{
    (void)state;
    struct batch b = fresh(), found;
    b.state = BATCH_HELD;
    b.byte_count = 1;
    b.rows_read = 2;
    b.rows_good = 3;
    b.rows_rejected = 4;
    b.rows_duplicate = 5;
    b.rows_warned = 6;
    b.rows_gone = 7;
    b.rows_added = 8;
    b.rows_changed = 9;
    b.compared_with = 10;
    snprintf(b.content_sha256, sizeof b.content_sha256, "abc");
    snprintf(b.hold_reason, sizeof b.hold_reason, "W");
    snprintf(b.closed_by, sizeof b.closed_by, "李科长");
    snprintf(b.closed_reason, sizeof b.closed_reason, "C");
    assert_int_equal(batch_move(db, &b, BATCH_OPEN), ST_OK);
    assert_int_equal(batch_read(db, b.batch_id, &found), ST_OK);
    const int64_t written[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    const int64_t read[] = {found.byte_count,  found.rows_read, found.rows_good,  found.rows_rejected, found.rows_duplicate,
                            found.rows_warned, found.rows_gone, found.rows_added, found.rows_changed,  found.compared_with};
    assert_memory_equal(read, written, sizeof written);
    assert_int_equal(found.period, 24302);
    assert_string_equal(found.content_sha256, "abc");
    assert_string_equal(found.hold_reason, "W");
    assert_string_equal(found.closed_by, "李科长");
    assert_string_equal(found.closed_reason, "C");
    assert_string_equal(found.file_name, "f");
    assert_string_equal(found.submitted_by, "test");
    assert_false(found.current);
    assert_int_equal(batch_read(db, 4711, &found), ST_CONFLICT);
}

static void only_the_holder_raises_the_beat_of_his_open_batches(void **state)
{
    (void)state;
    struct open_batch open[OPEN_BATCHES_MAX];
    size_t n = 0;
    struct batch b = fresh();
    assert_int_equal(batch_beat(db, "2/b", &b.batch_id, 1), ST_OK);
    assert_int_equal(batch_open_list(db, open, &n), ST_OK);
    assert_int_equal(n, 1);
    assert_int_equal(open[0].beat, 0);
    assert_int_equal(batch_beat(db, "1/a", &b.batch_id, 1), ST_OK);
    assert_int_equal(batch_open_list(db, open, &n), ST_OK);
    assert_int_equal(open[0].beat, 1);
    assert_string_equal(open[0].holder, "1/a");
    assert_int_equal(batch_delete_open(db, b.institution_id, b.batch_id), ST_OK);
}

static void a_number_of_a_lane_is_drawn_once(void **state)
{
    (void)state;
    struct lane lane = {.institution_id = 9, .alliance_id = 1, .kind = "bed_month"}, stale;
    assert_int_equal(lane_lock(db, &lane), ST_OK);
    assert_int_equal(lane.last_number, 0);
    stale = lane;
    assert_int_equal(lane_append(db, &lane, "batch", 1, 5), ST_OK);
    assert_int_equal(lane.last_number, 1);
    assert_int_equal(lane_append(db, &stale, "batch", 2, 6), ST_CONFLICT);
    assert_int_equal(lane_lock(db, &stale), ST_OK);
    assert_int_equal(stale.last_number, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_batch_moves_only_from_the_state_that_its_mover_saw),
        cmocka_unit_test(a_batch_is_read_as_it_was_written),
        cmocka_unit_test(only_the_holder_raises_the_beat_of_his_open_batches),
        cmocka_unit_test(a_number_of_a_lane_is_drawn_once),
    };
    return cmocka_run_group_tests(tests, migrate, end);
}

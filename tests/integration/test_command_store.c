/* The two tables of a command socket, in each schema that has them, as the service's own role. */
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"
#include "shared/quarantine_store.h"
#include "shared/request_store.h"

#include "support/cmocka_all.h"
#include "support/private_pg.h"

static const char *const SCHEMAS[] = {"ingest", "compute", "alert", "notify"};
#define SCHEMA_COUNT (sizeof SCHEMAS / sizeof SCHEMAS[0])
static struct db *dbs[SCHEMA_COUNT], *owner;

static int migrate(void **state)
{
    (void)state;
    const char *conninfo = private_pg_start();
    glob_t files;
    assert_int_equal(glob("deploy/sql/[0-9]*.sql", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        private_pg_file(files.gl_pathv[i]);
    globfree(&files);
    for (size_t i = 0; i < SCHEMA_COUNT; i++) {
        char as_role[512];
        snprintf(as_role, sizeof as_role, "%s user=duban_%s", conninfo, SCHEMAS[i]);
        assert_int_equal(db_open(&dbs[i], as_role, "test"), ST_OK);
    }
    return db_open(&owner, conninfo, "test") == ST_OK ? 0 : 1;
}

static int end(void **state)
{
    (void)state;
    for (size_t i = 0; i < SCHEMA_COUNT; i++)
        db_close(dbs[i]);
    db_close(owner);
    return 0;
}

/* One value, as the owner sees it in this schema. */
static const char *one(const char *schema, const char *sql)
{
    static char value[200];
    scoped(result_done) PGresult *rows = NULL;
    assert_int_equal(db_exec(owner, "SELECT set_config('search_path', $1::text, false)", 1, (const char *[]){schema}, NULL), ST_OK);
    assert_int_equal(db_exec(owner, sql, 0, NULL, &rows), ST_OK);
    assert_int_equal(row_count(rows), 1);
    snprintf(value, sizeof value, "%s", row_text(rows, 0, 0));
    return value;
}

static void an_answer_comes_back_to_the_byte_and_only_to_its_own_request(void **state)
{
    (void)state;
    uint8_t bytes[256];
    for (int i = 0; i < 256; i++)
        bytes[i] = (uint8_t)i;
    const struct request_answer given = {bytes, sizeof bytes}, other = {bytes, 1};
    for (size_t i = 0; i < SCHEMA_COUNT; i++) {
        struct request_answer answer;
        const char *s = SCHEMAS[i];
        if (strcmp(s, "compute") == 0) /* only reads */
            continue;
        assert_int_equal(request_store_find(dbs[i], s, "id", "sha", &answer), ST_OK);
        assert_null(answer.bytes);
        assert_int_equal(request_store_insert(dbs[i], s, "id", "sha", &given, 1), ST_OK);
        assert_int_equal(request_store_insert(dbs[i], s, "id", "sha", &other, 2), ST_CONFLICT);
        assert_int_equal(request_store_find(dbs[i], s, "id", "sha", &answer), ST_OK);
        assert_int_equal(answer.len, sizeof bytes);
        assert_memory_equal(answer.bytes, bytes, sizeof bytes);
        request_answer_done(&answer);
        assert_int_equal(request_store_find(dbs[i], s, "id", "other", &answer), ST_CONFLICT);
    }
}

static void a_flood_of_one_content_is_one_row_with_a_number(void **state)
{
    (void)state;
    for (size_t i = 0; i < SCHEMA_COUNT; i++) {
        int64_t times = 0;
        for (int64_t n = 1; n <= 50; n++) {
            assert_int_equal(quarantine_store_add(dbs[i], SCHEMAS[i], "same", 7, "protobuf", n, &times), ST_OK);
            assert_int_equal(times, n);
        }
        assert_string_equal(one(SCHEMAS[i],
                                "SELECT count(*) || ' ' || max(byte_count) || ' ' || max(reason) || ' ' || max(times) || ' ' || "
                                "max(first_us) || ' ' || max(last_us) FROM quarantine"),
                            "1 7 protobuf 50 1 50");
        assert_int_equal(quarantine_store_add(dbs[i], SCHEMAS[i], "x", 7, "the payload", 1, &times), ST_CONFLICT);
    }
}

/* Business time may stand still meanwhile: then what came first goes first. */
static void a_flood_of_many_contents_is_a_thousand_rows_the_last_ones(void **state)
{
    (void)state;
    static const char span[] = "SELECT count(*) || ' ' || min(sha256) || ' ' || max(sha256) FROM quarantine";
    const char *s = SCHEMAS[1];
    int64_t times = 0;
    char sha[32];
    assert_int_equal(QUARANTINE_ROWS_MAX, 1000);
    assert_int_equal(db_script(owner, "DELETE FROM compute.quarantine"), ST_OK);
    for (int n = 1; n <= 1010; n++) {
        snprintf(sha, sizeof sha, "%05d", n);
        assert_int_equal(quarantine_store_add(dbs[1], s, sha, 7, "protobuf", 5, &times), ST_OK);
    }
    assert_string_equal(one(s, span), "1000 00011 01010");
    assert_int_equal(quarantine_store_add(dbs[1], s, "00011", 7, "protobuf", 6, &times), ST_OK); /* seen again: stays */
    assert_int_equal(times, 2);
    assert_int_equal(quarantine_store_add(dbs[1], s, "new", 7, "size", 6, &times), ST_OK);
    assert_string_equal(one(s, span), "1000 00011 new");
    assert_string_equal(one(s, "SELECT count(*) FROM quarantine WHERE sha256 = '00012'"), "0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_comes_back_to_the_byte_and_only_to_its_own_request),
        cmocka_unit_test(a_flood_of_one_content_is_one_row_with_a_number),
        cmocka_unit_test(a_flood_of_many_contents_is_a_thousand_rows_the_last_ones),
    };
    return cmocka_run_group_tests(tests, migrate, end);
}

/* alert_world.c: see the header. The processes that alert talks to are rows. */
#include "support/alert_world.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/crash.h"
#include "lib/date.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "shared/catalog_dir.h"

#include "support/cmocka_all.h"
#include "support/duty_fixture.h"
#include "support/station.h"

#define QUIET_S       60
#define REQUEST_MS    5000
#define REQUEST_TRIES 6

static int crashes;
static bool letters_are_held;

void world_sql(const char *sql)
{
    station_exec(sql, 0, NULL);
}

const char *world_one(const char *sql)
{
    return station_one(sql);
}

/* ---- life ---- */

void world_begin(const char *local)
{
    crashes = 0;
    letters_are_held = false;
    station_begin("alert", "", local);
}

void world_end(void)
{
    for (size_t i = 0; i < STATION_INSTANCES_MAX; i++)
        if (station_instance(i) != NULL)
            world_stop(station_instance(i));
    station_end();
}

void world_start(const char *instance, const char *crash_at)
{
    station_start(instance, crash_at);
}

void world_kill(const char *instance)
{
    (void)station_signal(instance, SIGKILL);
}

void world_stop(const char *instance)
{
    int status = station_signal(instance, SIGTERM);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("duban-alert %s ended with %d: %s", instance, status, station_log(instance));
}

static void revive(void);

/* ---- catalog and organisation ---- */

static void insert_file(const char *path, const char *content, size_t len)
{
    char *copy = strndup(content, len);
    station_exec("INSERT INTO catalog.file (alliance_id, version, path, content) "
                 "SELECT alliance_id, max(version), $1::text, $2::text FROM catalog.version GROUP BY alliance_id",
                 2, (const char *[]){path, copy});
    free(copy);
}

static char *replaced(const char *content, const char *from, const char *to)
{
    scoped(text_done) struct text out;
    text_init(&out, 1u << 20);
    if (strstr(content, from) == NULL)
        fail_msg("the plan has no \"%s\"", from);
    for (const char *hit; (hit = strstr(content, from)) != NULL; content = hit + strlen(from))
        text_printf(&out, "%.*s%s", (int)(hit - content), content, to);
    text_append(&out, content);
    return strdup(out.s);
}

/* own.yaml has own.answers.yaml beside it. */
static void insert_answers(const char *plan)
{
    char path[256];
    size_t len = 0;
    snprintf(path, sizeof path, "tests/fixtures/alert/%.*s.answers.yaml", (int)strcspn(plan, "."), plan);
    if (access(path, R_OK) != 0)
        return;
    const char *content = fixture_file(path, &len);
    insert_file("test/answers.yaml", content, len);
    free((void *)content);
}

void world_apply(const char *plan)
{
    world_apply_with(plan, (const char *const[][2]){{NULL, NULL}});
}

void world_apply_with(const char *plan, const char *const edits[][2])
{
    struct problems problems;
    struct catalog_source *sources = NULL;
    size_t n = 0, len = 0;
    char path[256];
    problems_init(&problems, 10);
    assert_int_equal(catalog_read_dir("deploy/catalog", "haining", &problems, &sources, &n), ST_OK);
    snprintf(path, sizeof path, "tests/fixtures/alert/%s", plan);
    const char *content = fixture_file(path, &len);
    for (size_t i = 0; edits[i][0] != NULL; i++) {
        char *edited = replaced(content, edits[i][0], edits[i][1]);
        free((void *)content);
        content = edited;
        len = strlen(edited);
    }
    world_sql("BEGIN");
    world_sql("INSERT INTO catalog.alliance (code, name) VALUES ('haining', '海宁') ON CONFLICT (code) DO NOTHING");
    station_exec(
        "INSERT INTO catalog.version (alliance_id, version, applied_us, applied_by, reason, sha256) SELECT 1, count(*) + 1, "
        "$1::bigint, 'test', 'test', '' FROM catalog.version",
        1, (const char *[]){I64(station_now_us())});
    for (size_t i = 0; i < n; i++)
        if (strncmp(sources[i].path, "base/", 5) == 0)
            insert_file(sources[i].path, sources[i].content, sources[i].len);
    insert_file("test/plan.yaml", content, len);
    insert_answers(plan);
    station_exec("INSERT INTO alert.todo (kind, alliance_id, business_us) VALUES ('catalog', 1, $1::bigint)", 1,
                 (const char *[]){I64(station_now_us())});
    world_sql("COMMIT");
    catalog_sources_free(sources, n);
    problems_done(&problems);
    free((void *)content);
}

Duban__Alert__Reply *world_ask(Duban__Alert__Request *request)
{
    char *id = station_request_id();
    request->version = 1;
    if (request->request_id[0] == '\0')
        request->request_id = id;
    size_t len = duban__alert__request__get_packed_size(request);
    uint8_t *bytes = malloc(len + 1);
    duban__alert__request__pack(request, bytes);
    struct bus_message answer = {0};
    enum status st = ST_RETRY;
    for (int i = 0; i < REQUEST_TRIES && st == ST_RETRY; i++) {
        revive();
        st = station_ask("1", bytes, len, REQUEST_MS, &answer);
    }
    free(bytes);
    if (request->request_id == id)
        request->request_id = (char *)protobuf_c_empty_string;
    if (st != ST_OK)
        fail_msg("no answer: %s; see %s", status_name(st), station_dir());
    Duban__Alert__Reply *reply = duban__alert__reply__unpack(NULL, answer.len, answer.bytes);
    bus_message_done(&answer);
    assert_non_null(reply);
    return reply;
}

static void add_table(Duban__Alert__File *file, const char *folder, const char *name, const char *extra)
{
    char path[256];
    duban__alert__file__init(file);
    file->path = strdup(name);
    size_t len = 0, head = strlen(name);
    if (extra != NULL && strncmp(extra, name, head) == 0 && extra[head] == '\n') {
        file->content.data = (uint8_t *)strdup(extra + head + 1);
        file->content.len = strlen(extra + head + 1);
        return;
    }
    snprintf(path, sizeof path, "tests/fixtures/alert/%s/%s", folder, name);
    if (access(path, R_OK) != 0)
        snprintf(path, sizeof path, "tests/fixtures/alert/small/%s", name);
    file->content.data = (uint8_t *)(uintptr_t)fixture_file(path, &len);
    file->content.len = len;
}

void world_import(const char *folder, const char *extra)
{
    static const char *const names[] = {"organisation/institution.tsv", "organisation/department.tsv", "assignment/post.tsv",
                                        "assignment/person.tsv",        "assignment/holder.tsv",       "assignment/reporter.tsv",
                                        "assignment/line.tsv",          "assignment/office.tsv",       "assignment/ledger.tsv"};
    enum { N = sizeof names / sizeof names[0] };
    Duban__Alert__File files[N], *list[N];
    for (size_t i = 0; i < N; i++) {
        add_table(&files[i], folder, names[i], extra);
        list[i] = &files[i];
    }
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__ImportRequest body = DUBAN__ALERT__IMPORT_REQUEST__INIT;
    body.files = list;
    body.n_files = N;
    body.imported_by = (char *)"test";
    body.reason = (char *)"test";
    request.body_case = DUBAN__ALERT__REQUEST__BODY_IMPORT;
    request.import = &body;
    Duban__Alert__Reply *reply = world_ask(&request);
    if (reply->status != DUBAN__ALERT__STATUS__STATUS_OK) {
        for (size_t i = 0; reply->import != NULL && i < reply->import->n_problems; i++)
            print_error("%s:%" PRId64 ": %s\n", reply->import->problems[i]->file, reply->import->problems[i]->line,
                        reply->import->problems[i]->words_zh);
        fail_msg("%s %s; see %s", reply->reason_code, reply->words_zh, station_dir());
    }
    duban__alert__reply__free_unpacked(reply, NULL);
    for (size_t i = 0; i < N; i++) {
        free(files[i].path);
        free(files[i].content.data);
    }
}

/* ---- time ---- */

/* Who died at a crash point is started again, as a supervisor would; any other end fails the test. */
static void revive(void)
{
    for (size_t i = 0; i < STATION_INSTANCES_MAX; i++) {
        int status = 0;
        char name[16];
        if (station_instance(i) == NULL)
            continue;
        snprintf(name, sizeof name, "%s", station_instance(i));
        if (!station_ended(name, &status))
            continue;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != CRASH_EXIT_CODE)
            fail_msg("duban-alert %s ended with %d: %s", name, status, station_log(name));
        crashes++;
        world_start(name, NULL);
    }
}

int world_crashes(void)
{
    return crashes;
}

bool world_post_letters(const char *local)
{
    static const char sql[] =
        "WITH said AS (INSERT INTO notify.notice (alliance_id, notice_key, institution_id, due_notice_id, episode_id, duty, rung, "
        "person, post, role, template, routine, facts, value_revisions, withdraws, state, outcome, created_us) SELECT alliance_id, "
        "notice_key, institution_id, due_notice_id, coalesce(episode_id, 0), duty, rung, person, post, role, template, routine, "
        "facts, value_revisions, withdraws, 'gathered', 'I-NTF-020', $1::bigint FROM alert.due_notice d WHERE NOT EXISTS (SELECT 1 "
        "FROM notify.notice n WHERE n.alliance_id = d.alliance_id AND n.notice_key = d.notice_key) RETURNING alliance_id, "
        "institution_id, due_notice_id) "
        "INSERT INTO alert.todo (kind, alliance_id, institution_id, key, business_us) SELECT 'sent', alliance_id, institution_id, "
        "due_notice_id::text, $1::bigint FROM said RETURNING id";
    int64_t at_us = station_now_us();
    if (local != NULL)
        assert_int_equal(instant_parse(local, strlen(local), &at_us), ST_OK);
    PGresult *rows = station_query(sql, 1, (const char *[]){I64(at_us)});
    bool any = row_count(rows) > 0;
    result_done(&rows);
    return any;
}

void world_hold_letters(bool hold)
{
    letters_are_held = hold;
}

void world_quiet(void)
{
    static const char sql[] = "SELECT (SELECT count(*) FROM alert.todo WHERE parked_reason IS NULL AND business_us <= $1::bigint), "
                              "(SELECT string_agg(kind || ' ' || key || ': ' || parked_reason, '; ') FROM alert.todo)";
    int still = 0;
    for (int i = 0; i < QUIET_S * 50; i++) {
        revive();
        PGresult *rows = station_query(sql, 1, (const char *[]){I64(station_now_us())});
        int64_t due = 0;
        assert_true(row_i64(rows, 0, 0, &due));
        if (!row_is_null(rows, 0, 1))
            fail_msg("parked: %s; see %s", row_text(rows, 0, 1), station_dir());
        result_done(&rows);
        still = due == 0 && (letters_are_held || !world_post_letters(NULL)) ? still + 1 : 0;
        if (still == 2)
            return;
        pause_ms(20);
    }
    fail_msg("not quiet after %d s: see %s", QUIET_S, station_dir());
}

void world_county(const char *local)
{
    world_begin(local);
    world_start("1", NULL);
    world_apply("plan.yaml");
    world_import("small", NULL);
    world_quiet();
}

void world_months(void)
{
    static const char moved[] =
        "WITH newest AS (SELECT DISTINCT ON (institution_id, indicator, time_window, scope) * FROM compute.value WHERE indicator ~ "
        "'^(milestone|rating):' ORDER BY institution_id, indicator, time_window, scope, period DESC, revision DESC), begun AS ("
        "INSERT INTO compute.value SELECT institution_id, alliance_id, indicator, time_window, scope, month, 1, has_value, small, "
        "CASE WHEN time_window = 'latest' THEN units ELSE 0 END, decimals, numerator, numerator_scale, denominator, "
        "denominator_scale, standing, returned, expected, "
        "catalog_version, $2::bigint, 'begin', definition, true FROM newest, generate_series(newest.period + 1, $1::bigint) AS "
        "month "
        "RETURNING institution_id, indicator, time_window, scope) INSERT INTO alert.todo (kind, alliance_id, institution_id, key, "
        "business_us) SELECT DISTINCT 'value', 1, institution_id, indicator || '|' || time_window || '|' || scope, $2::bigint "
        "FROM begun";
    station_exec(moved, 2, (const char *[]){I64(month_of_date(instant_date(station_now_us()))), I64(station_now_us())});
}

void world_clock(const char *local)
{
    world_sql("BEGIN");
    world_leap(local);
    world_months();
    world_sql("COMMIT");
}

void world_leap(const char *local)
{
    station_clock(local);
    station_exec("INSERT INTO alert.todo (kind, alliance_id, business_us) VALUES ('clock', 0, $1::bigint)", 1,
                 (const char *[]){I64(station_now_us())});
}

void world_step(const char *local)
{
    world_quiet();
    world_clock(local);
    world_quiet();
}

/* ---- what compute publishes ---- */

static int32_t month_of(const char *period)
{
    int32_t month = 0;
    assert_int_equal(month_parse(period, strlen(period), &month), ST_OK);
    return month;
}

void world_value(const char *institution, const char *cell, const char *period, const char *value, int reported, int expected)
{
    world_value_by("0/all", institution, cell, period, value, reported, expected);
}

void world_batch(const char *institution, const char *kind, const char *period)
{
    static const char batch[] =
        "INSERT INTO ingest.batch (institution_id, alliance_id, kind, period, state, lane_number, source_rank, parse_version, "
        "request_id, file_name, content_sha256, byte_count, rows_read, rows_good, rows_rejected, rows_duplicate, rows_warned, "
        "rows_gone, rows_added, rows_changed, compared_with, catalog_version, key_version, opened_us, committed_us, submitted_by, "
        "hold_reason, closed_by, closed_reason, holder, beat) SELECT i.institution_id, 1, $2::text, $3::bigint, 'committed', "
        "1 + (SELECT count(*) FROM ingest.batch b WHERE b.institution_id = i.institution_id AND b.kind = $2::text), 1, 1, '', '', "
        "'', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, $4::bigint, $4::bigint, '', '', '', '', '', 0 FROM alert.institution i "
        "WHERE i.code = $1::text";
    static const char event[] =
        "INSERT INTO ingest.lane_event (institution_id, kind, lane_number, event, batch_id, committed_us) SELECT institution_id, "
        "kind, lane_number, 'batch', batch_id, committed_us FROM ingest.batch ORDER BY batch_id DESC LIMIT 1";
    static const char counted[] =
        "INSERT INTO compute.lane (institution_id, kind, alliance_id, counted_through) SELECT institution_id, kind, 1, lane_number "
        "FROM ingest.batch ORDER BY batch_id DESC LIMIT 1 ON CONFLICT (institution_id, kind) DO UPDATE SET counted_through = "
        "excluded.counted_through";
    world_sql("BEGIN");
    station_exec(batch, 4, (const char *[]){institution, kind, I64(month_of(period)), I64(station_now_us())});
    world_sql(event);
    world_sql(counted);
    world_sql("COMMIT");
}

void world_value_by(const char *cause, const char *institution, const char *cell, const char *period, const char *value,
                    int reported, int expected)
{
    static const char insert[] =
        "INSERT INTO compute.value (institution_id, alliance_id, indicator, time_window, scope, period, revision, has_value, "
        "small, units, "
        "decimals, numerator, numerator_scale, denominator, denominator_scale, standing, returned, expected, catalog_version, "
        "known_us, "
        "cause, definition, latest) SELECT i.institution_id, 1, split_part($2::text, '|', 1), split_part($2::text, '|', 2), "
        "split_part($2::text, '|', "
        "3), "
        "$3::bigint, 1 + (SELECT count(*) FROM compute.value v WHERE v.institution_id = i.institution_id AND "
        "v.indicator || '|' || v.time_window || '|' || v.scope = $2::text AND v.period = $3::bigint), $4::text <> '', false, "
        "coalesce(replace(nullif($4::text, ''), '.', ''), '0')::numeric, strpos(reverse($4::text), '.') - 1, "
        "coalesce(nullif($4::text, ''), '0')::numeric * 100, 0, 10000, 0, "
        "CASE WHEN $5::int = $6::int THEN 'complete' WHEN $5::int = 0 THEN 'not_reported' ELSE 'partial' END, $5::bigint, "
        "$6::bigint, 1, "
        "$7::bigint, (SELECT string_agg(coalesce((SELECT institution_id::text FROM alert.institution WHERE code = "
        "split_part(word, '/', 1)), '0') || '/' || split_part(word, '/', 2), ' ') FROM string_to_table($8::text, ' ') AS word), "
        "'test', true "
        "FROM alert.institution i WHERE i.code = $1::text";
    static const char before[] =
        "UPDATE compute.value v SET latest = false FROM alert.institution i WHERE i.code = $1::text AND v.institution_id = "
        "i.institution_id AND v.indicator || '|' || v.time_window || '|' || v.scope = $2::text AND v.period = $3::bigint AND "
        "v.latest";
    static const char todo[] =
        "INSERT INTO alert.todo (kind, alliance_id, institution_id, key, business_us) "
        "SELECT 'value', 1, institution_id, $2::text, $3::bigint FROM alert.institution WHERE code = $1::text";
    world_sql("BEGIN");
    station_exec(before, 3, (const char *[]){institution, cell, I64(month_of(period))});
    station_exec(insert, 8,
                 (const char *[]){institution, cell, I64(month_of(period)), value, I64(reported), I64(expected),
                                  I64(station_now_us()), cause});
    station_exec(todo, 3, (const char *[]){institution, cell, I64(station_now_us())});
    world_sql("COMMIT");
}

void world_return(const char *institution, const char *kind, const char *period)
{
    static const char insert[] =
        "INSERT INTO compute.return_standing (institution_id, kind, period, alliance_id, returned, batch_id, first_returned_us, "
        "returned_us) SELECT institution_id, $2::text, $3::bigint, 1, true, 1, $4::bigint, $4::bigint FROM alert.institution "
        "WHERE code = $1::text";
    static const char todo[] =
        "INSERT INTO alert.todo (kind, alliance_id, institution_id, key, business_us) SELECT 'return', 1, "
        "institution_id, $2::text || '|' || $3::text, $4::bigint FROM alert.institution WHERE code = $1::text";
    world_sql("BEGIN");
    station_exec(insert, 4, (const char *[]){institution, kind, I64(month_of(period)), I64(station_now_us())});
    station_exec(todo, 4, (const char *[]){institution, kind, period, I64(station_now_us())});
    world_sql("COMMIT");
}

/* ---- what is looked at ---- */

const char *world_state(const char *duty, const char *institution)
{
    char sql[512];
    snprintf(sql, sizeof sql,
             "SELECT s.state FROM alert.subject s JOIN alert.institution i ON i.institution_id = s.institution_id "
             "WHERE s.duty = '%s' AND i.code = '%s' AND NOT s.retired",
             duty, institution);
    return world_one(sql);
}

const char *world_notices(const char *prefix)
{
    char sql[512];
    snprintf(
        sql, sizeof sql,
        "SELECT coalesce(string_agg(notice_key, E'\\n' ORDER BY created_us, notice_key COLLATE \"C\"), '') FROM alert.due_notice "
        "WHERE starts_with(notice_key, '%s')",
        prefix);
    return world_one(sql);
}

void world_good_november(void)
{
    world_value("330481", SURGERY, "2025-11", "35.2", 3, 3);
    world_value("330481", BEDS, "2025-11", "71.0", 2, 2);
    world_value("330481", TALENT, "2025-12", "35", 0, 0);
    world_quiet();
}

const char *world_notice_count(const char *where)
{
    char sql[400];
    snprintf(sql, sizeof sql, "SELECT count(*) FROM alert.due_notice WHERE %s", where);
    return world_one(sql);
}

void world_first_word_waits(void)
{
    world_county("2025-12-15 09:00");
    world_good_november();
    world_value("330481", SURGERY, "2025-12", "34.7", 3, 3);
    world_step("2026-01-09 16:00");
    world_hold_letters(true);
    world_step("2026-01-12 08:30");
    assert_string_equal(world_notices("AL-01|330481|overdue"), "AL-01|330481|overdue|2025-12|1|T+0|yz.a");
}

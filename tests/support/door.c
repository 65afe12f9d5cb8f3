/* door.c: see the header. */
#include "support/door.h"

#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "lib/crash.h"
#include "lib/file.h"
#include "lib/hash.h"
#include "lib/loop.h"
#include "lib/task.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "shared/catalog_dir.h"

#include "support/cmocka_all.h"
#include "support/station.h"

#define REQUEST_MS 20000
#define SETTINGS   "ingest: {key: 0123456789abcdef0123456789abcdef-for-tests, lease_ms: %d, max_batch_mib: 64}\n"
#define FILE_MAX   (256u << 20)

static FILE *cutter; /* door_cut_connections_when_waiting */

/* ---- life --------------------------------------------------------------------------------------------------------- */

void door_sql(const char *sql)
{
    station_exec(sql, 0, NULL);
}

const char *door_one(const char *sql)
{
    return station_one(sql);
}

static void put_catalog(void)
{
    struct problems problems;
    struct catalog_source *sources = NULL;
    size_t n = 0;
    problems_init(&problems, 10);
    assert_int_equal(catalog_read_dir("deploy/catalog", "haining", &problems, &sources, &n), ST_OK);
    door_sql("INSERT INTO catalog.alliance (code, name) VALUES ('haining', '海宁')");
    door_sql("INSERT INTO catalog.version SELECT alliance_id, 1, 0, 'test', 'test', '' FROM catalog.alliance");
    for (size_t i = 0; i < n; i++) {
        char *content = strndup(sources[i].content, sources[i].len);
        station_exec("INSERT INTO catalog.file SELECT alliance_id, 1, $1::text, $2::text FROM catalog.alliance", 2,
                     (const char *[]){sources[i].path, content});
        free(content);
    }
    catalog_sources_free(sources, n);
    problems_done(&problems);
}

/* Institutions get the ids 1, 2, 3 … in the order of the table. */
static void put_organisation(void)
{
    glob_t files;
    assert_int_equal(glob("deploy/catalog/haining/organisation/*.tsv", 0, NULL, &files), 0);
    assert_int_equal(glob("deploy/catalog/haining/assignment/*.tsv", GLOB_APPEND, NULL, &files), 0);
    door_sql("INSERT INTO alert.organisation_version SELECT alliance_id, 1, 0, 'test', 'test', '' FROM catalog.alliance");
    for (size_t i = 0; i < files.gl_pathc; i++) {
        struct text content;
        text_init(&content, FILE_MAX);
        assert_int_equal(file_read(files.gl_pathv[i], &content, NULL), ST_OK);
        station_exec("INSERT INTO alert.organisation_file SELECT alliance_id, 1, $1::text, $2::text, '' FROM catalog.alliance", 2,
                     (const char *[]){files.gl_pathv[i] + strlen("deploy/catalog/haining/"), content.s});
        text_done(&content);
    }
    globfree(&files);
}

void door_begin_leased(int lease_ms)
{
    char settings[sizeof SETTINGS + 20];
    snprintf(settings, sizeof settings, SETTINGS, lease_ms);
    if (cutter != NULL) /* of a test that failed */
        (void)pclose(cutter);
    cutter = NULL;
    station_begin("ingest", settings, "2025-06-20 09:00");
    put_catalog();
    put_organisation();
}

void door_begin(void)
{
    door_begin_leased(60000);
}

void door_end(void)
{
    for (size_t i = 0; i < STATION_INSTANCES_MAX; i++)
        if (station_instance(i) != NULL)
            door_stop(station_instance(i));
    station_end();
}

void door_start(const char *instance, const char *crash_at)
{
    station_start(instance, crash_at);
}

void door_kill(const char *instance)
{
    (void)station_signal(instance, SIGKILL);
}

void door_stop(const char *instance)
{
    (void)station_signal(instance, SIGTERM);
}

void door_wait_crash(const char *instance)
{
    int status = 0;
    for (int i = 0; i < 400; i++) {
        if (station_ended(instance, &status)) {
            assert_true(WIFEXITED(status));
            assert_int_equal(WEXITSTATUS(status), CRASH_EXIT_CODE);
            return;
        }
        pause_ms(50);
    }
    fail_msg("duban-ingest %s did not crash: %s", instance, station_log(instance));
}

const char *door_log(const char *instance)
{
    return station_log(instance);
}

void door_change_settings(const char *sed)
{
    char command[1500];
    snprintf(command, sizeof command, "sed -i '%s' '%s/duban.yaml'", sed, station_dir());
    assert_int_equal(system(command), 0);
}

int door_run_odd(const char *sed, const char *option)
{
    char command[1500];
    const char *dir = station_dir();
    snprintf(command, sizeof command,
             "sed '%s' '%s/duban.yaml' >'%s/odd.yaml' && env -u DUBAN_BUILD -u DUBAN_TMP '%s' --config '%s/odd.yaml' "
             "%s >'%s/ingest-odd.log' 2>&1",
             sed, dir, dir, station_program(), dir, option == NULL ? "" : option, dir);
    int code = system(command);
    assert_true(WIFEXITED(code));
    return WEXITSTATUS(code);
}

/* ---- the wire ----------------------------------------------------------------------------------------------------- */

Duban__Ingest__Reply *door_ask(const char *instance, Duban__Ingest__Request *request)
{
    char *id = station_request_id();
    request->version = 1;
    if (request->request_id[0] == '\0')
        request->request_id = id;
    size_t len = duban__ingest__request__get_packed_size(request);
    uint8_t *bytes = malloc(len + 1);
    duban__ingest__request__pack(request, bytes);
    struct bus_message answer = {0};
    enum status st = station_ask(instance == NULL ? "1" : instance, bytes, len, REQUEST_MS, &answer);
    free(bytes);
    if (request->request_id == id)
        request->request_id = (char *)protobuf_c_empty_string;
    if (st != ST_OK)
        return NULL;
    Duban__Ingest__Reply *reply = duban__ingest__reply__unpack(NULL, answer.len, answer.bytes);
    bus_message_done(&answer);
    assert_non_null(reply);
    return reply;
}

static char *or_empty(const char *s)
{
    return (char *)(uintptr_t)(s == NULL ? "" : s);
}

Duban__Ingest__Reply *door_open(const struct sending *s)
{
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    Duban__Ingest__Open open = DUBAN__INGEST__OPEN__INIT;
    open.kind = or_empty(s->kind);
    open.institution = or_empty(s->of);
    open.period = or_empty(s->period);
    open.file_name = or_empty(s->name);
    open.submitted_by = or_empty(s->by);
    open.unattended = s->unattended;
    open.dry_run = s->dry_run;
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_OPEN;
    request.open = &open;
    return door_ask(s->instance, &request);
}

Duban__Ingest__Reply *door_piece(const struct sending *s, const char *upload_id, size_t from, size_t len)
{
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    Duban__Ingest__Chunk chunk = DUBAN__INGEST__CHUNK__INIT;
    chunk.upload_id = or_empty(upload_id);
    chunk.offset = from;
    chunk.data.data = (uint8_t *)(uintptr_t)(s->bytes + from);
    chunk.data.len = len;
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_CHUNK;
    request.chunk = &chunk;
    return door_ask(s->instance, &request);
}

Duban__Ingest__Reply *door_commit(const struct sending *s, const char *upload_id)
{
    char sha256[HASH_HEX_SIZE];
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    Duban__Ingest__Commit commit = DUBAN__INGEST__COMMIT__INIT;
    hash_sha256_hex(s->bytes, s->len, sha256);
    commit.upload_id = or_empty(upload_id);
    commit.byte_count = s->len;
    commit.content_sha256 = sha256;
    request.request_id = or_empty(s->commit_id);
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_COMMIT;
    request.commit = &commit;
    return door_ask(s->instance, &request);
}

Duban__Ingest__Reply *door_send(const struct sending *s)
{
    Duban__Ingest__Reply *reply = door_open(s);
    size_t piece = s->piece == 0 ? 1u << 20 : s->piece, end = s->stop_after == 0 ? s->len : s->stop_after;
    if (reply == NULL || reply->status != DUBAN__INGEST__STATUS__STATUS_OK)
        return reply;
    char *upload_id = strdup(reply->upload_id);
    for (size_t at = 0; at < end && reply != NULL && reply->status == DUBAN__INGEST__STATUS__STATUS_OK; at += piece) {
        door_free(reply);
        reply = door_piece(s, upload_id, at, end - at < piece ? end - at : piece);
    }
    if (reply != NULL && reply->status == DUBAN__INGEST__STATUS__STATUS_OK && s->stop_after == 0) {
        door_free(reply);
        reply = door_commit(s, upload_id);
    }
    free(upload_id);
    return reply;
}

struct sender {
    const struct sending *sending;
    Duban__Ingest__Reply **ret;
    struct loop *loop;
    size_t *left;
};

static void send_beside(void *arg)
{
    struct sender *sender = arg;
    *sender->ret = door_send(sender->sending);
    if (--*sender->left == 0)
        loop_stop(sender->loop);
}

void door_send_all(const struct sending *sendings, size_t n, Duban__Ingest__Reply **ret)
{
    struct sender senders[16];
    struct loop *loop = NULL;
    struct bus **bus = station_bus(), *alone = *bus;
    size_t left = n;
    assert_true(n <= sizeof senders / sizeof senders[0]);
    assert_int_equal(loop_new(&loop), ST_OK);
    assert_int_equal(bus_open(bus, loop), ST_OK);
    for (size_t i = 0; i < n; i++) {
        senders[i] = (struct sender){&sendings[i], &ret[i], loop, &left};
        assert_int_equal(task_spawn(loop, "sender", send_beside, &senders[i]), ST_OK);
    }
    assert_int_equal(loop_run(loop), ST_OK);
    bus_free(*bus);
    loop_free(loop);
    *bus = alone;
}

void door_cut_connections_when_waiting(void)
{
    char command[1024];
    snprintf(command, sizeof command,
             "psql -qAtX -v ON_ERROR_STOP=1 \"$(cat '%s/pg/pg.conninfo')\" -c \"DO 'BEGIN FOR i IN 1..90 LOOP "
             "IF EXISTS (SELECT FROM pg_locks WHERE NOT granted) THEN RETURN; END IF; PERFORM pg_sleep(0.1); END LOOP; "
             "RAISE EXCEPTION ''nobody waits for a lock''; END'\" -c \"SELECT bool_and(pg_terminate_backend(pid, 20000)) "
             "FROM pg_stat_activity WHERE usename = 'duban_ingest'\"",
             getenv("DUBAN_TMP") != NULL ? getenv("DUBAN_TMP") : "tests/tmp");
    cutter = popen(command, "r");
    assert_non_null(cutter);
}

void door_wait_until_cut(void)
{
    assert_int_equal(fgetc(cutter), 't'); /* every one of them has ended */
    assert_int_equal(pclose(cutter), 0);
    cutter = NULL;
}

Duban__Ingest__Reply *door_send_file(const char *path, const struct sending *how)
{
    struct text content;
    struct sending sending = *how;
    const char *slash = strrchr(path, '/');
    text_init(&content, FILE_MAX);
    if (file_read(path, &content, NULL) != ST_OK)
        fail_msg("cannot read %s", path);
    sending.name = how->name != NULL ? how->name : slash == NULL ? path : slash + 1;
    sending.bytes = content.s;
    sending.len = content.len;
    Duban__Ingest__Reply *reply = door_send(&sending);
    text_done(&content);
    return reply;
}

Duban__Ingest__Reply *door_decide(enum door_deed deed, int64_t batch_id, const char *by, const char *reason)
{
    static const Duban__Ingest__Request__CommandCase cases[] = {
        DUBAN__INGEST__REQUEST__COMMAND_ACCEPT, DUBAN__INGEST__REQUEST__COMMAND_REJECT, DUBAN__INGEST__REQUEST__COMMAND_WITHDRAW};
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    Duban__Ingest__Decide decide = DUBAN__INGEST__DECIDE__INIT;
    decide.batch_id = batch_id;
    decide.by = or_empty(by);
    decide.reason = or_empty(reason);
    request.command_case = cases[deed];
    request.accept = &decide; /* all three share the place */
    return door_ask(NULL, &request);
}

void door_free(Duban__Ingest__Reply *reply)
{
    if (reply != NULL)
        duban__ingest__reply__free_unpacked(reply, NULL);
}

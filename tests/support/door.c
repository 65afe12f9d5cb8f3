/* door.c: see the header. */
#include "support/door.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/bus.h"
#include "lib/crash.h"
#include "lib/date.h"
#include "lib/db.h"
#include "lib/db_row.h"
#include "lib/file.h"
#include "lib/hash.h"
#include "lib/loop.h"
#include "lib/task.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "shared/catalog_dir.h"

#include "support/cmocka_all.h"
#include "support/private_pg.h"

#define INSTANCES_MAX 4
#define REQUEST_MS    20000
#define LEASE_MS      1500
#define FILE_MAX      (256u << 20)

static struct {
    char dir[64], config[128];
    struct db *db;
    struct bus *bus;
    struct {
        char name[16];
        pid_t pid;
    } instances[INSTANCES_MAX];
    char *answers[64];
    size_t n_answers;
    int requests;
} door;

/* ---- SQL ---------------------------------------------------------------------------------------------------------- */

static PGresult *query(const char *sql, size_t n, const char *const *params)
{
    PGresult *rows = NULL;
    if (db_exec(door.db, sql, n, params, &rows) != ST_OK)
        fail_msg("%s\n%s", db_error(door.db), sql);
    return rows;
}

static void exec(const char *sql, size_t n, const char *const *params)
{
    PGresult *rows = query(sql, n, params);
    result_done(&rows);
}

void door_sql(const char *sql)
{
    exec(sql, 0, NULL);
}

static const char *keep(char *string)
{
    size_t place = door.n_answers++ % (sizeof door.answers / sizeof door.answers[0]);
    free(door.answers[place]);
    door.answers[place] = string;
    return string;
}

const char *door_one(const char *sql)
{
    PGresult *rows = query(sql, 0, NULL);
    if (row_count(rows) != 1)
        fail_msg("%d rows: %s", row_count(rows), sql);
    const char *value = keep(strdup(row_text(rows, 0, 0)));
    result_done(&rows);
    return value;
}

/* ---- life --------------------------------------------------------------------------------------------------------- */

static void write_config(const char *conninfo)
{
    char base[512];
    snprintf(door.config, sizeof door.config, "%s/duban.yaml", door.dir);
    snprintf(base, sizeof base, "%s", conninfo);
    char *user = strstr(base, "user=");
    if (user != NULL)
        memset(user, ' ', strcspn(user, " "));
    FILE *file = fopen(door.config, "w");
    assert_non_null(file);
    fprintf(file,
            "run_dir: \"%s\"\nsweep_ms: 200\nbus: {dir: \"%s\"}\ndatabase: {conninfo: \"%s\"}\n"
            "ingest: {key: 0123456789abcdef0123456789abcdef-for-tests, lease_ms: %d, max_batch_mib: 64}\n",
            door.dir, door.dir, base, LEASE_MS);
    fclose(file);
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
        exec("INSERT INTO catalog.file SELECT alliance_id, 1, $1::text, $2::text FROM catalog.alliance", 2,
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
        exec("INSERT INTO alert.organisation_file SELECT alliance_id, 1, $1::text, $2::text, '' FROM catalog.alliance", 2,
             (const char *[]){files.gl_pathv[i] + strlen("deploy/catalog/haining/"), content.s});
        text_done(&content);
    }
    globfree(&files);
}

/* A test that failed did not come to its door_end(). */
static void end_failed_test(void)
{
    for (size_t i = 0; i < INSTANCES_MAX; i++)
        if (door.instances[i].pid != 0)
            door_kill(door.instances[i].name);
    db_close(door.db);
    memset(&door, 0, sizeof door);
}

void door_begin(const char *local)
{
    static const char *conninfo; /* one server a program, a fresh store a test */
    end_failed_test();
    snprintf(door.dir, sizeof door.dir, "/tmp/duban-XXXXXX");
    assert_non_null(mkdtemp(door.dir));
    if (conninfo == NULL)
        conninfo = private_pg_start();
    else
        private_pg_sql("DROP SCHEMA catalog, clock, ingest, compute, alert, notify CASCADE");
    glob_t files;
    assert_int_equal(glob("deploy/sql/[0-9]*.sql", 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        private_pg_file(files.gl_pathv[i]);
    globfree(&files);
    write_config(conninfo);
    assert_int_equal(db_open(&door.db, conninfo, "test"), ST_OK);
    assert_int_equal(bus_open(&door.bus, NULL), ST_OK);
    int64_t now_us = 0;
    assert_int_equal(instant_parse(local, strlen(local), &now_us), ST_OK);
    exec("UPDATE clock.business SET anchor_us = $1::bigint, wall_anchor_us = 0, rate_num = 0, floor_us = $1::bigint, placed = true",
         1, (const char *[]){I64(now_us)});
    put_catalog();
    put_organisation();
}

void door_end(void)
{
    for (size_t i = 0; i < INSTANCES_MAX; i++)
        if (door.instances[i].pid != 0)
            door_stop(door.instances[i].name);
    bus_free(door.bus);
    db_close(door.db);
    for (size_t i = 0; i < sizeof door.answers / sizeof door.answers[0]; i++)
        free(door.answers[i]);
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", door.dir);
    assert_int_equal(system(command), 0);
    memset(&door, 0, sizeof door);
}

static size_t place_of(const char *instance)
{
    for (size_t i = 0; i < INSTANCES_MAX; i++)
        if (door.instances[i].pid != 0 && strcmp(door.instances[i].name, instance) == 0)
            return i;
    fail_msg("no instance %s", instance);
    return 0;
}

static void pause_ms(long ms)
{
    struct timespec pause = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&pause, NULL);
}

static void become_ingest(const char *instance, const char *crash_at)
{
    char program[512], log[128], command[96], event[96];
    const char *build = getenv("DUBAN_BUILD");
    snprintf(program, sizeof program, "%s/bin/duban-ingest", build != NULL ? build : "build-test");
    snprintf(log, sizeof log, "%s/%s.log", door.dir, instance);
    snprintf(command, sizeof command, "ipc://%s/%s.command", door.dir, instance);
    snprintf(event, sizeof event, "ipc://%s/%s.event", door.dir, instance);
    setenv("DUBAN_BUS_INGEST_COMMAND", command, 1);
    setenv("DUBAN_BUS_INGEST_EVENT", event, 1);
    if (crash_at != NULL)
        setenv("DUBAN_CRASH_AT", crash_at, 1);
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test program that dies leaves nobody behind */
    unsetenv("DUBAN_BUILD");
    unsetenv("DUBAN_TMP");
    int fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(fd, 1);
    dup2(fd, 2);
    execl(program, program, "--config", door.config, "--instance", instance, (char *)NULL);
    fprintf(stderr, "%s: %s\n", program, strerror(errno));
    _exit(127);
}

static bool lives(const char *instance)
{
    PGresult *rows = query("SELECT 1 FROM clock.heartbeat WHERE service = 'ingest' AND instance = $1::text AND pid = $2::bigint", 2,
                           (const char *[]){instance, I64(door.instances[place_of(instance)].pid)});
    bool found = row_count(rows) == 1;
    result_done(&rows);
    return found;
}

void door_start(const char *instance, const char *crash_at)
{
    size_t place = 0;
    while (place < INSTANCES_MAX && door.instances[place].pid != 0)
        place++;
    assert_true(place < INSTANCES_MAX);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        become_ingest(instance, crash_at);
    snprintf(door.instances[place].name, sizeof door.instances[place].name, "%s", instance);
    door.instances[place].pid = pid;
    for (int i = 0; i < 600 && !lives(instance); i++) {
        if (waitpid(pid, NULL, WNOHANG) == pid)
            fail_msg("duban-ingest ended at once: %s", door_log(instance));
        pause_ms(50);
    }
}

static void end(const char *instance, int signal)
{
    size_t place = place_of(instance);
    kill(door.instances[place].pid, signal);
    waitpid(door.instances[place].pid, NULL, 0);
    door.instances[place].pid = 0;
}

void door_kill(const char *instance)
{
    end(instance, SIGKILL);
}

void door_stop(const char *instance)
{
    end(instance, SIGTERM);
}

void door_wait_crash(const char *instance)
{
    size_t place = place_of(instance);
    int code = 0;
    for (int i = 0; i < 400; i++) {
        if (waitpid(door.instances[place].pid, &code, WNOHANG) == door.instances[place].pid) {
            door.instances[place].pid = 0;
            assert_true(WIFEXITED(code));
            assert_int_equal(WEXITSTATUS(code), CRASH_EXIT_CODE);
            return;
        }
        pause_ms(50);
    }
    fail_msg("duban-ingest %s did not crash: %s", instance, door_log(instance));
}

const char *door_log(const char *instance)
{
    char path[128];
    struct text log;
    text_init(&log, FILE_MAX);
    snprintf(path, sizeof path, "%s/%s.log", door.dir, instance);
    if (file_read(path, &log, NULL) != ST_OK)
        text_append(&log, "(no log)");
    return keep(text_take(&log));
}

int door_run_odd(const char *sed)
{
    char command[1024];
    const char *build = getenv("DUBAN_BUILD");
    snprintf(command, sizeof command,
             "sed '%s' '%s' >'%s/odd.yaml' && env -u DUBAN_BUILD -u DUBAN_TMP '%s/bin/duban-ingest' --config '%s/odd.yaml' "
             ">'%s/odd.log' 2>&1",
             sed, door.config, door.dir, build != NULL ? build : "build-test", door.dir, door.dir);
    int code = system(command);
    assert_true(WIFEXITED(code));
    return WEXITSTATUS(code);
}

/* ---- the wire ----------------------------------------------------------------------------------------------------- */

Duban__Ingest__Reply *door_ask(const char *instance, Duban__Ingest__Request *request)
{
    char id[64], url[128];
    snprintf(id, sizeof id, "request-%d-%d", (int)getpid(), ++door.requests);
    snprintf(url, sizeof url, "ipc://%s/%s.command", door.dir, instance == NULL ? "1" : instance);
    request->version = 1;
    if (request->request_id[0] == '\0')
        request->request_id = id;
    size_t len = duban__ingest__request__get_packed_size(request);
    uint8_t *bytes = malloc(len + 1);
    duban__ingest__request__pack(request, bytes);
    struct bus_message answer = {0};
    enum status st = bus_request(door.bus, url, bytes, len, REQUEST_MS, &answer);
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
    struct bus *alone = door.bus;
    size_t left = n;
    assert_true(n <= sizeof senders / sizeof senders[0]);
    assert_int_equal(loop_new(&loop), ST_OK);
    assert_int_equal(bus_open(&door.bus, loop), ST_OK);
    for (size_t i = 0; i < n; i++) {
        senders[i] = (struct sender){&sendings[i], &ret[i], loop, &left};
        assert_int_equal(task_spawn(loop, "sender", send_beside, &senders[i]), ST_OK);
    }
    assert_int_equal(loop_run(loop), ST_OK);
    bus_free(door.bus);
    loop_free(loop);
    door.bus = alone;
}

void door_cut_connections_soon(void)
{
    char command[1024];
    snprintf(command, sizeof command,
             "(sleep 1; psql -qAtX \"$(cat '%s/pg/pg.conninfo')\" -c \"SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
             "WHERE usename = 'duban_ingest'\") >/dev/null 2>&1 &",
             getenv("DUBAN_TMP") != NULL ? getenv("DUBAN_TMP") : "tests/tmp");
    assert_int_equal(system(command), 0);
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

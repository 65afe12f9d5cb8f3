/* cli.c: settings, connections and requests of the operator's command. */
#include "duban/cli.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "lib/clock.h"
#include "lib/config.h"
#include "lib/crash.h"
#include "lib/db.h"
#include "lib/event.h"
#include "lib/loop.h"

#define CONNINFO_MAX 4096
#define PROBLEMS_MAX 200
/* A lost answer is asked for again: six times the time-out of one request. */
#define REQUEST_TRIES 6
/* A service that was ended and is started again is back within some seconds; one that nobody started will not come. */
#define NOBODY_TIMEOUT_MS 30000
/* NNG 1.5.2 may stop dialling (bus_request.c). */
#define DIAL_ANEW_MS 10000
/* Nobody wonders earlier what a command is waiting for. */
#define SILENT_MS 2000
/* Telling is a courtesy: nobody waits long for a service that is not up. */
#define TELL_TIMEOUT_MS 500

int cli_fail(int code, const char *zh, const char *en)
{
    fprintf(stderr, "%s (%s)\n", zh, en);
    return code;
}

int cli_fail_with(int code, const char *zh, const char *en, const char *about)
{
    fprintf(stderr, "%s：%s (%s: %s)\n", zh, about, en, about);
    return code;
}

int cli_problems(const struct problems *problems)
{
    struct text out;
    text_init(&out, 1u << 20);
    problems_format(&out, problems, REASON_ZH);
    fputs(out.s, stderr);
    text_done(&out);
    return problems_status(problems) == ST_OK ? EXIT_GOOD : EXIT_CHECK_FAILED;
}

void cli_more(int64_t shown)
{
    fprintf(stderr, "只列出%" PRId64 "条，另有未列出的 (%" PRId64 " are listed; there are more)\n", shown, shown);
}

int cli_refused(enum status st, const char *reason_code, const char *zh, const char *en)
{
    fprintf(stderr, "%s%s%s (%s)\n", reason_code, reason_code[0] != '\0' ? " " : "", zh[0] != '\0' ? zh : "没有办成",
            en[0] != '\0' ? en : status_name(st));
    return st == ST_RETRY || st == ST_FATAL ? EXIT_CANNOT_REACH : EXIT_CHECK_FAILED;
}

const struct config *cli_config(struct cli *cli)
{
    if (cli->config != NULL)
        return cli->config;
    struct problems problems;
    problems_init(&problems, PROBLEMS_MAX);
    if (config_load(cli->config_path, environ, &problems, &cli->config) != ST_OK)
        (void)cli_fail_with(EXIT_CHECK_FAILED, "配置有误", "the settings are faulty",
                            cli->config_path != NULL ? cli->config_path : "DUBAN_…");
    (void)cli_problems(&problems);
    problems_done(&problems);
    return cli->config;
}

int cli_connect(struct cli *cli, const char *role, struct db **ret)
{
    struct text conninfo;
    char why[256] = "", name[64];
    if (cli_config(cli) == NULL)
        return EXIT_CHECK_FAILED;
    text_init(&conninfo, CONNINFO_MAX);
    config_conninfo(cli->config, role, &conninfo);
    snprintf(name, sizeof name, "duban %s", role);
    enum status st = conninfo.overflow ? ST_FATAL : db_open_limited(ret, conninfo.s, name, &DB_LIMITS, why);
    text_done(&conninfo);
    return st == ST_OK ? EXIT_GOOD : cli_fail_with(EXIT_CANNOT_REACH, "连不上数据库", "cannot reach the database", why);
}

int cli_database_status(struct db *db, enum status st)
{
    if (st == ST_OK)
        return EXIT_GOOD;
    if (st == ST_RETRY)
        return cli_fail_with(EXIT_CANNOT_REACH, "数据库没有完成", "the database did not finish", db_error(db));
    return cli_fail_with(EXIT_CHECK_FAILED, "数据库拒绝了", "the database refused", db_error(db));
}

static int open_bus(struct cli *cli)
{
    sigset_t ends;
    if (cli->bus != NULL)
        return EXIT_GOOD;
    if (cli_config(cli) == NULL)
        return EXIT_CHECK_FAILED;
    if (loop_block_signals() != ST_OK || bus_open(&cli->bus, NULL) != ST_OK)
        return cli_fail(EXIT_CANNOT_REACH, "不能建立通信", "cannot open the bus");
    /* The bus's threads leave them alone; a person may still end this command. */
    (void)sigemptyset(&ends);
    (void)sigaddset(&ends, SIGINT);
    (void)sigaddset(&ends, SIGTERM);
    (void)sigprocmask(SIG_UNBLOCK, &ends, NULL);
    return EXIT_GOOD;
}

/* Of a configuration that was read. */
static const char *command_url(const struct cli *cli, const char *service)
{
    char key[64];
    snprintf(key, sizeof key, "bus.%s.command", service);
    return config_text(cli->config, key);
}

/* One request, asked until somebody answers. */
struct asking {
    struct cli *cli;
    const char *service, *url;
    bool told_nobody, told_silent; /* that it waits: once each */
};

/* A person before a silent terminal does not know whether anything goes on. */
static void tell_waiting(const struct asking *a, bool *told, const char *zh, const char *en, int64_t left_ms)
{
    if (!*told)
        fprintf(stderr, "%s%s，最多再等%" PRId64 "秒 (%s %s; waits %" PRId64 " s more at most)\n", a->service, zh, left_ms / 1000,
                a->service, en, left_ms / 1000);
    *told = true;
}

static enum status reach(struct asking *a)
{
    enum status st = bus_reach(a->cli->bus, a->url, SILENT_MS);
    if (st == ST_RETRY)
        tell_waiting(a, &a->told_nobody, "没有在听", "does not listen", NOBODY_TIMEOUT_MS);
    for (int waited = 0; st == ST_RETRY && waited < NOBODY_TIMEOUT_MS; waited += DIAL_ANEW_MS)
        st = bus_reach(a->cli->bus, a->url, DIAL_ANEW_MS);
    return st;
}

static int ask(struct asking *a, const void *bytes, size_t len, int timeout_ms, struct bus_message *ret)
{
    enum status st = ST_RETRY;
    for (int left = REQUEST_TRIES; left > 0 && st == ST_RETRY; left--) {
        if (reach(a) != ST_OK)
            return cli_fail_with(EXIT_CANNOT_REACH, "连不上服务，它在运行吗？看 duban status",
                                 "nobody listens there: is it running? see duban status", a->service);
        int64_t deadline_us = monotonic_us() + (int64_t)timeout_ms * 1000;
        st = bus_request(a->cli->bus, a->url, bytes, len, timeout_ms, ret);
        if (st == ST_RETRY && left > 1 && monotonic_us() >= deadline_us) /* earlier: the connection broke */
            tell_waiting(a, &a->told_silent, "还没有答复", "has not answered yet", (int64_t)timeout_ms * (left - 1));
    }
    return st == ST_OK ? EXIT_GOOD : cli_fail_with(EXIT_CANNOT_REACH, "服务没有答复", "the service does not answer", a->service);
}

int cli_request(struct cli *cli, const char *service, const void *bytes, size_t len, struct bus_message *ret)
{
    int code = open_bus(cli);
    if (code != EXIT_GOOD)
        return code;
    int timeout_ms = (int)config_i64(cli->config, "bus.request_timeout_ms");
    if (timeout_ms < cli->patience_ms)
        timeout_ms = cli->patience_ms;
    struct asking asking = {.cli = cli, .service = service, .url = command_url(cli, service)};
    CRASH_POINT("duban.before_request");
    code = ask(&asking, bytes, len, timeout_ms, ret);
    CRASH_POINT("duban.after_request");
    return code;
}

bool cli_answers(struct cli *cli, const char *service)
{
    return open_bus(cli) == EXIT_GOOD && bus_tell(cli->bus, command_url(cli, service), "", "", 0, TELL_TIMEOUT_MS) == ST_OK;
}

void cli_tell_all(struct cli *cli, int event_name, int64_t alliance_id, int64_t business_us)
{
    static const char *const services[] = {"ingest", "compute", "alert", "notify"};
    if (open_bus(cli) != EXIT_GOOD)
        return;
    struct event event = {
        .name = (enum event_name)event_name,
        .service = "duban",
        .instance = "1",
        .alliance_id = alliance_id,
        .business_us = business_us,
    };
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        if (event_tell(cli->bus, command_url(cli, services[i]), &event, TELL_TIMEOUT_MS) != ST_OK)
            continue; /* it is not up; its work rows wait for it */
}

void cli_request_id(char ret[static REQUEST_ID_SIZE])
{
    uint8_t random[(REQUEST_ID_SIZE - 1) / 2];
    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        abort(); /* never happens for so few bytes once the system is up */
    for (size_t i = 0; i < sizeof random; i++)
        snprintf(ret + 2 * i, 3, "%02x", random[i]);
}

bool cli_confirm(const char *question)
{
    char answer[16] = "";
    if (!isatty(STDIN_FILENO))
        return false;
    fprintf(stderr, "%s [y/N] ", question);
    if (fgets(answer, sizeof answer, stdin) == NULL)
        return false;
    answer[strcspn(answer, "\r\n")] = '\0';
    return strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0 || strcmp(answer, "是") == 0;
}

void cli_done(struct cli *cli)
{
    if (cli->bus != NULL)
        bus_free(cli->bus);
    config_free(cli->config);
}

/* Why: all services begin and end alike; what differs stands in their main.c. */
#include "lib/process_private.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/bus.h"
#include "lib/clock.h"
#include "lib/config.h"
#include "lib/db.h"
#include "lib/db_pool.h"
#include "lib/file.h"
#include "lib/leak.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "lib/metrics.h"
#include "lib/task.h"

enum exit_code { EXIT_GOOD = 0, EXIT_CHECK_FAILED = 1, EXIT_WRONG_USE = 2, EXIT_CANNOT_REACH = 3 };

/* One for commands, one for the beat, some for steps: PostgreSQL's default of 100 serves a dozen processes. */
#define CONNECTIONS 8
/* PostgreSQL may start beside us, and recover first. */
#define DATABASE_WAIT_US (60 * CLOCK_SECOND_US)
#define CONFIG_TEXT_MAX  ((size_t)256 * 1024)
#define PROBLEMS_MAX     100

struct options {
    const char *config_path;
    const char *instance;
    bool check_config;
};

static bool instance_valid(const char *name)
{
    size_t len = strlen(name);
    for (const char *c = name; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && *c != '-')
            return false;
    return len > 0 && len < PROCESS_INSTANCE_MAX;
}

static void help_print(const char *service)
{
    scoped(text_done) struct text keys;
    text_init(&keys, CONFIG_TEXT_MAX);
    config_print_help(&keys);
    printf("duban-%s [--config FILE] [--instance NAME] [--check-config] [--help]\n\n"
           "--config FILE   配置文件（YAML）；没有时看环境变量 DUBAN_CONFIG，再没有就用默认值和环境变量\n"
           "--instance NAME 同一服务开几个时各自的名字（字母、数字、-），默认 1\n"
           "--check-config  只检查本服务的配置并列出生效的值，退出码 0 正确，1 有错（带着它启动不了）\n\n%s",
           service, keys.s);
}

/* False: *ret_code says how to exit. */
static bool options_parse(const char *service, int argc, char **argv, struct options *ret, int *ret_code)
{
    static const struct option LONG[] = {{"config", required_argument, NULL, 'c'},
                                         {"instance", required_argument, NULL, 'i'},
                                         {"check-config", no_argument, NULL, 'k'},
                                         {"help", no_argument, NULL, 'h'},
                                         {0}};
    struct options o = {.config_path = getenv("DUBAN_CONFIG"), .instance = "1"};
    *ret_code = EXIT_WRONG_USE;
    if (o.config_path != NULL && o.config_path[0] == '\0')
        o.config_path = NULL;
    for (int c = 0; (c = getopt_long(argc, argv, "", LONG, NULL)) != -1;) {
        switch (c) {
        case 'c': o.config_path = optarg; break;
        case 'i': o.instance = optarg; break;
        case 'k': o.check_config = true; break;
        case 'h':
            help_print(service);
            *ret_code = EXIT_GOOD;
            return false;
        default: return false; /* getopt said why */
        }
    }
    if (optind < argc || !instance_valid(o.instance)) {
        fprintf(stderr, "duban-%s: %s：%s\n", service, optind < argc ? "多余的参数" : "实例名只能是字母、数字和 -",
                optind < argc ? argv[optind] : o.instance);
        return false;
    }
    *ret = o;
    return true;
}

static int config_check_and_print(config_demand *demand, const char *path)
{
    scoped(text_done) struct text out;
    text_init(&out, CONFIG_TEXT_MAX);
    enum status st = config_check(demand, path, environ, &out);
    fputs(out.s, st == ST_OK ? stdout : stderr);
    return st == ST_OK ? EXIT_GOOD : EXIT_CHECK_FAILED;
}

static enum status config_open(struct process *p, config_demand *demand, const char *path)
{
    struct problems problems;
    problems_init(&problems, PROBLEMS_MAX);
    enum status st = config_load_for(demand, path, environ, &problems, &p->config);
    if (st != ST_OK) {
        scoped(text_done) struct text words;
        text_init(&words, CONFIG_TEXT_MAX);
        problems_format(&words, &problems, REASON_ZH);
        fputs(words.s, stderr);
    }
    problems_done(&problems);
    return st;
}

/* The folders of sockets and status files belong to the service account alone. */
static enum status folder_make(const char *path)
{
    scoped(text_done) struct text why;
    text_init(&why, 1000);
    if (file_private_folder(path, &why) == ST_OK)
        return ST_OK;
    log_event(LOG_ERROR, "process.folder", "path=%s error=%s", log_value(path).s, log_value(why.s).s);
    return ST_FATAL;
}

static enum status database_open(struct process *p)
{
    scoped(text_done) struct text conninfo;
    char name[64];
    text_init(&conninfo, 4096);
    config_conninfo(p->config, p->service, &conninfo);
    snprintf(name, sizeof name, "duban-%s-%s", p->service, p->instance);
    if (conninfo.overflow)
        return ST_FATAL;
    return db_pool_open(&p->pool, conninfo.s, name, CONNECTIONS, &DB_LIMITS);
}

static enum status parts_open(struct process *p)
{
    const char *run_dir = config_text(p->config, "run_dir");
    enum log_level level = LOG_INFO;
    enum status st = log_level_parse(config_text(p->config, "log.level"), &level);
    log_open(p->service, st == ST_OK ? level : LOG_INFO);
    snprintf(p->private->status_path, sizeof p->private->status_path, "%s/%s-%s.status", run_dir, p->service, p->instance);
    if (folder_make(run_dir) != ST_OK || folder_make(config_text(p->config, "bus.dir")) != ST_OK)
        return ST_FATAL;
    if (loop_block_signals() != ST_OK || loop_new(&p->loop) != ST_OK || loop_watch_signals(p->loop) != ST_OK ||
        bus_open(&p->bus, p->loop) != ST_OK || metrics_new(&p->metrics) != ST_OK)
        return ST_FATAL;
    return database_open(p);
}

static void process_free(struct process *p)
{
    if (p->pool != NULL)
        db_pool_close(p->pool);
    bus_free(p->bus);
    loop_free(p->loop);
    metrics_free(p->metrics);
    config_free(p->config);
    free(p->private);
    free(p);
}

static struct process *process_new(const char *service, const char *instance)
{
    struct process *p = calloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    p->private = calloc(1, sizeof *p->private);
    if (p->private == NULL) {
        free(p);
        return NULL;
    }
    p->service = service;
    snprintf(p->instance, sizeof p->instance, "%s", instance);
    return p;
}

/* Everything of a process whose options are known; the exit code, EXIT_GOOD when it stands. */
static int process_begin(struct process *p, config_demand *demand, const char *config_path)
{
    if (config_open(p, demand, config_path) != ST_OK)
        return EXIT_CHECK_FAILED;
    if (parts_open(p) != ST_OK)
        return process_abandon(p, "process.open");
    if (process_first_beat(p, monotonic_us() + DATABASE_WAIT_US) != ST_OK) {
        log_event(LOG_ERROR, "process.no_database", "error=%s", log_value(p->private->why).s);
        return EXIT_CANNOT_REACH;
    }
    if (process_beat_start(p) != ST_OK)
        return process_abandon(p, "process.heartbeat");
    log_event(LOG_INFO, "process.started", "instance=%s pid=%d", p->instance, (int)getpid());
    return EXIT_GOOD;
}

int process_open(struct process **ret, const char *service, config_demand *demand, int argc, char **argv)
{
    struct options options = {0};
    int code = EXIT_WRONG_USE;
    *ret = NULL;
    if (!options_parse(service, argc, argv, &options, &code))
        return code;
    if (options.check_config)
        return config_check_and_print(demand, options.config_path);
    struct process *p = process_new(service, options.instance);
    if (p == NULL)
        return EXIT_CHECK_FAILED;
    code = process_begin(p, demand, options.config_path);
    if (code == EXIT_GOOD)
        *ret = p;
    else
        process_free(p);
    return code;
}

int process_run(struct process *process)
{
    enum status st = loop_run(process->loop);
    process_status_write(process, "stopped");
    log_event(LOG_INFO, "process.stopped", "tasks_given_up=%zu", st == ST_OK ? (size_t)0 : task_count(process->loop));
    leak_check();
    return st == ST_OK ? EXIT_GOOD : EXIT_CHECK_FAILED;
}

int process_abandon(struct process *process, const char *where)
{
    const char *bus = process->bus == NULL ? "" : bus_error(process->bus);
    log_event(LOG_ERROR, "process.not_started", "where=%s bus=%s database=%s", where, log_value(bus).s,
              log_value(process->pool == NULL ? "" : db_pool_error(process->pool)).s);
    return EXIT_CHECK_FAILED;
}

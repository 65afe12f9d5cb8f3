/* process.h: what every service's main.c shares, so that main.c is only the wiring, in order:
 *
 *     int main(int argc, char **argv)
 *     {
 *         struct process *p = NULL;
 *         int code = process_open(&p, "alert", NULL, argc, argv);
 *         if (p == NULL)
 *             return code;                          // --help, --check-config, or it said why on stderr
 *         struct alert alert = {.process = p};
 *         if (alert_open(&alert) != ST_OK)          // sockets, todo workers
 *             return process_abandon(p, "alert.open");
 *         return process_run(p);                    // until SIGTERM; then return from main, closing nothing
 *     }
 *
 * process_open: options (--config FILE, --check-config, --instance NAME, --help), configuration, log, signals blocked, loop, bus,
 * connection pool, metrics, and the first heartbeat: a database that is not there yet is waited for (60 s).
 * While it runs: every 2 s the row clock.heartbeat (service, instance) gets the next counter and the clock's floor is raised; a
 * status file run_dir/<service>-<instance>.status (key=value lines, replaced atomically) says pid, counter, wall time and the
 * metrics, for health checks, which never touch a socket. */
#ifndef DUBAN_LIB_PROCESS_H
#define DUBAN_LIB_PROCESS_H

#include <stddef.h>
#include <stdint.h>

#include "lib/config.h"
#include "lib/status.h"

struct bus;
struct db_pool;
struct loop;
struct metrics;

#define PROCESS_INSTANCE_MAX 32

struct process {
    const char *service;                 /* ingest, compute, alert, notify: also schema and database role duban_<service> */
    char instance[PROCESS_INSTANCE_MAX]; /* "1" unless --instance says otherwise: letters, digits and - */
    struct config *config;
    struct loop *loop;
    struct bus *bus;
    struct db_pool *pool; /* role duban_<service> */
    struct metrics *metrics;
    struct process_private *private;
};

/* On success *ret is the process. Else *ret is NULL and the result is the exit code (0 after --help or a good --check-config, 1 a
 * check failed, 2 wrong use, 3 cannot reach). `service` is a literal. `demand`: what this service asks of its settings beyond the
 * table of keys, or NULL; --check-config and the start look alike. */
int process_open(struct process **ret, const char *service, config_demand *demand, int argc, char **argv);

/* Runs the loop until SIGTERM or SIGINT; the exit code: 0, or 1 when tasks had to be given up. Closes nothing. */
int process_run(struct process *process);

/* Logs that start-up failed at `where`; the exit code (1). */
int process_abandon(struct process *process, const char *where);

#endif

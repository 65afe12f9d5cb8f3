/* service_run.h: the four services as background processes of one host: started, found again, ended. For the demo and for a house
 * without containers; elsewhere systemd or compose does this.
 *
 * run_dir/<service>.pid holds the process id and the instant at which that process began (clock ticks since boot): a stranger who
 * got the same number later is never taken for it. run_dir/<service>.log holds its log, appended. */
#ifndef DUBAN_DUBAN_SERVICE_RUN_H
#define DUBAN_DUBAN_SERVICE_RUN_H

#include <stdbool.h>
#include <sys/types.h>

#define SERVICES_COUNT 4
extern const char *const SERVICES[SERVICES_COUNT];

struct cli;

/* The process that `up` began, if it lives; else 0. */
pid_t service_pid(const char *run_dir, const char *service);

/* Starts it in a session of its own. An exit code; *ret_pid is a child of ours. */
int service_start(struct cli *cli, const char *run_dir, const char *service, pid_t *ret_pid);

/* SIGTERM, and waits; SIGKILL when it does not end in 30 s, and gives up 10 s later (its pid file stays). EXIT_GOOD also when there
 * is none. */
int service_stop(const char *run_dir, const char *service);

/* The last lines of its log, to stderr. */
void service_tell_log(const char *run_dir, const char *service);

#endif

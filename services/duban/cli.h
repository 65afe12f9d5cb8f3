/* cli.h: what every verb of the operator's command gets: settings, words for people, and the way to a service or to the database.
 *
 * Exit codes: 0 good, 1 a check failed (faulty settings too), 2 wrong use, 3 cannot reach (database or service). A verb returns one
 * of them. Facts go to stdout, as a table for people or as JSON with -o json (table.h); what went wrong goes to stderr in Chinese
 * and English. */
#ifndef DUBAN_DUBAN_CLI_H
#define DUBAN_DUBAN_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/bus.h"
#include "lib/problem.h"
#include "lib/status.h"
#include "lib/text.h"

enum { EXIT_GOOD = 0, EXIT_CHECK_FAILED = 1, EXIT_WRONG_USE = 2, EXIT_CANNOT_REACH = 3 };

struct config;
struct db;

struct cli {
    const char *config_path; /* NULL: none */
    struct config *config;   /* read on first use: cli_config() */
    struct bus *bus;         /* made on first use */
    bool json;
    bool jsonl;      /* a line of JSON for each row: `catalog export` alone */
    bool xlsx;       /* a workbook: `catalog export` alone */
    int patience_ms; /* an answer that takes longer than others is waited for so long at least; 0: as the settings say */
};

/* Says it on stderr: Chinese first, then English; returns `code` for `return cli_fail(…)`. */
int cli_fail(int code, const char *zh, const char *en) __attribute__((nonnull));
/* The same with a name or a number that it is about, after both. */
int cli_fail_with(int code, const char *zh, const char *en, const char *about);
/* All problems to stderr, a line each in Chinese; EXIT_CHECK_FAILED if there is an error among them, else EXIT_GOOD. */
int cli_problems(const struct problems *problems);
/* To stderr: the list was cut after so many, and there is more. */
void cli_more(int64_t shown);
/* What a service answered other than "ok": its words to stderr. ST_RETRY and ST_FATAL are EXIT_CANNOT_REACH, else
 * EXIT_CHECK_FAILED. */
int cli_refused(enum status st, const char *reason_code, const char *zh, const char *en);

/* The settings, read once; NULL: they are faulty, and it said where. Lent. */
const struct config *cli_config(struct cli *cli);

/* A connection as role duban_<role>. EXIT_GOOD, or EXIT_CANNOT_REACH (EXIT_CHECK_FAILED for faulty settings) and it said why. */
int cli_connect(struct cli *cli, const char *role, struct db **ret);
/* What a status from the database means as an exit code; says why if it is not good. */
int cli_database_status(struct db *db, enum status st);

/* Sends a packed command to a service and waits for its answer; asks again with the same bytes (and so the same request id) while
 * nobody answers, six times bus.request_timeout_ms in all; where nobody even listens, half a minute, so that a service may be
 * started anew meanwhile. Says on stderr, once, that it waits. EXIT_GOOD: *ret is the caller's to free. */
int cli_request(struct cli *cli, const char *service, const void *bytes, size_t len, struct bus_message *ret);
/* Is somebody at the command socket of this service? Half a second at most. */
bool cli_answers(struct cli *cli, const char *service);
/* Tells all services at once; who is not there finds its work rows when it comes. */
void cli_tell_all(struct cli *cli, int event_name, int64_t alliance_id, int64_t business_us);

/* A fresh request id: 32 hex digits of the kernel's randomness. */
#define REQUEST_ID_SIZE 33
void cli_request_id(char ret[static REQUEST_ID_SIZE]);

/* A question to a person on the terminal; true only for y, yes or 是. No terminal: false. */
bool cli_confirm(const char *question);

void cli_done(struct cli *cli);

#endif

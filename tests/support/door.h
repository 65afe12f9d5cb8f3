/* door.h: a store, a clock and the real duban-ingest for tests, with the Haining catalog and organisation put in by SQL, and a
 * client that speaks the wire protocol, so that a test can lose an answer, repeat a piece or stop in the middle. One world a test
 * program. */
#ifndef DUBAN_TESTS_DOOR_H
#define DUBAN_TESTS_DOOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest.pb-c.h"

/* A fresh store with all migrations, catalog and organisation, the clock standing at 2025-06-20 09:00, no process. The lease is the
 * product's own, or as short as a test of it wants. */
void door_begin(void);
void door_begin_leased(int lease_ms);
void door_end(void);

/* Starts an instance and waits until it lives; crash_at as in DUBAN_CRASH_AT, NULL: none. */
void door_start(const char *instance, const char *crash_at);
void door_kill(const char *instance); /* SIGKILL */
void door_stop(const char *instance); /* SIGTERM, waited for */
/* The instance died at a crash point by itself: waits for that. Fails the test if it did not. */
void door_wait_crash(const char *instance);

const char *door_one(const char *sql); /* one value as text; lent for a while */
void door_sql(const char *sql);
/* The settings of whatever starts from now on, changed by a sed script. */
void door_change_settings(const char *sed);
/* The exit code of duban-ingest started with its settings changed by a sed script, and with one more option (NULL: none); what it
 * says goes to the log of instance "odd". */
int door_run_odd(const char *sed, const char *option);
const char *door_log(const char *instance); /* what it wrote so far; lent for a while */

/* A request to an instance; NULL: nobody answered. An empty request_id is made up. Free with duban__ingest__reply__free_unpacked.
 */
Duban__Ingest__Reply *door_ask(const char *instance, Duban__Ingest__Request *request);

/* What is sent, and how. Zero is the usual: instance "1", attended, pieces of a MiB. */
struct sending {
    const char *name, *bytes;
    size_t len;
    const char *kind, *of, *period, *by, *instance;
    bool unattended, dry_run;
    size_t piece;
    const char *commit_id; /* request id of the commit */
    size_t stop_after;     /* bytes after which the sender stops without a word: the reply of the last piece */
};
/* Open, pieces, commit: the reply of the commit, or of what was refused before. */
Duban__Ingest__Reply *door_send(const struct sending *sending);
/* The same of a file of the tree. */
Duban__Ingest__Reply *door_send_file(const char *path, const struct sending *how);

/* Several at once, each sender beside the others. */
void door_send_all(const struct sending *sendings, size_t n, Duban__Ingest__Reply **ret);

/* Ends the connections of duban-ingest to the store as soon as somebody waits for a lock (9 s at most); and waits until all have
 * ended. */
void door_cut_connections_when_waiting(void);
void door_wait_until_cut(void);

Duban__Ingest__Reply *door_open(const struct sending *sending);
Duban__Ingest__Reply *door_piece(const struct sending *sending, const char *upload_id, size_t from, size_t len);
Duban__Ingest__Reply *door_commit(const struct sending *sending, const char *upload_id);

enum door_deed { DOOR_ACCEPT, DOOR_REJECT, DOOR_WITHDRAW };
Duban__Ingest__Reply *door_decide(enum door_deed deed, int64_t batch_id, const char *by, const char *reason);

void door_free(Duban__Ingest__Reply *reply);

#endif

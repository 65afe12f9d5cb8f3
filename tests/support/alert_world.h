/* alert_world.h: a store, a clock and the real duban-alert, with compute and notify played by the test: it writes what they
 * publish.
 *
 * One world a test program. The catalog is deploy/catalog/base with a plan of the tests (tests/fixtures/alert); everything is
 * looked at by SQL, so that nothing of services/alert stands between a test and the facts. */
#ifndef DUBAN_TESTS_ALERT_WORLD_H
#define DUBAN_TESTS_ALERT_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "alert.pb-c.h"

/* Cells of the lines of tests/fixtures/alert/own.yaml. */
#define SURGERY "surgery_share|ytd|types=lead_hospital;under=330481;together"
#define BEDS    "bed_use_rate|ytd|types=township_centre;under=330481;together"
#define TALENT  "milestone:talent|latest|self"

/* A fresh store with all migrations, the clock standing at `local` (2025-12-15 08:30), no process. */
void world_begin(const char *local);
void world_end(void);

/* Starts an instance of duban-alert and waits until it lives; crash_at as in DUBAN_CRASH_AT, NULL: none. */
void world_start(const char *instance, const char *crash_at);
/* An instance that dies at a crash point is started again, without one, as soon as somebody waits; how many did. */
int world_crashes(void);
void world_kill(const char *instance); /* SIGKILL */
void world_stop(const char *instance); /* SIGTERM, waited for */

/* As `duban catalog apply` does: files and work rows in one transaction. `plan` is a file of tests/fixtures/alert, with
 * its answers if own.answers.yaml stands beside own.yaml. */
void world_apply(const char *plan);
/* The same with every `from` in the plan's text replaced by `to`: pairs, ended by NULL. Each must be there. */
void world_apply_with(const char *plan, const char *const edits[][2]);
/* As `duban assign import` does: by the command socket. The tables of tests/fixtures/alert/<folder>, and those of small/
 * that the folder has not; `extra` (may be NULL) replaces the table of its name: "assignment/line.tsv\n<content>". */
void world_import(const char *folder, const char *extra);

/* The plan and the small county at `local`, one instance, settled: what most cases begin with. */
void world_county(const char *local);

/* Moves the clock and waits until alert has nothing left to do; quiet waits without moving. A parked row fails the test. */
void world_step(const char *local);
void world_quiet(void);
/* notify, as the test plays it, hands each letter over as soon as alert is quiet; while they are held, they wait. */
void world_hold_letters(bool hold);
/* They leave at `local` (NULL: now), and notify says so. true: there was one. Waits for nobody. */
bool world_post_letters(const char *local);
/* Moves the clock without waiting, as it moves when nobody is there. */
void world_clock(const char *local);
/* The same, but compute has not come to the months that have begun: it does with world_months. In the functions above it has:
 * registers (milestones, ratings) stand in each new month as in the one before, and what is counted by the month at 0. */
void world_leap(const char *local);
void world_months(void);

/* What compute would write: the next revision of a cell (value "" = none), with its work row. standing n of m. */
void world_value(const char *institution, const char *cell, const char *period, const char *value, int reported, int expected);
/* The same, with what moved it: the code of an institution and its lane, "H02/discharge|2025-12"; several, joined by blanks. */
void world_value_by(const char *cause, const char *institution, const char *cell, const char *period, const char *value,
                    int reported, int expected);
/* What ingest and compute publish of a file that is counted; a second one of the same month replaces the first. */
void world_batch(const char *institution, const char *kind, const char *period);
/* The county as it stands in the middle of December: every number is there, nothing is wrong. */
void world_good_november(void);
/* AL-01 missed December: on Monday, 2026-01-12, its first word (T+0) is said to yz.a, and the letter waits. */
void world_first_word_waits(void);
/* A return came in now. */
void world_return(const char *institution, const char *kind, const char *period);

/* One value as text; fails the test when there is not exactly one row. */
const char *world_one(const char *sql);
void world_sql(const char *sql);

/* Sends a request and waits for its answer; free with duban__alert__reply__free_unpacked. Fails the test when nobody answers. */
Duban__Alert__Reply *world_ask(Duban__Alert__Request *request);

/* state of a line at an institution, as stored: "behind" */
const char *world_state(const char *duty, const char *institution);
/* How many of alert.due_notice, as text. */
const char *world_notice_count(const char *where);
/* Notice keys that were made so far, in order, one a line; only those that begin with `prefix`. */
const char *world_notices(const char *prefix);

#endif

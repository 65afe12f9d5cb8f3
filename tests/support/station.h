/* station.h: what tests of one process share: a store with all migrations, a clock that stands, and instances of the real program,
 * each with endpoints of its own, that a test may start, kill and look at. One station a test program; door.h and alert_world.h put
 * their own facts and commands on top. */
#ifndef DUBAN_TESTS_STATION_H
#define DUBAN_TESTS_STATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/bus.h"
#include "lib/db.h"
#include "lib/db_row.h"

/* A fresh store, the clock standing at `local` (2025-12-15 08:30), no process of `service` ("ingest"). What a failed test left
 * behind is ended first. settings: lines for the configuration, "" if none. */
void station_begin(const char *service, const char *settings, const char *local);
void station_end(void);

/* ---- SQL: a statement that fails, fails the test ---- */

PGresult *station_query(const char *sql, size_t n, const char *const *params);
void station_exec(const char *sql, size_t n, const char *const *params);
const char *station_one(const char *sql); /* one value as text, lent for a while; there must be exactly one row */
/* Keeps a string of the heap, which is lent for a while. */
const char *station_keep(char *string);

/* The clock stands at `local` from now on; in the caller's transaction, if there is one. */
void station_clock(const char *local);
int64_t station_now_us(void);

/* ---- instances ---- */

#define STATION_INSTANCES_MAX 4
/* Starts one and waits until it lives; crash_at as in DUBAN_CRASH_AT, NULL: none. */
void station_start(const char *instance, const char *crash_at);
/* Sends the signal and waits; the status of waitpid(). */
int station_signal(const char *instance, int signal);
/* It stands still from now on, or goes on. */
void station_pause(const char *instance, bool stands);
/* Did it end by itself? *ret_status is that of waitpid(); the instance is forgotten then. */
bool station_ended(const char *instance, int *ret_status);
/* The name of the n-th that is there, NULL: none at that place. */
const char *station_instance(size_t n);
const char *station_log(const char *instance); /* what it wrote so far; lent for a while */

/* A request to its command socket, ST_RETRY: nobody answered within `ms`. */
enum status station_ask(const char *instance, const uint8_t *bytes, size_t len, int ms, struct bus_message *ret);
/* "request-<n>", another each time; lent until the next call. */
char *station_request_id(void);

const char *station_dir(void); /* of configuration (duban.yaml), sockets and logs */
const char *station_program(void);
struct bus **station_bus(void); /* to be exchanged by a test that has a loop of its own */

void pause_ms(long ms);

#endif

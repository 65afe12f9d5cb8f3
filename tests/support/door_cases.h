/* door_cases.h: what several tests of the way in send, and how they look at what came of it. */
#ifndef DUBAN_TESTS_DOOR_CASES_H
#define DUBAN_TESTS_DOOR_CASES_H

#include "support/door.h"

/* Nobody is there to be asked. */
extern const struct sending DOOR_ALONE;

/* A store on 2025-06-20 and instance 1. */
void door_begin_with_one(void);

/* Fails the test with the log when the reply is another one. Returns it. */
Duban__Ingest__Reply *door_expect(Duban__Ingest__Reply *reply, Duban__Ingest__Status status, const char *reason);
/* One batch, committed and current. */
Duban__Ingest__Reply *door_expect_stored(Duban__Ingest__Reply *reply);
void door_expect_sql(const char *sql, const char *value);

Duban__Ingest__Reply *door_send_text(const char *name, const char *csv, const struct sending *how);

/* A return of cases of H01 in 2025-03: record numbers from..to of eight digits, each of this weight in ten thousandths. Excel's
 * copy has lost the zeros in front. The caller frees it. */
char *door_drg_csv(int from, int to, int weight, bool excel);

#endif

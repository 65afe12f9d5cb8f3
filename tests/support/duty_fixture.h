/* duty_fixture.h: the lines, the calendar and the rules that the tests of states, ladders and facts speak of.
 *
 * Made by hand in C, without the parsers of the catalog, so that a fault there cannot hide a fault here. */
#ifndef DUBAN_TEST_DUTY_FIXTURE_H
#define DUBAN_TEST_DUTY_FIXTURE_H

#include "model/duty_state.h"
#include "model/rules.h"

/* A line of state_cases.tsv by name; fails the test if there is none. Static, immutable. */
const struct duty *fixture_duty(const char *name);
/* deploy/catalog/base/holidays.tsv; loaded once. */
const struct calendar *fixture_calendar(void);
/* The ladders of users.md §2.4, windows 08:30–11:30 and 14:00–17:00, 20 working days, T+0 at the cut-off. */
const struct rules *fixture_rules(void);
/* 「2025-12-15 08:30」 */
int64_t fixture_us(const char *local);
int32_t fixture_date(const char *date);
int32_t fixture_month(const char *month);

/* Reads 「2025-11:3/3=33.8/900 2025-12:2/3」 at so many decimals; returns how many. */
size_t fixture_periods(const char *words, int decimals, struct period_fact *ret, size_t max);

/* A whole file below the root of the tree, NUL-terminated, for the rest of the process. */
const char *fixture_file(const char *path, size_t *ret_len);

#endif

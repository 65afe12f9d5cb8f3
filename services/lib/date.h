/* date.h: calendar dates, months and instants of a country with one zone.
 *
 * - date:    int32_t, days since 1970-01-01. INT32_MIN is never a date.
 * - month:   int32_t, year * 12 + (month - 1); the next month is + 1, the same month of last year is - 12.
 * - instant: int64_t named *_us, microseconds since 1970-01-01 00:00 UTC.
 * - local time is China Standard Time, +08:00, no summer time (none since 1991; no record is older).
 * Years 1 to 9999. Pure: what day it is now is for the business clock (clock.h) to say. */
#ifndef DUBAN_LIB_DATE_H
#define DUBAN_LIB_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"

#define DATE_ZONE_OFFSET_S (8 * 3600)
#define US_PER_S           INT64_C(1000000)
#define US_PER_DAY         (INT64_C(86400) * US_PER_S)

/* What a date column of a real file may hold. */
struct date_read {
    int32_t date;
    int32_t second_of_day; /* 0 when has_time is false */
    bool has_time;
    bool canonical; /* false: understood, but not yyyy-MM-dd or yyyy-MM-dd HH:mm:ss: worth a warning */
};

/* ST_BAD_INPUT: no such day. */
MUST_CHECK enum status date_from_ymd(int year, int month, int day, int32_t *ret_date);
void date_to_ymd(int32_t date, int *ret_year, int *ret_month, int *ret_day);

/* yyyy-MM-dd, yyyy/M/d (also yyyy-M-d), yyyyMMdd, each with an optional time H:mm or H:mm:ss after blanks or one T.
 * Nothing before, nothing after. Source: the interface standard has the canonical forms; the others are what Excel
 * and old exports make of them. ST_BAD_INPUT: not a date, or no such day or time. */
MUST_CHECK enum status date_parse(const char *s, size_t len, struct date_read *ret);

/* Appends 2025-03-09. */
void date_format(struct text *out, int32_t date);

/* 1 = Monday … 7 = Sunday. */
int date_weekday(int32_t date);

int32_t month_of_date(int32_t date);
int32_t month_from_ym(int year, int month); /* 1 ≤ month ≤ 12 (asserted) */
int month_year(int32_t month);
int month_number(int32_t month); /* 1 … 12 */
int32_t month_first_date(int32_t month);
int32_t month_last_date(int32_t month);

/* 2025-03, exactly. */
MUST_CHECK enum status month_parse(const char *s, size_t len, int32_t *ret_month);
void month_format(struct text *out, int32_t month);

/* "2025-12-15" (midnight), "2025-12-15 08:30[:ss]" local; "2025-12-15T08:30[:ss[.ffffff]](Z|+08:00|-05:00)". */
MUST_CHECK enum status instant_parse(const char *s, size_t len, int64_t *ret_us);

/* Local and for people, to the second: 2025-12-15 08:30:00. */
void instant_format(struct text *out, int64_t instant_us);
/* For machines, exact: 2025-12-15T08:30:00+08:00, with .ffffff only if it is not a whole second. */
void instant_format_iso(struct text *out, int64_t instant_us);

/* Local midnight plus seconds; and back: the local date, and the seconds since its midnight. */
int64_t instant_of_date(int32_t date, int32_t second_of_day);
int32_t instant_date(int64_t instant_us);
int32_t instant_second_of_day(int64_t instant_us);

#endif

/* date.c: days, months and local instants, by the proleptic Gregorian calendar. */
#include "lib/date.h"

#include <assert.h>
#include <string.h>

#define YEAR_MIN 1
#define YEAR_MAX 9999

/* Days from 0000-03-01 to 1970-01-01, and in 400 years: the calendar repeats after that. Years are counted from March,
 * so that the leap day is the last of its year. */
#define DAYS_TO_EPOCH      719468
#define DAYS_PER_400_YEARS 146097

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;

    return a % b < 0 ? q - 1 : q;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

enum status date_from_ymd(int year, int month, int day, int32_t *ret_date)
{
    if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return ST_BAD_INPUT;
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400;
    int year_of_era = y % 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    *ret_date = era * DAYS_PER_400_YEARS + day_of_era - DAYS_TO_EPOCH;
    return ST_OK;
}

void date_to_ymd(int32_t date, int *ret_year, int *ret_month, int *ret_day)
{
    int64_t days = (int64_t)date + DAYS_TO_EPOCH;
    int64_t era = floor_div(days, DAYS_PER_400_YEARS);
    int day_of_era = (int)(days - era * DAYS_PER_400_YEARS);
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;

    *ret_day = day_of_year - (153 * march_month + 2) / 5 + 1;
    *ret_month = march_month < 10 ? march_month + 3 : march_month - 9;
    *ret_year = (int)(era * 400) + year_of_era + (*ret_month <= 2 ? 1 : 0);
}

void date_format(struct text *out, int32_t date)
{
    int year, month, day;

    date_to_ymd(date, &year, &month, &day);
    text_printf(out, "%04d-%02d-%02d", year, month, day);
}

int date_weekday(int32_t date)
{
    /* 1970-01-01 was a Thursday, the fourth day */
    return (int)((((int64_t)date + 3) % 7 + 7) % 7) + 1;
}

int32_t month_from_ym(int year, int month)
{
    assert(month >= 1 && month <= 12);
    return year * 12 + month - 1;
}

int32_t month_of_date(int32_t date)
{
    int year, month, day;

    date_to_ymd(date, &year, &month, &day);
    return month_from_ym(year, month);
}

int month_year(int32_t month)
{
    return (int)floor_div(month, 12);
}

int month_number(int32_t month)
{
    return (int)(month - floor_div(month, 12) * 12) + 1;
}

int32_t month_first_date(int32_t month)
{
    int32_t date = 0;
    enum status status = date_from_ymd(month_year(month), month_number(month), 1, &date);

    assert(status == ST_OK);
    return date;
}

int32_t month_last_date(int32_t month)
{
    return month_first_date(month) + days_in_month(month_year(month), month_number(month)) - 1;
}

void month_format(struct text *out, int32_t month)
{
    text_printf(out, "%04d-%02d", month_year(month), month_number(month));
}

int64_t instant_of_date(int32_t date, int32_t second_of_day)
{
    return ((int64_t)date * 86400 + second_of_day - DATE_ZONE_OFFSET_S) * US_PER_S;
}

static int64_t local_second(int64_t instant_us)
{
    return floor_div(instant_us, US_PER_S) + DATE_ZONE_OFFSET_S;
}

int32_t instant_date(int64_t instant_us)
{
    return (int32_t)floor_div(local_second(instant_us), 86400);
}

int32_t instant_second_of_day(int64_t instant_us)
{
    int64_t second = local_second(instant_us);

    return (int32_t)(second - floor_div(second, 86400) * 86400);
}

static void format_second_of_day(struct text *out, int32_t second)
{
    text_printf(out, "%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
}

void instant_format(struct text *out, int64_t instant_us)
{
    date_format(out, instant_date(instant_us));
    text_append_char(out, ' ');
    format_second_of_day(out, instant_second_of_day(instant_us));
}

void instant_format_iso(struct text *out, int64_t instant_us)
{
    int64_t fraction_us = instant_us - floor_div(instant_us, US_PER_S) * US_PER_S;

    date_format(out, instant_date(instant_us));
    text_append_char(out, 'T');
    format_second_of_day(out, instant_second_of_day(instant_us));
    if (fraction_us != 0)
        text_printf(out, ".%06d", (int)fraction_us);
    text_append(out, "+08:00");
}

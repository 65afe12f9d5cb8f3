/* date_parse.c: the dates and instants that people, Excel and old exports write, read by one small scanner.
 *
 * Apart from date.c because the forms come from the field's files and will grow; the calendar will not. */
#include "lib/date.h"

/* What is left to read. A failed read may have moved it: the callers give up then. */
struct scanner {
    const char *at, *end;
};

static bool take(struct scanner *in, char c)
{
    if (in->at == in->end || *in->at != c)
        return false;
    in->at++;
    return true;
}

static bool is_digit_at(const struct scanner *in)
{
    return in->at < in->end && *in->at >= '0' && *in->at <= '9';
}

/* A number of min to max digits (max ≤ 9); returns how many, 0 if there are fewer than min. Takes no more than max. */
static int take_number(struct scanner *in, int min, int max, int *ret)
{
    int n = 0, value = 0;

    for (; n < max && is_digit_at(in); n++)
        value = value * 10 + (*in->at++ - '0');
    if (n < min)
        return 0;
    *ret = value;
    return n;
}

/* yyyy-M-d, yyyy/M/d or yyyyMMdd. */
static bool take_date(struct scanner *in, int32_t *ret_date, bool *canonical)
{
    int year, month = 0, day = 0, month_digits, day_digits; /* no month and no day is no date */

    if (take_number(in, 4, 4, &year) == 0)
        return false;
    char mark = in->at < in->end && (*in->at == '-' || *in->at == '/') ? *in->at : '\0';
    if (mark == '\0') {
        month_digits = take_number(in, 2, 2, &month);
        day_digits = take_number(in, 2, 2, &day);
    } else {
        in->at++;
        month_digits = take_number(in, 1, 2, &month);
        if (!take(in, mark))
            return false;
        day_digits = take_number(in, 1, 2, &day);
    }
    if (month_digits == 0 || day_digits == 0)
        return false;
    if (mark != '-' || month_digits != 2 || day_digits != 2)
        *canonical = false;
    return date_from_ymd(year, month, day, ret_date) == ST_OK;
}

/* H:mm[:ss] */
static bool take_time(struct scanner *in, int32_t *ret_second, bool *canonical)
{
    int hour, minute, second = 0;

    int hour_digits = take_number(in, 1, 2, &hour);
    if (hour_digits == 0 || !take(in, ':') || take_number(in, 2, 2, &minute) == 0)
        return false;
    bool has_second = take(in, ':');
    if (has_second && take_number(in, 2, 2, &second) == 0)
        return false;
    if (hour > 23 || minute > 59 || second > 59)
        return false;
    if (!has_second || hour_digits != 2)
        *canonical = false;
    *ret_second = hour * 3600 + minute * 60 + second;
    return true;
}

/* Blanks, or one T; how many blanks does not matter but for the canonical form. */
static bool take_gap(struct scanner *in, bool *canonical)
{
    if (take(in, 'T')) {
        *canonical = false;
        return true;
    }
    int blanks = 0;
    while (take(in, ' '))
        blanks++;
    if (blanks != 1)
        *canonical = false;
    return blanks > 0;
}

enum status date_parse(const char *s, size_t len, struct date_read *ret)
{
    struct scanner in = {s, s + len};
    struct date_read read = {.canonical = true};

    if (!take_date(&in, &read.date, &read.canonical))
        return ST_BAD_INPUT;
    if (in.at < in.end) {
        read.has_time = true;
        if (!take_gap(&in, &read.canonical) || !take_time(&in, &read.second_of_day, &read.canonical) || in.at != in.end)
            return ST_BAD_INPUT;
    }
    *ret = read;
    return ST_OK;
}

enum status month_parse(const char *s, size_t len, int32_t *ret_month)
{
    struct scanner in = {s, s + len};
    int year, month;

    if (take_number(&in, 4, 4, &year) == 0 || !take(&in, '-') || take_number(&in, 2, 2, &month) == 0 || in.at != in.end)
        return ST_BAD_INPUT;
    if (year < 1 || month < 1 || month > 12)
        return ST_BAD_INPUT;
    *ret_month = month_from_ym(year, month);
    return ST_OK;
}

/* .f to .ffffff, as microseconds */
static bool take_fraction(struct scanner *in, int *ret_us)
{
    int digits = take_number(in, 1, 6, ret_us);

    for (int i = digits; i > 0 && i < 6; i++)
        *ret_us *= 10;
    return digits > 0;
}

/* Z, +08:00 or -05:00, as seconds east of UTC */
static bool take_zone(struct scanner *in, int *ret_offset_s)
{
    int hour, minute;

    if (take(in, 'Z')) {
        *ret_offset_s = 0;
        return true;
    }
    bool west = take(in, '-');
    if (!west && !take(in, '+'))
        return false;
    if (take_number(in, 2, 2, &hour) == 0 || !take(in, ':') || take_number(in, 2, 2, &minute) == 0)
        return false;
    if (hour > 14 || minute > 59) /* no zone of the world is further from UTC */
        return false;
    *ret_offset_s = (hour * 3600 + minute * 60) * (west ? -1 : 1);
    return true;
}

enum status instant_parse(const char *s, size_t len, int64_t *ret_us)
{
    struct scanner in = {s, s + len};
    int32_t date, second = 0;
    int fraction_us = 0, offset_s = DATE_ZONE_OFFSET_S;
    bool plain = true;

    if (!take_date(&in, &date, &plain) || !plain)
        return ST_BAD_INPUT;
    bool iso = in.at < in.end && *in.at == 'T';
    if (in.at < in.end) {
        bool any;
        if (!take_gap(&in, &any) || !take_time(&in, &second, &any))
            return ST_BAD_INPUT;
    }
    if (iso) {
        if (take(&in, '.') && !take_fraction(&in, &fraction_us))
            return ST_BAD_INPUT;
        if (!take_zone(&in, &offset_s))
            return ST_BAD_INPUT;
    }
    if (in.at != in.end)
        return ST_BAD_INPUT;
    *ret_us = ((int64_t)date * 86400 + second - offset_s) * US_PER_S + fraction_us;
    return ST_OK;
}

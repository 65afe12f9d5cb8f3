/* log.c: one line per event, one write(2) per line, no allocation: it must work when nothing else does. */
#include "lib/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/date.h"
#include "lib/utf8.h"

/* The logger is the one global state of a process, besides its stop flag. */
static const char *log_service = "-";
static enum log_level log_least = LOG_INFO;

static const char *const LEVEL_WORDS[] = {"debug", "info", "warn", "error"};

void log_open(const char *service, enum log_level least)
{
    log_service = service;
    log_least = least;
}

enum status log_level_parse(const char *word, enum log_level *ret)
{
    for (int i = LOG_DEBUG; i <= LOG_ERROR; i++) {
        if (strcmp(word, LEVEL_WORDS[i]) == 0) {
            *ret = (enum log_level)i;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

bool log_enabled(enum log_level level)
{
    return level >= log_least;
}

/* snprintf that says how much is really there. */
static size_t written(int result, size_t room)
{
    if (result < 0)
        return 0;
    return (size_t)result < room ? (size_t)result : room - 1;
}

static size_t put_head(char *line, size_t room, enum log_level level, const char *event)
{
    struct timespec now = {0};
    int year, month, day;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    int64_t us = (int64_t)now.tv_sec * US_PER_S;
    int second = instant_second_of_day(us);
    date_to_ymd(instant_date(us), &year, &month, &day);
    return written(snprintf(line, room, "time=%04d-%02d-%02dT%02d:%02d:%02d.%03d+08:00 level=%s service=%s event=%s", year, month,
                            day, second / 3600, second / 60 % 60, second % 60, (int)(now.tv_nsec / 1000000), LEVEL_WORDS[level],
                            log_service, event),
                   room);
}

static void write_whole(const char *line, size_t len)
{
    while (len > 0) {
        ssize_t n = write(STDERR_FILENO, line, len);
        if (n <= 0)
            return; /* nobody listens; there is no one to tell */
        line += n;
        len -= (size_t)n;
    }
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
    char line[LOG_LINE_MAX + 1];
    va_list args;

    if (!log_enabled(level))
        return;
    size_t len = put_head(line, sizeof(line), level, event);
    if (format != NULL && format[0] != '\0' && len + 1 < sizeof(line)) {
        line[len++] = ' ';
        va_start(args, format);
        int result = vsnprintf(line + len, sizeof(line) - len, format, args);
        va_end(args);
        len += written(result, sizeof(line) - len);
    }
    if (len >= LOG_LINE_MAX)
        len = utf8_clip(line, len, LOG_LINE_MAX - 1);
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
            line[i] = ' ';
    line[len++] = '\n';
    write_whole(line, len);
}

struct log_value log_value(const char *string)
{
    struct log_value value;
    const char *s = string != NULL ? string : "";
    size_t len = strlen(s), at = 0;
    bool quote = len == 0;

    for (size_t i = 0; i < len && !quote; i++)
        quote = (unsigned char)s[i] <= 0x20 || s[i] == '"' || s[i] == '=' || s[i] == '\\' || s[i] == 0x7F;
    len = utf8_clip(s, len, sizeof(value.s) - 4); /* two quotes, one backslash, NUL */
    if (quote)
        value.s[at++] = '"';
    for (size_t i = 0; i < len && at < sizeof(value.s) - 3; i++) {
        if (quote && (s[i] == '"' || s[i] == '\\'))
            value.s[at++] = '\\';
        value.s[at++] = s[i];
    }
    if (quote)
        value.s[at++] = '"';
    value.s[at] = '\0';
    return value;
}

/* log.h: one logfmt line per event on stderr:
 *   time=2025-12-15T08:30:00.123+08:00 level=info service=ingest event=batch.stored batch=17 rows=3345
 *
 * The time is the machine's (logs are about the machine; business time is a field where it matters). An event's name is
 * stable: people grep for it. A warning says what happens next. No payload, no secret, no person in any value.
 * A line is one write(2), at most LOG_LINE_MAX bytes with its end (longer ones are clipped), control characters become blanks. */
#ifndef DUBAN_LIB_LOG_H
#define DUBAN_LIB_LOG_H

#include <stdbool.h>

#include "lib/status.h"

#define LOG_LINE_MAX   2048
#define LOG_VALUE_SIZE 256

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* Names the service (a static string) and sets the least level shown. Before it: service "-", level info. */
void log_open(const char *service, enum log_level least);
/* debug, info, warn, error */
MUST_CHECK enum status log_level_parse(const char *word, enum log_level *ret);
bool log_enabled(enum log_level level);

/* log_event(LOG_INFO, "batch.stored", "batch=%" PRId64 " file=%s", id, log_value(name).s); without fields the format
 * is NULL. */
void log_event(enum log_level level, const char *event, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A text that may hold blanks, quotes or be empty, made one logfmt value (quoted if need be, clipped, NULL is "").
 * Returned by value so that it lives as long as the call it stands in. */
struct log_value {
    char s[LOG_VALUE_SIZE];
};
struct log_value log_value(const char *string);

#endif

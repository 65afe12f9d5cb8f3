/* metrics.h: numbers that a process counts, printed into its status file.
 *
 * A metric is made once at start, by name (`rows_rejected_total`, `todo_parked`), and raised or set from then on. One thread: no
 * locks. METRICS_MAX bounds them; a name asked for twice is the same metric. */
#ifndef DUBAN_LIB_METRICS_H
#define DUBAN_LIB_METRICS_H

#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"

#define METRICS_MAX 128

struct metrics;
struct metric;

MUST_CHECK enum status metrics_new(struct metrics **ret);
void metrics_free(struct metrics *metrics);

/* name is lent for the life of metrics (a literal). Never NULL: too many is a mistake of ours (assert). */
struct metric *metrics_get(struct metrics *metrics, const char *name);

void metric_add(struct metric *metric, int64_t n);
void metric_set(struct metric *metric, int64_t value);
int64_t metric_value(const struct metric *metric);

/* "name=value\n" for each, in the order in which they were made. */
void metrics_print(const struct metrics *metrics, struct text *out);

#endif

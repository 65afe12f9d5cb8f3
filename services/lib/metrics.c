/* Why: numbers for `duban status` and for tests, without a library and without locks. */
#include "lib/metrics.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct metric {
    const char *name;
    int64_t value;
};

struct metrics {
    size_t count;
    struct metric all[METRICS_MAX];
};

enum status metrics_new(struct metrics **ret)
{
    struct metrics *m = calloc(1, sizeof *m);
    if (m == NULL)
        return ST_FATAL;
    *ret = m;
    return ST_OK;
}

void metrics_free(struct metrics *metrics)
{
    free(metrics);
}

struct metric *metrics_get(struct metrics *metrics, const char *name)
{
    for (size_t i = 0; i < metrics->count; i++)
        if (strcmp(metrics->all[i].name, name) == 0)
            return &metrics->all[i];
    assert(metrics->count < METRICS_MAX);
    struct metric *m = &metrics->all[metrics->count++];
    m->name = name;
    return m;
}

void metric_add(struct metric *metric, int64_t n)
{
    metric->value += n;
}

void metric_set(struct metric *metric, int64_t value)
{
    metric->value = value;
}

int64_t metric_value(const struct metric *metric)
{
    return metric->value;
}

void metrics_print(const struct metrics *metrics, struct text *out)
{
    for (size_t i = 0; i < metrics->count; i++)
        text_printf(out, "%s=%" PRId64 "\n", metrics->all[i].name, metrics->all[i].value);
}

/* Why: a list that leaves a moment too early is two letters on one day. */
#include "notify/patience.h"

static int64_t since(const struct patience *p, int64_t alliance_id, int32_t day, int64_t now_us)
{
    for (size_t i = 0; i < p->n; i++)
        if (p->busy[i].alliance_id == alliance_id && p->busy[i].day == day)
            return p->busy[i].since_us;
    return now_us;
}

void patience_see(struct patience *patience, const int64_t *busy, size_t n, int32_t day, int64_t monotonic_us)
{
    struct patience seen = {.n = n < PATIENCE_MAX ? n : PATIENCE_MAX};
    for (size_t i = 0; i < seen.n; i++) {
        seen.busy[i].alliance_id = busy[i];
        seen.busy[i].since_us = since(patience, busy[i], day, monotonic_us);
        seen.busy[i].day = day;
    }
    *patience = seen;
}

bool patience_waits(const struct patience *patience, int64_t alliance_id, bool clock_runs, int64_t monotonic_us)
{
    for (size_t i = 0; i < patience->n; i++) {
        bool concerns = patience->busy[i].alliance_id == 0 || patience->busy[i].alliance_id == alliance_id;
        if (concerns && (!clock_runs || monotonic_us - patience->busy[i].since_us < PATIENCE_US))
            return true;
    }
    return false;
}

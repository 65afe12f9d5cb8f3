/* hold.c: shares by multiplication, so that nothing is rounded. */
#include "ingest/hold.h"

static int64_t sum_of(const struct key_length *lengths, size_t n)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += lengths[i].rows;
    return sum;
}

int64_t guard_shorter(const struct key_length *before, size_t n_before, const struct key_length *now, size_t n_now)
{
    const struct key_length *usual = NULL;
    int64_t all_before = sum_of(before, n_before), all_now = sum_of(now, n_now), shorter = 0;
    for (size_t i = 0; i < n_before; i++)
        if (usual == NULL || before[i].rows > usual->rows)
            usual = &before[i];
    if (usual == NULL || usual->rows * 100 < all_before * GUARD_USUAL_PERCENT)
        return 0;
    for (size_t i = 0; i < n_now; i++)
        shorter += now[i].length < usual->length ? now[i].rows : 0;
    return shorter * 100 >= all_now * GUARD_SHORTER_PERCENT ? shorter : 0;
}

bool guard_lost_matters(int64_t lost, int64_t rows)
{
    return lost > 0 && lost * 100 >= rows * GUARD_LOST_PERCENT;
}

void hold_decide(const struct difference *difference, int64_t rows_shorter, bool unattended, int threshold_percent,
                 struct refusal *ret)
{
    const struct difference *d = difference;
    bool asks = unattended ? d->gone * 100 > d->before * threshold_percent : d->gone > 0;
    *ret = (struct refusal){.reason = REASON_NONE};
    if (rows_shorter > 0)
        refuse(ret, REASON_W_ING_341, REASON_NUMBER(rows_shorter));
    else if (d->other_key != 0)
        refuse(ret, REASON_W_ING_342, REASON_NUMBER(d->other_key));
    else if (asks)
        refuse(ret, REASON_W_ING_340, REASON_NUMBER(d->gone), REASON_NUMBER(d->before), REASON_NUMBER(d->added),
               REASON_NUMBER(d->changed));
}

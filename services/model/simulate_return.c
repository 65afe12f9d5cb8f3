/* simulate_return.c: the files that are owed while the plan runs, and who would be asked for them. */
#include <stdlib.h>

#include "lib/date.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/scope.h"
#include "model/simulate_private.h"

/* Returns of so many months before the first day are still open then, as in the running system. */
#define RETURN_MONTHS_BEFORE 2

/* ---- what came in ---- */

/* A value that is complete says that the files behind it were in by then. */
struct received {
    const struct kind *kind;
    int64_t institution_id;
    int32_t month;
    int64_t at_us;
};
struct inbox {
    struct received *at;
    size_t n, cap;
};

static int by_file(const void *a, const void *b)
{
    const struct received *x = a, *y = b;
    if (x->institution_id != y->institution_id)
        return x->institution_id < y->institution_id ? -1 : 1;
    if (x->month != y->month)
        return x->month < y->month ? -1 : 1;
    return x->kind < y->kind ? -1 : x->kind > y->kind;
}

static void fill_inbox(struct simulate_run *run, struct inbox *inbox)
{
    for (size_t i = 0; i < run->input->n_values && run->status == ST_OK; i++) {
        const struct simulated_value *value = &run->input->values[i];
        scoped(return_list_done) struct return_list behind = {0};
        struct cell cell;
        if (value->reported >= 0 || !duty_cell(value->duty, value->institution, value->month, &cell))
            continue;
        run->status = cell_expected(run->input->organisation, &cell, run->data_from, &behind);
        for (size_t k = 0; k < behind.n; k++) {
            const struct expected_return *file = &behind.at[k];
            if (!simulate_grow(run, (void **)&inbox->at, inbox->n, &inbox->cap, sizeof *inbox->at))
                return;
            inbox->at[inbox->n++] = (struct received){file->kind, file->institution->id, file->month, value->known_us};
        }
    }
    if (inbox->n > 0)
        qsort(inbox->at, inbox->n, sizeof *inbox->at, by_file);
}

/* INT64_MAX: never. */
static int64_t received_at(const struct inbox *inbox, const struct expected_return *owed)
{
    struct received key = {owed->kind, owed->institution->id, owed->month, 0};
    int64_t at_us = INT64_MAX;
    size_t low = 0, high = inbox->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_file(&inbox->at[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < inbox->n && by_file(&inbox->at[low], &key) == 0; low++)
        at_us = inbox->at[low].at_us < at_us ? inbox->at[low].at_us : at_us;
    return at_us;
}

/* ---- */

static struct simulated_returns *returns_of(struct simulate_run *run, const struct expected_return *owed)
{
    struct simulation *out = run->out;
    if (out->n_returns > 0 && out->returns[out->n_returns - 1].kind == owed->kind &&
        out->returns[out->n_returns - 1].month == owed->month)
        return &out->returns[out->n_returns - 1];
    if (!simulate_grow(run, (void **)&out->returns, out->n_returns, &out->returns_cap, sizeof *out->returns))
        return NULL;
    out->returns[out->n_returns] = (struct simulated_returns){.kind = owed->kind, .month = owed->month};
    return &out->returns[out->n_returns++];
}

static void live_return(struct simulate_run *run, const struct inbox *inbox, const struct expected_return *owed)
{
    int64_t begin_us = instant_of_date(month_first_date(owed->month), 0), received_us = received_at(inbox, owed);
    simulate_begin(run, run->from_us);
    run->kind = owed->kind;
    run->duty = NULL;
    run->institution = owed->institution;
    run->is_foreign = false;
    run->post = simulate_or_desk(run, organisation_reporter(run->input->organisation, owed->institution, owed->kind->name));
    run->life.is_return = true;
    run->life.return_ctx = (struct return_context){.month = owed->month, .cutoff_us = owed->cutoff_us, .received_us = received_us};
    simulate_live(run, begin_us < run->from_us ? run->from_us : begin_us, run->end_us);
    struct simulated_returns *sum = returns_of(run, owed);
    if (sum == NULL)
        return;
    sum->owed++;
    sum->missing += owed->cutoff_us < run->end_us && received_us >= owed->cutoff_us;
}

static bool is_reporter_told(const struct simulation *out, const struct expected_return *owed)
{
    for (size_t i = 0; i < out->n_unowned; i++)
        if (out->unowned[i].institution == owed->institution && out->unowned[i].kind == owed->kind)
            return true;
    return false;
}

void simulate_returns(struct simulate_run *run)
{
    struct inbox inbox = {0};
    fill_inbox(run, &inbox);
    const struct organisation *organisation = run->input->organisation;
    int32_t to = month_of_date(run->input->to);
    for (int32_t month = month_of_date(run->input->from) - RETURN_MONTHS_BEFORE; month <= to && run->status == ST_OK; month++) {
        scoped(return_list_done) struct return_list returns = {0};
        run->status = expected_returns(run->input->catalog, organisation, month, &returns);
        for (size_t i = 0; run->status == ST_OK && i < returns.n; i++) {
            const struct expected_return *owed = &returns.at[i];
            live_return(run, &inbox, owed);
            if (organisation_reporter(organisation, owed->institution, owed->kind->name) == NULL &&
                !is_reporter_told(run->out, owed))
                simulate_unowned(
                    run, (struct simulated_unowned){
                             .institution = owed->institution, .kind = owed->kind, .zh = "没有填报人", .en = "has no reporter"});
        }
    }
    free(inbox.at);
}

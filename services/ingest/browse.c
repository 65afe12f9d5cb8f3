/* browse.c: which batches there are, and one of them with its findings. Only reads. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/call.h"
#include "lib/date.h"
#include "model/organisation.h"
#include "shared/alliance.h"
#include "shared/list_max.h"

#define OK        DUBAN__INGEST__STATUS__STATUS_OK
#define BAD_INPUT DUBAN__INGEST__STATUS__STATUS_BAD_INPUT

#define LIST_LIMIT     200
#define LIST_LIMIT_MAX (BATCHES_SHOWN_MAX + 1)

static enum status make_filter(const Duban__Ingest__ListBatches *list, const struct alliance *alliance, struct batch_filter *filter,
                               struct refusal *refusal)
{
    enum batch_state state;
    *filter = (struct batch_filter){.alliance_id = alliance->id,
                                    .kind = list->kind,
                                    .state = list->state,
                                    .period = INT32_MIN,
                                    .limit = list->limit == 0 ? LIST_LIMIT : list->limit};
    if (filter->limit > LIST_LIMIT_MAX)
        filter->limit = LIST_LIMIT_MAX;
    if (list->state[0] != '\0' && batch_state_parse(list->state, &state) != ST_OK)
        return refuse(refusal, REASON_E_ING_323, "state");
    if (list->period[0] != '\0' && month_parse(list->period, strlen(list->period), &filter->period) != ST_OK)
        return refuse(refusal, REASON_E_ING_308, list->period);
    if (list->institution[0] == '\0')
        return ST_OK;
    const struct institution *institution =
        alliance->organisation == NULL ? NULL : organisation_institution_by_code(alliance->organisation, list->institution);
    if (institution == NULL)
        return refuse(refusal, REASON_E_ING_332, list->institution);
    filter->institution_id = institution->id;
    return ST_OK;
}

static enum status list_of(struct call *call, const Duban__Ingest__ListBatches *list, const struct alliance *alliance)
{
    struct batch_filter filter;
    struct refusal refusal;
    struct batch *batches = NULL;
    size_t n = 0;
    if (make_filter(list, alliance, &filter, &refusal) != ST_OK) {
        answer_say(call->answer, BAD_INPUT, &refusal);
        return ST_OK;
    }
    enum status st = batch_list(call->db, &filter, &batches, &n);
    for (size_t i = 0; st == ST_OK && i < n; i++)
        st = answer_batch(call->answer, call->db, alliance, &batches[i], 0);
    free(batches);
    call->answer->reply->status = OK;
    return st;
}

enum status call_list(struct call *call, const Duban__Ingest__ListBatches *list)
{
    scoped(alliance_give) const struct alliance *alliance = NULL;
    enum status st = alliance_take_by_code(call->ingest->alliances, call->db, list->alliance, &alliance);
    if (st == ST_CONFLICT) {
        answer_reason(call->answer, BAD_INPUT, REASON_E_ING_321, list->alliance);
        return ST_OK;
    }
    return st == ST_OK ? list_of(call, list, alliance) : st;
}

enum status call_show(struct call *call, const Duban__Ingest__ShowBatch *show)
{
    struct batch batch;
    char id[24];
    scoped(alliance_give) const struct alliance *alliance = NULL;
    snprintf(id, sizeof id, "%" PRId64, show->batch_id);
    enum status st = batch_read(call->db, show->batch_id, &batch);
    if (st == ST_CONFLICT) {
        answer_reason(call->answer, BAD_INPUT, REASON_E_ING_327, id);
        return ST_OK;
    }
    if (st == ST_OK)
        st = alliance_take(call->ingest->alliances, call->db, batch.alliance_id, &alliance);
    if (st == ST_OK)
        st = answer_batch(call->answer, call->db, alliance, &batch, ANSWER_FINDINGS_MAX);
    call->answer->reply->status = OK;
    return st;
}

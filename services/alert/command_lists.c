/* command_lists.c: Calls and Letters: the desk's two queues of this build. */
#include <string.h>

#include "alert/command.h"
#include "alert/draft_row.h"
#include "alert/draft_store.h"
#include "alert/rung_store.h"
#include "model/catalog.h"
#include "model/kind.h"
#include "model/plan.h"

static const char *title_of(const struct ask *ask, const char *duty_id)
{
    const struct duty *duty = catalog_duty(ask->alliance->catalog, duty_id);
    return duty != NULL ? duty->title : duty_id;
}

static const char *institution_name(const struct ask *ask, int64_t id)
{
    const struct institution *institution = organisation_institution_by_id(ask->alliance->organisation, id);
    return institution != NULL ? institution->short_name : "";
}

static Duban__Alert__CallRow *call_row_make(struct ask *ask, const struct call_row *call)
{
    const struct post *post = organisation_post(ask->alliance->organisation, call->post);
    const struct person *person = organisation_person(ask->alliance->organisation, call->person);
    Duban__Alert__CallRow *row = arena_alloc(ask->arena, 1, sizeof *row);
    duban__alert__call_row__init(row);
    row->call_id = call->call_id;
    row->since = ask_instant(ask, call->made_us);
    row->duty = ask_copy(ask, call->duty);
    row->title = ask_copy(ask, title_of(ask, call->duty));
    row->institution_name = ask_copy(ask, institution_name(ask, call->institution_id));
    row->post_name = ask_copy(ask, post == NULL ? call->post : post->name);
    row->person = ask_copy(ask, call->person);
    row->phone = ask_copy(ask, person != NULL && person->phone != NULL ? person->phone : post != NULL ? post->phone : "");
    row->why = ask_copy(ask, call->reason);
    row->settled = ask_instant(ask, call->settled_us);
    return row;
}

enum status ask_calls(struct ask *ask)
{
    scoped(call_rows_done) struct call_rows calls = {0};
    enum status st = call_store_list(ask->db, ask->alliance->id, ask->request->calls->done, &calls);
    if (st != ST_OK)
        return st;
    Duban__Alert__CallsReply *reply = arena_alloc(ask->arena, 1, sizeof *reply);
    duban__alert__calls_reply__init(reply);
    reply->rows = arena_alloc(ask->arena, calls.n + 1, sizeof *reply->rows);
    for (size_t i = 0; i < calls.n; i++)
        reply->rows[reply->n_rows++] = call_row_make(ask, &calls.at[i]);
    ask->reply->body_case = DUBAN__ALERT__REPLY__BODY_CALLS;
    ask->reply->calls = reply;
    return ST_OK;
}

enum status draft_rows_read(struct ask *ask, const char *duty, int64_t institution_id, Duban__Alert__DraftRow ***ret, size_t *ret_n)
{
    scoped(draft_rows_done) struct draft_rows drafts = {0};
    enum status st = draft_store_list(ask->db, ask->alliance->id, duty, &drafts);
    if (st != ST_OK)
        return st;
    Duban__Alert__DraftRow **rows = arena_alloc(ask->arena, drafts.n + 1, sizeof *rows);
    size_t n = 0;
    for (size_t i = 0; i < drafts.n; i++) {
        const struct draft_row *draft = &drafts.at[i];
        if (institution_id != 0 && draft->institution_id != institution_id)
            continue;
        Duban__Alert__DraftRow *row = arena_alloc(ask->arena, 1, sizeof *row);
        duban__alert__draft_row__init(row);
        row->draft_id = draft->draft_id;
        row->duty = ask_copy(ask, draft->duty);
        row->institution_name = ask_copy(ask, institution_name(ask, draft->institution_id));
        row->to = ask_copy(ask, draft->department);
        row->relation = ask_copy(ask, strcmp(draft->relation, relation_name(RELATION_SUPERIOR)) == 0 ? "上级" : "平级");
        row->made = ask_instant(ask, draft->made_us);
        row->state = ask_copy(ask, draft->is_wanted ? "函稿" : "不再需要");
        row->subject = ask_copy(ask, draft->subject);
        row->body = ask_copy(ask, draft->body);
        rows[n++] = row;
    }
    *ret = rows;
    *ret_n = n;
    return ST_OK;
}

enum status ask_drafts(struct ask *ask)
{
    Duban__Alert__DraftsReply *reply = arena_alloc(ask->arena, 1, sizeof *reply);
    duban__alert__drafts_reply__init(reply);
    enum status st = draft_rows_read(ask, ask->request->drafts->duty, 0, &reply->rows, &reply->n_rows);
    ask->reply->body_case = DUBAN__ALERT__REPLY__BODY_DRAFTS;
    ask->reply->drafts = reply;
    return st;
}

/* parked_step.c: a key was set aside after five failures, here or in another service: visible in `duban todo list`, and told to the
 * desk once each time (law 11). Work of no alliance (a clock row) is everybody's. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/crash.h"
#include "lib/db.h"
#include "lib/log.h"
#include "lib/reason.h"
#include "lib/text.h"
#include "lib/todo.h"
#include "model/organisation.h"
#include "notify/desk_notice.h"
#include "notify/notice_store.h"
#include "notify/notify.h"
#include "notify/parked_store.h"

#define TEMPLATE  "搁置"
#define WORDS_MAX 1000

static const char *const STAGES[][2] = {
    {"ingest", "数据接收"}, {"compute", "指标计算"}, {"alert", "判定提醒"}, {"notify", "通知发送"}};

static const char *stage_zh(const char *service)
{
    for (size_t i = 0; i < sizeof STAGES / sizeof STAGES[0]; i++)
        if (strcmp(STAGES[i][0], service) == 0)
            return STAGES[i][1];
    return service;
}

/* A stored reason may be words of the database, which are for the one who looks it up. */
static void word_reason(struct text *out, const char *stored)
{
    char code[16] = "";
    enum reason reason = REASON_NONE;
    size_t len = strcspn(stored, " :");
    if (len < sizeof code)
        memcpy(code, stored, len);
    if (reason_from_code(code, &reason) != ST_OK)
        text_append(out, "服务内部出错");
    else if (strchr(reason_zh(reason), '{') == NULL)
        text_append(out, reason_zh(reason));
    else
        text_append(out, code); /* its parameters are not kept */
}

struct telling {
    struct notify *notify;
    struct db *db;
    const struct parked *parked;
    int64_t occasion; /* our own work row: this parking and no other */
    int64_t now_us;
};

static enum status tell_desk(const struct telling *t, const struct alliance *alliance, bool *ret_told)
{
    const struct parked *p = t->parked;
    const struct institution *institution =
        alliance->organisation == NULL ? NULL : organisation_institution_by_id(alliance->organisation, p->institution_id);
    scoped(text_done) struct text key, reason;
    scoped(facts_done) struct facts facts;
    text_init(&key, WORDS_MAX);
    text_init(&reason, WORDS_MAX);
    facts_init(&facts);
    word_reason(&reason, p->reason);
    text_printf(&key, "parked|%s|%" PRId64 "|%" PRId64, p->service, p->id, t->occasion);
    facts_set(&facts, "搁置环节", stage_zh(p->service));
    facts_set(&facts, "搁置服务", p->service);
    facts_printf(&facts, "搁置编号", "%" PRId64, p->id);
    facts_printf(&facts, "搁置事项", "%s%s%s", p->kind, p->key[0] == '\0' ? "" : " ", p->key);
    facts_set(&facts, "搁置原因", reason.s);
    if (institution != NULL)
        facts_set(&facts, "机构名称", institution->name);
    struct desk_notice notice = {.alliance = alliance, .template = TEMPLATE, .key = key.s, .now_us = t->now_us};
    return desk_notice_say(t->db, &notice, &facts, ret_told);
}

static enum status tell_alliance(const struct telling *t, int64_t alliance_id)
{
    scoped(alliance_give) const struct alliance *alliance = NULL;
    bool told = false;
    enum status st = alliance_take(t->notify->alliances, t->db, alliance_id, &alliance);
    if (st == ST_OK)
        st = tell_desk(t, alliance, &told);
    else if (st == ST_CONFLICT || st == ST_FATAL) /* no catalog, or one that does not parse: there is no letter to write */
        st = ST_OK;
    if (st == ST_OK && !told)
        log_event(LOG_WARN, "parked.untold", "alliance=%" PRId64 " service=%s todo=%" PRId64 " next=\"in duban todo list only\"",
                  alliance_id, t->parked->service, t->parked->id);
    return st;
}

static enum status tell(const struct telling *t, int64_t alliance_id)
{
    int64_t ids[ALLIANCES_MAX] = {alliance_id};
    size_t n = 1;
    enum status st = alliance_id == 0 ? alliances_list(t->db, ids, &n) : ST_OK;
    for (size_t i = 0; st == ST_OK && i < n; i++)
        st = tell_alliance(t, ids[i]);
    return st;
}

/* A letter of ours to the desk that cannot be written is not told by another one. */
static enum status is_our_letter(struct db *db, const struct parked *p, bool *ret)
{
    scoped(notices_done) struct notices notices = {0};
    *ret = false;
    if (strcmp(p->service, "notify") != 0 || strcmp(p->kind, "message") != 0)
        return ST_OK;
    enum status st = notice_store_of_message(db, strtoll(p->key, NULL, 10), &notices);
    for (size_t i = 0; i < notices.n; i++)
        *ret = *ret || notices.at[i].due_notice_id == 0;
    return st;
}

static enum status run(struct db *db, struct todo_job *job, void *arg)
{
    const struct todo_row *row = &job->rows.rows[job->rows.count - 1]; /* of several of one key the newest says it */
    const char *bar = strchr(row->key.key, '|');
    char service[TODO_KEY_SIZE] = "";
    scoped(parked_done) struct parked parked = {0};
    if (bar == NULL)
        return ST_BAD_INPUT;
    memcpy(service, row->key.key, (size_t)(bar - row->key.key));
    enum status st = parked_store_read(db, service, strtoll(bar + 1, NULL, 10), &parked);
    struct telling telling = {.notify = arg, .db = db, .parked = &parked, .occasion = row->id, .now_us = job->business_us};
    if (st == ST_CONFLICT)
        return ST_OK; /* resumed before we came */
    bool ours = false;
    if (st == ST_OK)
        st = is_our_letter(db, &parked, &ours);
    if (st == ST_OK && !ours)
        st = tell(&telling, row->key.alliance_id);
    if (st == ST_OK)
        CRASH_POINT("notify.before_parked_commit");
    return st;
}

static void done(struct todo_job *job, enum status outcome, void *arg)
{
    struct notify *notify = arg;
    (void)job;
    if (outcome != ST_OK)
        return;
    CRASH_POINT("notify.after_parked_commit");
    task_bell_ring(&notify->compose);
}

static const char *const KINDS[] = {TODO_PARKED_KIND};

const struct todo_step PARKED_STEP = {.schema = "notify",
                                      .name = "notify.parked",
                                      .kinds = KINDS,
                                      .kind_count = 1,
                                      .batch = TODO_BATCH_MAX,
                                      .parallel = 1,
                                      .by_key = true,
                                      .run = run,
                                      .done = done};

/* verb_duty.c: duban duty: the lines of the plan, their states, and everything about one of them. */
#include <stdio.h>
#include <string.h>

#include "duban/client.h"
#include "duban/options.h"
#include "duban/table.h"
#include "duban/verb.h"
#include "lib/text.h"

#define PUBLISHED_MAX_BYTES 200

static const char USAGE[] = "  duban duty list [--of CODE] [--state STATE] [--person CODE] [--returns] [--all] [--alliance CODE]\n"
                            "      事项、目标、现状、状态、时限、牵头部门、责任岗位 (the lines of the plan)\n"
                            "  duban duty show DUTY [--of CODE] [--alliance CODE]\n"
                            "      一个事项：现状和官方公布值、原文、状态沿革、提醒、办理\n"
                            "      (one line: its value and the published one, quotations, history, reminders, acts)\n"
                            "  duban duty calls     待打电话 (whom the desk should ring up)\n"
                            "  duban duty drafts           工作联系函稿目录 (draft letters to peers and superiors)\n"
                            "  duban duty drafts DUTY      一个事项的函稿全文 (those of one line, in full)\n"
                            "\n"
                            "  --of CODE       机构代码 (institution)\n"
                            "  --state STATE   状态代码，如 overdue、behind、due_soon (code of the state)\n"
                            "  --person CODE   责任岗位的A角或B角，或等其审定的 (holder of the post, or reviewer waited for)\n"
                            "  --returns       报表而不是事项 (returns instead of the plan's lines)\n"
                            "  --all           也列出已了结的 (also what is at rest)\n";

/* Where one duty is shown, some of these would only repeat what stands above. */
static const struct table_column ROW[] = {
    {"duty", "编号", CELL_TEXT, 0},
    {"title", "事项", CELL_TEXT, 44},
    {"short_title", "简称", CELL_HIDDEN, 0},
    {"type", "类型", CELL_HIDDEN, 0},
    {"institution", "机构代码", CELL_HIDDEN, 0},
    {"institution_name", "机构", CELL_TEXT, 14},
    {"target", "目标", CELL_TEXT, 16},
    {"value", "现状", CELL_TEXT, 12},
    {"period", "数据期间", CELL_TEXT, 16},
    {"standing", "收集", CELL_TEXT, 12},
    {"state", "状态代码", CELL_HIDDEN, 0},
    {"state_words", "状态", CELL_TEXT, 0},
    {"light", "灯代码", CELL_HIDDEN, 0},
    {"light_words", "灯", CELL_TEXT, 0},
    {"reason_code", "原因代码", CELL_HIDDEN, 0},
    {"reason", "原因", CELL_HIDDEN, 0},
    {"due", "时限", CELL_TEXT, 0},
    {"due_kind", "时限性质", CELL_HIDDEN, 0},
    {"departments", "牵头部门", CELL_TEXT, 22},
    {"binding", "约束性质", CELL_HIDDEN, 0},
    {"post", "岗位代码", CELL_HIDDEN, 0},
    {"post_name", "责任岗位", CELL_TEXT, 18},
    {"holder_a", "A角", CELL_HIDDEN, 0},
    {"holder_b", "B角", CELL_HIDDEN, 0},
    {"whose", "谁的事", CELL_HIDDEN, 0},
    {"next_at", "下次变化", CELL_HIDDEN, 0},
    {"revision", "版次", CELL_HIDDEN, 0},
    {"clause", "条款", CELL_HIDDEN, 0},
    {"cooperating", "配合", CELL_HIDDEN, 0},
    {"judged_by", "判定依据", CELL_HIDDEN, 0},
    {"waits_for", "待审定", CELL_TEXT, 24},
    {"reviewer", "审定人", CELL_HIDDEN, 0},
    {"counts_as_lagging", "计入滞后", CELL_HIDDEN, 0},
};
#define ROW_COLUMNS (sizeof ROW / sizeof ROW[0])

/* Beside the value, where one line is shown: what somebody else publishes of the same period. */
#define PUBLISHED_AFTER "value"
static const struct table_column PUBLISHED = {"official", "官方公布值", CELL_TEXT, 0};

/* `published` NULL: a table without its column. */
static void row_add(struct table *table, const Duban__Alert__DutyRow *r, const char *published)
{
    const char *cells[ROW_COLUMNS + 1], *const all[ROW_COLUMNS] = {r->duty,         r->title,       r->short_title,
                                                                   r->type,         r->institution, r->institution_name,
                                                                   r->target,       r->value,       r->period,
                                                                   r->standing,     r->state,       r->state_words,
                                                                   r->light,        r->light_words, r->reason_code,
                                                                   r->reason_words, r->due,         r->due_kind,
                                                                   r->departments,  r->binding,     r->post,
                                                                   r->post_name,    r->holder_a,    r->holder_b,
                                                                   r->whose,        r->next_at,     NUMBER(r->revision),
                                                                   r->clause,       r->cooperating, r->judged_by,
                                                                   r->waits_for,    r->reviewer,    r->counts_as_lagging};
    size_t n = 0;
    for (size_t i = 0; i < ROW_COLUMNS; i++) {
        cells[n++] = all[i];
        if (published != NULL && strcmp(ROW[i].key, PUBLISHED_AFTER) == 0)
            cells[n++] = published;
    }
    table_add_n(table, cells, n);
}

static int list(struct cli *cli, int argc, char **argv)
{
    Duban__Alert__DutiesRequest body = DUBAN__ALERT__DUTIES_REQUEST__INIT;
    const char *of = "", *state = "", *person = "", *alliance = "";
    bool returns = false, all = false;
    const struct option_spec specs[] = {
        {"--of", &of, NULL},   {"--state", &state, NULL},       {"--person", &person, NULL}, {"--returns", NULL, &returns},
        {"--all", NULL, &all}, {"--alliance", &alliance, NULL}, {NULL, NULL, NULL}};
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    scoped(client_reply_done) Duban__Alert__Reply *reply = NULL;
    scoped(table_done) struct table table;
    size_t n;
    table_init(&table, "duties", "", ROW, ROW_COLUMNS);
    if (!options_read(specs, argc, argv, &n) || n > 1)
        return verb_misused(&VERB_DUTY);
    request.alliance = (char *)alliance;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_DUTIES;
    request.duties = &body;
    body.duty = n == 1 ? argv[0] : (char *)"";
    body.institution = (char *)of;
    body.state = (char *)state;
    body.person = (char *)person;
    body.returns = returns;
    body.closed = all;
    int code = alert_ask(cli, &request, &reply);
    for (size_t i = 0; code == EXIT_GOOD && i < reply->duties->n_rows; i++)
        row_add(&table, reply->duties->rows[i], NULL);
    return code == EXIT_GOOD ? table_print_one(cli, &table) : code;
}

/* A record that says more than the list does. */
static void record_of(struct table *table, const Duban__Alert__DutyShowReply *show, const char *published)
{
    static struct table_column columns[ROW_COLUMNS + 1];
    size_t n = 0;
    for (size_t i = 0; i < ROW_COLUMNS; i++) {
        columns[n] = ROW[i];
        if (columns[n].type == CELL_HIDDEN && strstr(columns[n].zh, "代码") == NULL)
            columns[n].type = CELL_TEXT;
        n++;
        if (strcmp(ROW[i].key, PUBLISHED_AFTER) == 0)
            columns[n++] = PUBLISHED;
    }
    table_init(table, "duty", "", columns, n);
    table->record = true;
    row_add(table, show->row, published);
}

/* What is published of the judged period, as `duban value` prints it; "" for nothing. The exit code is compute's: without it the
 * rest is shown all the same. */
static int ask_published(struct cli *cli, const char *alliance, const Duban__Alert__DutyShowReply *show, struct text *ret)
{
    Duban__Compute__Request request = DUBAN__COMPUTE__REQUEST__INIT;
    Duban__Compute__AskValue body = DUBAN__COMPUTE__ASK_VALUE__INIT;
    scoped(client_reply_done) Duban__Compute__Reply *reply = NULL;
    if (show->published_indicator[0] == '\0')
        return EXIT_GOOD;
    body.alliance = (char *)alliance;
    body.indicator = show->published_indicator;
    body.of = show->row->institution;
    body.period = show->published_period;
    body.window = show->published_window;
    body.months = 1;
    request.command_case = DUBAN__COMPUTE__REQUEST__COMMAND_VALUE;
    request.value = &body;
    int code = compute_ask(cli, &request, &reply);
    for (size_t i = 0; code == EXIT_GOOD && i < reply->n_values; i++)
        if (strcmp(reply->values[i]->indicator, show->published_indicator) != 0 && reply->values[i]->has_value)
            text_printf(ret, "%s%s", reply->values[i]->printed, reply->values[i]->unit);
    return code;
}

static void draft_table(struct table *table)
{
    static const struct table_column columns[] = {
        {"draft", "函稿", CELL_NUMBER, 0}, {"duty", "事项", CELL_TEXT, 0},     {"institution_name", "机构", CELL_TEXT, 0},
        {"to", "致", CELL_TEXT, 0},        {"relation", "关系", CELL_TEXT, 0}, {"made", "拟稿", CELL_TEXT, 0},
        {"state", "状态", CELL_TEXT, 0},   {"subject", "标题", CELL_TEXT, 50}, {"body", "正文", CELL_HIDDEN, 0},
    };
    table_init(table, "drafts", "工作联系函", columns, sizeof columns / sizeof columns[0]);
}

static void draft_add(struct table *table, const Duban__Alert__DraftRow *l)
{
    table_add(table, NUMBER(l->draft_id), l->duty, l->institution_name, l->to, l->relation, l->made, l->state, l->subject, l->body);
}

struct dossier {
    struct table row, quotes, history, episodes, rungs, acts, drafts;
};

static void dossier_init(struct dossier *d, const Duban__Alert__DutyShowReply *show, const char *published)
{
    static const struct table_column quote[] = {{"text", "原文", CELL_TEXT, 90}};
    static const struct table_column history[] = {
        {"at", "时间", CELL_TEXT, 0},         {"state", "状态", CELL_TEXT, 0},   {"value", "现状", CELL_TEXT, 0},
        {"period", "数据期间", CELL_TEXT, 0}, {"reason", "原因", CELL_TEXT, 50},
    };
    static const struct table_column episode[] = {
        {"ladder", "阶梯", CELL_TEXT, 0},   {"period", "期间", CELL_TEXT, 0}, {"number", "次", CELL_NUMBER, 0},
        {"state", "状态", CELL_TEXT, 0},    {"opened", "起", CELL_TEXT, 0},   {"closed", "止", CELL_TEXT, 0},
        {"baseline", "基线", CELL_BOOL, 0}, {"why", "说明", CELL_TEXT, 50},
    };
    static const struct table_column rung[] = {
        {"ladder", "阶梯", CELL_TEXT, 0},        {"period", "期间", CELL_TEXT, 0}, {"number", "次", CELL_NUMBER, 0},
        {"rung", "步骤", CELL_TEXT, 0},          {"due", "应在", CELL_TEXT, 0},    {"outcome", "结果", CELL_TEXT, 0},
        {"recipients", "收件人", CELL_TEXT, 24}, {"why", "说明", CELL_TEXT, 40},
    };
    static const struct table_column act[] = {
        {"act", "办理", CELL_NUMBER, 0}, {"kind", "种类", CELL_TEXT, 0},       {"at", "时间", CELL_TEXT, 0},
        {"actor", "经手", CELL_TEXT, 0}, {"on_behalf_of", "代", CELL_TEXT, 0}, {"how", "方式", CELL_TEXT, 0},
        {"note", "说明", CELL_TEXT, 40}, {"document", "文号", CELL_TEXT, 24},  {"reviewer", "审核", CELL_TEXT, 0},
    };
    record_of(&d->row, show, published);
    table_init(&d->quotes, "quotes", "原文", quote, 1);
    table_init(&d->history, "history", "状态沿革", history, sizeof history / sizeof history[0]);
    table_init(&d->episodes, "episodes", "提醒过程", episode, sizeof episode / sizeof episode[0]);
    table_init(&d->rungs, "rungs", "提醒步骤", rung, sizeof rung / sizeof rung[0]);
    table_init(&d->acts, "acts", "办理", act, sizeof act / sizeof act[0]);
    draft_table(&d->drafts);
}

static void dossier_done(struct dossier *d)
{
    table_done(&d->row);
    table_done(&d->quotes);
    table_done(&d->history);
    table_done(&d->episodes);
    table_done(&d->rungs);
    table_done(&d->acts);
    table_done(&d->drafts);
}

static void dossier_fill(struct dossier *d, const Duban__Alert__DutyShowReply *show)
{
    for (size_t i = 0; i < show->n_quotes; i++)
        table_add(&d->quotes, show->quotes[i]);
    for (size_t i = 0; i < show->n_history; i++) {
        const Duban__Alert__HistoryRow *h = show->history[i];
        table_add(&d->history, h->at, h->state_words, h->value, h->period, h->reason_words);
    }
    for (size_t i = 0; i < show->n_episodes; i++) {
        const Duban__Alert__EpisodeRow *e = show->episodes[i];
        table_add(&d->episodes, e->ladder, e->period, NUMBER(e->number), e->state, e->opened, e->closed, YES_NO(e->baseline),
                  e->why);
    }
    for (size_t i = 0; i < show->n_rungs; i++) {
        const Duban__Alert__RungRow *r = show->rungs[i];
        table_add(&d->rungs, r->ladder, r->period, NUMBER(r->number), r->rung, r->due, r->outcome, r->recipients, r->why);
    }
    for (size_t i = 0; i < show->n_acts; i++) {
        const Duban__Alert__ActRow *a = show->acts[i];
        table_add(&d->acts, NUMBER(a->act_id), a->kind, a->at, a->actor, a->on_behalf_of, a->how, a->note, a->document,
                  a->reviewer);
    }
    for (size_t i = 0; i < show->n_drafts; i++)
        draft_add(&d->drafts, show->drafts[i]);
}

static int show(struct cli *cli, int argc, char **argv)
{
    Duban__Alert__DutyShowRequest body = DUBAN__ALERT__DUTY_SHOW_REQUEST__INIT;
    const char *of = "", *alliance = "";
    const struct option_spec specs[] = {{"--of", &of, NULL}, {"--alliance", &alliance, NULL}, {NULL, NULL, NULL}};
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    scoped(client_reply_done) Duban__Alert__Reply *reply = NULL;
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n != 1)
        return verb_misused(&VERB_DUTY);
    request.alliance = (char *)alliance;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_DUTY_SHOW;
    request.duty_show = &body;
    body.duty = argv[0];
    body.institution = (char *)of;
    int code = alert_ask(cli, &request, &reply);
    if (code == EXIT_GOOD && reply->duty_show->row == NULL)
        code = client_garbled("alert");
    if (code != EXIT_GOOD)
        return code;
    struct dossier d;
    scoped(text_done) struct text published;
    text_init(&published, PUBLISHED_MAX_BYTES);
    int asked = ask_published(cli, alliance, reply->duty_show, &published);
    dossier_init(&d, reply->duty_show, published.s);
    dossier_fill(&d, reply->duty_show);
    code = table_print(cli, (const struct table *const[]){&d.row, &d.quotes, &d.history, &d.episodes, &d.rungs, &d.acts, &d.drafts},
                       7);
    dossier_done(&d);
    if (reply->duty_show->more_history)
        cli_more((int64_t)reply->duty_show->n_history);
    return code == EXIT_GOOD ? asked : code;
}

static int calls(struct cli *cli, int argc, char **argv)
{
    static const struct table_column columns[] = {
        {"call", "序号", CELL_NUMBER, 0},
        {"since", "自", CELL_TEXT, 0},
        {"duty", "事项", CELL_TEXT, 0},
        {"title", "名称", CELL_TEXT, 40},
        {"institution_name", "机构", CELL_TEXT, 14},
        {"post_name", "岗位", CELL_TEXT, 18},
        {"person", "找谁", CELL_TEXT, 0},
        {"phone", "电话", CELL_TEXT, 0},
        {"why", "为什么", CELL_TEXT, 30},
        {"settled", "了结", CELL_TEXT, 0},
    };
    Duban__Alert__CallsRequest body = DUBAN__ALERT__CALLS_REQUEST__INIT;
    const char *alliance = "";
    bool all = false;
    const struct option_spec specs[] = {{"--all", NULL, &all}, {"--alliance", &alliance, NULL}, {NULL, NULL, NULL}};
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    scoped(client_reply_done) Duban__Alert__Reply *reply = NULL;
    scoped(table_done) struct table table;
    size_t n;
    table_init(&table, "calls", "", columns, sizeof columns / sizeof columns[0]);
    if (!options_read(specs, argc, argv, &n) || n != 0)
        return verb_misused(&VERB_DUTY);
    request.alliance = (char *)alliance;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_CALLS;
    request.calls = &body;
    body.done = all;
    int code = alert_ask(cli, &request, &reply);
    for (size_t i = 0; code == EXIT_GOOD && i < reply->calls->n_rows; i++) {
        const Duban__Alert__CallRow *c = reply->calls->rows[i];
        table_add(&table, NUMBER(c->call_id), c->since, c->duty, c->title, c->institution_name, c->post_name, c->person, c->phone,
                  c->why, c->settled);
    }
    return code == EXIT_GOOD ? table_print_one(cli, &table) : code;
}

/* What the desk takes over into its own letter. */
static void print_draft(const Duban__Alert__DraftRow *l)
{
    printf("致：%s\n主题：%s\n\n%s\n", l->to, l->subject, l->body);
}

static int drafts(struct cli *cli, int argc, char **argv)
{
    Duban__Alert__DraftsRequest body = DUBAN__ALERT__DRAFTS_REQUEST__INIT;
    const char *alliance = "";
    const struct option_spec specs[] = {{"--alliance", &alliance, NULL}, {NULL, NULL, NULL}};
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    scoped(client_reply_done) Duban__Alert__Reply *reply = NULL;
    scoped(table_done) struct table table;
    size_t n;
    draft_table(&table);
    table.zh = "";
    if (!options_read(specs, argc, argv, &n) || n > 1)
        return verb_misused(&VERB_DUTY);
    request.alliance = (char *)alliance;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_DRAFTS;
    request.drafts = &body;
    body.duty = n == 1 ? argv[0] : (char *)"";
    int code = alert_ask(cli, &request, &reply);
    for (size_t i = 0; code == EXIT_GOOD && i < reply->drafts->n_rows; i++)
        draft_add(&table, reply->drafts->rows[i]);
    if (code == EXIT_GOOD && n == 1 && !cli->json && reply->drafts->n_rows > 0) {
        for (size_t i = 0; i < reply->drafts->n_rows; i++)
            print_draft(reply->drafts->rows[i]);
        return EXIT_GOOD;
    }
    return code == EXIT_GOOD ? table_print_one(cli, &table) : code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    static const struct subverb subverbs[] = {{"list", list}, {"show", show}, {"calls", calls}, {"drafts", drafts}};
    return verb_dispatch(cli, &VERB_DUTY, subverbs, sizeof subverbs / sizeof subverbs[0], argc, argv);
}

const struct verb VERB_DUTY = {"duty", "事项：列出、查看", "the lines of the plan", USAGE, run};

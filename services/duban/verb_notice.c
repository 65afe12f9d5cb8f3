/* verb_notice.c: duban notice, duban letterbox: what was said to whom, what would be said, and the page in the product. */
#include <stdio.h>
#include <string.h>

#include "duban/client.h"
#include "duban/options.h"
#include "duban/table.h"
#include "duban/verb.h"
#include "lib/decimal.h"
#include "shared/list_max.h"

#define LIST_DEFAULT 200

static const char USAGE_NOTICE[] =
    "  duban notice list [--person CODE] [--duty ID] [--from 2025-12-15] [--to 2025-12-31] [--limit N]\n"
    "      通知台账：给谁、何时、哪条通道、结果，没有发出的写明原因；缺省200条，至多1000条 (the ledger; 200 unless told, 1000 at "
    "most)\n"
    "  duban notice preview [--template NAME --duty ID | --notice N] [--channel smtp|letterbox|im|sms]\n"
    "      用实际数据看一封信 (a letter with real data; nothing is sent)\n"
    "  duban notice why N              一条通知的来龙去脉：属于哪次提醒的哪一步，每封信的每次投递\n"
    "                                  (one notice: its episode and step, each attempt of each letter)\n"
    "  duban notice resend MESSAGE --by WHO --reason WHY   再发一次失败的信 (sends a failed message again)\n"
    "  --alliance CODE    医共体代码 (alliance)\n";

static const char USAGE_LETTERBOX[] = "  duban letterbox PERSON             站内信目录 (letters of a person)\n"
                                      "  duban letterbox PERSON LETTER      一封站内信 (one of them)\n"
                                      "  --alliance CODE    医共体代码 (alliance)\n";

static bool read_number(const char *word, int64_t most, int64_t *ret)
{
    i128 n;
    if (i128_parse(word, strlen(word), &n) != ST_OK || n < 1 || n > most) {
        (void)cli_fail_with(EXIT_WRONG_USE, "不是合适的号码", "not a number that fits here", word);
        return false;
    }
    *ret = (int64_t)n;
    return true;
}

struct word {
    const char *code, *zh;
};

static const char *word_of(const struct word *words, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i].code, code) == 0)
            return words[i].zh;
    return code;
}
#define WORD(words, code) word_of(words, sizeof(words) / sizeof(words)[0], code)

static const struct word NOTICE_STATES[] = {
    {"pending", "待处理"}, {"gathered", "已入信"}, {"cancelled", "已取消"}, {"withdrawn", "已撤回"}};
static const struct word MESSAGE_STATES[] = {{"gathering", "汇集中"},   {"ready", "待发"},
                                             {"sending", "发送中"},     {"sent", "已发出"},
                                             {"failed", "没能发出"},    {"shadowed", "试运行，未发"},
                                             {"off", "通道关闭，未发"}, {"not_allowed", "不在名单，未发"}};
static const struct word CHANNELS[] = {{"smtp", "邮件"}, {"letterbox", "站内信"}};

static const struct table_column LEDGER[] = {
    {"notice", "通知", CELL_NUMBER, 0},
    {"notice_key", "键", CELL_HIDDEN, 0},
    {"created", "时间", CELL_TEXT, 0},
    {"duty", "事项", CELL_TEXT, 0},
    {"institution", "机构", CELL_TEXT, 0},
    {"template", "种类", CELL_TEXT, 0},
    {"person", "收件人", CELL_TEXT, 0},
    {"state", "状态代码", CELL_HIDDEN, 0},
    {"state_words", "状态", CELL_TEXT, 0},
    {"outcome_code", "结果代码", CELL_HIDDEN, 0},
    {"outcome", "结果", CELL_TEXT, 30},
    {"value_revisions", "所示数值版次", CELL_HIDDEN, 0},
    {"message", "信", CELL_NUMBER, 0},
    {"channel", "通道代码", CELL_HIDDEN, 0},
    {"channel_words", "通道", CELL_TEXT, 0},
    {"business_day", "发信日", CELL_TEXT, 0},
    {"sequence", "次", CELL_HIDDEN, 0},
    {"message_state", "信的状态代码", CELL_HIDDEN, 0},
    {"message_state_words", "信的状态", CELL_TEXT, 0},
    {"subject", "主题", CELL_TEXT, 46},
    {"sent", "发出", CELL_TEXT, 0},
    {"maybe_twice", "可能重复", CELL_BOOL, 0},
    {"attempts", "试投", CELL_NUMBER, 0},
    {"last_answer", "对方答复", CELL_HIDDEN, 0},
    {"message_outcome_code", "信的结果代码", CELL_HIDDEN, 0},
    {"message_outcome", "信的结果", CELL_TEXT, 30},
};

/* A row a delivery; a notice without one has a row of its own, with the reason. */
static void ledger_add(struct table *table, const Duban__Notify__Notice *n)
{
    static const Duban__Notify__Delivery nothing = DUBAN__NOTIFY__DELIVERY__INIT;
    for (size_t i = 0; i < n->n_deliveries || i == 0; i++) {
        const Duban__Notify__Delivery *d = n->n_deliveries > 0 ? n->deliveries[i] : &nothing;
        table_add(table, NUMBER(n->notice_id), n->notice_key, INSTANT(n->created_us), n->duty, n->institution, n->template_name,
                  n->person, n->state, WORD(NOTICE_STATES, n->state), n->outcome_code, n->outcome_zh, n->value_revisions,
                  d->message_id > 0 ? NUMBER(d->message_id) : "", d->channel, WORD(CHANNELS, d->channel), d->business_day,
                  NUMBER(d->sequence), d->state, WORD(MESSAGE_STATES, d->state), d->subject, INSTANT(d->sent_us),
                  YES_NO(d->maybe_twice), d->message_id > 0 ? NUMBER(d->attempts) : "", d->last_answer, d->outcome_code,
                  d->outcome_zh);
    }
}

static int print_ledger(const struct cli *cli, const Duban__Notify__Reply *reply, size_t shown_max)
{
    scoped(table_done) struct table table;
    table_init(&table, "notices", "", LEDGER, sizeof LEDGER / sizeof LEDGER[0]);
    for (size_t i = 0; i < reply->n_notices && i < shown_max; i++)
        ledger_add(&table, reply->notices[i]);
    int code = table_print_one(cli, &table);
    if (reply->n_notices > shown_max)
        cli_more((int64_t)shown_max);
    return code;
}

static int list(struct cli *cli, int argc, char **argv)
{
    Duban__Notify__ListNotices body = DUBAN__NOTIFY__LIST_NOTICES__INIT;
    const char *person = "", *duty = "", *from = "", *to = "", *alliance = "", *limit_word = NULL;
    const struct option_spec specs[] = {
        {"--person", &person, NULL},    {"--duty", &duty, NULL},         {"--from", &from, NULL}, {"--to", &to, NULL},
        {"--limit", &limit_word, NULL}, {"--alliance", &alliance, NULL}, {NULL, NULL, NULL}};
    Duban__Notify__Request request = DUBAN__NOTIFY__REQUEST__INIT;
    scoped(client_reply_done) Duban__Notify__Reply *reply = NULL;
    int64_t limit = LIST_DEFAULT;
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n != 0)
        return verb_misused(&VERB_NOTICE);
    if (limit_word != NULL && !read_number(limit_word, NOTICES_SHOWN_MAX, &limit))
        return EXIT_WRONG_USE;
    request.command_case = DUBAN__NOTIFY__REQUEST__COMMAND_LIST;
    request.list = &body;
    body.alliance = (char *)alliance;
    body.person = (char *)person;
    body.duty = (char *)duty;
    body.from_day = (char *)from;
    body.to_day = (char *)to;
    body.limit = (uint32_t)limit + 1; /* one more tells whether there is more */
    int code = notify_ask(cli, &request, &reply);
    return code == EXIT_GOOD ? print_ledger(cli, reply, (size_t)limit) : code;
}

static int print_letter(const struct cli *cli, const char *subject, const char *text)
{
    static const struct table_column columns[] = {{"subject", "主题", CELL_TEXT, 0}, {"body", "正文", CELL_TEXT, 0}};
    if (!cli->json) {
        if (subject[0] != '\0')
            printf("主题：%s\n\n", subject);
        printf("%s\n", text);
        return EXIT_GOOD;
    }
    scoped(table_done) struct table table;
    table_init(&table, "letter", "", columns, 2);
    table.record = true;
    table_add(&table, subject, text);
    return table_print_one(cli, &table);
}

static int preview(struct cli *cli, int argc, char **argv)
{
    Duban__Notify__Preview body = DUBAN__NOTIFY__PREVIEW__INIT;
    const char *template = "", *duty = "", *channel = "", *alliance = "", *notice = NULL;
    const struct option_spec specs[] = {{"--template", &template, NULL}, {"--duty", &duty, NULL},
                                        {"--channel", &channel, NULL},   {"--notice", &notice, NULL},
                                        {"--alliance", &alliance, NULL}, {NULL, NULL, NULL}};
    Duban__Notify__Request request = DUBAN__NOTIFY__REQUEST__INIT;
    scoped(client_reply_done) Duban__Notify__Reply *reply = NULL;
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n != 0 || (notice == NULL && (template[0] == '\0' || duty[0] == '\0')))
        return verb_misused(&VERB_NOTICE);
    if (notice != NULL && !read_number(notice, INT64_MAX, &body.notice_id))
        return EXIT_WRONG_USE;
    request.command_case = DUBAN__NOTIFY__REQUEST__COMMAND_PREVIEW;
    request.preview = &body;
    body.alliance = (char *)alliance;
    body.template_name = (char *)template;
    body.duty = (char *)duty;
    body.channel = (char *)channel;
    int code = notify_ask(cli, &request, &reply);
    return code == EXIT_GOOD ? print_letter(cli, reply->subject, reply->body) : code;
}

/* ---- one notice: ← episode ← step, and → letter → attempt ---- */

static const struct word LADDERS[] = {{"before_due", "临期"}, {"behind", "滞后"}, {"overdue", "逾期"}, {"return", "报送"}};
static const struct word EPISODE_STATES[] = {{"open", "未结"}, {"acked", "已签收"}, {"explained", "已说明"}, {"closed", "已结束"}};
static const struct word OUTCOMES[] = {{"started", "已开始，未见结果"},
                                       {"accepted", "对方已收"},
                                       {"temporary", "对方暂不能收"},
                                       {"refused", "对方拒收"},
                                       {"lost", "没有见到结果，可能已收"}};

static void origin_add(struct table *table, const Duban__Notify__Notice *n)
{
    table_add(table, n->ladder, WORD(LADDERS, n->ladder), n->period, n->ladder[0] != '\0' ? NUMBER(n->episode_number) : "", n->rung,
              n->episode_state, WORD(EPISODE_STATES, n->episode_state));
}

static bool tries_add(struct table *table, const Duban__Notify__Delivery *d)
{
    for (size_t i = 0; i < d->n_tries; i++) {
        const Duban__Notify__Attempt *a = d->tries[i];
        table_add(table, NUMBER(d->message_id), d->channel, WORD(CHANNELS, d->channel), NUMBER(a->number), INSTANT(a->started_us),
                  INSTANT(a->finished_us), a->outcome, WORD(OUTCOMES, a->outcome), a->answer);
    }
    return d->n_tries < d->attempts;
}

static int print_origin(const struct cli *cli, const Duban__Notify__Reply *reply)
{
    static const struct table_column origin[] = {
        {"ladder", "阶梯代码", CELL_HIDDEN, 0},
        {"ladder_words", "阶梯", CELL_TEXT, 0},
        {"period", "期间", CELL_TEXT, 0},
        {"number", "第几次", CELL_NUMBER, 0},
        {"rung", "步骤", CELL_TEXT, 0},
        {"episode_state", "状态代码", CELL_HIDDEN, 0},
        {"episode_state_words", "状态", CELL_TEXT, 0},
    };
    static const struct table_column attempt[] = {
        {"message", "信", CELL_NUMBER, 0},
        {"channel", "通道代码", CELL_HIDDEN, 0},
        {"channel_words", "通道", CELL_TEXT, 0},
        {"attempt", "第几次", CELL_NUMBER, 0},
        {"started", "开始", CELL_TEXT, 0},
        {"finished", "结束", CELL_TEXT, 0},
        {"outcome_code", "结果代码", CELL_HIDDEN, 0},
        {"outcome", "结果", CELL_TEXT, 0},
        {"answer", "对方答复", CELL_TEXT, 50},
    };
    scoped(table_done) struct table ledger, origins, attempts;
    bool more = false;
    table_init(&ledger, "notices", "", LEDGER, sizeof LEDGER / sizeof LEDGER[0]);
    table_init(&origins, "episode", "属于哪次提醒", origin, sizeof origin / sizeof origin[0]);
    table_init(&attempts, "attempts", "每次投递", attempt, sizeof attempt / sizeof attempt[0]);
    for (size_t i = 0; i < reply->n_notices; i++) {
        ledger_add(&ledger, reply->notices[i]);
        origin_add(&origins, reply->notices[i]);
        for (size_t k = 0; k < reply->notices[i]->n_deliveries; k++)
            more = tries_add(&attempts, reply->notices[i]->deliveries[k]) || more;
    }
    int code = table_print(cli, (const struct table *const[]){&ledger, &origins, &attempts}, 3);
    if (more)
        cli_more((int64_t)attempts.n_rows);
    return code;
}

static int why(struct cli *cli, int argc, char **argv)
{
    Duban__Notify__AskNotice body = DUBAN__NOTIFY__ASK_NOTICE__INIT;
    const char *alliance = "";
    const struct option_spec specs[] = {{"--alliance", &alliance, NULL}, {NULL, NULL, NULL}};
    Duban__Notify__Request request = DUBAN__NOTIFY__REQUEST__INIT;
    scoped(client_reply_done) Duban__Notify__Reply *reply = NULL;
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n != 1)
        return verb_misused(&VERB_NOTICE);
    if (!read_number(argv[0], INT64_MAX, &body.notice_id))
        return EXIT_WRONG_USE;
    request.command_case = DUBAN__NOTIFY__REQUEST__COMMAND_WHY;
    request.why = &body;
    body.alliance = (char *)alliance;
    int code = notify_ask(cli, &request, &reply);
    return code == EXIT_GOOD ? print_origin(cli, reply) : code;
}

static int resend(struct cli *cli, int argc, char **argv)
{
    Duban__Notify__Resend body = DUBAN__NOTIFY__RESEND__INIT;
    const char *by = NULL, *reason = NULL, *alliance = "";
    const struct option_spec specs[] = {
        {"--by", &by, NULL}, {"--reason", &reason, NULL}, {"--alliance", &alliance, NULL}, {NULL, NULL, NULL}};
    Duban__Notify__Request request = DUBAN__NOTIFY__REQUEST__INIT;
    scoped(client_reply_done) Duban__Notify__Reply *reply = NULL;
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n != 1 || by == NULL || reason == NULL)
        return verb_misused(&VERB_NOTICE);
    if (!read_number(argv[0], INT64_MAX, &body.message_id))
        return EXIT_WRONG_USE;
    request.command_case = DUBAN__NOTIFY__REQUEST__COMMAND_RESEND;
    request.resend = &body;
    body.alliance = (char *)alliance;
    body.by = (char *)by;
    body.reason = (char *)reason;
    int code = notify_ask(cli, &request, &reply);
    if (code == EXIT_GOOD && !cli->json)
        printf("%s\n", reply->words_zh);
    return code == EXIT_GOOD && cli->json ? print_ledger(cli, reply, NOTICES_SHOWN_MAX) : code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    static const struct subverb subverbs[] = {{"list", list}, {"preview", preview}, {"why", why}, {"resend", resend}};
    return verb_dispatch(cli, &VERB_NOTICE, subverbs, sizeof subverbs / sizeof subverbs[0], argc, argv);
}

static int letterbox(struct cli *cli, int argc, char **argv)
{
    static const struct table_column columns[] = {
        {"letter", "信", CELL_NUMBER, 0}, {"placed", "时间", CELL_TEXT, 0}, {"subject", "主题", CELL_TEXT, 0}};
    Duban__Notify__AskLetterbox body = DUBAN__NOTIFY__ASK_LETTERBOX__INIT;
    const char *alliance = "";
    const struct option_spec specs[] = {{"--alliance", &alliance, NULL}, {NULL, NULL, NULL}};
    Duban__Notify__Request request = DUBAN__NOTIFY__REQUEST__INIT;
    scoped(client_reply_done) Duban__Notify__Reply *reply = NULL;
    scoped(table_done) struct table table;
    size_t n;
    table_init(&table, "letters", "", columns, sizeof columns / sizeof columns[0]);
    if (!options_read(specs, argc, argv, &n) || n < 1 || n > 2)
        return verb_misused(&VERB_LETTERBOX);
    if (n == 2 && !read_number(argv[1], INT64_MAX, &body.letter_id))
        return EXIT_WRONG_USE;
    request.command_case = DUBAN__NOTIFY__REQUEST__COMMAND_LETTERBOX;
    request.letterbox = &body;
    body.alliance = (char *)alliance;
    body.person = argv[0];
    int code = notify_ask(cli, &request, &reply);
    if (code != EXIT_GOOD)
        return code;
    if (n == 2 && reply->n_letters == 1)
        return print_letter(cli, reply->letters[0]->subject, reply->letters[0]->body);
    for (size_t i = 0; i < reply->n_letters; i++)
        table_add(&table, NUMBER(reply->letters[i]->letter_id), INSTANT(reply->letters[i]->placed_us), reply->letters[i]->subject);
    code = table_print_one(cli, &table);
    if (reply->more)
        cli_more((int64_t)reply->n_letters);
    return code;
}

const struct verb VERB_NOTICE = {"notice", "通知台账，信的预览", "the ledger of notices; previews", USAGE_NOTICE, run};
const struct verb VERB_LETTERBOX = {"letterbox", "站内信", "letters on the page in the product", USAGE_LETTERBOX, letterbox};

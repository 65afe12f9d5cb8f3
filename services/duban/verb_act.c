/* verb_act.c: duban act, duban why: what people do about a line, and why it stands as it does. */
#include <stdio.h>
#include <string.h>

#include "duban/client.h"
#include "duban/options.h"
#include "duban/table.h"
#include "duban/verb.h"

static const char USAGE_ACT[] =
    "  duban act acknowledge DUTY --by PERSON [--note TEXT]      签收；写了说明即为说明 (took it; a note is the explanation)\n"
    "  duban act evidence DUTY --by PERSON --document NO|--note TEXT   交佐证 (hands in evidence)\n"
    "  duban act close DUTY --by PERSON [--note TEXT]            销号；审核人不是提交人，也不是本岗位 (closes it; by neither the "
    "one who submitted nor the line's own post)\n"
    "  duban act return DUTY --by PERSON --note WHY              退回补正；退回的人不是提交人，责任岗位收到原因\n"
    "                                        (does not accept the evidence; who answers for the line hears why)\n"
    "  duban act override DUTY --by PERSON --reviewer PERSON --note WHY\n"
    "                                        数字未达而销号：写明原因，提请另一人审定，审定前状态不变\n"
    "                                        (proposes to close it against the number; nothing changes yet)\n"
    "  duban act confirm DUTY --by REVIEWER [--note TEXT]        审定强制销号；提请的人、代登记的人不能审定\n"
    "                                        (the one named confirms it and it is closed; nobody who proposed it can)\n"
    "\n"
    "  --of CODE              机构代码；只有一家时可不写 (institution)\n"
    "  --on-behalf-of PERSON  代谁登记 (for whom it is entered)   --how 电话|当面|批示 (how he said it)\n"
    "  --alliance CODE        医共体代码 (alliance)\n";

static const char USAGE_WHY[] = "  duban why DUTY [--of CODE] [--alliance CODE]\n"
                                "      状态从何而来：规则、目标、原文、通知，以及没有通知的原因\n"
                                "      (the light, its rule, target and quotation; notices, and why others were not sent)\n";

struct act {
    const char *of, *by, *note, *document, *reviewer, *behalf, *how, *alliance;
};

static int act(struct cli *cli, Duban__Alert__ActKind kind, int argc, char **argv)
{
    static const struct table_column columns[] = {
        {"act", "办理编号", CELL_NUMBER, 0}, {"state", "状态代码", CELL_HIDDEN, 0}, {"state_words", "状态", CELL_TEXT, 0}};
    struct act a = {"", NULL, "", "", "", "", "", ""};
    const struct option_spec specs[] = {{"--of", &a.of, NULL},
                                        {"--by", &a.by, NULL},
                                        {"--note", &a.note, NULL},
                                        {"--document", &a.document, NULL},
                                        {"--reviewer", &a.reviewer, NULL},
                                        {"--on-behalf-of", &a.behalf, NULL},
                                        {"--how", &a.how, NULL},
                                        {"--alliance", &a.alliance, NULL},
                                        {NULL, NULL, NULL}};
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__ActRequest body = DUBAN__ALERT__ACT_REQUEST__INIT;
    scoped(client_reply_done) Duban__Alert__Reply *reply = NULL;
    scoped(table_done) struct table table;
    size_t n;
    table_init(&table, "act", "", columns, sizeof columns / sizeof columns[0]);
    table.record = true;
    if (!options_read(specs, argc, argv, &n) || n != 1 || a.by == NULL)
        return verb_misused(&VERB_ACT);
    request.alliance = (char *)a.alliance;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_ACT;
    request.act = &body;
    body.kind = kind;
    body.duty = argv[0];
    body.institution = (char *)a.of;
    body.actor = (char *)a.by;
    body.on_behalf_of = (char *)a.behalf;
    body.how = (char *)a.how;
    body.note = (char *)a.note;
    body.document = (char *)a.document;
    body.reviewer = (char *)a.reviewer;
    int code = alert_ask(cli, &request, &reply);
    if (code != EXIT_GOOD)
        return code;
    table_add(&table, NUMBER(reply->act->act_id), reply->act->state, reply->act->state_words);
    return table_print_one(cli, &table);
}

static int acknowledge(struct cli *cli, int argc, char **argv)
{
    return act(cli, DUBAN__ALERT__ACT_KIND__ACT_KIND_ACKNOWLEDGE, argc, argv);
}

static int evidence(struct cli *cli, int argc, char **argv)
{
    return act(cli, DUBAN__ALERT__ACT_KIND__ACT_KIND_EVIDENCE, argc, argv);
}

static int close_verb(struct cli *cli, int argc, char **argv)
{
    return act(cli, DUBAN__ALERT__ACT_KIND__ACT_KIND_CLOSE, argc, argv);
}

static int override(struct cli *cli, int argc, char **argv)
{
    return act(cli, DUBAN__ALERT__ACT_KIND__ACT_KIND_OVERRIDE, argc, argv);
}

static int confirm(struct cli *cli, int argc, char **argv)
{
    return act(cli, DUBAN__ALERT__ACT_KIND__ACT_KIND_CONFIRM, argc, argv);
}

static int return_verb(struct cli *cli, int argc, char **argv)
{
    return act(cli, DUBAN__ALERT__ACT_KIND__ACT_KIND_RETURN, argc, argv);
}

static int run(struct cli *cli, int argc, char **argv)
{
    static const struct subverb subverbs[] = {{"acknowledge", acknowledge}, {"evidence", evidence}, {"close", close_verb},
                                              {"return", return_verb},      {"override", override}, {"confirm", confirm}};
    return verb_dispatch(cli, &VERB_ACT, subverbs, sizeof subverbs / sizeof subverbs[0], argc, argv);
}

static int print_tree(const struct cli *cli, const Duban__Alert__WhyReply *why)
{
    static const struct table_column columns[] = {{"depth", "层", CELL_NUMBER, 0},
                                                  {"what", "项", CELL_TEXT, 0},
                                                  {"words", "内容", CELL_TEXT, 0},
                                                  {"code", "编号", CELL_TEXT, 0}};
    if (!cli->json) {
        for (size_t i = 0; i < why->n_lines; i++) {
            const Duban__Alert__WhyLine *line = why->lines[i];
            printf("%*s%s：%s%s%s%s\n", (int)(line->depth % 16) * 2, "", line->what, line->words, line->code[0] != '\0' ? "（" : "",
                   line->code, line->code[0] != '\0' ? "）" : "");
        }
        return EXIT_GOOD;
    }
    scoped(table_done) struct table table;
    table_init(&table, "why", "", columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < why->n_lines; i++)
        table_add(&table, NUMBER(why->lines[i]->depth), why->lines[i]->what, why->lines[i]->words, why->lines[i]->code);
    return table_print_one(cli, &table);
}

static int why(struct cli *cli, int argc, char **argv)
{
    Duban__Alert__WhyRequest body = DUBAN__ALERT__WHY_REQUEST__INIT;
    const char *of = "", *alliance = "";
    const struct option_spec specs[] = {{"--of", &of, NULL}, {"--alliance", &alliance, NULL}, {NULL, NULL, NULL}};
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    scoped(client_reply_done) Duban__Alert__Reply *reply = NULL;
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n != 1)
        return verb_misused(&VERB_WHY);
    request.alliance = (char *)alliance;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_WHY;
    request.why = &body;
    body.duty = argv[0];
    body.institution = (char *)of;
    int code = alert_ask(cli, &request, &reply);
    if (code == EXIT_GOOD)
        code = print_tree(cli, reply->why);
    if (reply != NULL && reply->why != NULL && reply->why->more)
        cli_more((int64_t)reply->why->n_lines);
    return code;
}

const struct verb VERB_ACT = {"act", "办理：签收、交佐证、销号", "acknowledge, evidence, close, return, override, confirm",
                              USAGE_ACT, run};
const struct verb VERB_WHY = {"why", "状态和通知的由来", "why a line stands as it does", USAGE_WHY, why};

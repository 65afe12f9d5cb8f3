/* verb_batch.c: duban batch: what came in, and what a person decides about it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duban/batch_act.h"
#include "duban/client.h"
#include "duban/options.h"
#include "duban/receipt.h"
#include "duban/verb.h"
#include "lib/decimal.h"
#include "shared/list_max.h"

#define LIST_DEFAULT 50

static const char USAGE[] =
    "  duban batch list [--kind K] [--of CODE] [--period 2025-11] [--state held] [--limit N] [--alliance CODE]\n"
    "      缺省50条，至多2000条 (50 unless told, 2000 at most)\n"
    "  duban batch show BATCH                          一批及其拒收、提示 (one batch with its findings)\n"
    "  duban batch accept BATCH --by WHO --reason WHY    以待定的一批为准 (a held batch counts from now on)\n"
    "  duban batch reject BATCH --by WHO --reason WHY    退回待定的一批 (a held batch is sent back)\n"
    "  duban batch withdraw BATCH --by WHO --reason WHY  撤回已入库的一批 (a stored batch counts no more)\n"
    "\n"
    "状态 (states): open 传送中，held 待人定，committed 已入库，rejected 已退回，withdrawn 已撤回，abandoned 已放弃\n";

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

static int list(struct cli *cli, int argc, char **argv)
{
    Duban__Ingest__ListBatches body = DUBAN__INGEST__LIST_BATCHES__INIT;
    const char *kind = "", *of = "", *period = "", *state = "", *alliance = "", *limit_word = NULL;
    const struct option_spec specs[] = {{"--kind", &kind, NULL},
                                        {"--of", &of, NULL},
                                        {"--period", &period, NULL},
                                        {"--state", &state, NULL},
                                        {"--limit", &limit_word, NULL},
                                        {"--alliance", &alliance, NULL},
                                        {NULL, NULL, NULL}};
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    scoped(client_reply_done) Duban__Ingest__Reply *reply = NULL;
    scoped(table_done) struct table table;
    int64_t limit = LIST_DEFAULT;
    size_t n;
    receipt_table(&table);
    if (!options_read(specs, argc, argv, &n) || n != 0)
        return verb_misused(&VERB_BATCH);
    if (limit_word != NULL && !read_number(limit_word, BATCHES_SHOWN_MAX, &limit))
        return EXIT_WRONG_USE;
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_LIST;
    request.list = &body;
    body.alliance = (char *)alliance;
    body.kind = (char *)kind;
    body.institution = (char *)of;
    body.period = (char *)period;
    body.state = (char *)state;
    body.limit = (uint32_t)limit + 1; /* one more tells whether there is more */
    int code = ingest_ask(cli, &request, &reply);
    if (code != EXIT_GOOD)
        return code;
    for (size_t i = 0; i < reply->n_batches && i < (size_t)limit; i++)
        receipt_add(&table, reply->batches[i]);
    code = table_print_one(cli, &table);
    if (reply->n_batches > (size_t)limit)
        cli_more(limit);
    return code;
}

static int show(struct cli *cli, int argc, char **argv)
{
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    Duban__Ingest__ShowBatch body = DUBAN__INGEST__SHOW_BATCH__INIT;
    scoped(client_reply_done) Duban__Ingest__Reply *reply = NULL;
    scoped(table_done) struct table batch, findings;
    receipt_table(&batch);
    finding_table(&findings);
    batch.name = "batch";
    batch.record = true;
    if (argc != 1)
        return verb_misused(&VERB_BATCH);
    if (!read_number(argv[0], INT64_MAX, &body.batch_id))
        return EXIT_WRONG_USE;
    request.command_case = DUBAN__INGEST__REQUEST__COMMAND_SHOW;
    request.show = &body;
    int code = ingest_ask(cli, &request, &reply);
    if (code == EXIT_GOOD && reply->n_batches != 1)
        code = client_garbled("ingest");
    if (code != EXIT_GOOD)
        return code;
    receipt_add(&batch, reply->batches[0]);
    finding_add(&findings, reply->batches[0]);
    return table_print(cli, (const struct table *const[]){&batch, &findings}, 2);
}

int batch_decide(struct cli *cli, enum batch_act act, int64_t batch_id, const char *by, const char *reason, struct table *table)
{
    Duban__Ingest__Request request = DUBAN__INGEST__REQUEST__INIT;
    Duban__Ingest__Decide body = DUBAN__INGEST__DECIDE__INIT;
    scoped(client_reply_done) Duban__Ingest__Reply *reply = NULL;
    body.batch_id = batch_id;
    body.by = (char *)by;
    body.reason = (char *)reason;
    switch (act) {
    case BATCH_ACCEPT:
        request.command_case = DUBAN__INGEST__REQUEST__COMMAND_ACCEPT;
        request.accept = &body;
        break;
    case BATCH_REJECT:
        request.command_case = DUBAN__INGEST__REQUEST__COMMAND_REJECT;
        request.reject = &body;
        break;
    case BATCH_WITHDRAW:
        request.command_case = DUBAN__INGEST__REQUEST__COMMAND_WITHDRAW;
        request.withdraw = &body;
        break;
    }
    int code = ingest_ask(cli, &request, &reply);
    if (code != EXIT_GOOD)
        return code;
    for (size_t i = 0; table != NULL && i < reply->n_batches; i++)
        receipt_add(table, reply->batches[i]);
    if (table == NULL)
        printf("%s\n", reply->words_zh);
    return EXIT_GOOD;
}

static int decide(struct cli *cli, enum batch_act act, int argc, char **argv)
{
    const char *by = NULL, *reason = NULL;
    const struct option_spec specs[] = {{"--by", &by, NULL}, {"--reason", &reason, NULL}, {NULL, NULL, NULL}};
    scoped(table_done) struct table table;
    int64_t batch_id;
    size_t n;
    receipt_table(&table);
    if (!options_read(specs, argc, argv, &n) || n != 1 || by == NULL || reason == NULL)
        return verb_misused(&VERB_BATCH);
    if (!read_number(argv[0], INT64_MAX, &batch_id))
        return EXIT_WRONG_USE;
    int code = batch_decide(cli, act, batch_id, by, reason, cli->json ? &table : NULL);
    return code == EXIT_GOOD && cli->json ? table_print_one(cli, &table) : code;
}

static int accept(struct cli *cli, int argc, char **argv)
{
    return decide(cli, BATCH_ACCEPT, argc, argv);
}

static int reject(struct cli *cli, int argc, char **argv)
{
    return decide(cli, BATCH_REJECT, argc, argv);
}

static int withdraw(struct cli *cli, int argc, char **argv)
{
    return decide(cli, BATCH_WITHDRAW, argc, argv);
}

static int run(struct cli *cli, int argc, char **argv)
{
    static const struct subverb subverbs[] = {
        {"list", list}, {"show", show}, {"accept", accept}, {"reject", reject}, {"withdraw", withdraw}};
    return verb_dispatch(cli, &VERB_BATCH, subverbs, sizeof subverbs / sizeof subverbs[0], argc, argv);
}

const struct verb VERB_BATCH = {"batch", "批次：列出、受理、退回、撤回", "batches: list, accept, reject, withdraw", USAGE, run};

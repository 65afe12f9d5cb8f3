/* verb_ingest.c: duban ingest: files and folders of returns, one batch a file. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "duban/batch_act.h"
#include "duban/file_list.h"
#include "duban/options.h"
#include "duban/progress.h"
#include "duban/receipt.h"
#include "duban/upload.h"
#include "duban/verb.h"

static const char USAGE[] =
    "  duban ingest [选项] FILE|DIR …     报送文件；目录则报送其中全部文件 (sends files, or all files of folders)\n"
    "\n"
    "类别、机构、月份由文件名和内容看出，看不出时再写明 (told from the file, unless it is named here):\n"
    "  --kind KIND       数据类别 (record kind)\n"
    "  --of CODE         机构代码 (institution)\n"
    "  --period 2025-11  月份 (month)\n"
    "  --by WHO          报送人，缺省为登录名 (who sends)\n"
    "  --alliance CODE   医共体代码 (alliance)\n"
    "  --dry-run         只检查，不入库 (checks everything, keeps nothing)\n"
    "  --unattended      无人值守：超出门槛的差异留待人定，不询问；有留待人定的，退出码为1\n"
    "                    (holds instead of asking; exit 1 if any file is held)\n"
    "  --summary         每类一行，只逐个列出有问题的文件 (a line a kind, and the files with trouble)\n"
    "  --progress        不在终端上也显示进度 (progress also without a terminal)\n"
    "  --findings        列出拒收和提示的每一处 (every reject and warning)\n";

/* More kinds than a catalog has. */
#define KINDS_MAX 64

struct kind_sum {
    char name[64];
    int64_t files, read, good, rejected, duplicate;
};

struct run {
    struct cli *cli;
    struct upload_wish wish;
    bool summary, findings;
    struct progress_bar bar;
    struct upload_progress progress;
    struct table batches, found;
    size_t failed, held, known;
    struct kind_sum sums[KINDS_MAX]; /* of what was taken, for --summary */
    size_t n_sums;
};

static void add_up(struct run *run, const Duban__Ingest__Batch *batch)
{
    size_t i = 0;
    while (i < run->n_sums && strcmp(run->sums[i].name, batch->kind_name) != 0)
        i++;
    if (i == KINDS_MAX)
        return;
    struct kind_sum *sum = &run->sums[i];
    if (i == run->n_sums)
        snprintf(run->sums[run->n_sums++].name, sizeof sum->name, "%s", batch->kind_name);
    sum->files++;
    sum->read += batch->rows_read;
    sum->good += batch->rows_good;
    sum->rejected += batch->rows_rejected;
    sum->duplicate += batch->rows_duplicate;
}

/* A person looks at the difference of a re-sent month and decides now. The question is no fact: it goes where cli_confirm asks. */
static int decide_now(struct run *run, const Duban__Ingest__Reply *reply)
{
    const Duban__Ingest__Batch *batch = reply->batches[0];
    progress_clear(&run->bar);
    fprintf(stderr, "%s\n", reply->words_zh);
    receipt_line(stderr, batch->file_name, batch);
    bool accepted = cli_confirm("以本次为准？(does this file replace the earlier one?)");
    int code = batch_decide(run->cli, accepted ? BATCH_ACCEPT : BATCH_REJECT, batch->batch_id, run->wish.by,
                            accepted ? "报送时确认" : "报送时取消", run->cli->json ? &run->batches : NULL);
    if (code != EXIT_GOOD)
        return code;
    finding_add(&run->found, batch);
    if (accepted)
        add_up(run, batch);
    return EXIT_GOOD;
}

/* The same content once more: the batch in the answer is the earlier one, and is not told as if it had come in now. */
static bool is_known(const Duban__Ingest__Reply *reply)
{
    return strcmp(reply->reason_code, "I-ING-312") == 0 && reply->n_batches == 1;
}

static void tell_known(struct run *run, const char *name, const Duban__Ingest__Reply *reply)
{
    run->known++;
    receipt_add_known(&run->batches, reply->batches[0]);
    if (run->cli->json || run->summary)
        return;
    progress_clear(&run->bar);
    printf("%s：%s\n", name, reply->words_zh);
}

static void tell_batch(struct run *run, const char *path, const Duban__Ingest__Reply *reply)
{
    const char *slash = strrchr(path, '/');
    if (is_known(reply)) {
        tell_known(run, slash != NULL ? slash + 1 : path, reply);
        return;
    }
    for (size_t i = 0; i < reply->n_batches; i++) {
        const Duban__Ingest__Batch *batch = reply->batches[i];
        bool trouble = batch->hold_reason[0] != '\0';
        add_up(run, batch);
        receipt_add(&run->batches, batch);
        finding_add(&run->found, batch);
        if (run->cli->json || (run->summary && !trouble))
            continue;
        progress_clear(&run->bar);
        receipt_line(stdout, slash != NULL ? slash + 1 : path, batch);
    }
    if (reply->n_batches == 0 && reply->words_zh[0] != '\0' && !run->cli->json)
        printf("%s：%s\n", slash != NULL ? slash + 1 : path, reply->words_zh);
}

static int send_one(struct run *run, const char *path)
{
    scoped(client_reply_done) Duban__Ingest__Reply *reply = NULL;
    int code = upload_file(run->cli, path, &run->wish, &run->progress, &reply);
    if (code != EXIT_GOOD) {
        progress_clear(&run->bar);
        fprintf(stderr, "  %s\n", path);
        run->failed++;
        return code;
    }
    if (reply->status == DUBAN__INGEST__STATUS__STATUS_ASKS && reply->n_batches == 1) {
        if (!run->wish.unattended && !run->wish.dry_run)
            return decide_now(run, reply);
        run->held++;
    }
    tell_batch(run, path, reply);
    return EXIT_GOOD;
}

static int print_summary(const struct run *run)
{
    static const struct table_column columns[] = {
        {"kind", "类别", CELL_TEXT, 0},
        {"files", "文件", CELL_NUMBER, 0},
        {"rows_read", "读", CELL_NUMBER, 0},
        {"rows_good", "计入", CELL_NUMBER, 0},
        {"rows_rejected", "拒收", CELL_NUMBER, 0},
        {"rows_duplicate", "重复", CELL_NUMBER, 0},
    };
    scoped(table_done) struct table table;
    table_init(&table, "kinds", "", columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < run->n_sums; i++) {
        const struct kind_sum *sum = &run->sums[i];
        table_add(&table, sum->name, NUMBER(sum->files), NUMBER(sum->read), NUMBER(sum->good), NUMBER(sum->rejected),
                  NUMBER(sum->duplicate));
    }
    return table_print_one(run->cli, &table);
}

static int print_all(const struct run *run)
{
    if (run->cli->json)
        return table_print(run->cli, (const struct table *const[]){&run->batches, &run->found}, run->findings ? 2 : 1);
    if (run->findings && run->found.n_rows > 0)
        return table_print_one(run->cli, &run->found);
    return run->summary ? print_summary(run) : EXIT_GOOD;
}

/* Goes on after a refused file: its sender gets one line, the others are in (law 11). Not after a service that does not answer. */
static int send_all(struct run *run, const struct file_list *list)
{
    int worst = EXIT_GOOD;
    for (size_t i = 0; i < list->n && worst != EXIT_CANNOT_REACH; i++) {
        run->progress.file = i + 1;
        int code = send_one(run, list->paths[i]);
        worst = code > worst ? code : worst;
    }
    progress_close(&run->bar, &run->progress);
    int printed = print_all(run);
    if (run->failed > 0)
        fprintf(stderr, "%zu个文件没有收下 (%zu files were refused)\n", run->failed, run->failed);
    if (run->known > 0)
        fprintf(stderr, "%zu个文件的内容已经收过，未作改动 (%zu files were in already)\n", run->known, run->known);
    if (run->held > 0)
        fprintf(stderr, "%zu个文件待人定：duban batch list --state held (%zu files are held)\n", run->held, run->held);
    if (run->held > 0 && worst == EXIT_GOOD) /* it does not count yet: who sends by a timetable is to hear of it */
        worst = EXIT_CHECK_FAILED;
    return worst == EXIT_GOOD ? printed : worst;
}

static const char *login(void)
{
    const char *name = getlogin();
    if (name == NULL)
        name = getenv("USER");
    return name != NULL && name[0] != '\0' ? name : "operator";
}

static int ingest(struct cli *cli, int argc, char **argv)
{
    struct run run = {.cli = cli, .wish = {"", "", "", "", NULL, false, false}};
    bool progress = false;
    const struct option_spec specs[] = {
        {"--kind", &run.wish.kind, NULL},
        {"--of", &run.wish.institution, NULL},
        {"--period", &run.wish.period, NULL},
        {"--by", &run.wish.by, NULL},
        {"--alliance", &run.wish.alliance, NULL},
        {"--dry-run", NULL, &run.wish.dry_run},
        {"--unattended", NULL, &run.wish.unattended},
        {"--summary", NULL, &run.summary},
        {"--progress", NULL, &progress},
        {"--findings", NULL, &run.findings},
        {NULL, NULL, NULL},
    };
    scoped(file_list_done) struct file_list list = {0};
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n == 0)
        return verb_misused(&VERB_INGEST);
    run.wish.by = run.wish.by != NULL ? run.wish.by : login();
    run.wish.unattended = run.wish.unattended || !isatty(STDIN_FILENO);
    for (size_t i = 0; i < n; i++)
        if (file_list_add(&list, argv[i]) != EXIT_GOOD)
            return EXIT_WRONG_USE;
    receipt_table(&run.batches);
    finding_table(&run.found);
    progress_open(&run.bar, progress);
    run.progress = (struct upload_progress){.bytes_all = list.bytes, .files = list.n, .tell = progress_tell, .arg = &run.bar};
    int code = send_all(&run, &list);
    table_done(&run.batches);
    table_done(&run.found);
    return code;
}

const struct verb VERB_INGEST = {"ingest", "报送文件", "send returns", USAGE, ingest};

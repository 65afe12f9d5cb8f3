/* verb_clock.c: duban clock: business time, shown, placed, stepped. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "duban/clock_store.h"
#include "duban/options.h"
#include "duban/quiet.h"
#include "duban/table.h"
#include "duban/verb.h"
#include "lib/date.h"
#include "lib/db.h"
#include "lib/decimal.h"
#include "lib/event.h"

/* A step may set off a whole catalog's judgements and their mails. */
#define TIMEOUT_DEFAULT_S 600
#define TIMEOUT_MAX_S     86400
#define RATE_MAX          1000000
/* A year has some thousand instants at which something is due; more stops than this is a mistake. */
#define STOPS_MAX 100000

static const char USAGE[] =
    "  duban clock show                     业务时间，及还有多少待办 (business time, and what is under way)\n"
    "  duban clock set WHEN [--rate N]      定位到 WHEN；缺省停住不走 (places it; it stands unless a rate is given)\n"
    "  duban clock step --to WHEN           办完后跳到 WHEN，再等办完 (waits until quiet, jumps, waits again)\n"
    "  duban clock advance --to WHEN        逐个到期时刻走到 WHEN (the same, stopping at each instant that something is due)\n"
    "\n"
    "WHEN 写作 2025-12-15 或 \"2025-12-15 08:30\"，北京时间 (local time of China)\n"
    "  --timeout SECONDS  等办完的时限，缺省600秒 (how long to wait until quiet)\n";

static bool number_option(const char *word, int64_t least, int64_t most, int64_t *ret)
{
    i128 n;
    if (word == NULL)
        return true;
    if (i128_parse(word, strlen(word), &n) != ST_OK || n < least || n > most) {
        (void)cli_fail_with(EXIT_WRONG_USE, "不是合适的数", "not a number that fits here", word);
        return false;
    }
    *ret = (int64_t)n;
    return true;
}

static bool instant_option(const char *word, int64_t *ret_us)
{
    if (word != NULL && instant_parse(word, strlen(word), ret_us) == ST_OK)
        return true;
    (void)cli_fail_with(EXIT_WRONG_USE, "不是时刻（如 2025-12-15 08:30）", "not an instant", word != NULL ? word : "--to");
    return false;
}

static int show(struct cli *cli, int argc, char **argv)
{
    static const struct table_column columns[] = {
        {"business_time", "业务时间", CELL_TEXT, 0},
        {"placed", "人工定位", CELL_BOOL, 0},
        {"rate", "快慢", CELL_TEXT, 0},
        {"ingest", "ingest 待办", CELL_NUMBER, 0},
        {"compute", "compute 待办", CELL_NUMBER, 0},
        {"alert", "alert 待办", CELL_NUMBER, 0},
        {"notify", "notify 待办", CELL_NUMBER, 0},
        {"lanes", "未计完的批次通道", CELL_NUMBER, 0},
        {"messages", "未发出的信", CELL_NUMBER, 0},
        {"parked", "搁置的待办", CELL_NUMBER, 0},
        {"business_us", "业务时间微秒", CELL_HIDDEN, 0},
    };
    struct db *db = NULL;
    struct business_clock row;
    struct clock_work w;
    int64_t now_us;
    char rate[64];
    (void)argv;
    if (argc != 0)
        return verb_misused(&VERB_CLOCK);
    int code = cli_connect(cli, "operator", &db);
    if (code == EXIT_GOOD)
        code = cli_database_status(db, clock_business_read(db, &row));
    if (code == EXIT_GOOD)
        code = quiet_look(db, &w, &now_us);
    if (code == EXIT_GOOD) {
        scoped(table_done) struct table table;
        table_init(&table, "clock", "", columns, sizeof columns / sizeof columns[0]);
        table.record = true;
        snprintf(rate, sizeof rate, row.rate_den == 1 ? "%" PRId64 : "%" PRId64 "/%" PRId64, row.rate_num, row.rate_den);
        table_add(&table, INSTANT(now_us), YES_NO(row.placed), rate, NUMBER(w.count[WORK_INGEST]), NUMBER(w.count[WORK_COMPUTE]),
                  NUMBER(w.count[WORK_ALERT]), NUMBER(w.count[WORK_NOTIFY]), NUMBER(w.count[WORK_LANES]),
                  NUMBER(w.count[WORK_MESSAGES]), NUMBER(w.count[WORK_PARKED]), NUMBER(now_us));
        code = table_print_one(cli, &table);
    }
    db_close(db);
    return code;
}

static int refuse_past(void)
{
    return cli_fail(EXIT_CHECK_FAILED, "业务时间只进不退：现在已晚于所给时刻", "business time never runs backwards");
}

static int place(struct cli *cli, struct db *db, int64_t at_us, int64_t rate_num, int64_t rate_den)
{
    enum status st = clock_store_place(db, at_us, rate_num, rate_den);
    if (st == ST_CONFLICT)
        return refuse_past();
    if (st == ST_OK)
        cli_tell_all(cli, EVENT_CLOCK_SET, 0, at_us);
    return cli_database_status(db, st);
}

static int tell_time(const struct cli *cli, int64_t at_us)
{
    static const struct table_column columns[] = {{"business_time", "业务时间", CELL_TEXT, 0}};
    scoped(table_done) struct table table;
    table_init(&table, "clock", "", columns, 1);
    table.record = true;
    table_add(&table, INSTANT(at_us));
    return table_print_one(cli, &table);
}

static int set(struct cli *cli, int argc, char **argv)
{
    const char *rate_word = NULL;
    const struct option_spec specs[] = {{"--rate", &rate_word, NULL}, {NULL, NULL, NULL}};
    struct db *db = NULL;
    int64_t at_us, rate = 0;
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n != 1)
        return verb_misused(&VERB_CLOCK);
    if (!instant_option(argv[0], &at_us) || !number_option(rate_word, 0, RATE_MAX, &rate))
        return EXIT_WRONG_USE;
    int code = cli_connect(cli, "operator", &db);
    if (code == EXIT_GOOD)
        code = place(cli, db, at_us, rate, 1);
    db_close(db);
    return code == EXIT_GOOD ? tell_time(cli, at_us) : code;
}

struct move {
    int64_t to_us, timeout_s;
};

static int read_move(int argc, char **argv, struct move *ret)
{
    const char *to = NULL, *timeout = NULL;
    const struct option_spec specs[] = {{"--to", &to, NULL}, {"--timeout", &timeout, NULL}, {NULL, NULL, NULL}};
    size_t n;
    ret->timeout_s = TIMEOUT_DEFAULT_S;
    if (!options_read(specs, argc, argv, &n) || n != 0 || to == NULL)
        return verb_misused(&VERB_CLOCK);
    return instant_option(to, &ret->to_us) && number_option(timeout, 1, TIMEOUT_MAX_S, &ret->timeout_s) ? EXIT_GOOD
                                                                                                        : EXIT_WRONG_USE;
}

/* As the command begins: a clock that runs may pass to_us while it waits, and that is no fault. */
static int check_not_past(struct db *db, int64_t to_us)
{
    int64_t now_us;
    int code = cli_database_status(db, clock_business_now(db, &now_us));
    return code == EXIT_GOOD && to_us < now_us ? refuse_past() : code;
}

/* The clock keeps its rate: one that stands goes on standing; one that ran past to_us by itself is there already. */
static int jump(struct cli *cli, struct db *db, int64_t to_us, int64_t timeout_s)
{
    struct business_clock row;
    int code = quiet_wait(db, timeout_s);
    if (code == EXIT_GOOD)
        code = cli_database_status(db, clock_business_read(db, &row));
    if (code == EXIT_GOOD && business_clock_at(&row, clock_wall_us()) < to_us)
        code = place(cli, db, to_us, row.rate_num, row.rate_den);
    return code == EXIT_GOOD ? quiet_wait(db, timeout_s) : code;
}

static int step(struct cli *cli, int argc, char **argv)
{
    struct move move;
    struct db *db = NULL;
    int code = read_move(argc, argv, &move);
    if (code == EXIT_GOOD)
        code = cli_connect(cli, "operator", &db);
    if (code == EXIT_GOOD)
        code = check_not_past(db, move.to_us);
    if (code == EXIT_GOOD)
        code = jump(cli, db, move.to_us, move.timeout_s);
    db_close(db);
    return code == EXIT_GOOD ? tell_time(cli, move.to_us) : code;
}

static int walk(struct cli *cli, struct db *db, const struct move *move)
{
    int code = check_not_past(db, move->to_us);
    if (code == EXIT_GOOD)
        code = quiet_wait(db, move->timeout_s);
    for (int i = 0; code == EXIT_GOOD && i < STOPS_MAX; i++) {
        int64_t now_us, next_us = CLOCK_NEVER_US;
        enum status st = clock_business_now(db, &now_us);
        if (st == ST_OK && now_us >= move->to_us)
            return EXIT_GOOD;
        if (st == ST_OK)
            st = clock_store_next(db, now_us, &next_us);
        code = cli_database_status(db, st);
        if (code == EXIT_GOOD)
            code = jump(cli, db, next_us < move->to_us ? next_us : move->to_us, move->timeout_s);
    }
    return code;
}

static int advance(struct cli *cli, int argc, char **argv)
{
    struct move move;
    struct db *db = NULL;
    int code = read_move(argc, argv, &move);
    if (code == EXIT_GOOD)
        code = cli_connect(cli, "operator", &db);
    if (code == EXIT_GOOD)
        code = walk(cli, db, &move);
    db_close(db);
    return code == EXIT_GOOD ? tell_time(cli, move.to_us) : code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    static const struct subverb subverbs[] = {{"show", show}, {"set", set}, {"step", step}, {"advance", advance}};
    return verb_dispatch(cli, &VERB_CLOCK, subverbs, sizeof subverbs / sizeof subverbs[0], argc, argv);
}

const struct verb VERB_CLOCK = {"clock", "业务时间", "business time", USAGE, run};

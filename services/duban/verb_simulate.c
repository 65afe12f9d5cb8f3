/* verb_simulate.c: duban simulate: a plan's life on a fast clock, from its files alone: no database, no service, nothing sent. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duban/catalog_files.h"
#include "duban/options.h"
#include "duban/shipped.h"
#include "duban/simulate_page.h"
#include "duban/simulate_scheme.h"
#include "duban/table.h"
#include "duban/table_form.h"
#include "duban/verb.h"
#include "lib/date.h"
#include "lib/file.h"
#include "model/kind.h"
#include "model/plan.h"
#include "model/rules.h"
#include "model/simulate_value.h"

#define VALUES_MAX_BYTES  ((size_t)32 << 20)
#define PROBLEMS_MAX      200
#define SIMULATE_DAYS_MAX 3653 /* ten years */

static const char USAGE[] =
    "  duban simulate [DIR] --plan NAME --from DAY --to DAY [--data DIR] [--line DUTY] [--of CODE] [--scheme NAME]\n"
    "      推演：方案在这些天里会怎样：谁何时是什么状态、各岗位最忙一周有几条通知、哪些事项无人负责。\n"
    "      只读文件，不连数据库，什么也不发出。每页都标“推演，非结果”。\n"
    "      (what would happen to a plan: states, notices in each post's busiest week, lines that nobody owns; nothing is sent)\n"
    "\n"
    "DIR 缺省为程序旁的 deploy/catalog；方案旁须有机构和分工 (the plan needs its organisation and assignment beside it)\n"
    "  --from DAY, --to DAY   首日、末日 yyyy-MM-dd；首日视同督办起始日：规则写了 baseline 的，首日已有的问题不通知\n"
    "                (first and last day; supervision begins on the first: with a baseline in the rules, trouble that is there\n"
    "                by then is not told)\n"
    "  --data DIR    只读其中的 values.tsv（样例数值）：列 duty institution month value，可加 known reported small；\n"
    "                不给则全部未报。数值由人填写或取自 duban value；DIR 里各单位的报表文件不读，也不由它们计算\n"
    "                (sample values; without them nothing was reported; files of returns in DIR are not read)\n"
    "                known：何时得知，缺省为该月截点前一秒；reported：已报机构数，缺省为全部；small：true 为样本少\n"
    "  --line DUTY   状态变化只列这个事项 (changes of this line alone)\n"
    "  --of CODE     状态变化只列这家机构 (changes at this institution alone)\n"
    "  --scheme NAME  再按一种亮灯办法列出颜色、处置建议和扣分：base/schemes 中的 suqian、sanming、longxian、guangyuan 等\n"
    "                (colours, proposed acts and points by a municipal scheme)\n";

struct question {
    const char *plan, *from, *to, *data, *line, *of, *scheme;
};

struct answer {
    const struct catalog *catalog;
    const struct simulation *simulation;
    const struct question *question;
    struct table head, months, changes, returns, posts, unowned;
    struct scheme_tables scheme;
};

/* ---- tables ---- */

static void answer_init(struct answer *a)
{
    static const struct table_column head[] = {
        {"mark", "性质", CELL_TEXT, 0},
        {"plan", "方案", CELL_TEXT, 0},
        {"name", "名称", CELL_TEXT, 0},
        {"from", "首日", CELL_TEXT, 0},
        {"to", "末日", CELL_TEXT, 0},
        {"data", "数值", CELL_TEXT, 0},
        {"scheme", "亮灯办法", CELL_TEXT, 0},
        {"lines", "事项数", CELL_NUMBER, 0},
        {"subjects", "判定对象数", CELL_NUMBER, 0},
        {"notices", "通知数", CELL_NUMBER, 0},
        {"readings", "收阅人次", CELL_NUMBER, 0},
        {"calls", "待打电话数", CELL_NUMBER, 0},
        {"withdrawn", "撤回数", CELL_NUMBER, 0},
    };
    static const struct table_column months[] = {
        {"day", "月末", CELL_TEXT, 0},       {"state", "状态代码", CELL_HIDDEN, 0},   {"state_words", "状态", CELL_TEXT, 0},
        {"light_words", "灯", CELL_TEXT, 0}, {"count", "判定对象数", CELL_NUMBER, 0},
    };
    static const struct table_column changes[] = {
        {"at", "时间", CELL_TEXT, 0},
        {"duty", "编号", CELL_TEXT, 0},
        {"title", "事项", CELL_TEXT, 40},
        {"institution", "机构代码", CELL_HIDDEN, 0},
        {"institution_name", "机构", CELL_TEXT, 16},
        {"state", "状态代码", CELL_HIDDEN, 0},
        {"state_words", "状态", CELL_TEXT, 0},
        {"light_words", "灯", CELL_TEXT, 0},
        {"reason_code", "原因代码", CELL_HIDDEN, 0},
        {"period", "数据期间", CELL_TEXT, 0},
        {"post", "岗位代码", CELL_HIDDEN, 0},
        {"post_name", "责任岗位", CELL_TEXT, 18},
    };
    static const struct table_column returns[] = {
        {"month", "月份", CELL_TEXT, 0},  {"kind", "报表代码", CELL_HIDDEN, 0},    {"kind_name", "报表", CELL_TEXT, 30},
        {"owed", "应报", CELL_NUMBER, 0}, {"missing", "截点仍缺", CELL_NUMBER, 0},
    };
    static const struct table_column posts[] = {
        {"post", "岗位代码", CELL_HIDDEN, 0},          {"post_name", "岗位", CELL_TEXT, 24},
        {"notices", "通知条数", CELL_NUMBER, 0},       {"readings", "收阅人次", CELL_NUMBER, 0},
        {"days", "收信天数", CELL_NUMBER, 0},          {"week", "最忙一周(周一)", CELL_TEXT, 0},
        {"week_notices", "该周通知", CELL_NUMBER, 0},  {"week_readings", "该周人次", CELL_NUMBER, 0},
        {"week_days", "该周收信天数", CELL_NUMBER, 0}, {"calls", "待打电话", CELL_NUMBER, 0},
    };
    static const struct table_column unowned[] = {
        {"duty", "编号", CELL_TEXT, 0},
        {"title", "事项", CELL_TEXT, 50},
        {"institution", "机构代码", CELL_HIDDEN, 0},
        {"institution_name", "机构", CELL_TEXT, 16},
        {"kind", "报表", CELL_TEXT, 0},
        {"departments", "文件所列部门", CELL_TEXT, 30},
        {"why", "为什么", CELL_TEXT, 0},
    };
#define COLUMNS(columns) columns, sizeof columns / sizeof columns[0]
    table_init(&a->head, "simulation", SIMULATE_MARK, COLUMNS(head));
    table_init(&a->months, "months", "各月末状态", COLUMNS(months));
    table_init(&a->changes, "changes", "状态变化", COLUMNS(changes));
    table_init(&a->returns, "returns", "报表", COLUMNS(returns));
    table_init(&a->posts, "posts", "各岗位的通知", COLUMNS(posts));
    table_init(&a->unowned, "unowned", "无人负责", COLUMNS(unowned));
#undef COLUMNS
    a->head.record = true;
    scheme_tables_init(&a->scheme);
}

static void answer_done(struct answer *a)
{
    table_done(&a->head);
    table_done(&a->months);
    table_done(&a->changes);
    table_done(&a->returns);
    table_done(&a->posts);
    table_done(&a->unowned);
    scheme_tables_done(&a->scheme);
}

static size_t count_events(const struct simulation *simulation, enum simulated_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < simulation->n_events; i++)
        n += simulation->events[i].kind == kind;
    return n;
}

static void fill_head(struct answer *a)
{
    const struct simulation *s = a->simulation;
    const struct plan *plan = catalog_plan(a->catalog);
    size_t notices = 0;
    for (size_t i = 0; i < s->n_posts; i++)
        notices += s->posts[i].notices;
    table_add(&a->head, SIMULATE_MARK, catalog_plan_folder(a->catalog), plan->name, a->question->from, a->question->to,
              a->question->data != NULL ? "样例数值" : "没有数值，全部未报",
              a->question->scheme != NULL ? catalog_scheme(a->catalog, a->question->scheme)->zh : "", NUMBER(s->n_lines),
              NUMBER(s->n_subjects), NUMBER(notices), NUMBER(count_events(s, SIMULATED_NOTICE)),
              NUMBER(count_events(s, SIMULATED_CALL)), NUMBER(count_events(s, SIMULATED_WITHDRAWN)));
}

static void fill_changes(struct answer *a)
{
    const struct rules *rules = catalog_rules(a->catalog);
    for (size_t i = 0; i < a->simulation->n_events; i++) {
        const struct simulated_event *e = &a->simulation->events[i];
        if (e->kind != SIMULATED_STATE || (a->question->line != NULL && strcmp(a->question->line, e->duty->id) != 0) ||
            (a->question->of != NULL && strcmp(a->question->of, e->institution->code) != 0))
            continue;
        table_add(&a->changes, INSTANT(e->at_us), e->duty->id, e->duty->title, e->institution->code, e->institution->short_name,
                  duty_state_name(e->state), e->word, rules->lights[e->state].mark, reason_code(e->reason), MONTH(e->period),
                  e->post != NULL ? e->post->code : "", e->post != NULL ? e->post->name : "");
    }
}

/* ---- the states at the end of each month ---- */

struct last_state {
    const struct duty *duty;
    const struct institution *institution;
    enum duty_state state;
    bool is_over; /* its institution is gone */
};

static void take_state(struct last_state *states, size_t *n, const struct simulated_event *e, size_t counts[DUTY_STATE_COUNT])
{
    size_t i = 0;
    while (i < *n && (states[i].duty != e->duty || states[i].institution != e->institution))
        i++;
    if (i < *n && !states[i].is_over)
        counts[states[i].state]--;
    *n += i == *n;
    states[i] = (struct last_state){e->duty, e->institution, e->state, e->kind == SIMULATED_ENDED};
    counts[e->state] += e->kind == SIMULATED_STATE;
}

static void add_month(struct answer *a, int32_t date, const size_t counts[DUTY_STATE_COUNT])
{
    const struct rules *rules = catalog_rules(a->catalog);
    for (unsigned s = 0; s < DUTY_STATE_COUNT; s++)
        if (counts[s] > 0)
            table_add(&a->months, DAY(date), duty_state_name((enum duty_state)s), duty_state_zh((enum duty_state)s),
                      rules->lights[s].mark, NUMBER(counts[s]));
}

/* false: no memory. */
static bool fill_months(struct answer *a, int32_t from, int32_t to)
{
    const struct simulation *s = a->simulation;
    size_t n = 0, next = 0, counts[DUTY_STATE_COUNT] = {0};
    struct last_state *states = calloc(s->n_subjects + 1, sizeof *states);
    if (states == NULL)
        return false;
    for (int32_t month = month_of_date(from); month <= month_of_date(to); month++) {
        int32_t last = month_last_date(month) < to ? month_last_date(month) : to;
        for (; next < s->n_events && s->events[next].at_us < instant_of_date(last + 1, 0); next++)
            if (s->events[next].kind == SIMULATED_STATE || s->events[next].kind == SIMULATED_ENDED)
                take_state(states, &n, &s->events[next], counts);
        add_month(a, last, counts);
    }
    free(states);
    return true;
}

/* ---- */

static void fill_rest(struct answer *a)
{
    const struct simulation *s = a->simulation;
    for (size_t i = 0; i < s->n_returns; i++)
        table_add(&a->returns, MONTH(s->returns[i].month), s->returns[i].kind->name, s->returns[i].kind->zh,
                  NUMBER(s->returns[i].owed), NUMBER(s->returns[i].missing));
    for (size_t i = 0; i < s->n_posts; i++) {
        const struct simulated_post *p = &s->posts[i];
        table_add(&a->posts, p->post->code, p->post->name, NUMBER(p->notices), NUMBER(p->readings), NUMBER(p->days), DAY(p->week),
                  NUMBER(p->week_notices), NUMBER(p->week_readings), NUMBER(p->week_days), NUMBER(p->calls));
    }
    for (size_t i = 0; i < s->n_unowned; i++) {
        const struct simulated_unowned *u = &s->unowned[i];
        scoped(text_done) struct text departments;
        text_init(&departments, 4096);
        for (size_t d = 0; u->duty != NULL && d < u->duty->n_departments; d++)
            text_printf(&departments, "%s%s", d > 0 ? "、" : "", u->duty->departments[d]);
        table_add(&a->unowned, u->duty != NULL ? u->duty->id : "", u->duty != NULL ? u->duty->title : "",
                  u->institution != NULL ? u->institution->code : "", u->institution != NULL ? u->institution->short_name : "",
                  u->kind != NULL ? u->kind->zh : "", departments.s, u->zh);
    }
}

static int print_pages(const struct answer *a, const struct table *const *tables, size_t n)
{
    char *text = NULL;
    size_t len = 0;
    char about[256];
    FILE *buffer = open_memstream(&text, &len);
    if (buffer == NULL)
        return cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
    table_form_text(buffer, tables, n);
    int code = fclose(buffer) == 0 && text != NULL ? EXIT_GOOD : EXIT_CHECK_FAILED;
    snprintf(about, sizeof about, "%s  %s 至 %s", catalog_plan_folder(a->catalog), a->question->from, a->question->to);
    if (code == EXIT_GOOD)
        simulate_pages(stdout, text, about);
    else
        code = cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
    free(text);
    return code;
}

static int print(const struct cli *cli, struct answer *a, int32_t from, int32_t to)
{
    const struct table *const tables[] = {&a->head,    &a->months,  &a->posts,          &a->unowned,
                                          &a->returns, &a->changes, &a->scheme.colours, &a->scheme.steps};
    const size_t n = sizeof tables / sizeof tables[0] - (a->question->scheme == NULL ? 2 : 0);
    fill_head(a);
    fill_changes(a);
    fill_rest(a);
    bool whole = fill_months(a, from, to);
    if (whole && a->question->scheme != NULL)
        whole =
            scheme_tables_fill(catalog_scheme(a->catalog, a->question->scheme), a->catalog, a->simulation, from, to, &a->scheme);
    for (size_t i = 0; i < n; i++)
        whole = whole && !tables[i]->failed;
    if (!whole)
        return cli_fail(EXIT_CHECK_FAILED, "内存不足，结果不全", "out of memory: the result is not whole");
    return cli->json ? table_print(cli, tables, n) : print_pages(a, tables, n);
}

/* ---- the question ---- */

static int read_values(const struct catalog_files *files, const char *dir, int32_t to, struct simulated_values *values)
{
    char path[PATH_MAX];
    struct problems problems;
    scoped(text_done) struct text content, why;
    text_init(&content, VALUES_MAX_BYTES);
    text_init(&why, 256);
    if (snprintf(path, sizeof path, "%s/values.tsv", dir) >= (int)sizeof path || file_read(path, &content, &why) != ST_OK)
        return cli_fail_with(EXIT_CHECK_FAILED, "样例数值读不到：--data 的目录里要有 values.tsv，报表文件不读",
                             "the sample values cannot be read: the folder of --data needs values.tsv, returns are not read", path);
    problems_init(&problems, PROBLEMS_MAX);
    enum status st =
        simulated_values_read(files->catalog, files->organisation, to, "values.tsv", content.s, content.len, &problems, values);
    int code = cli_problems(&problems);
    problems_done(&problems);
    return code == EXIT_GOOD && st != ST_OK ? cli_fail(EXIT_CHECK_FAILED, "样例数值太多", "too many sample values") : code;
}

static bool read_day(const char *word, int32_t *ret)
{
    struct date_read read;
    if (word == NULL || date_parse(word, strlen(word), &read) != ST_OK)
        return false;
    *ret = read.date;
    return true;
}

static int simulate(const struct cli *cli, const struct catalog_files *files, const struct question *question, int32_t from,
                    int32_t to)
{
    scoped(simulated_values_done) struct simulated_values values = {0};
    scoped(simulation_done) struct simulation simulation = {0};
    int code = question->data != NULL ? read_values(files, question->data, to, &values) : EXIT_GOOD;
    if (code != EXIT_GOOD)
        return code;
    const struct simulate_input input = {.catalog = files->catalog,
                                         .organisation = files->organisation,
                                         .from = from,
                                         .to = to,
                                         .values = values.at,
                                         .n_values = values.n};
    enum status st = simulate_plan(&input, &simulation);
    if (st == ST_BAD_INPUT)
        return cli_fail(EXIT_CHECK_FAILED, "一个事项的提醒过程太多，请分段推演",
                        "a line has too many runs of trouble: simulate a part of the time");
    if (st != ST_OK)
        return cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
    struct answer answer = {.catalog = files->catalog, .simulation = &simulation, .question = question};
    answer_init(&answer);
    code = print(cli, &answer, from, to);
    answer_done(&answer);
    return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct question q = {0};
    const struct option_spec specs[] = {{"--plan", &q.plan, NULL},     {"--from", &q.from, NULL}, {"--to", &q.to, NULL},
                                        {"--data", &q.data, NULL},     {"--line", &q.line, NULL}, {"--of", &q.of, NULL},
                                        {"--scheme", &q.scheme, NULL}, {NULL, NULL, NULL}};
    char usual[PATH_MAX];
    scoped(catalog_files_done) struct catalog_files files = {0};
    int32_t from, to;
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n > 1 || q.plan == NULL || !read_day(q.from, &from) || !read_day(q.to, &to) ||
        from > to || to - from > SIMULATE_DAYS_MAX)
        return verb_misused(&VERB_SIMULATE);
    shipped_dir("catalog", usual);
    int code = catalog_files_load(&files, n == 1 ? argv[0] : usual, q.plan, NULL);
    if (code != EXIT_GOOD)
        return code;
    if (catalog_plan(files.catalog) == NULL || files.organisation == NULL)
        return cli_fail_with(EXIT_CHECK_FAILED, "方案旁没有机构和分工", "there is no organisation beside the plan", q.plan);
    if (q.line != NULL && catalog_duty(files.catalog, q.line) == NULL)
        return cli_fail_with(EXIT_CHECK_FAILED, "方案中没有这个事项", "there is no such line in the plan", q.line);
    if (q.of != NULL && organisation_institution_by_code(files.organisation, q.of) == NULL)
        return cli_fail_with(EXIT_CHECK_FAILED, "没有这家机构", "there is no such institution", q.of);
    if (q.scheme != NULL && catalog_scheme(files.catalog, q.scheme) == NULL)
        return cli_fail_with(EXIT_CHECK_FAILED, "没有这个亮灯办法，见 base/schemes",
                             "there is no such colour scheme in base/schemes", q.scheme);
    return simulate(cli, &files, &q, from, to);
}

const struct verb VERB_SIMULATE = {"simulate", "推演：一个方案会怎样，非结果",
                                   "what a plan would do, on a fast clock; not a result", USAGE, run};

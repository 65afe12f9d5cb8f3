/* verb_value.c: duban value, explain, audit: the numbers, where they come from, and the proof that they are right. */
#include <stdio.h>
#include <string.h>

#include "duban/client.h"
#include "duban/options.h"
#include "duban/table.h"
#include "duban/verb.h"
#include "lib/decimal.h"

#define MONTHS_MAX        120
#define LINES_MAX         5000
#define AUDIT_PATIENCE_MS 60000 /* every record is counted again */

static const char USAGE_VALUE[] =
    "  duban value INDICATOR --of CODE --period 2025-11 [--window ytd] [--months N] [--alliance CODE]\n"
    "\n"
    "  --of CODE     机构；上级节点即其下各家合计 (institution; a node means its members together)\n"
    "  --window W    month 当月，ytd 本年累计，rolling12 近12个月，year 全年，latest 最近 (缺省 month)\n"
    "  --months N    往前几个月，一并列出 (so many periods back)\n";

static const char USAGE_EXPLAIN[] =
    "  duban explain INDICATOR --of CODE --period 2025-11 [--window ytd] [--lines N] [--alliance CODE]\n"
    "      指标值的由来：口径、分子分母、各机构各月的统计量、批次和文件\n"
    "      (a value, its definition, the totals behind it, the batches behind those)\n"
    "  --lines N     再列出计入的各行：哪个文件第几行、计入多少，至多5000行 (and the rows that are counted, by file and line)\n";

static const char USAGE_AUDIT[] = "  duban audit [--measure NAME] [--alliance CODE]\n"
                                  "      用另一条路重新计数，与累计数逐格比较；有出入则退出码为1\n"
                                  "      (recounts all totals by SQL and compares; exit 1 if one differs)\n";

static const char *standing_zh(const char *standing)
{
    static const char *const words[][2] = {
        {"complete", "已报齐"}, {"partial", "未报齐"}, {"not_reported", "未报数"}, {"not_applicable", "不适用"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i][0], standing) == 0)
            return words[i][1];
    return standing;
}

static void value_table(struct table *table)
{
    static const struct table_column columns[] = {
        {"indicator", "指标代码", CELL_HIDDEN, 0},
        {"indicator_name", "指标", CELL_TEXT, 30},
        {"institution", "机构代码", CELL_HIDDEN, 0},
        {"institution_name", "机构", CELL_TEXT, 0},
        {"period", "期间", CELL_TEXT, 0},
        {"window", "口径期", CELL_HIDDEN, 0},
        {"has_value", "有值", CELL_HIDDEN, 0},
        {"value", "值", CELL_TEXT, 0},
        {"unit", "单位", CELL_TEXT, 0},
        {"numerator_name", "分子", CELL_TEXT, 24},
        {"numerator", "分子值", CELL_TEXT, 0},
        {"denominator_name", "分母", CELL_TEXT, 24},
        {"denominator", "分母值", CELL_TEXT, 0},
        {"standing", "齐全代码", CELL_HIDDEN, 0},
        {"standing_words", "齐全", CELL_TEXT, 0},
        {"returned", "已报", CELL_NUMBER, 0},
        {"expected", "应报", CELL_NUMBER, 0},
        {"small", "样本少", CELL_BOOL, 0},
        {"revision", "版次", CELL_NUMBER, 0},
        {"catalog_version", "目录版本", CELL_HIDDEN, 0},
    };
    table_init(table, "values", "", columns, sizeof columns / sizeof columns[0]);
}

static void value_add(struct table *table, const Duban__Compute__Value *v)
{
    table_add(table, v->indicator, v->indicator_name, v->institution, v->institution_name, v->period, v->window,
              YES_NO(v->has_value), v->printed, v->unit, v->numerator_name, v->numerator, v->denominator_name, v->denominator,
              v->standing, standing_zh(v->standing), NUMBER(v->returned), NUMBER(v->expected), YES_NO(v->small),
              v->revision > 0 ? NUMBER(v->revision) : "", NUMBER(v->catalog_version));
}

/* Fills body from the command line; the exit code. */
static int read_question(const struct verb *verb, int argc, char **argv, Duban__Compute__AskValue *body)
{
    const char *of = NULL, *period = NULL, *window = "month", *alliance = "", *months = "1", *lines = "0";
    const struct option_spec specs[] = {{"--of", &of, NULL},
                                        {"--period", &period, NULL},
                                        {"--window", &window, NULL},
                                        {"--alliance", &alliance, NULL},
                                        verb == &VERB_VALUE ? (struct option_spec){"--months", &months, NULL}
                                                            : (struct option_spec){"--lines", &lines, NULL},
                                        {NULL, NULL, NULL}};
    i128 n_months, n_lines;
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n != 1 || of == NULL || period == NULL)
        return verb_misused(verb);
    if (i128_parse(months, strlen(months), &n_months) != ST_OK || n_months < 1 || n_months > MONTHS_MAX)
        return cli_fail_with(EXIT_WRONG_USE, "月数不对", "not a number of months", months);
    if (i128_parse(lines, strlen(lines), &n_lines) != ST_OK || n_lines < 0 || n_lines > LINES_MAX)
        return cli_fail_with(EXIT_WRONG_USE, "行数不对", "not a number of lines", lines);
    body->lines = (uint32_t)n_lines;
    body->alliance = (char *)alliance;
    body->indicator = argv[0];
    body->of = (char *)of;
    body->period = (char *)period;
    body->window = (char *)window;
    body->months = (uint32_t)n_months;
    return EXIT_GOOD;
}

static int value(struct cli *cli, int argc, char **argv)
{
    Duban__Compute__Request request = DUBAN__COMPUTE__REQUEST__INIT;
    Duban__Compute__AskValue body = DUBAN__COMPUTE__ASK_VALUE__INIT;
    scoped(client_reply_done) Duban__Compute__Reply *reply = NULL;
    scoped(table_done) struct table table;
    value_table(&table);
    int code = read_question(&VERB_VALUE, argc, argv, &body);
    request.command_case = DUBAN__COMPUTE__REQUEST__COMMAND_VALUE;
    request.value = &body;
    if (code == EXIT_GOOD)
        code = compute_ask(cli, &request, &reply);
    for (size_t i = 0; code == EXIT_GOOD && i < reply->n_values; i++)
        value_add(&table, reply->values[i]);
    return code == EXIT_GOOD ? table_print_one(cli, &table) : code;
}

static int print_explanation(const struct cli *cli, const Duban__Compute__Reply *reply)
{
    static const struct table_column definition[] = {{"words", "口径", CELL_TEXT, 0}, {"source", "出处", CELL_TEXT, 0}};
    static const struct table_column part[] = {
        {"institution", "机构代码", CELL_HIDDEN, 0}, {"institution_name", "机构", CELL_TEXT, 0}, {"month", "月份", CELL_TEXT, 0},
        {"measure", "统计量", CELL_TEXT, 0},         {"rows", "记录", CELL_NUMBER, 0},           {"total", "合计", CELL_NUMBER, 0},
    };
    static const struct table_column source[] = {
        {"institution", "机构", CELL_TEXT, 0},     {"kind", "类别", CELL_TEXT, 0},
        {"period", "期间", CELL_TEXT, 0},          {"batch", "批次", CELL_NUMBER, 0},
        {"lane_number", "序号", CELL_NUMBER, 0},   {"file_name", "文件", CELL_TEXT, 0},
        {"sha256", "SHA-256", CELL_HIDDEN, 0},     {"submitted_by", "报送人", CELL_TEXT, 0},
        {"committed", "入库时间", CELL_TEXT, 0},   {"rows_good", "计入", CELL_NUMBER, 0},
        {"rows_rejected", "拒收", CELL_NUMBER, 0},
    };
    static const struct table_column line[] = {
        {"institution", "机构", CELL_TEXT, 0}, {"month", "月份", CELL_TEXT, 0},     {"measure", "统计量", CELL_TEXT, 0},
        {"batch", "批次", CELL_NUMBER, 0},     {"file_name", "文件", CELL_TEXT, 0}, {"line", "行", CELL_NUMBER, 0},
        {"amount", "计入", CELL_NUMBER, 0},
    };
    scoped(table_done) struct table definitions, values, parts, sources, lines;
    table_init(&definitions, "definition", "", definition, 2);
    definitions.record = true;
    value_table(&values);
    values.zh = "值";
    table_init(&parts, "parts", "统计量", part, sizeof part / sizeof part[0]);
    table_init(&sources, "sources", "批次", source, sizeof source / sizeof source[0]);
    table_init(&lines, "lines", "计入的各行", line, sizeof line / sizeof line[0]);
    table_add(&definitions, reply->definition_zh, reply->definition_source);
    for (size_t i = 0; i < reply->n_values; i++)
        value_add(&values, reply->values[i]);
    for (size_t i = 0; i < reply->n_parts; i++) {
        const Duban__Compute__Part *p = reply->parts[i];
        table_add(&parts, p->institution, p->institution_name, p->month, p->measure, NUMBER(p->row_count), p->total);
    }
    for (size_t i = 0; i < reply->n_sources; i++) {
        const Duban__Compute__Source *s = reply->sources[i];
        table_add(&sources, s->institution, s->kind, s->period, NUMBER(s->batch_id), NUMBER(s->lane_number), s->file_name,
                  s->content_sha256, s->submitted_by, INSTANT(s->committed_us), NUMBER(s->rows_good), NUMBER(s->rows_rejected));
    }
    for (size_t i = 0; i < reply->n_lines; i++) {
        const Duban__Compute__Line *l = reply->lines[i];
        table_add(&lines, l->institution, l->month, l->measure, NUMBER(l->batch_id), l->file_name, NUMBER(l->line), l->amount);
    }
    int code = table_print(cli, (const struct table *const[]){&definitions, &values, &parts, &sources, &lines}, 5);
    if (reply->more_parts)
        cli_more((int64_t)reply->n_parts);
    if (reply->more_sources)
        cli_more((int64_t)reply->n_sources);
    if (reply->more_lines)
        cli_more((int64_t)reply->n_lines);
    return code;
}

static int explain(struct cli *cli, int argc, char **argv)
{
    Duban__Compute__Request request = DUBAN__COMPUTE__REQUEST__INIT;
    Duban__Compute__AskValue body = DUBAN__COMPUTE__ASK_VALUE__INIT;
    scoped(client_reply_done) Duban__Compute__Reply *reply = NULL;
    int code = read_question(&VERB_EXPLAIN, argc, argv, &body);
    request.command_case = DUBAN__COMPUTE__REQUEST__COMMAND_EXPLAIN;
    request.explain = &body;
    if (code == EXIT_GOOD)
        code = compute_ask(cli, &request, &reply);
    return code == EXIT_GOOD ? print_explanation(cli, reply) : code;
}

static int print_audit(const struct cli *cli, const Duban__Compute__Reply *reply)
{
    static const struct table_column result[] = {{"totals_checked", "核对的累计数", CELL_NUMBER, 0},
                                                 {"different", "有出入", CELL_NUMBER, 0}};
    static const struct table_column difference[] = {
        {"institution", "机构", CELL_TEXT, 0},       {"measure", "统计量", CELL_TEXT, 0},   {"month", "月份", CELL_TEXT, 0},
        {"total", "累计数", CELL_TEXT, 0},           {"recount", "重新计数", CELL_TEXT, 0}, {"rows", "累计记录", CELL_NUMBER, 0},
        {"row_recount", "重计记录", CELL_NUMBER, 0},
    };
    static const struct table_column filled[] = {{"measure", "统计量", CELL_TEXT, 0}};
    scoped(table_done) struct table results, differences, filling;
    table_init(&results, "audit", "", result, 2);
    results.record = true;
    table_init(&differences, "differences", "有出入的累计数", difference, sizeof difference / sizeof difference[0]);
    table_init(&filling, "filling", "正在按新口径计数，这次没有核对", filled, 1);
    for (size_t i = 0; i < reply->n_filling; i++)
        table_add(&filling, reply->filling[i]);
    table_add(&results, NUMBER(reply->totals_checked), NUMBER(reply->n_differences));
    for (size_t i = 0; i < reply->n_differences; i++) {
        const Duban__Compute__Difference *d = reply->differences[i];
        table_add(&differences, d->institution, d->measure, d->month, d->total, d->recount, NUMBER(d->row_count),
                  NUMBER(d->row_recount));
    }
    int code = table_print(cli, (const struct table *const[]){&differences, &filling, &results}, 3);
    return code == EXIT_GOOD && reply->n_differences > 0 ? EXIT_CHECK_FAILED : code;
}

static int audit(struct cli *cli, int argc, char **argv)
{
    const char *measure = "", *alliance = "";
    const struct option_spec specs[] = {{"--measure", &measure, NULL}, {"--alliance", &alliance, NULL}, {NULL, NULL, NULL}};
    Duban__Compute__Request request = DUBAN__COMPUTE__REQUEST__INIT;
    Duban__Compute__Audit body = DUBAN__COMPUTE__AUDIT__INIT;
    scoped(client_reply_done) Duban__Compute__Reply *reply = NULL;
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n != 0)
        return verb_misused(&VERB_AUDIT);
    request.command_case = DUBAN__COMPUTE__REQUEST__COMMAND_AUDIT;
    request.audit = &body;
    body.alliance = (char *)alliance;
    body.measure = (char *)measure;
    cli->patience_ms = AUDIT_PATIENCE_MS;
    int code = compute_ask(cli, &request, &reply);
    return code == EXIT_GOOD ? print_audit(cli, reply) : code;
}

const struct verb VERB_VALUE = {"value", "指标值", "the value of an indicator", USAGE_VALUE, value};
const struct verb VERB_EXPLAIN = {"explain", "指标值的由来", "where a value comes from", USAGE_EXPLAIN, explain};
const struct verb VERB_AUDIT = {"audit", "累计数与重新计数相比", "totals against a recount", USAGE_AUDIT, audit};

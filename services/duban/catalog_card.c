/* catalog_card.c: puts the card's lines together. */
#include "duban/catalog_card.h"

#include <stdio.h>
#include <string.h>

#include "duban/cli.h"
#include "duban/table.h"
#include "lib/date.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/kind.h"

#define LINE_MAX_BYTES ((size_t)1 << 16) /* the lines of 64 plans */
#define LOCAL          "本地口径："

static const char *const DIRECTIONS[] = {[DIRECTION_UP] = "越高越好",
                                         [DIRECTION_DOWN] = "越低越好",
                                         [DIRECTION_BAND] = "过高过低都不好",
                                         [DIRECTION_REACH] = "达到为止"};
static const char *const TIMES[] = {[OVER_TIME_SUM] = "期内各月的分子、分母各自相加，再相除",
                                    [OVER_TIME_LAST] = "各机构取期内最后一个有数的月份",
                                    [OVER_TIME_MEAN] = "期内各月相加，除以有数的月数"};
static const char *const INSTITUTIONS[] = {[OVER_INSTITUTIONS_RATIO_OF_SUMS] = "各机构的分子、分母各自相加，再相除",
                                           [OVER_INSTITUTIONS_SHARE_OF_MEMBERS] = "分子大于零的机构数占机构数的比例",
                                           [OVER_INSTITUTIONS_SHARE_NOT_NEGATIVE] =
                                               "分子不小于零的机构数占机构数的比例，没有报的不算",
                                           [OVER_INSTITUTIONS_NONE] = "不合计，只按单个机构"};

/* 「医院运营月报：sum(energy_expense)；energy_expense 即“能耗支出（水电气热油煤）”」 */
static void add_measure(struct text *out, const char *words, const struct measure *measure)
{
    text_printf(out, "%s", *words != '\0' ? words : measure->name);
    text_printf(out, "。取自%s（%s）：", measure->kind->zh, measure->kind->name);
    if (measure->value == NULL) {
        text_append(out, "记录条数");
    } else {
        text_append(out, "合计 ");
        expr_format(out, measure->value);
    }
    if (measure->where != NULL) {
        text_append(out, "，条件 ");
        expr_format(out, measure->where);
    }
    bool first = true;
    for (int f = 0; f < (int)measure->kind->n_fields; f++) {
        const struct field *field = &measure->kind->fields[f];
        if ((measure->value == NULL || !expr_reads(measure->value, f)) &&
            (measure->where == NULL || !expr_reads(measure->where, f)))
            continue;
        text_printf(out, "%s%s 即“%s”", first ? "；" : "，", field->name, field->zh);
        first = false;
    }
}

static void add_arithmetic(struct text *out, const struct indicator *indicator)
{
    if (indicator->over_institutions == OVER_INSTITUTIONS_SHARE_OF_MEMBERS)
        text_append(out, "分子大于零的机构数÷机构数");
    else if (indicator->over_institutions == OVER_INSTITUTIONS_SHARE_NOT_NEGATIVE)
        text_append(out, "分子不小于零的机构数÷机构数");
    else
        text_append(out, indicator->denominator != NULL ? "分子÷分母" : "分子");
    if (indicator->scale != 1)
        text_printf(out, "×%lld", (long long)indicator->scale);
    text_printf(out, "，保留%d位小数，只舍入一次（四舍五入）", indicator->decimals);
}

/* When the data of a period is due: the latest of its kinds. */
static void add_lag(struct text *out, const struct indicator *indicator)
{
    const struct measure *measures[] = {indicator->numerator, indicator->denominator};
    for (size_t i = 0; i < 2; i++) {
        const struct kind *kind = measures[i] == NULL ? NULL : measures[i]->kind;
        if (kind == NULL || (i == 1 && kind == measures[0]->kind))
            continue;
        text_printf(out, "%s%s期末后第%d日%02d:%02d", out->len > 0 ? "；" : "", kind->zh, kind->lag.days, kind->lag.second / 3600,
                    kind->lag.second / 60 % 60);
    }
}

/* The plan's lines that are judged by it, behind `title`; nothing where there are none. */
static void add_duties_of(struct text *out, const struct catalog *catalog, const char *name, const char *title)
{
    const struct plan *plan = catalog_plan(catalog);
    const struct indicator *indicator = catalog_indicator(catalog, name);
    size_t n = 0;
    for (size_t i = 0; plan != NULL && indicator != NULL && i < plan->n_duties; i++) {
        if (plan->duties[i].indicator != indicator)
            continue;
        if (n == 0)
            text_printf(out, "%s%s", out->len > 0 ? "；" : "", title);
        text_printf(out, "%s%s", n++ > 0 ? "、" : "", plan->duties[i].id);
    }
}

static void add_duties(struct text *out, const struct card_catalogs *catalogs, const char *name)
{
    for (size_t i = 0; i < catalogs->n; i++) {
        const struct plan *plan = catalog_plan(catalogs->at[i]);
        scoped(text_done) struct text title;
        text_init(&title, LINE_MAX_BYTES);
        if (catalogs->n > 1 && plan != NULL)
            text_printf(&title, "%s：", plan->name);
        add_duties_of(out, catalogs->at[i], name, title.s);
    }
}

/* Definition and local part stand in one text: the local part begins with its own words. */
static void split_definition(const struct indicator *indicator, struct text *ret_definition, struct text *ret_local)
{
    const char *local = strstr(indicator->definition, LOCAL);
    text_append_n(ret_definition, indicator->definition,
                  local != NULL ? (size_t)(local - indicator->definition) : strlen(indicator->definition));
    text_append(ret_local, local != NULL ? local + strlen(LOCAL) : "无");
}

static const struct table_column COLUMNS[] = {
    {"name", "指标", CELL_TEXT, 0},
    {"identifier", "代码", CELL_TEXT, 0},
    {"name_en", "英文", CELL_TEXT, 0},
    {"official_item", "官方项目", CELL_TEXT, 0},
    {"nature", "性质", CELL_TEXT, 0},
    {"numerator", "分子", CELL_TEXT, 0},
    {"denominator", "分母", CELL_TEXT, 0},
    {"arithmetic", "计算", CELL_TEXT, 0},
    {"unit", "单位", CELL_TEXT, 0},
    {"direction", "方向", CELL_TEXT, 0},
    {"over_time", "多月合计", CELL_TEXT, 0},
    {"over_institutions", "多机构合计", CELL_TEXT, 0},
    {"data_lag", "数据时限", CELL_TEXT, 0},
    {"min_denominator", "最小分母", CELL_TEXT, 0},
    {"definition", "口径", CELL_TEXT, 0},
    {"local", "本地口径", CELL_TEXT, 0},
    {"source", "出处", CELL_TEXT, 0},
    {"valid_from", "生效", CELL_TEXT, 0},
    {"published", "官方公布值", CELL_TEXT, 0},
    {"duties", "用到的事项", CELL_TEXT, 0},
};

static void add_card(struct table *card, const struct card_catalogs *catalogs, const struct indicator *indicator)
{
    scoped(text_done) struct text numerator, denominator, arithmetic, lag, definition, local, from, duties;
    struct text *const all[] = {&numerator, &denominator, &arithmetic, &lag, &definition, &local, &from, &duties};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        text_init(all[i], LINE_MAX_BYTES);
    add_measure(&numerator, indicator->numerator_zh, indicator->numerator);
    if (indicator->denominator != NULL)
        add_measure(&denominator, indicator->denominator_zh, indicator->denominator);
    else
        text_append(&denominator, "无");
    add_arithmetic(&arithmetic, indicator);
    add_lag(&lag, indicator);
    split_definition(indicator, &definition, &local);
    if (indicator->valid_from != INT32_MIN)
        date_format(&from, indicator->valid_from);
    text_append(&from, indicator->valid_from != INT32_MIN ? "起" : "一直");
    add_duties(&duties, catalogs, indicator->name);
    char minimum[64] = "不限";
    if (indicator->min_denominator > 0)
        snprintf(minimum, sizeof minimum, "%lld，不足的不判", (long long)indicator->min_denominator);
    table_add(card, indicator->zh, indicator->name, indicator->en, *indicator->code != '\0' ? indicator->code : "无",
              indicator->nature, numerator.s, denominator.s, arithmetic.s, *indicator->unit != '\0' ? indicator->unit : "无",
              DIRECTIONS[indicator->direction], TIMES[indicator->over_time], INSTITUTIONS[indicator->over_institutions], lag.s,
              minimum, definition.s, local.s, indicator->source, from.s,
              indicator->official != NULL ? indicator->official->item : "无", duties.len > 0 ? duties.s : "无");
}

static int print_card(const struct cli *cli, const struct card_catalogs *catalogs, const struct indicator *indicator)
{
    scoped(table_done) struct table card;
    table_init(&card, "card", "", COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    card.record = true;
    add_card(&card, catalogs, indicator);
    return table_print_one(cli, &card);
}

/* Not those that the plans' ratings and milestones imply, nor the published twins: `rating:emr`, `official:…`. */
static bool is_written(const struct indicator *indicator)
{
    return strchr(indicator->name, ':') == NULL;
}

int catalog_cards_print(const struct cli *cli, const struct card_catalogs *catalogs)
{
    const struct indicator_book *book = catalog_indicators(catalogs->at[0]);
    scoped(table_done) struct table cards;
    int code = EXIT_GOOD;
    table_init(&cards, "cards", "", COLUMNS, sizeof COLUMNS / sizeof COLUMNS[0]);
    for (size_t i = 0; code == EXIT_GOOD && i < indicator_book_count(book); i++) {
        const struct indicator *indicator = indicator_book_at(book, i);
        if (is_written(indicator) && cli->json)
            add_card(&cards, catalogs, indicator);
        else if (is_written(indicator))
            code = print_card(cli, catalogs, indicator);
        if (is_written(indicator) && !cli->json)
            putchar('\n');
    }
    return code == EXIT_GOOD && cli->json ? table_print_one(cli, &cards) : code;
}

int catalog_card_print(const struct cli *cli, const struct card_catalogs *catalogs, const char *name)
{
    const struct indicator *indicator = catalog_indicator(catalogs->at[0], name);
    if (indicator == NULL)
        return cli_fail_with(EXIT_WRONG_USE, "目录里没有这个指标", "no such indicator in the catalog", name);
    return print_card(cli, catalogs, indicator);
}

/* Why: a changed target is agreed in a meeting, and a changed definition moves numbers that were agreed; both must be seen before.
 */
#include "model/catalog_diff_private.h"

#include <string.h>

#include "model/indicator.h"

static const struct {
    const char *name, *zh;
} CHANGES[] = {
#define CHANGE_ROW(name, word, zh) {#word, zh},
    DIFFERENCE_TABLE(CHANGE_ROW)
#undef CHANGE_ROW
};

const char *difference_name(enum difference_change change)
{
    return (unsigned)change < DIFFERENCE_COUNT ? CHANGES[change].name : "?";
}

const char *difference_zh(enum difference_change change)
{
    return (unsigned)change < DIFFERENCE_COUNT ? CHANGES[change].zh : "?";
}

void diff_tell(struct comparison *c, const struct difference *difference, const struct text *words)
{
    c->failed = c->failed || (words != NULL && words->overflow);
    c->n_plan += strcmp(difference->what, "事项") == 0 || strcmp(difference->what, "方案") == 0;
    c->n_indicator += strcmp(difference->what, "指标") == 0 || strcmp(difference->what, "统计量") == 0;
    c->fn(c->arg, difference);
}

void diff_add_change(struct text *words, const char *zh, const char *before, const char *after)
{
    if (strcmp(before, after) == 0)
        return;
    text_printf(words, "%s%s：%s → %s", words->len > 0 ? "；" : "", zh, before[0] == '\0' ? "无" : before,
                after[0] == '\0' ? "无" : after);
}

/* ---- indicators and measures ---- */

/* The duties that an indicator judges: who must know that it changes. */
static void judged_by(struct text *out, const struct plan *plan, const char *indicator)
{
    for (size_t i = 0; plan != NULL && i < plan->n_duties; i++)
        if (plan->duties[i].indicator != NULL && strcmp(plan->duties[i].indicator->name, indicator) == 0)
            text_printf(out, "%s%s", out->len > 0 ? "、" : "", plan->duties[i].id);
}

/* What is judged by it, and what is printed of it. */
static void say_formula(struct text *out, const struct indicator *i)
{
    text_append(out, i->numerator->definition);
    if (i->denominator != NULL)
        text_printf(out, " ÷ %s", i->denominator->definition);
}

static void say_printing(struct text *out, const struct indicator *i)
{
    text_printf(out, "×%lld，%d位小数，单位%s，分母不足%lld不判", (long long)i->scale, i->decimals,
                i->unit[0] == '\0' ? "无" : i->unit, (long long)i->min_denominator);
}

static void say_summing(struct text *out, const struct indicator *i)
{
    static const char *const time[] = {"各月相加", "取最近一月", "各月平均"}, *const institutions[] = {"各家相加", "达到的家数占比",
                                                                                                       "不相加",
                                                                                                       "不小于零的家数占比"};
    text_printf(out, "%s，%s", time[i->over_time], institutions[i->over_institutions]);
}

static const struct diff_key INDICATOR_KEYS[] = {
    {"code", "官方代码"},
    {"name", "名称"},
    {"name_en", "英文名称"},
    {"numerator", "公式"},
    {"denominator", "公式"},
    {"numerator_name", "分子"},
    {"denominator_name", "分母"},
    {"scale", "数值"},
    {"unit", "数值"},
    {"decimals", "数值"},
    {"direction", "方向"},
    {"over_time", "汇总"},
    {"over_institutions", "汇总"},
    {"min_denominator", "数值"},
    {"definition", "口径"},
    {"source", "出处"},
    {"nature", "性质"},
    {"valid_from", "生效"},
    {"official", "官方公布值"},
    {NULL, NULL},
};

static bool is_indicator_file(const char *path)
{
    return strncmp(path, "base/indicators", 15) == 0;
}

static const struct yaml_node *raw_indicator(struct raw_files *raw, const struct catalog_side *side, const char *name)
{
    for (size_t i = 0; i < side->n_sources; i++) {
        const struct yaml_node *node =
            is_indicator_file(side->sources[i].path) ? yaml_get(yaml_get(diff_raw(raw, side, i), "indicators"), name) : NULL;
        if (node != NULL)
            return node;
    }
    return NULL;
}

static void compare_indicator(struct comparison *c, const struct indicator *before, const struct indicator *after)
{
    static void (*const says[])(struct text *, const struct indicator *) = {say_formula, say_printing, say_summing};
    static const char *const labels[] = {"公式", "数值", "汇总"};
    scoped(text_done) struct text words, who;
    text_init(&words, DIFF_WORDS_MAX_BYTES);
    text_init(&who, DIFF_VALUE_MAX_BYTES);
    for (size_t k = 0; k < sizeof says / sizeof says[0]; k++) {
        scoped(text_done) struct text old, new;
        text_init(&old, DIFF_VALUE_MAX_BYTES);
        text_init(&new, DIFF_VALUE_MAX_BYTES);
        says[k](&old, before);
        says[k](&new, after);
        diff_add_change(&words, labels[k], old.s, new.s);
    }
    diff_add_change(&words, "口径", before->definition, after->definition);
    diff_keys(&words, INDICATOR_KEYS, raw_indicator(&c->raw_from, c->from, before->name),
              raw_indicator(&c->raw_to, c->to, after->name));
    if (words.len == 0)
        return;
    judged_by(&who, catalog_plan(c->to->catalog), after->name);
    diff_tell(c, &(struct difference){"指标", after->name, DIFFERENCE_CHANGED, words.s, who.s}, &words);
}

static void tell_whole_indicator(struct comparison *c, const struct catalog *catalog, const struct indicator *indicator,
                                 enum difference_change change)
{
    scoped(text_done) struct text who;
    text_init(&who, DIFF_VALUE_MAX_BYTES);
    judged_by(&who, catalog_plan(catalog), indicator->name);
    diff_tell(c, &(struct difference){"指标", indicator->name, change, indicator->zh, who.s}, &who);
}

static void compare_indicators(struct comparison *c)
{
    const struct indicator_book *from = catalog_indicators(c->from->catalog), *to = catalog_indicators(c->to->catalog);
    for (size_t i = 0; i < indicator_book_count(to); i++) {
        const struct indicator *after = indicator_book_at(to, i), *before = indicator_book_find(from, after->name);
        if (before == NULL)
            tell_whole_indicator(c, c->to->catalog, after, DIFFERENCE_ADDED);
        else
            compare_indicator(c, before, after);
    }
    for (size_t i = 0; i < indicator_book_count(from); i++) {
        const struct indicator *before = indicator_book_at(from, i);
        if (indicator_book_find(to, before->name) == NULL)
            tell_whole_indicator(c, c->from->catalog, before, DIFFERENCE_REMOVED);
    }
}

static void compare_measures(struct comparison *c)
{
    const struct indicator_book *from = catalog_indicators(c->from->catalog), *to = catalog_indicators(c->to->catalog);
    for (size_t i = 0; i < indicator_book_measure_count(to); i++) {
        const struct measure *measure = indicator_book_measure_at(to, i);
        if (indicator_book_measure_by_hash(from, measure->hash) == NULL)
            diff_tell(c,
                      &(struct difference){"统计量", measure->name, DIFFERENCE_RECOUNTED, measure->definition, measure->kind->zh},
                      NULL);
    }
}

/* ---- all other files ---- */

static bool ends_with(const char *path, const char *end)
{
    size_t a = strlen(path), b = strlen(end);
    return a >= b && strcmp(path + a - b, end) == 0;
}

/* Its place among the sources; n_sources: it is not there. */
static size_t find_source(const struct catalog_side *side, const char *path)
{
    size_t i = 0;
    while (i < side->n_sources && strcmp(side->sources[i].path, path) != 0)
        i++;
    return i;
}

const struct yaml_node *diff_plan_root(struct comparison *c, bool after)
{
    const struct catalog_side *side = after ? c->to : c->from;
    for (size_t i = 0; i < side->n_sources; i++)
        if (ends_with(side->sources[i].path, "/plan.yaml"))
            return diff_raw(after ? &c->raw_to : &c->raw_from, side, i);
    return NULL;
}

/* Duties and indicators were told by what they mean; of the answers, their dates and baselines alone were. */
static bool is_told(const struct comparison *c, const char *path)
{
    if (ends_with(path, "/plan.yaml"))
        return c->n_plan > 0;
    return is_indicator_file(path) && c->n_indicator > 0;
}

/* Key by key, row by row; what has neither, or differs in comments and order alone, by its name. */
static void compare_file(struct comparison *c, size_t before, size_t after)
{
    const struct catalog_source *old = &c->from->sources[before], *new = &c->to->sources[after];
    bool is_answers = ends_with(new->path, "/answers.yaml"), is_yaml = ends_with(new->path, ".yaml"),
         is_days = strcmp(new->path, "base/holidays.tsv") == 0;
    scoped(text_done) struct text words;
    text_init(&words, DIFF_WORDS_MAX_BYTES);
    if (is_answers)
        diff_answers(&words, diff_raw(&c->raw_from, c->from, before), diff_raw(&c->raw_to, c->to, after));
    else if (is_yaml)
        diff_yaml(&words, diff_raw(&c->raw_from, c->from, before), diff_raw(&c->raw_to, c->to, after));
    else if (is_days)
        diff_rows(&words, old, new);
    if (words.len == 0 && is_answers && c->n_plan > 0)
        return; /* its duties say it */
    if (words.len == 0 && (is_yaml || is_days))
        text_append(&words, "其他改动（注释、写法或次序）");
    diff_tell(c, &(struct difference){"文件", new->path, DIFFERENCE_CHANGED, words.s, ""}, &words);
}

static void compare_files(struct comparison *c)
{
    for (size_t i = 0; i < c->to->n_sources; i++) {
        const struct catalog_source *after = &c->to->sources[i];
        size_t before = find_source(c->from, after->path);
        bool is_new = before == c->from->n_sources;
        const struct catalog_source *old = is_new ? NULL : &c->from->sources[before];
        if (is_told(c, after->path))
            continue;
        if (is_new)
            diff_tell(c, &(struct difference){"文件", after->path, DIFFERENCE_ADDED, "", ""}, NULL);
        else if (old->len != after->len || memcmp(old->content, after->content, after->len) != 0)
            compare_file(c, before, i);
    }
    for (size_t i = 0; i < c->from->n_sources; i++) {
        const char *path = c->from->sources[i].path;
        if (!is_told(c, path) && find_source(c->to, path) == c->to->n_sources)
            diff_tell(c, &(struct difference){"文件", path, DIFFERENCE_REMOVED, "", ""}, NULL);
    }
}

enum status catalog_diff(const struct catalog_side *from, const struct catalog_side *to, difference_fn *fn, void *arg)
{
    struct comparison c = {.from = from, .to = to, .fn = fn, .arg = arg};
    diff_duties(&c);
    compare_indicators(&c);
    compare_measures(&c);
    compare_files(&c);
    diff_raw_done(&c.raw_from);
    diff_raw_done(&c.raw_to);
    return c.failed ? ST_RETRY : ST_OK;
}

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
                                                                                                       "不相加"};
    text_printf(out, "%s，%s", time[i->over_time], institutions[i->over_institutions]);
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

static const struct catalog_source *find_source(const struct catalog_side *side, const char *path)
{
    for (size_t i = 0; i < side->n_sources; i++)
        if (strcmp(side->sources[i].path, path) == 0)
            return &side->sources[i];
    return NULL;
}

/* Duties and indicators were told by what they mean. */
static bool is_told(const char *path)
{
    const char *name = strrchr(path, '/');
    return strncmp(path, "base/indicators", 15) == 0 ||
           (name != NULL && (strcmp(name, "/plan.yaml") == 0 || strcmp(name, "/answers.yaml") == 0));
}

static void compare_files(struct comparison *c)
{
    for (size_t i = 0; i < c->to->n_sources; i++) {
        const struct catalog_source *after = &c->to->sources[i], *before = find_source(c->from, after->path);
        if (is_told(after->path))
            continue;
        if (before == NULL)
            diff_tell(c, &(struct difference){"文件", after->path, DIFFERENCE_ADDED, "", ""}, NULL);
        else if (before->len != after->len || memcmp(before->content, after->content, after->len) != 0)
            diff_tell(c, &(struct difference){"文件", after->path, DIFFERENCE_CHANGED, "", ""}, NULL);
    }
    for (size_t i = 0; i < c->from->n_sources; i++) {
        const char *path = c->from->sources[i].path;
        if (!is_told(path) && find_source(c->to, path) == NULL)
            diff_tell(c, &(struct difference){"文件", path, DIFFERENCE_REMOVED, "", ""}, NULL);
    }
}

enum status catalog_diff(const struct catalog_side *from, const struct catalog_side *to, difference_fn *fn, void *arg)
{
    struct comparison c = {from, to, fn, arg, false};
    diff_duties(&c);
    compare_indicators(&c);
    compare_measures(&c);
    compare_files(&c);
    return c.failed ? ST_RETRY : ST_OK;
}

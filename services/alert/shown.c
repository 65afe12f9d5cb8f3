/* shown.c: a judgement's number, by revision and in words. */
#include "alert/shown.h"

#include <stdlib.h>

#include "lib/date.h"
#include "model/notice_words.h"
#include "model/plan.h"
#include "model/scope.h"

/* As long as the longest list of institutions that a plan writes down, and a bit. */
#define PREFIX_MAX_BYTES 4400

/* `indicator|window|scope|` */
static void cell_format(struct text *out, const struct cell *cell)
{
    cell_key_format(out, cell);
    text_append_char(out, '|');
}

struct showing dossier_showing(const struct dossier *dossier, bool is_ahead)
{
    if (is_ahead)
        return (struct showing){dossier->duty, &dossier->present};
    return (struct showing){dossier_judged_by(dossier)->duty, &dossier->judgement};
}

void value_revision_format(struct text *out, const struct dossier *dossier, bool is_ahead)
{
    struct showing shown = dossier_showing(dossier, is_ahead);
    const struct period_fact *judged = dossier->duty != NULL ? shown.judgement->judged : NULL;
    struct cell cell;
    if (judged == NULL || judged->revision == 0 || !duty_cell(shown.duty, dossier->institution, judged->month, &cell))
        return;
    cell_format(out, &cell);
    month_format(out, judged->month);
    text_printf(out, "#%lld", (long long)judged->revision);
}

bool value_revision_of(const char *words, const struct cell *cell, int64_t *ret_revision)
{
    scoped(text_done) struct text prefix;
    text_init(&prefix, PREFIX_MAX_BYTES);
    cell_format(&prefix, cell);
    *ret_revision = 0;
    if (words[0] == '\0')
        return true;
    if (!text_starts_with(words, prefix.s))
        return false;
    month_format(&prefix, cell->month);
    text_append_char(&prefix, '#');
    if (text_starts_with(words, prefix.s))
        *ret_revision = strtoll(words + prefix.len, NULL, 10);
    return true;
}

void judged_value_format(struct text *out, const struct dossier *dossier, bool is_ahead)
{
    struct showing shown = dossier_showing(dossier, is_ahead);
    const struct period_fact *judged = dossier->duty != NULL ? shown.judgement->judged : NULL;
    if (judged != NULL && judged->has_value)
        words_value(out, dossier->alliance->catalog, shown.duty, judged);
}

void judged_rules_format(struct text *out, const struct dossier *dossier)
{
    const struct duty *duty = dossier_judged_by(dossier)->duty;
    text_printf(out, "目录第%lld版", (long long)dossier_judged_version(dossier));
    if (duty_target_zh(duty)[0] != '\0')
        text_printf(out, "，目标%s", duty_target_zh(duty));
}

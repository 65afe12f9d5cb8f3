/* shown.c: a judgement's number, by revision and in words. */
#include "alert/shown.h"

#include "lib/date.h"
#include "model/notice_words.h"
#include "model/plan.h"
#include "model/scope.h"

void value_revision_format(struct text *out, const struct dossier *dossier)
{
    const struct period_fact *judged = dossier->duty != NULL ? dossier->judgement.judged : NULL;
    struct cell cell;
    if (judged == NULL || judged->revision == 0 || !duty_cell(dossier->duty, dossier->institution, judged->month, &cell))
        return;
    cell_key_format(out, &cell);
    text_append_char(out, '|');
    month_format(out, judged->month);
    text_printf(out, "#%lld", (long long)judged->revision);
}

void judged_value_format(struct text *out, const struct dossier *dossier)
{
    const struct period_fact *judged = dossier->duty != NULL ? dossier->judgement.judged : NULL;
    if (judged != NULL && judged->has_value)
        words_value(out, dossier->alliance->catalog, dossier->duty, judged);
}

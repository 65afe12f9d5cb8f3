/* shown.h: what a judgement rests on, as it is shown and as it is kept. */
#ifndef DUBAN_ALERT_SHOWN_H
#define DUBAN_ALERT_SHOWN_H

#include "alert/dossier.h"
#include "lib/text.h"

/* What rests on which judgement: a reminder of a time limit on the present one, by the rules in force; all else on what was judged,
 * by what judged it. */
struct showing {
    const struct duty *duty;
    const struct judgement *judgement;
};
struct showing dossier_showing(const struct dossier *dossier, bool is_ahead);

/* Appends what it was shown: `indicator|window|scope|2025-12#3`; nothing without a value, or of a return (law 5). */
void value_revision_format(struct text *out, const struct dossier *dossier, bool is_ahead);

/* What such words say of this cell: *ret_revision of it, 0 if they name another month of it, or nothing ("": there was no number).
 * False: they are of another cell, so the duty was judged on something else then. */
bool value_revision_of(const char *words, const struct cell *cell, int64_t *ret_revision);

/* Appends the value as it is printed: 34.7%; nothing without one. */
void judged_value_format(struct text *out, const struct dossier *dossier, bool is_ahead);

/* Appends which version of the catalog judged, and by what target: 目录第1版，目标35%以上. */
void judged_rules_format(struct text *out, const struct dossier *dossier);

#endif

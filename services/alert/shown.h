/* shown.h: what a judgement rests on, as it is shown and as it is kept.
 *
 * What was sent is not reconstructed (law 5), so each state and each notice keeps by name which revision of which value it showed.
 * The words of that name, kept in `value_revisions` of alert.state_history, alert.subject and alert.due_notice:
 *
 *   words    = "" | cell "|" month "#" revision          "": there was no number
 *   cell     = indicator "|" window "|" scope            as cell_key_format() (model/scope.h) writes it; no blank, no line end
 *   month    = the period's last, 2025-12
 *   revision = decimal, of compute.v_value, from 1 for each cell, institution and month
 *
 * The institution is that of the row in which the words stand. One value at most: a duty is judged by one number. */
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

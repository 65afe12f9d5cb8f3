/* duty_rules.h: what a line is judged by, and a judgement when that has changed: 目标、时限、序时、范围 hold from their date and
 * rewrite no history (law 5).
 *
 * The day of a judgement is the cut-off of its period, and for a time limit that of the period of its end: not the day on which the
 * last file came, so that the order of files before a cut-off cannot be seen here either (law 4). A period whose day lay before the
 * change stays judged by the rules of then, with its data as they are now where the number is still counted (compute counts what
 * the lines in force ask for: after another scope or window, the number of then as it was last counted); the first period whose day
 * is at the change or after it is judged by the new ones. A time limit is no period's: the one in force is the only one. What is
 * judged by the date, without waiting for a period, is judged today by today's rules, but for a time limit that was judged already.
 * Pure. */
#ifndef DUBAN_MODEL_DUTY_RULES_H
#define DUBAN_MODEL_DUTY_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/text.h"
#include "model/duty_state.h"

/* Appends everything of the duty that decides how it is judged, in one order: equal words, equal rules. Titles, quotations,
 * departments are not in it; nor is the indicator's definition, whose change makes new values and not a new target. */
void duty_rules_format(struct text *out, const struct duty *duty);

/* The day of the judgement that the context leads to; INT64_MAX: of today. */
int64_t duty_judgement_day_us(const struct duty_context *ctx);

/* As duty_judge(); `then` is the same line by the rules that ended at changed_us, with its own periods (its now_us is not looked
 * at); NULL: none. True: *ret is the judgement of then, and *ret_was what those rules said when they ended, on today's data, with
 * all its trouble; `judged` of both points into then's periods. False: *ret is by the rules in force. */
bool duty_judge_changed(const struct duty_context *ctx, const struct duty_context *then, int64_t changed_us, struct judgement *ret,
                        struct judgement *ret_was);

#endif

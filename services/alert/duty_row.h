/* duty_row.h: one subject as a row of a list: what the last judgement said, in words, with the plan's wording and the people. */
#ifndef DUBAN_ALERT_DUTY_ROW_H
#define DUBAN_ALERT_DUTY_ROW_H

#include "alert/command.h"
#include "alert/subject_store.h"

/* NULL: its duty or institution is not in force any more. In the ask's arena. */
Duban__Alert__DutyRow *duty_row_make(struct ask *ask, const struct subject *subject);

#endif

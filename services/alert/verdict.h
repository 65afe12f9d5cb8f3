/* verdict.h: the judgement in words, kept with the subject so that lists need not judge again, and history can be read (law 5).
 *
 * Facts of a subject: 现状 33.8%, 数据期间 2025年1—11月, 收集中 2/3, 序时应达 34.3%, 差距 0.5, 谁的事, 状态; of an override that
 * waits 审定人, 提请人 (codes), 提请日期. */
#ifndef DUBAN_ALERT_VERDICT_H
#define DUBAN_ALERT_VERDICT_H

#include "alert/dossier.h"
#include "lib/status.h"

/* Stores what the dossier's judgement says; next_us: when it could change with no new fact. */
MUST_CHECK enum status verdict_store(struct db *db, const struct dossier *dossier, int64_t next_us);

#endif

/* notice_words.h: how dates, numbers and gaps read in a notice; shared by notice_*.c. All append to a text. */
#ifndef DUBAN_MODEL_NOTICE_WORDS_H
#define DUBAN_MODEL_NOTICE_WORDS_H

#include "lib/decimal.h"
#include "lib/text.h"
#include "model/fact.h"
#include "model/notice_fact.h"

#define WORDS_MAX 2048

/* 2025年12月31日; 12月31日 */
void words_date(struct text *out, int32_t date);
void words_month_day(struct text *out, int32_t date);
/* 2026年1月10日17时, 2025年6月24日8时30分; midnight is the day's end: 2025年12月31日 */
void words_instant(struct text *out, int64_t instant_us);
/* 9,126; 1,234.50 */
void words_number(struct text *out, i128 units, int scale);
/* 1.2个百分点 for %, 6名 otherwise */
void words_gap(struct text *out, const struct target *target, i128 gap_units);

/* facts_set with what `format` appended to a fresh text */
void fact_date(struct facts *facts, const char *name, int32_t date);
void fact_instant(struct facts *facts, const char *name, int64_t instant_us);
void fact_number(struct facts *facts, const char *name, i128 units, int scale);

/* notice_renew.c: an instant as a number; 剩余工作日 … 逾期工作日; 说明截止, 办理截止, 说明月日, by noon of the date; 补报截止,
 * 办理截止, by its end. */
void fact_set_us(struct facts *facts, const char *name, int64_t instant_us);
void distance_words(struct facts *facts, const struct calendar *calendar, int64_t limit_us, int64_t now_us);
#define EXPLAIN_SECOND (12 * 3600)
void explain_words(struct facts *facts, int32_t date);
void late_return_words(struct facts *facts, int32_t date);

/* The value as the line's reader knows it: 33.8%, 4级, 已取得, 29名; "" if nothing is known. */
void words_value(struct text *out, const struct catalog *catalog, const struct duty *duty, const struct period_fact *fact);

/* 短码, by which a line is named on the telephone: what follows the last hyphen of its id, 031 of HN-031. Lent. */
const char *duty_short_code(const struct duty *duty);

/* notice_line.c: 事项编号 … 职责部门, 牵头单位, 时限: what the plan and the assignment say of a line. */
void line_facts(const struct catalog *catalog, const struct organisation *organisation, const struct duty *duty,
                const struct institution *subject, int32_t internal_due, struct facts *facts);
/* notice_number.c: 数据期间 … 应报家数. What is judged by the date is as of now. */
void number_facts(const struct catalog *catalog, const struct duty *duty, const struct period_fact *judged, int64_t now_us,
                  struct facts *facts);

#endif

/* notice_fact.h: from a judgement to the fields of a notice: 什么事, 差多少, 谁负责, 几号前做什么, 做不到找谁 (users.md §6.1).
 *
 * Facts, no adjectives; every number as it was judged. Fields that do not apply stay empty and their lines fall out of the
 * template. Pure: the caller brings judgement, series and people, and stores the facts together with the value revisions that they
 * show (law 5). */
#ifndef DUBAN_MODEL_NOTICE_FACT_H
#define DUBAN_MODEL_NOTICE_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/duty_state.h"
#include "model/episode.h"
#include "model/fact.h"
#include "model/organisation.h"
#include "model/rules.h"

struct catalog;

/* The fields that exist, with the least content level at which they may appear. A template's field must be one of them. */
struct notice_field {
    const char *name;
    enum content_level level;
};
extern const struct notice_field NOTICE_FIELDS[];
extern const size_t NOTICE_FIELDS_COUNT;
/* NULL: there is none of this name. */
const struct notice_field *notice_field_find(const char *name);
/* How many characters it may have in a text message; 0: any number, or as the catalog has it (template_check.c). */
size_t notice_field_longest(const char *name);
bool notice_field_exists(const char *name);

/* Who drags: a member institution's own value of the same indicator and period. */
struct member_value {
    const struct institution *institution;
    bool has_value;
    i128 units, num, den;
};

struct notice_context {
    const struct catalog *catalog;
    const struct organisation *organisation;
    const struct duty_context *duty; /* with the periods for series and trend */
    const struct judgement *judgement;
    const struct duty *wording; /* whose words are told, if not those of `duty`: a letter of today about a judgement of then */
    const struct institution *subject;
    enum ladder_name ladder;
    const char *rung; /* name of the rung that speaks */
    int64_t rung_us;  /* its instant: 发出日期, 剩余工作日 */
    int64_t start_us; /* of the episode */
    int64_t said_us;  /* when its first word was said, this one included; 0: not yet (ladder.h) */
    struct recipient to;
    const struct recipient *readers; /* all who get this notice, for 收件范围 */
    size_t n_readers;
    const struct member_value *members; /* of a together cell; may be none */
    size_t n_members;
    bool is_correction;       /* a fresh notice because a corrected number is worse */
    const char *value_before; /* then: the printed value before, else NULL */
};

/* Fills all fields that apply to a duty's notice (before_due, behind, overdue). */
MUST_CHECK enum status notice_facts(const struct notice_context *ctx, struct facts *ret);

/* A reminder or a dunning letter for returns, to a reporter. */
struct return_notice_context {
    const struct catalog *catalog;
    const struct organisation *organisation;
    const char *kind;
    const struct institution *institution;
    int32_t month;
    int64_t cutoff_us;
    const char *rung;
    int64_t rung_us;
    struct recipient to;
    const struct recipient *readers;
    size_t n_readers;
};
MUST_CHECK enum status return_notice_facts(const struct return_notice_context *ctx, struct facts *ret);

/* Withdrawal (§6.5): what the first notice said (its stored facts) and what is true now. Whom the first notice reached (原收件人数,
 * 原收件岗位列表) is not known here: notify's ledger has it. */
struct withdrawal_context {
    const struct catalog *catalog;
    const struct organisation *organisation;
    const struct facts *original; /* as stored with the first notice */
    const char *original_subject, *original_key;
    int64_t original_us;
    const struct duty_context *duty;
    const struct judgement *judgement; /* the new one */
    enum duty_state state_before;
    const char *cause;  /* 更正原因 in words: 「市中医院2025年12月病案首页已整月重报」 */
    const char *source; /* institution and batch */
    int64_t now_us;
    struct recipient to;
    const struct recipient *readers;
    size_t n_readers;
};
MUST_CHECK enum status withdrawal_facts(const struct withdrawal_context *ctx, struct facts *ret);

/* 调整: what was told need not be done any more, because the rules were changed (`what`, in words) and for no other reason. Of the
 * context only catalog, organisation, the original and the readers are looked at: the line may be gone. */
MUST_CHECK enum status adjustment_facts(const struct withdrawal_context *ctx, const char *what, struct facts *ret);

/* Instants beside their words, in microseconds, for who composes the letter; no template names them: the time limit's, that by
 * which the reader is asked to act (说明截止, 补报截止, or the limit itself), which orders a list, that of the next step, and of a
 * ladder's first word its own, from which the two before it count. */
#define FACT_LIMIT_US "时限时刻"
#define FACT_DUE_US   "办理时刻"
#define FACT_NEXT_US  "下一步时刻"
#define FACT_SAID_US  "首告时刻"
/* INT64_MAX: there is none. */
int64_t fact_get_us(const struct facts *facts, const char *name);

/* A letter that waited: 发出日期, 剩余工作日, 剩余月数, 逾期天数, 逾期工作日 as of now, and nobody is asked to explain, or for a
 * late return, by a day that leaves him no working day. What counts from a first word counts from the day on which that left, as
 * the ladder does (left_on: today, or the day of the first letter if it is shown or sent again): the day of the explanation and the
 * next step. A next step that is past, or would come before he was to explain, is not announced any more. What else it says stays
 * as it was judged. */
void notice_facts_renew(struct facts *facts, const struct calendar *calendar, int64_t now_us, int32_t left_on);

/* Fields that depend on the reader and the office alone: 称谓, 收件岗位, 发文名义, 签名, 联系人, 联系电话,
 * 收件范围, 发出日期. */
MUST_CHECK enum status reader_facts(const struct organisation *organisation, const struct recipient *to,
                                    const struct recipient *readers, size_t n_readers, int64_t now_us, struct facts *ret);

/* 函稿: the draft that the office may sign; addressed to the leading department, sent by nobody. A superior is reported to, an
 * equal is asked (users.md §2.5); a report asks for nothing. */
const char *draft_letter_template(enum relation relation);
MUST_CHECK enum status draft_letter_facts(const struct notice_context *ctx, struct facts *ret);

/* ---- single computations, also for `duban explain` ---- */

/* 照近k个月的速度: linear from the oldest to the newest of up to 6 months back, at the value's decimals. false: fewer than two
 * periods. */
bool trend_forecast(const struct period_fact *periods, size_t n, int32_t judged_month, int32_t due_month, int *ret_months,
                    i128 *ret_units);

/* 差距折合: with as many denominators a month as up to now, how many numerators a month the rest of the year must bring, and how
 * many it was a month. For ratios counted over the year (ytd) only. false: not applicable (no month left, no denominator, met). */
struct monthly_need {
    int months_left;
    i128 now_per_month, need_per_month, more_per_month;
};
bool gap_in_cases(const struct indicator *indicator, const struct target *target, const struct period_fact *judged,
                  enum window window, int32_t due_month, struct monthly_need *ret);

#endif

/* duty_state.h: the state of a duty at an institution: users.md §2.1, in its order, as one pure function of facts and one instant.
 *
 * States are the state machine and not data; their colours are data (rules.h). Law 4 rules here: what is judged is a closed period
 * (every expected return in, or its cut-off passed), missing is not zero, and a period with a return missing after its cut-off is
 * 未报数, which is the reporters' and not the line owner's. The caller stores the judgement; nothing here knows what it was before.
 */
#ifndef DUBAN_MODEL_DUTY_STATE_H
#define DUBAN_MODEL_DUTY_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/decimal.h"
#include "lib/reason.h"
#include "lib/status.h"
#include "model/organisation.h"
#include "model/plan.h"

struct rules;

/* X(enum, stored word, 显示用语, whose, counts as lagging). The order is the order of users.md §2.1. */
#define DUTY_STATE_TABLE(X)                                                        \
    X(DUTY_ADJUSTED, adjusted, "已调整", WHOSE_NOBODY, false)                      \
    X(DUTY_TERMINATED, terminated, "已终止", WHOSE_NOBODY, false)                  \
    X(DUTY_CLOSED, closed, "已销号", WHOSE_NOBODY, false)                          \
    X(DUTY_AWAITING_CLOSE, awaiting_close, "达标待销号", WHOSE_DESK, false)        \
    X(DUTY_NOT_STARTED, not_started, "未启动", WHOSE_NOBODY, false)                \
    X(DUTY_COLLECTING, collecting, "收集中", WHOSE_REPORTER, false)                \
    X(DUTY_DUE_UNVERIFIED, due_unverified, "到期待核", WHOSE_REPORTER, false)      \
    X(DUTY_NOT_REPORTED, not_reported, "未报数", WHOSE_REPORTER, false)            \
    X(DUTY_SMALL_SAMPLE, small_sample, "样本少不判", WHOSE_NOBODY, false)          \
    X(DUTY_MET, met, "达标(保持)", WHOSE_OWNER, false)                             \
    X(DUTY_COORDINATING, coordinating, "待协调", WHOSE_OFFICE, false)              \
    X(DUTY_OVERDUE, overdue, "逾期未完成", WHOSE_OWNER, true)                      \
    X(DUTY_OVERDUE_EXPECTED, overdue_expected, "逾期(预期性)", WHOSE_OWNER, false) \
    X(DUTY_BEHIND, behind, "滞后", WHOSE_OWNER, true)                              \
    X(DUTY_DUE_SOON, due_soon, "临期", WHOSE_OWNER, false)                         \
    X(DUTY_NORMAL, normal, "正常", WHOSE_OWNER, false)
enum duty_state {
#define DUTY_STATE_ENUM(name, word, zh, whose, lagging) name,
    DUTY_STATE_TABLE(DUTY_STATE_ENUM)
#undef DUTY_STATE_ENUM
        DUTY_STATE_COUNT
};
const char *duty_state_name(enum duty_state state); /* stored word */
const char *duty_state_zh(enum duty_state state);
/* 计入滞后? of users.md §2.1 */
bool duty_state_counts_as_lagging(enum duty_state state);
MUST_CHECK enum status duty_state_parse(const char *word, enum duty_state *ret);

/* 谁的事 */
enum whose { WHOSE_NOBODY, WHOSE_REPORTER, WHOSE_DESK, WHOSE_OWNER, WHOSE_OFFICE };
const char *whose_name(enum whose whose);
const char *whose_zh(enum whose whose); /* –, 报送单位, 督办专干, 责任科室, 局办公室 */

/* What is known of one period of the duty's cell. Periods that nobody counted yet are simply absent (or all zero): missing. */
struct period_fact {
    int32_t month;
    int expected, reported; /* institutions that owe returns here, and those of them that owe none any more; 0/0: nobody owes any */
    bool has_value;
    i128 units;    /* rounded, at the indicator's decimals: what is printed */
    i128 num, den; /* as counted, for the notice; den 0 when the indicator has none */
    bool small_denominator;
    int64_t known_us; /* business instant of the newest fact in it (a value revision, a return); INT64_MIN if unknown */
    int64_t revision; /* the caller's identity of the value, carried through; 0 none */
};

struct duty_context {
    const struct duty *duty;
    const struct calendar *calendar;
    const struct rules *rules;
    int64_t now_us;
    enum duty_ending ending;
    int32_t closed_occurrence;         /* of what comes again: the newest occurrence that an act closed (recurrence.h); 0 none */
    bool evidence_submitted;           /* handed in, review pending */
    int32_t internal_due;              /* DATE_NONE if none; only an earlier one than the document's counts */
    enum relation relation;            /* of the lead department */
    bool letter_filed;                 /* 函稿已立或已发, to the department that leads now */
    const struct period_fact *periods; /* ascending by month, the months of duty_periods() */
    size_t n_periods;
};

/* What a ladder should run about. Episodes follow from these (episode.h). */
enum ladder_name { LADDER_BEFORE_DUE, LADDER_BEHIND, LADDER_OVERDUE, LADDER_RETURN, LADDER_COUNT };
const char *ladder_name(enum ladder_name ladder); /* before_due, behind, overdue, return */
MUST_CHECK enum status ladder_name_parse(const char *word, enum ladder_name *ret);

struct trouble {
    enum ladder_name ladder;
    int32_t period;   /* the month judged; for before_due and overdue the due period */
    int64_t since_us; /* never before the period's cut-off (unless rules anchor at the judgement): so order and spacing of files
                         before it cannot matter */
    int32_t due;      /* the date that the ladder counts from (before_due, return); DATE_NONE otherwise */
    bool is_late;     /* begun by a fact that came after the cut-off: a late file, or a correction */
};
#define TROUBLES_MAX 2

#define MONTH_NONE INT32_MIN

struct judgement {
    enum duty_state state;
    enum reason reason; /* why this state: a code with words (I-JDG-…) */
    const char *word;   /* what is displayed: the state's word, or the kind's own for a missing one (未分组) */
    enum whose whose;
    bool counts_as_lagging;
    int32_t period;                   /* the month that was judged; MONTH_NONE */
    const struct period_fact *judged; /* lent from the context; NULL */
    int32_t occurrence;               /* of what comes again: the month in which the occurrence that is judged is due; MONTH_NONE */
    int32_t collecting_month;         /* 旁注 收集中 n/m: the newest period still open; MONTH_NONE */
    int collecting_reported, collecting_expected;
    bool is_met;
    bool is_contradicted; /* the number that was judged says that it is not done: no paper clears the light (law 9) */
    bool has_expected;    /* 序时应达 */
    i128 expected_units;
    int32_t pace_month; /* the month that it is expected of: the judged one; by the date, the newest whose papers are all in */
    i128 gap_units;     /* to the expected value when behind, else to the target; 0 when met or without a value */
    bool wants_letter;  /* led by a peer or superior and stuck: the caller files a draft letter and judges again (law 12) */
    size_t n_troubles;
    struct trouble troubles[TROUBLES_MAX];
    int64_t next_limit_us;  /* from when the time limit that comes next, ours or the document's, is judged: it is past, and the data
                               of its last period are waited for no longer; INT64_MAX: none is ahead */
    int64_t next_change_us; /* the next business instant at which this could differ with no new fact; INT64_MAX: never */
};

/* Pure, total for a well-formed context (asserted). */
void duty_judge(const struct duty_context *ctx, struct judgement *ret);

/* The newest period that is closed and not after the due period: every expected return in, or past its cut-off. NULL: none yet. */
const struct period_fact *judged_period(const struct duty_context *ctx);
/* Is this period closed at now? */
bool period_is_closed(const struct duty_context *ctx, const struct period_fact *period);

/* ---- a return (kind × institution × period), a duty of type `return` held by its reporter ---- */

#define RETURN_STATE_TABLE(X)            \
    X(RETURN_NOT_DUE, not_due, "未到期") \
    X(RETURN_RECEIVED, received, "已收") \
    X(RETURN_MISSING, missing, "未报")
enum return_state {
#define RETURN_STATE_ENUM(name, word, zh) name,
    RETURN_STATE_TABLE(RETURN_STATE_ENUM)
#undef RETURN_STATE_ENUM
        RETURN_STATE_COUNT
};
const char *return_state_name(enum return_state state);
const char *return_state_zh(enum return_state state);

struct return_context {
    const struct calendar *calendar;
    const struct rules *rules;
    int32_t month;
    int64_t cutoff_us;   /* 应报时 */
    bool received;       /* an accepted batch is current in the lane for this month */
    int64_t received_us; /* when the first one was accepted */
    int64_t now_us;
};
struct return_judgement {
    enum return_state state;
    enum reason reason;
    bool is_late; /* 迟报: received after the cut-off */
    size_t n_troubles;
    struct trouble troubles[1];
    int64_t next_change_us;
};
void return_judge(const struct return_context *ctx, struct return_judgement *ret);

/* The key of a return duty, as episodes and notices name it: `return:discharge`. */
void return_duty_id(struct text *out, const char *kind);

#endif

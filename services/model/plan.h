/* plan.h: the lines of a plan (事项): what the document says, which number carries it, at whom, by when, who is named.
 *
 * Read from a plan.yaml by plan_load(); immutable; owned by the catalog. Nothing of a person is in it: who does the work is the
 * organisation's (分工). Sources: users.md §2.1–2.3, design.md "Catalog and assignment". */
#ifndef DUBAN_MODEL_PLAN_H
#define DUBAN_MODEL_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/decimal.h"
#include "lib/problem.h"
#include "lib/yaml.h"
#include "model/arena.h"
#include "model/calendar.h"
#include "model/pace.h"
#include "model/period.h"
#include "model/scope.h"
#include "model/target.h"

struct code_tables;
struct rules;
struct unread;
struct indicator;
struct indicator_book;

#define DUTY_TYPE_TABLE(X)                                 \
    X(DUTY_INDICATOR_TARGET, indicator_target, "指标目标") \
    X(DUTY_RATING, rating, "评级")                         \
    X(DUTY_MILESTONE, milestone, "节点")                   \
    X(DUTY_COUNT, count, "数量")                           \
    X(DUTY_COVERAGE, coverage, "覆盖")                     \
    X(DUTY_RECURRING, recurring, "常态")                   \
    X(DUTY_SUBMISSION, submission, "报送")                 \
    X(DUTY_TASK, task, "任务")                             \
    X(DUTY_RETURN, return, "报表")                         \
    X(DUTY_RULE, rule, "规则")
enum duty_type {
#define DUTY_TYPE_ENUM(name, word, zh) name,
    DUTY_TYPE_TABLE(DUTY_TYPE_ENUM)
#undef DUTY_TYPE_ENUM
        DUTY_TYPE_COUNT
};
const char *duty_type_name(enum duty_type type); /* indicator_target, … */
const char *duty_type_zh(enum duty_type type);

/* 约束性 may go red; 预期性 (力争, 争取, 争创, 左右) never does. */
enum binding { BINDING_BINDING, BINDING_EXPECTED };
const char *binding_zh(enum binding binding);

/* 文件时限 changes only by a document; 内部时限 is ours. */
enum deadline { DEADLINE_DOCUMENT, DEADLINE_INTERNAL };
const char *deadline_zh(enum deadline deadline);

/* How often a duty comes again. Shorter than a month is judged by the month, with as many records as the target says; what follows
 * an event, is always to be so, or comes at times that the document does not name (定期) has no occurrences of its own. */
#define RECURRENCE_TABLE(X)                         \
    X(RECURS_NOT, none, "", 0)                      \
    X(RECURS_DAILY, day, "每日", 1)                 \
    X(RECURS_WEEKLY, week, "每周", 1)               \
    X(RECURS_HALF_MONTHLY, half_month, "每半月", 1) \
    X(RECURS_MONTHLY, month, "每月", 1)             \
    X(RECURS_QUARTERLY, quarter, "每季度", 3)       \
    X(RECURS_HALF_YEARLY, half_year, "每半年", 6)   \
    X(RECURS_YEARLY, year, "每年", 12)              \
    X(RECURS_TWO_YEARLY, two_years, "每两年", 0)    \
    X(RECURS_FIVE_YEARLY, five_years, "每五年", 0)  \
    X(RECURS_EVENT, event, "每次", 0)               \
    X(RECURS_ALWAYS, always, "持续", 0)             \
    X(RECURS_UNSPECIFIED, unspecified, "定期", 0)
enum recurrence_every {
#define RECURRENCE_ENUM(name, word, zh, months) name,
    RECURRENCE_TABLE(RECURRENCE_ENUM)
#undef RECURRENCE_ENUM
        RECURRENCE_COUNT
};
const char *recurrence_name(enum recurrence_every every);
const char *recurrence_zh(enum recurrence_every every);
int recurrence_months(enum recurrence_every every); /* of an occurrence; 0: it has none */

struct recurrence {
    enum recurrence_every every;
    int32_t month;      /* by this month of an occurrence (10 of a year: October); 0: the last one */
    int32_t day;        /* by this day of that month (the last one if it has fewer); 0: by its end */
    const char *within; /* after the event: 30min, 2d; NULL */
};

/* A fragment of the document, verbatim, misprints included. */
struct quotation {
    const char *text;
    int64_t offset; /* in characters of the document with all white space removed; QUOTATION_NOWHERE: unread, of a faulty plan */
    int64_t line;   /* of the plan.yaml, for messages */
};

#define QUOTATION_NOWHERE INT64_C(-1)

/* What a rule of type `rule` threatens, as printed. A violation proposes a deduction (建议扣减) by it; nothing is ever collected
 * here. */
struct penalty {
    const char *words; /* 罚款50元/次 */
    bool has_amount;
    i128 amount_units;     /* at PENALTY_DECIMALS, of `unit`, for each `per` */
    const char *unit;      /* 元, 分, 倍 */
    const char *per;       /* 次, 例, 人; NULL */
    const char *condition; /* NULL */
};
#define PENALTY_DECIMALS  2
#define PENALTY_LOSS_UNIT "元" /* the only unit of a penalty without an amount: the loss itself */

/* What the county said of what the document leaves open (answers.yaml). What it answered is in force in the duty itself; here it
 * can be told apart from what the document says. */
struct county_answer {
    bool is_given;
    bool is_sample;      /* invented, so that a sample county can run: no county's word */
    int32_t starts, due; /* DATE_NONE: not answered */
    bool has_baseline;
    i128 baseline_units; /* at the target's decimals */
    int32_t baseline_month;
    const char *by; /* NULL if it does not say */
};

struct duty;
/* 各家自己的基数: what an institution of a line that is judged at each started from, as the county answered. */
struct own_baseline {
    const char *institution; /* its code */
    struct duty *duty;       /* the line as it is judged there; without own baselines again */
    const char *file;        /* of the answers.yaml, for messages */
    int64_t line;
};

struct duty {
    const char *id; /* HN-031 */
    enum duty_type type;
    const char *title;
    const char *short_name; /* 事项简称, ≤ 6 characters */
    const char *clause;     /* 二（二）1及附件 */
    size_t n_quotes;
    const struct quotation *quotes;
    enum binding binding;
    const char *binding_why; /* why it is binding all the same, though a quotation says 力争, 鼓励 …; NULL */

    /* the number: the catalog's own or an implicit indicator; NULL for a duty that only evidence closes */
    const struct indicator *indicator;
    const char *rating_item, *rating_level, *milestone_item; /* NULL where not of that kind */
    enum window judged_on;
    bool has_target;
    bool target_is_implied; /* reached is 1, all is 100 %, a level is its rank: not a number of the document */
    struct target target;
    struct pace pace;

    struct scope scope;
    bool each;
    const char *node; /* code of the subject of a together cell: scope.under, else the plan's node */

    int32_t starts;      /* DATE_NONE: from the plan's begin */
    int32_t due;         /* as the document says, or as the county answered; DATE_NONE: none */
    int32_t due_s;       /* seconds of the due day; 86400: the end of the day */
    bool due_is_open;    /* the document leaves it open (20xx年) and nobody has answered yet */
    const char *due_raw; /* the document's own words for it; NULL */
    struct county_answer answer;
    enum due_shift due_shift;
    enum deadline deadline;
    struct recurrence recurrence;
    bool is_occurrence;  /* one of many (recurrence.h): to have done it closes nothing */
    int32_t remind_from; /* of an occurrence: reminders before this date are left out */

    size_t n_departments;
    const char *const *departments; /* as printed, in the printed order */
    const char *lead;               /* which of them leads */
    bool lead_is_documented;        /* false: taken as the first named */
    const char *proof, *note;       /* NULL if none */
    const struct penalty *penalty;  /* NULL if none */
    size_t n_questions;
    const char *const *questions; /* what the document leaves open and the county answers */
    const char **answers;         /* to each question in answers.yaml; NULL: still open */
    bool baseline_is_open;        /* 提升, 下降 from a number that nobody has given yet: not judged until then */
    size_t n_own;                 /* answered for each institution: the line itself has none, and its baseline_is_open */
    const struct own_baseline *own;
    size_t n_conflicts;
    const char *const *conflicts_with; /* ids of duties that say otherwise */
    /* of the plan.yaml: where it begins, and where these of its keys have their values (0: not there) */
    int64_t line, scope_line, short_line, conflicts_line, binding_line;
};

/* The document whose words the duties quote. */
struct document {
    const char *file, *sha256, *title, *issued_by;
    int32_t issued_on;
};

struct plan {
    const char *file; /* path of the plan.yaml within the catalog */
    const char *code, *name, *alliance, *node, *rule_name;
    int32_t begins;
    size_t n_open;    /* dates and baselines without which the plan cannot be applied */
    size_t n_samples; /* duties, and the first day, that are answered by samples */
    bool begins_by_sample;
    struct document document;
    size_t n_duties;
    struct duty *duties;
};

/* Does the duty end before it, or its plan, begins? Told when it is loaded. */
bool duty_ends_before_it_begins(const struct plan *plan, const struct duty *duty);

/* Reads `plan` and `duties`; reports all problems. Everything lives in the arena; strings are copied. Indicators are looked up in
 * the book, which makes the implicit ones of ratings, milestones and coverage; levels of ratings in the tables. `answers` is the
 * county's answers.yaml, NULL if there is none: dates and baselines that the document leaves open. What is still open is a warning.
 */
MUST_CHECK enum status plan_load(const char *path, const struct yaml_node *root, const struct yaml_node *answers,
                                 struct indicator_book *book, const struct code_tables *tables, struct arena *arena,
                                 struct problems *problems, struct plan *ret);

/* The same for who tells all that is wrong: *ret is what could be read also with ST_BAD_INPUT, *unread (NULL: nobody) what could
 * not. */
MUST_CHECK enum status plan_read(const char *path, const struct yaml_node *root, const struct yaml_node *answers,
                                 struct indicator_book *book, const struct code_tables *tables, struct arena *arena,
                                 struct problems *problems, struct unread *unread, struct plan *ret);

/* The relation of who leads a duty: the department of its line, else the one that is printed first; unknown to the organisation:
 * own. */
enum relation duty_relation(const struct organisation *organisation, const struct duty *duty);

const struct duty *plan_duty(const struct plan *plan, const char *id);
/* The line as it is judged at an institution (its code): from that institution's own baseline where it was given one, else the line
 * itself, which then has no baseline rather than another's. NULL for NULL. */
const struct duty *duty_at(const struct duty *duty, const char *institution);
/* The target as people read it, also of a baseline that is still open (比基数提高); "": none. */
const char *duty_target_zh(const struct duty *duty);
/* The id that may have been meant; "": none is near. */
const char *plan_nearest_duty(const struct plan *plan, const char *id);

/* The due date that the document itself prints; DATE_NONE where it leaves it open, answered or not. */
int32_t duty_documented_due(const struct duty *duty);

/* ---- time of a duty ---- */

/* The due date after due_shift; DATE_NONE if the duty has none. */
int32_t duty_due_date(const struct duty *duty, const struct calendar *calendar);
/* The instant at which the time limit is past: 24:00 of the due date, or its due_time. INT64_MAX if none. */
int64_t duty_due_us(const struct duty *duty, const struct calendar *calendar);
/* The limit that counts down: ours (内部时限, `internal_due`, its whole day; DATE_NONE: none) where it is the earlier one, else the
 * document's. INT64_MAX if there is neither. */
int64_t duty_limit_us(const struct duty *duty, const struct calendar *calendar, int32_t internal_due, bool *ret_is_internal);
/* Our own day while it is ahead; DATE_NONE once it is past: then the document's is what is asked for. */
int32_t duty_own_day_ahead(int32_t internal_due, int64_t now_us);
/* Local midnight of the first day; INT64_MIN if it always ran. `begins` is the plan's. */
int64_t duty_starts_us(const struct duty *duty);

/* One thing that is reached or not: people read 达到, 未达到, never 1 and 0. */
bool duty_is_yes_or_no(const struct duty *duty);

/* Judged by the date, on the newest state, with no period to wait for: ratings, milestones and coverage of such (`latest` over
 * kinds that nobody is expected to return), and duties without a number. */
bool duty_is_dated(const struct duty *duty);

/* 到期那一期: the last period that has wholly passed at the due date (a dated duty: the month of the due date). false: no due. */
bool duty_due_period(const struct duty *duty, int32_t *ret_month);

/* The months whose cells the judgement at now_us wants to see: at most DUTY_PERIODS_MAX, ending with the current or the due period.
 * false: none (no number, or not begun). */
#define DUTY_PERIODS_MAX 25 /* two years and the current month: the series of a notice shows last year's same period */
bool duty_periods(const struct duty *duty, int64_t now_us, int32_t *ret_from, int32_t *ret_to);

/* Cut-off of the duty's cell of that month; for a dated duty in its due month, the due instant plus the data lag; without a number,
 * plus the days in which its paper may be registered (rules.h). */
int64_t duty_cutoff_us(const struct duty *duty, const struct calendar *calendar, const struct rules *rules, int32_t month);

#endif

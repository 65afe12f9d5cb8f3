/* duty_judge.h: what the judgement derives from its context before it decides; shared by duty_judge*.c alone. */
#ifndef DUBAN_MODEL_DUTY_JUDGE_H
#define DUBAN_MODEL_DUTY_JUDGE_H

#include "model/duty_state.h"

/* A time limit: the document's, or our own earlier one (§2.3: judged on the internal one, red only on the document's). */
struct limit {
    bool is_set;
    int32_t date;
    int64_t us;        /* the instant after which it is past */
    int32_t period;    /* the last period that has wholly passed by then */
    int64_t cutoff_us; /* after which the data of that period is no longer waited for */
};

struct judge {
    const struct duty_context *ctx;
    bool is_dated;
    struct limit due, internal;
    const struct period_fact *judged; /* NULL: none yet */
    bool has_units;                   /* there is a number to compare: the value, or nothing registered = 0 */
    i128 units;
    bool is_met;
    bool is_due_judged;  /* past due, and its last period closed */
    bool is_unpublished; /* a number that somebody else publishes is not there, though it is to be judged; is_met is false then */
    bool has_expected, is_behind;
    i128 expected_units;
    int32_t pace_month;
};

void judge_derive(const struct duty_context *ctx, struct judge *ret);

/* The newest fact not after the month; NULL. */
const struct period_fact *judge_fact(const struct duty_context *ctx, int32_t month);
bool limit_is_past(const struct judge *judge, const struct limit *limit);
/* The limit's own period can be judged: closed, or past its cut-off. */
bool limit_is_judged(const struct judge *judge, const struct limit *limit);
/* 临期: so many working days before a limit. */
int judge_near_workdays(const struct duty_context *ctx);
/* The next limit that is still ahead; NULL. */
const struct limit *judge_next_limit(const struct judge *judge);

/* duty_trouble.c: the ladders that the state starts, the letter it wants, and when to look again. */
void judge_troubles(const struct judge *judge, struct judgement *judgement);
int64_t judge_next_change_us(const struct judge *judge, const struct judgement *judgement);

#endif

/* notice_renew.c: a letter that waited for its day speaks of the day on which it is written. */
#include "model/notice_fact.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lib/date.h"
#include "model/notice_words.h"

void fact_set_us(struct facts *facts, const char *name, int64_t instant_us)
{
    facts_printf(facts, name, "%" PRId64, instant_us);
}

int64_t fact_get_us(const struct facts *facts, const char *name)
{
    const char *words = facts_get(facts, name);
    return words[0] == '\0' ? INT64_MAX : strtoll(words, NULL, 10);
}

void distance_words(struct facts *facts, const struct calendar *calendar, int64_t limit_us, int64_t now_us)
{
    static const char *const all[] = {"剩余工作日", "剩余月数", "逾期天数", "逾期工作日"};
    int32_t today = instant_date(now_us), due = instant_date(limit_us - 1);
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        facts_set(facts, all[i], NULL);
    if (now_us >= limit_us) {
        facts_printf(facts, "逾期天数", "%d", today - due);
        facts_printf(facts, "逾期工作日", "%d", calendar_workday_count(calendar, due, today));
        return;
    }
    int months = month_of_date(due) - month_of_date(today);
    facts_printf(facts, "剩余工作日", "%d", calendar_workday_count(calendar, today, due));
    if (months > 0)
        facts_printf(facts, "剩余月数", "%d", months);
}

void explain_words(struct facts *facts, int32_t date)
{
    scoped(text_done) struct text day;
    int64_t noon_us = instant_of_date(date, EXPLAIN_SECOND);
    text_init(&day, WORDS_MAX);
    words_month_day(&day, date);
    fact_instant(facts, "说明截止", noon_us);
    fact_instant(facts, "办理截止", noon_us);
    fact_set_us(facts, FACT_DUE_US, noon_us);
    facts_set(facts, "说明月日", day.s);
}

void late_return_words(struct facts *facts, int32_t date)
{
    int64_t end_us = instant_of_date(date + 1, 0);
    fact_instant(facts, "补报截止", end_us);
    fact_instant(facts, "办理截止", end_us);
    fact_set_us(facts, FACT_DUE_US, end_us);
}

/* Of what is asked for by a date of its own, which is not the line's limit. */
static void ask_by(struct facts *facts, int32_t date)
{
    if (facts_get(facts, "说明截止")[0] != '\0')
        explain_words(facts, date);
    else if (facts_get(facts, "补报截止")[0] != '\0')
        late_return_words(facts, date);
}

/* At least a working day is left to who is asked. */
static void leave_a_workday(struct facts *facts, int32_t soonest)
{
    int64_t due_us = fact_get_us(facts, FACT_DUE_US);
    if (due_us != INT64_MAX && instant_date(due_us - 1) < soonest)
        ask_by(facts, soonest);
}

static void forget_past_step(struct facts *facts, int64_t now_us)
{
    static const char *const all[] = {FACT_NEXT_US, "下一步日期", "下一步"};
    int64_t from_us = facts_get(facts, "说明截止")[0] == '\0' ? INT64_MIN : fact_get_us(facts, FACT_DUE_US);
    int64_t next_us = fact_get_us(facts, FACT_NEXT_US);
    if (next_us == INT64_MAX || next_us >= (from_us > now_us ? from_us : now_us))
        return;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
        facts_set(facts, all[i], NULL);
}

static void move_first_word(struct facts *facts, const struct calendar *calendar, int32_t left_on)
{
    int64_t said_us = fact_get_us(facts, FACT_SAID_US), next_us = fact_get_us(facts, FACT_NEXT_US);
    int64_t due_us = fact_get_us(facts, FACT_DUE_US);
    int waited = said_us != INT64_MAX ? calendar_workday_count(calendar, instant_date(said_us), left_on) : 0;
    if (waited <= 0)
        return;
    fact_set_us(facts, FACT_SAID_US, instant_of_date(left_on, instant_second_of_day(said_us)));
    if (due_us != INT64_MAX)
        ask_by(facts, calendar_workday_add(calendar, instant_date(due_us - 1), waited));
    if (next_us != INT64_MAX) {
        int32_t date = calendar_workday_add(calendar, instant_date(next_us), waited);
        fact_set_us(facts, FACT_NEXT_US, instant_of_date(date, instant_second_of_day(next_us)));
        fact_date(facts, "下一步日期", date);
    }
}

void notice_facts_renew(struct facts *facts, const struct calendar *calendar, int64_t now_us, int32_t left_on)
{
    int64_t limit_us = fact_get_us(facts, FACT_LIMIT_US);
    move_first_word(facts, calendar, left_on);
    if (facts_get(facts, "发出日期")[0] != '\0')
        fact_date(facts, "发出日期", instant_date(now_us));
    if (limit_us != INT64_MAX)
        distance_words(facts, calendar, limit_us, now_us);
    if (now_us >= limit_us)
        facts_set(facts, "未过时限", NULL);
    leave_a_workday(facts, calendar_workday_add(calendar, instant_date(now_us), 1));
    forget_past_step(facts, now_us);
}

/* duty_state.c: the words of the states, and the judgement of a return. */
#include "model/duty_state.h"

#include <string.h>

#include "lib/date.h"
#include "model/ladder.h"
#include "model/rules.h"

static const struct {
    const char *word, *zh;
} STATES[] = {
#define STATE_WORDS(name, word, zh, whose, lagging) {#word, zh},
    DUTY_STATE_TABLE(STATE_WORDS)
#undef STATE_WORDS
};

const char *duty_state_name(enum duty_state state)
{
    return (unsigned)state < DUTY_STATE_COUNT ? STATES[state].word : "?";
}

const char *duty_state_zh(enum duty_state state)
{
    return (unsigned)state < DUTY_STATE_COUNT ? STATES[state].zh : "?";
}

enum status duty_state_parse(const char *word, enum duty_state *ret)
{
    for (unsigned i = 0; i < DUTY_STATE_COUNT; i++) {
        if (strcmp(STATES[i].word, word) == 0) {
            *ret = (enum duty_state)i;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

const char *whose_name(enum whose whose)
{
    static const char *const words[] = {"nobody", "reporter", "desk", "owner", "office"};
    return (unsigned)whose < 5 ? words[whose] : "?";
}

const char *whose_zh(enum whose whose)
{
    static const char *const words[] = {"–", "报送单位", "督办专干", "责任科室", "局办公室"};
    return (unsigned)whose < 5 ? words[whose] : "?";
}

static const char *const LADDERS[LADDER_COUNT] = {"before_due", "behind", "overdue", "return"};

const char *ladder_name(enum ladder_name ladder)
{
    return (unsigned)ladder < LADDER_COUNT ? LADDERS[ladder] : "?";
}

enum status ladder_name_parse(const char *word, enum ladder_name *ret)
{
    for (unsigned i = 0; i < LADDER_COUNT; i++) {
        if (strcmp(LADDERS[i], word) == 0) {
            *ret = (enum ladder_name)i;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

static const struct {
    const char *word, *zh;
} RETURNS[] = {
#define RETURN_WORDS(name, word, zh) {#word, zh},
    RETURN_STATE_TABLE(RETURN_WORDS)
#undef RETURN_WORDS
};

const char *return_state_name(enum return_state state)
{
    return (unsigned)state < RETURN_STATE_COUNT ? RETURNS[state].word : "?";
}

const char *return_state_zh(enum return_state state)
{
    return (unsigned)state < RETURN_STATE_COUNT ? RETURNS[state].zh : "?";
}

void return_duty_id(struct text *out, const char *kind)
{
    text_printf(out, "return:%s", kind);
}

void return_judge(const struct return_context *ctx, struct return_judgement *ret)
{
    *ret = (struct return_judgement){.next_change_us = INT64_MAX};
    if (ctx->received) {
        ret->state = RETURN_RECEIVED;
        ret->is_late = ctx->received_us >= ctx->cutoff_us;
        ret->reason = ret->is_late ? REASON_I_JDG_032 : REASON_I_JDG_031;
        return;
    }
    bool is_due = ctx->now_us >= ctx->cutoff_us;
    ret->state = is_due ? RETURN_MISSING : RETURN_NOT_DUE;
    ret->reason = is_due ? REASON_I_JDG_033 : REASON_I_JDG_030;
    int32_t date = instant_date(ctx->cutoff_us);
    struct ladder_context ladder = {.ladder = &ctx->rules->ladders[LADDER_RETURN],
                                    .calendar = ctx->calendar,
                                    .windows = &ctx->rules->windows,
                                    .date = date,
                                    .date_us = ctx->cutoff_us};
    int64_t since_us = ladder_first_us(&ladder);
    ret->troubles[ret->n_troubles++] = (struct trouble){LADDER_RETURN, ctx->month, since_us, date, false};
    if (!is_due)
        ret->next_change_us = ctx->cutoff_us;
    if (since_us > ctx->now_us && since_us < ret->next_change_us)
        ret->next_change_us = since_us;
}

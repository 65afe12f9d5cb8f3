/* return_judge.c: the judgement of a return (报表), and its words: declared in duty_state.h beside those of a line. */
#include "model/duty_state.h"

#include "lib/date.h"
#include "model/ladder.h"
#include "model/rules.h"

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

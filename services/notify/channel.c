/* channel.c: what all channels share: names, finding, and the end of a delivery. */
#include "notify/channel.h"

#include <assert.h>
#include <string.h>

const char *outcome_name(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_ACCEPTED: return "accepted";
    case OUTCOME_TEMPORARY: return "temporary";
    case OUTCOME_REFUSED: return "refused";
    case OUTCOME_LOST: return "lost";
    case OUTCOME_NONE: break;
    }
    return "started";
}

struct channel *channels_find(struct channels *channels, const char *name)
{
    for (size_t i = 0; i < channels->n; i++)
        if (strcmp(channels->at[i].name, name) == 0)
            return &channels->at[i];
    return NULL;
}

void delivery_init(struct delivery *delivery, const struct message *message)
{
    *delivery = (struct delivery){.message = message};
    text_init(&delivery->answer, ANSWER_MAX_BYTES);
}

void delivery_done(struct delivery *delivery)
{
    text_done(&delivery->answer);
}

void delivery_end(struct delivery *delivery, enum outcome outcome, const char *answer)
{
    assert(delivery->outcome == OUTCOME_NONE && outcome != OUTCOME_NONE);
    delivery->outcome = outcome;
    for (const char *c = answer; *c != '\0' && delivery->answer.len < ANSWER_MAX_BYTES; c++)
        text_append_char(&delivery->answer, *c >= ' ' && *c <= '~' ? *c : '?');
}

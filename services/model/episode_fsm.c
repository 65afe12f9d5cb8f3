/* episode_fsm.c: the life of an episode as a table, its words and its diagram. */
#include "model/episode.h"

#include <string.h>

/* clang-format off */
const struct episode_edge EPISODE_FSM[] = {
    {EP_NONE,      EV_TROUBLE,      EP_OPEN,      EFFECT_NONE,     "a judgement names the trouble"},

    {EP_OPEN,      EV_RUNG_DUE,     EP_OPEN,      EFFECT_NOTICE,   "a rung of the ladder is reached"},
    {EP_OPEN,      EV_ACKNOWLEDGED, EP_ACKED,     EFFECT_NONE,     "somebody signed for it"},
    {EP_OPEN,      EV_EXPLAINED,    EP_EXPLAINED, EFFECT_NONE,     "an explanation was handed in; who explains has taken it"},
    {EP_OPEN,      EV_VALUE_MET,    EP_CLOSED,    EFFECT_NONE,     "a newer state meets the target"},
    {EP_OPEN,      EV_CORRECTED,    EP_CLOSED,    EFFECT_WITHDRAW, "the period that was told is judged otherwise now"},
    {EP_OPEN,      EV_NEXT_PERIOD,  EP_CLOSED,    EFFECT_NONE,     "a later period is judged and speaks for itself"},
    {EP_OPEN,      EV_DUE_PASSED,   EP_CLOSED,    EFFECT_NONE,     "the time limit is past: what leads up to it is over"},
    {EP_OPEN,      EV_RECEIVED,     EP_CLOSED,    EFFECT_NONE,     "the return came"},
    {EP_OPEN,      EV_EVIDENCE,     EP_CLOSED,    EFFECT_NONE,     "evidence waits for its review"},
    {EP_OPEN,      EV_COORDINATED,  EP_CLOSED,    EFFECT_NONE,     "stuck at a peer or superior: a letter's business"},
    {EP_OPEN,      EV_DUTY_ENDED,   EP_CLOSED,    EFFECT_NONE,     "the line is closed, or nobody's here any more"},
    {EP_OPEN,      EV_ADJUSTED,     EP_CLOSED,    EFFECT_ADJUST,   "the rules changed, and the new ones do not name it"},

    {EP_ACKED,     EV_RUNG_DUE,     EP_ACKED,     EFFECT_NOTICE,   "signing does not stop the unconditional rungs"},
    {EP_ACKED,     EV_ACKNOWLEDGED, EP_ACKED,     EFFECT_NONE,     "the second holder signed too"},
    {EP_ACKED,     EV_EXPLAINED,    EP_EXPLAINED, EFFECT_NONE,     "an explanation was handed in: the ladder stands still"},
    {EP_ACKED,     EV_VALUE_MET,    EP_CLOSED,    EFFECT_NONE,     "a newer state meets the target"},
    {EP_ACKED,     EV_CORRECTED,    EP_CLOSED,    EFFECT_WITHDRAW, "the period that was told is judged otherwise now"},
    {EP_ACKED,     EV_NEXT_PERIOD,  EP_CLOSED,    EFFECT_NONE,     "a later period is judged and speaks for itself"},
    {EP_ACKED,     EV_DUE_PASSED,   EP_CLOSED,    EFFECT_NONE,     "the time limit is past: what leads up to it is over"},
    {EP_ACKED,     EV_RECEIVED,     EP_CLOSED,    EFFECT_NONE,     "the return came"},
    {EP_ACKED,     EV_EVIDENCE,     EP_CLOSED,    EFFECT_NONE,     "evidence waits for its review"},
    {EP_ACKED,     EV_COORDINATED,  EP_CLOSED,    EFFECT_NONE,     "stuck at a peer or superior: a letter's business"},
    {EP_ACKED,     EV_DUTY_ENDED,   EP_CLOSED,    EFFECT_NONE,     "the line is closed, or nobody's here any more"},
    {EP_ACKED,     EV_ADJUSTED,     EP_CLOSED,    EFFECT_ADJUST,   "the rules changed, and the new ones do not name it"},

    {EP_EXPLAINED, EV_RUNG_DUE,     EP_EXPLAINED, EFFECT_NOTICE,   "a rung that speaks whatever was explained"},
    {EP_EXPLAINED, EV_ACKNOWLEDGED, EP_EXPLAINED, EFFECT_NONE,     "signed after the explanation"},
    {EP_EXPLAINED, EV_EXPLAINED,    EP_EXPLAINED, EFFECT_NONE,     "a newer explanation takes the place of the older"},
    {EP_EXPLAINED, EV_VALUE_MET,    EP_CLOSED,    EFFECT_NONE,     "a newer state meets the target"},
    {EP_EXPLAINED, EV_CORRECTED,    EP_CLOSED,    EFFECT_WITHDRAW, "the period that was told is judged otherwise now"},
    {EP_EXPLAINED, EV_NEXT_PERIOD,  EP_CLOSED,    EFFECT_NONE,     "a later period is judged and speaks for itself"},
    {EP_EXPLAINED, EV_DUE_PASSED,   EP_CLOSED,    EFFECT_NONE,     "the time limit is past: what leads up to it is over"},
    {EP_EXPLAINED, EV_RECEIVED,     EP_CLOSED,    EFFECT_NONE,     "the return came"},
    {EP_EXPLAINED, EV_EVIDENCE,     EP_CLOSED,    EFFECT_NONE,     "evidence waits for its review"},
    {EP_EXPLAINED, EV_COORDINATED,  EP_CLOSED,    EFFECT_NONE,     "stuck at a peer or superior: a letter's business"},
    {EP_EXPLAINED, EV_DUTY_ENDED,   EP_CLOSED,    EFFECT_NONE,     "the line is closed, or nobody's here any more"},
    {EP_EXPLAINED, EV_ADJUSTED,     EP_CLOSED,    EFFECT_ADJUST,   "the rules changed, and the new ones do not name it"},
};
/* clang-format on */
const size_t EPISODE_FSM_COUNT = sizeof(EPISODE_FSM) / sizeof(EPISODE_FSM[0]);

static const char *const STATES[] = {
#define STATE_WORD(name, word) #word,
    EPISODE_STATE_TABLE(STATE_WORD)
#undef STATE_WORD
};

static const char *const EVENTS[] = {
#define EVENT_WORD(name, word) #word,
    EPISODE_EVENT_TABLE(EVENT_WORD)
#undef EVENT_WORD
};

const char *episode_state_name(enum episode_state state)
{
    return (unsigned)state < EPISODE_STATE_COUNT ? STATES[state] : "?";
}

enum status episode_state_parse(const char *word, enum episode_state *ret)
{
    for (unsigned i = 0; i < EPISODE_STATE_COUNT; i++) {
        if (strcmp(STATES[i], word) == 0) {
            *ret = (enum episode_state)i;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

const char *episode_event_name(enum episode_event event)
{
    return (unsigned)event < EPISODE_EVENT_COUNT ? EVENTS[event] : "?";
}

enum status episode_event_parse(const char *word, enum episode_event *ret)
{
    for (unsigned i = 0; i < EPISODE_EVENT_COUNT; i++) {
        if (strcmp(EVENTS[i], word) == 0) {
            *ret = (enum episode_event)i;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

const struct episode_edge *episode_edge_find(enum episode_state from, enum episode_event on)
{
    for (size_t i = 0; i < EPISODE_FSM_COUNT; i++)
        if (EPISODE_FSM[i].from == from && EPISODE_FSM[i].on == on)
            return &EPISODE_FSM[i];
    return NULL;
}

void episode_diagram(struct text *out)
{
    for (size_t i = 0; i < EPISODE_FSM_COUNT; i++) {
        const struct episode_edge *edge = &EPISODE_FSM[i];
        text_printf(out, "%-9s --%s--> %s%s%s  %s\n", episode_state_name(edge->from), episode_event_name(edge->on),
                    episode_state_name(edge->to), (edge->effects & EFFECT_NOTICE) != 0 ? " [notice]" : "",
                    (edge->effects & EFFECT_WITHDRAW) != 0 ? " [withdraw]"
                    : (edge->effects & EFFECT_ADJUST) != 0 ? " [adjust]"
                                                           : "",
                    edge->why);
    }
}

/* duty_state.c: the words of the states. */
#include "model/duty_state.h"

#include <string.h>

static const struct {
    const char *word, *zh;
    bool lagging;
} STATES[] = {
#define STATE_WORDS(name, word, zh, whose, lagging) {#word, zh, lagging},
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

bool duty_state_counts_as_lagging(enum duty_state state)
{
    return (unsigned)state < DUTY_STATE_COUNT && STATES[state].lagging;
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

/* unit.c: the table of units made into look-ups. */
#include "model/unit.h"

#include <assert.h>
#include <string.h>

struct unit_entry {
    const char *name;
    enum unit base;
    int64_t factor;
};

static const struct unit_entry UNITS[UNIT_COUNT] = {
#define UNIT_ENTRY(id, word, base, factor) {word, base, factor},
    UNIT_TABLE(UNIT_ENTRY)
#undef UNIT_ENTRY
};

const char *unit_name(enum unit unit)
{
    assert(unit < UNIT_COUNT);
    return UNITS[unit].name;
}

enum status unit_parse(const char *word, enum unit *ret)
{
    for (unsigned i = 0; i < UNIT_COUNT; i++) {
        if (strcmp(word == NULL ? "" : word, UNITS[i].name) == 0) {
            *ret = (enum unit)i;
            return ST_OK;
        }
    }
    return ST_BAD_INPUT;
}

const char *unit_words(void)
{
#define UNIT_WORD(id, word, base, factor) " " word
    static const char words[] = UNIT_TABLE(UNIT_WORD);
#undef UNIT_WORD
    return words + 2; /* the first has no name */
}

bool unit_is_countable(enum unit unit)
{
    static const enum unit countable[] = {UNIT_PERSON, UNIT_VISIT, UNIT_TIME,    UNIT_CASE,        UNIT_ITEM,
                                          UNIT_PIECE,  UNIT_HOUSE, UNIT_PROJECT, UNIT_TRANSACTION, UNIT_EVENT};
    for (size_t i = 0; i < sizeof countable / sizeof countable[0]; i++)
        if (unit_alike(unit, countable[i]))
            return true;
    return false;
}

bool unit_alike(enum unit a, enum unit b)
{
    assert(a < UNIT_COUNT && b < UNIT_COUNT);
    return UNITS[a].base == UNITS[b].base;
}

int64_t unit_factor(enum unit unit)
{
    assert(unit < UNIT_COUNT);
    return UNITS[unit].factor;
}

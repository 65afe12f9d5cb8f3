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

/* simulate_scheme.h: what a municipal colour scheme makes of a simulation: colours, proposed acts, points and new limits. */
#ifndef DUBAN_DUBAN_SIMULATE_SCHEME_H
#define DUBAN_DUBAN_SIMULATE_SCHEME_H

#include <stdbool.h>
#include <stdint.h>

#include "duban/table.h"
#include "model/scheme.h"
#include "model/simulate.h"

struct scheme_tables {
    struct table colours; /* how many lines have which colour at each month's end */
    struct table steps;   /* when a line gets another colour, or something is proposed */
};
void scheme_tables_init(struct scheme_tables *tables);
void scheme_tables_done(struct scheme_tables *tables);

/* `from` and `to` are the simulation's first and last day. false: no memory. */
bool scheme_tables_fill(const struct scheme *scheme, const struct catalog *catalog, const struct simulation *simulation,
                        int32_t from, int32_t to, struct scheme_tables *ret);

#endif

/* movement.c: the causes that compute wrote beside the revisions, summed up. */
#include "alert/movement.h"

#include <stdio.h>
#include <string.h>

#include "model/catalog.h"
#include "model/indicator.h"
#include "model/value_cause.h"

struct search {
    const struct catalog *catalog;
    const struct cell *cell;
    struct members members;
    struct movement found;
};

static bool is_read(const struct search *s, const struct value_cause *lane)
{
    const struct kind *kind = catalog_kind(s->catalog, lane->kind);
    bool is_member = false;
    for (size_t i = 0; i < s->members.n; i++)
        is_member = is_member || s->members.at[i]->id == lane->institution_id;
    return is_member && kind != NULL && indicator_reads(s->cell->indicator, kind) &&
           period_first_month(s->cell->window, s->cell->month) <= lane->month && lane->month <= s->cell->month;
}

/* The same lane twice is one; of others it does not matter how many they are. */
static void note_lane(struct movement *m, const struct value_cause *cause)
{
    struct source_batch *known = &m->lane;
    if (m->n_lanes > 0 && known->institution_id == cause->institution_id && known->month == cause->month &&
        strcmp(known->kind, cause->kind) == 0)
        return;
    *known = (struct source_batch){.institution_id = cause->institution_id, .month = cause->month};
    snprintf(known->kind, sizeof known->kind, "%s", cause->kind);
    m->n_lanes++;
}

static void note_causes(void *arg, const char *words)
{
    struct search *s = arg;
    struct value_cause cause;
    while (value_cause_next(&words, &cause)) {
        s->found.redefined = s->found.redefined || cause.what == CAUSE_DEFINITION;
        if (cause.what == CAUSE_LANE && is_read(s, &cause))
            note_lane(&s->found, &cause);
    }
}

enum status movement_between(struct db *db, const struct alliance *alliance, const struct cell *cell, int64_t after, int64_t up_to,
                             struct movement *ret)
{
    struct search search = {.catalog = alliance->catalog, .cell = cell};
    enum status st = cell_members(alliance->organisation, cell, &search.members);
    if (st == ST_OK)
        st = value_store_causes(db, alliance->id, cell, after, up_to, note_causes, &search);
    members_done(&search.members);
    if (st == ST_OK)
        *ret = search.found;
    return st;
}

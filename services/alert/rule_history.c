/* rule_history.c: from rows of hashes to the line as an earlier version of the catalog has it. */
#include "alert/rule_history.h"

#include <stdlib.h>
#include <string.h>

#include "alert/dossier.h"
#include "alert/rule_history_store.h"
#include "lib/hash.h"
#include "lib/text.h"
#include "model/arena.h"
#include "model/catalog.h"
#include "model/duty_rules.h"
#include "model/plan.h"

#define RULES_MAX (64u * 1024) /* a scope may name some hundred institutions */

static enum status hash_rules(const struct duty *duty, char ret[static HASH_HEX_SIZE])
{
    scoped(text_done) struct text words;
    text_init(&words, RULES_MAX);
    ret[0] = '\0';
    if (duty == NULL)
        return ST_OK;
    duty_rules_format(&words, duty);
    if (text_status(&words) != ST_OK)
        return ST_BAD_INPUT;
    hash_sha256_hex(words.s, words.len, ret);
    return ST_OK;
}

/* ---- kept --------------------------------------------------------------------------------------------------- */

static enum status note_plan(struct db *db, const struct alliance *alliance, const struct plan *plan, int64_t from_us)
{
    size_t n = plan == NULL ? 0 : plan->n_duties;
    scoped(arena_done) struct arena arena;
    scoped(scoped_free) const char **words = calloc(2 * n + 1, sizeof *words);
    arena_init(&arena);
    enum status st = words == NULL ? ST_FATAL : ST_OK;
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        char hash[HASH_HEX_SIZE];
        st = hash_rules(&plan->duties[i], hash);
        words[i] = plan->duties[i].id;
        words[n + i] = arena_text(&arena, hash);
    }
    struct rule_history_version version = {.alliance_id = alliance->id,
                                           .catalog_version = alliance->catalog_version,
                                           .from_us = from_us,
                                           .duties = words,
                                           .rules = words == NULL ? NULL : words + n,
                                           .n = n};
    return st == ST_OK ? rule_history_store_note(db, &version) : st;
}

enum status rule_history_note(struct db *db, const struct alliance *alliance, int64_t seen)
{
    scoped(scoped_free) struct applied_version *versions = NULL;
    size_t n = 0;
    /* before the first there is no history to keep */
    enum status st =
        seen > 0 ? rule_history_store_versions(db, alliance->id, seen, alliance->catalog_version - 1, &versions, &n) : ST_OK;
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        scoped(alliance_give) const struct alliance *past = NULL;
        st = alliance_take_past(alliance, db, versions[i].version, &past);
        if (st == ST_OK)
            st = note_plan(db, past, catalog_plan(past->catalog), versions[i].applied_us);
        else if (st == ST_CONFLICT)
            st = ST_OK;
    }
    if (st != ST_OK || seen >= alliance->catalog_version)
        return st;
    return note_plan(db, alliance, catalog_plan(alliance->catalog), alliance->catalog_applied_us);
}

/* ---- found -------------------------------------------------------------------------------------------------- */

/* The line as row i has it. Whoever is gone, or cannot be read any more, leaves `past` empty: nothing is known of then. */
static enum status take_past(struct db *db, struct dossier *d, const struct rule_history_rows *rows, size_t i, struct past *past)
{
    enum status st = alliance_take_past(d->alliance, db, rows->at[i].catalog_version, &past->alliance);
    if (st == ST_CONFLICT)
        return ST_OK;
    const struct duty *duty =
        st == ST_OK ? duty_at(catalog_duty(past->alliance->catalog, d->subject.duty), d->institution->code) : NULL;
    if (duty == NULL)
        return st;
    past->version = rows->at[i].catalog_version;
    past->until_us = rows->at[i + 1].from_us;
    return dossier_read_past(db, d, duty, past);
}

/* The catalog in force may be newer than what was kept: its work row is still waiting. */
static enum status add_present(const struct dossier *d, struct rule_history_rows *rows)
{
    const struct alliance *a = d->alliance;
    char hash[HASH_HEX_SIZE];
    enum status st = hash_rules(catalog_duty(a->catalog, d->subject.duty), hash);
    if (st != ST_OK || rows->n == 0 || strcmp(rows->at[rows->n - 1].rules, hash) == 0)
        return st;
    char *copy = strdup(hash);
    if (copy == NULL)
        return ST_FATAL;
    rows->at[rows->n++] = (struct rule_history_row){a->catalog_version, a->catalog_applied_us, copy};
    return ST_OK;
}

enum status rule_history_read(struct db *db, struct dossier *dossier)
{
    struct dossier *d = dossier;
    scoped(rule_history_rows_done) struct rule_history_rows rows = {0};
    enum status st = rule_history_store_list(db, d->alliance->id, d->subject.duty, &rows);
    if (st == ST_OK)
        st = add_present(d, &rows);
    if (st != ST_OK || rows.n == 0)
        return st;
    size_t newest = rows.n - 1;
    d->rules_version = rows.at[newest].catalog_version;
    if (d->duty == NULL || newest == 0)
        return ST_OK;
    int64_t day_us = duty_judgement_day_us(&d->context);
    size_t of_then = newest;
    while (of_then > 0 && rows.at[of_then].from_us > day_us)
        of_then--;
    if (of_then < newest)
        st = take_past(db, d, &rows, of_then, &d->then);
    if (st == ST_OK && dossier_rules_are_new(d))
        st = take_past(db, d, &rows, newest - 1, &d->before);
    return st;
}

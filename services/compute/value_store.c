/* value_store.c: compute.value. */
#include "compute/value_store.h"

#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"
#include "model/indicator.h"

/* Of a scope: the longest lists of institutions that a plan writes down. */
#define SCOPE_MAX_BYTES 4000
#define CAUSE_MAX_BYTES 200
/* Advisory locks share one space of numbers: "cell". */
#define TURN_CLASS 1667591276

const char *standing_name(enum standing standing)
{
    static const char *const names[] = {"complete", "partial", "not_reported", "not_applicable"};
    return names[standing];
}

void value_key(struct text *out, const struct cell *cell)
{
    text_printf(out, "%s|%s|", cell->indicator->name, window_name(cell->window));
    scope_format(out, cell->scope);
}

enum status value_turn(struct db *db, int64_t alliance_id)
{
    static const char sql[] = "SELECT pg_advisory_xact_lock($1::int, $2::bigint::int)";
    return db_exec(db, sql, 2, (const char *[]){I64(TURN_CLASS), I64(alliance_id)}, NULL);
}

/* The latest revision as one text of all that a reader sees: what is compared is what is stored. */
static enum status read_latest(struct db *db, int64_t alliance_id, const struct cell *cell, const char *scope,
                               int64_t *ret_revision, struct text *ret_said)
{
    static const char sql[] =
        "SELECT revision, has_value::int || ' ' || small::int || ' ' || units || ' ' || decimals || ' ' || numerator || ' ' || "
        "numerator_scale || ' ' || denominator || ' ' || denominator_scale || ' ' || standing || ' ' || returned || ' ' || "
        "expected "
        "FROM compute.value WHERE institution_id = $1::bigint AND alliance_id = $2::bigint AND indicator = $3::text "
        "AND time_window = $4::text AND scope = $5::text AND period = $6::bigint ORDER BY revision DESC LIMIT 1";
    scoped(result_done) PGresult *rows = NULL;
    const char *params[] = {I64(cell->subject->id), I64(alliance_id), cell->indicator->name, window_name(cell->window), scope,
                            I64(cell->month)};
    enum status st = db_exec(db, sql, 6, params, &rows);
    if (st != ST_OK)
        return st;
    *ret_revision = 0;
    if (row_count(rows) == 0)
        return ST_OK;
    text_append(ret_said, row_text(rows, 0, 1));
    return row_i64(rows, 0, 0, ret_revision) ? ST_OK : ST_FATAL;
}

static void say(struct text *out, const struct cell_value *v)
{
    text_printf(out, "%d %d ", v->value.has_value, v->value.small_denominator);
    i128_format(out, v->value.units);
    text_printf(out, " %d ", v->value.decimals);
    i128_format(out, v->value.num);
    text_printf(out, " %d ", v->value.num_scale);
    i128_format(out, v->value.den);
    text_printf(out, " %d %s %lld %lld", v->value.den_scale, standing_name(v->standing), (long long)v->returned,
                (long long)v->expected);
}

static enum status insert(struct db *db, const struct cell *cell, const char *scope, int64_t revision, const struct cell_value *v,
                          const struct value_origin *origin)
{
    static const char sql[] =
        "INSERT INTO compute.value (institution_id, alliance_id, indicator, time_window, scope, period, revision, has_value, "
        "small, units, "
        "decimals, numerator, numerator_scale, denominator, denominator_scale, standing, returned, expected, catalog_version, "
        "known_us, "
        "cause) VALUES ($1::bigint, $2::bigint, $3::text, $4::text, $5::text, $6::bigint, $7::bigint, $8::boolean, $9::boolean, "
        "$10::numeric, $11::bigint, $12::numeric, $13::bigint, $14::numeric, $15::bigint, $16::text, $17::bigint, $18::bigint, "
        "$19::bigint, $20::bigint, left($21::text, $22::int))";
    const char *params[] = {
        I64(cell->subject->id),
        I64(origin->alliance_id),
        cell->indicator->name,
        window_name(cell->window),
        scope,
        I64(cell->month),
        I64(revision),
        BOOL(v->value.has_value),
        BOOL(v->value.small_denominator),
        I128(v->value.units),
        I64(v->value.decimals),
        I128(v->value.num),
        I64(v->value.num_scale),
        I128(v->value.den),
        I64(v->value.den_scale),
        standing_name(v->standing),
        I64(v->returned),
        I64(v->expected),
        I64(origin->catalog_version),
        I64(origin->known_us),
        origin->cause,
        I64(CAUSE_MAX_BYTES),
    };
    return db_exec(db, sql, sizeof params / sizeof params[0], params, NULL);
}

enum status value_put(struct db *db, const struct cell *cell, const struct cell_value *value, const struct value_origin *origin,
                      bool *ret_changed)
{
    struct text scope, now, before;
    int64_t revision = 0;
    text_init(&scope, SCOPE_MAX_BYTES);
    text_init(&now, 1000);
    text_init(&before, 1000);
    scope_format(&scope, cell->scope);
    say(&now, value);
    enum status st = scope.overflow || now.overflow ? ST_BAD_INPUT : ST_OK;
    if (st == ST_OK)
        st = read_latest(db, origin->alliance_id, cell, scope.s, &revision, &before);
    bool changed = st == ST_OK && (revision == 0 || strcmp(now.s, before.s) != 0);
    if (changed)
        st = insert(db, cell, scope.s, revision + 1, value, origin);
    text_done(&scope);
    text_done(&now);
    text_done(&before);
    if (st == ST_OK)
        *ret_changed = changed;
    return st;
}

enum status value_latest_revision(struct db *db, int64_t alliance_id, const struct cell *cell, int64_t *ret_revision)
{
    struct text scope, said;
    text_init(&scope, SCOPE_MAX_BYTES);
    text_init(&said, 1000);
    scope_format(&scope, cell->scope);
    enum status st = scope.overflow ? ST_BAD_INPUT : read_latest(db, alliance_id, cell, scope.s, ret_revision, &said);
    text_done(&scope);
    text_done(&said);
    return st;
}

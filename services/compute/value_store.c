/* value_store.c: compute.value. */
#include "compute/value_store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"
#include "model/arena.h"
#include "model/indicator.h"

/* Of a scope: the longest lists of institutions that a plan writes down. */
#define SCOPE_MAX_BYTES 4000
/* Advisory locks share one space of numbers: "cell". */
#define TURN_CLASS 1667591276

const char *standing_name(enum standing standing)
{
    static const char *const names[] = {"complete", "partial", "not_reported", "not_applicable"};
    return names[standing];
}

enum status value_turn(struct db *db, int64_t alliance_id)
{
    static const char sql[] = "SELECT pg_advisory_xact_lock($1::int, $2::bigint::int)";
    return db_exec(db, sql, 2, (const char *[]){I64(TURN_CLASS), I64(alliance_id)}, NULL);
}

/* What a revision says to a reader, as one text: what is compared is what is stored. */
#define SAID                                                                                                             \
    "has_value::int || ' ' || small::int || ' ' || units || ' ' || decimals || ' ' || numerator || ' ' || "              \
    "numerator_scale || ' ' || denominator || ' ' || denominator_scale || ' ' || standing || ' ' || returned || ' ' || " \
    "expected"

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

/* ---- what is stored already ---- */

struct stored {
    char *key, *said, *definition; /* lent by the arena */
    int64_t revision;
};

struct value_book {
    struct arena arena;
    struct stored *at;
    size_t n;
};

static void cell_id(struct text *out, const struct cell *cell)
{
    text_printf(out, "%lld|%d|", (long long)cell->subject->id, cell->month);
    cell_key_format(out, cell);
}

static int compare_stored(const void *a, const void *b)
{
    return strcmp(((const struct stored *)a)->key, ((const struct stored *)b)->key);
}

/* At most two bytes for each of a name, its quotes and a comma. */
static size_t list_size(const char *const *names, size_t n)
{
    size_t size = sizeof "{}";
    for (size_t i = 0; i < n; i++)
        size += 2 * strlen(names[i]) + sizeof "\"\",";
    return size;
}

enum status value_book_read(struct db *db, int64_t alliance_id, const struct value_reach *reach, struct value_book **ret)
{
    static const char sql[] =
        "SELECT institution_id || '|' || period || '|' || indicator || '|' || time_window || '|' || scope, " SAID ", revision, "
        "definition FROM compute.v_value WHERE alliance_id = $1::bigint AND institution_id = ANY($2::bigint[]) "
        "AND indicator = ANY($3::text[]) AND period BETWEEN $4::bigint AND $5::bigint";
    scoped(text_done) struct text subjects, indicators;
    text_init(&subjects, (reach->n_subjects + 1) * PARAM_I64_SIZE);
    text_init(&indicators, list_size(reach->indicators, reach->n_indicators));
    param_i64_array(&subjects, reach->subjects, reach->n_subjects);
    param_text_array(&indicators, reach->indicators, reach->n_indicators);
    if (subjects.overflow || indicators.overflow)
        return ST_BAD_INPUT;
    scoped(result_done) PGresult *rows = NULL;
    const char *params[] = {I64(alliance_id), subjects.s, indicators.s, I64(reach->from), I64(reach->to)};
    enum status st = db_exec(db, sql, 5, params, &rows);
    if (st != ST_OK)
        return st;
    struct value_book *book = calloc(1, sizeof *book);
    if (book == NULL)
        return ST_RETRY;
    arena_init(&book->arena);
    book->n = (size_t)row_count(rows);
    book->at = arena_alloc(&book->arena, book->n == 0 ? 1 : book->n, sizeof *book->at);
    for (size_t i = 0; i < book->n; i++) {
        book->at[i].key = arena_text(&book->arena, row_text(rows, (int)i, 0));
        book->at[i].said = arena_text(&book->arena, row_text(rows, (int)i, 1));
        book->at[i].definition = arena_text(&book->arena, row_text(rows, (int)i, 3));
        if (!row_i64(rows, (int)i, 2, &book->at[i].revision)) {
            value_book_free(book);
            return ST_FATAL;
        }
    }
    qsort(book->at, book->n, sizeof *book->at, compare_stored);
    *ret = book;
    return ST_OK;
}

void value_book_free(struct value_book *book)
{
    if (book == NULL)
        return;
    arena_done(&book->arena);
    free(book);
}

static enum status find(const struct value_book *book, const struct cell *cell, const struct stored **ret)
{
    struct text key;
    text_init(&key, SCOPE_MAX_BYTES);
    cell_id(&key, cell);
    enum status st = text_status(&key);
    if (st == ST_OK)
        *ret = bsearch(&(struct stored){.key = key.s}, book->at, book->n, sizeof *book->at, compare_stored);
    text_done(&key);
    return st;
}

/* ---- what is new ---- */

/* The columns of a row, as texts; the alliance, the catalog version and the instant are the same for all rows. */
enum column {
    INSTITUTION,
    INDICATOR,
    TIME_WINDOW,
    SCOPE,
    PERIOD,
    REVISION,
    HAS_VALUE,
    SMALL,
    UNITS,
    DECIMALS,
    NUMERATOR,
    NUMERATOR_SCALE,
    DENOMINATOR,
    DENOMINATOR_SCALE,
    STANDING,
    RETURNED,
    EXPECTED,
    CAUSE,
    DEFINITION,
    COLUMNS
};

struct value_batch {
    struct arena arena;
    const char *at[COLUMNS][VALUE_BATCH_MAX];
    size_t n;
};

enum status value_batch_new(struct value_batch **ret)
{
    struct value_batch *batch = calloc(1, sizeof *batch);
    if (batch == NULL)
        return ST_RETRY;
    arena_init(&batch->arena);
    *ret = batch;
    return ST_OK;
}

void value_batch_free(struct value_batch *batch)
{
    if (batch == NULL)
        return;
    arena_done(&batch->arena);
    free(batch);
}

static void add_row(struct value_batch *batch, const struct cell *cell, const char *scope, int64_t revision,
                    const struct cell_value *v)
{
    const char *const row[COLUMNS] = {
        [INSTITUTION] = I64(cell->subject->id),
        [INDICATOR] = cell->indicator->name,
        [TIME_WINDOW] = window_name(cell->window),
        [SCOPE] = scope,
        [PERIOD] = I64(cell->month),
        [REVISION] = I64(revision),
        [HAS_VALUE] = BOOL(v->value.has_value),
        [SMALL] = BOOL(v->value.small_denominator),
        [UNITS] = I128(v->value.units),
        [DECIMALS] = I64(v->value.decimals),
        [NUMERATOR] = I128(v->value.num),
        [NUMERATOR_SCALE] = I64(v->value.num_scale),
        [DENOMINATOR] = I128(v->value.den),
        [DENOMINATOR_SCALE] = I64(v->value.den_scale),
        [STANDING] = standing_name(v->standing),
        [RETURNED] = I64(v->returned),
        [EXPECTED] = I64(v->expected),
        [CAUSE] = "",
        [DEFINITION] = "",
    };
    for (size_t c = 0; c < COLUMNS; c++)
        batch->at[c][batch->n] = arena_text(&batch->arena, row[c]);
    batch->n++;
}

enum status value_put(struct value_batch *batch, const struct value_book *book, const struct cell *cell,
                      const struct cell_value *value, bool *ret_changed, const char **ret_definition_before)
{
    struct text scope, now;
    const struct stored *before = NULL;
    text_init(&scope, SCOPE_MAX_BYTES);
    text_init(&now, 1000);
    scope_format(&scope, cell->scope);
    say(&now, value);
    enum status st = scope.overflow || now.overflow ? ST_BAD_INPUT : find(book, cell, &before);
    bool changed = st == ST_OK && (before == NULL || strcmp(now.s, before->said) != 0);
    if (changed)
        add_row(batch, cell, scope.s, before == NULL ? 1 : before->revision + 1, value);
    text_done(&scope);
    text_done(&now);
    if (st != ST_OK)
        return st;
    *ret_changed = changed;
    *ret_definition_before = before == NULL ? NULL : before->definition;
    return ST_OK;
}

void value_explain(struct value_batch *batch, const char *cause, const char *definition)
{
    assert(batch->n > 0);
    batch->at[CAUSE][batch->n - 1] = arena_text(&batch->arena, cause);
    batch->at[DEFINITION][batch->n - 1] = arena_text(&batch->arena, definition);
}

bool value_batch_is_full(const struct value_batch *batch)
{
    return batch->n == VALUE_BATCH_MAX;
}

/* params: the columns that name a cell, and the alliance. */
static enum status supersede(struct db *db, const char *const params[PERIOD + 1], int64_t alliance_id)
{
    static const char sql[] = "UPDATE compute.value AS v SET latest = false "
                              "FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS u (a, b, c, d, e) "
                              "WHERE v.institution_id = a::bigint AND v.alliance_id = $6::bigint AND v.indicator = b AND "
                              "v.time_window = c AND v.scope = d "
                              "AND v.period = e::bigint AND v.latest";
    return db_exec(db, sql, 6, (const char *[]){params[0], params[1], params[2], params[3], params[4], I64(alliance_id)}, NULL);
}

enum status value_batch_write(struct db *db, struct value_batch *batch, const struct value_origin *origin)
{
    static const char sql[] =
        "INSERT INTO compute.value (institution_id, indicator, time_window, scope, period, revision, has_value, small, units, "
        "decimals, "
        "numerator, numerator_scale, denominator, denominator_scale, standing, returned, expected, cause, definition, alliance_id, "
        "catalog_version, known_us, latest) "
        "SELECT a::bigint, b, c, d, e::bigint, f::bigint, g::boolean, h::boolean, i::numeric, j::bigint, k::numeric, l::bigint, "
        "m::numeric, n::bigint, o, p::bigint, q::bigint, r, s, $20::bigint, $21::bigint, $22::bigint, true "
        "FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], "
        "$10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], "
        "$19::text[]) AS u (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s)";
    if (batch->n == 0)
        return ST_OK;
    struct text arrays[COLUMNS];
    const char *params[COLUMNS + 3];
    bool overflow = false;
    for (size_t c = 0; c < COLUMNS; c++) {
        text_init(&arrays[c], 4u << 20);
        param_text_array(&arrays[c], batch->at[c], batch->n);
        params[c] = arrays[c].s;
        overflow = overflow || arrays[c].overflow;
    }
    params[COLUMNS] = I64(origin->alliance_id);
    params[COLUMNS + 1] = I64(origin->catalog_version);
    params[COLUMNS + 2] = I64(origin->known_us);
    enum status st = overflow ? ST_RETRY : supersede(db, params, origin->alliance_id);
    if (st == ST_OK)
        st = db_exec(db, sql, COLUMNS + 3, params, NULL);
    for (size_t c = 0; c < COLUMNS; c++)
        text_done(&arrays[c]);
    batch->n = 0;
    arena_done(&batch->arena);
    return st;
}

enum status value_latest_revision(struct db *db, int64_t alliance_id, const struct cell *cell, int64_t *ret_revision)
{
    static const char sql[] =
        "SELECT coalesce(max(revision), 0) FROM compute.value WHERE institution_id = $1::bigint AND alliance_id = $2::bigint "
        "AND indicator = $3::text AND time_window = $4::text AND scope = $5::text AND period = $6::bigint";
    struct text scope;
    text_init(&scope, SCOPE_MAX_BYTES);
    scope_format(&scope, cell->scope);
    scoped(result_done) PGresult *rows = NULL;
    const char *params[] = {I64(cell->subject->id),    I64(alliance_id), cell->indicator->name,
                            window_name(cell->window), scope.s,          I64(cell->month)};
    enum status st = scope.overflow ? ST_BAD_INPUT : db_exec(db, sql, 6, params, &rows);
    text_done(&scope);
    if (st != ST_OK)
        return st;
    return row_i64(rows, 0, 0, ret_revision) ? ST_OK : ST_FATAL;
}

/* basis_store.c: compute.generation, compute.total and compute.return_standing as of one instant. */
#include "compute/basis_store.h"

#include <stdlib.h>
#include <string.h>

#include "lib/db.h"
#include "lib/db_row.h"

/* Names are identifiers of the catalog. */
#define NAMES_MAX_BYTES (1u << 20)

/* The parts of the answer, in this order. */
enum part { PART_GENERATION = 1, PART_TOTAL, PART_RETURN };

const struct basis_measure *basis_find(const struct basis *basis, const struct measure *measure)
{
    for (size_t i = 0; i < basis->n_measures; i++)
        if (basis->measures[i].measure == measure)
            return &basis->measures[i];
    return NULL;
}

enum status basis_add(struct basis *basis, const struct measure *measure)
{
    if (basis_find(basis, measure) != NULL)
        return ST_OK;
    if (basis->n_measures == BASIS_MEASURES_MAX)
        return ST_FATAL;
    basis->measures[basis->n_measures++] = (struct basis_measure){.measure = measure};
    return ST_OK;
}

void basis_done(struct basis *basis)
{
    for (size_t i = 0; i < basis->n_measures; i++)
        free(basis->measures[i].totals);
    return_book_done(&basis->returns);
    *basis = (struct basis){0};
}

static enum status take_generation(const PGresult *rows, int row, struct basis *basis)
{
    const char *measure = row_text(rows, row, 5), *hash = row_text(rows, row, 6);
    for (size_t i = 0; i < basis->n_measures; i++) {
        struct basis_measure *m = &basis->measures[i];
        if (strcmp(m->measure->name, measure) == 0 && strcmp(m->measure->hash, hash) == 0 &&
            !row_i64(rows, row, 1, &m->generation_id))
            return ST_FATAL;
    }
    return ST_OK;
}

/* The totals of a generation stand together: rows [at, end). */
static enum status take_totals(const PGresult *rows, int at, int end, int64_t generation_id, struct basis *basis)
{
    struct basis_measure *m = NULL;
    for (size_t i = 0; i < basis->n_measures && m == NULL; i++)
        if (basis->measures[i].generation_id == generation_id)
            m = &basis->measures[i];
    if (m == NULL) /* of another definition of the same name */
        return ST_OK;
    m->totals = calloc((size_t)(end - at), sizeof *m->totals);
    if (m->totals == NULL)
        return ST_RETRY;
    for (; at < end; at++) {
        struct total *total = &m->totals[m->n++];
        if (!row_i64(rows, at, 2, &total->institution_id) || !row_i32(rows, at, 3, &total->month) ||
            !row_i64(rows, at, 4, &total->sum.rows) || !row_i128(rows, at, 7, &total->sum.sum))
            return ST_FATAL;
    }
    return ST_OK;
}

/* Where the rows of this part, and of the generation that stands at `at`, end. */
static int end_of(const PGresult *rows, int at, int64_t part, bool by_generation)
{
    int64_t first = 0, of = 0, id = 0;
    int end = at;
    while (end < row_count(rows) && row_i64(rows, end, 0, &of) && row_i64(rows, end, 1, &id) && of == part) {
        if (end == at)
            first = id;
        if (by_generation && id != first)
            break;
        end++;
    }
    return end;
}

static enum status take_rows(const PGresult *rows, struct basis *basis)
{
    enum status st = ST_OK;
    int at = 0, end = end_of(rows, 0, PART_GENERATION, false);
    for (; st == ST_OK && at < end; at++)
        st = take_generation(rows, at, basis);
    while (st == ST_OK && (end = end_of(rows, at, PART_TOTAL, true)) > at) {
        int64_t generation_id = 0;
        st = row_i64(rows, at, 1, &generation_id) ? take_totals(rows, at, end, generation_id, basis) : ST_FATAL;
        at = end;
    }
    end = end_of(rows, at, PART_RETURN, false);
    return st == ST_OK ? return_book_take(rows, at, end, &basis->returns) : st;
}

enum status basis_read(struct db *db, int64_t alliance_id, int32_t from, int32_t to, struct basis *basis)
{
    static const char sql[] =
        "WITH g AS MATERIALIZED (SELECT generation_id, measure, measure_hash FROM compute.generation WHERE alliance_id = "
        "$1::bigint "
        "AND state = 'serving' AND measure IN (SELECT unnest($2::text[]))) "
        "SELECT 1::bigint, g.generation_id, 0::bigint, 0::bigint, 0::bigint, g.measure, g.measure_hash, 0::numeric FROM g "
        "UNION ALL SELECT 2, t.generation_id, t.institution_id, t.month, t.row_count, '', '', t.total FROM compute.total AS t "
        "JOIN g ON g.generation_id = t.generation_id WHERE t.month BETWEEN $3::bigint AND $4::bigint "
        "UNION ALL SELECT 3, 0, r.institution_id, r.period, 0, r.kind, '', 0 FROM compute.return_standing AS r "
        "WHERE r.alliance_id = $1::bigint AND r.returned ORDER BY 1, 2";
    const char *names[BASIS_MEASURES_MAX];
    for (size_t i = 0; i < basis->n_measures; i++)
        names[i] = basis->measures[i].measure->name;
    struct text list;
    text_init(&list, NAMES_MAX_BYTES);
    param_text_array(&list, names, basis->n_measures);
    scoped(result_done) PGresult *rows = NULL;
    enum status st = text_status(&list);
    if (st == ST_OK)
        st = db_exec(db, sql, 4, (const char *[]){I64(alliance_id), list.s, I64(from), I64(to)}, &rows);
    text_done(&list);
    return st == ST_OK ? take_rows(rows, basis) : st;
}

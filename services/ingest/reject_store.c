/* reject_store.c: findings come by the thousand, so they go in as arrays. */
#include "ingest/reject_store.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/db.h"
#include "lib/db_row.h"

/* Rows of one statement: about half a megabyte of parameters. */
#define PIECE 2000

struct lists {
    struct text numbers, lines, columns, reasons, severities, shapes;
};

static struct text *list_at(struct lists *lists, size_t i)
{
    struct text *const all[] = {&lists->numbers, &lists->lines,      &lists->columns,
                                &lists->reasons, &lists->severities, &lists->shapes};
    return i < sizeof all / sizeof all[0] ? all[i] : NULL;
}

static enum status build(struct lists *lists, int64_t first_number, const struct finding *findings, size_t n)
{
    const char **words = calloc(4 * n, sizeof *words);
    int64_t *numbers = calloc(2 * n, sizeof *numbers);
    bool good = words != NULL && numbers != NULL;
    for (size_t i = 0; good && i < n; i++) {
        numbers[i] = first_number + (int64_t)i;
        numbers[n + i] = findings[i].line;
        words[i] = findings[i].column;
        words[n + i] = reason_code(findings[i].reason);
        words[2 * n + i] = findings[i].rejects ? "reject" : "warn";
        words[3 * n + i] = findings[i].value;
    }
    if (good) {
        param_i64_array(&lists->numbers, numbers, n);
        param_i64_array(&lists->lines, numbers + n, n);
        param_text_array(&lists->columns, words, n);
        param_text_array(&lists->reasons, words + n, n);
        param_text_array(&lists->severities, words + 2 * n, n);
        param_text_array(&lists->shapes, words + 3 * n, n);
    }
    free(words);
    free(numbers);
    return good ? ST_OK : ST_RETRY;
}

static enum status insert_piece(struct db *db, int64_t institution_id, int64_t batch_id, int64_t first_number,
                                const struct finding *findings, size_t n)
{
    static const char sql[] =
        "INSERT INTO ingest.reject (institution_id, batch_id, number, line, column_code, reason, severity, shape) "
        "SELECT $1::bigint, $2::bigint, u.number, u.line, u.column_code, u.reason, u.severity, u.shape "
        "FROM unnest($3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[]) "
        "AS u (number, line, column_code, reason, severity, shape)";
    struct lists lists;
    struct text *list;
    for (size_t i = 0; (list = list_at(&lists, i)) != NULL; i++)
        text_init(list, 4u << 20);
    enum status st = build(&lists, first_number, findings, n);
    for (size_t i = 0; st == ST_OK && (list = list_at(&lists, i)) != NULL; i++)
        st = list->overflow ? ST_RETRY : ST_OK;
    if (st == ST_OK)
        st = db_exec(db, sql, 8,
                     (const char *[]){I64(institution_id), I64(batch_id), lists.numbers.s, lists.lines.s, lists.columns.s,
                                      lists.reasons.s, lists.severities.s, lists.shapes.s},
                     NULL);
    for (size_t i = 0; (list = list_at(&lists, i)) != NULL; i++)
        text_done(list);
    return st;
}

enum status reject_insert(struct db *db, int64_t institution_id, int64_t batch_id, int64_t first_number,
                          const struct finding *findings, size_t n)
{
    enum status st = ST_OK;
    size_t room = first_number > REJECTS_MAX ? 0 : (size_t)(REJECTS_MAX + 1 - first_number);
    n = n < room ? n : room;
    for (size_t at = 0; st == ST_OK && at < n; at += PIECE) {
        size_t piece = n - at < PIECE ? n - at : PIECE;
        st = insert_piece(db, institution_id, batch_id, first_number + (int64_t)at, findings + at, piece);
    }
    return st;
}

enum status reject_delete(struct db *db, int64_t institution_id, int64_t batch_id, int64_t from)
{
    static const char sql[] =
        "DELETE FROM ingest.reject WHERE institution_id = $1::bigint AND batch_id = $2::bigint AND number >= $3::bigint";
    return db_exec(db, sql, 3, (const char *[]){I64(institution_id), I64(batch_id), I64(from)}, NULL);
}

enum status reject_read(struct db *db, int64_t institution_id, int64_t batch_id, size_t max, struct reject **ret, size_t *ret_count)
{
    static const char sql[] = "SELECT line, column_code, reason, severity, shape FROM ingest.reject "
                              "WHERE institution_id = $1::bigint AND batch_id = $2::bigint ORDER BY line, number LIMIT $3::bigint";
    scoped(result_done) PGresult *rows = NULL;
    enum status st = db_exec(db, sql, 3, (const char *[]){I64(institution_id), I64(batch_id), I64((int64_t)max)}, &rows);
    if (st != ST_OK)
        return st;
    size_t n = (size_t)row_count(rows);
    struct reject *rejects = calloc(n == 0 ? 1 : n, sizeof *rejects);
    if (rejects == NULL)
        return ST_RETRY;
    for (size_t i = 0; i < n; i++) {
        struct reject *r = &rejects[i];
        if (!row_i64(rows, (int)i, 0, &r->line)) {
            free(rejects);
            return ST_FATAL;
        }
        snprintf(r->column, sizeof r->column, "%s", row_text(rows, (int)i, 1));
        snprintf(r->reason, sizeof r->reason, "%s", row_text(rows, (int)i, 2));
        snprintf(r->severity, sizeof r->severity, "%s", row_text(rows, (int)i, 3));
        snprintf(r->shape, sizeof r->shape, "%s", row_text(rows, (int)i, 4));
    }
    *ret = rejects;
    *ret_count = n;
    return ST_OK;
}

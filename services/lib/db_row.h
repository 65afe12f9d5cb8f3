/* db_row.h: values in and out of SQL, for *_store.c files.
 *
 * Idioms:
 *     static const char sql[] = "UPDATE compute.generation SET state = 'serving', served_us = $2::bigint "
 *                               "WHERE generation_id = $1::bigint AND state = 'filling'";
 *     enum status st = db_exec(db, sql, 2, (const char *[]){I64(id), I64(at_us)}, NULL);
 *     if (st == ST_OK && db_affected(db) == 0)
 *         st = ST_CONFLICT;
 *
 * - An instant is a bigint column named *_us: microseconds since 1970-01-01 UTC, bound with I64, read with row_i64. No timestamptz.
 * - A day is a `date` column; bind `DATE '1970-01-01' + $1::int`, read `(d - DATE '1970-01-01')::int` with row_i32.
 * - A 128-bit sum is numeric(38,0), below 10^38, and refused above (128 bits would hold 1.7 times that): bind I128 as
 * `$1::numeric`, read the text with row_i128.
 * - A set of ids is one parameter `= ANY($1::bigint[])`, made by param_i64_array.
 * Readers return false on NULL and on what is not exactly the type, and write *ret only on true. */
#ifndef DUBAN_LIB_DB_ROW_H
#define DUBAN_LIB_DB_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "lib/db.h"
#include "lib/decimal.h"
#include "lib/status.h"
#include "lib/text.h"

#define PARAM_I64_SIZE  24
#define PARAM_I128_SIZE 48

/* Text of a number in a buffer that lives to the end of the enclosing block: for parameter lists. */
#define I64(value)  param_i64((char[PARAM_I64_SIZE]){0}, (value))
#define I128(value) param_i128((char[PARAM_I128_SIZE]){0}, (value))
#define BOOL(value) ((value) ? "true" : "false")

const char *param_i64(char buffer[static PARAM_I64_SIZE], int64_t value);
const char *param_i128(char buffer[static PARAM_I128_SIZE], i128 value);

/* "{1,2,3}" appended to out; check out->overflow. */
void param_i64_array(struct text *out, const int64_t *values, size_t count);

/* {"a","b\"c"} appended to out, quoted as array elements; no value may be NULL. */
void param_text_array(struct text *out, const char *const *values, size_t count);

int row_count(const PGresult *result);
bool row_is_null(const PGresult *result, int row, int column);
bool row_i64(const PGresult *result, int row, int column, int64_t *ret);
bool row_i32(const PGresult *result, int row, int column, int32_t *ret);
bool row_i128(const PGresult *result, int row, int column, i128 *ret);
bool row_bool(const PGresult *result, int row, int column, bool *ret);

/* Lent until PQclear; "" for NULL (ask row_is_null where it matters). */
const char *row_text(const PGresult *result, int row, int column);

/* A copy for the caller to free; NULL for SQL NULL or no memory. */
char *row_text_take(const PGresult *result, int row, int column);

/* A bigint[] of at most max elements without NULLs; *ret_count says how many. */
bool row_i64_array(const PGresult *result, int row, int column, int64_t *ret, size_t max, size_t *ret_count);

#endif

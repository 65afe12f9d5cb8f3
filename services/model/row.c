/* row.c: reads the cells of a record into a staging row, and only a whole good row into the chunk.
 *
 * Cells are lent slices until the row is known to be good, so a rejected row leaves nothing behind, in no dictionary and
 * in no hash. */
#include "model/row.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "lib/utf8.h"
#include "model/period.h"
#include "model/row_bind.h"
#include "model/row_cell.h"

#define ROW_MAX_FINDINGS 32 /* a row that is shifted by a column has a fault in each; a few show it */

struct row_reader {
    const struct kind *kind;
    struct row_binding binding;
    row_hash_fn *hash;
    void *hash_arg;
    char *institution; /* expected; NULL: any */
    size_t institution_len;
    int32_t month; /* expected; INT32_MIN: any */
    struct cell *cells;
    struct text scratch; /* of cell_number() */
    /* of the row that is being read */
    struct finding found[ROW_MAX_FINDINGS];
    int found_at[ROW_MAX_FINDINGS]; /* place in the record */
    size_t n_found;
    bool rejected;
};

enum status row_reader_new(const struct kind *kind, const struct csv_record *header, row_hash_fn *hash, void *hash_arg,
                           struct problems *problems, struct row_reader **ret)
{
    struct row_reader *r = calloc(1, sizeof(*r));
    if (r == NULL)
        return ST_RETRY;
    r->kind = kind;
    r->hash = hash;
    r->hash_arg = hash_arg;
    r->month = INT32_MIN;
    r->cells = calloc(kind->n_fields, sizeof(*r->cells));
    text_init(&r->scratch, CELL_SCRATCH_BYTES);
    for (size_t i = 0; i < CELL_SCRATCH_BYTES; i++)
        text_append_char(&r->scratch, ' ');
    bool good = r->cells != NULL && !r->scratch.overflow;
    enum status st = good ? row_bind(kind, header, problems, &r->binding) : ST_RETRY;
    if (st != ST_OK) {
        row_reader_free(r);
        return st;
    }
    *ret = r;
    return ST_OK;
}

void row_reader_free(struct row_reader *r)
{
    if (r == NULL)
        return;
    row_binding_done(r->kind, &r->binding);
    free(r->institution);
    free(r->cells);
    text_done(&r->scratch);
    free(r);
}

/* A place of the record, trimmed; "" where the record or the file has none. */
static const char *value_at(const struct csv_record *record, int at, size_t *ret_len)
{
    if (at < 0 || (size_t)at >= record->n_fields) {
        *ret_len = 0;
        return "";
    }
    const char *s = csv_field_text(record, (size_t)at);
    *ret_len = record->fields[at].len;
    cell_trim(&s, ret_len);
    return s;
}

/* ---- findings of one row ----------------------------------------------------------------------------------------- */

/* One fault a column: two fields may read the same one, and the later one knows more (a level by itself, then in its scale). */
static void found(struct row_reader *r, const struct csv_record *record, enum reason reason, int at, const struct field *field,
                  const char *column)
{
    if (reason == REASON_NONE)
        return;
    bool rejects = reason_severity(reason) == SEVERITY_ERROR;
    r->rejected = r->rejected || rejects;
    size_t place = 0;
    while (place < r->n_found && (r->found_at[place] != at || r->found[place].rejects != rejects))
        place++;
    if (place == ROW_MAX_FINDINGS)
        return;
    struct finding *f = &r->found[place];
    *f = (struct finding){.line = record->line, .reason = reason, .rejects = rejects};
    snprintf(f->column, sizeof(f->column), "%s", column);
    size_t len;
    const char *s = value_at(record, at, &len);
    if (len > 0) {
        scoped(text_done) struct text safe;
        text_init(&safe, sizeof(f->value) - 1);
        field_safe_value(&safe, field, s, len);
        snprintf(f->value, sizeof(f->value), "%s", safe.s);
    }
    r->found_at[place] = at;
    if (place == r->n_found)
        r->n_found++;
}

static void tell(const struct row_reader *r, struct findings *findings)
{
    for (size_t i = 0; i < r->n_found; i++)
        findings_add(findings, &r->found[i]);
}

/* ---- one field --------------------------------------------------------------------------------------------------- */

static enum reason read_rank(struct row_reader *r, const struct field *field, const char *s, size_t len, int64_t *ret)
{
    const struct cell *item = &r->cells[field->item_field];
    if (!item->present)
        return REASON_E_ING_122;
    size_t item_len;
    const char *name = code_table_code(r->kind->fields[field->item_field].table, (size_t)item->number, &item_len);
    return code_tables_rank(r->kind->tables, name, item_len, s, len, ret) == ST_OK ? REASON_NONE : REASON_E_ING_122;
}

static enum reason read_value(struct row_reader *r, size_t field_index, const char *s, size_t len, struct cell *cell)
{
    const struct field *field = &r->kind->fields[field_index];
    cell->s = s;
    cell->len = len;
    switch (field->type) {
    case FIELD_INTEGER:
    case FIELD_DECIMAL: return cell_number(field, s, len, &r->scratch, &cell->number);
    case FIELD_DATE:
    case FIELD_DATETIME: return cell_date(field, s, len, &cell->number);
    case FIELD_CODE: return cell_code(field, s, len, &cell->number);
    case FIELD_RANK: return read_rank(r, field, s, len, &cell->number);
    case FIELD_HASH:
        if ((int)field_index == r->kind->key_zero_guard && cell_is_scientific(s, len))
            return REASON_E_ING_121;
        return cell_text(field, s, len);
    case FIELD_TEXT:
    case FIELD_TYPE_COUNT: break;
    }
    return cell_text(field, s, len);
}

/* Folds one filled column into the field's cell. */
static void take(struct cell *cell, const struct cell *one, enum field_take how)
{
    bool first = !cell->present;
    if (first && how != TAKE_COUNT_PRESENT)
        *cell = *one;
    else if (how == TAKE_MAX && one->number > cell->number)
        cell->number = one->number;
    else if (how == TAKE_SUM)
        cell->number += one->number; /* at most 4096 columns below 10^15 */
    cell->present = true;
}

static void read_empty(struct row_reader *r, const struct csv_record *record, const struct field *field, int at, struct cell *cell)
{
    if (field->required) {
        found(r, record, REASON_E_ING_110, at, field, field->columns[0]);
    } else if (field->has_default || field->empty == EMPTY_ZERO) {
        cell->present = true;
        cell->number = field->has_default ? field->default_number : 0;
    }
}

static void read_field(struct row_reader *r, const struct csv_record *record, size_t i)
{
    const struct field *field = &r->kind->fields[i];
    struct cell *cell = &r->cells[i];
    *cell = (struct cell){.present = false};
    int64_t filled = 0;
    for (size_t c = 0; c < field->n_columns; c++) {
        int at = r->binding.field[i][c];
        size_t len;
        const char *s = value_at(record, at, &len);
        if (len == 0)
            continue;
        filled++;
        if (field->take == TAKE_COUNT_PRESENT)
            continue;
        struct cell one = {.present = true};
        enum reason reason = read_value(r, i, s, len, &one);
        found(r, record, reason, at, field, field->columns[c]);
        if (reason == REASON_NONE || reason_severity(reason) != SEVERITY_ERROR)
            take(cell, &one, field->take);
        if (field->take == TAKE_FIRST)
            break;
    }
    if (field->take == TAKE_COUNT_PRESENT)
        *cell = (struct cell){.present = true, .number = filled};
    else if (filled == 0)
        read_empty(r, record, field, r->binding.field[i][0], cell);
    /* one column was checked by itself; of a sum the total must fit */
    else if (field->take == TAKE_SUM && (cell->number < field->min || cell->number > field->max))
        found(r, record, REASON_E_ING_114, r->binding.field[i][0], field, field->columns[0]);
}

/* ---- whose row, of which month ----------------------------------------------------------------------------------- */

static void check_institution(struct row_reader *r, const struct csv_record *record)
{
    size_t len;
    const char *s = value_at(record, r->binding.institution, &len);
    if (r->institution == NULL || (len == r->institution_len && memcmp(s, r->institution, len) == 0))
        return;
    found(r, record, len == 0 ? REASON_E_ING_110 : REASON_E_ING_119, r->binding.institution, NULL, r->kind->institution_column);
}

/* The month of the row; INT32_MIN after a fault. */
static int32_t row_month(struct row_reader *r, const struct csv_record *record)
{
    const struct kind *kind = r->kind;
    int32_t month = INT32_MIN;
    int at = r->binding.period;
    const char *column = kind->period_column;
    if (kind->period_field >= 0) {
        const struct field *field = &kind->fields[kind->period_field];
        const struct cell *cell = &r->cells[kind->period_field];
        at = r->binding.field[kind->period_field][0];
        column = field->columns[0];
        if (!cell->present)
            return INT32_MIN; /* told already */
        month = month_of_date(field->type == FIELD_DATE ? (int32_t)cell->number : instant_date(cell->number));
    } else {
        size_t len;
        const char *s = value_at(record, at, &len);
        found(r, record, len == 0 ? REASON_E_ING_110 : cell_month(s, len, &month), at, NULL, column);
    }
    if (month != INT32_MIN && r->month != INT32_MIN && month != r->month)
        found(r, record, REASON_E_ING_120, at, NULL, column);
    else if (month != INT32_MIN && (month < PERIOD_MONTH_MIN || month > PERIOD_MONTH_MAX))
        found(r, record, REASON_E_ING_115, at, NULL, column);
    return month;
}

void row_peek(const struct row_reader *r, const struct csv_record *record, const char **ret_institution, size_t *ret_len,
              int32_t *ret_month)
{
    const struct kind *kind = r->kind;
    *ret_institution = value_at(record, r->binding.institution, ret_len);
    *ret_month = INT32_MIN;
    int at = kind->period_field >= 0 ? r->binding.field[kind->period_field][0] : r->binding.period;
    size_t len;
    const char *s = value_at(record, at, &len);
    struct date_read read;
    if (kind->period_field < 0) {
        int32_t month;
        if (cell_month(s, len, &month) != REASON_E_ING_115)
            *ret_month = month;
    } else if (date_parse(s, len, &read) == ST_OK) {
        *ret_month = month_of_date(read.date);
    }
}

enum status row_expect(struct row_reader *r, const char *institution, size_t len, int32_t month)
{
    char *copy = institution == NULL ? NULL : strndup(institution, len);
    if (institution != NULL && copy == NULL)
        return ST_RETRY;
    free(r->institution);
    r->institution = copy;
    r->institution_len = len;
    r->month = month;
    return ST_OK;
}

/* ---- the row ----------------------------------------------------------------------------------------------------- */

static void put_hash(struct row_reader *r, struct columns *columns, int field, const struct cell *cell)
{
    uint8_t hash[FIELD_HASH_BYTES];
    r->hash(r->hash_arg, cell->s, cell->len, hash);
    columns_put_hash(columns, field, hash);
    if (field != r->kind->key_zero_guard)
        return;
    size_t zeros = 0;
    while (zeros < cell->len && cell->s[zeros] == '0')
        zeros++;
    if (zeros > 0)
        r->hash(r->hash_arg, cell->s + zeros, cell->len - zeros, hash);
    columns_put_guard(columns, field, hash, utf8_count(cell->s, cell->len));
}

static enum status put_row(struct row_reader *r, struct columns *columns, int64_t line, int32_t month)
{
    columns_begin(columns, line, month);
    for (size_t i = 0; i < r->kind->n_fields; i++) {
        const struct cell *cell = &r->cells[i];
        if (!cell->present)
            continue;
        switch (field_store(&r->kind->fields[i])) {
        case STORE_NUMBER: columns_put_number(columns, (int)i, cell->number); break;
        case STORE_HASH: put_hash(r, columns, (int)i, cell); break;
        case STORE_CODE:
            if (r->kind->fields[i].table != NULL)
                columns_put_code(columns, (int)i, (int32_t)cell->number);
            else if (columns_put_text(columns, (int)i, cell->s, cell->len) != ST_OK)
                return ST_RETRY;
            break;
        }
    }
    columns_end(columns);
    return ST_OK;
}

enum row_outcome row_read(struct row_reader *r, const struct csv_record *record, struct columns *columns, struct findings *findings)
{
    assert(!columns_full(columns));
    r->n_found = 0;
    r->rejected = false;
    if (record->n_fields != r->binding.n_columns) {
        found(r, record, REASON_E_ING_118, -1, NULL, "");
        tell(r, findings);
        return ROW_REJECTED;
    }
    check_institution(r, record);
    for (size_t i = 0; i < r->kind->n_fields; i++)
        read_field(r, record, i);
    int32_t month = row_month(r, record);
    tell(r, findings);
    if (r->rejected)
        return ROW_REJECTED;
    return put_row(r, columns, record->line, month) == ST_OK ? ROW_IN : ROW_NO_MEMORY;
}

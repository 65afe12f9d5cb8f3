/* row_check.c: evaluates every check of the kind over the chunk, then tells by row. */
#include "model/row_check.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/date.h"
#include "lib/decimal.h"
#include "model/eval.h"
#include "model/expr.h"

struct row_check {
    const struct kind *kind;
    struct eval *eval;
    uint8_t *masks; /* [check][row]: 1 holds */
};

enum status row_check_new(const struct kind *kind, struct row_check **ret)
{
    struct row_check *check = calloc(1, sizeof(*check));
    if (check == NULL)
        return ST_RETRY;
    check->kind = kind;
    check->masks = calloc(kind->n_checks + 1, COLUMNS_MAX_ROWS);
    if (check->masks == NULL || eval_new(kind, &check->eval) != ST_OK) {
        row_check_free(check);
        return ST_RETRY;
    }
    *ret = check;
    return ST_OK;
}

void row_check_free(struct row_check *check)
{
    if (check == NULL)
        return;
    eval_free(check->eval);
    free(check->masks);
    free(check);
}

/* The cell as text, for the safe shape. Hashes and derived values say nothing to the reader. */
static void cell_value(const struct columns *columns, int field_index, size_t row, struct text *out)
{
    const struct field *field = &columns->kind->fields[field_index];
    const struct column *column = &columns->columns[field_index];
    scoped(text_done) struct text plain;
    text_init(&plain, 4096);
    if (!column->present[row] || column->store == STORE_HASH || field->n_columns > 1 || field->take == TAKE_COUNT_PRESENT)
        return;
    if (column->store == STORE_CODE) {
        size_t len;
        const char *s = columns_text(columns, field_index, row, &len);
        field_safe_value(out, field, s, len);
        return;
    }
    if (field->type == FIELD_DATE)
        date_format(&plain, (int32_t)column->number[row]);
    else if (field->type == FIELD_DATETIME)
        instant_format(&plain, column->number[row]);
    else
        decimal_format(&plain, column->number[row], field_scale(field));
    field_safe_value(out, field, plain.s, plain.len);
}

static void tell(const struct kind_check *check, const struct columns *columns, size_t row, struct findings *findings)
{
    struct finding finding = {.line = columns->line[row], .reason = check->reason, .rejects = check->rejects};
    snprintf(finding.column, sizeof(finding.column), "%s", check->column);
    scoped(text_done) struct text safe;
    text_init(&safe, sizeof(finding.value) - 1);
    if (check->field >= 0)
        cell_value(columns, check->field, row, &safe);
    snprintf(finding.value, sizeof(finding.value), "%s", safe.s);
    findings_add(findings, &finding);
}

static void check_row(const struct row_check *check, struct columns *columns, size_t row, struct findings *findings,
                      uint8_t *warned)
{
    const struct kind *kind = check->kind;
    for (size_t i = 0; i < kind->n_checks; i++) {
        if (check->masks[i * COLUMNS_MAX_ROWS + row])
            continue;
        tell(&kind->checks[i], columns, row, findings);
        if (kind->checks[i].rejects)
            columns_strike(columns, row);
        else
            warned[row] = 1;
    }
}

enum status row_check_run(struct row_check *check, struct columns *columns, struct findings *findings, uint8_t *warned)
{
    for (size_t i = 0; i < check->kind->n_checks; i++) {
        enum status st = eval_condition(check->eval, check->kind->checks[i].expr, columns, check->masks + i * COLUMNS_MAX_ROWS);
        if (st != ST_OK)
            return st;
    }
    for (size_t row = 0; row < columns->n_rows; row++) {
        if (columns->live[row])
            check_row(check, columns, row, findings, warned);
    }
    return ST_OK;
}

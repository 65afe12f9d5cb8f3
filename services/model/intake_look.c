/* intake_look.c: the first look at a file: is it of this kind, whose is it, of which month; and refusing what cannot be read. */
#include <inttypes.h>
#include <stdio.h>

#include "model/intake_private.h"

/* ---- refusing ---------------------------------------------------------------------------------------------------- */

enum intake_step intake_refuse(struct intake *in, enum reason reason, int64_t line, const char *param2)
{
    char number[24];
    struct place at = {.line = line};
    snprintf(number, sizeof(number), "%" PRId64, line);
    problems_add(&in->problems, reason, &at, number, param2);
    in->phase = PHASE_REFUSED;
    return INTAKE_REFUSED;
}

enum intake_step intake_refuse_csv(struct intake *in, const struct csv *csv)
{
    int64_t line = csv_line(csv);
    switch (csv_fault(csv)) {
    case CSV_QUOTE_NOT_CLOSED: return intake_refuse(in, REASON_E_ING_104, line, NULL);
    case CSV_TOO_MANY_COLUMNS: return intake_refuse(in, REASON_E_ING_106, line, "4096");
    case CSV_TEXT_AFTER_QUOTE: return intake_refuse(in, REASON_E_ING_107, line, NULL);
    case CSV_NUL_BYTE: return intake_refuse(in, REASON_E_ING_108, line, NULL);
    case CSV_FIELD_TOO_LONG:
    case CSV_RECORD_TOO_LONG:
    case CSV_FINE: break;
    }
    return intake_refuse(in, REASON_E_ING_105, line, NULL);
}

/* ---- the look ---------------------------------------------------------------------------------------------------- */

static enum intake_step look_at_header(struct intake *in, const struct csv_record *header)
{
    enum status st = row_reader_new(in->kind, header, in->hash, in->hash_arg, &in->problems, &in->reader);
    in->header_columns = header->n_fields;
    if (st == ST_OK)
        return INTAKE_HEADER;
    in->phase = st == ST_BAD_INPUT ? PHASE_REFUSED : in->phase;
    return st == ST_BAD_INPUT ? INTAKE_REFUSED : INTAKE_RETRY;
}

static void look_at_row(struct intake *in, const struct csv_record *record)
{
    const char *institution;
    size_t len;
    int32_t month;
    row_peek(in->reader, record, &institution, &len, &month);
    if (in->institution.len == 0)
        text_append_n(&in->institution, institution, len);
    if (month != INT32_MIN)
        in->look_months[in->n_look_months++] = month;
    in->looked_rows++;
}

/* True: enough is seen (or all there is, or a fault, which the second reading meets again). */
static bool look(struct intake *in, enum intake_step *ret)
{
    struct csv_record record;
    while (in->looked_rows < INTAKE_PEEK_ROWS) {
        switch (csv_next(in->look, &record)) {
        case CSV_MORE: *ret = INTAKE_MORE; return in->held.len >= HELD_MAX_BYTES && in->reader != NULL;
        case CSV_END: return true;
        case CSV_REFUSED: return true;
        case CSV_RECORD: break;
        }
        if (in->reader != NULL) {
            look_at_row(in, &record);
            *ret = INTAKE_RETRY;
            if (in->institution.overflow)
                return false;
            continue;
        }
        *ret = look_at_header(in, &record);
        if (*ret != INTAKE_HEADER)
            return false;
    }
    return true;
}

enum intake_step intake_look(struct intake *in)
{
    enum intake_step step = INTAKE_MORE;
    if (!look(in, &step))
        return step;
    if (in->reader == NULL && csv_fault(in->look) != CSV_FINE)
        return intake_refuse_csv(in, in->look);
    if (in->reader == NULL)
        return intake_refuse(in, REASON_E_ING_103, 1, NULL);
    csv_free(in->look);
    in->look = NULL;
    in->phase = PHASE_DECIDE;
    return INTAKE_HEADER;
}

const char *intake_institution(const struct intake *in)
{
    return in->institution.s;
}

int32_t intake_month(const struct intake *in)
{
    size_t best = 0;
    int32_t month = INT32_MIN;
    for (size_t i = 0; i < in->n_look_months; i++) {
        size_t same = 0;
        for (size_t k = 0; k < in->n_look_months; k++)
            same += in->look_months[k] == in->look_months[i];
        if (same > best) {
            best = same;
            month = in->look_months[i];
        }
    }
    return month;
}

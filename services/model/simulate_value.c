/* Why: a simulation shall show more than a plan without any number, and sample numbers are a table that anybody can write. */
#include "model/simulate_value.h"

#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "lib/text.h"
#include "model/indicator.h"
#include "model/plan.h"
#include "model/scope.h"
#include "model/tsv.h"

#define VALUES_MAX   200000 /* of a county: 100 lines at 30 institutions over five years */
#define REPORTED_MAX 100000

enum { COLUMN_DUTY, COLUMN_INSTITUTION, COLUMN_MONTH, COLUMN_VALUE, COLUMN_KNOWN, COLUMN_REPORTED, COLUMN_SMALL };

struct reading {
    const struct catalog *catalog;
    const struct organisation *organisation;
    int32_t to;
    const char *name;
    struct problems *problems;
    struct simulated_values *values;
};

void simulated_values_done(struct simulated_values *values)
{
    free(values->at);
    *values = (struct simulated_values){0};
}

static bool put(struct simulated_values *values, const struct simulated_value *value)
{
    if (values->n == VALUES_MAX)
        return false;
    if (values->n == values->cap) {
        size_t cap = values->cap == 0 ? 64 : values->cap * 2;
        struct simulated_value *at = reallocarray(values->at, cap, sizeof *at);
        if (at == NULL)
            return false;
        values->at = at;
        values->cap = cap;
    }
    values->at[values->n++] = *value;
    return true;
}

/* Is the line judged there in that month? */
static bool is_subject(const struct reading *r, const struct simulated_value *value)
{
    scoped(members_done) struct members members = {0};
    if (duty_subjects(r->organisation, value->duty, month_first_date(value->month), &members) != ST_OK)
        return false;
    for (size_t i = 0; i < members.n; i++)
        if (members.at[i] == value->institution)
            return true;
    return false;
}

static bool read_value(const char *cell, const struct duty *duty, struct simulated_value *ret)
{
    int scale = 0;
    ret->has_value = cell[0] != '\0';
    return !ret->has_value || (decimal_parse(cell, strlen(cell), DECIMAL_SCALE_MAX, &ret->units, &scale) == ST_OK &&
                               decimal_rescale(ret->units, scale, duty->target.decimals, &ret->units) == ST_OK);
}

static bool read_known(const char *cell, struct simulated_value *ret)
{
    if (cell[0] != '\0')
        return instant_parse(cell, strlen(cell), &ret->known_us) == ST_OK;
    const struct indicator *indicator = ret->duty->indicator;
    int64_t end_us = indicator_is_returned(indicator) ? indicator_cutoff_us(indicator, ret->month)
                                                      : instant_of_date(month_last_date(ret->month) + 1, 0);
    ret->known_us = end_us - US_PER_S;
    return true;
}

static bool read_reported(const char *cell, struct simulated_value *ret)
{
    char *end;
    ret->reported = -1;
    if (cell[0] == '\0')
        return true;
    long n = strtol(cell, &end, 10);
    ret->reported = (int)(n >= 0 && n <= REPORTED_MAX ? n : 0);
    return *end == '\0' && n >= 0 && n <= REPORTED_MAX;
}

static bool read_small(const char *cell, struct simulated_value *ret)
{
    ret->small = strcmp(cell, "true") == 0;
    return ret->small || cell[0] == '\0' || strcmp(cell, "false") == 0;
}

static enum status complain(const struct reading *r, int64_t line, const char *column, const char *should, const char *is)
{
    struct place at = {.file = r->name, .line = line, .column_name = column};
    problems_add(r->problems, REASON_E_CAT_219, &at, should, is);
    return ST_OK; /* the next rows are read too */
}

/* A year with a slip in it is no number of long ago. */
static bool is_within_reach(const struct reading *r, int32_t month, struct text *ret_should)
{
    int32_t oldest = simulated_months_oldest(r->to), newest = month_of_date(r->to) + (month_of_date(r->to) - oldest);
    month_format(ret_should, oldest);
    text_append(ret_should, " 至 ");
    month_format(ret_should, newest);
    return month >= oldest && month <= newest;
}

static enum status take_row(void *arg, const char *const *cells, int64_t line)
{
    const struct reading *r = arg;
    struct simulated_value value = {.duty = catalog_duty(r->catalog, cells[COLUMN_DUTY]),
                                    .institution = organisation_institution_by_code(r->organisation, cells[COLUMN_INSTITUTION])};
    bool has_target = value.duty != NULL && (value.duty->has_target || value.duty->n_own > 0);
    if (value.duty == NULL || value.duty->indicator == NULL || !has_target)
        return complain(r, line, "duty", "有数值目标的事项编号", cells[COLUMN_DUTY]);
    if (value.institution == NULL)
        return complain(r, line, "institution", "机构代码", cells[COLUMN_INSTITUTION]);
    if (month_parse(cells[COLUMN_MONTH], strlen(cells[COLUMN_MONTH]), &value.month) != ST_OK ||
        !period_ends_in(value.duty->judged_on, value.month))
        return complain(r, line, "month", "数据期间最后一月 yyyy-MM", cells[COLUMN_MONTH]);
    scoped(text_done) struct text reach;
    text_init(&reach, 64);
    if (!is_within_reach(r, value.month, &reach))
        return complain(r, line, "month", reach.s, cells[COLUMN_MONTH]);
    if (!is_subject(r, &value))
        return complain(r, line, "institution", "该事项当月的判定对象", cells[COLUMN_INSTITUTION]);
    if (!read_value(cells[COLUMN_VALUE], value.duty, &value))
        return complain(r, line, "value", "小数，位数不多于指标", cells[COLUMN_VALUE]);
    if (!read_known(cells[COLUMN_KNOWN], &value))
        return complain(r, line, "known", "yyyy-MM-dd HH:MM", cells[COLUMN_KNOWN]);
    if (!read_reported(cells[COLUMN_REPORTED], &value))
        return complain(r, line, "reported", "已报机构数", cells[COLUMN_REPORTED]);
    if (!read_small(cells[COLUMN_SMALL], &value))
        return complain(r, line, "small", "true 或 false", cells[COLUMN_SMALL]);
    return put(r->values, &value) ? ST_OK : ST_RETRY;
}

enum status simulated_values_read(const struct catalog *catalog, const struct organisation *organisation, int32_t to,
                                  const char *name, const char *buf, size_t len, struct problems *problems,
                                  struct simulated_values *values)
{
    static const char *const columns[] = {"duty", "institution", "month", "value", "?known", "?reported", "?small", NULL};
    struct reading reading = {catalog, organisation, to, name, problems, values};
    uint64_t errors = problems->errors;
    enum status st = tsv_read(name, buf, len, columns, take_row, &reading, problems);
    return st == ST_OK && problems->errors > errors ? ST_BAD_INPUT : st;
}

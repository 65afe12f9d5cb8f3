/* value.c: sums over members and months, divided and rounded once. */
#include "model/value.h"

#include <assert.h>

#include "lib/date.h"

/* What a set of totals comes to. */
struct gathered {
    i128 sum;
    int64_t rows;
    int64_t months;       /* distinct months with records, of all members */
    int64_t members;      /* with a sum > 0 */
    int64_t not_negative; /* with records and a sum >= 0 */
    int32_t last_month;   /* newest with records */
};

static bool in_window(const struct value_input *in, int32_t month)
{
    return month <= in->month && month >= period_first_month(in->window, in->month);
}

/* Was what this member's month brought valid to a day before the period's last month? */
static bool has_lapsed(const struct value_input *in, int64_t member, int32_t month)
{
    for (size_t i = 0; i < in->n_untils; i++) {
        const struct total *t = &in->untils[i];
        if (t->institution_id == member && t->month == month && t->sum.rows > 0)
            return month_of_date((int32_t)(t->sum.sum / t->sum.rows)) < in->month;
    }
    return false;
}

/* A member's newest month that has records of `by` that count; INT32_MIN: none. */
static int32_t newest_month(const struct value_input *in, int64_t member, const struct total *by, size_t n)
{
    int32_t newest = INT32_MIN;
    for (size_t i = 0; i < n; i++) {
        if (by[i].institution_id == member && by[i].sum.rows > 0 && in_window(in, by[i].month) && by[i].month > newest &&
            !has_lapsed(in, member, by[i].month))
            newest = by[i].month;
    }
    return newest;
}

/* One member's sum into `all`. `only` is the one month that counts, or INT32_MIN for all of the window. */
static enum status gather_member(const struct value_input *in, int64_t member, const struct total *totals, size_t n, int32_t only,
                                 bool newest_only, struct gathered *all)
{
    i128 sum = 0;
    int64_t rows = 0;
    for (size_t i = 0; i < n; i++) {
        const struct total *t = &totals[i];
        if (t->institution_id != member || !in_window(in, t->month) || (newest_only && t->month != only))
            continue;
        if (i128_add(sum, t->sum.sum, &sum) != ST_OK)
            return ST_BAD_INPUT;
        rows += t->sum.rows;
        if (t->sum.rows > 0 && t->month > all->last_month)
            all->last_month = t->month;
    }
    all->rows += rows;
    all->members += sum > 0;
    all->not_negative += rows > 0 && sum >= 0;
    return i128_add(all->sum, sum, &all->sum);
}

static enum status gather(const struct value_input *in, const struct total *totals, size_t n, struct gathered *ret)
{
    bool newest_only = in->indicator->over_time == OVER_TIME_LAST;
    bool by_den = in->indicator->denominator != NULL;
    *ret = (struct gathered){.last_month = INT32_MIN};
    for (size_t m = 0; m < in->n_members; m++) {
        int32_t only = INT32_MIN;
        if (newest_only)
            only = newest_month(in, in->members[m], by_den ? in->denominators : in->numerators,
                                by_den ? in->n_denominators : in->n_numerators);
        enum status st = gather_member(in, in->members[m], totals, n, only, newest_only, ret);
        if (st != ST_OK)
            return st;
    }
    return ST_OK;
}

/* Distinct months of the window in which any member has records. */
static int64_t months_with_records(const struct value_input *in)
{
    int64_t months = 0;
    for (size_t i = 0; i < in->n_numerators; i++) {
        const struct total *t = &in->numerators[i];
        bool counts = t->sum.rows > 0 && in_window(in, t->month);
        bool member = false, seen = false;
        for (size_t m = 0; counts && m < in->n_members; m++)
            member = member || in->members[m] == t->institution_id;
        for (size_t k = 0; counts && member && k < i; k++)
            seen = seen || (in->numerators[k].month == t->month && in->numerators[k].sum.rows > 0);
        months += counts && member && !seen;
    }
    return months;
}

/* scale × num / den with their scales and units brought together: one ratio of whole numbers, then one rounding. */
static enum status divide(const struct value_input *in, i128 num, i128 den, struct value *ret)
{
    const struct indicator *ind = in->indicator;
    enum unit num_unit = ind->numerator->unit;
    enum unit den_unit = ind->denominator == NULL ? num_unit : ind->denominator->unit;
    bool alike = num_unit != UNIT_NONE && unit_alike(num_unit, den_unit);
    enum status st = i128_mul(num, ind->scale, &num);
    if (st == ST_OK)
        st = i128_mul(num, decimal_pow10(ret->den_scale), &num);
    if (st == ST_OK && alike)
        st = i128_mul(num, unit_factor(num_unit), &num);
    if (st == ST_OK)
        st = i128_mul(den, decimal_pow10(ret->num_scale), &den);
    if (st == ST_OK && alike)
        st = i128_mul(den, unit_factor(den_unit), &den);
    return st == ST_OK ? ratio_round(num, den, ret->decimals, &ret->units) : st;
}

static enum status compute_share(const struct value_input *in, const struct gathered *num, struct value *ret)
{
    ret->num = in->indicator->over_institutions == OVER_INSTITUTIONS_SHARE_NOT_NEGATIVE ? num->not_negative : num->members;
    ret->den = (i128)in->n_members;
    ret->num_scale = ret->den_scale = 0;
    if (in->n_members == 0)
        return ST_OK;
    ret->has_value = true;
    return ratio_round(ret->num * in->indicator->scale, ret->den, ret->decimals, &ret->units);
}

/* Fewer than min_denominator whole units of the denominator? */
static bool is_small(const struct indicator *ind, i128 den, int den_scale)
{
    return ind->denominator != NULL && den < ind->min_denominator * decimal_pow10(den_scale);
}

static enum status compute_ratio(const struct value_input *in, const struct gathered *num, struct value *ret)
{
    const struct indicator *ind = in->indicator;
    struct gathered den = {.last_month = INT32_MIN};
    ret->num = num->sum;
    ret->num_scale = ind->numerator->scale;
    ret->den = 1;
    if (ind->denominator != NULL) {
        enum status st = gather(in, in->denominators, in->n_denominators, &den);
        if (st != ST_OK)
            return st;
        ret->den = den.sum;
        ret->den_scale = ind->denominator->scale;
        if (den.last_month > ret->data_month)
            ret->data_month = den.last_month;
        ret->has_value = den.sum != 0;
        ret->small_denominator = is_small(ind, den.sum, ret->den_scale);
    } else if (ind->over_time == OVER_TIME_MEAN) {
        ret->den = months_with_records(in);
        ret->has_value = ret->den > 0;
    } else {
        ret->has_value = ind->over_time == OVER_TIME_SUM || num->rows > 0;
    }
    return ret->has_value ? divide(in, ret->num, ret->den, ret) : ST_OK;
}

enum status value_compute(const struct value_input *in, struct value *ret)
{
    const struct indicator *ind = in->indicator;
    struct value value = {.decimals = ind->decimals};
    struct gathered num;
    if (ind->over_institutions == OVER_INSTITUTIONS_NONE && in->n_members > 1)
        return ST_BAD_INPUT;
    if (!indicator_is_valid(ind, in->month)) {
        value.data_month = INT32_MIN;
        *ret = value;
        return ST_OK;
    }
    enum status st = gather(in, in->numerators, in->n_numerators, &num);
    if (st != ST_OK)
        return st;
    value.data_month = num.last_month;
    st = indicator_is_share(ind) ? compute_share(in, &num, &value) : compute_ratio(in, &num, &value);
    if (st == ST_OK)
        *ret = value;
    return st;
}

void value_format(struct text *out, const struct value *value)
{
    if (value->has_value)
        decimal_format(out, value->units, value->decimals);
}

int value_compare(const struct value *value, i128 bound_units, int bound_scale)
{
    assert(value->has_value);
    i128 left = value->units, right = bound_units;
    if (value->decimals < bound_scale)
        left *= decimal_pow10(bound_scale - value->decimals);
    else
        right *= decimal_pow10(value->decimals - bound_scale);
    return left < right ? -1 : left > right ? 1 : 0;
}

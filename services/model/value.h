/* value.h: the number of a cell: an indicator over a window of months and a set of institutions.
 *
 * What is judged is what is printed: rounded once, half away from zero, at the indicator's decimals. Exact until then.
 * What was granted for a time (a rating) counts in the months up to its last day; the newest that has not lapsed is the value.
 * Whether all returns are in (complete, partial, not reported) is not known here: it is a matter of standing. */
#ifndef DUBAN_MODEL_VALUE_H
#define DUBAN_MODEL_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/decimal.h"
#include "lib/status.h"
#include "lib/text.h"
#include "model/indicator.h"
#include "model/measure.h"
#include "model/period.h"

/* The running sum of a measure for an institution and month: a row of compute's table. */
struct total {
    int64_t institution_id;
    int32_t month;
    struct measure_sum sum;
};

/* What a value is made of. Totals may be in any order and may hold other institutions and months, which are passed
 * over; (institution, month) occurs at most once in each list. A month without a total has no records. */
struct value_input {
    const struct indicator *indicator;
    enum window window;
    int32_t month;          /* the last of the period */
    const int64_t *members; /* institution ids, each once */
    size_t n_members;
    const struct total *numerators;
    size_t n_numerators;
    const struct total *denominators; /* none without a denominator */
    size_t n_denominators;
    const struct total *untils; /* of indicator->until: none: what counts does not lapse */
    size_t n_untils;
};

struct value {
    bool has_value; /* false: no denominator to divide by, nothing there to take the newest of, or not in force yet */
    i128 num, den;  /* the sums behind it, at num_scale and den_scale; den 1 without a denominator */
    int num_scale, den_scale;
    i128 units; /* the value at `decimals`, rounded; 0 without one */
    int decimals;
    bool small_denominator; /* below min_denominator: shown, not judged */
    int32_t data_month;     /* the newest month that has records; INT32_MIN: none */
};

/* ST_BAD_INPUT: a number beyond 128 bits, or several members for an indicator that is not summed over institutions. */
MUST_CHECK enum status value_compute(const struct value_input *input, struct value *ret);

/* Appends "35.2"; "" without a value. The unit is the indicator's. */
void value_format(struct text *out, const struct value *value);

/* -1, 0, 1: the printed value against a bound that may have other decimals. Only with has_value (asserted). */
int value_compare(const struct value *value, i128 bound_units, int bound_scale);

#endif

/* decimal.h: exact numbers. Money, weights and counts are whole numbers of the smallest unit: `units` at `scale` means
 * units / 10^scale, so 12.30 at scale 2 is 1230. No floating point anywhere: what is judged is what is printed.
 *
 * All functions are pure and check for overflow: it is ST_BAD_INPUT, and the result is untouched. */
#ifndef DUBAN_LIB_DECIMAL_H
#define DUBAN_LIB_DECIMAL_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/status.h"
#include "lib/text.h"

__extension__ typedef __int128 i128;

/* No indicator, money or weight of the trade has more decimals; 10^9 leaves 10^29 for the sum. */
#define DECIMAL_SCALE_MAX 9

/* Bytes that hold any i128 as text, with sign and NUL. */
#define I128_TEXT_SIZE 41

/* 10^exponent for 0 ≤ exponent ≤ 38 (asserted). */
i128 decimal_pow10(int exponent);

/* Reads `[+-]digits[.digits]`, nothing else: no blanks, no exponent, no comma, no full-width digit (those go through
 * decimal_normalise() first, which tells that they were there). `ret_scale` is the number of decimals kept, as written:
 * "1.50" is 150 at 2. Decimals beyond max_scale are accepted only if they are zeros. */
MUST_CHECK enum status decimal_parse(const char *s, size_t len, int max_scale, i128 *ret_units, int *ret_scale);

/* What people type made plain: full-width digits and signs, thousands commas (only where they group by three) and
 * blanks around become "1234.5". `out` is appended to; `ret_changed` tells that the text was not plain already.
 * ST_BAD_INPUT: commas in wrong places, or nothing left. Whether it is a number is for decimal_parse() to say. */
MUST_CHECK enum status decimal_normalise(const char *s, size_t len, struct text *out, bool *ret_changed);

/* Same value at another scale; ST_BAD_INPUT if that would lose decimals. */
MUST_CHECK enum status decimal_rescale(i128 units, int from_scale, int to_scale, i128 *ret_units);

/* Appends "-0.05" for -5 at scale 2. 0 ≤ scale ≤ 38 (asserted). */
void decimal_format(struct text *out, i128 units, int scale);

/* num / den at `decimals` decimals, rounded once, half away from zero: 1/8 at 2 is 13 (0.13), -1/8 is -13.
 * Both must be of the same scale. A percentage with 2 decimals is the ratio with 4. 0 ≤ decimals ≤ 9 (asserted).
 * ST_BAD_INPUT: den is 0, or the result does not fit. Exact for every i128, also where num × 10^decimals overflows. */
MUST_CHECK enum status ratio_round(i128 num, i128 den, int decimals, i128 *ret_units);

MUST_CHECK enum status i128_add(i128 a, i128 b, i128 *ret);
MUST_CHECK enum status i128_mul(i128 a, i128 b, i128 *ret);

/* `[+-]digits` that fits, nothing else. */
MUST_CHECK enum status i128_parse(const char *s, size_t len, i128 *ret);
void i128_format(struct text *out, i128 value);

#endif

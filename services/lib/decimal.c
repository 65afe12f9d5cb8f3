/* decimal.c: exact numbers as whole numbers of the smallest unit. Every operation that can leave 128 bits says so. */
#include "lib/decimal.h"

#include <assert.h>
#include <string.h>

__extension__ typedef unsigned __int128 u128;

#define I128_MAX  ((i128)(~(u128)0 >> 1))
#define POW10_MAX 38 /* 10^38 is the largest power below 2^127 */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static u128 magnitude(i128 value)
{
    return value < 0 ? (u128)0 - (u128)value : (u128)value;
}

/* -magnitude or +magnitude as i128, if it fits */
static enum status with_sign(u128 size, bool negative, i128 *ret)
{
    if (size > (u128)I128_MAX + (negative ? 1 : 0))
        return ST_BAD_INPUT;
    *ret = negative ? (i128)((u128)0 - size) : (i128)size;
    return ST_OK;
}

i128 decimal_pow10(int exponent)
{
    i128 power = 1;

    assert(exponent >= 0 && exponent <= POW10_MAX);
    for (int i = 0; i < exponent; i++)
        power *= 10;
    return power;
}

static enum status push_digit(u128 *size, unsigned digit)
{
    if (__builtin_mul_overflow(*size, (u128)10, size) || __builtin_add_overflow(*size, (u128)digit, size))
        return ST_BAD_INPUT;
    return ST_OK;
}

enum status decimal_parse(const char *s, size_t len, int max_scale, i128 *ret_units, int *ret_scale)
{
    size_t at = 0;
    int scale = 0;
    u128 size = 0;
    i128 units;

    assert(max_scale >= 0 && max_scale <= POW10_MAX);
    bool negative = len > 0 && s[0] == '-';
    if (len > 0 && (s[0] == '-' || s[0] == '+'))
        at++;
    size_t first = at;
    for (; at < len && is_digit(s[at]); at++)
        if (push_digit(&size, (unsigned)(s[at] - '0')) != ST_OK)
            return ST_BAD_INPUT;
    if (at == first)
        return ST_BAD_INPUT;
    if (at < len && s[at] == '.') {
        first = ++at;
        for (; at < len && is_digit(s[at]); at++) {
            if (scale == max_scale && s[at] != '0')
                return ST_BAD_INPUT;
            if (scale == max_scale)
                continue;
            if (push_digit(&size, (unsigned)(s[at] - '0')) != ST_OK)
                return ST_BAD_INPUT;
            scale++;
        }
        if (at == first)
            return ST_BAD_INPUT;
    }
    if (at != len || with_sign(size, negative, &units) != ST_OK)
        return ST_BAD_INPUT;
    *ret_units = units;
    *ret_scale = scale;
    return ST_OK;
}

enum status decimal_rescale(i128 units, int from_scale, int to_scale, i128 *ret_units)
{
    assert(from_scale >= 0 && from_scale <= POW10_MAX && to_scale >= 0 && to_scale <= POW10_MAX);
    if (to_scale >= from_scale)
        return i128_mul(units, decimal_pow10(to_scale - from_scale), ret_units);
    i128 unit = decimal_pow10(from_scale - to_scale);
    if (units % unit != 0)
        return ST_BAD_INPUT;
    *ret_units = units / unit;
    return ST_OK;
}

void decimal_format(struct text *out, i128 units, int scale)
{
    char digits[I128_TEXT_SIZE + POW10_MAX];
    size_t at = sizeof(digits);
    u128 rest = magnitude(units);

    assert(scale >= 0 && scale <= POW10_MAX);
    for (int n = 0; n <= scale || rest > 0; n++) {
        if (n == scale && scale > 0)
            digits[--at] = '.';
        digits[--at] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    if (units < 0)
        digits[--at] = '-';
    text_append_n(out, digits + at, sizeof(digits) - at);
}

/* One digit of a long division: *rest < den goes to (*rest × 10) mod den, and the digit is returned. By adding instead
 * of multiplying, since *rest × 10 need not fit. */
static unsigned next_digit(u128 *rest, u128 den)
{
    unsigned digit = 0;
    u128 sum = 0;

    for (int i = 0; i < 10; i++) {
        if (sum >= den - *rest) {
            sum -= den - *rest;
            digit++;
        } else {
            sum += *rest;
        }
    }
    *rest = sum;
    return digit;
}

enum status ratio_round(i128 num, i128 den, int decimals, i128 *ret_units)
{
    assert(decimals >= 0 && decimals <= DECIMAL_SCALE_MAX);
    if (den == 0)
        return ST_BAD_INPUT;

    u128 d = magnitude(den);
    u128 quotient = magnitude(num) / d;
    u128 rest = magnitude(num) % d;
    for (int i = 0; i < decimals; i++)
        if (push_digit(&quotient, next_digit(&rest, d)) != ST_OK)
            return ST_BAD_INPUT;
    if (rest >= d - rest && __builtin_add_overflow(quotient, (u128)1, &quotient))
        return ST_BAD_INPUT;
    return with_sign(quotient, (num < 0) != (den < 0), ret_units);
}

enum status i128_add(i128 a, i128 b, i128 *ret)
{
    i128 sum;

    if (__builtin_add_overflow(a, b, &sum))
        return ST_BAD_INPUT;
    *ret = sum;
    return ST_OK;
}

enum status i128_mul(i128 a, i128 b, i128 *ret)
{
    i128 product;

    if (__builtin_mul_overflow(a, b, &product))
        return ST_BAD_INPUT;
    *ret = product;
    return ST_OK;
}

enum status i128_parse(const char *s, size_t len, i128 *ret)
{
    int scale;

    if (memchr(s, '.', len) != NULL)
        return ST_BAD_INPUT;
    return decimal_parse(s, len, 0, ret, &scale);
}

void i128_format(struct text *out, i128 value)
{
    decimal_format(out, value, 0);
}

/* notice_words.c: dates, numbers and values in words. */
#include "model/notice_words.h"

#include <string.h>

#include "lib/date.h"
#include "model/catalog.h"
#include "model/code_table.h"
#include "model/indicator.h"

void words_date(struct text *out, int32_t date)
{
    int year, month, day;
    date_to_ymd(date, &year, &month, &day);
    text_printf(out, "%d年%d月%d日", year, month, day);
}

void words_month_day(struct text *out, int32_t date)
{
    int year, month, day;
    date_to_ymd(date, &year, &month, &day);
    text_printf(out, "%d月%d日", month, day);
}

void words_instant(struct text *out, int64_t instant_us)
{
    int32_t second = instant_second_of_day(instant_us);
    words_date(out, second == 0 ? instant_date(instant_us) - 1 : instant_date(instant_us));
    if (second != 0)
        text_printf(out, "%d时", second / 3600);
    if (second / 60 % 60 != 0)
        text_printf(out, "%d分", second / 60 % 60);
}

void words_number(struct text *out, i128 units, int scale)
{
    scoped(text_done) struct text plain;
    text_init(&plain, 64);
    while (scale > 0 && units % 10 == 0) {
        units /= 10;
        scale--;
    }
    decimal_format(&plain, units, scale);
    const char *s = plain.s, *point = strchr(s, '.');
    if (*s == '-')
        text_append_char(out, *s++);
    size_t whole = point == NULL ? strlen(s) : (size_t)(point - s);
    for (size_t i = 0; s[i] != '\0'; i++) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0)
            text_append_char(out, ',');
        text_append_char(out, s[i]);
    }
}

void words_gap(struct text *out, const struct target *target, i128 gap_units)
{
    words_number(out, gap_units, target->decimals);
    text_append(out, strcmp(target->unit, "%") == 0 ? "个百分点" : target->unit);
}

void fact_date(struct facts *facts, const char *name, int32_t date)
{
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    words_date(&words, date);
    facts_set(facts, name, words.s);
}

void fact_instant(struct facts *facts, const char *name, int64_t instant_us)
{
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    words_instant(&words, instant_us);
    facts_set(facts, name, words.s);
}

void fact_number(struct facts *facts, const char *name, i128 units, int scale)
{
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    words_number(&words, units, scale);
    facts_set(facts, name, words.s);
}

void words_value(struct text *out, const struct catalog *catalog, const struct duty *duty, const struct period_fact *fact)
{
    bool has_value = fact != NULL && fact->has_value;
    if (duty->indicator == NULL || !duty->has_target)
        return;
    if (duty->rating_item != NULL) {
        const char *level =
            has_value ? code_tables_level(catalog_code_tables(catalog), duty->rating_item, (int64_t)fact->units) : NULL;
        text_append(out, level != NULL ? level : "未取得");
    } else if (duty_is_yes_or_no(duty)) {
        text_append(out, has_value && target_is_met(&duty->target, fact->units) ? "已达到" : "未达到");
    } else if (has_value) {
        target_format_value(out, &duty->target, fact->units);
    } else if (indicator_starts_at_zero(duty->indicator)) {
        target_format_value(out, &duty->target, 0);
    }
}

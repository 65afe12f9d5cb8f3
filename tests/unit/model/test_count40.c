/* test_count40.c: files of 40 rows that somebody counted by hand (tests/fixtures/count40), read by the counting half.
 *
 * expected.tsv says line by line what is rejected and why, how many rows count, and what the indicators come to. This
 * program knows none of the numbers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/charset.h"
#include "lib/date.h"
#include "lib/file.h"
#include "model/tsv.h"
#include "model/value.h"
#include "support/base_catalog.h"
#include "support/cmocka_all.h"

#define FOLDER    "tests/fixtures/count40/"
#define MAX_FACTS 2000

struct fact {
    char file[64], fact[24], where[96], column[64], value[64];
    bool seen;
};

static struct base_catalog catalog;
static struct fact facts[MAX_FACTS];
static size_t n_facts;

static enum status keep_fact(void *arg, const char *const *cells, int64_t line)
{
    (void)arg;
    (void)line;
    struct fact *f = &facts[n_facts++];
    assert_true(n_facts <= MAX_FACTS);
    snprintf(f->file, sizeof(f->file), "%s", cells[0]);
    snprintf(f->fact, sizeof(f->fact), "%s", cells[1]);
    snprintf(f->where, sizeof(f->where), "%s", cells[2]);
    snprintf(f->column, sizeof(f->column), "%s", cells[3]);
    snprintf(f->value, sizeof(f->value), "%s", cells[4]);
    f->seen = false;
    return ST_OK;
}

static int load(void **state)
{
    static const char *const columns[] = {"file", "fact", "where", "column", "value", NULL};
    (void)state;
    struct text content;
    struct problems problems;
    text_init(&content, 1u << 20);
    problems_init(&problems, 100);
    base_catalog_load(&catalog, NULL);
    assert_int_equal(file_read(FOLDER "expected.tsv", &content, NULL), ST_OK);
    assert_int_equal(tsv_read("expected.tsv", content.s, content.len, columns, keep_fact, NULL, &problems), ST_OK);
    text_done(&content);
    problems_done(&problems);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    base_catalog_done(&catalog);
    return 0;
}

static void read_utf8(const char *name, struct text *out)
{
    char path[256];
    struct text raw;
    struct charset_reader *reader;
    text_init(&raw, 1u << 20);
    snprintf(path, sizeof(path), FOLDER "%s", name);
    assert_int_equal(file_read(path, &raw, NULL), ST_OK);
    assert_int_equal(charset_open(&reader), ST_OK);
    assert_int_equal(charset_feed(reader, raw.s, raw.len, true, out), ST_OK);
    charset_close(reader);
    text_done(&raw);
}

static int compare_findings(const char *file, const struct findings *findings)
{
    int wrong = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *found = &findings->items[i];
        char line[24];
        bool known = false;
        snprintf(line, sizeof(line), "%lld", (long long)found->line);
        for (size_t k = 0; k < n_facts && !known; k++) {
            struct fact *f = &facts[k];
            known = !f->seen && strcmp(f->file, file) == 0 && strcmp(f->fact, found->rejects ? "reject" : "warn") == 0 &&
                    strcmp(f->where, line) == 0 && strcmp(f->column, found->column) == 0 &&
                    strcmp(f->value, reason_code(found->reason)) == 0;
            f->seen = f->seen || known;
        }
        if (!known) {
            print_error("%s:%s %s %s 「%s」: not expected\n", file, line, found->column, reason_code(found->reason), found->value);
            wrong++;
        }
    }
    for (size_t k = 0; k < n_facts; k++) {
        bool told = strcmp(facts[k].fact, "reject") == 0 || strcmp(facts[k].fact, "warn") == 0;
        if (strcmp(facts[k].file, file) == 0 && told && !facts[k].seen) {
            print_error("%s:%s %s %s: expected, not found\n", file, facts[k].where, facts[k].column, facts[k].value);
            wrong++;
        }
    }
    return wrong;
}

static int compare_rows(const char *file, struct intake_counts counts)
{
    const struct {
        const char *name;
        uint64_t count;
    } rows[] = {{"read", counts.read}, {"counted", counts.good}, {"rejected", counts.rejected}, {"identical", counts.identical}};
    int wrong = 0;
    for (size_t k = 0; k < n_facts; k++) {
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
            if (strcmp(facts[k].file, file) != 0 || strcmp(facts[k].fact, "rows") != 0 || strcmp(facts[k].where, rows[i].name) != 0)
                continue;
            if (strtoull(facts[k].value, NULL, 10) != rows[i].count) {
                print_error("%s: %s is %llu, expected %s\n", file, rows[i].name, (unsigned long long)rows[i].count, facts[k].value);
                wrong++;
            }
        }
    }
    return wrong;
}

/* One institution's totals as compute would keep them. */
static size_t totals_of(const struct intake *intake, const struct measure *measure, struct total *ret)
{
    const int32_t *months;
    size_t n = tally_months(intake_tally(intake), &months);
    for (size_t i = 0; i < n; i++)
        ret[i] = (struct total){1, months[i], intake_sum(&catalog, intake, measure->name, months[i])};
    return n;
}

static struct value value_of(const struct intake *intake, const struct indicator *ind, enum window window, int32_t month)
{
    static const int64_t member = 1;
    struct total nums[200], dens[200];
    struct value value;
    struct value_input in = {.indicator = ind, .window = window, .month = month, .members = &member, .n_members = 1};
    in.numerators = nums;
    in.n_numerators = totals_of(intake, ind->numerator, nums);
    in.denominators = dens;
    in.n_denominators = ind->denominator == NULL ? 0 : totals_of(intake, ind->denominator, dens);
    assert_int_equal(value_compute(&in, &value), ST_OK);
    return value;
}

static bool says(i128 units, int scale, const char *expected)
{
    i128 want;
    int want_scale;
    assert_int_equal(decimal_parse(expected, strlen(expected), 9, &want, &want_scale), ST_OK);
    return units * decimal_pow10(9 - scale) == want * decimal_pow10(9 - want_scale);
}

static int32_t month_of_file(const char *file)
{
    return strstr(file, "2025M04") != NULL ? month_from_ym(2025, 4) : month_from_ym(2025, 3);
}

static int compare_numbers(const char *file, const struct intake *intake)
{
    int wrong = 0;
    for (size_t k = 0; k < n_facts; k++) {
        const struct fact *f = &facts[k];
        bool num = strcmp(f->fact, "numerator") == 0, den = strcmp(f->fact, "denominator") == 0;
        bool val = strcmp(f->fact, "value") == 0, latest = strcmp(f->fact, "latest") == 0;
        if (strcmp(f->file, file) != 0 || !(num || den || val || latest))
            continue;
        const struct indicator *ind = indicator_book_find(catalog.book, f->where);
        assert_non_null(ind);
        struct value v =
            value_of(intake, ind, latest ? WINDOW_LATEST : WINDOW_MONTH, latest ? PERIOD_MONTH_MAX : month_of_file(file));
        bool right = num   ? says(v.num, v.num_scale, f->value)
                     : den ? says(v.den, v.den_scale, f->value)
                           : says(v.units, v.decimals, f->value);
        if (!v.has_value || !right) {
            print_error("%s: %s of %s is not %s\n", file, f->fact, f->where, f->value);
            wrong++;
        }
    }
    return wrong;
}

/* Ratings and milestones are counted by duty: the items that expected.tsv asks for. */
static void add_items(void)
{
    struct problems problems;
    const struct indicator *ind;
    problems_init(&problems, 100);
    for (size_t k = 0; k < n_facts; k++) {
        if (strncmp(facts[k].where, "rating:", 7) == 0)
            assert_int_equal(indicator_book_rating(catalog.book, facts[k].where + 7, NULL, &problems, &ind), ST_OK);
        if (strncmp(facts[k].where, "milestone:", 10) == 0)
            assert_int_equal(indicator_book_milestone(catalog.book, facts[k].where + 10, false, NULL, &problems, &ind), ST_OK);
    }
    problems_done(&problems);
}

static void count_text(const char *file, const char *kind, size_t piece, const struct text *csv)
{
    add_items();
    for (size_t k = 0; k < n_facts; k++)
        facts[k].seen = false;
    struct intake *intake = intake_for(&catalog, kind);
    enum intake_step step = read_all(intake, base_catalog_kind(&catalog, kind), csv->s, csv->len, piece);
    assert_int_equal(step, INTAKE_DONE);
    int wrong = compare_findings(file, intake_findings(intake));
    wrong += compare_rows(file, intake_counts(intake));
    wrong += compare_numbers(file, intake);
    assert_int_equal(wrong, 0);
    intake_free(intake);
}

static void count_file(const char *file, const char *kind, size_t piece)
{
    struct text csv;
    text_init(&csv, 1u << 20);
    read_utf8(file, &csv);
    count_text(file, kind, piece, &csv);
    text_done(&csv);
}

static void forty_front_pages_count_as_by_hand(void **state)
{
    (void)state;
    count_file("hqmsts_2025M03.csv", "discharge", 1u << 20);
}

static void the_size_of_the_pieces_changes_nothing(void **state)
{
    (void)state;
    count_file("hqmsts_2025M03.csv", "discharge", 977);
    count_file("finance_H01_2025M03.csv", "finance_month", 1);
    count_file("rating_H01_2025M03.csv", "rating", 7);
}

/* The published name of a column by its code, whatever the case of its letters. */
static const char *chinese_name(const char *code, size_t len)
{
    const struct code_table *names = code_tables_find(catalog.tables, "hqms_columns");
    for (size_t i = 0; i < code_table_count(names); i++) {
        const char *known = code_table_code(names, i, NULL);
        if (strlen(known) == len && strncasecmp(known, code, len) == 0)
            return code_table_label(names, i);
    }
    fail_msg("no name for %.*s", (int)len, code);
    return NULL;
}

static void a_header_of_chinese_names_changes_nothing(void **state)
{
    (void)state;
    struct text csv, chinese;
    text_init(&csv, 1u << 20);
    text_init(&chinese, 1u << 20);
    read_utf8("hqmsts_2025M03.csv", &csv);
    size_t header = strcspn(csv.s, "\r\n");
    for (size_t at = 0; at < header;) {
        size_t len = strcspn(csv.s + at, ",\r\n");
        text_printf(&chinese, "%s%s", at == 0 ? "" : ",", chinese_name(csv.s + at, len));
        at += len + 1;
    }
    text_append(&chinese, csv.s + header);
    count_text("hqmsts_2025M03.csv", "discharge", 1u << 20, &chinese);
    text_done(&csv);
    text_done(&chinese);
}

static void forty_grouped_cases_count_as_by_hand(void **state)
{
    (void)state;
    count_file("drg_H01_2025M03.csv", "drg_result", 4096);
}

static void forty_finance_rows_count_as_by_hand(void **state)
{
    (void)state;
    count_file("finance_H01_2025M03.csv", "finance_month", 4096);
    count_file("finance_H01_2025M04.csv", "finance_month", 4096);
}

static void forty_bed_rows_count_as_by_hand(void **state)
{
    (void)state;
    count_file("bed_T02_2025M03.csv", "bed_month", 4096);
}

static void forty_ratings_count_as_by_hand(void **state)
{
    (void)state;
    count_file("rating_H01_2025M03.csv", "rating", 4096);
}

static void forty_milestones_count_as_by_hand(void **state)
{
    (void)state;
    count_file("milestone_H01_2025M03.csv", "milestone", 4096);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forty_front_pages_count_as_by_hand),
        cmocka_unit_test(the_size_of_the_pieces_changes_nothing),
        cmocka_unit_test(a_header_of_chinese_names_changes_nothing),
        cmocka_unit_test(forty_grouped_cases_count_as_by_hand),
        cmocka_unit_test(forty_finance_rows_count_as_by_hand),
        cmocka_unit_test(forty_bed_rows_count_as_by_hand),
        cmocka_unit_test(forty_ratings_count_as_by_hand),
        cmocka_unit_test(forty_milestones_count_as_by_hand),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

/* test_kind.c: kinds, fields and value tables: what the shipped ones say, and that every fault of a file is told. */
#include <string.h>

#include "lib/date.h"
#include "model/ddl.h"
#include "support/base_catalog.h"
#include "support/cmocka_all.h"
#include "support/sample_kind.h"

static struct base_catalog catalog;

static int load(void **state)
{
    (void)state;
    base_catalog_load(&catalog, NULL);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    base_catalog_done(&catalog);
    return 0;
}

static struct kind *sample(void)
{
    struct text words;
    text_init(&words, 10000);
    struct kind *kind = kind_from_text(&catalog, SAMPLE_KIND, &words);
    assert_string_equal(words.s, "");
    text_done(&words);
    return kind;
}

/* ---- value tables ------------------------------------------------------------------------------------------------ */

static void tables_are_found_by_id_and_by_the_beginning_of_their_file(void **state)
{
    (void)state;
    const struct code_table *icd = code_tables_find(catalog.tables, "icd10");
    assert_string_equal(code_table_id(icd), "icd10_diagnosis");
    assert_string_equal(code_table_id(code_tables_find(catalog.tables, "icd9")), "icd9cm3_operation");
    assert_string_equal(code_table_id(code_tables_find(catalog.tables, "chs_drg")), "chs_drg_1_1");
    assert_null(code_tables_find(catalog.tables, "icd")); /* two begin so */
    assert_null(code_tables_find(catalog.tables, "RC99"));
    assert_null(code_tables_find(catalog.tables, ""));
    assert_ptr_equal(code_tables_find(catalog.tables, "RC001"), code_tables_find(catalog.tables, "RC001"));
}

static void a_code_is_found_to_the_byte(void **state)
{
    (void)state;
    const struct code_table *icd = code_tables_find(catalog.tables, "icd10");
    size_t len;
    int32_t i = code_table_find(icd, "A00.000x001", 11);
    assert_true(i >= 0);
    assert_string_equal(code_table_code(icd, (size_t)i, &len), "A00.000x001");
    assert_string_equal(code_table_label(icd, (size_t)i), "古典生物型霍乱");
    assert_int_equal(len, 11);
    assert_int_equal(code_table_find(icd, "A00.000X001", 11), -1);
    assert_int_equal(code_table_find(icd, "A00.000x0011", 12), -1);
    assert_int_equal(code_table_find(icd, "", 0), -1);
    for (size_t k = 0; k < code_table_count(icd); k++) {
        const char *code = code_table_code(icd, k, &len);
        assert_int_equal(code_table_find(icd, code, len), k);
    }
}

static void a_level_has_its_rank_in_the_scale_of_its_item(void **state)
{
    (void)state;
    int64_t rank = -1;
    assert_int_equal(code_tables_rank(catalog.tables, "emr", 3, "4级", 4, &rank), ST_OK);
    assert_int_equal(rank, 4);
    assert_int_equal(code_tables_rank(catalog.tables, "hospital_grade", 14, "三级甲等", 12, &rank), ST_OK);
    assert_int_equal(rank, 9);
    assert_int_equal(code_tables_rank(catalog.tables, "emr", 3, "三级甲等", 12, &rank), ST_BAD_INPUT);
    assert_int_equal(code_tables_rank(catalog.tables, "nobody", 6, "4级", 4, &rank), ST_BAD_INPUT);
    assert_int_equal(rank, 9);
    assert_string_equal(code_tables_level(catalog.tables, "emr", 0), "0级");
    assert_null(code_tables_level(catalog.tables, "emr", 9));
}

static void expect_table_problem(const char *content, const char *code)
{
    struct code_tables *tables;
    struct problems problems;
    problems_init(&problems, 10);
    assert_int_equal(code_tables_new(&tables), ST_OK);
    assert_int_equal(code_tables_add(tables, "codes/x.tsv", content, strlen(content), &problems), ST_BAD_INPUT);
    assert_string_equal(reason_code(problems.items[0].reason), code);
    problems_done(&problems);
    code_tables_free(tables);
}

static void a_table_file_of_another_shape_is_refused(void **state)
{
    (void)state;
    expect_table_problem("", "E-CAT-110");
    expect_table_problem("# nothing\n", "E-CAT-110");
    expect_table_problem("codes\tname\nA\tx\n", "E-CAT-110");
    expect_table_problem("code\tname_zh\nA\tx\nA\ty\n", "E-CAT-111");
    expect_table_problem("table\tcode\tlabel\nT\tA\tx\nT\tA\ty\n", "E-CAT-111");
    expect_table_problem("item\tlevel\trank\ni\tl\tx\n", "E-CAT-106");
    expect_table_problem("item\tlevel\trank\ni\tl\t1\ni\tl\t2\n", "E-CAT-111");
}

static void a_tables_hash_is_of_its_codes_and_not_of_its_words(void **state)
{
    (void)state;
    static const char *const contents[] = {"code\tname_zh\nA\tx\nB\ty\n", "code\tname_zh\nA\tother\nB\ty\n",
                                           "code\tname_zh\nA\tx\nC\ty\n"};
    char hashes[3][65];
    for (size_t i = 0; i < 3; i++) {
        struct code_tables *tables;
        struct problems problems;
        problems_init(&problems, 10);
        assert_int_equal(code_tables_new(&tables), ST_OK);
        assert_int_equal(code_tables_add(tables, "codes/x.tsv", contents[i], strlen(contents[i]), &problems), ST_OK);
        strncpy(hashes[i], code_table_hash(code_tables_find(tables, "x")), 65);
        code_tables_free(tables);
        problems_done(&problems);
    }
    assert_string_equal(hashes[0], hashes[1]);
    assert_string_not_equal(hashes[0], hashes[2]);
}

/* ---- kinds ------------------------------------------------------------------------------------------------------- */

static void a_files_name_tells_kind_month_and_institution(void **state)
{
    (void)state;
    const struct kind *page = base_catalog_kind(&catalog, "discharge"), *drg = base_catalog_kind(&catalog, "drg_result");
    const char *institution;
    size_t len;
    int32_t month;
    assert_true(kind_match_file(page, "hqmsts_2025M03.csv", &month, &institution, &len));
    assert_int_equal(month, month_from_ym(2025, 3));
    assert_int_equal(len, 0);
    assert_true(kind_match_file(page, "HQMSTS_2025m12.CSV", &month, &institution, &len));
    assert_int_equal(month, month_from_ym(2025, 12));
    assert_true(kind_match_file(drg, "drg_H01_2025M03.csv", &month, &institution, &len));
    assert_memory_equal(institution, "H01", 3);
    assert_int_equal(len, 3);
    assert_true(kind_match_file(drg, "drg_330481-G1_2025M03.csv", &month, &institution, &len));
    assert_int_equal(len, 9);
    static const char *const others[] = {"hqmsts_2025M13.csv",
                                         "hqmsts_2025M00.csv",
                                         "hqmsts_25M03.csv",
                                         "hqmsts_2025M03.csv.bak",
                                         "xhqmsts_2025M03.csv",
                                         "hqmsts_2025M3.csv",
                                         "hqmsts_2025M03.xlsx",
                                         "hqmsts_",
                                         "",
                                         "drg_H01_2025M03.csv"};
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        assert_false(kind_match_file(page, others[i], &month, &institution, &len));
    assert_false(kind_match_file(drg, "drg__2025M03.csv", &month, &institution, &len));
}

static void the_cutoff_is_days_after_the_month_at_its_hour(void **state)
{
    (void)state;
    struct text out;
    struct kind *kind = sample();
    text_init(&out, 100);
    instant_format(&out, kind_cutoff_us(kind, month_from_ym(2025, 12)));
    assert_string_equal(out.s, "2026-01-10 17:30:00");
    text_clear(&out);
    instant_format(&out, kind_cutoff_us(kind, month_from_ym(2024, 2)));
    assert_string_equal(out.s, "2024-03-10 17:30:00");
    text_done(&out);
    kind_free(kind);
}

/* The sample kind with one thing changed. */
static void expect_kind_problem(const char *old, const char *new, const char *code, const char *words)
{
    struct text source, problems;
    text_init(&source, 10000);
    text_init(&problems, 10000);
    const char *at = strstr(SAMPLE_KIND, old);
    assert_non_null(at);
    text_append_n(&source, SAMPLE_KIND, (size_t)(at - SAMPLE_KIND));
    text_append(&source, new);
    text_append(&source, at + strlen(old));
    struct kind *kind = kind_from_text(&catalog, source.s, &problems);
    if (kind != NULL || strstr(problems.s, code) == NULL || strstr(problems.s, words) == NULL)
        print_error("%s → %s: %s\n", old, new, problems.s);
    assert_null(kind);
    assert_non_null(strstr(problems.s, code));
    assert_non_null(strstr(problems.s, words));
    text_done(&source);
    text_done(&problems);
}

static void every_fault_of_a_kinds_file_is_told(void **state)
{
    (void)state;
    static const char *const faults[][4] = {
        {"kind: sample", "kind: Sample", "E-CAT-102", "Sample"},
        {"kind: sample", "kind: \"x; drop table\"", "E-CAT-102", "drop"},
        {"table: record_sample", "table: record.sample", "E-CAT-102", "record.sample"},
        {"submission: snapshot", "submission: stream", "E-CAT-105", "stream"},
        {"by: code", "by: name", "E-CAT-105", "name"},
        {"{column: period}", "{column: period, field: on_day}", "E-CAT-115", ""},
        {"{column: period}", "{field: nobody}", "E-CAT-107", "nobody"},
        {"{column: period}", "{field: whole}", "E-CAT-116", "whole"},
        {"{column: period}", "{field: on_day}", "E-CAT-116", "required"},
        {"sample_{institution}_", "sample_{institution}{yyyy}", "E-CAT-113", "sample_"},
        {"sample_{institution}_", "sample_{day}_", "E-CAT-113", "{day}"},
        {"17:30", "24:00", "E-CAT-114", "24:00"},
        {"17:30", "9:30", "E-CAT-114", "9:30"},
        {"days: 10", "days: -1", "E-YML-014", "-1"},
        {"key: [number]", "key: [nobody]", "E-CAT-107", "nobody"},
        {"key: [number]", "key: [whole]", "E-CAT-116", "required"},
        {"key_zero_guard: number", "key_zero_guard: whole", "E-CAT-116", "hash"},
        {"person_columns: [who]", "person_columns: who", "E-YML-012", ""},
        {"person_columns", "persons", "E-YML-009", "persons"},
        {"person_columns: [who]", "person_columns: [note]", "E-CAT-410", "note"},
        {"column: note, zh: 说明, type: text", "column: who, zh: 说明, type: text", "E-CAT-410", "who"},
        {"person_columns: [who]", "person_columns: [t3]", "E-CAT-410", "t3"},
        {"person_columns: [who]", "person_columns: [sex]", "E-CAT-410", "sex"},
        /* by the Chinese header too, which stands in the file in the code's place */
        {"person_columns: [who]\nfields:\n",
         "person_columns: [A11]\ncolumn_names: hqms_columns\nfields:\n  - {name: extra, column: 姓名, zh: 别的, type: text}\n",
         "E-CAT-410", "姓名"},
        {"name: whole", "name: Whole", "E-CAT-102", "Whole"},
        {"name: whole", "name: number", "E-CAT-103", "number"},
        {"type: integer, min: -1000", "type: number, min: -1000", "E-CAT-105", "number"},
        {"min: -1000", "min: 1001", "E-CAT-112", ""},
        {"min: -1000", "min: 0.5", "E-CAT-106", "0.5"},
        {"min: -1000", "min: many", "E-CAT-106", "many"},
        {"min: -1000", "table: RC001", "E-CAT-108", "table"},
        {"unit: 元}", "unit: 美元}", "E-CAT-101", "美元"},
        {"type: date}", "type: date, unit: 日}", "E-CAT-108", "unit"},
        {"type: date}", "type: date, scale: 2}", "E-CAT-108", "scale"},
        {"type: date}", "type: date, default: 3}", "E-CAT-108", "default"},
        {"table: RC001", "table: RC999", "E-CAT-104", "RC999"},
        {", table: RC001", "", "E-YML-011", "table"},
        {"max_length: 6", "max_length: 0", "E-YML-014", "0"},
        {"columns: [t1, t2, t3], take: max", "columns: [], take: max", "E-YML-016", "columns"},
        {"columns: [t1, t2, t3], take: max", "take: max", "E-CAT-105", "column"},
        {"take: max", "take: least", "E-CAT-105", "least"},
        {"take: count_present, zh: 填写, type: integer", "take: count_present, zh: 填写, type: decimal", "E-CAT-108", "take"},
        {"type: text, max_length: 6", "type: text, take: sum", "E-CAT-108", "take"},
        {"empty: zero", "empty: nothing", "E-CAT-105", "nothing"},
        {"type: date}", "type: rank}", "E-CAT-116", "item"},
    };
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
        expect_kind_problem(faults[i][0], faults[i][1], faults[i][2], faults[i][3]);
}

static void a_check_needs_a_reason_and_an_expression_that_parses(void **state)
{
    (void)state;
    static const struct {
        const char *check, *code;
    } cases[] = {{"{expr: \"whole > 0\", reason: E-ING-999, column: whole, severity: warn}", "E-CAT-117"},
                 {"{expr: \"whole > \", reason: E-ING-201, column: whole, severity: warn}", "E-CAT-120"},
                 {"{expr: \"whole > 0\", reason: E-ING-201, column: whole, severity: error}", "E-CAT-105"},
                 {"{reason: E-ING-201, column: whole, severity: warn}", "E-YML-011"}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct text source, problems;
        text_init(&source, 10000);
        text_init(&problems, 10000);
        text_printf(&source, "%schecks:\n  - %s\n", SAMPLE_KIND, cases[i].check);
        assert_null(kind_from_text(&catalog, source.s, &problems));
        assert_non_null(strstr(problems.s, cases[i].code));
        text_done(&source);
        text_done(&problems);
    }
}

static void the_hash_changes_with_what_a_file_counts_for_and_not_with_words(void **state)
{
    (void)state;
    static const struct {
        const char *old, *new;
        bool same;
    } changes[] = {
        {"zh: 整数", "zh: 别的词", true},    {"name: 样本", "name: 别的", true},      {"days: 10", "days: 12", true},
        {"max: 1000", "max: 1001", false},   {"table: RC001", "table: RC032", false}, {"take: max", "take: first", false},
        {"key: [number]", "key: []", false}, {"default: 7", "default: 8", false},     {"[t1, t2, t3]", "[t1, t2]", false}};
    struct kind *kind = sample();
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        struct text source, problems;
        text_init(&source, 10000);
        text_init(&problems, 10000);
        const char *at = strstr(SAMPLE_KIND, changes[i].old);
        text_append_n(&source, SAMPLE_KIND, (size_t)(at - SAMPLE_KIND));
        text_append(&source, changes[i].new);
        text_append(&source, at + strlen(changes[i].old));
        struct kind *other = kind_from_text(&catalog, source.s, &problems);
        assert_string_equal(problems.s, "");
        assert_int_equal(strcmp(kind->hash, other->hash) == 0, changes[i].same);
        kind_free(other);
        text_done(&source);
        text_done(&problems);
    }
    kind_free(kind);
}

/* ---- law 10 ------------------------------------------------------------------------------------------------------ */

static void a_rejected_value_is_told_in_its_safe_shape_only(void **state)
{
    (void)state;
    static const char *const shapes[][2] = {
        {"张三丰", "3个汉字"},
        {"Zhang San", "8个字母、1个其他字符"},
        {"13812345678", "11位数字"},
        {"1381234567", "1381234567"},
        {"-123.45", "-123.45"},
        {"12345678.901", "11位数字、1个其他字符"},
        {"0573-87212345", "12位数字、1个其他字符"},
        {"330481198001011234", "18位数字"},
        {"33048119800101123X", "17位数字、1个字母"},
        {"330481800101123", "15位数字"},
        {"１３８", "3位数字"},
        {"2025-03-09", "2025-03-09"},
        {"2025/3/9 8:30", "2025/3/9 8:30"},
        {"20250309", "20250309"},
        {"2025-13-09", "8位数字、2个其他字符"},
        {"浙江省海宁市1号", "7个汉字、1位数字"},
        {"1.2.3", "3位数字、2个其他字符"},
        {"-", "1个其他字符"},
        {"\xff\xfe", "2个其他字符"},
        {"9", "9"},
    };
    struct kind *kind = sample();
    const struct field *sex = &kind->fields[kind_field(kind, "sex")];
    for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
        struct text out;
        text_init(&out, 100);
        field_safe_value(&out, sex, shapes[i][0], strlen(shapes[i][0]));
        assert_string_equal(out.s, shapes[i][1]);
        text_done(&out);
    }
    kind_free(kind);
}

static void a_code_of_the_fields_own_table_may_be_told(void **state)
{
    (void)state;
    const struct kind *page = base_catalog_kind(&catalog, "discharge");
    struct text out;
    text_init(&out, 100);
    field_safe_value(&out, &page->fields[kind_field(page, "main_diagnosis")], "A00.000x001", 11);
    assert_string_equal(out.s, "A00.000x001");
    text_clear(&out);
    field_safe_value(&out, &page->fields[kind_field(page, "sex")], "A00.000x001", 11);
    assert_string_equal(out.s, "8位数字、2个字母、1个其他字符");
    text_done(&out);
}

/* ---- tables of records ------------------------------------------------------------------------------------------- */

static void a_kinds_table_is_created_as_expected(void **state)
{
    (void)state;
    struct text out;
    struct kind *kind = sample();
    text_init(&out, 20000);
    assert_int_equal(ddl_format(&out, kind), ST_OK);
    static const char expected[] = "-- table: distributed\n"
                                   "CREATE TABLE ingest.record_sample (\n"
                                   "    institution_id bigint NOT NULL,\n"
                                   "    batch_id bigint NOT NULL,\n"
                                   "    line bigint NOT NULL,\n"
                                   "    month bigint NOT NULL,\n"
                                   "    row_digest bytea NOT NULL,\n"
                                   "    key_digest bytea NOT NULL,\n"
                                   "    number bytea NOT NULL,\n"
                                   "    number_stripped bytea NOT NULL,\n"
                                   "    number_length bigint NOT NULL,\n"
                                   "    whole bigint,\n"
                                   "    money bigint,\n"
                                   "    wan bigint,\n"
                                   "    beds bigint,\n"
                                   "    plain bigint,\n"
                                   "    on_day date,\n"
                                   "    at_time_us bigint,\n"
                                   "    sex text,\n"
                                   "    note text,\n"
                                   "    top bigint,\n"
                                   "    total bigint NOT NULL,\n"
                                   "    filled bigint NOT NULL,\n"
                                   "    preset bigint NOT NULL,\n"
                                   "    CONSTRAINT record_sample_pkey PRIMARY KEY (institution_id, batch_id, line)\n"
                                   ");\n"
                                   "COMMENT ON COLUMN ingest.record_sample.number IS '编号';\n";
    assert_memory_equal(out.s, expected, sizeof(expected) - 1);
    assert_non_null(strstr(out.s, "COMMENT ON COLUMN ingest.record_sample.money IS '金额 × 10^2（元）';\n"));
    text_done(&out);
    kind_free(kind);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_found_by_id_and_by_the_beginning_of_their_file),
        cmocka_unit_test(a_code_is_found_to_the_byte),
        cmocka_unit_test(a_level_has_its_rank_in_the_scale_of_its_item),
        cmocka_unit_test(a_table_file_of_another_shape_is_refused),
        cmocka_unit_test(a_tables_hash_is_of_its_codes_and_not_of_its_words),
        cmocka_unit_test(a_files_name_tells_kind_month_and_institution),
        cmocka_unit_test(the_cutoff_is_days_after_the_month_at_its_hour),
        cmocka_unit_test(every_fault_of_a_kinds_file_is_told),
        cmocka_unit_test(a_check_needs_a_reason_and_an_expression_that_parses),
        cmocka_unit_test(the_hash_changes_with_what_a_file_counts_for_and_not_with_words),
        cmocka_unit_test(a_rejected_value_is_told_in_its_safe_shape_only),
        cmocka_unit_test(a_code_of_the_fields_own_table_may_be_told),
        cmocka_unit_test(a_kinds_table_is_created_as_expected),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

/* test_catalog_diff.c: each change of a catalog is told once, in words, to whom it concerns, and only what is counted otherwise is
 * counted anew. */
#include "support/cmocka_all.h"

#include <stdlib.h>
#include <string.h>

#include "model/catalog_diff.h"
#include "support/shipped.h"

/* The lines of a comparison, as text. */
static void note(void *arg, const struct difference *d)
{
    text_printf(arg, "%s|%s|%s|%s|%s\n", d->what, d->name, difference_name(d->change), d->words, d->who);
}

/* The shipped catalog against itself with the first `from` of a file replaced. */
static void expect_difference(const struct shipped *s, const char *path, const char *from, const char *to, const char *lines)
{
    struct catalog_source *sources = calloc(s->n, sizeof *sources);
    struct catalog *catalog = NULL;
    struct problems problems;
    scoped(text_done) struct text content, got;
    text_init(&content, 1 << 20);
    text_init(&got, 1 << 20);
    memcpy(sources, s->sources, s->n * sizeof *sources);
    for (size_t i = 0; i < s->n; i++) {
        if (strcmp(sources[i].path, path) != 0)
            continue;
        const char *at = strstr(sources[i].content, from);
        assert_non_null(at);
        text_printf(&content, "%.*s%s%s", (int)(at - sources[i].content), sources[i].content, to, at + strlen(from));
        sources[i] = (struct catalog_source){path, content.s, content.len};
    }
    problems_init(&problems, 100);
    if (catalog_load(sources, s->n, "haining", &problems, &catalog) != ST_OK)
        shipped_print_problems(&problems);
    assert_non_null(catalog);
    struct catalog_side before = {s->catalog, s->sources, s->n}, after = {catalog, sources, s->n};
    assert_int_equal(catalog_diff(&before, &after, note, &got), ST_OK);
    assert_string_equal(got.s, lines);
    catalog_free(catalog);
    problems_done(&problems);
    free(sources);
}

static void a_catalog_does_not_differ_from_itself(void **state)
{
    expect_difference(*state, "haining/plan.yaml", "HN-002", "HN-002", "");
}

static void a_changed_target_is_told_to_its_departments(void **state)
{
    expect_difference(*state, "haining/plan.yaml", "target: {op: \">=\", value: \"35\", unit: \"%\"}",
                      "target: {op: \">=\", value: \"36\", unit: \"%\"}",
                      "事项|HN-002|changed|目标：35%以上 → 36%以上|市卫健局、市医保局\n");
}

static void several_changes_of_a_duty_are_one_line(void **state)
{
    expect_difference(
        *state, "haining/plan.yaml",
        "    due: 2025-12-31\n    due_raw: 到2025年\n    due_shift: none\n    deadline: document\n    departments: [市卫健局, "
        "市医保局]",
        "    due: 2025-11-30\n    due_raw: 到2025年\n    due_time: \"12:00\"\n    due_shift: next\n    deadline: document\n    "
        "departments: [市医保局]",
        "事项|HN-002|changed|时限：2025-12-31（文件时限） → 2025-11-30 12:00（文件时限，遇休息日顺延）；部门：市卫健局、市医保局 → "
        "市医保局|市医保局\n");
}

static void a_duty_of_another_id_is_gone_and_new(void **state)
{
    expect_difference(*state, "haining/plan.yaml", "id: HN-010", "id: HN-910",
                      "事项|HN-910|added|基层医疗机构胸痛单元建设实现全覆盖；时限：2025-12-31（文件时限）|市卫健局\n"
                      "事项|HN-010|removed|基层医疗机构胸痛单元建设实现全覆盖；时限：2025-12-31（文件时限）|市卫健局\n");
}

static void what_is_counted_otherwise_is_counted_anew(void **state)
{
    expect_difference(*state, "base/indicators.yaml", "of: \"sum(occupied_bed_days)\"", "of: \"sum(open_bed_days)\"",
                      "指标|bed_use_rate|changed|公式：bed_month: sum(occupied_bed_days) ÷ bed_month: sum(open_bed_days) → "
                      "bed_month: sum(open_bed_days) ÷ bed_month: sum(open_bed_days)|HN-017、HN-037\n");
    expect_difference(*state, "base/indicators.yaml", "of: \"sum(occupied_bed_days)\"", "of: \"sum(occupied_bed_days + 1)\"",
                      "指标|bed_use_rate|changed|公式：bed_month: sum(occupied_bed_days) ÷ bed_month: sum(open_bed_days) → "
                      "bed_month: sum((occupied_bed_days + 1)) ÷ bed_month: sum(open_bed_days)|HN-017、HN-037\n"
                      "统计量|occupied_bed_days|recounted|bed_month: sum((occupied_bed_days + 1))|床位月报\n");
}

static void another_wording_counts_nothing_anew(void **state)
{
    expect_difference(*state, "base/indicators.yaml", "有加床时可以超过100%。", "有加床时可超过100%。",
                      "指标|bed_use_rate|changed|"
                      "口径：分子为实际占用总床日数，分母为同期实际开放总床日数。本地口径：按实际开放床位，不按核定床位；有加床时可"
                      "以超过100%。 → "
                      "分子为实际占用总床日数，分母为同期实际开放总床日数。本地口径：按实际开放床位，不按核定床位；有加床时可超过10"
                      "0%。|HN-017、HN-037\n");
}

static void another_file_is_named(void **state)
{
    expect_difference(*state, "base/rules.yaml", "near_due_workdays: 20", "near_due_workdays: 10",
                      "文件|base/rules.yaml|changed|near_due_workdays：20 → 10|\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_catalog_does_not_differ_from_itself),
        cmocka_unit_test(a_changed_target_is_told_to_its_departments),
        cmocka_unit_test(several_changes_of_a_duty_are_one_line),
        cmocka_unit_test(a_duty_of_another_id_is_gone_and_new),
        cmocka_unit_test(what_is_counted_otherwise_is_counted_anew),
        cmocka_unit_test(another_wording_counts_nothing_anew),
        cmocka_unit_test(another_file_is_named),
    };
    return cmocka_run_group_tests(tests, shipped_setup, shipped_teardown);
}

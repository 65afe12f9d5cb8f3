/* What an import would change, row by row. */
#include "alert/difference.h"

#include <stdio.h>
#include <string.h>

#include "support/cmocka_all.h"

static void add(struct differences *d, enum organisation_table table, const char *before, const char *after)
{
    differences_add(d, table, before, strlen(before), after, strlen(after));
}

static void the_order_of_lines_and_comments_are_no_difference(void **state)
{
    (void)state;
    struct differences d = {0};
    add(&d, TABLE_POST, "code\tname\towner\tphone\nP-A\t甲岗\tYZK\t1\nP-B\t乙岗\tYZK\t2\n",
        "# 岗位\ncode\tname\towner\tphone\nP-B\t乙岗\tYZK\t2\n\nP-A\t甲岗\tYZK\t1\n");
    assert_int_equal(d.count, 0);
    differences_done(&d);
}

static void a_new_a_gone_and_a_changed_row_are_told_with_their_words(void **state)
{
    (void)state;
    struct differences d = {0};
    add(&d, TABLE_POST, "code\tname\towner\tphone\nP-A\t甲岗\tYZK\t1\nP-B\t乙岗\tYZK\t2\n",
        "code\tname\towner\tphone\nP-A\t甲科长岗\tYZK\t1\nP-C\t丙岗\tGCK\t\n");
    assert_int_equal(d.count, 3);
    assert_int_equal(d.items[0].change, DIFFERENCE_CHANGED);
    assert_string_equal(d.items[0].words_zh, "岗位 P-A：名称由“甲岗”改为“甲科长岗”");
    assert_int_equal(d.items[1].change, DIFFERENCE_REMOVED);
    assert_string_equal(d.items[1].key, "P-B");
    assert_int_equal(d.items[2].change, DIFFERENCE_ADDED);
    assert_string_equal(d.items[2].words_zh, "岗位 P-C：名称“丙岗”，所属“GCK”");
    differences_done(&d);
}

static void a_holder_who_leaves_is_a_change_of_his_row_and_his_successor_a_new_one(void **state)
{
    (void)state;
    struct differences d = {0};
    add(&d, TABLE_HOLDER, "post\tperson\trole\tfrom\tto\nP-A\tli\tA\t2024-01-01\t\n",
        "post\tperson\trole\tfrom\tto\nP-A\tli\tA\t2024-01-01\t2025-06-15\nP-A\twang\tA\t2025-06-16\t\n");
    assert_int_equal(d.count, 2);
    assert_string_equal(d.items[0].words_zh, "任岗 P-A li A 2024-01-01：止由“”改为“2025-06-15”");
    assert_int_equal(d.items[1].change, DIFFERENCE_ADDED);
    differences_done(&d);
}

static void what_an_institution_returns_is_told_in_words(void **state)
{
    (void)state;
    struct differences d = {0};
    add(&d, TABLE_RETURN, "institution\tkind\tfrom\tto\treturned\nH02\tdischarge\t\t\tno\n",
        "institution\tkind\tfrom\tto\treturned\nH02\tdischarge\t\t2025-06-30\tno\nH02\tdischarge\t2025-07-01\t\tyes\n");
    assert_int_equal(d.count, 2);
    assert_string_equal(d.items[0].words_zh, "报送范围 H02 discharge：止由“”改为“2025-06-30”");
    assert_string_equal(d.items[1].words_zh, "报送范围 H02 discharge 2025-07-01：是否报送“yes”");
    differences_done(&d);
}

static void ids_that_the_import_gave_are_nobodys_edit(void **state)
{
    (void)state;
    struct differences d = {0};
    const char *head = "code\tname\tshort_name\ttype\tlevel\tparent_code\tfront_page_code\tvalid_from\tvalid_to";
    char before[400], after[400];
    snprintf(before, sizeof before, "%s\tid\nH01\t市人民医院\t\tlead_hospital\t3\t\t\t\t\t7\n", head);
    snprintf(after, sizeof after, "%s\nH01\t市人民医院\t\tlead_hospital\t3\t\t\t\t\n", head);
    add(&d, TABLE_INSTITUTION, before, after);
    assert_int_equal(d.count, 0);
    differences_done(&d);
}

static void more_rows_than_a_person_reads_are_counted(void **state)
{
    (void)state;
    struct differences d = {0};
    struct text after;
    text_init(&after, 1u << 20);
    text_append(&after, "key\tvalue\n");
    for (int i = 0; i < DIFFERENCE_MAX + 7; i++)
        text_printf(&after, "k%d\tv\n", i);
    add(&d, TABLE_OFFICE, "", after.s);
    assert_int_equal(d.count, DIFFERENCE_MAX);
    assert_int_equal(d.more, 7);
    text_done(&after);
    differences_done(&d);
}

/* Names are those of the tables of either side: a post that is new is called as in the new table. */
static void codes_are_called_by_their_names_as_far_as_they_have_one(void **state)
{
    (void)state;
    static const char posts[] = "code\tname\towner\tphone\nP-A\t甲岗\tYZK\t\n",
                      more_posts[] = "code\tname\towner\tphone\nP-A\t甲岗\tYZK\t\nP-C\t丙岗\tH01\t\n",
                      sections[] = "code\tname\tsuperior_code\trelation\nYZK\t医政科\t\town\n",
                      houses[] = "code\tname\tshort_name\ttype\tlevel\tparent_code\tfront_page_code\tvalid_from\tvalid_to\n"
                                 "H01\t市医院\t\tlead_hospital\t3\t\t\t\t\n",
                      head[] = "duty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\n";
    struct differences d = {0};
    char before[400], after[400];
    differences_name(&d, TABLE_POST, posts, strlen(posts), more_posts, strlen(more_posts));
    differences_name(&d, TABLE_DEPARTMENT, sections, strlen(sections), sections, strlen(sections));
    differences_name(&d, TABLE_INSTITUTION, houses, strlen(houses), houses, strlen(houses));
    add(&d, TABLE_POST, posts, more_posts);
    snprintf(before, sizeof before, "%sHN-1\tYZK\tP-A\t\t\t\nHN-2\tYZK\tP-A\t\t\t\n", head);
    snprintf(after, sizeof after, "%sHN-1\tYZK\tP-C\t\t\tP-A\nHN-3\tNOK\tP-A\t\t\t\n", head);
    add(&d, TABLE_LINE, before, after);
    assert_int_equal(d.count, 4);
    assert_string_equal(d.items[0].words_zh, "岗位 P-C：名称“丙岗”，所属“市医院（H01）”");
    assert_string_equal(d.items[1].words_zh, "分工 HN-1：岗位由“甲岗（P-A）”改为“丙岗（P-C）”，配合由“”改为“P-A”");
    assert_string_equal(d.items[2].words_zh, "分工 HN-2：部门“医政科（YZK）”，岗位“甲岗（P-A）”");
    assert_string_equal(d.items[3].words_zh, "分工 HN-3：部门“NOK”，岗位“甲岗（P-A）”");
    differences_done(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_lines_and_comments_are_no_difference),
        cmocka_unit_test(a_new_a_gone_and_a_changed_row_are_told_with_their_words),
        cmocka_unit_test(a_holder_who_leaves_is_a_change_of_his_row_and_his_successor_a_new_one),
        cmocka_unit_test(what_an_institution_returns_is_told_in_words),
        cmocka_unit_test(ids_that_the_import_gave_are_nobodys_edit),
        cmocka_unit_test(codes_are_called_by_their_names_as_far_as_they_have_one),
        cmocka_unit_test(more_rows_than_a_person_reads_are_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

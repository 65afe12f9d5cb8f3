/* Behaviour of yaml.h: places, what is refused, and the bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/yaml.h"

struct fixture {
    struct problems problems;
    struct yaml *yaml;
};

static void fixture_done(struct fixture *f)
{
    yaml_close(f->yaml);
    problems_done(&f->problems);
}

static enum status load_n(struct fixture *f, const char *content, size_t len)
{
    *f = (struct fixture){0};
    problems_init(&f->problems, 100);
    return yaml_load("plan.yaml", content, len, &f->problems, &f->yaml);
}

static const struct yaml_node *load(struct fixture *f, const char *content)
{
    if (load_n(f, content, strlen(content)) != ST_OK)
        fail_msg("does not load: %s", reason_code(f->problems.items[0].reason));
    return yaml_root(f->yaml);
}

/* It is refused for this reason alone, at this line and column. */
static void assert_refused_n(const char *content, size_t len, enum reason reason, int line, int column)
{
    scoped(fixture_done) struct fixture f;
    assert_int_equal(load_n(&f, content, len), ST_BAD_INPUT);
    assert_null(f.yaml);
    assert_int_equal(f.problems.count, 1);
    assert_string_equal(reason_code(f.problems.items[0].reason), reason_code(reason));
    if (line > 0)
        assert_string_equal(f.problems.items[0].place.file, "plan.yaml");
    assert_int_equal(f.problems.items[0].place.line, line);
    assert_int_equal(f.problems.items[0].place.column, column);
}

static void assert_refused(const char *content, enum reason reason, int line, int column)
{
    assert_refused_n(content, strlen(content), reason, line, column);
}

static const char PLAN[] = "# 海宁\n"
                           "name: 行动方案\n"
                           "lines:\n"
                           "  - code: HN-001\n"
                           "    target: \"35\"\n"
                           "  - {code: HN-002, target: 14}\n"
                           "empty:\n"
                           "note: |\n"
                           "  两行\n"
                           "  文字\n";

static void a_tree_is_read_by_keys_and_in_the_order_of_the_file(void **state)
{
    (void)state;
    scoped(fixture_done) struct fixture f;
    const struct yaml_node *root = load(&f, PLAN);
    const struct yaml_node *lines = yaml_get(root, "lines");

    assert_string_equal(yaml_text(yaml_get(root, "name")), "行动方案");
    assert_int_equal(yaml_seq_len(lines), 2);
    assert_string_equal(yaml_text(yaml_get(yaml_seq_at(lines, 0), "target")), "35");
    assert_string_equal(yaml_text(yaml_get(yaml_seq_at(lines, 1), "target")), "14");
    assert_true(yaml_is_quoted(yaml_get(yaml_seq_at(lines, 0), "target")));
    assert_false(yaml_is_quoted(yaml_get(yaml_seq_at(lines, 1), "target")));
    assert_string_equal(yaml_text(yaml_get(root, "empty")), "");
    assert_string_equal(yaml_text(yaml_get(root, "note")), "两行\n文字\n");
    assert_int_equal(yaml_map_len(root), 4);
    assert_string_equal(yaml_map_key(root, 0), "name");
    assert_string_equal(yaml_map_key(root, 3), "note");
    assert_ptr_equal(yaml_map_value(root, 1), lines);
}

static void every_node_and_key_knows_where_it_stands(void **state)
{
    (void)state;
    scoped(fixture_done) struct fixture f;
    const struct yaml_node *root = load(&f, PLAN);
    const struct yaml_node *second = yaml_seq_at(yaml_get(root, "lines"), 1);
    struct place at = yaml_place(yaml_get(second, "target"));

    assert_string_equal(at.file, "plan.yaml");
    assert_int_equal(at.line, 6);
    assert_int_equal(at.column, 28);
    at = yaml_map_key_place(second, 1);
    assert_int_equal(at.line, 6);
    assert_int_equal(at.column, 20);
    at = yaml_place(yaml_get(root, "name"));
    assert_int_equal(at.line, 2);
    assert_int_equal(at.column, 7);
}

static void readers_accept_what_is_missing_or_of_another_kind(void **state)
{
    (void)state;
    scoped(fixture_done) struct fixture f;
    const struct yaml_node *root = load(&f, PLAN);

    assert_null(yaml_get(root, "none"));
    assert_null(yaml_get(NULL, "none"));
    assert_null(yaml_text(yaml_get(yaml_get(root, "none"), "below")));
    assert_null(yaml_text(root));
    assert_null(yaml_get(yaml_get(root, "name"), "below"));
    assert_int_equal(yaml_seq_len(root), 0);
    assert_int_equal(yaml_map_len(yaml_get(root, "lines")), 0);
    assert_null(yaml_seq_at(yaml_get(root, "lines"), 2));
    assert_null(yaml_map_key(root, 4));
    assert_null(yaml_map_value(root, 4));
    assert_int_equal(yaml_map_key_place(root, 4).line, 0);
    assert_int_equal(yaml_place(NULL).line, 0);
    assert_int_equal(yaml_kind(NULL), YAML_IS_TEXT);
    assert_false(yaml_is(NULL, YAML_IS_TEXT));
}

static void an_empty_file_is_an_empty_mapping(void **state)
{
    (void)state;
    static const char *const contents[] = {"", "\n\n", "# nothing but words\n"};
    for (size_t i = 0; i < 3; i++) {
        scoped(fixture_done) struct fixture f;
        const struct yaml_node *root = load(&f, contents[i]);
        assert_int_equal(yaml_kind(root), YAML_IS_MAP);
        assert_int_equal(yaml_map_len(root), 0);
    }
}

static void what_is_beyond_the_subset_is_refused_at_its_place(void **state)
{
    (void)state;
    assert_refused("a: &x 1\n", REASON_E_YML_005, 1, 4);
    assert_refused("a: &x [1]\n", REASON_E_YML_005, 1, 4);
    assert_refused("a: 1\nb: *x\n", REASON_E_YML_005, 2, 4);
    assert_refused("a: !!str 1\n", REASON_E_YML_005, 1, 4);
    assert_refused("a: !x {b: 1}\n", REASON_E_YML_005, 1, 4);
    assert_refused("a: 1\n---\nb: 2\n", REASON_E_YML_006, 2, 1);
    assert_refused("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", REASON_E_YML_007, 5, 3);
    assert_refused("? [1, 2]\n: 3\n", REASON_E_YML_008, 1, 3);
    assert_refused("a: \"b\\0c\"\n", REASON_E_YML_017, 1, 4);
}

static void broken_yaml_is_refused_at_its_line(void **state)
{
    (void)state;
    assert_refused("a: 1\nb: [1, 2\n", REASON_E_YML_001, 3, 1);
    assert_refused("a:\n\t- 1\n", REASON_E_YML_001, 2, 1);
    assert_refused_n("a: \xB6\xBD\xB0\xEC\n", 8, REASON_E_YML_001, 0, 1); /* GB18030 */
}

static void the_depth_is_bounded(void **state)
{
    (void)state;
    char content[2 * YAML_MAX_DEPTH + 3];
    scoped(fixture_done) struct fixture f;

    memset(content, '[', YAML_MAX_DEPTH);
    memset(content + YAML_MAX_DEPTH, ']', YAML_MAX_DEPTH);
    content[2 * YAML_MAX_DEPTH] = '\0';
    (void)load(&f, content);
    memset(content, '[', YAML_MAX_DEPTH + 1);
    memset(content + YAML_MAX_DEPTH + 1, ']', YAML_MAX_DEPTH + 1);
    content[2 * YAML_MAX_DEPTH + 2] = '\0';
    assert_refused(content, REASON_E_YML_003, 1, YAML_MAX_DEPTH + 1);
}

static void the_number_of_nodes_is_bounded(void **state)
{
    (void)state;
    size_t len = 0, items = YAML_MAX_NODES; /* with the list itself one too many */
    scoped(scoped_free) char *content = malloc(items * 2 + 2);
    assert_non_null(content);
    content[len++] = '[';
    for (size_t i = 0; i < items; i++) {
        content[len++] = '1';
        content[len++] = i + 1 < items ? ',' : ']';
    }
    assert_refused_n(content, len, REASON_E_YML_004, 1, YAML_MAX_NODES * 2);
}

static void the_size_is_bounded(void **state)
{
    (void)state;
    scoped(scoped_free) char *content = malloc(YAML_MAX_BYTES + 1);
    assert_non_null(content);
    memset(content, '\n', YAML_MAX_BYTES + 1);
    assert_refused_n(content, YAML_MAX_BYTES + 1, REASON_E_YML_002, 0, 0);
}

static void an_unknown_key_is_an_error_at_its_line_and_names_the_nearest(void **state)
{
    (void)state;
    static const char *const allowed[] = {"numerator", "denominator", NULL};
    scoped(fixture_done) struct fixture f;
    const struct yaml_node *root = load(&f, "numerator: 1\nnumerater: 2\ncolour: 3\n");

    yaml_check_keys(root, allowed, &f.problems);
    assert_int_equal(f.problems.count, 2);
    assert_int_equal(f.problems.items[0].reason, REASON_E_YML_010);
    assert_int_equal(f.problems.items[0].place.line, 2);
    assert_string_equal(f.problems.items[0].params[1], "numerator");
    assert_int_equal(f.problems.items[1].reason, REASON_E_YML_009);
    assert_int_equal(f.problems.items[1].place.line, 3);
    yaml_check_keys(NULL, allowed, &f.problems);
    assert_int_equal(f.problems.count, 2);
    yaml_check_keys(yaml_get(root, "colour"), allowed, &f.problems);
    assert_int_equal(f.problems.items[2].reason, REASON_E_YML_012);
}

static void what_is_needed_and_not_there_is_reported(void **state)
{
    (void)state;
    scoped(fixture_done) struct fixture f;
    const struct yaml_node *root = load(&f, "\na: [1]\nb: ''\nc: x\n"), *node = NULL;
    const char *text = "as before";

    assert_int_equal(yaml_need(root, "z", YAML_IS_MAP, &f.problems, &node), ST_BAD_INPUT);
    assert_int_equal(f.problems.items[0].reason, REASON_E_YML_011);
    assert_int_equal(f.problems.items[0].place.line, 2);
    assert_int_equal(yaml_need_text(root, "a", &f.problems, &text), ST_BAD_INPUT);
    assert_int_equal(f.problems.items[1].reason, REASON_E_YML_012);
    assert_int_equal(yaml_need_text(root, "b", &f.problems, &text), ST_BAD_INPUT);
    assert_int_equal(f.problems.items[2].reason, REASON_E_YML_016);
    assert_int_equal(f.problems.items[2].place.line, 3);
    assert_int_equal(yaml_need_text(NULL, "b", &f.problems, &text), ST_BAD_INPUT);
    assert_string_equal(text, "as before");
    assert_null(node);
    assert_int_equal(yaml_need_text(root, "c", &f.problems, &text), ST_OK);
    assert_string_equal(text, "x");
    assert_int_equal(yaml_need(root, "a", YAML_IS_LIST, &f.problems, &node), ST_OK);
    assert_int_equal(yaml_seq_len(node), 1);
    assert_int_equal(f.problems.count, 4);
}

static void numbers_and_truths_are_read_within_their_bounds(void **state)
{
    (void)state;
    scoped(fixture_done) struct fixture f;
    const struct yaml_node *root = load(&f, "a: 5\nb: 5.5\nc: 99999999999999999999\nd: true\ne: yes\nf: []\n");
    int64_t number = -1;
    bool truth = false;

    assert_int_equal(yaml_read_i64(yaml_get(root, "a"), 5, 5, &f.problems, &number), ST_OK);
    assert_int_equal(number, 5);
    assert_int_equal(yaml_read_i64(yaml_get(root, "a"), 6, 9, &f.problems, &number), ST_BAD_INPUT);
    assert_int_equal(f.problems.items[0].reason, REASON_E_YML_014);
    assert_int_equal(yaml_read_i64(yaml_get(root, "a"), 0, 4, &f.problems, &number), ST_BAD_INPUT);
    assert_int_equal(yaml_read_i64(yaml_get(root, "b"), 0, 9, &f.problems, &number), ST_BAD_INPUT);
    assert_int_equal(f.problems.items[2].reason, REASON_E_YML_013);
    assert_int_equal(yaml_read_i64(yaml_get(root, "c"), INT64_MIN, INT64_MAX, &f.problems, &number), ST_BAD_INPUT);
    assert_int_equal(f.problems.items[3].reason, REASON_E_YML_014);
    assert_int_equal(yaml_read_i64(yaml_get(root, "f"), 0, 9, &f.problems, &number), ST_BAD_INPUT);
    assert_int_equal(f.problems.items[4].reason, REASON_E_YML_012);
    assert_int_equal(number, 5);
    assert_int_equal(yaml_read_bool(yaml_get(root, "d"), &f.problems, &truth), ST_OK);
    assert_true(truth);
    assert_int_equal(yaml_read_bool(yaml_get(root, "e"), &f.problems, &truth), ST_BAD_INPUT);
    assert_int_equal(f.problems.items[5].reason, REASON_E_YML_015);
    assert_true(truth);
}

static void a_file_is_loaded_by_its_path(void **state)
{
    (void)state;
    char path[] = "/tmp/duban-test-yaml-XXXXXX";
    scoped(fixture_done) struct fixture f = {0};
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, PLAN, sizeof(PLAN) - 1), sizeof(PLAN) - 1);
    close(fd);
    problems_init(&f.problems, 10);
    assert_int_equal(yaml_load_file(path, NULL, &f.problems, &f.yaml), ST_OK);
    assert_string_equal(yaml_place(yaml_root(f.yaml)).file, path);
    unlink(path);
    struct yaml *none = NULL;
    assert_int_equal(yaml_load_file(path, "shown.yaml", &f.problems, &none), ST_BAD_INPUT);
    assert_int_equal(f.problems.items[0].reason, REASON_E_GEN_001);
    assert_string_equal(f.problems.items[0].params[0], path);
    assert_int_equal(yaml_load_file("/tmp", NULL, &f.problems, &none), ST_BAD_INPUT);
    assert_string_equal(f.problems.items[1].params[1], "not a regular file");
    assert_null(none);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tree_is_read_by_keys_and_in_the_order_of_the_file),
        cmocka_unit_test(every_node_and_key_knows_where_it_stands),
        cmocka_unit_test(readers_accept_what_is_missing_or_of_another_kind),
        cmocka_unit_test(an_empty_file_is_an_empty_mapping),
        cmocka_unit_test(what_is_beyond_the_subset_is_refused_at_its_place),
        cmocka_unit_test(broken_yaml_is_refused_at_its_line),
        cmocka_unit_test(the_depth_is_bounded),
        cmocka_unit_test(the_number_of_nodes_is_bounded),
        cmocka_unit_test(the_size_is_bounded),
        cmocka_unit_test(an_unknown_key_is_an_error_at_its_line_and_names_the_nearest),
        cmocka_unit_test(what_is_needed_and_not_there_is_reported),
        cmocka_unit_test(numbers_and_truths_are_read_within_their_bounds),
        cmocka_unit_test(a_file_is_loaded_by_its_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

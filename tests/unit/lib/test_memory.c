/* What lib does when memory ends: each scenario is run again and again with the n-th allocation failing, for every n until
 * it succeeds (support/failing_memory.h). It must say so by its status, change nothing, and give back every block. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/charset.h"
#include "lib/config.h"
#include "lib/problem.h"
#include "lib/yaml.h"
#include "support/failing_memory.h"

static void assert_needs_memory(int64_t allocations, int64_t at_least)
{
#ifdef __SANITIZE_ADDRESS__
    (void)at_least;
    assert_int_equal(allocations, 0);
#else
    assert_true(allocations >= at_least);
#endif
}

static bool build_text(void)
{
    scoped(text_done) struct text t;
    text_init(&t, 10000);
    for (int i = 0; i < 500; i++)
        text_printf(&t, "%d,", i);
    scoped(scoped_free) char *taken = text_take(&t);
    return taken != NULL;
}

static void a_text_that_gets_no_memory_is_not_handed_over(void **state)
{
    (void)state;
    assert_needs_memory(failing_memory_walk(build_text), 4);
}

static bool list_problems(void)
{
    scoped(problems_done) struct problems list;
    problems_init(&list, 100);
    for (int i = 0; i < 40; i++)
        problems_add(&list, REASON_E_CFG_002, (&(struct place){.file = "a.yaml", .line = 1, .column_name = "x"}), "one", "two");
    bool counted_all = list.errors == 40 && list.count + list.dropped == 40;
    return counted_all && list.dropped == 0;
}

static void a_problem_that_gets_no_memory_is_counted(void **state)
{
    (void)state;
    assert_needs_memory(failing_memory_walk(list_problems), 160);
}

static bool load_tree(void)
{
    static const char content[] = "a: [1, {b: 2, c: '3'}]\nd:\n  e: f\n";
    scoped(problems_done) struct problems problems;
    scoped(yaml_closep) struct yaml *yaml = NULL;
    problems_init(&problems, 10);
    enum status status = yaml_load("a.yaml", content, sizeof(content) - 1, &problems, &yaml);
    assert_int_equal(status, problems_status(&problems));
    assert_true((status == ST_OK) == (yaml != NULL));
    return status == ST_OK;
}

static void a_tree_that_gets_no_memory_is_not_loaded(void **state)
{
    (void)state;
    assert_needs_memory(failing_memory_walk(load_tree), 20);
}

static char yaml_path[] = "/tmp/duban-test-memory-XXXXXX";

static bool load_settings(void)
{
    char *const environment[] = {"DUBAN_DATABASE_PASSWORD=x", "DUBAN_LOG_LEVEL=warn", NULL};
    scoped(problems_done) struct problems problems;
    scoped(config_freep) struct config *config = NULL;
    problems_init(&problems, 10);
    enum status status = config_load(yaml_path, environment, &problems, &config);
    assert_true((status == ST_OK) == (config != NULL));
    if (config != NULL)
        assert_string_equal(config_text(config, "bus.alert.event"), "ipc:///run/x/alert.event");
    return status == ST_OK;
}

static void settings_that_get_no_memory_are_refused(void **state)
{
    (void)state;
    static const char content[] = "bus: {dir: /run/x}\nnotify: {allow_list: [a@x, b@x]}\n";
    int fd = mkstemp(yaml_path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, content, sizeof(content) - 1), sizeof(content) - 1);
    close(fd);
    assert_needs_memory(failing_memory_walk(load_settings), 60);
    unlink(yaml_path);
}

static bool convert_file(void)
{
    struct charset_reader *reader = NULL;
    scoped(text_done) struct text out;
    text_init(&out, 1000);
    if (charset_open(&reader) != ST_OK)
        return false;
    enum status status = charset_feed(reader, "\xB6\xBD\xB0\xEC", 4, true, &out);
    charset_close(reader);
    assert_true(status != ST_OK || strcmp(out.s, "督办") == 0);
    return status == ST_OK;
}

static void a_file_that_gets_no_memory_is_not_converted(void **state)
{
    (void)state;
    assert_true(convert_file()); /* the C library keeps its tables of GB18030 from here on */
    assert_needs_memory(failing_memory_walk(convert_file), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_that_gets_no_memory_is_not_handed_over), cmocka_unit_test(a_problem_that_gets_no_memory_is_counted),
        cmocka_unit_test(a_tree_that_gets_no_memory_is_not_loaded),      cmocka_unit_test(settings_that_get_no_memory_are_refused),
        cmocka_unit_test(a_file_that_gets_no_memory_is_not_converted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

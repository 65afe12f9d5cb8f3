/* Metrics: one place for each name, printed in the order in which they were made. */
#include "lib/metrics.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_name_is_one_metric_and_all_are_printed_in_order(void **state)
{
    (void)state;
    struct metrics *m = NULL;
    struct text text;
    assert_int_equal(metrics_new(&m), ST_OK);
    text_init(&text, 1000);
    struct metric *rows = metrics_get(m, "rows_total");
    metric_set(metrics_get(m, "todo_parked"), -3);
    metric_add(rows, 5);
    metric_add(metrics_get(m, "rows_total"), 7);
    assert_ptr_equal(metrics_get(m, "rows_total"), rows);
    assert_int_equal(metric_value(rows), 12);
    metrics_print(m, &text);
    assert_string_equal(text.s, "rows_total=12\ntodo_parked=-3\n");
    text_done(&text);
    metrics_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_name_is_one_metric_and_all_are_printed_in_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

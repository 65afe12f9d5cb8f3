/* Why: whether a county's colours are what it means is seen on one line's year, beside the other counties'. */
#include "model/scheme_test.h"

#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "lib/text.h"
#include "model/scheme.h"

#define HISTORY_MAX     200
#define WORDS_MAX_BYTES (16u * 1024)

struct test {
    const struct catalog *catalog;
    struct problems *problems;
    struct scheme_event history[HISTORY_MAX];
    size_t n;
    struct text words;
};

static void complain(struct test *test, const struct yaml_node *node, const char *should, const char *is)
{
    struct place at = yaml_place(node);
    problems_add(test->problems, REASON_E_CAT_219, &at, should, is == NULL ? "?" : is);
}

static bool read_instant(struct test *test, const struct yaml_node *node, int64_t *ret)
{
    const char *text = yaml_text(yaml_get(node, "at"));
    if (text != NULL && instant_parse(text, strlen(text), ret) == ST_OK)
        return true;
    complain(test, node, "at: yyyy-MM-dd HH:MM", text);
    return false;
}

static void read_event(struct test *test, const struct yaml_node *node)
{
    static const char *const keys[] = {"at", "state", "period", NULL};
    const char *state = yaml_text(yaml_get(node, "state")), *period = yaml_text(yaml_get(node, "period"));
    struct scheme_event event = {.period = MONTH_NONE};
    yaml_check_keys(node, keys, test->problems);
    if (!read_instant(test, node, &event.at_us))
        return;
    if (state == NULL || duty_state_parse(state, &event.state) != ST_OK)
        complain(test, node, "state: overdue, behind, …", state);
    else if (period != NULL && month_parse(period, strlen(period), &event.period) != ST_OK)
        complain(test, node, "period: yyyy-MM", period);
    else if (test->n == HISTORY_MAX || (test->n > 0 && test->history[test->n - 1].at_us >= event.at_us))
        complain(test, node, "at: later than what stands before it", yaml_text(yaml_get(node, "at")));
    else
        test->history[test->n++] = event;
}

static void keep_last(void *arg, const struct scheme_step *step)
{
    struct scheme_step *last = arg;
    *last = *step;
}

static void compare(struct test *test, const struct yaml_node *expectation, const char *key, const char *is)
{
    const struct yaml_node *node = yaml_get(expectation, key);
    const char *should = yaml_text(node);
    if (node == NULL || text_equal(should, is))
        return;
    text_printf(&test->words, "%s %s %s: %s, expected %s\n", yaml_text(yaml_get(expectation, "at")),
                yaml_text(yaml_get(expectation, "scheme")), key, is, should == NULL ? "?" : should);
}

static void compare_step(struct test *test, const struct yaml_node *node, const struct scheme_step *step)
{
    scoped(text_done) struct text points, limit;
    i128 units = 0;
    int scale = 0;
    const char *should = yaml_text(yaml_get(node, "points"));
    text_init(&points, 64);
    text_init(&limit, 16);
    compare(test, node, "colour", step->stage == NULL ? "" : step->stage->colour);
    compare(test, node, "mark", step->stage == NULL ? "" : step->stage->mark);
    compare(test, node, "act", step->stage == NULL || step->stage->act == NULL ? "" : step->stage->act);
    if (step->limit != DATE_NONE)
        date_format(&limit, step->limit);
    compare(test, node, "limit", limit.s);
    decimal_format(&points, step->points, SCHEME_DECIMALS);
    bool is_number = should != NULL && decimal_parse(should, strlen(should), SCHEME_DECIMALS, &units, &scale) == ST_OK &&
                     decimal_rescale(units, scale, SCHEME_DECIMALS, &units) == ST_OK;
    if (!is_number || units != step->points)
        compare(test, node, "points", points.s);
}

static void check_expectation(struct test *test, const struct yaml_node *node)
{
    static const char *const keys[] = {"at", "scheme", "colour", "mark", "act", "points", "limit", NULL};
    const char *name;
    struct scheme_step last = {.limit = DATE_NONE};
    int64_t at_us;
    yaml_check_keys(node, keys, test->problems);
    if (yaml_need_text(node, "scheme", test->problems, &name) != ST_OK || !read_instant(test, node, &at_us))
        return;
    const struct scheme *scheme = catalog_scheme(test->catalog, name);
    if (scheme == NULL) {
        complain(test, node, "scheme: base/schemes", name);
        return;
    }
    scheme_run(scheme, catalog_calendar(test->catalog), test->history, test->n, at_us + 1, keep_last, &last);
    compare_step(test, node, &last);
}

static void run_test(struct test *test, const struct yaml_node *node)
{
    static const char *const keys[] = {"name", "history", "expect", NULL};
    const struct yaml_node *history, *expect;
    yaml_check_keys(node, keys, test->problems);
    if (yaml_need(node, "history", YAML_IS_LIST, test->problems, &history) != ST_OK ||
        yaml_need(node, "expect", YAML_IS_LIST, test->problems, &expect) != ST_OK)
        return;
    for (size_t i = 0; i < yaml_seq_len(history); i++)
        read_event(test, yaml_seq_at(history, i));
    for (size_t i = 0; i < yaml_seq_len(expect); i++)
        check_expectation(test, yaml_seq_at(expect, i));
    if (yaml_seq_len(expect) == 0)
        complain(test, expect, "expect", "");
}

enum status scheme_tests_run(const struct catalog *catalog, const struct yaml_node *root, struct problems *problems,
                             rule_test_fn *fn, void *arg)
{
    static const char *const keys[] = {"schemes", NULL};
    const struct yaml_node *tests;
    uint64_t errors_before = problems->errors;
    scoped(scoped_free) struct test *test = malloc(sizeof *test);
    if (test == NULL)
        return ST_RETRY;
    yaml_check_keys(root, keys, problems);
    if (yaml_need(root, "schemes", YAML_IS_LIST, problems, &tests) != ST_OK)
        return ST_BAD_INPUT;
    for (size_t i = 0; i < yaml_seq_len(tests); i++) {
        const char *name = "";
        uint64_t errors = problems->errors;
        *test = (struct test){.catalog = catalog, .problems = problems};
        text_init(&test->words, WORDS_MAX_BYTES);
        if (yaml_need_text(yaml_seq_at(tests, i), "name", problems, &name) == ST_OK)
            run_test(test, yaml_seq_at(tests, i));
        if (problems->errors == errors)
            fn(arg, name, test->words.s);
        text_done(&test->words);
    }
    return problems->errors == errors_before ? ST_OK : ST_BAD_INPUT;
}

/* Why: a rule that nobody tried on a calendar is a false red waiting for its meeting. */
#include "model/rule_test.h"

#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "lib/text.h"
#include "model/indicator.h"
#include "model/life.h"
#include "model/period_list.h"

#define TOLD_MAX_BYTES (16u * 1024)
#define STEPS_MAX      20000 /* of one test: two years by the hour */
#define NEVER          INT64_MAX

struct run {
    const struct catalog *catalog;
    struct problems *problems;
    const struct duty *duty;
    const struct yaml_node *facts, *acts, *expect;
    int expected;
    int32_t first_month;
    size_t n_facts_taken, n_acts_taken;
    struct period_list periods;
    struct life life;
    struct text told;                   /* since the expectation before */
    bool was_closed[LIFE_EPISODES_MAX]; /* at the expectation before */
    struct text words;                  /* what did not hold */
    bool faulty;                        /* the file itself */
};

/* ---- reading ---- */

static void complain(struct run *run, const struct yaml_node *node, const char *should, const char *is)
{
    struct place at = yaml_place(node);
    problems_add(run->problems, REASON_E_CAT_219, &at, should, is == NULL ? "?" : is);
    run->faulty = true;
}

/* 「2026-01-01 00:00」; NEVER and a problem if it is none. */
static int64_t read_instant(struct run *run, const struct yaml_node *map, const char *key)
{
    const char *text = yaml_text(yaml_get(map, key));
    int64_t us;
    if (text != NULL && instant_parse(text, strlen(text), &us) == ST_OK)
        return us;
    complain(run, map, "at: yyyy-MM-dd HH:MM", text);
    return NEVER;
}

static int64_t at_of(struct run *run, const struct yaml_node *list, size_t i)
{
    return i < yaml_seq_len(list) ? read_instant(run, yaml_seq_at(list, i), "at") : NEVER;
}

static int32_t read_month(struct run *run, const struct yaml_node *map)
{
    const char *text = yaml_text(yaml_get(map, "period"));
    int32_t month = MONTH_NONE;
    if (text == NULL || month_parse(text, strlen(text), &month) != ST_OK)
        complain(run, map, "period: yyyy-MM", text);
    return month;
}

/* ---- what is known ---- */

static void take_fact(struct run *run, const struct yaml_node *fact, int64_t at_us)
{
    static const char *const keys[] = {"at", "period", "reported", "value", "small", NULL};
    yaml_check_keys(fact, keys, run->problems);
    int32_t month = read_month(run, fact);
    struct period_fact *period = month == MONTH_NONE ? NULL : period_list_place(&run->periods, month, run->expected);
    const char *value = yaml_text(yaml_get(fact, "value"));
    int64_t reported = run->expected;
    int scale = 0;
    if (period == NULL)
        return;
    if (yaml_get(fact, "reported") != NULL &&
        yaml_read_i64(yaml_get(fact, "reported"), 0, 100000, run->problems, &reported) != ST_OK)
        run->faulty = true;
    if (yaml_get(fact, "small") != NULL &&
        yaml_read_bool(yaml_get(fact, "small"), run->problems, &period->small_denominator) != ST_OK)
        run->faulty = true;
    period->reported = (int)reported;
    period->known_us = at_us;
    period->has_value = value != NULL;
    if (value != NULL && (decimal_parse(value, strlen(value), DECIMAL_SCALE_MAX, &period->units, &scale) != ST_OK ||
                          decimal_rescale(period->units, scale, run->duty->target.decimals, &period->units) != ST_OK))
        complain(run, fact, "value: a decimal", value);
}

/* Whoever owes returns owes them for every month that has begun. */
static void add_missing(struct run *run, int64_t now_us)
{
    int32_t now = month_of_date(instant_date(now_us));
    if (run->expected == 0 || run->duty->indicator == NULL)
        return;
    for (int32_t month = run->first_month; month <= now; month++)
        if (period_ends_in(run->duty->judged_on, month) && period_list_place(&run->periods, month, run->expected) == NULL)
            return;
}

static void take_act(struct run *run, const struct yaml_node *act)
{
    static const char *const keys[] = {"at", "act", NULL};
    const char *word = yaml_text(yaml_get(act, "act"));
    yaml_check_keys(act, keys, run->problems);
    if (text_equal(word, "acknowledge"))
        life_act(&run->life, EV_ACKNOWLEDGED);
    else if (text_equal(word, "explain"))
        life_act(&run->life, EV_EXPLAINED);
    else if (text_equal(word, "evidence"))
        life_evidence(&run->life);
    else if (text_equal(word, "close"))
        life_close(&run->life);
    else
        complain(run, act, "act: acknowledge, explain, evidence, close", word);
}

/* ---- what is said ---- */

static void add_roles(struct text *out, unsigned roles)
{
    if ((roles & (unsigned)TO_A) != 0)
        text_append(out, "A");
    if ((roles & (unsigned)TO_B) != 0)
        text_append(out, (roles & (unsigned)TO_A) != 0 ? ",B" : "B");
}

static void hear(void *arg, const struct life_event *event)
{
    struct run *run = arg;
    if (event->kind == LIFE_STATE || event->kind == LIFE_PERIOD)
        return;
    const struct episode_view *view = &event->episode->view;
    text_append(&run->told, run->told.len > 0 ? "; " : "");
    if (event->kind == LIFE_WITHDRAWN) {
        text_printf(&run->told, "withdrawn %s ", ladder_name(view->ladder));
        month_format(&run->told, view->period);
        return;
    }
    text_printf(&run->told, "%s %s ", ladder_name(view->ladder), event->rung->name);
    if (event->kind == LIFE_CALL)
        text_append(&run->told, "desk_calls");
    add_roles(&run->told, event->to);
    if (event->copy != 0)
        text_append(&run->told, event->to != 0 ? " copy " : "copy ");
    add_roles(&run->told, event->copy);
}

/* ---- what is expected ---- */

static void compare(struct run *run, const struct yaml_node *expectation, const char *key, const char *is)
{
    const char *should = yaml_text(yaml_get(expectation, key));
    if (yaml_get(expectation, key) == NULL || text_equal(should, is))
        return;
    text_printf(&run->words, "%s %s: %s, expected %s\n", yaml_text(yaml_get(expectation, "at")), key, is,
                should == NULL ? "?" : should);
}

static void join_texts(struct text *out, const struct yaml_node *list)
{
    for (size_t i = 0; i < yaml_seq_len(list); i++) {
        const char *text = yaml_text(yaml_seq_at(list, i));
        text_printf(out, "%s%s", i > 0 ? "; " : "", text == NULL ? "?" : text);
    }
}

static void compare_told(struct run *run, const struct yaml_node *expectation)
{
    const struct yaml_node *list = yaml_get(expectation, "told");
    scoped(text_done) struct text should;
    text_init(&should, TOLD_MAX_BYTES);
    join_texts(&should, list);
    if (list != NULL && strcmp(should.s, run->told.s) != 0)
        text_printf(&run->words, "%s told: [%s], expected [%s]\n", yaml_text(yaml_get(expectation, "at")), run->told.s, should.s);
    text_clear(&run->told);
}

static void say_episode(struct text *out, const struct episode_view *view)
{
    text_printf(out, "%s%s ", out->len > 0 ? "; " : "", ladder_name(view->ladder));
    if (view->period != MONTH_NONE)
        month_format(out, view->period);
    else
        text_append(out, "-");
    text_printf(out, " #%d %s%s", view->number, episode_state_name(view->state), view->baseline ? " baseline" : "");
}

static void compare_episodes(struct run *run, const struct yaml_node *expectation)
{
    const struct yaml_node *list = yaml_get(expectation, "episodes");
    scoped(text_done) struct text should, is;
    text_init(&should, TOLD_MAX_BYTES);
    text_init(&is, TOLD_MAX_BYTES);
    join_texts(&should, list);
    for (size_t i = 0; i < run->life.n_episodes; i++) {
        const struct episode_view *view = &run->life.episodes[i].view;
        if (!run->was_closed[i])
            say_episode(&is, view);
        run->was_closed[i] = view->state == EP_CLOSED;
    }
    if (list != NULL && strcmp(should.s, is.s) != 0)
        text_printf(&run->words, "%s episodes: [%s], expected [%s]\n", yaml_text(yaml_get(expectation, "at")), is.s, should.s);
}

static void check_expectation(struct run *run, const struct yaml_node *expectation)
{
    static const char *const keys[] = {"at", "state", "reason", "period", "light", "told", "episodes", NULL};
    const struct judgement *judgement = &run->life.judgement;
    scoped(text_done) struct text period;
    text_init(&period, 16);
    yaml_check_keys(expectation, keys, run->problems);
    if (judgement->period != MONTH_NONE)
        month_format(&period, judgement->period);
    compare(run, expectation, "state", duty_state_name(judgement->state));
    compare(run, expectation, "reason", reason_code(judgement->reason));
    compare(run, expectation, "period", period.s);
    compare(run, expectation, "light", catalog_rules(run->catalog)->lights[judgement->state].colour);
    compare_told(run, expectation);
    compare_episodes(run, expectation);
}

/* ---- the clock ---- */

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void live(struct run *run, int64_t begin_us)
{
    size_t next_expectation = 0;
    int64_t now_us = begin_us;
    for (int step = 0; step < STEPS_MAX && !run->faulty && next_expectation < yaml_seq_len(run->expect); step++) {
        int64_t next_us = NEVER;
        while (at_of(run, run->facts, run->n_facts_taken) <= now_us && !run->faulty) {
            take_fact(run, yaml_seq_at(run->facts, run->n_facts_taken), at_of(run, run->facts, run->n_facts_taken));
            run->n_facts_taken++;
        }
        while (at_of(run, run->acts, run->n_acts_taken) <= now_us && !run->faulty)
            take_act(run, yaml_seq_at(run->acts, run->n_acts_taken++));
        add_missing(run, now_us);
        run->life.ctx.now_us = now_us;
        run->life.ctx.periods = run->periods.at;
        run->life.ctx.n_periods = run->periods.n;
        if (life_step(&run->life, &next_us) != ST_OK) {
            text_append(&run->words, "too many runs of trouble\n");
            return;
        }
        if (at_of(run, run->expect, next_expectation) <= now_us)
            check_expectation(run, yaml_seq_at(run->expect, next_expectation++));
        next_us = earlier(next_us, at_of(run, run->facts, run->n_facts_taken));
        next_us = earlier(next_us, at_of(run, run->acts, run->n_acts_taken));
        next_us = earlier(next_us, at_of(run, run->expect, next_expectation));
        if (next_us <= now_us && next_expectation < yaml_seq_len(run->expect)) {
            complain(run, yaml_seq_at(run->expect, next_expectation), "at: later than what stands before it", "");
            return;
        }
        now_us = next_us;
    }
    if (next_expectation < yaml_seq_len(run->expect) && !run->faulty)
        text_append(&run->words, "the clock did not come to the last expectation\n");
}

static int32_t read_internal_due(struct run *run, const struct yaml_node *test)
{
    const char *text = yaml_text(yaml_get(test, "internal_due"));
    struct date_read read;
    if (text != NULL && date_parse(text, strlen(text), &read) == ST_OK && !read.has_time)
        return read.date;
    if (yaml_get(test, "internal_due") != NULL)
        complain(run, test, "internal_due: yyyy-MM-dd", text);
    return DATE_NONE;
}

/* Of a line with own baselines the test says where it is judged; an institution that was given none is tested like any other. */
static const struct duty *duty_of_institution(struct run *run, const struct yaml_node *test, const struct duty *duty)
{
    const struct yaml_node *node = yaml_get(test, "institution");
    const char *institution = yaml_text(node);
    if (duty == NULL || (duty->n_own == 0 && node == NULL))
        return duty;
    if (institution == NULL || institution[0] == '\0' || duty->n_own == 0) {
        complain(run, node == NULL ? test : node,
                 duty->n_own == 0 ? "institution: of a line with baselines" : "institution: its code", institution);
        return NULL;
    }
    return duty_at(duty, institution);
}

static const struct duty *duty_of(struct run *run, const struct yaml_node *test)
{
    const char *id = NULL;
    struct place at = yaml_place(test);
    if (yaml_need_text(test, "duty", run->problems, &id) != ST_OK)
        return NULL;
    const struct duty *duty = catalog_duty(run->catalog, id);
    if (duty == NULL)
        problems_add(run->problems, REASON_E_CAT_251, &at, id,
                     catalog_plan(run->catalog) == NULL ? "" : plan_nearest_duty(catalog_plan(run->catalog), id));
    return duty_of_institution(run, test, duty);
}

static enum relation read_relation(struct run *run, const struct yaml_node *test)
{
    static const struct {
        const char *word;
        enum relation relation;
    } rows[] = {
        {"own", RELATION_OWN}, {"subordinate", RELATION_SUBORDINATE}, {"peer", RELATION_PEER}, {"superior", RELATION_SUPERIOR}};
    const char *word = yaml_text(yaml_get(test, "relation"));
    for (size_t i = 0; word != NULL && i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(rows[i].word, word) == 0)
            return rows[i].relation;
    if (word != NULL)
        complain(run, test, "relation: own, subordinate, peer, superior", word);
    return RELATION_OWN;
}

static void run_test(struct run *run, const struct yaml_node *test)
{
    static const char *const keys[] = {"name",  "duty",  "institution", "expected", "relation", "internal_due", "supervised_from",
                                       "begin", "facts", "acts",        "expect",   NULL};
    int64_t expected = 0;
    struct place at = yaml_place(test);
    yaml_check_keys(test, keys, run->problems);
    run->facts = yaml_get(test, "facts");
    run->acts = yaml_get(test, "acts");
    run->expect = yaml_get(test, "expect");
    run->duty = duty_of(run, test);
    if (yaml_seq_len(run->expect) == 0) /* what expects nothing holds always: it is no test */
        problems_add(run->problems, REASON_E_YML_011, &at, "expect");
    if (run->duty == NULL || yaml_seq_len(run->expect) == 0) {
        run->faulty = true;
        return;
    }
    if (yaml_get(test, "expected") != NULL &&
        yaml_read_i64(yaml_get(test, "expected"), 0, 100000, run->problems, &expected) != ST_OK)
        return;
    run->expected = (int)expected;
    life_init(&run->life);
    run->life.ctx.duty = run->duty;
    run->life.ctx.calendar = catalog_calendar(run->catalog);
    run->life.ctx.rules = catalog_rules(run->catalog);
    run->life.ctx.relation = read_relation(run, test);
    run->life.ctx.internal_due = read_internal_due(run, test);
    run->life.say = hear;
    run->life.arg = run;
    if (yaml_get(test, "supervised_from") != NULL)
        run->life.silent_before_us = read_instant(run, test, "supervised_from");
    int64_t begin_us = yaml_get(test, "begin") != NULL ? read_instant(run, test, "begin")
                                                       : earlier(at_of(run, run->facts, 0), at_of(run, run->expect, 0));
    run->first_month =
        yaml_seq_len(run->facts) > 0 ? read_month(run, yaml_seq_at(run->facts, 0)) : month_of_date(instant_date(begin_us));
    if (!run->faulty)
        live(run, begin_us);
}

enum status rule_tests_run(const struct catalog *catalog, const struct yaml_node *root, struct problems *problems, rule_test_fn *fn,
                           void *arg)
{
    static const char *const keys[] = {"tests", NULL};
    const struct yaml_node *tests;
    uint64_t errors_before = problems->errors;
    scoped(scoped_free) struct run *run = malloc(sizeof *run);
    if (run == NULL)
        return ST_RETRY;
    yaml_check_keys(root, keys, problems);
    if (yaml_need(root, "tests", YAML_IS_LIST, problems, &tests) != ST_OK)
        return ST_BAD_INPUT;
    for (size_t i = 0; i < yaml_seq_len(tests); i++) {
        const struct yaml_node *test = yaml_seq_at(tests, i);
        const char *name = "";
        *run = (struct run){.catalog = catalog, .problems = problems};
        text_init(&run->told, TOLD_MAX_BYTES);
        text_init(&run->words, TOLD_MAX_BYTES);
        if (yaml_need_text(test, "name", problems, &name) == ST_OK)
            run_test(run, test);
        if (!run->faulty)
            fn(arg, name, run->words.s);
        text_done(&run->told);
        text_done(&run->words);
    }
    return problems->errors == errors_before ? ST_OK : ST_BAD_INPUT;
}

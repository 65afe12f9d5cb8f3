/* duty_fixture.c: lines, calendar and rules for the tests of the judging half. */
#include "support/duty_fixture.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "model/indicator.h"
#include "model/kind.h"

#include "support/cmocka_all.h"

static char *LEAD[] = {"lead_hospital"};

#define RETURNED(kind_name, days)                                                              \
    {                                                                                          \
        .name = kind_name, .expected_of = LEAD, .n_expected_of = 1, .lag = { days, 17 * 3600 } \
    }
#define REGISTERED(kind_name)                      \
    {                                              \
        .name = kind_name, .lag = { 5, 17 * 3600 } \
    }

static const struct kind DISCHARGE = RETURNED("discharge", 10), FINANCE = RETURNED("finance_month", 15),
                         BED = RETURNED("bed_month", 5), DRG = RETURNED("drg_result", 20), RATING = REGISTERED("rating"),
                         MILESTONE = REGISTERED("milestone"), STATISTIC = REGISTERED("statistic");

static const struct measure OF_DISCHARGE = {.kind = &DISCHARGE}, OF_FINANCE = {.kind = &FINANCE}, OF_BED = {.kind = &BED},
                            OF_DRG = {.kind = &DRG}, OF_RATING = {.kind = &RATING}, OF_MILESTONE = {.kind = &MILESTONE},
                            OF_STATISTIC = {.kind = &STATISTIC};

#define RATIO(of, places, sign)                                                                             \
    {                                                                                                       \
        .name = "ratio", .zh = "占比", .numerator = of, .denominator = of, .numerator_zh = "手术人数",      \
        .denominator_zh = "出院人数", .scale = 100, .unit = sign, .decimals = places, .nature = "测算值" \
    }
#define COUNT(of)                                                                                     \
    {                                                                                                 \
        .name = "count", .zh = "数量", .numerator = of, .scale = 1, .unit = "", .nature = "登记值" \
    }

static const struct indicator SHARE = RATIO(&OF_DISCHARGE, 1, "%"), MONEY = RATIO(&OF_FINANCE, 1, "%"),
                              BEDS = RATIO(&OF_BED, 1, "%"), MINUTES = RATIO(&OF_BED, 1, ""), CMI = RATIO(&OF_DRG, 2, ""),
                              WHOLE = COUNT(&OF_DISCHARGE), RATED = COUNT(&OF_RATING), REACHED = COUNT(&OF_MILESTONE),
                              TOLD = RATIO(&OF_STATISTIC, 1, "%"),
                              COVERED = {.name = "coverage", .numerator = &OF_MILESTONE, .scale = 100, .unit = "%", .decimals = 1};

#define AT_LEAST(n, places, sign, words)                                                   \
    {                                                                                      \
        .op = TARGET_AT_LEAST, .units = n, .decimals = places, .unit = sign, .text = words \
    }
#define SHARE_TARGET AT_LEAST(350, 1, "%", "35%以上")

/* Filled at the first use: dates are easier to read as text. */
struct named_duty {
    const char *name, *starts, *due;
    struct duty duty;
    struct pace pace;
};

static struct pace_stage STEPS[2];

#define LINE(is_binding, number, window, aim)                                                                    \
    {                                                                                                            \
        .id = "HN-031", .title = "出院患者手术占比达到35%以上", .short_name = "手术占比", .binding = is_binding, \
        .indicator = number, .judged_on = window, .has_target = true, .target = aim, .due_s = 86400,             \
        .type = DUTY_INDICATOR_TARGET, .lead = "市卫健局"                                                    \
    }
#define AGAIN(is_binding, how_often, by_day, times)                                                                                 \
    {                                                                                                                               \
        .id = "QM-001", .title = "每月自查", .short_name = "自查", .type = DUTY_RECURRING, .binding = is_binding,                   \
        .indicator = &REACHED, .milestone_item = "self_check", .judged_on = WINDOW_MONTH, .has_target = true,                       \
        .target = AT_LEAST(times, 0, "", "次"), .recurrence = {.every = how_often, .day = by_day}, .due_s = 86400, .lead = "院办" \
    }
#define HARD BINDING_BINDING
#define SOFT BINDING_EXPECTED

/* clang-format off */
static struct named_duty DUTIES[] = {
    {"hold35",    "2023-01-01", "2025-12-31", LINE(HARD, &SHARE, WINDOW_YTD, SHARE_TARGET), {.kind = PACE_HOLD}},
    {"traj35",    "2023-01-01", "2025-12-31", LINE(HARD, &SHARE, WINDOW_YTD, SHARE_TARGET), {.kind = PACE_TRAJECTORY, .has_baseline = true, .baseline_units = 338}},
    {"traj35tol", "2023-01-01", "2025-12-31", LINE(HARD, &SHARE, WINDOW_YTD, SHARE_TARGET), {.kind = PACE_TRAJECTORY, .has_baseline = true, .baseline_units = 338, .tolerance_units = 3}},
    {"rise",      "2023-01-01", "2025-12-31", LINE(HARD, &SHARE, WINDOW_YTD, ((struct target){.op = TARGET_ABOVE, .decimals = 1, .unit = "%", .is_relative = true})), {.kind = PACE_NONE}},
    {"trajopen",  "2023-01-01", "2025-12-31", LINE(HARD, &SHARE, WINDOW_YTD, SHARE_TARGET), {.kind = PACE_TRAJECTORY, .baseline_is_open = true}},
    {"none35",    "2023-01-01", "2025-12-31", LINE(HARD, &SHARE, WINDOW_YTD, SHARE_TARGET), {.kind = PACE_NONE}},
    {"hope35",    "2023-01-01", "2025-12-31", LINE(SOFT, &SHARE, WINDOW_YTD, SHARE_TARGET), {.kind = PACE_HOLD}},
    {"about45",   "2023-01-01", "2025-12-31", LINE(SOFT, &MONEY, WINDOW_YTD, ((struct target){.op = TARGET_ABOUT, .units = 450, .tolerance_units = 20, .decimals = 1, .unit = "%"})), {.kind = PACE_HOLD}},
    {"under30",   "2023-01-01", "2025-12-31", LINE(HARD, &MONEY, WINDOW_LATEST, ((struct target){.op = TARGET_BELOW, .units = 300, .decimals = 1, .unit = "%"})), {.kind = PACE_HOLD}},
    {"bed70",     "2023-01-01", "2025-12-31", LINE(HARD, &BEDS, WINDOW_MONTH, AT_LEAST(700, 1, "%", "70%以上")), {.kind = PACE_NONE}},
    {"min11",     "2023-01-01", "2025-12-31", LINE(HARD, &MINUTES, WINDOW_MONTH, ((struct target){.op = TARGET_AT_MOST, .units = 110, .decimals = 1, .unit = "分钟"})), {.kind = PACE_HOLD}},
    {"talent35",  "2023-01-01", "2025-12-31", LINE(HARD, &REACHED, WINDOW_YTD, AT_LEAST(35, 0, "名", "35名以上")), {.kind = PACE_CUMULATIVE}},
    {"hires35",   "2025-01-01", "2025-12-31", LINE(HARD, &REACHED, WINDOW_LATEST, AT_LEAST(35, 0, "名", "35名以上")), {.kind = PACE_CUMULATIVE}},
    {"emr5",      "2023-01-01", "2025-12-31", LINE(HARD, &RATED, WINDOW_LATEST, AT_LEAST(5, 0, "", "5级以上")), {.kind = PACE_NONE}},
    {"hope3",     "2023-01-01", "2025-12-31", LINE(SOFT, &RATED, WINDOW_LATEST, AT_LEAST(3, 0, "", "3级以上")), {.kind = PACE_NONE}},
    {"chest1",    "2023-01-01", "2025-12-31", LINE(HARD, &REACHED, WINDOW_LATEST, AT_LEAST(1, 0, "", "1以上")), {.kind = PACE_NONE}},
    {"cover100",  "2023-01-01", "2025-12-31", LINE(HARD, &COVERED, WINDOW_LATEST, AT_LEAST(1000, 1, "%", "100%")), {.kind = PACE_NONE}},
    {"cmi97",     "2023-01-01", "2025-12-31", LINE(SOFT, &CMI, WINDOW_YTD, AT_LEAST(97, 2, "", "0.97以上")), {.kind = PACE_HOLD}},
    {"task",      "2023-01-01", "2025-06-15", {.id = "HN-040", .title = "报送方案", .short_name = "报方案", .type = DUTY_TASK, .due_s = 12 * 3600, .lead = "市卫健局"}, {.kind = PACE_NONE}},
    {"year35",    "2023-01-01", "2025-12-31", LINE(HARD, &WHOLE, WINDOW_YEAR, AT_LEAST(35, 0, "", "35以上")), {.kind = PACE_NONE}},
    {"told45",    "2023-01-01", "2025-12-31", LINE(HARD, &TOLD, WINDOW_YEAR, AT_LEAST(450, 1, "%", "45%以上")), {.kind = PACE_HOLD}},
    {"told26",    "2023-01-01", "2025-12-31", LINE(HARD, &TOLD, WINDOW_YEAR, ((struct target){.op = TARGET_AT_MOST, .units = 260, .decimals = 1, .unit = "%"})), {.kind = PACE_HOLD}},
    {"stock45",   "2023-01-01", "2025-12-31", LINE(HARD, &TOLD, WINDOW_LATEST, AT_LEAST(450, 1, "%", "45%以上")), {.kind = PACE_HOLD}},
    {"ours35",    "2023-01-01", "2025-09-30", LINE(HARD, &SHARE, WINDOW_YTD, SHARE_TARGET), {.kind = PACE_HOLD}},
    {"ever50",    "2023-01-01", NULL,         LINE(HARD, &SHARE, WINDOW_YTD, AT_LEAST(500, 1, "%", "50%以上")), {.kind = PACE_HOLD}},
    {"steps35",   "2023-01-01", "2025-12-31", LINE(HARD, &SHARE, WINDOW_YTD, SHARE_TARGET), {.kind = PACE_STAGES, .n_stages = 2, .stages = STEPS}},
    {"june35",    "2023-01-01", "2025-06-15", LINE(HARD, &SHARE, WINDOW_YTD, SHARE_TARGET), {.kind = PACE_NONE}},
    {"monthly",   "2025-01-01", NULL,         AGAIN(HARD, RECURS_MONTHLY, 0, 1), {.kind = PACE_NONE}},
    {"wished",    "2025-01-01", NULL,         AGAIN(SOFT, RECURS_MONTHLY, 0, 1), {.kind = PACE_NONE}},
    {"quarter25", "2025-01-01", NULL,         AGAIN(HARD, RECURS_QUARTERLY, 25, 1), {.kind = PACE_NONE}},
    {"weekly4",   "2025-01-01", NULL,         AGAIN(HARD, RECURS_WEEKLY, 0, 4), {.kind = PACE_NONE}},
    {"yearly25",  "2023-01-01", "2025-12-31", AGAIN(HARD, RECURS_YEARLY, 0, 1), {.kind = PACE_NONE}},
    {"october31", "2022-06-13", NULL,         AGAIN(HARD, RECURS_YEARLY, 31, 1), {.kind = PACE_NONE}},
    {"monday",    "2023-01-01", "2025-10-05", {.id = "HN-041", .title = "国庆前后", .short_name = "国庆", .type = DUTY_TASK, .due_s = 86400, .lead = "市卫健局"}, {.kind = PACE_NONE}},
};
/* clang-format on */

const struct duty *fixture_duty(const char *name)
{
    STEPS[0] = (struct pace_stage){month_from_ym(2024, 12), 330};
    STEPS[1] = (struct pace_stage){month_from_ym(2025, 6), 340};
    for (size_t i = 0; i < sizeof(DUTIES) / sizeof(DUTIES[0]); i++) {
        struct named_duty *named = &DUTIES[i];
        if (strcmp(named->name, name) != 0)
            continue;
        named->duty.starts = fixture_date(named->starts);
        named->duty.due = named->due == NULL ? DATE_NONE : fixture_date(named->due);
        named->duty.pace = named->pace;
        if (named->pace.has_baseline)
            named->duty.pace.baseline_month = month_from_ym(2024, 12);
        named->duty.has_target = named->duty.indicator != NULL && strcmp(name, "rise") != 0;
        named->duty.baseline_is_open = named->pace.baseline_is_open || strcmp(name, "rise") == 0;
        if (strcmp(name, "october31") == 0)
            named->duty.recurrence.month = 10;
        if (strcmp(name, "ours35") == 0)
            named->duty.deadline = DEADLINE_INTERNAL;
        if (strcmp(name, "chest1") == 0)
            named->duty.type = DUTY_MILESTONE;
        return &named->duty;
    }
    fail_msg("no such line: %s", name);
    return NULL;
}

const char *fixture_file(const char *path, size_t *ret_len)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot open %s (tests run at the root of the tree)", path);
    size_t cap = 1 << 22;
    char *buf = malloc(cap);
    assert_non_null(buf);
    size_t len = fread(buf, 1, cap - 1, file);
    assert_true(feof(file));
    fclose(file);
    buf[len] = '\0';
    if (ret_len != NULL)
        *ret_len = len;
    return buf;
}

const struct calendar *fixture_calendar(void)
{
    static struct calendar *calendar;
    if (calendar == NULL) {
        struct problems problems;
        size_t len;
        const char *buf = fixture_file("deploy/catalog/base/holidays.tsv", &len);
        problems_init(&problems, 10);
        assert_int_equal(calendar_load("holidays.tsv", buf, len, &problems, &calendar), ST_OK);
        problems_done(&problems);
        free((void *)buf);
    }
    return calendar;
}

#define BACK(days, who)                                                                                                            \
    {                                                                                                                              \
        .name = "T-" #days, .base = RUNG_BEFORE_DATE, .workdays = days, .second_of_day = -1, .to = who, .template = "临期提醒" \
    }
#define ON(days, who, when, words)                                                                                         \
    {                                                                                                                      \
        .name = "T+" #days, .base = RUNG_AFTER_START, .workdays = days, .second_of_day = -1, .to = who, .condition = when, \
        .template = words                                                                                                  \
    }

const struct rules *fixture_rules(void)
{
    static struct rules rules =
        {
            .near_due_workdays = 20,
            .recurring_near_workdays = 3,
            .evidence_lag = {5, 17 * 3600},
            .pace_tolerance = "0",
            .routine_per_day = 1,
            .has_baseline = true,
            .windows = {2, {{30600, 41400}, {50400, 61200}}},
            .n_missing_words = 1,
            .missing_words = {{"drg_result", "未分组"}},
            .ladders =
                {
                    [LADDER_BEFORE_DUE] = {5,
                                           {BACK(30, TO_A), BACK(10, TO_A), BACK(3, TO_A | TO_B), BACK(1, TO_A | TO_B),
                                            BACK(0, TO_A | TO_B)}},
                    [LADDER_BEHIND] = {2, {ON(0, TO_A, RUNG_ALWAYS, "进度提醒"), ON(5, TO_DESK_CALLS, RUNG_UNEXPLAINED, NULL)}},
                    [LADDER_OVERDUE] = {3,
                                        {ON(0, TO_A, RUNG_ALWAYS, "逾期提示"), ON(1, TO_DESK_CALLS, RUNG_UNACKNOWLEDGED, NULL),
                                         ON(2, TO_B, RUNG_ALWAYS, "逾期提示")}},
                    [LADDER_RETURN] = {3,
                                       {{.name = "D-2",
                                         .base = RUNG_BEFORE_DATE,
                                         .workdays = 2,
                                         .second_of_day = -1,
                                         .to = TO_A,
                                         .template = "报送提醒"},
                                        {.name = "D-0",
                                         .base = RUNG_BEFORE_DATE,
                                         .second_of_day = 57600,
                                         .to = TO_A | TO_B,
                                         .template = "报送提醒"},
                                        {.name = "D+0",
                                         .base = RUNG_AFTER_DATE,
                                         .second_of_day = -1,
                                         .to = TO_A | TO_B,
                                         .template = "报送催报"}}},
                },
        };
    return &rules;
}

int64_t fixture_us(const char *local)
{
    int64_t us = 0;
    if (instant_parse(local, strlen(local), &us) != ST_OK)
        fail_msg("not an instant: %s", local);
    return us;
}

int32_t fixture_date(const char *date)
{
    struct date_read read = {0};
    if (date_parse(date, strlen(date), &read) != ST_OK)
        fail_msg("not a date: %s", date);
    return read.date;
}

int32_t fixture_month(const char *text)
{
    int32_t month = 0;
    if (month_parse(text, strlen(text), &month) != ST_OK)
        fail_msg("not a month: %s", text);
    return month;
}

size_t fixture_periods(const char *words, int decimals, struct period_fact *ret, size_t max)
{
    size_t n = 0;
    char copy[512], *rest = copy;
    snprintf(copy, sizeof(copy), "%s", words);
    for (char *word; (word = strsep(&rest, " ")) != NULL;) {
        char month[8] = {0}, value[32] = {0};
        long denominator = 100000;
        struct period_fact fact = {.known_us = INT64_MIN};
        if (*word == '\0')
            continue;
        int parts = sscanf(word, "%7[0-9-]:%d/%d=%31[0-9.]/%ld", month, &fact.reported, &fact.expected, value, &denominator);
        if (parts < 3 || n == max)
            fail_msg("not a period: %s", word);
        fact.month = fixture_month(month);
        if (parts >= 4) {
            int scale;
            i128 units;
            assert_int_equal(decimal_parse(value, strlen(value), decimals, &units, &scale), ST_OK);
            assert_int_equal(decimal_rescale(units, scale, decimals, &fact.units), ST_OK);
            fact.has_value = true;
            fact.small_denominator = denominator < 30;
            fact.den = denominator;
        }
        ret[n++] = fact;
    }
    return n;
}

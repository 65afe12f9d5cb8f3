/* catalog_check.c: what a catalog that loads may still have wrong within itself, and against an organisation. */
#include "model/catalog_check_private.h"

#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "lib/nearest.h"
#include "lib/utf8.h"
#include "model/indicator.h"
#include "model/kind.h"
#include "model/name_list.h"
#include "model/template_check.h"

#define SHORT_NAME_MAX_CHARACTERS 6

static struct place duty_place(const struct check *check, const struct duty *duty)
{
    return (struct place){.file = check->plan->file, .line = duty->line, .column_name = duty->id};
}

/* At one of its keys. */
static struct place key_place(const struct check *check, const struct duty *duty, const char *key, int64_t line)
{
    return (struct place){.file = check->plan->file, .line = line != 0 ? line : duty->line, .column_name = key};
}

static void check_short_name(const struct check *check, const struct duty *duty)
{
    struct place at = key_place(check, duty, "short", duty->short_line);
    size_t n = utf8_count(duty->short_name, strlen(duty->short_name));
    char count[24];
    snprintf(count, sizeof(count), "%zu", n);
    if (n > SHORT_NAME_MAX_CHARACTERS)
        problems_add(check->problems, REASON_E_CAT_236, &at, duty->short_name, count);
}

static bool points_back(const struct duty *other, const char *id)
{
    for (size_t i = 0; i < other->n_conflicts; i++)
        if (strcmp(other->conflicts_with[i], id) == 0)
            return true;
    return false;
}

static void check_conflicts(const struct check *check, const struct duty *duty)
{
    struct place at = key_place(check, duty, "conflicts_with", duty->conflicts_line);
    for (size_t i = 0; i < duty->n_conflicts; i++) {
        const struct duty *other = plan_duty(check->plan, duty->conflicts_with[i]);
        if (other == NULL)
            problems_add(check->problems, REASON_E_CAT_239, &at, duty->conflicts_with[i],
                         plan_nearest_duty(check->plan, duty->conflicts_with[i]));
        else if (other == duty || !points_back(other, duty->id))
            problems_add(check->problems, REASON_E_CAT_239, &at, duty->conflicts_with[i], "", other == duty ? "" : duty->id);
    }
}

/* 力争, 争取, 争创, 左右, 鼓励 and 原则上 make a line 预期性, unless the plan says why they do not here (争取人才公寓 asks for
 * flats). */
static void check_binding(const struct check *check, const struct duty *duty)
{
    static const char *const words[] = {"力争", "争取", "争创", "左右", "鼓励", "原则上"};
    struct place at = key_place(check, duty, "binding", duty->binding_line);
    if (duty->binding != BINDING_BINDING || duty->binding_why != NULL)
        return;
    for (size_t w = 0; w < sizeof words / sizeof words[0]; w++) {
        bool is_said = false;
        for (size_t i = 0; i < duty->n_quotes; i++)
            is_said = is_said || strstr(duty->quotes[i].text, words[w]) != NULL;
        if (is_said)
            problems_add(check->problems, REASON_E_CAT_385, &at, duty->id, words[w]);
    }
}

static void check_duties(const struct check *check)
{
    for (size_t i = 0; check->plan != NULL && i < check->plan->n_duties; i++) {
        const struct duty *duty = &check->plan->duties[i];
        check_short_name(check, duty);
        check_conflicts(check, duty);
        check_binding(check, duty);
    }
}

/* Years in which something falls due need a calendar. Each is told once, in whatever order the duties name them. */
#define CALENDAR_YEARS_TOLD_MAX 64
static void check_calendar(const struct check *check)
{
    int32_t told[CALENDAR_YEARS_TOLD_MAX];
    size_t n_told = 0;
    for (size_t i = 0; check->plan != NULL && i < check->plan->n_duties; i++) {
        const struct duty *duty = &check->plan->duties[i];
        int32_t year = duty->due == DATE_NONE ? 0 : month_year(month_of_date(duty->due));
        char text[16];
        if (year == 0 || catalog_calendar(check->catalog) == NULL ||
            !calendar_is_provisional(catalog_calendar(check->catalog), duty->due))
            continue;
        bool is_told = n_told == CALENDAR_YEARS_TOLD_MAX;
        for (size_t t = 0; t < n_told; t++)
            is_told = is_told || told[t] == year;
        if (is_told)
            continue;
        told[n_told++] = year;
        snprintf(text, sizeof(text), "%d", year);
        problems_add(check->problems, REASON_E_CAT_248, NULL, text);
    }
}

static void tell_unknown_kind(const struct check *check, const struct place *at, const char *name)
{
    struct nearest meant = nearest_begin(name);
    for (size_t i = 0; i < catalog_kind_count(check->catalog); i++)
        nearest_offer(&meant, catalog_kind_at(check->catalog, i)->name);
    problems_add(check->problems, REASON_E_CAT_254, at, name, nearest_found(&meant));
}

static void check_kinds(const struct check *check)
{
    for (size_t k = 0; k < catalog_kind_count(check->catalog); k++) {
        const struct kind *kind = catalog_kind_at(check->catalog, k);
        struct place at = {.file = kind->told_by_file, .line = kind->told_by_line, .column_name = "told_by"};
        for (size_t i = 0; i < kind->n_told_by; i++)
            if (catalog_kind(check->catalog, kind->told_by[i]) == NULL)
                tell_unknown_kind(check, &at, kind->told_by[i]);
    }
}

static enum status result(const struct problems *problems, uint64_t errors_before)
{
    return problems->errors == errors_before ? ST_OK : ST_BAD_INPUT;
}

enum status catalog_check(const struct catalog *catalog, struct problems *problems)
{
    struct check check = {catalog, catalog_plan(catalog), problems};
    uint64_t errors_before = problems->errors;
    check_kinds(&check);
    check_duties(&check);
    template_check(catalog, problems);
    check_calendar(&check);
    return result(problems, errors_before);
}

/* ---- samples ---- */

static void list_samples_of(const struct check *check, const struct duty *duty)
{
    struct place at = duty_place(check, duty);
    const struct county_answer *answer = &duty->answer;
    scoped(text_done) struct text text;
    text_init(&text, NAME_LIST_MAX_BYTES);
    if (answer->starts != DATE_NONE) {
        date_format(&text, answer->starts);
        problems_add(check->problems, REASON_E_CAT_384, &at, duty->id, text.s);
    }
    text_clear(&text);
    if (answer->due != DATE_NONE) {
        date_format(&text, answer->due);
        problems_add(check->problems, REASON_E_CAT_381, &at, duty->id, duty->due_raw == NULL ? "?" : duty->due_raw, text.s);
    }
    scoped(name_list_done) struct name_list starts;
    name_list_init(&starts);
    text_clear(&text);
    if (answer->has_baseline) {
        decimal_format(&text, answer->baseline_units, duty->target.decimals);
        name_list_add(&starts, text.s);
    }
    for (size_t i = 0; i < duty->n_own; i++) {
        text_clear(&text);
        text_printf(&text, "%s ", duty->own[i].institution);
        decimal_format(&text, duty->own[i].duty->answer.baseline_units, duty->target.decimals);
        name_list_add(&starts, text.s);
    }
    if (starts.n > 0)
        problems_add(check->problems, REASON_E_CAT_382, &at, duty->id, name_list_text(&starts));
}

void catalog_list_samples(const struct catalog *catalog, struct problems *problems)
{
    const struct check check = {catalog, catalog_plan(catalog), problems};
    if (check.plan == NULL)
        return;
    struct place at = {.file = check.plan->file};
    if (check.plan->begins_by_sample) {
        scoped(text_done) struct text text;
        text_init(&text, 64);
        date_format(&text, check.plan->begins);
        problems_add(problems, REASON_E_CAT_383, &at, text.s);
    }
    for (size_t i = 0; i < check.plan->n_duties; i++)
        if (check.plan->duties[i].answer.is_sample)
            list_samples_of(&check, &check.plan->duties[i]);
}

/* ---- with an organisation ---- */

bool check_institution(const struct check *check, const struct organisation *organisation, const struct place *at, const char *code)
{
    if (organisation_institution_by_code(organisation, code) != NULL)
        return true;
    struct nearest meant = nearest_begin(code);
    for (size_t i = 0; i < organisation_institution_count(organisation); i++)
        nearest_offer(&meant, organisation_institution_at(organisation, i)->code);
    problems_add(check->problems, REASON_E_CAT_208, at, "institution", code, nearest_found(&meant));
    return false;
}

static void tell_unknown_department(const struct check *check, const struct organisation *organisation, const struct place *at,
                                    const char *name)
{
    struct nearest meant = nearest_begin(name);
    for (size_t i = 0; i < organisation_department_count(organisation); i++)
        nearest_offer(&meant, organisation_department_at(organisation, i)->name);
    problems_add(check->problems, REASON_E_CAT_253, at, name, nearest_found(&meant));
}

static void check_scope_matches(const struct check *check, const struct organisation *organisation, const struct duty *duty)
{
    struct place at = duty_place(check, duty);
    at.line = duty->scope_line;
    /* somebody must be there when the line ends, or now if it never does: members may come and go before */
    int32_t date = duty->due != DATE_NONE ? duty->due : check->plan->begins;
    struct members members = {0}, subjects = {0};
    /* a plan whose first day is still open is told so, once, and so is an end before the beginning */
    bool has_date = date != DATE_NONE && !duty_ends_before_it_begins(check->plan, duty);
    bool is_empty = has_date && scope_members(organisation, &duty->scope, date, &members) == ST_OK && members.n == 0;
    bool is_nowhere = has_date && duty_subjects(organisation, duty, date, &subjects) == ST_OK && subjects.n == 0;
    bool all_known = duty->scope.under == NULL || check_institution(check, organisation, &at, duty->scope.under);
    for (size_t i = 0; i < duty->scope.n_institutions; i++)
        all_known = check_institution(check, organisation, &at, duty->scope.institutions[i]) && all_known;
    if ((is_empty || is_nowhere) && all_known)
        problems_add(check->problems, REASON_E_CAT_250, &at);
    members_done(&members);
    members_done(&subjects);
}

/* A type in the scope of which nobody returns the indicator would wait for nobody and count nobody. */
static void check_scope_types(const struct check *check, const struct organisation *organisation, const struct duty *duty)
{
    struct place at = duty_place(check, duty);
    if (duty->indicator == NULL || !indicator_is_returned(duty->indicator))
        return;
    const struct kind *kind = duty->indicator->numerator->kind;
    for (unsigned t = 0; t < INSTITUTION_TYPE_COUNT; t++) {
        enum institution_type type = (enum institution_type)t;
        bool is_expected = institution_type_is_node(type) || kind_expects(kind, type);
        for (size_t i = 0; i < organisation_institution_count(organisation) && !is_expected; i++) {
            const struct institution *institution = organisation_institution_at(organisation, i);
            is_expected = (unsigned)institution->type == t && duty_reads_of(organisation, duty, institution) &&
                          institution_returns(organisation, institution, kind, DATE_NONE);
        }
        if ((duty->scope.types & (1u << t)) != 0 && !is_expected)
            problems_add(check->problems, REASON_E_CAT_255, &at, institution_type_name(type));
    }
}

/* What the county says of a kind that nobody is expected to return, or that there is not. */
static void check_returns(const struct check *check, const struct organisation *organisation)
{
    for (size_t i = 0; i < organisation_return_count(organisation); i++) {
        struct place at = organisation_return_place(organisation, i);
        const char *name = organisation_return_kind(organisation, i);
        const struct kind *kind = catalog_kind(check->catalog, name);
        if (kind == NULL)
            tell_unknown_kind(check, &at, name);
        else if (kind->n_expected_of == 0)
            problems_add(check->problems, REASON_E_CAT_370, &at, kind->zh);
    }
}

static void check_reporters(const struct check *check, const struct organisation *organisation)
{
    for (size_t i = 0; i < organisation_reporter_count(organisation); i++) {
        const char *name = organisation_reporter_kind(organisation, i);
        struct place at = organisation_reporter_place(organisation, i);
        if (strcmp(name, "*") != 0 && name[0] != '\0' && catalog_kind(check->catalog, name) == NULL)
            tell_unknown_kind(check, &at, name);
    }
    for (size_t i = 0; i < organisation_institution_count(organisation); i++) {
        const struct institution *institution = organisation_institution_at(organisation, i);
        bool owes = false, has_all = true;
        for (size_t k = 0; k < catalog_kind_count(check->catalog); k++) {
            const struct kind *kind = catalog_kind_at(check->catalog, k);
            if (!kind_is_asked_of(check->catalog, organisation, kind, institution, MONTH_EVER))
                continue;
            owes = true;
            has_all = has_all && organisation_reporter(organisation, institution, kind->name) != NULL;
        }
        if (owes && !has_all)
            problems_add(check->problems, REASON_E_CAT_214, NULL, institution->name);
    }
}

/* Nobody is asked twice: who is asked for both a kind and one that tells the same. */
static void check_told_twice(const struct check *check, const struct organisation *organisation, const struct kind *kind,
                             const struct kind *teller)
{
    scoped(name_list_done) struct name_list asked;
    name_list_init(&asked);
    for (size_t i = 0; i < organisation_institution_count(organisation); i++) {
        const struct institution *institution = organisation_institution_at(organisation, i);
        if (kind_is_asked_of(check->catalog, organisation, kind, institution, MONTH_EVER) &&
            kind_is_asked_of(check->catalog, organisation, teller, institution, MONTH_EVER))
            name_list_add(&asked, institution->name);
    }
    if (asked.n > 0)
        problems_add(check->problems, REASON_E_CAT_256, NULL, kind->zh, teller->zh, name_list_text(&asked));
}

static void check_tellers(const struct check *check, const struct organisation *organisation)
{
    for (size_t k = 0; k < catalog_kind_count(check->catalog); k++) {
        const struct kind *kind = catalog_kind_at(check->catalog, k);
        for (size_t i = 0; i < kind->n_told_by; i++)
            if (catalog_kind(check->catalog, kind->told_by[i]) != NULL)
                check_told_twice(check, organisation, kind, catalog_kind(check->catalog, kind->told_by[i]));
    }
}

static void tell_unknown_duty(const struct check *check, struct place at, const char *id)
{
    at.column_name = "duty";
    problems_add(check->problems, REASON_E_CAT_251, &at, id, plan_nearest_duty(check->plan, id));
}

/* A row of the opening ledger that closes a line that there is not, or where it is not judged, closes nothing, and nobody would see
 * it. */
static void check_ledger(const struct check *check, const struct organisation *organisation)
{
    for (size_t i = 0; i < organisation_ledger_count(organisation); i++) {
        const struct ledger_entry *entry = organisation_ledger_at(organisation, i);
        const struct duty *duty = plan_duty(check->plan, entry->duty);
        struct place at = {.file = entry->file, .line = entry->line_no, .column_name = "institution"};
        if (duty == NULL && entry->duty[0] != '\0')
            tell_unknown_duty(check, at, entry->duty);
        if (duty != NULL && entry->institution != NULL && !check_is_judged_at(organisation, duty, entry->institution))
            problems_add(check->problems, REASON_E_CAT_372, &at, entry->institution->code, duty->id);
    }
}

enum status catalog_check_scopes(const struct catalog *catalog, const struct organisation *organisation, struct problems *problems)
{
    struct check check = {catalog, catalog_plan(catalog), problems};
    uint64_t errors_before = problems->errors;
    for (size_t i = 0; check.plan != NULL && i < check.plan->n_duties; i++)
        check_scope_matches(&check, organisation, &check.plan->duties[i]);
    return result(problems, errors_before);
}

enum status catalog_check_organisation(const struct catalog *catalog, const struct organisation *organisation,
                                       struct problems *problems)
{
    struct check check = {catalog, catalog_plan(catalog), problems};
    uint64_t errors_before = problems->errors;
    check_returns(&check, organisation);
    check_reporters(&check, organisation);
    template_check_office(catalog, organisation, problems);
    if (check.plan == NULL)
        return result(problems, errors_before);
    bool has_scopes = catalog_check_scopes(catalog, organisation, problems) == ST_OK;
    (void)has_scopes; /* if not, it is among the problems */
    check_tellers(&check, organisation);
    for (size_t i = 0; i < check.plan->n_duties; i++) {
        const struct duty *duty = &check.plan->duties[i];
        struct place at = duty_place(&check, duty);
        check_scope_types(&check, organisation, duty);
        check_baselines(&check, organisation, duty);
        if (organisation_line(organisation, duty->id) == NULL)
            problems_add(problems, REASON_E_CAT_252, &at, duty->id);
        if (duty->n_departments > 0 && organisation_department(organisation, duty->lead) == NULL)
            tell_unknown_department(&check, organisation, &at, duty->lead);
    }
    check_ledger(&check, organisation);
    for (size_t i = 0; i < organisation_line_count(organisation); i++) {
        const struct line *line = organisation_line_at(organisation, i);
        if (line->duty[0] != '\0' && plan_duty(check.plan, line->duty) == NULL)
            tell_unknown_duty(&check, (struct place){.file = line->file, .line = line->line_no}, line->duty);
    }
    return result(problems, errors_before);
}

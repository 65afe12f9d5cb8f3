/* base_catalog.c: loads the shipped catalog piece by piece, so that the counting half is tested without the catalog's loader. */
#include "support/base_catalog.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "lib/hash.h"
#include "lib/yaml.h"
#include "support/cmocka_all.h"

#define BASE "deploy/catalog/base/"

static const char *const TABLES[] = {BASE "rc_codes.tsv",
                                     BASE "rating_scales.tsv",
                                     BASE "hqms_columns.tsv",
                                     BASE "codes/icd10_diagnosis.tsv",
                                     BASE "codes/icd9cm3_operation.tsv",
                                     BASE "codes/chs_drg_1_1.tsv",
                                     BASE "codes/items.tsv"};
static const char *const KINDS[BASE_KINDS] = {"discharge",
                                              "drg_result",
                                              "finance_month",
                                              "bed_month",
                                              "rating",
                                              "milestone",
                                              "adverse_event",
                                              "certificate",
                                              "chronic_month",
                                              "dispute_screening",
                                              "emergency_dispatch",
                                              "inpatient_cost_month",
                                              "inspection_finding",
                                              "insurance_month",
                                              "operation_month",
                                              "signing_month",
                                              "staff_register",
                                              "statistic",
                                              "submission_receipt",
                                              "surgery_month",
                                              "survey",
                                              "talent_project",
                                              "township_finance_month",
                                              "training",
                                              "violation",
                                              "visit_month"};
static const char *const INDICATORS[] = {"indicators.yaml",
                                         "indicators/alliance.yaml",
                                         "indicators/events.yaml",
                                         "indicators/inpatient.yaml",
                                         "indicators/insurance.yaml",
                                         "indicators/operation.yaml",
                                         "indicators/people.yaml",
                                         "indicators/public_health.yaml",
                                         "indicators/ratings.yaml",
                                         "indicators/service.yaml",
                                         "indicators/staff.yaml",
                                         "indicators/statistics_county.yaml",
                                         "indicators/statistics_coverage.yaml",
                                         "indicators/statistics_people.yaml"};
#define INDICATOR_FILES (sizeof(INDICATORS) / sizeof(INDICATORS[0]))

static void fail_on_problems(const struct problems *problems)
{
    struct text words;
    text_init(&words, 65536);
    problems_format(&words, problems, REASON_ZH);
    if (problems->errors > 0)
        print_error("%s", words.s);
    text_done(&words);
    assert_int_equal(problems->errors, 0);
}

static void load_table(struct base_catalog *catalog, const char *path, struct problems *problems)
{
    struct text content;
    text_init(&content, 8u * 1024 * 1024);
    assert_int_equal(file_read(path, &content, NULL), ST_OK);
    (void)!code_tables_add(catalog->tables, path, content.s, content.len, problems);
    text_done(&content);
    fail_on_problems(problems);
}

static struct kind *load_kind(struct base_catalog *catalog, const char *name, struct problems *problems)
{
    char path[128];
    struct yaml *yaml = NULL;
    struct kind *kind = NULL;
    snprintf(path, sizeof(path), BASE "kinds/%s.yaml", name);
    (void)!yaml_load_file(path, NULL, problems, &yaml);
    fail_on_problems(problems);
    (void)!kind_load(yaml_root(yaml), catalog->tables, problems, &kind);
    fail_on_problems(problems);
    yaml_close(yaml);
    return kind;
}

/* The shipped files are parsed once: a test may ask for thousands of books that differ in one file. */
static struct yaml *shipped_files[INDICATOR_FILES];

enum status base_catalog_book(const struct base_catalog *catalog, const char *changed, struct problems *problems,
                              struct indicator_book **ret)
{
    const struct yaml_node *roots[INDICATOR_FILES];
    struct yaml *own = NULL;
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < INDICATOR_FILES; i++) {
        size_t len = strlen(INDICATORS[i]);
        bool is_changed = changed != NULL && strncmp(changed, INDICATORS[i], len) == 0 && changed[len] == '=';
        char path[256];
        snprintf(path, sizeof(path), BASE "%s", INDICATORS[i]);
        if (is_changed)
            st = yaml_load_file(changed + len + 1, NULL, problems, &own);
        else if (shipped_files[i] == NULL)
            st = yaml_load_file(path, NULL, problems, &shipped_files[i]);
        roots[i] = st != ST_OK ? NULL : yaml_root(is_changed ? own : shipped_files[i]);
    }
    if (st == ST_OK)
        st = indicator_book_load(roots, INDICATOR_FILES, (const struct kind *const *)catalog->kinds, BASE_KINDS, problems, ret);
    yaml_close(own);
    return st;
}

void base_catalog_load(struct base_catalog *catalog, const char *indicators)
{
    struct problems problems;
    problems_init(&problems, 100);
    assert_int_equal(code_tables_new(&catalog->tables), ST_OK);
    for (size_t i = 0; i < sizeof(TABLES) / sizeof(TABLES[0]); i++)
        load_table(catalog, TABLES[i], &problems);
    for (size_t i = 0; i < BASE_KINDS; i++)
        catalog->kinds[i] = load_kind(catalog, KINDS[i], &problems);
    (void)!base_catalog_book(catalog, indicators, &problems, &catalog->book);
    fail_on_problems(&problems);
    problems_done(&problems);
}

void base_catalog_done(struct base_catalog *catalog)
{
    for (size_t i = 0; i < INDICATOR_FILES; i++) {
        yaml_close(shipped_files[i]);
        shipped_files[i] = NULL;
    }
    indicator_book_free(catalog->book);
    for (size_t i = 0; i < BASE_KINDS; i++)
        kind_free(catalog->kinds[i]);
    code_tables_free(catalog->tables);
}

const struct kind *base_catalog_kind(const struct base_catalog *catalog, const char *name)
{
    for (size_t i = 0; i < BASE_KINDS; i++) {
        if (strcmp(catalog->kinds[i]->name, name) == 0)
            return catalog->kinds[i];
    }
    fail_msg("no kind %s", name);
    return NULL;
}

struct kind *kind_from_text(const struct base_catalog *catalog, const char *text, struct text *words)
{
    struct problems problems;
    struct yaml *yaml = NULL;
    struct kind *kind = NULL;
    problems_init(&problems, 100);
    if (yaml_load("kind.yaml", text, strlen(text), &problems, &yaml) != ST_OK ||
        kind_load(yaml_root(yaml), catalog->tables, &problems, &kind) != ST_OK) {
        kind = NULL;
        problems_format(words, &problems, REASON_EN);
    }
    yaml_close(yaml);
    problems_done(&problems);
    return kind;
}

void test_hash(void *arg, const char *s, size_t len, uint8_t *ret)
{
    uint8_t hash[HASH_BYTES];
    (void)arg;
    hash_sha256(s, len, hash);
    memcpy(ret, hash, FIELD_HASH_BYTES);
}

enum intake_step read_all(struct intake *intake, const struct kind *kind, const char *csv, size_t len, size_t piece)
{
    for (size_t at = 0;;) {
        enum intake_step step = intake_next(intake);
        if (step == INTAKE_DONE || step == INTAKE_REFUSED)
            return step;
        if (step == INTAKE_HEADER) {
            const char *institution = intake_institution(intake);
            int32_t month = kind->submission == SUBMISSION_SNAPSHOT ? intake_month(intake) : INT32_MIN;
            assert_int_equal(intake_expect(intake, institution, strlen(institution), month), ST_OK);
        } else if (step == INTAKE_MORE && at < len) {
            size_t n = len - at < piece ? len - at : piece;
            assert_int_equal(intake_push(intake, csv + at, n), ST_OK);
            at += n;
        } else if (step == INTAKE_MORE) {
            intake_end(intake);
        } else {
            assert_int_equal(step, INTAKE_CHUNK);
        }
    }
}

struct intake *intake_for(const struct base_catalog *catalog, const char *name)
{
    static const struct measure *measures[TALLY_MAX_MEASURES];
    const struct kind *kind = base_catalog_kind(catalog, name);
    size_t n = indicator_book_measures_of(catalog->book, kind, measures, TALLY_MAX_MEASURES);
    struct intake *intake = NULL;
    assert_int_equal(intake_new(kind, measures, n, test_hash, NULL, 100000, &intake), ST_OK);
    return intake;
}

struct measure_sum intake_sum(const struct base_catalog *catalog, const struct intake *intake, const char *name, int32_t month)
{
    static const struct measure *measures[TALLY_MAX_MEASURES];
    const struct measure *wanted = indicator_book_measure(catalog->book, name);
    assert_non_null(wanted);
    size_t n = indicator_book_measures_of(catalog->book, wanted->kind, measures, TALLY_MAX_MEASURES);
    for (size_t i = 0; i < n; i++) {
        if (strcmp(measures[i]->hash, wanted->hash) == 0)
            return tally_sum(intake_tally(intake), i, month);
    }
    fail_msg("measure %s is not counted", name);
    return (struct measure_sum){0};
}

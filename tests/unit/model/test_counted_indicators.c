/* test_counted_indicators.c: the indicators of deploy/catalog/base/indicators/ on small files that were counted by hand.
 *
 * tests/fixtures/indicators/H01 and H02 hold two institutions' returns of two months, expected.tsv what each indicator comes to:
 * numerator, denominator and printed value of H01 in January, of its year to date, and of both in February. This program knows
 * none of the numbers. tests/integration/test_mutated_indicators changes each operator, name and literal of the files in turn:
 * DUBAN_TEST_INDICATORS names a list of NAME=PATH, one change a line; each must be noticed, those that are not are printed. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/file.h"
#include "model/tsv.h"
#include "model/value.h"
#include "support/base_catalog.h"
#include "support/cmocka_all.h"

#define FOLDER       "tests/fixtures/indicators/"
#define JAN          (2025 * 12)
#define FEB          (2025 * 12 + 1)
#define MAX_EXPECTED 200
#define MAX_MEASURES 400
#define MAX_TOTALS   4 /* two institutions, two months */
#define CELLS        16

/* One indicator of expected.tsv: name, what its definition says besides its sums, and three times numerator, denominator, value. */
struct expected {
    char cell[CELLS][48];
};
enum { NAME, NUMERATOR, DENOMINATOR, DIRECTION, TOGETHER, MINIMUM, UNIT, FIRST_NUMBER };

static struct base_catalog catalog;
static struct expected expected[MAX_EXPECTED];
static size_t n_expected;

/* What the files come to by a book: the totals of its measures. */
struct counted {
    const struct indicator_book *book;
    struct total totals[MAX_MEASURES][MAX_TOTALS];
    size_t n[MAX_MEASURES];
    uint64_t rejected;
};

static enum status keep_expected(void *arg, const char *const *cells, int64_t line)
{
    (void)arg;
    (void)line;
    assert_true(n_expected < MAX_EXPECTED);
    for (size_t i = 0; i < CELLS; i++)
        snprintf(expected[n_expected].cell[i], sizeof(expected[0].cell[0]), "%s", cells[i]);
    n_expected++;
    return ST_OK;
}

static int load(void **state)
{
    static const char *const columns[] = {"indicator", "numerator", "denominator", "direction",  "together", "minimum",
                                          "unit",      "jan_num",   "jan_den",     "jan_value",  "ytd_num",  "ytd_den",
                                          "ytd_value", "both_num",  "both_den",    "both_value", NULL};
    (void)state;
    struct text content;
    struct problems problems;
    text_init(&content, 1u << 20);
    problems_init(&problems, 100);
    base_catalog_load(&catalog, NULL);
    assert_int_equal(file_read(FOLDER "expected.tsv", &content, NULL), ST_OK);
    assert_int_equal(tsv_read("expected.tsv", content.s, content.len, columns, keep_expected, NULL, &problems), ST_OK);
    text_done(&content);
    problems_done(&problems);
    return 0;
}

static int unload(void **state)
{
    (void)state;
    base_catalog_done(&catalog);
    return 0;
}

/* ---- counting ---------------------------------------------------------------------------------------------------- */

static const struct kind *kind_of_file(const char *name)
{
    int32_t month;
    const char *code;
    size_t code_len;
    for (size_t i = 0; i < BASE_KINDS; i++) {
        if (kind_match_file(catalog.kinds[i], name, &month, &code, &code_len))
            return catalog.kinds[i];
    }
    fail_msg("%s is of no kind", name);
    return NULL;
}

static size_t measure_place(const struct indicator_book *book, const struct measure *measure)
{
    for (size_t i = 0; i < indicator_book_measure_count(book); i++) {
        if (strcmp(indicator_book_measure_at(book, i)->hash, measure->hash) == 0)
            return i;
    }
    return MAX_MEASURES;
}

static void keep_totals(struct counted *counted, const struct measure *const *measures, size_t n, const struct tally *tally,
                        int64_t institution)
{
    const int32_t *months;
    size_t n_months = tally_months(tally, &months);
    for (size_t m = 0; m < n; m++) {
        size_t place = measure_place(counted->book, measures[m]);
        assert_true(place < MAX_MEASURES);
        for (size_t i = 0; i < n_months; i++) {
            assert_true(counted->n[place] < MAX_TOTALS);
            counted->totals[place][counted->n[place]++] = (struct total){institution, months[i], tally_sum(tally, m, months[i])};
        }
    }
}

/* The kind's measures that `known` has no sums of. */
static size_t measures_to_count(const struct counted *counted, const struct counted *known, const struct kind *kind,
                                const struct measure **ret)
{
    size_t n = indicator_book_measures_of(counted->book, kind, ret, TALLY_MAX_MEASURES), kept = 0;
    assert_true(n <= TALLY_MAX_MEASURES);
    for (size_t i = 0; i < n; i++) {
        if (known == NULL || measure_place(known->book, ret[i]) == MAX_MEASURES)
            ret[kept++] = ret[i];
    }
    return kept;
}

static void count_file(struct counted *counted, const struct counted *known, const char *path, const char *name,
                       int64_t institution)
{
    static const struct measure *measures[TALLY_MAX_MEASURES];
    const struct kind *kind = kind_of_file(name);
    struct intake *intake = NULL;
    struct text csv;
    size_t n = measures_to_count(counted, known, kind, measures);
    if (known != NULL && n == 0)
        return;
    text_init(&csv, 1u << 20);
    assert_int_equal(file_read(path, &csv, NULL), ST_OK);
    assert_int_equal(intake_new(kind, measures, n, test_hash, NULL, 1000, &intake), ST_OK);
    enum intake_step step = read_all(intake, kind, csv.s, csv.len, 4096);
    counted->rejected += intake_counts(intake).rejected + (step != INTAKE_DONE);
    if (step == INTAKE_DONE)
        keep_totals(counted, measures, n, intake_tally(intake), institution);
    for (size_t i = 0; i < intake_findings(intake)->count; i++) {
        const struct finding *found = &intake_findings(intake)->items[i];
        if (found->rejects)
            print_error("%s:%lld %s %s\n", path, (long long)found->line, found->column, reason_code(found->reason));
    }
    if (step != INTAKE_DONE)
        print_error("%s: refused\n", path);
    intake_free(intake);
    text_done(&csv);
}

static void count_folder(struct counted *counted, const struct counted *known, const char *folder, int64_t institution)
{
    char path[300];
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        count_file(counted, known, path, entry->d_name, institution);
    }
    closedir(dir);
}

/* All files by all measures of the book; of `known`, which may be NULL, the sums of what has the same definition are taken over. */
static void count_all(struct counted *counted, const struct counted *known, const struct indicator_book *book)
{
    memset(counted, 0, sizeof(*counted));
    counted->book = book;
    assert_true(indicator_book_measure_count(book) <= MAX_MEASURES);
    for (size_t i = 0; known != NULL && i < indicator_book_measure_count(book); i++) {
        size_t place = measure_place(known->book, indicator_book_measure_at(book, i));
        if (place == MAX_MEASURES)
            continue;
        memcpy(counted->totals[i], known->totals[place], sizeof(counted->totals[i]));
        counted->n[i] = known->n[place];
    }
    count_folder(counted, known, FOLDER "H01", 1);
    count_folder(counted, known, FOLDER "H02", 2);
}

/* ---- comparing --------------------------------------------------------------------------------------------------- */

static bool number_is(i128 units, int scale, const char *want)
{
    i128 wanted;
    int wanted_scale;
    return decimal_parse(want, strlen(want), 9, &wanted, &wanted_scale) == ST_OK &&
           units * decimal_pow10(9 - scale) == wanted * decimal_pow10(9 - wanted_scale);
}

static bool value_is(const struct counted *counted, const struct indicator *ind, enum window window, int32_t month, size_t members,
                     const char (*want)[48])
{
    static const int64_t both[] = {1, 2};
    size_t num = measure_place(counted->book, ind->numerator);
    size_t den = ind->denominator == NULL ? 0 : measure_place(counted->book, ind->denominator);
    struct value_input in = {ind, window, month, both, members, counted->totals[num], counted->n[num], NULL, 0, NULL, 0};
    struct value value;
    struct text printed;
    if (ind->denominator != NULL) {
        in.denominators = counted->totals[den];
        in.n_denominators = counted->n[den];
    }
    if (value_compute(&in, &value) != ST_OK)
        return false;
    text_init(&printed, 64);
    value_format(&printed, &value);
    bool same = number_is(value.num, value.num_scale, want[0]) && number_is(value.den, value.den_scale, want[1]) &&
                strcmp(printed.s, want[2]) == 0;
    text_done(&printed);
    return same;
}

static bool is_as_counted(const struct counted *counted, const struct expected *e)
{
    static const char *const directions[] = {"up", "down", "band", "reach"};
    static const char *const together[] = {"ratio", "share", "none", "balance"};
    const struct indicator *ind = indicator_book_find(counted->book, e->cell[NAME]);
    if (ind == NULL)
        return false;
    if (strcmp(ind->numerator->name, e->cell[NUMERATOR]) != 0 ||
        strcmp(ind->denominator == NULL ? "" : ind->denominator->name, e->cell[DENOMINATOR]) != 0)
        return false;
    return strcmp(directions[ind->direction], e->cell[DIRECTION]) == 0 &&
           strcmp(together[ind->over_institutions], e->cell[TOGETHER]) == 0 &&
           ind->min_denominator == strtoll(e->cell[MINIMUM], NULL, 10) && strcmp(ind->unit, e->cell[UNIT]) == 0 &&
           value_is(counted, ind, WINDOW_MONTH, JAN, 1, &e->cell[FIRST_NUMBER]) &&
           value_is(counted, ind, WINDOW_YTD, FEB, 1, &e->cell[FIRST_NUMBER + 3]) &&
           value_is(counted, ind, WINDOW_MONTH, FEB, 2, &e->cell[FIRST_NUMBER + 6]);
}

static struct counted shipped, counted; /* large */

static void every_indicator_comes_to_what_was_counted_by_hand(void **state)
{
    (void)state;
    int wrong = 0;
    count_all(&shipped, NULL, catalog.book);
    assert_int_equal(shipped.rejected, 0);
    for (size_t i = 0; i < n_expected; i++) {
        if (is_as_counted(&shipped, &expected[i]))
            continue;
        print_error("%s is not as counted\n", expected[i].cell[NAME]);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* The seven of indicators.yaml have rows of their own in test_shipped_indicators.c. What is published beside a computed number is
 * the sums of one item's rows: test_numbers. */
static void no_indicator_is_without_a_count(void **state)
{
    static const char *const elsewhere[] = {"case_mix_index",  "surgery_share",           "level34_share", "service_income_share",
                                            "personnel_share", "current_liability_share", "bed_use_rate"};
    size_t published = 0;
    (void)state;
    for (size_t i = 0; i < indicator_book_count(catalog.book); i++)
        published += indicator_book_at(catalog.book, i)->official != NULL;
    assert_int_equal(indicator_book_count(catalog.book), n_expected + sizeof(elsewhere) / sizeof(elsewhere[0]) + published);
    for (size_t i = 0; i < n_expected; i++)
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(expected[i].cell[NAME], expected[j].cell[NAME]);
}

/* ---- faults ------------------------------------------------------------------------------------------------------ */

#define MAX_FAULTS 100

/* A line of faults.tsv: file, line, column, reason, severity. */
struct fault {
    char cell[5][64];
    bool seen;
};
static struct fault faults[MAX_FAULTS];
static size_t n_faults;

static enum status keep_fault(void *arg, const char *const *cells, int64_t line)
{
    (void)arg;
    (void)line;
    assert_true(n_faults < MAX_FAULTS);
    for (size_t i = 0; i < 5; i++)
        snprintf(faults[n_faults].cell[i], sizeof(faults[0].cell[0]), "%s", cells[i]);
    n_faults++;
    return ST_OK;
}

static void load_faults(void)
{
    static const char *const columns[] = {"file", "line", "column", "reason", "severity", NULL};
    struct text content;
    struct problems problems;
    text_init(&content, 1u << 20);
    problems_init(&problems, 100);
    assert_int_equal(file_read(FOLDER "faults.tsv", &content, NULL), ST_OK);
    assert_int_equal(tsv_read("faults.tsv", content.s, content.len, columns, keep_fault, NULL, &problems), ST_OK);
    text_done(&content);
    problems_done(&problems);
}

static bool is_listed(const char *file, const struct finding *found)
{
    char line[24];
    snprintf(line, sizeof(line), "%lld", (long long)found->line);
    for (size_t i = 0; i < n_faults; i++) {
        struct fault *f = &faults[i];
        if (strcmp(f->cell[0], file) != 0 || strcmp(f->cell[1], line) != 0 || strcmp(f->cell[2], found->column) != 0 ||
            strcmp(f->cell[3], reason_code(found->reason)) != 0 || strcmp(f->cell[4], found->rejects ? "reject" : "warn") != 0)
            continue;
        f->seen = true;
        return true;
    }
    return false;
}

static int unlisted_findings(const char *name)
{
    char path[300];
    struct text csv;
    int wrong = 0;
    const struct kind *kind = kind_of_file(name);
    struct intake *intake = intake_for(&catalog, kind->name);
    snprintf(path, sizeof(path), FOLDER "faults/%s", name);
    text_init(&csv, 1u << 20);
    assert_int_equal(file_read(path, &csv, NULL), ST_OK);
    assert_int_equal(read_all(intake, kind, csv.s, csv.len, 4096), INTAKE_DONE);
    for (size_t i = 0; i < intake_findings(intake)->count; i++) {
        const struct finding *found = &intake_findings(intake)->items[i];
        if (is_listed(name, found))
            continue;
        print_error("%s:%lld %s %s: not expected\n", name, (long long)found->line, found->column, reason_code(found->reason));
        wrong++;
    }
    intake_free(intake);
    text_done(&csv);
    return wrong;
}

/* Each check of a kind has a line that breaks it alone. */
static int checks_without_a_fault(void)
{
    int missing = 0;
    for (size_t k = 0; k < BASE_KINDS; k++) {
        const struct kind *kind = catalog.kinds[k];
        for (size_t c = 0; c < kind->n_checks; c++) {
            bool found = false;
            for (size_t i = 0; i < n_faults && !found; i++)
                found = kind_of_file(faults[i].cell[0]) == kind && strcmp(faults[i].cell[2], kind->checks[c].column) == 0 &&
                        strcmp(faults[i].cell[3], reason_code(kind->checks[c].reason)) == 0;
            if (!found)
                print_error("%s: nothing breaks %s\n", kind->name, kind->checks[c].column);
            missing += !found;
        }
    }
    return missing;
}

static void every_kind_has_a_check(void **state)
{
    (void)state;
    int without = 0;
    for (size_t k = 0; k < BASE_KINDS; k++) {
        if (catalog.kinds[k]->n_checks == 0)
            print_error("%s: no checks\n", catalog.kinds[k]->name);
        without += catalog.kinds[k]->n_checks == 0;
    }
    assert_int_equal(without, 0);
}

static void every_check_finds_its_fault_and_nothing_else(void **state)
{
    (void)state;
    int wrong = 0;
    load_faults();
    DIR *dir = opendir(FOLDER "faults");
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (entry->d_name[0] != '.')
            wrong += unlisted_findings(entry->d_name);
    }
    closedir(dir);
    for (size_t i = 0; i < n_faults; i++) {
        if (!faults[i].seen)
            print_error("%s:%s %s %s: not found\n", faults[i].cell[0], faults[i].cell[1], faults[i].cell[2], faults[i].cell[3]);
        wrong += !faults[i].seen;
    }
    assert_int_equal(wrong + checks_without_a_fault(), 0);
}

/* ---- changes ----------------------------------------------------------------------------------------------------- */

static bool change_is_noticed(const char *change)
{
    struct indicator_book *book = NULL;
    struct problems problems;
    problems_init(&problems, 10);
    enum status st = base_catalog_book(&catalog, change, &problems, &book);
    problems_done(&problems);
    if (st != ST_OK)
        return true;
    bool same = true;
    count_all(&counted, &shipped, book);
    for (size_t i = 0; same && i < n_expected; i++)
        same = is_as_counted(&counted, &expected[i]);
    indicator_book_free(book);
    return !same;
}

static void every_listed_change_is_noticed(void **state)
{
    (void)state;
    const char *list = getenv("DUBAN_TEST_INDICATORS");
    char line[600];
    int missed = 0;
    if (list == NULL)
        skip();
    FILE *file = fopen(list, "r");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (change_is_noticed(line))
            continue;
        printf("not noticed: %s\n", line);
        missed++;
    }
    (void)fclose(file);
    assert_int_equal(missed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_indicator_comes_to_what_was_counted_by_hand),
        cmocka_unit_test(no_indicator_is_without_a_count),
        cmocka_unit_test(every_kind_has_a_check),
        cmocka_unit_test(every_check_finds_its_fault_and_nothing_else),
        cmocka_unit_test(every_listed_change_is_noticed),
    };
    return cmocka_run_group_tests(tests, load, unload);
}

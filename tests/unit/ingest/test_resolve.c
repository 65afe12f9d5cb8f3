/* Which kind, month and institution a file is of, over the shipped catalog and the sample organisation. */
#include "ingest/resolve.h"

#include "lib/hash.h"

#include <string.h>

#include "lib/date.h"
#include "model/catalog.h"
#include "model/kind.h"
#include "model/organisation.h"

#include "support/cmocka_all.h"
#include "support/shipped.h"

static struct refusal refusal;
static int64_t now_us;

static int load(void **state)
{
    shipped_setup(state);
    assert_int_equal(instant_parse("2025-06-20 09:00", 16, &now_us), ST_OK);
    return 0;
}

static const struct kind *kind(const char *name)
{
    const struct kind *found = catalog_kind(shipped.catalog, name);
    assert_non_null(found);
    return found;
}

/* A header of fields that stand one behind the other. */
static const char *kind_of(const char *asked, const char *file_name, const char *header)
{
    struct csv *csv = NULL;
    struct csv_record record;
    const struct kind *found = NULL;
    refusal.reason = REASON_NONE;
    assert_int_equal(csv_new(&csv), ST_OK);
    assert_int_equal(csv_push(csv, header, strlen(header)), ST_OK);
    csv_end(csv);
    assert_int_equal(csv_next(csv, &record), CSV_RECORD);
    enum status st = resolve_kind(shipped.catalog, asked, file_name, &record, &found, &refusal);
    csv_free(csv);
    return st == ST_OK ? found->name : reason_code(refusal.reason);
}

#define BED "institution_code,period,open_bed_days,occupied_bed_days"

static void the_kind_is_what_the_sender_says_then_the_name_then_the_header(void **state)
{
    (void)state;
    assert_string_equal(kind_of("rating", "bed_T02_2025M03.csv", BED), "rating");
    assert_string_equal(kind_of("", "drg_H01_2025M03.csv", BED), "drg_result");
    assert_string_equal(kind_of("", "三月床位.csv", BED), "bed_month");
    assert_string_equal(kind_of("", "x.csv", "机构代码,期间,实际开放总床日数"), "E-ING-302");
    assert_string_equal(kind_of("bed", "x.csv", BED), "E-ING-301");
}

static int32_t month_of(const char *kind_name, const char *asked, const char *file_name, const char *in_rows)
{
    int32_t rows = INT32_MIN, month = INT32_MIN;
    refusal.reason = REASON_NONE;
    if (in_rows != NULL)
        assert_int_equal(month_parse(in_rows, strlen(in_rows), &rows), ST_OK);
    if (resolve_month(kind(kind_name), asked, file_name, rows, now_us, &month, &refusal) != ST_OK)
        return -(int32_t)refusal.reason;
    return month;
}

static void the_month_is_said_named_or_in_the_rows_and_they_agree(void **state)
{
    (void)state;
    int32_t march = month_from_ym(2025, 3);
    assert_int_equal(month_of("bed_month", "2025-03", "x.csv", NULL), march);
    assert_int_equal(month_of("bed_month", "", "bed_T02_2025M03.csv", NULL), march);
    assert_int_equal(month_of("bed_month", "", "x.csv", "2025-03"), march);
    assert_int_equal(month_of("bed_month", "2025-03", "bed_T02_2025M04.csv", "2025-03"), march); /* who says it comes first */
    assert_int_equal(month_of("bed_month", "2025-03", "x.csv", "2025-04"), -REASON_E_ING_310);
    assert_int_equal(month_of("bed_month", "", "bed_T02_2025M04.csv", "2025-03"), -REASON_E_ING_310);
    assert_int_equal(month_of("bed_month", "", "x.csv", NULL), -REASON_E_ING_309);
    assert_int_equal(month_of("bed_month", "03.2025", "x.csv", NULL), -REASON_E_ING_308);
}

static void a_month_that_has_not_begun_has_no_data(void **state)
{
    (void)state;
    assert_int_equal(month_of("bed_month", "", "x.csv", "2025-06"), month_from_ym(2025, 6));
    assert_int_equal(month_of("bed_month", "", "x.csv", "2025-07"), -REASON_E_ING_311);
}

static void rows_of_an_upsert_have_months_of_their_own(void **state)
{
    (void)state;
    assert_int_equal(month_of("rating", "", "rating_H01_2025M03.csv", "2019-01"), INT32_MIN);
}

static const char *institution_of(const char *kind_name, const char *asked, const char *file_name, const char *in_file,
                                  int32_t month)
{
    const struct institution *found = NULL;
    refusal.reason = REASON_NONE;
    enum status st =
        resolve_institution(shipped.organisation, kind(kind_name), asked, file_name, in_file, month, now_us, &found, &refusal);
    return st == ST_OK ? found->code : reason_code(refusal.reason);
}

static void the_institution_is_that_of_the_column_and_nothing_contradicts_it(void **state)
{
    (void)state;
    int32_t march = month_from_ym(2025, 3);
    assert_string_equal(institution_of("bed_month", "", "x.csv", "T02", march), "T02");
    assert_string_equal(institution_of("bed_month", "T02", "x.csv", "T02", march), "T02");
    assert_string_equal(institution_of("bed_month", "T02", "x.csv", "", march), "T02");
    assert_string_equal(institution_of("bed_month", "", "bed_T02_2025M03.csv", "", march), "T02");
    assert_string_equal(institution_of("bed_month", "T02", "x.csv", "斜桥", march),
                        "T02"); /* an own spelling, and somebody said whose it is */
    assert_string_equal(institution_of("bed_month", "T03", "x.csv", "T02", march), "E-ING-306");
    assert_string_equal(institution_of("bed_month", "", "bed_T03_2025M03.csv", "T02", march), "E-ING-306");
    assert_string_equal(institution_of("bed_month", "T99", "x.csv", "T02", march), "E-ING-332");
    assert_string_equal(institution_of("bed_month", "", "x.csv", "T99", march), "E-ING-304");
    assert_string_equal(institution_of("bed_month", "", "x.csv", "", march), "E-ING-305");
}

static void a_front_page_names_its_hospital_by_the_code_of_the_first_column(void **state)
{
    (void)state;
    const struct institution *hospital = organisation_institution_by_code(shipped.organisation, "H02");
    assert_non_null(hospital->front_page_code);
    int32_t march = month_from_ym(2025, 3);
    assert_string_equal(institution_of("discharge", "", "hqmsts_2025M03.csv", hospital->front_page_code, march), "H02");
    assert_string_equal(institution_of("discharge", "", "hqmsts_2025M03.csv", "H02", march), "E-ING-304");
}

static void an_unknown_code_is_told_by_its_class_since_columns_shift(void **state)
{
    (void)state;
    assert_string_equal(institution_of("bed_month", "", "x.csv", "330411197001011234", month_from_ym(2025, 3)), "E-ING-304");
    assert_string_equal(refusal.params[0], "18位数字");
    assert_string_equal(institution_of("bed_month", "", "x.csv", "欧阳骞珂", month_from_ym(2025, 3)), "E-ING-304");
    assert_string_equal(refusal.params[0], "4个汉字");
}

static void a_name_is_kept_only_in_its_published_form(void **state)
{
    (void)state;
    const struct institution *t02 = organisation_institution_by_code(shipped.organisation, "T02");
    struct hash_key *key = hash_key_new("0123456789abcdef0123456789abcdef", 32);
    char name[200];
    resolve_file_name(kind("bed_month"), t02, "bed_T02_2025M03.csv", key, name, sizeof name);
    assert_string_equal(name, "bed_T02_2025M03.csv");
    /* printf %s NAME | openssl dgst -sha256 -hmac KEY */
    const char *const typed[][2] = {{"张三丰.csv", "keyed:de401c4cb8642c03"},
                                    {"bed_张三丰_2025M03.csv", "keyed:4debc461dcbe3b10"},
                                    {"bed_T03_2025M03.csv", "keyed:59d5889c0273b874"},
                                    {"", "keyed:796cd3078af14636"}};
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        resolve_file_name(kind("bed_month"), t02, typed[i][0], key, name, sizeof name);
        assert_string_equal(name, typed[i][1]);
    }
    hash_key_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_kind_is_what_the_sender_says_then_the_name_then_the_header),
        cmocka_unit_test(the_month_is_said_named_or_in_the_rows_and_they_agree),
        cmocka_unit_test(a_month_that_has_not_begun_has_no_data),
        cmocka_unit_test(rows_of_an_upsert_have_months_of_their_own),
        cmocka_unit_test(the_institution_is_that_of_the_column_and_nothing_contradicts_it),
        cmocka_unit_test(a_front_page_names_its_hospital_by_the_code_of_the_first_column),
        cmocka_unit_test(an_unknown_code_is_told_by_its_class_since_columns_shift),
        cmocka_unit_test(a_name_is_kept_only_in_its_published_form),
    };
    return cmocka_run_group_tests(tests, load, shipped_teardown);
}

/* What is not CSV is known by its first bytes; what may be CSV is let through. */
#include "ingest/other_format.h"

#include <string.h>

#include "support/cmocka_all.h"

static enum reason check(const char *head, size_t len)
{
    struct refusal refusal = {.reason = REASON_NONE};
    enum status st = other_format_check(head, len, &refusal);
    assert_int_equal(st, refusal.reason == REASON_NONE ? ST_OK : ST_BAD_INPUT);
    return refusal.reason;
}
#define CHECK(literal) check(literal, sizeof(literal) - 1)

static void workbooks_are_told_what_to_do(void **state)
{
    (void)state;
    assert_int_equal(CHECK("PK\x03\x04\x14\x00"), REASON_E_ING_313);
    assert_int_equal(CHECK("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00"), REASON_E_ING_313);
}

static void other_files_are_named(void **state)
{
    (void)state;
    assert_int_equal(CHECK("%PDF-1.4"), REASON_E_ING_314);
    assert_int_equal(CHECK("Rar!\x1a"), REASON_E_ING_314);
    assert_int_equal(CHECK("\xFF\xFEi\0n\0"), REASON_E_ING_314);
    assert_int_equal(CHECK("<?xml version"), REASON_E_ING_314);
}

static void csv_of_any_encoding_goes_on(void **state)
{
    (void)state;
    assert_int_equal(CHECK("\xEF\xBB\xBF"
                           "A01,A02\n"),
                     REASON_NONE);
    assert_int_equal(CHECK("\xBB\xFA\xB9\xB9\xB4\xFA\xC2\xEB"), REASON_NONE); /* 机构代码 in GB18030 */
    assert_int_equal(CHECK("\"PK\x03\x04\""), REASON_NONE);
}

static void too_few_bytes_are_no_proof(void **state)
{
    (void)state;
    assert_int_equal(CHECK("PK\x03"), REASON_NONE);
    assert_int_equal(CHECK("\xD0\xCF\x11\xE0"), REASON_NONE);
    assert_int_equal(check("", 0), REASON_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(workbooks_are_told_what_to_do),
        cmocka_unit_test(other_files_are_named),
        cmocka_unit_test(csv_of_any_encoding_goes_on),
        cmocka_unit_test(too_few_bytes_are_no_proof),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

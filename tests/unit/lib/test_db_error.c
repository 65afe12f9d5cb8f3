/* Which failures of the database mean what, by the SQLSTATEs of PostgreSQL's manual (appendix A). */
#include "lib/db.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void a_sqlstate_says_what_to_do_next(void **state)
{
    (void)state;
    static const struct {
        const char *sqlstate;
        enum status status;
    } cases[] = {
        {"08006", ST_RETRY},     /* connection_failure */
        {"40001", ST_RETRY},     /* serialization_failure */
        {"40P01", ST_RETRY},     /* deadlock_detected */
        {"53100", ST_RETRY},     /* disk_full */
        {"53300", ST_RETRY},     /* too_many_connections */
        {"55P03", ST_RETRY},     /* lock_not_available */
        {"57014", ST_RETRY},     /* query_canceled */
        {"57P01", ST_RETRY},     /* admin_shutdown */
        {"57P03", ST_RETRY},     /* cannot_connect_now */
        {"25006", ST_RETRY},     /* read_only_sql_transaction */
        {"25P03", ST_RETRY},     /* idle_in_transaction_session_timeout */
        {"22P02", ST_BAD_INPUT}, /* invalid_text_representation */
        {"22003", ST_BAD_INPUT}, /* numeric_value_out_of_range */
        {"23505", ST_CONFLICT},  /* unique_violation */
        {"23503", ST_CONFLICT},  /* foreign_key_violation */
        {"P0001", ST_CONFLICT},  /* raise_exception */
        {"42601", ST_FATAL},     /* syntax_error */
        {"42501", ST_FATAL},     /* insufficient_privilege */
        {"25P02", ST_FATAL},     /* in_failed_sql_transaction */
        {"XX000", ST_FATAL},     /* internal_error */
        {"", ST_FATAL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(db_status_of(cases[i].sqlstate, false), cases[i].status);
        assert_int_equal(db_status_of(cases[i].sqlstate, true), ST_RETRY); /* a lost connection says no more */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_sqlstate_says_what_to_do_next)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_smtp_answer.c: what the end of a transfer means. Codes from RFC 5321 §4.2. */
#include "support/cmocka_all.h"

#include "notify/smtp_answer.h"

static void what_the_server_said_of_the_recipient_counts(void **state)
{
    (void)state;
    const struct smtp_progress named = {.recipient_named = true}, whole = {.recipient_named = true, .handed_over = true};
    assert_int_equal(smtp_answer_outcome(CURLE_OK, 250, &whole), OUTCOME_ACCEPTED);
    assert_int_equal(smtp_answer_outcome(CURLE_SEND_ERROR, 550, &named), OUTCOME_REFUSED);
    assert_int_equal(smtp_answer_outcome(CURLE_SEND_ERROR, 450, &named), OUTCOME_TEMPORARY);
    assert_int_equal(smtp_answer_outcome(CURLE_WEIRD_SERVER_REPLY, 451, &whole), OUTCOME_TEMPORARY);
    assert_int_equal(smtp_answer_outcome(CURLE_WEIRD_SERVER_REPLY, 554, &whole), OUTCOME_REFUSED);
    assert_int_equal(smtp_answer_outcome(CURLE_WEIRD_SERVER_REPLY, 421, &whole), OUTCOME_TEMPORARY);
}

static void a_silence_after_the_whole_letter_was_given_away_is_a_maybe(void **state)
{
    (void)state;
    const struct smtp_progress named = {.recipient_named = true}, whole = {.recipient_named = true, .handed_over = true};
    assert_int_equal(smtp_answer_outcome(CURLE_RECV_ERROR, 354, &whole), OUTCOME_LOST);
    assert_int_equal(smtp_answer_outcome(CURLE_OPERATION_TIMEDOUT, 354, &whole), OUTCOME_LOST);
    assert_int_equal(smtp_answer_outcome(CURLE_RECV_ERROR, 354, &named), OUTCOME_TEMPORARY);
    assert_int_equal(smtp_answer_outcome(CURLE_OPERATION_TIMEDOUT, 0, &named), OUTCOME_TEMPORARY);
}

static void what_is_said_before_the_recipient_was_named_is_about_us(void **state)
{
    (void)state;
    const struct smtp_progress none = {0};
    assert_int_equal(smtp_answer_outcome(CURLE_COULDNT_CONNECT, 0, &none), OUTCOME_TEMPORARY);
    assert_int_equal(smtp_answer_outcome(CURLE_LOGIN_DENIED, 535, &none), OUTCOME_TEMPORARY);
    assert_int_equal(smtp_answer_outcome(CURLE_SEND_ERROR, 550, &none), OUTCOME_TEMPORARY);
    assert_int_equal(smtp_answer_outcome(CURLE_USE_SSL_FAILED, 502, &none), OUTCOME_TEMPORARY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_server_said_of_the_recipient_counts),
        cmocka_unit_test(a_silence_after_the_whole_letter_was_given_away_is_a_maybe),
        cmocka_unit_test(what_is_said_before_the_recipient_was_named_is_about_us),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

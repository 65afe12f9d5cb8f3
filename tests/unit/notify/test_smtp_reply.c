/* test_smtp_reply.c: answers of mail servers, whole and in pieces, and what they mean. Codes and texts from RFC 5321 §4.2 and §4.3.
 */
#include "support/cmocka_all.h"

#include <string.h>

#include "notify/smtp_reply.h"

static struct smtp_reply fed(const char *bytes, size_t piece)
{
    struct smtp_reply reply = {0};
    size_t len = strlen(bytes);
    for (size_t at = 0; at < len && reply.code == 0 && !reply.wrong; at += piece)
        smtp_reply_feed(&reply, bytes + at, len - at < piece ? len - at : piece);
    return reply;
}

static void a_reply_is_whole_at_its_last_line_however_it_comes(void **state)
{
    (void)state;
    static const char words[] = "250-mail.example greets you\r\n250-8BITMIME\r\n250 HELP\r\n";
    for (size_t piece = 1; piece < sizeof words; piece++) {
        struct smtp_reply reply = fed(words, piece);
        assert_int_equal(reply.code, 250);
        assert_string_equal(reply.line, "250 HELP");
    }
    assert_int_equal(fed("250-one\r\n250-two\r\n25", 4).code, 0);
    assert_int_equal(fed("354\r\n", 2).code, 354);
    assert_int_equal(fed("421 gone\n", 3).code, 421);
}

static void bytes_after_a_whole_reply_are_left(void **state)
{
    (void)state;
    struct smtp_reply reply = {0};
    assert_int_equal(smtp_reply_feed(&reply, "250 ok\r\n220 x\r\n", 15), 8);
    assert_int_equal(reply.code, 250);
}

static void what_is_not_smtp_is_wrong(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "HTTP/1.1 400 Bad Request\r\n", "\r\n", "25\r\n", "250x\r\n", "150 x\r\n", "650 x\r\n", "2x0 y\r\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct smtp_reply reply = fed(bad[i], 5);
        assert_true(reply.wrong);
        assert_int_equal(reply.code, 0);
    }
    char endless[2 * SMTP_LINE_MAX];
    memset(endless, '2', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    assert_true(fed(endless, 100).wrong);
}

static void only_a_good_answer_lets_the_dialogue_go_on(void **state)
{
    (void)state;
    assert_true(smtp_answer_is_good(SMTP_MAIL, 250));
    assert_true(smtp_answer_is_good(SMTP_RCPT, 251));
    assert_true(smtp_answer_is_good(SMTP_DATA, 354));
    assert_true(smtp_answer_is_good(SMTP_DOT, 250));
    assert_false(smtp_answer_is_good(SMTP_DATA, 250));
    assert_false(smtp_answer_is_good(SMTP_DOT, 354));
    assert_false(smtp_answer_is_good(SMTP_RCPT, 0));
    assert_false(smtp_answer_is_good(SMTP_RCPT, 450));
}

static void what_the_server_said_of_the_recipient_or_the_letter_counts(void **state)
{
    (void)state;
    assert_int_equal(smtp_answer_outcome(SMTP_DOT, 250), OUTCOME_ACCEPTED);
    assert_int_equal(smtp_answer_outcome(SMTP_RCPT, 550), OUTCOME_REFUSED);
    assert_int_equal(smtp_answer_outcome(SMTP_DATA, 554), OUTCOME_REFUSED);
    assert_int_equal(smtp_answer_outcome(SMTP_DOT, 554), OUTCOME_REFUSED);
    assert_int_equal(smtp_answer_outcome(SMTP_RCPT, 450), OUTCOME_TEMPORARY);
    assert_int_equal(smtp_answer_outcome(SMTP_DOT, 451), OUTCOME_TEMPORARY);
}

static void a_silence_after_the_whole_letter_was_given_away_is_a_maybe(void **state)
{
    (void)state;
    assert_int_equal(smtp_answer_outcome(SMTP_DOT, 0), OUTCOME_LOST);
    assert_int_equal(smtp_answer_outcome(SMTP_DOT, 354), OUTCOME_LOST);
    assert_int_equal(smtp_answer_outcome(SMTP_DATA, 0), OUTCOME_TEMPORARY);
    assert_int_equal(smtp_answer_outcome(SMTP_DATA, 250), OUTCOME_TEMPORARY);
    assert_int_equal(smtp_answer_outcome(SMTP_RCPT, 0), OUTCOME_TEMPORARY);
    assert_int_equal(smtp_answer_outcome(SMTP_CONNECT, 0), OUTCOME_TEMPORARY);
}

static void what_is_said_before_the_recipient_was_named_is_about_us(void **state)
{
    (void)state;
    assert_int_equal(smtp_answer_outcome(SMTP_CONNECT, 554), OUTCOME_TEMPORARY);
    assert_int_equal(smtp_answer_outcome(SMTP_MAIL, 530), OUTCOME_TEMPORARY);
    assert_int_equal(smtp_answer_outcome(SMTP_MAIL, 550), OUTCOME_TEMPORARY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reply_is_whole_at_its_last_line_however_it_comes),
        cmocka_unit_test(bytes_after_a_whole_reply_are_left),
        cmocka_unit_test(what_is_not_smtp_is_wrong),
        cmocka_unit_test(only_a_good_answer_lets_the_dialogue_go_on),
        cmocka_unit_test(what_the_server_said_of_the_recipient_or_the_letter_counts),
        cmocka_unit_test(a_silence_after_the_whole_letter_was_given_away_is_a_maybe),
        cmocka_unit_test(what_is_said_before_the_recipient_was_named_is_about_us),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

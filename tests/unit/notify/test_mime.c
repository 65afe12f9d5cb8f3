/* test_mime.c: a letter as a mail. Expected texts were encoded by Python's email and base64 modules. */
#include "support/cmocka_all.h"

#include <string.h>

#include "lib/date.h"
#include "notify/mime.h"

static const struct mime_letter LETTER = {.from = "duban@haining.gov.cn",
                                          .from_name = "医共体办",
                                          .to = "shen@haining.gov.cn",
                                          .subject = "今日2项",
                                          .body = "您好。\n",
                                          .message_id = "<1@haining.gov.cn>",
                                          .date_us = INT64_C(1765758600) * 1000000};

static void assert_mail(const struct mime_letter *letter, const char *expected)
{
    scoped(text_done) struct text out;
    text_init(&out, 100000);
    assert_int_equal(mime_format(letter, &out), ST_OK);
    assert_string_equal(out.s, expected);
}

static void a_letter_is_a_mail_of_plain_ascii(void **state)
{
    (void)state;
    assert_mail(&LETTER, "Date: Mon, 15 Dec 2025 08:30:00 +0800\r\n"
                         "From: =?UTF-8?B?5Yy75YWx5L2T5Yqe?=\r\n <duban@haining.gov.cn>\r\n"
                         "To: <shen@haining.gov.cn>\r\n"
                         "Subject: =?UTF-8?B?5LuK5pelMumhuQ==?=\r\n"
                         "Message-ID: <1@haining.gov.cn>\r\n"
                         "Auto-Submitted: auto-generated\r\n"
                         "MIME-Version: 1.0\r\n"
                         "Content-Type: text/plain; charset=UTF-8\r\n"
                         "Content-Transfer-Encoding: base64\r\n"
                         "\r\n"
                         "5oKo5aW944CCCg==\r\n");
}

static void a_sender_without_a_name_is_an_address(void **state)
{
    (void)state;
    struct mime_letter letter = LETTER;
    letter.from_name = NULL;
    scoped(text_done) struct text out;
    text_init(&out, 100000);
    assert_int_equal(mime_format(&letter, &out), ST_OK);
    assert_non_null(strstr(out.s, "From: <duban@haining.gov.cn>\r\n"));
}

/* Longest line, and no character is cut: each encoded word is decodable by itself. */
static void long_subjects_are_folded_between_characters(void **state)
{
    (void)state;
    scoped(text_done) struct text subject, out;
    text_init(&subject, 10000);
    text_init(&out, 100000);
    text_append(&subject, "x");
    for (int i = 0; i < 100; i++)
        text_append(&subject, "督");
    mime_encode_words(&out, subject.s);
    for (const char *line = out.s; *line != '\0';) {
        size_t len = strcspn(line, "\r");
        assert_true(len <= 76); /* 75 and the folding blank */
        line += len;
        line += strspn(line, "\r\n");
    }
    /* "x" + 14 characters are 43 bytes; a fifteenth would make 46 */
    static const char first[] = "=?UTF-8?B?eOedo+edo+edo+edo+edo+edo+edo+edo+edo+edo+edo+edo+edo+edow==?=\r\n =?UTF-8?B?";
    assert_memory_equal(out.s, first, sizeof first - 1);
}

static void nothing_in_a_subject_becomes_a_head_line(void **state)
{
    (void)state;
    scoped(text_done) struct text out;
    text_init(&out, 1000);
    mime_encode_words(&out, "a\r\nBcc: x@y.cn");
    assert_null(strstr(out.s, "Bcc"));
    assert_null(strchr(out.s, '\n'));
}

static void addresses_that_could_end_a_line_or_a_command_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {"",       "a",      "@b.cn",         "a@",           "a@b@c.cn", "a b@c.cn", "a@c.cn\r\nDATA",
                                      "<a@b.c", "a>@b.c", "a@b.c>,<d@e.f", "\"a b\"@c.cn", "沈@b.cn",  "a@b.cn "};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mime_letter letter = LETTER;
        letter.to = bad[i];
        scoped(text_done) struct text out;
        text_init(&out, 10000);
        assert_false(mime_address_is_safe(bad[i]));
        assert_int_equal(mime_format(&letter, &out), ST_BAD_INPUT);
    }
    assert_true(mime_address_is_safe("yizheng.a+x@haining.gov.cn"));
}

static void a_message_id_cannot_smuggle_a_head_line(void **state)
{
    (void)state;
    static const char *const bad[] = {"1@x", "<1@x", "<>", "<a@b>\r\nX: <y>", "<a@<b>>", "<a b@c>"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mime_letter letter = LETTER;
        letter.message_id = bad[i];
        scoped(text_done) struct text out;
        text_init(&out, 10000);
        assert_int_equal(mime_format(&letter, &out), ST_BAD_INPUT);
    }
}

static void a_mail_over_its_limit_is_refused_whole(void **state)
{
    (void)state;
    scoped(text_done) struct text out;
    text_init(&out, 200);
    assert_int_equal(mime_format(&LETTER, &out), ST_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_letter_is_a_mail_of_plain_ascii),
        cmocka_unit_test(a_sender_without_a_name_is_an_address),
        cmocka_unit_test(long_subjects_are_folded_between_characters),
        cmocka_unit_test(nothing_in_a_subject_becomes_a_head_line),
        cmocka_unit_test(addresses_that_could_end_a_line_or_a_command_are_refused),
        cmocka_unit_test(a_message_id_cannot_smuggle_a_head_line),
        cmocka_unit_test(a_mail_over_its_limit_is_refused_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

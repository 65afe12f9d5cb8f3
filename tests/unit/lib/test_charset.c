/* Behaviour of charset.h. GB18030 samples are made by the C library's iconv or written as bytes from the code table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <iconv.h>

#include <cmocka.h>

#include "lib/charset.h"

#define LINE "A48,A11,地址\nBL001,张三丰,\"海宁市，长安镇\n1号\"\n"
#define FFFD "\xEF\xBF\xBD"

struct result {
    struct text out;
    enum charset found;
    uint64_t broken;
};

static void result_done(struct result *r)
{
    text_done(&r->out);
}

/* The whole input in pieces of `step` bytes, each a copy of its own so that a read beyond it is seen. */
static void convert(struct result *r, const char *in, size_t len, size_t step)
{
    struct charset_reader *reader = NULL;
    size_t at = 0;

    text_init(&r->out, 1 << 22);
    assert_int_equal(charset_open(&reader), ST_OK);
    do {
        size_t n = len - at < step ? len - at : step;
        scoped(scoped_free) char *piece = malloc(n + 1);
        assert_non_null(piece);
        if (n > 0)
            memcpy(piece, in + at, n);
        at += n;
        assert_int_equal(charset_feed(reader, piece, n, at == len, &r->out), ST_OK);
    } while (at < len);
    r->found = charset_found(reader);
    r->broken = charset_broken_bytes(reader);
    charset_close(reader);
}

static void assert_converts_n(const char *in, size_t len, enum charset found, const char *expected, uint64_t broken)
{
    static const size_t steps[] = {1, 2, 3, 7, 4096, 1 << 22};
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        scoped(result_done) struct result r;
        convert(&r, in, len, steps[i]);
        assert_string_equal(r.out.s, expected);
        assert_string_equal(charset_name(r.found), charset_name(found));
        assert_int_equal(r.broken, broken);
    }
}

static void assert_converts(const char *in, enum charset found, const char *expected, uint64_t broken)
{
    assert_converts_n(in, strlen(in), found, expected, broken);
}

/* by the C library; the caller frees */
static char *gb18030_of(const char *utf8)
{
    size_t in_left = strlen(utf8), room = in_left * 2 + 1;
    char *made = calloc(1, room), *to = made, *in = (char *)utf8;
    iconv_t cd = iconv_open("GB18030", "UTF-8");
    assert_true(cd != (iconv_t)-1);
    assert_non_null(made);
    assert_int_equal(iconv(cd, &in, &in_left, &to, &room), 0);
    iconv_close(cd);
    return made;
}

static void ascii_passes_as_it_is(void **state)
{
    (void)state;
    assert_converts("", CHARSET_ASCII, "", 0);
    assert_converts("A01,A02\r\n-,-\r\n", CHARSET_ASCII, "A01,A02\r\n-,-\r\n", 0);
}

static void utf8_is_recognised_with_and_without_its_mark(void **state)
{
    (void)state;
    assert_converts(LINE, CHARSET_UTF8, LINE, 0);
    assert_converts("\xEF\xBB\xBF" LINE, CHARSET_UTF8_BOM, LINE, 0);
    assert_converts("\xEF\xBB\xBF", CHARSET_UTF8_BOM, "", 0);
    assert_converts("\xEF\xBB\xBF"
                    "A01\n",
                    CHARSET_UTF8_BOM, "A01\n", 0);
    assert_converts("𠮷野家", CHARSET_UTF8, "𠮷野家", 0);
}

static void a_half_mark_at_the_front_is_not_a_mark(void **state)
{
    (void)state;
    assert_converts("｡", CHARSET_UTF8, "｡", 0);            /* EF BD A1 */
    assert_converts("ﻀ", CHARSET_UTF8, "ﻀ", 0);            /* EF BB 80 */
    assert_converts("\xEF\xBB", CHARSET_GB18030, "锘", 0); /* a name of one character in GB18030 */
}

static void what_is_not_utf8_is_gb18030(void **state)
{
    (void)state;
    scoped(scoped_free) char *gb = gb18030_of(LINE);
    assert_converts(gb, CHARSET_GB18030, LINE, 0);
    assert_converts("\xB6\xBD\xB0\xEC", CHARSET_GB18030, "督办", 0);
    assert_converts("A\n\x81\x30\x81\x30\x95\x32\x82\x36", CHARSET_GB18030, "A\n\xC2\x80\xF0\xA0\x80\x80", 0); /* four bytes */
}

static void every_character_of_the_basic_plane_comes_through_gb18030(void **state)
{
    (void)state;
    scoped(text_done) struct text all;
    text_init(&all, 1 << 20);
    for (unsigned code = 0x20; code < 0xE000; code++) {
        if (code >= 0xD800)
            continue;
        if (code < 0x80)
            text_printf(&all, "%c", (char)code);
        else if (code < 0x800)
            text_printf(&all, "%c%c", (char)(0xC0 | code >> 6), (char)(0x80 | (code & 0x3F)));
        else
            text_printf(&all, "%c%c%c", (char)(0xE0 | code >> 12), (char)(0x80 | (code >> 6 & 0x3F)), (char)(0x80 | (code & 0x3F)));
    }
    scoped(scoped_free) char *gb = gb18030_of(all.s);
    assert_converts(gb, CHARSET_GB18030, all.s, 0);
}

static void half_a_character_is_one_unreadable_place_and_the_comma_stays(void **state)
{
    (void)state;
    assert_converts("\xB6\xBD\xB0\xEC\xB6,\xB0\xEC\xB0\xEC\n", CHARSET_GB18030, "督办" FFFD ",办办\n", 1);
    assert_converts("\xB6\xBD\xB0\xEC\xB0\xEC\xFF\n", CHARSET_GB18030, "督办办" FFFD "\n", 1);
    assert_converts("\xB0\xEC\xB0\xEC\xB6", CHARSET_GB18030, "办办" FFFD, 1);
    assert_converts("\xB0\xEC\xB0\xEC\x81\x30\x81", CHARSET_GB18030, "办办" FFFD "0" FFFD, 2);
}

static void a_utf8_file_with_a_cut_cell_stays_utf8(void **state)
{
    (void)state;
    assert_converts("张三丰,李四光,王五福,赵六一\n海宁市长安镇,海宁市袁花镇\n\xE7\x9D,海宁", CHARSET_UTF8,
                    "张三丰,李四光,王五福,赵六一\n海宁市长安镇,海宁市袁花镇\n" FFFD FFFD ",海宁", 2);
}

static void a_utf8_file_cut_within_a_character_ends_unreadable(void **state)
{
    (void)state;
    assert_converts("张三丰,李四光,王五福,赵六一,海宁市长安镇,海宁市袁花镇\xE7\x9D", CHARSET_UTF8,
                    "张三丰,李四光,王五福,赵六一,海宁市长安镇,海宁市袁花镇" FFFD FFFD, 2);
}

static void the_decision_is_taken_once_for_a_long_file(void **state)
{
    (void)state;
    scoped(text_done) struct text in, expected;
    text_init(&in, 1 << 20);
    text_init(&expected, 1 << 20);
    for (int i = 0; i < 30000; i++) {
        text_append(&in, "\xB0\xEC,");
        text_append(&expected, "办,");
    }
    for (int i = 0; i < 1000; i++) { /* these alone would be UTF-8 */
        text_append(&in, LINE);
    }
    scoped(result_done) struct result r;
    convert(&r, in.s, in.len, 1000);
    assert_int_equal(r.found, CHARSET_GB18030);
    assert_memory_equal(r.out.s, expected.s, expected.len);
}

static void a_long_utf8_file_survives_every_cut_of_the_window(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 3; shift++) {
        scoped(text_done) struct text in;
        text_init(&in, 1 << 20);
        for (size_t i = 0; i < shift; i++)
            text_append(&in, i == 0 ? "é" : "a");
        while (in.len < 3 * CHARSET_WINDOW_BYTES)
            text_append(&in, "督");
        scoped(result_done) struct result r;
        convert(&r, in.s, in.len, in.len);
        assert_int_equal(r.found, CHARSET_UTF8);
        assert_int_equal(r.broken, 0);
        assert_string_equal(r.out.s, in.s);
    }
}

static void a_long_gb18030_file_survives_every_cut_of_the_window(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 4; shift++) {
        scoped(text_done) struct text in, expected;
        text_init(&in, 1 << 20);
        text_init(&expected, 1 << 20);
        text_append(&in, "\xB0\xEC");
        text_append(&expected, "办");
        for (size_t i = 0; i < shift; i++) {
            text_append(&in, "a");
            text_append(&expected, "a");
        }
        while (in.len < 3 * CHARSET_WINDOW_BYTES) {
            text_append(&in, "\x81\x30\x81\x31");
            text_append(&expected, "\xC2\x81");
        }
        scoped(result_done) struct result r;
        convert(&r, in.s, in.len, in.len);
        assert_int_equal(r.found, CHARSET_GB18030);
        assert_int_equal(r.broken, 0);
        assert_string_equal(r.out.s, expected.s);
    }
}

static void output_beyond_the_bound_is_refused(void **state)
{
    (void)state;
    struct charset_reader *reader = NULL;
    scoped(text_done) struct text out;
    text_init(&out, 3);
    assert_int_equal(charset_open(&reader), ST_OK);
    assert_int_equal(charset_feed(reader, "abcd", 4, true, &out), ST_BAD_INPUT);
    charset_close(reader);
    charset_close(NULL);
}

static void a_front_is_judged_without_its_cut_character(void **state)
{
    (void)state;
    assert_int_equal(charset_detect("\xE7\x9D", 2, false), CHARSET_UTF8);
    assert_int_equal(charset_detect("\xE7\x9D", 2, true), CHARSET_GB18030);
    assert_int_equal(charset_detect("abc", 3, true), CHARSET_ASCII);
    assert_int_equal(charset_detect("\xB6\xBD\xB0\xEC", 4, false), CHARSET_GB18030);
    assert_int_equal(charset_detect("\xEF\xBB\xBF", 3, true), CHARSET_UTF8_BOM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ascii_passes_as_it_is),
        cmocka_unit_test(utf8_is_recognised_with_and_without_its_mark),
        cmocka_unit_test(a_half_mark_at_the_front_is_not_a_mark),
        cmocka_unit_test(what_is_not_utf8_is_gb18030),
        cmocka_unit_test(every_character_of_the_basic_plane_comes_through_gb18030),
        cmocka_unit_test(half_a_character_is_one_unreadable_place_and_the_comma_stays),
        cmocka_unit_test(a_utf8_file_with_a_cut_cell_stays_utf8),
        cmocka_unit_test(a_utf8_file_cut_within_a_character_ends_unreadable),
        cmocka_unit_test(the_decision_is_taken_once_for_a_long_file),
        cmocka_unit_test(a_long_utf8_file_survives_every_cut_of_the_window),
        cmocka_unit_test(a_long_gb18030_file_survives_every_cut_of_the_window),
        cmocka_unit_test(output_beyond_the_bound_is_refused),
        cmocka_unit_test(a_front_is_judged_without_its_cut_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

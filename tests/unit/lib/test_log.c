/* Behaviour of log.h, read back from standard error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <fcntl.h>
#include <regex.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/log.h"
#include "lib/utf8.h"

static char seen[8192];
static int saved_stderr, seen_fd;

static void begin(void)
{
    seen_fd = memfd_create("stderr", 0);
    saved_stderr = dup(STDERR_FILENO);
    assert_true(seen_fd >= 0 && saved_stderr >= 0);
    assert_int_equal(dup2(seen_fd, STDERR_FILENO), STDERR_FILENO);
}

static void end(void)
{
    assert_int_equal(dup2(saved_stderr, STDERR_FILENO), STDERR_FILENO);
    ssize_t n = pread(seen_fd, seen, sizeof(seen) - 1, 0);
    assert_true(n >= 0);
    seen[n] = '\0';
    close(seen_fd);
    close(saved_stderr);
}

static void assert_seen_matches(const char *pattern)
{
    regex_t compiled;
    assert_int_equal(regcomp(&compiled, pattern, REG_EXTENDED | REG_NOSUB), 0);
    if (regexec(&compiled, seen, 0, NULL, 0) != 0)
        fail_msg("seen: %s", seen);
    regfree(&compiled);
}

static void an_event_is_one_line_of_logfmt(void **state)
{
    (void)state;
    log_open("ingest", LOG_INFO);
    begin();
    log_event(LOG_WARN, "batch.held", "batch=%d file=%s", 17, log_value("a b.csv").s);
    end();
    assert_seen_matches("^time=20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\\.[0-9]{3}\\+08:00 level=warn "
                        "service=ingest event=batch\\.held batch=17 file=\"a b\\.csv\"\n$");
}

static void an_event_without_fields_ends_after_its_name(void **state)
{
    (void)state;
    log_open("ingest", LOG_INFO);
    begin();
    log_event(LOG_INFO, "process.ready", NULL);
    log_event(LOG_ERROR, "process.ended", "n=%d", 1);
    end();
    assert_seen_matches("event=process\\.ready\ntime=.* level=error service=ingest event=process\\.ended n=1\n$");
}

static void what_is_below_the_level_is_not_written(void **state)
{
    (void)state;
    log_open("ingest", LOG_WARN);
    begin();
    log_event(LOG_DEBUG, "a", "n=%d", 1);
    log_event(LOG_INFO, "b", "n=%d", 1);
    end();
    assert_string_equal(seen, "");
    assert_true(log_enabled(LOG_WARN));
    assert_false(log_enabled(LOG_INFO));
}

static void a_line_cannot_be_forged_by_a_value(void **state)
{
    (void)state;
    log_open("ingest", LOG_INFO);
    begin();
    log_event(LOG_INFO, "x", "file=%s", "a\nlevel=error\r\x1b[2J");
    end();
    assert_ptr_equal(strchr(seen, '\n'), seen + strlen(seen) - 1);
    assert_null(strchr(seen, '\x1b'));
    assert_null(strchr(seen, '\r'));
}

static void a_long_line_is_clipped_at_a_character(void **state)
{
    (void)state;
    char many[3 * 1000 + 1] = "";
    for (size_t i = 0; i < 1000; i++)
        memcpy(many + 3 * i, "督", 4);
    log_open("ingest", LOG_INFO);
    begin();
    log_event(LOG_INFO, "x", "words=%s", many);
    end();
    assert_true(strlen(seen) <= LOG_LINE_MAX);
    assert_true(strlen(seen) > LOG_LINE_MAX - 4);
    assert_int_equal(seen[strlen(seen) - 1], '\n');
    assert_true(utf8_is_valid(seen, strlen(seen)));
}

static void values_are_quoted_where_logfmt_needs_it(void **state)
{
    (void)state;
    assert_string_equal(log_value("plain-1.csv").s, "plain-1.csv");
    assert_string_equal(log_value("海宁").s, "海宁");
    assert_string_equal(log_value("").s, "\"\"");
    assert_string_equal(log_value(NULL).s, "\"\"");
    assert_string_equal(log_value("a b").s, "\"a b\"");
    assert_string_equal(log_value("a=b").s, "\"a=b\"");
    assert_string_equal(log_value("say \"x\\\"").s, "\"say \\\"x\\\\\\\"\"");
}

static void a_long_value_is_clipped_and_still_closed(void **state)
{
    (void)state;
    char quotes[1001], words[3001] = "";
    memset(quotes, '"', 1000);
    quotes[1000] = '\0';
    for (size_t i = 0; i < 1000; i++)
        memcpy(words + 3 * i, "督", 4);
    struct log_value value = log_value(quotes);
    size_t len = strlen(value.s);
    assert_true(len < LOG_VALUE_SIZE);
    assert_int_equal(value.s[0], '"');
    assert_int_equal(value.s[len - 1], '"');
    assert_int_equal(len % 2, 0); /* a quote is never without its backslash: the two outer ones and pairs */
    value = log_value(words);
    assert_true(utf8_is_valid(value.s, strlen(value.s)));
}

static void levels_are_known_by_their_words(void **state)
{
    (void)state;
    enum log_level level = LOG_ERROR;
    assert_int_equal(log_level_parse("debug", &level), ST_OK);
    assert_int_equal(level, LOG_DEBUG);
    assert_int_equal(log_level_parse("warn", &level), ST_OK);
    assert_int_equal(level, LOG_WARN);
    assert_int_equal(log_level_parse("loud", &level), ST_BAD_INPUT);
    assert_int_equal(level, LOG_WARN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_one_line_of_logfmt),           cmocka_unit_test(an_event_without_fields_ends_after_its_name),
        cmocka_unit_test(what_is_below_the_level_is_not_written),   cmocka_unit_test(a_line_cannot_be_forged_by_a_value),
        cmocka_unit_test(a_long_line_is_clipped_at_a_character),    cmocka_unit_test(values_are_quoted_where_logfmt_needs_it),
        cmocka_unit_test(a_long_value_is_clipped_and_still_closed), cmocka_unit_test(levels_are_known_by_their_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

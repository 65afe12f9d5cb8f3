/* Behaviour of file.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/file.h"

static char folder[] = "/tmp/duban-test-file-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return 1;
    (void)snprintf(path, sizeof(path), "%s/f", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void write_bytes(size_t n)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(fputc((int)(i % 251), file), i % 251);
    assert_int_equal(fclose(file), 0);
}

static void assert_refused(const char *name, size_t max_bytes, const char *words)
{
    scoped(text_done) struct text out, why;
    text_init(&out, max_bytes);
    text_init(&why, 100);
    assert_int_equal(file_read(name, &out, &why), ST_BAD_INPUT);
    assert_string_equal(why.s, words);
    assert_int_equal(file_read(name, &out, NULL), ST_BAD_INPUT);
}

static void a_file_is_read_whole_and_appended(void **state)
{
    (void)state;
    scoped(text_done) struct text out;
    text_init(&out, 100001);
    text_append(&out, "<");
    write_bytes(100000);
    assert_int_equal(file_read(path, &out, NULL), ST_OK);
    assert_int_equal(out.len, 100001);
    for (size_t i = 0; i < 100000; i++)
        assert_int_equal((unsigned char)out.s[i + 1], i % 251);
}

static void a_file_above_the_bound_is_refused(void **state)
{
    (void)state;
    write_bytes(1001);
    assert_refused(path, 1000, "too large");
}

static void what_is_no_regular_file_is_refused_without_waiting(void **state)
{
    (void)state;
    assert_refused("/nonexistent/file", 1000, "No such file or directory");
    assert_refused(folder, 1000, "not a regular file");
    assert_refused("/dev/zero", 1000, "not a regular file");
    unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_refused(path, 1000, "not a regular file");
    unlink(path);
}

static void expect_folder(const char *expected)
{
    scoped(text_done) struct text why;
    text_init(&why, 200);
    assert_int_equal(file_private_folder(path, &why), expected[0] == '\0' ? ST_OK : ST_BAD_INPUT);
    assert_string_equal(why.s, expected);
}

static void a_private_folder_is_made_for_this_account_alone_or_refused(void **state)
{
    (void)state;
    struct stat facts;
    unlink(path);
    expect_folder("");
    assert_int_equal(stat(path, &facts), 0);
    assert_int_equal(facts.st_mode & 07777, 0700);
    expect_folder("");
    static const mode_t open_to_others[] = {0710, 0720, 0740, 0701, 0702, 0704, 01777};
    for (size_t i = 0; i < sizeof(open_to_others) / sizeof(open_to_others[0]); i++) {
        assert_int_equal(chmod(path, open_to_others[i]), 0);
        expect_folder("others may enter it: chmod 700");
    }
    assert_int_equal(chmod(path, 0700), 0);
    if (chown(path, 65534, (gid_t)-1) == 0) /* only root can give it away */
        expect_folder("belongs to another account");
    assert_int_equal(rmdir(path), 0);
    write_bytes(1);
    expect_folder("not a folder");
    unlink(path);
    assert_int_equal(symlink(folder, path), 0);
    expect_folder("a link: name the folder itself");
    unlink(path);
    assert_int_equal(file_private_folder("/nonexistent/folder", NULL), ST_BAD_INPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_whole_and_appended),
        cmocka_unit_test(a_file_above_the_bound_is_refused),
        cmocka_unit_test(what_is_no_regular_file_is_refused_without_waiting),
        cmocka_unit_test(a_private_folder_is_made_for_this_account_alone_or_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}

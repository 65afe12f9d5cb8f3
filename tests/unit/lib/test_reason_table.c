/* Behaviour of reason.awk: what it makes is what reasons.tsv says, and a fault of the file ends the build with its line.
 * Run at the root of the tree, like every test. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "lib/reason.h"

#define TABLE "deploy/catalog/base/reasons.tsv"

/* The next column of a line that ends at a tab or the line's end; moves *at past it. */
static char *take_column(char **at)
{
    char *column = *at;
    size_t len = strcspn(column, "\t\r\n");
    *at = column[len] == '\0' ? column + len : column + len + 1;
    column[len] = '\0';
    return column;
}

static void the_compiled_words_are_those_of_the_file(void **state)
{
    (void)state;
    char line[4096];
    int rows = 0;
    FILE *file = fopen(TABLE, "r");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file) != NULL) {
        enum reason reason = REASON_NONE;
        char *at = line;
        if (line[0] == '#' || line[0] == '\n')
            continue;
        assert_int_equal(reason_from_code(take_column(&at), &reason), ST_OK);
        assert_string_equal(severity_name(reason_severity(reason)), take_column(&at));
        assert_string_equal(reason_zh(reason), take_column(&at));
        assert_string_equal(reason_en(reason), take_column(&at));
        assert_int_equal(reason, ++rows); /* in the order of the file */
    }
    fclose(file);
    assert_int_equal(rows, REASON_COUNT - 1);
}

/* Exit code of the generator over this table; what it says on standard error goes to `said`. */
static int generate(const char *table, char *said, size_t room)
{
    char path[] = "/tmp/duban-test-reasons-XXXXXX", command[200];
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, table, strlen(table)), strlen(table));
    close(fd);
    (void)snprintf(command, sizeof(command), "awk -f services/lib/reason.awk %s 2>&1 >/dev/null", path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t len = fread(said, 1, room - 1, pipe);
    said[len] = '\0';
    int result = pclose(pipe);
    unlink(path);
    return WEXITSTATUS(result);
}

static void assert_table_refused(const char *table, const char *words)
{
    char said[500];
    assert_int_equal(generate(table, said, sizeof(said)), 1);
    if (strstr(said, words) == NULL)
        fail_msg("said: %s", said);
}

static void a_fault_of_the_file_ends_the_build_at_its_line(void **state)
{
    (void)state;
    char said[500];
    static const char good[] = "# words\n\nE-ABC-001\terror\t一{1}\tone {1}\r\nW-ABC-002\twarning\t二\ttwo \"2\" \\ \n";
    assert_int_equal(generate(good, said, sizeof(said)), 0);
    assert_string_equal(said, "");
    assert_table_refused("E-ABC-001\terror\t一\n", ":1: expected 4 columns");
    assert_table_refused("# x\nE-ABC-001\terror\t一\tone\tmore\n", ":2: expected 4 columns");
    assert_table_refused("E-ABC-1\terror\t一\tone\n", ":1: not a code");
    assert_table_refused("X-ABC-001\terror\t一\tone\n", ":1: not a code");
    assert_table_refused("E-ABC-001\tbad\t一\tone\n", ":1: severity");
    assert_table_refused("E-ABC-001\terror\t\tone\n", ":1: words are missing");
    assert_table_refused("E-ABC-001\terror\t一\tone\nE-ABC-001\terror\t二\ttwo\n", ":2: E-ABC-001 stands in line 1");
    assert_table_refused("E-ABC-001\terror\t一{1}\tone\n", ":1: the two languages");
    assert_table_refused("E-ABC-001\terror\t一{1}{2}\tone {2}{3}\n", ":1: the two languages");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_compiled_words_are_those_of_the_file),
        cmocka_unit_test(a_fault_of_the_file_ends_the_build_at_its_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

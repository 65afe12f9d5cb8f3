/* fuzz_expr.c: any text is an expression or a problem, and no expression gets anything of its own into generated SQL.
 *
 * The oracle reads the SQL by rules of its own: words, column names of the kind, numbers, bound parameters and a few signs; no
 * quote but the first day of all dates, no comment, no second statement. */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "model/measure.h"
#include "model/sqlgen.h"
#include "support/base_catalog.h"
#include "support/sample_kind.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct base_catalog catalog;
static struct kind *kind;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    struct text words;
    text_init(&words, 10000);
    base_catalog_load(&catalog, NULL);
    kind = kind_from_text(&catalog, SAMPLE_KIND, &words);
    if (kind == NULL)
        abort();
    text_done(&words);
    return 0;
}

static bool is_known_word(const char *s, size_t len)
{
    static const char *const words[] = {
        "SELECT", "FROM",          "AS",        "WHERE",   "GROUP",          "BY",    "ORDER",    "AND",
        "OR",     "NOT",           "IS",        "TRUE",    "NULL",           "IN",    "LIMIT",    "true",
        "count",  "sum",           "coalesce",  "numeric", "text",           "date",  "bigint",   "r",
        "ingest", "record_sample", "row_count", "total",   "institution_id", "month", "batch_id", "line",
        "amount", "starts_with"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strlen(words[i]) == len && memcmp(words[i], s, len) == 0)
            return true;
    for (size_t i = 0; i < kind->n_fields; i++) {
        size_t name = strlen(kind->fields[i].name);
        bool is_instant = len == name + 3 && memcmp(s + name, "_us", 3) == 0;
        if ((len == name || is_instant) && memcmp(kind->fields[i].name, s, name) == 0)
            return true;
    }
    return false;
}

static void check_sql(const struct sql_query *query)
{
    static const char first_day[] = "DATE '1970-01-01'";
    for (const char *s = query->sql.s; *s != '\0';) {
        if (strncmp(s, first_day, sizeof first_day - 1) == 0) {
            s += sizeof first_day - 1;
        } else if (*s == '$') {
            char *end;
            unsigned long n = strtoul(s + 1, &end, 10);
            if (n == 0 || n > query->n_params)
                abort();
            s = end;
        } else if (isalpha((unsigned char)*s) || *s == '_') {
            size_t len = strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
            if (!is_known_word(s, len))
                abort();
            s += len;
        } else {
            if (strchr(" ().,*+-=<>:0123456789", *s) == NULL || (s[0] == '-' && s[1] == '-'))
                abort();
            s++;
        }
    }
}

/* The whole statement of a measure, and of the rows that it counts; either may have too many literals. */
static void check_statements(const struct measure *measure)
{
    struct sql_query total, lines;
    int limit;
    sql_query_init(&total);
    sql_query_init(&lines);
    if (sqlgen_measure(&total, measure, "ingest", "record_sample", NULL) == ST_OK)
        check_sql(&total);
    if (sql_query_bind(&lines, "20", &limit) != ST_OK)
        abort();
    if (sqlgen_lines(&lines, measure, "ingest", "record_sample", NULL, limit) == ST_OK)
        check_sql(&lines);
    sql_query_done(&total);
    sql_query_done(&lines);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct place here = {.line = 1};
    if (size < 1 || size > EXPR_MAX_BYTES)
        return 0;
    char *source = malloc(size);
    struct problems problems;
    struct measure *measure = NULL;
    if (source == NULL)
        return 0;
    memcpy(source, data + 1, size - 1);
    source[size - 1] = '\0';
    problems_init(&problems, 20);
    bool is_sum = (data[0] & 1) != 0; /* the text is what is summed, or what is counted by */
    enum status st = measure_make("m", kind, is_sum ? source : "count", is_sum ? NULL : source, &here, &problems, &measure);
    if ((st == ST_OK) != (problems.errors == 0))
        abort();
    if (st == ST_OK) {
        check_statements(measure);
        measure_free(measure);
    }
    problems_done(&problems);
    free(source);
    return 0;
}

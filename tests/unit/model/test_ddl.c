/* test_ddl.c: the catalog's own words get into the statements of a kind in quotes alone, whatever they are. */
#include "support/cmocka_all.h"

#include <string.h>

#include "model/ddl.h"
#include "model/ddl_view.h"
#include "support/base_catalog.h"
#include "support/ddl_guard.h"
#include "support/sample_kind.h"

#define DDL_MAX_BYTES 100000

static struct base_catalog catalog;

static void format(const char *kind_yaml, struct text *out)
{
    scoped(text_done) struct text problems;
    text_init(&problems, 10000);
    text_init(out, DDL_MAX_BYTES);
    struct kind *kind = kind_from_text(&catalog, kind_yaml, &problems);
    assert_string_equal(problems.s, "");
    assert_non_null(kind);
    assert_int_equal(ddl_format(out, kind), ST_OK);
    assert_int_equal(ddl_view_format(out, kind), ST_OK);
    kind_free(kind);
}

#define KIND_WITH(words)                                                                           \
    SAMPLE_KIND_HEAD                                                                               \
    "fields:\n"                                                                                    \
    "  - {name: number, column: number, zh: 编号, type: hash, required: true, max_length: 20}\n" \
    "  - {name: note, column: note, zh: \"" words "\", type: text, max_length: 6}\n"

static void words_of_the_catalog_cannot_leave_their_quotes(void **state)
{
    static const struct {
        const char *yaml, *comment;
    } cases[] = {
        {KIND_WITH("说明"), "COMMENT ON COLUMN ingest.record_sample.note IS '说明';\n"},
        {KIND_WITH("x'; DROP TABLE ingest.lane; --"),
         "COMMENT ON COLUMN ingest.record_sample.note IS 'x''; DROP TABLE ingest.lane; --';\n"},
        {KIND_WITH("'"), "COMMENT ON COLUMN ingest.record_sample.note IS '''';\n"},
        {KIND_WITH("a\\\\'; b"), "COMMENT ON COLUMN ingest.record_sample.note IS 'a\\''; b';\n"},
        {KIND_WITH("$$; DROP SCHEMA ingest; $$"), "COMMENT ON COLUMN ingest.record_sample.note IS '$$; DROP SCHEMA ingest; $$';\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        scoped(text_done) struct text sql;
        format(cases[i].yaml, &sql);
        assert_non_null(strstr(sql.s, cases[i].comment));
        if (ddl_stray(sql.s) != NULL)
            print_error("stray: %s\n", ddl_stray(sql.s));
        assert_null(ddl_stray(sql.s));
    }
}

static void a_name_that_is_no_plain_name_makes_no_kind(void **state)
{
    scoped(text_done) struct text problems;
    (void)state;
    text_init(&problems, 10000);
    struct kind *kind =
        kind_from_text(&catalog,
                       SAMPLE_KIND_HEAD "fields:\n  - {name: number, column: number, zh: 编号, type: hash, required: "
                                        "true, max_length: 20}\n  - {name: \"n; drop\", column: n, zh: 说明, type: "
                                        "text, max_length: 6}\n",
                       &problems);
    assert_null(kind);
    assert_true(problems.len > 0);
}

static void the_guard_finds_what_it_is_for(void **state)
{
    (void)state;
    assert_null(ddl_stray("COMMENT ON COLUMN a.b IS 'it''s';\n"));
    assert_non_null(ddl_stray("COMMENT ON COLUMN a.b IS 'x'; DROP TABLE t;\n"));
    assert_non_null(ddl_stray("COMMENT ON COLUMN a.b IS 'x' -- y';\n"));
    assert_non_null(ddl_stray("COMMENT ON COLUMN a.b IS 'x;\n"));
    assert_non_null(ddl_stray("COMMENT ON COLUMN a.b IS 'x'"));
    assert_non_null(ddl_stray("CREATE TABLE a.说明 (b bigint);\n"));
    assert_non_null(ddl_stray("CREATE TABLE a.\"b\" (b bigint);\n"));
}

static void all_kinds_that_are_shipped_are_clean(void **state)
{
    (void)state;
    for (size_t i = 0; i < BASE_KINDS; i++) {
        scoped(text_done) struct text sql;
        text_init(&sql, DDL_MAX_BYTES);
        assert_int_equal(ddl_format(&sql, catalog.kinds[i]), ST_OK);
        assert_int_equal(ddl_view_format(&sql, catalog.kinds[i]), ST_OK);
        if (ddl_stray(sql.s) != NULL)
            print_error("%s: %.60s\n", catalog.kinds[i]->name, ddl_stray(sql.s));
        assert_null(ddl_stray(sql.s));
    }
}

static int load(void **state)
{
    (void)state;
    base_catalog_load(&catalog, NULL);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_the_catalog_cannot_leave_their_quotes),
        cmocka_unit_test(a_name_that_is_no_plain_name_makes_no_kind),
        cmocka_unit_test(the_guard_finds_what_it_is_for),
        cmocka_unit_test(all_kinds_that_are_shipped_are_clean),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}

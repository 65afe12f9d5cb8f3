/* The migration of the record tables is what the shipped kinds print: a field that is added to a kind without a migration fails
 * here. */
#include <string.h>

#include "lib/file.h"
#include "model/catalog.h"
#include "model/ddl.h"
#include "model/ddl_view.h"
#include "model/kind.h"

#include "support/cmocka_all.h"
#include "support/shipped.h"

static void the_migration_is_what_the_kinds_print(void **state)
{
    (void)state;
    struct text sql, made;
    shipped_load(&shipped);
    text_init(&sql, 1u << 20);
    text_init(&made, 1u << 20);
    assert_int_equal(file_read("deploy/sql/0011_ingest_records.sql", &sql, NULL), ST_OK);
    const char *at = sql.s;
    for (size_t i = 0; i < catalog_kind_count(shipped.catalog); i++) {
        const struct kind *kind = catalog_kind_at(shipped.catalog, i);
        text_clear(&made);
        assert_int_equal(ddl_format(&made, kind), ST_OK);
        assert_int_equal(ddl_view_format(&made, kind), ST_OK);
        const char *found = strstr(at, made.s);
        if (found == NULL)
            fail_msg("not in the migration, or in another order:\n%s", made.s);
        at = found + made.len;
    }
    assert_string_equal(at, ""); /* and no table of a kind that is not there */
    text_done(&sql);
    text_done(&made);
    shipped_free(&shipped);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_migration_is_what_the_kinds_print)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

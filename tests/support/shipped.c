/* shipped.c: loads deploy/catalog, base and Haining. */
#include "support/shipped.h"

#include <stdio.h>
#include <stdlib.h>

#include "shared/catalog_dir.h"
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"

void shipped_print_problems(const struct problems *problems)
{
    scoped(text_done) struct text text;
    text_init(&text, 1 << 20);
    problems_format(&text, problems, REASON_EN);
    print_error("%s", text.s);
}

static void read_organisation(struct shipped *shipped, struct problems *problems)
{
    static const char *const folders[] = {"organisation", "assignment"};
    struct organisation_builder *builder = organisation_builder_new(1);
    assert_non_null(builder);
    for (unsigned t = 0; t < ORGANISATION_TABLE_COUNT; t++) {
        char path[200];
        const char *name = organisation_table_name((enum organisation_table)t);
        size_t len;
        snprintf(path, sizeof(path), "deploy/catalog/haining/%s/%s.tsv", folders[t > TABLE_DEPARTMENT], name);
        char *buf = (char *)fixture_file(path, &len);
        assert_int_equal(organisation_builder_read(builder, (enum organisation_table)t, path, buf, len, problems), ST_OK);
        free(buf);
    }
    enum status status = organisation_build(builder, problems, &shipped->organisation);
    if (status != ST_OK)
        shipped_print_problems(problems);
    assert_int_equal(status, ST_OK);
    organisation_builder_free(builder);
}

void shipped_load(struct shipped *ret)
{
    struct problems problems;
    *ret = (struct shipped){0};
    problems_init(&problems, 100);
    enum status status = catalog_read_dir("deploy/catalog", "haining", &problems, &ret->sources, &ret->n);
    if (status == ST_OK)
        status = catalog_load(ret->sources, ret->n, "haining", &problems, &ret->catalog);
    if (status != ST_OK)
        shipped_print_problems(&problems);
    assert_int_equal(status, ST_OK);
    read_organisation(ret, &problems);
    problems_done(&problems);
}

void shipped_free(struct shipped *shipped)
{
    organisation_free(shipped->organisation);
    catalog_free(shipped->catalog);
    catalog_sources_free(shipped->sources, shipped->n);
}

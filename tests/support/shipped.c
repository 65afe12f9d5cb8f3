/* shipped.c: loads deploy/catalog, base and Haining. */
#include "support/shipped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* word NULL: as it is. Takes `buf`. */
static char *with_word(char *buf, size_t *len, const char *word, const char *instead)
{
    char *at = word == NULL ? NULL : strstr(buf, word);
    if (word == NULL)
        return buf;
    assert_non_null(at);
    size_t cap = *len + strlen(instead) + 1;
    char *changed = malloc(cap);
    *len = (size_t)snprintf(changed, cap, "%.*s%s%s", (int)(at - buf), buf, instead, at + strlen(word));
    free(buf);
    return changed;
}

/* returns NULL: as it is. */
static void read_organisation(const char *word, const char *instead, const char *returns, struct problems *problems,
                              struct organisation **ret)
{
    struct organisation_builder *builder = organisation_builder_new(1);
    assert_non_null(builder);
    for (unsigned t = 0; t < ORGANISATION_TABLE_COUNT; t++) {
        char path[200];
        size_t len;
        snprintf(path, sizeof(path), "deploy/catalog/haining/%s", organisation_table_path((enum organisation_table)t));
        char *buf = (char *)fixture_file(path, &len);
        if (t == TABLE_OFFICE)
            buf = with_word(buf, &len, word, instead);
        if (t == TABLE_RETURN && returns != NULL) {
            free(buf);
            buf = strdup(returns);
            len = strlen(returns);
        }
        assert_int_equal(organisation_builder_read(builder, (enum organisation_table)t, path, buf, len, problems), ST_OK);
        free(buf);
    }
    enum status status = organisation_build(builder, problems, ret);
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
    read_organisation(NULL, NULL, NULL, &problems, &ret->organisation);
    problems_done(&problems);
}

struct shipped shipped;

int shipped_setup(void **state)
{
    shipped_load(&shipped);
    *state = &shipped;
    return 0;
}

int shipped_teardown(void **state)
{
    (void)state;
    shipped_free(&shipped);
    return 0;
}

struct organisation *shipped_organisation_with(const char *word, const char *instead)
{
    struct organisation *organisation = NULL;
    struct problems problems;
    problems_init(&problems, 100);
    read_organisation(word, instead, NULL, &problems, &organisation);
    problems_done(&problems);
    return organisation;
}

struct organisation *shipped_organisation_returning(const char *rows)
{
    struct organisation *organisation = NULL;
    struct problems problems;
    problems_init(&problems, 100);
    read_organisation(NULL, NULL, rows, &problems, &organisation);
    problems_done(&problems);
    return organisation;
}

void shipped_free(struct shipped *loaded)
{
    organisation_free(loaded->organisation);
    catalog_free(loaded->catalog);
    catalog_sources_free(loaded->sources, loaded->n);
}

/* test_catalog_check_document.c: quotations against a document made here, character by character. */
#include "support/cmocka_all.h"
#include "support/duty_fixture.h"
#include "support/shipped.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "model/catalog_check.h"

/* 「到2025年,手术占比达到35%以上」 with white space of three sorts; without it 「占」 is character 9. */
static const char DOCUMENT[] = "　 到2025年,\n手术占比\xc2\xa0达到35%以上。\n";

/* The shipped catalog with its plan replaced by one line that quotes `text` at `offset`. Returns the first code, "" when good. */
static const char *check(const struct shipped *s, const char *text, long offset, const char *sha256, const char *document)
{
    char plan[2000], hash[HASH_HEX_SIZE];
    struct catalog_source *sources = calloc(s->n, sizeof(*sources));
    struct problems problems;
    struct catalog *catalog = NULL;
    hash_sha256_hex(DOCUMENT, strlen(DOCUMENT), hash);
    snprintf(plan, sizeof(plan),
             "plan: {plan: p, name: n, alliance: a, begins: 2023-01-01, node: \"330481\", document: {file: d.txt, sha256: %s, "
             "title: t}}\n"
             "duties:\n- {id: D-1, type: task, title: t, short: s, clause: c, binding: binding, departments: [x], scope: {types: "
             "[county]},\n   quotes: [{text: \"%s\", offset: %ld}]}\n",
             sha256 == NULL ? hash : sha256, text, offset);
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (strcmp(s->sources[i].path, "haining/answers.yaml") == 0)
            continue;
        sources[n++] = s->sources[i];
        if (strcmp(s->sources[i].path, "haining/plan.yaml") == 0)
            sources[n - 1] = (struct catalog_source){"haining/plan.yaml", plan, strlen(plan)};
    }
    problems_init(&problems, 10);
    enum status status = catalog_load(sources, n, NULL, &problems, &catalog);
    if (status != ST_OK)
        shipped_print_problems(&problems);
    assert_int_equal(status, ST_OK);
    status = catalog_check_document(catalog, document, strlen(document), &problems);
    const char *code = problems.count > 0 ? reason_code(problems.items[0].reason) : "";
    assert_int_equal(status == ST_OK, *code == '\0');
    if (*code != '\0' && strcmp(code, "E-CAT-260") != 0 && strcmp(code, "E-CAT-263") != 0)
        assert_int_equal(problems.items[0].place.line, 4); /* the line of the quotation */
    catalog_free(catalog);
    problems_done(&problems);
    free(sources);
    return code;
}

static void a_quotation_at_its_offset_is_good(void **state)
{
    assert_string_equal(check(*state, "手术占比达到35%以上", 7, NULL, DOCUMENT), "");
    assert_string_equal(check(*state, "到2025年,", 0, NULL, DOCUMENT), "");
    assert_string_equal(check(*state, "以上。", 16, NULL, DOCUMENT), "");
}

static void a_quotation_somewhere_else_is_told_where_it_stands(void **state)
{
    assert_string_equal(check(*state, "手术占比达到35%以上", 8, NULL, DOCUMENT), "E-CAT-262");
    assert_string_equal(check(*state, "手术占比达到35%以上", 999, NULL, DOCUMENT), "E-CAT-262");
}

static void a_changed_character_is_told(void **state)
{
    assert_string_equal(check(*state, "手术占比达到35％以上", 7, NULL, DOCUMENT), "E-CAT-261");
    assert_string_equal(check(*state, "手术占比达到35%以上。。", 7, NULL, DOCUMENT), "E-CAT-261");
    assert_string_equal(check(*state, "手术 占比", 7, NULL, DOCUMENT), "E-CAT-261");
}

static void another_document_is_told_by_its_hash(void **state)
{
    assert_string_equal(check(*state, "手术占比", 7, NULL, "　到2025年,手术占比达到35%以上。"), "E-CAT-260");
    assert_string_equal(check(*state, "手术占比", 7, NULL, "\xff\xfe"), "E-CAT-260");
}

static void the_published_plan_is_quoted_to_the_letter(void **state)
{
    const struct shipped *s = *state;
    const char *documents = getenv("DOCUMENTS");
    char path[4096];
    struct problems problems;
    size_t len;
    if (documents == NULL || *documents == '\0') {
        print_message("no DOCUMENTS: the published plan was not compared\n");
        skip();
    }
    snprintf(path, sizeof(path), "%s/%s", documents, catalog_plan(s->catalog)->document.file);
    char *document = (char *)fixture_file(path, &len);
    problems_init(&problems, 100);
    enum status status = catalog_check_document(s->catalog, document, len, &problems);
    if (status != ST_OK)
        shipped_print_problems(&problems);
    assert_int_equal(status, ST_OK);
    problems_done(&problems);
    free(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quotation_at_its_offset_is_good),
        cmocka_unit_test(a_quotation_somewhere_else_is_told_where_it_stands),
        cmocka_unit_test(a_changed_character_is_told),
        cmocka_unit_test(another_document_is_told_by_its_hash),
        cmocka_unit_test(the_published_plan_is_quoted_to_the_letter),
    };
    return cmocka_run_group_tests(tests, shipped_setup, shipped_teardown);
}

/* fuzz_yaml.c: any bytes are a file of the catalog or a list of problems: as a kind, as rules, as indicators, as a plan with
 * answers, as a colour scheme, as tests of rules and of schemes. And no word of a kind leaves its quotes in the kind's SQL,
 * that which makes its table and that which writes and reads it. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/yaml.h"
#include "model/ddl.h"
#include "model/ddl_view.h"
#include "model/plan.h"
#include "model/rule_test.h"
#include "model/rules.h"
#include "model/scheme.h"
#include "model/scheme_test.h"
#include "model/sqlgen_batch.h"
#include "model/sqlgen_record.h"
#include "support/base_catalog.h"
#include "support/ddl_guard.h"
#include "support/shipped.h"

#define DDL_MAX_BYTES ((size_t)1 << 22)

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct base_catalog catalog;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    base_catalog_load(&catalog, NULL);
    shipped_load(&shipped);
    return 0;
}

/* What was refused says why; what was taken has nothing against it. */
static void must_agree(enum status st, const struct problems *problems)
{
    if ((st == ST_OK) != (problems->errors == 0))
        abort();
}

static void check_ddl(const struct kind *kind)
{
    struct text sql;
    text_init(&sql, DDL_MAX_BYTES);
    if (ddl_format(&sql, kind) == ST_OK && ddl_view_format(&sql, kind) == ST_OK && ddl_stray(sql.s) != NULL)
        abort();
    text_done(&sql);
}

/* Every statement by which the records of the kind are written, read, compared and removed. */
static void check_records(const struct kind *kind)
{
    typedef enum status maker(struct text *, const struct kind *);
    static maker *const makers[] = {sqlgen_batch_delete,  sqlgen_batch_delete_lines, sqlgen_batch_difference,
                                    sqlgen_record_copy,   sqlgen_record_of_batch,    sqlgen_record_in_force,
                                    sqlgen_batch_lengths, sqlgen_batch_lost_zeros};
    size_t n = sizeof makers / sizeof makers[0] - (kind->key_zero_guard < 0 ? 2 : 0); /* the last two are of guarded kinds */
    for (size_t i = 0; i < n; i++) {
        struct text sql;
        text_init(&sql, DDL_MAX_BYTES);
        if (makers[i](&sql, kind) == ST_OK && record_stray(sql.s, kind) != NULL)
            abort();
        text_done(&sql);
    }
}

static void hear(void *arg, const char *name, const char *words)
{
    (void)arg, (void)name, (void)words;
}

static void read_as(uint8_t what, const struct yaml_node *root, struct problems *problems)
{
    struct arena arena;
    arena_init(&arena);
    switch (what % 7) {
    case 0: {
        struct kind *kind = NULL;
        must_agree(kind_load(root, catalog.tables, problems, &kind), problems);
        if (kind != NULL) {
            check_ddl(kind);
            check_records(kind);
        }
        kind_free(kind);
        break;
    }
    case 1: {
        struct rules rules;
        must_agree(rules_load(root, NULL, &arena, problems, &rules), problems);
        break;
    }
    case 2: {
        struct indicator_book *book = NULL;
        must_agree(indicator_book_load(&root, 1, (const struct kind *const *)catalog.kinds, BASE_KINDS, problems, &book), problems);
        indicator_book_free(book);
        break;
    }
    case 4: {
        struct scheme scheme;
        must_agree(scheme_load(root, &arena, problems, &scheme), problems);
        break;
    }
    case 5: must_agree(rule_tests_run(shipped.catalog, root, problems, hear, NULL), problems); break;
    case 6: must_agree(scheme_tests_run(shipped.catalog, root, problems, hear, NULL), problems); break;
    default: {
        /* the items of a plan are put into the book, which the next one should not find */
        struct indicator_book *book = NULL;
        struct problems own;
        problems_init(&own, 20);
        struct yaml *empty = NULL;
        static const char words[] = "measures: {}\nindicators: {}\n";
        if (yaml_load("empty.yaml", words, sizeof words - 1, &own, &empty) != ST_OK)
            abort();
        const struct yaml_node *none = yaml_root(empty);
        if (indicator_book_load(&none, 1, (const struct kind *const *)catalog.kinds, BASE_KINDS, &own, &book) != ST_OK)
            abort();
        struct plan plan;
        must_agree(plan_load("plan.yaml", root, yaml_get(root, "answers"), book, catalog.tables, &arena, problems, &plan),
                   problems);
        indicator_book_free(book);
        yaml_close(empty);
        problems_done(&own);
        break;
    }
    }
    arena_done(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct problems problems;
    struct yaml *yaml = NULL;
    if (size < 1)
        return 0;
    problems_init(&problems, 50);
    enum status st = yaml_load("fuzz.yaml", (const char *)data + 1, size - 1, &problems, &yaml);
    must_agree(st, &problems);
    if (st == ST_OK)
        read_as(data[0], yaml_root(yaml), &problems);
    yaml_close(yaml);
    problems_done(&problems);
    return 0;
}

/* fuzz_yaml.c: any bytes are a file of the catalog or a list of problems: as a kind, as rules, as indicators, as a plan with
 * answers. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/yaml.h"
#include "model/plan.h"
#include "model/rules.h"
#include "support/base_catalog.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct base_catalog catalog;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    base_catalog_load(&catalog, NULL);
    return 0;
}

/* What was refused says why; what was taken has nothing against it. */
static void must_agree(enum status st, const struct problems *problems)
{
    if ((st == ST_OK) != (problems->errors == 0))
        abort();
}

static void read_as(uint8_t what, const struct yaml_node *root, struct problems *problems)
{
    struct arena arena;
    arena_init(&arena);
    switch (what % 4) {
    case 0: {
        struct kind *kind = NULL;
        must_agree(kind_load(root, catalog.tables, problems, &kind), problems);
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

/* catalog_cells.c: the cells that a plan asks of each type of institution. */
#include "duban/catalog_print.h"

#include <stdio.h>

#include "duban/table.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "model/form_size.h"
#include "model/organisation.h"
#include "model/scope.h"

#define WORDS_MAX 200

void catalog_cells_init(struct table *table)
{
    static const struct table_column columns[] = {
        {"plan", "方案", CELL_TEXT, 24},
        {"type", "", CELL_HIDDEN, 0},
        {"type_words", "机构类型", CELL_TEXT, 0},
        {"kind", "", CELL_HIDDEN, 0},
        {"kind_name", "数据类别", CELL_TEXT, 0},
        {"cells", "每行格数", CELL_NUMBER, 0},
        {"rows", "行", CELL_TEXT, 0},
        {"month", "每月格数", CELL_NUMBER, 0},
        {"per_place", "另每个场所", CELL_NUMBER, 0},
    };
    table_init(table, "cells", "每月要各类机构填多少格", columns, sizeof columns / sizeof columns[0]);
}

static void rows_words(struct text *out, const struct kind *kind, const struct form_size *size)
{
    switch (size->rows) {
    case FORM_ONE_ROW: text_append(out, "一行"); break;
    case FORM_ITEM_ROWS: text_printf(out, "每项一行，方案用到%zu项", size->items); break;
    case FORM_PLACE_ROWS: text_printf(out, "每个%s一行", kind->fields[kind->key[0]].zh); break;
    case FORM_RECORDS: text_append(out, "逐条，由系统导出"); break;
    }
}

/* What a type is asked for in a month: so much, and so much again for each place that the institution has. */
struct cells {
    size_t month, per_place;
};

/* A number that says nothing is not printed: who fills in by place alone is not asked for 0. */
#define CELLS(count) ((count) > 0 ? NUMBER(count) : "")

/* A catalog without a plan asks everybody for everything. */
static struct cells add_kind(struct table *table, const char *plan, enum institution_type type, const struct catalog *catalog,
                             const struct kind *kind)
{
    struct form_size size = form_size(catalog, kind);
    struct cells asked = {form_size_month(&size), size.rows == FORM_PLACE_ROWS ? size.cells : 0};
    scoped(text_done) struct text words;
    text_init(&words, WORDS_MAX);
    rows_words(&words, kind, &size);
    table_add(table, plan, institution_type_name(type), institution_type_zh(type), kind->name, kind->zh, NUMBER(size.cells),
              words.s, CELLS(asked.month), CELLS(asked.per_place));
    return asked;
}

/* Of a type that the organisation has: is one of its institutions asked? */
static bool is_asked(const struct catalog *catalog, const struct organisation *organisation, const struct kind *kind,
                     enum institution_type type)
{
    bool has_type = false;
    for (size_t i = 0; organisation != NULL && i < organisation_institution_count(organisation); i++) {
        const struct institution *institution = organisation_institution_at(organisation, i);
        has_type = has_type || institution->type == type;
        if (institution->type == type && kind_is_asked_of(catalog, organisation, kind, institution, MONTH_EVER))
            return true;
    }
    return !has_type && kind_is_asked_of_type(catalog, kind, type);
}

void catalog_cells_add(struct table *table, const struct catalog *catalog, const struct organisation *organisation)
{
    const char *plan = catalog_plan(catalog) != NULL ? catalog_plan_folder(catalog) : "";
    for (unsigned t = 0; t < INSTITUTION_TYPE_COUNT; t++) {
        enum institution_type type = (enum institution_type)t;
        struct cells sum = {0};
        size_t n = 0;
        for (size_t k = 0; k < catalog_kind_count(catalog); k++) {
            const struct kind *kind = catalog_kind_at(catalog, k);
            if (!is_asked(catalog, organisation, kind, type))
                continue;
            struct cells asked = add_kind(table, plan, type, catalog, kind);
            sum.month += asked.month;
            sum.per_place += asked.per_place;
            n++;
        }
        if (n > 0)
            table_add(table, plan, institution_type_name(type), institution_type_zh(type), "", "合计", "",
                      sum.month + sum.per_place > 0 ? "表格类，不含逐条的" : "只有逐条的", CELLS(sum.month), CELLS(sum.per_place));
    }
}

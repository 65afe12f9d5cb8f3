/* catalog_private.h: the inside of a catalog, for who puts it together (catalog.c) and who answers out of it (catalog_ask.c). */
#ifndef DUBAN_MODEL_CATALOG_PRIVATE_H
#define DUBAN_MODEL_CATALOG_PRIVATE_H

#include "model/arena.h"
#include "model/catalog.h"

struct catalog {
    struct arena arena;
    struct calendar *calendar;
    struct code_tables *tables;
    struct kind **kinds;
    size_t n_kinds;
    struct indicator_book *book;
    struct rules rules;
    struct scheme *schemes;
    size_t n_schemes;
    bool has_plan;
    struct plan plan;
    const char *plan_folder;
    struct template **templates; /* the plan's own first */
    size_t n_templates;
};

#endif

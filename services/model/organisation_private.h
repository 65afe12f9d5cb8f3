/* organisation_private.h: the inside of an organisation, for the files organisation*.c alone. */
#ifndef DUBAN_MODEL_ORGANISATION_PRIVATE_H
#define DUBAN_MODEL_ORGANISATION_PRIVATE_H

#include "model/arena.h"
#include "model/organisation.h"

#define ORGANISATION_COLUMNS_MAX 12
#define ORGANISATION_ROWS_MAX    1000000 /* a province has 20 000 institutions and their people */

/* A row as it was added: cells by the table's column order, never NULL. */
struct organisation_row {
    const char *cells[ORGANISATION_COLUMNS_MAX];
    const char *file;
    int64_t line;
};

struct organisation_rows {
    struct organisation_row *at;
    size_t n, cap;
};

struct organisation_builder {
    struct arena arena;
    int64_t alliance_id;
    struct organisation_rows tables[ORGANISATION_TABLE_COUNT];
    bool overflow; /* too many rows, or no memory */
};

struct holder {
    const struct post *post;
    const struct person *person;
    enum holder_role role;
    int32_t from, to;
    const struct organisation_row *row; /* while building */
};

struct reporter {
    const struct institution *institution;
    const char *kind; /* or `*` */
    const struct post *post;
    const char *file; /* where the row stands */
    int64_t line;
};

/* What an institution returns, or does not, beside what its type would. */
struct return_row {
    const struct institution *institution;
    const char *kind;
    bool returned;
    int32_t from, to;
    const char *file;
    int64_t line;
};

#define OFFICE_DESK_POST "desk_post"
struct office_entry {
    const char *key, *value;
};

/* Arrays in the order of the rows; *_by_code are sorted pointers for lookups. */
struct organisation {
    struct arena arena;
    int64_t alliance_id;
    struct institution *institutions;
    size_t n_institutions;
    const struct institution **institutions_by_code, **institutions_by_id;
    struct department *departments;
    size_t n_departments;
    struct return_row *returns;
    size_t n_returns;
    struct post *posts;
    size_t n_posts;
    struct person *persons;
    size_t n_persons;
    struct holder *holders;
    size_t n_holders;
    struct reporter *reporters;
    size_t n_reporters;
    struct line *lines;
    size_t n_lines;
    struct office_entry *office;
    size_t n_office;
    struct ledger_entry *ledger;
    size_t n_ledger;
    const struct institution *root;
    const struct post *desk;
};

/* organisation_index.c: sorts the lookups; reports codes and ids that stand twice. */
void organisation_index(struct organisation *organisation, const struct organisation_builder *builder, struct problems *problems);

/* organisation_check.c: finds the root and the desk; reports what is wrong between rows. */
void organisation_check(struct organisation *organisation, const struct organisation_builder *builder, struct problems *problems);

#endif

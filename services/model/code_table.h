/* code_table.h: value tables (值域): which codes a field may hold, what they are called, how ratings are ordered.
 *
 * Loaded from TSV files whose first line names the columns. Four shapes are told apart by those names:
 *   table, code, label[, table_name]   many small tables in one file (RC001 …)
 *   item, level, rank[, zh]            rating scales: makes the tables rating_items and rating_levels and the ranks
 *   code, name_zh | label | zh         one table, named by its file: codes/icd10_diagnosis.tsv is icd10_diagnosis
 * A table is looked up by its id, or by a prefix of a file's name that only one file has: `icd10`, `chs_drg`. So the
 * next edition of a code book is a new file in place of the old one, and no kind changes.
 * Codes are compared to the byte. A code's index is its place in the table: small, dense, stable for the same content.
 * Immutable once built; shared by everybody who has the catalog. */
#ifndef DUBAN_MODEL_CODE_TABLE_H
#define DUBAN_MODEL_CODE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"

/* The largest book in use (ICD-10, national clinical edition) has 36 000 codes. */
#define CODE_TABLE_MAX_CODES 1000000
#define CODE_TABLES_MAX      500

struct code_table;  /* opaque, lent by its set */
struct code_tables; /* the set; owns its tables */

MUST_CHECK enum status code_tables_new(struct code_tables **ret); /* ST_RETRY: no memory */
void code_tables_free(struct code_tables *tables);                /* accepts NULL */
void code_tables_freep(struct code_tables **tables);              /* for scoped() */

/* Adds the table or tables of a TSV file; `path` names it in messages and gives a one-table file its id. The content is
 * copied. `#` begins a comment line. ST_BAD_INPUT: the problems say why. A file of none of the shapes is refused. */
MUST_CHECK enum status code_tables_add(struct code_tables *tables, const char *path, const char *content, size_t len,
                                       struct problems *problems);

/* By id or by unique prefix of a file name; NULL: none, or more than one. */
const struct code_table *code_tables_find(const struct code_tables *tables, const char *id);

const char *code_table_id(const struct code_table *table);
size_t code_table_count(const struct code_table *table);
/* SHA-256 of the codes and ranks in order (labels may be reworded without a recount), 64 hex digits. */
const char *code_table_hash(const struct code_table *table);

/* The index of a code, or -1. */
int32_t code_table_find(const struct code_table *table, const char *code, size_t len);
/* Of an index below the count: its code and its name; NUL-terminated, live as long as the set. */
const char *code_table_code(const struct code_table *table, size_t index, size_t *ret_len);
const char *code_table_label(const struct code_table *table, size_t index);

/* The rank of a level in the scale of an item (emr, 4级 → 4). ST_BAD_INPUT: no such item, or no such level in it. */
MUST_CHECK enum status code_tables_rank(const struct code_tables *tables, const char *item, size_t item_len, const char *level,
                                        size_t level_len, int64_t *ret_rank);
/* The i-th level of the item's scale in the order of the file; NULL: it has no more. */
const char *code_tables_level_at(const struct code_tables *tables, const char *item, size_t i);
/* The level that has this rank in the item's scale, for printing; NULL: none. */
const char *code_tables_level(const struct code_tables *tables, const char *item, int64_t rank);

#endif

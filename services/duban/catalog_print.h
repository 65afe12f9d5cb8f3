/* catalog_print.h: what a catalog holds, for `catalog check` and `catalog export`. */
#ifndef DUBAN_DUBAN_CATALOG_PRINT_H
#define DUBAN_DUBAN_CATALOG_PRINT_H

struct catalog;
struct cli;
struct organisation;
struct table;

/* How many of what: a table of plans, a row for each. */
void catalog_counts_init(struct table *table);
void catalog_counts_add(struct table *table, const struct catalog *catalog);
/* What each type of institution is asked for, kind by kind, in cells: a row for each, and one with their sum a type; of the
 * organisation beside the plan, if there is one (NULL). */
void catalog_cells_init(struct table *table);
void catalog_cells_add(struct table *table, const struct catalog *catalog, const struct organisation *organisation);
/* What the document leaves open and nobody has answered in answers.yaml: a row for each question. */
void catalog_questions_init(struct table *table);
void catalog_questions_add(struct table *table, const struct catalog *catalog);
/* A row a duty, in the document's order; with -o jsonl a line of JSON with all that the plan says of it (catalog_jsonl.c). */
int catalog_print_duties(const struct cli *cli, const struct catalog *catalog);

/* Lines of JSON; keys are stable, what a duty does not have is null. */
void catalog_print_jsonl(const struct catalog *catalog);

#endif

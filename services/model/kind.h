/* kind.h: a record kind (数据类别): which file it is, which fields are kept, what must hold, when it is due.
 *
 * Loaded from deploy/catalog/base/kinds/NAME.yaml; immutable after. Kinds own their strings and fields; code tables
 * and rating scales are lent by the set given at loading, which must live longer. */
#ifndef DUBAN_MODEL_KIND_H
#define DUBAN_MODEL_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "lib/yaml.h"
#include "model/arena.h"
#include "model/code_table.h"
#include "model/field.h"
#include "model/lag.h"

struct expr; /* model/expr.h */

/* How rows are read by this build. Raised when the reader's rules change what a file counts for; part of every
 * measure's hash and of the precedence of records (source rank, lane number, parse version). */
#define KIND_PARSE_VERSION 1

#define KIND_MAX_FIELDS 250

enum submission {
    SUBMISSION_SNAPSHOT, /* a file is the whole of institution × month; absent rows are gone */
    SUBMISSION_UPSERT,   /* rows replace rows of the same key */
};

enum kind_institution { INSTITUTION_BY_CODE, INSTITUTION_BY_FRONT_PAGE_CODE };

/* What must hold of a row. Two-valued: an empty field makes a comparison false, so an optional field's check says
 * "x is empty or …". */
struct kind_check {
    struct expr *expr;
    enum reason reason;
    bool rejects; /* false: told, and the row counts */
    char *column; /* whom to blame, a name of the file; lent to findings */
    int field;    /* the field that reads that column first, or -1: its value is told in safe shape */
};

struct kind {
    char *name, *zh, *en, *table; /* discharge, 住院病案首页, Inpatient front page, record_discharge */
    enum submission submission;
    char *institution_column, *institution_zh; /* name in the file, and its Chinese one */
    enum kind_institution institution_by;
    int period_field;                /* index of the date or datetime whose month a row belongs to, or -1 */
    char *period_column, *period_zh; /* or a column that holds 2025-03; NULL with period_field */
    char **file_names;               /* patterns with {institution} {yyyy} {mm} */
    size_t n_file_names;
    char **expected_of; /* institution types that must return it; none for ratings and milestones */
    size_t n_expected_of;
    char **told_by; /* kinds that tell what this one asks: whoever sends one of them need not be asked (catalog_check) */
    size_t n_told_by;
    char *told_by_file; /* where that is said, for messages; NULL: nowhere */
    int64_t told_by_line;
    struct lag lag; /* cut-off: so long after the last day of the period */
    int *key;       /* field indices; none: one row an institution and month */
    size_t n_key;
    bool key_has_month;         /* `month` stands among them: the month that the row belongs to; always so for snapshots */
    int key_zero_guard;         /* hash field whose leading zeros Excel eats, or -1 */
    int hold_rows_gone_percent; /* an unattended re-send that loses more than this is held */
    char **person_columns; /* names in the file; a field over one is a hash or counts what is filled, else the kind is refused */
    size_t n_person_columns;
    struct field *fields;
    size_t n_fields;
    struct kind_check *checks;
    size_t n_checks;
    const struct code_tables *tables;      /* lent */
    const struct code_table *column_names; /* column code → Chinese header, also accepted; or NULL; lent */
    struct arena arena;                    /* all strings and arrays above */
    char hash[65];                         /* of all that decides how a file is read, tables included; 64 hex digits */
};

/* ST_BAD_INPUT: all problems of the file are in the list; *ret untouched. The file's name is copied. */
MUST_CHECK enum status kind_load(const struct yaml_node *root, const struct code_tables *tables, struct problems *problems,
                                 struct kind **ret);
void kind_free(struct kind *kind); /* accepts NULL */

/* Index of a field by name, or -1. */
int kind_field(const struct kind *kind, const char *name);

/* Local business instant at which the data of a period that ends in `month` is due (cut-off, 截点). */
int64_t kind_cutoff_us(const struct kind *kind, int32_t month);

/* Does a file's name (no folder) fit one of the patterns, letters in any case? *ret_month is INT32_MIN if the pattern
 * has no month; the institution's code is a slice of `file_name`, empty if the pattern has none. */
bool kind_match_file(const struct kind *kind, const char *file_name, int32_t *ret_month, const char **ret_institution,
                     size_t *ret_institution_len);

#endif

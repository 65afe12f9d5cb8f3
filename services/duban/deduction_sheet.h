/* deduction_sheet.h: the cases of a house and month, whose head each goes to, and their sums. verb_deduction.c prints them. */
#ifndef DUBAN_DUBAN_DEDUCTION_SHEET_H
#define DUBAN_DUBAN_DEDUCTION_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "duban/deduction_store.h"
#include "lib/decimal.h"
#include "lib/status.h"
#include "model/arena.h"
#include "model/deduction.h"
#include "model/organisation.h"
#include "shared/alliance.h"

/* A case with what it comes to. */
struct breach {
    const char *case_no, *rule, *document;
    int32_t occurred_on;
    int person;
    struct violation violation;
    const struct duty *duty; /* NULL: the plan has none */
    const struct post
        *post; /* of the person's section (of the office's own house); else that of the rule, else the desk's. NULL: none */
    struct deduction deduction;
};

struct deduction_sheet {
    const struct alliance *alliance;
    const struct alliance *rules; /* the same with the catalog that was in force when the month ended: a fine that was changed since
                                     changes no month that is over (law 5) */
    const struct institution *institution;
    int32_t month;
    struct arena arena;
    struct breach *at;
    size_t n, cap;
};

/* A violation_row_fn; arg is the sheet, `alliance` and `rules` of it are set, `arena` is begun. `at` is the caller's to free. */
MUST_CHECK enum status deduction_sheet_take(void *arg, const struct violation_row *row);

/* What belongs together: of one post, rule or person, and one unit; cases without an amount have a sum of their own, of nothing. */
struct deduction_sum {
    const struct breach *first;
    size_t cases;
    int64_t quantity;
    i128 units;
};
typedef bool breach_same_fn(const struct breach *a, const struct breach *b);
bool breach_same_post(const struct breach *a, const struct breach *b);
bool breach_same_rule(const struct breach *a, const struct breach *b);
bool breach_same_person(const struct breach *a, const struct breach *b);
bool breach_any(const struct breach *a, const struct breach *b); /* all cases together */

/* On the sheet of this post? NULL: on any. */
bool breach_is_of(const struct breach *breach, const struct post *post);

/* Adds up what is of the post, in the order of first occurrence; `ret` has room for all cases. ST_BAD_INPUT: a sum does not fit. */
MUST_CHECK enum status deduction_sheet_add_up(const struct deduction_sheet *sheet, const struct post *post, breach_same_fn *same,
                                              struct deduction_sum *ret, size_t *ret_n);

#endif

/* plan_private.h: the reader of a plan, shared by plan_load.c and plan_duty.c alone. */
#ifndef DUBAN_MODEL_PLAN_PRIVATE_H
#define DUBAN_MODEL_PLAN_PRIVATE_H

#include "model/plan.h"

struct plan_reader {
    const char *path;
    struct indicator_book *book;
    const struct code_tables *tables;
    struct arena *arena;
    struct problems *problems;
    struct plan *plan;
    const struct yaml_node *answers; /* the list of answers; NULL */
    bool answers_are_samples;
    struct unread *unread; /* NULL: nobody wants to know */
};

/* The county's answer for a duty; NULL. */
const struct yaml_node *plan_answer(const struct plan_reader *reader, const char *id);
/* Checks all answers and gives those to other questions than dates and baselines to their duties, which have been read. `head` and
 * `list` are the plan's own. */
void plan_read_answers(const struct plan_reader *reader, const struct yaml_node *head, const struct yaml_node *list,
                       const struct yaml_node *answers);
/* A date, or `unset` (*ret_open). */
int32_t plan_date_or_open(const struct plan_reader *reader, const struct yaml_node *map, const char *key, bool *ret_open);

/* A word of a closed list; the problem names the list. Index, or -1. Missing: `missing` without a problem (-1: a problem). */
int plan_word(const struct plan_reader *reader, const struct yaml_node *map, const char *key, const char *const *words,
              int missing);
/* Texts: copied; NULL when missing (needed: a problem, and ""). */
const char *plan_text(const struct plan_reader *reader, const struct yaml_node *map, const char *key, bool is_needed);
/* The node itself; what is no list (NULL is none) is told: read as an empty one it would mean everybody. */
const struct yaml_node *plan_list(const struct plan_reader *reader, const struct yaml_node *list);
const char *const *plan_texts(const struct plan_reader *reader, const struct yaml_node *list, size_t *ret_n);
int32_t plan_date(const struct plan_reader *reader, const struct yaml_node *map, const char *key);
bool plan_flag(const struct plan_reader *reader, const struct yaml_node *map, const char *key, bool missing);
void plan_problem(const struct plan_reader *reader, enum reason reason, const struct yaml_node *node, const char *first,
                  const char *second);
/* A decimal at exactly `decimals`. */
bool plan_decimal(const struct plan_reader *reader, const struct yaml_node *node, int decimals, i128 *ret);

/* The baseline of the plan, or the one that the county answered. */
struct plan_baseline {
    bool is_given, is_good;
    i128 units; /* at the target's decimals */
    int32_t month;
};
/* plan_baseline.c. The target's decimals are known already. */
struct plan_baseline plan_read_baseline(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty);
/* Where each institution starts, after all else of the number was read. */
void plan_read_own_baselines(const struct plan_reader *reader, struct duty *duty);
/* `baseline: unset`: the document gives none, the county answers. */
bool plan_leaves_baseline_open(const struct yaml_node *node);
/* Nobody has given it: told and counted once, unless each institution has its own. */
void plan_tell_open_baseline(const struct plan_reader *reader, const struct yaml_node *at, struct duty *duty);
/* 提升, 下降: what is to be left behind. */
void plan_set_relative(const struct plan_reader *reader, struct target *target, i128 units);
/* 2024 (the year, so its December) or 2024-05. */
bool plan_period(const struct plan_reader *reader, const struct yaml_node *node, int32_t *ret);

/* plan_number.c: indicator, target and pace of one duty. */
void plan_read_number(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty);
/* plan_duty.c: everything of one duty. */
void plan_read_duty(const struct plan_reader *reader, const struct yaml_node *node, struct duty *duty);

#endif

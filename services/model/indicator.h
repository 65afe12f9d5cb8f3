/* indicator.h: an indicator (指标): the ratio of two measures, or one measure, with how it is summed and printed.
 *
 * The book holds all measures and indicators of an alliance's catalog: those of base/indicators.yaml and base/indicators/, and the
 * implicit ones of rating and milestone duties. It owns them; pointers into it live as long as the book. Kinds are lent. */
#ifndef DUBAN_MODEL_INDICATOR_H
#define DUBAN_MODEL_INDICATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "lib/yaml.h"
#include "model/kind.h"
#include "model/measure.h"

struct unread;

enum indicator_direction {
    DIRECTION_UP,    /* more is better */
    DIRECTION_DOWN,  /* less is better */
    DIRECTION_BAND,  /* both too much and too little are bad: the target says which */
    DIRECTION_REACH, /* a level or a count to be reached */
};

enum over_time {
    OVER_TIME_SUM,  /* numerators and denominators of all months of the window */
    OVER_TIME_LAST, /* of each institution's newest month in the window that has records */
    OVER_TIME_MEAN, /* the sum by the number of months that have records; a ratio's mean is the ratio of its sums */
};

enum over_institutions {
    OVER_INSTITUTIONS_RATIO_OF_SUMS,      /* Σ numerators / Σ denominators (without denominator: the sum) */
    OVER_INSTITUTIONS_SHARE_OF_MEMBERS,   /* scale × members with a numerator > 0 / members */
    OVER_INSTITUTIONS_NONE,               /* an institution at a time only */
    OVER_INSTITUTIONS_SHARE_NOT_NEGATIVE, /* scale × members that reported and whose numerator is ≥ 0 / members */
};

struct indicator {
    char *name;    /* identifier of the catalog; `rating:emr`, `milestone:…` for implicit ones */
    char *code;    /* published code, GK3-04; may be "" */
    char *zh, *en; /* 出院患者手术占比 */
    const struct measure *numerator;
    const struct measure *denominator; /* NULL: the value is the numerator's sum */
    const struct measure *until;       /* of ratings: the last day on which the numerator of its month counts; else NULL */
    char *numerator_zh, *denominator_zh;
    int64_t scale; /* 100 for %, 1 else; value = scale × numerator / denominator */
    char *unit;    /* as printed: "%" */
    int decimals;  /* of the printed value, which is the judged one */
    enum indicator_direction direction;
    enum over_time over_time;
    enum over_institutions over_institutions;
    int64_t min_denominator;            /* in whole units of the denominator; below: not judged. 0: none */
    char *definition, *source, *nature; /* texts for people; nature e.g. 测算值 */
    int32_t valid_from;                 /* date; INT32_MIN: always. A period that was over before it has no value: 不适用 */
    const char *item;                   /* of implicit rating and milestone indicators; else NULL */
    const struct indicator *official;   /* the same number as somebody else publishes it, `official:NAME`; NULL: nobody does */
};

/* A share of the members, by what each has of the numerator alone. */
static inline bool indicator_is_share(const struct indicator *indicator)
{
    return indicator->over_institutions == OVER_INSTITUTIONS_SHARE_OF_MEMBERS ||
           indicator->over_institutions == OVER_INSTITUTIONS_SHARE_NOT_NEGATIVE;
}

struct indicator_book;

/* Reads the files of base/indicators.yaml and base/indicators/ as one: an indicator may name a measure of another file, and a name
 * stands once in all. `kinds` are lent. ST_BAD_INPUT: all problems are in the list; *ret untouched. */
MUST_CHECK enum status indicator_book_load(const struct yaml_node *const *roots, size_t n_roots, const struct kind *const *kinds,
                                           size_t n_kinds, struct problems *problems, struct indicator_book **ret);
/* The same for who tells all that is wrong: *ret holds what could be read also with ST_BAD_INPUT, *unread (NULL: nobody) what could
 * not. */
MUST_CHECK enum status indicator_book_read(const struct yaml_node *const *roots, size_t n_roots, const struct kind *const *kinds,
                                           size_t n_kinds, struct problems *problems, struct unread *unread,
                                           struct indicator_book **ret);
void indicator_book_free(struct indicator_book *book); /* accepts NULL */

/* For duties `rating: {item}` (value: the rank of the newest level that is still valid) and `milestone: {item}` (value: how many
 * are reached up to the month; `share`: the share of members that have reached it, in %). Made on the first call for an item, found
 * after. ST_BAD_INPUT: the kind is not in the catalog, or a rating item has no scale: a problem at `at`. */
MUST_CHECK enum status indicator_book_rating(struct indicator_book *book, const char *item, const struct place *at,
                                             struct problems *problems, const struct indicator **ret);
MUST_CHECK enum status indicator_book_milestone(struct indicator_book *book, const char *item, bool share, const struct place *at,
                                                struct problems *problems, const struct indicator **ret);

/* For an indicator with `official: ITEM`: the number that is published for it (nature 公布值), out of kind `statistic`, the last of
 * the window, printed like the computed one. It is shown beside it and judges nothing. */
MUST_CHECK enum status indicator_book_official(struct indicator_book *book, struct indicator *indicator, const char *item,
                                               const struct place *at, struct problems *problems);

/* By name, implicit ones included; NULL: none. */
const struct indicator *indicator_book_find(const struct indicator_book *book, const char *name);
size_t indicator_book_count(const struct indicator_book *book);
const struct indicator *indicator_book_at(const struct indicator_book *book, size_t i);

/* Measures by position, by name, by hash (any of equal definition). What ingest counts of a kind: those whose kind it is. */
size_t indicator_book_measure_count(const struct indicator_book *book);
const struct measure *indicator_book_measure_at(const struct indicator_book *book, size_t i);
const struct measure *indicator_book_measure(const struct indicator_book *book, const char *name);
const struct measure *indicator_book_measure_by_hash(const struct indicator_book *book, const char *hash);
/* Fills at most `max` measures of a kind, each definition once, in the book's order; returns how many there are. */
size_t indicator_book_measures_of(const struct indicator_book *book, const struct kind *kind, const struct measure **ret,
                                  size_t max);

/* Was the indicator in force at the end of the month? A longer period is its last month's, and counts as its window says. */
bool indicator_is_valid(const struct indicator *indicator, int32_t month);

/* Does this indicator read returns of the kind? */
bool indicator_reads(const struct indicator *indicator, const struct kind *kind);

#endif

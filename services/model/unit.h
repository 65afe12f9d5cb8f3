/* unit.h: the closed list of units that a number of the catalog may carry, with exact conversions.
 *
 * Two units are alike if they measure the same thing; then a value of one is a whole multiple of the other (万元 is
 * 10 000 元). Sums, differences and comparisons need alike units; the expression compiler converts, nothing guesses. */
#ifndef DUBAN_MODEL_UNIT_H
#define DUBAN_MODEL_UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/status.h"

/* name as printed, the unit it is a multiple of, the multiple. Append only. */
#define UNIT_TABLE(X)                                    \
    X(UNIT_NONE, "", UNIT_NONE, 1)                       \
    X(UNIT_YUAN, "元", UNIT_YUAN, 1)                     \
    X(UNIT_WAN_YUAN, "万元", UNIT_YUAN, 10000)           \
    X(UNIT_YI_YUAN, "亿元", UNIT_YUAN, 100000000)        \
    X(UNIT_PERSON, "人", UNIT_PERSON, 1)                 \
    X(UNIT_WAN_PERSON, "万人", UNIT_PERSON, 10000)       \
    X(UNIT_VISIT, "人次", UNIT_VISIT, 1)                 \
    X(UNIT_TIME, "次", UNIT_TIME, 1)                     \
    X(UNIT_CASE, "例", UNIT_CASE, 1)                     \
    X(UNIT_BED, "床", UNIT_BED, 1)                       \
    X(UNIT_BED_SHEET, "张", UNIT_BED, 1)                 \
    X(UNIT_DAY, "日", UNIT_DAY, 1)                       \
    X(UNIT_DAY_COLLOQUIAL, "天", UNIT_DAY, 1)            \
    X(UNIT_BED_DAY, "床日", UNIT_BED_DAY, 1)             \
    X(UNIT_YEAR_OF_AGE, "岁", UNIT_YEAR_OF_AGE, 1)       \
    X(UNIT_GRAM, "克", UNIT_GRAM, 1)                     \
    X(UNIT_KILOGRAM, "千克", UNIT_GRAM, 1000)            \
    X(UNIT_ITEM, "条", UNIT_ITEM, 1)                     \
    X(UNIT_PIECE, "个", UNIT_PIECE, 1)                   \
    X(UNIT_HOUSE, "家", UNIT_HOUSE, 1)                   \
    X(UNIT_PROJECT, "项", UNIT_PROJECT, 1)               \
    X(UNIT_NAME, "名", UNIT_PERSON, 1)                   \
    X(UNIT_LEVEL, "级", UNIT_LEVEL, 1)                   \
    X(UNIT_POINT, "分", UNIT_POINT, 1)                   \
    X(UNIT_SQUARE_METRE, "平方米", UNIT_SQUARE_METRE, 1) \
    X(UNIT_PERCENT, "%", UNIT_PERCENT, 1)                \
    X(UNIT_PER_MILLE, "‰", UNIT_PER_MILLE, 1)            \
    X(UNIT_TRANSACTION, "笔", UNIT_TRANSACTION, 1)       \
    X(UNIT_EVENT, "起", UNIT_EVENT, 1)                   \
    X(UNIT_MINUTE, "分钟", UNIT_MINUTE, 1)

enum unit {
#define UNIT_ENUM(name, word, base, factor) name,
    UNIT_TABLE(UNIT_ENUM)
#undef UNIT_ENUM
        UNIT_COUNT
};

/* "元"; "" for UNIT_NONE. Static. */
const char *unit_name(enum unit unit);
/* NULL and "" are UNIT_NONE. ST_BAD_INPUT: not in the list. */
MUST_CHECK enum status unit_parse(const char *word, enum unit *ret);

/* All of them as one text, for messages. Static. */
const char *unit_words(void);

/* Do they count heads or cases, one by one, as the rows of a register do (人, 人次, 次, 例, …)? */
bool unit_is_countable(enum unit unit);
/* The same thing measured? */
bool unit_alike(enum unit a, enum unit b);
/* How many of the smallest unit of its sort one `unit` is: 10000 for 万元. */
int64_t unit_factor(enum unit unit);

#endif

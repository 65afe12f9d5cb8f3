/* catalog_diff.h: what would change, for whom, if one catalog took the place of another (对比): for the people who have to agree
 * before it is applied.
 *
 * Duties are compared by id, indicators by name, in what they mean, and key by key in what no words are made for; other files key
 * by key (YAML), day by day (the calendar) or by name. What differs in its writing alone is said to differ in its writing. A
 * measure whose definition differs is counted anew over all records there are (law 3: a new generation). Pure. */
#ifndef DUBAN_MODEL_CATALOG_DIFF_H
#define DUBAN_MODEL_CATALOG_DIFF_H

#include "lib/status.h"
#include "model/catalog.h"

#define DIFFERENCE_TABLE(X)                \
    X(DIFFERENCE_ADDED, added, "新增")     \
    X(DIFFERENCE_REMOVED, removed, "取消") \
    X(DIFFERENCE_CHANGED, changed, "改动") \
    X(DIFFERENCE_RECOUNTED, recounted, "重新计数")
enum difference_change {
#define DIFFERENCE_ENUM(name, word, zh) name,
    DIFFERENCE_TABLE(DIFFERENCE_ENUM)
#undef DIFFERENCE_ENUM
        DIFFERENCE_COUNT
};
const char *difference_name(enum difference_change change);
const char *difference_zh(enum difference_change change);

/* One line of the comparison. Texts are lent for the call. */
struct difference {
    const char *what; /* 方案, 事项, 指标, 统计量, 文件 */
    const char *name; /* HN-006, surgery_share, base/rules.yaml */
    enum difference_change change;
    const char *words; /* 目标：35%以上 → 36%以上；时限：… */
    const char *who;   /* departments of a duty; duties that an indicator judges */
};
typedef void difference_fn(void *arg, const struct difference *difference);

/* A catalog and the files it was made of; lent. */
struct catalog_side {
    const struct catalog *catalog;
    const struct catalog_source *sources;
    size_t n_sources;
};

/* Calls fn for each difference: duties in the order of `to` (then what is gone), indicators, measures, other files. ST_RETRY: no
 * memory, and the list is not whole. */
MUST_CHECK enum status catalog_diff(const struct catalog_side *from, const struct catalog_side *to, difference_fn *fn, void *arg);

#endif

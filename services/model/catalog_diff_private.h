/* catalog_diff_private.h: what the parts of the comparison share; for catalog_diff*.c alone. */
#ifndef DUBAN_MODEL_CATALOG_DIFF_PRIVATE_H
#define DUBAN_MODEL_CATALOG_DIFF_PRIVATE_H

#include <stdbool.h>

#include "lib/text.h"
#include "lib/yaml.h"
#include "model/catalog_diff.h"

#define DIFF_WORDS_MAX_BYTES (64u * 1024)
#define DIFF_VALUE_MAX_BYTES (16u * 1024)

/* The files as they are written, parsed when asked for, by their place among the sources. */
struct raw_files {
    struct yaml **at;
    size_t n;
};
void diff_raw_done(struct raw_files *raw);
/* The root of a file; NULL: it is not YAML, or no memory. */
const struct yaml_node *diff_raw(struct raw_files *raw, const struct catalog_side *side, size_t i);

struct comparison {
    const struct catalog_side *from, *to;
    struct raw_files raw_from, raw_to;
    size_t n_plan, n_indicator; /* differences told of either: a file of theirs needs no line of its own */
    difference_fn *fn;
    void *arg;
    bool failed;
};

/* words may be NULL: a text of its own memory, which may have overflowed. */
void diff_tell(struct comparison *c, const struct difference *difference, const struct text *words);
/* Appends 「目标：35%以上 → 36%以上」 if they differ. */
void diff_add_change(struct text *words, const char *zh, const char *before, const char *after);

/* Key by key, 「ladders before_due T-10 to：A → A、B」, whatever the keys are. */
void diff_yaml(struct text *words, const struct yaml_node *before, const struct yaml_node *after);
/* The same of answers.yaml, without what the plan and its duties tell by what it means. */
void diff_answers(struct text *words, const struct yaml_node *before, const struct yaml_node *after);
/* The same of a map's own keys, by the words under which their meaning is told: if it was, they are not told again. The list ends
 * with a NULL key. */
struct diff_key {
    const char *key, *zh;
};
void diff_keys(struct text *words, const struct diff_key *keys, const struct yaml_node *before, const struct yaml_node *after);
/* Rows of a TSV by their first cell. */
void diff_rows(struct text *words, const struct catalog_source *before, const struct catalog_source *after);

/* The plan's own file of a side, as written; NULL: it has none. */
const struct yaml_node *diff_plan_root(struct comparison *c, bool after);
void diff_duties(struct comparison *c);

#endif

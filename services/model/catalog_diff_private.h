/* catalog_diff_private.h: what the parts of the comparison share; for catalog_diff*.c alone. */
#ifndef DUBAN_MODEL_CATALOG_DIFF_PRIVATE_H
#define DUBAN_MODEL_CATALOG_DIFF_PRIVATE_H

#include <stdbool.h>

#include "lib/text.h"
#include "model/catalog_diff.h"

#define DIFF_WORDS_MAX_BYTES (64u * 1024)
#define DIFF_VALUE_MAX_BYTES (16u * 1024)

struct comparison {
    const struct catalog_side *from, *to;
    difference_fn *fn;
    void *arg;
    bool failed;
};

/* words may be NULL: a text of its own memory, which may have overflowed. */
void diff_tell(struct comparison *c, const struct difference *difference, const struct text *words);
/* Appends 「目标：35%以上 → 36%以上」 if they differ. */
void diff_add_change(struct text *words, const char *zh, const char *before, const char *after);

void diff_duties(struct comparison *c);

#endif

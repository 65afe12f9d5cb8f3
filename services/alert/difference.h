/* difference.h: what an import of organisation and assignment would change, told before it is done.
 *
 * Pure. Rows are compared by the key of their table (a code; post, person, role and first day of a holder; …), cell by cell, so
 * that the order of lines, comments and blank cells at the end make no difference. */
#ifndef DUBAN_ALERT_DIFFERENCE_H
#define DUBAN_ALERT_DIFFERENCE_H

#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "model/organisation.h"

#define DIFFERENCE_MAX 1000 /* a person reads no more; the others are counted in `more` */

enum difference_change { DIFFERENCE_ADDED, DIFFERENCE_REMOVED, DIFFERENCE_CHANGED };
const char *difference_change_name(enum difference_change change); /* added, removed, changed */

struct difference {
    enum organisation_table table;
    enum difference_change change;
    char *key;      /* owned */
    char *words_zh; /* owned: 「岗位 YZKZ：名称 由“…”改为“…”」 */
};

/* Zero-initialised; differences_done frees. In the order of tables, then keys. */
struct differences {
    struct difference *items;
    size_t count;
    uint64_t more;
    struct difference_names *names; /* what codes are called; NULL: not told */
};
void differences_done(struct differences *differences);

/* What the codes of institutions, departments and posts are called before and after, for those who read 「产科主任岗（P-CK）」
 * easier than a code. Before the tables that name them; other tables are passed over. Without memory codes stay codes. */
void differences_name(struct differences *differences, enum organisation_table table, const char *before, size_t before_len,
                      const char *after, size_t after_len);

/* Adds what differs between two versions of one table (NULL or "": no such file, thus empty). Both are readable by
 * organisation_builder_read (the caller checked); an unreadable row is passed over. */
void differences_add(struct differences *differences, enum organisation_table table, const char *before, size_t before_len,
                     const char *after, size_t after_len);

#endif

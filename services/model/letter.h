/* letter.h: one message to one person that carries one or several notices (users.md §6.1 rule 0).
 *
 * One notice: its own template. Several: one subject 「今日{项数}项事项提醒（最近{最近截止}）」, a table (事项, 请办什么, 截止,
 * 目标/现状) that names every one, then each notice in full below it, as many as a letter holds. Order: by deadline, then by the
 * line's number: the same notices give the same bytes whatever the order in which they came. Pure. */
#ifndef DUBAN_MODEL_LETTER_H
#define DUBAN_MODEL_LETTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"
#include "model/fact.h"
#include "model/template.h"

/* Subject and page of what a placed clock brought forth begin with it: a letter, and a draft that nobody is to sign. */
#define LETTER_STAMP "【演示】"

struct letter_part {
    const struct template *template;
    const struct facts *facts;
    int64_t deadline_us; /* what the reader must do by; orders the parts; INT64_MAX if none */
    const char *key;     /* notice key: the last word of the order */
};

/* A whole county's lines, each at each institution, for one reader on one day; what is more goes into a second letter of that day.
 */
#define LETTER_PARTS_MAX 1000
/* Of the full texts below the table, some two hundred of them; the table alone names the parts after these. Together with the table
 * they stay below the 1 MiB of a letter's body. */
#define LETTER_TEXTS_MAX_BYTES (512u * 1024)

/* `list` is the template 清单 and is used only for two parts or more. `reader` gives the fields of the list's own head and foot
 * ({称谓}, {收件范围}, {发文名义}, {发出日期}, {联系人}, …). Parts are sorted in place. ST_BAD_INPUT: no part, too many, or a text
 * over its limit. */
MUST_CHECK enum status letter_compose(const struct template *list, const struct facts *reader, struct letter_part *parts, size_t n,
                                      bool is_full, struct text *subject, struct text *body);

#endif

/* template.h: the wording of a notice as a file: 「主题：…」 first, a blank line, the body, {中文字段} in both.
 *
 * House rules (users.md §6.1): an empty field drops its whole line (never 「配合：无」); several subject lines may stand one below
 * the other, and the first without an empty field is the subject; an unknown field fails the check; a line that begins with ◆ or
 * 「> ◆」 goes only where the channel's level is `full`, and the mark is never sent. The first line of an im is its head: it stays
 * whatever is empty in it, as a subject does. Two blank lines never stand together. Pure; a template owns a copy of its text. */
#ifndef DUBAN_MODEL_TEMPLATE_H
#define DUBAN_MODEL_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/problem.h"
#include "lib/status.h"
#include "lib/text.h"
#include "model/fact.h"

struct template;

/* The class of channel that a template is made for, and with it the most that it may carry (users.md §2.6): full (letterbox, mail:
 * everything), im (an app of the office: one's own line and number, level brief; ◆ lines where the channel carries full), sms
 * (level title, 70 characters at most), letter (a draft that people sign). */
#define TEMPLATE_FORM_FULL   "full"
#define TEMPLATE_FORM_IM     "im"
#define TEMPLATE_FORM_SMS    "sms"
#define TEMPLATE_FORM_LETTER "letter"

/* `name` 临期提醒 and form, from the file name 「临期提醒.full.txt」. `path` is for messages.
 * A form that there is not, a missing subject line (forms with one), an unclosed brace, a field that nobody fills
 * (notice_field_exists()): problems with lines. What the form may carry is checked with the catalog (template_check.h). */
MUST_CHECK enum status template_parse(const char *path, const char *buf, size_t len, struct problems *problems,
                                      struct template **ret);
void template_free(struct template *template);
const char *template_name(const struct template *template);
const char *template_form(const struct template *template);
const char *template_path(const struct template *template);

/* Every field that it names, in order of first use, subject and body; false after the last. */
struct template_field {
    const char *name;
    int64_t line;   /* of its first use that is not in a ◆ line, else of its first use */
    bool full_only; /* stands in ◆ lines alone */
};
bool template_field(const struct template *template, size_t i, struct template_field *ret);

/* The characters of the whole body with every field at its longest; `longest` says how many characters a field may have. */
size_t template_longest(const struct template *template, size_t (*longest)(const char *field, const void *arg), const void *arg);

/* Appends subject (one line, no line end) and body. `is_full`: the channel may carry ◆ lines. The empty fields of the
 * last subject line become nothing: a letter always has a subject. */
MUST_CHECK enum status template_render(const struct template *template, const struct facts *facts, bool is_full,
                                       struct text *subject, struct text *body);

/* The same with fields that are longer than a fact may be; asked before the facts. */
MUST_CHECK enum status template_render_with(const struct template *template, const struct facts *facts, const struct fact *extra,
                                            size_t n_extra, bool is_full, struct text *subject, struct text *body);

#endif

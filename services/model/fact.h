/* fact.h: the 中文字段 of a notice: an ordered map from field name to text, the form in which facts travel from alert to notify
 * (as JSON in one column) and into a template.
 *
 * Owns its strings, bounded. An absent field and an empty one are the same thing. The JSON is one flat object of strings. */
#ifndef DUBAN_MODEL_FACT_H
#define DUBAN_MODEL_FACT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/status.h"
#include "lib/text.h"

#define FACTS_MAX            128
#define FACT_VALUE_MAX_BYTES (16 * 1024)

struct fact {
    char *name, *value;
};
struct facts {
    size_t n;
    struct fact at[FACTS_MAX];
    bool overflow; /* something was too long or too much, or memory was out: facts_status() */
};

void facts_init(struct facts *facts);
void facts_done(struct facts *facts);
/* Copies; a later set of the same name replaces; NULL or "" removes. */
void facts_set(struct facts *facts, const char *name, const char *value);
void facts_printf(struct facts *facts, const char *name, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* "" when absent; lent until the next change. */
const char *facts_get(const struct facts *facts, const char *name);
MUST_CHECK enum status facts_status(const struct facts *facts);

void facts_format_json(struct text *out, const struct facts *facts);
/* Replaces what is in `facts`. ST_BAD_INPUT: not a flat object of strings, or too large; facts is then empty. */
MUST_CHECK enum status facts_parse_json(struct facts *facts, const char *json, size_t len);

#endif

/* value_cause.c: one word and the next. */
#include "model/value_cause.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/date.h"

static const char DEFINITION[] = "0/all";

static void add_word(struct text *causes, const char *word)
{
    if (causes->len + strlen(word) + 1 <= VALUE_CAUSE_MAX_BYTES)
        text_printf(causes, "%s%s", causes->len == 0 ? "" : " ", word);
}

void value_cause_add_definition(struct text *causes)
{
    add_word(causes, DEFINITION);
}

void value_cause_add(struct text *causes, int64_t institution_id, const char *key)
{
    char word[VALUE_CAUSE_MAX_BYTES + 1];
    if ((size_t)snprintf(word, sizeof word, "%" PRId64 "/%s", institution_id, key) < sizeof word)
        add_word(causes, word);
}

static bool lane_parse(const char *word, struct value_cause *ret)
{
    struct value_cause lane = {.what = CAUSE_LANE};
    char month[16];
    if (sscanf(word, "%" SCNd64 "/%63[^|]|%15s", &lane.institution_id, lane.kind, month) != 3 || lane.institution_id <= 0 ||
        month_parse(month, strlen(month), &lane.month) != ST_OK)
        return false;
    *ret = lane;
    return true;
}

bool value_cause_next(const char **rest, struct value_cause *ret)
{
    const char *begin = *rest + strspn(*rest, " ");
    size_t len = strcspn(begin, " ");
    char word[VALUE_CAUSE_MAX_BYTES + 1];
    *rest = begin + len;
    if (len == 0)
        return false;
    snprintf(word, sizeof word, "%.*s", (int)len, begin);
    *ret = (struct value_cause){.what = strcmp(word, DEFINITION) == 0 ? CAUSE_DEFINITION : CAUSE_OTHER};
    (void)lane_parse(word, ret);
    return true;
}

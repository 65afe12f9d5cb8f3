/* finding.c: the bounded list of what is wrong with a file's rows. */
#include "model/finding.h"

#include <stdlib.h>
#include <string.h>

#include "lib/utf8.h"

void findings_init(struct findings *findings, size_t max)
{
    *findings = (struct findings){.max = max};
}

void findings_done(struct findings *findings)
{
    free(findings->items);
    findings->items = NULL;
    findings->count = findings->cap = 0;
}

void findings_clear(struct findings *findings)
{
    findings->count = 0;
}

static bool has_room(struct findings *findings)
{
    if (findings->count >= findings->max)
        return false;
    if (findings->count < findings->cap)
        return true;
    size_t cap = findings->cap == 0 ? 64 : findings->cap * 2;
    struct finding *bigger = realloc(findings->items, cap * sizeof(*bigger));
    if (bigger == NULL)
        return false;
    findings->items = bigger;
    findings->cap = cap;
    return true;
}

/* A text that fills its array may have been cut inside a character. */
static void clip(char *s, size_t size)
{
    s[size - 1] = '\0';
    size_t len = strlen(s);
    s[utf8_valid_len(s, len)] = '\0';
}

void findings_add(struct findings *findings, const struct finding *finding)
{
    if (finding->rejects)
        findings->rejects++;
    else
        findings->warnings++;
    if (!has_room(findings)) {
        findings->dropped++;
        return;
    }
    struct finding *kept = &findings->items[findings->count++];
    *kept = *finding;
    clip(kept->column, sizeof(kept->column));
    clip(kept->value, sizeof(kept->value));
}

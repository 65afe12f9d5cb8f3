/* fact.c: an ordered list of named texts; small enough to be walked. */
#include "model/fact.h"

#include <stdlib.h>
#include <string.h>

void facts_init(struct facts *facts)
{
    facts->n = 0;
    facts->overflow = false;
}

void facts_done(struct facts *facts)
{
    for (size_t i = 0; i < facts->n; i++) {
        free(facts->at[i].name);
        free(facts->at[i].value);
    }
    facts_init(facts);
}

static size_t find(const struct facts *facts, const char *name)
{
    size_t i = 0;
    while (i < facts->n && strcmp(facts->at[i].name, name) != 0)
        i++;
    return i;
}

static void drop(struct facts *facts, size_t i)
{
    free(facts->at[i].name);
    free(facts->at[i].value);
    memmove(&facts->at[i], &facts->at[i + 1], (facts->n - i - 1) * sizeof(facts->at[0]));
    facts->n--;
}

void facts_set(struct facts *facts, const char *name, const char *value)
{
    size_t i = find(facts, name);
    if (value == NULL || *value == '\0') {
        if (i < facts->n)
            drop(facts, i);
        return;
    }
    char *copy = strlen(value) > FACT_VALUE_MAX_BYTES || i == FACTS_MAX ? NULL : strdup(value);
    char *copied_name = copy != NULL && i == facts->n ? strdup(name) : NULL;
    if (copy == NULL || (i == facts->n && copied_name == NULL)) {
        free(copy);
        facts->overflow = true;
        return;
    }
    if (i == facts->n) {
        facts->at[facts->n++] = (struct fact){copied_name, copy};
        return;
    }
    free(facts->at[i].value);
    facts->at[i].value = copy;
}

void facts_printf(struct facts *facts, const char *name, const char *format, ...)
{
    va_list args;
    scoped(text_done) struct text value;
    text_init(&value, FACT_VALUE_MAX_BYTES);
    va_start(args, format);
    text_vprintf(&value, format, args);
    va_end(args);
    if (value.overflow)
        facts->overflow = true;
    else
        facts_set(facts, name, value.s);
}

const char *facts_get(const struct facts *facts, const char *name)
{
    size_t i = find(facts, name);
    return i < facts->n ? facts->at[i].value : "";
}

enum status facts_status(const struct facts *facts)
{
    return facts->overflow ? ST_BAD_INPUT : ST_OK;
}

/* refusal.c: copies of a few short parameters. */
#include "ingest/refusal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/utf8.h"

enum status refuse_n(struct refusal *refusal, enum reason reason, size_t n, const char *const *params)
{
    assert(n <= REFUSAL_PARAMS);
    *refusal = (struct refusal){.reason = reason, .n = n};
    for (size_t i = 0; i < n; i++) {
        size_t len = utf8_clip(params[i], strlen(params[i]), REFUSAL_PARAM_BYTES - 1);
        memcpy(refusal->params[i], params[i], len);
    }
    return ST_BAD_INPUT;
}

enum status refuse_problem(struct refusal *refusal, const struct problems *problems)
{
    const struct problem *first = problems->count > 0 ? &problems->items[0] : NULL;
    if (first == NULL)
        return refuse(refusal, REASON_E_GEN_006);
    size_t n = first->n_params < REFUSAL_PARAMS ? first->n_params : REFUSAL_PARAMS;
    const char *params[REFUSAL_PARAMS];
    for (size_t i = 0; i < n; i++)
        params[i] = first->params[i] != NULL ? first->params[i] : "";
    return refuse_n(refusal, first->reason, n, params);
}

void refusal_words(struct text *out, const struct refusal *refusal, enum reason_language language)
{
    const char *params[REFUSAL_PARAMS];
    for (size_t i = 0; i < refusal->n; i++)
        params[i] = refusal->params[i];
    reason_format(out, refusal->reason, language, refusal->n, params);
}

void refusal_store(char *out, size_t size, const struct refusal *refusal)
{
    scoped(text_done) struct text words;
    text_init(&words, size - 1);
    text_printf(&words, "%s ", reason_code(refusal->reason));
    refusal_words(&words, refusal, REASON_ZH);
    snprintf(out, size, "%s", words.s);
}

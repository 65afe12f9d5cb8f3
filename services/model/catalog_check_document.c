/* catalog_check_document.c: quotations against the document: its SHA-256, and every fragment at its offset, character by character.
 */
#include "model/catalog_check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "lib/utf8.h"

/* Where each character of the document begins, white space left out; at[n] is the end. */
struct bare {
    char *text;
    uint32_t *at;
    size_t n;
};

/* White space of Unicode, the way published texts have it (U+3000 between paragraphs, U+00A0 from web pages). */
static bool is_space(int32_t c)
{
    return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static enum status make_bare(const char *document, size_t len, struct bare *ret)
{
    struct bare bare = {malloc(len + 1), calloc(len + 1, sizeof(uint32_t)), 0};
    const char *s = document, *end = document + len;
    uint32_t used = 0;
    enum status status = bare.text == NULL || bare.at == NULL ? ST_RETRY : ST_OK;
    while (status == ST_OK && s < end) {
        const char *begin = s;
        int32_t c = utf8_next(&s, end);
        if (c < 0)
            status = ST_BAD_INPUT;
        if (c < 0 || is_space(c))
            continue;
        bare.at[bare.n++] = used;
        memcpy(bare.text + used, begin, (size_t)(s - begin));
        used += (uint32_t)(s - begin);
    }
    if (status != ST_OK) {
        free(bare.text);
        free(bare.at);
        return status;
    }
    bare.at[bare.n] = used;
    bare.text[used] = '\0';
    *ret = bare;
    return ST_OK;
}

static bool stands_at(const struct bare *bare, size_t offset, const char *quote, size_t characters)
{
    if (offset > bare->n || characters > bare->n - offset)
        return false;
    size_t len = bare->at[offset + characters] - bare->at[offset];
    return strlen(quote) == len && memcmp(bare->text + bare->at[offset], quote, len) == 0;
}

static void report(const struct bare *bare, const struct quotation *quote, size_t characters, const struct place *at,
                   struct problems *problems)
{
    char number[24], found[24];
    snprintf(number, sizeof(number), "%lld", (long long)quote->offset);
    for (size_t offset = 0; offset + characters <= bare->n; offset++) {
        if (!stands_at(bare, offset, quote->text, characters))
            continue;
        snprintf(found, sizeof(found), "%zu", offset);
        problems_add(problems, REASON_E_CAT_262, at, found, number);
        return;
    }
    scoped(text_done) struct text there;
    text_init(&there, PROBLEM_PARAM_MAX_BYTES);
    size_t from = (size_t)quote->offset < bare->n ? (size_t)quote->offset : bare->n;
    size_t to = bare->n - from < characters ? bare->n : from + characters;
    size_t len = bare->at[to] - bare->at[from];
    text_append_n(&there, bare->text + bare->at[from], utf8_clip(bare->text + bare->at[from], len, PROBLEM_PARAM_MAX_BYTES));
    problems_add(problems, REASON_E_CAT_261, at, number, there.s);
}

static void check_quotes(const struct plan *plan, const struct bare *bare, struct problems *problems)
{
    for (size_t i = 0; i < plan->n_duties; i++) {
        const struct duty *duty = &plan->duties[i];
        for (size_t q = 0; q < duty->n_quotes; q++) {
            const struct quotation *quote = &duty->quotes[q];
            if (quote->offset == QUOTATION_NOWHERE)
                continue; /* told by its reader */
            struct place at = {.file = plan->file, .line = quote->line, .column_name = duty->id};
            size_t characters = utf8_count(quote->text, strlen(quote->text));
            if (!stands_at(bare, (size_t)quote->offset, quote->text, characters))
                report(bare, quote, characters, &at, problems);
        }
    }
}

enum status catalog_check_document(const struct catalog *catalog, const char *document, size_t len, struct problems *problems)
{
    const struct plan *plan = catalog_plan(catalog);
    uint64_t errors_before = problems->errors;
    char hash[HASH_HEX_SIZE];
    struct bare bare;
    if (plan == NULL)
        return ST_OK;
    struct place at = {.file = plan->document.file};
    hash_sha256_hex(document, len, hash);
    if (plan->document.sha256[0] != '\0' && strcmp(hash, plan->document.sha256) != 0)
        problems_add(problems, REASON_E_CAT_260, &at, hash, plan->document.sha256);
    enum status status = make_bare(document, len, &bare);
    if (status == ST_BAD_INPUT)
        problems_add(problems, REASON_E_CAT_263, &at);
    if (status != ST_OK)
        return status;
    check_quotes(plan, &bare, problems);
    free(bare.text);
    free(bare.at);
    return problems->errors == errors_before ? ST_OK : ST_BAD_INPUT;
}

/* resolve.c: one question a function. */
#include "ingest/resolve.h"

#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "lib/hash.h"
#include "lib/text.h"
#include "model/catalog.h"
#include "model/field.h"
#include "model/kind.h"
#include "model/organisation.h"
#include "model/period.h"
#include "model/row.h"

/* ---- kind -------------------------------------------------------------------------------------------------------- */

static void no_hash(void *arg, const char *s, size_t len, uint8_t *ret)
{
    (void)arg, (void)s, (void)len;
    memset(ret, 0, FIELD_HASH_BYTES);
}

static enum status header_fits(const struct kind *kind, const struct csv_record *header)
{
    struct problems problems;
    struct row_reader *reader = NULL;
    problems_init(&problems, 1);
    enum status st = row_reader_new(kind, header, no_hash, NULL, &problems, &reader);
    row_reader_free(reader);
    problems_done(&problems);
    return st;
}

static enum status kind_of_header(const struct catalog *catalog, const struct csv_record *header, const struct kind **ret,
                                  struct refusal *refusal)
{
    struct text names;
    const struct kind *found = NULL;
    size_t count = 0;
    text_init(&names, REFUSAL_PARAM_BYTES - 1);
    enum status st = ST_OK;
    for (size_t i = 0; i < catalog_kind_count(catalog) && st != ST_RETRY; i++) {
        const struct kind *kind = catalog_kind_at(catalog, i);
        st = header_fits(kind, header);
        if (st != ST_OK)
            continue;
        text_printf(&names, "%s%s", count++ == 0 ? "" : "、", kind->name);
        found = kind;
    }
    if (st != ST_RETRY)
        st = count == 1 ? ST_OK : count == 0 ? refuse(refusal, REASON_E_ING_302) : refuse(refusal, REASON_E_ING_303, names.s);
    text_done(&names);
    if (st == ST_OK)
        *ret = found;
    return st;
}

static const struct kind *kind_of_name(const struct catalog *catalog, const char *file_name)
{
    const struct kind *found = NULL;
    for (size_t i = 0; i < catalog_kind_count(catalog); i++) {
        const struct kind *kind = catalog_kind_at(catalog, i);
        const char *code;
        size_t len;
        int32_t month;
        if (!kind_match_file(kind, file_name, &month, &code, &len))
            continue;
        if (found != NULL)
            return NULL;
        found = kind;
    }
    return found;
}

enum status resolve_kind(const struct catalog *catalog, const char *asked, const char *file_name, const struct csv_record *header,
                         const struct kind **ret, struct refusal *refusal)
{
    const struct kind *kind = asked[0] != '\0' ? catalog_kind(catalog, asked) : kind_of_name(catalog, file_name);
    if (asked[0] != '\0' && kind == NULL)
        return refuse(refusal, REASON_E_ING_301, asked);
    if (kind == NULL)
        return kind_of_header(catalog, header, ret, refusal);
    *ret = kind;
    return ST_OK;
}

/* ---- month ------------------------------------------------------------------------------------------------------- */

static enum status refuse_months(struct refusal *refusal, enum reason reason, int32_t first, int32_t second)
{
    struct text a, b;
    text_init(&a, 16);
    text_init(&b, 16);
    month_format(&a, first);
    month_format(&b, second);
    enum status st = reason == REASON_E_ING_311 ? refuse(refusal, reason, a.s) : refuse(refusal, reason, a.s, b.s);
    text_done(&a);
    text_done(&b);
    return st;
}

enum status resolve_month(const struct kind *kind, const char *asked, const char *file_name, int32_t in_rows, int64_t business_us,
                          int32_t *ret, struct refusal *refusal)
{
    int32_t said = INT32_MIN;
    const char *code;
    size_t len;
    if (asked[0] != '\0' && month_parse(asked, strlen(asked), &said) != ST_OK)
        return refuse(refusal, REASON_E_ING_308, asked);
    if (kind->submission == SUBMISSION_UPSERT) {
        *ret = INT32_MIN;
        return ST_OK;
    }
    if (said == INT32_MIN && !kind_match_file(kind, file_name, &said, &code, &len))
        said = INT32_MIN;
    if (said != INT32_MIN && in_rows != INT32_MIN && said != in_rows)
        return refuse_months(refusal, REASON_E_ING_310, said, in_rows);
    int32_t month = said != INT32_MIN ? said : in_rows;
    if (month == INT32_MIN)
        return refuse(refusal, REASON_E_ING_309);
    if (month < PERIOD_MONTH_MIN)
        return refuse(refusal, REASON_E_ING_308, asked);
    if (month > month_of_date(instant_date(business_us)))
        return refuse_months(refusal, REASON_E_ING_311, month, month);
    *ret = month;
    return ST_OK;
}

/* ---- institution ------------------------------------------------------------------------------------------------- */

static const struct institution *find_in_file(const struct organisation *organisation, const struct kind *kind, const char *in_file,
                                              int32_t date)
{
    if (in_file[0] == '\0')
        return NULL;
    if (kind->institution_by == INSTITUTION_BY_FRONT_PAGE_CODE)
        return organisation_institution_by_front_page(organisation, in_file, date);
    return organisation_institution_by_code(organisation, in_file);
}

static enum status refuse_unknown(struct refusal *refusal, const struct kind *kind, const char *in_file)
{
    struct text shape;
    text_init(&shape, REFUSAL_PARAM_BYTES - 1);
    field_safe_value(&shape, NULL, in_file, strlen(in_file));
    enum status st = refuse(refusal, REASON_E_ING_304, shape.s, kind->institution_column);
    text_done(&shape);
    return st;
}

/* Of the code that stands in the file's name; "" if none does. */
static void code_of_name(const struct kind *kind, const char *file_name, char *ret, size_t size)
{
    int32_t month;
    const char *code = "";
    size_t len = 0;
    if (!kind_match_file(kind, file_name, &month, &code, &len))
        len = 0;
    snprintf(ret, size, "%.*s", (int)(len < size ? len : 0), code);
}

static enum status check_valid(const struct institution *institution, int32_t month, int32_t date, struct refusal *refusal)
{
    if (month == INT32_MIN || institution_is_valid(institution, date))
        return ST_OK;
    struct text period;
    text_init(&period, 16);
    month_format(&period, month);
    enum status st = refuse(refusal, REASON_E_ING_307, institution->code, period.s);
    text_done(&period);
    return st;
}

enum status resolve_institution(const struct organisation *organisation, const struct kind *kind, const char *asked,
                                const char *file_name, const char *in_file, int32_t month, int64_t business_us,
                                const struct institution **ret, struct refusal *refusal)
{
    int32_t date = month == INT32_MIN ? instant_date(business_us) : month_first_date(month);
    char named[64];
    if (asked[0] == '\0')
        code_of_name(kind, file_name, named, sizeof named);
    else
        snprintf(named, sizeof named, "%s", asked);
    const struct institution *said = named[0] == '\0' ? NULL : organisation_institution_by_code(organisation, named);
    const struct institution *found = find_in_file(organisation, kind, in_file, date);
    if (asked[0] != '\0' && said == NULL)
        return refuse(refusal, REASON_E_ING_332, asked);
    if (said != NULL && found != NULL && said != found)
        return refuse(refusal, REASON_E_ING_306, found->code, said->code);
    if (found == NULL && in_file[0] != '\0' && asked[0] == '\0')
        return refuse_unknown(refusal, kind, in_file);
    if (found == NULL)
        found = said;
    if (found == NULL)
        return refuse(refusal, REASON_E_ING_305, kind->institution_column);
    enum status st = check_valid(found, month, date, refusal);
    if (st == ST_OK)
        *ret = found;
    return st;
}

/* ---- file name --------------------------------------------------------------------------------------------------- */

void resolve_file_name(const struct kind *kind, const struct institution *institution, const char *file_name, struct hash_key *key,
                       char *ret, size_t size)
{
    int32_t month;
    const char *code = "";
    size_t len = 0;
    bool plain = kind_match_file(kind, file_name, &month, &code, &len) && strlen(file_name) < size;
    if (plain && len > 0)
        plain = strlen(institution->code) == len && memcmp(institution->code, code, len) == 0;
    uint8_t hash[HASH_BYTES];
    char hex[HASH_HEX_SIZE];
    hash_key_apply(key, file_name, strlen(file_name), hash);
    hash_hex(hash, hex);
    if (plain)
        snprintf(ret, size, "%s", file_name);
    else
        snprintf(ret, size, "keyed:%.16s", hex);
}

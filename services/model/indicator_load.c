/* indicator_load.c: measures and indicators out of base/indicators.yaml and base/indicators/. All faults of all files are told at
 * once. */
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"
#include "lib/nearest.h"
#include "model/indicator_private.h"
#include "model/unit.h"
#include "model/unread.h"

static void load_measures(struct indicator_book *book, const struct yaml_node *map, struct problems *problems,
                          struct unread *unread)
{
    struct place at = yaml_place(map);
    for (size_t i = 0; i < yaml_map_len(map); i++) {
        const char *name = yaml_map_key(map, i);
        struct place key_at = yaml_map_key_place(map, i);
        if (!field_name_is_safe(name))
            problems_add(problems, REASON_E_CAT_102, &key_at, name);
        if (indicator_book_measure(book, name) != NULL)
            problems_add(problems, REASON_E_CAT_103, &key_at, name);
        if (book->n_measures == BOOK_MAX_MEASURES) {
            problems_add(problems, REASON_E_CAT_109, &at, "measures", "1000");
            return;
        }
        struct measure *m;
        if (measure_load(name, yaml_map_value(map, i), book->kinds, book->n_kinds, problems, &m) == ST_OK)
            book->measures[book->n_measures++] = m;
        else
            unread_add(unread, UNREAD_MEASURE, name);
    }
}

static char *load_text(struct indicator_book *book, const struct yaml_node *node, const char *key)
{
    const char *s = yaml_text(yaml_get(node, key));
    return arena_text(&book->arena, s == NULL ? "" : s);
}

static unsigned load_choice(const struct yaml_node *node, const char *key, const char *const *words, const char *printed,
                            struct problems *problems)
{
    const struct yaml_node *value;
    if (yaml_need(node, key, YAML_IS_TEXT, problems, &value) != ST_OK)
        return 0;
    for (unsigned i = 0; words[i] != NULL; i++) {
        if (text_equal(yaml_text(value), words[i]))
            return i;
    }
    struct place at = yaml_place(value);
    problems_add(problems, REASON_E_CAT_105, &at, yaml_text(value), printed);
    return 0;
}

static int64_t load_i64(const struct yaml_node *node, const char *key, int64_t min, int64_t max, int64_t fallback,
                        struct problems *problems)
{
    int64_t n = fallback;
    if (yaml_get(node, key) != NULL && yaml_read_i64(yaml_get(node, key), min, max, problems, &n) != ST_OK)
        return fallback;
    return n;
}

static const struct measure *load_measure_name(struct indicator_book *book, const struct yaml_node *node, const char *key,
                                               struct problems *problems)
{
    const struct yaml_node *value = yaml_get(node, key);
    const char *name = yaml_text(value);
    const struct measure *m = name == NULL ? NULL : indicator_book_measure(book, name);
    struct place at = yaml_place(value);
    if (m != NULL)
        return m;
    struct nearest meant = nearest_begin(name == NULL ? "" : name);
    for (size_t i = 0; i < book->n_measures; i++)
        nearest_offer(&meant, book->measures[i]->name);
    problems_add(problems, REASON_E_CAT_131, &at, name, nearest_found(&meant));
    return NULL;
}

static int32_t load_date(const struct yaml_node *node, const char *key, struct problems *problems)
{
    const char *s = "";
    struct date_read read;
    struct place at = yaml_place(yaml_get(node, key));
    if (yaml_need_text(node, key, problems, &s) != ST_OK)
        return INT32_MIN;
    if (date_parse(s, strlen(s), &read) != ST_OK || read.has_time) {
        problems_add(problems, REASON_E_CAT_106, &at, s);
        return INT32_MIN;
    }
    return read.date;
}

static const char *const INDICATOR_KEYS[] = {
    "code",   "name",       "name_en",   "numerator", "denominator",       "numerator_name",  "denominator_name", "scale",
    "unit",   "decimals",   "direction", "over_time", "over_institutions", "min_denominator", "definition",       "source",
    "nature", "valid_from", "official",  NULL};

static void load_arithmetic(const struct yaml_node *node, struct problems *problems, struct indicator *ind)
{
    static const char *const directions[] = {"up", "down", "band", "reach", NULL};
    static const char *const times[] = {"sum", "last", "mean", NULL};
    static const char *const sums[] = {"ratio_of_sums", "share_of_members", "none", "share_not_negative", NULL};
    ind->scale = load_i64(node, "scale", 1, 1000000, 1, problems);
    ind->decimals = (int)load_i64(node, "decimals", 0, 6, 0, problems);
    ind->min_denominator = load_i64(node, "min_denominator", 0, INT64_C(1000000000000), 0, problems);
    ind->direction = (enum indicator_direction)load_choice(node, "direction", directions, "up、down、band、reach", problems);
    ind->over_time = (enum over_time)load_choice(node, "over_time", times, "sum、last、mean", problems);
    ind->over_institutions = (enum over_institutions)load_choice(
        node, "over_institutions", sums, "ratio_of_sums、share_of_members、none、share_not_negative", problems);
}

/* Do the two measure the same? What is counted row by row has no unit of its own and goes with persons, cases, visits. */
static bool are_alike(const struct measure *a, const struct measure *b)
{
    return unit_alike(a->unit, b->unit) || (a->value == NULL && unit_is_countable(b->unit)) ||
           (b->value == NULL && unit_is_countable(a->unit));
}

/* One of the closed list; a share only of what is alike. */
static void load_unit(struct indicator_book *book, const struct yaml_node *node, struct problems *problems, struct indicator *ind)
{
    struct place at = yaml_place(yaml_get(node, "unit"));
    enum unit unit = UNIT_NONE;
    ind->unit = load_text(book, node, "unit");
    if (unit_parse(ind->unit, &unit) != ST_OK)
        problems_add(problems, REASON_E_CAT_101, &at, ind->unit, unit_words());
    if ((unit == UNIT_PERCENT || unit == UNIT_PER_MILLE) && ind->numerator != NULL && ind->denominator != NULL &&
        !are_alike(ind->numerator, ind->denominator))
        problems_add(problems, REASON_E_CAT_134, &at, ind->unit, unit_name(ind->numerator->unit),
                     unit_name(ind->denominator->unit));
}

/* A copy; a problem and "" if there is none. */
static char *need_text(struct indicator_book *book, const struct yaml_node *node, const char *key, struct problems *problems)
{
    const char *text = "";
    return arena_text(&book->arena, yaml_need_text(node, key, problems, &text) == ST_OK ? text : "");
}

static void load_indicator(struct indicator_book *book, const char *name, const struct yaml_node *node, struct problems *problems)
{
    struct indicator *ind = arena_alloc(&book->arena, 1, sizeof(*ind));
    const char *zh = "";
    yaml_check_keys(node, INDICATOR_KEYS, problems);
    ind->name = arena_text(&book->arena, name);
    ind->numerator = load_measure_name(book, node, "numerator", problems);
    if (yaml_get(node, "denominator") != NULL)
        ind->denominator = load_measure_name(book, node, "denominator", problems);
    if (yaml_need_text(node, "name", problems, &zh) != ST_OK)
        zh = name;
    ind->zh = arena_text(&book->arena, zh);
    ind->code = load_text(book, node, "code");
    ind->en = need_text(book, node, "name_en", problems);
    ind->numerator_zh = load_text(book, node, "numerator_name");
    ind->denominator_zh = load_text(book, node, "denominator_name");
    load_unit(book, node, problems, ind);
    ind->definition = need_text(book, node, "definition", problems);
    ind->source = need_text(book, node, "source", problems);
    ind->nature = need_text(book, node, "nature", problems);
    ind->valid_from = load_date(node, "valid_from", problems);
    load_arithmetic(node, problems, ind);
    book->indicators[book->n_indicators++] = ind;
    const struct yaml_node *official = yaml_get(node, "official");
    struct place at = yaml_place(official);
    if (official != NULL &&
        indicator_book_official(book, ind, yaml_text(official) == NULL ? "" : yaml_text(official), &at, problems) != ST_OK)
        ind->official = NULL; /* told */
}

static void load_indicators(struct indicator_book *book, const struct yaml_node *map, struct problems *problems,
                            struct unread *unread)
{
    struct place at = yaml_place(map);
    for (size_t i = 0; i < yaml_map_len(map); i++) {
        const char *name = yaml_map_key(map, i);
        struct place key_at = yaml_map_key_place(map, i);
        if (!field_name_is_safe(name))
            problems_add(problems, REASON_E_CAT_102, &key_at, name);
        if (indicator_book_find(book, name) != NULL)
            problems_add(problems, REASON_E_CAT_103, &key_at, name);
        if (book->n_indicators == BOOK_MAX_INDICATORS) {
            problems_add(problems, REASON_E_CAT_109, &at, "indicators", "1000");
            return;
        }
        uint64_t errors = problems->errors;
        size_t n_before = book->n_indicators;
        load_indicator(book, name, yaml_map_value(map, i), problems);
        if (problems->errors == errors)
            continue;
        book->n_indicators = n_before; /* half of one would be found and not be what it says */
        unread_add(unread, UNREAD_INDICATOR, name);
    }
}

enum status indicator_book_read(const struct yaml_node *const *roots, size_t n_roots, const struct kind *const *kinds,
                                size_t n_kinds, struct problems *problems, struct unread *unread, struct indicator_book **ret)
{
    static const char *const allowed[] = {"measures", "indicators", NULL};
    const struct yaml_node *map;
    struct indicator_book *book = calloc(1, sizeof(*book));
    if (book == NULL)
        return ST_RETRY;
    arena_init(&book->arena);
    const struct kind **copy = arena_alloc(&book->arena, n_kinds + 1, sizeof(*copy));
    for (size_t i = 0; i < n_kinds; i++)
        copy[i] = kinds[i];
    book->kinds = copy;
    book->n_kinds = n_kinds;
    uint64_t errors = problems->errors;
    for (size_t i = 0; i < n_roots; i++) {
        yaml_check_keys(roots[i], allowed, problems);
        if (yaml_need(roots[i], "measures", YAML_IS_MAP, problems, &map) == ST_OK)
            load_measures(book, map, problems, unread);
        else
            unread_add(unread, UNREAD_MEASURE, NULL);
    }
    for (size_t i = 0; i < n_roots; i++) {
        if (yaml_need(roots[i], "indicators", YAML_IS_MAP, problems, &map) == ST_OK)
            load_indicators(book, map, problems, unread);
        else
            unread_add(unread, UNREAD_INDICATOR, NULL);
    }
    *ret = book;
    return problems->errors > errors ? ST_BAD_INPUT : ST_OK;
}

enum status indicator_book_load(const struct yaml_node *const *roots, size_t n_roots, const struct kind *const *kinds,
                                size_t n_kinds, struct problems *problems, struct indicator_book **ret)
{
    struct indicator_book *book = NULL;
    enum status st = indicator_book_read(roots, n_roots, kinds, n_kinds, problems, NULL, &book);
    if (st == ST_OK)
        *ret = book;
    else
        indicator_book_free(book);
    return st;
}

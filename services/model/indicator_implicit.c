/* indicator_implicit.c: the indicators that duties of the types rating and milestone are judged by, and the published ones that
 * stand beside a computed one. The catalog does not write them down: an item is enough to make one. */
#include <string.h>

#include "lib/nearest.h"
#include "model/indicator_private.h"

static const struct kind *kind_named(const struct indicator_book *book, const char *name)
{
    for (size_t i = 0; i < book->n_kinds; i++) {
        if (strcmp(book->kinds[i]->name, name) == 0)
            return book->kinds[i];
    }
    return NULL;
}

typedef enum status measure_maker(const char *item, const struct kind *kind, const struct place *at, struct problems *problems,
                                  struct measure **ret);

/* The named measure, made if it is not there yet. */
static enum status implicit_measure(struct indicator_book *book, const char *name, measure_maker *make, const char *item,
                                    const struct kind *kind, const struct place *at, struct problems *problems,
                                    const struct measure **ret)
{
    *ret = indicator_book_measure(book, name);
    if (*ret != NULL)
        return ST_OK;
    if (book->n_measures == BOOK_MAX_MEASURES) {
        problems_add(problems, REASON_E_CAT_109, at, "measures", "1000");
        return ST_BAD_INPUT;
    }
    struct measure *made;
    enum status st = make(item, kind, at, problems, &made);
    if (st == ST_OK)
        *ret = book->measures[book->n_measures++] = made;
    return st;
}

/* The indicator of an item and its measures. `prototype` has what is not of the item. */
static enum status implicit(struct indicator_book *book, const char *indicator_name, const char *measure_name, const char *item,
                            bool is_rating, const struct indicator *prototype, const struct place *at, struct problems *problems,
                            const struct indicator **ret)
{
    const char *kind_name = is_rating ? "rating" : "milestone";
    const struct kind *kind = kind_named(book, kind_name);
    const struct measure *m = NULL, *until = NULL;
    scoped(text_done) struct text until_name, definition;
    text_init(&until_name, EXPR_MAX_BYTES);
    text_init(&definition, 2 * EXPR_MAX_BYTES);
    if (kind == NULL) {
        problems_add(problems, REASON_E_CAT_130, at, kind_name);
        return ST_BAD_INPUT;
    }
    if (book->n_indicators == BOOK_MAX_INDICATORS) {
        problems_add(problems, REASON_E_CAT_109, at, "indicators", "1000");
        return ST_BAD_INPUT;
    }
    enum status st = implicit_measure(book, measure_name, is_rating ? measure_make_rating : measure_make_milestone, item, kind, at,
                                      problems, &m);
    text_printf(&until_name, "rating_until:%s", item);
    if (st == ST_OK && is_rating)
        st = implicit_measure(book, until_name.s, measure_make_rating_until, item, kind, at, problems, &until);
    if (st != ST_OK)
        return st;
    text_append(&definition, m->definition);
    if (is_rating)
        text_append(&definition, "；有效期至当月为止，过期不计");
    struct indicator *ind = arena_alloc(&book->arena, 1, sizeof(*ind));
    *ind = *prototype;
    ind->name = arena_text(&book->arena, indicator_name);
    ind->item = arena_text(&book->arena, item);
    ind->zh = ind->en = arena_text(&book->arena, item);
    ind->code = ind->denominator_zh = ind->source = ind->nature = arena_text(&book->arena, "");
    ind->numerator_zh = arena_text(&book->arena, is_rating ? "级别" : "数量");
    ind->definition = arena_text(&book->arena, definition.s);
    ind->unit = arena_text(&book->arena, prototype->unit);
    ind->numerator = m;
    ind->until = until;
    ind->valid_from = INT32_MIN;
    book->indicators[book->n_indicators++] = ind;
    *ret = ind;
    return ST_OK;
}

enum status indicator_book_rating(struct indicator_book *book, const char *item, const struct place *at, struct problems *problems,
                                  const struct indicator **ret)
{
    static const struct indicator prototype = {.scale = 1,
                                               .unit = "级",
                                               .direction = DIRECTION_REACH,
                                               .over_time = OVER_TIME_LAST,
                                               .over_institutions = OVER_INSTITUTIONS_NONE};
    scoped(text_done) struct text name;
    text_init(&name, EXPR_MAX_BYTES);
    text_printf(&name, "rating:%s", item);
    const struct kind *kind = kind_named(book, "rating");
    const struct code_table *items = kind == NULL ? NULL : code_tables_find(kind->tables, "rating_items");
    if (kind != NULL && (items == NULL || code_table_find(items, item, strlen(item)) < 0)) {
        struct nearest meant = nearest_begin(item);
        size_t len;
        for (size_t i = 0; items != NULL && i < code_table_count(items); i++)
            nearest_offer(&meant, code_table_code(items, i, &len));
        problems_add(problems, REASON_E_CAT_133, at, item, nearest_found(&meant));
        return ST_BAD_INPUT;
    }
    const struct indicator *known = indicator_book_find(book, name.s);
    if (known != NULL) {
        *ret = known;
        return ST_OK;
    }
    return implicit(book, name.s, name.s, item, true, &prototype, at, problems, ret);
}

enum status indicator_book_milestone(struct indicator_book *book, const char *item, bool share, const struct place *at,
                                     struct problems *problems, const struct indicator **ret)
{
    static const struct indicator count = {.scale = 1, .unit = "", .direction = DIRECTION_REACH};
    static const struct indicator members = {.scale = 100,
                                             .unit = "%",
                                             .decimals = 1,
                                             .direction = DIRECTION_REACH,
                                             .over_institutions = OVER_INSTITUTIONS_SHARE_OF_MEMBERS};
    scoped(text_done) struct text name, measure;
    text_init(&name, EXPR_MAX_BYTES);
    text_init(&measure, EXPR_MAX_BYTES);
    text_printf(&measure, "milestone:%s", item);
    text_printf(&name, "%s:%s", share ? "milestone_share" : "milestone", item);
    const struct indicator *known = indicator_book_find(book, name.s);
    if (known != NULL) {
        *ret = known;
        return ST_OK;
    }
    return implicit(book, name.s, measure.s, item, false, share ? &members : &count, at, problems, ret);
}

static enum status official_measure(const char *name, const char *of, const char *item, const struct kind *kind,
                                    const struct place *at, struct problems *problems, struct measure **ret)
{
    scoped(text_done) struct text where;
    text_init(&where, EXPR_MAX_BYTES);
    text_append(&where, "item = ");
    expr_format_text(&where, item, strlen(item));
    return measure_make(name, kind, of, where.s, at, problems, ret);
}

enum status indicator_book_official(struct indicator_book *book, struct indicator *indicator, const char *item,
                                    const struct place *at, struct problems *problems)
{
    static const char *const parts[][2] = {{"numerator", "sum(numerator)"}, {"denominator", "sum(denominator)"}};
    const struct kind *kind = kind_named(book, "statistic");
    const struct measure *made[2];
    scoped(text_done) struct text name;
    text_init(&name, EXPR_MAX_BYTES);
    if (kind == NULL) {
        problems_add(problems, REASON_E_CAT_130, at, "statistic");
        return ST_BAD_INPUT;
    }
    if (book->n_indicators == BOOK_MAX_INDICATORS || book->n_measures + 2 > BOOK_MAX_MEASURES) {
        problems_add(problems, REASON_E_CAT_109, at, "indicators", "1000");
        return ST_BAD_INPUT;
    }
    for (size_t i = 0; i < 2; i++) {
        struct measure *measure;
        text_clear(&name);
        text_printf(&name, "official_%s:%s", parts[i][0], indicator->name);
        enum status st = official_measure(name.s, parts[i][1], item, kind, at, problems, &measure);
        if (st != ST_OK)
            return st;
        made[i] = book->measures[book->n_measures++] = measure;
    }
    struct indicator *official = arena_alloc(&book->arena, 1, sizeof *official);
    *official = *indicator;
    text_clear(&name);
    text_printf(&name, "official:%s", indicator->name);
    official->name = arena_text(&book->arena, name.s);
    text_clear(&name);
    text_printf(&name, "%s（官方公布值）", indicator->zh);
    official->zh = arena_text(&book->arena, name.s);
    official->numerator = made[0];
    official->denominator = made[1];
    official->numerator_zh = arena_text(&book->arena, "公布的分子（或公布值）");
    official->denominator_zh = arena_text(&book->arena, "公布的分母");
    official->nature = arena_text(&book->arena, "公布值");
    official->over_time = OVER_TIME_LAST;
    official->min_denominator = 0;
    official->item = arena_text(&book->arena, item);
    official->official = NULL;
    book->indicators[book->n_indicators++] = official;
    indicator->official = official;
    return ST_OK;
}

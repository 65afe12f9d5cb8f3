/* indicator_implicit.c: the indicators that duties of the types rating and milestone are judged by. The catalog does not write
 * them down: an item of a plan is enough to make one. */
#include <string.h>

#include "model/indicator_private.h"

static const struct kind *kind_named(const struct indicator_book *book, const char *name)
{
    for (size_t i = 0; i < book->n_kinds; i++) {
        if (strcmp(book->kinds[i]->name, name) == 0)
            return book->kinds[i];
    }
    return NULL;
}

/* The named measure and indicator of an item, made if they are not there yet. `prototype` has what is not of the item. */
static enum status implicit(struct indicator_book *book, const char *indicator_name, const char *measure_name, const char *item,
                            bool is_rating, const struct indicator *prototype, const struct place *at, struct problems *problems,
                            const struct indicator **ret)
{
    const char *kind_name = is_rating ? "rating" : "milestone";
    const struct kind *kind = kind_named(book, kind_name);
    if (kind == NULL) {
        problems_add(problems, REASON_E_CAT_130, at, kind_name);
        return ST_BAD_INPUT;
    }
    if (book->n_measures == BOOK_MAX_MEASURES || book->n_indicators == BOOK_MAX_INDICATORS) {
        problems_add(problems, REASON_E_CAT_109, at, "indicators", "1000");
        return ST_BAD_INPUT;
    }
    const struct measure *m = indicator_book_measure(book, measure_name);
    if (m == NULL) {
        struct measure *made;
        enum status st = is_rating ? measure_make_rating(item, kind, at, problems, &made)
                                   : measure_make_milestone(item, kind, at, problems, &made);
        if (st != ST_OK)
            return st;
        m = book->measures[book->n_measures++] = made;
    }
    struct indicator *ind = arena_alloc(&book->arena, 1, sizeof(*ind));
    *ind = *prototype;
    ind->name = arena_text(&book->arena, indicator_name);
    ind->item = arena_text(&book->arena, item);
    ind->zh = ind->en = arena_text(&book->arena, item);
    ind->code = ind->denominator_zh = ind->source = ind->nature = arena_text(&book->arena, "");
    ind->numerator_zh = arena_text(&book->arena, is_rating ? "级别" : "数量");
    ind->definition = arena_text(&book->arena, m->definition);
    ind->unit = arena_text(&book->arena, prototype->unit);
    ind->numerator = m;
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
        problems_add(problems, REASON_E_CAT_133, at, item);
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

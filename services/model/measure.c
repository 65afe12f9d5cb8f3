/* measure.c: definitions made of expressions, and the hash that names them. */
#include "model/measure.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/hash.h"
#include "lib/nearest.h"

#define DEFINITION_MAX_BYTES (4u * EXPR_MAX_BYTES)

/* "sum(weight)" → "weight"; NULL: not of that form. The caller frees it. */
static char *sum_inside(const char *of)
{
    size_t len = strlen(of);
    if (!text_starts_with(of, "sum(") || of[len - 1] != ')')
        return NULL;
    return strndup(of + 4, len - 5);
}

static void seal(struct measure *m)
{
    char hash[HASH_HEX_SIZE];
    scoped(text_done) struct text out;
    text_init(&out, DEFINITION_MAX_BYTES);
    text_printf(&out, "%s: ", m->kind->name);
    if (m->value == NULL) {
        text_append(&out, "count");
    } else {
        text_append(&out, "sum(");
        expr_format(&out, m->value);
        text_append(&out, ")");
    }
    if (m->where != NULL) {
        text_append(&out, " where ");
        expr_format(&out, m->where);
    }
    assert(!out.overflow);
    m->definition = strdup(out.s);
    text_printf(&out, "\nkind %s\n", m->kind->hash);
    hash_sha256_hex(out.s, out.len, hash);
    snprintf(m->hash, sizeof(m->hash), "%.*s", MEASURE_HASH_HEX, hash);
}

static enum status parse(struct measure *m, const char *of, const char *where, const struct place *at, struct problems *problems)
{
    enum status st = ST_OK;
    if (strcmp(of, "count") != 0) {
        char *inside = sum_inside(of);
        if (inside == NULL) {
            problems_add(problems, REASON_E_CAT_132, at, of);
            return ST_BAD_INPUT;
        }
        st = expr_parse(inside, m->kind, EXPR_WANT_NUMBER, at, problems, &m->value);
        free(inside);
    }
    enum status where_st = where == NULL ? ST_OK : expr_parse(where, m->kind, EXPR_WANT_CONDITION, at, problems, &m->where);
    return st != ST_OK ? st : where_st;
}

enum status measure_make(const char *name, const struct kind *kind, const char *of, const char *where, const struct place *at,
                         struct problems *problems, struct measure **ret)
{
    struct measure *m = calloc(1, sizeof(*m));
    if (m == NULL)
        return ST_RETRY;
    m->kind = kind;
    m->name = strdup(name);
    enum status st = m->name == NULL ? ST_RETRY : parse(m, of, where, at, problems);
    if (st == ST_OK) {
        if (m->value != NULL) {
            m->scale = m->value->nodes[m->value->root].scale;
            m->unit = m->value->nodes[m->value->root].unit;
        }
        seal(m);
        st = m->definition == NULL ? ST_RETRY : ST_OK;
    }
    if (st != ST_OK)
        measure_free(m);
    else
        *ret = m;
    return st;
}

void measure_free(struct measure *m)
{
    if (m == NULL)
        return;
    expr_free(m->value);
    expr_free(m->where);
    free(m->name);
    free(m->definition);
    free(m);
}

enum status measure_load(const char *name, const struct yaml_node *node, const struct kind *const *kinds, size_t n_kinds,
                         struct problems *problems, struct measure **ret)
{
    static const char *const allowed[] = {"kind", "of", "where", NULL};
    const char *kind_name, *of;
    struct place at = yaml_place(node);
    yaml_check_keys(node, allowed, problems);
    enum status st = yaml_need_text(node, "kind", problems, &kind_name);
    if (st == ST_OK)
        st = yaml_need_text(node, "of", problems, &of);
    if (st != ST_OK)
        return st;
    for (size_t i = 0; i < n_kinds; i++) {
        if (strcmp(kinds[i]->name, kind_name) == 0)
            return measure_make(name, kinds[i], of, yaml_text(yaml_get(node, "where")), &at, problems, ret);
    }
    struct nearest meant = nearest_begin(kind_name);
    for (size_t i = 0; i < n_kinds; i++)
        nearest_offer(&meant, kinds[i]->name);
    problems_add(problems, REASON_E_CAT_130, &at, kind_name, nearest_found(&meant));
    return ST_BAD_INPUT;
}

/* sum(field) where item = 'ITEM', named PREFIX:ITEM. The item is data: it goes through the language's own quoting. */
static enum status make_of_item(const char *prefix, const char *of, const char *item, const struct kind *kind,
                                const struct place *at, struct problems *problems, struct measure **ret)
{
    scoped(text_done) struct text name;
    scoped(text_done) struct text where;
    text_init(&name, EXPR_MAX_BYTES);
    text_init(&where, EXPR_MAX_BYTES);
    text_printf(&name, "%s:%s", prefix, item);
    text_append(&where, "item = ");
    expr_format_text(&where, item, strlen(item));
    if (name.overflow || where.overflow) {
        problems_add(problems, REASON_E_CAT_125, at);
        return ST_BAD_INPUT;
    }
    return measure_make(name.s, kind, of, where.s, at, problems, ret);
}

enum status measure_make_rating(const char *item, const struct kind *rating, const struct place *at, struct problems *problems,
                                struct measure **ret)
{
    return make_of_item("rating", "sum(rank)", item, rating, at, problems, ret);
}

enum status measure_make_rating_until(const char *item, const struct kind *rating, const struct place *at,
                                      struct problems *problems, struct measure **ret)
{
    return make_of_item("rating_until", "sum(days(valid_to))", item, rating, at, problems, ret);
}

enum status measure_make_milestone(const char *item, const struct kind *milestone, const struct place *at,
                                   struct problems *problems, struct measure **ret)
{
    return make_of_item("milestone", "sum(quantity)", item, milestone, at, problems, ret);
}

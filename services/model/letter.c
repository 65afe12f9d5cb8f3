/* letter.c: one notice as it is, several as a list with the full texts below. */
#include "model/letter.h"

#include <stdlib.h>
#include <string.h>

#define LETTER_MAX_BYTES (1024u * 1024)

static int compare_parts(const void *a, const void *b)
{
    const struct letter_part *x = a, *y = b;
    if (x->deadline_us != y->deadline_us)
        return x->deadline_us < y->deadline_us ? -1 : 1;
    int order = strcmp(facts_get(x->facts, "事项编号"), facts_get(y->facts, "事项编号"));
    return order != 0 ? order : strcmp(x->key, y->key);
}

/* 1. 手术占比（HN-006，市人民医院）：写说明；截止12月24日；目标35%以上，现在34.1% */
static void append_row(struct text *table, size_t number, const struct facts *facts)
{
    const char *name = facts_get(facts, "事项简称"), *id = facts_get(facts, "事项编号"), *where = facts_get(facts, "机构简称");
    const char *what = facts_get(facts, "请办什么"), *until = facts_get(facts, "办理截止");
    const char *target = facts_get(facts, "目标"), *now = facts_get(facts, "现状");
    text_printf(table, "%zu. %s（%s%s%s）", number, name, id, *id != '\0' && *where != '\0' ? "，" : "", where);
    if (*what != '\0')
        text_printf(table, "：%s", what);
    if (*until != '\0')
        text_printf(table, "；截止%s", until);
    if (*target != '\0')
        text_printf(table, "；目标%s", target);
    if (*now != '\0')
        text_printf(table, "，现在%s", now);
    text_append_char(table, '\n');
}

/* *ret_fits: it was appended; the first one always is. */
static enum status append_part(struct text *full, size_t number, const struct letter_part *part, bool is_full, bool *ret_fits)
{
    scoped(text_done) struct text subject, body;
    text_init(&subject, 4096);
    text_init(&body, LETTER_MAX_BYTES);
    enum status status = template_render(part->template, part->facts, is_full, &subject, &body);
    bool fits = number == 1 || full->len + subject.len + body.len <= LETTER_TEXTS_MAX_BYTES;
    if (status == ST_OK && fits)
        text_printf(full, "%s———— %zu ————\n%s\n\n%s", number == 1 ? "" : "\n", number, subject.s, body.s);
    *ret_fits = fits;
    return status;
}

/* What stands below the table: all of them, or the first `told` of `n`. */
static void say_texts(struct facts *facts, size_t told, size_t n)
{
    if (told == n)
        facts_set(facts, "全文说明", "以下是每项的全文。");
    else
        facts_printf(facts, "全文说明", "项数较多，以下是前%zu项的全文；其余%zu项已列在上面的清单里，要看全文的，请来电索取。",
                     told, n - told);
}

static void trim_end(struct text *text)
{
    while (text->len > 0 && text->s[text->len - 1] == '\n')
        text->s[--text->len] = '\0';
}

static enum status compose_list(const struct template *list, const struct facts *reader, const struct letter_part *parts, size_t n,
                                bool is_full, struct text *subject, struct text *body)
{
    struct facts facts;
    scoped(text_done) struct text table, full;
    enum status status = ST_OK;
    size_t told = 0;
    bool fits = true;
    text_init(&table, LETTER_MAX_BYTES);
    text_init(&full, LETTER_MAX_BYTES);
    for (size_t i = 0; i < n && status == ST_OK; i++) {
        append_row(&table, i + 1, parts[i].facts);
        if (fits)
            status = append_part(&full, i + 1, &parts[i], is_full, &fits);
        told += fits;
    }
    if (status != ST_OK || table.overflow || full.overflow)
        return ST_BAD_INPUT;
    trim_end(&table);
    trim_end(&full);
    /* the two long texts are longer than a fact may be and go in beside them */
    facts_init(&facts);
    for (size_t i = 0; i < reader->n; i++)
        facts_set(&facts, reader->at[i].name, reader->at[i].value);
    facts_printf(&facts, "项数", "%zu", n);
    say_texts(&facts, told, n);
    for (size_t i = 0; i < n && facts_get(&facts, "最近截止")[0] == '\0'; i++)
        facts_set(&facts, "最近截止", facts_get(parts[i].facts, "办理截止"));
    status = facts_status(&facts);
    struct fact extra[] = {{.name = (char *)"事项表", .value = table.s}, {.name = (char *)"各项全文", .value = full.s}};
    if (status == ST_OK)
        status = template_render_with(list, &facts, extra, 2, is_full, subject, body);
    facts_done(&facts);
    return status;
}

enum status letter_compose(const struct template *list, const struct facts *reader, struct letter_part *parts, size_t n,
                           bool is_full, struct text *subject, struct text *body)
{
    if (n == 0 || n > LETTER_PARTS_MAX)
        return ST_BAD_INPUT;
    if (n == 1)
        return template_render(parts[0].template, parts[0].facts, is_full, subject, body);
    qsort(parts, n, sizeof(*parts), compare_parts);
    return compose_list(list, reader, parts, n, is_full, subject, body);
}

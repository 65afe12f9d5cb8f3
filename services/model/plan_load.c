/* plan_load.c: a plan.yaml: its head, its document, its duties; and the small readers that all of it is read with. */
#include "model/plan_private.h"

#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "model/unread.h"

void plan_problem(const struct plan_reader *reader, enum reason reason, const struct yaml_node *node, const char *first,
                  const char *second)
{
    struct place at = yaml_place(node);
    if (at.file == NULL)
        at.file = reader->path;
    problems_add(reader->problems, reason, &at, first, second);
}

const char *plan_text(const struct plan_reader *reader, const struct yaml_node *map, const char *key, bool is_needed)
{
    const char *text = yaml_text(yaml_get(map, key));
    if (is_needed && yaml_need_text(map, key, reader->problems, &text) != ST_OK)
        return "";
    return text == NULL || (*text == '\0' && !is_needed) ? NULL : arena_text(reader->arena, text);
}

const struct yaml_node *plan_list(const struct plan_reader *reader, const struct yaml_node *list)
{
    if (list != NULL && !yaml_is(list, YAML_IS_LIST))
        plan_problem(reader, REASON_E_YML_012, list, "列表 (list)", NULL);
    return list;
}

const char *const *plan_texts(const struct plan_reader *reader, const struct yaml_node *list, size_t *ret_n)
{
    size_t n = yaml_seq_len(plan_list(reader, list));
    const char **texts = arena_alloc(reader->arena, n + 1, sizeof(*texts));
    *ret_n = 0;
    for (size_t i = 0; i < n; i++) {
        const char *text = yaml_text(yaml_seq_at(list, i));
        if (text == NULL || *text == '\0')
            plan_problem(reader, REASON_E_CAT_207, yaml_seq_at(list, i), "-", NULL);
        else
            texts[(*ret_n)++] = arena_text(reader->arena, text);
    }
    return texts;
}

int plan_word(const struct plan_reader *reader, const struct yaml_node *map, const char *key, const char *const *words, int missing)
{
    const struct yaml_node *node = yaml_get(map, key);
    const char *word = yaml_text(node);
    if (node == NULL && missing >= 0)
        return missing;
    for (int i = 0; word != NULL && words[i] != NULL; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    scoped(text_done) struct text list;
    text_init(&list, 512);
    for (int i = 0; words[i] != NULL; i++)
        text_printf(&list, "%s%s", i == 0 ? "" : ", ", words[i]);
    if (node == NULL)
        plan_problem(reader, REASON_E_YML_011, map, key, NULL);
    else
        plan_problem(reader, REASON_E_CAT_219, node, list.s, word == NULL ? "?" : word);
    return -1;
}

int32_t plan_date(const struct plan_reader *reader, const struct yaml_node *map, const char *key)
{
    const struct yaml_node *node = yaml_get(map, key);
    const char *text = yaml_text(node);
    struct date_read read;
    if (node == NULL)
        return DATE_NONE;
    if (text != NULL && date_parse(text, strlen(text), &read) == ST_OK && !read.has_time && read.canonical)
        return read.date;
    plan_problem(reader, REASON_E_CAT_206, node, text == NULL ? "?" : text, NULL);
    return DATE_NONE;
}

int32_t plan_date_or_open(const struct plan_reader *reader, const struct yaml_node *map, const char *key, bool *ret_open)
{
    const char *text = yaml_text(yaml_get(map, key));
    *ret_open = text != NULL && strcmp(text, "unset") == 0;
    return *ret_open ? DATE_NONE : plan_date(reader, map, key);
}

bool plan_flag(const struct plan_reader *reader, const struct yaml_node *map, const char *key, bool missing)
{
    const struct yaml_node *node = yaml_get(map, key);
    bool flag = missing;
    if (node != NULL && yaml_read_bool(node, reader->problems, &flag) != ST_OK)
        return missing;
    return flag;
}

bool plan_decimal(const struct plan_reader *reader, const struct yaml_node *node, int decimals, i128 *ret)
{
    const char *text = yaml_text(node);
    i128 units;
    int scale;
    char places[16];
    if (text == NULL || decimal_parse(text, strlen(text), DECIMAL_SCALE_MAX, &units, &scale) != ST_OK) {
        plan_problem(reader, REASON_E_CAT_106, node, text == NULL ? "?" : text, NULL);
        return false;
    }
    if (decimal_rescale(units, scale, decimals, ret) == ST_OK)
        return true;
    snprintf(places, sizeof(places), "%d", decimals);
    plan_problem(reader, REASON_E_CAT_233, node, text, places);
    return false;
}

static void read_head(const struct plan_reader *reader, const struct yaml_node *map, const struct yaml_node *answers)
{
    static const char *const keys[] = {"plan", "name", "alliance", "begins", "node", "rule_name", "document", NULL};
    static const char *const document_keys[] = {"file", "sha256", "title", "issued_by", "issued_on", NULL};
    struct plan *plan = reader->plan;
    yaml_check_keys(map, keys, reader->problems);
    plan->code = plan_text(reader, map, "plan", true);
    plan->name = plan_text(reader, map, "name", true);
    plan->alliance = plan_text(reader, map, "alliance", true);
    plan->node = plan_text(reader, map, "node", true);
    plan->rule_name = plan_text(reader, map, "rule_name", false);
    bool is_open;
    plan->begins = plan_date_or_open(reader, map, "begins", &is_open);
    if (yaml_get(map, "begins") == NULL)
        plan_problem(reader, REASON_E_YML_011, map, "begins", NULL);
    if (is_open)
        plan->begins = plan_date(reader, answers, "begins");
    plan->begins_by_sample = is_open && plan->begins != DATE_NONE && reader->answers_are_samples;
    plan->n_samples += plan->begins_by_sample;
    if (is_open && plan->begins == DATE_NONE) {
        plan_problem(reader, REASON_E_CAT_274, yaml_get(map, "begins"), NULL, NULL);
        plan->n_open++;
    }
    const struct yaml_node *document = yaml_get(map, "document");
    yaml_check_keys(document, document_keys, reader->problems);
    plan->document.file = plan_text(reader, document, "file", true);
    plan->document.sha256 = plan_text(reader, document, "sha256", true);
    plan->document.title = plan_text(reader, document, "title", true);
    plan->document.issued_by = plan_text(reader, document, "issued_by", false);
    plan->document.issued_on = plan_date(reader, document, "issued_on");
}

static void tell_twice(const struct plan_reader *reader, const struct yaml_node *id, const struct yaml_node *first)
{
    char line[24];
    snprintf(line, sizeof line, "%lld", (long long)yaml_place(first).line);
    plan_problem(reader, REASON_E_CAT_230, id, yaml_text(id), line);
}

static void check_ids(const struct plan_reader *reader, const struct yaml_node *list)
{
    const struct plan *plan = reader->plan;
    for (size_t i = 0; i < plan->n_duties; i++)
        for (size_t j = 0; j < i; j++)
            if (plan->duties[i].id[0] != '\0' && strcmp(plan->duties[i].id, plan->duties[j].id) == 0)
                tell_twice(reader, yaml_get(yaml_seq_at(list, i), "id"), yaml_get(yaml_seq_at(list, j), "id"));
}

enum status plan_read(const char *path, const struct yaml_node *root, const struct yaml_node *answers, struct indicator_book *book,
                      const struct code_tables *tables, struct arena *arena, struct problems *problems, struct unread *unread,
                      struct plan *ret)
{
    static const char *const answer_keys[] = {"sample", "begins", "duties", "answers", NULL};
    static const char *const keys[] = {"plan", "duties", NULL};
    uint64_t errors_before = problems->errors;
    struct plan_reader reader = {path, book, tables, arena, problems, ret, yaml_get(answers, "duties"), false, unread};
    const struct yaml_node *head = NULL, *list = NULL;
    *ret = (struct plan){.file = arena_text(arena, path), .code = "", .name = "", .alliance = "", .node = "", .begins = DATE_NONE};
    ret->document = (struct document){.file = "", .sha256 = "", .title = "", .issued_on = DATE_NONE};
    yaml_check_keys(root, keys, problems);
    yaml_check_keys(answers, answer_keys, problems);
    reader.answers_are_samples = plan_flag(&reader, answers, "sample", false);
    if (yaml_need(root, "plan", YAML_IS_MAP, problems, &head) == ST_OK)
        read_head(&reader, head, answers);
    if (yaml_need(root, "duties", YAML_IS_LIST, problems, &list) != ST_OK)
        unread_add(unread, UNREAD_DUTY, NULL);
    ret->duties = arena_alloc(arena, yaml_seq_len(list) + 1, sizeof(*ret->duties));
    for (size_t i = 0; i < yaml_seq_len(list); i++) {
        struct duty *duty = &ret->duties[ret->n_duties++];
        plan_read_duty(&reader, yaml_seq_at(list, i), duty);
        if (duty->id[0] == '\0') /* whoever names it will not find it */
            unread_add(unread, UNREAD_DUTY, NULL);
    }
    check_ids(&reader, list);
    plan_read_answers(&reader, head, list, answers);
    return problems->errors == errors_before ? ST_OK : ST_BAD_INPUT;
}

enum status plan_load(const char *path, const struct yaml_node *root, const struct yaml_node *answers, struct indicator_book *book,
                      const struct code_tables *tables, struct arena *arena, struct problems *problems, struct plan *ret)
{
    struct plan plan;
    enum status st = plan_read(path, root, answers, book, tables, arena, problems, NULL, &plan);
    if (st == ST_OK)
        *ret = plan;
    return st;
}

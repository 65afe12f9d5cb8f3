/* plan_answer.c: answers.yaml (答复): what the county says where the document is silent. An answer that nobody asked for, or that
 * comes twice, is a mistake of its writer: without a word it would change nothing. */
#include <string.h>

#include "lib/text.h"
#include "model/plan_private.h"

const struct yaml_node *plan_answer(const struct plan_reader *reader, const char *id)
{
    for (size_t i = 0; i < yaml_seq_len(reader->answers); i++) {
        const struct yaml_node *answer = yaml_seq_at(reader->answers, i);
        const char *duty = yaml_text(yaml_get(answer, "duty"));
        if (duty != NULL && strcmp(duty, id) == 0)
            return answer;
    }
    return NULL;
}

/* The duty that an answer names, told if there is none; its place in the list in *ret_i. */
static struct duty *duty_of(const struct plan_reader *reader, const struct yaml_node *answer, size_t *ret_i)
{
    const char *id = yaml_text(yaml_get(answer, "duty"));
    for (size_t i = 0; i < reader->plan->n_duties; i++) {
        if (!text_equal(reader->plan->duties[i].id, id))
            continue;
        *ret_i = i;
        return &reader->plan->duties[i];
    }
    plan_problem(reader, REASON_E_CAT_272, id == NULL ? answer : yaml_get(answer, "duty"), id == NULL ? "?" : id,
                 id == NULL ? "" : plan_nearest_duty(reader->plan, id));
    return NULL;
}

/* ---- dates and baselines ---- */

static bool leaves_open(const struct yaml_node *duty, const char *what)
{
    const struct yaml_node *pace = yaml_get(duty, "pace"), *baseline = yaml_get(pace, "baseline");
    const char *op = yaml_text(yaml_get(yaml_get(duty, "target"), "op"));
    if (strcmp(what, "due") == 0)
        return text_equal(yaml_text(yaml_get(duty, "due")), "unset");
    if (strcmp(what, "starts") == 0)
        return yaml_get(duty, "starts") == NULL;
    if (baseline != NULL)
        return text_equal(yaml_text(baseline), "unset");
    return pace != NULL || text_equal(op, "rise") || text_equal(op, "fall");
}

static void check_given(const struct plan_reader *reader, const struct yaml_node *answer, const struct yaml_node *duty,
                        const char *id)
{
    static const char *const whats[] = {"due", "starts", "baseline", "baselines"};
    size_t given = 0;
    for (size_t i = 0; i < sizeof whats / sizeof whats[0]; i++) {
        const struct yaml_node *node = yaml_get(answer, whats[i]);
        given += node != NULL;
        if (node != NULL && !leaves_open(duty, whats[i]))
            plan_problem(reader, REASON_E_CAT_390, node, id, whats[i]);
    }
    if (given == 0)
        plan_problem(reader, REASON_E_YML_011, answer, "due | starts | baseline | baselines", NULL);
    if (yaml_get(answer, "baseline") != NULL && yaml_get(answer, "baselines") != NULL)
        plan_problem(reader, REASON_E_CAT_393, yaml_get(answer, "baselines"), id, NULL);
}

static void check_dates(const struct plan_reader *reader, const struct yaml_node *list)
{
    static const char *const keys[] = {"duty", "starts", "due", "baseline", "baselines", "answer", "by", NULL};
    for (size_t i = 0; i < yaml_seq_len(reader->answers); i++) {
        const struct yaml_node *answer = yaml_seq_at(reader->answers, i);
        size_t at;
        yaml_check_keys(answer, keys, reader->problems);
        const struct duty *duty = duty_of(reader, answer, &at);
        if (duty == NULL)
            continue;
        if (plan_answer(reader, duty->id) != answer)
            plan_problem(reader, REASON_E_CAT_209, answer, "answer", duty->id);
        else
            check_given(reader, answer, yaml_seq_at(list, at), duty->id);
    }
}

/* ---- all other questions, by their own words ---- */

static void take_answer(const struct plan_reader *reader, const struct yaml_node *answer, const struct duty *duty)
{
    const char *question = "", *words = "";
    if (yaml_need_text(answer, "question", reader->problems, &question) != ST_OK ||
        yaml_need_text(answer, "answer", reader->problems, &words) != ST_OK)
        return;
    for (size_t i = 0; i < duty->n_questions; i++) {
        if (strcmp(duty->questions[i], question) != 0)
            continue;
        if (duty->answers[i] != NULL)
            plan_problem(reader, REASON_E_CAT_209, answer, "answer", question);
        duty->answers[i] = arena_text(reader->arena, words);
        return;
    }
    plan_problem(reader, REASON_E_CAT_391, yaml_get(answer, "question"), duty->id, question);
}

static void take_answers(const struct plan_reader *reader, const struct yaml_node *list)
{
    static const char *const keys[] = {"duty", "question", "answer", "by", NULL};
    for (size_t i = 0; i < yaml_seq_len(list); i++) {
        const struct yaml_node *answer = yaml_seq_at(list, i);
        size_t at;
        yaml_check_keys(answer, keys, reader->problems);
        const struct duty *duty = duty_of(reader, answer, &at);
        if (duty != NULL)
            take_answer(reader, answer, duty);
    }
}

void plan_read_answers(const struct plan_reader *reader, const struct yaml_node *head, const struct yaml_node *list,
                       const struct yaml_node *answers)
{
    const struct yaml_node *begins = yaml_get(answers, "begins");
    if (begins != NULL && !text_equal(yaml_text(yaml_get(head, "begins")), "unset"))
        plan_problem(reader, REASON_E_CAT_390, begins, reader->plan->code, "begins");
    check_dates(reader, list);
    take_answers(reader, yaml_get(answers, "answers"));
}

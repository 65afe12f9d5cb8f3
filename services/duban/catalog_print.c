/* catalog_print.c: duties as rows, with their quotations in JSON. */
#include "duban/catalog_print.h"

#include "duban/cli.h"
#include "duban/table.h"
#include "lib/date.h"
#include "model/catalog.h"
#include "model/indicator.h"
#include "model/plan.h"

#define CELL_MAX_BYTES 4096

void catalog_counts_init(struct table *table)
{
    static const struct table_column columns[] = {
        {"plan", "方案", CELL_TEXT, 0},        {"duties", "事项", CELL_NUMBER, 0},    {"quotes", "引文", CELL_NUMBER, 0},
        {"kinds", "数据类别", CELL_NUMBER, 0}, {"questions", "问题", CELL_NUMBER, 0}, {"open_questions", "未答复", CELL_NUMBER, 0},
#define TYPE_COLUMN(name, word, zh) {#word, zh, CELL_NUMBER, 0},
        DUTY_TYPE_TABLE(TYPE_COLUMN)
#undef TYPE_COLUMN
    };
    table_init(table, "catalog", "", columns, sizeof columns / sizeof columns[0]);
}

static size_t open_questions(const struct duty *duty)
{
    size_t n = 0;
    for (size_t q = 0; q < duty->n_questions; q++)
        n += duty->answers[q] == NULL;
    return n;
}

void catalog_counts_add(struct table *table, const struct catalog *catalog)
{
    const struct plan *plan = catalog_plan(catalog);
    size_t n = plan != NULL ? plan->n_duties : 0, quotes = 0, questions = 0, open = 0, of_type[DUTY_TYPE_COUNT] = {0};
    char numbers[DUTY_TYPE_COUNT][NUMBER_SIZE];
    const char *cells[6 + DUTY_TYPE_COUNT];
    for (size_t i = 0; i < n; i++) {
        quotes += plan->duties[i].n_quotes;
        of_type[plan->duties[i].type]++;
        questions += plan->duties[i].n_questions;
        open += open_questions(&plan->duties[i]);
    }
    cells[0] = plan != NULL ? plan->name : "";
    cells[1] = NUMBER(n);
    cells[2] = NUMBER(quotes);
    cells[3] = NUMBER(catalog_kind_count(catalog));
    cells[4] = NUMBER(questions);
    cells[5] = NUMBER(open);
    for (size_t t = 0; t < DUTY_TYPE_COUNT; t++)
        cells[6 + t] = number_text(numbers[t], (int64_t)of_type[t]);
    table_add_n(table, cells, 6 + DUTY_TYPE_COUNT);
}

void catalog_questions_init(struct table *table)
{
    static const struct table_column columns[] = {
        {"plan", "方案", CELL_TEXT, 24}, {"duty", "事项", CELL_TEXT, 0}, {"question", "待答复的问题", CELL_TEXT, 90}};
    table_init(table, "questions", "文件没有写明、还没有人答复的，在 answers.yaml 的 answers 答复", columns,
               sizeof columns / sizeof columns[0]);
}

void catalog_questions_add(struct table *table, const struct catalog *catalog)
{
    const struct plan *plan = catalog_plan(catalog);
    for (size_t i = 0; plan != NULL && i < plan->n_duties; i++)
        for (size_t q = 0; q < plan->duties[i].n_questions; q++)
            if (plan->duties[i].answers[q] == NULL)
                table_add(table, catalog_plan_folder(catalog), plan->duties[i].id, plan->duties[i].questions[q]);
}

static void join(struct text *out, const char *between, size_t n, const char *const *words)
{
    for (size_t i = 0; i < n; i++)
        text_printf(out, "%s%s", i > 0 ? between : "", words[i]);
}

static void add_duty(struct table *table, const struct duty *duty)
{
    scoped(text_done) struct text due, answered, departments, quotes, scope;
    text_init(&due, CELL_MAX_BYTES);
    text_init(&answered, CELL_MAX_BYTES);
    text_init(&departments, CELL_MAX_BYTES);
    text_init(&quotes, CELL_MAX_BYTES);
    text_init(&scope, CELL_MAX_BYTES);
    if (duty_documented_due(duty) != DATE_NONE)
        date_format(&due, duty_documented_due(duty));
    if (duty->answer.due != DATE_NONE)
        date_format(&answered, duty->answer.due);
    join(&departments, "、", duty->n_departments, duty->departments);
    for (size_t i = 0; i < duty->n_quotes; i++)
        text_printf(&quotes, "%s%s", i > 0 ? "……" : "", duty->quotes[i].text);
    scope_format_conditions(&scope, &duty->scope);
    table_add(table, duty->id, duty->title, duty_target_zh(duty), duty_type_zh(duty->type), binding_zh(duty->binding), due.s,
              answered.s, departments.s, duty->clause, quotes.s, scope.s, YES_NO(duty->each));
}

int catalog_print_duties(const struct cli *cli, const struct catalog *catalog)
{
    static const struct table_column columns[] = {
        {"duty", "编号", CELL_TEXT, 0},
        {"title", "事项", CELL_TEXT, 46},
        {"target", "目标", CELL_TEXT, 20},
        {"type", "类型", CELL_TEXT, 0},
        {"binding", "性质", CELL_TEXT, 0},
        {"due", "时限", CELL_TEXT, 0},
        {"answered_due", "时限（答复）", CELL_TEXT, 0},
        {"departments", "牵头部门", CELL_TEXT, 26},
        {"clause", "条款", CELL_TEXT, 24},
        {"quotes", "原文", CELL_HIDDEN, 0},
        {"scope", "范围", CELL_HIDDEN, 0},
        {"each", "逐家", CELL_BOOL, 0},
    };
    if (cli->jsonl) {
        catalog_print_jsonl(catalog);
        return EXIT_GOOD;
    }
    const struct plan *plan = catalog_plan(catalog);
    scoped(table_done) struct table table;
    table_init(&table, "duties", plan != NULL ? plan->name : "", columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; plan != NULL && i < plan->n_duties; i++)
        add_duty(&table, &plan->duties[i]);
    return table_print_one(cli, &table);
}

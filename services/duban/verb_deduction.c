/* verb_deduction.c: duban deduction: the sheet of proposed deductions (建议扣减绩效表) of an institution and month, for the head of
 * those concerned. Read by the operator's role from what counts now; stored nowhere, announced to nobody. Role: operator. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duban/deduction_sheet.h"
#include "duban/options.h"
#include "duban/table.h"
#include "duban/verb.h"
#include "lib/date.h"
#include "lib/db.h"
#include "model/arena.h"
#include "model/catalog.h"
#include "model/organisation.h"
#include "shared/alliance.h"

#define AMOUNT_SIZE 64
#define NOTE        "只是建议，由科主任、院办确认，本人可申辩；不发消息，不进任何群"

static const char USAGE[] =
    "  duban deduction sheet --of CODE --month 2025-03 [--post POST] [--alliance CODE]\n"
    "      建议扣减绩效表：违规记录按规则和当月查实的次数算出的建议扣减，只给当事人的科主任或院办\n"
    "      (proposed deductions by rule and month: for the head of those concerned alone)\n"
    "\n"
    "  --of CODE     机构代码 (institution)\n"
    "  --month M     月份 (month)\n"
    "  --post POST   岗位：当事人科室的负责人，未写科室的是规则的责任岗位；一岗一表，不写则只列各岗位合计\n"
    "                (the head of the section concerned, or the post of the rule; without it only the sums by post)\n"
    "\n" NOTE "\n"
    "(a proposal: confirmed by people, open to appeal; no message ever carries it)\n";

/* ---- printing ---- */

static const char *amount_text(char buffer[static AMOUNT_SIZE], const struct deduction *deduction, i128 units)
{
    scoped(text_done) struct text text;
    text_init(&text, AMOUNT_SIZE);
    if (deduction_has_amount(deduction))
        decimal_format(&text, units, DEDUCTION_DECIMALS);
    snprintf(buffer, AMOUNT_SIZE, "%s", text.s);
    return buffer;
}
#define AMOUNT(deduction, units) amount_text((char[AMOUNT_SIZE]){0}, (deduction), (units))

/* 第1人: who it is stays a keyed hash; the papers of the case name the person. */
static const char *person_text(char buffer[static AMOUNT_SIZE], int person)
{
    snprintf(buffer, AMOUNT_SIZE, person > 0 ? "第%d人" : "未写明", person);
    return buffer;
}
#define PERSON(person) person_text((char[AMOUNT_SIZE]){0}, (person))

static const char *head_of(const struct deduction_sheet *sheet, const struct post *post)
{
    struct recipient head;
    return post != NULL && organisation_recipient(sheet->alliance->organisation, post, ROLE_A, month_last_date(sheet->month), &head)
               ? head.person->name
               : "";
}

static const char *post_name(const struct post *post)
{
    return post != NULL ? post->name : "";
}

static void add_sum(struct table *table, const char *key, const char *words, const char *quoted, const struct deduction_sum *sum)
{
    table_add(table, key, words, quoted, NUMBER(sum->cases), NUMBER(sum->quantity), AMOUNT(&sum->first->deduction, sum->units),
              sum->first->deduction.unit);
}

static void add_case(struct table *table, const struct breach *b)
{
    char loss[AMOUNT_SIZE] = "";
    scoped(text_done) struct text basis;
    text_init(&basis, 1024);
    deduction_format_basis(&basis, b->duty, &b->violation, &b->deduction);
    if (b->violation.has_loss) {
        scoped(text_done) struct text text;
        text_init(&text, AMOUNT_SIZE);
        decimal_format(&text, b->violation.loss_units, DEDUCTION_DECIMALS);
        snprintf(loss, sizeof loss, "%s", text.s);
    }
    table_add(table, b->case_no, DAY(b->occurred_on), b->rule, PERSON(b->person), NUMBER(b->violation.quantity), loss, basis.s,
              AMOUNT(&b->deduction, b->deduction.units), b->deduction.unit, b->document);
}

static const struct table_column SUM_COLUMNS[] = {
    {"key", "编号", CELL_TEXT, 0},     {"words", "名称", CELL_TEXT, 40},     {"quoted", "原文", CELL_TEXT, 30},
    {"cases", "例数", CELL_NUMBER, 0}, {"quantity", "次数", CELL_NUMBER, 0}, {"amount", "建议扣减", CELL_TEXT, 0},
    {"unit", "单位", CELL_TEXT, 0},
};
#define SUM_COLUMNS_COUNT (sizeof SUM_COLUMNS / sizeof SUM_COLUMNS[0])

static void head_table(struct table *table, const struct deduction_sheet *sheet, const struct post *post)
{
    static const struct table_column columns[] = {
        {"institution_name", "机构", CELL_TEXT, 0},
        {"institution", "机构代码", CELL_HIDDEN, 0},
        {"month", "月份", CELL_TEXT, 0},
        {"post", "岗位代码", CELL_HIDDEN, 0},
        {"post_name", "送（只送）", CELL_TEXT, 0},
        {"head", "负责人", CELL_TEXT, 0},
        {"catalog_version", "规则（目录版次）", CELL_NUMBER, 0},
        {"note", "说明", CELL_TEXT, 0},
    };
    table_init(table, "sheet", "建议扣减绩效表", columns, sizeof columns / sizeof columns[0]);
    table->record = true;
    table_add(table, sheet->institution->name, sheet->institution->code, MONTH(sheet->month), post != NULL ? post->code : "",
              post != NULL ? post->name : "院办", post != NULL ? head_of(sheet, post) : "", NUMBER(sheet->rules->catalog_version),
              NOTE);
}

/* The sums by post alone: so that the office knows for whom a sheet is to be printed. */
static int print_posts(const struct cli *cli, const struct deduction_sheet *sheet, struct deduction_sum *sums)
{
    scoped(table_done) struct table head, posts;
    size_t n;
    head_table(&head, sheet, NULL);
    table_init(&posts, "posts", "各岗位合计", SUM_COLUMNS, SUM_COLUMNS_COUNT);
    if (deduction_sheet_add_up(sheet, NULL, breach_same_post, sums, &n) != ST_OK)
        return cli_fail(EXIT_CHECK_FAILED, "合计超出范围", "a sum does not fit");
    for (size_t i = 0; i < n; i++) {
        const struct post *post = sums[i].first->post;
        add_sum(&posts, post != NULL ? post->code : "", post_name(post), "", &sums[i]);
    }
    return table_print(cli, (const struct table *const[]){&head, &posts}, 2);
}

static int print_sheet(const struct cli *cli, const struct deduction_sheet *sheet, const struct post *post,
                       struct deduction_sum *sums)
{
    static const struct table_column columns[] = {
        {"case", "编号", CELL_TEXT, 0},          {"on", "日期", CELL_TEXT, 0},         {"rule", "规则", CELL_TEXT, 0},
        {"person", "责任人", CELL_TEXT, 0},      {"quantity", "次数", CELL_NUMBER, 0}, {"loss", "损失(元)", CELL_TEXT, 0},
        {"basis", "算法", CELL_TEXT, 40},        {"amount", "建议扣减", CELL_TEXT, 0}, {"unit", "单位", CELL_TEXT, 0},
        {"document", "证明材料", CELL_TEXT, 30},
    };
    scoped(table_done) struct table head, totals, rules, persons, cases;
    size_t n = 0;
    head_table(&head, sheet, post);
    table_init(&totals, "totals", "合计", SUM_COLUMNS, SUM_COLUMNS_COUNT);
    table_init(&rules, "rules", "按规则", SUM_COLUMNS, SUM_COLUMNS_COUNT);
    table_init(&persons, "persons", "按责任人", SUM_COLUMNS, SUM_COLUMNS_COUNT);
    table_init(&cases, "cases", "逐例", columns, sizeof columns / sizeof columns[0]);
    enum status st = deduction_sheet_add_up(sheet, post, breach_any, sums, &n);
    for (size_t i = 0; st == ST_OK && i < n; i++)
        add_sum(&totals, "", "", "", &sums[i]);
    if (st == ST_OK)
        st = deduction_sheet_add_up(sheet, post, breach_same_rule, sums, &n);
    for (size_t i = 0; st == ST_OK && i < n; i++) {
        const struct duty *duty = sums[i].first->duty;
        add_sum(&rules, sums[i].first->rule, duty != NULL ? duty->title : "",
                duty != NULL && duty->penalty != NULL ? duty->penalty->words : "", &sums[i]);
    }
    if (st == ST_OK)
        st = deduction_sheet_add_up(sheet, post, breach_same_person, sums, &n);
    for (size_t i = 0; st == ST_OK && i < n; i++)
        add_sum(&persons, "", PERSON(sums[i].first->person), "", &sums[i]);
    for (size_t i = 0; i < sheet->n; i++)
        if (breach_is_of(&sheet->at[i], post))
            add_case(&cases, &sheet->at[i]);
    return st == ST_OK ? table_print(cli, (const struct table *const[]){&head, &totals, &rules, &persons, &cases}, 5)
                       : cli_fail(EXIT_CHECK_FAILED, "合计超出范围", "a sum does not fit");
}

/* ---- the question ---- */

struct question {
    const char *of, *month, *post, *alliance;
};

static int take_rules(struct db *db, struct deduction_sheet *sheet)
{
    int64_t version = 0;
    enum status st = deduction_store_version(db, sheet->alliance->id, sheet->month, &version);
    if (st == ST_OK)
        st = alliance_take_past(sheet->alliance, db, version, &sheet->rules);
    if (st == ST_CONFLICT)
        return cli_fail(EXIT_CHECK_FAILED, "该月月末在用的目录读不出来，不能按当时的规定计算",
                        "the catalog that was in force at the end of the month cannot be read any more");
    return cli_database_status(db, st);
}

static int fill_and_print(const struct cli *cli, struct db *db, struct deduction_sheet *sheet, const struct question *question)
{
    const struct organisation *organisation = sheet->alliance->organisation;
    const struct post *post = NULL;
    if (organisation == NULL)
        return cli_fail(EXIT_CHECK_FAILED, "还没有机构和分工", "no organisation was imported yet");
    sheet->institution = organisation_institution_by_code(organisation, question->of);
    if (sheet->institution == NULL)
        return cli_fail_with(EXIT_CHECK_FAILED, "没有这家机构", "there is no such institution", question->of);
    if (question->post != NULL && (post = organisation_post(organisation, question->post)) == NULL)
        return cli_fail_with(EXIT_CHECK_FAILED, "没有这个岗位", "there is no such post", question->post);
    int code = take_rules(db, sheet);
    if (code != EXIT_GOOD)
        return code;
    enum status st = violations_each(db, sheet->institution->id, sheet->month, deduction_sheet_take, sheet);
    if (st == ST_BAD_INPUT)
        return cli_fail(EXIT_CHECK_FAILED, "记录太多，或金额超出范围", "too many records, or an amount that does not fit");
    code = cli_database_status(db, st);
    if (code != EXIT_GOOD)
        return code;
    scoped(scoped_free) struct deduction_sum *sums = calloc(sheet->n + 1, sizeof *sums);
    if (sums == NULL)
        return cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
    return post != NULL ? print_sheet(cli, sheet, post, sums) : print_posts(cli, sheet, sums);
}

static int with_alliance(const struct cli *cli, struct db *db, struct deduction_sheet *sheet, const struct question *question)
{
    struct alliances *alliances = NULL;
    enum status st = alliances_new(&alliances);
    if (st == ST_OK)
        st = alliance_take_by_code(alliances, db, question->alliance, &sheet->alliance);
    int code = st == ST_CONFLICT ? cli_fail(EXIT_CHECK_FAILED, "没有这个医共体的目录，或有多个医共体，请用 --alliance 指明",
                                            "no catalog of such an alliance, or several: name one by --alliance")
                                 : cli_database_status(db, st);
    if (code == EXIT_GOOD)
        code = fill_and_print(cli, db, sheet, question);
    alliance_give(&sheet->rules);
    alliance_give(&sheet->alliance);
    alliances_free(alliances);
    return code;
}

static int sheet(struct cli *cli, int argc, char **argv)
{
    struct question question = {.alliance = ""};
    const struct option_spec specs[] = {{"--of", &question.of, NULL},
                                        {"--month", &question.month, NULL},
                                        {"--post", &question.post, NULL},
                                        {"--alliance", &question.alliance, NULL},
                                        {NULL, NULL, NULL}};
    struct deduction_sheet sheet = {0};
    struct db *db = NULL;
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n != 0 || question.of == NULL || question.month == NULL ||
        month_parse(question.month, strlen(question.month), &sheet.month) != ST_OK)
        return verb_misused(&VERB_DEDUCTION);
    int code = cli_connect(cli, "operator", &db);
    if (code != EXIT_GOOD)
        return code;
    arena_init(&sheet.arena);
    code = with_alliance(cli, db, &sheet, &question);
    arena_done(&sheet.arena);
    free(sheet.at);
    db_close(db);
    return code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    static const struct subverb subverbs[] = {{"sheet", sheet}};
    return verb_dispatch(cli, &VERB_DEDUCTION, subverbs, sizeof subverbs / sizeof subverbs[0], argc, argv);
}

const struct verb VERB_DEDUCTION = {"deduction", "建议扣减绩效表", "the sheet of proposed deductions", USAGE, run};

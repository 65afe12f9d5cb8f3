/* receipt.c: batches in words. */
#include "duban/receipt.h"

#include <inttypes.h>
#include <string.h>

const char *batch_state_zh(const char *state)
{
    static const struct {
        const char *state, *zh;
    } words[] = {
        {"open", "传送中"},      {"held", "待人定"},      {"committed", "已入库"}, {"rejected", "已退回"},
        {"withdrawn", "已撤回"}, {"abandoned", "已放弃"}, {"dry_run", "试报"},     {"known", "已收过，未改动"},
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].state, state) == 0)
            return words[i].zh;
    return state;
}

static void count(FILE *out, const char *words, int64_t n)
{
    if (n != 0)
        fprintf(out, "，%s%" PRId64 "行", words, n);
}

void receipt_line(FILE *out, const char *file, const Duban__Ingest__Batch *b)
{
    fprintf(out, "%s：", file);
    if (b->receipt[0] != '\0')
        fprintf(out, "回执%s，", b->receipt);
    fprintf(out, "%s %s%s%s，%s", b->institution_name, b->kind_name, b->period[0] != '\0' ? " " : "", b->period,
            batch_state_zh(b->state));
    fprintf(out, "：读%" PRId64 "行，计入%" PRId64 "行", b->rows_read, b->rows_good);
    count(out, "拒收", b->rows_rejected);
    count(out, "重复", b->rows_duplicate);
    count(out, "提示", b->rows_warned);
    count(out, "比上次少", b->rows_gone);
    if (b->rows_added != b->rows_good) /* the first of its month is all new */
        count(out, "新增", b->rows_added);
    count(out, "改动", b->rows_changed);
    if (b->hold_reason[0] != '\0')
        fprintf(out, "；%s", b->hold_reason);
    fputc('\n', out);
}

void receipt_table(struct table *table)
{
    static const struct table_column columns[] = {
        {"batch", "批次", CELL_NUMBER, 0},
        {"receipt", "回执", CELL_TEXT, 0},
        {"institution", "机构", CELL_TEXT, 0},
        {"institution_name", "名称", CELL_TEXT, 0},
        {"kind", "类别代码", CELL_HIDDEN, 0},
        {"kind_name", "类别", CELL_TEXT, 0},
        {"period", "期间", CELL_TEXT, 0},
        {"state", "状态代码", CELL_HIDDEN, 0},
        {"state_words", "状态", CELL_TEXT, 0},
        {"current", "现行", CELL_BOOL, 0},
        {"rows_read", "读", CELL_NUMBER, 0},
        {"rows_good", "计入", CELL_NUMBER, 0},
        {"rows_rejected", "拒收", CELL_NUMBER, 0},
        {"rows_duplicate", "重复", CELL_NUMBER, 0},
        {"rows_warned", "提示", CELL_NUMBER, 0},
        {"rows_gone", "少", CELL_NUMBER, 0},
        {"rows_added", "新增", CELL_NUMBER, 0},
        {"rows_changed", "改动", CELL_NUMBER, 0},
        {"committed", "入库时间", CELL_TEXT, 0},
        {"submitted_by", "报送人", CELL_TEXT, 0},
        {"lane_number", "通道序号", CELL_HIDDEN, 0},
        {"file_name", "文件", CELL_HIDDEN, 0},
        {"content_sha256", "SHA-256", CELL_HIDDEN, 0},
        {"hold_reason", "待定原因", CELL_TEXT, 30},
        {"closed_by", "经手", CELL_TEXT, 0},
        {"closed_reason", "原因", CELL_TEXT, 24},
    };
    table_init(table, "batches", "", columns, sizeof columns / sizeof columns[0]);
}

void receipt_add(struct table *table, const Duban__Ingest__Batch *b)
{
    table_add(table, NUMBER(b->batch_id), b->receipt, b->institution, b->institution_name, b->kind, b->kind_name, b->period,
              b->state, batch_state_zh(b->state), YES_NO(b->current), NUMBER(b->rows_read), NUMBER(b->rows_good),
              NUMBER(b->rows_rejected), NUMBER(b->rows_duplicate), NUMBER(b->rows_warned), NUMBER(b->rows_gone),
              NUMBER(b->rows_added), NUMBER(b->rows_changed), INSTANT(b->committed_us), b->submitted_by, NUMBER(b->lane_number),
              b->file_name, b->content_sha256, b->hold_reason, b->closed_by, b->closed_reason);
}

void receipt_add_known(struct table *table, const Duban__Ingest__Batch *b)
{
    Duban__Ingest__Batch known = *b; /* lent: the texts stay the reply's */
    known.state = (char *)"known";
    receipt_add(table, &known);
}

void finding_table(struct table *table)
{
    static const struct table_column columns[] = {
        {"line", "行", CELL_NUMBER, 0},       {"column", "列", CELL_TEXT, 0}, {"column_name", "列名", CELL_TEXT, 24},
        {"severity", "程度", CELL_HIDDEN, 0}, {"code", "编号", CELL_TEXT, 0}, {"words", "说明", CELL_TEXT, 40},
        {"shape", "所填", CELL_TEXT, 20},
    };
    table_init(table, "findings", "", columns, sizeof columns / sizeof columns[0]);
}

void finding_add(struct table *table, const Duban__Ingest__Batch *b)
{
    for (size_t i = 0; i < b->n_findings; i++) {
        const Duban__Ingest__Finding *f = b->findings[i];
        table_add(table, NUMBER(f->line), f->column_code, f->column_name, f->severity, f->reason_code, f->words_zh, f->shape);
    }
}

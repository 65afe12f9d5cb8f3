/* gen_month.c: writes the returns of one line. */
#include "duban/gen_month.h"

#include <stdio.h>

#include "duban/gen_discharge.h"
#include "lib/date.h"

#define FEN_PER_KYUAN 100000
#define CELLS_MAX     10u

struct form {
    const char *header[CELLS_MAX], *header_zh[CELLS_MAX];
    char cell[CELLS_MAX][64];
    size_t count;
};

static char *add(struct form *form, const char *header, const char *header_zh)
{
    form->header[form->count] = header;
    form->header_zh[form->count] = header_zh;
    return form->cell[form->count++];
}

static void add_place(struct form *form, const struct gen_institution *institution, int32_t month)
{
    snprintf(add(form, "institution_code", "institution_code"), sizeof form->cell[0], "%s", institution->code);
    snprintf(add(form, "period", "period"), sizeof form->cell[0], "%04d-%02d", month_year(month), month_number(month));
}

/* Two decimals; with thousands commas where somebody copied it from a spreadsheet. */
static void add_fen(struct form *form, const char *header, const char *header_zh, int64_t fen, bool commas)
{
    char *cell = add(form, header, header_zh);
    long long yuan = fen / 100;
    int rest = (int)(fen % 100);
    if (commas && yuan >= 1000000000)
        snprintf(cell, sizeof form->cell[0], "%lld,%03lld,%03lld,%03lld.%02d", yuan / 1000000000, yuan / 1000000 % 1000,
                 yuan / 1000 % 1000, yuan % 1000, rest);
    else if (commas && yuan >= 1000000)
        snprintf(cell, sizeof form->cell[0], "%lld,%03lld,%03lld.%02d", yuan / 1000000, yuan / 1000 % 1000, yuan % 1000, rest);
    else
        snprintf(cell, sizeof form->cell[0], "%lld.%02d", yuan, rest);
}

/* Every second township heads its form in Chinese. */
static enum status write_form(const struct form *form, const struct gen_institution *institution, const char *path,
                              struct text *why)
{
    struct gen_habit habit = gen_habit_of(institution);
    const char *const *header =
        institution->profile->volume_permille == 0 && institution->ordinal % 4 >= 2 ? form->header_zh : form->header;
    struct gen_out *out;
    enum status status = gen_out_open(path, habit.encoding, habit.crlf, &out, why);
    if (status != ST_OK)
        return status;
    for (size_t i = 0; i < form->count; i++)
        gen_out_cell(out, header[i]);
    gen_out_end_line(out);
    for (size_t i = 0; i < form->count; i++)
        gen_out_cell(out, form->cell[i]);
    gen_out_end_line(out);
    status = gen_out_close(out);
    if (status != ST_OK)
        text_printf(why, "%s: could not be written to its end", path);
    return status;
}

static int64_t share_of(struct gen_random *random, int64_t whole, const struct gen_trend *trend, int32_t month, int32_t noise_ppm)
{
    int64_t ppm = (int64_t)gen_trend_at(trend, month) + gen_random_between(random, -noise_ppm, noise_ppm);
    return whole / 1000 * ppm / 1000;
}

enum status gen_finance_write(const struct gen_world *world, const struct gen_institution *institution, int32_t month,
                              const char *path, struct text *why)
{
    const struct gen_profile *profile = institution->profile;
    struct gen_random random;
    gen_random_seed(&random, world->options->seed, institution->code, (uint64_t)month, 2);
    /* One draw a statement, so that the order of draws is ours and not the compiler's. */
    int64_t income = (int64_t)profile->income_kyuan * FEN_PER_KYUAN / 1000 * gen_random_between(&random, 960, 1040);
    income += gen_random_between(&random, 0, 99999);
    int64_t expense = income / 1000 * gen_random_between(&random, 940, 990);
    expense += gen_random_between(&random, 0, 99999);
    int64_t assets = income * 21 + gen_random_between(&random, 0, 9999999);
    bool commas = gen_random_chance(&random, world->options->dirt_ppm);
    struct form form = {.count = 0};
    add_place(&form, institution, month);
    add_fen(&form, "medical_income", "医疗收入", income, commas);
    add_fen(&form, "service_income", "医疗服务收入", share_of(&random, income, &profile->service, month, 4000), commas);
    add_fen(&form, "personnel_expense", "人员经费", share_of(&random, expense, &profile->personnel, month, 4000), commas);
    add_fen(&form, "business_expense", "业务支出", expense, commas);
    add_fen(&form, "current_liabilities", "流动负债", share_of(&random, assets, &profile->debt, month, 2000), commas);
    add_fen(&form, "total_assets", "总资产", assets, commas);
    return write_form(&form, institution, path, why);
}

enum status gen_bed_write(const struct gen_world *world, const struct gen_institution *institution, int32_t month, const char *path,
                          struct text *why)
{
    struct gen_random random;
    gen_random_seed(&random, world->options->seed, institution->code, (uint64_t)month, 3);
    int32_t open = institution->profile->beds * (month_last_date(month) - month_first_date(month) + 1);
    int64_t ppm = (int64_t)gen_trend_at(&institution->profile->bed_use, month) + gen_random_between(&random, -9000, 9000);
    struct form form = {.count = 0};
    add_place(&form, institution, month);
    snprintf(add(&form, "open_bed_days", "实际开放总床日数"), sizeof form.cell[0], "%d", open);
    snprintf(add(&form, "occupied_bed_days", "实际占用总床日数"), sizeof form.cell[0], "%lld", (long long)(open * ppm / 1000000));
    return write_form(&form, institution, path, why);
}

enum status gen_rating_write(const struct gen_institution *institution, const char *path, struct text *why)
{
    struct form form = {.count = 0};
    snprintf(add(&form, "institution_code", "institution_code"), sizeof form.cell[0], "%s", institution->code);
    snprintf(add(&form, "item", "评级项目"), sizeof form.cell[0], "emr");
    snprintf(add(&form, "level", "级别"), sizeof form.cell[0], "%s", institution->profile->record_level);
    snprintf(add(&form, "granted_on", "批准日期"), sizeof form.cell[0], "%s", institution->profile->record_level_on);
    snprintf(add(&form, "valid_to", "有效期至"), sizeof form.cell[0], "-");
    snprintf(add(&form, "document", "文号或证书号"), sizeof form.cell[0], "示例评审〔%.4s〕%u号",
             institution->profile->record_level_on, institution->ordinal + 11);
    return write_form(&form, institution, path, why);
}

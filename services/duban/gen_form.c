/* gen_form.c: fills in forms. Sums are in fen until they are written. */
#include "duban/gen_form.h"

#include <string.h>

#include "lib/date.h"

#define FEN_PER_KYUAN 100000

static int months_since_2024(const struct gen_place *place)
{
    return place->month - month_from_ym(2024, 1);
}

/* ---- item rows ---- */

/* How large the whole is that a share is taken of; the same each month, so that its part moves only with the value. */
static int64_t whole_of(const struct gen_place *place, const struct kind *kind, const char *item, int64_t scale)
{
    if (strcmp(kind->name, "statistic") == 0)
        return scale == 1 ? 1 : scale * 10;
    if (strcmp(kind->name, "chronic_month") == 0)
        return 1000 + 200 * (int64_t)(place->ordinal % 6);
    if (strcmp(kind->name, "signing_month") == 0)
        return strncmp(item, "team_", 5) == 0 ? 20 : 2000 + 500 * (int64_t)(place->ordinal % 6);
    return 200;
}

static bool is_sent_in(const struct gen_wish *wish, const struct kind *kind, int32_t month)
{
    if (kind->n_expected_of > 0 || wish->duty->judged_on == WINDOW_MONTH || wish->duty->judged_on == WINDOW_YTD)
        return true;
    return month_number(month) % 3 == 0 || month_number(month) == 11; /* by the quarter; and before the year's end */
}

static int field_of(const struct kind *kind, const struct measure *measure)
{
    for (int f = 0; measure != NULL && measure->kind == kind && f < (int)kind->n_fields; f++)
        if (measure->value != NULL && expr_reads(measure->value, f))
            return f;
    return -1;
}

static void put_ratio(const struct gen_place *place, const struct gen_wish *wish, const char *item, struct gen_sheet *sheet)
{
    const struct kind *kind = sheet->kind;
    int part = field_of(kind, wish->indicator->numerator), base = field_of(kind, wish->indicator->denominator);
    if (part < 0 || base < 0)
        return;
    size_t row = gen_sheet_row_of(sheet, "item", item);
    const struct field *field = &kind->fields[part];
    if (*gen_sheet_cell(sheet, row, field->name) != '\0')
        return; /* two lines of one number: the first one's */
    int64_t whole = whole_of(place, kind, item, wish->indicator->scale);
    int decimals = field->type == FIELD_DECIMAL ? field->scale : 0;
    i128 units = 0;
    i128 top = gen_wish_value(wish, place->month) * whole * decimal_pow10(decimals);
    i128 bottom = (i128)wish->indicator->scale * decimal_pow10(wish->duty->target.decimals);
    if (ratio_round(top, bottom, 0, &units) != ST_OK)
        return;
    gen_sheet_number(sheet, row, kind->fields[base].name, whole);
    gen_sheet_decimal(sheet, row, field->name, units, decimals);
}

/* What no indicator reads but the form asks for: a date, a paper, the rest of a count. */
static void fill_rest(const struct gen_place *place, struct gen_sheet *sheet, size_t row)
{
    for (size_t f = 0; f < sheet->kind->n_fields; f++) {
        const struct field *field = &sheet->kind->fields[f];
        if (*gen_sheet_cell(sheet, row, field->name) != '\0')
            continue;
        if (field->type == FIELD_DATE)
            gen_sheet_date(sheet, row, field->name, 15 + (int)row % 12);
        else if (strcmp(field->name, "document") == 0)
            gen_sheet_text(sheet, row, field->name, "样例统计〔%d〕%02d号", month_year(place->month), (int)row + 1);
        else if (field->type == FIELD_TEXT)
            gen_sheet_text(sheet, row, field->name, "%s-%d%02d-%02d", place->institution->code, month_year(place->month),
                           month_number(place->month), (int)row + 1);
        else if (field->required && field->type == FIELD_INTEGER)
            gen_sheet_text(sheet, row, field->name, "%s",
                           strcmp(field->name, "attended") == 0 ? gen_sheet_cell(sheet, row, "required") : "0");
    }
}

void gen_fill_ratio(const struct gen_place *place, struct gen_sheet *sheet)
{
    for (size_t i = 0; i < place->wishes->n; i++) {
        const struct gen_wish *wish = &place->wishes->items[i];
        const char *item = gen_place_wants(place, wish, sheet->kind) ? gen_wish_text(wish, sheet->kind, "item") : NULL;
        if (item != NULL && is_sent_in(wish, sheet->kind, place->month))
            put_ratio(place, wish, item, sheet);
    }
    for (size_t row = 0; row < sheet->n_rows; row++)
        fill_rest(place, sheet, row);
}

/* ---- visits ---- */

/* A month's visits of the institution itself (row 0) or of its village clinics (row 1). */
static int64_t visits_of(const struct gen_place *place, size_t row)
{
    struct gen_random random;
    int64_t step = place->ordinal % 5;
    int64_t visits = institution_type_is_hospital(place->institution->type) ? 9000 + 1500 * step
                     : row == 0                                             ? 5200 + 700 * step
                                                                            : 2600 + 200 * step;
    gen_place_random(place, 3 + row, &random);
    return visits * gen_random_between(&random, 970, 1030) / 1000;
}

/* A year's growth of 3 to 6 % over the year before, in thousandths of last year's price; 2025 less than 2024. */
static int64_t growth_of(const struct gen_place *place)
{
    return 1030 + place->ordinal % 4 * 10 - (months_since_2024(place) >= 12 ? 8 : 0);
}

static void put_place(const struct gen_place *place, struct gen_sheet *sheet, const char *where)
{
    size_t row = gen_sheet_row(sheet);
    int64_t visits = visits_of(place, row);
    gen_sheet_text(sheet, row, "place", "%s", where);
    gen_sheet_number(sheet, row, "visits", visits);
    gen_sheet_number(sheet, row, "tcm_visits", visits * (210 + place->ordinal % 7 * 12) / 1000);
    if (strcmp(where, "村卫生室") == 0)
        return; /* asked for its visits alone */
    int months = months_since_2024(place);
    bool hospital = institution_type_is_hospital(place->institution->type);
    int64_t samples = 200, price = hospital ? 21500 : 8600;
    gen_sheet_number(sheet, row, "tele_visits", visits * (6 + months / 3) / 1000);
    gen_sheet_number(sheet, row, "wait_samples", samples);
    gen_sheet_number(sheet, row, "wait_minutes", samples * (24 - months / 4));
    gen_sheet_decimal(sheet, row, "outpatient_cost", visits * price / 1000 * growth_of(place), 2);
    gen_sheet_decimal(sheet, row, "prior_outpatient_cost", price, 2);
}

void gen_fill_visit(const struct gen_place *place, struct gen_sheet *sheet)
{
    if (institution_type_is_hospital(place->institution->type)) {
        put_place(place, sheet, "医院");
        return;
    }
    put_place(place, sheet, "基层机构");
    put_place(place, sheet, "村卫生室");
}

void gen_fill_inpatient_cost(const struct gen_place *place, struct gen_sheet *sheet)
{
    bool hospital = institution_type_is_hospital(place->institution->type);
    int64_t discharges = visits_of(place, 0) / (hospital ? 25 : 90), price = hospital ? 782000 : 286000;
    size_t row = gen_sheet_row(sheet);
    gen_sheet_number(sheet, row, "discharges", discharges);
    gen_sheet_decimal(sheet, row, "inpatient_cost", discharges * price / 1000 * growth_of(place), 2);
    gen_sheet_decimal(sheet, row, "prior_inpatient_cost", price, 2);
}

/* ---- staff ---- */

/* One in so many physicians, in the order in which the register lists them. */
static const char *specialty_of(int index, int months)
{
    static const char *const special[] = {"麻醉", "儿科", "重症", "病理", "中医"};
    /* every fourth physician has one of the five; from 2025 on every third */
    int every = months >= 12 ? 3 : 4;
    return index % every == 0 ? special[index / every % 5] : index % 5 == 1 ? "全科" : "其他";
}

static void put_person(const struct gen_place *place, struct gen_sheet *sheet, int index, const char *category,
                       const char *specialty, const char *degree)
{
    size_t row = gen_sheet_row(sheet);
    gen_sheet_text(sheet, row, "staff_no", "%s%04d", place->institution->code, index);
    gen_sheet_text(sheet, row, "category", "%s", category);
    gen_sheet_text(sheet, row, "specialty", "%s", specialty);
    gen_sheet_text(sheet, row, "degree", "%s", degree);
}

void gen_fill_staff(const struct gen_place *place, struct gen_sheet *sheet)
{
    int months = months_since_2024(place), number = 1;
    int physicians = institution_type_is_hospital(place->institution->type) ? 60 : 20;
    int nurses = physicians * (195 + (int)(place->ordinal % 3) * 5) / 100;
    for (int i = 0; i < physicians; i++)
        put_person(place, sheet, number++, "医师", specialty_of(i, months),
                   i % 40 == 7  ? "博士"
                   : i % 9 == 4 ? "硕士"
                   : i % 3 == 0 ? "大专"
                                : "本科");
    for (int i = 0; i < nurses; i++)
        put_person(place, sheet, number++, "护士", "", i % 3 == 0 ? "本科" : "大专");
    for (int i = 0; i < physicians / 5; i++)
        put_person(place, sheet, number++, i % 2 == 0 ? "药师" : "技师", "", "本科");
}

/* ---- money ---- */

void gen_fill_operation(const struct gen_place *place, const struct gen_profile *profile, struct gen_sheet *sheet)
{
    struct gen_random random;
    gen_place_random(place, 6, &random);
    int64_t income = (int64_t)profile->income_kyuan * FEN_PER_KYUAN / 1000 * gen_random_between(&random, 1020, 1080);
    size_t row = gen_sheet_row(sheet);
    gen_sheet_decimal(sheet, row, "total_income", income, 2);
    gen_sheet_decimal(sheet, row, "total_expense",
                      income / 1000 * gen_random_between(&random, 960, 985 + 8 * (int)(place->ordinal % 3)), 2);
    /* 88 to 104 yuan of energy in 10 000 of income, a little less each month */
    int64_t energy_ppm = 10400 - 60 * months_since_2024(place) + (int64_t)(place->ordinal % 4) * 150;
    gen_sheet_decimal(sheet, row, "energy_expense", income / 1000 * energy_ppm / 1000, 2);
}

void gen_fill_township_finance(const struct gen_place *place, const struct gen_profile *profile, struct gen_sheet *sheet)
{
    struct gen_random random;
    gen_place_random(place, 7, &random);
    int64_t income = (int64_t)profile->income_kyuan * FEN_PER_KYUAN / 1000 * gen_random_between(&random, 970, 1030);
    size_t row = gen_sheet_row(sheet);
    gen_sheet_decimal(sheet, row, "subsidy_income", income / 1000 * (330 + 2 * months_since_2024(place)), 2);
}

/* The insurance office sends for the county: three in five are treated in it, a little more each month. */
void gen_fill_insurance(const struct gen_place *place, struct gen_sheet *sheet)
{
    struct gen_random random;
    gen_place_random(place, 8, &random);
    int months = months_since_2024(place);
    int64_t fund = INT64_C(6200000000) / 1000 * gen_random_between(&random, 960, 1040);
    int64_t visits = 180000 + gen_random_between(&random, -4000, 4000), admissions = 5200 + gen_random_between(&random, -150, 150);
    size_t row = gen_sheet_row(sheet);
    gen_sheet_decimal(sheet, row, "fund_total", fund, 2);
    gen_sheet_decimal(sheet, row, "fund_county", fund / 1000 * (612 + 2 * months), 2);
    gen_sheet_decimal(sheet, row, "fund_primary", fund / 1000 * (151 + months), 2);
    gen_sheet_number(sheet, row, "visits_total", visits);
    gen_sheet_number(sheet, row, "visits_county", visits * (845 + 2 * months) / 1000);
    gen_sheet_number(sheet, row, "admissions_total", admissions);
    gen_sheet_number(sheet, row, "admissions_county", admissions * (702 + 3 * months) / 1000);
    gen_sheet_decimal(sheet, row, "inpatient_cost_county", admissions * (702 + 3 * months) / 1000 * INT64_C(798000), 2);
    gen_sheet_decimal(sheet, row, "prior_inpatient_cost", 786000, 2);
}

/* ---- ambulances, operations ---- */

void gen_fill_dispatch(const struct gen_place *place, struct gen_sheet *sheet)
{
    struct gen_random random;
    gen_place_random(place, 9, &random);
    for (int i = 0; i < 60; i++) {
        bool urban = i % 5 < 3, called_back = i % 20 == 11;
        int tenths = urban ? gen_random_between(&random, 62, 128) : gen_random_between(&random, 92, 168);
        size_t row = gen_sheet_row(sheet);
        int hour = gen_random_between(&random, 0, 22), minute = gen_random_between(&random, 0, 29);
        gen_sheet_text(sheet, row, "dispatch_no", "%d%02d%04d", month_year(place->month), month_number(place->month), i + 1);
        gen_sheet_text(sheet, row, "called_at", "%04d-%02d-%02d %02d:%02d:00", month_year(place->month), month_number(place->month),
                       1 + i % 28, hour, minute);
        gen_sheet_text(sheet, row, "area", "%s", urban ? "城区" : "乡村");
        if (called_back)
            continue;
        gen_sheet_text(sheet, row, "arrived_at", "%04d-%02d-%02d %02d:%02d:%02d", month_year(place->month),
                       month_number(place->month), 1 + i % 28, hour, minute + tenths / 10, tenths % 10 * 6);
        gen_sheet_decimal(sheet, row, "response_minutes", tenths, 1);
    }
}

/* The wanted share of the operated; 20 % where nobody wants one. */
static int64_t share_of(const struct gen_place *place, const struct kind *kind, const char *indicator, int64_t operated)
{
    for (size_t i = 0; i < place->wishes->n; i++) {
        const struct gen_wish *wish = &place->wishes->items[i];
        if (gen_place_wants(place, wish, kind) && strcmp(wish->indicator->name, indicator) == 0)
            return (int64_t)(gen_wish_value(wish, place->month) * operated / (100 * decimal_pow10(wish->duty->target.decimals)));
    }
    return operated / 5;
}

void gen_fill_surgery(const struct gen_place *place, const struct gen_profile *profile, uint32_t cases, struct gen_sheet *sheet)
{
    int64_t operated = (int64_t)cases * gen_trend_at(&profile->surgery, place->month) / 1000000;
    size_t row = gen_sheet_row(sheet);
    gen_sheet_number(sheet, row, "minimally_invasive", share_of(place, sheet->kind, "minimally_invasive_share", operated));
    gen_sheet_number(sheet, row, "level4", share_of(place, sheet->kind, "level4_share", operated));
}

/* gen_paper.c: draws up papers and events. */
#include "duban/gen_paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/date.h"

/* A breach of a rule that threatens a fine: so often in a month. */
#define BREACH_PPM 40000

bool gen_place_wants(const struct gen_place *place, const struct gen_wish *wish, const struct kind *kind)
{
    return wish->at == place->institution && indicator_reads(wish->indicator, kind);
}

void gen_place_random(const struct gen_place *place, uint64_t what, struct gen_random *ret)
{
    gen_random_seed(ret, place->seed, place->institution->code, (uint64_t)place->month, 16 + what);
}

static void put_paper(const struct gen_place *place, struct gen_sheet *sheet, size_t row, const char *date_field, int day,
                      const char *what)
{
    gen_sheet_date(sheet, row, date_field, day);
    gen_sheet_text(sheet, row, "document", "样例文号〔%d〕%s%02d号", month_year(place->month), what, (int)(row + 1) + day);
}

static int day_of(const struct gen_wish *wish)
{
    return 3 + wish->reached_in * 7 % 22;
}

/* ---- milestones ---- */

/* What this member has to show of the line in the end. */
static int64_t quantity_of(const struct gen_wish *wish)
{
    const struct duty *duty = wish->duty;
    int64_t n = (int64_t)wish->n_members;
    if (!duty->has_target)
        return wish->met ? 1 : 0;
    if (wish->indicator->over_institutions == OVER_INSTITUTIONS_SHARE_OF_MEMBERS) {
        int64_t percent = (int64_t)(duty->target.units / decimal_pow10(duty->target.decimals));
        int64_t reaching = (percent * n + 99) / 100 - (wish->met ? 0 : 1);
        return (int64_t)wish->place < reaching ? 1 : 0;
    }
    int64_t whole = (int64_t)(duty->target.units / decimal_pow10(duty->target.decimals)) + (duty->target.op == TARGET_ABOVE);
    if (!wish->met)
        whole -= whole / 5 + 1;
    return whole < 0 ? 0 : whole / n + ((int64_t)wish->place < whole % n);
}

/* How much is shown by this month; -1: nothing new. */
static int64_t shown_now(const struct gen_place *place, const struct gen_wish *wish)
{
    int months = recurrence_months(wish->duty->recurrence.every);
    if (months == 0 && wish->duty->type == DUTY_RECURRING)
        months = 1;
    if (months > 0) {
        int wanted = wish->duty->recurrence.month > 0 ? wish->duty->recurrence.month : months;
        bool is_month = (month_number(place->month) - wanted) % months == 0;
        bool forgotten = !wish->met && month_year(place->month) == 2025 && month_number(place->month) > 12 - 2 * months;
        return is_month && !forgotten ? (quantity_of(wish) > 0 ? quantity_of(wish) : 1) : -1;
    }
    int64_t whole = quantity_of(wish);
    if (place->month == wish->reached_in)
        return whole > 0 ? whole : -1;
    return whole > 1 && place->month == wish->reached_in - 2 ? whole / 2 : -1;
}

void gen_fill_milestone(const struct gen_place *place, struct gen_sheet *sheet)
{
    for (size_t i = 0; i < place->wishes->n; i++) {
        const struct gen_wish *wish = &place->wishes->items[i];
        const char *item = gen_place_wants(place, wish, sheet->kind) ? gen_wish_text(wish, sheet->kind, "item") : NULL;
        int64_t quantity = item != NULL ? shown_now(place, wish) : -1;
        if (quantity < 0)
            continue;
        size_t row = gen_sheet_row_of(sheet, "item", item);
        const char *other = gen_sheet_cell(sheet, row, "quantity");
        if (*other != '\0' && strtoll(other, NULL, 10) >= quantity)
            continue; /* two lines of one item: the one that asks for more */
        gen_sheet_number(sheet, row, "quantity", quantity);
        put_paper(place, sheet, row, "reached_on", day_of(wish), "");
    }
}

/* ---- talents and projects, a row each ---- */

/* What is counted by the year comes month by month in its line's own year, all else at once. */
static int64_t granted_now(const struct gen_place *place, const struct gen_wish *wish)
{
    const struct duty *duty = wish->duty;
    int64_t whole = quantity_of(wish), month = month_number(place->month);
    if (duty->judged_on != WINDOW_YTD && duty->judged_on != WINDOW_YEAR)
        return place->month == wish->reached_in ? whole : 0;
    if (duty->due != DATE_NONE && month_year(month_of_date(duty->due)) != month_year(place->month))
        return 0;
    return whole * month / 12 - whole * (month - 1) / 12;
}

void gen_fill_talent(const struct gen_place *place, struct gen_sheet *sheet)
{
    for (size_t i = 0; i < place->wishes->n; i++) {
        const struct gen_wish *wish = &place->wishes->items[i];
        const char *item = gen_place_wants(place, wish, sheet->kind) ? gen_wish_text(wish, sheet->kind, "item") : NULL;
        for (int64_t n = item == NULL ? 0 : granted_now(place, wish); n > 0; n--) {
            size_t row = gen_sheet_row(sheet);
            int number = (int)row + 1, year = month_year(place->month), month = month_number(place->month);
            gen_sheet_text(sheet, row, "grant_no", "%04d%02d-%02d", year, month, number);
            gen_sheet_text(sheet, row, "item", "%s", item);
            gen_sheet_text(sheet, row, "staff_no", "%s%02d%02d%02d", place->institution->code, year % 100, month, number);
            put_paper(place, sheet, row, "granted_on", day_of(wish), "");
        }
    }
}

/* ---- ratings ---- */

/* The rank that the member is to have in the end. */
static int64_t rank_of(const struct gen_wish *wish)
{
    const struct target *target = &wish->duty->target;
    if (strcmp(wish->indicator->unit, "%") == 0) { /* a share of the hospitals that are of the third class (rank 7 and above) */
        int64_t percent = (int64_t)(target->units / decimal_pow10(target->decimals));
        int64_t reaching = (percent * (int64_t)wish->n_members + 99) / 100 - (wish->met ? 0 : 1);
        return (int64_t)wish->place < reaching ? 7 : 6;
    }
    i128 whole = decimal_pow10(target->decimals);
    int64_t rank = (int64_t)((target->units + whole - 1) / whole);
    return wish->met ? rank : rank - (wish->place == 0);
}

static void put_rating(const struct gen_place *place, struct gen_sheet *sheet, const struct gen_wish *wish, const char *item,
                       int64_t rank)
{
    const char *level = code_tables_level(catalog_code_tables(place->catalog), item, rank);
    if (level == NULL)
        return; /* below the lowest: no paper */
    size_t row = gen_sheet_row_of(sheet, "item", item);
    int64_t other = 0;
    const char *granted = gen_sheet_cell(sheet, row, "level");
    if (*granted != '\0' &&
        code_tables_rank(catalog_code_tables(place->catalog), item, strlen(item), granted, strlen(granted), &other) == ST_OK &&
        other >= rank)
        return;
    gen_sheet_text(sheet, row, "level", "%s", level);
    put_paper(place, sheet, row, "granted_on", day_of(wish), "评");
}

/* One level below at the beginning, the final one when its month has come. */
void gen_fill_rating(const struct gen_place *place, struct gen_sheet *sheet)
{
    for (size_t i = 0; i < place->wishes->n; i++) {
        const struct gen_wish *wish = &place->wishes->items[i];
        const char *item = gen_place_wants(place, wish, sheet->kind) ? gen_wish_text(wish, sheet->kind, "item") : NULL;
        if (item == NULL || !wish->duty->has_target)
            continue;
        if (place->month == month_from_ym(2024, 1))
            put_rating(place, sheet, wish, item, rank_of(wish) - 1);
        else if (place->month == wish->reached_in)
            put_rating(place, sheet, wish, item, rank_of(wish));
    }
}

/* ---- certificates of laboratories: in June and November, one of the nation and one of the province ---- */

void gen_fill_certificate(const struct gen_place *place, struct gen_sheet *sheet)
{
    static const char *const authorities[] = {"国家", "省"};
    if (month_number(place->month) != 6 && month_number(place->month) != 11)
        return;
    for (size_t i = 0; i < 2; i++) {
        size_t row = gen_sheet_row(sheet);
        int64_t ordinal = (int64_t)place->ordinal,
                taken = 14 + ordinal % 5 * 3 + (month_year(place->month) - 2024) * 2 - (int64_t)i * 4;
        gen_sheet_text(sheet, row, "item", "eqa");
        gen_sheet_text(sheet, row, "authority", "%s", authorities[i]);
        gen_sheet_number(sheet, row, "taken", taken);
        gen_sheet_number(sheet, row, "passed", taken - (ordinal + (int64_t)i) % 3);
        put_paper(place, sheet, row, "granted_on", 20, "检");
    }
}

/* ---- events ---- */

static void put_violation(const struct gen_place *place, struct gen_sheet *sheet, const char *rule, int day, int quantity)
{
    size_t row = gen_sheet_row(sheet);
    gen_sheet_text(sheet, row, "case_no", "%s-%d%02d-%02d", place->institution->code, month_year(place->month),
                   month_number(place->month), (int)row + 1);
    gen_sheet_text(sheet, row, "rule", "%s", rule);
    gen_sheet_date(sheet, row, "occurred_on", day);
    gen_sheet_number(sheet, row, "quantity", quantity);
    gen_sheet_text(sheet, row, "document", "样例查实单%02d号", (int)row + 1);
}

/* Those that lines count, then those of the plan's own rules with a fine. */
void gen_fill_violation(const struct gen_place *place, struct gen_sheet *sheet)
{
    const struct plan *plan = catalog_plan(place->catalog);
    struct gen_random random;
    for (size_t i = 0; i < place->wishes->n; i++) {
        const struct gen_wish *wish = &place->wishes->items[i];
        const char *rule = gen_place_wants(place, wish, sheet->kind) ? gen_wish_text(wish, sheet->kind, "rule") : NULL;
        if (rule != NULL && !wish->met && wish->place == 0 && month_number(place->month) == month_number(wish->reached_in))
            put_violation(place, sheet, rule, day_of(wish), 1);
    }
    gen_place_random(place, 1, &random);
    for (size_t d = 0; d < plan->n_duties; d++)
        if (plan->duties[d].penalty != NULL && plan->duties[d].indicator == NULL && gen_random_chance(&random, BREACH_PPM))
            put_violation(place, sheet, plan->duties[d].id, gen_random_between(&random, 1, 28), gen_random_between(&random, 1, 2));
}

void gen_fill_adverse_event(const struct gen_place *place, struct gen_sheet *sheet)
{
    struct gen_random random;
    gen_place_random(place, 2, &random);
    int others = gen_random_between(&random, 0, 2);
    for (int i = 0; i < others; i++) {
        size_t row = gen_sheet_row(sheet);
        gen_sheet_text(sheet, row, "category", "%s", i == 0 ? "其他不良事件" : "医疗差错");
        gen_sheet_date(sheet, row, "occurred_on", gen_random_between(&random, 1, 28));
    }
    for (size_t i = 0; i < place->wishes->n; i++) {
        const struct gen_wish *wish = &place->wishes->items[i];
        const char *category = gen_place_wants(place, wish, sheet->kind) ? gen_wish_text(wish, sheet->kind, "category") : NULL;
        if (category == NULL || wish->met || wish->place != 0 || month_number(place->month) != month_number(wish->reached_in))
            continue;
        size_t row = gen_sheet_row(sheet);
        gen_sheet_text(sheet, row, "category", "%s", category);
        gen_sheet_date(sheet, row, "occurred_on", day_of(wish));
    }
    for (size_t row = 0; row < sheet->n_rows; row++)
        gen_sheet_text(sheet, row, "event_no", "%s-%d%02d-%02d", place->institution->code, month_year(place->month),
                       month_number(place->month), (int)row + 1);
}

void gen_fill_dispute_screening(const struct gen_place *place, struct gen_sheet *sheet)
{
    for (size_t i = 0; i < place->wishes->n; i++) {
        const struct gen_wish *wish = &place->wishes->items[i];
        if (!gen_place_wants(place, wish, sheet->kind) || sheet->n_rows > 0)
            continue;
        int rounds = wish->duty->has_target ? (int)(wish->duty->target.units / decimal_pow10(wish->duty->target.decimals)) : 1;
        if (!wish->met && month_number(place->month) == 11)
            rounds--;
        for (int n = 0; n < rounds; n++) {
            size_t row = gen_sheet_row(sheet);
            gen_sheet_text(sheet, row, "round_no", "%s-%d%02d-%d", place->institution->code, month_year(place->month),
                           month_number(place->month), n + 1);
            gen_sheet_number(sheet, row, "clues", 3 + n);
            gen_sheet_number(sheet, row, "handled", 3);
            put_paper(place, sheet, row, "screened_on", 13 + 14 * n, "摸");
        }
    }
}

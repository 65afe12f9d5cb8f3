/* gen_dirt.c: the dirt of real files: a table of kinds, and one function for each that is more than a wrong cell. */
#include "duban/gen_dirt.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "lib/date.h"

struct spoil {
    const struct gen_stay *stay;
    struct gen_row *row;
};

/* The two times of the stay, each put by `put`. */
static void both_times(struct spoil *s, void (*put)(struct gen_row *, enum gen_column, int32_t, int))
{
    put(s->row, GEN_B12, s->stay->admitted_on, s->stay->admitted_s);
    put(s->row, GEN_B15, s->stay->discharged_on, s->stay->discharged_s);
}

static void put_two_blanks(struct gen_row *row, enum gen_column column, int32_t date, int second)
{
    int y, m, d;
    date_to_ymd(date, &y, &m, &d);
    gen_row_printf(row, column, "%04d-%02d-%02d  %02d:%02d:%02d", y, m, d, second / 3600, second / 60 % 60, second % 60);
}

static void put_slashes(struct gen_row *row, enum gen_column column, int32_t date, int second)
{
    int y, m, d;
    date_to_ymd(date, &y, &m, &d);
    gen_row_printf(row, column, "%d/%d/%d %d:%02d", y, m, d, second / 3600, second / 60 % 60);
}

static void put_compact(struct gen_row *row, enum gen_column column, int32_t date, int second)
{
    (void)second;
    int y, m, d;
    date_to_ymd(date, &y, &m, &d);
    gen_row_printf(row, column, "%04d%02d%02d", y, m, d);
}

static void two_blanks(struct spoil *s)
{
    both_times(s, put_two_blanks);
}

static void slashes(struct spoil *s)
{
    both_times(s, put_slashes);
}

static void compact(struct spoil *s)
{
    both_times(s, put_compact);
}

static void fullwidth_age(struct spoil *s)
{
    static const char *const digits[10] = {"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"};
    const char *age = gen_row_get(s->row, GEN_A14);
    char wide[32];
    size_t len = 0;
    for (; *age >= '0' && *age <= '9' && len + 4 < sizeof wide; age++, len += 3)
        memcpy(wide + len, digits[*age - '0'], 3);
    wide[len] = '\0';
    gen_row_printf(s->row, GEN_A14, "%s", wide);
}

static void thousands(struct spoil *s)
{
    int64_t yuan = s->stay->total_fen / 100;
    if (yuan >= 1000)
        gen_row_printf(s->row, GEN_D01, "%lld,%03d.%02d", (long long)(yuan / 1000), (int)(yuan % 1000),
                       (int)(s->stay->total_fen % 100));
}

static void blanks_around(struct spoil *s)
{
    gen_row_printf(s->row, GEN_B20, " %s ", gen_row_get(s->row, GEN_B20));
}

static void nothing_for_hyphen(struct spoil *s)
{
    static const enum gen_column optional[] = {GEN_F10, GEN_F11, GEN_F12, GEN_B21C, GEN_A16, GEN_D24};
    for (size_t i = 0; i < sizeof optional / sizeof optional[0]; i++)
        if (strcmp(gen_row_get(s->row, optional[i]), "-") == 0)
            gen_row_set(s->row, optional[i], "");
}

static void newline_in_address(struct spoil *s)
{
    gen_row_printf(s->row, GEN_A26, "%s\n（出租房）", s->stay->person->address);
}

static void quotes_in_address(struct spoil *s)
{
    gen_row_printf(s->row, GEN_A26, "%s,近\"老粮站\"", s->stay->person->address);
}

static void own_pay_too_high(struct spoil *s)
{
    gen_row_printf(s->row, GEN_D09, "%lld.00", (long long)(s->stay->total_fen / 100 + 10));
}

static void unknown_operation(struct spoil *s)
{
    gen_row_set(s->row, s->stay->operation_count > 0 ? GEN_C14x01C : GEN_C03C, "99.9999x999");
}

static void wrong_level(struct spoil *s)
{
    gen_row_set(s->row, s->stay->operation_count > 0 ? GEN_C17x01 : GEN_B11C, "8");
}

static void admitted_after(struct spoil *s)
{
    put_two_blanks(s->row, GEN_B12, s->stay->discharged_on + 3, s->stay->admitted_s);
}

static void another_month(struct spoil *s)
{
    put_two_blanks(s->row, GEN_B15, month_last_date(month_of_date(s->stay->discharged_on)) + 9, s->stay->discharged_s);
}

static void name_for_age(struct spoil *s)
{
    gen_row_set(s->row, GEN_A14, s->stay->person->name);
}

static void pinyin_for_age(struct spoil *s)
{
    gen_row_set(s->row, GEN_A14, s->stay->person->pinyin);
}

static void mobile_for_age(struct spoil *s)
{
    gen_row_set(s->row, GEN_A14, s->stay->person->mobile);
}

static void id_for_days(struct spoil *s)
{
    gen_row_set(s->row, GEN_B20, s->stay->person->id);
}

static void phone_for_admission(struct spoil *s)
{
    gen_row_set(s->row, GEN_A49, s->stay->person->phone);
}

static void name_for_diagnosis(struct spoil *s)
{
    gen_row_set(s->row, GEN_C03C, s->stay->person->name);
}

static void id_for_cost(struct spoil *s)
{
    gen_row_set(s->row, GEN_D01, s->stay->person->id);
}

static void person_in_unread_columns(struct spoil *s)
{
    gen_row_set(s->row, GEN_B14, s->stay->person->name);
    gen_row_set(s->row, GEN_C04N, s->stay->person->pinyin);
    gen_row_set(s->row, GEN_A25C, s->stay->person->mobile);
    gen_row_set(s->row, GEN_C10N, s->stay->person->id);
}

/* A name with a comma in it, unquoted: from the name on, every cell stands one too far to the right. */
static void shift(struct spoil *s, bool drop_last)
{
    size_t at = s->row->columns->place[GEN_A11];
    memmove(&s->row->cell[at + 1], &s->row->cell[at], (s->row->count - at) * sizeof s->row->cell[0]);
    s->row->cell[at + 1] = s->stay->person->pinyin;
    s->row->count += !drop_last;
}

static void shifted(struct spoil *s)
{
    shift(s, true);
}

static void one_cell_too_many(struct spoil *s)
{
    shift(s, false);
}

static void cut_off(struct spoil *s)
{
    s->row->count = s->row->columns->place[GEN_C26C];
}

struct dirt {
    const char *name;
    int share;
    void (*spoil)(struct spoil *); /* NULL: `value` goes into `column` */
    enum gen_column column;
    const char *value;
    enum gen_copies copies;
};

/* clang-format off */
static const struct dirt DIRT[] = {
    /* read all the same */
    {"two blanks between date and time",   10, two_blanks, 0, NULL, GEN_ONCE},
    {"dates with slashes",                 10, slashes, 0, NULL, GEN_ONCE},
    {"dates without anything between",      6, compact, 0, NULL, GEN_ONCE},
    {"full-width digits",                   5, fullwidth_age, 0, NULL, GEN_ONCE},
    {"thousands commas",                    5, thousands, 0, NULL, GEN_ONCE},
    {"blanks around a number",              5, blanks_around, 0, NULL, GEN_ONCE},
    {"nothing where a hyphen belongs",      6, nothing_for_hyphen, 0, NULL, GEN_ONCE},
    {"line break in an address",            6, newline_in_address, 0, NULL, GEN_ONCE},
    {"comma and quotes in an address",      6, quotes_in_address, 0, NULL, GEN_ONCE},
    {"own payment above the total",         3, own_pay_too_high, 0, NULL, GEN_ONCE},
    {"a person in columns nobody reads",    4, person_in_unread_columns, 0, NULL, GEN_ONCE},
    {"the same line twice",                 6, NULL, GEN_A02, NULL, GEN_TWICE},
    /* not to be placed or classified */
    {"record number missing",               2, NULL, GEN_A48, "-", GEN_ONCE},
    {"admission number missing",            2, NULL, GEN_A49, "-", GEN_ONCE},
    {"admission time missing",              2, NULL, GEN_B12, "-", GEN_ONCE},
    {"discharge time missing",              2, NULL, GEN_B15, "-", GEN_ONCE},
    {"main diagnosis missing",              2, NULL, GEN_C03C, "-", GEN_ONCE},
    {"total cost missing",                  2, NULL, GEN_D01, "-", GEN_ONCE},
    {"a day that does not exist",           2, NULL, GEN_B12, "2025-02-30 08:00:00", GEN_ONCE},
    {"a way of leaving of nowhere",         3, NULL, GEN_B34C, "7", GEN_ONCE},
    {"a transfer to nobody",                2, NULL, GEN_B34C, "2", GEN_ONCE},
    {"a department of nowhere",             2, NULL, GEN_B16C, "9999", GEN_ONCE},
    {"negative cost",                       2, NULL, GEN_D01, "-120.00", GEN_ONCE},
    {"words for a cost",                    2, NULL, GEN_D01, "未结算", GEN_ONCE},
    {"an operation of nowhere",             3, unknown_operation, 0, NULL, GEN_ONCE},
    {"a level of nowhere",                  3, wrong_level, 0, NULL, GEN_ONCE},
    {"admitted after discharge",            3, admitted_after, 0, NULL, GEN_ONCE},
    {"discharged in another month",         2, another_month, 0, NULL, GEN_ONCE},
    {"name in the age column",              3, name_for_age, 0, NULL, GEN_ONCE},
    {"pinyin in the age column",            2, pinyin_for_age, 0, NULL, GEN_ONCE},
    {"mobile number in the age column",     2, mobile_for_age, 0, NULL, GEN_ONCE},
    {"identity number for days of stay",    2, id_for_days, 0, NULL, GEN_ONCE},
    {"telephone for the admission number",  2, phone_for_admission, 0, NULL, GEN_ONCE},
    {"name for the main diagnosis",         2, name_for_diagnosis, 0, NULL, GEN_ONCE},
    {"identity number for a cost",          2, id_for_cost, 0, NULL, GEN_ONCE},
    {"columns shifted by one",              4, shifted, 0, NULL, GEN_ONCE},
    {"one cell too many",                   3, one_cell_too_many, 0, NULL, GEN_ONCE},
    {"line cut off",                        3, cut_off, 0, NULL, GEN_ONCE},
    {"two lines with one key",              4, NULL, GEN_A02, NULL, GEN_TWICE_DIFFERENT},
};
/* clang-format on */

#define DIRT_COUNT (sizeof DIRT / sizeof DIRT[0])

size_t gen_dirt_count(void)
{
    return DIRT_COUNT;
}

const char *gen_dirt_name(size_t dirt)
{
    return dirt < DIRT_COUNT ? DIRT[dirt].name : "";
}

size_t gen_dirt_pick(struct gen_random *random)
{
    int total = 0;
    for (size_t i = 0; i < DIRT_COUNT; i++)
        total += DIRT[i].share;
    int left = gen_random_between(random, 0, total - 1);
    size_t dirt = 0;
    while ((left -= DIRT[dirt].share) >= 0)
        dirt++;
    return dirt;
}

enum gen_copies gen_dirt_apply(size_t dirt, const struct gen_stay *stay, struct gen_row *row)
{
    assert(dirt < DIRT_COUNT);
    const struct dirt *kind = &DIRT[dirt];
    if (kind->spoil)
        kind->spoil(&(struct spoil){stay, row});
    else if (kind->value)
        gen_row_set(row, kind->column, kind->value);
    return kind->copies;
}

void gen_dirt_differ(struct gen_row *row, const struct gen_stay *stay)
{
    gen_row_printf(row, GEN_D01, "%lld.%02d", (long long)(stay->total_fen / 100 + 1), (int)(stay->total_fen % 100));
    gen_row_printf(row, GEN_B20, "%d", stay->discharged_on - stay->admitted_on + 2);
}

void gen_dirt_excel(struct gen_row *row, const struct gen_stay *stay)
{
    gen_row_printf(row, GEN_A48, "%u", stay->record_no);
    put_slashes(row, GEN_B12, stay->admitted_on, stay->admitted_s);
    put_slashes(row, GEN_B15, stay->discharged_on, stay->discharged_s);
    if (strlen(gen_row_get(row, GEN_A20)) > 15)
        gen_row_set(row, GEN_A20, "3.30481E+17");
}

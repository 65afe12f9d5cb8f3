/* gen_front_page.c: one stay as the cells of a front page. Value tables: ../../deploy/catalog/base/rc_codes.tsv. */
#include "duban/gen_discharge.h"

#include <string.h>

#include "lib/date.h"

static const char *stamp(struct gen_row *row, int32_t date, int second)
{
    int year, month, day;
    date_to_ymd(date, &year, &month, &day);
    return gen_row_text(row, "%04d-%02d-%02d %02d:%02d:%02d", year, month, day, second / 3600, second / 60 % 60, second % 60);
}

static const char *day_of(struct gen_row *row, int32_t date)
{
    int year, month, day;
    date_to_ymd(date, &year, &month, &day);
    return gen_row_text(row, "%04d-%02d-%02d", year, month, day);
}

static const char *one_of(struct gen_random *random, const char *const *list, uint32_t count)
{
    return list[gen_random_below(random, count)];
}
#define ONE_OF(random, list) one_of((random), (list), (uint32_t)(sizeof(list) / sizeof(list)[0]))

static void fill_person(struct gen_row *row, struct gen_random *random, const struct gen_world *world, const struct gen_stay *stay)
{
    static const char *const jobs[] = {"11", "13", "17", "21", "24", "27", "27", "54", "70", "80", "80", "90"};
    static const char *const works[] = {"海宁皮革城商铺", "许村家纺厂", "尖山新区企业", "务农", "退休"};
    static const char *const marriages[] = {"1", "2", "2", "2", "3", "4"};
    const struct gen_person *person = stay->person;
    const struct gen_person *contact = gen_people_pick(&world->people, random, GEN_ANY, INT32_MIN, INT32_MAX);
    if (stay->newborn)
        gen_row_printf(row, GEN_A11, "%s之%s", person->name, stay->male ? "子" : "女");
    else
        gen_row_set(row, GEN_A11, person->name);
    gen_row_set(row, GEN_A12C, stay->male ? "1" : "2");
    gen_row_set(row, GEN_A13, day_of(row, stay->born_on));
    gen_row_printf(row, GEN_A14, "%d", stay->age_years);
    gen_row_set(row, GEN_A15C, "中国");
    gen_row_set(row, GEN_A21C, stay->age_years < 20 ? "1" : ONE_OF(random, marriages));
    gen_row_set(row, GEN_A38C, stay->age_years < 18 ? "31" : ONE_OF(random, jobs));
    gen_row_set(row, GEN_A19C, "1");
    gen_row_set(row, GEN_A20N, stay->newborn ? "9" : "1");
    gen_row_set(row, GEN_A20, stay->newborn ? "-" : person->id);
    gen_row_set(row, GEN_A47, person->health_card);
    gen_row_set(row, GEN_A22, "浙江省海宁市");
    gen_row_set(row, GEN_A23C, "11");
    gen_row_set(row, GEN_A24, person->address);
    gen_row_set(row, GEN_A25C, "314400");
    gen_row_set(row, GEN_A26, person->address);
    gen_row_set(row, GEN_A27, gen_random_chance(random, 700000) ? person->mobile : person->phone);
    gen_row_set(row, GEN_A28C, "314400");
    gen_row_set(row, GEN_A29, ONE_OF(random, works));
    gen_row_set(row, GEN_A30, person->phone);
    gen_row_set(row, GEN_A31C, "314400");
    gen_row_set(row, GEN_A32, gen_random_chance(random, 30000) ? contact->pinyin : contact->name);
    gen_row_printf(row, GEN_A33C, "%d", gen_random_between(random, 0, 9));
    gen_row_set(row, GEN_A34, contact->address);
    gen_row_set(row, GEN_A35, contact->mobile);
    if (stay->newborn) {
        gen_row_printf(row, GEN_A16, "%d", stay->age_days);
        gen_row_printf(row, GEN_A17, "%d", gen_random_between(random, 250, 420) * 10);
        gen_row_printf(row, GEN_A18x01, "%d", gen_random_between(random, 250, 420) * 10);
    }
}

static void fill_stay(struct gen_row *row, struct gen_random *random, const struct gen_stay *stay)
{
    static const char *const payments[] = {"1.1", "1.1", "1.1", "2.1", "2.1", "2.1", "2.1", "1.2", "7", "5"};
    static const char *const wards[] = {"一病区", "二病区", "三病区", "五病区", "八病区", "十二病区"};
    gen_row_printf(row, GEN_A48, "%08u", stay->record_no);
    gen_row_printf(row, GEN_A49, "%d", stay->admission_no);
    gen_row_set(row, GEN_A46C, ONE_OF(random, payments));
    gen_row_set(row, GEN_B12, stamp(row, stay->admitted_on, stay->admitted_s));
    gen_row_set(row, GEN_B15, stamp(row, stay->discharged_on, stay->discharged_s));
    gen_row_set(row, GEN_B38, stay->day_surgery ? "1" : "0");
    gen_row_set(row, GEN_B11C, gen_random_chance(random, 300000) ? "1" : gen_random_chance(random, 30000) ? "3" : "2");
    gen_row_set(row, GEN_B13C, stay->picture->department);
    gen_row_set(row, GEN_B16C, stay->picture->department);
    gen_row_set(row, GEN_B14, ONE_OF(random, wards));
    gen_row_set(row, GEN_B17, gen_row_get(row, GEN_B14));
    int days = stay->discharged_on - stay->admitted_on;
    gen_row_printf(row, GEN_B20, "%d", days > 0 ? days : 1);
    gen_row_printf(row, GEN_F19, "%d", days);
    int way = gen_random_between(random, 0, 199);
    if (way < 4) {
        gen_row_set(row, GEN_B34C, "2");
        gen_row_set(row, GEN_B35, "浙江省级医院");
    } else if (way < 6) {
        gen_row_set(row, GEN_B34C, "3");
        gen_row_set(row, GEN_B35, "长安镇卫生院");
    } else {
        gen_row_set(row, GEN_B34C, way < 11 ? "4" : way < 12 ? "5" : "1");
    }
    bool again = strcmp(stay->picture->diagnosis, "Z51.100") == 0;
    gen_row_set(row, GEN_B36C, again ? "2" : "1");
    if (again)
        gen_row_set(row, GEN_B37, "化疗");
}

static void fill_pathology(struct gen_row *row, const struct gen_stay *stay)
{
    char letter = stay->picture->diagnosis[0];
    bool tumour = letter == 'C' || letter == 'D';
    if (tumour) {
        gen_row_set(row, GEN_C09C, letter == 'C' ? "M81400/3" : "M80000/0");
        gen_row_set(row, GEN_C10N, letter == 'C' ? "腺癌" : "良性肿瘤");
        gen_row_printf(row, GEN_C11, "B%07u", stay->record_no);
    }
    if (letter == 'S') {
        gen_row_set(row, GEN_C12C, "W19.x00");
        gen_row_set(row, GEN_C13N, "跌倒");
    }
}

static void fill_diagnoses(struct gen_row *row, struct gen_random *random, const struct gen_stay *stay)
{
    static const char *const others[][2] = {{"I10.x00x002", "高血压"}, {"E11.900", "2型糖尿病"}, {"E78.500", "高脂血症"},
                                            {"K76.000", "脂肪肝"},     {"D64.900", "贫血"},      {"E87.600", "低钾血症"}};
    gen_row_set(row, GEN_C01C, stay->picture->diagnosis);
    gen_row_set(row, GEN_C02N, stay->names->diagnosis);
    gen_row_set(row, GEN_F01, "3");
    gen_row_set(row, GEN_F02C, stay->picture->diagnosis);
    gen_row_set(row, GEN_F03N, stay->names->diagnosis);
    gen_row_set(row, GEN_C03C, stay->picture->diagnosis);
    gen_row_set(row, GEN_C04N, stay->names->diagnosis);
    gen_row_set(row, GEN_C05C, gen_random_chance(random, 950000) ? "1" : "2");
    gen_row_set(row, GEN_F05, "2");
    size_t stride = row->columns->place[GEN_C06x02C] - row->columns->place[GEN_C06x01C];
    size_t first = row->columns->place[GEN_C06x01C];
    uint32_t count = stay->age_years < 18 ? 0 : gen_random_below(random, 4), start = gen_random_below(random, 6);
    for (uint32_t i = 0; i < count; i++) {
        const char *const *other = others[(start + i) % 6];
        row->cell[first + i * stride] = other[0];
        row->cell[first + i * stride + 1] = other[1];
        row->cell[first + i * stride + 2] = "1";
    }
    if (strcmp(stay->picture->adrg, "OB1") == 0 || strcmp(stay->picture->adrg, "OR1") == 0) { /* a mother: outcome of delivery */
        gen_row_set(row, GEN_C06x01C, "Z37.000");
        gen_row_set(row, GEN_C07x01N, "单一活产");
        gen_row_set(row, GEN_C08x01C, "4");
        gen_row_printf(row, GEN_A18x01, "%d", gen_random_between(random, 250, 420) * 10);
    }
    fill_pathology(row, stay);
}

static const char *staff_name(const struct gen_world *world, struct gen_random *random)
{
    return world->people.staff[gen_random_below(random, (uint32_t)world->people.staff_count)].name;
}

static void fill_staff(struct gen_row *row, struct gen_random *random, const struct gen_world *world)
{
    static const enum gen_column pairs[][2] = {
        {GEN_B22C, GEN_B22}, {GEN_B23C, GEN_B23}, {GEN_B24C, GEN_B24}, {GEN_B25C, GEN_B25}, {GEN_B26C, GEN_B26}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const struct gen_staff *staff = &world->people.staff[gen_random_below(random, (uint32_t)world->people.staff_count)];
        gen_row_set(row, pairs[i][0], staff->licence);
        gen_row_set(row, pairs[i][1], staff->name);
    }
    gen_row_set(row, GEN_B29, staff_name(world, random));
    gen_row_set(row, GEN_B31, staff_name(world, random));
    gen_row_set(row, GEN_B32, staff_name(world, random));
    gen_row_set(row, GEN_B30C, "1");
}

static void fill_operations(struct gen_row *row, struct gen_random *random, const struct gen_world *world,
                            const struct gen_stay *stay)
{
    static const char *const levels[] = {"-", "1", "2", "3", "4"};
    if (stay->operation_count == 0)
        return;
    const struct gen_operation *main_operation = &stay->operation[0];
    int32_t day = stay->admitted_on + (stay->discharged_on - stay->admitted_on) / 3;
    gen_row_set(row, GEN_C14x01C, main_operation->code);
    gen_row_set(row, GEN_C15x01N, main_operation->name);
    gen_row_set(row, GEN_C16x01, stamp(row, day, 9 * 3600 + gen_random_between(random, 1, 3500)));
    gen_row_set(row, GEN_C17x01, levels[main_operation->level]);
    int tenths = gen_random_between(random, 3, 49);
    gen_row_printf(row, GEN_F13, "%d.%d", tenths / 10, tenths % 10);
    gen_row_set(row, GEN_C18x01, staff_name(world, random));
    gen_row_set(row, GEN_C19x01, staff_name(world, random));
    gen_row_set(row, GEN_C20x01, staff_name(world, random));
    if (main_operation->level > 0) {
        gen_row_set(row, GEN_C21x01C, gen_random_chance(random, 500000) ? "4" : "1");
        gen_row_set(row, GEN_C22x01C, gen_random_chance(random, 600000) ? "0101" : "0201");
        gen_row_set(row, GEN_F15, "2");
        gen_row_set(row, GEN_C23x01, staff_name(world, random));
    }
    if (stay->operation_count > 1) {
        gen_row_set(row, GEN_C35x01C, stay->operation[1].code);
        gen_row_set(row, GEN_C36x01N, stay->operation[1].name);
        gen_row_set(row, GEN_C37x01, gen_row_get(row, GEN_C16x01));
        gen_row_set(row, GEN_C38x01, levels[stay->operation[1].level]);
        gen_row_set(row, GEN_C39x01, staff_name(world, random));
    }
}

static void set_fen(struct gen_row *row, enum gen_column column, int64_t fen)
{
    gen_row_printf(row, column, "%lld.%02d", (long long)(fen / 100), (int)(fen % 100));
}

static void fill_costs(struct gen_row *row, struct gen_random *random, const struct gen_stay *stay)
{
    /* Percent of the total; together below 100, the rest is not itemised. */
    static const struct {
        enum gen_column column;
        int medical, operated;
    } items[] = {{GEN_D11, 8, 6},   {GEN_D12, 7, 5},    {GEN_D13, 5, 4},  {GEN_D16, 16, 10},  {GEN_D17, 14, 9},
                 {GEN_D18, 5, 3},   {GEN_D19, 5, 2},    {GEN_D20, 0, 18}, {GEN_D20x01, 0, 5}, {GEN_D20x02, 0, 12},
                 {GEN_D23, 24, 16}, {GEN_D23x01, 4, 3}, {GEN_D24, 5, 2},  {GEN_D32, 6, 5},    {GEN_D33, 0, 14}};
    set_fen(row, GEN_D01, stay->total_fen);
    set_fen(row, GEN_D09, stay->total_fen * gen_random_between(random, 18, 40) / 100);
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        int percent = stay->operation_count > 0 ? items[i].operated : items[i].medical;
        if (percent > 0)
            set_fen(row, items[i].column, stay->total_fen * percent / 100);
    }
}

void gen_discharge_fill(const struct gen_world *world, const struct gen_institution *institution, int32_t month, uint32_t index,
                        const struct gen_stay *stay, const struct gen_columns *columns, struct gen_row *row)
{
    static const enum gen_column zeros[] = {GEN_C28, GEN_C29, GEN_C30, GEN_C31, GEN_C32, GEN_C33};
    struct gen_random random;
    gen_random_seed(&random, world->options->seed, institution->front_page_code, (uint64_t)month, index);
    gen_row_clear(row, columns);
    gen_row_set(row, GEN_A01, institution->front_page_code);
    gen_row_set(row, GEN_A02, institution->name);
    fill_person(row, &random, world, stay);
    fill_stay(row, &random, stay);
    fill_diagnoses(row, &random, stay);
    fill_staff(row, &random, world);
    gen_row_set(row, GEN_B33, day_of(row, stay->discharged_on + 2));
    gen_row_set(row, GEN_C24C, "1");
    gen_row_printf(row, GEN_C26C, "%d", gen_random_between(&random, 1, 6));
    gen_row_set(row, GEN_C27C, "2");
    fill_operations(row, &random, world, stay);
    for (size_t i = 0; i < sizeof zeros / sizeof zeros[0]; i++)
        gen_row_set(row, zeros[i], "0");
    fill_costs(row, &random, stay);
}

void gen_discharge_uncode(struct gen_row *row)
{
    for (size_t i = row->columns->place[GEN_C14x01C]; i < row->columns->place[GEN_F17]; i++)
        row->cell[i] = "-";
}

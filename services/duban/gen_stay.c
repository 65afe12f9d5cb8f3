/* gen_stay.c: makes up one stay after the other. */
#include "duban/gen_stay.h"

#include <stdio.h>

#include "lib/date.h"

/* Cases that the insurer returns without a group, of all. */
#define UNGROUPED_PPM 12000u
/* Operated cases whose code is a 操作 without a level. */
#define PROCEDURE_PPM 40000u
/* Cases of level 3 and 4 that reach it only by their second operation. */
#define HIGH_BY_SECOND_PPM   100000u
#define SECOND_OPERATION_PPM 180000u
#define DAYS_PER_YEAR_X4     1461

static const struct gen_operation SECOND_LOW = {"54.5901", "腹腔粘连松解术", 2};
static const struct gen_operation SECOND_HIGH = {"54.5100x005", "腹腔镜下腹腔粘连松解术", 3};

uint32_t gen_stay_count(const struct gen_world *world, const struct gen_institution *institution, int32_t month)
{
    /* Fewer around the Spring Festival, more in winter; a little growth over the years. */
    static const uint32_t season_permille[12] = {1010, 870, 1040, 1010, 1000, 990, 1010, 1000, 980, 960, 1030, 1100};
    struct gen_random random;
    gen_random_seed(&random, world->options->seed, institution->code, (uint64_t)month, 1);
    uint64_t base = (uint64_t)world->options->rows_per_month * institution->profile->volume_permille / 1000;
    uint64_t growth_permille = 1000 + (uint64_t)(month_year(month) > 2020 ? (month_year(month) - 2020) * 10 : 0);
    uint64_t noise_permille = (uint64_t)gen_random_between(&random, 980, 1020);
    return (uint32_t)(base * season_permille[month_number(month) - 1] / 1000 * growth_permille / 1000 * noise_permille / 1000);
}

/* Unique within the institution for eight years; leading zeros, as record numbers have. */
static uint32_t make_record_no(int32_t month, uint32_t index, uint32_t count)
{
    uint32_t stride = 10000;
    while (stride < count + 1)
        stride *= 10;
    return (uint32_t)(month % 96) * stride + index + 1;
}

/* Which class the case belongs to, and whether it reaches level 3 or 4 by its second operation only. */
static enum gen_class choose_class(const struct gen_profile *profile, int32_t month, uint32_t index, bool *ret_high_by_second)
{
    uint32_t surgery_ppm = gen_trend_at(&profile->surgery, month);
    *ret_high_by_second = false;
    if (!gen_quota_hit(index, surgery_ppm))
        return GEN_MEDICAL;
    uint64_t operated = gen_quota_before(index, surgery_ppm);
    uint32_t high_ppm = gen_trend_at(&profile->high, month);
    if (!gen_quota_hit(operated, high_ppm))
        return gen_quota_hit(operated - gen_quota_before(operated, high_ppm), PROCEDURE_PPM) ? GEN_PROCEDURE : GEN_LOW;
    *ret_high_by_second = gen_quota_hit(gen_quota_before(operated, high_ppm), HIGH_BY_SECOND_PPM);
    return *ret_high_by_second ? GEN_LOW : GEN_HIGH;
}

static void make_operations(struct gen_random *random, struct gen_stay *stay, bool high_by_second)
{
    stay->operation_count = 0;
    if (stay->picture->operation)
        stay->operation[stay->operation_count++] =
            (struct gen_operation){stay->picture->operation, stay->names->operation, stay->picture->level};
    if (high_by_second)
        stay->operation[stay->operation_count++] = SECOND_HIGH;
    else if (stay->picture->level > 0 && gen_random_chance(random, SECOND_OPERATION_PPM))
        stay->operation[stay->operation_count++] = SECOND_LOW;
}

static void make_dates(struct gen_random *random, struct gen_stay *stay, int32_t month, uint32_t index, uint32_t count)
{
    int32_t first = month_first_date(month);
    int32_t days = month_last_date(month) - first + 1;
    stay->discharged_on = first + (int32_t)((uint64_t)index * (uint64_t)days / count);
    stay->day_surgery = stay->picture->class == GEN_LOW && stay->picture->days_from <= 2 && gen_random_chance(random, 250000);
    int32_t stayed = stay->day_surgery ? 0 : gen_random_between(random, stay->picture->days_from, stay->picture->days_to);
    stay->admitted_on = stay->discharged_on - stayed;
    stay->admitted_s = gen_random_between(random, 7 * 3600, 9 * 3600);
    stay->discharged_s = gen_random_between(random, 10 * 3600, 17 * 3600);
}

static int whole_years(int32_t from, int32_t to)
{
    int y1, m1, d1, y2, m2, d2;
    date_to_ymd(from, &y1, &m1, &d1);
    date_to_ymd(to, &y2, &m2, &d2);
    return y2 - y1 - (m2 < m1 || (m2 == m1 && d2 < d1));
}

static void make_person(struct gen_random *random, const struct gen_world *world, struct gen_stay *stay)
{
    const struct gen_picture *picture = stay->picture;
    stay->newborn = picture->age_to == 0;
    int age_from = stay->newborn ? 21 : picture->age_from, age_to = stay->newborn ? 42 : picture->age_to;
    stay->person = gen_people_pick(&world->people, random, stay->newborn ? GEN_FEMALE : picture->sex,
                                   stay->admitted_on - (age_to + 1) * DAYS_PER_YEAR_X4 / 4 + 1,
                                   stay->admitted_on - age_from * DAYS_PER_YEAR_X4 / 4);
    stay->male = stay->newborn ? gen_random_chance(random, 510000) : stay->person->male;
    stay->born_on = stay->newborn ? stay->admitted_on - gen_random_between(random, 1, 20) : stay->person->born;
    stay->age_years = whole_years(stay->born_on, stay->admitted_on);
    stay->age_days = stay->age_years == 0 ? stay->admitted_on - stay->born_on : 0;
}

void gen_stay_make(const struct gen_world *world, const struct gen_institution *institution, int32_t month, uint32_t index,
                   uint32_t count, struct gen_stay *ret)
{
    const struct gen_profile *profile = institution->profile;
    struct gen_random random;
    char what[64];
    snprintf(what, sizeof what, "stay:%s", institution->code);
    gen_random_seed(&random, world->options->seed, what, (uint64_t)month, index);
    bool high_by_second;
    enum gen_class class = choose_class(profile, month, index, &high_by_second);
    size_t picture = gen_pictures_pick(&world->pictures, &random, class);
    *ret = (struct gen_stay){.picture = gen_picture_at(picture), .names = &world->pictures.names[picture]};
    ret->record_no = make_record_no(month, index, count);
    ret->admission_no = gen_random_chance(&random, 220000) ? gen_random_between(&random, 2, 6) : 1;
    make_dates(&random, ret, month, index, count);
    make_person(&random, world, ret);
    make_operations(&random, ret, high_by_second);
    size_t gravity = ret->names->group_count - 1;
    while (gravity > 0 && gen_random_chance(&random, gen_trend_at(&profile->severity, month)))
        gravity--;
    const struct gen_group *group = &ret->names->group[gravity];
    ret->group = gen_quota_hit(index, UNGROUPED_PPM) ? NULL : group;
    ret->total_fen = group->weight_e4 * gen_random_between(&random, 75, 115); /* 9 000 yuan at weight 1, give or take */
}

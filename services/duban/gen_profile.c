/* gen_profile.c: the made-up figures behind the sample. */
#include "duban/gen_profile.h"

#include <stddef.h>
#include <string.h>

#include "lib/date.h"

/* clang-format off */
static const struct gen_profile PROFILES[] = {
    /* code  volume  surgery         high            severity        service         personnel       bed use        debt             beds  income record */
    {"H01",  1400,  {379000, 900},  {154000, 1000}, {330000, 4000}, {337000, 800},  {426000, 800},  {862000, 300},  {340000, -2100},  900, 61000, "5级", "2024-06-28"},
    {"H02",   900,  {285000, 800},  {138000,  900}, {260000, 3500}, {325000, 700},  {438000, 700},  {834000, 400},  {351000, -2100},  600, 34000, "4级", "2023-11-15"},
    {"H03",   700,  {320000, 920},  {134000,  900}, {250000, 3500}, {332000, 800},  {431000, 700},  {841000, 300},  {346000, -2100},  450, 25000, "3级", "2024-09-20"},
    {"T01",     0,  {0, 0},         {0, 0},         {0, 0},         {372000, 300},  {462000, 300},  {658000, 1500}, {350000,  -500},  120,  4300, NULL, NULL},
    {"T02",     0,  {0, 0},         {0, 0},         {0, 0},         {381000, 300},  {471000, 300},  {672000, 1400}, {350000,  -500},  140,  4700, NULL, NULL},
    {"T03",     0,  {0, 0},         {0, 0},         {0, 0},         {365000, 300},  {468000, 300},  {641000, 1600}, {350000,  -500},  110,  4100, NULL, NULL},
    {"T04",     0,  {0, 0},         {0, 0},         {0, 0},         {358000, 300},  {455000, 300},  {632000, 1300}, {350000,  -500},  100,  3900, NULL, NULL},
    {"T05",     0,  {0, 0},         {0, 0},         {0, 0},         {366000, 300},  {473000, 300},  {611000, 1400}, {350000,  -500},   70,  2600, NULL, NULL},
    {"T06",     0,  {0, 0},         {0, 0},         {0, 0},         {359000, 300},  {466000, 300},  {622000, 1500}, {350000,  -500},   60,  2300, NULL, NULL},
    {"T07",     0,  {0, 0},         {0, 0},         {0, 0},         {363000, 300},  {459000, 300},  {637000, 1400}, {350000,  -500},   65,  2500, NULL, NULL},
    {"T08",     0,  {0, 0},         {0, 0},         {0, 0},         {370000, 300},  {478000, 300},  {584000, 1500}, {350000,  -500},   40,  1600, NULL, NULL},
    {"T09",     0,  {0, 0},         {0, 0},         {0, 0},         {355000, 300},  {461000, 300},  {603000, 1400}, {350000,  -500},   50,  2100, NULL, NULL},
    {"T10",     0,  {0, 0},         {0, 0},         {0, 0},         {352000, 300},  {452000, 300},  {617000, 1300}, {350000,  -500},   45,  2800, NULL, NULL},
    {"T11",     0,  {0, 0},         {0, 0},         {0, 0},         {349000, 300},  {449000, 300},  {624000, 1300}, {350000,  -500},   45,  3000, NULL, NULL},
    {"T12",     0,  {0, 0},         {0, 0},         {0, 0},         {351000, 300},  {457000, 300},  {609000, 1400}, {350000,  -500},   55,  3100, NULL, NULL},
};
/* clang-format on */

#define PROFILE_COUNT    (sizeof PROFILES / sizeof PROFILES[0])
#define HOSPITAL_COUNT   3
#define TREND_START_YEAR 2024

const struct gen_profile *gen_profile_of(const char *code, const char *type, unsigned ordinal)
{
    for (size_t i = 0; i < PROFILE_COUNT; i++)
        if (strcmp(PROFILES[i].code, code) == 0)
            return &PROFILES[i];
    if (strcmp(type, "lead_hospital") == 0)
        return &PROFILES[ordinal % HOSPITAL_COUNT];
    if (strcmp(type, "township_centre") == 0)
        return &PROFILES[HOSPITAL_COUNT + ordinal % (PROFILE_COUNT - HOSPITAL_COUNT)];
    return NULL;
}

uint32_t gen_trend_at(const struct gen_trend *trend, int32_t month)
{
    int64_t value = trend->start_ppm + (int64_t)trend->monthly_ppm * (month - month_from_ym(TREND_START_YEAR, 1));
    return value < 0 ? 0 : value > 1000000 ? 1000000u : (uint32_t)value;
}

/* gen_picture.c: the table of clinical pictures. */
#include "duban/gen_picture.h"

#include <assert.h>
#include <string.h>

/* clang-format off */
static const struct gen_picture PICTURES[] = {
    /* class        share  diagnosis      operation        level adrg   dept    sex         age       days */
    {GEN_MEDICAL,   90, "J18.900",     NULL,            0, "ES3", "0301", GEN_ANY,     18, 95,  5, 11},
    {GEN_MEDICAL,   40, "J18.900",     NULL,            0, "ES3", "0704", GEN_ANY,      4, 13,  4,  8},
    {GEN_MEDICAL,   70, "J44.100",     NULL,            0, "ET2", "0301", GEN_ANY,     55, 95,  6, 13},
    {GEN_MEDICAL,   35, "J20.900",     NULL,            0, "EX2", "0704", GEN_ANY,      4, 13,  3,  7},
    {GEN_MEDICAL,  100, "I63.900",     NULL,            0, "BR2", "0303", GEN_ANY,     45, 95,  7, 14},
    {GEN_MEDICAL,   35, "G45.900",     NULL,            0, "BR2", "0303", GEN_ANY,     45, 90,  4,  8},
    {GEN_MEDICAL,   12, "I21.900",     NULL,            0, "FR1", "0304", GEN_ANY,     42, 92,  6, 12},
    {GEN_MEDICAL,   45, "I50.900",     NULL,            0, "FR2", "0304", GEN_ANY,     50, 95,  6, 12},
    {GEN_MEDICAL,   55, "I20.000",     NULL,            0, "FR3", "0304", GEN_ANY,     42, 92,  4,  9},
    {GEN_MEDICAL,   50, "I25.103",     NULL,            0, "FR4", "0304", GEN_ANY,     45, 92,  4,  9},
    {GEN_MEDICAL,   45, "I10.x00x002", NULL,            0, "FV2", "0304", GEN_ANY,     35, 90,  4,  8},
    {GEN_MEDICAL,   70, "E11.900",     NULL,            0, "KS1", "0307", GEN_ANY,     35, 90,  6, 11},
    {GEN_MEDICAL,   30, "K92.208",     NULL,            0, "GS1", "0302", GEN_ANY,     30, 90,  4,  9},
    {GEN_MEDICAL,   30, "K29.500",     NULL,            0, "GW1", "0302", GEN_ANY,     25, 85,  3,  7},
    {GEN_MEDICAL,   30, "A09.900",     NULL,            0, "GW1", "0302", GEN_ANY,     18, 85,  3,  6},
    {GEN_MEDICAL,   25, "K85.900",     NULL,            0, "HT2", "0302", GEN_ANY,     25, 80,  7, 14},
    {GEN_MEDICAL,   20, "K56.700",     NULL,            0, "GV1", "0401", GEN_ANY,     40, 92,  4, 10},
    {GEN_MEDICAL,   50, "H81.100",     NULL,            0, "DS1", "0303", GEN_ANY,     30, 88,  3,  7},
    {GEN_MEDICAL,   35, "N18.900",     NULL,            0, "LR1", "0306", GEN_ANY,     35, 90,  6, 12},
    {GEN_MEDICAL,   15, "J03.900",     NULL,            0, "DT1", "0704", GEN_ANY,      4, 13,  3,  6},
    {GEN_MEDICAL,   45, "O80.000",     NULL,            0, "OR1", "0502", GEN_FEMALE,  21, 40,  3,  5},
    {GEN_MEDICAL,   20, "P59.900",     NULL,            0, "PU1", "0701", GEN_ANY,      0,  0,  3,  7},
    {GEN_MEDICAL,   50, "M51.202",     NULL,            0, "IU2", "5010", GEN_ANY,     28, 85,  6, 12},
    {GEN_MEDICAL,   60, "Z51.100",     NULL,            0, "RE1", "19",   GEN_ANY,     40, 82,  2,  5},
    {GEN_MEDICAL,   18, "C34.900",     NULL,            0, "ER1", "19",   GEN_ANY,     50, 88,  5, 11},
    {GEN_MEDICAL,   12, "C16.900",     NULL,            0, "GR1", "19",   GEN_ANY,     50, 86,  5, 11},
    {GEN_MEDICAL,   30, "S06.000",     NULL,            0, "BY1", "0402", GEN_ANY,     14, 85,  4,  9},
    {GEN_MEDICAL,   12, "B02.900",     NULL,            0, "SU1", "1301", GEN_ANY,     45, 90,  5, 10},

    {GEN_PROCEDURE, 30, "I25.103",     "88.5500",       0, "FM3", "0304", GEN_ANY,     42, 88,  3,  7},
    {GEN_PROCEDURE, 20, "K92.208",     "45.1300x004",   0, "GS1", "0302", GEN_ANY,     30, 88,  4,  8},
    {GEN_PROCEDURE, 12, "N18.900",     "39.9500",       0, "LL1", "0306", GEN_ANY,     35, 85,  7, 14},

    {GEN_LOW,       60, "K80.100",     "51.2300",       2, "HC2", "0401", GEN_ANY,     25, 82,  4,  8},
    {GEN_LOW,       55, "K35.800",     "47.0100",       2, "GD2", "0401", GEN_ANY,     10, 75,  4,  7},
    {GEN_LOW,       55, "K40.900",     "53.0501",       2, "GE1", "0401", GEN_ANY,     30, 88,  3,  6},
    {GEN_LOW,       60, "K64.900",     "49.4600",       2, "GF1", "5011", GEN_ANY,     22, 78,  4,  8},
    {GEN_LOW,       70, "K63.500",     "45.4200",       2, "GK3", "0302", GEN_ANY,     30, 80,  2,  4},
    {GEN_LOW,       60, "O82.900",     "74.1x01",       2, "OB1", "0502", GEN_FEMALE,  21, 42,  4,  7},
    {GEN_LOW,       40, "D24.x00",     "85.2100",       2, "JB3", "0401", GEN_FEMALE,  18, 65,  2,  4},
    {GEN_LOW,       30, "I83.900",     "38.5900x003",   2, "FF1", "0401", GEN_ANY,     35, 80,  3,  6},
    {GEN_LOW,       25, "J35.000",     "28.2x00x002",   2, "DE2", "11",   GEN_ANY,      4, 45,  4,  7},
    {GEN_LOW,       60, "N20.100",     "56.0x00x003",   2, "LC1", "0404", GEN_ANY,     22, 78,  3,  6},
    {GEN_LOW,       65, "H25.900",     "13.4100x001",   2, "CB3", "10",   GEN_ANY,     55, 92,  1,  3},
    {GEN_LOW,       30, "S81.800",     "86.2201",       1, "VC1", "0403", GEN_ANY,     14, 82,  4, 10},
    {GEN_LOW,       30, "D17.000",     "86.3x02",       1, "JJ1", "0401", GEN_ANY,     20, 75,  1,  3},
    {GEN_LOW,       35, "S52.500",     "79.3200",       2, "IF1", "0403", GEN_ANY,     14, 85,  6, 12},
    {GEN_LOW,       25, "S61.000",     "82.4500",       2, "IF2", "0403", GEN_ANY,     18, 70,  4,  9},
    {GEN_LOW,       25, "N83.201",     "65.2500",       2, "ND1", "0501", GEN_FEMALE,  18, 60,  4,  7},

    {GEN_HIGH,      30, "S72.000",     "81.5200",       3, "IC2", "0403", GEN_ANY,     60, 95,  9, 16},
    {GEN_HIGH,      30, "S82.200",     "79.3600",       3, "IF4", "0403", GEN_ANY,     16, 80,  8, 15},
    {GEN_HIGH,      40, "I20.000",     "36.0601",       3, "FM1", "0304", GEN_ANY,     42, 86,  4,  9},
    {GEN_HIGH,      30, "E04.902",     "06.2x00",       3, "KD1", "0401", GEN_ANY,     22, 76,  4,  8},
    {GEN_HIGH,      25, "D25.900",     "68.4100",       3, "NC1", "0501", GEN_FEMALE,  35, 58,  6, 10},
    {GEN_HIGH,      25, "M51.202",     "80.5100x013",   3, "IB3", "0403", GEN_ANY,     28, 78,  7, 12},
    {GEN_HIGH,      25, "N40.x00",     "60.2900x004",   3, "MB1", "0404", GEN_MALE,    55, 90,  6, 11},
    {GEN_HIGH,      15, "C50.900",     "85.4301",       3, "JA2", "0401", GEN_FEMALE,  32, 78,  7, 13},
    {GEN_HIGH,      12, "K80.300",     "51.8500",       3, "HL1", "0302", GEN_ANY,     35, 90,  6, 11},
    {GEN_HIGH,      15, "M17.900",     "81.5400",       4, "IC2", "0403", GEN_ANY,     55, 85,  8, 14},
    {GEN_HIGH,      10, "C34.900",     "32.4100",       4, "EB1", "0405", GEN_ANY,     42, 78,  8, 15},
    {GEN_HIGH,      10, "C18.900",     "45.7300",       4, "GB2", "0401", GEN_ANY,     42, 86, 10, 18},
    {GEN_HIGH,      10, "C20.x00",     "48.6300",       4, "GB2", "0401", GEN_ANY,     42, 86, 10, 18},
    {GEN_HIGH,      10, "C16.900",     "43.7x00",       4, "GB1", "0401", GEN_ANY,     42, 84, 10, 18},
    {GEN_HIGH,       8, "S06.400",     "01.2400x013",   4, "BB1", "0402", GEN_ANY,     16, 82, 12, 22},
    {GEN_HIGH,       6, "I47.100",     "37.3401",       4, "FL2", "0304", GEN_ANY,     22, 76,  4,  7},
};
/* clang-format on */

#define PICTURE_COUNT (sizeof PICTURES / sizeof PICTURES[0])
_Static_assert(PICTURE_COUNT <= GEN_PICTURE_MAX, "names have room for every picture");

size_t gen_picture_count(void)
{
    return PICTURE_COUNT;
}

const struct gen_picture *gen_picture_at(size_t index)
{
    assert(index < PICTURE_COUNT);
    return &PICTURES[index];
}

/* Groups of one ADRG stand in the table by their last character: 1 with MCC, 3 with CC, 5 without, 9 undivided. */
static size_t find_groups(const struct gen_table *groups, const char *adrg, struct gen_group *ret)
{
    size_t n = 0;
    for (size_t row = 0; row < groups->row_count && n < GEN_GROUP_MAX; row++) {
        const char *code = gen_table_cell(groups, row, "code");
        if (code && strncmp(code, adrg, strlen(adrg)) == 0)
            ret[n++].code = code;
    }
    return n;
}

/* Before scaling: heavier with the level of the operation and with the complication. */
static int64_t raw_weight(uint64_t seed, const struct gen_picture *picture, const char *code)
{
    struct gen_random random;
    gen_random_seed(&random, seed, picture->adrg, 0, 0);
    int64_t weight = picture->class == GEN_MEDICAL     ? gen_random_between(&random, 4500, 9000)
                     : picture->class == GEN_PROCEDURE ? gen_random_between(&random, 8000, 12000)
                     : picture->class == GEN_LOW       ? gen_random_between(&random, 8000, 13000)
                     : picture->level == 3             ? gen_random_between(&random, 16000, 28000)
                                                       : gen_random_between(&random, 28000, 48000);
    char complication = code[strlen(code) - 1];
    int percent = complication == '1' ? 150 : complication == '3' ? 115 : complication == '5' ? 88 : 100;
    return weight * percent / 100;
}

/* A group that an earlier picture has weighs what it weighs there. */
static int64_t weight_before(const struct gen_pictures *pictures, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        for (size_t g = 0; g < pictures->names[i].group_count; g++)
            if (strcmp(pictures->names[i].group[g].code, code) == 0)
                return pictures->names[i].group[g].weight_e4;
    return 0;
}

/* The mean weight of the county's usual mix becomes TARGET_E4, as a region's tariff is normed on its own cases. */
static void scale_weights(struct gen_pictures *pictures)
{
    enum { TARGET_E4 = 9180 };
    static const int64_t mix_permille[GEN_CLASS_COUNT] = {
        [GEN_MEDICAL] = 664, [GEN_PROCEDURE] = 13, [GEN_LOW] = 273, [GEN_HIGH] = 50};
    int64_t sum = 0;
    for (size_t i = 0; i < PICTURE_COUNT; i++) {
        const struct gen_picture_names *names = &pictures->names[i];
        sum += names->group[names->group_count / 2].weight_e4 * mix_permille[PICTURES[i].class] * PICTURES[i].share /
               pictures->share_total[PICTURES[i].class];
    }
    for (size_t i = 0; i < PICTURE_COUNT; i++)
        for (size_t g = 0; g < pictures->names[i].group_count; g++)
            pictures->names[i].group[g].weight_e4 = pictures->names[i].group[g].weight_e4 * TARGET_E4 * 1000 / sum;
}

static enum status resolve_one(size_t index, const struct gen_table *diagnoses, const struct gen_table *operations,
                               const struct gen_table *groups, uint64_t seed, struct gen_pictures *pictures, struct text *why)
{
    const struct gen_picture *picture = &PICTURES[index];
    struct gen_picture_names *names = &pictures->names[index];
    names->diagnosis = gen_table_find(diagnoses, picture->diagnosis, "name_zh");
    names->operation = picture->operation ? gen_table_find(operations, picture->operation, "name_zh") : NULL;
    names->group_count = find_groups(groups, picture->adrg, names->group);
    const char *missing = NULL;
    if (!names->diagnosis)
        missing = picture->diagnosis;
    else if (picture->operation && !names->operation)
        missing = picture->operation;
    else if (names->group_count == 0)
        missing = picture->adrg;
    if (missing) {
        text_printf(why, "code %s of a clinical picture stands in no code table", missing);
        return ST_BAD_INPUT;
    }
    for (size_t g = 0; g < names->group_count; g++) {
        int64_t before = weight_before(pictures, index, names->group[g].code);
        names->group[g].weight_e4 = before ? before : raw_weight(seed, picture, names->group[g].code);
    }
    pictures->share_total[picture->class] += picture->share;
    return ST_OK;
}

enum status gen_pictures_resolve(const struct gen_table *diagnoses, const struct gen_table *operations,
                                 const struct gen_table *groups, uint64_t seed, struct gen_pictures *ret, struct text *why)
{
    *ret = (struct gen_pictures){0};
    for (size_t i = 0; i < PICTURE_COUNT; i++) {
        enum status status = resolve_one(i, diagnoses, operations, groups, seed, ret, why);
        if (status != ST_OK)
            return status;
    }
    scale_weights(ret);
    return ST_OK;
}

size_t gen_pictures_pick(const struct gen_pictures *pictures, struct gen_random *random, enum gen_class wanted)
{
    int left = gen_random_between(random, 0, pictures->share_total[wanted] - 1);
    for (size_t i = 0; i < PICTURE_COUNT; i++) {
        if (PICTURES[i].class != wanted)
            continue;
        left -= PICTURES[i].share;
        if (left < 0)
            return i;
    }
    abort(); /* the shares of a class add up to its total */
}

/* gen_person.c: makes the invented people whose strings must never be found behind the door. */
#include "duban/gen_person.h"

#include <ctype.h>
#include <string.h>

#include "lib/date.h"

/* Enough that no ward is all one family, few enough that the list is searched for in seconds. */
#define PERSON_COUNT 1500
#define STAFF_COUNT  120

struct syllable {
    const char *character, *pinyin;
};

static const struct syllable SURNAMES[] = {{"沈", "Shen"},    {"陆", "Lu"},       {"顾", "Gu"},  {"褚", "Chu"}, {"俞", "Yu"},
                                           {"诸葛", "Zhuge"}, {"欧阳", "Ouyang"}, {"祝", "Zhu"}, {"闵", "Min"}, {"郁", "Yu"},
                                           {"宓", "Mi"},      {"竺", "Zhu"},      {"茅", "Mao"}, {"屠", "Tu"},  {"裘", "Qiu"}};

static const struct syllable FIRSTS[] = {{"霁", "ji"},  {"翀", "chong"}, {"珩", "heng"},  {"琬", "wan"},  {"煊", "xuan"},
                                         {"黛", "dai"}, {"祎", "yi"},    {"骞", "qian"},  {"璟", "jing"}, {"旻", "min"},
                                         {"漪", "yi"},  {"澍", "shu"},   {"彧", "yu"},    {"翊", "yi"},   {"瑄", "xuan"},
                                         {"懿", "yi"},  {"蕙", "hui"},   {"昶", "chang"}, {"枭", "xiao"}, {"弈", "yi"}};

static const struct syllable SECONDS[] = {{"琛", "chen"}, {"嫣", "yan"}, {"笙", "sheng"}, {"荞", "qiao"}, {"屹", "yi"},
                                          {"泠", "ling"}, {"珂", "ke"},  {"棠", "tang"},  {"桉", "an"},   {"崧", "song"},
                                          {"绮", "qi"},   {"麒", "qi"},  {"璇", "xuan"},  {"岚", "lan"},  {"翎", "ling"},
                                          {"颐", "yi"},   {"筠", "yun"}, {"苡", "yi"},    {"胤", "yin"},  {"烨", "ye"}};

/* Given names of one character: each takes four bytes in GB18030, so that even a name of two characters is six bytes. */
static const struct syllable SINGLES[] = {{"㛃", "jie"}, {"㬎", "xian"}, {"㑊", "yi"}, {"㶲", "yong"}, {"𬭊", "du"}};

static const char *const PLACES[] = {"长安镇兴福村",   "袁花镇夹山村",   "斜桥镇华丰村",   "许村镇永福村",
                                     "周王庙镇石井村", "丁桥镇梁家墩村", "盐官镇桃园村",   "黄湾镇尖山村",
                                     "马桥街道先锋村", "海昌街道双凤村", "海洲街道伊桥村", "硖石街道军民村"};

#define COUNT(array)        (sizeof(array) / sizeof(array)[0])
#define PICK(random, array) (&(array)[gen_random_below((random), (uint32_t)COUNT(array))])

static void make_name(struct gen_random *random, char *name, size_t name_size, char *pinyin, size_t pinyin_size)
{
    const struct syllable *surname = PICK(random, SURNAMES);
    const struct syllable *first, *second = NULL;
    if (gen_random_chance(random, 60000)) {
        first = PICK(random, SINGLES);
    } else {
        first = PICK(random, FIRSTS);
        second = PICK(random, SECONDS);
    }
    snprintf(name, name_size, "%s%s%s", surname->character, first->character, second ? second->character : "");
    snprintf(pinyin, pinyin_size, "%s %c%s%s", surname->pinyin, toupper((unsigned char)first->pinyin[0]), first->pinyin + 1,
             second ? second->pinyin : "");
}

/* GB 11643: weights 2^(17-i) mod 11. */
static char check_digit(const char *seventeen)
{
    static const int weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++)
        sum += (seventeen[i] - '0') * weight[i];
    return "10X98765432"[sum % 11];
}

static void make_id(struct gen_random *random, struct gen_person *person)
{
    int year, month, day;
    date_to_ymd(person->born, &year, &month, &day);
    bool wants_x = gen_random_chance(random, 100000);
    bool old_form = year < 1985 && gen_random_chance(random, 150000);
    do { /* one sequence number in eleven ends in X */
        int sequence = gen_random_between(random, 1, 499) * 2 - (person->male ? 1 : 0);
        snprintf(person->id, sizeof person->id, "330481%04d%02d%02d%03d", year, month, day, sequence);
        person->id[17] = check_digit(person->id);
        person->id[18] = '\0';
    } while (wants_x && person->id[17] != 'X');
    if (old_form) { /* before 1999: no century, no check digit */
        memmove(person->id + 6, person->id + 8, 9);
        person->id[15] = '\0';
    }
}

static void make_person(struct gen_random *random, struct gen_person *person)
{
    make_name(random, person->name, sizeof person->name, person->pinyin, sizeof person->pinyin);
    person->male = gen_random_chance(random, 500000);
    int age_group = gen_random_between(random, 0, 99);
    int year = age_group < 8    ? gen_random_between(random, 2012, 2020)
               : age_group < 30 ? gen_random_between(random, 1984, 2004)
               : age_group < 55 ? gen_random_between(random, 1960, 1983)
                                : gen_random_between(random, 1934, 1959);
    person->born = month_first_date(month_from_ym(year, 1)) + gen_random_between(random, 0, 364);
    make_id(random, person);
    /* One draw a statement: the order of two in one call is the compiler's, and the bytes would be its too. */
    int prefix = gen_random_between(random, 5, 9);
    snprintf(person->mobile, sizeof person->mobile, "1%d%09d", prefix, gen_random_between(random, 100000000, 999999999));
    snprintf(person->phone, sizeof person->phone, "0573-86%06d", gen_random_between(random, 100000, 999999));
    int card = gen_random_between(random, 10000, 99999);
    snprintf(person->health_card, sizeof person->health_card, "330481%05d%07d", card, gen_random_between(random, 1000000, 9999999));
    const char *place = *PICK(random, PLACES);
    int group = gen_random_between(random, 1, 24);
    snprintf(person->address, sizeof person->address, "浙江省海宁市%s%d组%d号", place, group, gen_random_between(random, 1, 199));
}

enum status gen_people_init(struct gen_people *people, uint64_t seed)
{
    *people = (struct gen_people){.person_count = PERSON_COUNT, .staff_count = STAFF_COUNT};
    people->persons = calloc(PERSON_COUNT, sizeof *people->persons);
    people->staff = calloc(STAFF_COUNT, sizeof *people->staff);
    if (!people->persons || !people->staff) {
        gen_people_done(people);
        return ST_FATAL;
    }
    struct gen_random random;
    gen_random_seed(&random, seed, "people", 0, 0);
    for (size_t i = 0; i < PERSON_COUNT; i++)
        make_person(&random, &people->persons[i]);
    for (size_t i = 0; i < STAFF_COUNT; i++) {
        char pinyin[sizeof people->persons[0].pinyin];
        make_name(&random, people->staff[i].name, sizeof people->staff[i].name, pinyin, sizeof pinyin);
        snprintf(people->staff[i].licence, sizeof people->staff[i].licence, "11033048%07d",
                 gen_random_between(&random, 1000000, 9999999));
    }
    return ST_OK;
}

void gen_people_done(struct gen_people *people)
{
    free(people->persons);
    free(people->staff);
    *people = (struct gen_people){0};
}

static bool fits(const struct gen_person *person, enum gen_sex sex, int32_t born_from, int32_t born_to)
{
    return (sex == GEN_ANY || person->male == (sex == GEN_MALE)) && person->born >= born_from && person->born <= born_to;
}

const struct gen_person *gen_people_pick(const struct gen_people *people, struct gen_random *random, enum gen_sex sex,
                                         int32_t born_from, int32_t born_to)
{
    /* From a random place to the first who fits: never fails while one fits, and needs no second draw. */
    size_t start = gen_random_below(random, (uint32_t)people->person_count);
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < people->person_count; i++) {
            const struct gen_person *person = &people->persons[(start + i) % people->person_count];
            if (pass == 0 ? fits(person, sex, born_from, born_to) : fits(person, sex, INT32_MIN, INT32_MAX))
                return person;
        }
    }
    abort(); /* both sexes live here */
}

void gen_people_list(const struct gen_people *people, FILE *out)
{
    for (size_t i = 0; i < people->person_count; i++) {
        const struct gen_person *p = &people->persons[i];
        fprintf(out, "%s\n%s\n%s\n%s\n%s\n%s\n%s\n", p->name, p->pinyin, p->id, p->mobile, p->phone, p->health_card, p->address);
    }
    for (size_t i = 0; i < people->staff_count; i++)
        fprintf(out, "%s\n%s\n", people->staff[i].name, people->staff[i].licence);
}

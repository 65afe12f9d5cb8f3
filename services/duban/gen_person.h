/* gen_person.h: the invented people of the sample, patients and staff.
 *
 * No person exists: names are put together from characters that seldom meet, so that a search of the whole database
 * for one of them finds a leak and not a coincidence (some characters take four bytes in GB18030 for the same reason).
 * Every string that points at one of them is printed by gen_people_list(): the list that a privacy test looks for. */
#ifndef DUBAN_GEN_PERSON_H
#define DUBAN_GEN_PERSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "duban/gen_random.h"
#include "lib/status.h"

struct gen_person {
    char name[32];        /* 沈霁琛 */
    char pinyin[40];      /* Shen Jichen */
    char id[32];          /* 15 digits, 18 digits, or 17 digits and X; the check digit is right */
    char mobile[32];      /* 11 digits */
    char phone[32];       /* 0573-86123456 */
    char health_card[40]; /* 居民健康卡 */
    char address[128];
    bool male;
    int32_t born; /* date */
};

struct gen_staff {
    char name[32];
    char licence[32]; /* 执业证书编码, 15 digits */
};

struct gen_people {
    struct gen_person *persons;
    size_t person_count;
    struct gen_staff *staff;
    size_t staff_count;
};

/* The same people for the same seed. Ages are spread as on the wards: many old, few children. */
MUST_CHECK enum status gen_people_init(struct gen_people *people, uint64_t seed);
void gen_people_done(struct gen_people *people);

enum gen_sex { GEN_ANY, GEN_MALE, GEN_FEMALE };

/* Someone of that sex born in [born_from, born_to]; anyone of that sex when nobody fits. Lent. */
const struct gen_person *gen_people_pick(const struct gen_people *people, struct gen_random *random, enum gen_sex sex,
                                         int32_t born_from, int32_t born_to);

/* Every planted string, one a line. */
void gen_people_list(const struct gen_people *people, FILE *out);

#endif

/* gen_picture.h: clinical pictures: what brings people to a county hospital, and what is done about it.
 *
 * A picture joins a diagnosis, an operation with the level that the hospital writes, and the group into which the
 * insurer puts it, so that a sample case reads like a case. The codes stand in the base tables; that they do is checked
 * at start. Shares and levels are made up. */
#ifndef DUBAN_GEN_PICTURE_H
#define DUBAN_GEN_PICTURE_H

#include <stddef.h>

#include "duban/gen_person.h"
#include "duban/gen_random.h"
#include "duban/gen_table.h"

enum gen_class {
    GEN_MEDICAL,   /* no operation */
    GEN_PROCEDURE, /* an operation code without a level: diagnostic or treating 操作 */
    GEN_LOW,       /* level 1 or 2 */
    GEN_HIGH,      /* level 3 or 4 */
    GEN_CLASS_COUNT,
};

struct gen_picture {
    enum gen_class class;
    int share; /* within its class */
    const char *diagnosis, *operation;
    int level;        /* of the operation, 0 = none is written */
    const char *adrg; /* the first three characters of its groups */
    const char *department;
    enum gen_sex sex;
    int age_from, age_to;   /* years; 0 to 0 is a newborn */
    int days_from, days_to; /* of stay */
};

/* A group of the insurer with its relative weight in ten-thousandths. Weights are MADE UP from the seed (no region
 * publishes its own under an open licence); the same group weighs the same everywhere and always. */
struct gen_group {
    const char *code;
    int64_t weight_e4;
};

#define GEN_GROUP_MAX 3

/* What the tables call the codes of a picture, and which groups are open to it. */
struct gen_picture_names {
    const char *diagnosis, *operation;
    struct gen_group group[GEN_GROUP_MAX]; /* the one with the gravest complication first */
    size_t group_count;
};

#define GEN_PICTURE_MAX 96

struct gen_pictures {
    struct gen_picture_names names[GEN_PICTURE_MAX];
    int share_total[GEN_CLASS_COUNT];
};

size_t gen_picture_count(void);
const struct gen_picture *gen_picture_at(size_t index);

/* Names from the code tables (code, name_zh), lent as long as the tables live; weights from the seed.
 * ST_BAD_INPUT: a code stands in no table; `why` names it. */
MUST_CHECK enum status gen_pictures_resolve(const struct gen_table *diagnoses, const struct gen_table *operations,
                                            const struct gen_table *groups, uint64_t seed, struct gen_pictures *ret,
                                            struct text *why);

/* The index of a picture of that class, by share. */
size_t gen_pictures_pick(const struct gen_pictures *pictures, struct gen_random *random, enum gen_class wanted);

#endif

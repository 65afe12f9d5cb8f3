/* gen_world.h: everything that the sample is made from, read once: code tables, institutions, people, weights.
 *
 * A world is a function of its options and of the base tables, and does not change afterwards: every file of the
 * sample can be made from it alone, in any order. */
#ifndef DUBAN_GEN_WORLD_H
#define DUBAN_GEN_WORLD_H

#include "duban/gen_options.h"
#include "duban/gen_person.h"
#include "duban/gen_picture.h"
#include "duban/gen_profile.h"
#include "duban/gen_table.h"

struct gen_institution {
    const char *code, *name, *front_page_code;
    const struct gen_profile *profile;
    unsigned ordinal; /* among those that send something: decides encoding, case of the header, line ends */
};

struct gen_world {
    const struct gen_options *options;
    struct gen_table columns, diagnoses, operations, groups, organisation;
    struct gen_pictures pictures;
    struct gen_people people;
    struct gen_institution *institutions;
    size_t institution_count;
};

/* `options` is lent for the world's life. Any failure leaves nothing behind; `why` says what is wrong. */
MUST_CHECK enum status gen_world_open(const struct gen_options *options, struct gen_world *ret, struct text *why);
void gen_world_close(struct gen_world *world);

#endif

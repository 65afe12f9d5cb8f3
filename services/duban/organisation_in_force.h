/* organisation_in_force.h: organisation and assignment as alert keeps them, for verbs that need to look things up in them. */
#ifndef DUBAN_DUBAN_ORGANISATION_IN_FORCE_H
#define DUBAN_DUBAN_ORGANISATION_IN_FORCE_H

#include "duban/client.h"
#include "model/organisation.h"

struct organisation_in_force {
    Duban__Alert__Reply *reply; /* its export: the tables, by path */
    struct organisation *organisation;
    char *lines; /* line.tsv; "" if there is none */
};
void organisation_in_force_done(struct organisation_in_force *in_force); /* for scoped() */

/* Asks alert and parses what it says. EXIT_GOOD, or it said why not. */
int organisation_in_force_read(struct cli *cli, const char *alliance, struct organisation_in_force *ret);

#endif

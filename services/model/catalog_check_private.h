/* catalog_check_private.h: what the parts of the check with an organisation share. */
#ifndef DUBAN_MODEL_CATALOG_CHECK_PRIVATE_H
#define DUBAN_MODEL_CATALOG_CHECK_PRIVATE_H

#include "model/catalog_check.h"

struct check {
    const struct catalog *catalog;
    const struct plan *plan; /* may be NULL */
    struct problems *problems;
};

/* Is it one of the organisation's? Told with the code that may have been meant, if not. */
bool check_institution(const struct check *check, const struct organisation *organisation, const struct place *at,
                       const char *code);

/* catalog_check_baseline.c: is this where the duty is judged, on whatever day? */
bool check_is_judged_at(const struct organisation *organisation, const struct duty *duty, const struct institution *institution);
/* Baselines of institutions that are unknown or not judged; institutions that are judged and have none, or all the same one. */
void check_baselines(const struct check *check, const struct organisation *organisation, const struct duty *duty);

#endif

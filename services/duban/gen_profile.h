/* gen_profile.h: the story that the sample tells: where each institution stood in January 2024 and how it moved.
 *
 * All figures are made up. Together they give a county whose surgery share creeps up to just below its target, whose
 * township beds fill slowly, and one hospital that holds the county back. Shares are in millionths (ppm). */
#ifndef DUBAN_GEN_PROFILE_H
#define DUBAN_GEN_PROFILE_H

#include <stdint.h>

/* start + monthly × months since January 2024; before it, backwards. */
struct gen_trend {
    int32_t start_ppm, monthly_ppm;
};

struct gen_profile {
    const char *code;
    uint32_t volume_permille;  /* of --rows-per-month; 0 = sends no cases */
    struct gen_trend surgery;  /* cases with an operation / cases */
    struct gen_trend high;     /* level 3 or 4 / cases with an operation */
    struct gen_trend severity; /* chance that a case falls into the graver group of its kind */
    struct gen_trend service;  /* medical-service income / medical income */
    struct gen_trend personnel;
    struct gen_trend bed_use;
    struct gen_trend debt; /* current liabilities / total assets at the end of the month */
    int32_t beds;
    int32_t income_kyuan;     /* medical income of a month, thousand yuan */
    const char *record_level; /* EMR application level granted, NULL = none */
    const char *record_level_on;
};

/* By institution code, else what is usual for its type (an organisation of one's own, by --institutions).
 * `ordinal` varies the usual. NULL: institutions of this type send nothing. */
const struct gen_profile *gen_profile_of(const char *code, const char *type, unsigned ordinal);

/* The trend's value in a month (date.h), held in [0, 1 000 000]. */
uint32_t gen_trend_at(const struct gen_trend *trend, int32_t month);

#endif

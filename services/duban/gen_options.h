/* gen_options.h: what was asked of duban-gen on its command line. */
#ifndef DUBAN_GEN_OPTIONS_H
#define DUBAN_GEN_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"

#define GEN_KIND_TABLE(X)                 \
    X(GEN_DISCHARGE, "discharge")         \
    X(GEN_DRG_RESULT, "drg_result")       \
    X(GEN_FINANCE_MONTH, "finance_month") \
    X(GEN_BED_MONTH, "bed_month")         \
    X(GEN_RATING, "rating")

enum gen_kind {
#define GEN_KIND_ENUM(name, word) name,
    GEN_KIND_TABLE(GEN_KIND_ENUM)
#undef GEN_KIND_ENUM
        GEN_KIND_COUNT,
};

/* The first, faulty send of a month: in that share of the operated cases the operations are missing, as when a hospital
 * forgets to code them. Everything else is byte for byte that of the corrected file. */
struct gen_undercode {
    char institution[32];
    int32_t month;
    uint32_t ppm;
};

#define GEN_UNDERCODE_MAX 16

struct gen_options {
    uint64_t seed;
    int32_t from_month, to_month; /* both included */
    const char *out_dir;
    const char *institutions_path;
    const char *base_dir;
    const char *persons_path; /* NULL: no list is written */
    const char *plan;         /* a plan's folder: all kinds that its lines read; NULL: the county of the story */
    const char *catalog_dir;  /* with `plan` */
    uint32_t rows_per_month;  /* of a hospital of ordinary size */
    uint32_t dirt_ppm;
    bool kinds[GEN_KIND_COUNT];
    uint32_t one_file_rows; /* > 0: a single discharge file of so many rows for the first hospital and from_month */
    bool excel;             /* as re-saved in Excel: leading zeros gone, dates 2023/1/5, UTF-8 with BOM */
    bool help;
    struct gen_undercode undercode[GEN_UNDERCODE_MAX];
    uint32_t undercode_count;
};

/* ST_BAD_INPUT: `why` says which option. Strings point into argv. */
MUST_CHECK enum status gen_options_parse(int argc, char **argv, struct gen_options *ret, struct text *why);

const char *gen_options_help(void);

/* Share of the operated cases of that institution and month whose operations are missing. */
uint32_t gen_options_undercode(const struct gen_options *options, const char *institution, int32_t month);

#endif

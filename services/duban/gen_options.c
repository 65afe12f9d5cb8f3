/* gen_options.c: reads the command line of duban-gen. */
#include "duban/gen_options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "lib/date.h"
#include "lib/decimal.h"

#define ROWS_MAX 500000u /* of one month: record numbers keep eight digits */

static const char *const KIND_NAMES[GEN_KIND_COUNT] = {
#define GEN_KIND_NAME(name, word) [name] = word,
    GEN_KIND_TABLE(GEN_KIND_NAME)
#undef GEN_KIND_NAME
};

static const char HELP[] =
    "duban-gen: sample returns of an invented county, the same bytes for the same options.\n"
    "\n"
    "  --out DIR              where to write (DIR/H01/2025-03/hqmsts_2025M03.csv); required\n"
    "  --from, --to YYYY-MM   months, both included (2024-01 to 2025-12)\n"
    "  --seed N               another county with the same story (1)\n"
    "  --kinds LIST           of discharge,drg_result,finance_month,bed_month,rating (all)\n"
    "  --rows-per-month N     discharges of a hospital of ordinary size (1000)\n"
    "  --dirt SHARE           share of the rows that get the dirt of real files (0.02)\n"
    "  --institutions FILE    organisation table (deploy/catalog/haining/organisation/institution.tsv)\n"
    "  --base DIR             code tables (deploy/catalog/base)\n"
    "  --plan FOLDER          returns of every kind that the lines of that plan read, from every institution of its organisation;\n"
    "                         --kinds, --institutions and --base do not matter then\n"
    "  --catalog DIR          where the plan's folder is (deploy/catalog)\n"
    "  --persons FILE         writes every planted name, number and address there, one a line\n"
    "  --undercode CODE:YYYY-MM:SHARE   that file lacks the operations of a share of its operated cases (may be repeated)\n"
    "  --excel                discharge files as re-saved in Excel: leading zeros of record numbers lost\n"
    "  --one-file ROWS        one discharge file of exactly ROWS rows (first hospital, month --from) at DIR, and nothing else\n"
    "\n"
    "Names, persons, figures and relative weights are made up.\n";

enum option_key {
    KEY_OUT = 1,
    KEY_FROM,
    KEY_TO,
    KEY_SEED,
    KEY_KINDS,
    KEY_ROWS,
    KEY_DIRT,
    KEY_INSTITUTIONS,
    KEY_BASE,
    KEY_PERSONS,
    KEY_PLAN,
    KEY_CATALOG,
    KEY_UNDERCODE,
    KEY_EXCEL,
    KEY_ONE_FILE,
    KEY_HELP
};

static const struct option OPTIONS[] = {
    {"out", required_argument, NULL, KEY_OUT},
    {"from", required_argument, NULL, KEY_FROM},
    {"to", required_argument, NULL, KEY_TO},
    {"seed", required_argument, NULL, KEY_SEED},
    {"kinds", required_argument, NULL, KEY_KINDS},
    {"rows-per-month", required_argument, NULL, KEY_ROWS},
    {"dirt", required_argument, NULL, KEY_DIRT},
    {"institutions", required_argument, NULL, KEY_INSTITUTIONS},
    {"base", required_argument, NULL, KEY_BASE},
    {"persons", required_argument, NULL, KEY_PERSONS},
    {"plan", required_argument, NULL, KEY_PLAN},
    {"catalog", required_argument, NULL, KEY_CATALOG},
    {"undercode", required_argument, NULL, KEY_UNDERCODE},
    {"excel", no_argument, NULL, KEY_EXCEL},
    {"one-file", required_argument, NULL, KEY_ONE_FILE},
    {"help", no_argument, NULL, KEY_HELP},
    {NULL, 0, NULL, 0},
};

static enum status parse_count(const char *s, i128 max, uint64_t *ret)
{
    i128 value;
    if (i128_parse(s, strlen(s), &value) != ST_OK || value < 0 || value > max)
        return ST_BAD_INPUT;
    *ret = (uint64_t)value;
    return ST_OK;
}

static enum status parse_rows(const char *s, uint32_t *ret)
{
    uint64_t value;
    if (parse_count(s, ROWS_MAX, &value) != ST_OK)
        return ST_BAD_INPUT;
    *ret = (uint32_t)value;
    return ST_OK;
}

/* "0.02" is 20 000 ppm. */
static enum status parse_share(const char *s, uint32_t *ret_ppm)
{
    i128 units;
    int scale;
    if (decimal_parse(s, strlen(s), 6, &units, &scale) != ST_OK || decimal_rescale(units, scale, 6, &units) != ST_OK || units < 0 ||
        units > 1000000)
        return ST_BAD_INPUT;
    *ret_ppm = (uint32_t)units;
    return ST_OK;
}

static enum status parse_kinds(const char *list, bool *kinds)
{
    memset(kinds, 0, GEN_KIND_COUNT * sizeof *kinds);
    while (*list) {
        size_t len = strcspn(list, ",");
        size_t kind = 0;
        while (kind < GEN_KIND_COUNT && (strlen(KIND_NAMES[kind]) != len || strncmp(KIND_NAMES[kind], list, len) != 0))
            kind++;
        if (kind == GEN_KIND_COUNT)
            return ST_BAD_INPUT;
        kinds[kind] = true;
        list += len + (list[len] == ',');
    }
    return ST_OK;
}

static enum status parse_undercode(const char *s, struct gen_options *options)
{
    const char *month = strchr(s, ':');
    const char *share = month ? strchr(month + 1, ':') : NULL;
    if (!share || options->undercode_count == GEN_UNDERCODE_MAX)
        return ST_BAD_INPUT;
    struct gen_undercode *one = &options->undercode[options->undercode_count++];
    size_t len = (size_t)(month - s);
    if (len >= sizeof one->institution || month_parse(month + 1, (size_t)(share - month - 1), &one->month) != ST_OK)
        return ST_BAD_INPUT;
    memcpy(one->institution, s, len);
    one->institution[len] = '\0';
    return parse_share(share + 1, &one->ppm);
}

static enum status parse_one(int key, const char *value, struct gen_options *options)
{
    switch (key) {
    case KEY_OUT: options->out_dir = value; return ST_OK;
    case KEY_FROM: return month_parse(value, strlen(value), &options->from_month);
    case KEY_TO: return month_parse(value, strlen(value), &options->to_month);
    case KEY_SEED: return parse_count(value, INT64_MAX, &options->seed);
    case KEY_KINDS: return parse_kinds(value, options->kinds);
    case KEY_ROWS: return parse_rows(value, &options->rows_per_month);
    case KEY_DIRT: return parse_share(value, &options->dirt_ppm);
    case KEY_INSTITUTIONS: options->institutions_path = value; return ST_OK;
    case KEY_BASE: options->base_dir = value; return ST_OK;
    case KEY_PERSONS: options->persons_path = value; return ST_OK;
    case KEY_PLAN: options->plan = value; return ST_OK;
    case KEY_CATALOG: options->catalog_dir = value; return ST_OK;
    case KEY_UNDERCODE: return parse_undercode(value, options);
    case KEY_EXCEL: options->excel = true; return ST_OK;
    case KEY_ONE_FILE: return parse_rows(value, &options->one_file_rows);
    case KEY_HELP: options->help = true; return ST_OK;
    default: return ST_BAD_INPUT;
    }
}

enum status gen_options_parse(int argc, char **argv, struct gen_options *ret, struct text *why)
{
    struct gen_options options = {.seed = 1,
                                  .from_month = month_from_ym(2024, 1),
                                  .to_month = month_from_ym(2025, 12),
                                  .institutions_path = "deploy/catalog/haining/organisation/institution.tsv",
                                  .base_dir = "deploy/catalog/base",
                                  .catalog_dir = "deploy/catalog",
                                  .rows_per_month = 1000,
                                  .dirt_ppm = 20000,
                                  .kinds = {true, true, true, true, true}};
    optind = 0; /* a second call starts anew */
    opterr = 0;
    int key, index = 0;
    while ((key = getopt_long(argc, argv, "", OPTIONS, &index)) != -1) {
        if (parse_one(key, optarg, &options) != ST_OK) {
            if (key == '?')
                text_printf(why, "unknown option or missing value: %s", argv[optind - 1]);
            else
                text_printf(why, "--%s: not a valid value: %s", OPTIONS[index].name, optarg);
            return ST_BAD_INPUT;
        }
    }
    if (optind < argc)
        text_printf(why, "what is %s? Every argument is an option", argv[optind]);
    else if (!options.help && !options.out_dir)
        text_append(why, "--out DIR is missing");
    else if (options.from_month > options.to_month)
        text_append(why, "--from is after --to");
    if (why->len > 0)
        return ST_BAD_INPUT;
    *ret = options;
    return ST_OK;
}

const char *gen_options_help(void)
{
    return HELP;
}

uint32_t gen_options_undercode(const struct gen_options *options, const char *institution, int32_t month)
{
    for (uint32_t i = 0; i < options->undercode_count; i++)
        if (options->undercode[i].month == month && strcmp(options->undercode[i].institution, institution) == 0)
            return options->undercode[i].ppm;
    return 0;
}

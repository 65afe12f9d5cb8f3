/* gen_plan.c: catalog and organisation are read, then each institution's months are written. */
#include "duban/gen_plan.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duban/gen_discharge.h"
#include "duban/gen_drg.h"
#include "duban/gen_form.h"
#include "duban/gen_month.h"
#include "duban/gen_stay.h"
#include "lib/date.h"
#include "shared/catalog_dir.h"
#include "shared/organisation_dir.h"

#define PROBLEMS_MAX 1000

struct plan_sample {
    const struct gen_options *options;
    struct gen_world world;
    struct gen_columns columns;
    struct catalog_source *sources;
    size_t n_sources;
    struct catalog *catalog;
    struct organisation *organisation;
    struct gen_wishes wishes;
    char institutions_path[PATH_MAX], base_dir[PATH_MAX];
    struct gen_options world_options;
};

/* ---- reading ---- */

static enum status read_catalog(struct plan_sample *sample, struct text *why)
{
    const struct gen_options *options = sample->options;
    struct problems problems;
    problems_init(&problems, PROBLEMS_MAX);
    enum status st = catalog_read_dir(options->catalog_dir, options->plan, &problems, &sample->sources, &sample->n_sources);
    if (st == ST_OK)
        st = catalog_load(sample->sources, sample->n_sources, options->plan, &problems, &sample->catalog);
    if (st == ST_OK && catalog_plan(sample->catalog) == NULL)
        st = ST_BAD_INPUT;
    if (st == ST_OK)
        st = organisation_read_dir(options->catalog_dir, options->plan, &problems, NULL, &sample->organisation);
    if (st == ST_OK && sample->organisation == NULL)
        st = ST_BAD_INPUT;
    if (st != ST_OK) {
        text_printf(why, "--plan %s: not a plan below %s that can be read\n", options->plan, options->catalog_dir);
        problems_format(why, &problems, REASON_EN);
    }
    problems_done(&problems);
    return st == ST_OK ? ST_OK : ST_BAD_INPUT;
}

static enum status open_sample(struct plan_sample *sample, struct text *why)
{
    const struct gen_options *options = sample->options;
    int a = snprintf(sample->base_dir, sizeof sample->base_dir, "%s/base", options->catalog_dir);
    int b = snprintf(sample->institutions_path, sizeof sample->institutions_path, "%s/%s/organisation/institution.tsv",
                     options->catalog_dir, options->plan);
    if (a < 0 || b < 0 || a >= PATH_MAX || b >= PATH_MAX) {
        text_append(why, "--catalog: path too long");
        return ST_BAD_INPUT;
    }
    sample->world_options = *options;
    sample->world_options.base_dir = sample->base_dir;
    sample->world_options.institutions_path = sample->institutions_path;
    enum status st = read_catalog(sample, why);
    if (st == ST_OK)
        st = gen_world_open(&sample->world_options, &sample->world, why);
    if (st == ST_OK)
        st = gen_columns_init(&sample->world.columns, &sample->columns, why);
    if (st == ST_OK)
        st = gen_wishes_make(sample->catalog, sample->organisation, options->seed, month_first_date(options->from_month),
                             &sample->wishes);
    return st;
}

static void close_sample(struct plan_sample *sample)
{
    gen_wishes_done(&sample->wishes);
    organisation_free(sample->organisation);
    catalog_free(sample->catalog);
    catalog_sources_free(sample->sources, sample->n_sources);
    gen_world_close(&sample->world);
}

/* ---- one file ---- */

/* What an institution of this type is about like: hospitals one of the sample's three, all others one of its townships. */
static const struct gen_profile *profile_of(const struct institution *institution, unsigned ordinal)
{
    return gen_profile_of("", institution_type_is_hospital(institution->type) ? "lead_hospital" : "township_centre", ordinal);
}

typedef void fill(const struct gen_place *place, struct gen_sheet *sheet);

static const struct {
    const char *kind;
    fill *fill;
} FILLS[] = {
    {"adverse_event", gen_fill_adverse_event},
    {"certificate", gen_fill_certificate},
    {"chronic_month", gen_fill_ratio},
    {"dispute_screening", gen_fill_dispute_screening},
    {"emergency_dispatch", gen_fill_dispatch},
    {"inspection_finding", gen_fill_ratio},
    {"inpatient_cost_month", gen_fill_inpatient_cost},
    {"insurance_month", gen_fill_insurance},
    {"milestone", gen_fill_milestone},
    {"rating", gen_fill_rating},
    {"signing_month", gen_fill_ratio},
    {"staff_register", gen_fill_staff},
    {"statistic", gen_fill_ratio},
    {"survey", gen_fill_ratio},
    {"talent_project", gen_fill_talent},
    {"training", gen_fill_ratio},
    {"violation", gen_fill_violation},
    {"visit_month", gen_fill_visit},
};

struct job {
    struct plan_sample *sample;
    struct gen_place place;
    struct gen_institution institution;
    const struct kind *kind;
    struct text *why;
};

/* The kinds with writers of their own take a path. */
static enum status write_own(const struct job *job, bool *ret_done)
{
    const struct gen_world *world = &job->sample->world;
    const struct gen_institution *who = &job->institution;
    const char *name = job->kind->name;
    char path[4096];
    int32_t month = job->place.month;
    bool discharge = strcmp(name, "discharge") == 0, drg = strcmp(name, "drg_result") == 0,
         finance = strcmp(name, "finance_month") == 0;
    *ret_done = discharge || drg || finance || strcmp(name, "bed_month") == 0;
    if (!*ret_done)
        return ST_OK;
    int len = snprintf(path, sizeof path, "%s/%s/%04d-%02d/%s_%s%s%04dM%02d.csv", job->sample->options->out_dir, who->code,
                       month_year(month), month_number(month),
                       discharge ? "hqmsts"
                       : drg     ? "drg"
                       : finance ? "finance"
                                 : "bed",
                       discharge ? "" : who->code, discharge ? "" : "_", month_year(month), month_number(month));
    if (len < 0 || (size_t)len >= sizeof path) {
        text_append(job->why, "--out: path too long");
        return ST_BAD_INPUT;
    }
    uint32_t count = gen_stay_count(world, who, month);
    if (discharge)
        return gen_discharge_write(world, &job->sample->columns, who, month, count, false, path, job->why);
    if (drg)
        return gen_drg_write(world, who, month, count, path, job->why);
    return finance ? gen_finance_write(world, who, month, path, job->why) : gen_bed_write(world, who, month, path, job->why);
}

static void fill_sheet(const struct job *job, struct gen_sheet *sheet)
{
    const char *name = job->kind->name;
    const struct gen_profile *profile = job->institution.profile;
    for (size_t i = 0; i < sizeof FILLS / sizeof FILLS[0]; i++)
        if (strcmp(FILLS[i].kind, name) == 0)
            FILLS[i].fill(&job->place, sheet);
    if (strcmp(name, "operation_month") == 0)
        gen_fill_operation(&job->place, profile, sheet);
    else if (strcmp(name, "township_finance_month") == 0)
        gen_fill_township_finance(&job->place, profile, sheet);
    else if (strcmp(name, "surgery_month") == 0)
        gen_fill_surgery(&job->place, profile, gen_stay_count(&job->sample->world, &job->institution, job->place.month), sheet);
}

static enum status write_kind(const struct job *job)
{
    struct gen_habit habit = gen_habit_of(&job->institution);
    /* Not GB18030: a file of two or three Chinese words in it may be valid UTF-8 by chance (医院 is). */
    enum gen_encoding encoding = habit.encoding == GEN_GB18030 ? GEN_UTF8 : habit.encoding;
    struct gen_sheet sheet;
    bool done;
    enum status st = write_own(job, &done);
    if (st != ST_OK || done)
        return st;
    gen_sheet_init(&sheet, job->kind, job->place.institution->code, job->place.month);
    fill_sheet(job, &sheet);
    /* A file that is expected is sent though it be empty: it says that there was nothing. */
    if (sheet.failed)
        st = ST_FATAL;
    else if (sheet.n_rows > 0 || job->kind->n_expected_of > 0)
        st = gen_sheet_write(&sheet, job->sample->options->out_dir, encoding, habit.crlf, job->why);
    gen_sheet_done(&sheet);
    return st;
}

/* ---- who sends what ---- */

static bool is_wanted(const struct job *job)
{
    for (size_t i = 0; i < job->sample->wishes.n; i++)
        if (gen_place_wants(&job->place, &job->sample->wishes.items[i], job->kind))
            return true;
    return false;
}

/* The plan's own rules: whoever may send violations sends them, though no number is made of them. */
static bool breaks_rules(const struct job *job)
{
    const struct plan *plan = catalog_plan(job->sample->catalog);
    if (strcmp(job->kind->name, "violation") != 0)
        return false;
    bool has_rules = false;
    for (size_t d = 0; d < plan->n_duties; d++)
        has_rules = has_rules || (plan->duties[d].penalty != NULL && plan->duties[d].indicator == NULL);
    return has_rules && institution_returns(job->sample->organisation, job->place.institution, job->kind, DATE_NONE);
}

static bool sends(const struct job *job)
{
    const struct organisation *organisation = job->sample->organisation;
    const struct institution *institution = job->place.institution;
    return (kind_is_asked_of(job->sample->catalog, organisation, job->kind, institution, MONTH_EVER) &&
            institution_returns(organisation, institution, job->kind, month_first_date(job->place.month))) ||
           (job->kind->n_expected_of == 0 && is_wanted(job)) || breaks_rules(job);
}

static enum status write_institution(struct plan_sample *sample, unsigned ordinal, struct text *why)
{
    const struct institution *institution = organisation_institution_at(sample->organisation, ordinal);
    const struct gen_options *options = sample->options;
    struct job job = {.sample = sample, .why = why};
    job.place = (struct gen_place){.catalog = sample->catalog,
                                   .organisation = sample->organisation,
                                   .wishes = &sample->wishes,
                                   .institution = institution,
                                   .ordinal = ordinal,
                                   .seed = options->seed};
    job.institution =
        (struct gen_institution){.code = institution->code,
                                 .name = institution->name,
                                 .front_page_code = institution->front_page_code == NULL ? "" : institution->front_page_code,
                                 .profile = profile_of(institution, ordinal),
                                 .ordinal = ordinal};
    enum status st = ST_OK;
    for (size_t k = 0; k < catalog_kind_count(sample->catalog); k++) {
        job.kind = catalog_kind_at(sample->catalog, k);
        for (job.place.month = options->from_month; st == ST_OK && job.place.month <= options->to_month; job.place.month++)
            if (sends(&job))
                st = write_kind(&job);
    }
    return st;
}

enum status gen_plan_write(const struct gen_options *options, struct text *why)
{
    struct plan_sample sample = {.options = options};
    enum status st = open_sample(&sample, why);
    for (unsigned i = 0; st == ST_OK && i < organisation_institution_count(sample.organisation); i++)
        st = write_institution(&sample, i, why);
    close_sample(&sample);
    return st;
}

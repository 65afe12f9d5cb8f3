/* gen_main.c: duban-gen, the maker of sample returns: every file of every institution and month that was asked for.
 *
 * The county, its people and its figures are invented; the formats are the real ones. */
#include <stdio.h>
#include <string.h>

#include "duban/gen_discharge.h"
#include "duban/gen_drg.h"
#include "duban/gen_month.h"
#include "duban/gen_plan.h"
#include "lib/date.h"

struct job {
    const struct gen_world *world;
    const struct gen_columns *columns;
    const struct gen_institution *institution;
    int32_t month;
    struct text *why;
};

static enum status write_discharge(const struct job *job, const char *path)
{
    uint32_t count = gen_stay_count(job->world, job->institution, job->month);
    return gen_discharge_write(job->world, job->columns, job->institution, job->month, count, false, path, job->why);
}

static enum status write_drg(const struct job *job, const char *path)
{
    uint32_t count = gen_stay_count(job->world, job->institution, job->month);
    return gen_drg_write(job->world, job->institution, job->month, count, path, job->why);
}

static enum status write_finance(const struct job *job, const char *path)
{
    return gen_finance_write(job->world, job->institution, job->month, path, job->why);
}

static enum status write_bed(const struct job *job, const char *path)
{
    return gen_bed_write(job->world, job->institution, job->month, path, job->why);
}

static bool has_cases(const struct job *job)
{
    return job->institution->profile->volume_permille > 0;
}

static bool has_returns(const struct job *job)
{
    (void)job;
    return true;
}

/* The rating is sent in the month in which it was granted. */
static bool has_rating(const struct job *job)
{
    const char *on = job->institution->profile->record_level_on;
    int32_t month;
    return on && month_parse(on, 7, &month) == ST_OK &&
           (month == job->month || (month < job->month && job->month == job->world->options->from_month));
}

static enum status write_rating(const struct job *job, const char *path)
{
    return gen_rating_write(job->institution, path, job->why);
}

static const struct {
    const char *prefix;
    bool with_institution; /* in the file's name */
    bool (*applies)(const struct job *);
    enum status (*write)(const struct job *, const char *path);
} RETURNS[GEN_KIND_COUNT] = {
    [GEN_DISCHARGE] = {"hqmsts", false, has_cases, write_discharge},   [GEN_DRG_RESULT] = {"drg", true, has_cases, write_drg},
    [GEN_FINANCE_MONTH] = {"finance", true, has_cases, write_finance}, [GEN_BED_MONTH] = {"bed", true, has_returns, write_bed},
    [GEN_RATING] = {"rating", true, has_rating, write_rating},
};

static enum status write_return(const struct job *job, enum gen_kind kind)
{
    char path[4096];
    int year = month_year(job->month), month = month_number(job->month);
    const char *code = job->institution->code;
    int len = snprintf(path, sizeof path, "%s/%s/%04d-%02d/%s_%s%s%04dM%02d.csv", job->world->options->out_dir, code, year, month,
                       RETURNS[kind].prefix, RETURNS[kind].with_institution ? code : "", RETURNS[kind].with_institution ? "_" : "",
                       year, month);
    if (len < 0 || (size_t)len >= sizeof path) {
        text_append(job->why, "--out: path too long");
        return ST_BAD_INPUT;
    }
    return RETURNS[kind].write(job, path);
}

static enum status write_all(const struct gen_world *world, const struct gen_columns *columns, struct text *why)
{
    const struct gen_options *options = world->options;
    for (size_t i = 0; i < world->institution_count; i++) {
        for (int32_t month = options->from_month; month <= options->to_month; month++) {
            const struct job job = {world, columns, &world->institutions[i], month, why};
            for (enum gen_kind kind = 0; kind < GEN_KIND_COUNT; kind++) {
                if (!options->kinds[kind] || !RETURNS[kind].applies(&job))
                    continue;
                enum status status = write_return(&job, kind);
                if (status != ST_OK)
                    return status;
            }
        }
    }
    return ST_OK;
}

static enum status write_one_file(const struct gen_world *world, const struct gen_columns *columns, struct text *why)
{
    char path[4096];
    int32_t month = world->options->from_month;
    int len =
        snprintf(path, sizeof path, "%s/hqmsts_%04dM%02d.csv", world->options->out_dir, month_year(month), month_number(month));
    if (len < 0 || (size_t)len >= sizeof path || world->institution_count == 0) {
        text_append(why, "--out: path too long, or no institution that sends front pages");
        return ST_BAD_INPUT;
    }
    return gen_discharge_write(world, columns, &world->institutions[0], month, world->options->one_file_rows, true, path, why);
}

static enum status write_persons(const struct gen_world *world, struct text *why)
{
    if (!world->options->persons_path)
        return ST_OK;
    FILE *file = fopen(world->options->persons_path, "wb");
    if (file)
        gen_people_list(&world->people, file);
    bool failed = !file || ferror(file);
    if (file && fclose(file) != 0)
        failed = true;
    if (failed)
        text_printf(why, "%s: cannot be written", world->options->persons_path);
    return failed ? ST_BAD_INPUT : ST_OK;
}

static enum status run(const struct gen_options *options, struct text *why)
{
    struct gen_world world;
    struct gen_columns columns;
    if (options->plan)
        return gen_plan_write(options, why);
    enum status status = gen_world_open(options, &world, why);
    if (status != ST_OK)
        return status;
    status = gen_columns_init(&world.columns, &columns, why);
    if (status == ST_OK)
        status = options->one_file_rows > 0 ? write_one_file(&world, &columns, why) : write_all(&world, &columns, why);
    if (status == ST_OK)
        status = write_persons(&world, why);
    gen_world_close(&world);
    return status;
}

int main(int argc, char **argv)
{
    scoped(text_done) struct text why;
    text_init(&why, 4096);
    struct gen_options options;
    if (gen_options_parse(argc, argv, &options, &why) != ST_OK) {
        fprintf(stderr, "duban-gen: %s (see --help)\n", why.s);
        return 2;
    }
    if (options.help) {
        fputs(gen_options_help(), stdout);
        return 0;
    }
    enum status status = run(&options, &why);
    if (status != ST_OK) {
        fprintf(stderr, "duban-gen: %s\n", why.len > 0 ? why.s : status_name(status));
        return 1;
    }
    return 0;
}

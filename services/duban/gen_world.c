/* gen_world.c: reads the base tables and the organisation, and makes up the rest from the seed. */
#include "duban/gen_world.h"

#include <stdio.h>
#include <string.h>

static enum status load_base(const char *base_dir, const char *name, struct gen_table *ret, struct text *why)
{
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s/%s", base_dir, name) >= sizeof path) {
        text_printf(why, "%s: path too long", base_dir);
        return ST_BAD_INPUT;
    }
    enum status status = gen_table_load(path, ret, why);
    ret->path = name; /* `path` ends here */
    return status;
}

static enum status load_institutions(struct gen_world *world, struct text *why)
{
    const struct gen_table *table = &world->organisation;
    world->institutions = calloc(table->row_count + 1, sizeof *world->institutions);
    if (!world->institutions)
        return ST_FATAL;
    for (size_t row = 0; row < table->row_count; row++) {
        struct gen_institution *institution = &world->institutions[world->institution_count];
        const char *type = gen_table_cell(table, row, "type");
        *institution = (struct gen_institution){.code = gen_table_cell(table, row, "code"),
                                                .name = gen_table_cell(table, row, "name"),
                                                .front_page_code = gen_table_cell(table, row, "front_page_code"),
                                                .ordinal = (unsigned)world->institution_count};
        if (!type || !institution->code || !institution->name || !institution->front_page_code) {
            text_printf(why, "%s: needs the columns code, name, type, front_page_code", table->path);
            return ST_BAD_INPUT;
        }
        institution->profile = gen_profile_of(institution->code, type, institution->ordinal);
        world->institution_count += institution->profile != NULL;
    }
    return ST_OK;
}

static enum status fill(struct gen_world *world, struct text *why)
{
    const struct gen_options *options = world->options;
    enum status status = load_base(options->base_dir, "hqms_columns.tsv", &world->columns, why);
    if (status == ST_OK)
        status = load_base(options->base_dir, "codes/icd10_diagnosis.tsv", &world->diagnoses, why);
    if (status == ST_OK)
        status = load_base(options->base_dir, "codes/icd9cm3_operation.tsv", &world->operations, why);
    if (status == ST_OK)
        status = load_base(options->base_dir, "codes/chs_drg_1_1.tsv", &world->groups, why);
    if (status == ST_OK)
        status = gen_table_load(options->institutions_path, &world->organisation, why);
    if (status == ST_OK)
        status = load_institutions(world, why);
    if (status == ST_OK)
        status = gen_pictures_resolve(&world->diagnoses, &world->operations, &world->groups, options->seed, &world->pictures, why);
    if (status == ST_OK)
        status = gen_people_init(&world->people, options->seed);
    return status;
}

enum status gen_world_open(const struct gen_options *options, struct gen_world *ret, struct text *why)
{
    *ret = (struct gen_world){.options = options};
    enum status status = fill(ret, why);
    if (status != ST_OK)
        gen_world_close(ret);
    return status;
}

void gen_world_close(struct gen_world *world)
{
    gen_people_done(&world->people);
    free(world->institutions);
    gen_table_done(&world->organisation);
    gen_table_done(&world->groups);
    gen_table_done(&world->operations);
    gen_table_done(&world->diagnoses);
    gen_table_done(&world->columns);
    *world = (struct gen_world){0};
}

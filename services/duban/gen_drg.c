/* gen_drg.c: writes the grouping return, with the dirt that such a return has. */
#include "duban/gen_drg.h"

#include <stdio.h>
#include <string.h>

#include "duban/gen_discharge.h"
#include "lib/date.h"

enum drg_column {
    DRG_INSTITUTION,
    DRG_PERIOD,
    DRG_RECORD_NO,
    DRG_ADMISSION_NO,
    DRG_DISCHARGED_ON,
    DRG_CODE,
    DRG_WEIGHT,
    DRG_STATUS,
    DRG_COLUMN_COUNT,
};

static const char *const HEADER[DRG_COLUMN_COUNT] = {"institution_code", "period",   "record_no", "admission_no",
                                                     "discharged_on",    "drg_code", "weight",    "status"};

struct drg_line {
    char cell[DRG_COLUMN_COUNT][64];
};

static void set(struct drg_line *line, enum drg_column column, const char *value)
{
    snprintf(line->cell[column], sizeof line->cell[column], "%s", value);
}

static void fill(struct drg_line *line, const struct gen_institution *institution, int32_t month, const struct gen_stay *stay)
{
    int year, day_month, day;
    date_to_ymd(stay->discharged_on, &year, &day_month, &day);
    set(line, DRG_INSTITUTION, institution->code);
    snprintf(line->cell[DRG_PERIOD], sizeof line->cell[0], "%04d-%02d", month_year(month), month_number(month));
    snprintf(line->cell[DRG_RECORD_NO], sizeof line->cell[0], "%08u", stay->record_no);
    snprintf(line->cell[DRG_ADMISSION_NO], sizeof line->cell[0], "%d", stay->admission_no);
    snprintf(line->cell[DRG_DISCHARGED_ON], sizeof line->cell[0], "%04d-%02d-%02d", year, day_month, day);
    set(line, DRG_CODE, stay->group ? stay->group->code : "-");
    set(line, DRG_WEIGHT, "-");
    if (stay->group)
        snprintf(line->cell[DRG_WEIGHT], sizeof line->cell[0], "%lld.%04d", (long long)(stay->group->weight_e4 / 10000),
                 (int)(stay->group->weight_e4 % 10000));
    set(line, DRG_STATUS, stay->group ? "入组" : "未入组");
}

static void write_line(const struct drg_line *line, struct gen_out *out)
{
    for (size_t i = 0; i < DRG_COLUMN_COUNT; i++)
        gen_out_cell(out, line->cell[i]);
    gen_out_end_line(out);
}

/* One wrong cell a dirty line; a NULL value stands for the person's name. */
static const struct {
    enum drg_column column;
    const char *value;
} WRONG_CELLS[] = {{DRG_STATUS, "已分组"},   {DRG_CODE, "XX99"},       {DRG_WEIGHT, "-0.5000"},
                   {DRG_WEIGHT, "待定"},     {DRG_RECORD_NO, "-"},     {DRG_ADMISSION_NO, "0"},
                   {DRG_DISCHARGED_ON, "-"}, {DRG_ADMISSION_NO, NULL}, {DRG_DISCHARGED_ON, "2025/2/30"},
                   {DRG_PERIOD, "2019-12"}};

static void write_dirty(struct gen_random *random, const struct gen_stay *stay, struct drg_line *line, struct gen_out *out)
{
    size_t wrong_count = sizeof WRONG_CELLS / sizeof WRONG_CELLS[0];
    size_t dirt = gen_random_below(random, (uint32_t)wrong_count + 6);
    if (dirt < wrong_count) {
        const char *value = WRONG_CELLS[dirt].value;
        set(line, WRONG_CELLS[dirt].column, value ? value : stay->person->name);
        write_line(line, out);
        return;
    }
    write_line(line, out);
    if (dirt < wrong_count + 2) /* the rest: clean, with the line sent twice, or once more with another weight */
        write_line(line, out);
    if (dirt == wrong_count + 2) {
        set(line, DRG_CODE, "BR25");
        set(line, DRG_WEIGHT, "0.7777");
        set(line, DRG_STATUS, "入组");
        write_line(line, out);
    }
}

static void write_case(const struct gen_world *world, const struct gen_institution *institution, int32_t month, uint32_t index,
                       uint32_t count, struct gen_out *out)
{
    struct gen_stay stay;
    struct drg_line line;
    struct gen_random random;
    gen_stay_make(world, institution, month, index, count, &stay);
    fill(&line, institution, month, &stay);
    gen_random_seed(&random, world->options->seed, "drg dirt", (uint64_t)month * 1000 + institution->ordinal, index);
    if (gen_random_chance(&random, world->options->dirt_ppm) && index > 0 && index + 1 < count)
        write_dirty(&random, &stay, &line, out);
    else
        write_line(&line, out);
}

enum status gen_drg_write(const struct gen_world *world, const struct gen_institution *institution, int32_t month, uint32_t count,
                          const char *path, struct text *why)
{
    struct gen_habit habit = gen_habit_of(institution);
    struct gen_out *out;
    enum status status = gen_out_open(path, habit.encoding, habit.crlf, &out, why);
    if (status != ST_OK)
        return status;
    for (size_t i = 0; i < DRG_COLUMN_COUNT; i++)
        gen_out_cell(out, HEADER[i]);
    gen_out_end_line(out);
    for (uint32_t index = 0; index < count; index++)
        write_case(world, institution, month, index, count, out);
    status = gen_out_close(out);
    if (status != ST_OK)
        text_printf(why, "%s: could not be written to its end", path);
    return status;
}

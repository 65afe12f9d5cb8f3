/* gen_discharge.c: writes the front page file of a hospital and month. */
#include "duban/gen_discharge.h"

#include <ctype.h>
#include <stdio.h>

#include "duban/gen_dirt.h"

struct gen_habit gen_habit_of(const struct gen_institution *institution)
{
    static const enum gen_letter_case cases[] = {GEN_CASE_OFFICIAL, GEN_CASE_UPPER, GEN_CASE_LOWER};
    return (struct gen_habit){.encoding = institution->ordinal % 2 == 0 ? GEN_UTF8_BOM : GEN_GB18030,
                              .crlf = institution->ordinal % 2 == 1,
                              .header_case = cases[institution->ordinal % 3]};
}

static void write_header(const struct gen_columns *columns, enum gen_letter_case letter_case, struct gen_out *out)
{
    for (size_t i = 0; i < columns->count; i++) {
        char code[32];
        snprintf(code, sizeof code, "%s", columns->code[i]);
        for (char *c = code; *c; c++)
            *c = (char)(letter_case == GEN_CASE_UPPER   ? toupper((unsigned char)*c)
                        : letter_case == GEN_CASE_LOWER ? tolower((unsigned char)*c)
                                                        : *c);
        gen_out_cell(out, code);
    }
    gen_out_end_line(out);
}

struct page {
    const struct gen_world *world;
    const struct gen_institution *institution;
    int32_t month;
    uint32_t count;
    bool exact;
};

/* The first and the last line stay clean: a file that begins or ends in dirt is another story (cut off in transfer). */
static bool is_dirty(const struct page *page, uint32_t index, struct gen_random *random)
{
    gen_random_seed(random, page->world->options->seed, "dirt", (uint64_t)page->month * 1000 + page->institution->ordinal, index);
    return gen_random_chance(random, page->world->options->dirt_ppm) && index > 0 && index + 1 < page->count;
}

static bool is_undercoded(const struct page *page, uint32_t index)
{
    struct gen_random random;
    gen_random_seed(&random, page->world->options->seed, "undercode", (uint64_t)page->month * 1000 + page->institution->ordinal,
                    index);
    return gen_random_chance(&random, gen_options_undercode(page->world->options, page->institution->code, page->month));
}

static void write_stay(const struct page *page, uint32_t index, struct gen_row *row, const struct gen_columns *columns,
                       struct gen_out *out)
{
    struct gen_stay stay;
    struct gen_random random;
    gen_stay_make(page->world, page->institution, page->month, index, page->count, &stay);
    gen_discharge_fill(page->world, page->institution, page->month, index, &stay, columns, row);
    if (page->world->options->excel)
        gen_dirt_excel(row, &stay);
    enum gen_copies copies = GEN_ONCE;
    if (is_dirty(page, index, &random))
        copies = gen_dirt_apply(gen_dirt_pick(&random), &stay, row);
    if (is_undercoded(page, index))
        gen_discharge_uncode(row);
    gen_row_write(row, out);
    if (copies == GEN_ONCE || page->exact)
        return;
    if (copies == GEN_TWICE_DIFFERENT)
        gen_dirt_differ(row, &stay);
    gen_row_write(row, out);
}

enum status gen_discharge_write(const struct gen_world *world, const struct gen_columns *columns,
                                const struct gen_institution *institution, int32_t month, uint32_t count, bool exact,
                                const char *path, struct text *why)
{
    struct gen_habit habit = gen_habit_of(institution);
    if (world->options->excel)
        habit = (struct gen_habit){GEN_UTF8_BOM, true, GEN_CASE_OFFICIAL};
    struct gen_out *out;
    enum status status = gen_out_open(path, habit.encoding, habit.crlf, &out, why);
    if (status != ST_OK)
        return status;
    struct gen_row *row = malloc(sizeof *row);
    if (row) {
        const struct page page = {world, institution, month, count, exact};
        write_header(columns, habit.header_case, out);
        for (uint32_t index = 0; index < count; index++)
            write_stay(&page, index, row, columns, out);
    }
    status = gen_out_close(out);
    if (status != ST_OK)
        text_printf(why, "%s: could not be written to its end", path);
    free(row);
    return row ? status : ST_FATAL;
}

/* tsv.c: header line, rows, tabs; the cells of a row are cut in a copy of its line. */
#include "model/tsv.h"

#include <stdio.h>
#include <string.h>

#include "lib/nearest.h"

#include "lib/text.h"

struct header {
    size_t n_wanted;
    int at[TSV_MAX_COLUMNS]; /* wanted column → place in the file, -1 absent */
    size_t n_cells;
};

static const char *bare_name(const char *column)
{
    return column[0] == '?' ? column + 1 : column;
}

/* Cuts a line (without its end) at the tabs, in place. Returns how many cells; those beyond max are counted only. */
static size_t cut(char *line, const char **cells, size_t max)
{
    size_t n = 0;
    for (char *cell = line; cell != NULL; n++) {
        char *tab = strchr(cell, '\t');
        if (tab != NULL)
            *tab = '\0';
        if (n < max)
            cells[n] = cell;
        cell = tab == NULL ? NULL : tab + 1;
    }
    return n;
}

static void read_header(const char *name, int64_t line, const char *const *cells, size_t n_cells, const char *const *columns,
                        struct problems *problems, struct header *ret)
{
    const char *names[TSV_MAX_COLUMNS + 1] = {NULL};
    struct place at = {.file = name, .line = line};
    ret->n_cells = n_cells;
    for (ret->n_wanted = 0; columns[ret->n_wanted] != NULL; ret->n_wanted++) {
        ret->at[ret->n_wanted] = -1;
        names[ret->n_wanted] = bare_name(columns[ret->n_wanted]);
    }
    for (size_t c = 0; c < n_cells && c < TSV_MAX_COLUMNS; c++) {
        size_t w = 0;
        while (w < ret->n_wanted && strcmp(cells[c], names[w]) != 0)
            w++;
        if (w == ret->n_wanted)
            problems_add(problems, REASON_E_CAT_203, &at, cells[c], nearest_word(cells[c], names));
        else if (ret->at[w] >= 0)
            problems_add(problems, REASON_E_CAT_209, &at, "column", cells[c]);
        else
            ret->at[w] = (int)c;
    }
    for (size_t w = 0; w < ret->n_wanted; w++)
        if (ret->at[w] < 0 && columns[w][0] != '?')
            problems_add(problems, REASON_E_CAT_202, &at, names[w]);
}

static enum status give_row(const char *name, int64_t line, const char *const *cells, size_t n_cells, const struct header *header,
                            tsv_row_function *row, void *arg, struct problems *problems)
{
    if (n_cells > header->n_cells) {
        char have[24], want[24];
        snprintf(have, sizeof(have), "%zu", n_cells);
        snprintf(want, sizeof(want), "%zu", header->n_cells);
        problems_add(problems, REASON_E_CAT_204, (&(struct place){.file = name, .line = line}), have, want);
        return ST_OK;
    }
    const char *wanted[TSV_MAX_COLUMNS];
    for (size_t w = 0; w < header->n_wanted; w++) {
        int at = header->at[w];
        wanted[w] = at >= 0 && (size_t)at < n_cells ? cells[at] : "";
    }
    return row(arg, wanted, line);
}

enum status tsv_read(const char *name, const char *buf, size_t len, const char *const *columns, tsv_row_function *row, void *arg,
                     struct problems *problems)
{
    uint64_t errors_before = problems->errors;
    struct header header = {0};
    bool has_header = false;
    if (len > TSV_MAX_BYTES) {
        char have[24], max[24];
        snprintf(have, sizeof(have), "%zu", len);
        snprintf(max, sizeof(max), "%u", TSV_MAX_BYTES);
        problems_add(problems, REASON_E_CAT_205, (&(struct place){.file = name}), have, max);
        return ST_BAD_INPUT;
    }
    const char *end = buf + len;
    if (len >= 3 && memcmp(buf, "\xef\xbb\xbf", 3) == 0)
        buf += 3;
    scoped(text_done) struct text copy;
    text_init(&copy, TSV_MAX_BYTES);
    int64_t line = 0;
    for (const char *next; buf < end; buf = next) {
        const char *stop = memchr(buf, '\n', (size_t)(end - buf));
        next = stop == NULL ? end : stop + 1;
        stop = stop == NULL ? end : stop;
        line++;
        if (stop > buf && stop[-1] == '\r')
            stop--;
        if (stop == buf || *buf == '#')
            continue;
        const char *cells[TSV_MAX_COLUMNS];
        text_clear(&copy);
        text_append_n(&copy, buf, (size_t)(stop - buf));
        if (copy.overflow)
            return ST_RETRY;
        size_t n = cut(copy.s, cells, TSV_MAX_COLUMNS);
        if (!has_header) {
            read_header(name, line, cells, n, columns, problems, &header);
            has_header = true;
            continue;
        }
        enum status status = give_row(name, line, cells, n, &header, row, arg, problems);
        if (status != ST_OK)
            return status;
    }
    if (!has_header)
        problems_add(problems, REASON_E_CAT_201, (&(struct place){.file = name}));
    return problems->errors == errors_before ? ST_OK : ST_BAD_INPUT;
}

/* assign_import_table.c: line.tsv with some of its cells replaced: comments, order and all other bytes stay, so that the next
 * reader of the table finds what the last writer left. */
#include <string.h>

#include "duban/assign_import_private.h"
#include "model/tsv.h"

#define FIRST_COLUMNS "duty\tdepartment\tpost\tinternal_due\tsupervised_from\tcooperating\n"

static const struct {
    const char *name;
    enum assign_column column;
} COLUMNS[] = {
    {"department", ASSIGN_DEPARTMENT},     {"post", ASSIGN_POST},
    {"internal_due", ASSIGN_INTERNAL_DUE}, {"supervised_from", ASSIGN_SUPERVISED_FROM},
    {"cooperating", ASSIGN_COOPERATING},
};

enum assign_column assign_table_column(const char *name, size_t len)
{
    for (size_t i = 0; i < sizeof COLUMNS / sizeof COLUMNS[0]; i++)
        if (strlen(COLUMNS[i].name) == len && memcmp(COLUMNS[i].name, name, len) == 0)
            return COLUMNS[i].column;
    return ASSIGN_COLUMN_COUNT;
}

/* The header: what stands in which cell. */
struct header {
    enum assign_column at[TSV_MAX_COLUMNS]; /* ASSIGN_DUTY for the duty's id */
    size_t n;
};

static void header_read(struct header *header, const char *line, size_t len)
{
    const char *end = line + len;
    while (header->n < TSV_MAX_COLUMNS) {
        const char *tab = memchr(line, '\t', (size_t)(end - line)), *stop = tab != NULL ? tab : end;
        bool is_duty = stop - line == 4 && memcmp(line, "duty", 4) == 0;
        header->at[header->n++] = is_duty ? ASSIGN_DUTY : assign_table_column(line, (size_t)(stop - line));
        if (tab == NULL)
            return;
        line = tab + 1;
    }
}

/* The i-th cell of a line; "" for one that was left out at the end. */
static const char *cell_of(const char *line, size_t len, size_t i, size_t *ret_len)
{
    const char *end = line + len;
    for (; i > 0; i--) {
        const char *tab = memchr(line, '\t', (size_t)(end - line));
        if (tab == NULL) {
            *ret_len = 0;
            return end;
        }
        line = tab + 1;
    }
    const char *tab = memchr(line, '\t', (size_t)(end - line));
    *ret_len = (size_t)((tab != NULL ? tab : end) - line);
    return line;
}

static const struct assign_edit *edit_of(const struct assign_base *base, const struct assign_edit *edits,
                                         const struct header *header, const char *line, size_t len)
{
    const struct plan *plan = catalog_plan(base->catalog);
    for (size_t c = 0; c < header->n; c++) {
        size_t n;
        const char *id = cell_of(line, len, c, &n);
        for (size_t i = 0; header->at[c] == ASSIGN_DUTY && i < plan->n_duties; i++)
            if (strlen(plan->duties[i].id) == n && memcmp(plan->duties[i].id, id, n) == 0)
                return &edits[i];
    }
    return NULL;
}

static bool says_something(const struct assign_edit *edit)
{
    for (size_t c = 0; c < ASSIGN_COLUMN_COUNT; c++)
        if (edit->cells[c] != NULL)
            return true;
    return false;
}

/* One line; `duty` NULL: an old one, whose other cells are kept. */
static void write_line(struct text *out, const struct header *header, const char *line, size_t len, const char *duty,
                       const struct assign_edit *edit)
{
    for (size_t c = 0; c < header->n; c++) {
        size_t n;
        const char *old = cell_of(line, len, c, &n);
        enum assign_column column = header->at[c];
        text_append(out, c > 0 ? "\t" : "");
        if (column == ASSIGN_DUTY && duty != NULL)
            text_append(out, duty);
        else if (column != ASSIGN_COLUMN_COUNT && edit->cells[column] != NULL)
            text_append(out, edit->cells[column]);
        else
            text_append_n(out, old, n);
    }
    text_append_char(out, '\n');
}

static void write_new_lines(const struct assign_base *base, const struct assign_edit *edits, const struct header *header,
                            struct text *out)
{
    const struct plan *plan = catalog_plan(base->catalog);
    for (size_t i = 0; i < plan->n_duties; i++)
        if (says_something(&edits[i]) && organisation_line(base->organisation, plan->duties[i].id) == NULL)
            write_line(out, header, "", 0, plan->duties[i].id, &edits[i]);
}

void assign_table_write(const struct assign_base *base, const struct assign_edit *edits, struct text *out)
{
    struct header header = {.n = 0};
    const char *at = base->lines;
    if (text_starts_with(at, "\xEF\xBB\xBF")) {
        text_append_n(out, at, 3);
        at += 3;
    }
    while (*at != '\0') {
        size_t whole = strcspn(at, "\n"), len = whole > 0 && at[whole - 1] == '\r' ? whole - 1 : whole,
               next = whole + (at[whole] == '\n');
        bool is_data = len > 0 && *at != '#' && header.n > 0;
        const struct assign_edit *edit = is_data ? edit_of(base, edits, &header, at, len) : NULL;
        if (len > 0 && *at != '#' && header.n == 0)
            header_read(&header, at, len);
        if (edit != NULL && says_something(edit) && !edit->removed)
            write_line(out, &header, at, len, NULL, edit);
        else if (edit == NULL || !edit->removed)
            text_append_n(out, at, next);
        at += next;
    }
    if (header.n == 0) {
        text_append(out, FIRST_COLUMNS);
        header_read(&header, FIRST_COLUMNS, strlen(FIRST_COLUMNS) - 1);
    } else if (out->len > 0 && out->s[out->len - 1] != '\n') {
        text_append_char(out, '\n');
    }
    write_new_lines(base, edits, &header, out);
}

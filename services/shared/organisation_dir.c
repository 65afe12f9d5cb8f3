/* organisation_dir.c: reads the tables of a plan's folder. */
#include "shared/organisation_dir.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/file.h"
#include "model/unread.h"

#define TABLE_MAX_BYTES ((size_t)8 << 20)

static void read_table(struct organisation_builder *builder, const char *dir, const char *plan_folder,
                       enum organisation_table table, struct problems *problems, struct unread *unread)
{
    char path[PATH_MAX], name[PATH_MAX];
    scoped(text_done) struct text content;
    text_init(&content, TABLE_MAX_BYTES);
    bool fits = snprintf(name, sizeof name, "%s/%s", plan_folder, organisation_table_path(table)) < (int)sizeof name &&
                snprintf(path, sizeof path, "%s/%s", dir, name) < (int)sizeof path;
    if (fits && organisation_table_is_optional(table) && access(path, F_OK) != 0)
        return;
    if (!fits || file_read(path, &content, NULL) != ST_OK)
        problems_add(problems, REASON_E_CAT_220, NULL, fits ? name : organisation_table_path(table));
    else if (organisation_builder_read(builder, table, name, content.s, content.len, problems) == ST_OK)
        return;
    organisation_table_is_unread(unread, table);
}

static bool has_organisation(const char *folder)
{
    char probe[PATH_MAX];
    scoped(text_done) struct text content;
    text_init(&content, TABLE_MAX_BYTES);
    return snprintf(probe, sizeof probe, "%s/organisation/institution.tsv", folder) < (int)sizeof probe &&
           file_read(probe, &content, NULL) == ST_OK;
}

enum status organisation_read_dir(const char *dir, const char *plan_folder, struct problems *problems, struct unread *unread,
                                  struct organisation **ret)
{
    char folder[PATH_MAX];
    if (snprintf(folder, sizeof folder, "%s/%s", dir, plan_folder) >= (int)sizeof folder || !has_organisation(folder)) {
        *ret = NULL;
        return ST_OK;
    }
    struct organisation_builder *builder = organisation_builder_new(1);
    if (builder == NULL) {
        problems_add(problems, REASON_E_GEN_002, NULL);
        return ST_RETRY;
    }
    uint64_t errors = problems->errors;
    for (enum organisation_table table = 0; table < ORGANISATION_TABLE_COUNT; table++)
        read_table(builder, dir, plan_folder, table, problems, unread);
    bool is_whole = problems->errors == errors;
    enum status st = ST_BAD_INPUT;
    if (unread != NULL)
        st = organisation_build_readable(builder, problems, unread, ret);
    else if (is_whole)
        st = organisation_build(builder, problems, ret);
    if (st == ST_OK && !is_whole)
        st = ST_BAD_INPUT;
    organisation_builder_free(builder);
    return st;
}

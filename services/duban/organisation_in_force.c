/* organisation_in_force.c: the tables of alert's answer, parsed. */
#include "duban/organisation_in_force.h"

#include <stdlib.h>
#include <string.h>

#define PROBLEMS_MAX 20 /* they were checked when they came: a problem here is another version's */

void organisation_in_force_done(struct organisation_in_force *in_force)
{
    organisation_free(in_force->organisation);
    free(in_force->lines);
    client_reply_done(&in_force->reply);
    *in_force = (struct organisation_in_force){0};
}

static enum status build(const Duban__Alert__ExportReply *tables, struct problems *problems, struct organisation **ret)
{
    struct organisation_builder *builder = organisation_builder_new(1);
    enum status st = builder == NULL ? ST_RETRY : ST_OK;
    for (size_t i = 0; st == ST_OK && i < tables->n_files; i++) {
        const Duban__Alert__File *file = tables->files[i];
        enum organisation_table table;
        if (organisation_table_of_path(file->path, &table) == ST_OK)
            st = organisation_builder_read(builder, table, file->path, (const char *)file->content.data, file->content.len,
                                           problems);
    }
    if (st == ST_OK)
        st = organisation_build(builder, problems, ret);
    organisation_builder_free(builder);
    return st;
}

static char *copy_lines(const Duban__Alert__ExportReply *tables)
{
    for (size_t i = 0; i < tables->n_files; i++)
        if (strcmp(tables->files[i]->path, organisation_table_path(TABLE_LINE)) == 0)
            return strndup((const char *)tables->files[i]->content.data, tables->files[i]->content.len);
    return strdup("");
}

int organisation_in_force_read(struct cli *cli, const char *alliance, struct organisation_in_force *ret)
{
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__ExportRequest body = DUBAN__ALERT__EXPORT_REQUEST__INIT;
    request.alliance = (char *)alliance;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_EXPORT;
    request.export = &body;
    int code = alert_ask(cli, &request, &ret->reply);
    if (code != EXIT_GOOD)
        return code;
    struct problems problems;
    problems_init(&problems, PROBLEMS_MAX);
    enum status st = build(ret->reply->export, &problems, &ret->organisation);
    code = st == ST_OK ? EXIT_GOOD : cli_problems(&problems);
    problems_done(&problems);
    if (st != ST_OK)
        return code == EXIT_GOOD ? client_garbled("alert") : code;
    ret->lines = copy_lines(ret->reply->export);
    return ret->lines != NULL ? EXIT_GOOD : cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
}

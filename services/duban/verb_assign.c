/* verb_assign.c: duban assign: organisation and assignment, from tables and to tables, by the alert service. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "alert.pb-c.h"
#include "duban/assign_book.h"
#include "duban/client.h"
#include "duban/options.h"
#include "duban/table.h"
#include "duban/verb.h"
#include "lib/file.h"

#define FILES_MAX      32
#define FILE_MAX_BYTES ((size_t)4 << 20)

static const char USAGE[] = "  duban assign import DIR --by WHO --reason WHY [--yes] [--alliance CODE]\n"
                            "      读入 DIR/organisation 和 DIR/assignment 的 *.tsv，先列出差异，再问是否生效\n"
                            "      (reads the tables, shows the difference, asks, and puts them in force)\n"
                            "  duban assign import FILE.xlsx --by WHO --reason WHY [--yes] [--alliance CODE]\n"
                            "      读回 catalog export -o xlsx 写出、改过分工各列的工作簿 (a workbook that comes back with its "
                            "assignment changed)\n"
                            "  duban assign export DIR [--version N] [--alliance CODE]   写回 DIR (writes the tables in force)\n"
                            "\n"
                            "  列出差异之后别人又改了分工的，不生效，请重新列出 (refused if somebody else changed it meanwhile)\n"
                            "  --yes       不再询问 (do not ask)\n"
                            "  --dry-run   只列出差异，不与 --yes 同用 (the difference only; not together with --yes)\n";

struct import {
    Duban__Alert__File files[FILES_MAX], *at[FILES_MAX];
    size_t n;
    bool has_base; /* the tables were made from, or compared with, this version: no other may be in force when they go in */
    int64_t base_version;
};

static void import_done(struct import *import)
{
    for (size_t i = 0; i < import->n; i++) {
        free(import->files[i].path);
        free(import->files[i].content.data);
    }
}

static int is_table(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 4 && entry->d_name[0] != '.' && strcmp(entry->d_name + len - 4, ".tsv") == 0;
}

static int read_table(struct import *import, const char *dir, const char *folder, const char *name)
{
    char path[PATH_MAX], relative[PATH_MAX];
    scoped(text_done) struct text content, why;
    text_init(&content, FILE_MAX_BYTES);
    text_init(&why, 256);
    snprintf(relative, sizeof relative, "%s/%s", folder, name);
    if (import->n == FILES_MAX || snprintf(path, sizeof path, "%s/%s", dir, relative) >= (int)sizeof path ||
        file_read(path, &content, &why) != ST_OK)
        return cli_fail_with(EXIT_CHECK_FAILED, "读不了文件", "cannot read the file", relative);
    Duban__Alert__File *file = &import->files[import->n];
    duban__alert__file__init(file);
    file->content.len = content.len;
    file->content.data = (uint8_t *)text_take(&content);
    file->path = strdup(relative);
    import->at[import->n++] = file;
    return file->path != NULL && file->content.data != NULL ? EXIT_GOOD : cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
}

static int read_folder(struct import *import, const char *dir, const char *folder)
{
    char path[PATH_MAX];
    struct dirent **entries = NULL;
    int code = EXIT_GOOD;
    if (snprintf(path, sizeof path, "%s/%s", dir, folder) >= (int)sizeof path)
        return cli_fail_with(EXIT_WRONG_USE, "路径太长", "the path is too long", dir);
    int n = scandir(path, &entries, is_table, alphasort);
    if (n < 0)
        return cli_fail_with(EXIT_WRONG_USE, "没有这个目录", "there is no such folder", path);
    for (int i = 0; i < n; i++) {
        if (code == EXIT_GOOD)
            code = read_table(import, dir, folder, entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    return code;
}

static int read_folders(struct import *import, const char *dir)
{
    int code = read_folder(import, dir, "organisation");
    return code == EXIT_GOOD ? read_folder(import, dir, "assignment") : code;
}

static int take_table(struct import *import, const char *path, const void *bytes, size_t len)
{
    if (import->n == FILES_MAX)
        return cli_fail(EXIT_CHECK_FAILED, "表太多", "too many tables");
    Duban__Alert__File *file = &import->files[import->n];
    duban__alert__file__init(file);
    file->path = strdup(path);
    file->content.data = malloc(len + 1);
    import->at[import->n++] = file;
    if (file->path == NULL || file->content.data == NULL)
        return cli_fail(EXIT_CHECK_FAILED, "内存不足", "out of memory");
    if (len > 0)
        memcpy(file->content.data, bytes, len);
    file->content.len = len;
    return EXIT_GOOD;
}

/* All tables as they are in force, but for the assignment, which is as the workbook has it. */
static int read_book(struct cli *cli, struct import *import, const char *path, const char *alliance)
{
    scoped(organisation_in_force_done) struct organisation_in_force in_force = {0};
    scoped(scoped_free) char *lines = NULL;
    int code = assign_book_read(cli, path, alliance, &in_force, &lines);
    if (code == EXIT_GOOD) {
        import->has_base = true;
        import->base_version = in_force.reply->export->version;
    }
    for (size_t i = 0; code == EXIT_GOOD && i < in_force.reply->export->n_files; i++) {
        const Duban__Alert__File *file = in_force.reply->export->files[i];
        if (strcmp(file->path, organisation_table_path(TABLE_LINE)) != 0)
            code = take_table(import, file->path, file->content.data, file->content.len);
    }
    return code == EXIT_GOOD ? take_table(import, organisation_table_path(TABLE_LINE), lines, strlen(lines)) : code;
}

static int tell_import(const struct cli *cli, const Duban__Alert__ImportReply *reply)
{
    static const struct table_column state[] = {
        {"version", "机构和分工版本", CELL_NUMBER, 0},
        {"changed", "有变动", CELL_BOOL, 0},
        {"more", "另有未列出的变动", CELL_NUMBER, 0},
        {"base_version", "与第几版比较", CELL_NUMBER, 0},
    };
    static const struct table_column difference[] = {{"table", "表", CELL_TEXT, 0},
                                                     {"change", "变动", CELL_HIDDEN, 0},
                                                     {"key", "键", CELL_HIDDEN, 0},
                                                     {"words", "内容", CELL_TEXT, 0}};
    static const struct table_column problem[] = {
        {"file", "文件", CELL_TEXT, 0},       {"line", "行", CELL_NUMBER, 0},   {"code", "编号", CELL_TEXT, 0},
        {"severity", "程度", CELL_HIDDEN, 0}, {"words", "说明", CELL_TEXT, 70},
    };
    scoped(table_done) struct table states, differences, problems;
    table_init(&states, "import", "", state, sizeof state / sizeof state[0]);
    table_init(&differences, "differences", "差异", difference, sizeof difference / sizeof difference[0]);
    table_init(&problems, "problems", "问题", problem, sizeof problem / sizeof problem[0]);
    states.record = true;
    table_add(&states, reply->version > 0 ? NUMBER(reply->version) : "", YES_NO(reply->changed),
              reply->more > 0 ? NUMBER(reply->more) : "", reply->base_version > 0 ? NUMBER(reply->base_version) : "");
    for (size_t i = 0; i < reply->n_differences; i++) {
        const Duban__Alert__Difference *d = reply->differences[i];
        table_add(&differences, d->table, d->change, d->key, d->words_zh);
    }
    for (size_t i = 0; i < reply->n_problems; i++) {
        const Duban__Alert__Problem *p = reply->problems[i];
        table_add(&problems, p->file, p->line > 0 ? NUMBER(p->line) : "", p->code, p->severity, p->words_zh);
    }
    bool differs = reply->changed || reply->n_differences > 0;
    if (!differs && !cli->json)
        puts("没有变化 (no difference)");
    if (!differs && !cli->json && reply->n_problems == 0)
        return EXIT_GOOD;
    return table_print(cli, (const struct table *const[]){&problems, &differences, &states}, 3);
}

struct wish {
    const char *alliance, *by, *reason;
    bool yes, dry_run;
};

/* One round: a dry run, or the import itself. *ret_changed: there is a difference. */
static int send(struct cli *cli, struct import *import, const struct wish *wish, bool dry_run, bool print, bool *ret_changed)
{
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__ImportRequest body = DUBAN__ALERT__IMPORT_REQUEST__INIT;
    scoped(client_reply_done) Duban__Alert__Reply *reply = NULL;
    request.alliance = (char *)wish->alliance;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_IMPORT;
    request.import = &body;
    body.n_files = import->n;
    body.files = import->at;
    body.dry_run = dry_run;
    body.imported_by = (char *)wish->by;
    body.reason = (char *)wish->reason;
    body.has_base = import->has_base;
    body.base_version = import->base_version;
    int code = alert_ask(cli, &request, &reply);
    if (reply != NULL && reply->body_case == DUBAN__ALERT__REPLY__BODY_IMPORT) {
        import->has_base = true;
        import->base_version = reply->import->base_version;
        *ret_changed = reply->import->changed || reply->import->n_differences > 0;
        if (print || code != EXIT_GOOD) {
            int printed = tell_import(cli, reply->import);
            code = code == EXIT_GOOD ? printed : code;
        }
    }
    return code;
}

static int import_tables(struct cli *cli, struct import *import, const struct wish *wish)
{
    bool changed = false;
    if (wish->yes)
        return send(cli, import, wish, false, true, &changed);
    int code = send(cli, import, wish, true, true, &changed);
    if (code != EXIT_GOOD || wish->dry_run || !changed)
        return code;
    if (!cli_confirm("以上差异是否生效？(put this in force?)"))
        return cli_fail(EXIT_CHECK_FAILED, "没有生效", "nothing was changed");
    return send(cli, import, wish, false, false, &changed);
}

static int import_verb(struct cli *cli, int argc, char **argv)
{
    struct wish wish = {.alliance = ""};
    const struct option_spec specs[] = {{"--alliance", &wish.alliance, NULL}, {"--by", &wish.by, NULL},
                                        {"--reason", &wish.reason, NULL},     {"--yes", NULL, &wish.yes},
                                        {"--dry-run", NULL, &wish.dry_run},   {NULL, NULL, NULL}};
    scoped(import_done) struct import import = {.n = 0};
    size_t n;
    if (!options_read(specs, argc, argv, &n) || n != 1 || wish.by == NULL || wish.reason == NULL || (wish.yes && wish.dry_run))
        return verb_misused(&VERB_ASSIGN);
    int code = assign_book_is(argv[0]) ? read_book(cli, &import, argv[0], wish.alliance) : read_folders(&import, argv[0]);
    return code == EXIT_GOOD ? import_tables(cli, &import, &wish) : code;
}

/* Only names of the shape folder/name.tsv are written: the answer of a service names no other place. */
static int write_table(const char *dir, const Duban__Alert__File *file)
{
    char path[PATH_MAX];
    const char *slash = strchr(file->path, '/');
    if (slash == NULL || strchr(slash + 1, '/') != NULL || strstr(file->path, "..") != NULL || file->path[0] == '/')
        return cli_fail_with(EXIT_CHECK_FAILED, "文件名不对", "a file name that is none", file->path);
    if (snprintf(path, sizeof path, "%s/%.*s", dir, (int)(slash - file->path), file->path) >= (int)sizeof path ||
        (mkdir(path, 0777) != 0 && errno != EEXIST))
        return cli_fail_with(EXIT_CHECK_FAILED, "建不了目录", "cannot make the folder", path);
    if (snprintf(path, sizeof path, "%s/%s", dir, file->path) >= (int)sizeof path)
        return cli_fail_with(EXIT_WRONG_USE, "路径太长", "the path is too long", dir);
    FILE *out = fopen(path, "wb");
    bool failed = out == NULL || fwrite(file->content.data, 1, file->content.len, out) != file->content.len;
    if (out != NULL && fclose(out) != 0)
        failed = true;
    return failed ? cli_fail_with(EXIT_CHECK_FAILED, "写不了文件", "cannot write the file", path) : EXIT_GOOD;
}

static int export_verb(struct cli *cli, int argc, char **argv)
{
    static const struct table_column columns[] = {{"file", "文件", CELL_TEXT, 0}, {"bytes", "字节", CELL_NUMBER, 0}};
    const char *alliance = "", *version = "0";
    const struct option_spec specs[] = {{"--alliance", &alliance, NULL}, {"--version", &version, NULL}, {NULL, NULL, NULL}};
    Duban__Alert__Request request = DUBAN__ALERT__REQUEST__INIT;
    Duban__Alert__ExportRequest body = DUBAN__ALERT__EXPORT_REQUEST__INIT;
    scoped(client_reply_done) Duban__Alert__Reply *reply = NULL;
    scoped(table_done) struct table table;
    size_t n;
    table_init(&table, "files", "", columns, 2);
    if (!options_read(specs, argc, argv, &n) || n != 1)
        return verb_misused(&VERB_ASSIGN);
    request.alliance = (char *)alliance;
    request.body_case = DUBAN__ALERT__REQUEST__BODY_EXPORT;
    request.export = &body;
    body.version = strtoll(version, NULL, 10);
    int code = alert_ask(cli, &request, &reply);
    if (code == EXIT_GOOD && mkdir(argv[0], 0777) != 0 && errno != EEXIST)
        code = cli_fail_with(EXIT_CHECK_FAILED, "建不了目录", "cannot make the folder", argv[0]);
    for (size_t i = 0; code == EXIT_GOOD && i < reply->export->n_files; i++) {
        code = write_table(argv[0], reply->export->files[i]);
        table_add(&table, reply->export->files[i]->path, NUMBER(reply->export->files[i]->content.len));
    }
    return code == EXIT_GOOD ? table_print_one(cli, &table) : code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    static const struct subverb subverbs[] = {{"import", import_verb}, {"export", export_verb}};
    return verb_dispatch(cli, &VERB_ASSIGN, subverbs, sizeof subverbs / sizeof subverbs[0], argc, argv);
}

const struct verb VERB_ASSIGN = {"assign", "机构和分工：读入、写出", "organisation and assignment: import, export", USAGE, run};

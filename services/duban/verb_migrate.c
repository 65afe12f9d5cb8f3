/* verb_migrate.c: duban migrate: the database's schema, brought up to what this version needs. Role: migrate. */
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duban/migrate_store.h"
#include "duban/options.h"
#include "duban/shipped.h"
#include "duban/table.h"
#include "duban/verb.h"
#include "lib/db.h"
#include "lib/file.h"
#include "lib/hash.h"

#define SCRIPT_MAX_BYTES ((size_t)4 << 20)

static const char USAGE[] =
    "  duban migrate [--dir DIR]   依次执行 DIR 中的 *.sql，每个只执行一次 (applies each *.sql of DIR once, in order of name)\n"
    "\n"
    "执行过的文件改动后会被拒绝：历史不改写，改动写成新文件。\n"
    "(A file that was applied and then changed is refused: a change is a new file.)\n"
    "  --dir DIR   缺省为程序旁的 deploy/sql 或 /usr/share/duban/sql (where the migrations are)\n";

static int is_script(const struct dirent *entry)
{
    size_t len = strlen(entry->d_name);
    return len > 4 && entry->d_name[0] != '.' && strcmp(entry->d_name + len - 4, ".sql") == 0;
}

/* *ret_new: it was applied now. */
static int apply_one(struct db *db, const char *dir, const char *name, bool *ret_new)
{
    char path[PATH_MAX], sha256[HASH_HEX_SIZE], before[HASH_HEX_SIZE] = "";
    scoped(text_done) struct text sql, why;
    text_init(&sql, SCRIPT_MAX_BYTES);
    text_init(&why, 256);
    if (snprintf(path, sizeof path, "%s/%s", dir, name) >= (int)sizeof path || file_read(path, &sql, &why) != ST_OK)
        return cli_fail_with(EXIT_CHECK_FAILED, "读不了迁移文件", "cannot read the migration", path);
    hash_sha256_hex(sql.s, sql.len, sha256);
    enum status st = migrate_find(db, name, before);
    *ret_new = false;
    if (st == ST_OK && before[0] != '\0')
        return strcmp(before, sha256) == 0 ? EXIT_GOOD
                                           : cli_fail_with(EXIT_CHECK_FAILED, "迁移文件执行之后又改过",
                                                           "a migration was changed after it was applied", name);
    const struct migration migration = {.name = name, .sha256 = sha256, .sql = sql.s};
    if (st == ST_OK)
        st = migrate_apply(db, &migration);
    *ret_new = st == ST_OK;
    if (st != ST_OK)
        fprintf(stderr, "%s\n", name);
    return cli_database_status(db, st);
}

static int apply_all(struct cli *cli, struct db *db, const char *dir, struct dirent **names, int n)
{
    static const struct table_column columns[] = {{"name", "迁移文件", CELL_TEXT, 0}, {"applied", "本次执行", CELL_BOOL, 0}};
    scoped(table_done) struct table table;
    table_init(&table, "migrations", "", columns, sizeof columns / sizeof columns[0]);
    int code = cli_database_status(db, migrate_begin(db));
    for (int i = 0; code == EXIT_GOOD && i < n; i++) {
        bool new = false;
        code = apply_one(db, dir, names[i]->d_name, &new);
        if (code == EXIT_GOOD)
            table_add(&table, names[i]->d_name, YES_NO(new));
    }
    int printed = table_print_one(cli, &table);
    return code == EXIT_GOOD ? printed : code;
}

static int run(struct cli *cli, int argc, char **argv)
{
    const char *dir = NULL;
    const struct option_spec specs[] = {{"--dir", &dir, NULL}, {NULL, NULL, NULL}};
    char usual[PATH_MAX];
    struct dirent **names = NULL;
    struct db *db = NULL;
    size_t rest;
    if (!options_read(specs, argc, argv, &rest) || rest != 0)
        return verb_misused(&VERB_MIGRATE);
    if (dir == NULL) {
        shipped_dir("sql", usual);
        dir = usual;
    }
    int n = scandir(dir, &names, is_script, alphasort);
    if (n <= 0) {
        free(names);
        return cli_fail_with(EXIT_WRONG_USE, "没有迁移文件", "there are no migrations", dir);
    }
    int code = cli_connect(cli, "migrate", &db);
    if (code == EXIT_GOOD)
        code = apply_all(cli, db, dir, names, n);
    db_close(db);
    for (int i = 0; i < n; i++)
        free(names[i]);
    free(names);
    return code;
}

const struct verb VERB_MIGRATE = {"migrate", "建立或升级数据库", "create or upgrade the schema", USAGE, run};

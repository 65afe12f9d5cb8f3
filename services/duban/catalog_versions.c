/* catalog_versions.c: the versions of the catalog as a table. Role: catalog. */
#include "duban/catalog_versions.h"

#include "duban/catalog_store.h"
#include "duban/cli.h"
#include "duban/table.h"
#include "lib/db.h"

static void add_version(void *arg, const char *alliance, int64_t version, int64_t applied_us, const char *by, const char *reason,
                        const char *sha256)
{
    table_add(arg, alliance, NUMBER(version), INSTANT(applied_us), by, reason, sha256);
}

int catalog_versions_print(struct cli *cli, const char *alliance)
{
    static const struct table_column columns[] = {
        {"alliance", "医共体", CELL_TEXT, 0}, {"version", "目录版本", CELL_NUMBER, 0}, {"at", "业务时间", CELL_TEXT, 0},
        {"by", "谁", CELL_TEXT, 24},          {"reason", "原因", CELL_TEXT, 50},       {"sha256", "SHA-256", CELL_TEXT, 0},
    };
    scoped(table_done) struct table table;
    struct db *db = NULL;
    table_init(&table, "versions", "", columns, sizeof columns / sizeof columns[0]);
    int code = cli_connect(cli, "catalog", &db);
    if (code != EXIT_GOOD)
        return code;
    code = cli_database_status(db, catalog_store_versions(db, alliance, add_version, &table));
    db_close(db);
    return code == EXIT_GOOD ? table_print_one(cli, &table) : code;
}

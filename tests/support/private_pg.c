/* Why: several C tests need a server; the script that makes one is the same that the demo uses. */
#include "support/private_pg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/db.h"
#include "lib/text.h"

static char dir[256];
static char conninfo[512];
static pid_t owner;

static void die(const char *what)
{
    fprintf(stderr, "private_pg: %s\n", what);
    exit(99);
}

/* `deploy/private/pg.sh VERB DIR OPTIONS`; its first line goes to out. */
static void run(const char *verb, const char *options, char *out, size_t size)
{
    char command[512];
    snprintf(command, sizeof command, "deploy/private/pg.sh %s '%s' %s", verb, dir, options);
    out[0] = '\0';
    FILE *pipe = popen(command, "r");
    if (pipe == NULL)
        die(command);
    if (fgets(out, (int)size, pipe) != NULL)
        out[strcspn(out, "\n")] = '\0';
    if (pclose(pipe) != 0)
        die(command);
}

static void stop(void)
{
    char ignored[512];
    if (getpid() == owner)
        run("stop", "", ignored, sizeof ignored);
}

const char *private_pg_start(void)
{
    const char *tmp = getenv("DUBAN_TMP");
    snprintf(dir, sizeof dir, "%s/pg", tmp != NULL ? tmp : "tests/tmp");
    owner = getpid();
    atexit(stop);
    run("start", "--fast", conninfo, sizeof conninfo);
    return conninfo;
}

void private_pg_do(const char *verb)
{
    char ignored[512];
    run(verb, "", ignored, sizeof ignored);
}

void private_pg_sql(const char *sql)
{
    struct db *db = NULL;
    if (db_open(&db, conninfo, "test") != ST_OK)
        die("cannot connect");
    if (db_script(db, sql) != ST_OK)
        die(db_error(db));
    db_close(db);
}

void private_pg_file(const char *path)
{
    struct text sql;
    char piece[4096];
    text_init(&sql, (size_t)1 << 20);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        die(path);
    for (size_t n = 0; (n = fread(piece, 1, sizeof piece, file)) > 0;)
        text_append_n(&sql, piece, n);
    fclose(file);
    if (sql.overflow)
        die(path);
    private_pg_sql(sql.s);
    text_done(&sql);
}

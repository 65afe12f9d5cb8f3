/* private_pg.h: a PostgreSQL of its own for a C test (deploy/private/pg.sh below DUBAN_TMP). */
#ifndef DUBAN_TESTS_PRIVATE_PG_H
#define DUBAN_TESTS_PRIVATE_PG_H

/* Starts it without fsync and returns the superuser's conninfo, valid until the program ends; aborts the test program if it cannot.
 * The server is stopped and removed when the program exits. The conninfo names the database; append " user=ROLE" for a role. */
const char *private_pg_start(void);

/* Runs a shell command `deploy/private/pg.sh VERB DIR` for the server started above: "crash", "start". Aborts if it fails. */
void private_pg_do(const char *verb);

/* Runs the named file of deploy/sql, or SQL text, as superuser; aborts if it fails. */
void private_pg_file(const char *path);
void private_pg_sql(const char *sql);

#endif

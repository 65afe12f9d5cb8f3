/* db_private.h: the inside of struct db, for db*.c alone. */
#ifndef DUBAN_LIB_DB_PRIVATE_H
#define DUBAN_LIB_DB_PRIVATE_H

#include <stdbool.h>
#include <stdint.h>

#include <libpq-fe.h>

#include "lib/db.h"
#include "lib/hash.h"

#define DB_ERROR_SIZE          256
#define DB_STATEMENT_NAME_SIZE 32

struct db_statements; /* db_statement.c: which texts this connection has seen */

struct db {
    PGconn *conn; /* NULL after a failed reconnection */
    char *conninfo;
    char *application_name;
    struct db_limits limits;
    bool lost, in_transaction, copying, outcome_unknown;
    bool busy;     /* a statement is under way: nobody else may begin one */
    bool prepared; /* and it is one that the server keeps */
    struct db_statements *statements;
    int64_t affected;
    size_t copy_queued; /* bytes given to libpq since the last flush */
    char sqlstate[6];
    char error[DB_ERROR_SIZE];
};

/* db_connect.c: makes a connection until deadline_us; the words on failure go to why. Replaces db->conn. */
MUST_CHECK enum status db_connect(struct db *db, int64_t deadline_us, char why[static DB_ERROR_SIZE]);

/* db_error.c: forgets the last error; before each statement. */
void db_clear_error(struct db *db);

/* db_error.c: notes what went wrong (result may be NULL: the connection itself) and says what it means. */
MUST_CHECK enum status db_fail(struct db *db, const PGresult *result);

/* db_error.c: the server did not answer in time: the connection is given up. */
MUST_CHECK enum status db_fail_silent(struct db *db);

/* First line of a libpq message, clipped at a whole character. */
void db_first_line(char out[static DB_ERROR_SIZE], const char *message);

/* db_wire.c: when a statement that begins now is overdue, by the client's own clock. */
int64_t db_deadline_us(const struct db *db);

/* db_wire.c: hands all that libpq has queued to the kernel. */
MUST_CHECK enum status db_flush(struct db *db, int64_t deadline_us);

/* db_wire.c: the next result of the statement under way; NULL: there is none left. */
MUST_CHECK enum status db_result_next(struct db *db, int64_t deadline_us, PGresult **ret);

/* db_wire.c: reads all results; the first error decides the status, else *ret (may be NULL) is the last. */
MUST_CHECK enum status db_results_read(struct db *db, int64_t deadline_us, PGresult **ret);

/* db_statement.c: the name under which the server keeps this text, "" when it is to be sent as it is. An error is one of the text.
 */
MUST_CHECK enum status db_statement(struct db *db, const char *sql, int64_t deadline_us,
                                    char ret_name[static DB_STATEMENT_NAME_SIZE]);

/* db_statement.c: the connection is another one. */
void db_statements_forget(struct db *db);

/* db_wire.c: is there a connection to send on? Tries once to get a lost one back, but not within a transaction. */
MUST_CHECK enum status db_ready(struct db *db);

#endif

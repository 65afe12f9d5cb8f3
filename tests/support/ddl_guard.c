/* ddl_guard.c: reads DDL sign by sign, by rules of its own. */
#include "support/ddl_guard.h"

#include <stdbool.h>
#include <string.h>

#define HEAD  "-- table: distributed\n"
#define LOWER "abcdefghijklmnopqrstuvwxyz0123456789_"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static bool is_one_of(const char *s, size_t len, const char *const *words)
{
    for (; *words != NULL; words++)
        if (strlen(*words) == len && memcmp(*words, s, len) == 0)
            return true;
    return false;
}

/* The end of a quotation that begins at `s`; NULL: it does not end. */
static const char *quotation_end(const char *s)
{
    for (s++; *s != '\0'; s++) {
        if (*s != '\'')
            continue;
        if (s[1] != '\'')
            return s + 1;
        s++;
    }
    return NULL;
}

const char *ddl_stray(const char *sql)
{
    static const char *const firsts[] = {"CREATE", "COMMENT", "GRANT", NULL};
    static const char *const words[] = {"CREATE", "TABLE", "CONSTRAINT", "PRIMARY", "KEY",   "INDEX",  "ON",    "COMMENT", "COLUMN",
                                        "IS",     "NOT",   "NULL",       "VIEW",    "AS",    "SELECT", "FROM",  "JOIN",    "AND",
                                        "WHERE",  "IN",    "DISTINCT",   "ORDER",   "BY",    "DESC",   "GRANT", "INSERT",  "DELETE",
                                        "TO",     "LEFT",  "ASC",        "EXISTS",  "UNION", "ALL",    "OR",    "USING",   NULL};
    bool begins = true; /* a statement begins here */
    if (strncmp(sql, HEAD, strlen(HEAD)) == 0)
        sql += strlen(HEAD);
    while (*sql != '\0') {
        size_t lower = strspn(sql, LOWER), upper = strspn(sql, UPPER);
        if (*sql == '\'') {
            const char *end = quotation_end(sql);
            if (begins || end == NULL || strchr(";,) \n", *end) == NULL)
                return sql;
            sql = end;
        } else if (upper > 0) {
            if (!is_one_of(sql, upper, begins ? firsts : words))
                return sql;
            begins = false;
            sql += upper;
        } else if (lower > 0) {
            if (begins)
                return sql;
            sql += lower;
        } else {
            if (strchr(" \n.,();=", *sql) == NULL)
                return sql;
            begins = *sql == ';' || (begins && (*sql == ' ' || *sql == '\n'));
            sql++;
        }
    }
    return begins ? NULL : sql;
}

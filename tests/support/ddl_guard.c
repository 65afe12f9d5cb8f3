/* ddl_guard.c: reads SQL sign by sign, by rules of its own. */
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

/* `word` is `before`, a name of the kind and `after`, put together. */
static bool is_made_of(const char *word, size_t len, const char *before, const char *name, const char *after)
{
    size_t head = strlen(before), middle = strlen(name), tail = strlen(after);
    return len == head + middle + tail && memcmp(word, before, head) == 0 && memcmp(word + head, name, middle) == 0 &&
           memcmp(word + head + middle, after, tail) == 0;
}

static bool is_name_of(const struct kind *kind, const char *word, size_t len)
{
    if (is_made_of(word, len, "", kind->table, "") || is_made_of(word, len, "v_", kind->table, "") ||
        is_made_of(word, len, "v_current_", kind->name, ""))
        return true;
    for (size_t i = 0; i < kind->n_fields; i++) {
        const char *name = kind->fields[i].name;
        bool is_guard = (int)i == kind->key_zero_guard;
        if (is_made_of(word, len, "", name, kind->fields[i].type == FIELD_DATETIME ? "_us" : "") ||
            (is_guard && (is_made_of(word, len, "", name, "_stripped") || is_made_of(word, len, "", name, "_length"))))
            return true;
    }
    return false;
}

/* The end of what may stand here; NULL: this may not. */
static const char *past_record_part(const char *s, const struct kind *kind)
{
    static const char *const quoted[] = {"'hex'", "'1970-01-01'", NULL};
    static const char *const sql[] = {"SELECT", "WITH",  "DELETE", "COPY",  "FROM",   "WHERE", "AND",      "OR",    "AS",
                                      "IN",     "IS",    "NOT",    "NULL",  "JOIN",   "FULL",  "ON",       "ORDER", "BY",
                                      "DESC",   "GROUP", "FILTER", "STDIN", "FORMAT", "DATE",  "DISTINCT", "ANY",   NULL};
    static const char *const ours[] = {"institution_id",
                                       "batch_id",
                                       "line",
                                       "month",
                                       "row_digest",
                                       "key_digest",
                                       "source_rank",
                                       "lane_number",
                                       "parse_version",
                                       "withdrawn_number",
                                       "kind",
                                       "v_batch",
                                       "ingest",
                                       "bigint",
                                       "text",
                                       "count",
                                       "encode",
                                       "binary",
                                       "active",
                                       "a",
                                       "b",
                                       "k",
                                       "n",
                                       "o",
                                       "r",
                                       "s",
                                       NULL};
    size_t lower = strspn(s, LOWER), upper = strspn(s, UPPER);
    if (upper > 0)
        return is_one_of(s, upper, sql) ? s + upper : NULL;
    if (strchr("0123456789", *s) != NULL) /* a number is nothing but 0: what else it could be is bound */
        return lower == 1 && *s == '0' ? s + 1 : NULL;
    if (lower > 0)
        return is_one_of(s, lower, ours) || is_name_of(kind, s, lower) ? s + lower : NULL;
    for (const char *const *q = quoted; *q != NULL; q++)
        if (strncmp(s, *q, strlen(*q)) == 0)
            return s + strlen(*q);
    if (*s == '$')
        return s[1] >= '1' && s[1] <= '4' && strchr("0123456789", s[2]) == NULL ? s + 2 : NULL;
    return strchr(" .,()=<>:*-[]", *s) != NULL && strncmp(s, "--", 2) != 0 ? s + 1 : NULL;
}

const char *record_stray(const char *sql, const struct kind *kind)
{
    static const char *const firsts[] = {"SELECT", "WITH", "DELETE", "COPY", NULL};
    int open = 0;
    const char *s = sql;
    if (!is_one_of(s, strspn(s, UPPER), firsts))
        return s;
    while (*s != '\0') {
        const char *end = past_record_part(s, kind);
        open += (*s == '(') - (*s == ')');
        if (end == NULL || open < 0)
            return s;
        s = end;
    }
    return open == 0 ? NULL : s;
}

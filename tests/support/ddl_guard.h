/* ddl_guard.h: a second opinion on the generated SQL of a kind, which shares nothing with its maker: words of the catalog stand in
 * quotes and nowhere else. For fuzz_yaml, test_ddl and test_sqlgen. */
#ifndef DUBAN_TEST_DDL_GUARD_H
#define DUBAN_TEST_DDL_GUARD_H

#include "model/kind.h"

/* The first place that is not as it should be: a statement that is none of CREATE, COMMENT, GRANT; a sign or a word that is neither
 * of SQL nor a plain name; a quotation that does not end. NULL: there is none. */
const char *ddl_stray(const char *sql);

/* The same of a statement that writes, reads, compares or removes the records of `kind`: one of SELECT, WITH, DELETE, COPY without
 * an end, made of SQL's words, our own tables' and columns', names of this kind, parameters $1 to $4, brackets that close, and of
 * the quotations 'hex' and '1970-01-01' alone. NULL: there is nothing else. */
const char *record_stray(const char *sql, const struct kind *kind);

#endif

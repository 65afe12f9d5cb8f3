/* ddl_guard.h: a second opinion on generated DDL, which shares nothing with its maker: words of the catalog stand in quotes and
 * nowhere else. For fuzz_yaml and test_ddl. */
#ifndef DUBAN_TEST_DDL_GUARD_H
#define DUBAN_TEST_DDL_GUARD_H

/* The first place that is not as it should be: a statement that is none of CREATE, COMMENT, GRANT; a sign or a word that is neither
 * of SQL nor a plain name; a quotation that does not end. NULL: there is none. */
const char *ddl_stray(const char *sql);

#endif

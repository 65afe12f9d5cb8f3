/* table_form.h: the two forms of a table, for table.c and the tests. */
#ifndef DUBAN_DUBAN_TABLE_FORM_H
#define DUBAN_DUBAN_TABLE_FORM_H

#include <stdio.h>

#include "duban/table.h"

void table_form_text(FILE *out, const struct table *const *tables, size_t n);
void table_form_json(FILE *out, const struct table *const *tables, size_t n);

/* A JSON string with its quotes. */
void table_json_string(FILE *out, const char *s);

#endif

/* gen_out.h: a file of the sample as a hospital's system would write it: its encoding, its line ends.
 *
 * Everything is given in UTF-8 and converted on the way out. Blocks. After a failed put the writer stays failed, and
 * gen_out_close() says so: check it once, at the end. */
#ifndef DUBAN_GEN_OUT_H
#define DUBAN_GEN_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/status.h"
#include "lib/text.h"

enum gen_encoding { GEN_UTF8, GEN_UTF8_BOM, GEN_GB18030 };

struct gen_out;

/* Makes the folders of `path` too. ST_BAD_INPUT: `why` says what the system said. */
MUST_CHECK enum status gen_out_open(const char *path, enum gen_encoding encoding, bool crlf, struct gen_out **ret,
                                    struct text *why);

/* One cell of a CSV line, quoted where it must be; the comma before it is put for all but the first. */
void gen_out_cell(struct gen_out *out, const char *cell);

/* The same without quoting what should be quoted: how broken exporters shift columns. */
void gen_out_bare_cell(struct gen_out *out, const char *cell);

void gen_out_end_line(struct gen_out *out);

/* Accepts NULL. ST_BAD_INPUT: not all of it was written (disk full). The writer is gone either way. */
MUST_CHECK enum status gen_out_close(struct gen_out *out);

#endif

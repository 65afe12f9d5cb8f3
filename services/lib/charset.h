/* charset.h: files of hospitals are UTF-8 (with or without BOM), else GB18030; inside duban all text is UTF-8.
 *
 * A reader is fed the file in pieces of any size and appends UTF-8 to a text. It passes ASCII through, and from the
 * first other byte on looks at up to CHARSET_WINDOW_BYTES (or the end) before it decides. A BOM is dropped.
 * Exports that cut a field at n bytes cut characters in two, so a file of either encoding may hold bytes that cannot be
 * read: each becomes U+FFFD and is counted, and one cell is bad then, not the file. That is why a text is UTF-8 already
 * if at least ten of its characters beyond ASCII are well formed for each byte that is not. */
#ifndef DUBAN_LIB_CHARSET_H
#define DUBAN_LIB_CHARSET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/status.h"
#include "lib/text.h"
#include "lib/utf8.h" /* what comes out is walked with it */

/* A GB18030 text of 64 KiB that happens to be valid UTF-8 does not occur; two characters («联通») do. */
#define CHARSET_WINDOW_BYTES (64u * 1024)

enum charset { CHARSET_ASCII, CHARSET_UTF8, CHARSET_UTF8_BOM, CHARSET_GB18030 };

/* "ASCII", "UTF-8", "UTF-8 BOM", "GB18030" */
const char *charset_name(enum charset charset);

/* Of a whole buffer, or (`complete` false) of its beginning, whose last character may be cut. */
enum charset charset_detect(const char *buf, size_t len, bool complete);

struct charset_reader;
/* ST_FATAL: this machine has no GB18030 converter. ST_RETRY: no memory. Close accepts NULL. */
MUST_CHECK enum status charset_open(struct charset_reader **ret);
void charset_close(struct charset_reader *reader);

/* Appends what can be converted so far; `last` is given with the final piece (which may be empty). Output lags input by
 * at most the window. ST_BAD_INPUT: `out` overflowed (its max is the bound; at most CHARSET_MOST_FOR_ONE × (len + window)
 * bytes come out of one call), or no memory; what the reader holds is not whole then, and it is of no more use. */
#define CHARSET_MOST_FOR_ONE 3u /* an unreadable byte becomes U+FFFD */
MUST_CHECK enum status charset_feed(struct charset_reader *reader, const char *in, size_t len, bool last, struct text *out);

/* What was decided (CHARSET_ASCII while nothing else was seen), and how many bytes could not be read. */
enum charset charset_found(const struct charset_reader *reader);
uint64_t charset_broken_bytes(const struct charset_reader *reader);

#endif
